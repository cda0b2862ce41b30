/* bench_fleet: many benches in one process, each with its own journal and the fleet's real client
 * code (src/fleet/fleet.h), as the kiosk uses it. All share one secret, which run has enrolled.
 *   load DSN SECRET FOLDER BENCHES SECONDS FOLLOW_MS   one pair a second each
 *   drain DSN SECRET FOLDER BENCHES PAIRS              what was written while there was no server
 * Figures on standard output. */
#define _GNU_SOURCE /* RUSAGE_THREAD */

#include "fleet/fleet.h"
#include "journal/journal.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define WRITERS 2
#define RING 8192       /* pairs of a bench that wait to be acknowledged */
#define WAIT_US 20000.0 /* that a whole pair waits for its claim */
#define SECOND_LABEL_US 400000.0

static void give_up(const char *why) {
    fprintf(stderr, "bench_fleet: %s\n", why);
    exit(1);
}

static double now_us(void) {
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* --- figures ------------------------------------------------------------------------------- */

struct figures {
    pthread_mutex_t lock;
    float *us;
    size_t count;
    size_t size;
};

static struct figures asked = { .lock = PTHREAD_MUTEX_INITIALIZER };
static struct figures claimed = { .lock = PTHREAD_MUTEX_INITIALIZER };
static struct figures lag = { .lock = PTHREAD_MUTEX_INITIALIZER };
static struct figures heard = { .lock = PTHREAD_MUTEX_INITIALIZER };
static atomic_long unknown;
static atomic_long too_late;
static atomic_long rows_followed;
static atomic_long links_down;
static atomic_int links_up;
static atomic_long pairs_written;
static atomic_bool is_measuring;

static void note(struct figures *figures, double us) {
    if (!atomic_load(&is_measuring)) {
        return;
    }
    pthread_mutex_lock(&figures->lock);
    if (figures->count == figures->size) {
        figures->size = figures->size ? 2 * figures->size : 1 << 16;
        figures->us = realloc(figures->us, figures->size * sizeof(float));
        if (!figures->us) {
            give_up("not enough memory");
        }
    }
    figures->us[figures->count++] = (float)us;
    pthread_mutex_unlock(&figures->lock);
}

static int by_size(const void *a, const void *b) {
    float left = *(const float *)a;
    float right = *(const float *)b;
    return left < right ? -1 : left > right;
}

static void print(const char *name, struct figures *figures) {
    static const double at[] = { 0.5, 0.99, 0.999, 1 };
    if (figures->count == 0) {
        printf("%-44s none\n", name);
        return;
    }
    qsort(figures->us, figures->count, sizeof(float), by_size);
    printf("%-44s", name);
    for (size_t i = 0; i < 4; i++) {
        size_t index = (size_t)(at[i] * (double)(figures->count - 1));
        printf(" %11.2f", (double)figures->us[index] / 1000);
    }
    printf(" %9zu\n", figures->count);
}

/* --- benches ------------------------------------------------------------------------------- */

struct load_bench {
    struct sk_fleet *fleet;
    struct sk_journal *journal;
    int index;
    int64_t pairs; /* written */
    double due;
    enum { IDLE, ASKED, CLAIMED } state;
    double asked_at;
    double claimed_at;
    atomic_bool is_answered;
    pthread_mutex_t lock; /* of the ring */
    struct {
        int64_t seq;
        double at;
    } ring[RING];
    size_t first;
    size_t end;
    int64_t acknowledged;
};

static struct load_bench *benches;
static int bench_count;

static bool report(void *data, const struct sk_fleet_news *news) {
    struct load_bench *bench = data;
    switch (news->type) {
    case SK_FLEET_WORD:
        if (news->u.word.type == SK_FLEET_WORD_UNKNOWN) {
            atomic_fetch_add(&unknown, 1);
        }
        if (news->id % 2 == 0) {
            note(&asked, now_us() - bench->asked_at);
        } else {
            note(&claimed, now_us() - bench->claimed_at);
            atomic_store(&bench->is_answered, true);
        }
        break;
    case SK_FLEET_FOLLOWED:
        atomic_fetch_add(&rows_followed, 1);
        if (bench->index == 0) {
            struct sk_clock *clock = sk_clock_system();
            note(&heard, 1000.0 * (double)(clock->ops->wall(clock) - news->u.binding.happened_ms));
        }
        break;
    case SK_FLEET_LINK:
        if (news->is_up) {
            atomic_fetch_add(&links_up, 1);
        } else {
            atomic_fetch_add(&links_down, 1);
        }
        break;
    case SK_FLEET_ALARM:
    case SK_FLEET_TROUBLE:
        fprintf(stderr, "bench %d: %s\n", bench->index, news->text.text);
        break;
    case SK_FLEET_REQUEST:
    case SK_FLEET_SHIPPED:
    case SK_FLEET_PEOPLE:
    case SK_FLEET_LIST:
        break;
    }
    return true;
}

static void acknowledge(void *data, int64_t seq) {
    struct load_bench *bench = data;
    double now = now_us();
    pthread_mutex_lock(&bench->lock);
    bench->acknowledged = seq;
    while (bench->first != bench->end && bench->ring[bench->first].seq <= seq) {
        note(&lag, now - bench->ring[bench->first].at);
        bench->first = (bench->first + 1) % RING;
    }
    pthread_mutex_unlock(&bench->lock);
}

static void serial_of(const struct load_bench *bench, int64_t pair, char *out, size_t size) {
    (void)snprintf(out, size, "sagb%05dn%08" PRId64, bench->index, pair);
}

/* A bound pair: two events. */
static void fill(const struct load_bench *bench, int64_t number, struct sk_record records[2]) {
    struct sk_clock *clock = sk_clock_system();
    memset(records, 0, 2 * sizeof(*records));
    records[0] = (struct sk_record){ .event = SK_EVENT_INTENT,
                                     .phase = SK_PHASE_OPEN,
                                     .pair = { .number = number } };
    serial_of(bench, number, records[0].pair.labels.serial, sizeof(records[0].pair.labels.serial));
    (void)snprintf(records[0].pair.labels.instance, sizeof(records[0].pair.labels.instance),
                   "sag-%05d%016" PRIx64, bench->index, (uint64_t)number);
    records[1] = (struct sk_record){ .event = SK_EVENT_SETTLED,
                                     .result = SK_RESULT_BOUND,
                                     .attempts = 1,
                                     .has_answer = true,
                                     .http_status = 200,
                                     .pair = { .number = number } };
    (void)snprintf(records[1].request_id, sizeof(records[1].request_id), "%s",
                   "C5C3AFB6-EAFA-4F30-A21D-9D0AA87573AA");
    for (int i = 0; i < 2; i++) {
        records[i].wall_ms = clock->ops->wall(clock);
        records[i].at = clock->ops->now(clock);
    }
}

static void write_pair(struct load_bench *bench) {
    struct sk_record records[2];
    struct sk_err_info info;
    fill(bench, ++bench->pairs, records);
    if (sk_journal_append(bench->journal, records, 2, NULL, &info) != SK_OK) {
        give_up(info.text);
    }
    pthread_mutex_lock(&bench->lock);
    bench->ring[bench->end].seq = 2 * bench->pairs;
    bench->ring[bench->end].at = now_us();
    bench->end = (bench->end + 1) % RING;
    pthread_mutex_unlock(&bench->lock);
    sk_fleet_written(bench->fleet);
    if (atomic_load(&is_measuring)) {
        atomic_fetch_add(&pairs_written, 1);
    }
}

static void step(struct load_bench *bench, double now) {
    struct sk_labels labels = { .instance = "" };
    serial_of(bench, bench->pairs + 1, labels.serial, sizeof(labels.serial));
    if (bench->state == IDLE && now >= bench->due) {
        bench->asked_at = now_us();
        (void)sk_fleet_ask(bench->fleet, (uint64_t)(2 * bench->pairs), &labels);
        bench->state = ASKED;
    } else if (bench->state == ASKED && now >= bench->asked_at + SECOND_LABEL_US) {
        atomic_store(&bench->is_answered, false);
        bench->claimed_at = now_us();
        (void)sk_fleet_claim(bench->fleet, (uint64_t)(2 * bench->pairs + 1), &labels, 0, "Li");
        bench->state = CLAIMED;
    } else if (bench->state == CLAIMED &&
               (atomic_load(&bench->is_answered) || now >= bench->claimed_at + WAIT_US)) {
        if (!atomic_load(&bench->is_answered) && atomic_load(&is_measuring)) {
            atomic_fetch_add(&too_late, 1);
        }
        write_pair(bench);
        bench->due += 1e6;
        bench->state = IDLE;
    }
}

/* --- the process --------------------------------------------------------------------------- */

static atomic_bool is_over;
static double writers_cpu[WRITERS]; /* s */

static double cpu_of(int who) {
    struct rusage usage;
    (void)getrusage(who, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void *work(void *data) {
    int at = *(int *)data;
    const struct timespec pause = { 0, 1000000 };
    while (!atomic_load(&is_over)) {
        for (int i = at; i < bench_count; i += WRITERS) {
            step(&benches[i], now_us());
        }
        writers_cpu[at] = cpu_of(RUSAGE_THREAD);
        (void)nanosleep(&pause, NULL);
    }
    return NULL;
}

static long memory_kb(void) {
    char line[256];
    long kb = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof(line), file)) {
        if (strncmp(line, "VmRSS:", 6) == 0) {
            kb = strtol(line + 6, NULL, 10);
        }
    }
    if (file) {
        (void)fclose(file);
    }
    return kb;
}

static void path_of(const char *folder, int index, char *out, size_t size) {
    (void)snprintf(out, size, "%s/bench-%d.db", folder, index);
}

static void open_journals(const char *folder, int count) {
    bench_count = count;
    benches = calloc((size_t)count, sizeof(*benches));
    if (!benches) {
        give_up("not enough memory");
    }
    for (int i = 0; i < count; i++) {
        struct sk_err_info info;
        char path[512];
        path_of(folder, i, path, sizeof(path));
        benches[i].index = i;
        (void)pthread_mutex_init(&benches[i].lock, NULL);
        if (sk_journal_create(&benches[i].journal, path, SK_JOURNAL_WRITE, &info) != SK_OK) {
            give_up(info.text);
        }
    }
}

static void start(const char *dsn, const char *secret, const char *folder, sk_ms follow) {
    for (int i = 0; i < bench_count; i++) {
        char path[512];
        char name[32];
        struct sk_err_info info;
        struct sk_fleet_ports ports = { report, acknowledge, &benches[i] };
        path_of(folder, i, path, sizeof(path));
        (void)snprintf(name, sizeof(name), "bench-%d", i);
        struct sk_fleet_options options = { .dsn = dsn,
                                            .bench = name,
                                            .secret_file = secret,
                                            .journal_path = path,
                                            .list_path = "",
                                            .ship_pause = 700,
                                            .beat = 2000,
                                            .follow = follow,
                                            .clock = sk_clock_system() };
        if (sk_fleet_create(&benches[i].fleet, &options, &ports, &info) != SK_OK) {
            give_up(info.text);
        }
        sk_fleet_opened(benches[i].fleet);
    }
}

static void stop(void) {
    for (int i = 0; i < bench_count; i++) {
        sk_fleet_destroy(benches[i].fleet);
        sk_journal_destroy(benches[i].journal);
    }
}

static void pause_s(double seconds) {
    const struct timespec time = { (time_t)seconds,
                                   (long)((seconds - (double)(time_t)seconds) * 1e9) };
    (void)nanosleep(&time, NULL);
}

static double writers_sum(void) {
    double sum = 0;
    for (int i = 0; i < WRITERS; i++) {
        sum += writers_cpu[i];
    }
    return sum;
}

static void measure(double seconds, long memory_before) {
    double begun = now_us();
    double cpu = cpu_of(RUSAGE_SELF) - writers_sum();
    atomic_store(&is_measuring, true);
    fflush(stdout);
    pause_s(seconds);
    atomic_store(&is_measuring, false);
    double taken = (now_us() - begun) / 1e6;
    cpu = cpu_of(RUSAGE_SELF) - writers_sum() - cpu;
    printf("%-44s %11s %11s %11s %11s %9s\n", "ms", "p50", "p99", "p99.9", "most", "count");
    print("first label: asked", &asked);
    print("whole pair: claimed", &claimed);
    print("log: written to acknowledged", &lag);
    print("another's binding: bound to heard", &heard);
    printf("%-44s %11.0f /s\n", "pairs written", (double)atomic_load(&pairs_written) / taken);
    printf("%-44s %11.0f /s\n", "rows that benches followed",
           (double)atomic_load(&rows_followed) / taken);
    printf("%-44s %11ld\n", "claims not answered within 20 ms", atomic_load(&too_late));
    printf("%-44s %11ld\n", "questions that were not answered", atomic_load(&unknown));
    printf("%-44s %11ld\n", "connections lost", atomic_load(&links_down));
    printf("%-44s %11.3f %% of one core\n", "CPU of one bench's thread",
           100 * cpu / taken / bench_count);
    printf("%-44s %11ld kB\n", "memory of one bench's thread",
           (memory_kb() - memory_before) / bench_count);
}

static void load(const char *dsn, const char *secret, const char *folder, int count, double seconds,
                 sk_ms follow) {
    pthread_t threads[WRITERS];
    int numbers[WRITERS];
    open_journals(folder, count);
    long memory = memory_kb();
    start(dsn, secret, folder, follow);
    for (double end = now_us() + 60e6; atomic_load(&links_up) < count && now_us() < end;) {
        pause_s(0.1);
    }
    printf("%-44s %11d of %d\n", "connected", atomic_load(&links_up), count);
    double begin = now_us();
    for (int i = 0; i < count; i++) {
        benches[i].due = begin + 1e6 * i / count;
    }
    for (int i = 0; i < WRITERS; i++) {
        numbers[i] = i;
        if (pthread_create(&threads[i], NULL, work, &numbers[i]) != 0) {
            give_up("no thread");
        }
    }
    pause_s(10); /* the first batches, caches, plans */
    atomic_store(&unknown, 0);
    atomic_store(&links_down, 0);
    atomic_store(&rows_followed, 0);
    measure(seconds, memory);
    atomic_store(&is_over, true);
    for (int i = 0; i < WRITERS; i++) {
        (void)pthread_join(threads[i], NULL);
    }
    stop();
}

static void drain(const char *dsn, const char *secret, const char *folder, int count,
                  int64_t pairs) {
    static struct sk_record records[1000];
    open_journals(folder, count);
    for (int i = 0; i < count; i++) {
        struct sk_err_info info;
        while (benches[i].pairs < pairs) {
            size_t filled = 0;
            while (filled < 1000 && benches[i].pairs < pairs) {
                fill(&benches[i], ++benches[i].pairs, records + filled);
                filled += 2;
            }
            if (sk_journal_append(benches[i].journal, records, filled, NULL, &info) != SK_OK) {
                give_up(info.text);
            }
        }
    }
    double begun = now_us();
    start(dsn, secret, folder, 3600000);
    int done = 0;
    while (done < count) {
        pause_s(0.02);
        done = 0;
        for (int i = 0; i < count; i++) {
            pthread_mutex_lock(&benches[i].lock);
            done += benches[i].acknowledged >= 2 * pairs;
            pthread_mutex_unlock(&benches[i].lock);
        }
        if (now_us() - begun > 1800e6) {
            give_up("it takes longer than half an hour");
        }
    }
    double taken = (now_us() - begun) / 1e6;
    printf("%d benches, %" PRId64 " events each: %.1f s, %.0f events a second\n", count, 2 * pairs,
           taken, 2 * (double)pairs * count / taken);
    stop();
}

int main(int argc, char **argv) {
    if (argc == 8 && strcmp(argv[1], "load") == 0) {
        load(argv[2], argv[3], argv[4], (int)strtol(argv[5], NULL, 10), strtod(argv[6], NULL),
             strtol(argv[7], NULL, 10));
    } else if (argc == 7 && strcmp(argv[1], "drain") == 0) {
        drain(argv[2], argv[3], argv[4], (int)strtol(argv[5], NULL, 10), strtol(argv[6], NULL, 10));
    } else {
        give_up(
            "load DSN SECRET FOLDER BENCHES SECONDS FOLLOW_MS | drain DSN SECRET FOLDER BENCHES "
            "PAIRS");
    }
    return 0;
}
