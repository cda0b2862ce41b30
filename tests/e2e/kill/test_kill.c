/* The kiosk is killed with SIGKILL at random moments, again and again, against a simulator that
 * delays, closes and refuses: on a good disk, on one that fills up and is freed again, with a
 * journal that cannot be written for a while, and on disks of which writes or reads fail at random;
 * then it may finish. Afterwards the simulator's log,
 * the journal and everything that the kiosk ever printed are held against each other:
 *   1. each pair that was acknowledged is in the journal;
 *   2. each pair in the journal ends bound, and the simulator bound it to that instance, once;
 *   3. nothing was bound twice, and no bind was sent again after an outcome that could have been a
 *      success without a question in between;
 *   4. green was never shown for what the simulator had not bound by then;
 *   5. the log is as it was written, to the last event, and was never set aside as damaged.
 * argv[1]: the kiosk's program; argv[2]: the failing-disk library; SK_KILLS: how many kills in all
 * (200; the rest of them are in test_kill_log.c). SK_SEED: another course of things.
 * SK_KILL_SLOWNESS: see there. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "disk.h"
#include "scratch.h"

#include "fake/failing_disk_map.h"
#include "integration/sim/harness.h"
#include "journal/journal.h"
#include "journal/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#define INSTANCES 12
#define PAIRS_MAX 20000
#define LIFE_MS_MAX 260
#define LONG_LIFE_MS_MAX 1500 /* one in five: long enough for time-outs and questions */
#define GREEN_MS_MAX 12000

static const char *kiosk_program;
static const char *failing_library;
static struct failing_disk *failing_disk;
static char failing_file[512];
static struct sim sim;
static uint64_t seed = 20261124;

/* What happens to the journal's disk while the kiosk lives and dies. */
enum trouble { GOOD_DISK, FULL_DISK, LOCKED_FILE, FAILING_WRITES, FAILING_READS };
/* Of a thousand; most reads come from memory, and of too few writes nothing is ever written. */
#define FAILING_WRITES_PERMILLE 20
#define FAILING_READS_PERMILLE 100
static enum trouble trouble;
static bool is_in_trouble;
static int troubles; /* how often */
static char journal[512];

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
        if (failing_disk) {
            (void)setenv("LD_PRELOAD", failing_library, 1);
            (void)setenv(FAILING_DISK_ENV, failing_file, 1);
        }
        (void)setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "sim-access-key-id", 1);
        (void)setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "sim-access-key-secret", 1);
        (void)execl(kiosk_program, kiosk_program, "--offscreen", "--config", "/dev/null", "--size",
                    "480x320", "--kiosk.log", "error", "--cloud.region", "cn-hangzhou",
                    "--cloud.endpoint", endpoint, "--cloud.ca_file", sim.ca, "--cloud.timeout_ms",
                    "400", "--cloud.connect_timeout_ms", "400", "--journal.path", journal,
                    "--pairing.debounce_ms", "0", "--outbox.ask_delays_ms", "10,60,120",
                    "--guard.instance_reuse", "allow", "--outbox.retry_first_ms", "20",
                    "--outbox.retry_cap_ms", "100", "--outbox.probe_first_ms", "20",
                    "--outbox.probe_cap_ms", "100", "--outbox.per_second", "0", "--input.linger_ms",
                    "900000", (char *)NULL);
        _exit(127);
    }
    (void)close(in[0]);
    (void)close(out[1]);
}

/* The kiosk's last word before each death: in what state it was killed. */
static const char *const words[] = { "",        "STARTING", "READY",    "HALF",
                                     "WORKING", "RETRY",    "CHECKING", "SAVED",
                                     "NOTICE",  "PROBLEM",  "BOUND" };
enum { WORDS = sizeof(words) / sizeof(words[0]) };
static int died_in[WORDS];
static int last_word;
/* Deaths after which a pair was in the journal that may have been sent, and one that was not. */
static int left_open;
static int left_waiting;
static int questions; /* that the simulator was asked */

