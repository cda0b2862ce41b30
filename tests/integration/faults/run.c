/* run — the network fault matrix: every row of the tables against a server of its own, several at
 * a time. After each, the server's view and the client's outcome must agree: bound only if the
 * server said so, one whole copy at most, and the client free within its limit. */
#include "fault.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* PATIENCE_MS: where the server ends it; a busy machine may take its time. */
enum { WORKERS = 6, CONNECT_MS = 250, TOTAL_MS = 500, PATIENCE_MS = 4000, SLACK_MS = 5000 };
#define WALL_MS ((int64_t)1767600550000) /* Mon, 05 Jan 2026 08:09:10 GMT */

/* --- one bind ---------------------------------------------------------------------------- */

struct outcome {
    int count;
    enum sag_class cls;
    enum sag_fix fix;
    enum sag_end end;
    bool may_have_reached;
    int64_t retry_after_ms;
    int64_t elapsed_ms;
    struct sag_error error;
};

static int64_t wall(void *data) {
    (void)data;
    return WALL_MS;
}

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void on_done(void *data, uint64_t id, const struct sag_outcome *outcome,
                    const struct sag_page *page) {
    struct outcome *out = data;
    (void)id;
    (void)page;
    out->count++;
    out->cls = outcome->cls;
    out->fix = outcome->fix;
    out->end = outcome->end;
    out->may_have_reached = outcome->may_have_reached;
    out->retry_after_ms = outcome->retry_after_ms;
    out->elapsed_ms = outcome->elapsed_ms;
    snprintf(out->error.text, sizeof(out->error.text), "%s", outcome->message);
}

static struct sag_config usual_config(const char *endpoint, const struct raw_server *server) {
    const char *ca_file = server ? raw_server_ca_file(server) : "";
    return (struct sag_config){
        .size = sizeof(struct sag_config),
        .region = "cn-hangzhou",
        .endpoint = endpoint,
        .allow_http_loopback = true,
        .access_key_id = FAULT_KEY,
        .access_key_secret = FAULT_SECRET,
        .disable_metadata = true,
        .ca_file = *ca_file ? ca_file : NULL,
        .connect_timeout_ms = CONNECT_MS,
        .total_timeout_ms = TOTAL_MS,
        .wall_ms = wall,
    };
}

/* Does the row end by the client's limit, and not by what the server does? */
static bool is_about_time(const struct fault *fault) {
    return fault->end == SAG_END_TIMEOUT || fault->then == RAW_HOLD ||
           fault->then == RAW_HALF_CLOSE || fault->then == RAW_NOTIFY;
}

static void ask(struct sag_client *client, enum fault_question question, struct outcome *out) {
    int64_t end = now_ms() + 20000;
    *out = (struct outcome){ 0 };
    if (question == FAULT_ATTRIBUTE) {
        sag_client_describe_attribute(client, FAULT_ID, on_done, out, NULL);
    } else if (question == FAULT_LIST) {
        sag_client_describe_gateways(client, FAULT_SN, NULL, 1, 50, on_done, out, NULL);
    } else {
        sag_client_bind(client, FAULT_ID, FAULT_SN, on_done, out, NULL);
    }
    while (out->count == 0 && now_ms() < end) {
        sag_client_run(client, 100);
    }
}

/* --- what is counted and said ------------------------------------------------------------ */

struct tally {
    atomic_size_t faults;
    atomic_size_t failed;
    atomic_llong slowest_ms;
};
static struct tally tally;

/* One line for what is wrong with a row; wrong NULL: nothing is. */
static void judge(const char *table, const char *name, const struct outcome *out,
                  const char *wrong) {
    atomic_fetch_add(&tally.faults, 1);
    long long slowest = atomic_load(&tally.slowest_ms);
    while (out->elapsed_ms > slowest &&
           !atomic_compare_exchange_weak(&tally.slowest_ms, &slowest, out->elapsed_ms)) {
    }
    if (!wrong && out->elapsed_ms > TOTAL_MS + SLACK_MS) {
        wrong = "the client was not free in time";
    }
    if (!wrong && strstr(out->error.text, FAULT_SECRET)) {
        wrong = "the secret is in its text";
    }
    if (wrong) {
        atomic_fetch_add(&tally.failed, 1);
        printf("FAILED %s: %s: %s (%s, %s, %lld ms: %s)\n", table, name, wrong,
               sag_class_name(out->cls), sag_end_name(out->end), (long long)out->elapsed_ms,
               out->error.text);
    }
}

