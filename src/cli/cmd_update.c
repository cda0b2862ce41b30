/* cmd_update.c — `sag-kioskctl update`: another version in the place of the one that runs. */
#include "cli/log_command.h"

#include "app/settings/overlay.h"
#include "app/settings/shift_options.h"
#include "base/clock.h"
#include "base/parse.h"
#include "base/util.h"
#include "cli/kiosk_account.h"
#include "cli/update_hands.h"
#include "cli/update_self_test.h"
#include "journal/schema.h"
#include "update/bundle_file.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define ROOT "/var/lib/sag-kiosk-update"
#define ENDING ".sagupdate"
#define REST_SECONDS 300 /* that a bench has to have rested for */
#define PATH_SIZE 4096

#if defined(__x86_64__)
#define ARCHITECTURE "amd64"
#elif defined(__aarch64__)
#define ARCHITECTURE "arm64"
#elif defined(__arm__)
#define ARCHITECTURE "armhf"
#else
#define ARCHITECTURE "other"
#endif

#define OPTIONS                                                                                    \
    "  --root FOLDER    of the versions; else " ROOT "\n"                                          \
    "  --packaged FOLDER  where the package is; else /usr\n"                                       \
    "  --systemctl PROGRAM  that starts the service; else /usr/bin/systemctl\n"                    \
    "  --trial SECONDS  that a new version has to run well; else 120\n"                            \
    "  --service NAME   that is started anew and watched; else sag-kiosk.service; none: nothing\n" SK_CMD_LOG_OPTIONS

static const char check_usage[] =
    "usage: sag-kioskctl update check FILE [OPTION]...\n"
    "Would this bundle be taken here? Reads all of it, changes nothing.\n\n"
    "  --allow-older    also a version that is older than the one that runs\n" OPTIONS;
static const char apply_usage[] =
    "usage: sag-kioskctl update apply FILE [OPTION]...\n"
    "Puts the version of a signed bundle in the place of the one that runs: a copy is checked to its\n"
    "last byte, unpacked beside the others, and tests itself; then one link is renamed, and the kiosk\n"
    "is started anew. If it does not run well for two minutes, the link goes back. Only while nothing\n"
    "waits and nobody is at the bench (for five minutes). For root.\n\n"
    "  --allow-older    also a version that is older than the one that runs\n"
    "  --now            also while the bench is used\n" OPTIONS;
static const char run_usage[] =
    "usage: sag-kioskctl update run [OPTION]...\n"
    "For the timer: within update.window, takes the newest bundle of update.channel from\n"
    "update.folder, as apply does. Does nothing where no channel is set or nothing is new. One that\n"
    "did not stay is not tried again.\n\n" OPTIONS;
static const char status_usage[] =
    "usage: sag-kioskctl update status [OPTION]...\n"
    "Which version is started, what is under way, and what did not stay and why.\n\n" OPTIONS;
static const char resolve_usage[] =
    "usage: sag-kioskctl update resolve [--boot] [OPTION]...\n"
    "Ends what an update that was cut off has left; afterwards one whole version is started.\n\n"
    "  --boot           at the start of the machine, before the kiosk: nothing is started\n" OPTIONS;
static const char confirm_usage[] = "usage: sag-kioskctl update confirm [OPTION]...\n"
                                    "The version in trial is well: it stays.\n\n" OPTIONS;
static const char test_usage[] =
    "usage: sag-kioskctl update self-test [OPTION]...\n"
    "Does this version work here? Signs a known request, reads settings and key, opens a copy of the\n"
    "journal, draws all screens. As the kiosk's account.\n\n" SK_CMD_LOG_OPTIONS;
static const char make_usage[] =
    "usage: sag-kioskctl update make-bundle FOLDER --out FILE --key KEYFILE --version V [OPTION]...\n"
    "For whoever releases: a bundle of what is below bin, lib and share of FOLDER (as installed with\n"
    "the prefix FOLDER), signed with the private key in KEYFILE (config key makes one). Benches take\n"
    "it whose share/sag-kiosk/update.pub is its public half.\n\n"
    "  --channel NAME   else stable\n"
    "  --architecture A else " ARCHITECTURE "\n" SK_CMD_LOG_OPTIONS;

/* Of commands that must not need settings in order: a mistake in kiosk.ini is no reason to leave a
 * version in place that is in trial. */
#define NO_SETTINGS "/dev/null"

