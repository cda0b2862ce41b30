#define _XOPEN_SOURCE 700 /* nftw() */

#include "scratch.h"

#include "app/settings/account_options.h"
#include "app/settings/config.h"
#include "app/settings/shift_options.h"
#include "app/settings/option_text.h"
#include "app/settings/options.h"
#include "pairing/regions.h"
#include "base/util.h"

struct desk {
    struct sk_config config;
    struct sk_config_problems problems;
};

static struct desk *new_desk(void) {
    struct desk *desk = calloc(1, sizeof(*desk));
    assert_non_null(desk);
    assert_int_equal(sk_config_init(&desk->config), SK_OK);
    return desk;
}

static void end(struct desk *desk) {
    sk_config_finish(&desk->config);
    free(desk);
}

static void read_text(struct desk *desk, const char *text) {
    scratch_write(scratch_file("kiosk.ini"), text);
    sk_config_read_file(&desk->config, scratch_file("kiosk.ini"), true, &desk->problems);
}

static void expect_problem(const struct desk *desk, size_t index, const char *where,
                           const char *what) {
    assert_true(index < desk->problems.count);
    if (!strstr(desk->problems.texts[index], where) || !strstr(desk->problems.texts[index], what)) {
        fail_msg("'%s' has not '%s' and '%s'", desk->problems.texts[index], where, what);
    }
}

static void the_defaults_stand_in_the_table(void **state) {
    (void)state;
    struct desk *desk = new_desk();
    assert_string_equal(desk->config.labels.serial, SK_LABEL_SERIAL_PATTERN);
    assert_int_equal(desk->config.pairing.debounce_ms, 1000);
    assert_int_equal(desk->config.outbox.ask_delays_ms.count, 3);
    assert_int_equal(desk->config.outbox.ask_delays_ms.ms[1], 10000);
    end(desk);
}

static void a_file_sets_what_it_names(void **state) {
    (void)state;
    struct desk *desk = new_desk();
    read_text(desk, "; a bench\n[cloud]\nregion = cn-hangzhou\n"
                    "  signature = V1 ; the older one\n" /* indented keys are keys */
                    "\n[pairing]\nmode=sticky\ntimeout_ms = 20000\n"
                    "[outbox]\nask_delays_ms = 0,100\n[kiosk]\nfullscreen = on\n");
    assert_int_equal(desk->problems.count, 0);
    assert_string_equal(desk->config.cloud.region, "cn-hangzhou");
    assert_int_equal(desk->config.cloud.signature, SK_CLOUD_SIGNATURE_V1);
    assert_int_equal(desk->config.pairing.mode, SK_PAIR_MODE_STICKY);
    assert_int_equal(desk->config.pairing.timeout_ms, 20000);
    assert_int_equal(desk->config.outbox.ask_delays_ms.count, 2);
    assert_true(desk->config.kiosk.fullscreen);
    end(desk);
}

static void a_number_may_be_left_to_the_camera(void **state) {
    (void)state;
    struct desk *desk = new_desk();
    assert_int_equal(desk->config.camera.exposure, SK_CONFIG_AUTO);
    read_text(desk, "[camera]\nexposure = 80\nfocus = Auto\nrotate = 270\nmirror = yes\n");
    assert_int_equal(desk->problems.count, 0);
    assert_int_equal(desk->config.camera.exposure, 80);
    assert_int_equal(desk->config.camera.focus, SK_CONFIG_AUTO);
    assert_int_equal(desk->config.camera.rotate, 3);
    assert_true(desk->config.camera.mirror);
    read_text(desk, "[camera]\nexposure = -1\nrotate = 45\n");
    expect_problem(desk, 0, "kiosk.ini:2", "auto or a whole number from 1 to 1000000, not '-1'");
    expect_problem(desk, 1, "kiosk.ini:3", "one of 0, 90, 180, 270");
    assert_int_equal(desk->config.camera.exposure, 80);
    end(desk);
}

