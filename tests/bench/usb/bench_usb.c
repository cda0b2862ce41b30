/* How soon, and how fast, what scanners send becomes scans: the reader of the kiosk, with scanners
 * of the kernel's gadget side on the same machine. Runs inside the virtual machine (see run), as
 * root. This program is both ends: it writes the reports and receives the scans.
 *
 * usage: bench_usb (latency COUNT | flood SECONDS) (kbd|pos) NODE...
 * NODE...: those of all scanners that are plugged in.
 * latency: from the write of a barcode's last report to its scan, the first scanner sends; row of
 * milliseconds p50, p99, worst. flood: every scanner sends without a pause; row of barcodes sent,
 * barcodes that arrived whole and in order, reports a second of the slowest scanner and of all,
 * barcodes a second.
 * Exit 1: it could not be measured. */
#define _DEFAULT_SOURCE /* usleep() */

#include "base/clock.h"
#include "base/util.h"
#include "input/burst.h"
#include "input/usb/usb_reader.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define NODES_MAX 4
#define REPORT_BYTES 64
#define LIMIT_S 30
#define PAUSE_US 15000 /* between two barcodes where the latency is measured */
#define ENTER 0x28

/* One scanner: its writer, and what arrived. */
struct line {
    int fd;
    size_t sent;
    size_t received;
    bool is_out_of_order;
    size_t reports;
    double took; /* seconds */
    double deadline;
};

static struct bench {
    struct sk_scan_sink sink;
    bool is_typed;
    size_t count;
    struct line lines[NODES_MAX];
    pthread_mutex_t lock;
    pthread_cond_t news;
    size_t ready;
    size_t lost;
    double scan_at;
} bench = { .lock = PTHREAD_MUTEX_INITIALIZER, .news = PTHREAD_COND_INITIALIZER };

_Noreturn static void die(const char *what) {
    fprintf(stderr, "bench_usb: %s\n", what);
    exit(1);
}

