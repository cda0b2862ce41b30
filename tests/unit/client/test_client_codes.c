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
        if (row->cls == SAG_CLASS_REFUSED_IT) {
            assert_int_equal(row->fix, SAG_FIX_IT);
        }
        if (row->cls == SAG_CLASS_BUSY || row->cls == SAG_CLASS_UNKNOWN) {
            assert_int_equal(row->fix, SAG_FIX_NOBODY);
        }
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
    } cases[] = {
        { "SAG.InstanceIdEmpty", SAG_CLASS_REFUSED_WORKER },
        { "SAG.InstanceNoFound", SAG_CLASS_REFUSED_WORKER },
        { "SmartAccessGatewayInArrears", SAG_CLASS_REFUSED_SUPERVISOR },
        { "SAG.SnOverLimit", SAG_CLASS_REFUSED_SUPERVISOR },
        { "SAG.SnConflict", SAG_CLASS_REFUSED_WORKER },
        { "ResourceInOperating", SAG_CLASS_BUSY },
        { "SAG.InvalidSerialNumber", SAG_CLASS_REFUSED_WORKER },
        { "MissingParameter", SAG_CLASS_REFUSED_IT },
        { "InvalidId.SMARTAG", SAG_CLASS_REFUSED_WORKER },
        { "Forbidden", SAG_CLASS_REFUSED_IT },
        { "SmartAccessGatewayNotActivated", SAG_CLASS_REFUSED_SUPERVISOR },
        { "SAG.SoftwareNotSupportFeature", SAG_CLASS_REFUSED_SUPERVISOR },
        { "InnerServiceFailed", SAG_CLASS_UNKNOWN },
        { "Throttling", SAG_CLASS_BUSY },
        { "Throttling.Api.Risk", SAG_CLASS_BUSY },
        { "ServiceUnavailable", SAG_CLASS_UNKNOWN },
        { "InternalError", SAG_CLASS_UNKNOWN },
        { "InvalidAccessKeyId.NotFound", SAG_CLASS_REFUSED_IT },
        { "InvalidAccessKeyId.Anything", SAG_CLASS_REFUSED_IT },
        { "SignatureDoesNotMatch", SAG_CLASS_REFUSED_IT },
        { "SignatureNonceUsed", SAG_CLASS_UNKNOWN },
        { "InvalidTimeStamp.Expired", SAG_CLASS_REFUSED_IT },
        { "InvalidSecurityToken.Expired", SAG_CLASS_REFUSED_IT },
        { "MissingSecurityToken", SAG_CLASS_REFUSED_IT },
        { "MissingSmartAGId", SAG_CLASS_REFUSED_IT },
        { "InvalidSmartAGId", SAG_CLASS_REFUSED_WORKER },
        { "InvalidParameter.SerialNumber", SAG_CLASS_REFUSED_WORKER },
        { "InvalidRegionId", SAG_CLASS_REFUSED_IT },
        { "InvalidAction.NotFound", SAG_CLASS_REFUSED_IT },
        { "InvalidProtocol.NeedSsl", SAG_CLASS_REFUSED_IT },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct sag_code *row = sag_code_find(cases[i].code);
        assert_non_null(row);
        assert_int_equal(row->cls, cases[i].cls);
    }
    /* The bench goes on with the right label, the supervisor finds the other instance. */
    assert_int_equal(sag_code_find("SAG.SnConflict")->fix, SAG_FIX_SUPERVISOR);
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

static enum sag_class classify(int status, const char *code, const char *request_id) {
    struct sag_reply reply = { .has_code = code != NULL,
                               .code = (char *)(code ? code : ""),
                               .message = (char *)"",
                               .request_id = (char *)request_id };
    return sag_outcome_class(SAG_END_ANSWER, status, &reply, true);
}

static void the_code_decides_before_the_status(void **state) {
    (void)state;
    assert_int_equal(classify(200, NULL, "r"), SAG_CLASS_OK);
    assert_int_equal(classify(200, NULL, ""), SAG_CLASS_UNKNOWN);
    assert_int_equal(classify(500, NULL, "r"), SAG_CLASS_UNKNOWN);
    assert_int_equal(classify(404, NULL, "r"), SAG_CLASS_UNKNOWN);
    assert_int_equal(classify(500, "SmartAccessGatewayInArrears", ""),
                     SAG_CLASS_REFUSED_SUPERVISOR);
    assert_int_equal(classify(503, "Throttling.User", ""), SAG_CLASS_BUSY);
    assert_int_equal(classify(400, "New.Code", "r"), SAG_CLASS_REFUSED_SUPERVISOR);
    assert_int_equal(classify(500, "New.Code", "r"), SAG_CLASS_UNKNOWN);
    assert_int_equal(classify(200, "New.Code", "r"), SAG_CLASS_UNKNOWN);
    assert_int_equal(classify(400, "", "r"), SAG_CLASS_UNKNOWN);
}

static void without_an_answer_only_the_first_byte_counts(void **state) {
    (void)state;
    for (int end = SAG_END_RESOLVE; end <= SAG_END_INTERNAL; end++) {
        if (end == SAG_END_CREDENTIALS) {
            continue;
        }
        assert_int_equal(sag_outcome_class((enum sag_end)end, 0, NULL, true), SAG_CLASS_UNKNOWN);
        assert_int_equal(sag_outcome_class((enum sag_end)end, 0, NULL, false), SAG_CLASS_NOT_SENT);
    }
    assert_int_equal(sag_outcome_class(SAG_END_CREDENTIALS, 0, NULL, false), SAG_CLASS_REFUSED_IT);
}

static void every_class_and_end_has_its_own_name(void **state) {
    (void)state;
    for (int i = SAG_CLASS_OK; i <= SAG_CLASS_NOT_SENT; i++) {
        for (int j = SAG_CLASS_OK; j < i; j++) {
            assert_string_not_equal(sag_class_name((enum sag_class)i),
                                    sag_class_name((enum sag_class)j));
        }
    }
    for (int i = SAG_END_ANSWER; i <= SAG_END_INTERNAL; i++) {
        assert_string_not_equal(sag_end_name((enum sag_end)i), "?");
        for (int j = SAG_END_ANSWER; j < i; j++) {
            assert_string_not_equal(sag_end_name((enum sag_end)i), sag_end_name((enum sag_end)j));
        }
    }
    assert_string_equal(sag_class_name(SAG_CLASS_REFUSED_WORKER), "refused_worker");
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
        cmocka_unit_test(without_an_answer_only_the_first_byte_counts),
        cmocka_unit_test(every_class_and_end_has_its_own_name),
        cmocka_unit_test(the_library_tells_the_version_of_its_header),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
