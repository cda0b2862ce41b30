/* manifest.h — the list of what an order ships: which device goes to which instance.
 *
 * CSV as in RFC 4180: a line of headings (serial or sn, instance, order; in any order, capitals or
 * not, others are skipped), then a line a device. Also with semicolons or tabs, a byte order mark,
 * any line ends and blanks around values. Strict otherwise: a list that is not understood whole is
 * not used. Pure: no I/O, no clock. A value belongs to one thread. */
#ifndef SK_APP_MANIFEST_MANIFEST_H
#define SK_APP_MANIFEST_MANIFEST_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_MANIFEST_BYTES_MAX (64 * 1024 * 1024)
#define SK_MANIFEST_ORDER_SIZE 64 /* name of an order, with NUL */

struct sk_manifest;

/* Texts are borrowed from the manifest. */
struct sk_manifest_line {
    const char *serial;
    const char *instance;
    const char *order; /* "" where the list has no such column, or nothing in it */
    uint32_t order_at; /* index for sk_manifest_order() */
    bool is_bound;
    int64_t line; /* in the file, from 1 */
};

struct sk_manifest_order {
    const char *name;
    int64_t of;    /* devices */
    int64_t bound; /* of them */
};

/* text: length bytes, need not end with NUL; copied.
 * Owner:  *out is the caller's; sk_manifest_destroy().
 * Errors: SK_ERR_INVALID (*line says where, from 1; 0: the whole file; info is one sentence without
 *         the name of the file), SK_ERR_FULL (larger than SK_MANIFEST_BYTES_MAX), SK_ERR_NOMEM. */
enum sk_err sk_manifest_create(struct sk_manifest **out, const char *text, size_t length,
                               int64_t *line, struct sk_err_info *info);
void sk_manifest_destroy(struct sk_manifest *manifest); /* NULL is fine */

size_t sk_manifest_count(const struct sk_manifest *manifest);
const struct sk_manifest_line *sk_manifest_line(const struct sk_manifest *manifest, size_t index);
/* The line of that device, NULL where there is none. Case is ignored. */
const struct sk_manifest_line *sk_manifest_find(const struct sk_manifest *manifest,
                                                const char *serial);

size_t sk_manifest_order_count(const struct sk_manifest *manifest);
struct sk_manifest_order sk_manifest_order(const struct sk_manifest *manifest, size_t index);

/* The order of that name, case is ignored. False: there is none. */
bool sk_manifest_find_order(const struct sk_manifest *manifest, const char *name,
                            struct sk_manifest_order *out);
/* All devices: under the name of the order where there is but one, else under "". True. */
bool sk_manifest_all(const struct sk_manifest *manifest, struct sk_manifest_order *out);

/* The device is bound to the instance now, or no longer. Nothing happens where the list has it for
 * another instance or not at all. */
void sk_manifest_mark(struct sk_manifest *manifest, const char *serial, const char *instance,
                      bool is_bound);

/* Are these the same label? Case is ignored: Code 39 has capitals only. */
bool sk_manifest_same(const char *a, const char *b);

#endif
