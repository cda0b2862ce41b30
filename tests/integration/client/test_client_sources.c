/* Which source gives the access key: what the settings name, the chain, the files as other programs
 * write them, and a role that is assumed. argv[1]: the folder of the cases. */
#include "cases.h"
#include "home.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_OF(id) "[default]\ntype=access_key\naccess_key_id=" id "\naccess_key_secret=b\n"
#define CLI_OF(id)                                                                                 \
    "{\"current\":\"d\",\"profiles\":[{\"name\":\"d\",\"mode\":\"AK\",\"access_key_id\":\"" id     \
    "\",\"access_key_secret\":\"b\"}]}"

static const char *cases_folder;

static void set_environment_key(void) {
    setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "theEnvironmentsKey", 1);
    setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", TEST_SECRET, 1);
}

/* Binds once with these settings; the key that signed it. */
static const char *key_used(struct world *world, const struct sag_config *config) {
    struct result result = { 0 };
    sag_client_destroy(world->client);
    world->client = NULL;
    world_open(world, config);
    bind_once(world, &result);
    assert_int_equal(result.cls, SAG_CLASS_OK);
    return key_of_last(world);
}

static void expect_text(enum sag_err err, const struct sag_config *config, const char *words) {
    struct sag_error error;
    struct sag_client *client = NULL;
    assert_int_equal(sag_client_create(&client, config, &error), err);
    assert_int_equal(error.code, err);
    if (!strstr(error.text, words)) {
        print_error("'%s' is not in '%s'\n", words, error.text);
    }
    assert_non_null(strstr(error.text, words));
    assert_null(strstr(error.text, TEST_SECRET));
}

/* --- what the settings name -------------------------------------------------------------- */

static void a_credentials_file_in_the_settings_wins_over_every_other_key(void **state) {
    struct home *home = *state;
    struct world world = { 0 };
    char path[400];
    set_environment_key();
    write_file(home, CLI_FILE, CLI_OF("theClisKey"));
    write_file(home, INI_FILE, KEY_OF("theHomesKey"));
    write_file(home, "other", KEY_OF("theNamedKey"));
    snprintf(path, sizeof(path), "%s", path_of(home, "other"));
    serve_ok(&world);
    struct sag_config config = bare_config(&world);
    config.credentials_file = path;
    assert_string_equal(key_used(&world, &config), "theNamedKey");
    assert_non_null(strstr(world.all_notices, "the environment holds an access key (…sKey)"));
    assert_int_equal(world.warnings, 0);
    world_close(&world);
}

static void a_profile_in_the_settings_wins_over_the_environment(void **state) {
    struct home *home = *state;
    struct world world = { 0 };
    set_environment_key();
    write_file(home, CLI_FILE, CLI_OF("theClisKey"));
    write_file(home, INI_FILE,
               KEY_OF("theHomesKey") "[bench]\ntype=access_key\naccess_key_id=theBenchsKey\n"
                                     "access_key_secret=b\n");
    serve_ok(&world);
    struct sag_config config = bare_config(&world);
    config.profile = "bench";
    assert_string_equal(key_used(&world, &config), "theBenchsKey");
    config.profile = "d";
    assert_string_equal(key_used(&world, &config), "theClisKey");
    world_close(&world);
}

static void what_the_settings_name_is_refused_rather_than_replaced(void **state) {
    struct home *home = *state;
    struct world world = { 0 };
    char path[400];
    snprintf(path, sizeof(path), "%s", path_of(home, "other"));
    set_environment_key();
    write_file(home, CLI_FILE, CLI_OF("theClisKey"));
    write_file(home, INI_FILE, "[bench]\ntype = bearer\n");
    struct sag_config config = bare_config(&world);
    config.credentials_file = path;
    expect_text(SAG_ERR_CREDENTIALS, &config, "is not there");
    write_file(home, "other", "[bench]\ntype=access_key\n");
    expect_text(SAG_ERR_CREDENTIALS, &config, "has no profile 'default'");
    write_file(home, "other", "[default]\nenable = false\ntype=access_key\n");
    expect_text(SAG_ERR_CREDENTIALS, &config, "switched off by 'enable = false'");
    config.credentials_file = NULL;
    config.profile = "nobody";
    expect_text(SAG_ERR_CREDENTIALS, &config, "profile 'nobody' is in none");
    config.profile = "bench";
    expect_text(SAG_ERR_CREDENTIALS, &config, "type 'bearer' is not supported");
}

