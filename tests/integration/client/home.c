#include "home.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void forget_environment(void) {
    static const char *const names[] = {
        "ALIBABA_CLOUD_ACCESS_KEY_ID",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        "ALIBABA_CLOUD_SECURITY_TOKEN",
        "ALIBABA_CLOUD_PROFILE",
        "ALIBABA_CLOUD_CREDENTIALS_FILE",
        "ALIBABA_CLOUD_CREDENTIALS_URI",
        "ALIBABA_CLOUD_ECS_METADATA",
        "ALIBABA_CLOUD_ECS_METADATA_DISABLED",
        "ALIBABA_CLOUD_IMDSV1_DISABLED",
        "ALIBABA_CLOUD_CLI_PROFILE_DISABLED",
        "ALIBABA_CLOUD_ROLE_ARN",
        "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
        "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
        "ALIBABA_CLOUD_ROLE_SESSION_NAME",
        "ALIBABA_CLOUD_STS_REGION",
        "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED",
        "http_proxy",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        setenv(names[i], "", 1); /* which hides what sag_environment_hide() has moved away, too */
    }
}

int make_home(void **state) {
    struct home *home = calloc(1, sizeof(*home));
    const char *base = getenv("TMPDIR");
    assert_non_null(home);
    snprintf(home->path, sizeof(home->path), "%s/client_keys_XXXXXX", base ? base : "/tmp");
    assert_non_null(mkdtemp(home->path));
    snprintf(home->folders[0], sizeof(home->folders[0]), "%s/.aliyun", home->path);
    snprintf(home->folders[1], sizeof(home->folders[1]), "%s/.alibabacloud", home->path);
    assert_int_equal(mkdir(home->folders[0], 0700), 0);
    assert_int_equal(mkdir(home->folders[1], 0700), 0);
    forget_environment();
    setenv("HOME", home->path, 1);
    *state = home;
    return 0;
}

int remove_home(void **state) {
    struct home *home = *state;
    char path[400];
    static const char *const files[] = { CLI_FILE, INI_FILE, "other" };
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", home->path, files[i]);
        unlink(path);
    }
    rmdir(home->folders[0]);
    rmdir(home->folders[1]);
    rmdir(home->path);
    free(home);
    return 0;
}

const char *path_of(const struct home *home, const char *name) {
    static char path[400];
    snprintf(path, sizeof(path), "%s/%s", home->path, name);
    return path;
}

void write_file(const struct home *home, const char *name, const char *text) {
    FILE *file = fopen(path_of(home, name), "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path_of(home, name), 0600), 0);
}

struct sag_config bare_config(struct world *world) {
    struct sag_config config = world_config(world);
    config.access_key_id = NULL;
    config.access_key_secret = NULL;
    return config;
}

void serve_ok(struct world *world) {
    SERVE_STEPS(world, { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP });
}

const char *key_of_last(struct world *world) {
    static char id[256];
    size_t count = raw_server_requests(world->server);
    const char *header = header_of(raw_server_request(world->server, count - 1), "Authorization");
    const char *start = strstr(header, "Credential=");
    id[0] = '\0';
    if (start) {
        start += strlen("Credential=");
        snprintf(id, sizeof(id), "%.*s", (int)strcspn(start, ","), start);
    }
    return id;
}

static const char *ask_source(void *data, const char *request) {
    struct source *source = data;
    return source->respond(request);
}

void open_source(struct source *source, const char *(*respond)(const char *request)) {
    static const struct raw_step steps[] = { { RAW_READ_REQUEST, NULL, 0, RAW_KEEP } };
    static const struct raw_script script = { steps, 1 };
    source->respond = respond;
    source->server = raw_server_create(&(struct raw_server_config){
        .scripts = &script, .script_count = 1, .respond = ask_source, .data = source });
    assert_non_null(source->server);
    snprintf(source->url, sizeof(source->url), "http://127.0.0.1:%d",
             raw_server_port(source->server));
}

const char *http(const char *status, const char *body) {
    static char answers[4][2048]; /* the server may still send one while the next is made */
    static int next;
    char *answer = answers[next++ % 4];
    snprintf(answer, sizeof(answers[0]), "HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\n%s", status,
             strlen(body), body);
    return answer;
}
