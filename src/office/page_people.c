#define SK_LOG_MODULE "office"
#include "office/pages.h"

#include "base/language.h"
#include "base/log.h"
#include "base/parse.h"
#include "base/utf8.h"
#include "base/util.h"
#include "office/badge.h"
#include "office/page.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NAME_MAX_BYTES 63

enum { NUMBER, NAME, ROLE, LANGUAGE, IS_GONE, CHANGED_MS };

static const struct {
    const char *role, *word;
} roles[] = { { "worker", SK_N("Worker") },
              { "supervisor", SK_N("Supervisor") },
              { "it", SK_N("IT") } };

static const char *word_of_role(const char *role) {
    for (size_t i = 0; i < SK_ARRAY_LEN(roles); i++) {
        if (strcmp(roles[i].role, role) == 0) {
            return sk_text(roles[i].word);
        }
    }
    return role;
}

/* NULL: none of them. */
static const char *own_name_of_language(const char *name) {
    for (size_t i = 0; sk_language_at(i); i++) {
        if (strcmp(sk_language_at(i), name) == 0) {
            return sk_language_own_name(i);
        }
    }
    return NULL;
}

static void put_row(struct sk_office_turn *turn, const struct sk_office_rows *rows, int row) {
    struct sk_office_html *html = &turn->html;
    const char *number = sk_office_text_at(rows, row, NUMBER);
    const char *name = sk_office_text_at(rows, row, NAME);
    const char *language = own_name_of_language(sk_office_text_at(rows, row, LANGUAGE));
    bool is_gone = sk_office_is_true_at(rows, row, IS_GONE);
    sk_office_html(html, "<tr><th scope=\"row\">%s</th><td data-title=\"%s\">%s</td>",
                   name[0] ? name : sk_text("(erased)"), sk_text("Role"),
                   word_of_role(sk_office_text_at(rows, row, ROLE)));
    sk_office_html(html, "<td data-title=\"%s\">%s</td><td data-title=\"%s\">", sk_text("Language"),
                   language ? language : "–", sk_text("State"));
    if (is_gone) {
        sk_office_html(html, "<span class=\"state check\">");
        sk_office_icon(html, "lock");
        sk_office_html(html, "%s</span>", sk_text("No badge opens anything"));
    } else {
        sk_office_html(html, "<span class=\"state plain\">");
        sk_office_icon(html, "tick");
        sk_office_html(html, "%s</span>", sk_text("Works here"));
    }
    sk_office_html(html, "</td><td data-title=\"%s\">#%s</td>", sk_text("Number"), number);
    if (turn->user.may_act) {
        sk_office_html(html, "<td>");
        if (!is_gone) {
            sk_office_html(html, "<a href=\"/people?number=%s#person\">%s</a>", number,
                           sk_text("Change"));
        }
        sk_office_html(html, "</td>");
    }
    sk_office_html(html, "</tr>\n");
}

static void put_choices(struct sk_office_html *html, const char *role, const char *language) {
    sk_office_html(html,
                   "<p class=\"field\"><label for=\"role\">%s</label>"
                   "<select id=\"role\" name=\"role\">",
                   sk_text("Role"));
    for (size_t i = 0; i < SK_ARRAY_LEN(roles); i++) {
        bool is_chosen = strcmp(roles[i].role, role) == 0;
        sk_office_html(html,
                       is_chosen ? "<option value=\"%s\" selected>%s</option>"
                                 : "<option value=\"%s\">%s</option>",
                       roles[i].role, sk_text(roles[i].word));
    }
    sk_office_html(html,
                   "</select></p>\n<p class=\"field\"><label for=\"language\">%s</label>"
                   "<select id=\"language\" name=\"language\"><option value=\"\">%s</option>",
                   sk_text("Language"), sk_text("That of the bench"));
    for (size_t i = 0; sk_language_at(i); i++) {
        bool is_chosen = strcmp(sk_language_at(i), language) == 0;
        sk_office_html(html,
                       is_chosen ? "<option value=\"%s\" selected>%s</option>"
                                 : "<option value=\"%s\">%s</option>",
                       sk_language_at(i), sk_language_own_name(i));
    }
    sk_office_html(html, "</select></p>\n");
}

/* Somebody new, or the one in that row (-1: nobody). */
static void put_form(struct sk_office_turn *turn, const struct sk_office_rows *rows, int row) {
    struct sk_office_html *html = &turn->html;
    const char *name = row >= 0 ? sk_office_text_at(rows, row, NAME) : "";
    sk_office_form_begin(turn, "/person", "person", "panel");
    sk_office_html(html, "<h2>%s</h2>\n<input type=\"hidden\" name=\"number\" value=\"%s\">\n",
                   row >= 0 ? sk_text("Change a person") : sk_text("Add a person"),
                   row >= 0 ? sk_office_text_at(rows, row, NUMBER) : "0");
    sk_office_html(html, "<div class=\"fields\">");
    sk_office_field(html, "text", "name", sk_text("Name"), name);
    put_choices(html, row >= 0 ? sk_office_text_at(rows, row, ROLE) : "worker",
                row >= 0 ? sk_office_text_at(rows, row, LANGUAGE) : "");
    sk_office_html(html,
                   "<p class=\"field\"><label for=\"badge\">%s</label><input id=\"badge\" "
                   "name=\"badge\" autocomplete=\"off\" maxlength=\"255\" "
                   "aria-describedby=\"badge-help\">"
                   "<span class=\"soft\" id=\"badge-help\">%s</span></p></div>\n",
                   sk_text("Badge, as it is scanned"),
                   sk_text("Empty: it stays as it is. Only a keyed hash of it is kept."));
    sk_office_html(html,
                   "<p class=\"buttons\"><button class=\"main\" name=\"do\" value=\"keep\">%s"
                   "</button>",
                   sk_text("Save"));
    if (row >= 0) {
        sk_office_html(html,
                       " <button name=\"do\" value=\"drop\">%s</button>"
                       " <button name=\"do\" value=\"erase\">%s</button></p>\n<p><label>"
                       "<input type=\"checkbox\" name=\"sure\" value=\"yes\"> %s</label>",
                       sk_text("Lock the badge"), sk_text("Erase the name"),
                       sk_text("Yes, erase the name for ever; the number stays in the logs"));
    }
    sk_office_html(html, "</p></form>\n");
}

