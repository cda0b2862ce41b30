/* Passwords, tokens, what forms carry, badges. */
#include "check.h"

#include "office/secret.h"

#include <string.h>

static void a_password_is_known_by_what_is_kept_of_it(void **state) {
    (void)state;
    char stored[SK_OFFICE_STORED_SIZE];
    char again[SK_OFFICE_STORED_SIZE];
    assert_int_equal(sk_office_password_store("correct horse", stored, NULL), SK_OK);
    assert_int_equal(sk_office_password_store("correct horse", again, NULL), SK_OK);
    assert_string_not_equal(stored, again); /* the salt is new each time */
    assert_null(strstr(stored, "horse"));
    assert_true(sk_office_password_is(stored, "correct horse"));
    assert_false(sk_office_password_is(stored, "correct horsf"));
    assert_false(sk_office_password_is(stored, ""));
}

static void short_and_long_passwords_are_refused(void **state) {
    (void)state;
    char stored[SK_OFFICE_STORED_SIZE];
    char text[SK_OFFICE_PASSWORD_MAX + 2];
    struct sk_err_info info = { "" };
    memset(text, 'a', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    assert_int_equal(sk_office_password_store("123456789", stored, &info), SK_ERR_INVALID);
    assert_int_equal(sk_office_password_store(text, stored, &info), SK_ERR_INVALID);
    text[SK_OFFICE_PASSWORD_MAX] = '\0';
    assert_int_equal(sk_office_password_store(text, stored, &info), SK_OK);
}

static void what_is_no_stored_password_opens_nothing(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",
        "x",
        "scrypt$",
        "scrypt$15$8$1$",
        "scrypt$15$8$1$00$00",
        "scrypt$99$8$1$00112233445566778899aabbccddeeff$00",
        /* of the right length, but of no hash */
        "scrypt$1$1$1$00112233445566778899aabbccddeeff$"
        "00000000000000000000000000000000000000000000000000000000000000zz",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(sk_office_password_is(bad[i], ""));
    }
}

/* Computed by Python's hashlib.scrypt. */
static void scrypt_is_the_one_that_others_have(void **state) {
    (void)state;
    assert_true(sk_office_password_is(
        "scrypt$10$8$1$000102030405060708090a0b0c0d0e0f$9df923deed5f4531c279af9f56bd37b1657bef4929e702ce2e811a93388a86a1",
        "correct horse"));
}

static void tokens_are_random_and_told_by_their_hash(void **state) {
    (void)state;
    char one[SK_OFFICE_TOKEN_SIZE];
    char other[SK_OFFICE_TOKEN_SIZE];
    char hash[SK_OFFICE_HASH_HEX_SIZE];
    assert_int_equal(sk_office_token_make(one, NULL), SK_OK);
    assert_int_equal(sk_office_token_make(other, NULL), SK_OK);
    assert_string_not_equal(one, other);
    assert_true(sk_office_token_is(one));
    assert_false(sk_office_token_is("abc"));
    assert_false(
        sk_office_token_is("ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789"));
    assert_int_equal(sk_office_token_hash("abc", hash), SK_OK);
    assert_string_equal(hash,
                        "\\xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void the_code_of_a_form_is_of_its_session_alone(void **state) {
    (void)state;
    char one[SK_OFFICE_TOKEN_SIZE];
    char again[SK_OFFICE_TOKEN_SIZE];
    char other[SK_OFFICE_TOKEN_SIZE];
    assert_int_equal(sk_office_csrf_make("token one", one), SK_OK);
    assert_int_equal(sk_office_csrf_make("token one", again), SK_OK);
    assert_int_equal(sk_office_csrf_make("token two", other), SK_OK);
    assert_true(sk_office_is_same(one, again));
    assert_false(sk_office_is_same(one, other));
    assert_false(sk_office_is_same("", ""));
    assert_false(sk_office_is_same(one, ""));
}

/* Computed by Python's hmac. */
static void a_badge_is_hashed_by_the_fleets_key(void **state) {
    (void)state;
    char out[SK_OFFICE_HASH_HEX_SIZE];
    assert_int_equal(
        sk_office_badge("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                        "BADGE-7", 7, out),
        SK_OK);
    assert_string_equal(out, "\\xe1587edc38ad4d263f5db7595671529358623b72e96957eb00410507bf41e76d");
    assert_int_equal(sk_office_badge("short", "x", 1, out), SK_ERR_INVALID);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_password_is_known_by_what_is_kept_of_it),
        SK_TEST(short_and_long_passwords_are_refused),
        SK_TEST(what_is_no_stored_password_opens_nothing),
        SK_TEST(scrypt_is_the_one_that_others_have),
        SK_TEST(tokens_are_random_and_told_by_their_hash),
        SK_TEST(the_code_of_a_form_is_of_its_session_alone),
        SK_TEST(a_badge_is_hashed_by_the_fleets_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
