#include "office/pages.h"

#include "base/language.h"
#include "base/util.h"
#include "office/list_form.h"
#include "office/page.h"
#include "office/publish.h"

/* wrong: what is wrong with the text that was sent; "": nothing. */
static enum sk_err put_page(struct sk_office_turn *turn, const char *text, const char *wrong) {
    static const char sql[] =
        "SELECT s.list, s.list_by, (extract(epoch FROM s.list_at) * 1000)::bigint,"
        " (SELECT count(*) FROM sag.listed) FROM sag.shared s";
    struct sk_office_html *html = &turn->html;
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = sk_office_ask(turn, sql, 0, NULL, &rows);
    if (err) {
        return err;
    }
    sk_office_page_begin(turn, sk_text("Device list"));
    if (wrong[0]) {
        sk_office_list_wrong(html, sk_text("The list was not published:"), wrong);
    }
    if (rows.count == 1 && sk_office_number_at(&rows, 0, 0) > 0) {
        sk_office_html(html,
                       "<dl class=\"facts panel\"><div><dt>%s</dt><dd>%s</dd></div>"
                       "<div><dt>%s</dt><dd>%s</dd></div><div><dt>%s</dt><dd>",
                       sk_text("Devices on it"), sk_office_text_at(&rows, 0, 3),
                       sk_text("Published by"), sk_office_text_at(&rows, 0, 1), sk_text("Time"));
        sk_office_time(html, sk_office_number_at(&rows, 0, 2));
        sk_office_html(html, "</dd></div></dl>\n");
    } else {
        sk_office_html(html, "<p>%s</p>\n", sk_text("No device list is published yet."));
    }
    sk_office_rows_finish(&rows);
    if (turn->user.may_act) {
        const struct sk_office_list_form form = {
            .place = "/list",
            .heading = sk_text("Publish another one"),
            .columns =
                sk_text("CSV with a line of headings: serial and instance, order if there is "
                        "one."),
            .text = text,
            .button = sk_text("Publish"),
            .help = sk_text("It takes the place of the list before, at every bench."),
        };
        sk_office_list_form(turn, &form);
    }
    return sk_office_page_end(turn);
}

enum sk_err sk_office_page_list(struct sk_office_turn *turn) {
    return put_page(turn, "", "");
}

enum sk_err sk_office_do_list(struct sk_office_turn *turn) {
    size_t length = 0;
    size_t count = 0;
    const char *text = sk_office_list_of(turn, &length);
    enum sk_err err = sk_office_publish(turn, text, length, &count);
    if (err == SK_ERR_INVALID || err == SK_ERR_UNSUPPORTED) {
        struct sk_err_info why = turn->info;
        turn->answer->status = 400;
        return put_page(turn, sk_office_value(turn, "text"), why.text);
    }
    return err ? err : sk_office_go(turn, "/list", "published");
}
