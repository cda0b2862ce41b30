#include "cli/log_command.h"

#include "app/manifest/manifest_file.h"
#include "app/settings/label_options.h"

#include <inttypes.h>
#include <stdio.h>

static const char usage[] =
    "usage: sag-kioskctl log missing [OPTION]...\n"
    "Lists what is on the device list (guard.manifest) and not bound yet, fields separated by\n"
    "tabs, after a line of headings. Runs beside the kiosk.\n\n"
    "  --order NAME     only of this order of the customer's\n" SK_CMD_LOG_OPTIONS "\n"
    "Exit status: 0 nothing is missing, 1 the list or the log cannot be read, 2 something is\n"
    "missing.\n";

static void print_json(const struct sk_manifest_line *line) {
    const struct {
        const char *name;
        const char *text;
    } texts[] = { { "{\"order\":", line->order },
                  { ",\"serial\":", line->serial },
                  { ",\"instance\":", line->instance } };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        (void)fputs(texts[i].name, stdout); /* sk_cmd_log_finish_output() tells */
        sk_cmd_log_print_json(texts[i].text);
    }
    printf(",\"line\":%" PRId64 "}\n", line->line);
}

static bool is_wanted(const struct sk_manifest_line *line, const char *order) {
    return !line->is_bound && (!order || sk_manifest_same(line->order, order));
}

static int print(const struct sk_cmd_log *command, const struct sk_manifest *manifest,
                 const char *order) {
    size_t count = 0;
    if (!command->json) {
        puts("order\tserial\tinstance\tline");
    }
    for (size_t i = 0; i < sk_manifest_count(manifest); i++) {
        const struct sk_manifest_line *line = sk_manifest_line(manifest, i);
        if (!is_wanted(line, order)) {
            continue;
        }
        count++;
        if (command->json) {
            print_json(line);
        } else {
            printf("%s\t%s\t%s\t%" PRId64 "\n", line->order[0] ? line->order : "-", line->serial,
                   line->instance, line->line);
        }
    }
    return sk_cmd_log_finish_output(command, count == 0 ? SK_CLI_OK : SK_CLI_REFUSED);
}

static int list(const struct sk_cmd_log *command, const char *order) {
    struct sk_manifest *manifest = NULL;
    struct sk_manifest_order found;
    struct sk_err_info info = { "" };
    struct sk_label_rules *labels = NULL;
    struct sk_mistakes mistakes;
    int status;
    enum sk_err err = sk_label_rules_from(&command->config, &labels, &info);
    if (!err) {
        struct sk_manifest_rules rules = { .labels = labels,
                                           .columns = command->config.guard.manifest_columns,
                                           .may_be_new =
                                               command->config.cloud.endpoint[0] != '\0' };
        err = sk_manifest_read(&manifest, command->config.guard.manifest, &rules, &mistakes, &info);
    }
    if (!err) {
        err = sk_manifest_count_bound(manifest, command->path, NULL, NULL, &info);
    }
    if (err == SK_ERR_NOT_FOUND && manifest) {
        err = SK_OK; /* no journal yet: nothing is bound */
    }
    if (err) {
        status = sk_cmd_log_complain(command, info.text);
    } else if (order && !sk_manifest_find_order(manifest, order, &found)) {
        status = sk_cmd_log_complain(command, "there is no such order on the list");
    } else {
        status = print(command, manifest, order);
    }
    sk_manifest_destroy(manifest);
    sk_label_rules_destroy(labels);
    return status;
}

int sk_cmd_log_missing(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "log missing", .usage = usage };
    const char *order = NULL;
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         { "order", NULL, &order },
                                         { NULL, NULL, NULL } };
    int status;
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    if (command.arguments.file_count > 0) {
        status = sk_cmd_log_complain(&command, "takes no arguments but options; see --help");
    } else if (!command.config.guard.manifest[0]) {
        status = sk_cmd_log_complain(&command, "there is no list; set guard.manifest");
    } else {
        status = list(&command, order);
    }
    sk_cmd_log_end(&command);
    return status;
}
