#include "office/accepted.h"

#include "base/language.h"
#include "base/util.h"
#include "office/page.h"

#include <stdio.h>

enum { AT_MS, AT_TEXT, WHO, REASON, WHAT, CHAIN, KEPT_AS };

static enum sk_err find(struct sk_office_link *link, const char *bench, const char *chain,
                        struct sk_office_rows *rows, struct sk_err_info *info) {
    static const char sql[] =
        "SELECT (extract(epoch FROM a.at) * 1000)::bigint,"
        " to_char(a.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'), a.who, a.reason, a.text, a.chain,"
        " a.kept_as FROM sag.accepted a WHERE a.bench = $1 AND (a.chain = $2 OR a.kept_as = $2)"
        " ORDER BY a.number";
    const char *const values[] = { bench, chain };
    return sk_office_query(link, sql, SK_ARRAY_LEN(values), values, rows, info);
}

enum sk_err sk_office_accepted_put(struct sk_office_link *link, const char *bench,
                                   const char *chain, struct sk_office_html *html,
                                   struct sk_err_info *info) {
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = find(link, bench, chain, &rows, info);
    for (int i = 0; !err && i < rows.count; i++) {
        if (i == 0) {
            sk_office_html(html, "<h2>%s</h2>\n<ul class=\"findings\">\n",
                           sk_text(SK_N("Breaks that were accepted")));
        }
        sk_office_html(html, "<li>");
        sk_office_time(html, sk_office_number_at(&rows, i, AT_MS));
        sk_office_html(html, " · %s: %s <small>(%s)</small>", sk_office_text_at(&rows, i, WHO),
                       sk_office_text_at(&rows, i, REASON), sk_office_text_at(&rows, i, WHAT));
        if (sk_office_text_at(&rows, i, KEPT_AS)[0]) {
            sk_office_html(html, "<br>%s <code>%s</code>",
                           sk_text(SK_N("What was here until then:")),
                           sk_office_text_at(&rows, i, KEPT_AS));
        }
        sk_office_html(html, "</li>\n");
    }
    if (!err && rows.count > 0) {
        sk_office_html(html, "</ul>\n");
    }
    sk_office_rows_finish(&rows);
    return err;
}

enum sk_err sk_office_accepted_print(struct sk_office_link *link, const char *bench,
                                     const char *chain, struct sk_err_info *info) {
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = find(link, bench, chain, &rows, info);
    for (int i = 0; !err && i < rows.count; i++) {
        const char *kept_as = sk_office_text_at(&rows, i, KEPT_AS);
        printf("a break was accepted %s UTC by %s: %s (%s)%s%s\n",
               sk_office_text_at(&rows, i, AT_TEXT), sk_office_text_at(&rows, i, WHO),
               sk_office_text_at(&rows, i, REASON), sk_office_text_at(&rows, i, WHAT),
               kept_as[0] ? "; what was here until then is the log " : "", kept_as);
    }
    sk_office_rows_finish(&rows);
    return err;
}
