/* The client against the simulator, which verifies signatures in its own way and knows the
 * service's answers. The program is argv[1]. */
#include "harness.h"

#include "death.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIM_KEY "simKey"
#define SIM_SECRET "simSecret"
#define STS_KEY "stsKey"
#define STS_TOKEN "sts+Token/=="

static const char *program;

struct sim {
    pid_t pid;
    char endpoint[64];
    char ca[256];
};

/* Starts it with one more option (NULL: none) and reads its line "ready http=- https=PORT ca=FILE".
 */
static void sim_start(struct sim *sim, const char *option, const char *value) {
    int fds[2];
    const char *base = getenv("TMPDIR");
    snprintf(sim->ca, sizeof(sim->ca), "%s/client_sim_ca_%d.pem", base ? base : "/tmp",
             (int)getpid());
    assert_int_equal(pipe(fds), 0);
    sim->pid = fork();
    assert_true(sim->pid >= 0);
    if (sim->pid == 0) {
        dup2(fds[1], STDOUT_FILENO);
        close(fds[0]);
        close(fds[1]);
        execl(program, program, "--https-port", "0", "--exit-with-parent", "--ca-out", sim->ca,
              "--key", SIM_KEY ":" SIM_SECRET, "--key", STS_KEY ":" SIM_SECRET ":" STS_TOKEN,
              option, value, (char *)NULL);
        _exit(127);
    }
    close(fds[1]);
    char line[512] = "";
    FILE *ready = fdopen(fds[0], "r");
    assert_non_null(ready);
    assert_non_null(fgets(line, sizeof(line), ready));
    fclose(ready);
    const char *https = strstr(line, "https=");
    assert_non_null(https);
    snprintf(sim->endpoint, sizeof(sim->endpoint), "https://localhost:%d", atoi(https + 6));
}

static void sim_stop(struct sim *sim) {
    kill(sim->pid, SIGTERM);
    assert_int_equal(waitpid(sim->pid, NULL, 0), sim->pid);
    unlink(sim->ca);
}

static struct sag_config sim_config(struct world *world, const struct sim *sim) {
    struct sag_config config = world_config(world);
    config.endpoint = sim->endpoint;
    config.ca_file = sim->ca;
    config.access_key_id = SIM_KEY;
    config.access_key_secret = SIM_SECRET;
    return config;
}

static void bind_pair(struct world *world, const char *instance, const char *serial,
                      struct result *result) {
    int before = result->count;
    assert_int_equal(sag_client_bind(world->client, instance, serial, on_result, result, NULL),
                     SAG_OK);
    run_until(world, result, before + 1);
}

static void expect_class(const struct result *result, enum sag_class cls, const char *code) {
    if (result->cls != cls || strcmp(result->code, code) != 0) {
        print_error("%s (%s) %s: %s\n", sag_class_name(result->cls), sag_end_name(result->end),
                    result->code, result->message);
    }
    assert_int_equal(result->cls, cls);
    assert_string_equal(result->code, code);
}

/* Binds, sees it in both queries, unbinds, sees it gone. */
static void whole_life_of_a_pair(struct world *world) {
    static const char *const instance = "sag-demo0000000000ok01";
    static const char *const serial = "sage62xlife00001";
    struct result result = { 0 };
    bind_pair(world, instance, serial, &result);
    expect_class(&result, SAG_CLASS_OK, "");
    assert_true(result.request_id[0] != '\0');

    sag_client_describe_attribute(world->client, instance, on_result, &result, NULL);
    run_until(world, &result, 2);
    expect_class(&result, SAG_CLASS_OK, "");
    assert_string_equal(result.first_id, instance);
    assert_int_equal(result.serial_count, 1);
    assert_string_equal(result.serials[0], serial);

    sag_client_describe_gateways(world->client, serial, NULL, 1, 10, on_result, &result, NULL);
    run_until(world, &result, 3);
    expect_class(&result, SAG_CLASS_OK, "");
    assert_int_equal(result.rows, 1);
    assert_string_equal(result.first_id, instance);

    sag_client_unbind(world->client, instance, serial, on_result, &result, NULL);
    run_until(world, &result, 4);
    expect_class(&result, SAG_CLASS_OK, "");
    sag_client_describe_gateways(world->client, serial, NULL, 1, 10, on_result, &result, NULL);
    run_until(world, &result, 5);
    expect_class(&result, SAG_CLASS_OK, "");
    assert_int_equal(result.rows, 0);
}