static void mistakes_are_named_with_file_line_and_the_nearest_name_all_together(void **state) {
    (void)state;
    struct desk *desk = new_desk();
    read_text(desk, "[cloud]\n"
                    "regoin = cn-hangzhou\n"        /* 2 */
                    "signature = v2\n"              /* 3 */
                    "[pairing]\n"                   /* 4 */
                    "timeout_ms = 15s\n"            /* 5 */
                    "region = cn-shanghai\n"        /* 6: the right key, the wrong section */
                    "[kiosk]\n"                     /* 7 */
                    "fullscreen = loud\n"           /* 8 */
                    "distance_cm = 101000\n"        /* 9 */
                    "zzzzzzzzzzzzzzzzz = 1\n"       /* 10 */
                    "[outbox]\n"                    /* 11 */
                    "ask_delays_ms = 1,2,three\n"); /* 12 */
    assert_int_equal(desk->problems.count, 8);
    expect_problem(desk, 0, "kiosk.ini:2:", "did you mean 'cloud.region'?");
    expect_problem(desk, 1, "kiosk.ini:3:", "one of v3, v1, not 'v2'");
    expect_problem(desk, 2, "kiosk.ini:5:", "whole number from 1000 to 600000");
    expect_problem(desk, 3, "kiosk.ini:6:", "did you mean 'cloud.region'?");
    expect_problem(desk, 4, "kiosk.ini:8:", "must be yes or no, not 'loud'");
    expect_problem(desk, 5, "kiosk.ini:9:", "not '101000'");
    expect_problem(desk, 6, "kiosk.ini:10:", "see --help");
    expect_problem(desk, 7, "kiosk.ini:12:", "joined by commas");
    end(desk);
}

static void a_line_that_is_no_setting_is_named(void **state) {
    (void)state;
    struct desk *desk = new_desk();
    read_text(desk,
              "\xEF\xBB\xBF[cloud]\nregion = a\njust words\n; a remark\n\n[cloud\nmore words\n"
              "words ; a = b\n");
    assert_int_equal(desk->problems.count, 4);
    expect_problem(desk, 0, "kiosk.ini:3:", "neither");
    expect_problem(desk, 1, "kiosk.ini:6:", "neither");
    expect_problem(desk, 2, "kiosk.ini:7:", "neither");
    expect_problem(desk, 3, "kiosk.ini:8:", "neither");
    end(desk);
    desk = new_desk();
    char text[600];
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    memcpy(text, "[cloud]\nendpoint=", 17);
    read_text(desk, text);
    expect_problem(desk, 0, "kiosk.ini:2:", "longer");
    end(desk);
}

static void an_expression_that_does_not_compile_is_a_problem(void **state) {
    (void)state;
    struct desk *desk = new_desk();
    read_text(desk, "[labels]\nserial = ^sag[\n");
    sk_config_check(&desk->config, &desk->problems);
    assert_int_equal(desk->problems.count, 2);
    expect_problem(desk, 0, "cloud.region", "not set");
    expect_problem(desk, 1, "kiosk.ini:2: labels", "^sag[");
    end(desk);
}

