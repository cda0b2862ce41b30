#include "pairing/label.h"

#include "pairing/full_ascii.h"

#include "base/language.h"
#include "base/utf8.h"
#include "base/util.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct sk_label_rules {
    regex_t serial;
    regex_t instance;
    regex_t model;
    size_t compiled; /* how many of the three, in that order */
    enum sk_label_case fold;
    bool has_badge;
    regex_t badge;
    struct sk_label_symbologies allowed;
    char **denied; /* patterns */
    size_t denied_count;
};

static enum sk_err compile(regex_t *regex, const char *pattern, int flags, const char *what,
                           struct sk_err_info *info) {
    int status = regcomp(regex, pattern, REG_EXTENDED | REG_ICASE | flags);
    if (status != 0) {
        char reason[160];
        (void)regerror(status, regex, reason, sizeof(reason));
        return sk_fail(info, status == REG_ESPACE ? SK_ERR_NOMEM : SK_ERR_INVALID,
                       "the expression for %s labels, '%s', cannot be used: %s", what, pattern,
                       reason);
    }
    return SK_OK;
}

/* The next of the three. */
static enum sk_err add_pattern(struct sk_label_rules *rules, regex_t *regex, const char *pattern,
                               const char *what, struct sk_err_info *info) {
    enum sk_err err = compile(regex, pattern, 0, what, info);
    rules->compiled += err == SK_OK;
    return err;
}

enum sk_err sk_label_rules_create(struct sk_label_rules **out, const char *serial_pattern,
                                  const char *instance_pattern, const char *model_pattern,
                                  enum sk_label_case fold, struct sk_err_info *info) {
    struct sk_label_rules *rules = calloc(1, sizeof(*rules));
    if (!rules) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the label rules");
    }
    rules->fold = fold;
    rules->allowed =
        (struct sk_label_symbologies){ SK_SYMBOLOGY_ANY, SK_SYMBOLOGY_ANY, SK_SYMBOLOGY_ANY };
    enum sk_err err = add_pattern(rules, &rules->serial,
                                  serial_pattern ? serial_pattern : SK_LABEL_SERIAL_PATTERN,
                                  "serial number", info);
    if (!err) {
        err = add_pattern(rules, &rules->instance,
                          instance_pattern ? instance_pattern : SK_LABEL_INSTANCE_PATTERN,
                          "instance", info);
    }
    if (!err) {
        err = add_pattern(rules, &rules->model,
                          model_pattern ? model_pattern : SK_LABEL_MODEL_PATTERN, "model", info);
    }
    if (err) {
        sk_label_rules_destroy(rules);
        return err;
    }
    *out = rules;
    return SK_OK;
}

enum sk_err sk_label_rules_badge(struct sk_label_rules *rules, const char *pattern,
                                 struct sk_err_info *info) {
    if (!pattern || !pattern[0]) {
        return SK_OK;
    }
    enum sk_err err = compile(&rules->badge, pattern, 0, "badge", info);
    rules->has_badge = err == SK_OK;
    return err;
}

void sk_label_rules_destroy(struct sk_label_rules *rules) {
    if (!rules) {
        return;
    }
    regex_t *const all[] = { &rules->serial, &rules->instance, &rules->model };
    for (size_t i = 0; i < rules->compiled && i < SK_ARRAY_LEN(all); i++) {
        regfree(all[i]);
    }
    if (rules->has_badge) {
        regfree(&rules->badge);
    }
    for (size_t i = 0; i < rules->denied_count; i++) {
        free(rules->denied[i]);
    }
    free(rules->denied);
    free(rules);
}

static bool matches(const regex_t *regex, const char *text) {
    return regexec(regex, text, 0, NULL, 0) == 0;
}

/* detail: of the language, its name. */
static enum sk_command command_of(const char *name, char *detail, size_t detail_size) {
    static const char language[] = "LANG:";
    static const struct {
        const char *name;
        enum sk_command command;
    } table[] = {
        { "CANCEL", SK_COMMAND_CANCEL }, { "ACK", SK_COMMAND_ACKNOWLEDGE },
        { "UNDO", SK_COMMAND_UNDO },     { "PAIR", SK_COMMAND_PAIR },
        { "STICKY", SK_COMMAND_STICKY }, { "SIGNOFF", SK_COMMAND_SIGN_OFF },
        { "CALL", SK_COMMAND_CALL },     { "SUPERVISOR", SK_COMMAND_SUPERVISOR },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        if (strcasecmp(name, table[i].name) == 0) {
            return table[i].command;
        }
    }
    const char *found = strncasecmp(name, language, sizeof(language) - 1) == 0
                            ? sk_language_find(name + sizeof(language) - 1)
                            : NULL;
    if (found) {
        (void)snprintf(detail, detail_size, "%s", found);
        return SK_COMMAND_LANGUAGE;
    }
    return SK_COMMAND_UNKNOWN;
}