struct update_command {
    struct sk_cmd_log log;
    bool allow_older;
    bool is_now;
    bool is_boot;
    const char *root;
    const char *packaged;
    const char *service;
    const char *systemctl;
    const char *trial;
    struct sk_hands hands;
    struct sk_updater updater;
};

/* False: *status is what the command ends with. */
static bool begin(struct update_command *self, int argc, char **argv, int *status) {
    (void)umask(022); /* the kiosk's account reads and runs what is unpacked */
    sk_kiosk_account_use_journal();
    self->root = ROOT;
    self->packaged = "/usr";
    self->service = "sag-kiosk.service";
    self->systemctl = "/usr/bin/systemctl";
    self->trial = "120";
    const struct sk_argument words[] = {
        SK_CMD_LOG_WORDS(&self->log),        { "allow-older", &self->allow_older, NULL },
        { "now", &self->is_now, NULL },      { "boot", &self->is_boot, NULL },
        { "root", NULL, &self->root },       { "packaged", NULL, &self->packaged },
        { "service", NULL, &self->service }, { "systemctl", NULL, &self->systemctl },
        { "trial", NULL, &self->trial },     { NULL, NULL, NULL }
    };
    if (!sk_cmd_log_begin(&self->log, argc, argv, words, status)) {
        return false;
    }
    self->hands = (struct sk_hands){ .command = &self->log,
                                     .service = self->service,
                                     .systemctl = self->systemctl,
                                     .root = self->root,
                                     .is_now = self->is_now };
    if (!sk_parse_int(self->trial, 1, 86400, &self->hands.trial_seconds)) {
        *status = sk_cmd_log_complain(&self->log, "--trial must be seconds, from 1 to 86400");
        sk_cmd_log_end(&self->log);
        return false;
    }
    self->updater = (struct sk_updater){ .root = self->root,
                                         .packaged = self->packaged,
                                         .packaged_version = SK_VERSION,
                                         .architecture = ARCHITECTURE,
                                         .allows_older = self->allow_older,
                                         .hands = sk_hands_of_update(),
                                         .data = &self->hands };
    return true;
}

static int finish(struct update_command *self, enum sk_err err, const struct sk_err_info *info) {
    int status = err ? sk_cmd_log_complain(&self->log, info->text)
                     : sk_cmd_log_finish_output(&self->log, SK_CLI_OK);
    sk_cmd_log_end(&self->log);
    return status;
}

static enum sk_err only_file(struct update_command *self, const char **file,
                             struct sk_err_info *info) {
    *file = self->log.arguments.files[0];
    return self->log.arguments.file_count == 1
               ? SK_OK
               : sk_fail(info, SK_ERR_INVALID, "needs the one bundle; see --help");
}

/* --- the commands ------------------------------------------------------------------------- */

static int cmd_check(int argc, char **argv) {
    static struct update_command self = { .log = { .name = "update check", .usage = check_usage } };
    struct sk_err_info info = { "" };
    struct sk_bundle bundle;
    const char *file;
    int status;
    if (!begin(&self, argc, argv, &status)) {
        return status;
    }
    enum sk_err err = only_file(&self, &file, &info);
    err = err ? err : sk_updater_check(&self.updater, file, &bundle, &info);
    if (!err) {
        printf("%s: version %s, channel %s, for %s; it would be taken\n", file, bundle.version,
               bundle.channel, bundle.architecture);
        sk_bundle_finish(&bundle);
    }
    return finish(&self, err, &info);
}

static enum sk_err apply(struct update_command *self, const char *file, struct sk_err_info *info) {
    enum sk_err err = self->is_now ? SK_OK : sk_hands_may_stop(&self->hands, REST_SECONDS, info);
    err = err ? err : sk_updater_apply(&self->updater, file, info);
    if (!err) {
        printf("%s is in place.\n", file);
    }
    return err;
}

static int cmd_apply(int argc, char **argv) {
    static struct update_command self = { .log = { .name = "update apply", .usage = apply_usage } };
    struct sk_err_info info = { "" };
    const char *file;
    int status;
    if (!begin(&self, argc, argv, &status)) {
        return status;
    }
    enum sk_err err = only_file(&self, &file, &info);
    err = err ? err : apply(&self, file, &info);
    return finish(&self, err, &info);
}

