#define SK_LOG_MODULE "office"
#include "office/pages.h"

#include "base/language.h"
#include "base/log.h"
#include "base/util.h"
#include "office/page.h"
#include "office/queries.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AWAY_MS 60000 /* nothing was heard for so long */
#define CLOCK_MS 2000 /* a clock that is off by more is told */

static void put_state(struct sk_office_html *html, const struct sk_office_rows *rows, int row) {
    bool was_heard = !sk_office_is_null_at(rows, row, SK_OFFICE_BENCH_SILENT_MS);
    int64_t silent_ms = sk_office_number_at(rows, row, SK_OFFICE_BENCH_SILENT_MS);
    bool is_here = was_heard && silent_ms < AWAY_MS;
    sk_office_html(html, is_here ? "<span class=\"state bound\">" : "<span class=\"state check\">");
    sk_office_icon(html, is_here ? "tick" : "away");
    sk_office_html(html, "%s</span>",
                   is_here     ? sk_text("Online")
                   : was_heard ? sk_text("Away")
                               : sk_text("Never heard"));
    if (was_heard && !is_here) {
        sk_office_html(html, " <span class=\"soft\">");
        sk_office_length(html, silent_ms);
        sk_office_html(html, "</span>");
    }
    if (sk_office_is_true_at(rows, row, SK_OFFICE_BENCH_IS_HELD)) {
        sk_office_html(html, " <span class=\"state refused\">");
        sk_office_icon(html, "hold");
        sk_office_html(html, "%s</span>", sk_text("On hold"));
    }
}

static void put_scanner(struct sk_office_html *html, const char *scanner) {
    bool is_ready = strcmp(scanner, "ready") == 0;
    if (scanner[0] == '\0') {
        sk_office_html(html, "–");
    } else if (is_ready || strcmp(scanner, "absent") == 0) {
        sk_office_html(html, is_ready ? "<span class=\"state plain\">"
                                      : "<span class=\"state refused\">");
        sk_office_icon(html, is_ready ? "tick" : "cross");
        sk_office_html(html, "%s</span>", is_ready ? sk_text("Ready") : sk_text("No scanner"));
    } else {
        sk_office_html(html, "<span class=\"state check\">");
        sk_office_icon(html, "question");
        sk_office_html(html, "%s</span>", scanner);
    }
}

static void put_queue(struct sk_office_html *html, const struct sk_office_rows *rows, int row) {
    int64_t queue = sk_office_number_at(rows, row, SK_OFFICE_BENCH_QUEUE);
    int64_t seq = sk_office_number_at(rows, row, SK_OFFICE_BENCH_SEQ);
    int64_t shipped = sk_office_number_at(rows, row, SK_OFFICE_BENCH_SHIPPED);
    int64_t behind = seq > 0 && shipped >= 0 ? seq - shipped : 0; /* a bench may say anything */
    if (queue > 0) {
        sk_office_html(html, "<span class=\"state check\">");
        sk_office_icon(html, "clock");
        sk_office_html(html, "%" PRId64 "</span>", queue);
    } else {
        sk_office_html(html, "0");
    }
    if (behind > 0) {
        char text[128];
        (void)snprintf(text, sizeof(text), sk_text("log: %lld behind"), (long long)behind);
        sk_office_html(html, " <span class=\"soft\">%s</span>", text);
    }
}

static void put_clock(struct sk_office_html *html, int64_t offset_ms) {
    int64_t off = offset_ms < -INT64_MAX ? INT64_MAX : offset_ms < 0 ? -offset_ms : offset_ms;
    if (off <= CLOCK_MS) {
        sk_office_html(html, "<span class=\"state plain\">");
        sk_office_icon(html, "tick");
        sk_office_html(html, "%s</span>", sk_text("Right"));
        return;
    }
    sk_office_html(html, "<span class=\"state check\">");
    sk_office_icon(html, "clock");
    sk_office_html(html, offset_ms < 0 ? "−" : "+");
    sk_office_length(html, off);
    sk_office_html(html, "</span>");
}

static void put_webhook(struct sk_office_html *html, const char *webhook) {
    bool is_well = strcmp(webhook, "ok") == 0;
    if (webhook[0] == '\0') {
        sk_office_html(html, "–");
        return;
    }
    sk_office_html(html,
                   is_well ? "<span class=\"state plain\">" : "<span class=\"state refused\">");
    sk_office_icon(html, is_well ? "tick" : "cross");
    sk_office_html(html, "%s</span>", is_well ? sk_text("Delivers") : webhook);
}

