/* One bench: what its log has, the newest first, of pairs and of what belongs to none. */
#include "office/pages.h"

#include "base/language.h"
#include "base/parse.h"
#include "base/util.h"
#include "office/event_body.h"
#include "office/event_words.h"
#include "office/page.h"
#include "office/queries.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EVENTS_SHOWN 100

enum { SEQ, WALL_MS, PAIR, EVENT, BODY, CHAIN };

/* The name of the event's person, of those of the fleet; "" where it has none. */
static const char *name_in(const struct sk_office_rows *people, int64_t person) {
    for (int i = 0; person != 0 && i < people->count; i++) {
        if (sk_office_number_at(people, i, 0) == person) {
            return sk_office_text_at(people, i, 1);
        }
    }
    return "";
}

/* What was read, or why; of a pair its serial number. */
static const char *detail_of(const struct sk_event_row *event, bool is_of_pair, char *out,
                             size_t size) {
    return sk_office_event_text(event, is_of_pair ? SK_COLUMN_SERIAL : SK_COLUMN_NOTE, out, size);
}

static void put_event(struct sk_office_html *html, const char *bench,
                      const struct sk_office_rows *rows, int row,
                      const struct sk_office_rows *people) {
    struct sk_event_row event;
    uint8_t *body = NULL;
    size_t length = 0;
    char words[600];
    char detail[256] = "";
    char who[64] = "";
    int64_t pair = sk_office_number_at(rows, row, PAIR);
    if (!sk_office_bytes_at(rows, row, BODY, &body, &length) &&
        sk_office_event_read(body, length, &event)) {
        const char *name = name_in(people, sk_office_event_number(&event, SK_COLUMN_PERSON));
        sk_office_event_words(&event, name, words, sizeof(words));
        (void)detail_of(&event, pair > 0, detail, sizeof(detail));
        (void)sk_office_event_text(&event, SK_COLUMN_OPERATOR, who, sizeof(who));
        if (name[0]) {
            (void)snprintf(who, sizeof(who), "%.63s", name);
        }
    } else {
        (void)snprintf(words, sizeof(words), "%s", sk_text("This event cannot be read."));
    }
    sk_office_html(html, "<tr><td data-title=\"%s\">", sk_text("Time"));
    sk_office_time(html, sk_office_number_at(rows, row, WALL_MS));
    sk_office_html(html, "</td><td data-title=\"%s\">%s <span class=\"soft\">%s</span></td>",
                   sk_text("Event"), words, sk_office_text_at(rows, row, EVENT));
    sk_office_html(html, "<td data-title=\"%s\" class=\"code\">", sk_text("What was read"));
    if (pair > 0) {
        sk_office_pair_link(html, bench, sk_office_text_at(rows, row, CHAIN), pair,
                            detail[0] ? detail : sk_office_text_at(rows, row, PAIR));
    } else {
        sk_office_html(html, "%s", detail[0] ? detail : "–");
    }
    sk_office_html(html, "</td><td data-title=\"%s\">%s</td></tr>\n", sk_text("Operator"),
                   who[0] ? who : "–");
    free(body);
}

static void put_older(struct sk_office_html *html, const char *bench, const char *seq) {
    sk_office_html(html, "<p><a rel=\"next\" href=\"/bench?bench=");
    sk_office_html_part(html, bench);
    sk_office_html(html, "&amp;before=%s\">%s</a></p>\n", seq, sk_text("Older"));
}

/* Those of the log that the bench writes now. */
static enum sk_err ask_events(struct sk_office_turn *turn, const char *bench, const char *before,
                              struct sk_office_rows *rows) {
    static const char sql[] =
        "SELECT p.seq, p.wall_ms, p.pair, p.event, " SK_OFFICE_BODY_SQL ", p.chain FROM sag.event p"
        " WHERE p.bench = $1 AND p.chain = (SELECT c.chain FROM sag.chain c WHERE c.bench = $1"
        " ORDER BY c.moved DESC LIMIT 1) AND p.seq < $2::bigint ORDER BY p.seq DESC LIMIT 101";
    int64_t seq = INT64_MAX;
    char number[24];
    const char *const values[] = { bench, number };
    if (before[0] && !sk_parse_int(before, 1, INT64_MAX, &seq)) {
        return SK_ERR_INVALID;
    }
    (void)snprintf(number, sizeof(number), "%" PRId64, seq);
    return sk_office_ask(turn, sql, SK_ARRAY_LEN(values), values, rows);
}

