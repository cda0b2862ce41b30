/* key_change.h — the key of a bench gives way to a new one: an event that both have signed, so that
 * who trusts the old one can trust the new one.
 *
 * The event's note is "OLD NEW", the public keys as text (signed_note.h), and its message two
 * signatures in base64, by the old and by the new key, of
 *   sag-kiosk: the key of this bench changes LF OLD LF NEW LF
 * The new key lies in `<journal>.key.new` until the event is on the disk; a change that was cut off
 * in between is finished, or forgotten where there is no such event. */
#ifndef SK_JOURNAL_KEY_CHANGE_H
#define SK_JOURNAL_KEY_CHANGE_H

#include "journal/journal.h"
#include "journal/signed_note.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Plain value. */
struct sk_key_change {
    int64_t seq; /* of the event */
    struct sk_signed_note_key before;
    struct sk_signed_note_key after;
    bool is_signed_by_both;
};

/* The first key of a bench is an event, too: its note is " NEW", its message " BY_NEW", and
 * `before` is the key itself then. False: these are not the texts of such an event; *out is
 * undefined then. seq is left as it is. */
bool sk_key_change_read(const char *note, const char *message, struct sk_key_change *out);

/* Makes a new key for the bench, and the event. journal: for writing or notes.
 * Errors: as sk_bench_key_open() and sk_journal_append(). Blocks on the disk. */
enum sk_err sk_key_change_make(struct sk_journal *journal, struct sk_key_change *out,
                               struct sk_err_info *info);

/* The bench's key is in the log from the first start on: makes it where there is none, and the
 * event where no event names a key and none was purged. A key that was put in the place of the one
 * that the log names is left as it is; log verify finds it. Errors: as above. */
enum sk_err sk_key_change_begin(struct sk_journal *journal, struct sk_err_info *info);

/* The key that the last such event names. False: there is none. */
bool sk_key_change_last(struct sk_journal *journal, struct sk_signed_note_key *out);

/* Finishes or forgets a change that was cut off. Nothing to be done: SK_OK. Errors: as above. */
enum sk_err sk_key_change_finish(struct sk_journal *journal, struct sk_err_info *info);

/* A key and those that can be trusted because of it, by the changes that both have signed. */
#define SK_KEY_CHANGES_MAX 64
struct sk_trusted_keys {
    struct sk_signed_note_key list[SK_KEY_CHANGES_MAX];
    size_t count;
};

/* keys: with the first one; more are added as the journal's events say. Errors: of reading. */
enum sk_err sk_key_change_trust(struct sk_journal *journal, struct sk_trusted_keys *keys,
                                struct sk_err_info *info);

#endif
