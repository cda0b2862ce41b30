/* The journal's files as a kill left them, hit at random: cut off, or with flipped bits, in the
 * database, its write-ahead log or the note of its head. Each damage is followed by a start. What
 * was acknowledged is found as it was, or something is said; and no pair is ever handed out to be
 * sent that was not scanned. SK_DAMAGES: how many (500). SK_SEED: another sequence. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "unit/journal/records.h"

#include "journal/writer.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/wait.h>
#include <time.h>

#define BOUND 60 /* pairs 1 to 60; the rest waits */
#define PAIRS 90
#define OPEN_MS 20000

static uint64_t seed = 20261128;

static uint32_t roll(uint32_t sides) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % sides;
}

/* --- the journal before ---------------------------------------------------------------------- */

static struct sk_record scanned(int64_t number) {
    char serial[32];
    char instance[32];
    (void)snprintf(serial, sizeof(serial), "sage62x%010lld", (long long)number);
    (void)snprintf(instance, sizeof(instance), "sag-demo%014lld", (long long)number);
    return intent(number, serial, instance);
}

/* Half of it is in the database, half in the write-ahead log; nothing was closed. */
static void live_and_die(void) {
    struct sk_journal *journal = open_journal();
    for (int64_t i = 1; i <= PAIRS; i++) {
        struct sk_record records[] = { scanned(i), settled(i, SK_RESULT_BOUND, "") };
        append(journal, &records[0], 1);
        if (i <= BOUND) {
            append(journal, &records[1], 1);
        }
        sk_journal_note_head(journal); /* as the writer does */
        if (i == PAIRS / 2) {
            assert_int_equal(sk_journal_rest(journal, NULL), SK_OK);
        }
    }
    _exit(0);
}

static const char *const names[] = { "state/journal.db", "state/journal.db-wal",
                                     "state/journal.db.head", "state/journal.db.lock" };
#define FILES 3 /* of them are damaged */
static struct {
    char *bytes;
    size_t size;
} originals[4];

static void keep_originals(void) {
    for (size_t i = 0; i < 4; i++) {
        FILE *file = fopen(scratch_file(names[i]), "r");
        assert_non_null(file);
        assert_int_equal(fseek(file, 0, SEEK_END), 0);
        originals[i].size = (size_t)ftell(file);
        rewind(file);
        originals[i].bytes = malloc(originals[i].size + 1);
        assert_non_null(originals[i].bytes);
        assert_int_equal(fread(originals[i].bytes, 1, originals[i].size, file), originals[i].size);
        assert_int_equal(fclose(file), 0);
    }
}

static void restore(void) {
    char command[600];
    (void)snprintf(command, sizeof(command), "rm -rf '%s'/state", scratch_path);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): a folder of the test's own */
    assert_int_equal(mkdir(scratch_file("state"), 0700), 0);
    for (size_t i = 0; i < 4; i++) {
        FILE *file = fopen(scratch_file(names[i]), "w");
        assert_non_null(file);
        assert_int_equal(fwrite(originals[i].bytes, 1, originals[i].size, file), originals[i].size);
        assert_int_equal(fclose(file), 0);
    }
}

/* --- damage ---------------------------------------------------------------------------------- */

static char what[200];

static void flip(const char *path, size_t size) {
    size_t at = roll((uint32_t)size);
    unsigned char byte = 0;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(pread(fd, &byte, 1, (off_t)at), 1);
    byte ^= (unsigned char)(1u << roll(8));
    assert_int_equal(pwrite(fd, &byte, 1, (off_t)at), 1);
    (void)close(fd);
    (void)snprintf(what + strlen(what), sizeof(what) - strlen(what), " flip %s at %zu;",
                   path + strlen(scratch_path), at);
}

static void damage(void) {
    what[0] = '\0';
    int hits = 1 + (int)roll(3);
    for (int i = 0; i < hits; i++) {
        size_t which = roll(10) < 6 ? 0 : 1 + roll(FILES - 1);
        const char *path = scratch_file(names[which]);
        struct stat status;
        assert_int_equal(stat(path, &status), 0);
        if (status.st_size == 0) {
            continue;
        }
        if (roll(3) == 0) {
            off_t size = (off_t)roll((uint32_t)status.st_size);
            assert_int_equal(truncate(path, size), 0);
            (void)snprintf(what + strlen(what), sizeof(what) - strlen(what), " cut %s to %lld;",
                           names[which], (long long)size);
        } else {
            flip(path, (size_t)status.st_size);
        }
    }
}

/* --- the start ------------------------------------------------------------------------------- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t heard = PTHREAD_COND_INITIALIZER;
static int counts[SK_RECORDER_NOTED + 1];
static char said[SK_ERR_TEXT_SIZE];
static bool is_loaded[PAIRS + 1];
static char wrong[200]; /* a pair that was handed out and never scanned so */

static void listen(void *data, const struct sk_recorder_news *news) {
    (void)data;
    pthread_mutex_lock(&lock);
    counts[news->type]++;
    if (news->text.text[0] != '\0') {
        memcpy(said, news->text.text, sizeof(said));
    }
    if (news->type == SK_RECORDER_LOADED) {
        int64_t number = news->stored.pair.number;
        struct sk_record record = scanned(number);
        if (number < 1 || number > PAIRS ||
            strcmp(record.pair.labels.serial, news->stored.pair.labels.serial) != 0 ||
            strcmp(record.pair.labels.instance, news->stored.pair.labels.instance) != 0) {
            (void)snprintf(wrong, sizeof(wrong), "%lld: %.60s to %.60s", (long long)number,
                           news->stored.pair.labels.serial, news->stored.pair.labels.instance);
        } else {
            is_loaded[number] = true;
        }
    }
    pthread_cond_broadcast(&heard);
    pthread_mutex_unlock(&lock);
}

