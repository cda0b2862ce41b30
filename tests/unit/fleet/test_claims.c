/* What waits between a whole pair and its first line in the journal. */
#include "check.h"

#include "fleet/claims.h"

#include <stdio.h>
#include <string.h>

#define PATIENCE 20

static struct sk_claims claims;
static struct sk_claims_effect effects[64];
static size_t effect_count;

static void pump(sk_ms now) {
    while (sk_claims_next(&claims, now, &effects[effect_count])) {
        effect_count++;
        assert_true(effect_count < 64);
    }
}

static void begin(void) {
    sk_claims_init(&claims, PATIENCE);
    effect_count = 0;
    sk_claims_step(&claims,
                   &(struct sk_claims_input){ .type = SK_CLAIMS_INPUT_LINK, .is_up = true }, 0);
}

static struct sk_pair pair_of(int64_t number, const char *serial) {
    struct sk_pair pair = { .number = number };
    (void)snprintf(pair.labels.serial, sizeof(pair.labels.serial), "%s", serial);
    return pair;
}

static void label(const char *serial, sk_ms now) {
    struct sk_pair half = pair_of(0, serial);
    sk_claims_step(&claims,
                   &(struct sk_claims_input){ .type = SK_CLAIMS_INPUT_LABEL, .pair = &half }, now);
    pump(now);
}

static void complete(int64_t number, const char *serial, sk_ms now) {
    struct sk_pair pair = pair_of(number, serial);
    sk_claims_step(
        &claims,
        &(struct sk_claims_input){ .type = SK_CLAIMS_INPUT_PAIR, .pair = &pair, .limit = 3 }, now);
    pump(now);
}

static void answer(uint64_t id, enum sk_fleet_word_type type, sk_ms now) {
    struct sk_fleet_word word = { .type = type, .name = "Bench 7" };
    sk_claims_step(
        &claims, &(struct sk_claims_input){ .type = SK_CLAIMS_INPUT_WORD, .id = id, .word = &word },
        now);
    pump(now);
}

static const struct sk_claims_effect *last(void) {
    assert_true(effect_count > 0);
    return &effects[effect_count - 1];
}

static void the_first_label_is_asked_about_and_the_pair_is_claimed(void **state) {
    (void)state;
    begin();
    label("a", 0);
    assert_int_equal(last()->type, SK_CLAIMS_EFFECT_ASK);
    assert_string_equal(last()->pair.labels.serial, "a");
    answer(last()->id, SK_FLEET_WORD_FREE, 1);
    complete(1, "a", 100);
    assert_int_equal(last()->type, SK_CLAIMS_EFFECT_CLAIM);
    assert_int_equal(effect_count, 2); /* it waits */
    answer(last()->id, SK_FLEET_WORD_OURS, 102);
    assert_int_equal(last()->type, SK_CLAIMS_EFFECT_PASS);
    assert_int_equal(last()->word.type, SK_FLEET_WORD_OURS);
    assert_int_equal(last()->limit, 3);
    assert_int_equal(sk_claims_waiting(&claims), 0);
}

/* limit: devices that the instance may have. */
static void label_instance(const char *instance, int32_t limit, sk_ms now) {
    struct sk_pair half = { .number = 0 };
    (void)snprintf(half.labels.instance, sizeof(half.labels.instance), "%s", instance);
    sk_claims_step(
        &claims,
        &(struct sk_claims_input){ .type = SK_CLAIMS_INPUT_LABEL, .pair = &half, .limit = limit },
        now);
    pump(now);
}

static void complete_both(const char *serial, const char *instance, int32_t limit, sk_ms now) {
    struct sk_pair pair = pair_of(1, serial);
    (void)snprintf(pair.labels.instance, sizeof(pair.labels.instance), "%s", instance);
    sk_claims_step(
        &claims,
        &(struct sk_claims_input){ .type = SK_CLAIMS_INPUT_PAIR, .pair = &pair, .limit = limit },
        now);
    pump(now);
}

static void an_instance_that_has_one_device_is_asked_about_at_its_label(void **state) {
    (void)state;
    begin();
    label_instance("sag-1", 1, 0);
    assert_int_equal(last()->type, SK_CLAIMS_EFFECT_ASK);
    assert_string_equal(last()->pair.labels.serial, "");
    assert_string_equal(last()->pair.labels.instance, "sag-1");
    answer(last()->id, SK_FLEET_WORD_IN_USE, 1);
    complete_both("a", "sag-1", 1, 100);
    assert_int_equal(last()->type, SK_CLAIMS_EFFECT_CLAIM);
    assert_int_equal(last()->limit, 1);
    pump(120); /* without an answer to its claim what was said of the label counts */
    assert_int_equal(last()->type, SK_CLAIMS_EFFECT_PASS);
    assert_int_equal(last()->word.type, SK_FLEET_WORD_IN_USE);
}

