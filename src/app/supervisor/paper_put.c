#include "app/supervisor/paper_put.h"

#include "app/report/print_out.h"
#include "base/language.h"
#include "journal/export/export.h"
#include "paper/control_cards.h"
#include "paper/label_pages.h"
#include "paper/output.h"

#include <stdio.h>
#include <string.h>

struct paper_job {
    const struct sk_paper_order *order;
    struct sk_paper_result *result;
    struct sk_drawing drawing;
};

static enum sk_err fail(struct paper_job *job, enum sk_err err, struct sk_sentence sentence) {
    job->result->sentence = sentence;
    return err;
}

static bool on_step(void *data, enum sk_stick_step step) {
    const struct paper_job *job = data;
    return job->order->on_step(job->order->data, step);
}

static enum sk_err write_file(void *data, const char *folder, char file[SK_STICK_NAME_SIZE],
                              struct sk_err_info *info) {
    const struct paper_job *job = data;
    const struct sk_paper_order *order = job->order;
    char path[SK_STICK_PATH_SIZE + SK_STICK_NAME_SIZE];
    bool is_report = order->paper == SK_SUPER_PAPER_REPORT;
    enum sk_err err = sk_export_file_path(
        folder, is_report ? "shift" : "cards", order->report.bench,
        is_report ? order->report.to_ms : order->report.now_ms, "pdf", path, sizeof(path));
    if (err) {
        return sk_fail(info, err, "the name of the file is too long");
    }
    err = sk_drawing_write(&job->drawing, SK_PAPER_PDF, path, info);
    if (!err) {
        (void)snprintf(file, SK_STICK_NAME_SIZE, "%s", path + strlen(folder) + 1);
    }
    return err;
}

static enum sk_err write_onto_stick(struct paper_job *job) {
    static const struct sk_sentence done = { SK_N("The file is on the stick."),
                                             SK_N("Remove the stick now."), SK_WHO_NOBODY };
    struct sk_paper_result *result = job->result;
    struct sk_stick_write_result on;
    struct sk_stick_fault fault;
    const struct sk_stick_write write = { .write = write_file, .on_step = on_step, .data = job };
    enum sk_err err = sk_stick_write(&write, &on, &fault);
    if (err) {
        result->text = fault.info;
        return fail(job, err, sk_stick_sentence(fault.trouble));
    }
    (void)snprintf(result->file, sizeof(result->file), "%s: %s", on.stick, on.file);
    result->sentence = done;
    return SK_OK;
}

static enum sk_err put(struct paper_job *job) {
    struct sk_printer_fault fault = { .trouble = SK_PRINTER_FINE };
    if (job->order->out == SK_SUPER_OUT_STICK) {
        return write_onto_stick(job);
    }
    enum sk_err err = sk_report_print(&job->drawing, job->order->printer, &fault);
    job->result->text = fault.info;
    job->result->sentence = sk_report_printer_sentence(fault.trouble);
    return err;
}

static enum sk_err put_report(struct paper_job *job) {
    static const struct sk_sentence failed = { SK_N("The report could not be made."),
                                               SK_N("Call IT."), SK_WHO_IT };
    struct sk_shift_report *report = NULL;
    enum sk_err err = sk_report_create(&report, &job->order->report, &job->result->text);
    if (err) {
        return fail(job, err, failed);
    }
    job->drawing = sk_report_drawing(report);
    err = put(job);
    sk_report_destroy(report);
    return err;
}

static enum sk_err put_cards(struct paper_job *job) {
    struct sk_paper_label cards[SK_PAPER_CARDS_MAX];
    size_t count = job->order->paper == SK_SUPER_PAPER_LANGUAGES ? sk_paper_language_cards(cards)
                                                                 : sk_paper_cards(cards);
    const struct sk_label_pages pages = { .kind = SK_PRINT_CARD, .list = cards, .count = count };
    job->drawing = sk_label_pages_drawing(&pages, sk_text(SK_N("Control cards")));
    return put(job);
}

static enum sk_err put_label(struct paper_job *job) {
    const struct sk_paper_order *order = job->order;
    struct sk_printer_fault fault = { .trouble = SK_PRINTER_FINE };
    const struct sk_label_note by = {
        .who = order->who, .person = order->person, .has_source = true, .source = SK_SOURCE_SCREEN
    };
    enum sk_err err = sk_label_print_again(&order->label, order->pair, &by, &fault);
    job->result->text = fault.info;
    job->result->sentence = sk_report_printer_sentence(fault.trouble);
    return err;
}

enum sk_err sk_super_put_on_paper(const struct sk_paper_order *order,
                                  struct sk_paper_result *result) {
    struct paper_job job = { .order = order, .result = result };
    *result = (struct sk_paper_result){ .file = "" };
    return order->paper == SK_SUPER_PAPER_REPORT  ? put_report(&job)
           : order->paper == SK_SUPER_PAPER_LABEL ? put_label(&job)
                                                  : put_cards(&job);
}
