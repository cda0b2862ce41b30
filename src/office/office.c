#define SK_LOG_MODULE "office"
#include "office/office.h"

#include "base/json.h"
#include "base/language.h"
#include "base/log.h"
#include "base/wipe.h"
#include "office/headers.h"
#include "office/page.h"
#include "office/router.h"
#include "office/session.h"

#include <stdio.h>
#include <string.h>

static void choose_language(const struct sk_office_turn *turn) {
    char chosen[8];
    const char *name = NULL;
    if (sk_office_cookie(turn->request->cookie, SK_OFFICE_LANGUAGE_COOKIE, chosen,
                         sizeof(chosen))) {
        name = sk_language_find(chosen);
    }
    name = name ? name : sk_office_accept(turn->request->accept_language);
    sk_language_of_thread(name ? name : turn->office->settings->language);
}

static bool is_for_programs(const struct sk_office_turn *turn) {
    return turn->route->need == SK_OFFICE_NEEDS_TOKEN ||
           turn->route->need == SK_OFFICE_NEEDS_TOKEN_TO_PUBLISH;
}

/* What went wrong, as the answer to a program. */
static void answer_json_error(struct sk_office_turn *turn, int status, const char *text) {
    struct sk_buf *body = &turn->answer->body;
    sk_buf_clear(body);
    turn->answer->status = status;
    turn->answer->type = "application/json";
    enum sk_err err = sk_buf_addf(body, "{\"error\":");
    err = err ? err : sk_json_add_text(body, text);
    if (err || sk_buf_addf(body, "}\n")) {
        turn->answer->status = 503;
    }
}

static void answer_no_database(struct sk_office_turn *turn) {
    sk_office_page_error(turn, 503, SK_N("No database"),
                         SK_N("The fleet's database cannot be used just now. The benches go on "
                              "without it. Try again; if that fails too, call IT."));
}

static void answer_old_database(struct sk_office_turn *turn) {
    char text[256];
    (void)snprintf(text, sizeof(text),
                   sk_text("The fleet's database has version %d; run sag-kioskctl fleet migrate."),
                   sk_office_db_format(turn->office->db));
    sk_office_page_error(turn, 503, SK_N("The database is too old"), text);
}

static void answer_error(struct sk_office_turn *turn, enum sk_err error) {
    int status = error == SK_ERR_NOT_FOUND ? 404
                 : error == SK_ERR_INVALID ? 400
                 : error == SK_ERR_DENIED  ? 403
                 : error == SK_ERR_STOPPED ? 504
                                           : 503;
    if (status >= 500 || turn->info.text[0]) {
        sk_log_warning("%s: %s (%s)", turn->route->path, turn->info.text, sk_err_name(error));
    }
    if (is_for_programs(turn)) {
        answer_json_error(turn, status,
                          error == SK_ERR_UNSUPPORTED ? turn->info.text : sk_err_name(error));
        return;
    }
    if (error == SK_ERR_UNSUPPORTED) {
        answer_old_database(turn);
        return;
    }
    switch (status) {
    case 404:
        sk_office_page_error(turn, status, SK_N("Not found"), SK_N("That is not there."));
        break;
    case 400:
        sk_office_page_error(turn, status, SK_N("Not understood"),
                             SK_N("A value in this request cannot be."));
        break;
    case 504:
        sk_office_page_error(turn, status, SK_N("Too much at once"),
                             SK_N("The database took too long. Ask for fewer days."));
        break;
    case 503:
        if (error == SK_ERR_BUSY) {
            turn->answer->retry_after_s = 10;
            sk_office_page_error(turn, status, SK_N("Too much at once"),
                                 SK_N("Others are at it just now. Try again in a moment."));
            break;
        }
        answer_no_database(turn);
        break;
    default:
        answer_no_database(turn);
        break;
    }
}

/* A form of this page, of this session, sent from it: a token that no other site can know, and what
 * the browser itself says about where it comes from. */
static bool is_own_form(const struct sk_office_turn *turn) {
    const struct sk_office_request *request = turn->request;
    bool is_other_site =
        (request->fetch_site[0] && strcmp(request->fetch_site, "same-origin") != 0) ||
        (request->origin[0] && !sk_office_is_own_origin(request->origin, request->host));
    return !is_other_site &&
           sk_office_is_same(sk_office_form_get(&request->form, "csrf"), turn->user.csrf);
}

