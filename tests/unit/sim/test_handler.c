/* Requests through handler and actions, without HTTP: every documented refusal, the queries, JSON
 * and XML, the demo instances. Time is a number. */
#include "sim/handler.h"

#include "base/util.h"
#include "sim/demo.h"
#include "sim/verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define OK_ID "sag-demo0000000000ok01"
#define SN "sage62x021922k7p3"
#define NOW_S INT64_C(1767600550) /* 2026-01-05T08:09:10Z */

struct fake_clock {
    struct sk_clock clock;
    sk_ms now;
    int64_t wall;
};

static sk_ms fake_now(struct sk_clock *clock) {
    return sk_container_of(clock, struct fake_clock, clock)->now;
}

static int64_t fake_wall(struct sk_clock *clock) {
    return sk_container_of(clock, struct fake_clock, clock)->wall;
}

static const struct sk_clock_ops fake_ops = { fake_now, fake_wall };

struct bench {
    struct fake_clock clock;
    struct sk_sim_keys keys;
    struct sk_sim_store *store;
    struct sk_sim_handler handler;
    struct sk_sim_plan plan;
    unsigned nonce;
    sk_ms waited;
};

static bool fake_wait(void *data, sk_ms length) {
    struct bench *bench = data;
    bench->waited += length;
    return true;
}

static int setup(void **state) {
    struct bench *bench = calloc(1, sizeof(*bench));
    assert_non_null(bench);
    bench->clock = (struct fake_clock){ { &fake_ops }, 1000000, NOW_S * 1000 };
    struct sk_sim_rules rules = { 0 };
    assert_int_equal(sk_sim_keys_add(&bench->keys, "id:secret", NULL), SK_OK);
    assert_int_equal(sk_sim_store_create(&bench->store, NULL, NULL), SK_OK);
    assert_int_equal(sk_sim_demo_fill(bench->store, 0, NULL), SK_OK);
    assert_int_equal(sk_sim_handler_init(&bench->handler, &bench->clock.clock), SK_OK);
    bench->handler.keys = &bench->keys;
    bench->handler.wait = fake_wait;
    bench->handler.wait_data = bench;
    bench->handler.service =
        (struct sk_sim_service){ .store = bench->store, .region = "cn-hangzhou" };
    assert_int_equal(sk_sim_demo_rules(&rules, NULL), SK_OK);
    sk_sim_handler_set_rules(&bench->handler, &rules);
    *state = bench;
    return 0;
}

static int teardown(void **state) {
    struct bench *bench = *state;
    sk_sim_plan_finish(&bench->plan);
    sk_sim_handler_finish(&bench->handler);
    sk_sim_store_destroy(bench->store);
    sk_sim_keys_finish(&bench->keys);
    free(bench);
    return 0;
}

/* A signed v1 GET of these parameters; what is given in common replaces the usual ones. */
static void send(struct bench *bench, const char *params, const char *common) {
    char uri[2048];
    char with_signature[2300];
    char signature[64];
    char nonce[32];
    struct sk_sim_request request;
    struct sk_buf text = SK_BUF_INIT(65536);
    snprintf(nonce, sizeof(nonce), "n%u", bench->nonce++);
    int length =
        snprintf(uri, sizeof(uri),
                 "/?%s&AccessKeyId=id&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0%s%s"
                 "%s%s%s",
                 params, common, strstr(common, "SignatureNonce") ? "" : "&SignatureNonce=",
                 strstr(common, "SignatureNonce") ? "" : nonce,
                 strstr(common, "Timestamp") ? "" : "&Timestamp=2026-01-05T08:09:10Z",
                 strstr(common, "Version=2") ? "" : "&Version=2018-03-13");
    assert_in_range(length, 1, sizeof(uri) - 1);
    sk_sim_request_init(&request, "GET", uri);
    assert_int_equal(sk_sim_request_parse(&request, NULL), SK_OK);
    assert_true(sk_sim_signature_v1(&request, "secret", &text, signature, sizeof(signature)));
    sk_sim_request_finish(&request);
    sk_buf_finish(&text);
    snprintf(with_signature, sizeof(with_signature), "%s&Signature=", uri);
    for (const char *c = signature; *c; c++) {
        size_t at = strlen(with_signature);
        snprintf(with_signature + at, sizeof(with_signature) - at,
                 strchr("+/=", *c) ? "%%%02X" : "%c", (unsigned)*c);
    }
    sk_sim_plan_finish(&bench->plan);
    sk_sim_request_init(&request, "GET", with_signature);
    sk_sim_handle(&bench->handler, &request, "http", 1, &bench->plan);
    sk_sim_request_finish(&request);
}

