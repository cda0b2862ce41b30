#include "harness.h"

#include <string.h>

static void a_bind_is_one_signed_post_with_its_parameters_in_the_body(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    SERVE_STEPS(&world, { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP });
    world_open(&world, NULL);
    bind_once(&world, &result);

    assert_int_equal(result.cls, SAG_CLASS_OK);
    assert_int_equal(result.end, SAG_END_ANSWER);
    assert_int_equal(result.http_status, 200);
    assert_true(result.may_have_reached);
    assert_string_equal(result.request_id, "61C33444-D8C5-4018-A06C-BA8C8812BEF6");
    assert_true(result.server_ms >= 0 && result.server_ms <= result.elapsed_ms);

    const char *request = raw_server_request(world.server, 0);
    assert_memory_equal(request, "POST / HTTP/1.1\r\n", 17);
    assert_string_equal(header_of(request, "Host"), sag_client_host(world.client));
    assert_string_equal(header_of(request, "x-acs-action"), "BindSerialNumber");
    assert_string_equal(header_of(request, "x-acs-version"), "2018-03-13");
    assert_string_equal(header_of(request, "content-type"), "application/x-www-form-urlencoded");
    assert_string_equal(header_of(request, "accept"), "application/json");
    assert_string_equal(header_of(request, "x-acs-signature-nonce"), result.attempt_id);
    assert_int_equal(strlen(result.attempt_id), 32);
    assert_string_equal(header_of(request, "Expect"), "");
    assert_string_equal(header_of(request, "Transfer-Encoding"), "");
    assert_string_equal(body_of(request),
                        "RegionId=cn-hangzhou&SerialNumber=" TEST_SN "&SmartAGId=" TEST_ID);
    assert_null(strstr(request, TEST_SECRET));
    world_close(&world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bind_is_one_signed_post_with_its_parameters_in_the_body),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
