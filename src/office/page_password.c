/* Whoever is signed in changes the own password. */
#define SK_LOG_MODULE "office"
#include "office/pages.h"

#include "base/language.h"
#include "base/log.h"
#include "base/util.h"
#include "office/page.h"
#include "office/session.h"

#include <stdio.h>
#include <string.h>

static void put_field(struct sk_office_html *html, const char *name, const char *label,
                      const char *kind) {
    sk_office_html(html,
                   "<p class=\"field\"><label for=\"%s\">%s</label><input type=\"password\" "
                   "id=\"%s\" name=\"%s\" autocomplete=\"%s\" maxlength=\"%d\" required></p>\n",
                   name, label, name, name, kind, SK_OFFICE_PASSWORD_MAX);
}

/* wrong: why it was not changed; "": nothing was tried. */
static enum sk_err put_page(struct sk_office_turn *turn, const char *wrong) {
    struct sk_office_html *html = &turn->html;
    char rule[160];
    sk_office_page_begin(turn, sk_text("Change the password"));
    if (wrong[0]) {
        sk_office_html(html, "<p class=\"said bad\" role=\"alert\">");
        sk_office_icon(html, "cross");
        sk_office_html(html, "%s</p>\n", wrong);
    } else if (turn->user.must_change) {
        sk_office_html(html, "<p>%s</p>\n",
                       sk_text("Somebody else gave you this password. Choose one that only you "
                               "know; then all pages open."));
    }
    sk_office_form_begin(turn, "/password", NULL, "sign-in panel");
    sk_office_html(html,
                   "<input type=\"hidden\" name=\"username\" autocomplete=\"username\" "
                   "value=\"%s\">\n",
                   turn->user.name);
    put_field(html, "old", sk_text("The password until now"), "current-password");
    put_field(html, "new", sk_text("The new password"), "new-password");
    put_field(html, "again", sk_text("The new one once more"), "new-password");
    (void)snprintf(rule, sizeof(rule), sk_text("At least %d characters."), SK_OFFICE_PASSWORD_MIN);
    sk_office_html(
        html, "<p class=\"soft\">%s %s</p>\n<p><button class=\"main\">%s</button></p></form>\n",
        rule, sk_text("Your sessions in other browsers end."), sk_text("Change the password"));
    return sk_office_page_end(turn);
}

enum sk_err sk_office_page_password(struct sk_office_turn *turn) {
    return put_page(turn, "");
}

static enum sk_err refuse(struct sk_office_turn *turn, int status, const char *wrong) {
    turn->answer->status = status;
    return put_page(turn, wrong);
}

/* Before a try is counted: what is wrong with the new one; NULL: nothing. */
static const char *what_is_wrong(const struct sk_office_turn *turn) {
    const char *chosen = sk_office_value(turn, "new");
    size_t length = strlen(chosen);
    if (length < SK_OFFICE_PASSWORD_MIN || length > SK_OFFICE_PASSWORD_MAX) {
        return sk_text("The new password is too short or too long.");
    }
    if (strcmp(chosen, sk_office_value(turn, "again")) != 0) {
        return sk_text("The two new passwords are not the same.");
    }
    return strcmp(chosen, sk_office_value(turn, "old")) == 0
               ? sk_text("The new password is the one until now.")
               : NULL;
}

/* Ends every session of the account, this one too, and begins another. */
static enum sk_err keep(struct sk_office_turn *turn, const char *known) {
    char stored[SK_OFFICE_STORED_SIZE];
    const char *const values[] = { turn->user.name, known, stored };
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = sk_office_password_store(sk_office_value(turn, "new"), stored, &turn->info);
    err = err ? err
              : sk_office_ask(turn, "SELECT sag.office_change_password($1, $2, $3)",
                              SK_ARRAY_LEN(values), values, &rows);
    bool is_kept = !err && sk_office_is_true_at(&rows, 0, 0);
    sk_office_rows_finish(&rows);
    if (err) {
        return err;
    }
    if (!is_kept) { /* it was changed elsewhere in this moment */
        return sk_office_go(turn, "/password", NULL);
    }
    sk_log_info("%s changed the own password", turn->user.name);
    err = sk_office_session_begin(turn, turn->user.name);
    return err ? err : sk_office_go(turn, "/", "changed");
}

enum sk_err sk_office_do_password(struct sk_office_turn *turn) {
    char stored[SK_OFFICE_STORED_SIZE];
    char words[256];
    int locked_s = 0;
    const char *wrong = what_is_wrong(turn);
    if (wrong) {
        return refuse(turn, 400, wrong);
    }
    enum sk_err err = sk_office_session_try(turn, turn->user.name, stored, &locked_s);
    if (err) {
        return err;
    }
    if (locked_s > 0) {
        sk_office_locked_words(locked_s, words, sizeof(words));
        turn->answer->retry_after_s = locked_s;
        return refuse(turn, 429, words);
    }
    if (!sk_office_password_is(stored, sk_office_value(turn, "old"))) {
        sk_log_warning("%s was not changed: a wrong password from %s", turn->user.name,
                       turn->request->address);
        return refuse(turn, 401, sk_text("The password until now is wrong."));
    }
    return keep(turn, stored);
}
