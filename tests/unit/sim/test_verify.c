/* The simulator's verifier against tests/vectors/vectors.json (made by running the vendor's own
 * SDKs) and against two examples printed in the vendor's signing pages. */
#include "sim/verify.h"

#include <jansson.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static json_t *vectors;

static int load_vectors(void **state) {
    (void)state;
    json_error_t error;
    vectors = json_load_file(SK_SOURCE_DIR "/tests/vectors/vectors.json", 0, &error);
    return vectors ? 0 : -1;
}

static int free_vectors(void **state) {
    (void)state;
    json_decref(vectors);
    return 0;
}

static const char *text(const json_t *object, const char *name) {
    return json_string_value(json_object_get(object, name));
}

/* One vector as a request, with everything it points to. */
struct fixture {
    struct sk_sim_request request;
    struct sk_sim_key key;
    struct sk_sim_keys keys;
    struct sk_sim_verdict verdict;
    char uri[8192];
    char signature[256]; /* the authorization header of V3 */
};

static void fixture_begin(struct fixture *fixture, const json_t *input, const char *query,
                          const char *body) {
    fixture->key =
        (struct sk_sim_key){ .id = (char *)(uintptr_t)text(input, "access_key_id"),
                             .secret = (char *)(uintptr_t)text(input, "access_key_secret"),
                             .token = (char *)(uintptr_t)text(input, "security_token") };
    fixture->keys = (struct sk_sim_keys){ &fixture->key, 1 };
    int length = snprintf(fixture->uri, sizeof(fixture->uri), "%s%s%s", text(input, "path"),
                          *query ? "?" : "", query);
    assert_in_range(length, 1, sizeof(fixture->uri) - 1);
    sk_sim_request_init(&fixture->request, text(input, "method"), fixture->uri);
    fixture->request.body = body;
    fixture->request.body_length = strlen(body);
}

static void fixture_check(struct fixture *fixture, const char *code) {
    assert_int_equal(sk_sim_request_parse(&fixture->request, NULL), SK_OK);
    sk_sim_verify(&fixture->request, &fixture->keys, &fixture->verdict);
    if (code) {
        assert_non_null(fixture->verdict.code);
        assert_string_equal(fixture->verdict.code, code);
    } else {
        assert_null(fixture->verdict.code);
    }
}

static void fixture_end(struct fixture *fixture) {
    sk_sim_verdict_finish(&fixture->verdict);
    sk_sim_request_finish(&fixture->request);
}

static void begin_v1(struct fixture *fixture, const json_t *vector) {
    const json_t *expect = json_object_get(vector, "expect");
    fixture_begin(fixture, json_object_get(vector, "input"), text(expect, "query"),
                  text(expect, "body"));
    const char *type = text(expect, "content_type");
    if (type) {
        assert_true(sk_sim_request_add_header(&fixture->request, "Content-Type", type));
    }
}

static void begin_v3(struct fixture *fixture, const json_t *vector) {
    const json_t *input = json_object_get(vector, "input");
    const json_t *expect = json_object_get(vector, "expect");
    const char *name;
    json_t *value;
    fixture_begin(fixture, input, text(expect, "query_as_sent_by_sdk"), text(expect, "body"));
    json_object_foreach(json_object_get(input, "extra_headers"), name, value) {
        assert_true(sk_sim_request_add_header(&fixture->request, name, json_string_value(value)));
    }
    json_object_foreach(json_object_get(expect, "signed_header_values"), name, value) {
        if (!sk_sim_request_header(&fixture->request, name)) {
            assert_true(
                sk_sim_request_add_header(&fixture->request, name, json_string_value(value)));
        }
    }
    assert_true(sk_sim_request_add_header(&fixture->request, "Authorization",
                                          text(expect, "authorization")));
}

static void every_v1_vector_is_recomputed_exactly(void **state) {
    (void)state;
    size_t index;
    json_t *vector;
    assert_int_equal(json_array_size(json_object_get(vectors, "rpc_v1")), 16);
    json_array_foreach(json_object_get(vectors, "rpc_v1"), index, vector) {
        const json_t *expect = json_object_get(vector, "expect");
        struct fixture fixture = { 0 };
        struct sk_buf to_sign = SK_BUF_INIT(1 << 20);
        char signature[64];
        begin_v1(&fixture, vector);
        fixture_check(&fixture, NULL);
        assert_int_equal(fixture.verdict.kind, SK_SIM_SIGNATURE_V1);
        assert_true(sk_sim_signature_v1(&fixture.request, fixture.key.secret, &to_sign, signature,
                                        sizeof(signature)));
        assert_string_equal(to_sign.data, text(expect, "string_to_sign"));
        assert_string_equal(signature, text(expect, "signature"));
        sk_buf_finish(&to_sign);
        fixture_end(&fixture);
    }
}

