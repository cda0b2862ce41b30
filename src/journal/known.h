/* known.h — what we still know of pairs whose rows are gone: purged, or left in a damaged journal
 * that was set aside. Private to this folder.
 *
 * A row of the table `known` has the pair's number, how it stands, and hashes of its serial number
 * and instance: enough for the guards and the counts of orders, and unreadable to people. */
#ifndef SK_JOURNAL_KNOWN_H
#define SK_JOURNAL_KNOWN_H

#include "journal/store.h"

/* SQL functions for all statements of this handle: known_hash(TEXT), the first 16 bytes of SHA-256
 * of the text in small letters. */
enum sk_err sk_known_prepare(struct sk_journal *journal, struct sk_err_info *info);

/* How a pair stands, as an expression over `pair AS p`: the numbers of enum sk_standing. */
#define SK_KNOWN_STANDING_SQL                                                                      \
    "CASE WHEN p.result='bound' AND p.undone_by=0 THEN 1"                                          \
    " WHEN p.result='check' AND p.dealt_wall_ms=0 THEN 2 ELSE 0 END"

enum sk_standing { SK_STANDING_OVER, SK_STANDING_BOUND, SK_STANDING_DOUBT };

/* What is known of a serial number, from pairs with a lower number. Plain value. */
struct sk_known {
    bool has_history;
    bool has_doubt;   /* one ended as "check" and was not dealt with */
    int64_t bound_by; /* the newest pair that bound the device; 0: none */
};

/* journal: prepared for writing. */
enum sk_err sk_known_ask(struct sk_journal *journal, const struct sk_pair *pair,
                         struct sk_known *known, struct sk_err_info *info);

#endif
