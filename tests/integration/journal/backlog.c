/* backlog COUNT [DIRECTORY]: a bench that was offline for a long time starts with COUNT pairs that
 * wait, in constant memory, and drains them: the real writer and the real outbox, and a service
 * that answers at once. Then every pair is bound, each once, and the log is as it was written.
 * Prints what it took; ends with 1 and says why if any of this is not so. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "base/inbox.h"
#include "unit/sending/outbox_inputs.h"
#include "journal/verify.h"
#include "journal/writer.h"

#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOAD_MAX (SK_OUTBOX_SIZE / 2)
#define BATCH 64
#define GROWTH_MAX_KB 2048 /* of the whole process, after the first fifth */
#define NEWS_MAX 2048

struct bench {
    struct sk_inbox *news;
    struct sk_writer *writer;
    struct sk_outbox outbox;
    struct sk_answer answers[SK_OUTBOX_SIZE]; /* of the service, on their way */
    int answer_count;
    int64_t total;
    int64_t behind;
    int64_t last_in_outbox;
    int64_t bound;
    int64_t sent;
    int64_t warm_kb; /* memory when a fifth was drained */
    bool is_loading;
    bool is_open;
};

static char directory[256];

static void give_up(const char *why) {
    fprintf(stderr, "backlog: %s\n", why);
    exit(1);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *at) {
    (void)status;
    (void)type;
    (void)at;
    return remove(path);
}

static void clean_up(void) {
    (void)nftw(directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static int64_t peak_kb(void) {
    char line[128];
    long long kb = -1;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof(line), file)) {
        (void)sscanf(line, "VmHWM: %lld kB", &kb);
    }
    if (file) {
        (void)fclose(file);
    }
    return kb;
}

static sk_ms now(void) {
    return sk_clock_system()->ops->now(sk_clock_system());
}

static void write_backlog(const char *path, int64_t count) {
    static struct sk_record records[BATCH];
    struct sk_journal *journal = NULL;
    struct sk_err_info info;
    if (sk_journal_create(&journal, path, SK_JOURNAL_WRITE, &info) != SK_OK) {
        give_up(info.text);
    }
    for (int64_t first = 1; first <= count; first += BATCH) {
        size_t size = 0;
        for (int64_t i = first; i < first + BATCH && i <= count; i++) {
            struct sk_record *record = &records[size++];
            *record = (struct sk_record){ .event = SK_EVENT_INTENT,
                                          .phase = SK_PHASE_WAITING,
                                          .wall_ms = INT64_C(1767600550000) + i,
                                          .at = i,
                                          .pair = { .number = i } };
            (void)snprintf(record->pair.labels.serial, sizeof(record->pair.labels.serial),
                           "sage62x%010" PRId64, i);
            (void)snprintf(record->pair.labels.instance, sizeof(record->pair.labels.instance),
                           "sag-%016" PRIx64, (uint64_t)i * 2654435761u);
        }
        if (sk_journal_append(journal, records, size, NULL, &info) != SK_OK) {
            give_up(info.text);
        }
    }
    sk_journal_destroy(journal);
}

static void listen(void *data, const struct sk_recorder_news *news) {
    struct bench *bench = data;
    if (sk_inbox_post(bench->news, news, 0) != SK_OK) {
        give_up("more news than can be under way");
    }
}

static void load_more(struct bench *bench) {
    if (!bench->is_loading && bench->behind > 0 &&
        bench->outbox.count <= SK_OUTBOX_SIZE - LOAD_MAX &&
        sk_writer_load(bench->writer, bench->last_in_outbox, LOAD_MAX) == SK_OK) {
        bench->is_loading = true;
    }
}

static void take_news(struct bench *bench, const struct sk_recorder_news *news) {
    switch (news->type) {
    case SK_RECORDER_PEOPLE:
        break; /* there are none */
    case SK_RECORDER_OPENED:
        bench->behind = news->pending;
        bench->is_open = true;
        break;
    case SK_RECORDER_SAVED:
        outbox_saved(&bench->outbox, news->number, news->event, &news->written, now());
        break;
    case SK_RECORDER_LOADED:
        bench->behind--;
        bench->last_in_outbox = news->stored.pair.number;
        outbox_restore(&bench->outbox, &news->stored, now());
        break;
    case SK_RECORDER_LOAD_END:
        bench->is_loading = false;
        break;
    case SK_RECORDER_TROUBLE:
    case SK_RECORDER_UNFIT:
    case SK_RECORDER_LOST:
        give_up(news->text.text);
        break;
    case SK_RECORDER_LOOKED:
    case SK_RECORDER_UNDOING:
    case SK_RECORDER_UNSEEN:
    case SK_RECORDER_RECENT:
    case SK_RECORDER_RECOVERED:
    case SK_RECORDER_REPLACED:
    case SK_RECORDER_NOTED:
        break;
    }
}

