#define _XOPEN_SOURCE 700 /* nftw() */

#include "scratch.h"

#include "base/util.h"
#include "input/keyboard/replay_reader.h"
#include "input/keyboard/stdin_reader.h"
#include "input/keyboard/typed_reader.h"

#include <pthread.h>
#include <time.h>

/* A sink that keeps what it gets; has room for `room` scans until somebody makes more. */
struct fake_sink {
    struct sk_scan_sink sink;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int room;
    int count;
    bool has_ended;
    struct sk_scan got[64];
};

static bool fake_push(struct sk_scan_sink *sink, const struct sk_scan *scan) {
    struct fake_sink *fake = sk_container_of(sink, struct fake_sink, sink);
    pthread_mutex_lock(&fake->lock);
    bool taken = fake->room > 0 && fake->count < 64;
    if (taken) {
        fake->room--;
        fake->got[fake->count++] = *scan;
    }
    pthread_cond_broadcast(&fake->changed);
    pthread_mutex_unlock(&fake->lock);
    return taken;
}

static void fake_status(struct sk_scan_sink *sink, const struct sk_reader_status *status) {
    struct fake_sink *fake = sk_container_of(sink, struct fake_sink, sink);
    pthread_mutex_lock(&fake->lock);
    fake->has_ended = fake->has_ended || status->health == SK_READER_ENDED;
    pthread_cond_broadcast(&fake->changed);
    pthread_mutex_unlock(&fake->lock);
}

static void fake_init(struct fake_sink *fake, int room) {
    static const struct sk_scan_sink_ops ops = { .push = fake_push, .status = fake_status };
    memset(fake, 0, sizeof(*fake));
    fake->sink.ops = &ops;
    fake->room = room;
    pthread_mutex_init(&fake->lock, NULL);
    pthread_cond_init(&fake->changed, NULL);
}

static void await_end(struct fake_sink *fake) {
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 10;
    int status = 0;
    pthread_mutex_lock(&fake->lock);
    while (!fake->has_ended && status == 0) {
        status = pthread_cond_timedwait(&fake->changed, &fake->lock, &until);
    }
    bool ended = fake->has_ended;
    pthread_mutex_unlock(&fake->lock);
    assert_true(ended);
}

static void finish(struct sk_reader *reader) {
    reader->ops->stop(reader);
    reader->ops->join(reader);
    reader->ops->destroy(reader);
}

static void type(struct sk_typed_reader *reader, const char *text, sk_ms *now, sk_ms gap) {
    for (const char *c = text; *c; c++) {
        char key[2] = { *c, '\0' };
        *now += gap;
        sk_typed_reader_text(reader, key, *now);
    }
}

/* Return, and nothing after it for as long as it takes. */
static void end(struct sk_typed_reader *reader, sk_ms *now) {
    sk_typed_reader_end(reader, *now);
    *now += SK_BURST_MS;
    (void)sk_typed_reader_tick(reader, *now);
}

static void fast_keys_are_a_scanner_and_slow_ones_a_hand(void **state) {
    (void)state;
    static struct fake_sink fake;
    static struct sk_typed_reader reader;
    sk_ms now = 1000;
    fake_init(&fake, 8);
    sk_typed_reader_init(&reader, &fake.sink, 100);
    type(&reader, "sage62x0219220001", &now, 5);
    end(&reader, &now);
    type(&reader, "sage62x0219220002", &now, 180);
    end(&reader, &now);
    assert_int_equal(fake.count, 2);
    assert_false(fake.got[0].by_hand);
    assert_string_equal(fake.got[0].text, "sage62x0219220001");
    assert_true(fake.got[1].by_hand);
    assert_string_equal(fake.got[1].text, "sage62x0219220002");
}

static void a_stray_key_long_before_a_scan_does_not_spoil_it(void **state) {
    (void)state;
    static struct fake_sink fake;
    static struct sk_typed_reader reader;
    sk_ms now = 1000;
    fake_init(&fake, 8);
    sk_typed_reader_init(&reader, &fake.sink, 100);
    type(&reader, "x", &now, 1);
    now += 5000;
    type(&reader, "sage62x0219220001", &now, 5);
    end(&reader, &now);
    assert_string_equal(fake.got[0].text, "sage62x0219220001");
    assert_false(fake.got[0].by_hand);
}