static void what_was_said_of_the_device_goes_before_what_was_said_of_the_instance(void **state) {
    (void)state;
    begin();
    label_instance("sag-1", 1, 0);
    answer(last()->id, SK_FLEET_WORD_IN_USE, 1);
    label("a", 2);
    answer(last()->id, SK_FLEET_WORD_BOUND, 3);
    complete_both("a", "sag-1", 1, 100);
    pump(120);
    assert_int_equal(last()->word.type, SK_FLEET_WORD_BOUND);
}

static void an_instance_that_may_have_several_devices_is_not_asked_about(void **state) {
    (void)state;
    begin();
    label_instance("sag-1", 0, 0);
    label_instance("sag-1", 2, 1);
    assert_int_equal(effect_count, 0);
    /* What was said of it while it might have one is not held against it. */
    label_instance("sag-1", 1, 2);
    answer(last()->id, SK_FLEET_WORD_IN_USE, 3);
    complete_both("a", "sag-1", 2, 100);
    pump(120);
    assert_int_equal(last()->type, SK_CLAIMS_EFFECT_PASS);
    assert_int_equal(last()->word.type, SK_FLEET_WORD_UNKNOWN);
}

static void a_pair_without_an_answer_goes_on_when_its_time_is_over(void **state) {
    (void)state;
    begin();
    complete(1, "a", 100);
    pump(119);
    assert_int_equal(effect_count, 1);
    assert_int_equal(sk_claims_deadline(&claims), 120);
    pump(120);
    assert_int_equal(last()->type, SK_CLAIMS_EFFECT_PASS);
    assert_int_equal(last()->word.type, SK_FLEET_WORD_UNKNOWN);
}

static void what_was_said_of_its_label_counts_where_its_claim_is_not_answered(void **state) {
    (void)state;
    begin();
    label("a", 0);
    answer(last()->id, SK_FLEET_WORD_BOUND, 1);
    complete(1, "a", 100);
    pump(120);
    assert_int_equal(last()->type, SK_CLAIMS_EFFECT_PASS);
    assert_int_equal(last()->word.type, SK_FLEET_WORD_BOUND);
    assert_string_equal(last()->word.name, "Bench 7");
}

/* The server failed in between, say. */
static void what_was_said_of_its_label_counts_where_its_claim_fails(void **state) {
    (void)state;
    begin();
    label("a", 0);
    answer(last()->id, SK_FLEET_WORD_BOUND, 1);
    complete(1, "a", 100);
    answer(last()->id, SK_FLEET_WORD_UNKNOWN, 101);
    pump(101);
    assert_int_equal(last()->type, SK_CLAIMS_EFFECT_PASS);
    assert_int_equal(last()->word.type, SK_FLEET_WORD_BOUND);
}

static void what_was_said_of_a_label_counts_for_its_last_scan_alone(void **state) {
    (void)state;
    begin();
    label("a", 0);
    answer(last()->id, SK_FLEET_WORD_BOUND, 1);
    sk_claims_step(&claims, &(struct sk_claims_input){ .type = SK_CLAIMS_INPUT_LINK }, 2);
    label("a", 900000); /* nobody could be asked */
    complete(1, "a", 900100);
    pump(900120);
    assert_int_equal(last()->type, SK_CLAIMS_EFFECT_PASS);
    assert_int_equal(last()->word.type, SK_FLEET_WORD_UNKNOWN);
}

static void a_late_answer_changes_nothing_and_is_told(void **state) {
    (void)state;
    begin();
    complete(1, "a", 100);
    uint64_t id = last()->id;
    pump(120);
    answer(id, SK_FLEET_WORD_BOUND, 500);
    assert_int_equal(last()->type, SK_CLAIMS_EFFECT_LATE);
    assert_int_equal(last()->pair.number, 1);
    size_t before = effect_count;
    answer(id, SK_FLEET_WORD_BOUND, 501); /* once */
    assert_int_equal(effect_count, before);
    complete(2, "b", 600);
    id = last()->id;
    pump(620);
    before = effect_count;
    answer(id, SK_FLEET_WORD_OURS, 700); /* nothing to say */
    assert_int_equal(effect_count, before);
}

static void pairs_go_on_in_their_order(void **state) {
    (void)state;
    begin();
    complete(1, "a", 0);
    uint64_t first = last()->id;
    complete(2, "b", 1);
    answer(last()->id, SK_FLEET_WORD_OURS, 2);
    assert_int_equal(sk_claims_waiting(&claims), 2);
    answer(first, SK_FLEET_WORD_OURS, 3);
    assert_int_equal(effects[effect_count - 2].pair.number, 1);
    assert_int_equal(effects[effect_count - 1].pair.number, 2);
    assert_int_equal(sk_claims_waiting(&claims), 0);
}