static bool is_in_window(const struct sk_config *config) {
    struct sk_night window;
    struct tm local;
    struct sk_clock *clock = sk_clock_system();
    time_t now = (time_t)(clock->ops->wall(clock) / 1000);
    if (!sk_night_hours(config->update.window, &window) || !localtime_r(&now, &local)) {
        return false;
    }
    int32_t minute = local.tm_hour * 60 + local.tm_min;
    return window.from <= window.to ? minute >= window.from && minute < window.to
                                    : minute >= window.from || minute < window.to;
}

static bool has_ending(const char *name) {
    size_t length = strlen(name);
    return length > strlen(ENDING) && strcmp(name + length - strlen(ENDING), ENDING) == 0;
}

/* The newest bundle in the folder that would be taken; "": none. */
static void find_newest(struct update_command *self, const char *folder, char out[PATH_SIZE]) {
    char path[PATH_SIZE];
    char newest[SK_BUNDLE_WORD_SIZE] = "";
    struct sk_bundle bundle;
    struct sk_err_info info;
    const struct dirent *entry;
    DIR *directory = opendir(folder);
    out[0] = '\0';
    while (directory && (entry = readdir(directory)) != NULL) {
        int length = snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        if (!has_ending(entry->d_name) || length < 0 || (size_t)length >= sizeof(path)) {
            continue;
        }
        if (sk_updater_check(&self->updater, path, &bundle, &info) != SK_OK) {
            fprintf(stderr, "%s: %s\n", path, info.text);
            continue;
        }
        if (!newest[0] || sk_bundle_compare_versions(bundle.version, newest) > 0) {
            memcpy(newest, bundle.version, sizeof(newest));
            memcpy(out, path, sizeof(path));
        }
        sk_bundle_finish(&bundle);
    }
    if (directory) {
        (void)closedir(directory); /* nothing was written */
    }
}

/* What was set up at the bench, as the account that may write it. */
static void read_bench_settings(struct sk_cmd_log *command) {
    struct sk_kiosk_account account;
    if (sk_kiosk_account_begin(&account, command->path)) {
        sk_overlay_apply(&command->config, &command->problems);
        sk_kiosk_account_end(&account);
    }
}

static int cmd_run(int argc, char **argv) {
    static struct update_command self = { .log = { .name = "update run", .usage = run_usage } };
    struct sk_err_info info = { "" };
    char folder[PATH_SIZE];
    char file[PATH_SIZE] = "";
    int status;
    if (!begin(&self, argc, argv, &status)) {
        return status;
    }
    read_bench_settings(&self.log);
    const struct sk_config *config = &self.log.config;
    (void)snprintf(folder, sizeof(folder), "%s%s",
                   config->update.folder[0] ? config->update.folder : self.root,
                   config->update.folder[0] ? "" : "/incoming");
    self.updater.channel = config->update.channel;
    if (config->update.channel[0] && is_in_window(config)) {
        find_newest(&self, folder, file);
    }
    enum sk_err err = file[0] ? apply(&self, file, &info) : SK_OK;
    if (err == SK_ERR_BUSY) { /* the next turn of the timer */
        puts(info.text);
        err = SK_OK;
    }
    return finish(&self, err, &info);
}

static void print_status(const struct update_command *self, const struct sk_update *update,
                         const char *current) {
    const char *version = strcmp(current, SK_UPDATE_PACKAGED) == 0 ? SK_VERSION : current;
    if (self->log.json) {
        printf("{\"version\":\"%s\",\"packaged\":%s,\"state\":\"%s\",\"under_way\":\"%s\","
               "\"did_not_stay\":\"%s\",\"why\":",
               version, strcmp(current, SK_UPDATE_PACKAGED) == 0 ? "true" : "false",
               sk_update_state_name(update->state), update->version, update->failed);
        sk_cmd_log_print_json(update->why);
        puts("}");
        return;
    }
    printf("%s is started%s; state: %s %s\n", version,
           strcmp(current, SK_UPDATE_PACKAGED) == 0 ? ", the package's" : "",
           sk_update_state_name(update->state), update->version);
    if (update->why[0]) {
        printf("%s did not stay: %s\n", update->failed[0] ? update->failed : "the last one",
               update->why);
    }
}

static int cmd_status(int argc, char **argv) {
    static struct update_command self = {
        .log = { .name = "update status", .usage = status_usage, .config_file = NO_SETTINGS }
    };
    struct sk_err_info info = { "" };
    struct sk_update update;
    char current[SK_UPDATE_VERSION_SIZE];
    int status;
    if (!begin(&self, argc, argv, &status)) {
        return status;
    }
    enum sk_err err = sk_updater_look(&self.updater, &update, current, &info);
    if (!err) {
        print_status(&self, &update, current);
    }
    return finish(&self, err, &info);
}

