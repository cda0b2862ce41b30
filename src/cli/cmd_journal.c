/* cmd_journal.c — `sag-kioskctl journal`: copies of the journal, made while it is written, and put
 * back. */
#include "cli/log_command.h"

#include "app/settings/overlay.h"
#include "base/parse.h"
#include "base/util.h"
#include "journal/backup.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const char backup_usage[] =
    "usage: sag-kioskctl journal backup [FILE|FOLDER] [OPTION]...\n"
    "Copies the journal while the kiosk runs, and reads the copy back: the database and the chain of\n"
    "events are whole, or there is no copy. In a FOLDER (else backup.folder) the name has the bench\n"
    "and the time; the newest of this bench are kept. A folder that is not there is not made. Beside\n"
    "it go the bench's settings and checkpoints; pictures, PINs and keys do not.\n\n"
    "  --keep N         how many are kept; else backup.keep. Of a FILE nothing is removed\n"
    "  --keys           also the key of the badges and the one that signs: keep them as secrets\n"
    "  --if-set         nothing is to be done where backup.folder is empty; for the timer\n" SK_CMD_LOG_OPTIONS;

static const char restore_usage[] =
    "usage: sag-kioskctl journal restore FILE --to PATH [OPTION]...\n"
    "Puts a copy in the place of the journal at PATH, after it was read through; the kiosk must not\n"
    "run. What was there is set aside. Pairs that waited when the copy was made are asked about\n"
    "before they are sent. What else the copy has beside it comes where it is missing.\n\n" SK_CMD_LOG_OPTIONS;

/* --- backup ------------------------------------------------------------------------------- */

struct backup {
    struct sk_cmd_log *command;
    const char *target;
    bool with_keys;
    int64_t keep;
};

/* False: it is no folder that may be used; *info says why. is_set: by the settings. */
static bool check_folder(const struct backup *backup, bool is_set, const struct stat *status,
                         struct sk_err_info *info) {
    struct stat journal;
    if (is_set && backup->command->config.backup.mounted &&
        stat(backup->command->path, &journal) == 0 && journal.st_dev == status->st_dev) {
        (void)sk_fail(info, SK_ERR_NOT_FOUND,
                      "backup.folder '%.200s' is on the journal's own disk: it is not mounted; "
                      "mount it, or set backup.mounted to no",
                      backup->target);
        return false;
    }
    return true;
}

/* The file that the copy becomes; false: *info says why there is none. */
static bool find_target(const struct backup *backup, bool is_set, char out[SK_BACKUP_PATH_SIZE],
                        struct sk_err_info *info) {
    struct stat status;
    bool is_there = stat(backup->target, &status) == 0;
    if (is_there && S_ISDIR(status.st_mode)) {
        return check_folder(backup, is_set, &status, info) &&
               sk_backup_name(backup->command->path, backup->command->config.kiosk.bench,
                              backup->target, out, info) == SK_OK;
    }
    if (is_set) {
        (void)sk_fail(info, SK_ERR_NOT_FOUND,
                      "backup.folder '%.200s' is not there: %s; mount it or make it",
                      backup->target, is_there ? "it is a file" : strerror(errno));
        return false;
    }
    int length = snprintf(out, SK_BACKUP_PATH_SIZE, "%s", backup->target);
    return length < SK_BACKUP_PATH_SIZE ||
           sk_fail(info, SK_ERR_INVALID, "the path of the copy is too long") == SK_OK;
}

static int print_made(const struct backup *backup, const char *path,
                      const struct sk_verify_report *report, size_t removed) {
    if (backup->command->json) {
        (void)fputs("{\"file\":", stdout);
        sk_cmd_log_print_json(path);
        printf(",\"events\":%" PRId64 ",\"pairs\":%" PRId64 ",\"head\":{\"seq\":%" PRId64
               ",\"hash\":\"%s\"},\"removed\":%zu}\n",
               report->events, report->pairs, report->head_seq, report->head_hash, removed);
    } else {
        printf("%s: whole, up to event %" PRId64 " (events: %" PRId64 ", pairs: %" PRId64
               "; old copies removed: %zu)\n",
               path, report->head_seq, report->events, report->pairs, removed);
    }
    return sk_cmd_log_finish_output(backup->command, SK_CLI_OK);
}

