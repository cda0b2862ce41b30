#include "cli/setup_questions.h"

#include "base/util.h"
#include "base/wipe.h"
#include "cli/ask.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* --- a file ------------------------------------------------------------------------------- */

struct answer_field {
    const char *name;
    size_t at;
    size_t size;
};

static const struct answer_field fields[] = {
    { "region", offsetof(struct sk_setup_answers, region), SK_SETUP_WORD_SIZE },
    { "bench", offsetof(struct sk_setup_answers, bench), SK_SETUP_WORD_SIZE },
    { "key_file", offsetof(struct sk_setup_answers, key_file), SK_SETUP_PATH_SIZE },
    { "access_key_id", offsetof(struct sk_setup_answers, key_id), SK_SETUP_WORD_SIZE },
    { "access_key_secret", offsetof(struct sk_setup_answers, key_secret), SK_SETUP_WORD_SIZE },
};

struct span {
    const char *at;
    size_t length;
};

static struct span trimmed(struct span span) {
    while (span.length > 0 && isspace((unsigned char)span.at[0])) {
        span.at++;
        span.length--;
    }
    while (span.length > 0 && isspace((unsigned char)span.at[span.length - 1])) {
        span.length--;
    }
    return span;
}

static const struct answer_field *find_field(struct span name) {
    for (size_t i = 0; i < SK_ARRAY_LEN(fields); i++) {
        if (strlen(fields[i].name) == name.length &&
            memcmp(fields[i].name, name.at, name.length) == 0) {
            return &fields[i];
        }
    }
    return NULL;
}

static enum sk_err take_line(struct span line, int number, struct sk_setup_answers *out,
                             struct sk_err_info *info) {
    line = trimmed(line);
    if (line.length == 0 || line.at[0] == '#' || line.at[0] == ';') {
        return SK_OK;
    }
    const char *sign = memchr(line.at, '=', line.length);
    size_t left = sign ? (size_t)(sign - line.at) : 0;
    const struct answer_field *field =
        sign ? find_field(trimmed((struct span){ line.at, left })) : NULL;
    if (!field) {
        return sk_fail(info, SK_ERR_INVALID,
                       "line %d is none of region, bench, key_file, access_key_id and "
                       "access_key_secret, with = and a value",
                       number);
    }
    struct span value = trimmed((struct span){ sign + 1, line.length - left - 1 });
    if (value.length >= field->size || memchr(value.at, '\0', value.length)) {
        return sk_fail(info, SK_ERR_INVALID, "line %d: %s is too long or no text", number,
                       field->name);
    }
    char *place = (char *)out + field->at;
    memcpy(place, value.at, value.length);
    place[value.length] = '\0';
    return SK_OK;
}

enum sk_err sk_setup_parse(const char *text, size_t length, struct sk_setup_answers *out,
                           struct sk_err_info *info) {
    enum sk_err err = SK_OK;
    const char *end = text + length;
    for (int number = 1; text < end && !err; number++) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *stop = newline ? newline : end;
        err = take_line((struct span){ text, (size_t)(stop - text) }, number, out, info);
        text = newline ? newline + 1 : end;
    }
    return err;
}

/* --- questions ---------------------------------------------------------------------------- */

static enum sk_err stopped(struct sk_err_info *info) {
    return sk_fail(info, SK_ERR_STOPPED, "%s",
                   sk_cli_ask_is_interrupted() ? "interrupted; nothing was changed"
                                               : "an answer is missing; nothing was changed");
}

/* The offer in brackets is kept by an empty line. */
static bool ask(const char *question, char *answer, size_t size) {
    char prompt[SK_SETUP_PATH_SIZE + 256];
    char line[SK_SETUP_PATH_SIZE];
    (void)snprintf(prompt, sizeof(prompt), answer[0] ? "%s [%s]: " : "%s: ", question, answer);
    if (!sk_cli_ask(prompt, false, line, sizeof(line))) {
        return false;
    }
    struct span text = trimmed((struct span){ line, strlen(line) });
    if (text.length > 0 && text.length < size) {
        memcpy(answer, text.at, text.length);
        answer[text.length] = '\0';
    }
    return text.length < size;
}

static enum sk_err ask_region(struct sk_setup_answers *answers,
                              const struct sk_setup_asking *asking, struct sk_err_info *info) {
    struct sk_err_info why = { "" };
    do {
        if (why.text[0]) {
            fprintf(stderr, "   %s\n", why.text);
            answers->region[0] = '\0';
        }
        if (!ask("1. Region of your sag- instances, for example cn-shanghai", answers->region,
                 sizeof(answers->region))) {
            return stopped(info);
        }
    } while (!asking->is_region(asking->data, answers->region, &why));
    return SK_OK;
}

static enum sk_err ask_key(struct sk_setup_answers *answers, bool has_key,
                           struct sk_err_info *info) {
    char answer[SK_SETUP_PATH_SIZE] = "";
    const char *question = has_key
                               ? "2. Access key: a file with it, or the AccessKey ID; Return keeps "
                                 "the one that is there"
                               : "2. Access key: a file with it, or the AccessKey ID";
    do {
        if (!ask(question, answer, sizeof(answer))) {
            return stopped(info);
        }
    } while (!answer[0] && !has_key);
    if (strchr(answer, '/')) {
        (void)snprintf(answers->key_file, sizeof(answers->key_file), "%s", answer);
        return SK_OK;
    }
    (void)snprintf(answers->key_id, sizeof(answers->key_id), "%.*s", SK_SETUP_WORD_SIZE - 1,
                   answer);
    if (answer[0] && !sk_cli_ask("   AccessKey Secret (not shown as you type): ", true,
                                 answers->key_secret, sizeof(answers->key_secret))) {
        sk_wipe(answers->key_secret, sizeof(answers->key_secret));
        return stopped(info);
    }
    return SK_OK;
}

enum sk_err sk_setup_ask(struct sk_setup_answers *answers, const struct sk_setup_asking *asking,
                         struct sk_err_info *info) {
    enum sk_err err = ask_region(answers, asking, info);
    bool is_key_known = answers->key_file[0] || answers->key_id[0];
    if (!err && !is_key_known) {
        err = ask_key(answers, asking->has_key, info);
    }
    if (!err && !ask("3. Name of this bench, as the log and the office call it", answers->bench,
                     sizeof(answers->bench))) {
        err = stopped(info);
    }
    return err;
}
