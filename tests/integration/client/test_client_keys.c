/* Where the access key comes from: every source, every way it can be broken, and getting a new one
 * while calls wait. */
#define _GNU_SOURCE /* explicit_bzero, memmem */
#include "harness.h"
#include "home.h"

#include "client/secret.h"

#include <fcntl.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Creates a client and expects this error and these words. */
static void expect_refusal(struct world *world, const struct sag_config *config, enum sag_err err,
                           const char *words, const char *more_words) {
    struct sag_error error;
    struct sag_client *client = NULL;
    struct sag_config usual = bare_config(world);
    enum sag_err got = sag_client_create(&client, config ? config : &usual, &error);
    if (got != err || !strstr(error.text, words) || !strstr(error.text, more_words)) {
        print_error("%d: %s\n", got, error.text);
    }
    assert_int_equal(got, err);
    assert_null(client);
    assert_non_null(strstr(error.text, words));
    assert_non_null(strstr(error.text, more_words));
    assert_null(strstr(error.text, TEST_SECRET));
    assert_null(strstr(error.text, TEST_TOKEN));
}

/* --- environment and explicit ------------------------------------------------------------ */

static void explicit_keys_win_over_the_environment(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "envKey", 1);
    setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "envSecret", 1);
    serve_ok(&world);
    world_open(&world, NULL);
    bind_once(&world, &result);
    assert_string_equal(key_of_last(&world), TEST_KEY);
    assert_string_equal(sag_client_credential_source(world.client), "configuration");
    world_close(&world);
}

static void the_environment_is_taken_with_its_token(void **state) {
    (void)state;
    struct world world = { 0 };
    struct result result = { 0 };
    setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "envKey", 1);
    setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", TEST_SECRET, 1);
    setenv("ALIBABA_CLOUD_SECURITY_TOKEN", TEST_TOKEN, 1);
    serve_ok(&world);
    struct sag_config config = bare_config(&world);
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_string_equal(key_of_last(&world), "envKey");
    assert_string_equal(header_of(raw_server_request(world.server, 0), "x-acs-security-token"),
                        TEST_TOKEN);
    assert_string_equal(sag_client_credential_source(world.client), "environment");
    world_close(&world);
}

static void half_a_key_in_the_environment_is_mentioned_and_passed_over(void **state) {
    struct world world = { 0 };
    setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "envKey", 1);
    write_file(*state, INI_FILE,
               "[default]\ntype = access_key\naccess_key_id = iniKey\naccess_key_secret = s\n");
    struct sag_config config = bare_config(&world);
    world_open(&world, &config);
    assert_non_null(strstr(world.all_notices, "only one of ALIBABA_CLOUD_ACCESS_KEY_ID"));
    assert_non_null(strstr(sag_client_credential_source(world.client), INI_FILE));
    world_close(&world);
}

static void half_an_explicit_key_is_refused(void **state) {
    (void)state;
    struct world world = { 0 };
    struct sag_config config = bare_config(&world);
    config.access_key_id = "only";
    expect_refusal(&world, &config, SAG_ERR_CONFIG, "both", "");
    config.access_key_secret = "sec ret";
    expect_refusal(&world, &config, SAG_ERR_CREDENTIALS, "access key secret", "blank");
}

static void without_any_key_the_places_are_named(void **state) {
    (void)state;
    struct world world = { 0 };
    expect_refusal(&world, NULL, SAG_ERR_CREDENTIALS, "no access key found",
                   "ALIBABA_CLOUD_ACCESS_KEY_ID");
}

