#include "cli/doctor/doctor_line.h"

#include "base/assert.h"
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#define STEP 32

enum sk_err sk_doctor_report_add(struct sk_doctor_report *report,
                                 const struct sk_doctor_line *line) {
    if (report->count == report->size) {
        struct sk_doctor_line *more = realloc(report->lines, (report->size + STEP) * sizeof(*more));
        if (!more) {
            return SK_ERR_NOMEM;
        }
        report->lines = more;
        report->size += STEP;
    }
    report->lines[report->count++] = *line;
    return SK_OK;
}

void sk_doctor_report_finish(struct sk_doctor_report *report) {
    free(report->lines);
    *report = (struct sk_doctor_report){ .lines = NULL };
}

enum sk_doctor_state sk_doctor_report_worst(const struct sk_doctor_report *report) {
    enum sk_doctor_state worst = SK_DOCTOR_OK;
    for (size_t i = 0; i < report->count; i++) {
        worst = report->lines[i].state > worst ? report->lines[i].state : worst;
    }
    return worst;
}

static enum sk_err add_remedy(struct sk_buf *out, const struct sk_doctor_line *line) {
    const char *word = line->state == SK_DOCTOR_OK ? "      Note: " : "      Fix: ";
    const char *at = line->remedy;
    enum sk_err err = SK_OK;
    while (*at && !err) {
        size_t length = strcspn(at, "\n");
        err = sk_buf_addf(out, "%s%.*s\n", word, (int)length, at);
        at += length + (at[length] == '\n');
        word = "        ";
    }
    return err;
}

enum sk_err sk_doctor_report_text(const struct sk_doctor_report *report, struct sk_buf *out) {
    static const char *const names[] = { "OK", "WARN", "FAIL" };
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < report->count && !err; i++) {
        const struct sk_doctor_line *line = &report->lines[i];
        err = sk_buf_addf(out, "%-4s %s: %s\n", SK_AT(names, line->state), line->check, line->text);
        err = err ? err : add_remedy(out, line);
    }
    return err;
}

static const char *const words[] = { "ok", "warn", "fail" };

static enum sk_err add_line(struct sk_buf *out, const struct sk_doctor_line *line) {
    enum sk_err err = sk_buf_addf(out, "{\"check\":\"%s\",\"status\":\"%s\",\"text\":", line->check,
                                  SK_AT(words, line->state));
    err = err ? err : sk_json_add_text(out, line->text);
    err = err ? err : sk_buf_addf(out, ",\"remedy\":");
    err = err ? err : sk_json_add_text(out, line->remedy);
    return err ? err : sk_buf_add(out, "}", 1);
}

enum sk_err sk_doctor_report_json(const struct sk_doctor_report *report, struct sk_buf *out) {
    enum sk_err err = sk_buf_addf(out, "{\"version\":\"%s\",\"status\":\"%s\",\"checks\":[",
                                  SK_VERSION, SK_AT(words, sk_doctor_report_worst(report)));
    for (size_t i = 0; i < report->count && !err; i++) {
        err = i > 0 ? sk_buf_add(out, ",", 1) : SK_OK;
        err = err ? err : add_line(out, &report->lines[i]);
    }
    return err ? err : sk_buf_addf(out, "]}\n");
}

bool sk_doctor_is_listed(const char *list, const char *check) {
    size_t length = strlen(check);
    while (*list) {
        size_t word = strcspn(list, ", ");
        if (word == length && strncmp(list, check, length) == 0) {
            return true;
        }
        list += word + (list[word] != '\0');
    }
    return false;
}
