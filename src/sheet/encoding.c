#include "sheet/encoding.h"

#include "base/utf8.h"
#include "base/util.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* What the bytes outside ASCII are. */
struct tally {
    size_t fit;         /* bytes in sequences of UTF-8 */
    size_t others;      /* bytes in none */
    int64_t first_line; /* of the others */
};

static int64_t line_at(const char *bytes, size_t at) {
    int64_t line = 1;
    for (size_t i = 0; i < at; i++) {
        line += bytes[i] == '\n' || (bytes[i] == '\r' && i + 1 < at && bytes[i + 1] != '\n');
    }
    return line;
}

static struct tally count_utf8(const char *bytes, size_t length) {
    struct tally tally = { 0 };
    for (size_t at = 0; at < length;) {
        uint32_t c = 0;
        size_t used = sk_utf8_decode(bytes + at, length - at, &c);
        if (used == 0) {
            if (tally.others == 0) {
                tally.first_line = line_at(bytes, at);
            }
            tally.others++;
            used = 1;
        } else if (used > 1) {
            tally.fit += used;
        }
        at += used;
    }
    return tally;
}

/* Text of one byte a letter, as in Western Europe, is nearly always valid GB18030 too: each letter
 * with a mark eats the ASCII letter behind it. Chinese has pairs of two bytes above ASCII. */
static bool has_chinese_pair(const char *bytes, size_t length) {
    for (size_t at = 0; at < length;) {
        bool is_pair = ((unsigned char)bytes[at] & 0x80) != 0;
        if (is_pair && at + 1 < length && ((unsigned char)bytes[at + 1] & 0x80) != 0) {
            return true;
        }
        at += is_pair ? 2 : 1;
    }
    return false;
}

static enum sk_err fail_memory(struct sk_err_info *info) {
    return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the text");
}

/* Two bytes of GB18030 or UTF-16 are at most three of UTF-8, four of UTF-32 at most four. */
static enum sk_err convert(const char *from, const char *bytes, size_t length, char **out,
                           size_t *out_length, size_t *failed_at, struct sk_err_info *info) {
    iconv_t state = iconv_open("UTF-8", from);
    if (state == (iconv_t)-1) { /* NOLINT(performance-no-int-to-ptr): as iconv(3) has it */
        return sk_fail(info, SK_ERR_UNSUPPORTED,
                       "it is text in %s, which this system cannot read; save it as CSV UTF-8",
                       from);
    }
    size_t room = length + length / 2 + 4;
    char *text = malloc(room + 1);
    char *to = text;
    char *at = (char *)(uintptr_t)bytes; /* NOLINT(performance-no-int-to-ptr): it only reads */
    size_t left = length;
    bool is_done = text && iconv(state, &at, &left, &to, &room) != (size_t)-1 && left == 0;
    (void)iconv_close(state);
    if (!text) {
        return fail_memory(info);
    }
    *failed_at = length - left;
    if (!is_done) {
        free(text);
        return sk_fail(info, SK_ERR_INVALID,
                       "it looks like text in %s, but this is none; save it as CSV UTF-8", from);
    }
    *to = '\0';
    *out = text;
    *out_length = (size_t)(to - text);
    return SK_OK;
}

/* By the mark; without one by where the zero bytes of ASCII stand. NULL: one byte a letter. */
static const char *wide_encoding(const char *bytes, size_t length, size_t *mark) {
    static const struct {
        const char *mark;
        size_t length;
        const char *name;
    } marks[] = {
        { "\xFF\xFE\0\0", 4, "UTF-32LE" },
        { "\0\0\xFE\xFF", 4, "UTF-32BE" },
        { "\xFF\xFE", 2, "UTF-16LE" },
        { "\xFE\xFF", 2, "UTF-16BE" },
    };
    size_t zeros[2] = { 0, 0 };
    for (size_t i = 0; i < SK_ARRAY_LEN(marks); i++) {
        if (length >= marks[i].length && memcmp(bytes, marks[i].mark, marks[i].length) == 0) {
            *mark = marks[i].length;
            return marks[i].name;
        }
    }
    *mark = 0;
    for (size_t i = 0; i < length; i++) {
        zeros[i % 2] += bytes[i] == '\0';
    }
    /* Separators and line ends are ASCII; of other characters hardly one in 256 has a zero. */
    bool is_wide = length % 2 == 0 && zeros[0] + zeros[1] >= length / 16 + 1;
    return !is_wide || zeros[0] == zeros[1] ? NULL : zeros[1] > zeros[0] ? "UTF-16LE" : "UTF-16BE";
}

static enum sk_err copy(const char *bytes, size_t length, char **out, size_t *out_length,
                        struct sk_err_info *info) {
    char *text = malloc(length + 1);
    if (!text) {
        return fail_memory(info);
    }
    if (length > 0) {
        memcpy(text, bytes, length);
    }
    text[length] = '\0';
    *out = text;
    *out_length = length;
    return SK_OK;
}

static enum sk_err narrow_to_utf8(const char *bytes, size_t length, char **out, size_t *out_length,
                                  int64_t *line, struct sk_err_info *info) {
    struct tally tally = count_utf8(bytes, length);
    size_t failed_at = 0;
    if (tally.others == 0) {
        return copy(bytes, length, out, out_length, info);
    }
    *line = tally.first_line;
    if (tally.fit > tally.others) {
        return sk_fail(info, SK_ERR_INVALID, "the text is UTF-8, but for a damaged character here");
    }
    if (!has_chinese_pair(bytes, length)) {
        return sk_fail(info, SK_ERR_INVALID,
                       "the text is neither UTF-8 nor UTF-16 nor GB18030; save it as CSV UTF-8");
    }
    enum sk_err err = convert("GB18030", bytes, length, out, out_length, &failed_at, info);
    if (err == SK_ERR_INVALID) {
        *line = line_at(bytes, failed_at);
        return sk_fail(info, SK_ERR_INVALID,
                       "the text is neither UTF-8 nor UTF-16 nor GB18030; save it as CSV UTF-8");
    }
    *line = 0;
    return err;
}

enum sk_err sk_encoding_to_utf8(const char *bytes, size_t length, char **out, size_t *out_length,
                                int64_t *line, struct sk_err_info *info) {
    static const char utf8_mark[] = "\xEF\xBB\xBF";
    char *text = NULL;
    size_t text_length = 0;
    size_t mark = 0;
    size_t failed_at = 0;
    enum sk_err err;
    *line = 0;
    const char *wide = wide_encoding(bytes, length, &mark);
    if (wide) {
        err = convert(wide, bytes + mark, length - mark, &text, &text_length, &failed_at, info);
    } else {
        mark = length >= 3 && memcmp(bytes, utf8_mark, 3) == 0 ? 3 : 0;
        err = narrow_to_utf8(bytes + mark, length - mark, &text, &text_length, line, info);
    }
    if (err) {
        return err;
    }
    const char *zero = text_length > 0 ? memchr(text, '\0', text_length) : NULL;
    if (zero) {
        *line = line_at(text, (size_t)(zero - text));
        free(text);
        return sk_fail(info, SK_ERR_INVALID,
                       "there is a zero byte here, so it is no text; save it as CSV UTF-8");
    }
    *out = text;
    *out_length = text_length;
    return SK_OK;
}
