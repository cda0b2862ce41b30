#include "sim/rules.h"

#include "base/parse.h"
#include "base/util.h"
#include "sim/errors.h"
#include "sim/lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_MAX_BYTES = 96, WORDS_MAX = 5, PAIRS_REMEMBERED = 100000 };

/* What a fault's words may be, so that the parser and its messages have one source. */
static const struct fault_form {
    const char *name;
    enum sk_sim_fault_kind kind;
    enum { NUMBER_NONE, NUMBER_OPTIONAL, NUMBER_REQUIRED } number;
    int64_t min, max, initial;
    enum { MOMENT_NONE, MOMENT_AFTER, MOMENT_BOTH } moment;
    bool number_is_status;
    const char *usage;
} forms[] = {
    { "delay", SK_SIM_FAULT_DELAY, NUMBER_REQUIRED, 0, 3600000, 0, MOMENT_BOTH, false,
      "delay MS [before|after]" },
    { "close", SK_SIM_FAULT_CLOSE, NUMBER_NONE, 0, 0, 0, MOMENT_BOTH, false,
      "close [before|after]" },
    { "reset", SK_SIM_FAULT_RESET, NUMBER_NONE, 0, 0, 0, MOMENT_BOTH, false,
      "reset [before|after]" },
    { "error", SK_SIM_FAULT_ERROR, NUMBER_OPTIONAL, 200, 599, 0, MOMENT_BOTH, true,
      "error CODE [STATUS] [before|after]" },
    { "throttle", SK_SIM_FAULT_THROTTLE, NUMBER_OPTIONAL, 0, 3600000, 0, MOMENT_NONE, false,
      "throttle [RETRY_AFTER_MS]" },
    { "html", SK_SIM_FAULT_HTML, NUMBER_OPTIONAL, 200, 599, 200, MOMENT_BOTH, true,
      "html [STATUS] [before|after]" },
    { "redirect", SK_SIM_FAULT_REDIRECT, NUMBER_OPTIONAL, 300, 399, 302, MOMENT_BOTH, true,
      "redirect [STATUS] [before|after]" },
    { "status", SK_SIM_FAULT_STATUS, NUMBER_REQUIRED, 200, 599, 0, MOMENT_BOTH, true,
      "status STATUS [before|after]" },
    { "empty", SK_SIM_FAULT_EMPTY, NUMBER_OPTIONAL, 200, 599, 200, MOMENT_BOTH, true,
      "empty [STATUS] [before|after]" },
    { "garbage", SK_SIM_FAULT_GARBAGE, NUMBER_OPTIONAL, 200, 599, 200, MOMENT_BOTH, true,
      "garbage [STATUS] [before|after]" },
    { "large", SK_SIM_FAULT_LARGE, NUMBER_REQUIRED, 1, 16777216, 0, MOMENT_NONE, false,
      "large BYTES" },
    { "truncate", SK_SIM_FAULT_TRUNCATE, NUMBER_REQUIRED, 0, 16777216, 0, MOMENT_NONE, false,
      "truncate BYTES" },
    { "length-wrong", SK_SIM_FAULT_LENGTH_WRONG, NUMBER_OPTIONAL, -65536, 65536, 16, MOMENT_NONE,
      false, "length-wrong [DELTA]" },
    { "slow", SK_SIM_FAULT_SLOW, NUMBER_REQUIRED, 1, 1000000000, 0, MOMENT_NONE, false,
      "slow BYTES_PER_S" },
    { "date", SK_SIM_FAULT_DATE, NUMBER_REQUIRED, -4000000000, 4000000000, 0, MOMENT_NONE, false,
      "date OFFSET_S" },
};

struct words {
    char word[WORDS_MAX][WORD_MAX_BYTES + 1];
    size_t count;
};

/* Splits length bytes at blanks. */
static enum sk_err split(const char *text, size_t length, struct words *out,
                         struct sk_err_info *info) {
    const char *end = text + length;
    out->count = 0;
    for (;;) {
        while (text < end && (*text == ' ' || *text == '\t')) {
            text++;
        }
        if (text == end) {
            return SK_OK;
        }
        const char *start = text;
        while (text < end && *text != ' ' && *text != '\t') {
            text++;
        }
        size_t word_length = (size_t)(text - start);
        if (out->count == WORDS_MAX || word_length > WORD_MAX_BYTES) {
            return sk_fail(info, SK_ERR_INVALID, "'%.*s' is too long for a fault",
                           (int)(length < 100 ? length : 100), end - length);
        }
        memcpy(out->word[out->count], start, word_length);
        out->word[out->count++][word_length] = '\0';
    }
}

