#include "client/endpoint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static enum sag_err make(struct sag_endpoint *out, const char *endpoint, bool http, char *text) {
    return sag_endpoint_make(out, "cn-hangzhou", endpoint, false, http, text);
}

static void a_region_names_its_host(void **state) {
    (void)state;
    char text[SAG_TEXT_SIZE];
    struct sag_endpoint endpoint;
    assert_int_equal(make(&endpoint, NULL, false, text), SAG_OK);
    assert_string_equal(endpoint.host, "smartag.cn-hangzhou.aliyuncs.com");
    assert_string_equal(endpoint.url, "https://smartag.cn-hangzhou.aliyuncs.com/");
    assert_int_equal(endpoint.port, 443);
    assert_int_equal(sag_endpoint_make(&endpoint, "us-west-1", "", false, false, text), SAG_OK);
    assert_string_equal(endpoint.host, "smartag.us-west-1.aliyuncs.com");
}

static void a_vpc_host_is_only_where_one_is_listed(void **state) {
    (void)state;
    static const char *const listed[] = { "cn-shanghai",           "cn-hongkong",
                                          "cn-shanghai-finance-1", "ap-southeast-1",
                                          "ap-southeast-2",        "ap-southeast-3",
                                          "ap-southeast-5",        "ap-northeast-1",
                                          "eu-central-1" };
    char text[SAG_TEXT_SIZE];
    struct sag_endpoint endpoint;
    for (size_t i = 0; i < sizeof(listed) / sizeof(listed[0]); i++) {
        assert_int_equal(sag_endpoint_make(&endpoint, listed[i], NULL, true, false, text), SAG_OK);
        assert_memory_equal(endpoint.host, "smartag-vpc.", 12);
    }
    assert_int_equal(sag_endpoint_make(&endpoint, "cn-hangzhou", NULL, true, false, text),
                     SAG_ERR_CONFIG);
    assert_non_null(strstr(text, "cn-hangzhou"));
    /* What the settings say wins. */
    assert_int_equal(sag_endpoint_make(&endpoint, "cn-hangzhou", "a.b", true, false, text), SAG_OK);
}

static void an_endpoint_may_be_written_in_several_ways(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *host;
        const char *url;
    } cases[] = {
        { "Example.COM", "example.com", "https://example.com/" },
        { "example.com:443", "example.com", "https://example.com/" },
        { "example.com:8443", "example.com:8443", "https://example.com:8443/" },
        { "https://example.com", "example.com", "https://example.com/" },
        { "https://example.com:80/", "example.com:80", "https://example.com:80/" },
        { "127.0.0.1:5", "127.0.0.1:5", "https://127.0.0.1:5/" },
        { "[::1]", "[::1]", "https://[::1]/" },
        { "https://[2001:DB8::1]:9/", "[2001:db8::1]:9", "https://[2001:db8::1]:9/" },
        { "http://127.0.0.9:8080", "127.0.0.9:8080", "http://127.0.0.9:8080/" },
        { "http://localhost", "localhost", "http://localhost/" },
        { "http://cn-shanghai.localhost:81", "cn-shanghai.localhost:81",
          "http://cn-shanghai.localhost:81/" },
        { "http://[::1]:80", "[::1]", "http://[::1]/" },
    };
    char text[SAG_TEXT_SIZE];
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sag_endpoint endpoint;
        assert_int_equal(make(&endpoint, cases[i].text, true, text), SAG_OK);
        assert_string_equal(endpoint.host, cases[i].host);
        assert_string_equal(endpoint.url, cases[i].url);
    }
}

static void what_is_no_endpoint_is_refused_with_a_reason(void **state) {
    (void)state;
    static const char *const cases[] = {
        "http://example.com",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://otherlocalhost",
        "http://.localhost",
        "http://128.0.0.1",
        "ftp://example.com",
        "https://user@example.com",
        "https://user:pass@example.com",
        "https://example.com/path",
        "example.com?x",
        "example.com#x",
        "example .com",
        "exam\nple.com",
        "-example.com",
        "example-.com",
        ".example.com",
        "example..com",
        "\xE4\xBE\x8B.com",
        "example.com:0",
        "example.com:65536",
        "example.com:",
        "example.com:12a",
        "::1",
        "[::1",
        "[::1]x",
        "[::1%eth0]",
        "[::g]",
        "[]",
        "https://",
        "https:///",
        "/",
        ":443",
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[SAG_TEXT_SIZE] = "";
        struct sag_endpoint endpoint = { .port = 7 };
        assert_int_equal(make(&endpoint, cases[i], true, text), SAG_ERR_CONFIG);
        assert_int_equal(endpoint.port, 7);
        assert_memory_equal(text, "endpoint", 8);
        assert_null(strstr(text, "pass@"));
        assert_null(strstr(text, "user@"));
        assert_null(strchr(text, '\n'));
    }
    char text[SAG_TEXT_SIZE];
    struct sag_endpoint endpoint;
    assert_int_equal(make(&endpoint, "http://127.0.0.1", false, text), SAG_ERR_CONFIG);
    char longest[400];
    memset(longest, 'a', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    assert_int_equal(make(&endpoint, longest, false, text), SAG_ERR_CONFIG);
}

static void a_region_goes_into_a_host_name_and_is_checked(void **state) {
    (void)state;
    static const char *const good[] = { "cn-hangzhou", "cn-shanghai-finance-1", "a", "1-2" };
    static const char *const bad[] = {
        "",     "CN-hangzhou", "cn_hangzhou", "-cn", "cn-",
        "c--n", "cn.evil.com", "cn hangzhou", "cn/", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    };
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_true(sag_region_valid(good[i]));
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(sag_region_valid(bad[i]));
    }
}

