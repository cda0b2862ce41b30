#include "office/pages.h"

#include "base/language.h"
#include "base/parse.h"
#include "base/util.h"
#include "office/accepted.h"
#include "office/chain_walk.h"
#include "office/page.h"
#include "office/queries.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MOST_MS 20000 /* a page does not take longer; what is left goes on with the next */

static void put_hidden(struct sk_office_html *html, const char *name, const char *value) {
    sk_office_html(html, "<input type=\"hidden\" name=\"%s\" value=\"%s\">", name, value);
}

static void put_log(struct sk_office_turn *turn, const struct sk_office_rows *rows, int row) {
    struct sk_office_html *html = &turn->html;
    int64_t checkpoint = sk_office_number_at(rows, row, 5);
    sk_office_html(
        html, "<tr><th scope=\"row\">%s</th><td class=\"code\" data-title=\"%s\">%s</td>",
        sk_office_text_at(rows, row, 2), sk_text("Log"), sk_office_text_at(rows, row, 1));
    sk_office_html(html, "<td class=\"number\" data-title=\"%s\">%s</td><td data-title=\"%s\">",
                   sk_text("Events"), sk_office_text_at(rows, row, 3), sk_text("Last came"));
    sk_office_time(html, sk_office_number_at(rows, row, 4));
    sk_office_html(html, "</td><td data-title=\"%s\">", sk_text("Checkpoint"));
    if (checkpoint > 0) {
        sk_office_html(html, "%" PRId64 " · ", checkpoint);
        sk_office_time(html, sk_office_number_at(rows, row, 6));
        sk_office_html(html, "<details><summary>%s</summary><pre>%s</pre></details>",
                       sk_text("Show it"), sk_office_text_at(rows, row, 7));
    } else {
        sk_office_html(html, "–");
    }
    sk_office_html(html, "</td><td>");
    sk_office_form_begin(turn, "/verify", NULL, "inline");
    put_hidden(html, "bench", sk_office_text_at(rows, row, 0));
    put_hidden(html, "chain", sk_office_text_at(rows, row, 1));
    sk_office_html(html,
                   "<details><summary>%s</summary><label>%s <input name=\"key\" maxlength=\"200\" "
                   "autocomplete=\"off\"></label></details><button>%s</button></form></td></tr>\n",
                   sk_text("With the bench's key"), sk_text("Public key"), sk_text("Verify"));
}

enum sk_err sk_office_page_proof(struct sk_office_turn *turn) {
    static const char *const titles[] = { SK_N("Bench"),     SK_N("Log"),        SK_N("Events"),
                                          SK_N("Last came"), SK_N("Checkpoint"), "" };
    static const char sql[] =
        "SELECT p.bench, p.chain, " SK_OFFICE_BENCH_SQL " AS name, p.seq,"
        " (extract(epoch FROM p.moved) * 1000)::bigint, k.seq,"
        " (extract(epoch FROM k.received) * 1000)::bigint, k.note"
        " FROM (SELECT c.*, row_number() OVER (PARTITION BY c.bench ORDER BY c.moved DESC) AS place"
        " FROM sag.chain c) AS p LEFT JOIN LATERAL (SELECT c.* FROM sag.checkpoint c"
        " WHERE c.bench = p.bench AND c.chain = p.chain ORDER BY c.seq DESC LIMIT 1) AS k ON true"
        " WHERE p.place <= 20 ORDER BY length(p.bench), p.bench, p.began DESC";
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = sk_office_ask(turn, sql, 0, NULL, &rows);
    if (err) {
        return err;
    }
    sk_office_page_begin(turn, sk_text("Log proof"));
    sk_office_html(&turn->html, "<p>%s</p>\n",
                   sk_text("Each event is hashed with the one before. Verify computes all of it "
                           "anew, and holds it against the head and the signed checkpoints."));
    if (rows.count == 0) {
        sk_office_html(&turn->html, "<p>%s</p>\n", sk_text("No log has come yet."));
    } else {
        sk_office_html(&turn->html,
                       "<table class=\"rows\"><caption class=\"hidden\">%s</caption>\n",
                       sk_text("Log proof"));
        sk_office_heads(&turn->html, titles, SK_ARRAY_LEN(titles), 1U << 2);
        sk_office_html(&turn->html, "<tbody>\n");
        for (int i = 0; i < rows.count; i++) {
            put_log(turn, &rows, i);
        }
        sk_office_html(&turn->html, "</tbody></table>\n");
    }
    sk_office_rows_finish(&rows);
    return sk_office_page_end(turn);
}

static void put_findings(struct sk_office_html *html, const struct sk_office_walk *walk) {
    int shown =
        walk->finding_count < SK_OFFICE_FINDINGS_MAX ? walk->finding_count : SK_OFFICE_FINDINGS_MAX;
    sk_office_html(html, "<ul class=\"findings\">\n");
    for (int i = 0; i < shown; i++) {
        char text[256];
        long long seq = (long long)walk->findings[i].seq;
        enum sk_office_walk_type type = walk->findings[i].type;
        (void)snprintf(text, sizeof(text),
                       type == SK_OFFICE_WALK_GAP ? sk_text("Before event %lld others are missing.")
                       : type == SK_OFFICE_WALK_HASH
                           ? sk_text("Event %lld is not what was hashed: it was changed.")
                       : type == SK_OFFICE_WALK_COLUMNS
                           ? sk_text("Event %lld is found by other values than it has.")
                           : sk_text("The signed checkpoint of event %lld does not fit."),
                       seq);
        sk_office_html(html, "<li>%s</li>\n", text);
    }
    if (walk->finding_count > shown) {
        char text[128];
        (void)snprintf(text, sizeof(text), sk_text("and %d more"), walk->finding_count - shown);
        sk_office_html(html, "<li>%s</li>\n", text);
    }
    sk_office_html(html, "</ul>\n");
}