static void take_line(const char *line) {
    char word[32] = "";
    long long number = 0;
    (void)sscanf(line, "%31s", word);
    for (int i = 0; i < WORDS; i++) {
        last_word = strcmp(words[i], word) == 0 ? i : last_word;
    }
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

static void scan(struct life *life, const char *label) {
    ssize_t length = (ssize_t)strlen(label);
    assert_int_equal(write(life->in, label, (size_t)length), length);
}

static void scan_device(struct life *life, int number) {
    char label[64];
    (void)snprintf(label, sizeof(label), "sage62x%010d\n", number);
    scan(life, label);
}

static void scan_instance(struct life *life, int number) {
    char label[64];
    (void)snprintf(label, sizeof(label), "sag-demo0000000kill%03d\n", number);
    scan(life, label);
}

static void scan_pair(struct life *life, int number, int instance) {
    scan_device(life, number);
    scan_instance(life, instance);
}

static void end_life(struct life *life) {
    (void)close(life->in);
    (void)close(life->out);
}

/* The journal and what SQLite writes beside it; -shm is memory, and a fault there is a crash. */
static void lock_journal(bool (*change)(const char *file)) {
    char wal[520];
    (void)snprintf(wal, sizeof(wal), "%s-wal", journal);
    assert_true(change(wal));
    assert_true(change(journal));
}

static void make_trouble(void) {
    is_in_trouble = true;
    troubles++;
    if (trouble == FULL_DISK) {
        disk_fill(scratch_file("small/ballast"), roll(65536));
    } else if (trouble == FAILING_WRITES) {
        atomic_store(&failing_disk->writes, FAILING_WRITES_PERMILLE);
    } else if (trouble == FAILING_READS) {
        atomic_store(&failing_disk->reads, FAILING_READS_PERMILLE);
    } else {
        lock_journal(disk_lock);
    }
}

static void fix(void) {
    if (is_in_trouble && trouble == FULL_DISK) {
        disk_free(scratch_file("small/ballast"));
    } else if (failing_disk) {
        atomic_store(&failing_disk->writes, 0);
        atomic_store(&failing_disk->reads, 0);
    } else if (is_in_trouble) {
        lock_journal(disk_unlock);
    }
    is_in_trouble = false;
}

/* Where the kiosk is so slow that most lives would end before they began, under ThreadSanitizer:
 * lives last this many times as long, and but for each fourth are counted from its first word. */
static int slowness(void) {
    const char *wanted = getenv("SK_KILL_SLOWNESS");
    return wanted ? atoi(wanted) : 1;
}

/* How many lives in turn ended before their first word. On a machine that is busy with other things
 * all of them may: after two, the next one is counted from its first word. */
static int wordless;

static void await_first_word(struct life *life) {
    int64_t give_up = read_ms(CLOCK_MONOTONIC) + GREEN_MS_MAX;
    while (last_word == 0 && read_ms(CLOCK_MONOTONIC) < give_up) {
        listen(life, 20);
    }
}

/* Scans at random until it is time to die. Trouble comes and goes at any moment, and may outlast
 * this life. Returns the next serial number. */
static int live_young(struct life *life, int next_serial) {
    uint32_t longest = roll(5) == 0 ? LONG_LIFE_MS_MAX : LIFE_MS_MAX;
    int64_t death = read_ms(CLOCK_MONOTONIC) + slowness() * (int64_t)(5 + roll(longest));
    while (read_ms(CLOCK_MONOTONIC) < death) {
        uint32_t choice = roll(12);
        if (choice < 3) {
            scan_pair(life, next_serial++, (int)roll(INSTANCES));
        } else if (choice == 3) { /* a pair, slowly */
            scan_device(life, next_serial++);
            listen(life, roll(20));
            scan_instance(life, (int)roll(INSTANCES));
        } else if (choice == 4 && is_in_trouble) {
            fix();
        } else if (choice == 5 && trouble != GOOD_DISK && !is_in_trouble) {
            make_trouble();
        }
        int64_t left = death - read_ms(CLOCK_MONOTONIC);
        int64_t wait = 1 + roll(25);
        listen(life, wait < left ? wait : left);
    }
    return next_serial;
}

/* Scans one pair at a time, of an instance that is not busy, until green has been seen, however
 * slow the machine: there must always be some green to compare with the records. */
static int live_until_green(struct life *life, int next_serial, int instance) {
    int64_t give_up = read_ms(CLOCK_MONOTONIC) + GREEN_MS_MAX;
    int before = greens;
    while (greens == before && read_ms(CLOCK_MONOTONIC) < give_up) {
        scan_pair(life, next_serial++, instance);
        listen_for(life, GREEN_MS_MAX / 4, before + 1);
    }
    return next_serial;
}

static void note_phase(void *data, const struct sk_stored_pair *stored) {
    bool *has = data;
    has[stored->phase == SK_PHASE_OPEN] = true;
}

/* What this kill left behind. A reader leaves the journal as the kiosk will find it. */
static void look_at_remains(void) {
    struct sk_journal *opened = NULL;
    bool has[2] = { false, false };
    if (trouble == GOOD_DISK &&
        sk_journal_create(&opened, journal, SK_JOURNAL_READ, NULL) == SK_OK) {
        assert_int_equal(sk_journal_pending(opened, 0, 1000, note_phase, has, NULL), SK_OK);
        left_waiting += has[0];
        left_open += has[1];
        sk_journal_destroy(opened);
    }
}

/* One life that ends by SIGKILL. Returns the next serial number. */
static int live_and_die(int next_serial, int number) {
    struct life life;
    last_word = 0;
    if (number % 10 == 9 || roll(2) == 0) {
        fix();
    }
    start_kiosk(&life);
    if (wordless >= 2 || (slowness() > 1 && number % 4 != 0)) {
        await_first_word(&life);
    }
    next_serial = number % 10 == 9 ? live_until_green(&life, next_serial, INSTANCES + number)
                                   : live_young(&life, next_serial);
    (void)kill(life.pid, SIGKILL);
    listen(&life, 1000); /* what it had said before */
    died_in[last_word]++;
    wordless = last_word == 0 ? wordless + 1 : 0;
    int status = 0;
    assert_int_equal(waitpid(life.pid, &status, 0), life.pid);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) {
        fail_msg("the kiosk ended by itself, status 0x%x", (unsigned)status);
    }
    end_life(&life);
    look_at_remains();
    return next_serial;
}

