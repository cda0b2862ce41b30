/* bench_key.h — the key that a bench signs with: Ed25519, in `<journal>.key` beside the journal, as
 * PEM, for the owner of the journal alone (0600). Its public half may be given away
 * (signed_note.h).
 *
 * Whoever may write the journal may read the key, too: a signature says that a note was made on
 * this bench. What makes it proof is a copy of the note that is elsewhere (checkpoint.h). */
#ifndef SK_JOURNAL_BENCH_KEY_H
#define SK_JOURNAL_BENCH_KEY_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_BENCH_KEY_PUBLIC_SIZE 32    /* bytes of a public key (RFC 8032) */
#define SK_BENCH_KEY_SIGNATURE_SIZE 64 /* bytes of a signature (RFC 8032) */

struct sk_bench_key;

/* Reads the key of the journal at this path. is_maker: makes it where there is none; of several
 * that make it at once, in threads or processes, all have the same. Owner: *out is the caller's.
 * Errors, with a sentence: SK_ERR_NOT_FOUND (none, and not is_maker), SK_ERR_CORRUPT (no such key
 * in the file; it is left as it is), SK_ERR_DENIED, SK_ERR_FULL, SK_ERR_IO, SK_ERR_INVALID (path
 * too long), SK_ERR_NOMEM. Blocks on the disk. */
enum sk_err sk_bench_key_open(struct sk_bench_key **out, const char *journal_path, bool is_maker,
                              struct sk_err_info *info);

/* The same with a key in a file of its own, of whoever hands profiles or versions on. make_new:
 * makes it, and it must not be there yet (SK_ERR_BUSY). */
enum sk_err sk_bench_key_open_file(struct sk_bench_key **out, const char *path, bool make_new,
                                   struct sk_err_info *info);

/* The steps of a change (key_change.h), with `<journal>.key.new`: makes a new key there; opens the
 * one that is there; puts it in the place of the old one; removes it. Owner and errors as above. */
enum sk_err sk_bench_key_make_next(struct sk_bench_key **out, const char *journal_path,
                                   struct sk_err_info *info);
enum sk_err sk_bench_key_open_next(struct sk_bench_key **out, const char *journal_path,
                                   struct sk_err_info *info);
enum sk_err sk_bench_key_take_next(const char *journal_path, struct sk_err_info *info);
enum sk_err sk_bench_key_forget_next(const char *journal_path, struct sk_err_info *info);

void sk_bench_key_destroy(struct sk_bench_key *key); /* wipes it; NULL is fine */

void sk_bench_key_public(const struct sk_bench_key *key, uint8_t out[SK_BENCH_KEY_PUBLIC_SIZE]);

/* Errors: SK_ERR_NOMEM. One thread at a time. */
enum sk_err sk_bench_key_sign(const struct sk_bench_key *key, const void *bytes, size_t length,
                              uint8_t out[SK_BENCH_KEY_SIGNATURE_SIZE]);

/* Was the signature of these bytes made with the other half of this key? Thread: any. */
bool sk_bench_key_verify(const uint8_t public_key[SK_BENCH_KEY_PUBLIC_SIZE], const void *bytes,
                         size_t length, const uint8_t signature[SK_BENCH_KEY_SIGNATURE_SIZE]);

#endif
