/* Which picture is kept with which pair, when it is written, and what is dropped when. */
#include "check.h"

#include "sending/keeping.h"

#include <string.h>

#define QUIET 100
#define LONGEST 1500

static const struct sk_keeping_rules rules = { .quiet = QUIET, .longest = LONGEST };

static struct sk_keeping keeping;
static struct sk_keeping_effect effect;

static void begin(sk_ms now) {
    sk_keeping_init(&keeping, &rules, now);
}

static void step(enum sk_keeping_input_type type, int64_t number, sk_ms now) {
    struct sk_keeping_input input = { .type = type, .number = number, .hash = "00ff" };
    sk_keeping_step(&keeping, &input, now);
}

static void complete(int64_t number, struct sk_scan_facts serial, struct sk_scan_facts instance,
                     sk_ms now) {
    struct sk_pair pair = { .number = number, .serial_facts = serial, .instance_facts = instance };
    struct sk_keeping_input input = { .type = SK_KEEPING_INPUT_PAIR, .pair = &pair };
    sk_keeping_step(&keeping, &input, now);
}

/* By a scanner that is no camera. */
static void scan(int64_t number, sk_ms now) {
    complete(number, (struct sk_scan_facts){ .at = now - 5 }, (struct sk_scan_facts){ .at = now },
             now);
}

static void expect(enum sk_keeping_effect_type type, int64_t number, sk_ms now) {
    assert_true(sk_keeping_next(&keeping, now, true, &effect));
    assert_int_equal(effect.type, type);
    assert_int_equal(effect.number, number);
}

static void expect_nothing(sk_ms now) {
    assert_false(sk_keeping_next(&keeping, now, true, &effect));
}

static void the_label_that_completes_a_pair_decides_which_picture(void **state) {
    (void)state;
    const struct sk_scan_facts seen = { .picture = 70, .at = 1000 };
    const struct sk_scan_facts seen_later = { .picture = 90, .at = 2000 };
    const struct sk_scan_facts scanned_later = { .at = 3000 };
    begin(0);
    complete(1, seen, seen_later, 3000);
    expect(SK_KEEPING_EFFECT_TAKE, 1, 3000);
    assert_int_equal(effect.picture, 90);
    complete(2, seen_later, seen, 3000);
    expect(SK_KEEPING_EFFECT_TAKE, 2, 3000);
    assert_int_equal(effect.picture, 90);
    complete(3, seen, scanned_later, 3000); /* another scanner: what the camera sees now */
    expect(SK_KEEPING_EFFECT_TAKE, 3, 3000);
    assert_int_equal(effect.picture, 0);
    complete(4, scanned_later, seen, 3000);
    expect(SK_KEEPING_EFFECT_TAKE, 4, 3000);
    assert_int_equal(effect.picture, 0);
}

static void
a_picture_is_written_when_its_pair_is_saved_and_told_and_the_bench_is_quiet(void **state) {
    (void)state;
    begin(0);
    scan(1, 1000);
    expect(SK_KEEPING_EFFECT_TAKE, 1, 1000);
    expect_nothing(1000 + 10 * LONGEST); /* its pair is not in the journal */
    assert_int_equal(sk_keeping_deadline(&keeping, 1000), -1);
    step(SK_KEEPING_INPUT_SAVED, 1, 1010);
    expect_nothing(1010 + QUIET); /* nothing was told yet */
    assert_int_equal(sk_keeping_deadline(&keeping, 1010), 1010 + LONGEST);
    step(SK_KEEPING_INPUT_TOLD, 1, 1200);
    step(SK_KEEPING_INPUT_STIRRED, 0, 1250);
    assert_int_equal(sk_keeping_deadline(&keeping, 1250), 1250 + QUIET);
    expect_nothing(1250 + QUIET - 1);
    expect(SK_KEEPING_EFFECT_WRITE, 1, 1250 + QUIET);
    expect_nothing(9000);
    assert_int_equal(sk_keeping_deadline(&keeping, 9000), -1);
    step(SK_KEEPING_INPUT_WRITTEN, 1, 9000);
    assert_false(sk_keeping_next(&keeping, 9000, false, &effect)); /* the disk is behind */
    expect(SK_KEEPING_EFFECT_RECORD, 1, 9000);
    assert_string_equal(effect.hash, "00ff");
    assert_false(sk_keeping_is_idle(&keeping));
    step(SK_KEEPING_INPUT_RECORDED, 1, 9010);
    assert_true(sk_keeping_is_idle(&keeping));
}

