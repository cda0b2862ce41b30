#include "office/turn.h"

#include <stdio.h>
#include <string.h>

enum sk_err sk_office_ask(struct sk_office_turn *turn, const char *sql, size_t count,
                          const char *const *values, struct sk_office_rows *rows) {
    enum sk_err err = SK_OK;
    if (!turn->link) {
        err = sk_office_db_take(turn->office->db, &turn->link, &turn->info);
    }
    return err ? err : sk_office_query(turn->link, sql, count, values, rows, &turn->info);
}

bool sk_office_is_place(const char *text) {
    static const char good[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~?=&%+/";
    return text[0] == '/' && text[1] != '/' && strlen(text) < 400 &&
           strspn(text, good) == strlen(text);
}

const char *sk_office_back(const struct sk_office_turn *turn, const char *otherwise) {
    const char *back = sk_office_value(turn, "back");
    return sk_office_is_place(back) ? back : otherwise;
}

enum sk_err sk_office_go(struct sk_office_turn *turn, const char *place, const char *said) {
    turn->answer->status = 303;
    (void)snprintf(turn->answer->location, sizeof(turn->answer->location), "%s%s%s", place,
                   !said                ? ""
                   : strchr(place, '?') ? "&said="
                                        : "?said=",
                   said ? said : "");
    return SK_OK;
}

const char *sk_office_value(const struct sk_office_turn *turn, const char *name) {
    return sk_office_form_get(turn->request->method == SK_OFFICE_POST ? &turn->request->form
                                                                      : &turn->request->query,
                              name);
}

const char *sk_office_list_of(const struct sk_office_turn *turn, size_t *length) {
    const struct sk_office_upload *upload = &turn->request->upload;
    if (upload->is_chosen) {
        *length = upload->length;
        return upload->bytes;
    }
    const char *text = sk_office_value(turn, "text");
    *length = strlen(text);
    return text;
}

void sk_office_set_cookie(struct sk_office_turn *turn, const char *name, const char *value,
                          int seconds) {
    char age[32] = "";
    if (seconds != 0) {
        (void)snprintf(age, sizeof(age), "; Max-Age=%d", seconds > 0 ? seconds : 0);
    }
    (void)snprintf(turn->answer->cookie, sizeof(turn->answer->cookie),
                   "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s", name, value,
                   turn->request->is_tls ? "; Secure" : "", age);
}