static void the_rest_of_a_label_after_too_few_keys_for_a_scanner_is_not_taken(void **state) {
    (void)state;
    static struct fake_sink fake;
    static struct sk_typed_reader reader;
    for (size_t length = 1; length < 6; length++) {
        const char *label = "sage62x0219220001";
        sk_ms now = 1000;
        char part[8];
        fake_init(&fake, 8);
        sk_typed_reader_init(&reader, &fake.sink, 100);
        (void)snprintf(part, sizeof(part), "%.*s", (int)length, label);
        type(&reader, part, &now, 5);
        (void)sk_typed_reader_tick(&reader, now + 300);
        now += 1500;
        type(&reader, label + length, &now, 5);
        end(&reader, &now);
        assert_int_equal(fake.count, 1);
        assert_true(fake.got[0].is_part);
        now += 1000;
        type(&reader, label, &now, 5);
        end(&reader, &now);
        assert_int_equal(fake.count, 2);
        assert_false(fake.got[1].is_part);
    }
}

static void a_hand_that_pauses_loses_nothing(void **state) {
    (void)state;
    static struct fake_sink fake;
    static struct sk_typed_reader reader;
    sk_ms now = 1000;
    fake_init(&fake, 8);
    sk_typed_reader_init(&reader, &fake.sink, 100);
    type(&reader, "sage62x02", &now, 150);
    now += 4000;
    type(&reader, "19220001", &now, 150);
    end(&reader, &now);
    assert_string_equal(fake.got[0].text, "sage62x0219220001");
}

/* Ctrl and a letter, between codes, means something elsewhere; within one it is of the code. */
static void a_control_character_begins_no_text(void **state) {
    (void)state;
    static struct fake_sink fake;
    static struct sk_typed_reader reader;
    sk_ms now = 1000;
    fake_init(&fake, 8);
    sk_typed_reader_init(&reader, &fake.sink, 100);
    type(&reader, "\x11\x02sage62x0219220001", &now, 5);
    end(&reader, &now);
    assert_int_equal(fake.count, 1);
    assert_string_equal(fake.got[0].text, "sage62x0219220001");
    now += 1000;
    type(&reader,
         "sage62x\x1d"
         "0219",
         &now, 5);
    end(&reader, &now);
    assert_string_equal(fake.got[1].text, "sage62x\x1d"
                                          "0219");
}

static void a_hand_takes_back_what_it_typed_and_a_scanner_cannot(void **state) {
    (void)state;
    static struct fake_sink fake;
    static struct sk_typed_reader reader;
    sk_ms now = 1000;
    fake_init(&fake, 8);
    sk_typed_reader_init(&reader, &fake.sink, 100);
    sk_typed_reader_erase(&reader, now);
    type(&reader, "sage6x", &now, 180);
    sk_typed_reader_text(&reader, "\xc3\xbc", now += 180);
    sk_typed_reader_erase(&reader, now += 180); /* both bytes of it */
    sk_typed_reader_erase(&reader, now += 180);
    type(&reader, "2x0219220001", &now, 180);
    end(&reader, &now);
    assert_int_equal(fake.count, 1);
    assert_true(fake.got[0].by_hand);
    assert_string_equal(fake.got[0].text, "sage62x0219220001");
    now += 1000;
    type(&reader, "sage62x02192200012", &now, 5);
    sk_typed_reader_erase(&reader, now += 5);
    end(&reader, &now);
    assert_string_equal(fake.got[1].text, "sage62x02192200012\b");
}

/* What is shown, with what was shown before where that is not to change. */
static void echo(const struct sk_typed_reader *reader, sk_ms now, char shown[64]) {
    const char *text = NULL;
    size_t length = 0;
    if (sk_typed_reader_echo(reader, now, &text, &length)) {
        assert_in_range(length, 0, 63);
        memcpy(shown, text, length);
        shown[length] = '\0';
    }
}

static void what_a_hand_types_is_shown_and_what_a_scanner_types_is_not(void **state) {
    (void)state;
    static struct fake_sink fake;
    static struct sk_typed_reader reader;
    char shown[64] = "";
    sk_ms now = 1000;
    fake_init(&fake, 8);
    sk_typed_reader_init(&reader, &fake.sink, 100);
    type(&reader, "s", &now, 5);
    echo(&reader, now, shown);
    assert_string_equal(shown, "");
    sk_ms due = sk_typed_reader_tick(&reader, now);
    assert_in_range(due, now + 1, now + 101);
    echo(&reader, due, shown);
    assert_string_equal(shown, "s");
    type(&reader, "ag", &now, 180);
    echo(&reader, now, shown);
    assert_string_equal(shown, "sag");
    sk_typed_reader_erase(&reader, now += 180);
    echo(&reader, now, shown);
    assert_string_equal(shown, "sa");
    end(&reader, &now);
    echo(&reader, now, shown);
    assert_string_equal(shown, "");
    now += 5000;
    for (const char *c = "sage62x0219220001"; *c; c++) {
        char key[2] = { *c, '\0' };
        type(&reader, key, &now, 20);
        echo(&reader, now, shown);
        assert_string_equal(shown, "");
    }
    echo(&reader, now + 150, shown); /* its silence is no hand's */
    assert_string_equal(shown, "");
}

