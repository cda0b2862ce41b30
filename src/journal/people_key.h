/* people_key.h — the key of badges, in `<journal>.people`. Private to this folder. */
#ifndef SK_JOURNAL_PEOPLE_KEY_H
#define SK_JOURNAL_PEOPLE_KEY_H

#include "base/err.h"
#include "journal/journal.h"

#include <stdbool.h>
#include <stdint.h>

#define SK_PEOPLE_KEY_SIZE 32

/* is_made (may be NULL: then none is made): there was none, and it was made. Errors, with a
 * sentence: SK_ERR_NOT_FOUND (none, and none is to be made), SK_ERR_CORRUPT, SK_ERR_INVALID,
 * SK_ERR_NOMEM; of the disk. */
enum sk_err sk_people_key_open(const struct sk_journal *journal, bool *is_made,
                               uint8_t key[SK_PEOPLE_KEY_SIZE], struct sk_err_info *info);

/* This one from now on. Errors: of the disk; SK_ERR_INVALID (path too long). */
enum sk_err sk_people_key_write(const struct sk_journal *journal,
                                const uint8_t key[SK_PEOPLE_KEY_SIZE], struct sk_err_info *info);

#endif