/* ASCII only: the locale must not change what is sent. */
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

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Where the rest does not match, the last '*' takes one character more and we try again. */
static bool fits(const char *pattern, const char *text) {
    const char *star = NULL;
    const char *again = NULL;
    while (*text) {
        if (*pattern == '*') {
            star = pattern++;
            again = text;
        } else if (*pattern != '\0' && (*pattern == '?' || lower(*pattern) == lower(*text))) {
            pattern++;
            text++;
        } else if (star) {
            pattern = star + 1;
            text = ++again;
        } else {
            return false;
        }
    }
    while (*pattern == '*') {
        pattern++;
    }
    return *pattern == '\0';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

#define SAME_DIGITS 6
#define DIGITS_IN_ORDER 6
#define SAME_LETTERS 8

/* What samples have on them, and what people type to try things out: see sk_label_rules_deny(). */
static bool is_placeholder(const char *serial) {
    size_t length = strlen(serial);
    size_t digits = 0;
    size_t same = 1;
    bool in_order = true;
    while (digits < length && is_digit(serial[length - 1 - digits])) {
        digits++;
        if (digits > 1 &&
            (serial[length - digits] - '0' + 1) % 10 != serial[length - digits + 1] - '0') {
            in_order = false;
        }
    }
    while (same < length && lower(serial[length - 1 - same]) == lower(serial[length - 1])) {
        same++;
    }
    bool all_same = digits >= SAME_DIGITS && same >= digits;
    bool all_letters = digits == 0 && same >= SAME_LETTERS;
    return all_same || all_letters || (in_order && digits >= DIGITS_IN_ORDER);
}

static bool is_denied(const struct sk_label_rules *rules, const char *serial) {
    for (size_t i = 0; i < rules->denied_count; i++) {
        if (fits(rules->denied[i], serial)) {
            return true;
        }
    }
    return is_placeholder(serial);
}

enum sk_err sk_label_rules_deny(struct sk_label_rules *rules, const char *pattern,
                                struct sk_err_info *info) {
    if (strlen(pattern) > SK_LABEL_MAX) {
        return sk_fail(info, SK_ERR_INVALID, "'%.40s…' is too long to be a serial number", pattern);
    }
    char **grown = realloc(rules->denied, (rules->denied_count + 1) * sizeof(*grown));
    if (!grown) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the label rules");
    }
    rules->denied = grown;
    grown[rules->denied_count] = strdup(pattern);
    if (!grown[rules->denied_count]) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the label rules");
    }
    rules->denied_count++;
    return SK_OK;
}

/* A pattern like ".*" must not let through what cannot be printed on a label. */
static bool is_printed(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (text[i] < 0x21 || text[i] > 0x7E) {
            return false;
        }
    }
    return length > 0 && length <= SK_LABEL_MAX;
}

#define GROUPS_MAX 10 /* the whole, and nine that an expression may have */

/* What is sent of a text; length 0: nothing of it is. */
struct label_part {
    const char *begin;
    size_t length;
    bool is_whole;
};

static struct label_part find(const regex_t *regex, const char *text, size_t length) {
    regmatch_t found[GROUPS_MAX];
    struct label_part part = { text, length, true };
    if (regexec(regex, text, GROUPS_MAX, found, 0) != 0) {
        return (struct label_part){ 0 };
    }
    for (size_t i = 1; i < GROUPS_MAX && i <= regex->re_nsub; i++) {
        if (found[i].rm_so >= 0) {
            part.begin = text + found[i].rm_so;
            part.length = (size_t)(found[i].rm_eo - found[i].rm_so);
            part.is_whole = part.length == length;
            break;
        }
    }
    return is_printed(part.begin, part.length) ? part : (struct label_part){ 0 };
}

/* Names have spaces, and letters of any script. */
static bool is_name(const char *text, size_t length) {
    char printable[SK_OPERATOR_SIZE];
    bool cut = false;
    return length > 0 && length < SK_OPERATOR_SIZE &&
           sk_utf8_printable(text, length, printable, sizeof(printable), &cut) == length && !cut &&
           memcmp(printable, text, length) == 0;
}

static void take_badge(const struct sk_label_rules *rules, const char *text, struct sk_label *out) {
    regmatch_t found[2];
    if (!rules->has_badge || regexec(&rules->badge, text, 2, found, 0) != 0) {
        return;
    }
    const regmatch_t *name = found[1].rm_so >= 0 ? &found[1] : NULL;
    const char *begin = name ? text + name->rm_so : text;
    size_t length = name ? (size_t)(name->rm_eo - name->rm_so) : strlen(text);
    if (is_name(begin, length)) {
        out->kind = SK_LABEL_BADGE;
        memcpy(out->text, begin, length);
        out->text[length] = '\0';
    }
}

bool sk_label_is_in_capitals(const struct sk_label *label) {
    bool has_capital = false;
    if (label->kind != SK_LABEL_SERIAL && label->kind != SK_LABEL_INSTANCE) {
        return false;
    }
    for (const char *c = label->text; *c; c++) {
        has_capital = has_capital || (*c >= 'A' && *c <= 'Z');
        if (*c >= 'a' && *c <= 'z') {
            return false;
        }
    }
    return has_capital;
}

