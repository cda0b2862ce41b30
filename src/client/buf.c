#include "client/buf.h"

#include "client/assert.h"
#include "client/secret.h"

#include <openssl/crypto.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sag_buf_init(struct sag_buf *buf, size_t max) {
    *buf = (struct sag_buf){ .max = max };
}

void sag_buf_init_secret(struct sag_buf *buf, size_t max) {
    *buf = (struct sag_buf){ .max = max, .secret = true };
}

static void release(struct sag_buf *buf) {
    if (!buf->data) {
        return;
    }
    if (buf->secret) {
        sag_secret_free(buf->data);
    } else {
        OPENSSL_cleanse(buf->data, buf->capacity);
        free(buf->data);
    }
    buf->data = NULL;
}

void sag_buf_finish(struct sag_buf *buf) {
    release(buf);
    *buf = (struct sag_buf){ .max = buf->max, .secret = buf->secret };
}

static void fail(struct sag_buf *buf, bool too_large) {
    sag_buf_finish(buf);
    buf->failed = true;
    buf->too_large = too_large;
}

/* Makes room for more bytes and a NUL. Not realloc(): that would leave a copy behind unwiped. */
static bool reserve(struct sag_buf *buf, size_t more) {
    if (buf->failed) {
        return false;
    }
    SAG_ASSERT(buf->length <= buf->max);
    if (more > buf->max - buf->length) {
        fail(buf, true);
        return false;
    }
    size_t need = buf->length + more + 1;
    if (need <= buf->capacity) {
        return true;
    }
    size_t capacity = buf->capacity ? buf->capacity : 256;
    while (capacity < need) {
        capacity = capacity > SIZE_MAX / 2 ? need : capacity * 2;
    }
    char *data = buf->secret ? sag_secret_alloc(capacity) : malloc(capacity);
    if (!data) {
        fail(buf, false);
        return false;
    }
    if (buf->length) {
        memcpy(data, buf->data, buf->length);
    }
    data[buf->length] = '\0';
    release(buf);
    buf->data = data;
    buf->capacity = capacity;
    return true;
}

void sag_buf_add(struct sag_buf *buf, const void *bytes, size_t length) {
    if (!reserve(buf, length)) {
        return;
    }
    if (length) {
        memcpy(buf->data + buf->length, bytes, length);
    }
    buf->length += length;
    buf->data[buf->length] = '\0';
}

void sag_buf_puts(struct sag_buf *buf, const char *text) {
    sag_buf_add(buf, text, strlen(text));
}

void sag_buf_printf(struct sag_buf *buf, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length < 0) {
        fail(buf, false);
        return;
    }
    if (!reserve(buf, (size_t)length)) {
        return;
    }
    va_start(args, format);
    vsnprintf(buf->data + buf->length, (size_t)length + 1, format, args);
    va_end(args);
    buf->length += (size_t)length;
}

static bool is_unreserved(unsigned char byte) {
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
           (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' || byte == '.' || byte == '~';
}

void sag_buf_encode(struct sag_buf *buf, const char *bytes, size_t length) {
    static const char digits[] = "0123456789ABCDEF";
    if (length > SIZE_MAX / 3 || !reserve(buf, 0)) {
        return;
    }
    size_t done = 0;
    while (done < length) {
        size_t run = 0;
        while (done + run < length && is_unreserved((unsigned char)bytes[done + run])) {
            run++;
        }
        sag_buf_add(buf, bytes + done, run);
        done += run;
        if (done < length) {
            unsigned char byte = (unsigned char)bytes[done++];
            char triple[3] = { '%', digits[byte >> 4], digits[byte & 15] };
            sag_buf_add(buf, triple, sizeof(triple));
        }
    }
}

void sag_buf_hex(struct sag_buf *buf, const unsigned char *bytes, size_t length) {
    static const char digits[] = "0123456789abcdef";
    if (length > SIZE_MAX / 2 || !reserve(buf, length * 2)) {
        return;
    }
    for (size_t i = 0; i < length; i++) {
        buf->data[buf->length++] = digits[bytes[i] >> 4];
        buf->data[buf->length++] = digits[bytes[i] & 15];
    }
    buf->data[buf->length] = '\0';
}

bool sag_buf_ok(const struct sag_buf *buf) {
    return !buf->failed;
}

const char *sag_buf_text(const struct sag_buf *buf) {
    return buf->data ? buf->data : "";
}

char *sag_buf_take(struct sag_buf *buf) {
    sag_buf_add(buf, "", 0); /* so that an empty one can return bytes */
    char *data = buf->data;
    *buf = (struct sag_buf){ .max = buf->max, .failed = !data };
    return data;
}
