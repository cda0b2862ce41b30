/* What is taken out of texts that leave the machine. */
#include "check.h"

#include "app/settings/config.h"
#include "app/settings/options.h"
#include "base/util.h"
#include "cli/doctor/doctor_scrub.h"
#include "cli/doctor/doctor_settings.h"

#include <stdlib.h>
#include <string.h>

#define SECRET "Zq7/kEy+9=x"

static bool is_badge(void *data, const char *text, size_t length) {
    return length == strlen(data) && memcmp(text, data, length) == 0;
}

/* In both: text, and what is left of it. */
static void expect_left(const struct sk_doctor_scrub *scrub, const char *text, const char *left) {
    struct sk_buf out = SK_BUF_INIT(1 << 16);
    char *block = malloc(strlen(text)); /* exact: one byte too many is seen */
    assert_non_null(block);
    memcpy(block, text, strlen(text));
    assert_int_equal(sk_doctor_scrub_text(scrub, block, strlen(text), &out), SK_OK);
    assert_string_equal(out.data, left);
    sk_buf_finish(&out);
    free(block);
}

static void a_secret_goes_wherever_it_stands_and_however_it_is_written(void **state) {
    (void)state;
    struct sk_doctor_scrub scrub = { .words = NULL };
    assert_int_equal(sk_doctor_scrub_secret(&scrub, SECRET, strlen(SECRET)), SK_OK);
    assert_int_equal(sk_doctor_scrub_secret(&scrub, "abc", 3), SK_OK); /* too short to be one */
    expect_left(&scrub, "a" SECRET "b\n" SECRET, "a[removed]b\n[removed]");
    expect_left(&scrub, "x=Zq7%2FkEy%2B9%3Dx&", "x=[removed]&");
    expect_left(&scrub, "5a71372f6b45792b393d78, 5A71372F6B45792B393D78", "[removed], [removed]");
    expect_left(&scrub, "WnE3L2tFeSs5", "[removed]"); /* base64 of its first nine bytes */
    expect_left(&scrub, "abc and no more\n", "abc and no more\n");
    sk_doctor_scrub_finish(&scrub);
}

static void a_name_goes_where_it_is_a_word(void **state) {
    (void)state;
    struct sk_doctor_scrub scrub = { .words = NULL };
    assert_int_equal(sk_doctor_scrub_name(&scrub, "Li"), SK_OK);
    assert_int_equal(sk_doctor_scrub_name(&scrub, "Li Wei"), SK_OK);
    assert_int_equal(sk_doctor_scrub_name(&scrub, "李伟"), SK_OK);
    assert_int_equal(sk_doctor_scrub_name(&scrub, ""), SK_OK);
    expect_left(&scrub, "Li Wei, 'Li' and Listening to Ali",
                "[removed], '[removed]' and Listening to Ali");
    expect_left(&scrub, "由李伟扫描", "由[removed]扫描");
    sk_doctor_scrub_finish(&scrub);
}

static void a_badge_goes_where_it_is_quoted_or_alone(void **state) {
    (void)state;
    char badge[] = "OP:17";
    struct sk_doctor_scrub scrub = { .is_secret = is_badge, .data = badge };
    expect_left(&scrub, "the badge 'OP:17' and OP:17, or\tOP:17\nOP:17",
                "the badge '[removed]' and [removed], or\t[removed]\n[removed]");
    expect_left(&scrub, "OP:170 XOP:17", "OP:170 XOP:17");
}

static void of_an_address_only_the_host_is_left(void **state) {
    (void)state;
    static const char *const pairs[][2] = {
        { "", "" },
        { "env", "env" },
        { "https://host.example:8443", "https://host.example:8443" },
        { "http://host.example/", "http://host.example" },
        { "host.example:443", "host.example:443" },
        { "smartag.{region}.example", "smartag.{region}.example" },
        { "https://host.example/T000/secret", "https://host.example/(not shown)" },
        { "https://user:word@host.example", "(set, and not shown)" },
        { "https://user:wo/rd@host.example", "(set, and not shown)" },
        { "https://host.example?key=1", "(set, and not shown)" },
        { "https://host.example/a?key=1", "(set, and not shown)" },
        { "https://host.example#key", "(set, and not shown)" },
        { "https://us er@host", "(set, and not shown)" },
        { "https://host.example:44x", "(set, and not shown)" },
        { "socks5h://host", "(set, and not shown)" },
        { "secret word", "(set, and not shown)" },
        { "host=db user=sag_bench password=x", "(set, and not shown)" },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(pairs); i++) {
        char shown[256];
        sk_doctor_scrub_url(pairs[i][0], shown, sizeof(shown));
        assert_string_equal(shown, pairs[i][1]);
    }
}

/* A new setting that may hold a secret has to be thought of here. */
static void every_setting_that_may_hold_a_secret_is_known(void **state) {
    (void)state;
    static const char *const odd[] = { "url",      "proxy", "endpoint", "secret", "token",
                                       "password", "key",   "pin",      "dsn" };
    static const char *const harmless[] = { "webhook.secret_file", "fleet.secret_file",
                                            "input.key_gap_ms", "supervisor.shared_pin" };
    for (size_t i = 0; sk_option_at(i); i++) {
        const char *name = sk_option_at(i)->name;
        bool is_odd = false;
        for (size_t k = 0; k < SK_ARRAY_LEN(odd); k++) {
            is_odd = is_odd || strstr(name, odd[k]);
        }
        for (size_t k = 0; k < SK_ARRAY_LEN(harmless); k++) {
            is_odd = is_odd && strcmp(name, harmless[k]) != 0;
        }
        if (is_odd && !sk_doctor_settings_is_url(name)) {
            fail_msg("the setting '%s' may hold a secret", name);
        }
    }
}

static void the_settings_are_there_without_their_secrets(void **state) {
    (void)state;
    struct sk_config config;
    static struct sk_config_problems problems;
    struct sk_buf out = SK_BUF_INIT(1 << 20);
    assert_int_equal(sk_config_init(&config), SK_OK);
    sk_config_set(&config, "webhook.url", "https://me:" SECRET "@host/x", "here", &problems);
    sk_config_set(&config, "cloud.proxy", "http://host:3128", "here", &problems);
    sk_config_set(&config, "kiosk.bench", "Bench\ncloud.proxy=x" SECRET, "here", &problems);
    sk_config_set(&config, "camera.width", "640", "here", &problems);
    assert_int_equal(sk_doctor_settings_write(&config, &out), SK_OK);
    assert_non_null(strstr(out.data, "\nwebhook.url=(set, and not shown)\n"));
    assert_non_null(strstr(out.data, "\ncloud.proxy=http://host:3128\n"));
    assert_non_null(strstr(out.data, "\ncamera.width=640\n"));
    size_t lines = 0;
    for (const char *at = out.data; (at = strchr(at, '\n')); at++) {
        lines++;
    }
    size_t options = 0;
    while (sk_option_at(options)) {
        options++;
    }
    assert_int_equal(lines, options);
    sk_buf_finish(&out);
    sk_config_finish(&config);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_secret_goes_wherever_it_stands_and_however_it_is_written),
        cmocka_unit_test(a_name_goes_where_it_is_a_word),
        cmocka_unit_test(a_badge_goes_where_it_is_quoted_or_alone),
        cmocka_unit_test(of_an_address_only_the_host_is_left),
        cmocka_unit_test(every_setting_that_may_hold_a_secret_is_known),
        cmocka_unit_test(the_settings_are_there_without_their_secrets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
