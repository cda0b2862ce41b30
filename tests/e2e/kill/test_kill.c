/* The kiosk is killed with SIGKILL at random moments, again and again, against a simulator that
 * delays, closes and refuses; then it may finish. Afterwards the simulator's log, the journal and
 * everything that the kiosk ever printed are held against each other:
 *   1. each pair that was acknowledged is in the journal;
 *   2. each pair in the journal ends bound, and the simulator bound it to that instance, once;
 *   3. nothing was bound twice, and no bind was sent again after an outcome that could have been a
 *      success without a question in between;
 *   4. green was never shown for what the simulator had not bound by then;
 *   5. the log is as it was written, to the last event.
 * argv[1]: the kiosk's program; SK_KILLS: how many kills (200). */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "scratch.h"

#include "integration/sim/harness.h"
#include "journal/journal.h"
#include "journal/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#define INSTANCES 6
#define PAIRS_MAX 20000
#define LIFE_MS_MAX 260
#define GREEN_MS_MAX 12000

static const char *kiosk_program;
static struct sim sim;
static uint64_t seed = 20261124;

static uint32_t roll(uint32_t sides) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % sides;
}

static int64_t read_ms(clockid_t id) {
    struct timespec t;
    (void)clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* What the kiosk said about a pair over all its lives. Index: order number. */
struct said {
    bool acknowledged; /* WORKING or anything later was printed */
    bool green;
    int64_t green_wall_ms;
};
static struct said said[PAIRS_MAX];
static int greens; /* pairs that were shown green */

/* What the simulator's log says about a serial number. Index: the number in it. */
struct seen {
    int binds_done;
    int64_t bound_wall_ms;
    char target[SK_LABEL_MAX + 1];   /* the instance of its binds */
    char instance[SK_LABEL_MAX + 1]; /* that it was bound to */
    bool in_doubt;                   /* a bind may have worked, and nobody has asked since */
    int blind;                       /* binds sent while in doubt */
};
static struct seen seen[PAIRS_MAX];

struct life {
    pid_t pid;
    int in;
    int out;
    char line[4096];
    size_t length;
    bool has_ended; /* its standard output is closed */
};

static void start_kiosk(struct life *life) {
    int in[2];
    int out[2];
    char endpoint[64];
    (void)snprintf(endpoint, sizeof(endpoint), "127.0.0.1:%d", sim.https);
    const char *journal = scratch_file("journal.db");
    assert_int_equal(pipe(in), 0);
    assert_int_equal(pipe(out), 0);
    *life = (struct life){ .pid = fork(), .in = in[1], .out = out[0] };
    assert_true(life->pid >= 0);
    if (life->pid == 0) {
        (void)dup2(in[0], STDIN_FILENO);
        (void)dup2(out[1], STDOUT_FILENO);
        for (int fd = 3; fd < 64; fd++) {
            (void)close(fd);
        }
        (void)setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "sim-access-key-id", 1);
        (void)setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "sim-access-key-secret", 1);
        (void)execl(kiosk_program, kiosk_program, "--offscreen", "--config", "/dev/null", "--size",
                    "480x320", "--kiosk.log", "error", "--cloud.region", "cn-hangzhou",
                    "--cloud.endpoint", endpoint, "--cloud.ca_file", sim.ca, "--cloud.timeout_ms",
                    "400", "--cloud.connect_timeout_ms", "400", "--journal.path", journal,
                    "--pairing.debounce_ms", "0", "--outbox.ask_delays_ms", "10,60,120",
                    "--outbox.retry_first_ms", "20", "--outbox.retry_cap_ms", "100",
                    "--outbox.probe_first_ms", "20", "--outbox.probe_cap_ms", "100",
                    "--input.linger_ms", "120000", (char *)NULL);
        _exit(127);
    }
    (void)close(in[0]);
    (void)close(out[1]);
}

static void take_line(const char *line) {
    char word[32] = "";
    long long number = 0;
    if (sscanf(line, "%31s #%lld ", word, &number) != 2) {
        return;
    }
    assert_true(number > 0 && number < PAIRS_MAX);
    said[number].acknowledged = true;
    if (strcmp(word, "BOUND") == 0 && !said[number].green) {
        said[number].green = true;
        greens++;
        said[number].green_wall_ms = read_ms(CLOCK_REALTIME);
    }
    if (strcmp(word, "REFUSED") == 0) {
        fail_msg("nothing here may be refused: %s", line);
    }
}

/* Takes in what the kiosk prints for at most wait_ms, or until `enough` pairs have been green. */
static void listen_for(struct life *life, int64_t wait_ms, int enough) {
    int64_t end = read_ms(CLOCK_MONOTONIC) + wait_ms;
    while (greens < enough) {
        int64_t left = end - read_ms(CLOCK_MONOTONIC);
        struct pollfd fd = { .fd = life->out, .events = POLLIN };
        if (life->has_ended || left < 0 || poll(&fd, 1, (int)left) <= 0) {
            return;
        }
        char c;
        if (read(life->out, &c, 1) != 1) {
            life->has_ended = true;
        } else if (c == '\n') {
            life->line[life->length] = '\0';
            take_line(life->line);
            life->length = 0;
        } else if (life->length + 1 < sizeof(life->line)) {
            life->line[life->length++] = c;
        }
    }
}