static void act(struct bench *bench, const char *action, const char *instance, const char *serial) {
    char params[512];
    snprintf(params, sizeof(params), "Action=%s&RegionId=cn-hangzhou&SmartAGId=%s&SerialNumber=%s",
             action, instance, serial);
    send(bench, params, "&Format=JSON");
}

static json_t *answer(const struct bench *bench) {
    json_error_t error;
    json_t *json = json_loadb(bench->plan.body.data, bench->plan.body.length, 0, &error);
    assert_non_null(json);
    return json;
}

static void check_answer(const struct bench *bench, int status, const char *code) {
    json_t *json = answer(bench);
    const char *got = json_string_value(json_object_get(json, "Code"));
    assert_string_equal(got ? got : "", code);
    assert_int_equal(bench->plan.status, status);
    assert_string_equal(json_string_value(json_object_get(json, "RequestId")),
                        bench->plan.request_id);
    if (*code) { /* the whole envelope and nothing else */
        assert_int_equal(json_object_size(json), 5);
    }
    json_decref(json);
}

static void each_demo_instance_does_what_its_name_says(void **state) {
    struct bench *bench = *state;
    static const struct {
        const char *instance;
        const char *serial;
        int status;
        const char *code;
    } cases[] = {
        { OK_ID, SN, 200, "" },
        { "sag-demo0000000000ok08", "sage62x00000001", 200, "" },
        { "sag-demo00000000full01", "sage62x00000002", 400, "SAG.SnOverLimit" },
        { "sag-demo00000000pair01", "sage62x00000003", 200, "" },
        { "sag-demo00000000pair01", "sage62x00000004", 200, "" },
        { "sag-demo00000000pair01", "sage62x00000005", 400, "SAG.SnOverLimit" },
        { "sag-demo000000arrear01", "sage62x00000002", 500, "SmartAccessGatewayInArrears" },
        { "sag-demo0000inactive01", "sage62x00000002", 500, "SmartAccessGatewayNotActivated" },
        { "sag-demo0000software01", "sage62x00000002", 400, "SAG.SoftwareNotSupport" },
        { "sag-demo00000000busy01", "sage62x00000006", 400, "ResourceInOperating" },
        { "sag-demo00000000busy01", "sage62x00000007", 400, "ResourceInOperating" },
        { "sag-demo00000000busy01", "sage62x00000006", 400, "ResourceInOperating" },
        { "sag-demo00000000busy01", "sage62x00000006", 200, "" },
        { "sag-demo0000throttle01", "sage62x00000008", 400, "Throttling.User" },
        { "sag-demo000000forbid01", "sage62x00000002", 403, "Forbidden.RAM" },
        { "sag-0000000000000000zz", "sage62x00000002", 400, "SAG.InstanceNoFound" },
        { "sag-demo0000stranger01", "sage62x00000002", 400, "SAG.InstanceNoFound" },
        { "", "sage62x00000002", 400, "SAG.InstanceIdEmpty" },
        { OK_ID, "", 400, "MissingSerialNumber" },
        { OK_ID, "sage62xconflict1", 400, "SAG.SnConflict" },
        { OK_ID, "sage62xforeign01", 400, "SAG.SnConflict" },
        { OK_ID, "sage62xinvalid01", 400, "SAG.InvalidSerialNumber" },
        { OK_ID, "sag-demo0000000000ok02", 400, "SAG.InvalidSerialNumber" },
        { OK_ID, SN, 400, "SAG.SnConflict" }, /* again: the default of --rebind */
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(cases); i++) {
        act(bench, "BindSerialNumber", cases[i].instance, cases[i].serial);
        check_answer(bench, cases[i].status, cases[i].code);
    }
    act(bench, "BindSerialNumber", "sag-demo00000000slow01", "sage62x00000009");
    check_answer(bench, 200, "");
    assert_int_equal(bench->waited, 8000);
    act(bench, "BindSerialNumber", "sag-demo00000000lost01", "sage62x00000010");
    assert_int_equal(bench->plan.end, SK_SIM_CLOSE);
    assert_non_null(sk_sim_store_binding(bench->store, "sage62x00000010"));
    act(bench, "BindSerialNumber", "sag-demo00000000down01", "sage62x00000011");
    assert_int_equal(bench->plan.status, 503);
    assert_null(sk_sim_store_binding(bench->store, "sage62x00000011"));
}