static void refuse(struct sk_office_turn *turn) {
    sk_office_page_error(turn, 403, SK_N("Not allowed"),
                         turn->user.is_in ? SK_N("This form is not of your session. Load the page "
                                                 "again.")
                                          : SK_N("Sign in again."));
}

/* True: it may go on. */
static bool admit_user(struct sk_office_turn *turn) {
    enum sk_err err = sk_office_session_find(turn);
    if (err) {
        answer_error(turn, err);
        return false;
    }
    if (turn->request->method == SK_OFFICE_POST && !is_own_form(turn)) {
        sk_log_warning("%s: a form without its token was refused", turn->route->path);
        refuse(turn);
        return false;
    }
    if (turn->route->need == SK_OFFICE_NEEDS_NOTHING) {
        return true;
    }
    if (!turn->user.is_in) {
        (void)sk_office_session_ask(turn);
        return false;
    }
    if (turn->user.must_change && turn->route->need != SK_OFFICE_NEEDS_OLD_PASSWORD) {
        (void)sk_office_go(turn, "/password", NULL);
        return false;
    }
    if (turn->route->need == SK_OFFICE_NEEDS_RIGHT && !turn->user.may_act) {
        sk_office_page_error(turn, 403, SK_N("Not allowed"), SK_N("This account may only look."));
        return false;
    }
    return true;
}

static bool admit_program(struct sk_office_turn *turn) {
    struct sk_office_token token;
    bool is_publishing = turn->route->need == SK_OFFICE_NEEDS_TOKEN_TO_PUBLISH;
    enum sk_err err = sk_office_session_bearer(turn, &token);
    bool may = is_publishing ? token.may_publish : token.may_read;
    if (err) {
        answer_error(turn, err);
    } else if (!token.is_known) {
        answer_json_error(turn, 401, "a valid token is needed: Authorization: Bearer TOKEN");
    } else if (!may) {
        sk_log_warning("%s: the token '%s' may not do this", turn->route->path, turn->user.name);
        answer_json_error(turn, 403,
                          is_publishing ? "this token may not publish; sag-office token add NAME "
                                          "--scope publish makes one that may"
                                        : "this token may not read; sag-office token add NAME "
                                          "--scope read makes one that may");
    }
    return !err && token.is_known && may;
}

/* The body was not taken, so nobody is known: neither session nor token were looked at. */
static void answer_refusal(struct sk_office_turn *turn) {
    bool is_too_large = turn->request->refusal == 413;
    if (is_for_programs(turn)) {
        answer_json_error(turn, turn->request->refusal,
                          is_too_large ? "the body is too large" : "others are sending lists");
    } else if (is_too_large) {
        sk_office_page_error(
            turn, 413, SK_N("Too large"),
            SK_N("Nothing was taken: a list has at most 8 MB, another form 64 kB."));
    } else {
        turn->answer->retry_after_s = 10;
        sk_office_page_error(turn, 503, SK_N("Too much at once"),
                             SK_N("Others are at it just now. Try again in a moment."));
    }
}

static void run(struct sk_office_turn *turn) {
    if (turn->request->refusal != 0) {
        answer_refusal(turn);
        return;
    }
    bool is_file = strncmp(turn->route->path, "/assets/", 8) == 0;
    bool may = is_file ? true : is_for_programs(turn) ? admit_program(turn) : admit_user(turn);
    enum sk_err err = may ? turn->route->answer(turn) : SK_OK;
    if (err) {
        answer_error(turn, err);
    }
}

void sk_office_answer_request(void *data, const struct sk_office_request *request,
                              struct sk_office_answer *answer) {
    struct sk_office_turn turn = { .office = data, .request = request, .answer = answer };
    bool other_method = false;
    turn.html.out = &answer->body;
    choose_language(&turn);
    turn.route = sk_office_route_find(request->method, request->path, &other_method);
    if (turn.route) {
        run(&turn);
    } else {
        sk_office_page_error(&turn, other_method ? 405 : 404, SK_N("Not found"),
                             SK_N("That is not there."));
    }
    sk_office_db_give(turn.office->db, turn.link);
    sk_wipe(turn.user.token, sizeof(turn.user.token));
    sk_language_of_thread(NULL);
}
