/* album.h — the newest of a camera's pictures as they came, for whoever keeps one: the last two,
 * the one that is being looked at, and the last few in which a label was read. Everything else is
 * overwritten, so that its memory is bounded. A picture that was taken out stays as it is until it
 * is let go. All functions: any thread; none waits for more than a few pointers. */
#ifndef SK_INPUT_CAMERA_ALBUM_H
#define SK_INPUT_CAMERA_ALBUM_H

#include "base/clock.h"
#include "base/err.h"
#include "input/camera/frame.h"

#include <stdint.h>

#define SK_ALBUM_READ 4               /* pictures with labels that are kept */
#define SK_ALBUM_BYTES_MAX (12 << 20) /* of a picture; larger ones are not kept */

struct sk_album;
struct sk_album_picture; /* shared; sk_album_release() */

/* Owner: *out is the caller's. Errors: SK_ERR_NOMEM. */
enum sk_err sk_album_create(struct sk_album **out);
/* What was taken out may outlive it. NULL is fine. */
void sk_album_destroy(struct sk_album *album);

/* Copies the frame, which came at `at`. Numbers only grow, from 1. Without memory, or too large, it
 * is not kept. One thread at a time. */
void sk_album_put(struct sk_album *album, uint64_t number, const struct sk_frame *frame, sk_ms at);

/* Picture `number` is being looked at, and no other. */
void sk_album_look(struct sk_album *album, uint64_t number);
/* A label was read in it. */
void sk_album_mark(struct sk_album *album, uint64_t number);

/* Picture `number`, or 0 for the newest. NULL: it is there no longer. */
struct sk_album_picture *sk_album_take(struct sk_album *album, uint64_t number);
void sk_album_release(struct sk_album_picture *picture); /* NULL is fine */

/* Borrowed until the picture is let go. */
const struct sk_frame *sk_album_frame(const struct sk_album_picture *picture);
sk_ms sk_album_at(const struct sk_album_picture *picture);

#endif