static void an_oidc_role_is_skipped_with_a_notice(void **state) {
    (void)state;
    struct world world = { 0 };
    setenv("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1:role/x", 1);
    setenv("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "acs:ram::1:oidc-provider/x", 1);
    setenv("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "/nowhere", 1);
    expect_refusal(&world, NULL, SAG_ERR_CREDENTIALS, "no access key found", "");
    assert_non_null(strstr(world.all_notices, "OIDC"));
}

/* --- files ------------------------------------------------------------------------------- */

static void the_ini_file_gives_the_profile_that_is_asked_for(void **state) {
    struct home *home = *state;
    struct world world = { 0 };
    struct result result = { 0 };
    write_file(home, INI_FILE,
               "\xEF\xBB\xBF# keys\r\n[default]\r\ntype=access_key\r\naccess_key_id = first\r\n"
               "access_key_secret = " TEST_SECRET "\r\nregion_id = cn-hangzhou\r\n\r\n"
               "; another\n[bench]\ntype = sts\naccess_key_id=second\naccess_key_secret=s=x\n"
               "security_token = " TEST_TOKEN "\n");
    serve_ok(&world);
    struct sag_config config = bare_config(&world);
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_string_equal(key_of_last(&world), "first");
    sag_client_destroy(world.client);

    config.profile = "bench";
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_string_equal(key_of_last(&world), "second");
    assert_string_equal(header_of(raw_server_request(world.server, 1), "x-acs-security-token"),
                        TEST_TOKEN);
    assert_non_null(strstr(sag_client_credential_source(world.client), "profile 'bench'"));
    sag_client_destroy(world.client);

    config.profile = NULL;
    setenv("ALIBABA_CLOUD_PROFILE", "bench", 1);
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_string_equal(key_of_last(&world), "second");
    assert_int_equal(world.warnings, 0);
    world_close(&world);
}

static void a_broken_ini_file_is_told_with_its_line(void **state) {
    struct home *home = *state;
    static const struct {
        const char *text;
        const char *line;
        const char *words;
    } cases[] = {
        { "[default]\nnonsense\n", "line 2", "name = value" },
        { "[default\ntype = x\n", "line 1", "[name]" },
        { "stray\n[default]\n", "line 1", "name = value" },
        { "[default]\naccess_key_id = a\n", "line 1", "'type' is missing" },
        { "\n[default]\ntype =\n", "line 3", "'type' is missing" },
        { "[default]\ntype = access_key\naccess_key_id = a\n", "line 1", "'access_key_secret'" },
        { "[default]\ntype = access_key\naccess_key_id =\naccess_key_secret = b\n", "line 3",
          "'access_key_id'" },
        { "[default]\ntype = sts\naccess_key_id = a\naccess_key_secret = b\n", "line 1",
          "'security_token'" },
        { "[default]\ntype = access_key\naccess_key_id = a\naccess_key_secret = " TEST_SECRET
          " mine\n",
          "line 1", "holds a blank" },
        { "[default]\nenable = false # for now\ntype = access_key\naccess_key_id = a\n"
          "access_key_secret = b\n",
          "line 2", "switched off" },
        { "[default]\ntype = ram_role_arn\naccess_key_id = a\naccess_key_secret = b\n", "line 1",
          "acs:ram::" },
        { "[default]\ntype = oidc_role_arn\n", "line 2", "type 'oidc_role_arn' is not supported" },
        { "[default]\ntype = access_key\ntype = sts\n", "line 3", "second time" },
        { "[default]\n[other]\n[default]\n", "line 3", "second time" },
        { "[default]\ntype = ecs_ram_role\nrole_name = ../x\n", "line 3", "role" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct world world = { 0 };
        write_file(home, INI_FILE, cases[i].text);
        expect_refusal(&world, NULL, SAG_ERR_CREDENTIALS, cases[i].line, cases[i].words);
    }
}

static void a_named_file_or_profile_must_be_there(void **state) {
    struct home *home = *state;
    struct world world = { 0 };
    struct sag_config config = bare_config(&world);
    char path[400];
    snprintf(path, sizeof(path), "%s", path_of(home, "other"));
    config.credentials_file = path;
    expect_refusal(&world, &config, SAG_ERR_CREDENTIALS, "other", "is not there");
    config.credentials_file = home->path;
    expect_refusal(&world, &config, SAG_ERR_CREDENTIALS, "no ordinary file", "");
    write_file(home, "other", "[default]\ntype=access_key\naccess_key_id=a\naccess_key_secret=b\n");
    config.credentials_file = path;
    config.profile = "bench";
    expect_refusal(&world, &config, SAG_ERR_CREDENTIALS, "has no profile 'bench'", "");
    config.profile = NULL;
    world_open(&world, &config);
    assert_non_null(strstr(sag_client_credential_source(world.client), path));
    world_close(&world);
    setenv("ALIBABA_CLOUD_CREDENTIALS_FILE", path, 1);
    config.credentials_file = NULL;
    world_open(&world, &config);
    assert_non_null(strstr(sag_client_credential_source(world.client), path));
    world_close(&world);
}

static void the_cli_file_comes_before_the_ini_file(void **state) {
    struct home *home = *state;
    struct world world = { 0 };
    struct result result = { 0 };
    write_file(home, INI_FILE,
               "[default]\ntype=access_key\naccess_key_id=ini\naccess_key_secret=b\n");
    write_file(home, CLI_FILE,
               "{\"current\":\"two\",\"profiles\":[{\"name\":\"one\",\"mode\":\"OAuth\"},"
               "{\"name\":\"two\",\"mode\":\"StsToken\",\"access_key_id\":\"cli\","
               "\"access_key_secret\":\"a\\u0062\\/c\",\"sts_token\":\"" TEST_TOKEN
               "\",\"region_id\":\"x\"}],\"meta_path\":\"\"}");
    serve_ok(&world);
    struct sag_config config = bare_config(&world);
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_string_equal(key_of_last(&world), "cli");
    assert_string_equal(header_of(raw_server_request(world.server, 0), "x-acs-security-token"),
                        TEST_TOKEN);
    assert_non_null(strstr(sag_client_credential_source(world.client), "profile 'two'"));
    sag_client_destroy(world.client);

    setenv("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true", 1);
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_string_equal(key_of_last(&world), "ini");
    world_close(&world);
}

static void a_broken_cli_file_is_told_with_line_or_member(void **state) {
    struct home *home = *state;
    static const struct {
        const char *text;
        const char *where;
        const char *words;
    } cases[] = {
        { "{\n\"current\": \"x\",\n oops }", "line 3", "JSON" },
        { "[]", "line 1", "JSON object" },
        { "{\"current\":\"x\"}", "'profiles'", "missing" },
        { "{\"current\":\"x\",\"profiles\":[]}", "'current'", "'x'" },
        { "{\"current\":\"x\",\"profiles\":[{\"name\":\"x\",\"mode\":\"AK\"}]}", "profile 'x'",
          "'access_key_id'" },
        { "{\"current\":\"x\",\"profiles\":[{\"name\":\"x\",\"mode\":\"AK\",\"access_key_id\":\"a\"}"
          "]}",
          "profile 'x'", "'access_key_secret'" },
        { "{\"current\":\"x\",\"profiles\":[{\"name\":\"x\",\"mode\":\"StsToken\",\"access_key_id\":"
          "\"a\",\"access_key_secret\":\"" TEST_SECRET "\"}]}",
          "profile 'x'", "'sts_token'" },
        { "{\"current\":\"x\",\"profiles\":[{\"name\":\"x\",\"mode\":\"RamRoleArn\"}]}",
          "profile 'x'", "'access_key_id'" },
        { "{\"current\":\"x\",\"profiles\":[{\"name\":\"x\",\"mode\":\"ChainableRamRoleArn\"}]}",
          "profile 'x'", "mode 'ChainableRamRoleArn' is not supported" },
        { "{\"current\":\"x\",\"profiles\":[{\"name\":\"x\",\"mode\":\"CloudSSO\"}]}",
          "profile 'x'", "mode 'CloudSSO' is not supported" },
        { "{\"current\":\"x\",\"profiles\":[{\"name\":\"x\",\"mode\":\"External\"}]}",
          "profile 'x'", "mode 'External' is not supported" },
        { "{\"current\":\"x\",\"profiles\":[{\"name\":\"x\",\"mode\":\"AK\",\"access_key_id\":\"a\","
          "\"access_key_secret\":{\"s\":\"" TEST_SECRET "\"}}]}",
          "profile 'x'", "'access_key_secret'" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct world world = { 0 };
        write_file(home, CLI_FILE, cases[i].text);
        expect_refusal(&world, NULL, SAG_ERR_CREDENTIALS, cases[i].where, cases[i].words);
    }
}

static void a_file_that_others_may_read_is_warned_about(void **state) {
    struct home *home = *state;
    struct world world = { 0 };
    write_file(home, INI_FILE,
               "[default]\ntype=access_key\naccess_key_id=a\naccess_key_secret=b\n");
    assert_int_equal(chmod(path_of(home, INI_FILE), 0640), 0);
    struct sag_config config = bare_config(&world);
    world_open(&world, &config);
    assert_int_equal(world.warnings, 1);
    assert_non_null(strstr(world.notice, "chmod 600"));
    assert_non_null(strstr(world.notice, "mode 0640"));
    world_close(&world);
}

static void a_rotated_file_is_picked_up_and_a_broken_one_is_not(void **state) {
    struct home *home = *state;
    struct world world = { 0 };
    struct result result = { 0 };
    write_file(home, INI_FILE,
               "[default]\ntype=access_key\naccess_key_id=old\naccess_key_secret=b\n");
    serve_ok(&world);
    struct sag_config config = bare_config(&world);
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_string_equal(key_of_last(&world), "old");

    write_file(home, "other",
               "[default]\ntype=access_key\naccess_key_id=new\naccess_key_secret=b\n");
    char from[400];
    snprintf(from, sizeof(from), "%s", path_of(home, "other"));
    assert_int_equal(rename(from, path_of(home, INI_FILE)), 0);
    bind_once(&world, &result);
    assert_string_equal(key_of_last(&world), "new");
    assert_int_equal(world.warnings, 0);

    write_file(home, INI_FILE, "[default]\ntype=access_key\naccess_key_id=half\n");
    bind_once(&world, &result);
    bind_once(&world, &result);
    assert_string_equal(key_of_last(&world), "new");
    assert_int_equal(world.warnings, 1);
    assert_non_null(strstr(world.notice, "the old key stays in use"));

    unlink(path_of(home, INI_FILE));
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_OK);
    assert_int_equal(world.warnings, 2);
    world_close(&world);
}

/* --- where the secret is afterwards ------------------------------------------------------ */

/* Made at run time, so that it is nowhere else in this process. */
static void make_secret(char out[33]) {
    for (int i = 0; i < 32; i++) {
        out[i] = (char)('A' + (i * 7 + 3) % 26);
    }
    out[32] = '\0';
}

/* Counts the places of the secret in all memory that a core dump would hold. */
static int count_dumped_copies(void) {
    enum { CHUNK = 1 << 16 };
    /* Both in memory that is itself not searched. */
    char *secret = sag_secret_alloc(33);
    char *bytes = sag_secret_alloc(CHUNK);
    char line[512];
    unsigned long start = 0;
    unsigned long end = 0;
    bool readable = false;
    int copies = 0;
    FILE *maps = fopen("/proc/self/smaps", "r");
    int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    assert_non_null(maps);
    assert_true(memory >= 0 && secret && bytes);
    make_secret(secret);
    while (fgets(line, sizeof(line), maps)) {
        char flags[8];
        unsigned long from, to;
        if (sscanf(line, "%lx-%lx %7s", &from, &to, flags) == 3) {
            start = from;
            end = to;
            /* Larger mappings are a sanitizer's shadow. */
            readable = strncmp(flags, "rw", 2) == 0 && to - from < (1UL << 30);
        } else if (strncmp(line, "VmFlags:", 8) == 0 && readable && !strstr(line, " dd")) {
            for (unsigned long at = start; at < end; at += CHUNK - 32) {
                size_t want = end - at < CHUNK ? end - at : CHUNK;
                ssize_t got = pread(memory, bytes, want, (off_t)at);
                copies += got >= 32 && memmem(bytes, (size_t)got, secret, 32) != NULL;
            }
        }
    }
    fclose(maps);
    close(memory);
    sag_secret_free(secret);
    sag_secret_free(bytes);
    return copies;
}

static void write_secretly(const char *path, const char *before, const char *after) {
    char secret[33];
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    make_secret(secret);
    assert_int_equal(write(fd, before, strlen(before)), (ssize_t)strlen(before));
    assert_int_equal(write(fd, secret, 32), 32);
    assert_int_equal(write(fd, after, strlen(after)), (ssize_t)strlen(after));
    close(fd);
    explicit_bzero(secret, sizeof(secret));
}

static void a_secret_from_a_file_is_in_no_core_dump(void **state) {
    struct home *home = *state;
    static const char *const files[] = { INI_FILE, CLI_FILE };
    for (int variant = 0; variant < 4; variant++) {
        struct world world = { 0 };
        struct result result = { 0 };
        if (variant & 1) {
            write_secretly(path_of(home, CLI_FILE),
                           "{\"current\":\"x\",\"profiles\":[{\"name\":\"x\",\"mode\":\"AK\","
                           "\"access_key_id\":\"a\",\"access_key_secret\":\"",
                           "\"}]}");
        } else {
            write_secretly(path_of(home, INI_FILE),
                           "[default]\ntype=access_key\naccess_key_id=a\naccess_key_secret=", "\n");
        }
        serve_ok(&world);
        struct sag_config config = bare_config(&world);
        config.signature = variant & 2 ? SAG_SIGNATURE_V1 : SAG_SIGNATURE_V3;
        world_open(&world, &config);
        assert_int_equal(count_dumped_copies(), 0);
        bind_once(&world, &result);
        assert_int_equal(result.cls, SAG_CLASS_OK);
        assert_int_equal(count_dumped_copies(), 0);
        world_close(&world);
        assert_int_equal(count_dumped_copies(), 0);
        unlink(path_of(home, files[variant & 1]));
    }
    /* Check that the search finds what is there. */
    char *copy = malloc(33);
    assert_non_null(copy);
    make_secret(copy);
    assert_true(count_dumped_copies() > 0);
    explicit_bzero(copy, 33);
    free(copy);
}

/* A temporary key: its token stands in every request, which libcurl copies. */
static void a_security_token_is_nowhere_once_the_client_is_gone(void **state) {
    struct home *home = *state;
    for (int variant = 0; variant < 4; variant++) {
        struct world world = { 0 };
        struct result result = { 0 };
        if (variant & 1) {
            write_secretly(path_of(home, INI_FILE),
                           "[default]\ntype=sts\naccess_key_id=a\naccess_key_secret=b\n"
                           "security_token=",
                           "\n");
        } else {
            char token[33];
            make_secret(token);
            setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "a", 1);
            setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "b", 1);
            setenv("ALIBABA_CLOUD_SECURITY_TOKEN", token, 1);
            explicit_bzero(token, sizeof(token));
            sag_environment_hide();
            assert_null(getenv("ALIBABA_CLOUD_SECURITY_TOKEN"));
        }
        /* The request stays in the socket: a server that reads it, or takes it out of TLS, would
         * have copies of its own in this process. */
        static const struct raw_step steps[] = { { RAW_READ_NOTHING, OK_ANSWER, 0, RAW_HOLD } };
        static const struct raw_script script = { steps, 1 };
        world_serve(&world, &(struct raw_server_config){ .scripts = &script, .script_count = 1 });
        struct sag_config config = bare_config(&world);
        char endpoint[64];
        snprintf(endpoint, sizeof(endpoint), "http://127.0.0.1:%d", raw_server_port(world.server));
        config.endpoint = endpoint;
        config.allow_http_loopback = true;
        config.signature = variant & 2 ? SAG_SIGNATURE_V1 : SAG_SIGNATURE_V3;
        world_open(&world, &config);
        assert_int_equal(count_dumped_copies(), 0);
        bind_once(&world, &result);
        assert_int_equal(result.cls, SAG_CLASS_OK);
        assert_int_equal(count_dumped_copies(), 0); /* while it is in use */
        world_close(&world);
        assert_int_equal(count_dumped_copies(), 0);
        unlink(path_of(home, INI_FILE));
    }
}

/* --- from the network -------------------------------------------------------------------- */

static const char *key_json(const char *id, const char *expiration) {
    static char json[1024];
    snprintf(json, sizeof(json),
             "{\"Code\":\"Success\",\"AccessKeyId\":\"%s\",\"AccessKeySecret\":\"" TEST_SECRET
             "\",\"SecurityToken\":\"" TEST_TOKEN "\",\"Expiration\":\"%s\",\"LastUpdated\":\"\"}",
             id, expiration);
    return json;
}

static int fetches;

static const char *give_key(const char *request) {
    char id[32];
    (void)request;
    snprintf(id, sizeof(id), "uri%d", ++fetches);
    return http("200 OK", key_json(id, "2026-01-05T09:09:10Z"));
}

static void a_credentials_uri_is_asked_at_the_first_call(void **state) {
    (void)state;
    struct world world = { .wall_ms = NOW_MS };
    struct source source;
    struct result results[3] = { { 0 } };
    fetches = 0;
    open_source(&source, give_key);
    setenv("ALIBABA_CLOUD_CREDENTIALS_URI", source.url, 1);
    serve_ok(&world);
    struct sag_config config = bare_config(&world);
    world_open(&world, &config);
    assert_string_equal(sag_client_credential_source(world.client), "");
    assert_int_equal(raw_server_requests(source.server), 0);
    for (int i = 0; i < 3; i++) {
        sag_client_bind(world.client, TEST_ID, TEST_SN, on_result, &results[i], NULL);
    }
    for (int i = 0; i < 3; i++) {
        run_until(&world, &results[i], 1);
        assert_int_equal(results[i].cls, SAG_CLASS_OK);
    }
    assert_int_equal(raw_server_requests(source.server), 1); /* one for all three */
    assert_string_equal(key_of_last(&world), "uri1");
    assert_string_equal(header_of(raw_server_request(world.server, 0), "x-acs-security-token"),
                        TEST_TOKEN);
    assert_string_equal(sag_client_credential_source(world.client), "credentials URI");
    world_close(&world);
    raw_server_destroy(source.server);
}

static const char *(*next_respond)(const char *request);

static const char *delegate(const char *request) {
    return next_respond(request);
}

static const char *fail_500(const char *request) {
    (void)request;
    return http("500 Error", "{}");
}

static const char *give_nonsense(const char *request) {
    (void)request;
    return http("200 OK", "<html>" TEST_SECRET "</html>");
}

static const char *give_half(const char *request) {
    (void)request;
    return http("200 OK", "{\"AccessKeyId\":\"a\",\"AccessKeySecret\":\"" TEST_SECRET
                          "\",\"Expiration\":\"2026-01-05T09:09:10Z\"}");
}

static const char *give_stale(const char *request) {
    (void)request;
    return http("200 OK", key_json("old", "2026-01-05T08:00:00Z"));
}

static const char *give_endless(const char *request) {
    (void)request;
    return http("200 OK", key_json("a", "tomorrow"));
}

static const char *give_failure(const char *request) {
    (void)request;
    return http("200 OK", "{\"Code\":\"Failed\"}");
}

static void a_source_without_a_key_ends_the_calls_that_wait(void **state) {
    (void)state;
    static const struct {
        const char *(*respond)(const char *request);
        const char *words;
    } cases[] = {
        { fail_500, "HTTP 500" },         { give_nonsense, "line 1: is not a JSON object" },
        { give_half, "'SecurityToken'" }, { give_stale, "has already expired" },
        { give_endless, "'Expiration'" }, { give_failure, "Code 'Failed'" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct world world = { .wall_ms = NOW_MS };
        struct source source;
        struct result result = { 0 };
        next_respond = cases[i].respond;
        open_source(&source, delegate);
        setenv("ALIBABA_CLOUD_CREDENTIALS_URI", source.url, 1);
        serve_ok(&world);
        struct sag_config config = bare_config(&world);
        world_open(&world, &config);
        bind_once(&world, &result);
        assert_int_equal(result.end, SAG_END_CREDENTIALS);
        assert_int_equal(result.cls, SAG_CLASS_REFUSED);
        assert_int_equal(result.fix, SAG_FIX_IT);
        assert_false(result.may_have_reached);
        assert_non_null(strstr(result.message, cases[i].words));
        assert_int_equal(raw_server_requests(world.server), 0);
        world_close(&world);
        raw_server_destroy(source.server);
    }
}

static void a_source_that_is_not_there_is_named(void **state) {
    (void)state;
    struct world world = { .wall_ms = NOW_MS };
    struct result result = { 0 };
    char url[64];
    snprintf(url, sizeof(url), "http://127.0.0.1:%d/key", raw_closed_port());
    setenv("ALIBABA_CLOUD_CREDENTIALS_URI", url, 1);
    struct sag_config config = bare_config(&world);
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_int_equal(result.end, SAG_END_CREDENTIALS);
    assert_non_null(strstr(result.message, "credentials URI: cannot connect"));
    world_close(&world);
}

static const char *refuse_first_then_accept(void *data, const char *request) {
    (void)data;
    return strstr(request, "Credential=uri1,") ? "HTTP/1.1 400 Bad\r\nContent-Length: 39\r\n\r\n"
                                                 "{\"Code\":\"InvalidSecurityToken.Expired\"}"
                                               : OK_ANSWER;
}

static void a_key_that_the_service_calls_expired_is_replaced(void **state) {
    (void)state;
    static const struct raw_step steps[] = { { RAW_READ_REQUEST, NULL, 0, RAW_KEEP } };
    static const struct raw_script script = { steps, 1 };
    struct world world = { .wall_ms = NOW_MS };
    struct source source;
    struct result result = { 0 };
    fetches = 0;
    open_source(&source, give_key);
    setenv("ALIBABA_CLOUD_CREDENTIALS_URI", source.url, 1);
    world_serve(&world, &(struct raw_server_config){ .tls = true,
                                                     .scripts = &script,
                                                     .script_count = 1,
                                                     .respond = refuse_first_then_accept });
    struct sag_config config = bare_config(&world);
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_string_equal(result.code, "InvalidSecurityToken.Expired");
    assert_int_equal(result.cls, SAG_CLASS_BUSY);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_OK);
    assert_string_equal(key_of_last(&world), "uri2");
    world_close(&world);
    raw_server_destroy(source.server);
}

static void an_expired_key_without_another_source_is_for_it(void **state) {
    (void)state;
    static const struct raw_step steps[] = { { RAW_READ_REQUEST,
                                               "HTTP/1.1 400 Bad\r\nContent-Length: 39\r\n\r\n"
                                               "{\"Code\":\"InvalidSecurityToken.Expired\"}",
                                               0, RAW_KEEP } };
    static const struct raw_script script = { steps, 1 };
    struct world world = { 0 };
    struct result result = { 0 };
    world_serve(&world,
                &(struct raw_server_config){ .tls = true, .scripts = &script, .script_count = 1 });
    struct sag_config config = world_config(&world);
    config.security_token = TEST_TOKEN;
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_REFUSED);
    assert_int_equal(result.fix, SAG_FIX_IT);
    world_close(&world);
}

