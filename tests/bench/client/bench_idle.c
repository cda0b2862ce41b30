/* bench_idle COUNT LEAST MOST — COUNT binds one after the other, LEAST to MOST milliseconds between
 * them, against servers that drop an idle connection after two thirds of LEAST, each in its way:
 * how many are bound, how many stay in doubt, how many copies the server got.
 *
 * The key is an invented one; the servers are in this process. All ways at the same time. */
#include "client/sag_client.h"
#include "fake/raw_server.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define OK_ANSWER                                                                                  \
    "HTTP/1.1 200 OK\r\nContent-Length: 52\r\n\r\n{\"RequestId\":\"" RAW_REQUEST_ID "\"}"
#define LATE_408 "HTTP/1.1 408 Request Time-out\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

/* A way to drop, and whether we close before: after a third of LEAST, or never. */
struct way {
    const char *name;
    const char *last_words;
    enum raw_then then;
    bool closes_before;
};
static const struct way ways[] = {
    { "FIN", NULL, RAW_HALF_CLOSE, false },
    { "close_notify", NULL, RAW_NOTIFY, false },
    { "close_notify and FIN", NULL, RAW_CLOSE, false },
    { "reset", NULL, RAW_RESET, false },
    { "408, then closed", LATE_408, RAW_CLOSE, false },
    { "408, then reset", LATE_408, RAW_RESET, false },
    { "closed before: FIN", NULL, RAW_HALF_CLOSE, true },
    { "closed before: reset", NULL, RAW_RESET, true },
    { "closed before: 408", LATE_408, RAW_CLOSE, true },
    { "closed before: swallowed", NULL, RAW_HOLD, true },
};
enum { WAYS = sizeof(ways) / sizeof(ways[0]) };

struct run {
    const struct way *way;
    int count;
    int least_ms;
    int most_ms;
    unsigned int seed;
    int ended;
    int bound;
    size_t copies;
    size_t stray;
    int64_t took_us[10000];
};

static int64_t now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void on_done(void *data, uint64_t id, const struct sag_outcome *outcome,
                    const struct sag_page *page) {
    struct run *run = data;
    (void)id;
    (void)page;
    run->ended++;
    run->bound += outcome->cls == SAG_CLASS_OK;
    if (outcome->cls != SAG_CLASS_OK) {
        fprintf(stderr, "bench_idle: %s: %s: %s\n", run->way->name, sag_class_name(outcome->cls),
                outcome->message);
    }
}

/* As the kiosk does: the client sleeps in its loop, and hears of its connections. */
static void pause_client(struct sag_client *client, int ms) {
    int64_t end = now_us() + ms * 1000L;
    int64_t left;
    while ((left = end - now_us()) > 0) {
        sag_client_run(client, left / 1000 + 1);
    }
}

static void bind_all(struct run *run, struct sag_client *client) {
    for (int i = 0; i < run->count; i++) {
        char serial[32];
        run->seed = run->seed * 1103515245U + 12345U;
        int span = run->most_ms - run->least_ms + 1;
        pause_client(client, run->least_ms + (int)(run->seed >> 8) % span);
        snprintf(serial, sizeof(serial), "sage62x%09d", i);
        int64_t start = now_us();
        sag_client_bind(client, "sag-bench0000000000000", serial, on_done, run, NULL);
        while (run->ended <= i) {
            sag_client_run(client, -1);
        }
        run->took_us[i] = now_us() - start;
    }
}

static void *work(void *data) {
    struct run *run = data;
    const struct raw_step steps[] = {
        { RAW_READ_REQUEST, OK_ANSWER, 0, RAW_KEEP },
        { RAW_READ_NONE, run->way->last_words, 0, run->way->then },
    };
    const struct raw_script script = { steps, 2 };
    struct raw_server *server = raw_server_create(&(struct raw_server_config){
        .tls = true, .scripts = &script, .script_count = 1, .pause_ms = run->least_ms * 2 / 3 });
    char endpoint[64];
    struct sag_error error = { .text = "no server" };
    struct sag_client *client = NULL;
    snprintf(endpoint, sizeof(endpoint), "127.0.0.1:%d", server ? raw_server_port(server) : 0);
    struct sag_config config = {
        .size = sizeof(config),
        .region = "cn-hangzhou",
        .endpoint = endpoint,
        .ca_file = server ? raw_server_ca_file(server) : NULL,
        .access_key_id = "benchKey",
        .access_key_secret = "benchSecret",
        .disable_metadata = true,
        .total_timeout_ms = 3000,
        .idle_close_ms = run->way->closes_before ? run->least_ms / 3 : -1,
    };
    if (!server || sag_client_create(&client, &config, &error) != SAG_OK) {
        fprintf(stderr, "bench_idle: %s\n", error.text);
        exit(2);
    }
    bind_all(run, client);
    sag_client_destroy(client);
    raw_server_stop(server);
    run->copies = raw_server_requests(server);
    run->stray = raw_server_stray_bytes(server);
    raw_server_destroy(server);
    return NULL;
}

static int by_value(const void *a, const void *b) {
    int64_t one = *(const int64_t *)a;
    int64_t two = *(const int64_t *)b;
    return (one > two) - (one < two);
}

static int report(struct run *run) {
    qsort(run->took_us, (size_t)run->count, sizeof(run->took_us[0]), by_value);
    printf("%-26s %7d %7d %7d %9zu %9.2f %9.2f\n", run->way->name, run->count, run->bound,
           run->count - run->bound, run->copies, (double)run->took_us[run->count / 2] / 1000,
           (double)run->took_us[run->count - 1] / 1000);
    return run->bound != run->count || run->copies != (size_t)run->count || run->stray != 0;
}

int main(int argc, char **argv) {
    static struct run runs[WAYS];
    pthread_t threads[WAYS];
    int bad = 0;
    int count = argc == 4 ? atoi(argv[1]) : 0;
    if (count < 1 || count > 4000 || atoi(argv[2]) < 3 || atoi(argv[3]) < atoi(argv[2])) {
        fprintf(stderr, "usage: bench_idle COUNT LEAST MOST\n");
        return 2;
    }
    for (int i = 0; i < WAYS; i++) {
        runs[i] = (struct run){ .way = &ways[i],
                                .count = count,
                                .least_ms = atoi(argv[2]),
                                .most_ms = atoi(argv[3]),
                                .seed = (unsigned int)i + 1 };
    }
    /* libcurl is started while there is one thread. */
    struct sag_client *first = NULL;
    struct sag_config config = { .size = sizeof(config),
                                 .region = "cn-hangzhou",
                                 .access_key_id = "k",
                                 .access_key_secret = "s",
                                 .disable_metadata = true };
    if (sag_client_create(&first, &config, NULL) != SAG_OK) {
        return 2;
    }
    sag_client_destroy(first);
    for (int i = 0; i < WAYS; i++) {
        if (pthread_create(&threads[i], NULL, work, &runs[i]) != 0) {
            return 2;
        }
    }
    printf("%-26s %7s %7s %7s %9s %9s %9s\n", "idle connections end with", "binds", "bound",
           "doubt", "copies", "median ms", "most ms");
    for (int i = 0; i < WAYS; i++) {
        pthread_join(threads[i], NULL);
        bad |= report(&runs[i]);
    }
    return bad;
}
