/* turn.h — one request on its way to its answer: who asks, a link to the database when it is
 * needed, and the page that is being written. Private to this folder; one thread. */
#ifndef SK_OFFICE_TURN_H
#define SK_OFFICE_TURN_H

#include "office/answer.h"
#include "office/db.h"
#include "office/html.h"
#include "office/request.h"
#include "office/secret.h"
#include "office/settings.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define SK_OFFICE_NAME_SIZE 64 /* of an account, with NUL */

/* What all turns share. Borrowed by them. */
struct sk_office {
    const struct sk_office_settings *settings;
    struct sk_office_db *db;
    atomic_int exports; /* under way: whoever reads slowly keeps a link for long */
};

/* Who is signed in. Plain value. */
struct sk_office_user {
    bool is_in;
    bool may_act;
    bool must_change; /* the password, before anything else: somebody else knows it */
    char name[SK_OFFICE_NAME_SIZE];
    char csrf[SK_OFFICE_TOKEN_SIZE]; /* of the session's forms; of the sign-in form before it */
    char token[SK_OFFICE_TOKEN_SIZE];
};

struct sk_office_route;

struct sk_office_turn {
    struct sk_office *office;
    const struct sk_office_request *request;
    struct sk_office_answer *answer;
    struct sk_office_html html; /* into answer->body */
    struct sk_office_link *link;
    struct sk_office_user user;
    const struct sk_office_route *route;
    struct sk_err_info info; /* of the error that a page returns; for the log */
};

/* As sk_office_query(); takes a link the first time. */
enum sk_err sk_office_ask(struct sk_office_turn *turn, const char *sql, size_t count,
                          const char *const *values, struct sk_office_rows *rows);

/* The answer: go there. place: begins with '/', of this page only; said: what happened, as
 * sk_office_said() knows it; NULL: nothing. */
enum sk_err sk_office_go(struct sk_office_turn *turn, const char *place, const char *said);

/* Where the form says that it came from ("back"), where that is a place of this page; else
 * otherwise. Borrowed. */
const char *sk_office_back(const struct sk_office_turn *turn, const char *otherwise);
/* '/' and what follows are letters, digits and -._~?=&%/, and not a second '/': no other site. */
bool sk_office_is_place(const char *text);

/* A value of the query, or of the form of a POST. "" where there is none. */
const char *sk_office_value(const struct sk_office_turn *turn, const char *name);

/* The list that the form brings: the file that was chosen, else what was typed as "text". Borrowed;
 * *length bytes, with any bytes in them. */
const char *sk_office_list_of(const struct sk_office_turn *turn, size_t *length);

/* Sets a cookie with the attributes that all of ours have. seconds 0: with the browser's session;
 * -1: away with it. */
void sk_office_set_cookie(struct sk_office_turn *turn, const char *name, const char *value,
                          int seconds);

#endif