/* --- instance metadata ------------------------------------------------------------------- */

#define ROLE_PATH "/latest/meta-data/ram/security-credentials/"

static const char *hardened(const char *request) {
    if (strncmp(request, "PUT /latest/api/token ", 22) == 0) {
        bool good =
            strcmp(header_of(request, "X-aliyun-ecs-metadata-token-ttl-seconds"), "21600") == 0;
        return http(good ? "200 OK" : "400 Bad", good ? "tokenOfTheMachine" : "");
    }
    if (strcmp(header_of(request, "X-aliyun-ecs-metadata-token"), "tokenOfTheMachine") != 0) {
        return http("403 Forbidden", "");
    }
    if (strncmp(request, "GET " ROLE_PATH " ", strlen("GET " ROLE_PATH " ")) == 0) {
        return http("200 OK", "KioskRole\n");
    }
    if (strncmp(request, "GET " ROLE_PATH "KioskRole ", strlen("GET " ROLE_PATH "KioskRole ")) ==
        0) {
        return http("200 OK", key_json("machine", "2026-01-05T14:09:10Z"));
    }
    return http("404 Not Found", "");
}

static const char *plain_only(const char *request) {
    if (strncmp(request, "PUT ", 4) == 0) {
        return http("404 Not Found", "");
    }
    if (strncmp(request, "GET " ROLE_PATH " ", strlen("GET " ROLE_PATH " ")) == 0) {
        return http("200 OK", "KioskRole");
    }
    return http("200 OK", key_json("plain", "2026-01-05T14:09:10Z"));
}

