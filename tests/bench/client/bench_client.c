/* bench_client — what one bind costs with libsagclient.
 *
 *   bind ENDPOINT CA COUNT FIRST  one bind to begin with, then COUNT one after the other on the
 * warm connection; prints wall and CPU time of a bind and peak memory first ENDPOINT CA FIRST one
 * bind and out: the time of the whole process is what counts sign COUNT FIRST              prints
 * COUNT signed bodies (version 1) for another client to send run COMMAND...                runs it,
 * prints its wall time, CPU time and peak memory
 *
 * FIRST is the number of the first pair to bind; no two runs may share one. The key is that of the
 * environment. Output: name=value pairs on one line. */
#define _DEFAULT_SOURCE /* wait4 */
#include "client/sag_client.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { DEVICES_PER_INSTANCE = 500 };

struct run {
    struct sag_client *client;
    int bad;
};

static int64_t wall_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t usage_us(const struct rusage *usage) {
    return (int64_t)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000 +
           usage->ru_utime.tv_usec + usage->ru_stime.tv_usec;
}

static void on_done(void *data, uint64_t call_id, const struct sag_outcome *outcome,
                    const struct sag_page *page) {
    (void)call_id;
    (void)page;
    struct run *run = data;
    if (outcome->cls != SAG_CLASS_OK) {
        run->bad++;
        fprintf(stderr, "bench_client: %s %s %s\n", sag_class_name(outcome->cls), outcome->code,
                outcome->message);
    }
}

/* The pair number index; every client under test takes a range of its own. */
static void make_pair(int index, char instance[32], char serial[32]) {
    snprintf(instance, 32, "sag-bench%013d", index / DEVICES_PER_INSTANCE);
    snprintf(serial, 32, "sage62x%09d", index);
}

static void bind_one(struct run *run, int index) {
    char instance[32];
    char serial[32];
    make_pair(index, instance, serial);
    if (sag_client_bind(run->client, instance, serial, on_done, run, NULL) != SAG_OK) {
        run->bad++;
        return;
    }
    while (sag_client_run(run->client, -1) > 0) {
    }
}

static int open_client(struct run *run, const char *endpoint, const char *ca_file) {
    struct sag_config config = {
        .size = sizeof(config),
        .region = "cn-hangzhou",
        .endpoint = endpoint,
        .ca_file = *ca_file ? ca_file : NULL,
        .disable_metadata = true,
    };
    struct sag_error error;
    if (sag_client_create(&run->client, &config, &error) != SAG_OK) {
        fprintf(stderr, "bench_client: %s\n", error.text);
        return 2;
    }
    return 0;
}

static int bench_bind(const char *endpoint, const char *ca_file, int count, int first) {
    struct run run = { 0 };
    struct rusage before, after;
    int status = open_client(&run, endpoint, ca_file);
    if (status) {
        return status;
    }
    bind_one(&run, first);
    getrusage(RUSAGE_SELF, &before);
    int64_t start = wall_us();
    for (int i = 1; i <= count; i++) {
        bind_one(&run, first + i);
    }
    int64_t wall = wall_us() - start;
    getrusage(RUSAGE_SELF, &after);
    sag_client_destroy(run.client);
    printf("wall_us=%" PRId64 " cpu_us=%" PRId64 " rss_kb=%ld bad=%d\n", wall / count,
           (usage_us(&after) - usage_us(&before)) / count, after.ru_maxrss, run.bad);
    return run.bad != 0;
}

static int bench_first(const char *endpoint, const char *ca_file, int first) {
    struct run run = { 0 };
    int status = open_client(&run, endpoint, ca_file);
    if (status) {
        return status;
    }
    bind_one(&run, first);
    puts("answered");
    fflush(stdout);
    sag_client_destroy(run.client);
    return run.bad != 0;
}

static int print_signed(int count, int first) {
    char timestamp[32];
    time_t now = time(NULL);
    struct tm parts;
    gmtime_r(&now, &parts);
    strftime(timestamp, sizeof(timestamp), "%Y-%m-%dT%H:%M:%SZ", &parts);
    for (int i = 0; i < count; i++) {
        char instance[32];
        char serial[32];
        char nonce[64];
        make_pair(first + i, instance, serial);
        snprintf(nonce, sizeof(nonce), "bench-%d-%d", (int)getpid(), i);
        const struct sag_param params[] = { { "RegionId", "cn-hangzhou" },
                                            { "SmartAGId", instance },
                                            { "SerialNumber", serial } };
        const struct sag_sign_input input = {
            .size = sizeof(input),
            .access_key_id = getenv("ALIBABA_CLOUD_ACCESS_KEY_ID"),
            .access_key_secret = getenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
            .method = "POST",
            .action = "BindSerialNumber",
            .version = "2018-03-13",
            .format = "JSON",
            .timestamp = timestamp,
            .nonce = nonce,
            .params = params,
            .param_count = 3,
        };
        struct sag_signed made = { 0 };
        if (sag_sign_v1(&input, &made) != SAG_OK) {
            return 1;
        }
        puts(made.payload);
        sag_signed_finish(&made);
    }
    return 0;
}

/* From before the fork, so that loading the program counts. */
static int run_command(char **command) {
    struct rusage usage;
    int status = 0;
    int fds[2];
    char bytes[4096];
    if (pipe(fds)) {
        return 1;
    }
    int64_t start = wall_us();
    pid_t pid = fork();
    if (pid == 0) {
        dup2(fds[1], STDOUT_FILENO);
        close(fds[0]);
        close(fds[1]);
        execvp(command[0], command);
        _exit(127);
    }
    close(fds[1]);
    ssize_t got = read(fds[0], bytes, sizeof(bytes));
    int64_t first = wall_us() - start;
    while (got > 0) {
        got = read(fds[0], bytes, sizeof(bytes));
    }
    close(fds[0]);
    if (pid < 0 || wait4(pid, &status, 0, &usage) != pid) {
        return 1;
    }
    printf("first_us=%" PRId64 " wall_us=%" PRId64 " cpu_us=%" PRId64 " rss_kb=%ld\n", first,
           wall_us() - start, usage_us(&usage), usage.ru_maxrss);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(int argc, char **argv) {
    int count = 0;
    if (argc == 6 && strcmp(argv[1], "bind") == 0 && (count = atoi(argv[4])) > 0) {
        return bench_bind(argv[2], argv[3], count, atoi(argv[5]));
    }
    if (argc == 5 && strcmp(argv[1], "first") == 0) {
        return bench_first(argv[2], argv[3], atoi(argv[4]));
    }
    if (argc == 4 && strcmp(argv[1], "sign") == 0 && (count = atoi(argv[2])) > 0) {
        return print_signed(count, atoi(argv[3]));
    }
    if (argc >= 3 && strcmp(argv[1], "run") == 0) {
        return run_command(argv + 2);
    }
    fprintf(stderr, "usage: bench_client bind ENDPOINT CA COUNT FIRST | first ENDPOINT CA FIRST | "
                    "sign COUNT FIRST | run COMMAND...\n");
    return 2;
}