static int make(struct backup *backup, bool is_set) {
    char path[SK_BACKUP_PATH_SIZE];
    struct sk_verify_report report;
    struct sk_err_info info = { "" };
    size_t removed = 0;
    if (!find_target(backup, is_set, path, &info) ||
        sk_backup_make(backup->command->path, path, backup->with_keys, &report, &info) != SK_OK ||
        sk_backup_prune(path, backup->keep, &removed, &info) != SK_OK) {
        return sk_cmd_log_complain(backup->command, info.text);
    }
    return print_made(backup, path, &report, removed);
}

static int cmd_backup(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "journal backup", .usage = backup_usage };
    struct backup backup = { .command = &command };
    const char *keep = NULL;
    bool if_set = false;
    int status;
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         { "keep", NULL, &keep },
                                         { "keys", &backup.with_keys, NULL },
                                         { "if-set", &if_set, NULL },
                                         { NULL, NULL, NULL } };
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    sk_overlay_apply(&command.config, &command.problems);
    bool is_set = command.arguments.file_count == 0;
    backup.target = is_set ? command.config.backup.folder : command.arguments.files[0];
    backup.keep = command.config.backup.keep;
    if (command.arguments.file_count > 1 || (backup.target[0] == '\0' && !if_set)) {
        status = sk_cmd_log_complain(&command, "needs one file or folder, or backup.folder");
    } else if (keep && !sk_parse_int(keep, 1, 10000, &backup.keep)) {
        status = sk_cmd_log_complain(&command, "--keep must be a number from 1 to 10000");
    } else if (backup.target[0] != '\0') {
        status = make(&backup, is_set);
    }
    sk_cmd_log_end(&command);
    return status;
}

/* --- restore ------------------------------------------------------------------------------ */

static int restore(struct sk_cmd_log *command, const char *to) {
    char aside[SK_BACKUP_PATH_SIZE];
    struct sk_verify_report report;
    struct sk_err_info info = { "" };
    if (sk_backup_restore(command->arguments.files[0], to, aside, &report, &info) != SK_OK) {
        return sk_cmd_log_complain(command, info.text);
    }
    if (command->json) {
        (void)fputs("{\"aside\":", stdout);
        sk_cmd_log_print_json(aside);
        printf(",\"events\":%" PRId64 ",\"pairs\":%" PRId64 "}\n", report.events, report.pairs);
    } else {
        printf("%s is the copy now (events: %" PRId64 ", pairs: %" PRId64 ").\n", to, report.events,
               report.pairs);
        if (aside[0]) {
            printf("What was there is now '%s'; keep it.\n", aside);
        }
    }
    return sk_cmd_log_finish_output(command, SK_CLI_OK);
}

static int cmd_restore(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "journal restore", .usage = restore_usage };
    const char *to = NULL;
    int status;
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         { "to", NULL, &to },
                                         { NULL, NULL, NULL } };
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    status =
        command.arguments.file_count == 1 && to
            ? restore(&command, to)
            : sk_cmd_log_complain(&command, "needs the copy, and --to with the journal's path");
    sk_cmd_log_end(&command);
    return status;
}

static const struct sk_cli_command commands[] = {
    { "backup", cmd_backup, "a verified copy, while the kiosk runs" },
    { "restore", cmd_restore, "put a copy in the place of the journal" },
};

int sk_cmd_journal(int argc, char **argv) {
    return sk_cli_group("journal", commands, SK_ARRAY_LEN(commands), argc, argv);
}