static void put_events(struct sk_office_turn *turn, const char *bench,
                       const struct sk_office_rows *rows, const struct sk_office_rows *people) {
    static const char *const titles[] = { SK_N("Time"), SK_N("Event"), SK_N("What was read"),
                                          SK_N("Operator") };
    struct sk_office_html *html = &turn->html;
    int count = rows->count < EVENTS_SHOWN ? rows->count : EVENTS_SHOWN;
    sk_office_html(html,
                   "<h2>%s</h2>\n<table class=\"rows\"><caption class=\"hidden\">%s</caption>\n",
                   sk_text("Log"), sk_text("Log"));
    sk_office_heads(html, titles, SK_ARRAY_LEN(titles), 0);
    sk_office_html(html, "<tbody>\n");
    for (int i = 0; i < count; i++) {
        put_event(html, bench, rows, i, people);
    }
    sk_office_html(html, "</tbody></table>\n");
    if (rows->count > count) {
        put_older(html, bench, sk_office_text_at(rows, count - 1, SEQ));
    }
}

/* What it said of itself when it was last heard. */
static void put_facts(struct sk_office_html *html, const struct sk_office_rows *rows) {
    static const char *const titles[] = { SK_N("Scanner"), SK_N("Version"), SK_N("Screen"),
                                          SK_N("Webhook") };
    sk_office_html(html, "<dl class=\"facts panel\"><div><dt>%s</dt><dd>", sk_text("Last heard"));
    sk_office_time(html, sk_office_number_at(rows, 0, 1));
    sk_office_html(html, "</dd></div><div><dt>%s</dt><dd>", sk_text("Last scan"));
    sk_office_time(html, sk_office_number_at(rows, 0, 2));
    sk_office_html(html, "</dd></div>");
    for (int i = 0; i < (int)SK_ARRAY_LEN(titles); i++) {
        const char *text = sk_office_text_at(rows, 0, 3 + i);
        sk_office_html(html, "<div><dt>%s</dt><dd>%s</dd></div>", sk_text(titles[i]),
                       text[0] ? text : "–");
    }
    sk_office_html(html, "<div><dt>%s</dt><dd>%s</dd></div></dl>\n", sk_text("Trusts the office"),
                   sk_office_is_true_at(rows, 0, 7) ? sk_text("Yes") : sk_text("No"));
}

enum sk_err sk_office_page_bench(struct sk_office_turn *turn) {
    const char *bench = sk_office_value(turn, "bench");
    const char *const values[] = { bench };
    struct sk_office_rows rows = { .result = NULL };
    struct sk_office_rows people = { .result = NULL };
    struct sk_office_rows name = { .result = NULL };
    static const char sql[] =
        "SELECT " SK_OFFICE_BENCH_SQL ", coalesce((extract(epoch FROM u.heard) * 1000)::bigint, 0),"
        " coalesce(u.last_scan_ms, 0), coalesce(u.scanner, ''), coalesce(u.version, ''),"
        " coalesce(u.screen, ''), coalesce(u.webhook, ''), coalesce(u.trusts_office, false)"
        " FROM sag.bench p LEFT JOIN sag.pulse u ON u.bench = p.bench WHERE p.bench = $1";
    enum sk_err err = sk_office_ask(turn, sql, SK_ARRAY_LEN(values), values, &name);
    if (!err && name.count == 0) {
        sk_office_rows_finish(&name);
        return SK_ERR_NOT_FOUND;
    }
    err = err ? err : ask_events(turn, bench, sk_office_value(turn, "before"), &rows);
    err = err ? err
              : sk_office_ask(turn, "SELECT p.number, p.name FROM sag.person p WHERE p.name <> ''",
                              0, NULL, &people);
    if (!err) {
        sk_office_page_begin(turn, sk_office_text_at(&name, 0, 0));
        put_facts(&turn->html, &name);
        sk_office_html(&turn->html, "<p class=\"links\"><a href=\"/search?bench=");
        sk_office_html_part(&turn->html, bench);
        sk_office_html(&turn->html, "\">%s</a></p>\n", sk_text("Its pairs"));
        put_events(turn, bench, &rows, &people);
    }
    sk_office_rows_finish(&people);
    sk_office_rows_finish(&rows);
    sk_office_rows_finish(&name);
    return err ? err : sk_office_page_end(turn);
}
