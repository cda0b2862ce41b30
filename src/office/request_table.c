#include "office/request_table.h"

#include "base/language.h"
#include "base/util.h"
#include "office/page.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { BENCH, NAME, KIND, CHAIN, PAIR, WHO, NOTE, MADE_MS, WAS_TOLD, HAS_ENDED, OUTCOME };

static const char *word_of_kind(const char *kind) {
    static const struct {
        const char *kind, *word;
    } words[] = {
        { "hold", SK_N("Hold the bench") },      { "release", SK_N("Release the bench") },
        { "message", SK_N("Show the message") }, { "retry", SK_N("Retry") },
        { "deal", SK_N("Dealt with") },          { "undo", SK_N("Undo the binding") },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(words); i++) {
        if (strcmp(words[i].kind, kind) == 0) {
            return sk_text(words[i].word);
        }
    }
    return kind;
}

static void put_state(struct sk_office_html *html, const struct sk_office_rows *rows, int row) {
    const char *outcome = sk_office_text_at(rows, row, OUTCOME);
    bool has_ended = sk_office_is_true_at(rows, row, HAS_ENDED);
    if (has_ended) {
        bool is_done = strcmp(outcome, "done") == 0;
        sk_office_html(html,
                       is_done ? "<span class=\"state bound\">" : "<span class=\"state refused\">");
        sk_office_icon(html, is_done ? "tick" : "cross");
        sk_office_html(html, "%s</span>", is_done ? sk_text("Done") : outcome);
        return;
    }
    sk_office_html(html, "<span class=\"state pending\">");
    sk_office_icon(html, "clock");
    sk_office_html(html, "%s</span>",
                   strcmp(outcome, "waits") == 0 ? sk_text("A supervisor has to confirm it there")
                   : outcome[0]                  ? outcome
                   : sk_office_is_true_at(rows, row, WAS_TOLD)
                       ? sk_text("The bench knows it")
                       : sk_text("The bench has not asked yet"));
}

static void put_row(struct sk_office_html *html, const struct sk_office_rows *rows, int row) {
    int64_t pair = sk_office_number_at(rows, row, PAIR);
    sk_office_html(html, "<tr><td data-title=\"%s\">", sk_text("Time"));
    sk_office_time(html, sk_office_number_at(rows, row, MADE_MS));
    sk_office_html(html, "</td><th scope=\"row\">%s</th><td data-title=\"%s\">",
                   sk_office_text_at(rows, row, NAME), sk_text("Request"));
    sk_office_html(html, "%s", word_of_kind(sk_office_text_at(rows, row, KIND)));
    if (pair > 0) {
        char text[64];
        (void)snprintf(text, sizeof(text), "%s %" PRId64, sk_text("Pair"), pair);
        sk_office_html(html, ": ");
        sk_office_pair_link(html, sk_office_text_at(rows, row, BENCH),
                            sk_office_text_at(rows, row, CHAIN), pair, text);
    }
    sk_office_html(html, "</td><td data-title=\"%s\">%s</td><td data-title=\"%s\">%s</td>",
                   sk_text("By"), sk_office_text_at(rows, row, WHO), sk_text("Why"),
                   sk_office_text_at(rows, row, NOTE));
    sk_office_html(html, "<td data-title=\"%s\">", sk_text("State"));
    put_state(html, rows, row);
    sk_office_html(html, "</td></tr>\n");
}

enum sk_err sk_office_request_table(struct sk_office_turn *turn,
                                    const struct sk_office_pair_name *name) {
    static const char *const titles[] = { SK_N("Time"), SK_N("Bench"), SK_N("Request"),
                                          SK_N("By"),   SK_N("Why"),   SK_N("State") };
    static const char sql[] =
        "SELECT p.bench, " SK_OFFICE_BENCH_SQL " AS name, p.kind, p.chain, p.pair, p.who, p.note,"
        " (extract(epoch FROM p.made) * 1000)::bigint, p.told IS NOT NULL, p.ended IS NOT NULL,"
        " p.outcome FROM sag.request p"
        " WHERE $1 = '' OR (p.bench = $1 AND p.chain = $2 AND p.pair = $3::bigint)"
        " ORDER BY p.ended IS NOT NULL, p.made DESC LIMIT 100";
    char number[24] = "0";
    const char *const values[] = { name ? name->bench : "", name ? name->chain : "", number };
    struct sk_office_rows rows = { .result = NULL };
    if (name) {
        (void)snprintf(number, sizeof(number), "%" PRId64, name->number);
    }
    enum sk_err err = sk_office_ask(turn, sql, SK_ARRAY_LEN(values), values, &rows);
    if (!err && (rows.count > 0 || !name)) {
        sk_office_html(&turn->html, "<h2>%s</h2>\n", sk_text("Requests to the benches"));
    }
    if (!err && rows.count == 0 && !name) {
        sk_office_html(&turn->html, "<p>%s</p>\n", sk_text("There are none."));
    }
    if (!err && rows.count > 0) {
        sk_office_html(&turn->html,
                       "<table class=\"rows\"><caption class=\"hidden\">%s</caption>\n",
                       sk_text("Requests to the benches"));
        sk_office_heads(&turn->html, titles, SK_ARRAY_LEN(titles), 0);
        sk_office_html(&turn->html, "<tbody>\n");
        for (int i = 0; i < rows.count; i++) {
            put_row(&turn->html, &rows, i);
        }
        sk_office_html(&turn->html, "</tbody></table>\n");
    }
    sk_office_rows_finish(&rows);
    return err;
}