static void send(struct bench *bench, const struct sk_outbox_effect *effect) {
    if (effect->request != SK_REQUEST_BIND) {
        give_up("a pair that was never sent is asked for");
    }
    struct sk_answer *answer = &bench->answers[bench->answer_count++];
    *answer = (struct sk_answer){ .number = effect->pair.number,
                                  .request = effect->request,
                                  .cls = SK_ANSWER_OK,
                                  .http_status = 200 };
    (void)snprintf(answer->request_id, sizeof(answer->request_id), "R%" PRId64,
                   effect->pair.number);
    bench->sent++;
}

static void pump(struct bench *bench) {
    struct sk_outbox_effect effect;
    while (sk_writer_room(bench->writer) > 0 && sk_outbox_next(&bench->outbox, now(), &effect)) {
        switch (effect.type) {
        case SK_OUTBOX_EFFECT_RECORD:
            if (sk_writer_save(bench->writer, &effect.record) != SK_OK) {
                give_up("a record finds no room");
            }
            break;
        case SK_OUTBOX_EFFECT_SEND:
            send(bench, &effect);
            break;
        case SK_OUTBOX_EFFECT_TELL:
            bench->bound += effect.verdict.kind == SK_VERDICT_BOUND;
            break;
        }
        while (bench->answer_count > 0) {
            struct sk_answer answer = bench->answers[--bench->answer_count];
            outbox_answer(&bench->outbox, &answer, now());
        }
    }
    load_more(bench);
}

static void drain(struct bench *bench) {
    static struct sk_recorder_news news;
    while (!bench->is_open || bench->behind > 0 || bench->outbox.count > 0) {
        if (!sk_inbox_wait(bench->news, &news)) {
            give_up("the writer ended");
        }
        do {
            take_news(bench, &news);
            pump(bench);
        } while (sk_inbox_take(bench->news, &news));
        if (bench->warm_kb == 0 && bench->bound >= bench->total / 5) {
            bench->warm_kb = peak_kb();
        }
    }
}

static void say_problem(void *data, const char *text) {
    (void)data;
    give_up(text);
}

static void check(const char *path, const struct bench *bench) {
    struct sk_journal *journal = NULL;
    struct sk_verify_report report;
    struct sk_err_info info;
    int64_t pending = -1;
    int64_t oldest = 0;
    if (sk_journal_create(&journal, path, SK_JOURNAL_READ, &info) != SK_OK ||
        sk_journal_verify(journal, NULL, 0, say_problem, NULL, &report, &info) != SK_OK ||
        sk_journal_count_pending(journal, &pending, &oldest, &info) != SK_OK) {
        give_up(info.text);
    }
    sk_journal_destroy(journal);
    if (report.pairs != bench->total || pending != 0 || bench->bound != bench->total ||
        bench->sent != bench->total) {
        give_up("not every pair was sent and bound once");
    }
}

int main(int argc, char **argv) {
    static struct bench bench;
    char path[300];
    const struct sk_outbox_rules rules = { .max_in_flight = 16,
                                           .retry_first = 1000,
                                           .retry_cap = 1000,
                                           .probe_first = 1000,
                                           .probe_cap = 1000,
                                           .ask_rounds = 1 };
    const char *base = argc > 2                        ? argv[2]
                       : access("/dev/shm", W_OK) == 0 ? "/dev/shm" /* what is counted is memory */
                                                       : getenv("TMPDIR");
    bench.total = argc > 1 ? strtoll(argv[1], NULL, 10) : 0;
    if (bench.total <= 0) {
        fprintf(stderr, "usage: backlog COUNT [DIRECTORY]\n");
        return 2;
    }
    (void)snprintf(directory, sizeof(directory), "%s/sag-backlog-XXXXXX", base ? base : "/tmp");
    if (!mkdtemp(directory)) {
        give_up("no directory can be made");
    }
    (void)atexit(clean_up);
    (void)snprintf(path, sizeof(path), "%s/journal.db", directory);
    write_backlog(path, bench.total);
    sk_outbox_init(&bench.outbox, &rules, 1);
    if (sk_inbox_create(&bench.news, sizeof(struct sk_recorder_news), NEWS_MAX, NULL, NULL) !=
        SK_OK) {
        give_up("not enough memory");
    }

    sk_ms begin = now();
    if (sk_writer_create(&bench.writer, path, sk_clock_system(), listen, &bench) != SK_OK) {
        give_up("not enough memory");
    }
    drain(&bench);
    double seconds = (double)(now() - begin) / 1000;
    sk_writer_destroy(bench.writer);
    sk_inbox_destroy(bench.news);
    int64_t grown_kb = peak_kb() - bench.warm_kb;
    check(path, &bench);
    printf("%" PRId64 " pairs drained in %.1f s (%.0f a second); memory at most %" PRId64
           " kB, %" PRId64 " kB more than after a fifth\n",
           bench.total, seconds, (double)bench.total / seconds, peak_kb(), grown_kb);
    if (grown_kb > GROWTH_MAX_KB) {
        give_up("memory grows with the pairs that wait");
    }
    return 0;
}
