#include "office/pages.h"

#include "base/language.h"
#include "base/util.h"
#include "office/export_stream.h"
#include "office/page.h"
#include "office/queries.h"
#include "office/search_form.h"

#include <string.h>

static void put_choice(struct sk_office_html *html, const char *name, const char *value,
                       const char *word, bool is_chosen) {
    sk_office_html(html, "<label><input type=\"radio\" name=\"%s\" value=\"%s\"", name, value);
    sk_office_html(html, is_chosen ? " checked> %s</label>\n" : "> %s</label>\n", word);
}

enum sk_err sk_office_page_export(struct sk_office_turn *turn) {
    struct sk_office_html *html = &turn->html;
    struct sk_office_search search;
    enum sk_err err = sk_office_search_read(turn, &search);
    if (err) {
        return err;
    }
    sk_office_page_begin(turn, sk_text("Export"));
    sk_office_html(html,
                   "<form method=\"get\" action=\"/export/file\" class=\"panel\">\n"
                   "<fieldset><legend>%s</legend>\n",
                   sk_text("What"));
    put_choice(html, "rows", "pairs", sk_text("Pairs, a row each"), true);
    put_choice(html, "rows", "events", sk_text("Events, each with its hash"), false);
    sk_office_html(html, "</fieldset>\n<fieldset><legend>%s</legend>\n", sk_text("As"));
    put_choice(html, "format", "csv", "CSV", true);
    put_choice(html, "format", "jsonl", "JSON Lines", false);
    put_choice(html, "format", "xlsx", "Excel (XLSX)", false);
    sk_office_html(html, "</fieldset>\n");
    err = sk_office_search_form(turn, "", &search, false);
    sk_office_html(html,
                   "<p class=\"buttons\"><button class=\"main\">%s</button></p></form>\n"
                   "<p class=\"soft\">%s</p>\n",
                   sk_text("Export now"),
                   sk_text("Of events only bench and days choose. The columns are those of a "
                           "bench's own export."));
    return err ? err : sk_office_page_end(turn);
}

enum sk_err sk_office_file_export(struct sk_office_turn *turn) {
    static const enum sk_export_format formats[] = { SK_EXPORT_CSV, SK_EXPORT_JSONL,
                                                     SK_EXPORT_XLSX };
    struct sk_office_search search;
    const char *wanted = sk_office_value(turn, "format");
    bool is_events = strcmp(sk_office_value(turn, "rows"), "events") == 0;
    enum sk_err err = sk_office_search_read(turn, &search);
    for (size_t i = 0; !err && i < SK_ARRAY_LEN(formats); i++) {
        if (strcmp(wanted, sk_export_format_name(formats[i])) == 0) {
            return sk_office_export_answer(turn, formats[i],
                                           is_events ? SK_EXPORT_EVENTS : SK_EXPORT_PAIRS, &search);
        }
    }
    return SK_ERR_INVALID;
}