static void the_source_is_described_with_the_last_four_characters_of_its_key(void **state) {
    struct home *home = *state;
    struct world world = { 0 };
    char text[SAG_TEXT_SIZE];
    write_file(home, INI_FILE, KEY_OF("LTAI5tSomething4711"));
    struct sag_config config = bare_config(&world);
    world_open(&world, &config);
    sag_client_describe_credentials(world.client, text, sizeof(text));
    assert_non_null(strstr(text, INI_FILE "', profile 'default', key …4711"));
    assert_null(strstr(text, "g4711"));
    sag_client_destroy(world.client);
    setenv("ALIBABA_CLOUD_PROFILE", "none", 1);
    setenv("ALIBABA_CLOUD_CREDENTIALS_URI", "http://u:p@127.0.0.1:1/key?token=x", 1);
    world_open(&world, &config);
    sag_client_describe_credentials(world.client, text, sizeof(text));
    assert_string_equal(text, "credentials URI, asked at the first call");
    world_close(&world);
}

/* --- the chain --------------------------------------------------------------------------- */

static void a_source_that_cannot_be_used_is_a_notice_and_the_next_is_asked(void **state) {
    struct home *home = *state;
    static const char *const unusable[] = {
        "",
        "{}",
        "{\"current\":\"x\",\"profiles\":[]}",
        "{\"current\":\"x\",\"profiles\":[{\"name\":\"x\",\"mode\":\"OAuth\"}]}",
        "{\"current\":\"x\",\"profiles\":[{\"name\":\"x\",\"mode\":\"ChainableRamRoleArn\"}]}",
        "{\"current\":\"x\",\"profiles\":[{\"name\":\"x\",\"mode\":\"AK\",\"access_key_id\":\"a b\","
        "\"access_key_secret\":\"" TEST_SECRET "\"}]}",
        "\xFF\xFE{\0}",
    };
    for (size_t i = 0; i < sizeof(unusable) / sizeof(unusable[0]); i++) {
        struct world world = { 0 };
        write_file(home, CLI_FILE, unusable[i]);
        write_file(home, INI_FILE, KEY_OF("theHomesKey"));
        serve_ok(&world);
        struct sag_config config = bare_config(&world);
        assert_string_equal(key_used(&world, &config), "theHomesKey");
        assert_int_equal(world.warnings, 1);
        assert_non_null(strstr(world.all_notices, "the next one is asked"));
        assert_null(strstr(world.all_notices, TEST_SECRET));
        world_close(&world);
    }
}

static void a_section_that_is_switched_off_is_passed_over(void **state) {
    struct home *home = *state;
    struct world world = { 0 };
    write_file(home, INI_FILE,
               "[default]   ; mine\nenable = false ; for now\ntype = access_key\n"
               "access_key_id = a\naccess_key_secret = b\n");
    struct sag_config config = bare_config(&world);
    setenv("ALIBABA_CLOUD_CREDENTIALS_URI", "http://127.0.0.1:1/key", 1);
    world_open(&world, &config);
    assert_non_null(strstr(world.notice, "switched off by 'enable = false'"));
    world_close(&world);
}

static void values_may_stand_in_quotes_and_hold_what_begins_a_comment(void **state) {
    struct home *home = *state;
    struct world world = { 0 };
    static const struct {
        const char *value;
        const char *key;
    } cases[] = {
        { "\"quoted\"", "quoted" },         { "'quoted' # mine", "quoted" },
        { "\"with#mark\";x", "with#mark" }, { "plain#mark", "plain#mark" },
        { "plain;mark # x", "plain;mark" }, { "a\"b", "a\"b" },
    };
    serve_ok(&world);
    struct sag_config config = bare_config(&world);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[256];
        snprintf(text, sizeof(text),
                 "[default]\ntype = \"access_key\"\naccess_key_id = %s\naccess_key_secret = b\n",
                 cases[i].value);
        write_file(home, INI_FILE, text);
        assert_string_equal(key_used(&world, &config), cases[i].key);
    }
    world_close(&world);
}

/* --- the table --------------------------------------------------------------------------- */

static void copy_case(const struct home *home, const char *file, const char *to) {
    char path[512];
    char bytes[4096];
    snprintf(path, sizeof(path), "%s/%s", cases_folder, file);
    FILE *from = fopen(path, "r");
    assert_non_null(from);
    size_t length = fread(bytes, 1, sizeof(bytes) - 1, from);
    bytes[length] = '\0';
    fclose(from);
    write_file(home, to, bytes);
}

