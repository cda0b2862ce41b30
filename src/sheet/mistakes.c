#include "sheet/mistakes.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define MORE_SIZE 32 /* "; and 12345678901 mistakes more" */

void sk_mistakes_add(struct sk_mistakes *mistakes, int64_t line, const char *format, ...) {
    char raw[SK_ERR_TEXT_SIZE];
    va_list args;
    if (mistakes->count == SK_MISTAKES_MAX) {
        mistakes->more++;
        return;
    }
    va_start(args, format);
    (void)vsnprintf(raw, sizeof(raw), format, args);
    va_end(args);
    size_t length = sk_utf8_cut(raw, strlen(raw));
    mistakes->list[mistakes->count].line = line;
    (void)sk_utf8_printable(raw, length, mistakes->list[mistakes->count].text.text,
                            SK_ERR_TEXT_SIZE, NULL);
    mistakes->count++;
}

void sk_mistakes_tell(const struct sk_mistakes *mistakes, struct sk_err_info *info) {
    size_t used = 0;
    size_t told = 0;
    info->text[0] = '\0';
    for (; told < mistakes->count; told++) {
        char piece[SK_ERR_TEXT_SIZE + 32];
        int64_t line = mistakes->list[told].line;
        const char *text = mistakes->list[told].text.text;
        int length = line > 0 ? snprintf(piece, sizeof(piece), "%sline %lld: %s",
                                         told > 0 ? "; " : "", (long long)line, text)
                              : snprintf(piece, sizeof(piece), "%s%s", told > 0 ? "; " : "", text);
        if (told > 0 && used + (size_t)length + MORE_SIZE + 96 > sizeof(info->text)) {
            break; /* 96: the path that is put in front of it */
        }
        size_t room = sizeof(info->text) - MORE_SIZE - used;
        size_t fits = (size_t)length < room ? (size_t)length : sk_utf8_cut(piece, room - 1);
        memcpy(info->text + used, piece, fits);
        used += fits;
        info->text[used] = '\0';
    }
    size_t left = mistakes->count - told + mistakes->more;
    if (left > 0) {
        (void)snprintf(info->text + used, sizeof(info->text) - used, "; and %zu mistake%s more",
                       left, left > 1 ? "s" : "");
    }
}

const char *sk_mistakes_begin(const struct sk_mistakes *mistakes) {
    bool has_line = mistakes->count > 0 && mistakes->list[0].line > 0;
    return mistakes->count > 1 ? has_line ? "mistakes in " : "mistakes: "
           : has_line          ? "a mistake in "
                               : "a mistake: ";
}