static int cmd_resolve(int argc, char **argv) {
    static struct update_command self = {
        .log = { .name = "update resolve", .usage = resolve_usage, .config_file = NO_SETTINGS }
    };
    struct sk_err_info info = { "" };
    int status;
    if (!begin(&self, argc, argv, &status)) {
        return status;
    }
    return finish(&self, sk_updater_resolve(&self.updater, !self.is_boot, &info), &info);
}

static int cmd_confirm(int argc, char **argv) {
    static struct update_command self = {
        .log = { .name = "update confirm", .usage = confirm_usage, .config_file = NO_SETTINGS }
    };
    struct sk_err_info info = { "" };
    int status;
    if (!begin(&self, argc, argv, &status)) {
        return status;
    }
    return finish(&self, sk_updater_confirm(&self.updater, &info), &info);
}

static int cmd_self_test(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "update self-test", .usage = test_usage };
    int status;
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command), { NULL, NULL, NULL } };
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    status = sk_self_test(&command);
    sk_cmd_log_end(&command);
    return status;
}

/* --- for whoever releases ----------------------------------------------------------------- */

struct release {
    const char *folder;
    const char *out;
    const char *key;
    const char *version;
    const char *channel;
    const char *architecture;
};

static enum sk_err make(const struct release *release, struct sk_err_info *info) {
    struct sk_bundle bundle;
    struct sk_bench_key *key = NULL;
    if (!sk_bundle_is_version(release->version) || !sk_bundle_is_word(release->channel) ||
        !sk_bundle_is_word(release->architecture)) {
        return sk_fail(info, SK_ERR_INVALID,
                       "a version is numbers with dots (1.4.0), a channel and an architecture are "
                       "words of small letters");
    }
    enum sk_err err = sk_bench_key_open_file(&key, release->key, false, info);
    err = err ? err : sk_bundle_file_list(release->folder, &bundle, info);
    if (!err) {
        (void)snprintf(bundle.version, sizeof(bundle.version), "%s", release->version);
        (void)snprintf(bundle.channel, sizeof(bundle.channel), "%s", release->channel);
        (void)snprintf(bundle.architecture, sizeof(bundle.architecture), "%s",
                       release->architecture);
        bundle.journal = SK_SCHEMA_VERSION;
        err = sk_bundle_file_make(&bundle, release->folder, "release", key, release->out, info);
        if (!err) {
            printf("%s: %zu files, %" PRId64 " bytes\n", release->out, bundle.count,
                   bundle.payload);
        }
        sk_bundle_finish(&bundle);
    }
    sk_bench_key_destroy(key);
    return err;
}

static int cmd_make(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "update make-bundle", .usage = make_usage };
    struct release release = { .channel = "stable", .architecture = ARCHITECTURE };
    struct sk_err_info info = { "" };
    int status;
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         { "out", NULL, &release.out },
                                         { "key", NULL, &release.key },
                                         { "version", NULL, &release.version },
                                         { "channel", NULL, &release.channel },
                                         { "architecture", NULL, &release.architecture },
                                         { NULL, NULL, NULL } };
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    release.folder = command.arguments.files[0];
    if (command.arguments.file_count != 1 || !release.out || !release.key || !release.version) {
        status =
            sk_cmd_log_complain(&command, "needs a folder, --out, --key and --version; see --help");
    } else {
        status = make(&release, &info) ? sk_cmd_log_complain(&command, info.text)
                                       : sk_cmd_log_finish_output(&command, SK_CLI_OK);
    }
    sk_cmd_log_end(&command);
    return status;
}

static const struct sk_cli_command commands[] = {
    { "check", cmd_check, "would this bundle be taken?" },
    { "apply", cmd_apply, "put its version in place" },
    { "run", cmd_run, "the same by the settings, for the timer" },
    { "status", cmd_status, "which version is started" },
    { "resolve", cmd_resolve, "end what was cut off" },
    { "confirm", cmd_confirm, "the version in trial is well" },
    { "self-test", cmd_self_test, "does this version work here?" },
    { "make-bundle", cmd_make, "for whoever releases" },
};

int sk_cmd_update(int argc, char **argv) {
    return sk_cli_group("update", commands, SK_ARRAY_LEN(commands), argc, argv);
}
