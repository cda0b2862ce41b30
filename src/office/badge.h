/* badge.h — badges as the fleet knows them: keyed hashes. Private to this folder. */
#ifndef SK_OFFICE_BADGE_H
#define SK_OFFICE_BADGE_H

#include "office/turn.h"

/* The fleet's key, 64 digits; who asks wipes it. Errors: of the database, SK_ERR_CORRUPT. */
enum sk_err sk_office_badge_key(struct sk_office_turn *turn, char out[SK_OFFICE_TOKEN_SIZE]);

/* What stands for a badge that is scanned as `text`, as PostgreSQL takes bytes; "" for "".
 * Errors: SK_ERR_INVALID (no scan is so long), SK_ERR_NOMEM. */
enum sk_err sk_office_badge_of(const char *key, const char *text,
                               char out[SK_OFFICE_HASH_HEX_SIZE]);

#endif
