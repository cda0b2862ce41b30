/* home.h — for the tests of where keys come from: a home directory of its own, an environment
 * without keys, and a server that gives them. */
#ifndef CLIENT_HOME_H
#define CLIENT_HOME_H

#include "harness.h"

#define NOW_MS ((int64_t)1767600550000) /* 2026-01-05T08:09:10Z */
#define CLI_FILE ".aliyun/config.json"
#define INI_FILE ".alibabacloud/credentials"

struct home {
    char path[256];
    char folders[2][300];
};

/* Set-up and end of a test; *state is the home. Of files it removes CLI_FILE, INI_FILE, "other". */
int make_home(void **state);
int remove_home(void **state);
/* Of a file in it; in a static buffer. */
const char *path_of(const struct home *home, const char *name);
/* For its owner only. */
void write_file(const struct home *home, const char *name, const char *text);

/* world_config() without a key. */
struct sag_config bare_config(struct world *world);
/* A server that says yes to everything. */
void serve_ok(struct world *world);
/* The key id that signed the last request; in a static buffer. */
const char *key_of_last(struct world *world);

/* What the source of keys answers; a second raw server, without TLS. */
struct source {
    struct raw_server *server;
    const char *(*respond)(const char *request);
    char url[128];
};
void open_source(struct source *source, const char *(*respond)(const char *request));
/* A whole answer; in one of four static buffers. */
const char *http(const char *status, const char *body);

#endif