static void a_hand_pastes_and_a_scanners_control_character_does_not(void **state) {
    (void)state;
    static struct fake_sink fake;
    static struct sk_typed_reader reader;
    char shown[64] = "";
    sk_ms now = 1000;
    fake_init(&fake, 8);
    sk_typed_reader_init(&reader, &fake.sink, 100);
    sk_typed_reader_paste(&reader, "sage62x0219220001\r\n", now);
    echo(&reader, now, shown);
    assert_string_equal(shown, "sage62x0219220001");
    assert_int_equal(sk_typed_reader_tick(&reader, now + 60000), -1); /* only Return ends it */
    assert_int_equal(fake.count, 0);
    end(&reader, &now);
    assert_int_equal(fake.count, 1);
    assert_string_equal(fake.got[0].text, "sage62x0219220001");
    assert_true(fake.got[0].by_hand);
    now += 1000; /* before a scan, in it, and at its end */
    sk_typed_reader_paste(&reader, "sage62x0000000009", now);
    type(&reader, "sag-demo", &now, 5);
    sk_typed_reader_paste(&reader, "9", now += 5);
    type(&reader, "0000000000ok01", &now, 5);
    end(&reader, &now);
    assert_int_equal(fake.count, 2);
    assert_string_equal(fake.got[1].text, "sag-demo\x16"
                                          "0000000000ok01");
    assert_false(fake.got[1].by_hand);
}

/* Of every label that a window may be given; the rest of it comes half a second later. */
static void no_beginning_of_a_label_that_silence_cut_is_taken(void **state) {
    (void)state;
    static const char *const labels[] = { "sage62x0219220001", "sag-demo0000000000ok01",
                                          "sag-demo00000000full01", "SAGK:SUPERVISOR" };
    static struct fake_sink fake;
    static struct sk_typed_reader reader;
    for (size_t i = 0; i < SK_ARRAY_LEN(labels); i++) {
        for (size_t length = 6; length < strlen(labels[i]); length++) {
            char part[64];
            sk_ms now = 1000;
            fake_init(&fake, 8);
            sk_typed_reader_init(&reader, &fake.sink, 100);
            (void)snprintf(part, sizeof(part), "%.*s", (int)length, labels[i]);
            type(&reader, part, &now, 5);
            (void)sk_typed_reader_tick(&reader, now + 300);
            assert_int_equal(fake.count, 1);
            assert_true(fake.got[0].is_part);
            now += 600;
            type(&reader, labels[i] + length, &now, 5);
            end(&reader, &now);
            assert_int_equal(fake.count, 2);
            assert_true(fake.got[1].is_part);
            now += 600;
            type(&reader, labels[i], &now, 5);
            end(&reader, &now);
            assert_int_equal(fake.count, 3);
            assert_false(fake.got[2].is_part);
            assert_string_equal(fake.got[2].text, labels[i]);
        }
    }
}

static void the_same_twice_without_a_return_is_a_scanner_that_sends_none(void **state) {
    (void)state;
    static struct fake_sink fake;
    static struct sk_typed_reader reader;
    sk_ms now = 1000;
    fake_init(&fake, 8);
    sk_typed_reader_init(&reader, &fake.sink, 100);
    for (int i = 0; i < 3; i++) {
        type(&reader, i < 2 ? "sage62x0219220001" : "sage62x0219220002", &now, 5);
        now += 600;
        (void)sk_typed_reader_tick(&reader, now);
        assert_int_equal(fake.count, i + 1);
        assert_int_equal(fake.got[i].is_part, i == 0);
    }
}

static void a_scanner_declared_without_a_suffix_ends_with_silence(void **state) {
    (void)state;
    static struct fake_sink fake;
    static struct sk_typed_reader reader;
    sk_ms now = 1000;
    fake_init(&fake, 8);
    sk_typed_reader_init(&reader, &fake.sink, 100);
    sk_typed_reader_declare_silent(&reader);
    type(&reader, "sage62x0219220001", &now, 5);
    sk_ms due = sk_typed_reader_tick(&reader, now);
    assert_int_equal(due, now + 300);
    assert_int_equal(fake.count, 0);
    assert_int_equal(sk_typed_reader_tick(&reader, due), -1);
    assert_int_equal(fake.count, 1);
    type(&reader, "sage6", &now, 400); /* a hand is not hurried */
    assert_int_equal(sk_typed_reader_tick(&reader, now + 100000), -1);
    assert_int_equal(fake.count, 1);
}

