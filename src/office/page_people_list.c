/* Many people at once, from a list as sag-kioskctl people import takes it: all of them or none. */
#define SK_LOG_MODULE "office"
#include "office/pages.h"

#include "base/json.h"
#include "base/language.h"
#include "base/log.h"
#include "base/parse.h"
#include "base/util.h"
#include "base/wipe.h"
#include "office/badge.h"
#include "office/list_form.h"
#include "office/page.h"
#include "sheet/people_sheet.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PEOPLE_MAX 5000 /* each is held against all before it */
#define JSON_MAX (4 << 20)

/* What became of the list before, which the address says. */
static void put_done(struct sk_office_turn *turn) {
    struct sk_office_html *html = &turn->html;
    char text[256];
    int64_t added = 0;
    int64_t changed = 0;
    if (sk_parse_int(sk_office_form_get(&turn->request->query, "added"), 0, PEOPLE_MAX, &added) &&
        sk_parse_int(sk_office_form_get(&turn->request->query, "changed"), 0, PEOPLE_MAX,
                     &changed)) {
        (void)snprintf(text, sizeof(text), sk_text("Added: %d. Changed: %d."), (int)added,
                       (int)changed);
        sk_office_html(html, "<p class=\"said good\" role=\"status\">");
        sk_office_icon(html, "tick");
        sk_office_html(html, "%s</p>\n", text);
    }
}

/* wrong: what is wrong with the list that was sent; "": nothing. */
static enum sk_err put_page(struct sk_office_turn *turn, const char *text, const char *wrong) {
    struct sk_office_html *html = &turn->html;
    sk_office_page_begin(turn, sk_text("Add people from a list"));
    if (wrong[0]) {
        sk_office_list_wrong(html, sk_text("Nobody was added:"), wrong);
    }
    put_done(turn);
    const struct sk_office_list_form form = {
        .place = "/people/list",
        .heading = sk_text("The list"),
        .columns = sk_text("CSV with a line of headings: name, and badge, role and language where "
                           "there are any. Roles are worker, supervisor and it."),
        .text = text,
        .button = sk_text("Add these people"),
        .help = sk_text("All of them or nobody. A name that is there already gets what its line "
                        "says; what a line leaves empty stays."),
    };
    sk_office_list_form(turn, &form);
    sk_office_html(html, "<p class=\"links\"><a href=\"/people\">%s</a></p>\n", sk_text("Staff"));
    return sk_office_page_end(turn);
}

enum sk_err sk_office_page_people_list(struct sk_office_turn *turn) {
    return turn->user.may_act ? put_page(turn, "", "") : sk_office_go(turn, "/people", NULL);
}

/* --- what the database takes ---------------------------------------------------------------- */

static enum sk_err add_text(struct sk_buf *json, const char *name, const char *text) {
    enum sk_err err = sk_buf_addf(json, ",\"%s\":", name);
    return err ? err : sk_json_add_text(json, text);
}

static enum sk_err add_person(struct sk_buf *json, const struct sk_sheet_person *row,
                              const char *key, struct sk_err_info *info) {
    char badge[SK_OFFICE_HASH_HEX_SIZE];
    enum sk_err err = sk_office_badge_of(key, row->badge, badge);
    if (err == SK_ERR_INVALID) {
        return sk_fail(info, err, "line %" PRId64 ": column badge: it is too long for a badge",
                       row->line);
    }
    err = err ? err
              : sk_buf_addf(json, "%s{\"line\":%" PRId64, json->length > 1 ? "," : "", row->line);
    err = err ? err : add_text(json, "name", row->name);
    err = err ? err : add_text(json, "role", row->role);
    err = err ? err : add_text(json, "language", row->language);
    err = err ? err : add_text(json, "badge", badge[0] ? badge + 2 : ""); /* behind "\x" */
    return err ? err : sk_buf_addf(json, "}");
}

static enum sk_err add_people(struct sk_buf *json, const struct sk_sheet_people *people,
                              const char *key, struct sk_err_info *info) {
    enum sk_err err = sk_buf_addf(json, "[");
    for (size_t i = 0; i < sk_sheet_people_count(people) && !err; i++) {
        err = add_person(json, sk_sheet_people_row(people, i), key, info);
    }
    return err ? err : sk_buf_addf(json, "]");
}

static size_t lines_in(const char *text, size_t length) {
    size_t lines = 1;
    for (size_t i = 0; i < length; i++) {
        lines += text[i] == '\n' || text[i] == '\r';
    }
    return lines;
}

/* As JSON; *json is the caller's, sk_buf_finish(). */
static enum sk_err read_list(struct sk_office_turn *turn, struct sk_buf *json) {
    struct sk_sheet_people *people = NULL;
    struct sk_mistakes mistakes;
    size_t length = 0;
    const char *text = sk_office_list_of(turn, &length);
    char key[SK_OFFICE_TOKEN_SIZE];
    *json = (struct sk_buf)SK_BUF_INIT(JSON_MAX);
    if (lines_in(text, length) > 2 * PEOPLE_MAX) { /* CRLF counts twice */
        return sk_fail(&turn->info, SK_ERR_INVALID, "a list has at most %d people", PEOPLE_MAX);
    }
    enum sk_err err = sk_sheet_people_create(&people, text, length, &mistakes, &turn->info);
    if (err) {
        return err;
    }
    err = sk_office_badge_key(turn, key);
    err = err ? err : add_people(json, people, key, &turn->info);
    sk_wipe(key, sizeof(key));
    sk_sheet_people_destroy(people);
    return err;
}

static enum sk_err tell_kept(struct sk_office_turn *turn, const struct sk_office_rows *rows) {
    char place[80];
    int64_t line = sk_office_number_at(rows, 0, 2);
    if (line > 0) {
        return sk_fail(&turn->info, SK_ERR_INVALID,
                       "line %" PRId64 ": column badge: it is that of '%.63s'", line,
                       sk_office_text_at(rows, 0, 3));
    }
    (void)snprintf(place, sizeof(place), "/people/list?added=%d&changed=%d",
                   (int)sk_office_number_at(rows, 0, 0), (int)sk_office_number_at(rows, 0, 1));
    sk_log_info("%s added %s people from a list, and changed %s", turn->user.name,
                sk_office_text_at(rows, 0, 0), sk_office_text_at(rows, 0, 1));
    return sk_office_go(turn, place, NULL);
}

static enum sk_err keep_list(struct sk_office_turn *turn) {
    struct sk_buf json;
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = read_list(turn, &json);
    if (!err) {
        const char *const values[] = { json.data };
        err =
            sk_office_ask(turn, "SELECT added, changed, line, owner FROM sag.keep_people($1::json)",
                          SK_ARRAY_LEN(values), values, &rows);
    }
    err = err ? err : tell_kept(turn, &rows);
    sk_office_rows_finish(&rows);
    sk_buf_finish(&json);
    return err;
}

enum sk_err sk_office_do_people_list(struct sk_office_turn *turn) {
    enum sk_err err = keep_list(turn);
    if (err == SK_ERR_INVALID || err == SK_ERR_UNSUPPORTED) {
        struct sk_err_info why = turn->info;
        turn->answer->status = 400;
        turn->info = (struct sk_err_info){ "" };
        return put_page(turn, sk_office_value(turn, "text"), why.text);
    }
    return err;
}
