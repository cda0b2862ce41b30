#define SK_LOG_MODULE "office"
#include "office/pages.h"

#include "app/settings/print_options.h"
#include "base/language.h"
#include "base/log.h"
#include "base/util.h"
#include "office/code_word.h"
#include "office/event_body.h"
#include "office/event_words.h"
#include "office/page.h"
#include "office/queries.h"
#include "office/request_table.h"
#include "paper/output.h"
#include "paper/pair_label.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A column of sag.pair by its name; "" where there is none. */
static const char *text_of(const struct sk_office_rows *rows, const char *column) {
    for (int i = sk_office_columns(rows) - 1; i >= 0; i--) {
        if (strcmp(sk_office_column_name(rows, i), column) == 0) {
            return sk_office_text_at(rows, 0, i);
        }
    }
    return "";
}

static int64_t number_of(const struct sk_office_rows *rows, const char *column) {
    for (int i = sk_office_columns(rows) - 1; i >= 0; i--) {
        if (strcmp(sk_office_column_name(rows, i), column) == 0) {
            return sk_office_number_at(rows, 0, i);
        }
    }
    return 0;
}

static void put_fact(struct sk_office_html *html, const char *title, const char *text) {
    if (text[0]) {
        sk_office_html(html, "<div><dt>%s</dt><dd>%s</dd></div>\n", title, text);
    }
}

static void put_time_fact(struct sk_office_html *html, const char *title, int64_t wall_ms) {
    if (wall_ms != 0) {
        sk_office_html(html, "<div><dt>%s</dt><dd>", title);
        sk_office_time(html, wall_ms);
        sk_office_html(html, "</dd></div>\n");
    }
}

static void put_link_fact(struct sk_office_html *html, const char *title,
                          const struct sk_office_pair_name *of, int64_t number) {
    char digits[24];
    if (number > 0) {
        (void)snprintf(digits, sizeof(digits), "%" PRId64, number);
        sk_office_html(html, "<div><dt>%s</dt><dd>", title);
        sk_office_pair_link(html, of->bench, of->chain, number, digits);
        sk_office_html(html, "</dd></div>\n");
    }
}

static void put_facts(struct sk_office_html *html, const struct sk_office_pair_name *name,
                      const struct sk_office_rows *rows) {
    sk_office_html(html, "<dl class=\"facts panel\">\n<div><dt>%s</dt><dd>", sk_text("Outcome"));
    if (strcmp(text_of(rows, "kind"), "undo") == 0) {
        sk_office_html(html, "%s: ", sk_text("Undo the binding"));
    }
    sk_office_outcome(html, text_of(rows, "outcome"));
    sk_office_html(html, "</dd></div>\n");
    put_fact(html, sk_text("Serial number"), text_of(rows, "serial"));
    put_fact(html, sk_text("Instance"), text_of(rows, "instance"));
    put_fact(html, sk_text("Bench"), text_of(rows, "bench_name"));
    put_fact(html, sk_text("Number"), text_of(rows, "number"));
    put_fact(html, sk_text("Operator"), text_of(rows, "who"));
    put_fact(html, sk_text("Order"), text_of(rows, "customer_order"));
    put_time_fact(html, sk_text("Scanned"), number_of(rows, "scanned_wall_ms"));
    put_time_fact(html, sk_text("Sent"), number_of(rows, "sent_wall_ms"));
    put_time_fact(
        html, sk_text("Settled"),
        strcmp(text_of(rows, "result"), "pending") == 0 ? 0 : number_of(rows, "changed_wall_ms"));
    put_fact(html, sk_text("Attempts"), text_of(rows, "attempts"));
    if (strcmp(sk_office_code_word(text_of(rows, "code")), text_of(rows, "code")) != 0) {
        put_fact(html, sk_text("Why"), sk_office_code_word(text_of(rows, "code")));
    }
    put_fact(html, sk_text("Error"), text_of(rows, "code"));
    put_fact(html, sk_text("Message"), text_of(rows, "message"));
    put_fact(html, sk_text("RequestId"), text_of(rows, "request_id"));
    put_fact(html, sk_text("Region"), text_of(rows, "region"));
    put_fact(html, sk_text("Account"), text_of(rows, "profile"));
    put_fact(html, sk_text("Note"), text_of(rows, "note"));
    put_time_fact(html, sk_text("Dealt with"), number_of(rows, "dealt_wall_ms"));
    put_link_fact(html, sk_text("Refers to"), name, number_of(rows, "refers"));
    put_link_fact(html, sk_text("Undone by"), name, number_of(rows, "undone_by"));
    put_link_fact(html, sk_text("Retried as"), name, number_of(rows, "retried_by"));
    sk_office_html(html, "</dl>\n");
}