static const char *check_copies(struct raw_server *server, int copies, const struct outcome *out) {
    int whole = (int)raw_server_requests(server);
    if (copies >= 0 ? whole != copies : whole > 1) {
        return "another number of copies on the wire";
    }
    if (whole > 0 && !out->may_have_reached) {
        return "the server read a request that is said not to have left";
    }
    return out->cls == SAG_CLASS_OK && whole == 0 ? "bound without the server" : NULL;
}

/* --- a server that answers oddly --------------------------------------------------------- */

/* Allocated; NULL: nothing is to be said. */
static char *compose(const struct fault *fault, size_t *length) {
    size_t repeated = fault->times ? strlen(fault->repeated) * fault->times : 0;
    size_t size = repeated + fault->raw_length + 128 +
                  (fault->head ? strlen(fault->head) + strlen(fault->body) : 0);
    char *answer = malloc(size);
    size_t used = 0;
    *length = 0;
    if (!answer || (!fault->head && !fault->raw)) {
        free(answer);
        return NULL;
    }
    if (fault->head) {
        used += (size_t)snprintf(answer, size, "HTTP/1.1 %s\r\n", fault->head);
    }
    for (size_t i = 0; i < fault->times; i++) {
        used += (size_t)snprintf(answer + used, size - used, "%s", fault->repeated);
    }
    if (fault->head) {
        used += (size_t)snprintf(answer + used, size - used, "Content-Length: %zu\r\n\r\n%s",
                                 strlen(fault->body), fault->body);
    } else {
        memcpy(answer + used, fault->raw, fault->raw_length);
        used += fault->raw_length;
    }
    *length = used;
    return answer;
}

/* The copies are counted when nothing more can come. */
static const char *against(struct raw_server *server, const struct fault *fault,
                           struct outcome *out) {
    char endpoint[64];
    struct sag_client *client = NULL;
    snprintf(endpoint, sizeof(endpoint), "https://127.0.0.1:%d", raw_server_port(server));
    struct sag_config config = usual_config(endpoint, server);
    if (!is_about_time(fault)) {
        config.connect_timeout_ms = config.total_timeout_ms = PATIENCE_MS;
    }
    if (sag_client_create(&client, &config, &out->error) != SAG_OK) {
        return "no client";
    }
    ask(client, fault->question, out);
    sag_client_destroy(client);
    raw_server_stop(server);
    if (out->count != 1) {
        return "not one outcome";
    }
    if (out->cls != fault->cls || out->end != fault->end || out->fix != fault->fix) {
        return "another end";
    }
    if (out->retry_after_ms != fault->retry_after_ms) {
        return "another retry-after";
    }
    return check_copies(server, fault->copies, out);
}

static void run_fault(const char *table, const struct fault *fault) {
    size_t length = 0;
    char *composed = compose(fault, &length);
    struct raw_step steps[2] = { { fault->read, composed, length, fault->then },
                                 { RAW_READ_REQUEST, FAULT_OK, 0, RAW_KEEP } };
    struct raw_script script = { steps, fault->then == RAW_KEEP ? 2 : 1 };
    struct outcome out = { 0 };
    struct raw_server *server = raw_server_create(
        &(struct raw_server_config){ .tls = !fault->plain, .scripts = &script, .script_count = 1 });
    judge(table, fault->name, &out, server ? against(server, fault, &out) : "no server");
    raw_server_destroy(server);
    free(composed);
}

/* --- cut at every byte ------------------------------------------------------------------- */

/* The usual answer ends after so many bytes. */
static void run_cut(size_t length, enum raw_then then) {
    char name[64];
    snprintf(name, sizeof(name), "%s after %zu bytes of the answer",
             then == RAW_CLOSE ? "closed" : "reset", length);
    struct fault fault = { name,
                           SAG_CLASS_UNKNOWN,
                           SAG_END_RECEIVE,
                           .raw = length ? FAULT_OK : NULL,
                           .raw_length = length,
                           .then = then,
                           .copies = 1 };
    run_fault("cut", &fault);
}

