/* session.h — who asks: by the cookie of a browser's session, or by another program's token. What
 * the database has of both is a hash. Private to this folder. */
#ifndef SK_OFFICE_SESSION_H
#define SK_OFFICE_SESSION_H

#include "office/turn.h"

#define SK_OFFICE_LANGUAGE_COOKIE "sag_language"
#define SK_OFFICE_SESSION_S (12 * 3600) /* then it is over, whoever uses it */

/* Fills turn->user. Without a session it is nobody, with the token of the sign-in form where the
 * browser has one. Errors: of the database. */
enum sk_err sk_office_session_find(struct sk_office_turn *turn);

/* A new session with a new token, whatever the browser had before. Errors: of the database. */
enum sk_err sk_office_session_begin(struct sk_office_turn *turn, const char *account);
enum sk_err sk_office_session_end(struct sk_office_turn *turn);

/* Before the sign-in form: a token of its own, so that no other site can sign a browser in as
 * somebody. Errors: SK_ERR_NOMEM. */
enum sk_err sk_office_session_prepare(struct sk_office_turn *turn);

/* Counts a try to prove an account's password, before anybody has looked at it. stored: what is
 * kept of that password, for sk_office_password_is(); *locked_s > 0: it is not to be looked at for
 * so long. The turn's link is given back, for others while the password is stretched. Errors: of
 * the database. */
enum sk_err sk_office_session_try(struct sk_office_turn *turn, const char *account,
                                  char stored[SK_OFFICE_STORED_SIZE], int *locked_s);
/* "Too many wrong passwords. Wait 15 min." */
void sk_office_locked_words(int locked_s, char *out, size_t size);

/* The answer: sign in first, then there. */
enum sk_err sk_office_session_ask(struct sk_office_turn *turn);

/* What another program's token may. Plain value. */
struct sk_office_token {
    bool is_known; /* else it is none of ours */
    bool may_read;
    bool may_publish;
};

/* The token of "Authorization: Bearer". Its name into turn->user.name. */
enum sk_err sk_office_session_bearer(struct sk_office_turn *turn, struct sk_office_token *found);

#endif