static void put_row(struct sk_office_turn *turn, const struct sk_office_rows *rows, int row) {
    struct sk_office_html *html = &turn->html;
    const char *bench = sk_office_text_at(rows, row, SK_OFFICE_BENCH_ID);
    const char *name = sk_office_text_at(rows, row, SK_OFFICE_BENCH_NAME);
    sk_office_html(html, "<tr>");
    if (turn->user.may_act) {
        char label[256];
        (void)snprintf(label, sizeof(label), sk_text("Choose %s"), name);
        sk_office_html(html,
                       "<td class=\"pick\"><input type=\"checkbox\" form=\"ask\" name=\"bench\" "
                       "value=\"%s\" aria-label=\"%s\"></td>",
                       bench, label);
    }
    sk_office_html(html, "<th scope=\"row\"><a href=\"/bench?bench=");
    sk_office_html_part(html, bench);
    sk_office_html(html, "\">%s</a></th><td data-title=\"%s\">", name, sk_text("State"));
    put_state(html, rows, row);
    sk_office_html(html, "</td><td data-title=\"%s\">", sk_text("Waiting to be sent"));
    put_queue(html, rows, row);
    sk_office_html(html, "</td><td data-title=\"%s\">", sk_text("Scanner"));
    put_scanner(html, sk_office_text_at(rows, row, SK_OFFICE_BENCH_SCANNER));
    sk_office_html(html, "</td><td data-title=\"%s\">", sk_text("Last scan"));
    sk_office_time(html, sk_office_number_at(rows, row, SK_OFFICE_BENCH_LAST_SCAN_MS));
    sk_office_html(html, "</td><td data-title=\"%s\">", sk_text("Clock"));
    put_clock(html, sk_office_number_at(rows, row, SK_OFFICE_BENCH_CLOCK_MS));
    sk_office_html(html, "</td><td data-title=\"%s\">", sk_text("Webhook"));
    put_webhook(html, sk_office_text_at(rows, row, SK_OFFICE_BENCH_WEBHOOK));
    sk_office_html(html, "</td><td data-title=\"%s\">%s</td></tr>\n", sk_text("Version"),
                   sk_office_text_at(rows, row, SK_OFFICE_BENCH_VERSION));
}

static bool is_away(const struct sk_office_rows *rows, int row) {
    return sk_office_is_null_at(rows, row, SK_OFFICE_BENCH_SILENT_MS) ||
           sk_office_number_at(rows, row, SK_OFFICE_BENCH_SILENT_MS) >= AWAY_MS;
}

/* Is there anything about it that somebody should look at? */
static bool has_trouble(const struct sk_office_rows *rows, int row) {
    const char *scanner = sk_office_text_at(rows, row, SK_OFFICE_BENCH_SCANNER);
    const char *webhook = sk_office_text_at(rows, row, SK_OFFICE_BENCH_WEBHOOK);
    int64_t offset_ms = sk_office_number_at(rows, row, SK_OFFICE_BENCH_CLOCK_MS);
    return is_away(rows, row) || sk_office_is_true_at(rows, row, SK_OFFICE_BENCH_IS_HELD) ||
           sk_office_number_at(rows, row, SK_OFFICE_BENCH_QUEUE) > 0 ||
           strcmp(scanner, "ready") != 0 || (webhook[0] && strcmp(webhook, "ok") != 0) ||
           offset_ms > CLOCK_MS || offset_ms < -CLOCK_MS;
}

static void put_summary(struct sk_office_html *html, const struct sk_office_rows *rows) {
    int away = 0, held = 0, waiting = 0;
    for (int i = 0; i < rows->count; i++) {
        away += is_away(rows, i);
        held += sk_office_is_true_at(rows, i, SK_OFFICE_BENCH_IS_HELD);
        waiting += sk_office_number_at(rows, i, SK_OFFICE_BENCH_QUEUE) > 0;
    }
    sk_office_html(html,
                   "<dl class=\"figures\"><div><dt>%s</dt><dd>%d</dd></div>"
                   "<div><dt>%s</dt><dd>%d</dd></div><div><dt>%s</dt><dd>%d</dd></div>"
                   "<div><dt>%s</dt><dd>%d</dd></div></dl>\n",
                   sk_text("Benches"), rows->count, sk_text("Away"), away, sk_text("With a queue"),
                   waiting, sk_text("On hold"), held);
}

static void put_table(struct sk_office_turn *turn, const struct sk_office_rows *rows) {
    static const char *const titles[] = { "",
                                          SK_N("Bench"),
                                          SK_N("State"),
                                          SK_N("Waiting to be sent"),
                                          SK_N("Scanner"),
                                          SK_N("Last scan"),
                                          SK_N("Clock"),
                                          SK_N("Webhook"),
                                          SK_N("Version") };
    size_t without = turn->user.may_act ? 0 : 1;
    sk_office_html(&turn->html, "<table class=\"rows\"><caption class=\"hidden\">%s</caption>\n",
                   sk_text("Benches"));
    sk_office_heads(&turn->html, titles + without, SK_ARRAY_LEN(titles) - without, 0);
    sk_office_html(&turn->html, "<tbody>\n");
    bool wants_trouble = strcmp(sk_office_value(turn, "show"), "trouble") == 0;
    for (int i = 0; i < rows->count; i++) {
        if (!wants_trouble || has_trouble(rows, i)) {
            put_row(turn, rows, i);
        }
    }
    sk_office_html(&turn->html, "</tbody></table>\n");
}

