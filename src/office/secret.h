/* secret.h — passwords and tokens of the office page. Passwords are stretched by scrypt (RFC 7914);
 * of tokens, which are random, SHA-256 is kept. Thread: any. */
#ifndef SK_OFFICE_SECRET_H
#define SK_OFFICE_SECRET_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_OFFICE_PASSWORD_MIN 10  /* bytes */
#define SK_OFFICE_PASSWORD_MAX 256 /* bytes */
#define SK_OFFICE_STORED_SIZE 160  /* of what is kept of a password, with NUL */
#define SK_OFFICE_TOKEN_SIZE 65    /* 32 random bytes in hexadecimal, with NUL */
#define SK_OFFICE_HASH_SIZE 32     /* bytes */
#define SK_OFFICE_HASH_HEX_SIZE 67 /* "\x" and digits, as PostgreSQL takes bytes, with NUL */

/* 'scrypt$15$8$1$SALT$HASH' with a new salt: 32 MB and a tenth of a second.
 * Errors: SK_ERR_INVALID (too short or long), SK_ERR_NOMEM. */
enum sk_err sk_office_password_store(const char *password, char out[SK_OFFICE_STORED_SIZE],
                                     struct sk_err_info *info);

/* Is it the password that `stored` was made of? stored "", or no such text: false, after the same
 * time. Not more than two at once; others wait. */
bool sk_office_password_is(const char *stored, const char *password);

/* Errors: SK_ERR_NOMEM (no random numbers). */
enum sk_err sk_office_token_make(char out[SK_OFFICE_TOKEN_SIZE], struct sk_err_info *info);
/* Could it be one? */
bool sk_office_token_is(const char *text);
/* SHA-256 of its text. Errors: SK_ERR_NOMEM. */
enum sk_err sk_office_token_hash(const char *token, char out[SK_OFFICE_HASH_HEX_SIZE]);

/* What each form of a session carries: an HMAC by the session's token, which no other page can know
 * and which says nothing of the token. Errors: SK_ERR_NOMEM. */
enum sk_err sk_office_csrf_make(const char *token, char out[SK_OFFICE_TOKEN_SIZE]);
/* In a time that does not tell how much was right. */
bool sk_office_is_same(const char *a, const char *b);

/* HMAC-SHA256(key, text) as PostgreSQL takes bytes: how the fleet knows a badge. key_hex: 64
 * digits. Errors: SK_ERR_INVALID (no such key), SK_ERR_NOMEM. */
enum sk_err sk_office_badge(const char *key_hex, const char *text, size_t length,
                            char out[SK_OFFICE_HASH_HEX_SIZE]);

#endif