static void a_bench_that_is_never_quiet_does_not_keep_a_picture_from_being_written(void **state) {
    (void)state;
    begin(0);
    scan(1, 1000);
    expect(SK_KEEPING_EFFECT_TAKE, 1, 1000);
    step(SK_KEEPING_INPUT_SAVED, 1, 1000);
    step(SK_KEEPING_INPUT_TOLD, 1, 1010);
    for (sk_ms now = 1010; now < 1000 + LONGEST; now += QUIET / 2) {
        step(SK_KEEPING_INPUT_STIRRED, 0, now);
        expect_nothing(now);
    }
    expect(SK_KEEPING_EFFECT_WRITE, 1, 1000 + LONGEST);
}

static void one_is_written_at_a_time_in_the_order_of_the_pairs(void **state) {
    (void)state;
    begin(0);
    for (int64_t i = 3; i >= 1; i--) {
        scan(i, 1000);
        expect(SK_KEEPING_EFFECT_TAKE, i, 1000);
        step(SK_KEEPING_INPUT_SAVED, i, 1000);
    }
    sk_ms now = 1000 + LONGEST;
    for (int64_t i = 1; i <= 3; i++) {
        expect(SK_KEEPING_EFFECT_WRITE, i, now);
        expect_nothing(now);
        step(SK_KEEPING_INPUT_FAILED, i, now); /* the next one may have more luck */
    }
    assert_true(sk_keeping_is_idle(&keeping));
    assert_int_equal(keeping.gone_without, 0);
}

static void without_a_picture_there_is_nothing_to_do(void **state) {
    (void)state;
    begin(0);
    scan(1, 1000);
    expect(SK_KEEPING_EFFECT_TAKE, 1, 1000);
    step(SK_KEEPING_INPUT_NONE, 1, 1000);
    assert_true(sk_keeping_is_idle(&keeping));
    step(SK_KEEPING_INPUT_SAVED, 1, 1010);
    expect_nothing(99999);
}

static void of_too_many_the_oldest_that_is_not_being_written_goes_without(void **state) {
    (void)state;
    begin(0);
    for (int64_t i = 1; i <= SK_KEEPING_SIZE; i++) {
        scan(i, 1000);
        expect(SK_KEEPING_EFFECT_TAKE, i, 1000);
    }
    step(SK_KEEPING_INPUT_SAVED, 1, 1000);
    expect(SK_KEEPING_EFFECT_WRITE, 1, 1000 + LONGEST);
    step(SK_KEEPING_INPUT_SAVED, 3, 1000 + LONGEST);
    scan(20, 3000);
    expect(SK_KEEPING_EFFECT_LET_GO, 2, 3000);
    expect(SK_KEEPING_EFFECT_TAKE, 20, 3000);
    scan(21, 3000);
    expect(SK_KEEPING_EFFECT_LET_GO, 3, 3000);
    expect(SK_KEEPING_EFFECT_TAKE, 21, 3000);
    expect_nothing(3000);
    assert_int_equal(keeping.gone_without, 2);
}

static void at_the_end_all_that_are_saved_are_written_at_once(void **state) {
    (void)state;
    begin(0);
    for (int64_t i = 1; i <= 3; i++) {
        scan(i, 1000);
        expect(SK_KEEPING_EFFECT_TAKE, i, 1000);
    }
    step(SK_KEEPING_INPUT_SAVED, 1, 1000);
    step(SK_KEEPING_INPUT_SAVED, 3, 1000);
    expect_nothing(1000);
    step(SK_KEEPING_INPUT_HURRY, 0, 1000);
    assert_int_equal(sk_keeping_deadline(&keeping, 1000), 1000);
    expect(SK_KEEPING_EFFECT_WRITE, 1, 1000);
    expect(SK_KEEPING_EFFECT_WRITE, 3, 1000);
    expect_nothing(99999);
}

/* --- lives of any kind -------------------------------------------------------------------- */

#define NUMBERS 4000

/* What the owner has of each pair. */
static struct {
    bool is_out;   /* its picture was taken out and is held, or being written */
    bool is_saved; /* its intent */
    bool is_writing;
    bool is_written;
    bool is_recorded;
} owned[NUMBERS];

static uint32_t randomness;

static uint32_t chance(uint32_t of) {
    randomness = randomness * 1664525u + 1013904223u;
    return (randomness >> 16) % of;
}

