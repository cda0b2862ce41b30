/* keeper.h — keeps the camera's picture of each pair (camera.keep): carries out the effects of
 * sending/keeping.h. The album belongs to it; a thread encodes a picture, hashes it and writes it
 * beside the journal (journal/still.h). Main thread, but for the album. */
#ifndef SK_APP_CORE_KEEPER_H
#define SK_APP_CORE_KEEPER_H

#include "base/clock.h"
#include "base/err.h"
#include "input/camera/album.h"
#include "pairing/pair.h"
#include "sending/recorder.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sk_keeper;

/* From the thread: what became of the picture of a pair. Plain value. */
struct sk_keeper_news {
    int64_t number;
    enum sk_err err;
    char hash[SK_STILL_HASH_SIZE];
    struct sk_err_info text;
};

struct sk_keeper_options {
    const char *journal_path; /* copied */
    struct sk_clock *clock;   /* borrowed */
    /* On the thread, until sk_keeper_stop(); there is always room for SK_KEEPING_SIZE of them. The
     * caller hands what was posted to sk_keeper_take(). */
    void (*post)(void *data, const struct sk_keeper_news *news);
    void *data;
};

/* Starts the thread. Owner: *out is the caller's. Errors: SK_ERR_NOMEM, SK_ERR_INVALID (path too
 * long). */
enum sk_err sk_keeper_create(struct sk_keeper **out, const struct sk_keeper_options *options);
void sk_keeper_destroy(struct sk_keeper *keeper); /* the camera must be gone; NULL is fine */

/* Where the camera puts its pictures. Borrowed. */
struct sk_album *sk_keeper_album(struct sk_keeper *keeper);

/* All of these are fine where keeper is NULL: no pictures are kept. */

/* A pair is complete: what the camera sees is taken out. Never blocks. */
void sk_keeper_pair(struct sk_keeper *keeper, const struct sk_pair *pair);
/* Something was told of pair `number`. */
void sk_keeper_told(struct sk_keeper *keeper, int64_t number);
/* A scan came: the disk may be needed in a moment. */
void sk_keeper_stir(struct sk_keeper *keeper);
/* SK_RECORDER_SAVED. True: it was a picture's event, and concerns nobody else. */
bool sk_keeper_saved(struct sk_keeper *keeper, const struct sk_recorder_news *news);
/* What was posted. Logs it when pictures cannot be kept, and when they can be again. */
void sk_keeper_take(struct sk_keeper *keeper, const struct sk_keeper_news *news);

/* Does what is due; reserve: places that it leaves at the recorder. After every input, and at the
 * deadline. */
void sk_keeper_pump(struct sk_keeper *keeper, struct sk_recorder *recorder, size_t reserve);
sk_ms sk_keeper_deadline(const struct sk_keeper *keeper, sk_ms now);

/* Writes what still waits, and waits for that. Then news have to be taken and pumped once more. */
void sk_keeper_stop(struct sk_keeper *keeper);

/* Pictures cannot be kept just now. */
bool sk_keeper_has_trouble(const struct sk_keeper *keeper);

#endif
