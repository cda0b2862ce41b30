/* cmd_config_profile.c — `sag-kioskctl config export`, `import`, `diff` and `key`: the settings of
 * one bench for the next, in a signed file. */
#include "cli/config_command.h"

#include "app/settings/option_text.h"
#include "app/settings/options.h"
#include "app/settings/origin.h"
#include "app/settings/profile.h"
#include "base/clock.h"
#include "base/new_file.h"
#include "base/whole_file.h"
#include "cli/settings_change.h"
#include "journal/key_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TRUSTED "/etc/sag-kiosk/profile.pub"

static const char export_usage[] =
    "usage: sag-kioskctl config export [OPTION]...\n"
    "The settings of this bench for the next one, in one signed file: what is set, wherever it was\n"
    "set. Left out, and named in the file: all files, folders, programs, addresses and keys; and\n"
    "what is of this bench alone (its name, its devices and printers).\n\n"
    "  -o, --out FILE   where to; else standard output\n"
    "  --key FILE       the private key to sign with (config key makes one); else the bench's own,\n"
    "                   whose public half `log checkpoint --key` prints\n"
    "  --all            also what is of this bench alone\n" SK_CMD_LOG_OPTIONS;

static const char import_usage[] =
    "usage: sag-kioskctl config import FILE [OPTION]...\n"
    "Takes over the settings of a file that config export made, if it is signed with the key that\n"
    "this bench trusts. What would be another one is shown, and is an event in the log with who did\n"
    "it; the rest stays. All of it or nothing. It counts from the kiosk's next start.\n\n"
    "  --dry-run        only show it\n"
    "  --key KEY        the public key, or a file with it; else " TRUSTED "\n"
    "  --person WHO     name or #NUMBER of the bench's people; else the account that runs this\n" SK_CMD_LOG_OPTIONS;

static const char diff_usage[] = "usage: sag-kioskctl config diff FILE [OPTION]...\n"
                                 "What config import would change here. Nothing is changed.\n\n"
                                 "  --key KEY        as for import\n" SK_CMD_LOG_OPTIONS;

static const char key_usage[] =
    "usage: sag-kioskctl config key FILE [--name NAME]\n"
    "Makes a pair of keys for profiles and updates: the private one in FILE, to be kept from benches;\n"
    "the public one in FILE.pub, for " TRUSTED " of each bench.\n\n" SK_CMD_LOG_OPTIONS;

/* --- export ------------------------------------------------------------------------------- */

/* The bench's own key, or the one in the file. */
static enum sk_err open_key(const struct sk_cmd_log *command, const char *file,
                            struct sk_bench_key **out, struct sk_err_info *info) {
    return file ? sk_bench_key_open_file(out, file, false, info)
                : sk_bench_key_open(out, command->path, true, info);
}

static enum sk_err sign(const struct sk_cmd_log *command, const char *key_file, struct sk_buf *text,
                        struct sk_err_info *info) {
    char name[SK_SIGNED_NOTE_NAME_SIZE];
    char line[SK_SIGNED_NOTE_LINE_SIZE];
    struct sk_bench_key *key = NULL;
    enum sk_err err = open_key(command, key_file, &key, info);
    if (err) {
        return err;
    }
    sk_signed_note_name(command->config.kiosk.bench, name);
    err = sk_signed_note_sign(text->data, name, key, line);
    sk_bench_key_destroy(key);
    err = err ? err : sk_buf_add(text, line, strlen(line));
    return err ? sk_fail(info, err, "not enough memory to sign the settings") : SK_OK;
}

static enum sk_err write_out(const struct sk_buf *text, const char *path,
                             struct sk_err_info *info) {
    struct sk_new_file file;
    if (!path) {
        return fwrite(text->data, 1, text->length, stdout) == text->length && fflush(stdout) == 0
                   ? SK_OK
                   : sk_fail(info, SK_ERR_IO, "standard output cannot be written");
    }
    enum sk_err err = sk_new_file_open(&file, path, 0644, info);
    if (err) {
        return err;
    }
    (void)sk_new_file_write(&file, text->data, text->length); /* close() tells */
    err = sk_new_file_close(&file, info);
    err = err ? err : sk_new_file_place(&file, info);
    sk_new_file_drop(&file);
    return err;
}