/* The name of the event's person; "": there is none. */
static const char *name_in(const struct sk_office_rows *people, const struct sk_event_row *event) {
    int64_t person = sk_office_event_number(event, SK_COLUMN_PERSON);
    for (int i = 0; person != 0 && i < people->count; i++) {
        if (sk_office_number_at(people, i, 0) == person) {
            return sk_office_text_at(people, i, 1);
        }
    }
    return "";
}

static void put_event(struct sk_office_html *html, const struct sk_office_rows *rows, int row,
                      const struct sk_office_rows *people) {
    struct sk_event_row event;
    uint8_t *body = NULL;
    size_t length = 0;
    char words[600];
    bool is_read = !sk_office_bytes_at(rows, row, 3, &body, &length) &&
                   sk_office_event_read(body, length, &event);
    sk_office_html(html, "<tr><td data-title=\"%s\">", sk_text("Time"));
    sk_office_time(html, sk_office_number_at(rows, row, 1));
    if (is_read) {
        sk_office_event_words(&event, name_in(people, &event), words, sizeof(words));
    } else {
        (void)snprintf(words, sizeof(words), "%s", sk_text("This event cannot be read."));
    }
    sk_office_html(html,
                   "</td><td data-title=\"%s\">%s</td><td data-title=\"%s\" class=\"soft\">%s",
                   sk_text("Event"), words, sk_text("Kind"), sk_office_text_at(rows, row, 2));
    sk_office_html(html, "</td><td data-title=\"%s\">%s</td><td data-title=\"%s\">",
                   sk_text("Number"), sk_office_text_at(rows, row, 0), sk_text("Came here"));
    sk_office_time(html, sk_office_number_at(rows, row, 4));
    sk_office_html(html, "</td></tr>\n");
    free(body);
}

static enum sk_err put_history(struct sk_office_turn *turn,
                               const struct sk_office_pair_name *name) {
    static const char *const titles[] = { SK_N("Time"), SK_N("Event"), SK_N("Kind"), SK_N("Number"),
                                          SK_N("Came here") };
    struct sk_office_rows rows = { .result = NULL };
    struct sk_office_rows people = { .result = NULL };
    enum sk_err err = sk_office_pair_events(turn, name, &rows);
    err = err ? err
              : sk_office_ask(turn, "SELECT p.number, p.name FROM sag.person p WHERE p.name <> ''",
                              0, NULL, &people);
    if (err) {
        sk_office_rows_finish(&rows);
        return err;
    }
    sk_office_html(&turn->html,
                   "<h2>%s</h2>\n<table class=\"rows\"><caption class=\"hidden\">%s</caption>\n",
                   sk_text("History"), sk_text("History"));
    sk_office_heads(&turn->html, titles, SK_ARRAY_LEN(titles), 0);
    sk_office_html(&turn->html, "<tbody>\n");
    for (int i = 0; i < rows.count; i++) {
        put_event(&turn->html, &rows, i, &people);
    }
    sk_office_html(&turn->html, "</tbody></table>\n");
    sk_office_rows_finish(&people);
    sk_office_rows_finish(&rows);
    return SK_OK;
}

