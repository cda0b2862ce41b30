/* What a webhook's requests are signed with. */
#define _XOPEN_SOURCE 700
#include "scratch.h"

#include "base/util.h"
#include "delivery/webhook_secret.h"

#include <string.h>

/* The example that the libraries of Standard Webhooks are tested with. */
#define EXAMPLE "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define EXAMPLE_SIGNATURE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

static struct sk_err_info info;

static enum sk_err read_text(const char *text, mode_t mode, struct sk_webhook_secret *secret) {
    const char *path = scratch_file("secret");
    scratch_write(path, text);
    assert_int_equal(chmod(path, mode), 0);
    info.text[0] = '\0';
    return sk_webhook_secret_read(secret, path, &info);
}

static const char *signature_of(const struct sk_webhook_secret *secret) {
    static char out[SK_WEBHOOK_SIGNATURE_SIZE];
    const char *body = "{\"test\": 2432232314}";
    assert_int_equal(sk_webhook_secret_sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                                            body, strlen(body), out),
                     SK_OK);
    return out;
}

static void a_body_is_signed_as_the_standard_has_it(void **state) {
    struct sk_webhook_secret secret;
    (void)state;
    assert_int_equal(read_text(EXAMPLE "\n", 0600, &secret), SK_OK);
    assert_string_equal(signature_of(&secret), EXAMPLE_SIGNATURE);
    assert_int_equal(read_text(EXAMPLE, 0400, &secret), SK_OK); /* without an end of the line */
    assert_string_equal(signature_of(&secret), EXAMPLE_SIGNATURE);
}

static void while_a_secret_is_changed_both_sign(void **state) {
    struct sk_webhook_secret secret;
    (void)state;
    assert_int_equal(
        read_text("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n\r\n" EXAMPLE "\r\n", 0600, &secret),
        SK_OK);
    const char *both = signature_of(&secret);
    const char *blank = strchr(both, ' ');
    assert_non_null(blank);
    assert_string_equal(blank + 1, EXAMPLE_SIGNATURE);
    assert_int_equal(strncmp(both, "v1,", 3), 0);
}

static void what_is_no_secret_is_refused_and_never_told(void **state) {
    static const char *const texts[] = {
        "",
        "\n\n",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n",       /* no prefix */
        "whsec_MfKQ9r8GKYqrTwjUPD8I\n",             /* too short */
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!\n", /* no base64 */
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw x\n",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx0\n", /* bits that do not count */
        EXAMPLE "\n" EXAMPLE "\n" EXAMPLE "\n",      /* three */
        "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        "AAAAAAAA\n", /* too long */
    };
    (void)state;
    for (size_t i = 0; i < SK_ARRAY_LEN(texts); i++) {
        struct sk_webhook_secret secret;
        assert_int_equal(read_text(texts[i], 0600, &secret), SK_ERR_INVALID);
        assert_int_equal(secret.count, 0);
        assert_null(strstr(info.text, "MfKQ"));
        assert_non_null(strstr(info.text, "base64"));
    }
}

static void a_secret_that_others_may_read_is_not_used(void **state) {
    static const mode_t modes[] = { 0640, 0604, 0620, 0602, 0777 };
    (void)state;
    for (size_t i = 0; i < SK_ARRAY_LEN(modes); i++) {
        struct sk_webhook_secret secret;
        assert_int_equal(read_text(EXAMPLE "\n", modes[i], &secret), SK_ERR_DENIED);
        assert_int_equal(secret.count, 0);
        assert_non_null(strstr(info.text, "chmod 600"));
    }
}

static void a_secret_that_is_not_there_is_said(void **state) {
    struct sk_webhook_secret secret;
    (void)state;
    assert_int_equal(sk_webhook_secret_read(&secret, scratch_file("none"), &info),
                     SK_ERR_NOT_FOUND);
    assert_non_null(strstr(info.text, "none"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_is_signed_as_the_standard_has_it),
        cmocka_unit_test(while_a_secret_is_changed_both_sign),
        cmocka_unit_test(what_is_no_secret_is_refused_and_never_told),
        cmocka_unit_test(a_secret_that_others_may_read_is_not_used),
        cmocka_unit_test(a_secret_that_is_not_there_is_said),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
