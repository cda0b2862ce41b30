#include "app/model/sentence.h"

#include "app/model/brief.h"
#include "base/util.h"

#include "unit/ui/cmocka_all.h"

#include <stdio.h>
#include <string.h>

/* client/README.md, "Error codes": those of a bind, of its neighbours and of the gateway; and our
 * own words for ways of getting no answer. */
static const char *const documented[] = {
    "SAG.InstanceIdEmpty",
    "SAG.InstanceNoFound",
    "SmartAccessGatewayInArrears",
    "SAG.SnOverLimit",
    "SAG.SnConflict",
    "ResourceInOperating",
    "SAG.InvalidSerialNumber",
    "MissingParameter",
    "InvalidId.SMARTAG",
    "Forbidden",
    "SmartAccessGatewayNotActivated",
    "SmartAccessGatewayNotBind",
    "SAG.SoftwareNotSupport",
    "SAG.SoftwareNotSupportFeature",
    "InnerServiceFailed",
    "Throttling",
    "Throttling.User",
    "Throttling.Api",
    "ServiceUnavailable",
    "ServiceUnavailableTemporary",
    "InternalError",
    "InternalFailure",
    "UnknownError",
    "InvalidAccessKeyId.NotFound",
    "InvalidAccessKeyId.Inactive",
    "Forbidden.AccessKeyDisabled",
    "SignatureDoesNotMatch",
    "IncompleteSignature",
    "InvalidSignatureMethod",
    "InvalidVersion",
    "InvalidAction.NotFound",
    "InvalidApi.NotFound",
    "InvalidProduct.NotFound",
    "SignatureNonceUsed",
    "InvalidTimeStamp.Expired",
    "InvalidTimeStamp.Format",
    "IllegalTimestamp",
    "Forbidden.RAM",
    "NoPermission",
    "Forbidden.NoPermission",
    "MissingSmartAGId",
    "InvalidParameter",
    "InvalidParameter.SerialNumber",
    "InvalidSecurityToken.Expired",
    "InvalidSecurityToken.Malformed",
    "InvalidSecurityToken.MismatchWithAccessKey",
    "MissingSecurityToken",
    "InvalidProtocol.NeedSsl",
    "InvalidRegionId",
    "InvalidRegionId.NotFound",
    "net.resolve",
    "net.connect",
    "net.proxy",
    "net.tls",
    "net.clock",
    "net.send",
    "net.receive",
    "net.timeout",
    "net.too_large",
    "net.unreadable",
    "net.redirect",
    "net.slow",
    "net.cancelled",
    "net.credentials",
    "net.settings",
    "net.internal",
};

static void every_documented_code_has_a_sentence_of_its_own(void **state) {
    (void)state;
    for (size_t i = 0; i < SK_ARRAY_LEN(documented); i++) {
        if (!sk_sentence_has(documented[i])) {
            fail_msg("no sentence for '%s'", documented[i]);
        }
    }
}

/* Short enough to be read from two metres, and a whole sentence. */
static void check_sentence(const char *text, size_t longest) {
    size_t length = strlen(text);
    if (length == 0 || length > longest || !strchr(".?!", text[length - 1])) {
        fail_msg("not a short sentence: '%s'", text);
    }
}

static void every_row_says_what_happened_and_what_to_do_on_every_screen(void **state) {
    (void)state;
    for (size_t i = 0; sk_sentence_code_at(i); i++) {
        for (int screen = 0; screen <= SK_SCREEN_PROBLEM; screen++) {
            struct sk_sentence sentence =
                sk_sentence_find(sk_sentence_code_at(i), (enum sk_screen)screen);
            check_sentence(sentence.what, 72);
            check_sentence(sentence.advice, 80);
        }
    }
}

static void an_unknown_code_gets_the_screen_s_sentence(void **state) {
    (void)state;
    struct sk_sentence sentence = sk_sentence_find("Brand.New", SK_SCREEN_REFUSED);
    assert_string_equal(sentence.what, "The cloud refused this pair.");
    assert_int_equal(sentence.who, SK_WHO_SUPERVISOR);
    sentence = sk_sentence_find("", SK_SCREEN_CHECKING);
    assert_string_equal(sentence.what, "It is not known yet whether the device is bound.");
}