static void put_button(struct sk_office_html *html, const char *kind, const char *icon,
                       const char *word) {
    sk_office_html(html, "<button name=\"kind\" value=\"%s\">", kind);
    sk_office_icon(html, icon);
    sk_office_html(html, "%s</button> ", word);
}

/* What may be asked for, by what the pair is now. */
static void put_form(struct sk_office_turn *turn, const struct sk_office_pair_name *name,
                     const struct sk_office_rows *rows) {
    struct sk_office_html *html = &turn->html;
    const char *result = text_of(rows, "result");
    bool is_bind = strcmp(text_of(rows, "kind"), "bind") == 0;
    bool is_bound = is_bind && strcmp(result, "bound") == 0 && number_of(rows, "undone_by") == 0;
    bool is_open = is_bind && (strcmp(result, "refused") == 0 || strcmp(result, "check") == 0) &&
                   number_of(rows, "retried_by") == 0 && number_of(rows, "dealt_wall_ms") == 0;
    if (!turn->user.may_act || (!is_bound && !is_open)) {
        return;
    }
    sk_office_form_begin(turn, "/ask-pair", NULL, "panel");
    sk_office_html(html,
                   "<input type=\"hidden\" name=\"pair\" value=\"%s %s %" PRId64 "\">\n"
                   "<h2>%s</h2>\n<p class=\"field\"><label for=\"note\">%s</label>"
                   "<input id=\"note\" name=\"note\" maxlength=\"200\"></p>\n<p class=\"buttons\">",
                   name->bench, name->chain, name->number, sk_text("Ask the bench"),
                   sk_text("Why?"));
    if (is_open) {
        put_button(html, "retry", "arrow", sk_text("Retry"));
        put_button(html, "deal", "tick", sk_text("Dealt with"));
    }
    if (is_bound) {
        put_button(html, "undo", "arrow", sk_text("Undo the binding"));
    }
    sk_office_html(html, "</p></form>\n");
}

/* A link for each size of labels. */
static void put_labels(struct sk_office_turn *turn, const struct sk_office_pair_name *name) {
    struct sk_office_html *html = &turn->html;
    char size[16];
    sk_office_html(html, "<p class=\"links\"><span>%s</span>", sk_text("Label as PDF"));
    for (size_t i = 0; sk_office_label_mm_at(turn->office->settings, i, size); i++) {
        sk_office_html(html, " <a href=\"/pair/label.pdf?bench=");
        sk_office_html_part(html, name->bench);
        sk_office_html(html, "&amp;chain=");
        sk_office_html_part(html, name->chain);
        sk_office_html(html, "&amp;number=%" PRId64 "&amp;label_mm=%s\">%s mm</a>", name->number,
                       size, size);
    }
    sk_office_html(html, "</p>\n");
}

enum sk_err sk_office_page_pair(struct sk_office_turn *turn) {
    struct sk_office_pair_name name;
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = sk_office_pair_name_read(turn, &name);
    err = err ? err : sk_office_pair(turn, &name, &rows);
    if (err) {
        return err;
    }
    sk_office_page_begin(turn, sk_text("Pair details"));
    put_facts(&turn->html, &name, &rows);
    put_labels(turn, &name);
    sk_office_html(&turn->html, "<p class=\"links\"><a href=\"/search?serial=");
    sk_office_html_part(&turn->html, text_of(&rows, "serial"));
    sk_office_html(&turn->html, "\">%s</a> <a href=\"/search?instance=", sk_text("Same device"));
    sk_office_html_part(&turn->html, text_of(&rows, "instance"));
    sk_office_html(&turn->html, "\">%s</a></p>\n", sk_text("Same instance"));
    put_form(turn, &name, &rows);
    err = put_history(turn, &name);
    err = err ? err : sk_office_request_table(turn, &name);
    sk_office_rows_finish(&rows);
    return err ? err : sk_office_page_end(turn);
}