void sk_label_rules_symbologies(struct sk_label_rules *rules,
                                const struct sk_label_symbologies *allowed) {
    rules->allowed = *allowed;
}

/* Of a text without NUL. Where a text holds both, as parts, none counts: one scan is one label. */
static void look_for_label(const struct sk_label_rules *rules, const char *text, size_t length,
                           struct sk_label *out) {
    struct label_part instance = find(&rules->instance, text, length);
    struct label_part serial = find(&rules->serial, text, length);
    struct label_part *sent = &instance;
    if (instance.length > 0 && serial.length > 0 && !instance.is_whole && !serial.is_whole) {
        out->kind = SK_LABEL_SEVERAL;
        return;
    }
    if (instance.length > 0) {
        out->kind = SK_LABEL_INSTANCE;
    } else if (is_printed(text, length) && matches(&rules->model, text)) {
        out->kind = SK_LABEL_MODEL;
        return;
    } else if (serial.length > 0) {
        out->kind = SK_LABEL_SERIAL;
        sent = &serial;
    } else {
        take_badge(rules, text, out);
        return;
    }
    copy_folded(out->text, sent->begin, sent->length, rules->fold);
    if (out->kind == SK_LABEL_SERIAL && is_denied(rules, out->text)) {
        out->kind = SK_LABEL_DENIED;
    }
}

bool sk_label_may_be_in(const struct sk_label_rules *rules, enum sk_label_kind kind,
                        const struct sk_scan *scan) {
    unsigned allowed = kind == SK_LABEL_SERIAL     ? rules->allowed.serial
                       : kind == SK_LABEL_INSTANCE ? rules->allowed.instance
                       : kind == SK_LABEL_BADGE    ? rules->allowed.badge
                                                   : SK_SYMBOLOGY_ANY;
    bool is_demo = scan->source == SK_SOURCE_TOUCH && !scan->by_hand;
    bool is_read = scan->source != SK_SOURCE_CLI && !is_demo;
    return !is_read || (allowed & SK_SYMBOLOGY_BIT(scan->symbology)) != 0;
}

/* text: with a final NUL and none within. */
static void classify_text(const struct sk_label_rules *rules, const char *text, size_t length,
                          struct sk_label *out) {
    static const char prefix[] = "SAGK:";
    if (strncasecmp(text, prefix, sizeof(prefix) - 1) == 0) {
        out->kind = SK_LABEL_COMMAND;
        out->command = command_of(text + sizeof(prefix) - 1, out->text, sizeof(out->text));
        return;
    }
    if (length > SK_LABEL_TEXT_MAX) {
        return;
    }
    /* A masked example would fit no pattern and be called "no label", which hides the reason. */
    if (length <= SK_LABEL_MAX && memchr(text, '*', length)) {
        out->kind = SK_LABEL_MASKED;
        return;
    }
    look_for_label(rules, text, length, out);
}

bool sk_label_full_ascii(const struct sk_label_rules *rules, const struct sk_scan *scan,
                         char out[SK_LABEL_TEXT_MAX + 1]) {
    struct sk_label label = { .kind = SK_LABEL_UNKNOWN };
    size_t length = 0;
    bool may_be = scan->symbology == SK_SYMBOLOGY_CODE39 || scan->symbology == SK_SYMBOLOGY_UNKNOWN;
    if (!may_be || scan->length > SK_LABEL_TEXT_MAX ||
        !sk_full_ascii(scan->text, scan->length, out, &length)) {
        return false;
    }
    out[length] = '\0';
    classify_text(rules, scan->text, scan->length, &label);
    if (label.kind != SK_LABEL_UNKNOWN) {
        return false;
    }
    classify_text(rules, out, length, &label);
    return label.kind != SK_LABEL_UNKNOWN && label.kind != SK_LABEL_MASKED;
}

void sk_label_classify(const struct sk_label_rules *rules, const struct sk_scan *scan,
                       struct sk_label *out) {
    char meant[SK_LABEL_TEXT_MAX + 1];
    *out = (struct sk_label){ .kind = SK_LABEL_UNKNOWN };
    if (scan->is_joined) {
        out->kind = SK_LABEL_SEVERAL;
        return;
    }
    if (scan->is_part) {
        out->kind = SK_LABEL_PART;
        return;
    }
    if (scan->cut) {
        out->kind = SK_LABEL_TOO_LONG;
        return;
    }
    if (scan->length == 0 || memchr(scan->text, '\0', scan->length)) {
        return;
    }
    if (sk_label_full_ascii(rules, scan, meant)) {
        classify_text(rules, meant, strlen(meant), out);
    } else {
        classify_text(rules, scan->text, scan->length, out);
    }
    if (!sk_label_may_be_in(rules, out->kind, scan)) {
        *out = (struct sk_label){ .kind = SK_LABEL_WRONG_SYMBOLOGY };
    }
}
