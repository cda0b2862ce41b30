#define SK_LOG_MODULE "office"
#include "office/pages.h"

#include "base/language.h"
#include "base/log.h"
#include "base/util.h"
#include "office/page.h"
#include "office/session.h"

#include <stdio.h>
#include <string.h>

static enum sk_err put_page(struct sk_office_turn *turn, const char *account, const char *wrong) {
    struct sk_office_html *html = &turn->html;
    const char *back = sk_office_back(turn, "/");
    sk_office_page_begin(turn, sk_text("Sign in"));
    if (wrong[0]) {
        sk_office_html(html, "<p class=\"said bad\" role=\"alert\">");
        sk_office_icon(html, "cross");
        sk_office_html(html, "%s</p>\n", wrong);
    }
    sk_office_html(html,
                   "<form method=\"post\" action=\"/sign-in\" class=\"sign-in panel\">"
                   "<input type=\"hidden\" name=\"csrf\" value=\"%s\">"
                   "<input type=\"hidden\" name=\"back\" value=\"%s\">\n"
                   "<p class=\"field\"><label for=\"account\">%s</label>"
                   "<input id=\"account\" name=\"account\" value=\"%s\" autocomplete=\"username\" "
                   "maxlength=\"63\" autocapitalize=\"none\" spellcheck=\"false\" required></p>\n"
                   "<p class=\"field\"><label for=\"password\">%s</label>"
                   "<input type=\"password\" id=\"password\" name=\"password\" "
                   "autocomplete=\"current-password\" maxlength=\"256\" required></p>\n"
                   "<p><button class=\"main\">%s</button></p></form>\n",
                   turn->user.csrf, back, sk_text("Name"), account, sk_text("Password"),
                   sk_text("Sign in"));
    sk_office_html(html, "<p class=\"soft\">%s</p>\n",
                   sk_text("Accounts are the office's own: a bench's PIN opens nothing here."));
    return sk_office_page_end(turn);
}

enum sk_err sk_office_page_sign_in(struct sk_office_turn *turn) {
    if (turn->user.is_in) {
        return sk_office_go(turn, sk_office_back(turn, "/"), NULL);
    }
    enum sk_err err = sk_office_session_prepare(turn);
    return err ? err : put_page(turn, "", "");
}

/* The page again. Which of name and password was wrong is not said. */
static enum sk_err refuse(struct sk_office_turn *turn, const char *account, int locked_s) {
    char text[256];
    turn->answer->status = locked_s > 0 ? 429 : 401;
    turn->answer->retry_after_s = locked_s;
    if (locked_s > 0) {
        sk_office_locked_words(locked_s, text, sizeof(text));
        sk_log_warning("signing in is locked for %d s; asked from %s", locked_s,
                       turn->request->address);
    } else {
        (void)snprintf(text, sizeof(text), "%s", sk_text("Wrong name or password."));
        sk_log_warning("a wrong name or password from %s", turn->request->address);
    }
    return put_page(turn, account, text);
}

enum sk_err sk_office_do_sign_in(struct sk_office_turn *turn) {
    const char *account = sk_office_value(turn, "account");
    const char *password = sk_office_value(turn, "password");
    char stored[SK_OFFICE_STORED_SIZE];
    int locked_s = 0;
    if (account[0] == '\0' || strlen(account) >= SK_OFFICE_NAME_SIZE) {
        return refuse(turn, "", 0);
    }
    enum sk_err err = sk_office_session_try(turn, account, stored, &locked_s);
    if (err) {
        return err;
    }
    if (locked_s > 0 || !sk_office_password_is(stored, password)) {
        return refuse(turn, account, locked_s);
    }
    err = sk_office_session_begin(turn, account);
    if (!err) {
        sk_log_info("%s signed in from %s", account, turn->request->address);
    }
    return err ? err : sk_office_go(turn, sk_office_back(turn, "/"), NULL);
}

enum sk_err sk_office_do_sign_out(struct sk_office_turn *turn) {
    enum sk_err err = sk_office_session_end(turn);
    return err ? err : sk_office_go(turn, "/sign-in", "out");
}

enum sk_err sk_office_page_language(struct sk_office_turn *turn) {
    const char *name = sk_language_find(sk_office_value(turn, "to"));
    if (name) {
        sk_office_set_cookie(turn, SK_OFFICE_LANGUAGE_COOKIE, name, 365 * 24 * 3600);
    }
    return sk_office_go(turn, sk_office_back(turn, "/"), NULL);
}
