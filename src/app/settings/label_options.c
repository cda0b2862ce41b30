#include "app/settings/label_options.h"

#include "app/settings/origin.h"
#include "base/small_file.h"
#include "base/util.h"
#include "sheet/deny.h"

#include <stdlib.h>
#include <string.h>

#define DENY_BYTES_MAX (1024 * 1024)

static enum sk_err deny_setting(struct sk_label_rules *rules, const struct sk_config *config,
                                struct sk_err_info *info) {
    struct sk_err_info what = { "" };
    struct sk_mistakes mistakes;
    const char *text = config->guard.deny;
    enum sk_err err = sk_deny_read(rules, text, strlen(text), false, config->guard.manifest_columns,
                                   &mistakes, &what);
    return err ? sk_origin_fail(config, "guard.deny", info, err, "guard.deny: %s", what.text)
               : SK_OK;
}

static enum sk_err deny_file(struct sk_label_rules *rules, const struct sk_config *config,
                             struct sk_err_info *info) {
    struct sk_err_info what = { "" };
    struct sk_mistakes mistakes = { .count = 0 };
    const char *path = config->guard.deny_file;
    size_t length = 0;
    char *text = malloc(DENY_BYTES_MAX);
    if (!text) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for guard.deny_file");
    }
    enum sk_err err = sk_small_file_read(path, text, DENY_BYTES_MAX, &length, NULL, &what);
    if (!err) {
        err = sk_deny_read(rules, text, length, true, config->guard.manifest_columns, &mistakes,
                           &what);
    }
    free(text);
    if (err && mistakes.count > 0) {
        return sk_origin_fail(config, "guard.deny_file", info, err,
                              "guard.deny_file: '%s' has %s%s", path, sk_mistakes_begin(&mistakes),
                              what.text);
    }
    return err ? sk_origin_fail(config, "guard.deny_file", info, err, "guard.deny_file: %s",
                                what.text)
               : SK_OK;
}

/* The first of the three that cannot be used alone. */
static const char *broken_pattern(const struct sk_config *config) {
    static const char *const names[] = { "labels.serial", "labels.instance", "labels.model" };
    const char *const patterns[] = { config->labels.serial, config->labels.instance,
                                     config->labels.model };
    for (size_t i = 0; i < SK_ARRAY_LEN(names); i++) {
        struct sk_label_rules *rules = NULL;
        enum sk_err err =
            sk_label_rules_create(&rules, i == 0 ? patterns[0] : NULL, i == 1 ? patterns[1] : NULL,
                                  i == 2 ? patterns[2] : NULL, SK_LABEL_CASE_KEEP, NULL);
        sk_label_rules_destroy(rules);
        if (err) {
            return names[i];
        }
    }
    return "";
}

static enum sk_err set_symbologies(struct sk_label_rules *rules, const struct sk_config *config,
                                   struct sk_err_info *info) {
    struct sk_label_symbologies allowed;
    const struct {
        const char *name;
        const char *list;
        unsigned *out;
    } fields[] = {
        { "labels.serial_symbologies", config->labels.serial_symbologies, &allowed.serial },
        { "labels.instance_symbologies", config->labels.instance_symbologies, &allowed.instance },
        { "operator.badge_symbologies", config->operator_.badge_symbologies, &allowed.badge },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(fields); i++) {
        if (!sk_symbologies_parse(fields[i].list, SK_SYMBOLOGY_ANY, fields[i].out)) {
            char known[SK_SYMBOLOGIES_SIZE];
            sk_symbologies_print(SK_SYMBOLOGY_ANY, known);
            return sk_origin_fail(config, fields[i].name, info, SK_ERR_INVALID,
                                  "%s is '%.60s'; it takes %s, joined by commas", fields[i].name,
                                  fields[i].list, known);
        }
    }
    sk_label_rules_symbologies(rules, &allowed);
    return SK_OK;
}

enum sk_err sk_label_rules_from(const struct sk_config *config, struct sk_label_rules **out,
                                struct sk_err_info *info) {
    struct sk_err_info what = { "" };
    struct sk_label_rules *rules = NULL;
    enum sk_err err = sk_label_rules_create(&rules, config->labels.serial, config->labels.instance,
                                            config->labels.model, config->labels.case_, &what);
    if (err) {
        return sk_origin_fail(config, broken_pattern(config), info, err, "labels: %s", what.text);
    }
    err = sk_label_rules_badge(rules, config->operator_.badge, &what);
    if (err) {
        (void)sk_origin_fail(config, "operator.badge", info, err, "operator.badge: %s", what.text);
    }
    err = err ? err : set_symbologies(rules, config, info);
    err = err ? err : deny_setting(rules, config, info);
    if (!err && config->guard.deny_file[0]) {
        err = deny_file(rules, config, info);
    }
    if (err) {
        sk_label_rules_destroy(rules);
        return err;
    }
    *out = rules;
    return SK_OK;
}