/* --- between two binds ------------------------------------------------------------------- */

static const char *await_idle_end(struct raw_server *server, const struct idle_fault *fault) {
    int64_t end = now_ms() + 20000;
    raw_server_go(server);
    while (raw_server_steps(server) < fault->count || raw_server_ended(server) < fault->ended) {
        if (now_ms() > end) {
            return "the server did not do its part";
        }
        poll(NULL, 0, 1);
    }
    if (fault->idle_close_ms > 0) {
        poll(NULL, 0, (int)fault->idle_close_ms + 5); /* it grows too old */
    }
    return NULL;
}

/* noticed: the client runs while the connection is idle. warm: so it is before each bind. */
static const char *bind_twice(struct sag_client *client, struct raw_server *server,
                              const struct idle_fault *fault, bool noticed, struct outcome *out) {
    ask(client, FAULT_BIND, out);
    if (out->cls != SAG_CLASS_OK) {
        return "the first one is not bound";
    }
    const char *wrong = await_idle_end(server, fault);
    if (wrong) {
        return wrong;
    }
    if (noticed) {
        sag_client_run(client, 0);
        sag_client_warm(client);
    }
    ask(client, FAULT_BIND, out);
    return out->cls != SAG_CLASS_OK ? "the second one is in doubt" : NULL;
}

/* Each bind once; a HEAD to warm up does not count. */
static int count_binds(struct raw_server *server) {
    int binds = 0;
    for (size_t i = 0; i < raw_server_requests(server); i++) {
        binds += strncmp(raw_server_request(server, i), "POST ", 5) == 0;
    }
    return binds;
}

static void run_idle(const struct idle_fault *fault, bool tls, bool noticed) {
    static const struct raw_step good[] = { { RAW_READ_REQUEST, FAULT_OK, 0, RAW_KEEP } };
    struct raw_script scripts[] = { { fault->steps, fault->count }, { good, 1 } };
    struct outcome out = { 0 };
    struct sag_client *client = NULL;
    char name[96];
    char endpoint[64];
    snprintf(name, sizeof(name), "%s, %s, %s", fault->name, tls ? "TLS" : "in clear",
             noticed ? "seen while idle" : "seen when wanted");
    struct raw_server *server = raw_server_create(
        &(struct raw_server_config){ .tls = tls, .scripts = scripts, .script_count = 2 });
    const char *wrong = "no server";
    if (server) {
        snprintf(endpoint, sizeof(endpoint), "%s://127.0.0.1:%d", tls ? "https" : "http",
                 raw_server_port(server));
        struct sag_config config = usual_config(endpoint, server);
        config.idle_close_ms = fault->idle_close_ms;
        config.total_timeout_ms = 5000; /* nothing here may need it */
        wrong = sag_client_create(&client, &config, &out.error) == SAG_OK
                    ? bind_twice(client, server, fault, noticed, &out)
                    : "no client";
        sag_client_destroy(client);
        raw_server_stop(server);
    }
    if (!wrong && count_binds(server) != 2) {
        wrong = "another number of copies on the wire";
    }
    judge("idle", name, &out, wrong);
    raw_server_destroy(server);
}

/* --- proxies ----------------------------------------------------------------------------- */

static void run_proxy(const struct proxy_fault *fault) {
    struct raw_step step = { RAW_READ_HEAD, fault->answer, 0, fault->then };
    struct raw_script script = { &step, 1 };
    struct outcome out = { 0 };
    struct sag_client *client = NULL;
    char proxy[64];
    struct raw_server *server =
        raw_server_create(&(struct raw_server_config){ .scripts = &script, .script_count = 1 });
    const char *wrong = server ? NULL : "no server";
    if (server) {
        snprintf(proxy, sizeof(proxy), "http://user:" FAULT_SECRET "@127.0.0.1:%d",
                 raw_server_port(server));
        struct sag_config config = usual_config("smartag.example", NULL);
        config.proxy = proxy;
        if (sag_client_create(&client, &config, &out.error) != SAG_OK) {
            wrong = "no client";
        } else {
            ask(client, FAULT_BIND, &out);
            wrong = out.cls != SAG_CLASS_NOT_SENT || out.may_have_reached ? "it may have been sent"
                    : out.end != fault->end                               ? "another end"
                                                                          : NULL;
        }
        sag_client_destroy(client);
    }
    judge("proxy", fault->name, &out, wrong);
    raw_server_destroy(server);
}

