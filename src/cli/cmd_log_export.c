#include "cli/log_command.h"
#include "cli/log_filter.h"

#include "base/wakeup.h"
#include "app/supervisor/stick_export.h"
#include "base/clock.h"
#include "base/language.h"
#include "base/util.h"
#include "journal/export/export.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] =
    "usage: sag-kioskctl log export [--format csv|jsonl|xlsx] [--out FILE|DIRECTORY] [OPTION]...\n"
    "       sag-kioskctl log export --stick[=NAME] [--format csv|jsonl|xlsx] [OPTION]...\n"
    "Writes the pairs, oldest first; beside the file its hash, for `sha256sum -c`, and a checkpoint\n"
    "of the log, for `log verify --checkpoint`.\n\n"
    "  --format WORD    csv, jsonl or xlsx; unless told, by the end of FILE's name, else csv\n"
    "  --out FILE       the file; in a directory (a stick) a name is made up; '-' is standard\n"
    "                   output; unless told, a made-up name here\n"
    "  --stick[=NAME]   onto a USB stick: finds it, mounts it, and when all is on it switches it off,\n"
    "                   so that it may be pulled out. NAME (its label, or sdb1) if there are several\n"
    "  --events         every event with its hash, not one row a pair\n"
    "  --scans          what was scanned and became no pair, with why, and sign-ons, sessions, wrong\n"
    "                   PINs, readers, holds and starts; with --day, --from, --to, --operator, and\n"
    "  --text PART      those scans that have it in what was read, in capitals or not\n"
    "  --bom, --no-bom  CSV: with or without a byte-order mark, by which Excel knows UTF-8; unless\n"
    "                   told, a file has one where the kiosk's language is not English\n"
    "  --force          a file of that name may be replaced\n" SK_CMD_LOG_FILTER_HELP
        SK_CMD_LOG_OPTIONS "\n"
    "An export that leaves out nothing (no filter but days or numbers of pairs, without a gap to the\n"
    "one before) is remembered: only what was exported can be purged. Standard output does not\n"
    "count. SIGINT leaves nothing behind.\n";

struct wishes {
    const char *format;
    const char *out;
    const char *stick; /* its name */
    bool to_stick;
    bool events;
    bool scans;
    const char *text; /* of scans */
    bool bom;
    bool no_bom;
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
        (void)find_format(dot + 1, out); /* anything else is up to the user */
    }
    return true;
}

/* The name of the file; "-" stays. */
static bool choose_path(const struct wishes *wishes, const struct sk_export *what, char *path,
                        size_t size) {
    struct stat status;
    struct sk_clock *clock = sk_clock_system();
    const char *out = wishes->out ? wishes->out : ".";
    if (stat(out, &status) == 0 && S_ISDIR(status.st_mode)) {
        return sk_export_made_up_path(out, what, clock->ops->wall(clock), path, size) == SK_OK;
    }
    int length = snprintf(path, size, "%s", out);
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
    return !sk_wakeup_is_asked_to_end();
}

static bool on_stick_progress(void *data, enum sk_stick_step step, int64_t rows, int64_t total) {
    struct progress *progress = data;
    if (step == SK_STICK_WRITING) {
        return on_progress(data, rows, total);
    }
    if (step == SK_STICK_REMOVING && progress->is_shown) {
        progress->percent = 100;
        fputs("\rDo not pull the stick out yet ", stderr);
    }
    return !sk_wakeup_is_asked_to_end();
}

/* stick: NULL for an export into a folder. */
static void report_json(const char *file, const struct sk_export_result *result,
                        const struct sk_stick_export_result *stick) {
    printf("{\"file\":");
    sk_cmd_log_print_json(file);
    if (stick) {
        printf(",\"stick\":");
        sk_cmd_log_print_json(stick->on.stick);
        printf(",\"switched_off\":%s", stick->on.is_off ? "true" : "false");
    }
    printf(",\"rows\":%" PRId64 ",\"first\":%" PRId64 ",\"last\":%" PRId64
           ",\"sha256\":\"%s\",\"remembered\":%s,\"checkpoint\":%s,\"exported_up_to\":%" PRId64
           "}\n",
           result->rows, result->first_number, result->last_number, result->sha256,
           result->is_remembered ? "true" : "false", result->has_checkpoint ? "true" : "false",
           result->exported_number);
}