static enum sk_err unknown_fault(const char *name, struct sk_err_info *info) {
    char list[256] = "";
    const char *nearest = NULL;
    uint32_t least = 3; /* anything further away is not a typing error */
    for (size_t i = 0; i < SK_ARRAY_LEN(forms); i++) {
        size_t used = strlen(list);
        snprintf(list + used, sizeof(list) - used, "%s%s", i > 0 ? ", " : "", forms[i].name);
        uint32_t distance = sk_parse_distance(name, forms[i].name);
        if (distance < least) {
            least = distance;
            nearest = forms[i].name;
        }
    }
    if (nearest) {
        return sk_fail(info, SK_ERR_INVALID, "there is no fault '%s'; did you mean '%s'?", name,
                       nearest);
    }
    return sk_fail(info, SK_ERR_INVALID, "there is no fault '%s'; there are %s", name, list);
}

/* Takes the optional words behind the name: a number, then a moment. */
static enum sk_err parse_rest(const struct fault_form *form, const struct words *words, size_t at,
                              struct sk_sim_fault *out, struct sk_err_info *info) {
    bool has_number = false;
    int64_t number = form->initial;
    if (at < words->count && form->number != NUMBER_NONE &&
        sk_parse_int(words->word[at], form->min, form->max, &number)) {
        has_number = true;
        at++;
    }
    if (at < words->count && form->moment != MOMENT_NONE) {
        bool is_after = strcmp(words->word[at], "after") == 0;
        if (is_after || strcmp(words->word[at], "before") == 0) {
            out->after = is_after;
            at++;
        }
    }
    if (at < words->count || (form->number == NUMBER_REQUIRED && !has_number)) {
        return sk_fail(info, SK_ERR_INVALID,
                       "'%s' is not how this fault is written; it is: %s (%lld to %lld)",
                       words->word[at < words->count ? at : at - 1], form->usage,
                       (long long)form->min, (long long)form->max);
    }
    out->number = form->number_is_status ? 0 : number;
    out->status = form->number_is_status ? (int)number : 0;
    return SK_OK;
}

static enum sk_err parse_code(const struct words *words, struct sk_sim_fault *out,
                              struct sk_err_info *info) {
    if (words->count < 2 || strlen(words->word[1]) >= sizeof(out->code)) {
        return sk_fail(info, SK_ERR_INVALID,
                       "an error needs its code: error CODE [STATUS] [before|after]");
    }
    const char *code = words->word[1];
    for (const char *c = code; *c; c++) {
        bool is_plain = (*c >= 'A' && *c <= 'Z') || (*c >= 'a' && *c <= 'z') ||
                        (*c >= '0' && *c <= '9') || *c == '.' || *c == '_' || *c == '-';
        if (!is_plain) {
            return sk_fail(info, SK_ERR_INVALID,
                           "'%s' cannot be a code; codes are letters, digits, dots", code);
        }
    }
    memcpy(out->code, code, strlen(code) + 1);
    int64_t status;
    bool has_status = words->count > 2 && sk_parse_int(words->word[2], 200, 599, &status);
    if (!has_status && !sk_sim_error_find(out->code)) {
        return sk_fail(info, SK_ERR_INVALID,
                       "'%s' is no documented code; give its status too: error %s 400", out->code,
                       out->code);
    }
    return SK_OK;
}

static enum sk_err parse_fault(const char *text, size_t length, struct sk_sim_fault *out,
                               struct sk_err_info *info) {
    struct words words;
    enum sk_err err = split(text, length, &words, info);
    if (err) {
        return err;
    }
    if (words.count == 0) {
        return sk_fail(info, SK_ERR_INVALID, "a fault is missing");
    }
    for (size_t i = 0; i < SK_ARRAY_LEN(forms); i++) {
        if (strcmp(forms[i].name, words.word[0]) == 0) {
            *out = (struct sk_sim_fault){ .kind = forms[i].kind };
            bool has_code = forms[i].kind == SK_SIM_FAULT_ERROR;
            err = has_code ? parse_code(&words, out, info) : SK_OK;
            return err ? err : parse_rest(&forms[i], &words, has_code ? 2 : 1, out, info);
        }
    }
    return unknown_fault(words.word[0], info);
}

static enum sk_err parse_faults(const char *text, struct sk_sim_faults *out,
                                struct sk_err_info *info) {
    text += strspn(text, " \t");
    snprintf(out->text, sizeof(out->text), "%s", text);
    for (;;) {
        size_t length = strcspn(text, ",");
        if (out->count == SK_SIM_FAULTS_MAX) {
            return sk_fail(info, SK_ERR_INVALID, "a rule has at most %d faults", SK_SIM_FAULTS_MAX);
        }
        enum sk_err err = parse_fault(text, length, &out->faults[out->count], info);
        if (err) {
            return err;
        }
        out->count++;
        if (text[length] == '\0') {
            return SK_OK;
        }
        text += length + 1;
    }
}