/* What only several settings together, or a later look, can know. */
static void what_is_seen_later_is_named_with_file_and_line_too(void **state) {
    (void)state;
    static const struct {
        const char *section;
        const char *setting;
        const char *said;
    } table[] = {
        { "cloud", "region =", "is not set" },
        { "cloud", "region = cn-hangzou",
          "'cn-hangzou' is not a region; did you mean 'cn-hangzhou'?" },
        { "cloud", "routes = ^sag-b cn-shangai/b\nregion = cn-hangzhou",
          "cloud.routes: 'cn-shangai' is not a region; did you mean 'cn-shanghai'?" },
        { "cloud", "routes = ^sag-b\nregion = cn-hangzhou", "'^sag-b' has none" },
        { "cloud", "routes = ^sag-a, cn-shanghai/a\nregion = cn-hangzhou", "'^sag-a,' has none" },
        { "cloud", "routes = ^sag-(b /b\nregion = cn-hangzhou", "'^sag-(b' cannot be used" },
        { "cloud", "routes = ^sag-b /\nregion = cn-hangzhou", "'/' is not an account" },
        { "cloud", "routes = ^sag-b cn-shanghai/b\nregion = cn-hangzhou\nendpoint = a.invalid",
          "cloud.endpoint is one host" },
        { "labels", "serial = ^sag[", "serial number" },
        { "labels", "instance = (", "instance" },
        { "labels", "model = (", "model" },
        { "operator", "badge = (", "operator.badge" },
        { "guard", "deny = 2.19E+15", "guard.deny: column serial" },
        { "guard", "deny_file = /none/at/all", "guard.deny_file" },
        { "guard", "manifest_columns = what", "guard.manifest_columns" },
        { "usb", "devices = what", "usb.devices" },
        { "usb", "prefix = \\x", "usb.prefix" },
        { "camera", "symbologies = what", "camera.symbologies" },
        { "camera", "symbologies = aztec", "datamatrix, joined by commas" },
        { "labels", "serial_symbologies = code128,what", "labels.serial_symbologies" },
        { "labels", "serial_symbologies = data-matrix", "qr, datamatrix, pdf417, aztec" },
        { "labels", "instance_symbologies = ", "labels.instance_symbologies" },
        { "operator", "badge_symbologies = QR", "operator.badge_symbologies" },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        struct desk *desk = new_desk();
        char text[256];
        bool is_cloud = strcmp(table[i].section, "cloud") == 0;
        (void)snprintf(text, sizeof(text), "[%s]\n\n%s\n%s", table[i].section, table[i].setting,
                       is_cloud ? "" : "[cloud]\nregion = cn-hangzhou\n");
        read_text(desk, text);
        sk_config_check(&desk->config, &desk->problems);
        if (desk->problems.count != 1) {
            fail_msg("'%s': %zu problems", table[i].setting, desk->problems.count);
        }
        expect_problem(desk, 0, "kiosk.ini:3: ", table[i].said);
        end(desk);
    }
}

static void a_region_that_is_none_is_told_with_the_nearest(void **state) {
    (void)state;
    static const struct {
        const char *region;
        enum sk_region_fit fit;
        const char *nearest;
    } table[] = {
        { "cn-hangzhou", SK_REGION_KNOWN, NULL },
        { "eu-central-1", SK_REGION_KNOWN, NULL },
        { "ap-southeast-9", SK_REGION_NEW, NULL },
        { "cn-hangzhou-2", SK_REGION_NEW, NULL },
        { "cn-hangzou", SK_REGION_BROKEN, "cn-hangzhou" },
        { "CN-Hangzhou", SK_REGION_BROKEN, "cn-hangzhou" },
        { "cn_shanghai", SK_REGION_BROKEN, "cn-shanghai" },
        { "hangzhou", SK_REGION_BROKEN, "cn-hangzhou" },
        { "cn-hangzhou1", SK_REGION_BROKEN, "cn-hangzhou" },
        { "eu-cental-1", SK_REGION_BROKEN, "eu-central-1" },
        { "\"cn-hangzhou\"", SK_REGION_BROKEN, "cn-hangzhou" },
        { "cn-beijing-", SK_REGION_BROKEN, "cn-beijing" },
        { "mars-north-1", SK_REGION_UNKNOWN, NULL },
        { "\xE6\x9D\xAD\xE5\xB7\x9E", SK_REGION_BROKEN, NULL },
        { "a", SK_REGION_BROKEN, NULL },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        const char *nearest = NULL;
        enum sk_region_fit fit = sk_region_fit(table[i].region, &nearest);
        bool is_near = !table[i].nearest || (nearest && strcmp(nearest, table[i].nearest) == 0);
        if (fit != table[i].fit || !is_near) {
            fail_msg("'%s' is %d, near '%s'", table[i].region, (int)fit, nearest ? nearest : "-");
        }
    }
}

static void set_cloud(struct desk *desk, const char *more) {
    char text[512];
    (void)snprintf(text, sizeof(text), "[cloud]\nregion = cn-hangzhou\n%s\n", more);
    read_text(desk, text);
}

static void expect_account(const struct sk_routes *routes, const char *instance,
                           const char *expected) {
    const struct sk_account *account = sk_routes_find(routes, instance);
    char text[SK_ACCOUNT_TEXT_SIZE] = "";
    assert_string_equal(account ? sk_account_text(account, text) : "", expected);
}

