#include "office/pages.h"

#include "base/language.h"
#include "base/util.h"
#include "office/page.h"
#include "office/queries.h"

#include <inttypes.h>
#include <stdio.h>

static void put_row(struct sk_office_html *html, const struct sk_office_rows *rows, int row) {
    const char *order = sk_office_text_at(rows, row, 0);
    int64_t bound = sk_office_number_at(rows, row, 1);
    int64_t listed = sk_office_number_at(rows, row, 2);
    int64_t most = listed > bound ? listed : bound;
    bool is_whole = listed > 0 && bound >= listed;
    sk_office_html(html, "<tr><th scope=\"row\"><a href=\"/search?order=");
    sk_office_html_part(html, order);
    sk_office_html(html, "\">%s</a></th><td class=\"number\" data-title=\"%s\">%" PRId64 "</td>",
                   order, sk_text("Bound"), bound);
    sk_office_html(html, "<td class=\"number\" data-title=\"%s\">", sk_text("On the device list"));
    if (listed > 0) {
        sk_office_html(html, "%" PRId64, listed);
    } else {
        sk_office_html(html, "–");
    }
    sk_office_html(html, "</td><td data-title=\"%s\">", sk_text("Progress"));
    if (listed > 0) {
        sk_office_html(html, "<progress value=\"%" PRId64 "\" max=\"%" PRId64 "\">", bound, most);
        sk_office_html(html, "%d %%</progress> ", (int)(bound * 100 / most));
    }
    sk_office_html(html,
                   is_whole ? "<span class=\"state bound\">" : "<span class=\"state plain\">");
    sk_office_icon(html, is_whole ? "tick" : "clock");
    sk_office_html(html, "%s</span></td></tr>\n",
                   is_whole     ? sk_text("Complete")
                   : listed > 0 ? sk_text("Still missing")
                                : sk_text("Not on the device list"));
}

enum sk_err sk_office_page_orders(struct sk_office_turn *turn) {
    static const char *const titles[] = { SK_N("Order"), SK_N("Bound"), SK_N("On the device list"),
                                          SK_N("Progress") };
    struct sk_office_html *html = &turn->html;
    struct sk_office_rows rows = { .result = NULL };
    const char *order = sk_office_value(turn, "order");
    enum sk_err err = sk_office_orders(turn, order, &rows);
    if (err) {
        return err;
    }
    sk_office_page_begin(turn, sk_text("Order progress"));
    sk_office_html(html,
                   "<form method=\"get\" action=\"/orders\" class=\"panel\" role=\"search\">\n");
    sk_office_field(html, "search", "order", sk_text("Order begins with"), order);
    sk_office_html(html, "<p class=\"buttons\"><button class=\"main\">%s</button></p></form>\n",
                   sk_text("Search"));
    if (rows.count == 0) {
        sk_office_html(html, "<p role=\"status\">%s</p>\n", sk_text("There are no such orders."));
    } else {
        sk_office_html(html, "<table class=\"rows\"><caption class=\"hidden\">%s</caption>\n",
                       sk_text("Order progress"));
        sk_office_heads(html, titles, SK_ARRAY_LEN(titles), 1U << 1 | 1U << 2);
        sk_office_html(html, "<tbody>\n");
        for (int i = 0; i < rows.count; i++) {
            put_row(html, &rows, i);
        }
        sk_office_html(html, "</tbody></table>\n");
    }
    sk_office_rows_finish(&rows);
    return sk_office_page_end(turn);
}
