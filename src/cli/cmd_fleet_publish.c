/* cmd_fleet_publish.c — `sag-kioskctl fleet publish`: the device list, for all benches. It is read
 * as a bench reads it, so that none of them finds a mistake in it later. */
#include "cli/fleet_command.h"

#include "app/manifest/manifest.h"
#include "app/settings/label_options.h"
#include "base/json.h"
#include "base/whole_file.h"
#include "cli/cli.h"
#include "cli/log_command.h"
#include "sheet/encoding.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
    "usage: sag-kioskctl fleet publish FILE [OPTION]...\n"
    "Gives the device list to all benches of the fleet, in the place of the one before. It is held\n"
    "against the rules of labels and the headings (guard.manifest_columns) of this machine's\n"
    "settings; a list with a mistake is not published.\n\n"
    "  --config FILE    read only this settings file\n" SK_CMD_FLEET_OPTIONS;

/* A row of the list as JSON. */
static enum sk_err add_device(struct sk_buf *out, const struct sk_manifest_line *line,
                              const char *separator) {
    enum sk_err err = sk_buf_addf(out, "%s{\"serial\":", separator);
    err = err ? err : sk_json_add_text(out, line->serial);
    err = err ? err : sk_buf_addf(out, ",\"customer_order\":");
    err = err ? err : sk_json_add_text(out, line->order);
    err = err ? err : sk_buf_addf(out, ",\"instance\":");
    err = err ? err : sk_json_add_text(out, line->instance);
    return err ? err : sk_buf_add(out, "}", 1);
}

static enum sk_err add_devices(struct sk_buf *out, const struct sk_manifest *manifest,
                               struct sk_err_info *info) {
    enum sk_err err = sk_buf_add(out, "[", 1);
    for (size_t i = 0; i < sk_manifest_count(manifest) && !err; i++) {
        err = add_device(out, sk_manifest_line(manifest, i), i > 0 ? "," : "");
    }
    err = err ? err : sk_buf_add(out, "]", 1);
    return err ? sk_fail(info, err, "not enough memory for the device list") : SK_OK;
}

/* By the rules of this machine's settings. */
static enum sk_err read_list(const struct sk_config *config, const char *text, size_t length,
                             struct sk_manifest **out, struct sk_err_info *info) {
    struct sk_label_rules *labels = NULL;
    struct sk_mistakes mistakes;
    enum sk_err err = sk_label_rules_from(config, &labels, info);
    const struct sk_manifest_rules rules = { .labels = labels,
                                             .columns = config->guard.manifest_columns,
                                             .may_be_new = config->cloud.endpoint[0] != '\0' };
    err = err ? err : sk_manifest_create(out, text, length, &rules, &mistakes, info);
    sk_label_rules_destroy(labels);
    return err;
}

/* What the benches get: UTF-8, whatever the file was. *text is the caller's to free(). */
static enum sk_err prepare(const struct sk_config *config, const char *path, char **text,
                           struct sk_buf *devices, size_t *count, struct sk_err_info *info) {
    struct sk_manifest *manifest = NULL;
    struct sk_err_info why = { "" };
    char *bytes = NULL;
    size_t length = 0;
    size_t text_length = 0;
    int64_t line = 0;
    enum sk_err err = sk_whole_file_read(path, SK_MANIFEST_BYTES_MAX, &bytes, &length, info);
    if (err) {
        return err;
    }
    err = read_list(config, bytes, length, &manifest, &why);
    err = err ? err : sk_encoding_to_utf8(bytes, length, text, &text_length, &line, &why);
    err = err ? err : add_devices(devices, manifest, &why);
    if (err) {
        (void)sk_fail(info, err, "the device list '%.200s': %s; nothing was published", path,
                      why.text);
    } else {
        *count = sk_manifest_count(manifest);
    }
    sk_manifest_destroy(manifest);
    free(bytes);
    return err;
}

static int publish(struct sk_cmd_fleet *command, const struct sk_config *config) {
    struct sk_buf devices = SK_BUF_INIT((size_t)4 * SK_MANIFEST_BYTES_MAX);
    struct sk_err_info info = { "" };
    char sentence[128];
    char who[64];
    char *text = NULL;
    size_t count = 0;
    int64_t version = 0;
    int status = SK_CLI_USAGE;
    sk_cmd_log_account(who, sizeof(who));
    enum sk_err err = prepare(config, command->arguments.files[0], &text, &devices, &count, &info);
    if (err) {
        (void)sk_cli_complain(command->name, info.text);
    } else if (sk_cmd_fleet_connect(command)) {
        err = sk_fleet_admin_publish(command->admin, text, devices.data, who, &version, &info);
        (void)snprintf(sentence, sizeof(sentence),
                       "published: %zu devices, version %" PRId64 " of the list\n", count, version);
        status = sk_cmd_fleet_end(command, err, &info, sentence);
    }
    sk_buf_finish(&devices);
    free(text);
    return status;
}

int sk_cmd_fleet_publish(int argc, char **argv) {
    static struct sk_config config;
    static struct sk_config_problems problems;
    struct sk_cmd_fleet command = { .name = "fleet publish", .usage = usage };
    const char *file = NULL;
    int status;
    const struct sk_argument words[] = { SK_CMD_FLEET_WORDS(&command),
                                         { "config", NULL, &file },
                                         { NULL, NULL, NULL } };
    if (!sk_cmd_fleet_read(&command, argc, argv, words, 1, &status)) {
        return status;
    }
    if (sk_config_init(&config) != SK_OK) {
        return sk_cli_complain(command.name, "not enough memory");
    }
    sk_config_read(&config, file, &problems);
    status = problems.count > 0 ? sk_cli_complain(command.name, problems.texts[0])
                                : publish(&command, &config);
    sk_config_finish(&config);
    return status;
}
