#include "cli/log_command.h"
#include "cli/log_filter.h"

#include "app/report/print_out.h"
#include "app/report/shift_report.h"
#include "app/settings/shift_options.h"
#include "app/supervisor/stick_write.h"
#include "base/clock.h"
#include "base/language.h"
#include "base/wakeup.h"
#include "paper/output.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const char usage[] =
    "usage: sag-kioskctl log report [--out FILE.pdf|DIRECTORY|-] [OPTION]...\n"
    "       sag-kioskctl log report --print | --stick[=NAME] [OPTION]...\n"
    "Makes the shift report: figures, persons, orders, refused and open cases, and the log's\n"
    "checkpoint as a QR code. Unless told, of the last shift that ended (shift.ends; without it, of\n"
    "yesterday).\n\n"
    "  --now            of the shift that runs, or of today\n"
    "  --day DAY        scanned on that day: YYYY-MM-DD, today or yesterday\n"
    "  --from DAY       scanned on that day or later; also YYYY-MM-DDTHH:MM\n"
    "  --to DAY         scanned on that day or before; a time is not included\n"
    "  --out FILE       PDF, SVG or PNG by its name; in a directory a name is made up; '-' is\n"
    "                   standard output (PDF); unless told, a made-up name here\n"
    "  --print          on print.printer\n"
    "  --stick[=NAME]   onto a USB stick; NAME (its label, or sdb1) if there are several\n"
    "  --paper SIZE     a4 (unless told) or letter\n"
    "  --lang LANG      of the words: en, zh_CN, de, es, ja; else the settings'\n" SK_CMD_LOG_OPTIONS;

struct report_wishes {
    bool now, print, to_stick;
    const char *out, *stick, *paper, *lang;
};

static int complain(struct sk_cmd_log *command, const char *text) {
    return sk_cmd_log_complain(command, text);
}

/* Which time it is about. False: an error was printed. */
static bool choose_time(struct sk_cmd_log *command, const struct report_wishes *wishes,
                        const struct sk_cmd_log_filter_words *words,
                        struct sk_report_order *order) {
    struct sk_err_info info = { "" };
    struct sk_filter filter;
    struct sk_shift_times times = { .count = 0 };
    bool is_told = words->day || words->from || words->to;
    if (wishes->now && is_told) {
        (void)complain(command, "--now goes without --day, --from and --to");
        return false;
    }
    if (sk_cmd_log_filter_read(words, order->now_ms, &filter, &info) != SK_OK) {
        (void)complain(command, info.text);
        return false;
    }
    (void)sk_shift_ends(command->config.shift.ends, &times); /* it is checked with the settings */
    struct sk_shift_span shift = sk_shift_at(&times, order->now_ms, wishes->now ? 0 : 1);
    order->from_ms = is_told ? filter.from_ms : shift.from_ms;
    order->to_ms = !is_told ? shift.to_ms : filter.to_ms > 0 ? filter.to_ms : order->now_ms;
    order->to_ms = order->to_ms < order->now_ms ? order->to_ms : order->now_ms;
    if (order->from_ms >= order->to_ms) {
        (void)complain(command, "--from must be before --to");
        return false;
    }
    return true;
}

static bool is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static int write_out(struct sk_cmd_log *command, const struct report_wishes *wishes,
                     const struct sk_report_order *order, const struct sk_drawing *drawing) {
    char path[4096];
    struct sk_err_info info = { "" };
    enum sk_paper_format format = SK_PAPER_PDF;
    const char *out = wishes->out ? wishes->out : ".";
    if (strcmp(out, "-") == 0) {
        return sk_drawing_print(drawing, SK_PAPER_PDF, stdout, &info) == SK_OK
                   ? SK_CLI_OK
                   : complain(command, info.text);
    }
    if (is_folder(out)) {
        if (sk_report_path(out, order->bench, order->to_ms, path, sizeof(path)) != SK_OK) {
            return complain(command, "the name of the file is too long");
        }
        out = path;
    } else if (!sk_paper_format_of(out, &format)) {
        return complain(command, "the name of --out must end with .pdf, .svg or .png");
    }
    if (sk_drawing_write(drawing, format, out, &info) != SK_OK) {
        return complain(command, info.text);
    }
    if (command->json) {
        (void)fputs("{\"file\":", stdout);
        sk_cmd_log_print_json(out);
        puts("}");
    } else if (out == path) {
        puts(out);
    }
    return sk_cmd_log_finish_output(command, SK_CLI_OK);
}