static void a_configuration_that_cannot_be_is_named(void **state) {
    (void)state;
    static const struct {
        struct sag_config config;
        enum sag_err err;
        const char *words;
    } cases[] = {
        { { .region = NULL }, SAG_ERR_CONFIG, "region" },
        { { .region = "Bad" }, SAG_ERR_CONFIG, "region" },
        { { .region = "a", .signature = (enum sag_signature)9 }, SAG_ERR_CONFIG, "signature" },
        { { .region = "a", .format = (enum sag_format)9 }, SAG_ERR_CONFIG, "format" },
        { { .region = "a", .total_timeout_ms = -1 }, SAG_ERR_CONFIG, "time-out" },
        { { .region = "a", .connect_timeout_ms = 600001 }, SAG_ERR_CONFIG, "time-out" },
        { { .region = "a", .max_in_flight = 257 }, SAG_ERR_CONFIG, "in flight" },
        { { .region = "a", .proxy = "ftp://x" }, SAG_ERR_CONFIG, "proxy" },
        { { .region = "a", .proxy = "http://" }, SAG_ERR_CONFIG, "proxy" },
        { { .region = "a", .endpoint = "http://x" }, SAG_ERR_CONFIG, "endpoint" },
        { { .region = "a", .ca_file = "/nowhere/ca.pem" }, SAG_ERR_TLS, "/nowhere/ca.pem" },
        { { .region = "a", .ca_file = "/dev/null" }, SAG_ERR_TLS, "no certificate" },
        { { .region = "a", .metadata_endpoint = "file:///etc" }, SAG_ERR_CONFIG, "metadata" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sag_error error;
        struct sag_client *client = NULL;
        struct sag_config config = cases[i].config;
        config.size = sizeof(config);
        assert_int_equal(sag_client_create(&client, &config, &error), cases[i].err);
        assert_null(client);
        assert_int_equal(error.code, cases[i].err);
        assert_non_null(strstr(error.text, cases[i].words));
        assert_int_equal(sag_client_create(&client, &config, NULL), cases[i].err);
    }
    sag_client_destroy(NULL);
}

/* A program and the library need not be of the same version. */
static void a_configuration_of_another_version_is_taken_as_far_as_it_is_understood(void **state) {
    (void)state;
    struct sag_client *client = NULL;
    struct {
        struct sag_config known;
        uint64_t newer[2];
    } config = { .known = { .size = sizeof(config),
                            .region = "cn-hangzhou",
                            .access_key_id = "id",
                            .access_key_secret = "secret" } };
    assert_int_equal(sag_client_create(&client, &config.known, NULL), SAG_OK);
    sag_client_destroy(client);

    /* A member that a newer header has is not obeyed by not being looked at. */
    client = NULL;
    struct sag_error error;
    config.newer[1] = 1;
    assert_int_equal(sag_client_create(&client, &config.known, &error), SAG_ERR_CONFIG);
    assert_non_null(strstr(error.text, "does not know"));

    /* What an older header lacks is zero, whatever is in that memory. */
    memset(&config.known.wall_ms, 0x5a,
           sizeof(config.known) - offsetof(struct sag_config, wall_ms));
    config.known.size = offsetof(struct sag_config, wall_ms);
    assert_int_equal(sag_client_create(&client, &config.known, &error), SAG_OK);
    assert_int_equal(error.code, SAG_OK);
    assert_string_equal(error.text, "");
    sag_client_destroy(client);
}

static void a_configuration_without_its_size_is_refused(void **state) {
    (void)state;
    static const size_t sizes[] = { 0, 8, sizeof(struct sag_config) - 1, (size_t)1 << 20,
                                    SIZE_MAX & ~(size_t)7 };
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct sag_client *client = NULL;
        struct sag_config config = SAG_CONFIG_INIT;
        struct sag_error error;
        config.region = "cn-hangzhou";
        config.size = sizes[i];
        assert_int_equal(sag_client_create(&client, &config, &error), SAG_ERR_CONFIG);
        assert_non_null(strstr(error.text, "SAG_CONFIG_INIT"));
        assert_null(client);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_region_names_its_host),
        cmocka_unit_test(a_vpc_host_is_only_where_one_is_listed),
        cmocka_unit_test(an_endpoint_may_be_written_in_several_ways),
        cmocka_unit_test(what_is_no_endpoint_is_refused_with_a_reason),
        cmocka_unit_test(a_region_goes_into_a_host_name_and_is_checked),
        cmocka_unit_test(a_configuration_that_cannot_be_is_named),
        cmocka_unit_test(a_configuration_of_another_version_is_taken_as_far_as_it_is_understood),
        cmocka_unit_test(a_configuration_without_its_size_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
