#include "base/err.h"

#include "base/assert.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum sk_err sk_fail(struct sk_err_info *info, enum sk_err err, const char *format, ...) {
    if (!info) {
        return err;
    }
    int saved_errno = errno;
    va_list args;
    va_start(args, format);
    int written = vsnprintf(info->text, sizeof(info->text), format, args);
    va_end(args);
    if (written < 0) {
        info->text[0] = '\0';
    } else if ((size_t)written >= sizeof(info->text)) {
        info->text[sk_utf8_cut(info->text, strlen(info->text))] = '\0';
    }
    errno = saved_errno;
    return err;
}

enum sk_err sk_err_of_errno(int number) {
    return number == ENOENT                                         ? SK_ERR_NOT_FOUND
           : number == EACCES || number == EPERM || number == EROFS ? SK_ERR_DENIED
           : number == ENOSPC || number == EDQUOT                   ? SK_ERR_FULL
                                                                    : SK_ERR_IO;
}

const char *sk_err_name(enum sk_err err) {
    switch (err) {
    case SK_OK:
        return "no error";
    case SK_ERR_NOMEM:
        return "out of memory";
    case SK_ERR_IO:
        return "input/output error";
    case SK_ERR_FULL:
        return "no space left";
    case SK_ERR_STOPPED:
        return "already stopped";
    case SK_ERR_INVALID:
        return "invalid value";
    case SK_ERR_NOT_FOUND:
        return "not found";
    case SK_ERR_DENIED:
        return "permission denied";
    case SK_ERR_CORRUPT:
        return "damaged";
    case SK_ERR_BUSY:
        return "in use";
    case SK_ERR_UNSUPPORTED:
        return "not supported";
    }
    SK_UNREACHABLE("error");
}