static bool await(enum sk_recorder_news_type one, enum sk_recorder_news_type other) {
    struct timespec until;
    int status = 0;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += OPEN_MS / 1000;
    pthread_mutex_lock(&lock);
    while (counts[one] + counts[other] == 0 && status == 0) {
        status = pthread_cond_timedwait(&heard, &lock, &until);
    }
    bool came = counts[one] > 0;
    pthread_mutex_unlock(&lock);
    if (status != 0) {
        fail_msg("%s: the start does not end", what);
    }
    return came;
}

/* False: the kiosk does not work, and says why. */
static bool start(void) {
    struct sk_writer *writer = NULL;
    memset(counts, 0, sizeof(counts));
    memset(is_loaded, 0, sizeof(is_loaded));
    said[0] = wrong[0] = '\0';
    assert_int_equal(sk_writer_create(&writer, journal_path(), sk_clock_system(), listen, NULL),
                     SK_OK);
    bool is_open = await(SK_RECORDER_OPENED, SK_RECORDER_TROUBLE);
    if (is_open) {
        assert_int_equal(sk_writer_load(writer, 0, 2 * PAIRS), SK_OK);
        (void)await(SK_RECORDER_LOAD_END, SK_RECORDER_LOAD_END);
    }
    sk_writer_destroy(writer);
    return is_open;
}

static bool is_as_it_was[PAIRS + 1];

static void see(void *data, const struct sk_stored_pair *pair) {
    struct sk_record record = scanned(pair->pair.number);
    (void)data;
    if (pair->pair.number >= 1 && pair->pair.number <= PAIRS) {
        is_as_it_was[pair->pair.number] =
            strcmp(pair->pair.labels.serial, record.pair.labels.serial) == 0 &&
            strcmp(pair->pair.labels.instance, record.pair.labels.instance) == 0 &&
            pair->result == (pair->pair.number <= BOUND ? SK_RESULT_BOUND : SK_RESULT_PENDING);
    }
}

static void count_finding(void *data, const char *text) {
    (void)text;
    (*(int *)data)++;
}

/* How many acknowledged pairs the journal has not as they were; *findings: what verify says. */
static int count_lost(int *findings) {
    struct sk_journal *journal = NULL;
    struct sk_verify_report report;
    int lost = 0;
    memset(is_as_it_was, 0, sizeof(is_as_it_was));
    if (sk_journal_create(&journal, journal_path(), SK_JOURNAL_READ, NULL) != SK_OK) {
        *findings = 1;
        return PAIRS;
    }
    (void)sk_journal_pairs(journal, see, NULL, NULL);
    if (sk_journal_verify(journal, NULL, 0, count_finding, findings, &report, NULL) != SK_OK) {
        ++*findings;
    }
    sk_journal_destroy(journal);
    for (int i = 1; i <= PAIRS; i++) {
        lost += !is_as_it_was[i] || (i > BOUND && !is_loaded[i]);
    }
    return lost;
}

static void nothing_is_lost_without_a_word(void **state) {
    (void)state;
    const char *wanted = getenv("SK_DAMAGES");
    int damages = wanted ? atoi(wanted) : 500;
    int whole = 0;
    int replaced = 0;
    int fixed = 0;
    int unfit = 0;
    int short_end = 0;
    int still = 0;
    int verified = 0;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        live_and_die();
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    keep_originals();
    for (int i = 0; i < damages; i++) {
        int findings = 0;
        restore();
        damage();
        bool is_open = start();
        if (wrong[0] != '\0') {
            fail_msg("damage %d (%s): handed out, but never scanned: %s", i, what, wrong);
        }
        int lost = count_lost(&findings);
        bool is_said = !is_open || counts[SK_RECORDER_REPLACED] + counts[SK_RECORDER_LOST] +
                                           counts[SK_RECORDER_UNFIT] + findings >
                                       0;
        if (lost > 0 && !is_said) {
            fail_msg("damage %d (%s): %d pairs are lost without a word", i, what, lost);
        }
        whole += lost == 0;
        replaced += counts[SK_RECORDER_REPLACED] > 0;
        fixed += counts[SK_RECORDER_NOTED] > 0;
        unfit += counts[SK_RECORDER_UNFIT] > 0;
        short_end += counts[SK_RECORDER_LOST] > 0;
        still += !is_open;
        verified += findings > 0;
        if (!is_open) {
            print_message("stands still after%s %s\n", what, said);
        }
    }
    print_message("%d damages: %d left every pair as it was, %d journals were replaced, %d had "
                  "their indexes built anew, %d had pairs that are not sent, %d had lost their "
                  "end, %d starts stood still and said why, %d were not as written for verify\n",
                  damages, whole, replaced, fixed, unfit, short_end, still, verified);
    assert_true(replaced > damages / 10 && short_end > 0);
    for (size_t i = 0; i < 4; i++) {
        free(originals[i].bytes);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = { SK_TEST(nothing_is_lost_without_a_word) };
    const char *given = getenv("SK_SEED");
    seed = given ? strtoull(given, NULL, 10) : seed;
    if (access("/dev/shm", W_OK) == 0) { /* what a disk does is done to the files by hand */
        (void)setenv("TMPDIR", "/dev/shm", 0);
    }
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