static void every_demo_id_has_the_form_of_a_real_one(void **state) {
    struct bench *bench = *state;
    const struct sk_sim_instance *instance;
    for (size_t i = 0; (instance = sk_sim_store_instance_at(bench->store, i)); i++) {
        assert_true(sk_sim_is_instance_id(instance->id));
        assert_int_equal(strlen(instance->id), 22);
    }
    const struct sk_sim_binding *binding;
    for (size_t i = 0; (binding = sk_sim_store_binding_at(bench->store, i)); i++) {
        assert_true(sk_sim_is_serial(binding->serial));
    }
}

static void a_rebind_is_answered_as_the_option_says(void **state) {
    struct bench *bench = *state;
    act(bench, "BindSerialNumber", OK_ID, SN);
    check_answer(bench, 200, "");
    bench->handler.service.rebind = SK_SIM_REBIND_OK;
    act(bench, "BindSerialNumber", OK_ID, SN);
    check_answer(bench, 200, "");
    bench->handler.service.rebind = SK_SIM_REBIND_OVERLIMIT;
    act(bench, "BindSerialNumber", OK_ID, SN);
    check_answer(bench, 400, "SAG.SnOverLimit");
    act(bench, "BindSerialNumber", "sag-demo0000000000ok02", SN);
    check_answer(bench, 400, "SAG.SnConflict");
}

static void the_clock_window_is_fifteen_minutes_each_way(void **state) {
    struct bench *bench = *state;
    static const struct {
        int64_t offset_s;
        int status;
        const char *code;
    } cases[] = { { 900, 200, "" },
                  { -900, 200, "" },
                  { 901, 400, "InvalidTimeStamp.Expired" },
                  { -901, 400, "InvalidTimeStamp.Expired" } };
    for (size_t i = 0; i < SK_ARRAY_LEN(cases); i++) {
        bench->clock.wall = (NOW_S + cases[i].offset_s) * 1000;
        send(bench, "Action=DescribeRegions", "&Format=JSON");
        check_answer(bench, cases[i].status, cases[i].code);
    }
    send(bench, "Action=DescribeRegions", "&Format=JSON&Timestamp=2026-01-05");
    check_answer(bench, 400, "InvalidTimeStamp.Format");
}

static void a_nonce_counts_only_when_the_signature_was_right(void **state) {
    struct bench *bench = *state;
    struct sk_sim_request request;
    sk_sim_request_init(&request, "GET",
                        "/?Action=DescribeRegions&Version=2018-03-13&AccessKeyId=id"
                        "&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&SignatureNonce=once"
                        "&Timestamp=2026-01-05T08:09:10Z&Format=JSON&Signature=wrong");
    sk_sim_handle(&bench->handler, &request, "http", 1, &bench->plan);
    check_answer(bench, 400, "SignatureDoesNotMatch");
    sk_sim_request_finish(&request);
    send(bench, "Action=DescribeRegions", "&Format=JSON&SignatureNonce=once");
    check_answer(bench, 200, "");
    send(bench, "Action=DescribeRegions", "&Format=JSON&SignatureNonce=once");
    check_answer(bench, 400, "SignatureNonceUsed");
}