static struct sag_config metadata_config(struct world *world, const struct source *source) {
    struct sag_config config = bare_config(world);
    config.disable_metadata = false;
    config.metadata_endpoint = source->url;
    return config;
}

static void instance_metadata_is_asked_in_hardened_mode(void **state) {
    (void)state;
    struct world world = { .wall_ms = NOW_MS };
    struct source source;
    struct result result = { 0 };
    open_source(&source, hardened);
    serve_ok(&world);
    struct sag_config config = metadata_config(&world, &source);
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_int_equal(result.cls, SAG_CLASS_OK);
    assert_string_equal(key_of_last(&world), "machine");
    assert_int_equal(raw_server_requests(source.server), 3);
    assert_string_equal(sag_client_credential_source(world.client), "instance metadata");
    sag_client_destroy(world.client);

    /* Who knows the role need not ask for its name. */
    setenv("ALIBABA_CLOUD_ECS_METADATA", "KioskRole", 1);
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_int_equal(raw_server_requests(source.server), 5);
    world_close(&world);
    raw_server_destroy(source.server);
}

static void the_older_mode_is_used_only_where_it_is_allowed(void **state) {
    (void)state;
    struct world world = { .wall_ms = NOW_MS };
    struct source source;
    struct result result = { 0 };
    open_source(&source, plain_only);
    serve_ok(&world);
    struct sag_config config = metadata_config(&world, &source);
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_string_equal(key_of_last(&world), "plain");
    sag_client_destroy(world.client);

    setenv("ALIBABA_CLOUD_IMDSV1_DISABLED", "true", 1);
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_int_equal(result.end, SAG_END_CREDENTIALS);
    assert_non_null(strstr(result.message, "ALIBABA_CLOUD_IMDSV1_DISABLED"));
    world_close(&world);
    raw_server_destroy(source.server);
}