static enum sk_err export_all(struct sk_cmd_log *command, const char *key_file, const char *path,
                              bool with_bench, struct sk_err_info *info) {
    struct sk_buf text = SK_BUF_INIT(SK_PROFILE_BYTES_MAX);
    char made[SK_PROFILE_TIME_SIZE];
    struct tm utc;
    struct sk_clock *clock = sk_clock_system();
    time_t now = (time_t)(clock->ops->wall(clock) / 1000);
    (void)strftime(made, sizeof(made), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
    enum sk_err err = sk_profile_write(&command->config, with_bench, made, &text);
    err = err ? sk_fail(info, err, "not enough memory to write the settings")
              : sign(command, key_file, &text, info);
    err = err ? err : write_out(&text, path, info);
    sk_buf_finish(&text);
    return err;
}

int sk_cmd_config_export(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "config export", .usage = export_usage };
    const char *key_file = NULL;
    const char *path = NULL;
    bool with_bench = false;
    struct sk_err_info info = { "" };
    int status;
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         { "key", NULL, &key_file },
                                         { "out", NULL, &path },
                                         { "all", &with_bench, NULL },
                                         { NULL, NULL, NULL } };
    static char out[] = "--out";
    for (int i = 1; i < argc; i++) {
        argv[i] = strcmp(argv[i], "-o") == 0 ? out : argv[i];
    }
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    sk_overlay_apply(&command.config, &command.problems);
    if (command.arguments.file_count > 0) {
        status = sk_cmd_log_complain(&command, "takes no arguments but options; see --help");
    } else if (command.problems.count > 0) {
        status = sk_cmd_log_complain(&command, command.problems.texts[0]);
    } else if (export_all(&command, key_file, path, with_bench, &info) != SK_OK) {
        status = sk_cmd_log_complain(&command, info.text);
    }
    sk_cmd_log_end(&command);
    return status;
}

/* --- import ------------------------------------------------------------------------------- */

struct import {
    struct sk_cmd_log *command;
    struct sk_overlay *overlay; /* what the file says */
    struct sk_overlay_change changes[SK_OVERLAY_SETTINGS];
    size_t count;
};

static enum sk_err read_profile(struct import *import, const char *path, const char *key_text,
                                struct sk_err_info *info) {
    char *text = NULL;
    size_t length = 0;
    struct sk_signed_note note;
    struct sk_signed_note_key key;
    struct sk_err_info why = { "" };
    enum sk_err err =
        key_text ? sk_key_file_take(key_text, &key, info) : sk_key_file_read(TRUSTED, &key, info);
    err = err ? err : sk_whole_file_read(path, SK_PROFILE_BYTES_MAX, &text, &length, info);
    if (err) {
        return err;
    }
    const char *at = text;
    key.name[0] = '\0'; /* it signs for any bench */
    if (!sk_signed_note_next(&at, &length, &note) || length > 0) {
        err = sk_fail(info, SK_ERR_INVALID,
                      "'%.200s' is no file that config export made, or was cut off", path);
    } else if (!sk_signed_note_is_signed_by(&note, &key)) {
        err = sk_fail(info, SK_ERR_DENIED,
                      "'%.200s' is not signed with the key that is trusted here, or was changed "
                      "since; export it again, or give its key by --key",
                      path);
    } else {
        err = sk_profile_read(note.text, note.text_length, import->overlay, &why);
        err = err ? sk_fail(info, err, "'%.200s': %s", path, why.text) : SK_OK;
    }
    free(text);
    return err;
}

/* The value of the setting as it is now; out has a limit that fits all. */
static const char *value_now(const struct import *import, const char *name, struct sk_buf *out) {
    const struct sk_option *option = sk_option_find(name);
    sk_buf_clear(out);
    return option && sk_option_text(&import->command->config, option, out) == SK_OK && out->data
               ? out->data
               : "";
}

static void print_one(const struct import *import, const char *name, const char *now,
                      const char *then) {
    if (!import->command->json) {
        printf("%s: %s -> %s\n", name, now[0] ? now : "(empty)", then[0] ? then : "(empty)");
        return;
    }
    (void)fputs("{\"name\":", stdout);
    sk_cmd_log_print_json(name);
    (void)fputs(",\"now\":", stdout);
    sk_cmd_log_print_json(now);
    (void)fputs(",\"then\":", stdout);
    sk_cmd_log_print_json(then);
    puts("}");
}

/* What would be another one. A setting of the administrator's file stays as it is. */
static void compare(struct import *import) {
    struct sk_buf now = SK_BUF_INIT(SK_OVERLAY_VALUE_SIZE);
    for (size_t i = 0; sk_overlay_name_at(i); i++) {
        const char *name = sk_overlay_name_at(i);
        const char *then = sk_overlay_value(import->overlay, name);
        if (!then || strcmp(value_now(import, name, &now), then) == 0) {
            continue;
        }
        if (sk_overlay_is_overruled(&import->command->config, name)) {
            fprintf(stderr, "%s: stays '%s', as %s sets it\n", name, now.data ? now.data : "",
                    sk_origin_of(&import->command->config, name));
            continue;
        }
        print_one(import, name, now.data ? now.data : "", then);
        import->changes[import->count++] =
            (struct sk_overlay_change){ .name = name, .value = then };
    }
    sk_buf_finish(&now);
}

