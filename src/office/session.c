#include "office/session.h"

#include "base/language.h"
#include "base/util.h"
#include "office/headers.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* "__Host-": the browser takes it only with TLS, for this host and all its paths. */
static const char *cookie_name(const struct sk_office_turn *turn, bool is_session) {
    if (turn->request->is_tls) {
        return is_session ? "__Host-sag_office" : "__Host-sag_sign_in";
    }
    return is_session ? "sag_office" : "sag_sign_in";
}

static bool read_token(const struct sk_office_turn *turn, bool is_session,
                       char out[SK_OFFICE_TOKEN_SIZE]) {
    return sk_office_cookie(turn->request->cookie, cookie_name(turn, is_session), out,
                            SK_OFFICE_TOKEN_SIZE) &&
           sk_office_token_is(out);
}

static enum sk_err find_account(struct sk_office_turn *turn, const char *token) {
    char hash[SK_OFFICE_HASH_HEX_SIZE];
    char idle[24];
    struct sk_office_rows rows = { .result = NULL };
    const char *const values[] = { hash, idle };
    (void)snprintf(idle, sizeof(idle), "%" PRId64, turn->office->settings->idle_minutes * 60);
    enum sk_err err = sk_office_token_hash(token, hash);
    err = err ? err
              : sk_office_ask(turn,
                              "SELECT account, may_act, must_change FROM "
                              "sag.office_session_of($1::bytea, $2::integer)",
                              SK_ARRAY_LEN(values), values, &rows);
    if (!err && rows.count == 1) {
        turn->user.is_in = true;
        turn->user.may_act = sk_office_is_true_at(&rows, 0, 1);
        turn->user.must_change = sk_office_is_true_at(&rows, 0, 2);
        (void)snprintf(turn->user.name, sizeof(turn->user.name), "%s",
                       sk_office_text_at(&rows, 0, 0));
        (void)snprintf(turn->user.token, sizeof(turn->user.token), "%s", token);
    }
    sk_office_rows_finish(&rows);
    return err;
}

enum sk_err sk_office_session_find(struct sk_office_turn *turn) {
    char token[SK_OFFICE_TOKEN_SIZE];
    enum sk_err err = SK_OK;
    if (read_token(turn, true, token)) {
        err = find_account(turn, token);
    }
    if (!err && turn->user.is_in) {
        err = sk_office_csrf_make(token, turn->user.csrf);
    } else if (!err && read_token(turn, false, token)) {
        err = sk_office_csrf_make(token, turn->user.csrf);
    }
    return err;
}

enum sk_err sk_office_session_prepare(struct sk_office_turn *turn) {
    char token[SK_OFFICE_TOKEN_SIZE];
    if (read_token(turn, false, token)) {
        return SK_OK;
    }
    enum sk_err err = sk_office_token_make(token, &turn->info);
    err = err ? err : sk_office_csrf_make(token, turn->user.csrf);
    if (!err) {
        sk_office_set_cookie(turn, cookie_name(turn, false), token, 0);
    }
    return err;
}

enum sk_err sk_office_session_begin(struct sk_office_turn *turn, const char *account) {
    char token[SK_OFFICE_TOKEN_SIZE];
    char hash[SK_OFFICE_HASH_HEX_SIZE];
    char seconds[16];
    struct sk_office_rows rows = { .result = NULL };
    char from[SK_OFFICE_ADDRESS_SIZE];
    const char *const values[] = { account, from, hash, seconds };
    sk_office_network(turn->request->address, from, sizeof(from));
    (void)snprintf(seconds, sizeof(seconds), "%d", SK_OFFICE_SESSION_S);
    enum sk_err err = sk_office_token_make(token, &turn->info);
    err = err ? err : sk_office_token_hash(token, hash);
    err = err ? err
              : sk_office_ask(turn, "SELECT sag.office_begin($1, $2, $3::bytea, $4::integer)",
                              SK_ARRAY_LEN(values), values, &rows);
    sk_office_rows_finish(&rows);
    if (!err) {
        sk_office_set_cookie(turn, cookie_name(turn, true), token, 0);
    }
    return err;
}