static void listen(struct life *life, int64_t wait_ms) {
    listen_for(life, wait_ms, INT_MAX);
}

static void scan_pair(struct life *life, int number, int instance) {
    char lines[128];
    int length =
        snprintf(lines, sizeof(lines), "sage62x%010d\nsag-demo0000000kill%03d\n", number, instance);
    ssize_t written = write(life->in, lines, (size_t)length);
    assert_int_equal(written, length);
}

static void end_life(struct life *life) {
    (void)close(life->in);
    (void)close(life->out);
}

/* Scans at random until it is time to die. Returns the next serial number. */
static int live_young(struct life *life, int next_serial) {
    int64_t death = read_ms(CLOCK_MONOTONIC) + 5 + roll(LIFE_MS_MAX);
    while (read_ms(CLOCK_MONOTONIC) < death) {
        if (roll(3) == 0) {
            scan_pair(life, next_serial++, (int)roll(INSTANCES));
        }
        int64_t left = death - read_ms(CLOCK_MONOTONIC);
        int64_t wait = 1 + roll(25);
        listen(life, wait < left ? wait : left);
    }
    return next_serial;
}

/* Scans a pair at a time, of an instance that nobody waits for, until green has been seen: the
 * slower the machine, the longer; so that there is always some green to be held against the books.
 */
static int live_until_green(struct life *life, int next_serial, int instance) {
    int64_t give_up = read_ms(CLOCK_MONOTONIC) + GREEN_MS_MAX;
    int before = greens;
    while (greens == before && read_ms(CLOCK_MONOTONIC) < give_up) {
        scan_pair(life, next_serial++, instance);
        listen_for(life, GREEN_MS_MAX / 4, before + 1);
    }
    return next_serial;
}

/* One life that ends by SIGKILL. Returns the next serial number. */
static int live_and_die(int next_serial, int number) {
    struct life life;
    start_kiosk(&life);
    next_serial = number % 10 == 9 ? live_until_green(&life, next_serial, INSTANCES + number)
                                   : live_young(&life, next_serial);
    (void)kill(life.pid, SIGKILL);
    listen(&life, 1000); /* what it had said before */
    int status = 0;
    assert_int_equal(waitpid(life.pid, &status, 0), life.pid);
    if (!WIFSIGNALED(status)) {
        fail_msg("the kiosk ended by itself with %d", WEXITSTATUS(status));
    }
    end_life(&life);
    return next_serial;
}

