#include "sheet/look.h"

#include "base/util.h"
#include "pairing/label.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static size_t digits_at(const char *text) {
    size_t count = 0;
    while (is_digit(text[count])) {
        count++;
    }
    return count;
}

/* -1.234,5: what is behind it; NULL: there is no number. *has_marks: it has more than digits. */
static const char *skip_number(const char *text, bool *has_marks) {
    const char *at = text + (*text == '-' || *text == '+');
    size_t digits = 0;
    *has_marks = at != text;
    for (; is_digit(*at) || *at == '.' || *at == ','; at++) {
        digits += is_digit(*at);
        *has_marks = *has_marks || !is_digit(*at);
    }
    return digits > 0 ? at : NULL;
}

static bool is_scientific(const char *text) {
    bool has_marks = false;
    const char *at = skip_number(text, &has_marks);
    if (!at || (*at != 'E' && *at != 'e')) {
        return false;
    }
    at++;
    bool has_sign = *at == '+' || *at == '-';
    at += has_sign;
    size_t digits = digits_at(at);
    return digits > 0 && at[digits] == '\0' && (has_sign || has_marks);
}

/* 2190219.00; plain digits may be a serial number by the rules. */
static bool is_broken_number(const char *text) {
    bool has_marks = false;
    const char *at = skip_number(text, &has_marks);
    return at && *at == '\0' && has_marks;
}

/* 2026-03-04, 3/4/26, 04.03.2026, with a time or without. */
static bool is_date(const char *text) {
    size_t first = digits_at(text);
    char mark = text[first];
    if (first == 0 || first > 4 || (mark != '-' && mark != '/' && mark != '.')) {
        return false;
    }
    const char *at = text + first + 1;
    size_t second = digits_at(at);
    at += second;
    if (second == 0 || second > 2 || *at != mark) {
        return false;
    }
    size_t third = digits_at(at + 1);
    at += 1 + third;
    return (third == 2 || third == 4 || (third == 1 && first == 4)) &&
           (*at == '\0' || *at == ' ' || *at == 'T');
}

/* #N/A, #REF!, #VALUE!, #DIV/0!, and as they are called elsewhere; ##### is a column too narrow. */
static bool is_error_value(const char *text) {
    return text[0] == '#' && (text[1] == '\0' || strchr("#NRVDGZBW", text[1]) != NULL);
}

static bool is_word_for_nothing(const char *text) {
    static const char *const words[] = { "-",    "--",    "n/a", "na", "nil", "null", "none", "nan",
                                         "true", "false", "tbd", "?",  "无",  "空",   "—" };
    for (size_t i = 0; i < SK_ARRAY_LEN(words); i++) {
        if (strcasecmp(text, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

static const char *look_of_characters(const char *text, bool has_wildcards) {
    if (strlen(text) > SK_LABEL_MAX) {
        return "is longer than any label";
    }
    for (const char *at = text; *at; at++) {
        if (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r') {
            return "has a blank within it, which no label has";
        }
        if (*at < 0x21 || *at > 0x7E) {
            return "has a character that no label has; copy it from the label anew";
        }
        if (*at == '*' && !has_wildcards) {
            return "has a *, so it is an example and no label";
        }
        if (strchr("\"',;", *at)) {
            return "has a quote or a separator within it, which no label has";
        }
    }
    return NULL;
}

const char *sk_look_of(const char *text, bool has_wildcards) {
    if (is_error_value(text)) {
        return "is a spreadsheet's error value: repair the formula behind it";
    }
    if (is_scientific(text)) {
        return "looks like a number in scientific notation: format the column as text, and enter "
               "the values anew";
    }
    if (is_date(text)) {
        return "looks like a date: format the column as text, and enter the values anew";
    }
    if (is_broken_number(text)) {
        return "looks like a number: format the column as text, and enter the values anew";
    }
    if (is_word_for_nothing(text) && !has_wildcards) {
        return "stands for a value that is not there";
    }
    if (text[0] == '=' || text[0] == '+' || text[0] == '@') {
        return "is a formula: save its value instead";
    }
    return look_of_characters(text, has_wildcards);
}

bool sk_look_is_damage(const char *text) {
    return is_error_value(text) || is_scientific(text);
}
