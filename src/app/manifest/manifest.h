/* manifest.h — the list of what an order ships: which device goes to which instance.
 *
 * A sheet (sheet/sheet.h) with a row of headings (sheet/columns.h; in any order, others are
 * skipped), perhaps below a title, then a row a device. Rows without a value do not count, nor does
 * the same row again. Strict about values: a list that is not understood whole is not used. Pure:
 * no I/O, no clock. A value belongs to one thread. */
#ifndef SK_APP_MANIFEST_MANIFEST_H
#define SK_APP_MANIFEST_MANIFEST_H

#include "base/err.h"
#include "pairing/label.h"
#include "sheet/mistakes.h"

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
    const char *order;  /* "" where the list has no such column, or nothing in it */
    const char *region; /* so are these: the settings say it then */
    const char *profile;
    uint32_t order_at; /* index for sk_manifest_order() */
    bool is_bound;
    int64_t line; /* in the file, from 1 */
};

struct sk_manifest_order {
    const char *name;
    int64_t of;    /* devices */
    int64_t bound; /* of them */
};

/* What a list is held against. Borrowed. */
struct sk_manifest_rules {
    const struct sk_label_rules *labels; /* NULL: only against what no label looks like */
    const char *columns;                 /* further headings, sk_columns_check(); NULL: none */
    bool may_be_new; /* a region that is not known may be one: its host is in the settings */
};

/* text: length bytes, need not end with NUL; copied. rules: NULL for none.
 * Owner:  *out is the caller's; sk_manifest_destroy().
 * Errors: SK_ERR_INVALID (*mistakes says what and where; info tells them in one sentence without
 *         the name of the file), SK_ERR_FULL (larger than SK_MANIFEST_BYTES_MAX),
 *         SK_ERR_UNSUPPORTED (the system lacks its encoding), SK_ERR_NOMEM. */
enum sk_err sk_manifest_create(struct sk_manifest **out, const char *text, size_t length,
                               const struct sk_manifest_rules *rules, struct sk_mistakes *mistakes,
                               struct sk_err_info *info);
void sk_manifest_destroy(struct sk_manifest *manifest); /* NULL is fine */

/* What is no mistake but should be known, as one sentence without the name of the file: rows that
 * are there twice, devices that are barred. False: nothing is. */
bool sk_manifest_notice(const struct sk_manifest *manifest, struct sk_err_info *info);

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
