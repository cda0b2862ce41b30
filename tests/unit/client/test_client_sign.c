#include "client/sag_client.h"
#include "client/secret.h"
#include "client/sign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <cmocka.h>

/* --- an allocator that fails once, at the chosen call ------------------------------------- */

static int fail_at; /* 0: never */
static int calls;

static bool must_fail(void) {
    calls++;
    return calls == fail_at;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset);

void *__wrap_malloc(size_t size) {
    return must_fail() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    return must_fail() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size) {
    return must_fail() ? NULL : __real_realloc(old, size);
}

void *__wrap_mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
    return must_fail() ? MAP_FAILED : __real_mmap(at, length, protection, flags, fd, offset);
}

/* --- known answers (README.md, "Test vectors") --------------------------------------- */

static const struct sag_sign_input v1_input = {
    .size = sizeof(struct sag_sign_input),
    .access_key_id = "testid",
    .access_key_secret = "testsecret",
    .method = "GET",
    .host = "ecs.aliyuncs.com",
    .path = "/",
    .action = "DescribeRegions",
    .version = "2014-05-26",
    .format = "XML",
    .timestamp = "2016-02-23T12:46:24Z",
    .nonce = "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
};

static const struct sag_param v3_params[] = {
    { "RegionId", "cn-shanghai" },
    { "ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd" },
};

static const struct sag_sign_input v3_input = {
    .size = sizeof(struct sag_sign_input),
    .access_key_id = "YourAccessKeyId",
    .access_key_secret = "YourAccessKeySecret",
    .method = "POST",
    .host = "ecs.cn-shanghai.aliyuncs.com",
    .path = "/",
    .action = "RunInstances",
    .version = "2014-05-26",
    .timestamp = "2023-10-26T10:22:32Z",
    .nonce = "3156853299f313e23d1673dc12e1703d",
    .params = v3_params,
    .param_count = 2,
};