static enum sk_err ask_pair(struct sk_office_turn *turn, const char *text, int64_t *asked) {
    struct sk_office_pair_name name;
    char number[24];
    if (!sk_office_pair_name_parse(text, &name)) {
        return SK_ERR_INVALID;
    }
    (void)snprintf(number, sizeof(number), "%" PRId64, name.number);
    const char *const values[] = { name.bench,      sk_office_value(turn, "kind"),
                                   name.chain,      number,
                                   turn->user.name, sk_office_value(turn, "note") };
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = sk_office_ask(turn, "SELECT sag.request_of($1, $2, $3, $4::bigint, $5, $6)",
                                    SK_ARRAY_LEN(values), values, &rows);
    *asked += err ? 0 : sk_office_number_at(&rows, 0, 0);
    sk_office_rows_finish(&rows);
    return err;
}

enum sk_err sk_office_do_ask_pair(struct sk_office_turn *turn) {
    const char *kind = sk_office_value(turn, "kind");
    const char *pair;
    int64_t asked = 0;
    enum sk_err err = SK_OK;
    bool is_retry = strcmp(kind, "retry") == 0;
    if (!is_retry && strcmp(kind, "deal") != 0 && strcmp(kind, "undo") != 0) {
        return SK_ERR_INVALID;
    }
    if (!is_retry && sk_office_value(turn, "note")[0] == '\0') {
        return sk_office_go(turn, sk_office_back(turn, "/attention"), "why");
    }
    for (size_t i = 0; !err && (pair = sk_office_form_at(&turn->request->form, "pair", i)); i++) {
        err = ask_pair(turn, pair, &asked);
    }
    if (!err) {
        sk_log_info("%s asked for %d pairs: %s", turn->user.name, (int)asked, kind);
    }
    return err ? err
               : sk_office_go(turn, sk_office_back(turn, "/attention"),
                              asked > 0 ? "asked" : "nobody");
}

/* Into the answer, as a PDF. One at a time: what draws keeps fonts for all. */
static enum sk_err draw_label(struct sk_office_turn *turn, const struct sk_pair_label *label) {
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    struct sk_drawing drawing = sk_paper_pair_label(label);
    char *bytes = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&bytes, &length);
    if (!stream) {
        return SK_ERR_NOMEM;
    }
    pthread_mutex_lock(&mutex);
    enum sk_err err = sk_drawing_print(&drawing, SK_PAPER_PDF, stream, &turn->info);
    pthread_mutex_unlock(&mutex);
    if (fclose(stream) != 0 && !err) {
        err = SK_ERR_NOMEM;
    }
    err = err ? err : sk_buf_add(&turn->answer->body, bytes, length);
    free(bytes);
    return err;
}

enum sk_err sk_office_page_label(struct sk_office_turn *turn) {
    struct sk_office_pair_name name;
    struct sk_office_rows rows = { .result = NULL };
    char whole[SK_OFFICE_ADDRESS_SIZE];
    char first[16] = "";
    struct sk_label_size size;
    const char *wanted = sk_office_value(turn, "label_mm");
    (void)sk_office_label_mm_at(turn->office->settings, 0, first);
    if (!sk_label_mm(wanted[0] ? wanted : first, &size)) {
        return SK_ERR_INVALID;
    }
    enum sk_err err = sk_office_pair_name_read(turn, &name);
    err = err ? err : sk_office_pair(turn, &name, &rows);
    if (err) {
        return err;
    }
    sk_office_minute(number_of(&rows, "changed_wall_ms"), whole, sizeof(whole));
    struct sk_pair_label label = { .serial = text_of(&rows, "serial"),
                                   .instance = text_of(&rows, "instance"),
                                   .time = whole,
                                   .width_mm = size.width,
                                   .height_mm = size.height };
    err = draw_label(turn, &label);
    turn->answer->type = "application/pdf";
    (void)snprintf(turn->answer->download, sizeof(turn->answer->download), "label-%" PRId64 ".pdf",
                   name.number);
    sk_office_rows_finish(&rows);
    return err;
}