static void every_v3_vector_is_recomputed_exactly(void **state) {
    (void)state;
    size_t index;
    json_t *vector;
    assert_int_equal(json_array_size(json_object_get(vectors, "acs3")), 16);
    json_array_foreach(json_object_get(vectors, "acs3"), index, vector) {
        const json_t *expect = json_object_get(vector, "expect");
        const char *names = text(expect, "signed_headers");
        struct fixture fixture = { 0 };
        struct sk_buf canonical = SK_BUF_INIT(1 << 20);
        char signature[65];
        begin_v3(&fixture, vector);
        fixture_check(&fixture, NULL);
        assert_int_equal(fixture.verdict.kind, SK_SIM_SIGNATURE_V3);
        assert_true(sk_sim_signature_v3(&fixture.request, fixture.key.secret, names, strlen(names),
                                        &canonical, signature, sizeof(signature)));
        assert_string_equal(canonical.data, text(expect, "canonical_request"));
        assert_string_equal(signature, text(expect, "signature"));
        sk_buf_finish(&canonical);
        fixture_end(&fixture);
    }
}

static void a_wrong_secret_is_refused_for_every_vector(void **state) {
    (void)state;
    static const char *const lists[] = { "rpc_v1", "acs3" };
    for (size_t list = 0; list < 2; list++) {
        size_t index;
        json_t *vector;
        json_array_foreach(json_object_get(vectors, lists[list]), index, vector) {
            static char wrong[] = "wrong";
            struct fixture fixture = { 0 };
            (list == 0 ? begin_v1 : begin_v3)(&fixture, vector);
            fixture.key.secret = wrong;
            fixture_check(&fixture, "SignatureDoesNotMatch");
            /* The very text that was to be signed, so that a client can tell whose fault it is. */
            const char *signed_text = text(json_object_get(vector, "expect"), "string_to_sign");
            assert_non_null(strstr(fixture.verdict.message.data, signed_text));
            fixture_end(&fixture);
        }
    }
}

/* Changes one byte of a copy of the text at a place that holds a letter or a digit. */
static void change_byte(char *copy, size_t at) {
    copy[at] = copy[at] == 'a' ? 'b' : 'a';
}

static void a_changed_byte_of_the_v1_query_is_refused(void **state) {
    (void)state;
    const json_t *vector = json_array_get(json_object_get(vectors, "rpc_v1"), 0);
    static const char *const places[] = { "BindSerial", "sage62x", "sag-r79", "cn-hang",
                                          "n-v1-01" };
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        struct fixture fixture = { 0 };
        begin_v1(&fixture, vector);
        char *place = strstr(fixture.uri, places[i]);
        assert_non_null(place);
        change_byte(place, 1);
        fixture_check(&fixture, "SignatureDoesNotMatch");
        fixture_end(&fixture);
    }
}

static void a_changed_body_is_refused_though_its_hash_was_signed(void **state) {
    (void)state;
    const json_t *vector = json_array_get(json_object_get(vectors, "acs3"), 2);
    struct fixture fixture = { 0 };
    begin_v3(&fixture, vector);
    assert_true(fixture.request.body_length > 0);
    char *body = strdup(fixture.request.body);
    assert_non_null(body);
    change_byte(body, fixture.request.body_length - 1);
    fixture.request.body = body;
    fixture_check(&fixture, "SignatureDoesNotMatch");
    fixture_end(&fixture);
    free(body);
}

static void an_x_acs_header_that_is_not_signed_is_refused(void **state) {
    (void)state;
    const json_t *vector = json_array_get(json_object_get(vectors, "acs3"), 0);
    struct fixture fixture = { 0 };
    begin_v3(&fixture, vector);
    assert_true(sk_sim_request_add_header(&fixture.request, "X-Acs-Extra", "1"));
    fixture_check(&fixture, "IncompleteSignature");
    fixture_end(&fixture);
}

static void a_signed_header_that_was_not_sent_is_refused(void **state) {
    (void)state;
    const json_t *vector = json_array_get(json_object_get(vectors, "acs3"), 13);
    struct fixture fixture = { 0 };
    begin_v3(&fixture, vector);
    size_t kept = 0;
    for (size_t i = 0; i < fixture.request.header_count; i++) {
        if (!strstr(fixture.request.headers[i].name, "credentials")) {
            fixture.request.headers[kept++] = fixture.request.headers[i];
        }
    }
    assert_int_equal(kept, fixture.request.header_count - 1);
    fixture.request.header_count = kept;
    fixture_check(&fixture, "IncompleteSignature");
    fixture_end(&fixture);
}

