/* started.h — the event that the program was started: its version, and which settings are others
 * than at the last start. Private to this folder. */
#ifndef SK_JOURNAL_STARTED_H
#define SK_JOURNAL_STARTED_H

#include "journal/store.h"

/* Plain value; texts are borrowed. */
struct sk_started {
    const char *version;
    /* "name=value" a line. Only hashes of the values are kept, made with the bench's id, and only
     * names get into the event. */
    const char *settings;
};

/* Appends SK_EVENT_STARTED: attempt_id is the bench's id, message the version, code a hash of all
 * settings, note names those that changed, and pair.refers is as unseen.h says. journal: for
 * writing, outside a transaction. Errors: as sk_journal_append(). */
enum sk_err sk_started_note(struct sk_journal *journal, const struct sk_started *started,
                            struct sk_clock *clock, struct sk_err_info *info);

#endif
