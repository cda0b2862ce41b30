/* anchors.h — checkpoints that were kept elsewhere, for `sag-kioskctl log verify`. */
#ifndef SK_CLI_ANCHORS_H
#define SK_CLI_ANCHORS_H

#include "base/err.h"
#include "journal/checkpoint.h"
#include "journal/key_change.h"
#include "journal/verify.h"

#include <stdbool.h>
#include <stddef.h>

#define SK_ANCHORS_MAX 100000

struct sk_anchor {
    struct sk_checkpoint checkpoint;
    bool is_signed; /* with one of the keys */
};

/* In the order of their events. */
struct sk_anchors {
    struct sk_anchor *list;
    struct sk_verify_noted *noted; /* one for each */
    size_t count;
};

/* Reads one checkpoint or several, one behind the other, from the file of that name; '-' is
 * standard input. A picture (PNG, JPEG) is looked at for the QR code of one. Where `what` has
 * several lines, it is the text itself.
 * Owner: sk_anchors_finish(). Errors: SK_ERR_INVALID (none in it, or something else is), those of
 * sk_whole_file_read() and sk_image_file_parse(). */
enum sk_err sk_anchors_read(struct sk_anchors *anchors, const char *what,
                            const struct sk_trusted_keys *keys, struct sk_err_info *info);
void sk_anchors_finish(struct sk_anchors *anchors); /* zeroed is fine */

/* Up to which event the log is anchored: of the signed ones that were seen; 0: up to none. */
int64_t sk_anchors_seq(const struct sk_anchors *anchors);

/* Calls each(data, text) for each that is not signed with the key. Returns how many. */
int64_t sk_anchors_tell_unsigned(const struct sk_anchors *anchors,
                                 void (*each)(void *data, const char *text), void *data);

/* To standard output, for people and as the members of a JSON object. last: the log's last event.
 */
void sk_anchors_print(const struct sk_anchors *anchors, int64_t last);
void sk_anchors_print_json(const struct sk_anchors *anchors);

#endif