static void report_rows(const char *file, const struct sk_export *what,
                        const struct sk_export_result *result) {
    printf("%s: %" PRId64 " rows; beside it its hash (.sha256)%s.\n", file, result->rows,
           result->has_checkpoint ? " and a checkpoint of the log (.checkpoint)" : "");
    if (!result->is_remembered) {
        puts("The journal may not be written by this user, so this export is not remembered.");
    } else if (what->rows != SK_EXPORT_SCANS) {
        printf("All pairs up to %" PRId64 " have been exported.\n", result->exported_number);
    }
}

static int report(struct sk_cmd_log *command, const struct sk_export *what,
                  const struct sk_export_result *result) {
    if (what->path && command->json) {
        report_json(what->path, result, NULL);
    } else if (what->path) {
        report_rows(what->path, what, result);
    }
    return sk_cmd_log_finish_output(command, SK_CLI_OK);
}

static int report_stick(struct sk_cmd_log *command, const struct sk_export *what,
                        const struct sk_stick_export_result *result) {
    if (command->json) {
        report_json(result->on.file, &result->export, result);
    } else {
        report_rows(result->on.file, what, &result->export);
        printf("The stick '%s' may be pulled out now.\n", result->on.stick);
    }
    return sk_cmd_log_finish_output(command, SK_CLI_OK);
}

static void clear_progress(const struct progress *progress) {
    if (progress->percent >= 0) {
        fputs("\r                              \r", stderr);
    }
}

static enum sk_err export_to_file(struct sk_cmd_log *command, const struct sk_export *what,
                                  struct sk_export_result *result, struct sk_err_info *info) {
    struct sk_journal *journal = NULL;
    enum sk_err err = sk_journal_create(&journal, command->path, SK_JOURNAL_NOTE, info);
    if (!err) {
        err = sk_journal_export(journal, what, result, info);
    }
    sk_journal_destroy(journal);
    return err;
}

static enum sk_err export_to_stick(struct sk_cmd_log *command, const struct sk_export *what,
                                   const struct wishes *wishes,
                                   struct sk_stick_export_result *result,
                                   struct sk_err_info *info) {
    struct sk_stick_fault fault;
    const struct sk_stick_export to_stick = { .journal_path = command->path,
                                              .stick = wishes->stick,
                                              .format = what->format,
                                              .filter = what->filter,
                                              .rows = what->rows,
                                              .bom = what->bom,
                                              .operator_name = what->operator_name,
                                              .bench = what->bench,
                                              .region = what->region,
                                              .on_progress = on_stick_progress,
                                              .data = what->data };
    enum sk_err err = sk_stick_export(&to_stick, result, &fault);
    if (err && result->on.file[0]) {
        printf("%s is on the stick, whole, but the stick is still mounted.\n", result->on.file);
    }
    *info = fault.info;
    return err;
}

static int export(struct sk_cmd_log *command, const struct sk_export *wish,
                  const struct wishes *wishes) {
    struct sk_err_info info = { "" };
    struct sk_export_result result;
    struct sk_stick_export_result on_stick;
    struct sk_wakeup wakeup;
    char account[SK_OPERATOR_SIZE];
    struct progress progress = { .is_shown = isatty(STDERR_FILENO) == 1, .percent = -1 };
    struct sk_export what = *wish;
    enum sk_err err = sk_wakeup_init(&wakeup, &info);
    if (!err) {
        sk_wakeup_take_signals(&wakeup);
        sk_cmd_log_account(account, sizeof(account));
        what.operator_name = account;
        what.on_progress = on_progress;
        what.data = &progress;
        err = wishes->to_stick ? export_to_stick(command, &what, wishes, &on_stick, &info)
                               : export_to_file(command, &what, &result, &info);
        sk_wakeup_finish(&wakeup);
    }
    clear_progress(&progress);
    if (err) {
        return sk_cmd_log_complain(command, info.text);
    }
    return wishes->to_stick ? report_stick(command, &what, &on_stick)
                            : report(command, &what, &result);
}