static void codes_are_compared_whole_and_with_case(void **state) {
    (void)state;
    assert_false(sk_sentence_has("sag.snconflict"));
    assert_false(sk_sentence_has("SAG.SnConflict2"));
    assert_false(sk_sentence_has("Throttled"));
    assert_false(sk_sentence_has(""));
    assert_true(sk_sentence_has("Throttling.Whatever"));
}

static void nobody_is_told_to_wait_before_a_red_screen(void **state) {
    (void)state;
    for (size_t i = 0; sk_sentence_code_at(i); i++) {
        struct sk_sentence sentence = sk_sentence_find(sk_sentence_code_at(i), SK_SCREEN_REFUSED);
        assert_int_not_equal(sentence.who, SK_WHO_NOBODY);
    }
}

static void a_special_code_wins_over_its_family(void **state) {
    (void)state;
    assert_string_equal(sk_sentence_find("InvalidTimeStamp.Expired", SK_SCREEN_REFUSED).what,
                        "This kiosk's clock is wrong.");
    assert_int_equal(sk_sentence_find("InvalidId.SMARTAG", SK_SCREEN_REFUSED).who, SK_WHO_WORKER);
}

/* Of a pair that IT holds up red and the banner say one thing, that it is kept and IT is to be
 * called; amber says it of no pair, but to go on. */
static void a_pair_that_it_holds_up_is_never_set_aside(void **state) {
    (void)state;
    static const char *const codes[] = { "Forbidden",       "Forbidden.RAM",
                                         "NoPermission",    "Brand.New",
                                         "net.credentials", "SignatureDoesNotMatch",
                                         "net.settings",    "IncompleteSignature" };
    for (size_t i = 0; i < SK_ARRAY_LEN(codes); i++) {
        struct sk_verdict verdict = { .kind = SK_VERDICT_BLOCKED, .alarm = true };
        (void)snprintf(verdict.code, sizeof(verdict.code), "%s", codes[i]);
        struct sk_sentence red = sk_sentence_verdict(&verdict, SK_SCREEN_REFUSED);
        struct sk_sentence amber = sk_sentence_verdict(&verdict, SK_SCREEN_SAVED);
        assert_string_equal(red.advice, sk_sentence_blocked(codes[i]).advice);
        assert_non_null(strstr(red.advice, "IT"));
        assert_null(strstr(amber.advice, "IT"));
        assert_non_null(strstr(amber.advice, "next device"));
        assert_null(strstr(red.advice, "aside"));
        assert_string_equal(red.what, amber.what);
        assert_null(strstr(red.what, "reached")); /* the cloud was, and answered */
        assert_int_equal(red.who, SK_WHO_IT);
    }
}

static void every_notice_has_both_sentences(void **state) {
    (void)state;
    for (int notice = SK_NOTICE_NONE + 1; notice < SK_NOTICE_COUNT; notice++) {
        struct sk_sentence sentence = sk_sentence_notice((enum sk_notice)notice);
        check_sentence(sentence.what, 72);
        check_sentence(sentence.advice, 72);
    }
    assert_string_equal(sk_sentence_notice(SK_NOTICE_NONE).what, "");
}

static void every_outcome_is_told_in_a_few_words_too(void **state) {
    (void)state;
    for (size_t i = 0; sk_sentence_code_at(i); i++) {
        const char *what = sk_sentence_find(sk_sentence_code_at(i), SK_SCREEN_REFUSED).what;
        const char *brief = sk_brief(what);
        if (brief == what || strlen(brief) > 24) {
            fail_msg("not brief: '%s' for '%s'", brief, what);
        }
    }
    assert_string_equal(sk_brief("Something new."), "Something new.");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_documented_code_has_a_sentence_of_its_own),
        cmocka_unit_test(every_row_says_what_happened_and_what_to_do_on_every_screen),
        cmocka_unit_test(an_unknown_code_gets_the_screen_s_sentence),
        cmocka_unit_test(codes_are_compared_whole_and_with_case),
        cmocka_unit_test(nobody_is_told_to_wait_before_a_red_screen),
        cmocka_unit_test(a_special_code_wins_over_its_family),
        cmocka_unit_test(a_pair_that_it_holds_up_is_never_set_aside),
        cmocka_unit_test(every_notice_has_both_sentences),
        cmocka_unit_test(every_outcome_is_told_in_a_few_words_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