static void the_first_route_that_fits_gives_an_instance_its_account(void **state) {
    (void)state;
    struct desk *desk = new_desk();
    struct sk_routes *routes = NULL;
    struct sk_err_info info;
    set_cloud(desk, "profile = plant-a\n"
                    "routes = ^sag-b1 cn-shanghai/b, ^SAG-B /c, ^sag-[d-f]{1,2}x eu-central-1");
    assert_int_equal(sk_routes_create(&routes, &desk->config, &info), SK_OK);
    expect_account(routes, "sag-b12", "cn-shanghai/b");
    expect_account(routes, "sag-b2", "cn-hangzhou/c");
    expect_account(routes, "sag-dex", "eu-central-1/plant-a");
    expect_account(routes, "sag-a", "");
    assert_non_null(sk_routes_account(routes, 3)); /* the default */
    assert_null(sk_routes_account(routes, 4));
    sk_routes_destroy(routes);
    set_cloud(desk, "routes = ^sag-b /b, .* /c, ^sag-x /b"); /* the last takes not all */
    assert_int_equal(sk_routes_create(&routes, &desk->config, &info), SK_OK);
    assert_non_null(sk_routes_account(routes, 2));
    sk_routes_destroy(routes);
    set_cloud(desk, "routes = ^sag-b /b, .* /c");
    assert_int_equal(sk_routes_create(&routes, &desk->config, &info), SK_OK);
    assert_null(sk_routes_account(routes, 2)); /* nobody needs the default */
    expect_account(routes, "sag-a", "cn-hangzhou/c");
    sk_routes_destroy(routes);
    end(desk);
}

/* "default" is what is used without a profile: the environment, too. */
static void an_account_says_what_a_client_is_given(void **state) {
    (void)state;
    struct desk *desk = new_desk();
    struct sk_account account = { .region = "" };
    struct sk_account other = { .region = "cn-shanghai", .profile = "b" };
    char endpoint[SK_ENDPOINT_SIZE];
    struct sk_err_info info;
    set_cloud(desk, "endpoint = https://{region}.example.invalid:8443");
    sk_accounts_fill(&desk->config, &account);
    assert_string_equal(account.region, "cn-hangzhou");
    assert_string_equal(account.profile, "default");
    assert_null(sk_accounts_profile(&desk->config, &account));
    assert_string_equal(sk_accounts_profile(&desk->config, &other), "b");
    assert_int_equal(sk_accounts_endpoint(&desk->config, &other, endpoint, &info), SK_OK);
    assert_string_equal(endpoint, "https://cn-shanghai.example.invalid:8443");
    set_cloud(desk, "endpoint = example.invalid\nprofile = default");
    assert_string_equal(sk_accounts_profile(&desk->config, &account), "default");
    assert_int_equal(sk_accounts_endpoint(&desk->config, &account, endpoint, &info), SK_OK);
    assert_string_equal(endpoint, "example.invalid");
    assert_int_equal(sk_accounts_endpoint(&desk->config, &other, endpoint, &info), SK_ERR_INVALID);
    end(desk);
}

static void there_is_room_for_the_origin_of_each_option(void **state) {
    (void)state;
    assert_null(sk_option_at(SK_CONFIG_ORIGINS));
}

static void the_later_wins_file_environment_command_line(void **state) {
    (void)state;
    struct desk *desk = new_desk();
    setenv("SAG_KIOSK_CLOUD_REGION", "from-environment", 1);
    scratch_write(scratch_file("kiosk.ini"), "[cloud]\nregion = from-file\nproxy = p\n");
    sk_config_read(&desk->config, scratch_file("kiosk.ini"), &desk->problems);
    assert_string_equal(desk->config.cloud.region, "from-environment");
    assert_string_equal(desk->config.cloud.proxy, "p");
    sk_config_set(&desk->config, "cloud.region", "from-command", "--cloud.region", &desk->problems);
    assert_string_equal(desk->config.cloud.region, "from-command");
    assert_int_equal(desk->problems.count, 0);
    setenv("SAG_KIOSK_SOUND_VOLUME", "loud", 1);
    sk_config_read(&desk->config, scratch_file("kiosk.ini"), &desk->problems);
    expect_problem(desk, 0, "environment SAG_KIOSK_SOUND_VOLUME", "'loud'");
    setenv("SAG_KIOSK_SOUND_VOLUME", "50", 1);
    setenv("SAG_KIOSK_CLOUD_TIMEOUTMS", "5000", 1);
    sk_config_read(&desk->config, scratch_file("kiosk.ini"), &desk->problems);
    expect_problem(desk, 1, "environment SAG_KIOSK_CLOUD_TIMEOUTMS", "cloud.timeout_ms");
    unsetenv("SAG_KIOSK_CLOUD_TIMEOUTMS");
    unsetenv("SAG_KIOSK_CLOUD_REGION");
    unsetenv("SAG_KIOSK_SOUND_VOLUME");
    end(desk);
}