/* What the time did not suffice for. */
static void put_rest(struct sk_office_turn *turn, const struct sk_office_walk *walk) {
    struct sk_office_html *html = &turn->html;
    char number[24];
    (void)snprintf(number, sizeof(number), "%" PRId64, walk->last_seq + 1);
    sk_office_form_begin(turn, "/verify", NULL, "inline");
    put_hidden(html, "bench", walk->bench);
    put_hidden(html, "chain", walk->chain);
    put_hidden(html, "from", number);
    put_hidden(html, "hash", walk->last_hash);
    put_hidden(html, "key", walk->key);
    sk_office_html(html, "<button class=\"main\">%s</button></form>\n", sk_text("Go on"));
}

/* By which key, and since when the bench names it: nobody vouches for the first one, so that is
 * what there is to trust. */
static void put_signatures(struct sk_office_html *html, const struct sk_office_walk *walk) {
    char text[256];
    char seen[20];
    sk_office_html(html, "<div><dt>%s</dt><dd>", sk_text("Their signatures"));
    for (int i = 0; i < walk->key_count; i++) {
        const struct sk_office_walk_key *key = &walk->keys[i];
        if (key->checkpoints == 0) {
            continue;
        }
        sk_office_minute(key->first_seen_ms, seen, sizeof(seen));
        (void)snprintf(text, sizeof(text), sk_text("%lld signed, key seen first on %s"),
                       (long long)key->checkpoints, seen);
        sk_office_html(html, "%s<br>", text);
    }
    if (walk->strangers > 0) {
        (void)snprintf(text, sizeof(text),
                       walk->key[0] ? sk_text("%lld not signed by that key")
                                    : sk_text("%lld not signed by any key of this bench"),
                       (long long)walk->strangers);
        sk_office_html(html, "<strong>%s</strong>", text);
    } else if (walk->key[0]) {
        sk_office_html(html, "%s", sk_text("are by that key"));
    } else if (walk->key_count == 0) {
        sk_office_html(html, "%s", sk_text("not looked at: the bench named no key yet"));
    }
    sk_office_html(html, "</dd></div>");
}

static void put_result(struct sk_office_turn *turn, const struct sk_office_walk *walk) {
    struct sk_office_html *html = &turn->html;
    bool is_good = sk_office_walk_is_good(walk);
    char text[256];
    sk_office_html(html, is_good ? "<p class=\"said good\" role=\"status\">"
                                 : "<p class=\"said bad\" role=\"alert\">");
    sk_office_icon(html, is_good ? "tick" : "cross");
    (void)snprintf(text, sizeof(text), sk_text("Events %lld to %lld were checked."),
                   (long long)walk->first_seq, (long long)walk->last_seq);
    sk_office_html(html, "%s %s</p>\n", text,
                   !is_good         ? sk_text("The log is NOT what the bench wrote.")
                   : walk->is_whole ? sk_text("All of it is as the bench wrote it.")
                                    : sk_text("So far it is as the bench wrote it."));
    sk_office_html(html,
                   "<dl class=\"facts panel\"><div><dt>%s</dt><dd>%s</dd></div>"
                   "<div><dt>%s</dt><dd class=\"code\">%s</dd></div>",
                   sk_text("Bench"), walk->bench, sk_text("Log"), walk->chain);
    sk_office_html(html, "<div><dt>%s</dt><dd>%" PRId64 "</dd></div>",
                   sk_text("Checkpoints that fit"), walk->checkpoints);
    if (walk->checkpoints > 0 || walk->strangers > 0) {
        put_signatures(html, walk);
    }
    if (walk->lacks > 0) {
        sk_office_html(html, "<div><dt>%s</dt><dd>%" PRId64 "</dd></div>",
                       sk_text("Events at the beginning that are not here any more"), walk->lacks);
    }
    sk_office_html(html, "<div><dt>%s</dt><dd class=\"code\">%s</dd></div></dl>\n",
                   sk_text("Its hash"), walk->last_hash);
    if (walk->is_whole && !walk->head_fits) {
        sk_office_html(html, "<p>%s</p>\n", sk_text("The end of the log was cut off."));
    }
    if (walk->finding_count > 0) {
        put_findings(html, walk);
    }
}

enum sk_err sk_office_do_verify(struct sk_office_turn *turn) {
    struct sk_office_walk walk = { .bench = sk_office_value(turn, "bench"),
                                   .chain = sk_office_value(turn, "chain"),
                                   .from_hash = sk_office_value(turn, "hash"),
                                   .key = sk_office_value(turn, "key"),
                                   .most_ms = MOST_MS };
    const char *from = sk_office_value(turn, "from");
    enum sk_err err = SK_OK;
    if (from[0] && !sk_parse_int(from, 1, INT64_MAX, &walk.from_seq)) {
        return SK_ERR_INVALID;
    }
    if (!turn->link) {
        err = sk_office_db_take(turn->office->db, &turn->link, &turn->info);
    }
    err = err ? err : sk_office_walk(turn->link, &walk, &turn->info);
    if (err) {
        return err;
    }
    sk_office_page_begin(turn, sk_text("Log proof"));
    put_result(turn, &walk);
    err = sk_office_accepted_put(turn->link, walk.bench, walk.chain, &turn->html, &turn->info);
    if (err) {
        return err;
    }
    if (!walk.is_whole) {
        put_rest(turn, &walk);
    }
    sk_office_html(&turn->html, "<p><a href=\"/proof\">%s</a></p>\n", sk_text("Back"));
    return sk_office_page_end(turn);
}
