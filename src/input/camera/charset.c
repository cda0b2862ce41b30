#include "input/camera/charset.h"

#include "base/assert.h"
#include "base/utf8.h"

#include <iconv.h>
#include <stdint.h>
#include <string.h>

const char *const sk_charset_words[] = { [SK_CHARSET_AUTO] = "auto",
                                         [SK_CHARSET_LATIN1] = "latin1",
                                         [SK_CHARSET_GB18030] = "gb18030",
                                         [SK_CHARSET_BIG5] = "big5",
                                         [SK_CHARSET_SHIFT_JIS] = "shift_jis",
                                         [SK_CHARSET_EUC_KR] = "euc_kr",
                                         NULL };

static const char latin1[] = "ISO8859-1";

/* For iconv. */
static const char *const charsets[] = {
    [SK_CHARSET_AUTO] = latin1,           [SK_CHARSET_LATIN1] = latin1,
    [SK_CHARSET_GB18030] = "GB18030",     [SK_CHARSET_BIG5] = "BIG5",
    [SK_CHARSET_SHIFT_JIS] = "SHIFT_JIS", [SK_CHARSET_EUC_KR] = "EUC-KR",
};

bool sk_charset_parse(const char *word, enum sk_charset *out) {
    for (int i = 0; sk_charset_words[i]; i++) {
        if (strcmp(word, sk_charset_words[i]) == 0) {
            *out = (enum sk_charset)i;
            return true;
        }
    }
    return false;
}

enum sk_charset sk_charset_in(enum sk_charset encoding, const char *language) {
    if (encoding != SK_CHARSET_AUTO) {
        return encoding;
    }
    return strcmp(language, "zh_CN") == 0 ? SK_CHARSET_GB18030
           : strcmp(language, "ja") == 0  ? SK_CHARSET_SHIFT_JIS
                                          : SK_CHARSET_LATIN1;
}

enum sk_err sk_charset_put(struct sk_symbol *symbol, const char *charset, const char *bytes,
                           size_t length) {
    iconv_t converter = iconv_open("UTF-8", charset);
    if (converter == (iconv_t)-1) {
        return SK_ERR_UNSUPPORTED;
    }
    char *from = (char *)bytes; /* iconv() only reads it, whatever its prototype says */
    char *to = symbol->text + symbol->length;
    size_t room = SK_SYMBOL_TEXT_MAX - symbol->length;
    size_t result = iconv(converter, &from, &length, &to, &room);
    iconv_close(converter);
    if (result == (size_t)-1) {
        return room < 4 ? SK_ERR_FULL : SK_ERR_INVALID;
    }
    symbol->length = (size_t)(to - symbol->text);
    return SK_OK;
}

static bool is_utf8(const char *text, size_t length) {
    uint32_t code_point = 0;
    while (length > 0) {
        size_t used = sk_utf8_decode(text, length, &code_point);
        if (used == 0) {
            return false;
        }
        text += used;
        length -= used;
    }
    return true;
}

enum sk_err sk_charset_settle(struct sk_symbol *symbol, size_t from, enum sk_charset encoding) {
    char bytes[SK_SYMBOL_TEXT_MAX];
    size_t length = symbol->length - from;
    if (is_utf8(symbol->text + from, length)) {
        return SK_OK;
    }
    memcpy(bytes, symbol->text + from, length);
    symbol->length = from;
    enum sk_err err = sk_charset_put(symbol, SK_AT(charsets, encoding), bytes, length);
    if (err) {
        err = sk_charset_put(symbol, latin1, bytes, length);
    }
    if (err) {
        memcpy(symbol->text + from, bytes, length);
        symbol->length = from + length;
    }
    symbol->text[symbol->length] = '\0';
    return err;
}