static double now(void) {
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* --- the receiving end ---------------------------------------------------------------------- */

/* The text of barcode `number` of line `line`: as long as a serial number. */
static void text_of(size_t line, size_t number, char out[16]) {
    (void)snprintf(out, 16, "%zu-%08zu", line % 10, number % 100000000);
}

static bool push(struct sk_scan_sink *sink, const struct sk_scan *scan) {
    (void)sink;
    double at = now();
    char expected[16];
    size_t number = scan->length > 0 ? (size_t)(scan->text[0] - '0') : NODES_MAX;
    (void)pthread_mutex_lock(&bench.lock);
    if (number < bench.count) {
        struct line *line = &bench.lines[number];
        text_of(number, line->received, expected);
        line->is_out_of_order = line->is_out_of_order || strcmp(scan->text, expected) != 0;
        line->received++;
    } else {
        bench.lost++; /* garbled */
    }
    bench.scan_at = at;
    (void)pthread_cond_signal(&bench.news);
    (void)pthread_mutex_unlock(&bench.lock);
    return true;
}

static void take_status(struct sk_scan_sink *sink, const struct sk_reader_status *status) {
    (void)sink;
    (void)pthread_mutex_lock(&bench.lock);
    bench.ready += status->health == SK_READER_READY && status->text[0] == '\0';
    (void)pthread_cond_signal(&bench.news);
    (void)pthread_mutex_unlock(&bench.lock);
    if (status->text[0] != '\0') {
        fprintf(stderr, "bench_usb: %s: %s\n", status->device, status->text);
    }
}

static void lose(struct sk_scan_sink *sink) {
    (void)sink;
    (void)pthread_mutex_lock(&bench.lock);
    bench.lost++;
    (void)pthread_mutex_unlock(&bench.lock);
}

/* Waits until *value reaches wanted. */
static void await(const size_t *value, size_t wanted, const char *what) {
    struct timespec limit;
    (void)clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_sec += LIMIT_S;
    (void)pthread_mutex_lock(&bench.lock);
    while (*value < wanted) {
        if (pthread_cond_timedwait(&bench.news, &bench.lock, &limit) != 0) {
            fprintf(stderr, "bench_usb: %zu of %zu\n", *value, wanted);
            die(what);
        }
    }
    (void)pthread_mutex_unlock(&bench.lock);
}

/* --- the sending end ------------------------------------------------------------------------ */

static void write_report(struct line *line, const unsigned char *report, size_t length) {
    if (write(line->fd, report, length) != (ssize_t)length) {
        die("the scanner cannot send");
    }
    line->reports++;
}

/* US layout, digits and '-' only. */
static unsigned char key_of(char c) {
    return (unsigned char)(c == '-' ? 0x2d : c == '0' ? 0x27 : 0x1e + (c - '1'));
}

static void press(struct line *line, unsigned char key) {
    const unsigned char down[8] = { 0, 0, key };
    write_report(line, down, sizeof(down));
}

static void release(struct line *line) {
    const unsigned char none[8] = { 0 };
    write_report(line, none, sizeof(none));
}

/* Returns when its last report was written, the one that makes the barcode whole. */
static double send_barcode(size_t number) {
    struct line *line = &bench.lines[number];
    char text[16];
    text_of(number, line->sent++, text);
    double at;
    if (bench.is_typed) {
        for (const char *c = text; *c; c++) {
            press(line, key_of(*c));
            release(line);
        }
        at = now();
        press(line, ENTER);
        release(line);
    } else {
        unsigned char report[REPORT_BYTES] = { 2, (unsigned char)strlen(text), ']', 'C', '0' };
        memcpy(report + 5, text, strlen(text));
        at = now();
        write_report(line, report, sizeof(report));
    }
    return at;
}

/* Texts in quick succession are one code (input/burst.h), so pause as a trigger would. */
#define TRIGGER_US ((SK_BURST_MS + 5) * 1000)

static void *flood_line(void *data) {
    size_t number = (size_t)((struct line *)data - bench.lines);
    struct line *line = data;
    while (now() < line->deadline) {
        double begin = now();
        (void)send_barcode(number);
        line->took += now() - begin;
        if (bench.is_typed) {
            (void)usleep(TRIGGER_US);
        }
    }
    return NULL;
}

/* --- the two figures ------------------------------------------------------------------------ */

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a;
    double y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void latency(size_t count) {
    double *took = calloc(count, sizeof(*took));
    if (!took) {
        die("not enough memory");
    }
    for (size_t i = 0; i < count; i++) {
        double at = send_barcode(0);
        await(&bench.lines[0].received, i + 1, "a barcode did not arrive");
        took[i] = (bench.scan_at - at) * 1e3;
        (void)usleep(PAUSE_US);
    }
    qsort(took, count, sizeof(*took), by_size);
    printf("%.2f\t%.2f\t%.2f\n", took[count / 2], took[count * 99 / 100], took[count - 1]);
    free(took);
}

static void flood(double seconds) {
    pthread_t threads[NODES_MAX];
    double slowest = -1;
    double all = 0;
    size_t sent = 0;
    size_t whole = 0;
    double deadline = now() + seconds;
    for (size_t i = 0; i < bench.count; i++) {
        bench.lines[i].deadline = deadline;
        if (pthread_create(&threads[i], NULL, flood_line, &bench.lines[i]) != 0) {
            die("no thread");
        }
    }
    for (size_t i = 0; i < bench.count; i++) {
        struct line *line = &bench.lines[i];
        (void)pthread_join(threads[i], NULL);
        await(&line->received, line->sent, "barcodes were lost");
        double rate = (double)line->reports / line->took;
        slowest = slowest < 0 || rate < slowest ? rate : slowest;
        all += rate;
        sent += line->sent;
        whole += line->is_out_of_order ? 0 : line->received;
    }
    printf("%zu\t%zu\t%.0f\t%.0f\t%.0f\n", sent, bench.lost == 0 ? whole : 0, slowest, all,
           (double)sent / seconds);
}

static void open_nodes(int count, char **nodes) {
    for (int i = 0; i < count && i < NODES_MAX; i++) {
        bench.lines[i].fd = open(nodes[i], O_RDWR);
        if (bench.lines[i].fd < 0) {
            die("the scanner's node cannot be opened");
        }
        bench.count++;
    }
}

static struct sk_reader *start_reader(void) {
    static const struct sk_scan_sink_ops ops = { .push = push,
                                                 .status = take_status,
                                                 .lost = lose };
    struct sk_usb_options options = { .rules = { .suffix = SK_SUFFIX_CR, .gap = 1000 } };
    struct sk_err_info info = { "" };
    struct sk_reader *reader = NULL;
    bench.sink.ops = &ops;
    if (sk_usb_reader_create(&reader, &options, sk_clock_system(), &info) != SK_OK ||
        reader->ops->start(reader, &bench.sink, &info) != SK_OK) {
        die(info.text);
    }
    await(&bench.ready, bench.count, "the scanners are not read");
    return reader;
}

int main(int argc, char **argv) {
    if (argc < 5 || atoi(argv[2]) <= 0) {
        die("usage: bench_usb (latency COUNT | flood SECONDS) (kbd|pos) NODE...");
    }
    bench.is_typed = strcmp(argv[3], "kbd") == 0;
    open_nodes(argc - 4, argv + 4);
    struct sk_reader *reader = start_reader();
    if (strcmp(argv[1], "latency") == 0) {
        latency((size_t)atoi(argv[2]));
    } else {
        flood(atoi(argv[2]));
    }
    reader->ops->stop(reader);
    reader->ops->join(reader);
    reader->ops->destroy(reader);
    return 0;
}
