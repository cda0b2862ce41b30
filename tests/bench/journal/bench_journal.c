/* bench_journal: the parts of `./dev bench journal` that need the library.
 *   commit DIRECTORY COUNT   latency of one record beside write+sync of as many bytes
 *   make FILE                an empty journal
 *   index FILE               takes all pairs into the index of texts
 *   search FILE              first pages of 50, each over a fresh connection, and again
 * Figures on standard output. */
#include "base/clock.h"
#include "base/util.h"
#include "journal/search.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PAGE 50
#define RING_BYTES (4 << 20) /* as large as a write-ahead log becomes before it is used again */

static void give_up(const char *why) {
    fprintf(stderr, "bench_journal: %s\n", why);
    exit(1);
}

static double now_us(void) {
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b) {
    double left = *(const double *)a;
    double right = *(const double *)b;
    return left < right ? -1 : left > right;
}

struct times {
    double *us;
    size_t count;
};

static double quantile(struct times *times, double q) {
    qsort(times->us, times->count, sizeof(double), by_size);
    return times->us[(size_t)(q * (double)(times->count - 1))];
}

static struct times new_times(size_t count) {
    struct times times = { .us = calloc(count, sizeof(double)), .count = count };
    if (!times.us) {
        give_up("not enough memory");
    }
    return times;
}

static struct sk_journal *open_journal(const char *path, enum sk_journal_mode mode) {
    struct sk_journal *journal = NULL;
    struct sk_err_info info;
    if (sk_journal_create(&journal, path, mode, &info) != SK_OK) {
        give_up(info.text);
    }
    return journal;
}

static struct sk_record intent(int64_t number) {
    struct sk_clock *clock = sk_clock_system();
    struct sk_record record = { .event = SK_EVENT_INTENT,
                                .phase = SK_PHASE_OPEN,
                                .wall_ms = clock->ops->wall(clock),
                                .at = clock->ops->now(clock),
                                .pair = { .number = number } };
    (void)snprintf(record.pair.labels.serial, sizeof(record.pair.labels.serial),
                   "sage62x%010" PRId64, number);
    (void)snprintf(record.pair.labels.instance, sizeof(record.pair.labels.instance),
                   "sag-%016" PRIx64, (uint64_t)number * 2654435761u);
    return record;
}

/* A file that is written over and over, as a write-ahead log is; the fairest thing to stand by. */
struct raw {
    int fd;
    off_t at;
    char *bytes;
};

static void raw_open(struct raw *raw, const char *path) {
    raw->fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    raw->bytes = calloc(1, RING_BYTES);
    if (raw->fd < 0 || !raw->bytes || pwrite(raw->fd, raw->bytes, RING_BYTES, 0) != RING_BYTES ||
        fsync(raw->fd) != 0) {
        give_up("the file to compare with cannot be written");
    }
}

static double raw_write(struct raw *raw, size_t size) {
    if (raw->at + (off_t)size > RING_BYTES) {
        raw->at = 0;
    }
    double begin = now_us();
    if (pwrite(raw->fd, raw->bytes, size, raw->at) != (ssize_t)size || fdatasync(raw->fd) != 0) {
        give_up("the file to compare with cannot be written");
    }
    raw->at += (off_t)size;
    return now_us() - begin;
}

static size_t size_of(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 ? (size_t)status.st_size : 0;
}

static double append_timed(struct sk_journal *journal, int64_t number) {
    struct sk_record record = intent(number);
    double begin = now_us();
    if (sk_journal_append(journal, &record, 1, NULL, NULL) != SK_OK) {
        give_up("the journal cannot be written");
    }
    return now_us() - begin;
}

static int commit(const char *directory, size_t count) {
    char path[4096];
    char wal[4096];
    char other[4096];
    (void)snprintf(path, sizeof(path), "%s/commit.db", directory);
    (void)snprintf(wal, sizeof(wal), "%s/commit.db-wal", directory);
    (void)snprintf(other, sizeof(other), "%s/commit.raw", directory);
    struct sk_journal *journal = open_journal(path, SK_JOURNAL_WRITE);
    struct times ours = new_times(count);
    struct times same = new_times(count);
    struct times page = new_times(count);
    struct raw raw = { .at = 0 };
    raw_open(&raw, other);
    size_t before = 0;
    size_t bytes = 4096;
    size_t grown = 0;
    size_t growths = 0;
    /* A sync that follows one of another file takes longer, so each of the others has a commit
     * before it, too. */
    for (size_t i = 0; i < count; i++) {
        (void)append_timed(journal, 2 * (int64_t)i + 1);
        page.us[i] = raw_write(&raw, 4096);
        ours.us[i] = append_timed(journal, 2 * (int64_t)i + 2);
        size_t after = size_of(wal);
        if (after > before && before > 0) { /* until it is used again from its beginning */
            grown += after - before;
            growths++;
            bytes = grown / growths / 2; /* two commits a round */
        }
        before = after;
        same.us[i] = raw_write(&raw, bytes);
    }
    sk_journal_destroy(journal);
    printf("%-44s %10s %10s\n", "latency of one commit, microseconds", "p50", "p99");
    printf("%-44s %10.0f %10.0f\n", "a scanned pair in the journal, hashed", quantile(&ours, 0.5),
           quantile(&ours, 0.99));
    printf("write + fdatasync of as many bytes (%7zu)   %10.0f %10.0f\n", bytes,
           quantile(&same, 0.5), quantile(&same, 0.99));
    printf("%-44s %10.0f %10.0f\n", "write + fdatasync of 4096 bytes", quantile(&page, 0.5),
           quantile(&page, 0.99));
    printf("%-44s %10.2f %10.2f\n", "journal / as many bytes",
           quantile(&ours, 0.5) / quantile(&same, 0.5),
           quantile(&ours, 0.99) / quantile(&same, 0.99));
    printf("%-44s %10.2f %10.2f\n", "journal / 4096 bytes",
           quantile(&ours, 0.5) / quantile(&page, 0.5),
           quantile(&ours, 0.99) / quantile(&page, 0.99));
    return 0;
}