static void try_case(const struct case_row *row) {
    const struct home *home = row->data;
    const char *file = row->file;
    const char *kind = row->verdict;
    const char *expected = row->detail;
    struct world world = { 0 };
    bool is_cli = strstr(file, ".json") != NULL;
    bool is_key = strcmp(kind, "key") == 0;
    remove(path_of(home, CLI_FILE));
    remove(path_of(home, INI_FILE));
    copy_case(home, file, is_cli ? CLI_FILE : INI_FILE);
    if (!is_key) {
        assert_string_equal(kind, "notice, next source");
        copy_case(home, expected, INI_FILE);
    }
    serve_ok(&world);
    struct sag_config config = bare_config(&world);
    const char *used = key_used(&world, &config);
    print_message("%s: %s\n", file, used);
    assert_string_equal(used, is_key ? expected : "good-id");
    assert_int_equal(world.warnings, is_key ? 0 : 1);
    if (!is_key) {
        assert_non_null(strstr(sag_client_credential_source(world.client), INI_FILE));
    }
    world_close(&world);
}

static void the_files_of_the_table_give_what_it_says(void **state) {
    assert_true(cases_in(cases_folder, "credentials", try_case, *state) >= 6);
}

/* --- a role that is assumed -------------------------------------------------------------- */

#define ROLE "acs:ram::1234567890:role/kiosk"

static int sts_calls;
static const char *sts_expires;

static const char *give_role(const char *request) {
    static char json[1024];
    const char *body = body_of(request);
    if (strncmp(request, "POST / ", 7) != 0 || !strstr(body, "Action=AssumeRole&") ||
        !strstr(body, "Version=2015-04-01") ||
        !strstr(body, "RoleArn=acs%3Aram%3A%3A1234567890%3Arole%2Fkiosk")) {
        return http("400 Bad", "{\"Code\":\"InvalidParameter\",\"Message\":\"" TEST_SECRET "\"}");
    }
    snprintf(json, sizeof(json),
             "{\"RequestId\":\"R\",\"Credentials\":{\"AccessKeyId\":\"STS.role%d\","
             "\"AccessKeySecret\":\"" TEST_SECRET "\",\"SecurityToken\":\"" TEST_TOKEN
             "\",\"Expiration\":\"%s\"}}",
             ++sts_calls, sts_expires);
    return http("200 OK", json);
}

static const char *deny_role(const char *request) {
    (void)request;
    return http("403 Forbidden", "{\"Code\":\"NoPermission\",\"Message\":\"" TEST_SECRET "\"}");
}

static struct sag_config role_config(struct world *world, const struct source *source) {
    struct sag_config config = bare_config(world);
    config.sts_endpoint = source->url;
    config.allow_http_loopback = true;
    return config;
}

static void write_role(const struct home *home, const char *more) {
    char text[1024];
    snprintf(text, sizeof(text),
             "{\"current\":\"r\",\"profiles\":[{\"name\":\"r\",\"mode\":\"RamRoleArn\","
             "\"access_key_id\":\"theLastingKey\",\"access_key_secret\":\"" TEST_SECRET
             "\",\"ram_role_arn\":\"" ROLE "\"%s}]}",
             more);
    write_file(home, CLI_FILE, text);
}

static void a_role_is_assumed_at_the_first_call(void **state) {
    struct home *home = *state;
    struct world world = { .wall_ms = NOW_MS };
    struct source source;
    struct result result = { 0 };
    char text[SAG_TEXT_SIZE];
    sts_calls = 0;
    sts_expires = "2026-01-05T09:09:10Z"; /* an hour */
    open_source(&source, give_role);
    write_role(home, ",\"ram_session_name\":\"bench-7\",\"expired_seconds\":1800,"
                     "\"policy\":\"{}\",\"external_id\":\"x/1\"");
    serve_ok(&world);
    struct sag_config config = role_config(&world, &source);
    world_open(&world, &config);
    sag_client_describe_credentials(world.client, text, sizeof(text));
    assert_non_null(strstr(text, "role '" ROLE "' by STS, for the key …gKey of file"));
    bind_once(&world, &result);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_OK);
    assert_string_equal(key_of_last(&world), "STS.role1");
    assert_string_equal(header_of(raw_server_request(world.server, 0), "x-acs-security-token"),
                        TEST_TOKEN);
    assert_int_equal(sts_calls, 1);
    const char *asked = body_of(raw_server_request(source.server, 0));
    assert_non_null(strstr(asked, "AccessKeyId=theLastingKey&"));
    assert_non_null(strstr(asked, "RoleSessionName=bench-7&"));
    assert_non_null(strstr(asked, "DurationSeconds=1800&"));
    assert_non_null(strstr(asked, "ExternalId=x%2F1&"));
    assert_non_null(strstr(asked, "Policy=%7B%7D&"));
    assert_null(strstr(asked, TEST_SECRET));
    assert_null(strstr(world.all_notices, TEST_SECRET));
    world_close(&world);
    raw_server_destroy(source.server);
}

