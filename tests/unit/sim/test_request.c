#include "sim/request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void query_and_form_body_are_merged_query_first(void **state) {
    (void)state;
    struct sk_sim_request request;
    static const char body[] = "SerialNumber=sage62x0&Note=a+b%2Bc";
    sk_sim_request_init(&request, "POST", "/?Action=BindSerialNumber&Empty=");
    request.body = body;
    request.body_length = strlen(body);
    assert_true(sk_sim_request_add_header(&request, "CONTENT-type",
                                          "Application/x-www-form-urlencoded; charset=utf-8"));
    assert_int_equal(sk_sim_request_parse(&request, NULL), SK_OK);
    assert_int_equal(request.path_length, 1);
    assert_int_equal(request.query_param_count, 2);
    assert_int_equal(request.param_count, 4);
    assert_string_equal(sk_sim_request_param(&request, "Action"), "BindSerialNumber");
    assert_string_equal(sk_sim_request_param(&request, "Empty"), "");
    assert_string_equal(sk_sim_request_param(&request, "SerialNumber"), "sage62x0");
    assert_string_equal(sk_sim_request_param(&request, "Note"), "a b+c");
    assert_null(sk_sim_request_param(&request, "action"));
    sk_sim_request_finish(&request);
}

static void a_body_that_is_no_form_is_left_alone(void **state) {
    (void)state;
    struct sk_sim_request request;
    static const char body[] = "{\"a\":\"%zz&&\"}";
    sk_sim_request_init(&request, "POST", "/");
    request.body = body;
    request.body_length = strlen(body);
    assert_true(sk_sim_request_add_header(&request, "content-type", "application/json"));
    assert_int_equal(sk_sim_request_parse(&request, NULL), SK_OK);
    assert_int_equal(request.param_count, 0);
    sk_sim_request_finish(&request);
}

static void odd_but_legal_queries_are_read(void **state) {
    (void)state;
    struct sk_sim_request request;
    sk_sim_request_init(&request, "GET", "/a/b?&&x&=y&%E4%BB%93=%e5%ba%93&q=?=&");
    assert_int_equal(sk_sim_request_parse(&request, NULL), SK_OK);
    assert_int_equal(request.path_length, 4);
    assert_int_equal(request.param_count, 4);
    assert_string_equal(sk_sim_request_param(&request, "x"), "");
    assert_string_equal(sk_sim_request_param(&request, ""), "y");
    assert_string_equal(sk_sim_request_param(&request, "仓"), "库");
    assert_string_equal(sk_sim_request_param(&request, "q"), "?=");
    sk_sim_request_finish(&request);
}

static void what_cannot_be_decoded_is_refused_in_words(void **state) {
    (void)state;
    static const struct {
        const char *uri;
        const char *sentence;
    } cases[] = {
        { "/?a=%", "without two hex digits" },      { "/?a=%4", "without two hex digits" },
        { "/?a=%4&b=1", "without two hex digits" }, { "/?a=%4g", "without two hex digits" },
        { "/?%g4=1", "without two hex digits" },    { "/?a=%00", "zero byte" },
        { "/?a=1&a=1", "more than once" },          { "/?a=1&%61=2", "more than once" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sk_sim_request request;
        struct sk_err_info info = { "" };
        sk_sim_request_init(&request, "GET", cases[i].uri);
        assert_int_equal(sk_sim_request_parse(&request, &info), SK_ERR_INVALID);
        assert_non_null(strstr(info.text, cases[i].sentence));
        sk_sim_request_finish(&request);
    }
}

static void parameters_and_headers_are_capped(void **state) {
    (void)state;
    struct sk_sim_request request;
    struct sk_err_info info = { "" };
    char uri[SK_SIM_PARAMS_MAX * 8 + 16] = "/?";
    for (int i = 0; i <= SK_SIM_PARAMS_MAX; i++) {
        size_t at = strlen(uri);
        snprintf(uri + at, sizeof(uri) - at, "p%d=&", i);
    }
    sk_sim_request_init(&request, "GET", uri);
    assert_int_equal(sk_sim_request_parse(&request, &info), SK_ERR_INVALID);
    assert_non_null(strstr(info.text, "more than 128"));
    for (int i = 0; i < SK_SIM_HEADERS_MAX; i++) {
        assert_true(sk_sim_request_add_header(&request, "x", "y"));
    }
    assert_false(sk_sim_request_add_header(&request, "x", "y"));
    sk_sim_request_finish(&request);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(query_and_form_body_are_merged_query_first),
        cmocka_unit_test(a_body_that_is_no_form_is_left_alone),
        cmocka_unit_test(odd_but_legal_queries_are_read),
        cmocka_unit_test(what_cannot_be_decoded_is_refused_in_words),
        cmocka_unit_test(parameters_and_headers_are_capped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
