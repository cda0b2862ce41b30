#include "app/control/control_wire.h"

#include "base/assert.h"
#include "base/parse.h"
#include "base/util.h"

#include <inttypes.h>
#include <string.h>

#define FIELDS_MAX 9

static const char *const action_words[] = {
    [SK_ACTION_RETRY] = "retry",       [SK_ACTION_UNDO] = "undo",     [SK_ACTION_DEAL] = "deal",
    [SK_ACTION_MAY_STOP] = "may-stop", [SK_ACTION_RESEND] = "resend", [SK_ACTION_HOLD] = "hold",
    [SK_ACTION_RELEASE] = "release"
};
static const char *const end_words[] = { [SK_ACTION_DONE] = "done",
                                         [SK_ACTION_REFUSED] = "refused",
                                         [SK_ACTION_NOT_DONE] = "not-done",
                                         [SK_ACTION_UNKNOWN] = "open" };

static const char *const question_words[] = {
    [SK_CONTROL_QUESTION_STATUS] = "status",
    [SK_CONTROL_QUESTION_STATUS_JSON] = "status-json",
    [SK_CONTROL_QUESTION_SCREEN] = "screen",
};

/* --- writing ------------------------------------------------------------------------------ */

static enum sk_err add_field(struct sk_buf *out, const char *text) {
    enum sk_err err = sk_buf_add(out, "\t", 1);
    for (size_t i = 0; text[i] && !err; i++) {
        unsigned char byte = (unsigned char)text[i];
        err = byte < ' ' || byte == '%' || byte == 0x7F ? sk_buf_addf(out, "%%%02X", byte)
                                                        : sk_buf_add(out, &text[i], 1);
    }
    return err;
}

static enum sk_err add_fields(struct sk_buf *out, const char *const *texts, size_t count) {
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < count && !err; i++) {
        err = add_field(out, texts[i]);
    }
    return err ? err : sk_buf_add(out, "\n", 1);
}

enum sk_err sk_control_write_action(struct sk_buf *out, const struct sk_action *action) {
    const char *const texts[] = { action->operator_name, action->reason };
    enum sk_err err =
        sk_buf_addf(out, "%s\t%" PRId64, SK_AT(action_words, action->type), action->number);
    return err ? err : add_fields(out, texts, SK_ARRAY_LEN(texts));
}

enum sk_err sk_control_write_result(struct sk_buf *out, const struct sk_action_result *result) {
    const char *const texts[] = { result->pair.labels.serial, result->pair.labels.instance,
                                  result->code, result->request_id, result->text.text };
    enum sk_err err =
        sk_buf_addf(out, "%s\t%s\t%" PRId64 "\t%" PRId64, SK_AT(action_words, result->type),
                    SK_AT(end_words, result->end), result->number, result->refers);
    return err ? err : add_fields(out, texts, SK_ARRAY_LEN(texts));
}

enum sk_err sk_control_write_question(struct sk_buf *out, enum sk_control_question question) {
    return sk_buf_addf(out, "ask\t%s\n", SK_AT(question_words, question));
}

/* --- reading ------------------------------------------------------------------------------ */

/* The fields of a line, each with a NUL behind it. */
struct fields {
    char bytes[SK_CONTROL_LINE_MAX + 1];
    size_t count;
    const char *at[FIELDS_MAX];
};

static int hex_of(char digit) {
    static const char digits[] = "0123456789ABCDEF";
    const char *found = digit ? strchr(digits, digit) : NULL;
    return found ? (int)(found - digits) : -1;
}

/* Decodes %XX in place. */
static bool decode(char *text) {
    char *to = text;
    for (const char *from = text; *from; from++) {
        if (*from != '%') {
            *to++ = *from;
            continue;
        }
        int high = hex_of(from[1]);
        int low = high < 0 ? -1 : hex_of(from[2]);
        if (low < 0 || high + low == 0) {
            return false;
        }
        *to++ = (char)(high * 16 + low);
        from += 2;
    }
    *to = '\0';
    return true;
}

static bool split(struct fields *fields, const char *line, size_t length) {
    if (length > SK_CONTROL_LINE_MAX || memchr(line, '\0', length)) {
        return false;
    }
    memcpy(fields->bytes, line, length);
    fields->bytes[length] = '\0';
    fields->count = 0;
    char *next = fields->bytes;
    while (next) {
        char *tab = strchr(next, '\t');
        if (fields->count == FIELDS_MAX) {
            return false;
        }
        fields->at[fields->count++] = next;
        if (tab) {
            *tab = '\0';
        }
        if (!decode(next)) {
            return false;
        }
        next = tab ? tab + 1 : NULL;
    }
    return true;
}

static bool find_word(const char *const *words, size_t count, const char *text, size_t *found) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(words[i], text) == 0) {
            *found = i;
            return true;
        }
    }
    return false;
}

static bool copy(char *out, size_t size, const char *text) {
    size_t length = strlen(text);
    if (length >= size) {
        return false;
    }
    memcpy(out, text, length + 1);
    return true;
}

static bool is_about_pair(enum sk_action_type type) {
    return type != SK_ACTION_HOLD && type != SK_ACTION_RELEASE;
}

bool sk_control_read_action(const char *line, size_t length, struct sk_action *out) {
    struct fields fields;
    size_t type = 0;
    *out = (struct sk_action){ .number = 0 };
    if (!split(&fields, line, length) || fields.count != 4 ||
        !find_word(action_words, SK_ARRAY_LEN(action_words), fields.at[0], &type)) {
        return false;
    }
    out->type = (enum sk_action_type)type;
    out->source = SK_SOURCE_CLI; /* whoever speaks to the socket does not sit at the screen */
    return sk_parse_int(fields.at[1], 0, is_about_pair(out->type) ? INT64_MAX : 0, &out->number) &&
           copy(out->operator_name, sizeof(out->operator_name), fields.at[2]) &&
           copy(out->reason, sizeof(out->reason), fields.at[3]);
}

bool sk_control_read_result(const char *line, size_t length, struct sk_action_result *out) {
    struct fields fields;
    size_t type = 0;
    size_t end = 0;
    *out = (struct sk_action_result){ .number = 0 };
    if (!split(&fields, line, length) || fields.count != 9 ||
        !find_word(action_words, SK_ARRAY_LEN(action_words), fields.at[0], &type) ||
        !find_word(end_words, SK_ARRAY_LEN(end_words), fields.at[1], &end)) {
        return false;
    }
    out->type = (enum sk_action_type)type;
    out->end = (enum sk_action_end)end;
    return sk_parse_int(fields.at[2], 0, INT64_MAX, &out->number) &&
           sk_parse_int(fields.at[3], 0, INT64_MAX, &out->refers) &&
           copy(out->pair.labels.serial, sizeof(out->pair.labels.serial), fields.at[4]) &&
           copy(out->pair.labels.instance, sizeof(out->pair.labels.instance), fields.at[5]) &&
           copy(out->code, sizeof(out->code), fields.at[6]) &&
           copy(out->request_id, sizeof(out->request_id), fields.at[7]) &&
           copy(out->text.text, sizeof(out->text.text), fields.at[8]);
}

bool sk_control_read_question(const char *line, size_t length, enum sk_control_question *out) {
    struct fields fields;
    size_t found = 0;
    if (!split(&fields, line, length) || fields.count != 2 || strcmp(fields.at[0], "ask") != 0 ||
        !find_word(question_words, SK_ARRAY_LEN(question_words), fields.at[1], &found)) {
        return false;
    }
    *out = (enum sk_control_question)found;
    return true;
}