enum sk_err sk_office_session_try(struct sk_office_turn *turn, const char *account,
                                  char stored[SK_OFFICE_STORED_SIZE], int *locked_s) {
    char from[SK_OFFICE_ADDRESS_SIZE];
    const char *const values[] = { account, from };
    struct sk_office_rows rows = { .result = NULL };
    sk_office_network(turn->request->address, from, sizeof(from));
    stored[0] = '\0';
    *locked_s = 0;
    enum sk_err err =
        sk_office_ask(turn, "SELECT password, locked_s FROM sag.office_try_sign_in($1, $2)",
                      SK_ARRAY_LEN(values), values, &rows);
    if (!err) {
        (void)snprintf(stored, SK_OFFICE_STORED_SIZE, "%s", sk_office_text_at(&rows, 0, 0));
        *locked_s = (int)sk_office_number_at(&rows, 0, 1);
    }
    sk_office_rows_finish(&rows);
    sk_office_db_give(turn->office->db, turn->link);
    turn->link = NULL;
    return err;
}

void sk_office_locked_words(int locked_s, char *out, size_t size) {
    (void)snprintf(out, size, sk_text("Too many wrong passwords. Wait %d min."), locked_s / 60 + 1);
}

enum sk_err sk_office_session_end(struct sk_office_turn *turn) {
    char hash[SK_OFFICE_HASH_HEX_SIZE];
    struct sk_office_rows rows = { .result = NULL };
    const char *const values[] = { hash };
    enum sk_err err = sk_office_token_hash(turn->user.token, hash);
    err = err ? err
              : sk_office_ask(turn, "SELECT sag.office_end($1::bytea)", SK_ARRAY_LEN(values),
                              values, &rows);
    sk_office_rows_finish(&rows);
    sk_office_set_cookie(turn, cookie_name(turn, true), "", -1);
    return err;
}

enum sk_err sk_office_session_ask(struct sk_office_turn *turn) {
    char place[480] = "/sign-in";
    struct sk_buf to = SK_BUF_INIT(460);
    const char *target = turn->request->target;
    if (turn->request->method == SK_OFFICE_GET && sk_office_is_place(target) &&
        strcmp(target, "/") != 0 && !sk_office_escape_part(&to, target)) {
        (void)snprintf(place, sizeof(place), "/sign-in?back=%s", to.data);
    }
    sk_buf_finish(&to);
    return sk_office_go(turn, place, NULL);
}

enum sk_err sk_office_session_bearer(struct sk_office_turn *turn, struct sk_office_token *found) {
    char hash[SK_OFFICE_HASH_HEX_SIZE];
    struct sk_office_rows rows = { .result = NULL };
    const char *token = sk_office_bearer(turn->request->authorization);
    const char *const values[] = { hash };
    *found = (struct sk_office_token){ .is_known = false };
    if (!token || !sk_office_token_is(token)) {
        return SK_OK;
    }
    enum sk_err err = sk_office_token_hash(token, hash);
    err = err ? err
              : sk_office_ask(turn,
                              "SELECT name, may_read, may_publish FROM "
                              "sag.office_token_of($1::bytea)",
                              SK_ARRAY_LEN(values), values, &rows);
    if (!err && rows.count == 1) {
        *found = (struct sk_office_token){ .is_known = true,
                                           .may_read = sk_office_is_true_at(&rows, 0, 1),
                                           .may_publish = sk_office_is_true_at(&rows, 0, 2) };
        (void)snprintf(turn->user.name, sizeof(turn->user.name), "%s",
                       sk_office_text_at(&rows, 0, 0));
    }
    sk_office_rows_finish(&rows);
    return err;
}