/* Without one a mistyped order would be an empty file. */
static bool has_order(struct sk_cmd_log *command, const struct sk_cmd_log_filter_words *words) {
    struct sk_journal *journal = NULL;
    if (!words->order) {
        return true;
    }
    bool has_it = sk_cmd_log_open(command, SK_JOURNAL_READ, &journal) &&
                  sk_cmd_log_filter_has_order(command, words, journal);
    sk_journal_destroy(journal);
    return has_it;
}

/* given: format and filter. */
static int export_as_wished(struct sk_cmd_log *command, const struct sk_export *given,
                            const struct wishes *wishes) {
    char path[4096];
    struct sk_export what = *given;
    /* English is fine where there is no other. */
    (void)sk_language_set(sk_config_language(&command->config), NULL);
    what.rows = wishes->events  ? SK_EXPORT_EVENTS
                : wishes->scans ? SK_EXPORT_SCANS
                                : SK_EXPORT_PAIRS;
    what.filter.text = wishes->text;
    what.replace = wishes->force;
    what.bench = command->config.kiosk.bench;
    what.region = command->config.cloud.region;
    if (!choose_path(wishes, &what, path, sizeof(path))) {
        return sk_cmd_log_complain(command, "the name of the file is too long");
    }
    what.path = strcmp(path, "-") == 0 ? NULL : path;
    bool is_foreign = strcmp(sk_language_name(), "en") != 0;
    bool is_for_program = what.path == NULL && !wishes->to_stick;
    what.bom = wishes->bom || (is_foreign && !is_for_program && !wishes->no_bom);
    return export(command, &what, wishes);
}

int sk_cmd_log_export(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "log export", .usage = usage };
    struct sk_cmd_log_filter_words filter_words = { 0 };
    struct wishes wishes = { 0 };
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         SK_CMD_LOG_FILTER_WORDS(&filter_words),
                                         { "format", NULL, &wishes.format },
                                         { "out", NULL, &wishes.out },
                                         { "stick", &wishes.to_stick, &wishes.stick },
                                         { "events", &wishes.events, NULL },
                                         { "scans", &wishes.scans, NULL },
                                         { "text", NULL, &wishes.text },
                                         { "bom", &wishes.bom, NULL },
                                         { "no-bom", &wishes.no_bom, NULL },
                                         { "force", &wishes.force, NULL },
                                         { NULL, NULL, NULL } };
    struct sk_clock *clock = sk_clock_system();
    struct sk_err_info info = { "" };
    struct sk_export what = { .format = SK_EXPORT_CSV };
    int status;
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    if (command.arguments.file_count > 0) {
        status = sk_cmd_log_complain(&command, "takes no arguments but options; see --help");
    } else if (wishes.to_stick && wishes.out) {
        status = sk_cmd_log_complain(&command, "--stick and --out exclude each other");
    } else if (wishes.events && wishes.scans) {
        status = sk_cmd_log_complain(&command, "--events and --scans exclude each other");
    } else if (!choose_format(&wishes, &what.format)) {
        status = sk_cmd_log_complain(&command, "--format must be csv, jsonl or xlsx");
    } else if (wishes.bom && wishes.no_bom) {
        status = sk_cmd_log_complain(&command, "--bom and --no-bom exclude each other");
    } else if (sk_cmd_log_filter_check_scans(&filter_words, wishes.scans, wishes.text, &info) !=
                   SK_OK ||
               sk_cmd_log_filter_read(&filter_words, clock->ops->wall(clock), &what.filter,
                                      &info) != SK_OK) {
        status = sk_cmd_log_complain(&command, info.text);
    } else if (!has_order(&command, &filter_words)) {
        status = SK_CLI_USAGE;
    } else {
        status = export_as_wished(&command, &what, &wishes);
    }
    sk_cmd_log_end(&command);
    return status;
}
