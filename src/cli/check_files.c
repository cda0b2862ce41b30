#include "cli/check_files.h"

#include "app/core/cloud_sender.h"
#include "app/manifest/manifest_file.h"
#include "app/settings/account_options.h"
#include "app/settings/label_options.h"
#include "app/settings/origin.h"
#include "app/settings/evdev_options.h"
#include "app/settings/light_options.h"
#include "app/settings/serial_options.h"
#include "app/settings/usb_options.h"
#include "cli/pin_state.h"
#include "delivery/folder.h"
#include "delivery/webhook.h"
#include "delivery/webhook_secret.h"
#include "fleet/link.h"
#include "fleet/secret.h"
#include "input/evdev/nodes.h"
#include "input/usb/survey.h"
#include "journal/people.h"
#include "media/light_try.h"

#include <errno.h>
#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct check {
    const struct sk_config *config;
    struct sk_config_problems *problems;
    struct sk_config_problems *notes;
};

static void add(struct sk_config_problems *to, const struct check *check, const char *setting,
                const char *text) {
    struct sk_err_info info;
    (void)sk_origin_fail(check->config, setting, &info, SK_ERR_INVALID, "%s: %s", setting, text);
    sk_config_problem(to, "%s", info.text);
}

static void complain(const struct check *check, const char *setting, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void complain(const struct check *check, const char *setting, const char *format, ...) {
    char text[SK_ERR_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    add(check->problems, check, setting, text);
}

/* --- files and folders -------------------------------------------------------------------- */

/* False: it is not there, or this user may not read it; that was said. */
static bool check_readable(const struct check *check, const char *setting, const char *path) {
    struct stat status;
    if (stat(path, &status) != 0 || access(path, R_OK) != 0) {
        complain(check, setting, "'%.200s' cannot be read: %s", path, strerror(errno));
        return false;
    }
    return true;
}

/* The folder's parent, in place; "." and "/" are their own. */
static void cut_last_part(char *path) {
    char *slash = strrchr(path, '/');
    if (!slash) {
        memcpy(path, ".", sizeof(".")); /* the callers have room for it */
    } else if (slash == path) {
        path[1] = '\0';
    } else {
        *slash = '\0';
    }
}

/* A folder that is written into; where it is missing it is made, so the nearest one that is there
 * counts. */
static void check_folder(const struct check *check, const char *setting, const char *folder) {
    char path[4200];
    struct stat status = { .st_mode = 0 };
    (void)snprintf(path, sizeof(path), "%s", folder);
    while (path[0] && stat(path, &status) != 0) {
        if (errno != ENOENT) {
            complain(check, setting, "the folder '%.200s' cannot be used: %s", path,
                     strerror(errno));
            return;
        }
        cut_last_part(path);
    }
    if (!S_ISDIR(status.st_mode)) {
        complain(check, setting, "'%.200s' is no folder", path);
    } else if (access(path, W_OK | X_OK) != 0) {
        complain(check, setting, "this user may not write into the folder '%.200s': %s", path,
                 strerror(errno));
    }
}

static void check_journal(const struct check *check) {
    char path[4100];
    struct stat status;
    if (sk_config_journal_path(check->config, path, sizeof(path)) != SK_OK) {
        complain(check, "journal.path", "it is too long");
        return;
    }
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        complain(check, "journal.path", "'%.200s' is no file", path);
    } else if (access(path, F_OK) == 0 && access(path, R_OK | W_OK) != 0) {
        complain(check, "journal.path", "this user may not read and write '%.200s': %s", path,
                 strerror(errno));
    }
    cut_last_part(path);
    check_folder(check, "journal.path", path);
}

/* Its folder is not made. */
static void check_status_file(const struct check *check, const char *setting, const char *path) {
    char folder[4200];
    (void)snprintf(folder, sizeof(folder), "%s", path);
    cut_last_part(folder);
    if (path[0] && access(folder, W_OK | X_OK) != 0) {
        complain(check, setting, "no file can be put into the folder '%.200s': %s", folder,
                 strerror(errno));
    }
}

/* A badge is what the expression says, or what a person has. */
static void check_people(const struct check *check) {
    char path[4100];
    struct sk_journal *journal = NULL;
    struct sk_people *people = NULL;
    if (!check->config->operator_.required || check->config->operator_.badge[0] ||
        sk_config_journal_path(check->config, path, sizeof(path)) != SK_OK) {
        return;
    }
    if (sk_journal_create(&journal, path, SK_JOURNAL_READ, NULL) == SK_OK) {
        (void)sk_people_read(journal, &people, NULL); /* NULL: nobody is known */
    }
    if (sk_people_count(people) == 0) {
        complain(check, "operator.required",
                 "needs people (sag-kioskctl people add), or operator.badge, which says what a "
                 "badge looks like, for example badge = ^OP:(.+)$ under [operator]");
    }
    sk_people_destroy(people);
    sk_journal_destroy(journal);
}

static void check_exports(const struct check *check) {
    char path[4200];
    if (check->config->supervisor.export_folder[0] &&
        sk_config_export_folder(check->config, path, sizeof(path)) == SK_OK) {
        check_folder(check, "supervisor.export_folder", path);
    }
}

static void check_pin(const struct check *check) {
    const char *sentence = NULL;
    struct sk_err_info info = { "" };
    if (sk_cli_pin_state(check->config, &sentence, NULL, &info) != SK_OK) {
        sk_config_problem(check->problems, "%s", info.text);
    } else {
        sk_config_problem(check->notes, "%s", sentence);
    }
}

/* --- the list ----------------------------------------------------------------------------- */

static void tell_mistakes(const struct check *check, const struct sk_mistakes *mistakes) {
    const char *path = check->config->guard.manifest;
    for (size_t i = 0; i < mistakes->count; i++) {
        char text[SK_ERR_TEXT_SIZE];
        int64_t line = mistakes->list[i].line;
        if (line > 0) {
            (void)snprintf(text, sizeof(text), "'%.200s' line %lld: %.250s", path, (long long)line,
                           mistakes->list[i].text.text);
        } else {
            (void)snprintf(text, sizeof(text), "'%.200s': %.250s", path,
                           mistakes->list[i].text.text);
        }
        add(check->problems, check, "guard.manifest", text);
    }
    if (mistakes->more > 0) {
        char text[64];
        (void)snprintf(text, sizeof(text), "and %zu mistakes more", mistakes->more);
        add(check->problems, check, "guard.manifest", text);
    }
}

#define ACCOUNTS_MAX 32 /* of a list; what else it has is told by the kiosk */

/* The keys of the accounts that the list names; each once, with the first line that has it. */
static void check_accounts(const struct check *check, const struct sk_manifest *manifest) {
    static struct sk_cloud_check cloud;
    struct sk_account seen[ACCOUNTS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < sk_manifest_count(manifest) && count < ACCOUNTS_MAX; i++) {
        const struct sk_manifest_line *line = sk_manifest_line(manifest, i);
        struct sk_account *account = &seen[count];
        char name[SK_ACCOUNT_TEXT_SIZE];
        size_t at = 0;
        (void)snprintf(account->region, sizeof(account->region), "%s", line->region);
        (void)snprintf(account->profile, sizeof(account->profile), "%s", line->profile);
        if (!line->region[0] && !line->profile[0]) {
            continue;
        }
        sk_accounts_fill(check->config, account);
        while (!sk_account_same(&seen[at], account)) {
            at++;
        }
        if (at == count && !sk_cloud_sender_check(check->config, account, &cloud)) {
            complain(check, "guard.manifest", "line %lld: account %s: %s", (long long)line->line,
                     sk_account_text(account, name), cloud.text.text);
        }
        count += at == count;
    }
}

static void check_manifest(const struct check *check) {
    const struct sk_config *config = check->config;
    struct sk_label_rules *labels = NULL;
    struct sk_manifest *manifest = NULL;
    struct sk_mistakes mistakes = { .count = 0 };
    struct sk_err_info info = { "" };
    if (!config->guard.manifest[0]) {
        return;
    }
    (void)sk_label_rules_from(config, &labels, &info); /* sk_config_check() has told */
    struct sk_manifest_rules rules = { .labels = labels,
                                       .columns = config->guard.manifest_columns,
                                       .may_be_new = config->cloud.endpoint[0] != '\0' };
    enum sk_err err = sk_manifest_read(&manifest, config->guard.manifest, &rules, &mistakes, &info);
    if (mistakes.count > 0) {
        tell_mistakes(check, &mistakes);
    } else if (err) {
        add(check->problems, check, "guard.manifest", info.text);
    } else {
        if (sk_manifest_notice(manifest, &info)) {
            add(check->notes, check, "guard.manifest", info.text);
        }
        check_accounts(check, manifest);
    }
    sk_manifest_destroy(manifest);
    sk_label_rules_destroy(labels);
}

/* --- receivers beside the cloud ----------------------------------------------------------- */

static void check_webhook(const struct check *check) {
    const struct sk_config *config = check->config;
    struct sk_webhook_secret secret = { .count = 0 };
    struct sk_err_info info = { "" };
    if (!config->webhook.url[0]) {
        return;
    }
    if (sk_webhook_check_url(config->webhook.url, config->webhook.allow_http_loopback, &info)) {
        add(check->problems, check, "webhook.url", info.text);
    }
    if (config->webhook.secret_file[0] &&
        sk_webhook_secret_read(&secret, config->webhook.secret_file, &info)) {
        add(check->problems, check, "webhook.secret_file", info.text);
    }
    sk_webhook_secret_wipe(&secret);
    if (config->webhook.ca_file[0]) {
        (void)check_readable(check, "webhook.ca_file", config->webhook.ca_file);
    }
}

static void check_fleet(const struct check *check) {
    const struct sk_config *config = check->config;
    struct sk_fleet_secret secret;
    struct sk_err_info info = { "" };
    if (!config->fleet.dsn[0]) {
        return;
    }
    if (sk_fleet_link_check(config->fleet.dsn, &info)) {
        add(check->problems, check, "fleet.dsn", info.text);
    }
    if (config->fleet.secret_file[0] &&
        sk_fleet_secret_read(&secret, config->fleet.secret_file, &info)) {
        add(check->problems, check, "fleet.secret_file", info.text);
    }
    sk_fleet_secret_wipe(&secret);
}

static void check_watched_folder(const struct check *check) {
    struct sk_err_info info = { "" };
    if (check->config->folder.path[0] && sk_folder_check(check->config->folder.path, &info)) {
        add(check->problems, check, "folder.path", info.text);
    }
}

/* --- devices ------------------------------------------------------------------------------ */

static void check_camera(const struct check *check) {
    static const char setting[] = "camera.device";
    const char *device = check->config->camera.device;
    const char *colon = strchr(device, ':');
    struct stat status;
    bool is_pictures = strncmp(device, "file:", 5) == 0 || strncmp(device, "loop:", 5) == 0;
    if (strcmp(device, "none") == 0 || !device[0]) {
        return;
    }
    if (is_pictures) {
        (void)check_readable(check, setting, colon + 1);
    } else if (strcmp(device, "auto") == 0) {
        glob_t found;
        if (glob("/dev/video*", 0, NULL, &found) == GLOB_NOMATCH) {
            add(check->notes, check, setting, "no camera is plugged in");
        } else {
            globfree(&found);
        }
    } else if (stat(device, &status) != 0) {
        complain(check, setting, "'%.200s' is not there: %s; auto takes the first camera", device,
                 strerror(errno));
    } else if (!S_ISCHR(status.st_mode)) {
        complain(check, setting, "'%.200s' is no device", device);
    } else if (access(device, R_OK | W_OK) != 0) {
        complain(check, setting, "this user may not use '%.200s': %s; add it to the group video",
                 device, strerror(errno));
    }
}

static void on_found(void *data, const struct sk_usb_found *found) {
    const struct check *check = data;
    char text[SK_ERR_TEXT_SIZE];
    bool is_named = found->verdict == SK_USB_TAKE_NAMED;
    bool is_known = found->verdict == SK_USB_TAKE_KNOWN;
    if (found->access == SK_OK || (!is_named && !is_known)) {
        return;
    }
    (void)snprintf(text, sizeof(text),
                   "the scanner %.80s (%04x:%04x, port %.40s) cannot be opened; sag-kioskctl "
                   "doctor says what to do",
                   found->name, found->identity.vendor, found->identity.product,
                   found->identity.port);
    add(is_named ? check->problems : check->notes, check, "usb.devices", text);
}

struct evdev_check {
    const struct check *files;
    struct sk_evdev_options options; /* with what was learned */
};

static void check_usb(const struct check *check) {
    struct sk_usb_options options;
    struct sk_err_info info = { "" };
    if (!check->config->usb.enabled || sk_usb_options_from(check->config, &options, &info)) {
        return; /* a mistake in it was told by sk_config_check() */
    }
    if (sk_usb_survey(&options.selectors, on_found, (void *)(uintptr_t)check, &info) != SK_OK) {
        add(check->notes, check, "usb.devices", info.text);
    }
}

static void check_node(const struct evdev_check *check, const struct sk_evdev_node *node) {
    const struct sk_evdev_identity *identity = &node->identity;
    char text[SK_ERR_TEXT_SIZE];
    char name[SK_EVDEV_TEXT_SIZE];
    if (!sk_evdev_is_chosen(&check->options.choices, identity)) {
        return;
    }
    enum sk_err err = sk_evdev_try(node->path);
    if (err && err != SK_ERR_BUSY) {
        sk_evdev_title(identity, name, sizeof(name));
        (void)snprintf(text, sizeof(text),
                       "the scanner %.80s (%04x:%04x, %.40s) cannot be opened; sag-kioskctl doctor "
                       "says what to do",
                       name, identity->vendor, identity->product, node->path);
        add(check->files->problems, check->files, "evdev.devices", text);
    }
}

/* One that is not there may be asleep. */
static void check_evdev(const struct check *files) {
    struct evdev_check check = { .files = files };
    struct sk_err_info info = { "" };
    if (sk_evdev_options_from(files->config, &check.options, &info) != SK_OK) {
        return; /* a mistake in it was told by sk_config_check() */
    }
    if (sk_evdev_learned_add(&check.options.choices, check.options.learned_path, &info) != SK_OK) {
        add(files->notes, files, "evdev.devices", info.text);
    }
    struct sk_evdev_nodes nodes = { 0 };
    sk_evdev_nodes_look(&nodes);
    for (size_t i = 0; i < nodes.count; i++) {
        check_node(&check, &nodes.list[i]);
    }
}

/* One that is not there may come later. */
static void check_serial(const struct check *check) {
    struct sk_serial_options options;
    struct sk_err_info info = { "" };
    if (sk_serial_options_from(check->config, &options, &info) != SK_OK) {
        return; /* a mistake in it was told by sk_config_check() */
    }
    for (size_t i = 0; i < options.devices.count; i++) {
        int fd = -1;
        enum sk_err err = sk_serial_line_open(&fd, options.devices.paths[i], &options.line, &info);
        if (fd >= 0) {
            (void)close(fd);
        }
        if (err == SK_ERR_NOT_FOUND) {
            char text[SK_SERIAL_PATH_SIZE + 32];
            (void)snprintf(text, sizeof(text), "%s is not there now", options.devices.paths[i]);
            add(check->notes, check, "serial.devices", text);
        } else if (err && err != SK_ERR_BUSY) {
            complain(check, "serial.devices",
                     "'%.200s' cannot be opened; sag-kioskctl doctor says what to do",
                     options.devices.paths[i]);
        }
    }
}

/* One that is not there, or that the kiosk has just now, may be there later. */
static void check_light(const struct check *check) {
    struct sk_light_choice light;
    struct sk_err_info info = { "" };
    if (sk_config_light(check->config, &light, &info) != SK_OK) {
        return; /* a mistake in it was told by sk_config_check() */
    }
    enum sk_err err = sk_light_try(&light, &info);
    bool may_come = err == SK_ERR_BUSY || (err == SK_ERR_NOT_FOUND && light.kind == SK_LIGHT_USB);
    if (err) {
        add(may_come ? check->notes : check->problems, check, "light.device", info.text);
    }
}

void sk_cli_check_files(const struct sk_config *config, struct sk_config_problems *problems,
                        struct sk_config_problems *notes) {
    const struct check check = { .config = config, .problems = problems, .notes = notes };
    check_manifest(&check);
    check_journal(&check);
    check_people(&check);
    check_status_file(&check, "status.file", config->status.file);
    check_status_file(&check, "status.prometheus", config->status.prometheus);
    check_exports(&check);
    check_pin(&check);
    check_webhook(&check);
    check_fleet(&check);
    check_watched_folder(&check);
    check_camera(&check);
    check_usb(&check);
    check_evdev(&check);
    check_serial(&check);
    check_light(&check);
    if (config->input.replay[0] && check_readable(&check, "input.replay", config->input.replay)) {
        struct stat status;
        if (stat(config->input.replay, &status) == 0 && S_ISDIR(status.st_mode)) {
            complain(&check, "input.replay", "'%.200s' is a folder", config->input.replay);
        }
    }
}
