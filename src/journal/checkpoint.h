/* checkpoint.h — what a bench signs about its log: "so many events were written by then, and the
 * last had this hash". One that is kept elsewhere is an anchor: all up to that event is as it was
 * then, or verify.h says that it is not. The hash chain alone does not show an end that was cut off
 * or a log that was hashed anew.
 *
 * The text of the note (signed_note.h) is that of C2SP's "tlog-checkpoint", with a line for the
 * time:
 *
 *   bench-0123456789abcdef
 *   NUMBER OF THE LAST EVENT
 *   ITS HASH, BASE64
 *   time 2026-01-06T09:12:05Z
 *   name Bench-7
 *
 * The first line is the bench's id, which the journal was given when it was made and which never
 * changes; its name is for people, and not there where the bench has none.
 * The hash is that of a chain (chain.h), not of a tree; the last event's number counts those that
 * were purged, too. Pure; thread: any. */
#ifndef SK_JOURNAL_CHECKPOINT_H
#define SK_JOURNAL_CHECKPOINT_H

#include "journal/chain.h"
#include "journal/signed_note.h"

#include <stdbool.h>
#include <stdint.h>

#define SK_CHECKPOINT_TIME_SIZE 24 /* "2026-01-06T09:12:05Z", with NUL */
#define SK_CHECKPOINT_SIZE 512     /* of a whole one with its signature, with NUL */

/* Plain value. */
struct sk_checkpoint {
    char origin[SK_SIGNED_NOTE_NAME_SIZE]; /* "bench-" and its id */
    char name[SK_SIGNED_NOTE_NAME_SIZE];   /* by sk_signed_note_name(); "": none */
    int64_t seq;                           /* of the last event; 0: none was written */
    uint8_t hash[SK_CHAIN_SIZE];
    char time[SK_CHECKPOINT_TIME_SIZE]; /* by sk_checkpoint_time(); for people */
};

/* The wall clock as UTC; "" if there is no such time. */
void sk_checkpoint_time(int64_t wall_ms, char out[SK_CHECKPOINT_TIME_SIZE]);

/* Errors: SK_ERR_NOMEM. */
enum sk_err sk_checkpoint_write(const struct sk_checkpoint *checkpoint,
                                const struct sk_bench_key *key, char out[SK_CHECKPOINT_SIZE]);

/* False: the note says something else. Whether it is signed is another question (signed_note.h). */
bool sk_checkpoint_read(const struct sk_signed_note *note, struct sk_checkpoint *out);

#endif