static void malformed_authorizations_are_incomplete(void **state) {
    (void)state;
    static const char *const values[] = {
        "ACS3-HMAC-SHA256",
        "ACS3-HMAC-SHA256 ",
        "ACS3-HMAC-SHA256 Credential=a",
        "ACS3-HMAC-SHA256 Credential=,SignedHeaders=host,Signature=00",
        "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=,Signature=00",
        "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=",
        "ACS3-HMAC-SHA256 Credential=a,Signature=00,SignedHeaders=host",
        "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=00,More=1",
        "ACS3-HMAC-SHA256Credential=a,SignedHeaders=host,Signature=00",
        "AWS4-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=00",
        "Basic YTpi",
    };
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        struct fixture fixture = { 0 };
        begin_v3(&fixture, json_array_get(json_object_get(vectors, "acs3"), 0));
        fixture.request.headers[fixture.request.header_count - 1].value = values[i];
        fixture_check(&fixture, "IncompleteSignature");
        fixture_end(&fixture);
    }
}

static void lists_of_signed_headers_must_be_sorted_and_lower_case(void **state) {
    (void)state;
    static const char *const lists[] = { "x-acs-action;host", "Host;x-acs-action", "host;host",
                                         "host;;x-acs-action", "host;x-acs-date" };
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        struct fixture fixture = { 0 };
        begin_v3(&fixture, json_array_get(json_object_get(vectors, "acs3"), 0));
        snprintf(fixture.signature, sizeof(fixture.signature),
                 "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=%s,Signature=00", lists[i]);
        fixture.request.headers[fixture.request.header_count - 1].value = fixture.signature;
        fixture_check(&fixture, "IncompleteSignature");
        fixture_end(&fixture);
    }
}

static void the_keys_token_must_come_with_it_and_no_other(void **state) {
    (void)state;
    static char other[] = "other";
    const json_t *with_token = json_array_get(json_object_get(vectors, "rpc_v1"), 2);
    const json_t *without = json_array_get(json_object_get(vectors, "rpc_v1"), 0);
    struct fixture fixture = { 0 };
    begin_v1(&fixture, with_token);
    fixture.key.token = other;
    fixture_check(&fixture, "InvalidSecurityToken.MismatchWithAccessKey");
    fixture_end(&fixture);

    fixture = (struct fixture){ 0 };
    begin_v1(&fixture, with_token);
    fixture.key.token = NULL;
    fixture_check(&fixture, "InvalidSecurityToken.MismatchWithAccessKey");
    fixture_end(&fixture);

    fixture = (struct fixture){ 0 };
    begin_v1(&fixture, without);
    fixture.key.token = other;
    fixture_check(&fixture, "MissingSecurityToken");
    fixture_end(&fixture);
}

static void an_unknown_key_is_not_found(void **state) {
    (void)state;
    static char other[] = "other";
    static const char *const lists[] = { "rpc_v1", "acs3" };
    for (size_t list = 0; list < 2; list++) {
        struct fixture fixture = { 0 };
        const json_t *vector = json_array_get(json_object_get(vectors, lists[list]), 0);
        (list == 0 ? begin_v1 : begin_v3)(&fixture, vector);
        fixture.key.id = other;
        fixture_check(&fixture, "InvalidAccessKeyId.NotFound");
        assert_string_equal(fixture.verdict.key_id, "testid");
        fixture_end(&fixture);
    }
}

static void each_required_v1_parameter_is_missed_by_name(void **state) {
    (void)state;
    static const char *const names[] = { "Action",           "Version",        "AccessKeyId",
                                         "SignatureMethod",  "SignatureNonce", "Timestamp",
                                         "SignatureVersion", "Signature" };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct fixture fixture = { 0 };
        char wanted[64];
        begin_v1(&fixture, json_array_get(json_object_get(vectors, "rpc_v1"), 0));
        snprintf(wanted, sizeof(wanted), "%s=", names[i]);
        char *place = strstr(fixture.uri, wanted);
        while (place && place[-1] != '&' && place[-1] != '?') {
            place = strstr(place + 1, wanted);
        }
        assert_non_null(place);
        place[0] = 'z';
        fixture_check(&fixture, "MissingParameter");
        assert_non_null(strstr(fixture.verdict.message.data, names[i]));
        fixture_end(&fixture);
    }
}