static void a_supervisors_retry_is_not_asked_about(void **state) {
    (void)state;
    struct sk_pair pair = pair_of(2, "a");
    begin();
    pair.refers = 1;
    sk_claims_step(&claims,
                   &(struct sk_claims_input){ .type = SK_CLAIMS_INPUT_PAIR, .pair = &pair }, 0);
    pump(0);
    assert_int_equal(effect_count, 1);
    assert_int_equal(last()->type, SK_CLAIMS_EFFECT_PASS);
}

static void without_a_fleet_nothing_waits(void **state) {
    (void)state;
    sk_claims_init(&claims, 0);
    effect_count = 0;
    label("a", 0);
    assert_int_equal(effect_count, 0);
    complete(1, "a", 0);
    assert_int_equal(effect_count, 1);
    assert_int_equal(last()->type, SK_CLAIMS_EFFECT_PASS);
    assert_int_equal(last()->word.type, SK_FLEET_WORD_FREE);
}

static void all_that_wait_are_released(void **state) {
    (void)state;
    begin();
    for (int i = 1; i <= SK_CLAIMS_PAIRS; i++) {
        char serial[8];
        (void)snprintf(serial, sizeof(serial), "s%d", i);
        complete(i, serial, 0);
    }
    effect_count = 0;
    sk_claims_step(&claims, &(struct sk_claims_input){ .type = SK_CLAIMS_INPUT_RELEASE }, 1);
    pump(1);
    assert_int_equal(effect_count, SK_CLAIMS_PAIRS);
    for (int i = 0; i < SK_CLAIMS_PAIRS; i++) {
        assert_int_equal(effects[i].pair.number, i + 1);
    }
}

/* Whatever comes in whatever order: each pair goes on once, in order, within its time. */
static void no_life_loses_a_pair_or_keeps_one_longer_than_its_time(void **state) {
    (void)state;
    uint32_t random = 1;
    for (int life = 0; life < 3000; life++) {
        int64_t made = 0;
        int64_t passed = 0;
        sk_ms born[512];
        uint64_t ids[512];
        size_t id_count = 0;
        begin();
        for (sk_ms now = 0; now < 200; now += 3) {
            random = random * 1664525u + 1013904223u;
            uint32_t choice = (random >> 16) % 5;
            effect_count = 0;
            if (choice == 0 && sk_claims_waiting(&claims) < SK_CLAIMS_PAIRS) {
                born[++made] = now;
                complete(made, made % 2 == 0 ? "x" : "y", now);
            } else if (choice == 1) {
                label("x", now);
            } else if (choice == 2 && id_count > 0) {
                answer(ids[(random >> 20) % id_count], (enum sk_fleet_word_type)((random >> 8) % 5),
                       now);
            } else {
                pump(now);
            }
            for (size_t i = 0; i < effect_count; i++) {
                if (effects[i].type == SK_CLAIMS_EFFECT_PASS) {
                    assert_int_equal(effects[i].pair.number, ++passed);
                    assert_true(now - born[passed] <= PATIENCE + 3);
                } else if (effects[i].type != SK_CLAIMS_EFFECT_LATE) {
                    ids[id_count++ % 512] = effects[i].id;
                    id_count = id_count > 511 ? 511 : id_count;
                }
            }
        }
        effect_count = 0;
        pump(1000);
        assert_int_equal(passed + (int64_t)effect_count, made);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_label_is_asked_about_and_the_pair_is_claimed),
        cmocka_unit_test(an_instance_that_has_one_device_is_asked_about_at_its_label),
        cmocka_unit_test(what_was_said_of_the_device_goes_before_what_was_said_of_the_instance),
        cmocka_unit_test(an_instance_that_may_have_several_devices_is_not_asked_about),
        cmocka_unit_test(a_pair_without_an_answer_goes_on_when_its_time_is_over),
        cmocka_unit_test(what_was_said_of_its_label_counts_where_its_claim_is_not_answered),
        cmocka_unit_test(what_was_said_of_its_label_counts_where_its_claim_fails),
        cmocka_unit_test(what_was_said_of_a_label_counts_for_its_last_scan_alone),
        cmocka_unit_test(a_late_answer_changes_nothing_and_is_told),
        cmocka_unit_test(pairs_go_on_in_their_order),
        cmocka_unit_test(a_supervisors_retry_is_not_asked_about),
        cmocka_unit_test(without_a_fleet_nothing_waits),
        cmocka_unit_test(all_that_wait_are_released),
        cmocka_unit_test(no_life_loses_a_pair_or_keeps_one_longer_than_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
