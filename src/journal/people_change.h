/* people_change.h — what all that change the table of people share: each change is an event with a
 * salted hash of the row. Private to this folder. */
#ifndef SK_JOURNAL_PEOPLE_CHANGE_H
#define SK_JOURNAL_PEOPLE_CHANGE_H

#include "journal/people_key.h"

#define SK_PEOPLE_HASH_SIZE 65 /* as text, with NUL */
#define SK_PERSON_SALT_SIZE 16
#define SK_PERSON_BADGE_SIZE 32 /* of what stands for a badge */
#define SK_PEOPLE_WORD_SIZE 24  /* of a role or a number, with NUL */

/* Within a transaction that the caller has begun. */
struct sk_people_change {
    struct sk_journal *journal;
    uint8_t key[SK_PEOPLE_KEY_SIZE];
    struct sk_err_info *info;
};

/* The salted hash of a row, in hexadecimal. badge: of badge_size bytes. */
void sk_people_commitment(const uint8_t *salt, const char *name, const char *role,
                          const void *badge, size_t badge_size, char out[SK_PEOPLE_HASH_SIZE]);

/* hash: of the row as it is now; "": it is gone. */
enum sk_err sk_people_note(const struct sk_people_change *change, const char *what, int64_t number,
                           const char *hash);
/* Reads a person's row back, and notes what it is now. */
enum sk_err sk_people_note_row(const struct sk_people_change *change, const char *what,
                               int64_t number);
/* The number that sql selects for a text or a hash (length bytes; -1: to its NUL); 0: no row. */
enum sk_err sk_people_find_number(const struct sk_people_change *change, const char *sql,
                                  const void *value, int length, bool is_text, int64_t *number);
/* 1 to 63 bytes, printable, not "#…", without hidden blanks. */
bool sk_people_may_be_called(const char *name);
/* The key is another one, so the badges mean nothing any more, and must not look as if they did. */
enum sk_err sk_people_forget_badges(const struct sk_people_change *change);

#endif