/* One code with a Return in it, as a scanner types it. */
static void a_return_within_a_code_makes_no_command_of_the_rest(void **state) {
    (void)state;
    static struct fake_sink fake;
    static struct sk_typed_reader reader;
    sk_ms now = 1000;
    fake_init(&fake, 8);
    sk_typed_reader_init(&reader, &fake.sink, 100);
    type(&reader, "sage62x0219220001", &now, 8);
    sk_typed_reader_end(&reader, now += 8);
    type(&reader, "SAGK:ACK", &now, 8);
    assert_int_equal(sk_typed_reader_tick(&reader, now), now + 300); /* still typing */
    end(&reader, &now);
    assert_int_equal(fake.count, 1);
    assert_true(fake.got[0].is_joined);
    type(&reader, "sage62x0219220002", &now, 8);
    end(&reader, &now);
    assert_int_equal(fake.count, 2);
    assert_false(fake.got[1].is_joined);
    /* Escape lets go what was typed, not what was scanned before. */
    sk_typed_reader_text(&reader, "x", now += 100);
    sk_typed_reader_clear(&reader);
    type(&reader, "sage62x0219220003", &now, 8);
    sk_typed_reader_end(&reader, now);
    sk_typed_reader_clear(&reader);
    assert_int_equal(sk_typed_reader_tick(&reader, now + SK_BURST_MS), -1);
    assert_int_equal(fake.count, 3);
    assert_string_equal(fake.got[2].text, "sage62x0219220003");
}

static void an_endless_typer_is_cut(void **state) {
    (void)state;
    static struct fake_sink fake;
    static struct sk_typed_reader reader;
    fake_init(&fake, 8);
    sk_typed_reader_init(&reader, &fake.sink, 100);
    for (int i = 0; i < 100000; i++) {
        sk_typed_reader_text(&reader, "a", 1000 + i);
    }
    sk_ms now = 200000;
    end(&reader, &now);
    assert_int_equal(fake.count, 1);
    assert_true(fake.got[0].cut);
}

static void each_line_of_standard_input_is_a_scan(void **state) {
    (void)state;
    static struct fake_sink fake;
    struct sk_reader *reader = NULL;
    int ends[2];
    fake_init(&fake, 64);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(sk_stdin_reader_create(&reader, ends[0], sk_clock_system(), NULL), SK_OK);
    assert_int_equal(reader->ops->start(reader, &fake.sink, NULL), SK_OK);
    static const char input[] =
        "\xEF\xBB\xBFsage62x0219220001\r\n\n  \n]C1sag-demo0000000000ok01\rlast";
    assert_int_equal(write(ends[1], input, sizeof(input) - 1), sizeof(input) - 1);
    (void)close(ends[1]);
    await_end(&fake);
    assert_int_equal(fake.count, 3);
    assert_string_equal(fake.got[0].text, "sage62x0219220001");
    assert_int_equal(fake.got[1].symbology, SK_SYMBOLOGY_GS1_128);
    assert_string_equal(fake.got[2].text, "last");
    finish(reader);
    (void)close(ends[0]);
}

static void a_line_without_end_is_taken_cut(void **state) {
    (void)state;
    static struct fake_sink fake;
    struct sk_reader *reader = NULL;
    fake_init(&fake, 64);
    FILE *file = fopen(scratch_file("long"), "w+");
    assert_non_null(file);
    for (int i = 0; i < 20000; i++) {
        (void)fputc('x', file);
    }
    (void)fputs("\nsage62x0219220001\n", file);
    rewind(file);
    assert_int_equal(sk_stdin_reader_create(&reader, fileno(file), sk_clock_system(), NULL), SK_OK);
    assert_int_equal(reader->ops->start(reader, &fake.sink, NULL), SK_OK);
    await_end(&fake);
    assert_int_equal(fake.count, 2);
    assert_true(fake.got[0].cut);
    assert_int_equal(fake.got[0].length, SK_SCAN_TEXT_MAX);
    assert_string_equal(fake.got[1].text, "sage62x0219220001");
    finish(reader);
    (void)fclose(file);
}