static void put_form(struct sk_office_turn *turn) {
    struct sk_office_html *html = &turn->html;
    sk_office_form_begin(turn, "/ask-bench", "ask", "panel");
    sk_office_html(html,
                   "<h2>%s</h2>\n<p class=\"field\"><label for=\"note\">%s</label>"
                   "<input id=\"note\" name=\"note\" maxlength=\"200\"></p>\n<p class=\"buttons\">"
                   "<button name=\"kind\" value=\"hold\">",
                   sk_text("Ask the chosen benches"), sk_text("Message, or the reason"));
    sk_office_icon(html, "hold");
    sk_office_html(html, "%s</button> <button name=\"kind\" value=\"release\">",
                   sk_text("Hold the bench"));
    sk_office_icon(html, "tick");
    sk_office_html(html, "%s</button> <button name=\"kind\" value=\"message\">",
                   sk_text("Release the bench"));
    sk_office_icon(html, "bell");
    sk_office_html(
        html,
        "%s</button></p>\n<p><label><input type=\"checkbox\" name=\"bench\" value=\"*\"> "
        "%s</label></p></form>\n",
        sk_text("Show the message"), sk_text("All benches, whatever is chosen"));
}

enum sk_err sk_office_page_benches(struct sk_office_turn *turn) {
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = sk_office_benches(turn, &rows);
    if (err) {
        return err;
    }
    sk_office_page_begin(turn, sk_text("Benches"));
    bool wants_trouble = strcmp(sk_office_value(turn, "show"), "trouble") == 0;
    sk_office_html(&turn->html, "<p class=\"links\"><a href=\"%s\">%s</a></p>\n",
                   wants_trouble ? "/" : "/?show=trouble",
                   wants_trouble ? sk_text("All benches") : sk_text("Only those with trouble"));
    sk_office_html(&turn->html, "<div data-refresh=\"5\" id=\"benches\">\n");
    put_summary(&turn->html, &rows);
    if (rows.count > 0) {
        put_table(turn, &rows);
    } else {
        sk_office_html(&turn->html, "<p>%s</p>\n",
                       sk_text("No bench is enrolled yet: sag-kioskctl fleet enroll BENCH"));
    }
    sk_office_html(&turn->html, "</div>\n");
    if (turn->user.may_act && rows.count > 0) {
        put_form(turn);
    }
    sk_office_rows_finish(&rows);
    return sk_office_page_end(turn);
}

static enum sk_err ask_one(struct sk_office_turn *turn, const char *bench, int64_t *asked) {
    const char *const values[] = { strcmp(bench, "*") == 0 ? "" : bench,
                                   sk_office_value(turn, "kind"), turn->user.name,
                                   sk_office_value(turn, "note") };
    struct sk_office_rows rows = { .result = NULL };
    if (bench[0] == '\0') {
        return SK_ERR_INVALID; /* to the database that would be all */
    }
    enum sk_err err = sk_office_ask(turn, "SELECT sag.request_of($1, $2, '', 0, $3, $4)",
                                    SK_ARRAY_LEN(values), values, &rows);
    *asked += err ? 0 : sk_office_number_at(&rows, 0, 0);
    sk_office_rows_finish(&rows);
    return err;
}

enum sk_err sk_office_do_ask_bench(struct sk_office_turn *turn) {
    const char *kind = sk_office_value(turn, "kind");
    const char *note = sk_office_value(turn, "note");
    const char *bench;
    int64_t asked = 0;
    enum sk_err err = SK_OK;
    if (strcmp(kind, "hold") != 0 && strcmp(kind, "release") != 0 && strcmp(kind, "message") != 0) {
        return SK_ERR_INVALID;
    }
    if (note[0] == '\0' && strcmp(kind, "release") != 0) {
        return sk_office_go(turn, "/", "why");
    }
    bool is_all = false;
    for (size_t i = 0; (bench = sk_office_form_at(&turn->request->form, "bench", i)); i++) {
        is_all = is_all || strcmp(bench, "*") == 0;
    }
    if (is_all) {
        err = ask_one(turn, "*", &asked);
    }
    for (size_t i = 0;
         !is_all && !err && (bench = sk_office_form_at(&turn->request->form, "bench", i)); i++) {
        err = ask_one(turn, bench, &asked);
    }
    if (!err) {
        sk_log_info("%s asked %d benches: %s", turn->user.name, (int)asked, kind);
    }
    return err ? err : sk_office_go(turn, "/", asked > 0 ? "asked" : "nobody");
}
