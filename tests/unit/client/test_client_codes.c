#include "client/outcome.h"
#include "client/reply.h"
#include "client/sag_client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define WORKER SAG_CLASS_REFUSED, SAG_FIX_WORKER
#define SUPERVISOR SAG_CLASS_REFUSED, SAG_FIX_SUPERVISOR
#define IT SAG_CLASS_REFUSED, SAG_FIX_IT

static void every_row_is_whole_and_found_by_itself(void **state) {
    (void)state;
    size_t count = 0;
    const struct sag_code *row;
    while ((row = sag_code_at(count)) != NULL) {
        assert_true(row->code[0] != '\0');
        assert_true(row->meaning[0] != '\0');
        assert_true(row->usual_status >= 400 && row->usual_status <= 599);
        assert_int_not_equal(row->cls, SAG_CLASS_OK);
        assert_int_not_equal(row->cls, SAG_CLASS_NOT_SENT);
        assert_ptr_equal(sag_code_find(row->code), row);
        assert_int_equal(row->fix != SAG_FIX_NOBODY, row->cls == SAG_CLASS_REFUSED);
        count++;
    }
    assert_true(count > 50);
    assert_null(sag_code_at(SIZE_MAX));
}

static void the_documented_codes_have_their_class(void **state) {
    (void)state;
    static const struct {
        const char *code;
        enum sag_class cls;
        enum sag_fix fix;
    } cases[] = {
        { "SAG.InstanceIdEmpty", WORKER },
        { "SAG.InstanceNoFound", WORKER },
        { "SmartAccessGatewayInArrears", SUPERVISOR },
        { "SAG.SnOverLimit", SUPERVISOR },
        { "SAG.SnConflict", SUPERVISOR },
        { "ResourceInOperating", SAG_CLASS_BUSY, SAG_FIX_NOBODY },
        { "SAG.InvalidSerialNumber", WORKER },
        { "MissingParameter", IT },
        { "InvalidId.SMARTAG", WORKER },
        { "Forbidden", IT },
        { "SmartAccessGatewayNotActivated", SUPERVISOR },
        { "SAG.SoftwareNotSupportFeature", SUPERVISOR },
        { "InnerServiceFailed", SAG_CLASS_UNKNOWN, SAG_FIX_NOBODY },
        { "Throttling", SAG_CLASS_BUSY, SAG_FIX_NOBODY },
        { "Throttling.Api.Risk", SAG_CLASS_BUSY, SAG_FIX_NOBODY },
        { "ServiceUnavailable", SAG_CLASS_UNKNOWN, SAG_FIX_NOBODY },
        { "InternalError", SAG_CLASS_UNKNOWN, SAG_FIX_NOBODY },
        { "InvalidAccessKeyId.NotFound", IT },
        { "InvalidAccessKeyId.Anything", IT },
        { "SignatureDoesNotMatch", IT },
        { "SignatureNonceUsed", SAG_CLASS_UNKNOWN, SAG_FIX_NOBODY },
        { "InvalidTimeStamp.Expired", IT },
        { "InvalidSecurityToken.Expired", IT },
        { "MissingSecurityToken", IT },
        { "MissingSmartAGId", IT },
        { "InvalidSmartAGId", WORKER },
        { "InvalidParameter.SerialNumber", WORKER },
        { "InvalidRegionId", IT },
        { "InvalidAction.NotFound", IT },
        { "InvalidProtocol.NeedSsl", IT },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct sag_code *row = sag_code_find(cases[i].code);
        assert_non_null(row);
        assert_int_equal(row->cls, cases[i].cls);
        assert_int_equal(row->fix, cases[i].fix);
    }
}

static void a_code_is_compared_exactly(void **state) {
    (void)state;
    static const char *const unknown[] = {
        "sag.snconflict", "SAG.SnConflict ", "SAG.SnConflic", "ThrottlingX", "",
        "Forbiddenn",     "throttling.User"
    };
    for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
        assert_null(sag_code_find(unknown[i]));
    }
    assert_null(sag_code_find(NULL));
}

static void expect(struct sag_outcome outcome, enum sag_class cls, enum sag_fix fix) {
    assert_int_equal(outcome.cls, cls);
    assert_int_equal(outcome.fix, fix);
}

static struct sag_outcome judge(int status, const char *code, const char *request_id) {
    struct sag_outcome outcome = { .fix = SAG_FIX_WORKER, .traits = 255 };
    struct sag_reply reply = { .has_code = code != NULL,
                               .code = (char *)(code ? code : ""),
                               .message = (char *)"",
                               .request_id = (char *)request_id };
    sag_outcome_judge(&outcome, SAG_END_ANSWER, status, &reply, true);
    return outcome;
}