static void a_nonce_used_during_a_fault_is_used(void **state) {
    struct bench *bench = *state;
    static const char bind[] = "Action=BindSerialNumber&RegionId=cn-hangzhou"
                               "&SmartAGId=sag-demo00000000lost01&SerialNumber=" SN;
    send(bench, bind, "&Format=JSON&SignatureNonce=once");
    assert_int_equal(bench->plan.end, SK_SIM_CLOSE);
    sk_sim_plan_finish(&bench->plan);
    struct sk_sim_rules none = { 0 };
    sk_sim_handler_set_rules(&bench->handler, &none);
    send(bench, bind, "&Format=JSON&SignatureNonce=once"); /* a resent copy */
    check_answer(bench, 400, "SignatureNonceUsed");
}

static void wrong_versions_actions_methods_and_paths_are_told_apart(void **state) {
    struct bench *bench = *state;
    send(bench, "Action=DescribeRegions", "&Format=JSON&Version=2020-01-01");
    check_answer(bench, 400, "InvalidVersion");
    send(bench, "Action=NoSuchAction", "&Format=JSON");
    check_answer(bench, 404, "InvalidAction.NotFound");
    static const struct {
        const char *method;
        const char *uri;
        const char *code;
    } cases[] = { { "PUT", "/?Format=JSON", "UnsupportedHTTPMethod" },
                  { "GET", "/x?Format=JSON", "InvalidAction.NotFound" },
                  { "GET", "/?Format=JSON&a=%", "InvalidParameter" },
                  { "GET", "/?Format=JSON", "MissingParameter" } };
    for (size_t i = 0; i < SK_ARRAY_LEN(cases); i++) {
        struct sk_sim_request request;
        sk_sim_plan_finish(&bench->plan);
        sk_sim_request_init(&request, cases[i].method, cases[i].uri);
        sk_sim_handle(&bench->handler, &request, "http", 1, &bench->plan);
        json_t *json = answer(bench);
        assert_string_equal(json_string_value(json_object_get(json, "Code")), cases[i].code);
        json_decref(json);
        sk_sim_request_finish(&request);
    }
}

static void regions_are_checked_before_instances(void **state) {
    struct bench *bench = *state;
    static const struct {
        const char *region;
        const char *code;
    } cases[] = { { "", "MissingRegionId" },
                  { "RegionId=", "MissingRegionId" },
                  { "RegionId=cn_hangzhou", "InvalidRegionId" },
                  { "RegionId=-cn", "InvalidRegionId" },
                  { "RegionId=cn-", "InvalidRegionId" },
                  { "RegionId=cn-atlantis", "InvalidRegionId.NotFound" },
                  { "RegionId=cn-shanghai", "SAG.InstanceNoFound" },
                  { "RegionId=cn-hangzhou", "" } };
    for (size_t i = 0; i < SK_ARRAY_LEN(cases); i++) {
        char params[256];
        snprintf(params, sizeof(params), "Action=BindSerialNumber&SmartAGId=%s&SerialNumber=%s&%s",
                 OK_ID, SN, cases[i].region);
        send(bench, params, "&Format=JSON");
        json_t *json = answer(bench);
        const char *code = json_string_value(json_object_get(json, "Code"));
        assert_string_equal(code ? code : "", cases[i].code);
        json_decref(json);
    }
}