static void the_night_is_two_times_of_the_day(void **state) {
    (void)state;
    struct sk_night night = { .from = 7 };
    assert_true(sk_night_hours(" 22:00 - 06:30 ", &night));
    assert_int_equal(night.from, 22 * 60);
    assert_int_equal(night.to, 6 * 60 + 30);
    static const char *const wrong[] = { "22:00", "22-06", "22:00-06:00-", "24:00-06:00", "-" };
    for (size_t i = 0; i < SK_ARRAY_LEN(wrong); i++) {
        assert_false(sk_night_hours(wrong[i], &night));
        assert_int_equal(night.from, 22 * 60);
    }
    assert_true(sk_night_hours("", &night));
    assert_int_equal(night.from, night.to);
}

static void a_file_that_is_named_must_be_there(void **state) {
    (void)state;
    struct desk *desk = new_desk();
    sk_config_read(&desk->config, scratch_file("none.ini"), &desk->problems);
    expect_problem(desk, 0, "none.ini", "cannot be read");
    end(desk);
}

static void a_problem_shows_no_bytes_that_a_screen_would_obey(void **state) {
    (void)state;
    struct desk *desk = new_desk();
    read_text(desk, "[cloud]\nregi\x1B[2Jon\xFF = x\n");
    expect_problem(desk, 0, "kiosk.ini:2", "regi\\x1B[2Jon\\xFF");
    end(desk);
}

static void more_problems_than_fit_are_counted(void **state) {
    (void)state;
    struct desk *desk = new_desk();
    for (int i = 0; i < 40; i++) {
        sk_config_set(&desk->config, "no.such", "x", "here", &desk->problems);
    }
    assert_int_equal(desk->problems.count, SK_CONFIG_PROBLEMS);
    assert_int_equal(desk->problems.more, 24);
    end(desk);
}

static void the_example_file_is_the_table(void **state) {
    (void)state;
    struct sk_buf text = SK_BUF_INIT(1 << 20);
    assert_int_equal(sk_options_example(&text), SK_OK);
    FILE *file = fopen(SK_EXAMPLE_FILE, "r");
    assert_non_null(file);
    char *committed = calloc(1, text.length + 2);
    assert_non_null(committed);
    size_t length = fread(committed, 1, text.length + 1, file);
    (void)fclose(file);
    assert_int_equal(length, text.length);
    assert_string_equal(committed, text.data);
    free(committed);
    /* and with the comment marks removed it is a file without mistakes */
    struct desk *desk = new_desk();
    for (char *line = text.data; line; line = strchr(line + 1, '\n')) {
        char *start = *line == '\n' ? line + 1 : line;
        if (start[0] == ';' && start[1] != ' ') {
            start[0] = ' ';
        }
    }
    read_text(desk, text.data);
    if (desk->problems.count > 0) {
        fail_msg("%s", desk->problems.texts[0]);
    }
    sk_buf_finish(&text);
    end(desk);
}