static int print(struct sk_cmd_log *command, const struct sk_drawing *drawing) {
    struct sk_printer_fault fault;
    return sk_report_print(drawing, command->config.print.printer, &fault) == SK_OK
               ? SK_CLI_OK
               : complain(command, fault.info.text);
}

/* What the stick's writer is given. */
struct for_stick {
    const struct sk_report_order *order;
    const struct sk_drawing *drawing;
};

static bool on_step(void *data, enum sk_stick_step step) {
    (void)data;
    (void)step;
    return !sk_wakeup_is_asked_to_end();
}

static enum sk_err write_to_stick(void *data, const char *folder, char file[SK_STICK_NAME_SIZE],
                                  struct sk_err_info *info) {
    const struct for_stick *what = data;
    return sk_report_write(what->drawing, folder, what->order->bench, what->order->to_ms, file,
                           SK_STICK_NAME_SIZE, info);
}

static int write_onto_stick(struct sk_cmd_log *command, const struct report_wishes *wishes,
                            const struct sk_report_order *order, const struct sk_drawing *drawing) {
    struct for_stick what = { .order = order, .drawing = drawing };
    struct sk_stick_write_result result;
    struct sk_stick_fault fault;
    const struct sk_stick_write write = {
        .stick = wishes->stick, .write = write_to_stick, .on_step = on_step, .data = &what
    };
    if (sk_stick_write(&write, &result, &fault) != SK_OK) {
        return complain(command, fault.info.text);
    }
    printf("%s\nThe stick '%s' may be pulled out now.\n", result.file, result.stick);
    return sk_cmd_log_finish_output(command, SK_CLI_OK);
}

static int make(struct sk_cmd_log *command, const struct report_wishes *wishes,
                const struct sk_report_order *order) {
    struct sk_err_info info = { "" };
    struct sk_shift_report *report = NULL;
    if (sk_report_create(&report, order, &info) != SK_OK) {
        return complain(command, info.text);
    }
    struct sk_drawing drawing = sk_report_drawing(report);
    int status = wishes->print      ? print(command, &drawing)
                 : wishes->to_stick ? write_onto_stick(command, wishes, order, &drawing)
                                    : write_out(command, wishes, order, &drawing);
    sk_report_destroy(report);
    return status;
}

static int report(struct sk_cmd_log *command, const struct report_wishes *wishes,
                  const struct sk_cmd_log_filter_words *words) {
    struct sk_clock *clock = sk_clock_system();
    struct sk_err_info info = { "" };
    struct sk_report_order order = { .journal_path = command->path,
                                     .bench = command->config.kiosk.bench,
                                     .version = SK_VERSION,
                                     .now_ms = clock->ops->wall(clock) };
    if (command->arguments.file_count > 0) {
        return complain(command, "takes no arguments but options; see --help");
    }
    if (wishes->print + wishes->to_stick + (wishes->out != NULL) > 1) {
        return complain(command, "--out, --print and --stick exclude each other");
    }
    if (wishes->paper && !sk_paper_size_parse(wishes->paper, &order.size)) {
        return complain(command, "--paper is a4 or letter");
    }
    if (wishes->lang && sk_language_set(wishes->lang, &info) != SK_OK) {
        return complain(command, info.text);
    }
    if (!wishes->lang) { /* English is fine where there is no other */
        (void)sk_language_set(sk_config_language(&command->config), NULL);
    }
    return choose_time(command, wishes, words, &order) ? make(command, wishes, &order)
                                                       : SK_CLI_USAGE;
}

int sk_cmd_log_report(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "log report", .usage = usage };
    struct sk_cmd_log_filter_words filter_words = { 0 };
    struct report_wishes wishes = { 0 };
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         { "day", NULL, &filter_words.day },
                                         { "from", NULL, &filter_words.from },
                                         { "to", NULL, &filter_words.to },
                                         { "now", &wishes.now, NULL },
                                         { "out", NULL, &wishes.out },
                                         { "print", &wishes.print, NULL },
                                         { "stick", &wishes.to_stick, &wishes.stick },
                                         { "paper", NULL, &wishes.paper },
                                         { "lang", NULL, &wishes.lang },
                                         { NULL, NULL, NULL } };
    int status;
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    status = report(&command, &wishes, &filter_words);
    sk_cmd_log_end(&command);
    return status;
}
