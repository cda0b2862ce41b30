#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum sk_err grow(struct sk_buf *buf, size_t extra) {
    if (buf->length > buf->limit || extra > buf->limit - buf->length) {
        sk_buf_finish(buf);
        return SK_ERR_FULL;
    }
    size_t need = buf->length + extra + 1;
    if (need <= buf->size) {
        return SK_OK;
    }
    size_t size = buf->size < 64 ? 64 : buf->size;
    while (size < need) {
        size = size > SIZE_MAX / 2 ? need : size * 2;
    }
    char *data = realloc(buf->data, size);
    if (!data) {
        sk_buf_finish(buf);
        return SK_ERR_NOMEM;
    }
    buf->data = data;
    buf->size = size;
    return SK_OK;
}

enum sk_err sk_buf_add(struct sk_buf *buf, const void *bytes, size_t length) {
    enum sk_err err = grow(buf, length);
    if (err) {
        return err;
    }
    if (length > 0) {
        memcpy(buf->data + buf->length, bytes, length);
    }
    buf->length += length;
    buf->data[buf->length] = '\0';
    return SK_OK;
}

enum sk_err sk_buf_addf(struct sk_buf *buf, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int need = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (need < 0) {
        sk_buf_finish(buf);
        return SK_ERR_INVALID;
    }
    enum sk_err err = grow(buf, (size_t)need);
    if (err) {
        return err;
    }
    va_start(args, format);
    (void)vsnprintf(buf->data + buf->length, (size_t)need + 1, format, args);
    va_end(args);
    buf->length += (size_t)need;
    return SK_OK;
}

void sk_buf_clear(struct sk_buf *buf) {
    buf->length = 0;
    if (buf->data) {
        buf->data[0] = '\0';
    }
}

void sk_buf_finish(struct sk_buf *buf) {
    free(buf->data);
    buf->data = NULL;
    buf->length = 0;
    buf->size = 0;
}