static void live_to_the_end(void) {
    struct life life;
    start_kiosk(&life);
    (void)close(life.in);
    life.in = -1;
    listen(&life, 150000);
    int status = 0;
    assert_int_equal(waitpid(life.pid, &status, 0), life.pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    (void)close(life.out);
}

static int serial_index(const char *serial) {
    int index = 0;
    if (sscanf(serial, "sage62x%10d", &index) != 1 || index < 0 || index >= PAIRS_MAX) {
        fail_msg("no serial number of this test: '%s'", serial);
    }
    return index;
}

/* An answer after which the bind certainly was not done, and which the kiosk must have read before
 * it sends again: if it died before, it asks first all the same. */
static bool is_certain_no(const char *code) {
    return strcmp(code, "ResourceInOperating") == 0 || strncmp(code, "Throttling", 10) == 0;
}

static int64_t wall_of(const char *time) {
    struct tm tm = { 0 };
    int ms = 0;
    assert_int_equal(sscanf(time, "%d-%d-%dT%d:%d:%d.%d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
                            &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &ms),
                     7);
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    tm.tm_isdst = -1;
    return (int64_t)mktime(&tm) * 1000 + ms; /* log and test share the machine's time zone */
}

static void read_bind(const json_t *line, struct seen *device) {
    const char *code = json_string_value(json_object_get(line, "code"));
    const char *change = json_string_value(json_object_get(line, "change"));
    const char *fault = json_string_value(json_object_get(line, "fault"));
    /* A delayed bind is logged when it is carried out, long after it was sent: its place in the
     * log says nothing about what was asked before. */
    bool is_late = strstr(fault, "before") && strstr(fault, "delay");
    device->blind += device->in_doubt && !is_late;
    (void)snprintf(device->target, sizeof(device->target), "%s",
                   json_string_value(json_object_get(line, "instance")));
    if (strcmp(change, "bound") == 0) {
        device->binds_done++;
        device->bound_wall_ms = wall_of(json_string_value(json_object_get(line, "time")));
        (void)snprintf(device->instance, sizeof(device->instance), "%s",
                       json_string_value(json_object_get(line, "instance")));
    }
    bool refused = is_certain_no(code) && strncmp(fault, "close", 5) != 0;
    device->in_doubt = is_late ? device->in_doubt : !refused;
}

/* A question about the instance or about the serial number itself clears the doubt. */
static void read_question(const json_t *line) {
    const char *sn = json_string_value(json_object_get(line, "sn"));
    const char *instance = json_string_value(json_object_get(line, "instance"));
    if (sn[0]) {
        seen[serial_index(sn)].in_doubt = false;
        return;
    }
    for (int i = 0; i < PAIRS_MAX; i++) {
        if (strcmp(seen[i].target, instance) == 0) {
            seen[i].in_doubt = false;
        }
    }
}

static void read_simulator_log(void) {
    FILE *file = fopen(sim.log, "r");
    assert_non_null(file);
    static char text[8192];
    while (fgets(text, sizeof(text), file)) {
        json_t *line = json_loads(text, 0, NULL);
        assert_non_null(line);
        const char *action = json_string_value(json_object_get(line, "action"));
        const char *sn = json_string_value(json_object_get(line, "sn"));
        if (strcmp(action, "BindSerialNumber") == 0) {
            read_bind(line, &seen[serial_index(sn)]);
        } else {
            read_question(line);
        }
        json_decref(line);
    }
    (void)fclose(file);
}

struct books {
    int64_t pairs;
    int64_t attempts;
    bool in_journal[PAIRS_MAX];
};

static void check_pair(void *data, const struct sk_stored_pair *stored) {
    struct books *books = data;
    const struct seen *device = &seen[serial_index(stored->pair.serial)];
    int64_t number = stored->pair.number;
    assert_true(number > 0 && number < PAIRS_MAX);
    books->in_journal[number] = true;
    books->pairs++;
    books->attempts += stored->attempts;
    if (stored->result != SK_RESULT_BOUND || device->binds_done != 1 ||
        strcmp(device->instance, stored->pair.instance) != 0 || device->blind != 0) {
        fail_msg("pair %lld %s -> %s: journal '%s' code '%s', bound %d times to '%s', %d blind",
                 (long long)number, stored->pair.serial, stored->pair.instance,
                 sk_result_name(stored->result), stored->code, device->binds_done, device->instance,
                 device->blind);
    }
    if (said[number].green && said[number].green_wall_ms < device->bound_wall_ms) {
        fail_msg("pair %lld was green before it was bound", (long long)number);
    }
}

static void fail_on_problem(void *data, const char *text) {
    (void)data;
    fail_msg("the log is not as it was written: %s", text);
}

static const char faults[] = "action=Bind* prob=0.08 seed=1 : close after\n"
                             "action=Bind* prob=0.08 seed=2 : close before\n"
                             "action=Bind* prob=0.08 seed=3 : delay 450 before\n"
                             "action=Bind* prob=0.08 seed=4 : delay 450 after\n"
                             "action=Bind* prob=0.05 seed=5 : error ResourceInOperating\n"
                             "action=Bind* prob=0.05 seed=6 : error ServiceUnavailable after\n"
                             "action=Bind* prob=0.05 seed=7 : html 200 after\n"
                             "action=Bind* prob=0.05 seed=8 : reset after\n"
                             "action=Describe* prob=0.1 seed=9 : reset before\n"
                             "action=Describe* prob=0.1 seed=10 : status 500\n";

static void no_kill_loses_a_pair_or_binds_it_twice(void **state) {
    (void)state;
    static struct books books;
    const char *wanted = getenv("SK_KILLS");
    int kills = wanted ? atoi(wanted) : 200;
    const char *rules = scratch_file("rules");
    scratch_write(rules, faults);
    const char *args[] = { "--no-demo", "--any-instance", "--rules", rules, NULL };
    sim_start(&sim, args);
    int serials = 0;
    for (int i = 0; i < kills; i++) {
        serials = live_and_die(serials, i);
    }
    live_to_the_end();
    read_simulator_log();
    struct sk_journal *journal = NULL;
    assert_int_equal(sk_journal_create(&journal, scratch_file("journal.db"), SK_JOURNAL_READ, NULL),
                     SK_OK);
    assert_int_equal(sk_journal_pairs(journal, check_pair, &books, NULL), SK_OK);
    struct sk_verify_report report;
    assert_int_equal(sk_journal_verify(journal, NULL, fail_on_problem, NULL, &report, NULL), SK_OK);
    assert_int_equal(report.pairs, books.pairs);
    sk_journal_destroy(journal);
    int acknowledged = 0;
    int green = 0;
    for (int i = 0; i < PAIRS_MAX; i++) {
        if (said[i].acknowledged && !books.in_journal[i]) {
            fail_msg("pair %d was acknowledged and is not in the journal", i);
        }
        acknowledged += said[i].acknowledged;
        green += said[i].green;
    }
    printf("%d kills, %d pairs scanned, %lld journalled, %d acknowledged, %d shown green\n", kills,
           serials, (long long)books.pairs, acknowledged, green);
    assert_true(books.pairs > kills / 2); /* else the lives were too short to prove anything */
    assert_true(green > kills / 20);
    sim_stop(&sim);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = { SK_TEST(no_kill_loses_a_pair_or_binds_it_twice) };
    if (argc < 2) {
        fprintf(stderr, "usage: test_kill KIOSK\n");
        return 2;
    }
    kiosk_program = argv[1];
    (void)signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
