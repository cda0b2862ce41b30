#include "office/pages.h"

#include "base/language.h"
#include "base/util.h"
#include "office/page.h"
#include "office/pair_table.h"
#include "office/queries.h"
#include "office/search_form.h"

#include <stdio.h>
#include <string.h>

#define PAIRS_SHOWN 50

/* The link to those behind the last one. */
static void put_older(struct sk_office_turn *turn, const struct sk_office_search *search,
                      const struct sk_office_rows *rows, int last) {
    struct sk_office_html *html = &turn->html;
    char place[160];
    (void)snprintf(place, sizeof(place), "%s %s %s %s",
                   sk_office_text_at(rows, last, SK_OFFICE_PAIR_SCANNED_MS),
                   sk_office_text_at(rows, last, SK_OFFICE_PAIR_BENCH),
                   sk_office_text_at(rows, last, SK_OFFICE_PAIR_CHAIN),
                   sk_office_text_at(rows, last, SK_OFFICE_PAIR_NUMBER));
    sk_office_html(html, "<p><a rel=\"next\" href=\"/search?before=");
    sk_office_html_part(html, place);
    sk_office_search_link(turn, search);
    sk_office_html(html, "\">%s</a></p>\n", sk_text("Older"));
}

enum sk_err sk_office_page_search(struct sk_office_turn *turn) {
    struct sk_office_search search;
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = sk_office_search_read(turn, &search);
    err = err ? err : sk_office_pairs(turn, &search, PAIRS_SHOWN + 1, &rows);
    if (err) {
        return err;
    }
    sk_office_page_begin(turn, sk_text("Search"));
    err = sk_office_search_form(turn, "/search", &search, true);
    if (rows.count == 0) {
        sk_office_html(&turn->html, "<p role=\"status\">%s</p>\n",
                       sk_text("There are no such pairs."));
    } else {
        int count = rows.count < PAIRS_SHOWN ? rows.count : PAIRS_SHOWN;
        sk_office_pair_table(turn, &rows, count, sk_text("Pairs"), false);
        if (rows.count > count) {
            put_older(turn, &search, &rows, count - 1);
        }
        sk_office_html(&turn->html, "<p><a href=\"/export?rows=pairs");
        sk_office_search_link(turn, &search);
        sk_office_html(&turn->html, "\">%s</a></p>\n", sk_text("Export these"));
    }
    sk_office_rows_finish(&rows);
    return err ? err : sk_office_page_end(turn);
}