static void a_file_may_send_to_instance_metadata(void **state) {
    struct home *home = *state;
    struct world world = { .wall_ms = NOW_MS };
    struct source source;
    struct result result = { 0 };
    open_source(&source, hardened);
    serve_ok(&world);
    struct sag_config config = metadata_config(&world, &source);
    config.disable_metadata = true; /* what a file asks for is not the chain's last guess */
    write_file(home, CLI_FILE,
               "{\"current\":\"x\",\"profiles\":[{\"name\":\"x\",\"mode\":\"EcsRamRole\","
               "\"ram_role_name\":\"KioskRole\"}]}");
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_string_equal(key_of_last(&world), "machine");
    sag_client_destroy(world.client);

    unlink(path_of(home, CLI_FILE));
    write_file(home, INI_FILE, "[default]\ntype = ecs_ram_role\n");
    world_open(&world, &config);
    bind_once(&world, &result);
    assert_string_equal(key_of_last(&world), "machine");
    assert_non_null(strstr(sag_client_credential_source(world.client), INI_FILE));
    world_close(&world);
    raw_server_destroy(source.server);
}

static void metadata_is_left_alone_when_switched_off(void **state) {
    (void)state;
    struct world world = { 0 };
    struct source source;
    open_source(&source, hardened);
    struct sag_config config = metadata_config(&world, &source);
    setenv("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true", 1);
    expect_refusal(&world, &config, SAG_ERR_CREDENTIALS, "no access key found", "");
    assert_int_equal(raw_server_connections(source.server), 0);
    raw_server_destroy(source.server);
}

