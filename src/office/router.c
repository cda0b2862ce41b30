#include "office/router.h"

#include "base/util.h"
#include "office/pages.h"

#include <string.h>

static const struct sk_office_route table[] = {
    { SK_OFFICE_GET, "/", SK_OFFICE_NEEDS_SESSION, sk_office_page_benches },
    { SK_OFFICE_GET, "/attention", SK_OFFICE_NEEDS_SESSION, sk_office_page_attention },
    { SK_OFFICE_GET, "/search", SK_OFFICE_NEEDS_SESSION, sk_office_page_search },
    { SK_OFFICE_GET, "/orders", SK_OFFICE_NEEDS_SESSION, sk_office_page_orders },
    { SK_OFFICE_GET, "/charts", SK_OFFICE_NEEDS_SESSION, sk_office_page_charts },
    { SK_OFFICE_GET, "/shift", SK_OFFICE_NEEDS_SESSION, sk_office_page_shift },
    { SK_OFFICE_GET, "/export", SK_OFFICE_NEEDS_SESSION, sk_office_page_export },
    { SK_OFFICE_GET, "/proof", SK_OFFICE_NEEDS_SESSION, sk_office_page_proof },
    { SK_OFFICE_GET, "/people", SK_OFFICE_NEEDS_SESSION, sk_office_page_people },
    { SK_OFFICE_GET, "/people/list", SK_OFFICE_NEEDS_SESSION, sk_office_page_people_list },
    { SK_OFFICE_GET, "/list", SK_OFFICE_NEEDS_SESSION, sk_office_page_list },
    { SK_OFFICE_GET, "/sign-in", SK_OFFICE_NEEDS_NOTHING, sk_office_page_sign_in },
    { SK_OFFICE_POST, "/sign-in", SK_OFFICE_NEEDS_NOTHING, sk_office_do_sign_in },
    { SK_OFFICE_POST, "/sign-out", SK_OFFICE_NEEDS_OLD_PASSWORD, sk_office_do_sign_out },
    { SK_OFFICE_GET, "/password", SK_OFFICE_NEEDS_OLD_PASSWORD, sk_office_page_password },
    { SK_OFFICE_POST, "/password", SK_OFFICE_NEEDS_OLD_PASSWORD, sk_office_do_password },
    { SK_OFFICE_GET, "/language", SK_OFFICE_NEEDS_NOTHING, sk_office_page_language },
    { SK_OFFICE_GET, "/bench", SK_OFFICE_NEEDS_SESSION, sk_office_page_bench },
    { SK_OFFICE_POST, "/ask-bench", SK_OFFICE_NEEDS_RIGHT, sk_office_do_ask_bench },
    { SK_OFFICE_POST, "/see-alarm", SK_OFFICE_NEEDS_RIGHT, sk_office_do_see_alarm },
    { SK_OFFICE_GET, "/pair", SK_OFFICE_NEEDS_SESSION, sk_office_page_pair },
    { SK_OFFICE_GET, "/pair/label.pdf", SK_OFFICE_NEEDS_SESSION, sk_office_page_label },
    { SK_OFFICE_POST, "/ask-pair", SK_OFFICE_NEEDS_RIGHT, sk_office_do_ask_pair },
    { SK_OFFICE_GET, "/export/file", SK_OFFICE_NEEDS_SESSION, sk_office_file_export },
    { SK_OFFICE_POST, "/verify", SK_OFFICE_NEEDS_SESSION, sk_office_do_verify },
    { SK_OFFICE_POST, "/person", SK_OFFICE_NEEDS_RIGHT, sk_office_do_person },
    { SK_OFFICE_POST, "/people/list", SK_OFFICE_NEEDS_RIGHT, sk_office_do_people_list },
    { SK_OFFICE_POST, "/list", SK_OFFICE_NEEDS_RIGHT, sk_office_do_list },
    { SK_OFFICE_GET, "/api/v1/benches", SK_OFFICE_NEEDS_TOKEN, sk_office_api_benches },
    { SK_OFFICE_GET, "/api/v1/pairs", SK_OFFICE_NEEDS_TOKEN, sk_office_api_pairs },
    { SK_OFFICE_GET, "/api/v1/pair", SK_OFFICE_NEEDS_TOKEN, sk_office_api_pair },
    { SK_OFFICE_GET, "/api/v1/orders", SK_OFFICE_NEEDS_TOKEN, sk_office_api_orders },
    { SK_OFFICE_PUT, "/api/v1/list", SK_OFFICE_NEEDS_TOKEN_TO_PUBLISH, sk_office_api_list },
    { SK_OFFICE_GET, "/assets/office.css", SK_OFFICE_NEEDS_NOTHING, sk_office_file_style },
    { SK_OFFICE_GET, "/assets/office.js", SK_OFFICE_NEEDS_NOTHING, sk_office_file_script },
    { SK_OFFICE_GET, "/assets/icon.svg", SK_OFFICE_NEEDS_NOTHING, sk_office_file_icon },
};

const struct sk_office_route *sk_office_route_find(enum sk_office_method method, const char *path,
                                                   bool *other_method) {
    *other_method = false;
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        if (strcmp(table[i].path, path) == 0) {
            if (table[i].method == method) {
                return &table[i];
            }
            *other_method = true;
        }
    }
    return NULL;
}

const struct sk_office_route *sk_office_route_at(size_t index) {
    return index < SK_ARRAY_LEN(table) ? &table[index] : NULL;
}