static json_int_t total(struct bench *bench, const char *filters) {
    char params[512];
    snprintf(params, sizeof(params), "Action=DescribeSmartAccessGateways&RegionId=cn-hangzhou%s",
             filters);
    send(bench, params, "&Format=JSON");
    json_t *json = answer(bench);
    json_int_t count = json_integer_value(json_object_get(json, "TotalCount"));
    json_decref(json);
    return count;
}

static void gateways_are_filtered_and_strangers_hidden(void **state) {
    struct bench *bench = *state;
    assert_int_equal(total(bench, ""), 20);
    assert_int_equal(total(bench, "&SmartAGId=" OK_ID), 1);
    assert_int_equal(total(bench, "&SmartAGId=sag-demo0000stranger01"), 0);
    assert_int_equal(total(bench, "&SmartAGIds.1=" OK_ID "&SmartAGIds.2=sag-demo0000000000ok02"),
                     2);
    assert_int_equal(total(bench, "&Status=Arrearage"), 1);
    assert_int_equal(total(bench, "&Status=Ordered"), 1);
    assert_int_equal(total(bench, "&SerialNumber=sage62xconflict1"), 1);
    assert_int_equal(total(bench, "&SerialNumber=sage62xconflict"), 0); /* whole numbers only */
    assert_int_equal(total(bench, "&SerialNumber=sage62xforeign01"), 0);
    assert_int_equal(total(bench, "&SerialNumber=sage62xconflict1&SmartAGId=" OK_ID), 0);
}

static void pages_cover_every_row_once(void **state) {
    struct bench *bench = *state;
    char seen[4096] = "";
    for (int page = 1; page <= 4; page++) {
        char params[256];
        snprintf(params, sizeof(params),
                 "Action=DescribeSmartAccessGateways&RegionId=cn-hangzhou&PageNumber=%d&PageSize=7",
                 page);
        send(bench, params, "&Format=JSON");
        json_t *json = answer(bench);
        json_t *rows =
            json_object_get(json_object_get(json, "SmartAccessGateways"), "SmartAccessGateway");
        static const size_t sizes[] = { 7, 7, 6, 0 };
        assert_int_equal(json_array_size(rows), sizes[page - 1]);
        for (size_t i = 0; i < json_array_size(rows); i++) {
            const char *id =
                json_string_value(json_object_get(json_array_get(rows, i), "SmartAGId"));
            assert_null(strstr(seen, id));
            strncat(seen, id, sizeof(seen) - strlen(seen) - 1);
        }
        json_decref(json);
    }
    send(bench, "Action=DescribeSmartAccessGateways&RegionId=cn-hangzhou&PageSize=51",
         "&Format=JSON");
    check_answer(bench, 400, "InvalidParameter");
}

static void an_attribute_lists_devices_in_every_documented_place(void **state) {
    struct bench *bench = *state;
    act(bench, "DescribeSmartAccessGatewayAttribute", "sag-demo00000000full01", "");
    json_t *json = answer(bench);
    assert_string_equal(json_string_value(json_object_get(json, "SerialNumber")),
                        "sage62xfulldemo1,sage62xfulldemo2");
    assert_string_equal(json_string_value(json_object_get(json, "TrafficMasterSn")),
                        "sage62xfulldemo1");
    json_t *devices = json_object_get(json_object_get(json, "Devices"), "Device");
    assert_int_equal(json_array_size(devices), 2);
    json_t *second = json_array_get(devices, 1);
    assert_string_equal(json_string_value(json_object_get(second, "SerialNumber")),
                        "sage62xfulldemo2");
    assert_string_equal(json_string_value(json_object_get(second, "SecretKey")),
                        "sim-device-secret-sage62xfulldemo2");
    json_decref(json);
}

static void a_binding_shows_only_when_it_is_due(void **state) {
    struct bench *bench = *state;
    bench->handler.service.visible_after = 5000;
    act(bench, "BindSerialNumber", OK_ID, SN);
    check_answer(bench, 200, "");
    bench->clock.now += 4999;
    assert_int_equal(total(bench, "&SerialNumber=" SN), 0);
    act(bench, "DescribeSmartAccessGatewayAttribute", OK_ID, "");
    assert_null(strstr(bench->plan.body.data, SN));
    bench->clock.now += 1;
    assert_int_equal(total(bench, "&SerialNumber=" SN), 1);
}

