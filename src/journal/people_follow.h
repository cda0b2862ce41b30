/* people_follow.h — the table of people becomes what the fleet says. */
#ifndef SK_JOURNAL_PEOPLE_FOLLOW_H
#define SK_JOURNAL_PEOPLE_FOLLOW_H

#include "journal/people.h"

#define SK_PEOPLE_FLEET_KEY_SIZE 32

/* Plain value. */
struct sk_people_row {
    int64_t number; /* 1 to SK_PEOPLE_NUMBER_MAX */
    char name[SK_OPERATOR_SIZE];
    enum sk_role role;
    const char *language; /* static, as sk_language_at(); "": that of the bench */
    bool has_badge;
    uint8_t badge[SK_PEOPLE_BADGE_SIZE]; /* HMAC-SHA256 of what it says, with the fleet's key */
};

struct sk_people_followed {
    size_t added, changed, gone; /* rows */
    size_t skipped;              /* that cannot be: name, number; a second one of a name or badge */
    bool has_new_key;            /* no badge from before opens anything any more */
};

/* Makes the table what rows say, all of it or nothing, each change with an event as sk_people_add()
 * writes it (code "followed"). The same rows again change nothing and write nothing.
 *
 * key becomes that of the bench (`<journal>.people`); where it is another one, badges from before
 * mean nothing and go. Who came from the fleet and is not in rows is erased here, too. Who was
 * added at this bench stays, without the fleet's knowledge; where the fleet has somebody of that
 * name, who was here is called "NAME (#NUMBER)" from then on and has no badge: the fleet's number
 * is that of new scans, and both go when the fleet's goes. Whose origin the log no longer tells
 * (purged) keeps the name and loses the badge.
 *
 * No rows, where there never were any: nothing happens. What was erased is overwritten in the file;
 * the write-ahead log is emptied by the kiosk's next rest.
 *
 * out is filled in any case. Errors: SK_ERR_FULL (more than SK_PEOPLE_MAX), SK_ERR_NOMEM; of the
 * disk. Blocks; journal: for writing or notes. */
enum sk_err sk_people_follow(struct sk_journal *journal,
                             const uint8_t key[SK_PEOPLE_FLEET_KEY_SIZE],
                             const struct sk_people_row *rows, size_t count,
                             struct sk_people_followed *out, struct sk_err_info *info);

#endif