/* --- nobody there ------------------------------------------------------------------------ */

static void run_nowhere(const char *name, const char *endpoint, const char *proxy,
                        enum sag_end end) {
    struct outcome out = { 0 };
    struct sag_client *client = NULL;
    struct sag_config config = usual_config(endpoint, NULL);
    config.proxy = proxy;
    const char *wrong = "no client";
    if (sag_client_create(&client, &config, &out.error) == SAG_OK) {
        ask(client, FAULT_BIND, &out);
        wrong = out.cls != SAG_CLASS_NOT_SENT || out.may_have_reached ? "it may have been sent"
                : out.end != end                                      ? "another end"
                                                                      : NULL;
    }
    sag_client_destroy(client);
    judge("nowhere", name, &out, wrong);
}

static void run_nowheres(void) {
    char closed[64], proxy[64], secure[64], socks[64], named[64];
    int port = raw_closed_port();
    snprintf(closed, sizeof(closed), "127.0.0.1:%d", port);
    snprintf(named, sizeof(named), "localhost:%d", port);
    snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%d", port);
    snprintf(secure, sizeof(secure), "https://127.0.0.1:%d", port);
    snprintf(socks, sizeof(socks), "socks5h://127.0.0.1:%d", port);
    run_nowhere("connection refused", closed, NULL, SAG_END_CONNECT);
    run_nowhere("connection refused by name", named, NULL, SAG_END_CONNECT);
    run_nowhere("no such name", "nobody.invalid", NULL, SAG_END_RESOLVE);
    run_nowhere("proxy refused", "smartag.example", proxy, SAG_END_PROXY);
    run_nowhere("TLS proxy refused", "smartag.example", secure, SAG_END_PROXY);
    run_nowhere("SOCKS proxy refused", "smartag.example", socks, SAG_END_PROXY);
    run_nowhere("no such proxy", "smartag.example", "http://nobody.invalid:8080", SAG_END_PROXY);
}

/* --- keys in mid-shift ------------------------------------------------------------------- */

static bool write_file(const char *path, const char *content) {
    FILE *file = fopen(path, "w");
    bool good = file && fputs(content, file) >= 0;
    return file && fclose(file) == 0 && chmod(path, 0600) == 0 && good;
}

static bool change_file(const char *path, const struct key_fault *fault) {
    char other[160];
    snprintf(other, sizeof(other), "%s.new", path);
    if (!fault->content) {
        return unlink(path) == 0 && (fault->how != KEY_DIRECTORY || mkdir(path, 0700) == 0);
    }
    if (fault->how == KEY_RENAMED) {
        return write_file(other, fault->content) && rename(other, path) == 0;
    }
    return write_file(path, fault->content);
}

/* "Credential=ID," is in the Authorization of the last request. */
static bool is_signed_with(struct raw_server *server, const char *key) {
    char wanted[64];
    size_t count = raw_server_requests(server);
    snprintf(wanted, sizeof(wanted), "Credential=%s,", key);
    return count == 2 && strstr(raw_server_request(server, count - 1), wanted) != NULL;
}

static const char *bind_around(struct raw_server *server, const char *path,
                               const struct key_fault *fault, struct outcome *out) {
    char endpoint[64];
    struct sag_client *client = NULL;
    snprintf(endpoint, sizeof(endpoint), "https://127.0.0.1:%d", raw_server_port(server));
    struct sag_config config = usual_config(endpoint, server);
    config.access_key_id = config.access_key_secret = NULL;
    config.credentials_file = path;
    if (sag_client_create(&client, &config, &out->error) != SAG_OK) {
        return "no client";
    }
    ask(client, FAULT_BIND, out);
    bool changed = out->cls == SAG_CLASS_OK && change_file(path, fault);
    if (changed) {
        ask(client, FAULT_BIND, out);
    }
    sag_client_destroy(client);
    return !changed                   ? "the first one is not bound"
           : out->cls != SAG_CLASS_OK ? "the second one is not bound"
           : !is_signed_with(server, fault->signed_with)
               ? "signed with another key, or another number of copies"
               : NULL;
}