enum sk_err sk_office_page_people(struct sk_office_turn *turn) {
    static const char *const titles[] = { SK_N("Name"),  SK_N("Role"),   SK_N("Language"),
                                          SK_N("State"), SK_N("Number"), "" };
    static const char sql[] = "SELECT p.number, p.name, p.role, p.language, p.is_gone,"
                              " (extract(epoch FROM p.changed) * 1000)::bigint FROM sag.person p"
                              " ORDER BY p.is_gone, lower(p.name), p.number LIMIT 10000";
    struct sk_office_rows rows = { .result = NULL };
    const char *wanted = sk_office_value(turn, "number");
    int chosen = -1;
    enum sk_err err = sk_office_ask(turn, sql, 0, NULL, &rows);
    if (err) {
        return err;
    }
    sk_office_page_begin(turn, sk_text("Staff"));
    sk_office_html(&turn->html, "<table class=\"rows\"><caption class=\"hidden\">%s</caption>\n",
                   sk_text("Staff"));
    sk_office_heads(&turn->html, titles, SK_ARRAY_LEN(titles) - (turn->user.may_act ? 0 : 1), 0);
    sk_office_html(&turn->html, "<tbody>\n");
    for (int i = 0; i < rows.count; i++) {
        put_row(turn, &rows, i);
        if (strcmp(sk_office_text_at(&rows, i, NUMBER), wanted) == 0 &&
            !sk_office_is_true_at(&rows, i, IS_GONE)) {
            chosen = i;
        }
    }
    sk_office_html(&turn->html, "</tbody></table>\n");
    if (turn->user.may_act) {
        put_form(turn, &rows, chosen);
        sk_office_html(&turn->html, "<p class=\"links\"><a href=\"/people/list\">%s</a></p>\n",
                       sk_text("Add people from a list"));
    }
    sk_office_rows_finish(&rows);
    return sk_office_page_end(turn);
}

static enum sk_err keep_person(struct sk_office_turn *turn) {
    char badge[SK_OFFICE_HASH_HEX_SIZE] = "";
    const char *name = sk_office_value(turn, "name");
    const char *language = sk_office_value(turn, "language");
    bool is_name =
        name[0] && strlen(name) <= NAME_MAX_BYTES && sk_utf8_is_printable(name, strlen(name));
    if (!is_name || (language[0] && !own_name_of_language(language))) {
        return SK_ERR_INVALID;
    }
    char key[SK_OFFICE_TOKEN_SIZE];
    enum sk_err err = sk_office_badge_key(turn, key);
    err = err ? err : sk_office_badge_of(key, sk_office_value(turn, "badge"), badge);
    const char *const values[] = { sk_office_value(turn, "number"), name,
                                   sk_office_value(turn, "role"), language,
                                   badge[0] ? badge : NULL };
    struct sk_office_rows rows = { .result = NULL };
    err = err ? err
              : sk_office_ask(turn, "SELECT sag.keep_person($1::bigint, $2, $3, $4, $5::bytea)",
                              SK_ARRAY_LEN(values), values, &rows);
    sk_office_rows_finish(&rows);
    return err;
}

static enum sk_err drop_person(struct sk_office_turn *turn, bool is_erased) {
    const char *const values[] = { sk_office_value(turn, "number"), is_erased ? "true" : "false" };
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = sk_office_ask(turn, "SELECT sag.drop_person($1::bigint, $2::boolean)",
                                    SK_ARRAY_LEN(values), values, &rows);
    sk_office_rows_finish(&rows);
    return err;
}

enum sk_err sk_office_do_person(struct sk_office_turn *turn) {
    const char *what = sk_office_value(turn, "do");
    bool is_erased = strcmp(what, "erase") == 0;
    bool is_sure = strcmp(sk_office_value(turn, "sure"), "yes") == 0;
    enum sk_err err;
    if (strcmp(what, "keep") == 0) {
        err = keep_person(turn);
    } else if (strcmp(what, "drop") == 0 || (is_erased && is_sure)) {
        err = drop_person(turn, is_erased);
    } else {
        return sk_office_go(turn, "/people", "unsaved");
    }
    if (err == SK_ERR_BUSY || err == SK_ERR_INVALID) {
        return sk_office_go(turn, "/people", err == SK_ERR_BUSY ? "taken" : "unsaved");
    }
    if (!err) {
        sk_log_info("%s changed the table of people: %s #%s", turn->user.name, what,
                    sk_office_value(turn, "number"));
    }
    return err ? err
               : sk_office_go(turn, "/people",
                              strcmp(what, "keep") == 0 ? "saved"
                              : is_erased               ? "erased"
                                                        : "dropped");
}