static void no_line_is_dropped_while_there_is_no_room(void **state) {
    (void)state;
    static struct fake_sink fake;
    struct sk_reader *reader = NULL;
    int ends[2];
    fake_init(&fake, 0);
    assert_int_equal(pipe(ends), 0);
    for (int i = 0; i < 30; i++) {
        char line[16];
        int length = snprintf(line, sizeof(line), "scan%02d\n", i);
        assert_int_equal(write(ends[1], line, (size_t)length), length);
    }
    (void)close(ends[1]);
    assert_int_equal(sk_stdin_reader_create(&reader, ends[0], sk_clock_system(), NULL), SK_OK);
    assert_int_equal(reader->ops->start(reader, &fake.sink, NULL), SK_OK);
    for (int i = 0; i < 30; i++) { /* one place at a time */
        pthread_mutex_lock(&fake.lock);
        fake.room = 1;
        while (fake.count <= i) {
            pthread_cond_wait(&fake.changed, &fake.lock);
        }
        pthread_mutex_unlock(&fake.lock);
    }
    await_end(&fake);
    assert_int_equal(fake.count, 30);
    assert_string_equal(fake.got[29].text, "scan29");
    finish(reader);
    (void)close(ends[0]);
}

static void a_reader_that_waits_for_room_can_be_stopped(void **state) {
    (void)state;
    static struct fake_sink fake;
    struct sk_reader *reader = NULL;
    int ends[2];
    fake_init(&fake, 0);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "scan\n", 5), 5);
    assert_int_equal(sk_stdin_reader_create(&reader, ends[0], sk_clock_system(), NULL), SK_OK);
    assert_int_equal(reader->ops->start(reader, &fake.sink, NULL), SK_OK);
    finish(reader); /* hangs here if it cannot */
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static void a_replay_plays_its_scans_with_their_times(void **state) {
    (void)state;
    static struct fake_sink fake;
    struct sk_reader *reader = NULL;
    fake_init(&fake, 64);
    scratch_write(scratch_file("scans"), "# a morning\n"
                                         "0 sage62x0219220001\n"
                                         "30\tsag-demo0000000000ok01\r\n"
                                         "\n"
                                         "60 a\\x1db\\\\c\n");
    assert_int_equal(
        sk_replay_reader_create(&reader, scratch_file("scans"), sk_clock_system(), NULL), SK_OK);
    assert_int_equal(reader->ops->start(reader, &fake.sink, NULL), SK_OK);
    await_end(&fake);
    assert_int_equal(fake.count, 3);
    assert_int_equal(fake.got[1].at - fake.got[0].at, 30);
    assert_string_equal(fake.got[1].text, "sag-demo0000000000ok01");
    assert_string_equal(fake.got[2].text, "a\x1d"
                                          "b\\c");
    finish(reader);
}

static void a_replay_with_a_mistake_names_file_and_line(void **state) {
    (void)state;
    static const char *const bad[] = { "0 a\nfast b\n", "0 a\n5\n", "0 a\n5 \\x1\n", "9 a\n5 b\n",
                                       "0 a\n-5 b\n" };
    for (size_t i = 0; i < SK_ARRAY_LEN(bad); i++) {
        struct sk_reader *reader = NULL;
        struct sk_err_info info;
        scratch_write(scratch_file("scans"), bad[i]);
        assert_int_equal(
            sk_replay_reader_create(&reader, scratch_file("scans"), sk_clock_system(), &info),
            SK_ERR_INVALID);
        assert_non_null(strstr(info.text, "scans:2:"));
        assert_null(reader);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(fast_keys_are_a_scanner_and_slow_ones_a_hand),
        SK_TEST(a_stray_key_long_before_a_scan_does_not_spoil_it),
        SK_TEST(a_hand_that_pauses_loses_nothing),
        SK_TEST(a_control_character_begins_no_text),
        SK_TEST(a_hand_takes_back_what_it_typed_and_a_scanner_cannot),
        SK_TEST(the_rest_of_a_label_after_too_few_keys_for_a_scanner_is_not_taken),
        SK_TEST(what_a_hand_types_is_shown_and_what_a_scanner_types_is_not),
        SK_TEST(a_hand_pastes_and_a_scanners_control_character_does_not),
        SK_TEST(no_beginning_of_a_label_that_silence_cut_is_taken),
        SK_TEST(the_same_twice_without_a_return_is_a_scanner_that_sends_none),
        SK_TEST(a_scanner_declared_without_a_suffix_ends_with_silence),
        SK_TEST(a_return_within_a_code_makes_no_command_of_the_rest),
        SK_TEST(an_endless_typer_is_cut),
        SK_TEST(each_line_of_standard_input_is_a_scan),
        SK_TEST(a_line_without_end_is_taken_cut),
        SK_TEST(no_line_is_dropped_while_there_is_no_room),
        SK_TEST(a_reader_that_waits_for_room_can_be_stopped),
        SK_TEST(a_replay_plays_its_scans_with_their_times),
        SK_TEST(a_replay_with_a_mistake_names_file_and_line),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