static bool parse_probability(const char *text, double *out) {
    char *end;
    /* Digits and one point only: no sign, exponent, hex or infinity, and no locale in main. */
    if (*text == '\0' || text[strspn(text, "0123456789.")] != '\0') {
        return false;
    }
    double value = strtod(text, &end);
    if (*end != '\0' || value < 0 || value > 1) {
        return false;
    }
    *out = value;
    return true;
}

static bool parse_signed(const char *text, struct sk_sim_rule *rule) {
    bool is_any = strcmp(text, "any") == 0;
    rule->match_genuine = is_any || strcmp(text, "yes") == 0;
    rule->match_forged = is_any || strcmp(text, "no") == 0;
    return rule->match_genuine || rule->match_forged;
}

static bool parse_per(const char *text, struct sk_sim_rule *rule) {
    rule->per_pair = strcmp(text, "pair") == 0;
    return rule->per_pair || strcmp(text, "all") == 0;
}

static bool copy_glob(const char *text, char out[SK_SIM_GLOB_MAX_BYTES + 1]) {
    size_t length = strlen(text);
    if (length == 0 || length > SK_SIM_GLOB_MAX_BYTES) {
        return false;
    }
    memcpy(out, text, length + 1);
    return true;
}

/* word is NAME=VALUE. */
static enum sk_err parse_condition(const char *word, struct sk_sim_rule *rule,
                                   struct sk_err_info *info) {
    size_t name_length = strcspn(word, "=");
    const char *value = word + name_length + (word[name_length] == '=');
    int64_t seed = 0;
    bool ok = false;
    char name[16] = "";
    if (name_length < sizeof(name)) {
        memcpy(name, word, name_length);
    }
    if (strcmp(name, "action") == 0) {
        ok = copy_glob(value, rule->action);
    } else if (strcmp(name, "sn") == 0) {
        ok = copy_glob(value, rule->sn);
    } else if (strcmp(name, "instance") == 0) {
        ok = copy_glob(value, rule->instance);
    } else if (strcmp(name, "key") == 0) {
        ok = copy_glob(value, rule->key);
    } else if (strcmp(name, "nth") == 0) {
        ok = sk_parse_int(value, 1, INT32_MAX, &rule->nth);
    } else if (strcmp(name, "count") == 0) {
        ok = sk_parse_int(value, 1, INT32_MAX, &rule->count);
    } else if (strcmp(name, "prob") == 0) {
        ok = parse_probability(value, &rule->probability);
    } else if (strcmp(name, "seed") == 0) {
        ok = sk_parse_int(value, 0, INT64_MAX, &seed);
        rule->seed = (uint64_t)seed;
    } else if (strcmp(name, "signed") == 0) {
        ok = parse_signed(value, rule);
    } else if (strcmp(name, "per") == 0) {
        ok = parse_per(value, rule);
    } else {
        return sk_fail(
            info, SK_ERR_INVALID,
            "'%s' is no condition; there are action=GLOB, sn=GLOB, instance=GLOB, "
            "key=GLOB, signed=yes|no|any, nth=N, count=N, per=pair|all, prob=0…1, seed=N",
            word);
    }
    return ok ? SK_OK : sk_fail(info, SK_ERR_INVALID, "'%s' cannot be a value here", word);
}

static enum sk_err parse_conditions(const char *text, size_t length, struct sk_sim_rule *rule,
                                    struct sk_err_info *info) {
    const char *end = text + length;
    while (text < end) {
        size_t blanks = strspn(text, " \t");
        if (blanks > 0) {
            text += blanks;
            continue;
        }
        size_t word_length = strcspn(text, " \t:");
        char word[WORD_MAX_BYTES + 1];
        if (word_length > WORD_MAX_BYTES) {
            return sk_fail(info, SK_ERR_INVALID, "'%.100s' is too long for a condition", text);
        }
        memcpy(word, text, word_length);
        word[word_length] = '\0';
        enum sk_err err = parse_condition(word, rule, info);
        if (err) {
            return err;
        }
        text += word_length;
    }
    return SK_OK;
}

