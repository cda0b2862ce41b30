#include "office/pages.h"

#include "base/language.h"
#include "base/util.h"
#include "office/code_word.h"
#include "office/page.h"
#include "office/pair_table.h"
#include "office/queries.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define FAILURES_SHOWN 500

enum { NAME, PAIRS, BOUND, REFUSED, CHECK, PENDING, WITHDRAWN, UNDONE, FIRST_MS, LAST_MS, COLUMNS };

static enum sk_err ask_counts(struct sk_office_turn *turn, const char *const times[2],
                              struct sk_office_rows *rows) {
    static const char sql[] =
        "SELECT " SK_OFFICE_BENCH_SQL " AS name, count(*), count(*) FILTER (WHERE o = 'bound'),"
        " count(*) FILTER (WHERE o = 'refused'), count(*) FILTER (WHERE o = 'check'),"
        " count(*) FILTER (WHERE o = 'pending'), count(*) FILTER (WHERE o = 'withdrawn'),"
        " count(*) FILTER (WHERE o = 'undone'), min(ms), max(ms)"
        " FROM (SELECT p.bench, p.scanned_wall_ms AS ms, " SK_OFFICE_OUTCOME_SQL " AS o"
        " FROM sag.pair p WHERE p.kind = 'bind' AND p.scanned_wall_ms >= $1::bigint"
        " AND p.scanned_wall_ms < $2::bigint) AS p GROUP BY p.bench ORDER BY length(p.bench), p.bench";
    return sk_office_ask(turn, sql, 2, times, rows);
}

static void put_counts(struct sk_office_html *html, const struct sk_office_rows *rows) {
    static const char *const titles[] = { SK_N("Bench"),
                                          SK_N("Pairs"),
                                          SK_N("Bound"),
                                          SK_N("Refused"),
                                          SK_N("Unknown"),
                                          SK_N("Not settled"),
                                          SK_N("Undone, not sent"),
                                          SK_N("Undone"),
                                          SK_N("First scan"),
                                          SK_N("Last scan") };
    int64_t sums[COLUMNS] = { 0 };
    sk_office_html(html, "<table class=\"rows\"><caption class=\"hidden\">%s</caption>\n",
                   sk_text("Benches"));
    sk_office_heads(html, titles, SK_ARRAY_LEN(titles), 0x7EU);
    sk_office_html(html, "<tbody>\n");
    for (int row = 0; row < rows->count; row++) {
        sk_office_html(html, "<tr><th scope=\"row\">%s</th>", sk_office_text_at(rows, row, NAME));
        for (int i = PAIRS; i <= UNDONE; i++) {
            sums[i] += sk_office_number_at(rows, row, i);
            sk_office_html(html, "<td class=\"number\" data-title=\"%s\">%s</td>",
                           sk_text(titles[i]), sk_office_text_at(rows, row, i));
        }
        for (int i = FIRST_MS; i <= LAST_MS; i++) {
            sk_office_html(html, "<td data-title=\"%s\">", sk_text(titles[i]));
            sk_office_time(html, sk_office_number_at(rows, row, i));
            sk_office_html(html, "</td>");
        }
        sk_office_html(html, "</tr>\n");
    }
    sk_office_html(html, "</tbody><tfoot><tr><th scope=\"row\">%s</th>", sk_text("All"));
    for (int i = PAIRS; i <= UNDONE; i++) {
        sk_office_html(html, "<td class=\"number\" data-title=\"%s\">%" PRId64 "</td>",
                       sk_text(titles[i]), sums[i]);
    }
    sk_office_html(html, "<td></td><td></td></tr></tfoot></table>\n");
}