static void version_1_gives_the_published_signature(void **state) {
    (void)state;
    struct sag_signed made = { 0 };
    assert_int_equal(sag_sign_v1(&v1_input, &made), SAG_OK);
    assert_string_equal(made.signature, "OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
    const char *end = "&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D";
    assert_string_equal(made.payload + strlen(made.payload) - strlen(end), end);
    assert_null(made.authorization);
    assert_null(made.signed_headers);
    sag_signed_finish(&made);
    sag_signed_finish(&made); /* a zeroed one is fine */
}

static void version_3_gives_the_published_signature(void **state) {
    (void)state;
    struct sag_signed made = { 0 };
    assert_int_equal(sag_sign_v3(&v3_input, &made), SAG_OK);
    assert_string_equal(made.string_to_sign,
                        "ACS3-HMAC-SHA256\n"
                        "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259");
    assert_string_equal(made.signature,
                        "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
    assert_string_equal(made.signed_headers,
                        "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;"
                        "x-acs-version");
    sag_signed_finish(&made);
}

/* --- edges that the vectors do not reach -------------------------------------------------- */

static void names_sort_by_byte_and_equal_ones_keep_their_order(void **state) {
    (void)state;
    const struct sag_param params[] = {
        { "b", "1" },   { "\xF0\x9F\x93\xA6", "box" },
        { "X.2", "" },  { "X.10", "" },
        { "X.1", "" },  { "\xEF\xBF\xBD", "bmp" },
        { "a", "two" }, { "B", "" },
        { "a", "one" }, { "ab", "" },
    };
    struct sag_buf out;
    sag_buf_init(&out, SAG_SIGN_MAX);
    assert_true(sag_canonical_query(&out, params, sizeof(params) / sizeof(params[0])));
    /* U+FFFD sorts before U+1F4E6 by byte, though not by UTF-16 unit. */
    assert_string_equal(sag_buf_text(&out), "B=&X.1=&X.10=&X.2=&a=two&a=one&ab=&b=1&"
                                            "%EF%BF%BD=bmp&%F0%9F%93%A6=box");
    sag_buf_finish(&out);
}

static void headers_fold_trim_and_replace(void **state) {
    (void)state;
    const struct sag_param headers[] = {
        { "X-ACS-Zeta", "\t a  b \r\n" },
        { "Accept", "never signed" },
        { "x-acs-Empty", "" },
        { "x-acs-action", "Replaced" },
        { "x-acs", "no dash" },
        { "X-Acs-Content-Sha256", "forged" },
        { "Content-Type", "text/plain" },
    };
    struct sag_sign_input input = v3_input;
    input.headers = headers;
    input.header_count = sizeof(headers) / sizeof(headers[0]);
    struct sag_signed made = { 0 };
    assert_int_equal(sag_sign_v3(&input, &made), SAG_OK);
    assert_string_equal(made.signed_headers,
                        "content-type;host;x-acs-action;x-acs-content-sha256;x-acs-date;"
                        "x-acs-empty;x-acs-signature-nonce;x-acs-version;x-acs-zeta");
    assert_non_null(strstr(made.canonical, "\nx-acs-zeta:a  b\n"));
    assert_non_null(strstr(made.canonical, "\nx-acs-empty:\n"));
    assert_non_null(strstr(made.canonical, "\nx-acs-action:Replaced\n"));
    assert_null(strstr(made.canonical, "forged"));
    assert_null(strstr(made.canonical, "RunInstances"));
    sag_signed_finish(&made);
}

static void path_body_and_empty_token_are_taken_as_they_are(void **state) {
    (void)state;
    static const char body[] = { 'a', '\0', (char)0xFF, 'b' };
    struct sag_sign_input input = v3_input;
    input.path = "/api/v1/things%2Fone";
    input.security_token = "";
    input.body = body;
    input.body_length = sizeof(body);
    input.content_type = "application/octet-stream";
    struct sag_signed made = { 0 };
    assert_int_equal(sag_sign_v3(&input, &made), SAG_OK);
    assert_memory_equal(made.canonical, "POST\n/api/v1/things%2Fone\nImageId=", 34);
    assert_null(strstr(made.canonical, "x-acs-security-token"));
    /* printf 'a\0\377b' | sha256sum */
    assert_string_equal(strrchr(made.canonical, '\n') + 1,
                        "fcd85e9c993cd598fe7a2088e571af403a43adbc2ff8a39a4e67aec0dc69d960");
    sag_signed_finish(&made);
}

static void an_incomplete_input_is_refused_and_leaves_the_output_alone(void **state) {
    (void)state;
    struct sag_signed made = { .canonical = (char *)"untouched" };
    struct sag_sign_input input = v3_input;
    input.nonce = NULL;
    assert_int_equal(sag_sign_v3(&input, &made), SAG_ERR_ARGUMENT);
    input = v1_input;
    input.format = NULL;
    assert_int_equal(sag_sign_v1(&input, &made), SAG_ERR_ARGUMENT);
    assert_string_equal(made.canonical, "untouched");
}

static void an_input_of_another_version_is_taken_as_far_as_it_is_understood(void **state) {
    (void)state;
    struct {
        struct sag_sign_input known;
        uint64_t newer;
    } input = { .known = v3_input };
    struct sag_signed made = { 0 };
    input.known.size = sizeof(input);
    assert_int_equal(sag_sign_v3(&input.known, &made), SAG_OK);
    sag_signed_finish(&made);
    input.newer = 1;
    assert_int_equal(sag_sign_v3(&input.known, &made), SAG_ERR_ARGUMENT);
    input.known.size = 0;
    assert_int_equal(sag_sign_v1(&input.known, &made), SAG_ERR_ARGUMENT);
}

static void every_failing_allocation_is_an_error_and_leaks_nothing(void **state) {
    (void)state;
    enum sag_err (*const signers[])(const struct sag_sign_input *,
                                    struct sag_signed *) = { sag_sign_v1, sag_sign_v3 };
    const struct sag_sign_input *const inputs[] = { &v1_input, &v3_input };
    for (int version = 0; version < 2; version++) {
        struct sag_signed made = { 0 };
        /* Once before counting: OpenSSL fetches its algorithms at first use. */
        assert_int_equal(signers[version](inputs[version], &made), SAG_OK);
        sag_signed_finish(&made);
        int failures = 0;
        for (int n = 1;; n++) {
            fail_at = n;
            calls = 0;
            enum sag_err err = signers[version](inputs[version], &made);
            fail_at = 0;
            if (err == SAG_OK) {
                sag_signed_finish(&made);
                break;
            }
            assert_int_equal(err, SAG_ERR_NOMEM);
            assert_null(made.canonical);
            failures++;
        }
        assert_true(failures >= 5);
    }
}

/* --- memory for secrets ------------------------------------------------------------------- */

static void secret_memory_is_zeroed_aligned_and_wiped_by_unmapping(void **state) {
    (void)state;
    for (size_t size = 0; size < 10000; size += 3333) {
        unsigned char *bytes = sag_secret_alloc(size);
        assert_non_null(bytes);
        assert_int_equal((uintptr_t)bytes % sizeof(max_align_t) % 16, 0);
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(bytes[i], 0);
        }
        memset(bytes, 'x', size);
        sag_secret_free(bytes);
    }
    sag_secret_free(NULL);
    assert_null(sag_secret_alloc(SIZE_MAX - 4));
}

static void a_buffer_stops_at_its_ceiling_and_stays_failed(void **state) {
    (void)state;
    for (int secret = 0; secret < 2; secret++) {
        struct sag_buf buf;
        if (secret) {
            sag_buf_init_secret(&buf, 1000);
        } else {
            sag_buf_init(&buf, 1000);
        }
        assert_string_equal(sag_buf_text(&buf), "");
        for (int i = 0; i < 1000; i++) {
            sag_buf_puts(&buf, "x");
        }
        assert_true(sag_buf_ok(&buf));
        assert_int_equal(buf.length, 1000);
        assert_int_equal(strlen(sag_buf_text(&buf)), 1000);
        sag_buf_puts(&buf, "");
        assert_true(sag_buf_ok(&buf));
        sag_buf_puts(&buf, "y");
        assert_false(sag_buf_ok(&buf));
        assert_true(buf.too_large);
        sag_buf_puts(&buf, "z");
        assert_string_equal(sag_buf_text(&buf), "");
        sag_buf_finish(&buf);
        sag_buf_printf(&buf, "%d-%s", 7, "again");
        assert_string_equal(sag_buf_text(&buf), "7-again");
        sag_buf_finish(&buf);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version_1_gives_the_published_signature),
        cmocka_unit_test(version_3_gives_the_published_signature),
        cmocka_unit_test(names_sort_by_byte_and_equal_ones_keep_their_order),
        cmocka_unit_test(headers_fold_trim_and_replace),
        cmocka_unit_test(path_body_and_empty_token_are_taken_as_they_are),
        cmocka_unit_test(an_incomplete_input_is_refused_and_leaves_the_output_alone),
        cmocka_unit_test(an_input_of_another_version_is_taken_as_far_as_it_is_understood),
        cmocka_unit_test(every_failing_allocation_is_an_error_and_leaks_nothing),
        cmocka_unit_test(secret_memory_is_zeroed_aligned_and_wiped_by_unmapping),
        cmocka_unit_test(a_buffer_stops_at_its_ceiling_and_stays_failed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