static void both_signatures_and_formats_work_with_and_without_a_token(void **state) {
    (void)state;
    struct sim sim;
    sim_start(&sim, NULL, NULL);
    for (int variant = 0; variant < 8; variant++) {
        struct world world = { 0 };
        struct sag_config config = sim_config(&world, &sim);
        config.signature = variant & 1 ? SAG_SIGNATURE_V1 : SAG_SIGNATURE_V3;
        config.format = variant & 2 ? SAG_FORMAT_XML : SAG_FORMAT_JSON;
        if (variant & 4) {
            config.access_key_id = STS_KEY;
            config.security_token = STS_TOKEN;
        }
        world_open(&world, &config);
        whole_life_of_a_pair(&world);
        world_close(&world);
    }
    sim_stop(&sim);
}

static void the_service_s_refusals_have_their_class(void **state) {
    (void)state;
    static const struct {
        const char *instance;
        const char *serial;
        enum sag_class cls;
        const char *code;
        enum sag_fix fix;
    } cases[] = {
        { "sag-demo00000000full01", "sage62xrefuse001", SAG_CLASS_REFUSED, "SAG.SnOverLimit",
          SAG_FIX_SUPERVISOR },
        { "sag-demo000000arrear01", "sage62xrefuse001", SAG_CLASS_REFUSED,
          "SmartAccessGatewayInArrears", SAG_FIX_SUPERVISOR },
        { "sag-demo0000inactive01", "sage62xrefuse001", SAG_CLASS_REFUSED,
          "SmartAccessGatewayNotActivated", SAG_FIX_SUPERVISOR },
        { "sag-demo0000software01", "sage62xrefuse001", SAG_CLASS_REFUSED, "SAG.SoftwareNotSupport",
          SAG_FIX_SUPERVISOR },
        { "sag-demo00000000busy01", "sage62xrefuse001", SAG_CLASS_BUSY, "ResourceInOperating",
          SAG_FIX_NOBODY },
        { "sag-demo0000throttle01", "sage62xrefuse001", SAG_CLASS_BUSY, "Throttling.User",
          SAG_FIX_NOBODY },
        { "sag-demo000000forbid01", "sage62xrefuse001", SAG_CLASS_REFUSED, "Forbidden.RAM",
          SAG_FIX_IT },
        { "sag-demo00000000lost01", "sage62xrefuse001", SAG_CLASS_UNKNOWN, "", SAG_FIX_NOBODY },
        { "sag-demo00000000down01", "sage62xrefuse001", SAG_CLASS_UNKNOWN, "", SAG_FIX_NOBODY },
        { "sag-nobodyknowsthis0001", "sage62xrefuse001", SAG_CLASS_REFUSED, "SAG.InstanceNoFound",
          SAG_FIX_WORKER },
        { "sag-demo0000000000ok01", "sage62xconflict1", SAG_CLASS_REFUSED, "SAG.SnConflict",
          SAG_FIX_SUPERVISOR },
        { "sag-demo0000000000ok01", "sage62xinvalid01", SAG_CLASS_REFUSED,
          "SAG.InvalidSerialNumber", SAG_FIX_WORKER },
    };
    struct sim sim;
    struct world world = { 0 };
    struct result result = { 0 };
    sim_start(&sim, NULL, NULL);
    struct sag_config config = sim_config(&world, &sim);
    world_open(&world, &config);
    sag_client_warm(world.client);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        bind_pair(&world, cases[i].instance, cases[i].serial, &result);
        expect_class(&result, cases[i].cls, cases[i].code);
        assert_int_equal(result.fix, cases[i].fix);
    }
    world_close(&world);
    sim_stop(&sim);
}

static void wrong_keys_are_for_it(void **state) {
    (void)state;
    static const struct {
        const char *id;
        const char *secret;
        const char *code;
    } cases[] = {
        { "nobody", "x", "InvalidAccessKeyId.NotFound" },
        { SIM_KEY, "another", "SignatureDoesNotMatch" },
        { STS_KEY, SIM_SECRET, "MissingSecurityToken" },
    };
    struct sim sim;
    sim_start(&sim, NULL, NULL);
    for (int version = 0; version < 2; version++) {
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
            struct world world = { 0 };
            struct result result = { 0 };
            struct sag_config config = sim_config(&world, &sim);
            config.access_key_id = cases[i].id;
            config.access_key_secret = cases[i].secret;
            config.signature = version ? SAG_SIGNATURE_V1 : SAG_SIGNATURE_V3;
            world_open(&world, &config);
            bind_pair(&world, "sag-demo0000000000ok01", "sage62xkeys00001", &result);
            expect_class(&result, SAG_CLASS_REFUSED, cases[i].code);
            assert_int_equal(result.fix, SAG_FIX_IT);
            world_close(&world);
        }
    }
    sim_stop(&sim);
}