static enum sk_err put_codes(struct sk_office_turn *turn, const char *const times[2]) {
    static const char *const titles[] = { SK_N("Error"), SK_N("Pairs") };
    static const char sql[] =
        "SELECT left(p.code, 100), count(*) FROM sag.pair p WHERE p.kind = 'bind' AND p.result IN ('refused',"
        " 'check') AND p.scanned_wall_ms >= $1::bigint AND p.scanned_wall_ms < $2::bigint"
        " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50";
    struct sk_office_html *html = &turn->html;
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = sk_office_ask(turn, sql, 2, times, &rows);
    if (!err && rows.count > 0) {
        sk_office_html(html,
                       "<h2>%s</h2>\n<table class=\"rows small\"><caption class=\"hidden\">%s"
                       "</caption>\n",
                       sk_text("Failures"), sk_text("Failures"));
        sk_office_heads(html, titles, SK_ARRAY_LEN(titles), 1U << 1);
        sk_office_html(html, "<tbody>\n");
        for (int i = 0; i < rows.count; i++) {
            sk_office_html(html,
                           "<tr><th scope=\"row\">%s <span class=\"soft\">%s</span></th>"
                           "<td class=\"number\" data-title=\"%s\">%s</td></tr>\n",
                           sk_office_code_word(sk_office_text_at(&rows, i, 0)),
                           sk_office_text_at(&rows, i, 0), sk_text("Pairs"),
                           sk_office_text_at(&rows, i, 1));
        }
        sk_office_html(html, "</tbody></table>\n");
    }
    sk_office_rows_finish(&rows);
    return err;
}

static enum sk_err put_failures(struct sk_office_turn *turn, const char *outcome, int64_t from_ms,
                                int64_t to_ms, const char *title) {
    struct sk_office_search search = { .serial = "",
                                       .instance = "",
                                       .customer_order = "",
                                       .person = "",
                                       .bench = "",
                                       .outcome = outcome,
                                       .from_ms = from_ms,
                                       .to_ms = to_ms,
                                       .before = "" };
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = sk_office_pairs(turn, &search, FAILURES_SHOWN, &rows);
    if (!err && rows.count > 0) {
        sk_office_html(&turn->html, "<h2>%s</h2>\n", title);
        sk_office_pair_table(turn, &rows, rows.count, title, false);
    }
    sk_office_rows_finish(&rows);
    return err;
}

static void put_form(struct sk_office_turn *turn, const char *day) {
    struct sk_office_html *html = &turn->html;
    char stamp[24];
    sk_office_html(html,
                   "<p class=\"printed\">%s: %s</p>\n<form method=\"get\" action=\"/shift\" "
                   "class=\"panel\">\n",
                   sk_text("Day"), day);
    sk_office_field(html, "date", "day", sk_text("Day"), day);
    sk_office_html(html, "<p class=\"buttons\"><button class=\"main\">%s</button></p></form>\n",
                   sk_text("Show"));
    sk_office_minute(sk_office_now(), stamp, sizeof(stamp));
    sk_office_html(html, "<p class=\"soft\">%s: %s</p>\n", sk_text("Report made at"), stamp);
}

enum sk_err sk_office_page_shift(struct sk_office_turn *turn) {
    const char *day = sk_office_value(turn, "day");
    char today[12], from[24], to[24];
    struct sk_office_rows rows = { .result = NULL };
    sk_office_day(sk_office_now(), today, sizeof(today));
    day = day[0] ? day : today;
    int64_t from_ms = sk_office_midnight(day, 0);
    int64_t to_ms = sk_office_midnight(day, 1);
    const char *const times[2] = { from, to };
    (void)snprintf(from, sizeof(from), "%" PRId64, from_ms);
    (void)snprintf(to, sizeof(to), "%" PRId64, to_ms);
    enum sk_err err = from_ms == 0 ? SK_ERR_INVALID : ask_counts(turn, times, &rows);
    if (err) {
        return err;
    }
    sk_office_page_begin(turn, sk_text("Shift report"));
    put_form(turn, day);
    if (rows.count == 0) {
        sk_office_html(&turn->html, "<p role=\"status\">%s</p>\n", sk_text("Nothing was scanned."));
    } else {
        put_counts(&turn->html, &rows);
        err = put_codes(turn, times);
        err = err ? err : put_failures(turn, "refused", from_ms, to_ms, sk_text("Refused"));
        err = err ? err : put_failures(turn, "check", from_ms, to_ms, sk_text("Unknown"));
    }
    sk_office_rows_finish(&rows);
    return err ? err : sk_office_page_end(turn);
}