static int take_over(struct import *import, const char *who, bool is_dry) {
    struct sk_actor actor;
    if (!is_dry &&
        (!sk_cli_actor(import->command, who, &actor) ||
         !sk_cli_change_settings(import->command, import->changes, import->count, &actor))) {
        return SK_CLI_USAGE;
    }
    if (!import->command->json) {
        printf(is_dry ? "to change: %zu\n"
                      : "changed: %zu; it counts from the kiosk's next start\n",
               import->count);
    }
    return sk_cmd_log_finish_output(import->command, SK_CLI_OK);
}

static int import_from(struct sk_cmd_log *command, const char *key, const char *who, bool is_dry) {
    static struct import import;
    struct sk_err_info info = { "" };
    import = (struct import){ .command = command, .overlay = malloc(sizeof(*import.overlay)) };
    sk_overlay_apply(&command->config, &command->problems);
    enum sk_err err = !import.overlay
                          ? sk_fail(&info, SK_ERR_NOMEM, "not enough memory")
                          : read_profile(&import, command->arguments.files[0], key, &info);
    int status = SK_CLI_USAGE;
    if (err) {
        (void)sk_cmd_log_complain(command, info.text);
    } else {
        compare(&import);
        status = take_over(&import, who, is_dry);
    }
    free(import.overlay);
    return status;
}

static int run_import(struct sk_cmd_log *command, int argc, char **argv, bool is_diff) {
    const char *key = NULL;
    const char *who = NULL;
    bool is_dry = false;
    int status;
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(command),
                                         { "key", NULL, &key },
                                         { "person", NULL, &who },
                                         { "dry-run", &is_dry, NULL },
                                         { NULL, NULL, NULL } };
    if (!sk_cmd_log_begin(command, argc, argv, words, &status)) {
        return status;
    }
    status = command->arguments.file_count == 1
                 ? import_from(command, key, who, is_dry || is_diff)
                 : sk_cmd_log_complain(command, "needs the one file; see --help");
    sk_cmd_log_end(command);
    return status;
}

int sk_cmd_config_import(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "config import", .usage = import_usage };
    return run_import(&command, argc, argv, false);
}

int sk_cmd_config_diff(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "config diff", .usage = diff_usage };
    return run_import(&command, argc, argv, true);
}

/* --- key ---------------------------------------------------------------------------------- */

static enum sk_err make_key(const char *path, const char *name, struct sk_err_info *info) {
    char text[SK_SIGNED_NOTE_KEY_TEXT_SIZE];
    char public_path[4096];
    struct sk_signed_note_key public_key;
    struct sk_bench_key *key = NULL;
    struct sk_buf line = SK_BUF_INIT(sizeof(text) + 1);
    int length = snprintf(public_path, sizeof(public_path), "%s.pub", path);
    if (length < 0 || (size_t)length >= sizeof(public_path)) {
        return sk_fail(info, SK_ERR_INVALID, "the path of the key is too long");
    }
    enum sk_err err = sk_bench_key_open_file(&key, path, true, info);
    if (err) {
        return err;
    }
    sk_signed_note_name(name, public_key.name);
    sk_bench_key_public(key, public_key.public_key);
    sk_bench_key_destroy(key);
    sk_signed_note_key_write(&public_key, text);
    err = sk_buf_addf(&line, "%s\n", text);
    err = err ? sk_fail(info, err, "not enough memory") : write_out(&line, public_path, info);
    sk_buf_finish(&line);
    if (!err) {
        printf("%s\n", text);
    }
    return err;
}

int sk_cmd_config_key(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "config key", .usage = key_usage };
    const char *name = "profile";
    struct sk_err_info info = { "" };
    int status;
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         { "name", NULL, &name },
                                         { NULL, NULL, NULL } };
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    if (command.arguments.file_count != 1) {
        status = sk_cmd_log_complain(&command, "needs the file for the private key; see --help");
    } else if (make_key(command.arguments.files[0], name, &info) != SK_OK) {
        status = sk_cmd_log_complain(&command, info.text);
    } else {
        status = sk_cmd_log_finish_output(&command, SK_CLI_OK);
    }
    sk_cmd_log_end(&command);
    return status;
}
