#include "input/camera/eci.h"

#include "base/util.h"

#include <stddef.h>

/* 2 and below are code page 437 and ISO 8859-1 by an older numbering. */
static const struct {
    int number;
    const char *name;
} charsets[] = {
    { 0, "CP437" },       { 1, "ISO8859-1" },   { 2, "CP437" },       { 3, "ISO8859-1" },
    { 4, "ISO8859-2" },   { 5, "ISO8859-3" },   { 6, "ISO8859-4" },   { 7, "ISO8859-5" },
    { 8, "ISO8859-6" },   { 9, "ISO8859-7" },   { 10, "ISO8859-8" },  { 11, "ISO8859-9" },
    { 12, "ISO8859-10" }, { 13, "ISO8859-11" }, { 15, "ISO8859-13" }, { 16, "ISO8859-14" },
    { 17, "ISO8859-15" }, { 18, "ISO8859-16" }, { 20, "SHIFT_JIS" },  { 21, "CP1250" },
    { 22, "CP1251" },     { 23, "CP1252" },     { 24, "CP1256" },     { 25, "UTF-16BE" },
    { 26, "UTF-8" },      { 27, "ASCII" },      { 28, "BIG5" },       { 29, "GB18030" },
    { 30, "EUC-KR" },
};

const char *sk_eci_charset(int number) {
    for (size_t i = 0; i < SK_ARRAY_LEN(charsets); i++) {
        if (charsets[i].number == number) {
            return charsets[i].name;
        }
    }
    return NULL;
}