static void a_clock_that_is_an_hour_off_fixes_itself(void **state) {
    (void)state;
    struct sim sim;
    struct world world = { 0 };
    struct result result = { 0 };
    sim_start(&sim, "--clock-offset", "-3600");
    struct sag_config config = sim_config(&world, &sim);
    world_open(&world, &config);
    bind_pair(&world, "sag-demo0000000000ok01", "sage62xclock0001", &result);
    expect_class(&result, SAG_CLASS_BUSY, "InvalidTimeStamp.Expired");
    bind_pair(&world, "sag-demo0000000000ok01", "sage62xclock0001", &result);
    expect_class(&result, SAG_CLASS_OK, "");
    assert_int_equal(world.warnings, 1);
    world_close(&world);
    sim_stop(&sim);
}

static struct sim far_sim; /* its clock is an hour off, so its first answer is a notice */
static struct sag_client *noticing;
static uint64_t noticed_call;

static void cancel_it(void *data, enum sag_notice_level level, const char *text) {
    (void)data;
    (void)level;
    (void)text;
    sag_client_cancel(noticing, noticed_call);
}

static void destroy_it(void *data, enum sag_notice_level level, const char *text) {
    (void)data;
    (void)level;
    (void)text;
    sag_client_destroy(noticing);
}

static void ignore_end(void *data, uint64_t id, const struct sag_outcome *outcome,
                       const struct sag_page *page) {
    (void)data;
    (void)id;
    (void)outcome;
    (void)page;
}

static void bind_with(sag_notice on_notice) {
    struct world world = { 0 };
    struct sag_config config = sim_config(&world, &far_sim);
    config.on_notice = on_notice;
    world_open(&world, &config);
    noticing = world.client;
    assert_int_equal(sag_client_bind(noticing, "sag-demo0000000000ok01", "sage62xclock0001",
                                     ignore_end, NULL, &noticed_call),
                     SAG_OK);
    while (sag_client_run(noticing, 1000) > 0) {
    }
}

static void cancel_in_a_notice(void) {
    bind_with(cancel_it);
}

static void destroy_in_a_notice(void) {
    bind_with(destroy_it);
}

static void a_notice_ends_neither_its_call_nor_its_client(void **state) {
    (void)state;
    sim_start(&far_sim, "--clock-offset", "-3600");
    expect_broken(cancel_in_a_notice, "in_notice");
    expect_broken(destroy_in_a_notice, "in_notice");
    sim_stop(&far_sim);
}

/* A role: STS signs with its own hand, and the service takes what STS gave. */
static void a_key_of_a_role_that_sts_gives_binds(void **state) {
    (void)state;
    char path[256];
    struct sim sim;
    struct result result = { 0 };
    const char *base = getenv("TMPDIR");
    snprintf(path, sizeof(path), "%s/client_sim_role_%d.ini", base ? base : "/tmp", (int)getpid());
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "[default]\ntype = ram_role_arn\naccess_key_id = " SIM_KEY
                  "\naccess_key_secret = " SIM_SECRET "\nrole_arn = acs:ram::1:role/kiosk\n"
                  "[forbidden]\ntype = ram_role_arn\naccess_key_id = " SIM_KEY
                  "\naccess_key_secret = " SIM_SECRET "\nrole_arn = acs:ram::1:role/forbidden\n");
    fclose(file);
    sim_start(&sim, NULL, NULL);
    for (int round = 0; round < 2; round++) {
        struct world world = { 0 };
        struct sag_config config = { .size = sizeof(config),
                                     .region = "cn-hangzhou",
                                     .endpoint = sim.endpoint,
                                     .sts_endpoint = sim.endpoint,
                                     .ca_file = sim.ca,
                                     .credentials_file = path };
        world_open(&world, &config);
        bind_pair(&world, "sag-demo0000000000ok01",
                  round ? "sage62x0219220702" : "sage62x0219220701", &result);
        expect_class(&result, SAG_CLASS_OK, "");
        assert_non_null(strstr(sag_client_credential_source(world.client),
                               "role 'acs:ram::1:role/kiosk' by STS"));
        sag_client_destroy(world.client);
        config.profile = "forbidden";
        world_open(&world, &config);
        bind_pair(&world, "sag-demo0000000000ok01", "sage62x0219220703", &result);
        assert_int_equal(result.end, SAG_END_CREDENTIALS);
        assert_non_null(strstr(result.message, "HTTP 403, Code 'NoPermission'"));
        sag_client_destroy(world.client);
    }
    sim_stop(&sim);
    unlink(path);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        return 2;
    }
    program = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_signatures_and_formats_work_with_and_without_a_token),
        cmocka_unit_test(the_service_s_refusals_have_their_class),
        cmocka_unit_test(wrong_keys_are_for_it),
        cmocka_unit_test(a_key_of_a_role_that_sts_gives_binds),
        cmocka_unit_test(a_clock_that_is_an_hour_off_fixes_itself),
        cmocka_unit_test(a_notice_ends_neither_its_call_nor_its_client),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
