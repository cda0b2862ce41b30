#include "office/search_form.h"

#include "base/language.h"
#include "office/page.h"

#include <string.h>

static void put_option(struct sk_office_html *html, const char *value, const char *word,
                       bool is_chosen) {
    sk_office_html(html,
                   is_chosen ? "<option value=\"%s\" selected>%s</option>"
                             : "<option value=\"%s\">%s</option>",
                   value, word);
}

enum sk_err sk_office_bench_choice(struct sk_office_turn *turn, const char *chosen) {
    struct sk_office_html *html = &turn->html;
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = sk_office_benches(turn, &rows);
    if (err) {
        return err;
    }
    sk_office_html(html,
                   "<p class=\"field\"><label for=\"bench\">%s</label>"
                   "<select id=\"bench\" name=\"bench\">",
                   sk_text("Bench"));
    put_option(html, "", sk_text("All benches"), chosen[0] == '\0');
    for (int i = 0; i < rows.count; i++) {
        const char *id = sk_office_text_at(&rows, i, SK_OFFICE_BENCH_ID);
        put_option(html, id, sk_office_text_at(&rows, i, SK_OFFICE_BENCH_NAME),
                   strcmp(id, chosen) == 0);
    }
    sk_office_html(html, "</select></p>\n");
    sk_office_rows_finish(&rows);
    return SK_OK;
}

static void put_outcomes(struct sk_office_html *html, const char *chosen) {
    const char *name;
    sk_office_html(html,
                   "<p class=\"field\"><label for=\"outcome\">%s</label>"
                   "<select id=\"outcome\" name=\"outcome\">",
                   sk_text("Outcome"));
    put_option(html, "", sk_text("All outcomes"), chosen[0] == '\0');
    for (size_t i = 0; (name = sk_office_outcome_at(i)); i++) {
        put_option(html, name, sk_office_outcome_word(name), strcmp(name, chosen) == 0);
    }
    sk_office_html(html, "</select></p>\n");
}

/* What was typed, as it came. */
static const char *typed(const struct sk_office_turn *turn, const char *name) {
    return sk_office_form_get(&turn->request->query, name);
}

enum sk_err sk_office_search_form(struct sk_office_turn *turn, const char *place,
                                  const struct sk_office_search *search, bool is_whole) {
    struct sk_office_html *html = &turn->html;
    if (is_whole) {
        sk_office_html(
            html, "<form method=\"get\" action=\"%s\" class=\"panel\" role=\"search\">\n", place);
    }
    sk_office_html(html, "<div class=\"fields\">\n");
    sk_office_field(html, "search", "serial", sk_text("Serial number begins with"), search->serial);
    sk_office_field(html, "search", "instance", sk_text("Instance begins with"), search->instance);
    sk_office_field(html, "search", "order", sk_text("Order"), search->customer_order);
    sk_office_field(html, "search", "person", sk_text("Operator"), search->person);
    enum sk_err err = sk_office_bench_choice(turn, search->bench);
    put_outcomes(html, search->outcome);
    sk_office_field(html, "date", "from", sk_text("From day"), typed(turn, "from"));
    sk_office_field(html, "date", "to", sk_text("To day"), typed(turn, "to"));
    sk_office_html(html, "</div>\n");
    if (is_whole) {
        sk_office_html(html, "<p class=\"buttons\"><button class=\"main\">%s</button></p></form>\n",
                       sk_text("Search"));
    }
    return err;
}

static void put_part(struct sk_office_html *html, const char *name, const char *value) {
    if (value[0]) {
        sk_office_html(html, "&amp;%s=", name);
        sk_office_html_part(html, value);
    }
}

void sk_office_search_link(struct sk_office_turn *turn, const struct sk_office_search *search) {
    struct sk_office_html *html = &turn->html;
    put_part(html, "serial", search->serial);
    put_part(html, "instance", search->instance);
    put_part(html, "order", search->customer_order);
    put_part(html, "person", search->person);
    put_part(html, "bench", search->bench);
    put_part(html, "outcome", search->outcome);
    put_part(html, "from", typed(turn, "from"));
    put_part(html, "to", typed(turn, "to"));
}