static void a_word_is_the_value_of_its_enum(void **state) {
    (void)state;
    struct desk *desk = new_desk();
    const struct sk_config *config = &desk->config;
    read_text(desk, "[kiosk]\nlanguage = zh_CN\nlog = debug\n"
                    "[labels]\ncase = upper\n[guard]\nreuse = allow\n"
                    "[pairing]\nmode = sticky\n[cloud]\nsignature = v1\nformat = xml\n"
                    "[camera]\nrotate = 270\ntorch = off\n[input]\nstdin = no\n"
                    "[usb]\nlayout = jp\nsuffix = none\n");
    assert_int_equal(desk->problems.count, 0);
    assert_int_equal(config->kiosk.language, SK_LANGUAGE_ZH_CN);
    assert_int_equal(config->kiosk.log, SK_LOG_DEBUG);
    assert_int_equal(config->labels.case_, SK_LABEL_CASE_UPPER);
    assert_int_equal(config->guard.reuse, SK_REUSE_ALLOW);
    assert_int_equal(config->pairing.mode, SK_PAIR_MODE_STICKY);
    assert_int_equal(config->cloud.signature, SK_CLOUD_SIGNATURE_V1);
    assert_int_equal(config->cloud.format, SK_CLOUD_FORMAT_XML);
    assert_int_equal(config->camera.rotate, SK_TURN_LEFT);
    assert_int_equal(config->camera.torch, SK_TORCH_OFF);
    assert_int_equal(config->input.stdin_, SK_STDIN_NO);
    assert_int_equal(config->usb.layout, SK_LAYOUT_JP);
    assert_string_equal(config->usb.suffix, "none");
    end(desk);
}

static void each_option_has_a_help_and_a_default_that_fits(void **state) {
    (void)state;
    const struct sk_option *option;
    struct desk *desk = new_desk();
    for (size_t i = 0; (option = sk_option_at(i)) != NULL; i++) {
        assert_true(strlen(option->help) > 5);
        assert_ptr_equal(sk_option_find(option->name), option);
        size_t length = strlen(option->name);
        bool is_in_ms = length > 3 && strcmp(option->name + length - 3, "_ms") == 0;
        bool is_time = option->type == SK_OPTION_MS || option->type == SK_OPTION_DELAYS;
        assert_int_equal(is_in_ms, is_time); /* the one thing that the row's type cannot tell */
        sk_config_set(&desk->config, option->name, option->initial, "default", &desk->problems);
    }
    assert_int_equal(desk->problems.count, 0);
    end(desk);
}

static void the_settings_as_text_hold_each_once_and_no_password(void **state) {
    (void)state;
    struct sk_config config;
    struct sk_buf text = SK_BUF_INIT(1 << 20);
    size_t lines = 0;
    size_t options = 0;
    assert_int_equal(sk_config_init(&config), SK_OK);
    free(config.cloud.proxy);
    config.cloud.proxy = strdup("http://worker:hunter2@proxy.example:3128");
    assert_int_equal(sk_option_texts(&config, &text), SK_OK);
    assert_non_null(strstr(text.data, "cloud.proxy=http://@proxy.example:3128\n"));
    assert_null(strstr(text.data, "hunter2"));
    assert_non_null(strstr(text.data, "kiosk.language=auto\n"));
    assert_non_null(strstr(text.data, "outbox.ask_delays_ms=500,"));
    for (const char *at = text.data; (at = strchr(at, '\n')) != NULL; at++) {
        lines++;
    }
    while (sk_option_at(options)) {
        options++;
    }
    assert_int_equal(lines, options);
    sk_buf_finish(&text);
    sk_config_finish(&config);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(the_settings_as_text_hold_each_once_and_no_password),
        SK_TEST(the_defaults_stand_in_the_table),
        SK_TEST(a_file_sets_what_it_names),
        SK_TEST(a_number_may_be_left_to_the_camera),
        SK_TEST(mistakes_are_named_with_file_line_and_the_nearest_name_all_together),
        SK_TEST(a_line_that_is_no_setting_is_named),
        SK_TEST(an_expression_that_does_not_compile_is_a_problem),
        SK_TEST(what_is_seen_later_is_named_with_file_and_line_too),
        SK_TEST(a_region_that_is_none_is_told_with_the_nearest),
        SK_TEST(there_is_room_for_the_origin_of_each_option),
        SK_TEST(the_first_route_that_fits_gives_an_instance_its_account),
        SK_TEST(an_account_says_what_a_client_is_given),
        SK_TEST(the_later_wins_file_environment_command_line),
        SK_TEST(the_night_is_two_times_of_the_day),
        SK_TEST(a_file_that_is_named_must_be_there),
        SK_TEST(a_problem_shows_no_bytes_that_a_screen_would_obey),
        SK_TEST(more_problems_than_fit_are_counted),
        SK_TEST(the_example_file_is_the_table),
        SK_TEST(a_word_is_the_value_of_its_enum),
        SK_TEST(each_option_has_a_help_and_a_default_that_fits),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