static void unbinding_frees_the_device_for_another_instance(void **state) {
    struct bench *bench = *state;
    act(bench, "UnbindSerialNumber", "sag-demo00000holder001", "sage62xconflict1");
    check_answer(bench, 200, "");
    act(bench, "UnbindSerialNumber", "sag-demo00000holder001", "sage62xconflict1");
    check_answer(bench, 400, "SAG.InvalidSerialNumber");
    act(bench, "BindSerialNumber", OK_ID, "sage62xconflict1");
    check_answer(bench, 200, "");
}

static void the_format_is_the_one_asked_for_and_xml_without_asking(void **state) {
    struct bench *bench = *state;
    static const char bind[] = "Action=BindSerialNumber&RegionId=cn-hangzhou&SmartAGId=" OK_ID
                               "&SerialNumber=sage62x0000000";
    char params[256];
    char expected[256];
    snprintf(params, sizeof(params), "%s1", bind);
    send(bench, params, "&Format=XML");
    snprintf(expected, sizeof(expected),
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?><BindSerialNumberResponse>"
             "<RequestId>%s</RequestId></BindSerialNumberResponse>",
             bench->plan.request_id);
    assert_string_equal(bench->plan.body.data, expected);
    assert_string_equal(bench->plan.content_type, "text/xml;charset=utf-8");
    send(bench, params, "");
    assert_non_null(strstr(bench->plan.body.data, "<Error><RequestId>"));
    assert_non_null(strstr(bench->plan.body.data,
                           "<HostId>smartag.cn-hangzhou.aliyuncs.com</HostId>"
                           "<Code>SAG.SnConflict</Code><Message>"));
    assert_non_null(strstr(bench->plan.body.data, "&amp;product=Smartag&amp;"));
    send(bench, "Action=DescribeRegions", "&Format=XML");
    assert_non_null(strstr(bench->plan.body.data, "<Regions><Region><RegionId>cn-shanghai<"));
    assert_non_null(strstr(bench->plan.body.data, "</Region><Region><RegionId>cn-hangzhou<"));
}

static void any_instance_is_taken_when_told_so(void **state) {
    struct bench *bench = *state;
    bench->handler.service.any_instance = true;
    act(bench, "BindSerialNumber", "sag-newnewnewnewnewnew", SN);
    check_answer(bench, 200, "");
    act(bench, "BindSerialNumber", "sag-tooshort", "sage62x00000001");
    check_answer(bench, 400, "SAG.InstanceNoFound");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_demo_instance_does_what_its_name_says, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(every_demo_id_has_the_form_of_a_real_one, setup, teardown),
        cmocka_unit_test_setup_teardown(a_rebind_is_answered_as_the_option_says, setup, teardown),
        cmocka_unit_test_setup_teardown(the_clock_window_is_fifteen_minutes_each_way, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_nonce_counts_only_when_the_signature_was_right, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_nonce_used_during_a_fault_is_used, setup, teardown),
        cmocka_unit_test_setup_teardown(wrong_versions_actions_methods_and_paths_are_told_apart,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(regions_are_checked_before_instances, setup, teardown),
        cmocka_unit_test_setup_teardown(gateways_are_filtered_and_strangers_hidden, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(pages_cover_every_row_once, setup, teardown),
        cmocka_unit_test_setup_teardown(an_attribute_lists_devices_in_every_documented_place, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_binding_shows_only_when_it_is_due, setup, teardown),
        cmocka_unit_test_setup_teardown(unbinding_frees_the_device_for_another_instance, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_format_is_the_one_asked_for_and_xml_without_asking,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(any_instance_is_taken_when_told_so, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
