#include "office/pages.h"

#include "base/language.h"
#include "base/util.h"
#include "office/page.h"
#include "office/pair_table.h"
#include "office/queries.h"
#include "office/request_table.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PAIRS_SHOWN 100

static void put_pair_form(struct sk_office_turn *turn) {
    struct sk_office_html *html = &turn->html;
    sk_office_form_begin(turn, "/ask-pair", "ask", "panel");
    sk_office_html(html,
                   "<h3>%s</h3>\n<p class=\"field\"><label for=\"note\">%s</label>"
                   "<input id=\"note\" name=\"note\" maxlength=\"200\"></p>\n<p class=\"buttons\">"
                   "<button name=\"kind\" value=\"retry\">",
                   sk_text("Ask for the chosen pairs"), sk_text("Why?"));
    sk_office_icon(html, "arrow");
    sk_office_html(html, "%s</button> <button name=\"kind\" value=\"deal\">", sk_text("Retry"));
    sk_office_icon(html, "tick");
    sk_office_html(html, "%s</button></p><p class=\"soft\">%s</p></form>\n", sk_text("Dealt with"),
                   sk_text("The bench that has the pair is asked. It is done when a supervisor "
                           "confirms it there, or at once where the bench trusts the office."));
}

static enum sk_err put_pairs(struct sk_office_turn *turn) {
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = sk_office_open_pairs(turn, PAIRS_SHOWN + 1, &rows);
    if (err) {
        return err;
    }
    int count = rows.count < PAIRS_SHOWN ? rows.count : PAIRS_SHOWN;
    sk_office_html(&turn->html, "<h2>%s</h2>\n", sk_text("Open pairs"));
    if (count == 0) {
        sk_office_html(&turn->html, "<p>%s</p>\n", sk_text("Nothing needs attention."));
    } else {
        sk_office_pair_table(turn, &rows, count, sk_text("Needs attention"), turn->user.may_act);
    }
    if (rows.count > count) {
        char text[128];
        (void)snprintf(text, sizeof(text), sk_text("These are the oldest %d; there are more."),
                       count);
        sk_office_html(&turn->html, "<p>%s</p>\n", text);
    }
    if (count > 0 && turn->user.may_act) {
        put_pair_form(turn);
    }
    sk_office_rows_finish(&rows);
    return SK_OK;
}

static const char *word_of_alarm(const char *kind) {
    static const struct {
        const char *kind, *word;
    } words[] = {
        { "gap", SK_N("Events are missing") },
        { "rewritten", SK_N("The past was rewritten") },
        { "hash", SK_N("A hash is wrong") },
        { "new-log", SK_N("A new log was begun") },
        { "new-key", SK_N("It signs with another key") },
        { "denied", SK_N("Somebody was refused") },
        { "accepted", SK_N("A break was accepted") },
        { "claims", SK_N("Too many devices are claimed") },
        { "many", SK_N("Many alarms") },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(words); i++) {
        if (strcmp(words[i].kind, kind) == 0) {
            return sk_text(words[i].word);
        }
    }
    return kind;
}

static void put_alarm(struct sk_office_turn *turn, const struct sk_office_rows *rows, int row) {
    struct sk_office_html *html = &turn->html;
    const char *by = sk_office_text_at(rows, row, 6);
    sk_office_html(html, "<tr><td data-title=\"%s\">", sk_text("Time"));
    sk_office_time(html, sk_office_number_at(rows, row, 3));
    sk_office_html(html, "</td><th scope=\"row\">%s</th><td data-title=\"%s\">",
                   sk_office_text_at(rows, row, 2), sk_text("Alarm"));
    sk_office_html(html, "<span class=\"state refused\">");
    sk_office_icon(html, "bell");
    sk_office_html(html, "%s</span> %s</td><td data-title=\"%s\">",
                   word_of_alarm(sk_office_text_at(rows, row, 4)), sk_office_text_at(rows, row, 5),
                   sk_text("Seen"));
    if (by[0]) {
        sk_office_html(html, "%s", by);
    } else if (turn->user.may_act) {
        sk_office_form_begin(turn, "/see-alarm", NULL, "inline");
        sk_office_html(html,
                       "<input type=\"hidden\" name=\"bench\" value=\"%s\"><input type=\"hidden\" "
                       "name=\"id\" value=\"%s\"><button>%s</button></form>",
                       sk_office_text_at(rows, row, 0), sk_office_text_at(rows, row, 1),
                       sk_text("Seen"));
    }
    sk_office_html(html, "</td></tr>\n");
}

static enum sk_err put_alarms(struct sk_office_turn *turn) {
    static const char *const titles[] = { SK_N("Time"), SK_N("Bench"), SK_N("Alarm"),
                                          SK_N("Seen") };
    static const char sql[] =
        "SELECT p.bench, p.id, " SK_OFFICE_BENCH_SQL
        " AS name, (extract(epoch FROM p.last) * 1000)::bigint, p.kind,"
        " CASE WHEN p.times > 1 THEN p.text || ' (×' || p.times || ')' ELSE p.text END, p.seen_by"
        " FROM (SELECT a.*, row_number() OVER (PARTITION BY a.bench"
        " ORDER BY a.seen IS NOT NULL, a.at DESC) > 10 AS is_one_of_many FROM sag.alarm a) AS p"
        " ORDER BY p.seen IS NOT NULL, p.is_one_of_many, p.at DESC LIMIT 100";
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = sk_office_ask(turn, sql, 0, NULL, &rows);
    if (err) {
        return err;
    }
    sk_office_html(&turn->html, "<h2>%s</h2>\n", sk_text("Alarms"));
    if (rows.count == 0) {
        sk_office_html(&turn->html, "<p>%s</p>\n", sk_text("There are none."));
    } else {
        sk_office_html(&turn->html,
                       "<table class=\"rows\"><caption class=\"hidden\">%s</caption>\n",
                       sk_text("Alarms"));
        sk_office_heads(&turn->html, titles, SK_ARRAY_LEN(titles), 0);
        sk_office_html(&turn->html, "<tbody>\n");
        for (int i = 0; i < rows.count; i++) {
            put_alarm(turn, &rows, i);
        }
        sk_office_html(&turn->html, "</tbody></table>\n");
    }
    sk_office_rows_finish(&rows);
    return SK_OK;
}

enum sk_err sk_office_page_attention(struct sk_office_turn *turn) {
    sk_office_page_begin(turn, sk_text("Needs attention"));
    enum sk_err err = put_pairs(turn);
    err = err ? err : put_alarms(turn);
    err = err ? err : sk_office_request_table(turn, NULL);
    return err ? err : sk_office_page_end(turn);
}

enum sk_err sk_office_do_see_alarm(struct sk_office_turn *turn) {
    const char *const values[] = { sk_office_value(turn, "bench"), sk_office_value(turn, "id"),
                                   turn->user.name };
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = sk_office_ask(turn, "SELECT sag.see_alarm($1, $2::bigint, $3)",
                                    SK_ARRAY_LEN(values), values, &rows);
    sk_office_rows_finish(&rows);
    return err ? err : sk_office_go(turn, "/attention", "seen");
}
