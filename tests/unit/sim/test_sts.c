/* The simulator's STS: what it gives, and that it knows it again. */
#include "check.h"

#include "sim/sts.h"

#include <stdio.h>
#include <string.h>

static struct sk_sim_keys keys;

static int set_up(void **state) {
    struct sk_err_info info;
    (void)state;
    keys = (struct sk_sim_keys){ 0 };
    return sk_sim_keys_add(&keys, "first:secret1", &info) ||
           sk_sim_keys_add(&keys, "second:secret2", &info);
}

static int tear_down(void **state) {
    (void)state;
    sk_sim_keys_finish(&keys);
    return 0;
}

static const char *member(const struct sk_sim_answer *answer, const char *name) {
    return json_string_value(json_object_get(json_object_get(answer->result, "Credentials"), name));
}

static void assume(struct sk_sim_answer *answer, const char *key_id, const char *body) {
    struct sk_sim_request request;
    struct sk_err_info info;
    sk_sim_request_init(&request, "POST", "/");
    request.body = body;
    request.body_length = strlen(body);
    assert_true(
        sk_sim_request_add_header(&request, "Content-Type", "application/x-www-form-urlencoded"));
    assert_int_equal(sk_sim_request_parse(&request, &info), SK_OK);
    sk_sim_sts_assume(&keys, key_id, &request, 1767600550, "SALT-1", answer);
    sk_sim_request_finish(&request);
}

static void a_key_that_was_given_is_known_again_with_its_end(void **state) {
    (void)state;
    struct sk_sim_answer answer;
    struct sk_sim_sts_key found;
    assume(&answer, "second",
           "RoleArn=acs%3Aram%3A%3A1%3Arole%2Fx&RoleSessionName=bench&DurationSeconds=900");
    assert_null(answer.code);
    assert_string_equal(member(&answer, "Expiration"), "2026-01-05T08:24:10Z");
    assert_true(sk_sim_sts_find(&found, &keys, member(&answer, "AccessKeyId")));
    assert_string_equal(found.secret, member(&answer, "AccessKeySecret"));
    assert_string_equal(found.token, member(&answer, "SecurityToken"));
    assert_int_equal(found.expires_s, 1767600550 + 900);
    assert_null(strstr(found.secret, "secret2"));
    sk_sim_answer_finish(&answer);
}

static void what_cannot_be_assumed_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *key;
        const char *body;
        const char *code;
    } cases[] = {
        { "first", "RoleSessionName=bench", "InvalidParameter" },
        { "first", "RoleArn=acs%3Aram%3A%3A1%3Arole%2Fx&RoleSessionName=b", "InvalidParameter" },
        { "first", "RoleArn=acs%3Aram%3A%3A1%3Arole%2Fx&RoleSessionName=bench&DurationSeconds=60",
          "InvalidParameter" },
        { "first", "RoleArn=acs%3Aram%3A%3A1%3Arole%2Fforbidden&RoleSessionName=bench",
          "NoPermission" },
        { "STS.0.1.x", "RoleArn=acs%3Aram%3A%3A1%3Arole%2Fx&RoleSessionName=bench",
          "NoPermission" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sk_sim_answer answer;
        assume(&answer, cases[i].key, cases[i].body);
        assert_string_equal(answer.code, cases[i].code);
        sk_sim_answer_finish(&answer);
    }
}

static void an_id_that_never_came_from_here_is_unknown(void **state) {
    (void)state;
    static const char *const ids[] = { "", "first", "STS.", "STS.x.1.y", "STS.2.1.y", "STS.0.y.z" };
    struct sk_sim_sts_key found;
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        assert_false(sk_sim_sts_find(&found, &keys, ids[i]));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_key_that_was_given_is_known_again_with_its_end, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_assumed_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_id_that_never_came_from_here_is_unknown, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
