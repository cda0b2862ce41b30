#include "pairing/label.h"

#include "base/util.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct sk_label_rules {
    regex_t serial;
    regex_t instance;
    regex_t model;
    size_t compiled; /* how many of the three, in that order */
    enum sk_label_case fold;
};

static enum sk_err compile(struct sk_label_rules *rules, regex_t *regex, const char *pattern,
                           const char *what, struct sk_err_info *info) {
    int status = regcomp(regex, pattern, REG_EXTENDED | REG_NOSUB | REG_ICASE);
    if (status != 0) {
        char reason[160];
        (void)regerror(status, regex, reason, sizeof(reason));
        return sk_fail(info, status == REG_ESPACE ? SK_ERR_NOMEM : SK_ERR_INVALID,
                       "the expression for %s labels, '%s', cannot be used: %s", what, pattern,
                       reason);
    }
    rules->compiled++;
    return SK_OK;
}

enum sk_err sk_label_rules_create(struct sk_label_rules **out, const char *serial_pattern,
                                  const char *instance_pattern, const char *model_pattern,
                                  enum sk_label_case fold, struct sk_err_info *info) {
    struct sk_label_rules *rules = calloc(1, sizeof(*rules));
    if (!rules) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the label rules");
    }
    rules->fold = fold;
    enum sk_err err =
        compile(rules, &rules->serial, serial_pattern ? serial_pattern : SK_LABEL_SERIAL_PATTERN,
                "serial number", info);
    if (!err) {
        err = compile(rules, &rules->instance,
                      instance_pattern ? instance_pattern : SK_LABEL_INSTANCE_PATTERN, "instance",
                      info);
    }
    if (!err) {
        err = compile(rules, &rules->model, model_pattern ? model_pattern : SK_LABEL_MODEL_PATTERN,
                      "model", info);
    }
    if (err) {
        sk_label_rules_destroy(rules);
        return err;
    }
    *out = rules;
    return SK_OK;
}

void sk_label_rules_destroy(struct sk_label_rules *rules) {
    if (!rules) {
        return;
    }
    regex_t *const all[] = { &rules->serial, &rules->instance, &rules->model };
    for (size_t i = 0; i < rules->compiled && i < SK_ARRAY_LEN(all); i++) {
        regfree(all[i]);
    }
    free(rules);
}

static bool matches(const regex_t *regex, const char *text) {
    return regexec(regex, text, 0, NULL, 0) == 0;
}

static enum sk_command command_of(const char *name) {
    static const struct {
        const char *name;
        enum sk_command command;
    } table[] = {
        { "CANCEL", SK_COMMAND_CANCEL }, { "ACK", SK_COMMAND_ACKNOWLEDGE },
        { "UNDO", SK_COMMAND_UNDO },     { "PAIR", SK_COMMAND_PAIR },
        { "STICKY", SK_COMMAND_STICKY },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        if (strcasecmp(name, table[i].name) == 0) {
            return table[i].command;
        }
    }
    return SK_COMMAND_UNKNOWN;
}

/* ASCII only: no locale has a say in what is sent. */
static void copy_folded(char *to, const char *from, size_t length, enum sk_label_case fold) {
    for (size_t i = 0; i < length; i++) {
        char c = from[i];
        if (fold == SK_LABEL_CASE_LOWER && c >= 'A' && c <= 'Z') {
            c = (char)(c - 'A' + 'a');
        } else if (fold == SK_LABEL_CASE_UPPER && c >= 'a' && c <= 'z') {
            c = (char)(c - 'a' + 'A');
        }
        to[i] = c;
    }
    to[length] = '\0';
}

void sk_label_classify(const struct sk_label_rules *rules, const struct sk_scan *scan,
                       struct sk_label *out) {
    static const char prefix[] = "SAGK:";
    *out = (struct sk_label){ .kind = SK_LABEL_UNKNOWN };
    if (scan->cut) {
        out->kind = SK_LABEL_TOO_LONG;
        return;
    }
    if (scan->length == 0 || memchr(scan->text, '\0', scan->length)) {
        return;
    }
    if (strncasecmp(scan->text, prefix, sizeof(prefix) - 1) == 0) {
        out->kind = SK_LABEL_COMMAND;
        out->command = command_of(scan->text + sizeof(prefix) - 1);
        return;
    }
    if (scan->length > SK_LABEL_MAX) {
        return;
    }
    /* A masked example would fit no pattern and be called "no label", which hides the reason. */
    if (memchr(scan->text, '*', scan->length)) {
        out->kind = SK_LABEL_MASKED;
        return;
    }
    for (size_t i = 0; i < scan->length; i++) {
        /* A pattern like ".*" must not let through what cannot be printed on a label. */
        if (scan->text[i] < 0x21 || scan->text[i] > 0x7E) {
            return;
        }
    }
    if (matches(&rules->instance, scan->text)) {
        out->kind = SK_LABEL_INSTANCE;
    } else if (matches(&rules->model, scan->text)) {
        out->kind = SK_LABEL_MODEL;
        return;
    } else if (matches(&rules->serial, scan->text)) {
        out->kind = SK_LABEL_SERIAL;
    } else {
        return;
    }
    copy_folded(out->text, scan->text, scan->length, rules->fold);
}
