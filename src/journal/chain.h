/* chain.h — each event is hashed together with the hash of the one before, so that a row that was
 * changed, taken out or moved shows.
 *
 * hash(n) = SHA-256(hash(n-1) || value 1 || … || value k), hash(0) = 32 zero bytes. A value is
 * 'n' (NULL), 'i' and 8 bytes big-endian (integer), or 't', 4 bytes big-endian length and the
 * bytes (text); the values are those of event_row.h, the order number among them. The row's `form`
 * says which: form 1 is the first 31, as up to version 4, and what came later has its default then;
 * form 2 and all to come are all 40.
 *
 * A version that adds columns writes a form of its own, and in `more` what covers them: SHA-256 of
 * their values, in hexadecimal. So the version before can still check every row, but for the
 * columns that it does not know.
 *
 * What it cannot show: there is no secret in it. Whoever can write the file and hashes everything
 * anew from the change on, `head` included, is only found by what was kept elsewhere of a later
 * row: a checkpoint (checkpoint.h), or its hash (an export has them; `log verify --head`). */
#ifndef SK_JOURNAL_CHAIN_H
#define SK_JOURNAL_CHAIN_H

#include "base/buf.h"
#include "base/err.h"
#include "journal/event_row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_CHAIN_SIZE 32                          /* bytes of a hash */
#define SK_CHAIN_HEX_SIZE (2 * SK_CHAIN_SIZE + 1) /* as text, with NUL */

#define SK_CHAIN_FORM_1 1 /* the columns of version 4 */
#define SK_CHAIN_FORM 2   /* what is written */

struct sk_chain;

/* Owner: *out is the caller's. Errors: SK_ERR_NOMEM. One thread. */
enum sk_err sk_chain_create(struct sk_chain **out);
void sk_chain_destroy(struct sk_chain *chain); /* NULL is fine */

/* Has every column a value that the row's form covers? False: a value that nothing covers was put
 * into a row of form 1, or there is no such form. */
bool sk_chain_covers(const struct sk_event_row *row);

/* The hash of row, which follows the row with the hash `previous`. previous and hash may be the
 * same memory. Errors: SK_ERR_NOMEM; hash is untouched then. */
enum sk_err sk_chain_link(struct sk_chain *chain, const uint8_t previous[SK_CHAIN_SIZE],
                          const struct sk_event_row *row, uint8_t hash[SK_CHAIN_SIZE]);

/* Appends the bytes that are hashed behind the hash of the row before: the row's body, from which
 * somebody else can work out the same hash. Errors: as sk_buf_add(). */
enum sk_err sk_chain_body(const struct sk_event_row *row, struct sk_buf *out);

/* SHA-256 of so many bytes. Errors: SK_ERR_NOMEM. */
enum sk_err sk_chain_text(struct sk_chain *chain, const char *text, size_t length,
                          uint8_t hash[SK_CHAIN_SIZE]);

/* The same of a text, its ASCII letters in lower case: capitals or not, it is the
 * same device. Errors: SK_ERR_NOMEM. */
enum sk_err sk_chain_name(struct sk_chain *chain, const char *text, size_t length,
                          uint8_t hash[SK_CHAIN_SIZE]);

void sk_chain_hex(const uint8_t hash[SK_CHAIN_SIZE], char out[SK_CHAIN_HEX_SIZE]);
/* And back. False: it is anything else than 64 digits, small letters. */
bool sk_chain_parse_hex(const char *text, uint8_t hash[SK_CHAIN_SIZE]);

#endif