static void the_code_decides_before_the_status(void **state) {
    (void)state;
    expect(judge(200, NULL, "r"), SAG_CLASS_OK, SAG_FIX_NOBODY);
    expect(judge(200, NULL, ""), SAG_CLASS_UNKNOWN, SAG_FIX_NOBODY);
    expect(judge(500, NULL, "r"), SAG_CLASS_UNKNOWN, SAG_FIX_NOBODY);
    expect(judge(404, NULL, "r"), SAG_CLASS_UNKNOWN, SAG_FIX_NOBODY);
    expect(judge(500, "SmartAccessGatewayInArrears", ""), SUPERVISOR);
    expect(judge(503, "Throttling.User", ""), SAG_CLASS_BUSY, SAG_FIX_NOBODY);
    expect(judge(400, "New.Code", "r"), SUPERVISOR);
    expect(judge(500, "New.Code", "r"), SAG_CLASS_UNKNOWN, SAG_FIX_NOBODY);
    expect(judge(200, "New.Code", "r"), SAG_CLASS_UNKNOWN, SAG_FIX_NOBODY);
    expect(judge(400, "", "r"), SAG_CLASS_UNKNOWN, SAG_FIX_NOBODY);
}

static struct sag_outcome without_answer(enum sag_end end, bool may_have_reached) {
    struct sag_outcome outcome = { .fix = SAG_FIX_WORKER, .traits = 255 };
    sag_outcome_judge(&outcome, end, 0, NULL, may_have_reached);
    assert_int_equal(outcome.end, end);
    return outcome;
}

static void what_else_a_code_says_is_in_its_traits(void **state) {
    (void)state;
    static const struct {
        const char *code;
        unsigned traits;
    } cases[] = {
        { "Throttling", SAG_TRAIT_THROTTLED },
        { "Throttling.User", SAG_TRAIT_THROTTLED },
        { "Throttling.Api.Risk", SAG_TRAIT_THROTTLED },
        { "ResourceInOperating", 0 },
        { "Forbidden", SAG_TRAIT_FORBIDDEN },
        { "Forbidden.RAM", SAG_TRAIT_FORBIDDEN },
        { "Forbidden.NoPermission", SAG_TRAIT_FORBIDDEN },
        { "Forbidden.Anything", SAG_TRAIT_FORBIDDEN },
        { "NoPermission", SAG_TRAIT_FORBIDDEN },
        { "NoPermission.Anything", SAG_TRAIT_FORBIDDEN },
        { "Forbidden.AccessKeyDisabled", 0 }, /* a key, not what it may */
        { "SAG.SnConflict", SAG_TRAIT_CONFLICT | SAG_TRAIT_MAY_BE_OWN },
        { "SAG.SnOverLimit", SAG_TRAIT_MAY_BE_OWN },
        { "SAG.InvalidSerialNumber", 0 },
        { "InternalError", 0 },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(judge(400, cases[i].code, "r").traits, cases[i].traits);
    }
    assert_int_equal(judge(400, "New.Code", "r").traits, 0);
    assert_int_equal(judge(200, NULL, "r").traits, 0);
    assert_int_equal(sag_code_find(SAG_CODE_CONFLICT)->traits & SAG_TRAIT_CONFLICT,
                     SAG_TRAIT_CONFLICT);
    assert_int_equal(sag_code_find(SAG_CODE_INVALID_PARAMETER)->cls, SAG_CLASS_REFUSED);
}

static void without_an_answer_only_the_first_byte_counts(void **state) {
    (void)state;
    for (int end = SAG_END_RESOLVE; end <= SAG_END_CLOCK; end++) {
        if (end == SAG_END_CREDENTIALS) {
            continue;
        }
        expect(without_answer((enum sag_end)end, true), SAG_CLASS_UNKNOWN, SAG_FIX_NOBODY);
        expect(without_answer((enum sag_end)end, false), SAG_CLASS_NOT_SENT, SAG_FIX_NOBODY);
    }
    expect(without_answer(SAG_END_CREDENTIALS, false), IT);
}

static void every_class_and_end_has_its_own_name(void **state) {
    (void)state;
    for (int i = SAG_CLASS_OK; i <= SAG_CLASS_NOT_SENT; i++) {
        for (int j = SAG_CLASS_OK; j < i; j++) {
            assert_string_not_equal(sag_class_name((enum sag_class)i),
                                    sag_class_name((enum sag_class)j));
        }
    }
    for (int i = SAG_END_ANSWER; i <= SAG_END_CLOCK; i++) {
        assert_string_not_equal(sag_end_name((enum sag_end)i), "?");
        for (int j = SAG_END_ANSWER; j < i; j++) {
            assert_string_not_equal(sag_end_name((enum sag_end)i), sag_end_name((enum sag_end)j));
        }
    }
    assert_string_equal(sag_class_name(SAG_CLASS_REFUSED), "refused");
}

static void the_library_tells_the_version_of_its_header(void **state) {
    (void)state;
    char text[32];
    assert_string_equal(sag_version(), SAG_VERSION);
    assert_int_equal(sag_version_number(), SAG_VERSION_NUMBER);
    snprintf(text, sizeof(text), "%d.%d.%d", sag_version_number() / 10000,
             sag_version_number() / 100 % 100, sag_version_number() % 100);
    assert_string_equal(text, SAG_VERSION);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_whole_and_found_by_itself),
        cmocka_unit_test(the_documented_codes_have_their_class),
        cmocka_unit_test(a_code_is_compared_exactly),
        cmocka_unit_test(the_code_decides_before_the_status),
        cmocka_unit_test(what_else_a_code_says_is_in_its_traits),
        cmocka_unit_test(without_an_answer_only_the_first_byte_counts),
        cmocka_unit_test(every_class_and_end_has_its_own_name),
        cmocka_unit_test(the_library_tells_the_version_of_its_header),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