static void the_example_of_the_vendors_v1_page_verifies(void **state) {
    (void)state;
    static char id[] = "testid", secret[] = "testsecret";
    struct sk_sim_key key = { .id = id, .secret = secret };
    struct sk_sim_keys keys = { &key, 1 };
    struct sk_sim_request request;
    struct sk_sim_verdict verdict;
    sk_sim_request_init(&request, "GET",
                        "/?Timestamp=2016-02-23T12%3A46%3A24Z&Format=XML&AccessKeyId=testid"
                        "&Action=DescribeRegions&SignatureMethod=HMAC-SHA1"
                        "&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&Version=2014-05-26"
                        "&SignatureVersion=1.0&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D");
    assert_int_equal(sk_sim_request_parse(&request, NULL), SK_OK);
    sk_sim_verify(&request, &keys, &verdict);
    assert_null(verdict.code);
    assert_true(verdict.xml);
    assert_int_equal(verdict.timestamp, 1456231584);
    sk_sim_verdict_finish(&verdict);
    sk_sim_request_finish(&request);
}

static void the_example_of_the_vendors_v3_page_verifies(void **state) {
    (void)state;
    static char id[] = "YourAccessKeyId", secret[] = "YourAccessKeySecret";
    struct sk_sim_key key = { .id = id, .secret = secret };
    struct sk_sim_keys keys = { &key, 1 };
    struct sk_sim_request request;
    struct sk_sim_verdict verdict;
    static const struct sk_sim_header headers[] = {
        { "Host", "ecs.cn-shanghai.aliyuncs.com" },
        { "x-acs-action", "RunInstances" },
        { "x-acs-version", "2014-05-26" },
        { "x-acs-date", "2023-10-26T10:22:32Z" },
        { "x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d" },
        { "x-acs-content-sha256",
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
        { "Authorization",
          "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;"
          "x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature="
          "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0" },
    };
    sk_sim_request_init(&request, "POST",
                        "/?ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"
                        "&RegionId=cn-shanghai");
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
        assert_true(sk_sim_request_add_header(&request, headers[i].name, headers[i].value));
    }
    assert_int_equal(sk_sim_request_parse(&request, NULL), SK_OK);
    sk_sim_verify(&request, &keys, &verdict);
    assert_null(verdict.code);
    sk_sim_verdict_finish(&verdict);
    sk_sim_request_finish(&request);
}

static void only_real_instants_in_one_form_are_times(void **state) {
    (void)state;
    static const char *const wrong[] = {
        "",
        "2026-01-05 08:09:10",
        "2026-01-05T08:09:10",
        "2026-01-05T08:09:10z",
        "2026-01-05T08:09:10.0Z",
        "2026-1-05T08:09:10Z0",
        "2026-13-05T08:09:10Z",
        "2026-00-05T08:09:10Z",
        "2026-02-29T08:09:10Z",
        "2100-02-29T08:09:10Z",
        "2026-01-05T24:00:00Z",
        "2026-01-05T08:60:10Z",
        "2026-01-05T08:09:60Z",
        "1969-12-31T23:59:59Z",
        "+026-01-05T08:09:10Z",
    };
    int64_t time = -7;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_false(sk_sim_parse_time(wrong[i], &time));
        assert_int_equal(time, -7);
    }
    assert_true(sk_sim_parse_time("1970-01-01T00:00:00Z", &time));
    assert_int_equal(time, 0);
    assert_true(sk_sim_parse_time("2000-02-29T12:00:00Z", &time));
    assert_int_equal(time, 951825600);
    assert_true(sk_sim_parse_time("2024-12-31T23:59:59Z", &time));
    assert_int_equal(time, 1735689599);
    assert_true(sk_sim_parse_time("2026-01-05T08:09:10Z", &time));
    assert_int_equal(time, 1767600550);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_v1_vector_is_recomputed_exactly),
        cmocka_unit_test(every_v3_vector_is_recomputed_exactly),
        cmocka_unit_test(a_wrong_secret_is_refused_for_every_vector),
        cmocka_unit_test(a_changed_byte_of_the_v1_query_is_refused),
        cmocka_unit_test(a_changed_body_is_refused_though_its_hash_was_signed),
        cmocka_unit_test(an_x_acs_header_that_is_not_signed_is_refused),
        cmocka_unit_test(a_signed_header_that_was_not_sent_is_refused),
        cmocka_unit_test(malformed_authorizations_are_incomplete),
        cmocka_unit_test(lists_of_signed_headers_must_be_sorted_and_lower_case),
        cmocka_unit_test(the_keys_token_must_come_with_it_and_no_other),
        cmocka_unit_test(an_unknown_key_is_not_found),
        cmocka_unit_test(each_required_v1_parameter_is_missed_by_name),
        cmocka_unit_test(the_example_of_the_vendors_v1_page_verifies),
        cmocka_unit_test(the_example_of_the_vendors_v3_page_verifies),
        cmocka_unit_test(only_real_instants_in_one_form_are_times),
    };
    return cmocka_run_group_tests(tests, load_vectors, free_vectors);
}