static void the_vendors_defaults_and_variables_fill_what_a_role_leaves_out(void **state) {
    struct home *home = *state;
    struct world world = { .wall_ms = NOW_MS };
    struct source source;
    struct result result = { 0 };
    sts_calls = 0;
    sts_expires = "2026-01-05T09:09:10Z";
    open_source(&source, give_role);
    write_file(home, INI_FILE,
               "[default]\ntype = ram_role_arn\naccess_key_id = theLastingKey\n"
               "access_key_secret = " TEST_SECRET "\n");
    setenv("ALIBABA_CLOUD_ROLE_ARN", ROLE, 1);
    serve_ok(&world);
    struct sag_config config = role_config(&world, &source);
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_string_equal(key_of_last(&world), "STS.role1");
    const char *asked = body_of(raw_server_request(source.server, 0));
    assert_non_null(strstr(asked, "RoleSessionName=sag-kiosk&"));
    assert_non_null(strstr(asked, "DurationSeconds=3600&"));
    assert_null(strstr(asked, "Policy="));
    world_close(&world);
    raw_server_destroy(source.server);
}

static void a_role_that_may_not_be_assumed_is_said_with_its_code(void **state) {
    struct home *home = *state;
    struct world world = { .wall_ms = NOW_MS };
    struct source source;
    struct result result = { 0 };
    open_source(&source, deny_role);
    write_role(home, "");
    serve_ok(&world);
    struct sag_config config = role_config(&world, &source);
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_int_equal(result.end, SAG_END_CREDENTIALS);
    assert_non_null(strstr(result.message, "role '" ROLE "' by STS"));
    assert_non_null(strstr(result.message, "HTTP 403, Code 'NoPermission'"));
    assert_null(strstr(result.message, TEST_SECRET));
    assert_int_equal(raw_server_requests(world.server), 0);
    world_close(&world);
    raw_server_destroy(source.server);
}

static void a_role_that_cannot_be_is_told_at_once(void **state) {
    struct home *home = *state;
    struct world world = { 0 };
    struct sag_config config = bare_config(&world);
    static const char *const cases[][2] = {
        { ",\"expired_seconds\":60", "900 to 43200" },
        { ",\"ram_session_name\":\"a b\"", "session" },
        { ",\"sts_region\":\"CN\"", "region of STS" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        write_role(home, cases[i][0]);
        expect_text(SAG_ERR_CREDENTIALS, &config, cases[i][1]);
    }
    config.sts_endpoint = "http://sts.example";
    expect_text(SAG_ERR_CONFIG, &config, "write https://");
}

#define WITH_HOME(test) cmocka_unit_test_setup_teardown(test, make_home, remove_home)

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        WITH_HOME(a_credentials_file_in_the_settings_wins_over_every_other_key),
        WITH_HOME(a_profile_in_the_settings_wins_over_the_environment),
        WITH_HOME(what_the_settings_name_is_refused_rather_than_replaced),
        WITH_HOME(the_source_is_described_with_the_last_four_characters_of_its_key),
        WITH_HOME(a_source_that_cannot_be_used_is_a_notice_and_the_next_is_asked),
        WITH_HOME(a_section_that_is_switched_off_is_passed_over),
        WITH_HOME(values_may_stand_in_quotes_and_hold_what_begins_a_comment),
        WITH_HOME(the_files_of_the_table_give_what_it_says),
        WITH_HOME(a_role_is_assumed_at_the_first_call),
        WITH_HOME(the_vendors_defaults_and_variables_fill_what_a_role_leaves_out),
        WITH_HOME(a_role_that_may_not_be_assumed_is_said_with_its_code),
        WITH_HOME(a_role_that_cannot_be_is_told_at_once),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    cases_folder = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