static void a_call_that_waits_for_a_key_can_be_cancelled(void **state) {
    (void)state;
    static const struct raw_step silent[] = { { RAW_READ_REQUEST, NULL, 0, RAW_HOLD } };
    static const struct raw_script script = { silent, 1 };
    struct world world = { 0 };
    struct result result = { 0 };
    uint64_t id = 0;
    world_serve(&world, &(struct raw_server_config){ .scripts = &script, .script_count = 1 });
    setenv("ALIBABA_CLOUD_CREDENTIALS_URI", world.endpoint, 1);
    world.endpoint[0] = '\0';
    struct sag_config config = bare_config(&world);
    world_open(&world, &config);
    sag_client_bind(world.client, TEST_ID, TEST_SN, on_result, &result, &id);
    run_until_requests(&world, 1);
    sag_client_cancel(world.client, id);
    assert_int_equal(result.end, SAG_END_CANCELLED);
    assert_int_equal(result.cls, SAG_CLASS_NOT_SENT);
    world_close(&world);
}

#define WITH_HOME(test) cmocka_unit_test_setup_teardown(test, make_home, remove_home)

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_HOME(explicit_keys_win_over_the_environment),
        WITH_HOME(the_environment_is_taken_with_its_token),
        WITH_HOME(half_a_key_in_the_environment_is_mentioned_and_passed_over),
        WITH_HOME(half_an_explicit_key_is_refused),
        WITH_HOME(without_any_key_the_places_are_named),
        WITH_HOME(an_oidc_role_is_skipped_with_a_notice),
        WITH_HOME(the_ini_file_gives_the_profile_that_is_asked_for),
        WITH_HOME(a_broken_ini_file_is_told_with_its_line),
        WITH_HOME(a_named_file_or_profile_must_be_there),
        WITH_HOME(the_cli_file_comes_before_the_ini_file),
        WITH_HOME(a_broken_cli_file_is_told_with_line_or_member),
        WITH_HOME(a_file_that_others_may_read_is_warned_about),
        WITH_HOME(a_rotated_file_is_picked_up_and_a_broken_one_is_not),
        WITH_HOME(a_secret_from_a_file_is_in_no_core_dump),
        WITH_HOME(a_security_token_is_nowhere_once_the_client_is_gone),
        WITH_HOME(a_credentials_uri_is_asked_at_the_first_call),
        WITH_HOME(a_source_without_a_key_ends_the_calls_that_wait),
        WITH_HOME(a_source_that_is_not_there_is_named),
        WITH_HOME(a_key_that_the_service_calls_expired_is_replaced),
        WITH_HOME(an_expired_key_without_another_source_is_for_it),
        WITH_HOME(instance_metadata_is_asked_in_hardened_mode),
        WITH_HOME(the_older_mode_is_used_only_where_it_is_allowed),
        WITH_HOME(a_file_may_send_to_instance_metadata),
        WITH_HOME(metadata_is_left_alone_when_switched_off),
        WITH_HOME(a_call_that_waits_for_a_key_can_be_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