static void live_to_the_end(void) {
    struct life life;
    start_kiosk(&life);
    (void)close(life.in);
    life.in = -1;
    listen(&life, 900000); /* a thousand kills leave much to ask for */
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
 * it sends again: if it died before that, it still asks first. */
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
    questions++;
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

struct records {
    int64_t pairs;
    int64_t attempts;
    bool in_journal[PAIRS_MAX];
};

static void check_pair(void *data, const struct sk_stored_pair *stored) {
    struct records *records = data;
    const struct seen *device = &seen[serial_index(stored->pair.labels.serial)];
    int64_t number = stored->pair.number;
    assert_true(number > 0 && number < PAIRS_MAX);
    records->in_journal[number] = true;
    records->pairs++;
    records->attempts += stored->attempts;
    if (stored->result != SK_RESULT_BOUND || device->binds_done != 1 ||
        strcmp(device->instance, stored->pair.labels.instance) != 0 || device->blind != 0) {
        fail_msg("pair %lld %s -> %s: journal '%s' code '%s', bound %d times to '%s', %d blind",
                 (long long)number, stored->pair.labels.serial, stored->pair.labels.instance,
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

static void check_log(struct records *records) {
    struct sk_journal *opened = NULL;
    struct sk_verify_report report;
    char pattern[540];
    glob_t found;
    assert_int_equal(sk_journal_create(&opened, journal, SK_JOURNAL_READ, NULL), SK_OK);
    assert_int_equal(sk_journal_pairs(opened, check_pair, records, NULL), SK_OK);
    assert_int_equal(sk_journal_verify(opened, NULL, 0, fail_on_problem, NULL, &report, NULL),
                     SK_OK);
    assert_int_equal(report.pairs, records->pairs);
    sk_journal_destroy(opened);
    (void)snprintf(pattern, sizeof(pattern), "%s.damaged-*", journal);
    if (glob(pattern, 0, NULL, &found) == 0) {
        fail_msg("the journal was set aside: %s", found.gl_pathv[0]);
    }
}

static void report_kills(int kills, int serials, const struct records *records) {
    int acknowledged = 0;
    for (int i = 0; i < PAIRS_MAX; i++) {
        if (said[i].acknowledged && !records->in_journal[i]) {
            fail_msg("pair %d was acknowledged and is not in the journal", i);
        }
        acknowledged += said[i].acknowledged;
    }
    printf("%d kills, %d troubles, %d pairs scanned, %lld journalled, %d acknowledged, %d shown "
           "green, %d questions asked\n",
           kills, troubles, serials, (long long)records->pairs, acknowledged, greens, questions);
    if (trouble == GOOD_DISK) {
        printf("%d deaths left a pair that may have been sent, %d one that was not\n", left_open,
               left_waiting);
    }
    printf("last word before death:");
    for (int i = 0; i < WORDS; i++) {
        printf(" %s %d%s", words[i][0] ? words[i] : "no state yet", died_in[i],
               i + 1 < WORDS ? "," : "\n");
    }
}

static void run_kills(int kills) {
    static struct records records;
    int serials = 0;
    records = (struct records){ .pairs = 0 };
    memset(said, 0, sizeof(said));
    memset(seen, 0, sizeof(seen));
    memset(died_in, 0, sizeof(died_in));
    greens = troubles = questions = left_open = left_waiting = 0;
    const char *rules = scratch_file("rules");
    scratch_write(rules, faults);
    const char *args[] = { "--no-demo", "--any-instance", "--rules", rules, NULL };
    sim_start(&sim, args);
    for (int i = 0; i < kills; i++) {
        serials = live_and_die(serials, i);
    }
    fix();
    live_to_the_end();
    read_simulator_log();
    check_log(&records);
    report_kills(kills, serials, &records);
    /* Else the lives were too short to prove anything; of a few any may have been. */
    if (kills >= 5) {
        assert_true(records.pairs > kills / (trouble == GOOD_DISK ? 2 : 4));
        assert_true(greens > kills / 20);
        assert_true(trouble == GOOD_DISK || troubles > kills / 4);
    }
    sim_stop(&sim);
}

/* Of all kills. */
static int share(int percent) {
    const char *wanted = getenv("SK_KILLS");
    return (wanted ? atoi(wanted) : 200) * percent / 100;
}

static void make_folder(const char *name) {
    assert_int_equal(mkdir(scratch_file(name), 0700), 0);
    (void)snprintf(journal, sizeof(journal), "%s/%s/journal.db", scratch_path, name);
}

static void no_kill_loses_a_pair_or_binds_it_twice(void **state) {
    (void)state;
    trouble = GOOD_DISK;
    make_folder("good");
    run_kills(share(40));
}

static void nor_on_a_disk_that_fills_up(void **state) {
    (void)state;
    trouble = FULL_DISK;
    make_folder("small");
    if (!disk_mount(scratch_file("small"), (16 + share(15) / 16) * INT64_C(1048576))) {
        print_message("skipped: a small disk cannot be mounted here\n");
        skip();
    }
    run_kills(share(15));
    disk_unmount(scratch_file("small"));
}

static void nor_with_a_journal_that_cannot_be_written_for_a_while(void **state) {
    (void)state;
    trouble = LOCKED_FILE;
    make_folder("locked");
    if (!disk_can_lock(scratch_file("locked"))) {
        print_message("skipped: a file cannot be made immutable here\n");
        skip();
    }
    run_kills(share(10));
}

static void die_on_failing_disk(enum trouble kind, const char *name) {
    trouble = kind;
    make_folder(name);
    (void)snprintf(failing_file, sizeof(failing_file), "%s", scratch_file("failing-disk"));
    failing_disk = failing_disk_map(failing_file);
    run_kills(share(10));
    unsigned failed = atomic_load(&failing_disk->failed);
    printf("%u failures\n", failed);
    assert_true(failed > 0 || share(10) < 20);
    assert_int_equal(munmap(failing_disk, FAILING_DISK_SIZE), 0);
    failing_disk = NULL;
}

static void nor_while_writes_fail(void **state) {
    (void)state;
    die_on_failing_disk(FAILING_WRITES, "writes");
}

static void nor_while_reads_fail(void **state) {
    (void)state;
    die_on_failing_disk(FAILING_READS, "reads");
}

/* Whatever happened: no mount and no immutable file stays behind. */
static int clean_up(void **state) {
    (void)disk_unlock(scratch_file("locked/journal.db-wal"));
    (void)disk_unlock(scratch_file("locked/journal.db"));
    disk_unmount(scratch_file("small"));
    return scratch_remove(state);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        SK_TEST(no_kill_loses_a_pair_or_binds_it_twice),
        SK_TEST(nor_on_a_disk_that_fills_up),
        SK_TEST(nor_with_a_journal_that_cannot_be_written_for_a_while),
        SK_TEST(nor_while_writes_fail),
        SK_TEST(nor_while_reads_fail),
    };
    const char *given = getenv("SK_SEED");
    if (argc < 3) {
        fprintf(stderr, "usage: test_kill KIOSK FAILING_DISK\n");
        return 2;
    }
    kiosk_program = argv[1];
    failing_library = argv[2];
    seed = given ? strtoull(given, NULL, 10) : seed;
    (void)signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, scratch_make, clean_up);
}