static void run_key(const struct key_fault *fault) {
    static const struct raw_step steps[] = { { RAW_READ_REQUEST, FAULT_OK, 0, RAW_KEEP } };
    static const struct raw_script script = { steps, 1 };
    struct outcome out = { 0 };
    char folder[] = "/tmp/network_faults_XXXXXX";
    char path[128];
    struct raw_server *server = raw_server_create(
        &(struct raw_server_config){ .tls = true, .scripts = &script, .script_count = 1 });
    const char *wrong = "no folder";
    if (server && mkdtemp(folder)) {
        snprintf(path, sizeof(path), "%s/credentials", folder);
        wrong = write_file(path, "[default]\ntype=access_key\naccess_key_id=old\n"
                                 "access_key_secret=b\n")
                    ? bind_around(server, path, fault, &out)
                    : "no file";
        (void)remove(path);
        (void)rmdir(folder);
    }
    judge("keys", fault->name, &out, wrong);
    raw_server_destroy(server);
}

/* --- all of them ------------------------------------------------------------------------- */

/* What is to be done, by number, so that workers can take one after the other. */
struct plan {
    const struct fault_table *tables[5];
    atomic_size_t next;
};

static const char full_answer[] = FAULT_OK;

/* False: number is behind the last. */
static bool run_numbered(const struct plan *plan, size_t number) {
    for (size_t i = 0; i < sizeof(plan->tables) / sizeof(plan->tables[0]); i++) {
        const struct fault_table *table = plan->tables[i];
        if (number < table->count) {
            run_fault(table->name, &table->rows[number]);
            return true;
        }
        number -= table->count;
    }
    if (number < proxy_fault_count) {
        run_proxy(&proxy_faults[number]);
        return true;
    }
    number -= proxy_fault_count;
    if (number < key_fault_count) {
        run_key(&key_faults[number]);
        return true;
    }
    number -= key_fault_count;
    if (number < idle_fault_count * 4) {
        const struct idle_fault *fault = &idle_faults[number / 4];
        if (number & 1 || !fault->only_tls) {
            run_idle(fault, number & 1, number & 2);
        }
        return true;
    }
    number -= idle_fault_count * 4;
    if (number < (sizeof(full_answer) - 1) * 2) {
        run_cut(number / 2, number & 1 ? RAW_CLOSE : RAW_RESET);
        return true;
    }
    return false;
}

static void *work(void *data) {
    struct plan *plan = data;
    while (run_numbered(plan, atomic_fetch_add(&plan->next, 1))) {
    }
    return NULL;
}

/* No key and no proxy of this machine's. */
static void clear_environment(void) {
    static const char *const names[] = {
        "ALIBABA_CLOUD_ACCESS_KEY_ID",   "ALIBABA_CLOUD_PROFILE", "ALIBABA_CLOUD_CREDENTIALS_FILE",
        "ALIBABA_CLOUD_CREDENTIALS_URI", "https_proxy",           "HTTPS_PROXY"
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        unsetenv(names[i]);
    }
    setenv("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true", 1);
}

int main(void) {
    static struct plan plan = { .tables = { &fault_answers, &fault_http, &fault_lookups,
                                            &fault_refusals, &fault_tls } };
    pthread_t workers[WORKERS];
    int64_t start = now_ms();
    clear_environment();
    run_nowheres(); /* also starts libcurl while there is one thread */
    for (int i = 0; i < WORKERS; i++) {
        if (pthread_create(&workers[i], NULL, work, &plan) != 0) {
            return 1;
        }
    }
    for (int i = 0; i < WORKERS; i++) {
        pthread_join(workers[i], NULL);
    }
    printf("%zu network faults, %zu not as expected, in %lld ms; the client was free after %lld ms "
           "at most\n",
           atomic_load(&tally.faults), atomic_load(&tally.failed), (long long)(now_ms() - start),
           atomic_load(&tally.slowest_ms));
    return atomic_load(&tally.failed) != 0;
}
