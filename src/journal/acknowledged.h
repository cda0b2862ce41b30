/* acknowledged.h — up to which event each receiver (fleet, webhook, folder) has everything. It is
 * the journal's own memory of them: what is behind that is still to be delivered, and is not
 * purged. */
#ifndef SK_JOURNAL_ACKNOWLEDGED_H
#define SK_JOURNAL_ACKNOWLEDGED_H

#include "journal/journal.h"
#include "sending/recorder.h"

#include <stdbool.h>
#include <stdint.h>

/* Plain value. */
struct sk_acknowledged {
    char name[SK_RECEIVER_NAME_SIZE];
    int64_t seq;
};

/* What receivers did not have when their journal was set aside. Plain value. */
struct sk_undelivered {
    struct {
        char name[SK_RECEIVER_NAME_SIZE];
        int64_t letters;  /* behind what it acknowledged */
        bool is_at_least; /* reading failed somewhere: there may be more */
    } receivers[2 * SK_RECEIVERS];
    size_t count;
    bool is_unknown; /* it could not be read who had what */
};

/* "; 3 events were not delivered to webhook yet; they are in the file that was set aside", for each
 * of them that was behind; "" where none was. */
void sk_acknowledged_say_undelivered(const struct sk_undelivered *undelivered, char *out,
                                     size_t size);

/* Those that are not known yet get the events behind the journal's end. journal: opened with
 * SK_JOURNAL_WRITE. Of receivers the names count. */
enum sk_err sk_acknowledged_enroll(struct sk_journal *journal,
                                   const struct sk_acknowledged *receivers, size_t count,
                                   struct sk_err_info *info);

/* Notes how far each is; never less than before, and nothing that was not written. journal: the
 * same. */
enum sk_err sk_acknowledged_write(struct sk_journal *journal,
                                  const struct sk_acknowledged *receivers, size_t count,
                                  struct sk_err_info *info);

/* How far receiver->name is. Errors: SK_ERR_NOT_FOUND: it is not known (yet). */
enum sk_err sk_acknowledged_read(struct sk_journal *journal, struct sk_acknowledged *receiver,
                                 struct sk_err_info *info);

/* The one that is furthest behind. Errors: SK_ERR_NOT_FOUND: there are none. */
enum sk_err sk_acknowledged_least(struct sk_journal *journal, struct sk_acknowledged *receiver,
                                  struct sk_err_info *info);

/* All of them by name, up to max. */
enum sk_err sk_acknowledged_list(struct sk_journal *journal, struct sk_acknowledged *receivers,
                                 size_t max, size_t *count, struct sk_err_info *info);

/* Nothing is kept for it any more. journal: SK_JOURNAL_WRITE or _NOTE. Errors: SK_ERR_NOT_FOUND. */
enum sk_err sk_acknowledged_forget(struct sk_journal *journal, const char *name,
                                   struct sk_err_info *info);

#endif
