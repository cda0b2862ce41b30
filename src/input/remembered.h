/* remembered.h — the scanners that have shown that they send no suffix, by vendor, product and
 * serial number, in a small file beside the journal. A line each, the newest last:
 *
 *     05e0:1200 SERIALNUMBER
 *
 * Where a device has no serial number the second word is missing: its like are meant. What cannot
 * be read is left out; without the file a scanner has to show it again. */
#ifndef SK_INPUT_REMEMBERED_H
#define SK_INPUT_REMEMBERED_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_REMEMBERED_MAX 64 /* the oldest make room */
#define SK_REMEMBERED_SERIAL_SIZE 64
#define SK_REMEMBERED_BYTES_MAX ((SK_REMEMBERED_SERIAL_SIZE + 16) * SK_REMEMBERED_MAX)

struct sk_remembered_scanner {
    uint16_t vendor; /* 0 with product 0: a line that says neither; serial is its path */
    uint16_t product;
    char serial[SK_REMEMBERED_SERIAL_SIZE]; /* printable; "": it has none */
};

struct sk_remembered {
    size_t count;
    struct sk_remembered_scanner scanners[SK_REMEMBERED_MAX]; /* oldest first */
};

/* From a file's bytes. Pure. */
void sk_remembered_parse(struct sk_remembered *out, const char *text, size_t length);

/* Into out, with a NUL; returns the bytes without it. Pure. */
size_t sk_remembered_print(const struct sk_remembered *self, char out[SK_REMEMBERED_BYTES_MAX + 1]);

bool sk_remembered_has(const struct sk_remembered *self,
                       const struct sk_remembered_scanner *scanner);

/* False: nothing has changed. */
bool sk_remembered_set(struct sk_remembered *self, const struct sk_remembered_scanner *scanner,
                       bool is_there);

/* A file that is not there is an empty one. Errors: those of sk_small_file_read(); *out is empty
 * then. */
enum sk_err sk_remembered_load(struct sk_remembered *out, const char *path,
                               struct sk_err_info *info);

/* Errors: those of sk_small_file_write(). */
enum sk_err sk_remembered_save(const struct sk_remembered *self, const char *path,
                               struct sk_err_info *info);

#endif
