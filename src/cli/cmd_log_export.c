#include "cli/log.h"
#include "cli/log_filter.h"

#include "app/knock.h"
#include "base/clock.h"
#include "base/util.h"
#include "journal/export.h"
#include "journal/stamp.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] =
    "usage: sag-kioskctl log export [--format csv|jsonl|xlsx] [--out FILE|DIRECTORY] [OPTION]...\n"
    "Writes the pairs, oldest first, and beside the file its hash, for `sha256sum -c`.\n\n"
    "  --format WORD    csv, jsonl or xlsx; unless told, by the end of FILE's name, else csv\n"
    "  --out FILE       the file; in a directory (a stick) a name is made up; '-' is standard\n"
    "                   output; unless told, a made-up name here\n"
    "  --events         every event with its hash, not one row a pair\n"
    "  --bom            CSV: a byte-order mark, by which Excel knows UTF-8\n"
    "  --force          a file of that name may be replaced\n" SK_LOG_FILTER_HELP SK_LOG_OPTIONS
    "\n"
    "An export that leaves out nothing (no filter but days or order numbers, without a gap to the\n"
    "one before) is remembered: only what was exported can be purged. Standard output does not\n"
    "count. SIGINT leaves nothing behind.\n";

struct wishes {
    const char *format;
    const char *out;
    bool events;
    bool bom;
    bool force;
};

static bool find_format(const char *name, enum sk_export_format *out) {
    static const enum sk_export_format all[] = { SK_EXPORT_CSV, SK_EXPORT_JSONL, SK_EXPORT_XLSX };
    for (size_t i = 0; i < SK_ARRAY_LEN(all); i++) {
        if (strcmp(name, sk_export_format_name(all[i])) == 0) {
            *out = all[i];
            return true;
        }
    }
    return false;
}

static bool choose_format(const struct wishes *wishes, enum sk_export_format *out) {
    *out = SK_EXPORT_CSV;
    if (wishes->format) {
        return find_format(wishes->format, out);
    }
    const char *dot = wishes->out ? strrchr(wishes->out, '.') : NULL;
    if (dot && !strchr(dot, '/')) {
        (void)find_format(dot + 1, out); /* another end is the writer's own affair */
    }
    return true;
}

/* The name of the file; "-" stays. */
static bool choose_path(const struct wishes *wishes, enum sk_export_format format, char *path,
                        size_t size) {
    struct stat status;
    struct sk_clock *clock = sk_clock_system();
    char stamp[SK_STAMP_NAME_SIZE];
    const char *out = wishes->out ? wishes->out : ".";
    bool is_directory = stat(out, &status) == 0 && S_ISDIR(status.st_mode);
    int length;
    if (is_directory) {
        sk_stamp_name(clock->ops->wall(clock), stamp);
        length = snprintf(path, size, "%s/sag-kiosk-%s-%s.%s", out,
                          wishes->events ? "events" : "log", stamp, sk_export_format_name(format));
    } else {
        length = snprintf(path, size, "%s", out);
    }
    return length > 0 && (size_t)length < size;
}

struct progress {
    bool is_shown;
    int percent;
};

static bool on_progress(void *data, int64_t rows, int64_t total) {
    struct progress *progress = data;
    int percent = total > 0 ? (int)(rows * 100 / total) : 100;
    percent = percent > 100 ? 100 : percent;
    if (progress->is_shown && percent != progress->percent) {
        progress->percent = percent;
        fprintf(stderr, "\r%3d %%  %" PRId64 " rows ", percent, rows);
    }
    return !sk_knock_is_asked_to_end();
}

static int report(struct sk_log_command *command, const struct sk_export *what,
                  const struct sk_export_result *result) {
    if (!what->path) {
        return sk_log_finish_output(command, SK_CLI_OK);
    }
    if (command->json) {
        printf("{\"file\":");
        sk_log_print_json(what->path);
        printf(",\"rows\":%" PRId64 ",\"first\":%" PRId64 ",\"last\":%" PRId64
               ",\"sha256\":\"%s\",\"remembered\":%s,\"exported_up_to\":%" PRId64 "}\n",
               result->rows, result->first_number, result->last_number, result->sha256,
               result->is_remembered ? "true" : "false", result->exported_number);
    } else {
        printf("%s: %" PRId64 " rows; its hash is beside it (.sha256).\n", what->path,
               result->rows);
        if (!result->is_remembered) {
            puts("The journal may not be written by this user, so this export is not remembered.");
        } else {
            printf("All pairs up to %" PRId64 " have been exported.\n", result->exported_number);
        }
    }
    return sk_log_finish_output(command, SK_CLI_OK);
}

static int export(struct sk_log_command *command, const struct sk_export *wish) {
    struct sk_err_info info = { "" };
    struct sk_export_result result;
    struct sk_journal *journal = NULL;
    struct sk_knock knock;
    char account[SK_OPERATOR_SIZE];
    struct progress progress = { .is_shown = isatty(STDERR_FILENO) == 1, .percent = -1 };
    struct sk_export what = *wish;
    if (!sk_log_open(command, SK_JOURNAL_NOTE, &journal)) {
        return SK_CLI_USAGE;
    }
    enum sk_err err = sk_knock_init(&knock, &info);
    if (!err) {
        sk_knock_take_signals(&knock);
        sk_log_account(account, sizeof(account));
        what.operator= account;
        what.on_progress = on_progress;
        what.data = &progress;
        err = sk_journal_export(journal, &what, &result, &info);
        sk_knock_finish(&knock);
    }
    sk_journal_destroy(journal);
    if (progress.percent >= 0) {
        fputs("\r                              \r", stderr);
    }
    return err ? sk_log_complain(command, info.text) : report(command, &what, &result);
}

int sk_log_export(int argc, char **argv) {
    static struct sk_log_command command = { .name = "log export", .usage = usage };
    struct sk_log_filter_words filter_words = { 0 };
    struct wishes wishes = { 0 };
    const struct sk_argument words[] = { SK_LOG_WORDS(&command),
                                         SK_LOG_FILTER_WORDS(&filter_words),
                                         { "format", NULL, &wishes.format },
                                         { "out", NULL, &wishes.out },
                                         { "events", &wishes.events, NULL },
                                         { "bom", &wishes.bom, NULL },
                                         { "force", &wishes.force, NULL },
                                         { NULL, NULL, NULL } };
    struct sk_clock *clock = sk_clock_system();
    struct sk_err_info info = { "" };
    struct sk_export what = { .format = SK_EXPORT_CSV };
    char path[4096];
    int status;
    if (!sk_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    if (command.arguments.file_count > 0) {
        status = sk_log_complain(&command, "takes no arguments but options; see --help");
    } else if (!choose_format(&wishes, &what.format)) {
        status = sk_log_complain(&command, "--format must be csv, jsonl or xlsx");
    } else if (!choose_path(&wishes, what.format, path, sizeof(path))) {
        status = sk_log_complain(&command, "the name of the file is too long");
    } else if (sk_log_filter_read(&filter_words, clock->ops->wall(clock), &what.filter, &info) !=
               SK_OK) {
        status = sk_log_complain(&command, info.text);
    } else {
        what.path = strcmp(path, "-") == 0 ? NULL : path;
        what.events = wishes.events;
        what.bom = wishes.bom;
        what.replace = wishes.force;
        status = export(&command, &what);
    }
    sk_log_end(&command);
    return status;
}