enum sk_err sk_sim_rules_add(struct sk_sim_rules *rules, const char *text,
                             struct sk_err_info *info) {
    struct sk_sim_rule rule = { .action = "*",
                                .sn = "*",
                                .instance = "*",
                                .key = "*",
                                .match_genuine = true,
                                .probability = 1 };
    size_t conditions_length = strcspn(text, ":");
    if (text[conditions_length] != ':') {
        return sk_fail(info, SK_ERR_INVALID,
                       "'%.100s' has no colon; a rule reads: action=Bind* nth=2 : close after",
                       text);
    }
    if (rules->count == SK_SIM_RULES_MAX) {
        return sk_fail(info, SK_ERR_INVALID, "there are more than %d rules", SK_SIM_RULES_MAX);
    }
    enum sk_err err = parse_conditions(text, conditions_length, &rule, info);
    if (!err) {
        err = parse_faults(text + conditions_length + 1, &rule.faults, info);
    }
    if (err) {
        return err;
    }
    if (rule.nth > 0 && rule.count == 0) {
        rule.count = 1;
    }
    rule.nth = rule.nth > 0 ? rule.nth : 1;
    rule.pair_matches = rule.per_pair ? json_object() : NULL;
    struct sk_sim_rule *grown = realloc(rules->rules, (rules->count + 1) * sizeof(*grown));
    if (grown) {
        rules->rules = grown;
    }
    if (!grown || (rule.per_pair && !rule.pair_matches)) {
        json_decref(rule.pair_matches);
        return sk_fail(info, SK_ERR_NOMEM, "out of memory");
    }
    rules->rules[rules->count++] = rule;
    return SK_OK;
}

static enum sk_err add_line(void *data, const char *line, struct sk_err_info *info) {
    return sk_sim_rules_add(data, line, info);
}

enum sk_err sk_sim_rules_load(struct sk_sim_rules *rules, const char *path,
                              struct sk_err_info *info) {
    return sk_sim_lines_read(path, add_line, rules, info);
}

void sk_sim_rules_finish(struct sk_sim_rules *rules) {
    for (size_t i = 0; i < rules->count; i++) {
        json_decref(rules->rules[i].pair_matches);
    }
    free(rules->rules);
    *rules = (struct sk_sim_rules){ 0 };
}

bool sk_sim_glob(const char *pattern, const char *text) {
    const char *star = NULL; /* behind the last star, and where its run would end next */
    const char *retry = NULL;
    while (*text) {
        if (*pattern == '*') {
            star = ++pattern;
            retry = text;
        } else if (*pattern == *text || *pattern == '?') {
            pattern++;
            text++;
        } else if (star) {
            pattern = star;
            text = ++retry;
        } else {
            return false;
        }
    }
    while (*pattern == '*') {
        pattern++;
    }
    return *pattern == '\0';
}

/* SplitMix64 of the match's number: independent of the order in which others are drawn. */
static double draw(uint64_t seed, int64_t number) {
    uint64_t z = seed + (uint64_t)number * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    z ^= z >> 31;
    return (double)(z >> 11) / 9007199254740992.0; /* 2^53 */
}

/* Which match of its kind this is, from 1. Without memory it counts as the first. */
static int64_t count_match(struct sk_sim_rule *rule, const struct sk_sim_subject *subject) {
    if (!rule->per_pair) {
        return ++rule->matches;
    }
    char key[3 * SK_SIM_GLOB_MAX_BYTES + 3];
    snprintf(key, sizeof(key), "%.64s\n%.64s\n%.64s", subject->action, subject->sn,
             subject->instance);
    json_t *old = json_object_get(rule->pair_matches, key);
    int64_t matches = json_integer_value(old) + 1; /* 0 for NULL */
    if (old) {
        json_integer_set(old, matches);
        return matches;
    }
    if (json_object_size(rule->pair_matches) >= PAIRS_REMEMBERED) {
        json_object_clear(rule->pair_matches);
    }
    /* "nocheck": a serial number need not be UTF-8. */
    (void)json_object_set_new_nocheck(rule->pair_matches, key, json_integer(matches));
    return matches;
}

static bool fires(struct sk_sim_rule *rule, const struct sk_sim_subject *subject) {
    if (!(subject->genuine ? rule->match_genuine : rule->match_forged) ||
        !sk_sim_glob(rule->action, subject->action) || !sk_sim_glob(rule->sn, subject->sn) ||
        !sk_sim_glob(rule->instance, subject->instance) ||
        !sk_sim_glob(rule->key, subject->key_id)) {
        return false;
    }
    int64_t match = count_match(rule, subject);
    if (match < rule->nth || (rule->count > 0 && match >= rule->nth + rule->count)) {
        return false;
    }
    return rule->probability >= 1 || draw(rule->seed, match) < rule->probability;
}

void sk_sim_rules_pick(struct sk_sim_rules *rules, const struct sk_sim_subject *subject,
                       struct sk_sim_faults *out) {
    out->count = 0;
    out->text[0] = '\0';
    for (size_t i = 0; i < rules->count; i++) {
        if (fires(&rules->rules[i], subject)) {
            *out = rules->rules[i].faults;
            return;
        }
    }
}

const struct sk_sim_fault *sk_sim_faults_find(const struct sk_sim_faults *faults,
                                              enum sk_sim_fault_kind kind) {
    for (size_t i = 0; i < faults->count; i++) {
        if (faults->faults[i].kind == kind) {
            return &faults->faults[i];
        }
    }
    return NULL;
}