static int index_all(const char *path) {
    struct sk_journal *journal = open_journal(path, SK_JOURNAL_WRITE);
    bool more = true;
    double begin = now_us();
    while (more) {
        if (sk_journal_index_texts(journal, 1, 100000, &more, NULL) != SK_OK) {
            give_up("the index cannot be written");
        }
    }
    sk_journal_destroy(journal);
    printf("index of texts made in %.1f s\n", (now_us() - begin) / 1e6);
    return 0;
}

static void count_pair(void *data, const struct sk_stored_pair *pair) {
    (void)pair;
    (*(int *)data)++;
}

static double search_once(struct sk_journal *journal, const struct sk_filter *filter, int *found) {
    *found = 0;
    double begin = now_us();
    if (sk_journal_search(journal, filter, PAGE, count_pair, found, NULL) != SK_OK) {
        give_up("a search failed");
    }
    return (now_us() - begin) / 1000;
}

#define DAY_MS INT64_C(86400000)

static int search(const char *path, int64_t first_ms, int64_t last_ms) {
    int64_t middle = (first_ms + last_ms) / 2;
    const struct {
        const char *name;
        struct sk_filter filter;
    } all[] = {
        { "nothing: the newest", { .serial = NULL } },
        { "number of a pair", { .first_number = 4711, .last_number = 4711 } },
        { "whole serial number, anywhere", { .serial = "sage62x0004711042" } },
        { "whole serial number, as beginning",
          { .serial = "sage62x0004711042", .is_prefix = true } },
        { "its last six characters", { .serial = "711042" } },
        { "its last four characters", { .serial = "1042" } },
        { "a run of one digit", { .serial = "9999999" } },
        { "what all have", { .serial = "sage62x" } },
        { "what none has", { .serial = "sage63" } },
        { "two characters", { .serial = "42" } },
        { "beginning of an instance", { .instance = "sag-00", .is_prefix = true } },
        { "part of an instance", { .instance = "9e3779" } },
        { "operator", { .operator_name = "mei" } },
        { "a customer's order that none has", { .customer_order = "PO-7" } },
        { "outcome refused", { .outcome = "refused" } },
        { "outcome bound", { .outcome = "bound" } },
        { "outcome undone", { .outcome = "undone" } },
        { "a day", { .from_ms = middle, .to_ms = middle + DAY_MS } },
        { "refused on a day",
          { .outcome = "refused", .from_ms = middle, .to_ms = middle + DAY_MS } },
        { "serial number on a day",
          { .serial = "711", .from_ms = middle, .to_ms = middle + DAY_MS } },
    };
    printf("%-40s %8s %14s %14s\n", "first page of 50, milliseconds", "found", "first time",
           "again");
    for (size_t i = 0; i < SK_ARRAY_LEN(all); i++) {
        int found = 0;
        struct sk_journal *journal = open_journal(path, SK_JOURNAL_READ);
        double first = search_once(journal, &all[i].filter, &found);
        double again = search_once(journal, &all[i].filter, &found);
        sk_journal_destroy(journal);
        printf("%-40s %8d %14.2f %14.2f\n", all[i].name, found, first, again);
    }
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 4 && strcmp(argv[1], "commit") == 0) {
        return commit(argv[2], (size_t)strtoull(argv[3], NULL, 10));
    }
    if (argc == 3 && strcmp(argv[1], "make") == 0) {
        sk_journal_destroy(open_journal(argv[2], SK_JOURNAL_WRITE));
        return 0;
    }
    if (argc == 3 && strcmp(argv[1], "index") == 0) {
        return index_all(argv[2]);
    }
    if (argc == 5 && strcmp(argv[1], "search") == 0) {
        return search(argv[2], strtoll(argv[3], NULL, 10), strtoll(argv[4], NULL, 10));
    }
    fputs("usage: bench_journal commit DIRECTORY COUNT | make FILE | index FILE |\n"
          "       search FILE FIRST_MS LAST_MS\n",
          stderr);
    return 2;
}