static void carry_out(int *out, sk_ms now) {
    while (sk_keeping_next(&keeping, now, chance(4) > 0, &effect)) {
        int64_t n = effect.number;
        switch (effect.type) {
        case SK_KEEPING_EFFECT_TAKE:
            assert_false(owned[n].is_out);
            if (chance(5) == 0) {
                step(SK_KEEPING_INPUT_NONE, n, now);
            } else {
                owned[n].is_out = true;
                (*out)++;
            }
            break;
        case SK_KEEPING_EFFECT_LET_GO:
            assert_true(owned[n].is_out && !owned[n].is_writing);
            owned[n].is_out = false;
            (*out)--;
            break;
        case SK_KEEPING_EFFECT_WRITE:
            assert_true(owned[n].is_out && owned[n].is_saved && !owned[n].is_writing);
            owned[n].is_writing = true;
            break;
        case SK_KEEPING_EFFECT_RECORD:
            assert_true(owned[n].is_written && !owned[n].is_recorded);
            owned[n].is_recorded = true;
            break;
        }
        assert_true(*out <= SK_KEEPING_SIZE); /* so is the memory */
    }
}

/* The thread is done with one of those that it has. */
static void end_write(int64_t number, int *out, sk_ms now) {
    if (!owned[number].is_writing) {
        step(SK_KEEPING_INPUT_FAILED, number, now); /* of nothing that is under way */
        return;
    }
    bool is_good = chance(4) > 0;
    owned[number].is_writing = false;
    owned[number].is_out = false;
    owned[number].is_written = is_good;
    (*out)--;
    step(is_good ? SK_KEEPING_INPUT_WRITTEN : SK_KEEPING_INPUT_FAILED, number, now);
}

static void live(int64_t last) {
    int out = 0;
    sk_ms now = 1000;
    memset(owned, 0, sizeof(owned));
    begin(now);
    for (int64_t newest = 0; newest < last;) {
        int64_t some = newest > 0 ? newest - chance(newest > 12 ? 12 : (uint32_t)newest) : 0;
        now += chance(60);
        switch (chance(8)) {
        case 0:
        case 1:
            scan(++newest, now);
            break;
        case 2:
        case 3:
            owned[some].is_saved = true;
            step(SK_KEEPING_INPUT_SAVED, some, now);
            break;
        case 4:
            step(SK_KEEPING_INPUT_TOLD, some, now);
            break;
        case 5:
        case 6:
            end_write(some, &out, now);
            break;
        default:
            step(SK_KEEPING_INPUT_RECORDED, owned[some].is_recorded ? some : 0, now);
            break;
        }
        carry_out(&out, now);
        sk_ms deadline = sk_keeping_deadline(&keeping, now);
        assert_true(deadline == -1 || deadline >= now);
    }
    step(SK_KEEPING_INPUT_HURRY, 0, now);
    for (int round = 0; round < 40 && !sk_keeping_is_idle(&keeping); round++) {
        for (int64_t i = 1; i <= last; i++) {
            owned[i].is_saved = true;
            step(SK_KEEPING_INPUT_SAVED, i, now);
            end_write(i, &out, now);
            if (owned[i].is_recorded) {
                step(SK_KEEPING_INPUT_RECORDED, i, now);
            }
        }
        carry_out(&out, now);
    }
    assert_true(sk_keeping_is_idle(&keeping));
    assert_int_equal(out, 0); /* nothing was forgotten */
}

static void no_picture_is_written_before_its_pair_nor_forgotten_whatever_happens(void **state) {
    (void)state;
    for (uint32_t seed = 1; seed <= 300; seed++) {
        randomness = seed;
        live(60);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_label_that_completes_a_pair_decides_which_picture),
        cmocka_unit_test(
            a_picture_is_written_when_its_pair_is_saved_and_told_and_the_bench_is_quiet),
        cmocka_unit_test(a_bench_that_is_never_quiet_does_not_keep_a_picture_from_being_written),
        cmocka_unit_test(one_is_written_at_a_time_in_the_order_of_the_pairs),
        cmocka_unit_test(without_a_picture_there_is_nothing_to_do),
        cmocka_unit_test(of_too_many_the_oldest_that_is_not_being_written_goes_without),
        cmocka_unit_test(at_the_end_all_that_are_saved_are_written_at_once),
        cmocka_unit_test(no_picture_is_written_before_its_pair_nor_forgotten_whatever_happens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
