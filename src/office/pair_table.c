#include "office/pair_table.h"

#include "base/language.h"
#include "base/util.h"
#include "office/code_word.h"
#include "office/page.h"
#include "office/queries.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void put_pick(struct sk_office_html *html, const struct sk_office_rows *rows, int row) {
    char label[256];
    (void)snprintf(label, sizeof(label), sk_text("Choose %s"),
                   sk_office_text_at(rows, row, SK_OFFICE_PAIR_SERIAL));
    sk_office_html(html,
                   "<td class=\"pick\"><input type=\"checkbox\" form=\"ask\" name=\"pair\" "
                   "value=\"%s %s %s\" aria-label=\"%s\"></td>",
                   sk_office_text_at(rows, row, SK_OFFICE_PAIR_BENCH),
                   sk_office_text_at(rows, row, SK_OFFICE_PAIR_CHAIN),
                   sk_office_text_at(rows, row, SK_OFFICE_PAIR_NUMBER), label);
}

static void put_text(struct sk_office_html *html, const char *title, const char *text) {
    sk_office_html(html, "<td data-title=\"%s\">%s</td>", title, text[0] ? text : "–");
}

static void put_row(struct sk_office_turn *turn, const struct sk_office_rows *rows, int row,
                    bool with_picks) {
    struct sk_office_html *html = &turn->html;
    const char *code = sk_office_text_at(rows, row, SK_OFFICE_PAIR_CODE);
    sk_office_html(html, "<tr>");
    if (with_picks) {
        put_pick(html, rows, row);
    }
    sk_office_html(html, "<th scope=\"row\" class=\"code\">");
    sk_office_pair_link(html, sk_office_text_at(rows, row, SK_OFFICE_PAIR_BENCH),
                        sk_office_text_at(rows, row, SK_OFFICE_PAIR_CHAIN),
                        sk_office_number_at(rows, row, SK_OFFICE_PAIR_NUMBER),
                        sk_office_text_at(rows, row, SK_OFFICE_PAIR_SERIAL));
    sk_office_html(html, "</th><td class=\"code\" data-title=\"%s\">%s</td><td data-title=\"%s\">",
                   sk_text("Instance"), sk_office_text_at(rows, row, SK_OFFICE_PAIR_INSTANCE),
                   sk_text("Outcome"));
    if (strcmp(sk_office_text_at(rows, row, SK_OFFICE_PAIR_KIND), "undo") == 0) {
        sk_office_html(html, "%s: ", sk_text("Undo the binding"));
    }
    sk_office_outcome(html, sk_office_text_at(rows, row, SK_OFFICE_PAIR_OUTCOME));
    if (code[0]) {
        sk_office_html(html, " <span class=\"soft\" title=\"%s\">%s</span>", code,
                       sk_office_code_word(code));
    }
    sk_office_html(html, "</td>");
    put_text(html, sk_text("Bench"), sk_office_text_at(rows, row, SK_OFFICE_PAIR_BENCH_NAME));
    sk_office_html(html, "<td data-title=\"%s\">", sk_text("Scanned"));
    sk_office_time(html, sk_office_number_at(rows, row, SK_OFFICE_PAIR_SCANNED_MS));
    sk_office_html(html, "</td>");
    put_text(html, sk_text("Operator"), sk_office_text_at(rows, row, SK_OFFICE_PAIR_WHO));
    put_text(html, sk_text("Order"), sk_office_text_at(rows, row, SK_OFFICE_PAIR_ORDER));
    sk_office_html(html, "</tr>\n");
}

void sk_office_pair_table(struct sk_office_turn *turn, const struct sk_office_rows *rows, int count,
                          const char *caption, bool with_picks) {
    static const char *const titles[] = { "",
                                          SK_N("Serial number"),
                                          SK_N("Instance"),
                                          SK_N("Outcome"),
                                          SK_N("Bench"),
                                          SK_N("Scanned"),
                                          SK_N("Operator"),
                                          SK_N("Order") };
    size_t without = with_picks ? 0 : 1;
    sk_office_html(&turn->html, "<table class=\"rows\"><caption class=\"hidden\">%s</caption>\n",
                   caption);
    sk_office_heads(&turn->html, titles + without, SK_ARRAY_LEN(titles) - without, 0);
    sk_office_html(&turn->html, "<tbody>\n");
    for (int i = 0; i < count; i++) {
        put_row(turn, rows, i, with_picks);
    }
    sk_office_html(&turn->html, "</tbody></table>\n");
}
