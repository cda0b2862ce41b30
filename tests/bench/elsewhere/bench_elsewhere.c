/* What other benches bound, a million rows of it: how large, how fast written, how fast found.
 *   bench_elsewhere FILE ROWS */
#define _POSIX_C_SOURCE 200809L

#include "fleet/elsewhere.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define BATCH 500
#define LOOKS 100000

static double now_s(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* As far apart as serial numbers of many orders are. */
static uint64_t mixed(uint64_t value) {
    value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
    return value ^ (value >> 31);
}

static void fill(struct sk_fleet_binding *row, uint64_t number) {
    uint64_t random = mixed(number);
    memset(row, 0, sizeof(*row));
    (void)snprintf(row->serial, sizeof(row->serial), "sage62x%010" PRIu64, random % 10000000000U);
    (void)snprintf(row->instance, sizeof(row->instance), "sag-%018" PRIx64, random);
    (void)snprintf(row->bench, sizeof(row->bench), "bench-%03d", (int)(number % 1000));
    (void)snprintf(row->name, sizeof(row->name), "Bench %d", (int)(number % 1000));
    (void)snprintf(row->who, sizeof(row->who), "Worker %d", (int)(number % 2000));
    (void)snprintf(row->customer_order, sizeof(row->customer_order), "order-%d",
                   (int)(number / 200));
    row->is_bound = true;
    row->happened_ms = INT64_C(1796000000000) + (int64_t)number * 100;
}

static enum sk_fleet_word_type look(struct sk_elsewhere *elsewhere, const char *serial,
                                    const char *instance) {
    struct sk_labels labels = { .serial = "" };
    struct sk_fleet_word word;
    (void)snprintf(labels.serial, sizeof(labels.serial), "%s", serial);
    (void)snprintf(labels.instance, sizeof(labels.instance), "%s", instance);
    return sk_elsewhere_look(elsewhere, &labels, &word, NULL) == SK_OK ? word.type
                                                                       : SK_FLEET_WORD_UNKNOWN;
}

int main(int argc, char **argv) {
    static struct sk_fleet_binding rows[BATCH];
    struct sk_elsewhere *elsewhere = NULL;
    struct sk_err_info info = { "" };
    struct stat size;
    int missed = 0;
    char path[4096];
    uint64_t count = argc == 3 ? strtoull(argv[2], NULL, 10) : 0;
    if (count == 0 || sk_elsewhere_open(&elsewhere, argv[1], "bench-own", &info) != SK_OK) {
        (void)fprintf(stderr, "bench_elsewhere FILE ROWS: %s\n", info.text);
        return 1;
    }
    double began = now_s();
    for (uint64_t done = 0; done < count;) {
        struct sk_fleet_place place = { .changed = "2026-11-30 10:32:00.123456+00" };
        size_t batch = 0;
        for (; batch < BATCH && done < count; batch++, done++) {
            fill(&rows[batch], done);
        }
        if (sk_elsewhere_keep(elsewhere, rows, batch, &place, &info) != SK_OK) {
            (void)fprintf(stderr, "%s\n", info.text);
            return 1;
        }
    }
    double wrote = now_s() - began;
    began = now_s();
    for (uint64_t i = 0; i < LOOKS; i++) {
        fill(&rows[0], mixed(i) % count);
        if (look(elsewhere, rows[0].serial, "") != SK_FLEET_WORD_BOUND) {
            (void)fprintf(stderr, "not found: %s\n", rows[0].serial);
            return 1;
        }
    }
    double looked = now_s() - began;
    began = now_s();
    for (uint64_t i = 0; i < LOOKS; i++) {
        fill(&rows[0], mixed(i) % count);
        missed += look(elsewhere, "", rows[0].instance) != SK_FLEET_WORD_IN_USE;
    }
    double looked_by_instance = now_s() - began;
    if (missed > LOOKS / 1000) { /* a few serial numbers are there twice: the later word counts */
        (void)fprintf(stderr, "not found by instance: %d\n", missed);
        return 1;
    }
    int64_t bound = 0;
    began = now_s();
    (void)sk_elsewhere_order(elsewhere, "order-7", &bound, &info);
    double counted = now_s() - began;
    sk_elsewhere_close(elsewhere);
    (void)snprintf(path, sizeof(path), "%s.fleet", argv[1]);
    if (stat(path, &size) != 0) {
        return 1;
    }
    (void)printf("%" PRIu64 " rows: %.0f bytes each; %.0f rows/s written; %.1f us a look; "
                 "%.1f us by instance; an order (%" PRId64 ") in %.0f ms\n",
                 count, (double)size.st_size / (double)count, (double)count / wrote,
                 looked / LOOKS * 1e6, looked_by_instance / LOOKS * 1e6, bound, counted * 1e3);
    return 0;
}
