/* delivery_world.h — a small world for the delivery: a journal that grows, notes an acknowledgement
 * when it likes and loses the rest with the power, and a receiver that takes, refuses, is away, or
 * takes a letter whose answer is lost. Whatever happens in which order, no letter is left out or
 * overtaken, and none is dead without having been refused often enough. assert_true(),
 * assert_false() and assert_int_equal() come from the file that includes it. */
#ifndef SK_TESTS_DELIVERY_DELIVERY_WORLD_H
#define SK_TESTS_DELIVERY_DELIVERY_WORLD_H

#include "delivery/delivery.h"

#include <stdlib.h>
#include <string.h>

#define EVENTS 60
#define READING 3 /* letters of one reading, fewer than the machine's limit */
#define TRIES 2
#define CAP 40

struct world {
    struct sk_delivery delivery;
    sk_ms now;
    int32_t batch_max;
    int64_t written; /* events in the journal */
    bool is_letter[EVENTS + 1];
    int64_t noted;        /* acknowledged, on the disk */
    int64_t acknowledged; /* as the machine said, in this run */
    int32_t taken[EVENTS + 1];
    bool is_dead[EVENTS + 1]; /* that is in the journal */
    int32_t refused_in_row;
    int64_t refused; /* the letter that was */
    int64_t newest;  /* the last letter that was taken, or recorded as dead */
    /* What the machine waits for. */
    bool is_reading;
    int64_t read_after;
    bool is_delivering;
    struct sk_delivery_letter letters[SK_DELIVERY_LETTERS]; /* of the last reading */
    int32_t letter_count;
    int32_t first;
    int32_t count;
    bool is_recording;
    int64_t recorded;
};

static struct world world;

static void take_effects(void) {
    struct sk_delivery_effect effect;
    while (sk_delivery_next(&world.delivery, world.now, &effect)) {
        switch (effect.type) {
        case SK_DELIVERY_EFFECT_READ:
            assert_false(world.is_reading || world.is_delivering || world.is_recording);
            assert_int_equal(effect.number, world.acknowledged);
            world.is_reading = true;
            world.read_after = effect.number;
            break;
        case SK_DELIVERY_EFFECT_DELIVER:
            assert_false(world.is_reading || world.is_delivering || world.is_recording);
            assert_true(effect.count >= 1 && effect.count <= world.batch_max);
            assert_true(effect.first + effect.count <= world.letter_count);
            world.is_delivering = true;
            world.first = effect.first;
            world.count = effect.count;
            break;
        case SK_DELIVERY_EFFECT_ACKNOWLEDGE:
            assert_true(effect.number > world.acknowledged && effect.number <= world.written);
            for (int64_t i = world.acknowledged + 1; i <= effect.number; i++) {
                assert_true(!world.is_letter[i] || world.taken[i] > 0 || world.is_dead[i]);
            }
            world.acknowledged = effect.number;
            break;
        case SK_DELIVERY_EFFECT_RECORD:
            assert_false(world.is_reading || world.is_delivering || world.is_recording);
            assert_int_equal(effect.letter.seq, world.refused);
            assert_true(world.refused_in_row >= TRIES);
            world.is_recording = true;
            world.recorded = effect.letter.seq;
            break;
        }
    }
    sk_ms deadline = sk_delivery_deadline(&world.delivery, world.now);
    assert_true(deadline < 0 || (deadline > world.now && deadline <= world.now + CAP));
    /* It waits for something, or for news, or for its time. */
    assert_true(world.is_reading || world.is_delivering || world.is_recording || deadline >= 0 ||
                world.delivery.state == SK_DELIVERY_STATE_IDLE);
}

static void step(struct sk_delivery_input input) {
    sk_delivery_step(&world.delivery, &input, world.now);
    take_effects();
}

/* The start after a loss of power: what was noted is known, and nothing else. */
static void start(void) {
    struct sk_delivery_rules rules = { .batch_max = world.batch_max,
                                       .tries_max = TRIES,
                                       .retry_first = 2,
                                       .retry_cap = CAP,
                                       .pause = world.batch_max > 1 ? 5 : 0,
                                       .randomness = (uint32_t)world.written };
    world.is_reading = world.is_delivering = world.is_recording = false;
    world.refused_in_row = 0;
    world.refused = 0;
    world.acknowledged = world.newest = world.noted;
    sk_delivery_init(&world.delivery, &rules);
    step((struct sk_delivery_input){ .type = SK_DELIVERY_INPUT_OPENED, .number = world.noted });
}

static void begin(int32_t batch_max) {
    memset(&world, 0, sizeof(world));
    world.batch_max = batch_max;
    start();
}

static void write_event(bool is_letter) {
    if (world.written < EVENTS) {
        world.is_letter[++world.written] = is_letter;
        step((struct sk_delivery_input){ .type = SK_DELIVERY_INPUT_NEWS });
    }
}

static void answer_reading(bool can_read) {
    struct sk_delivery_input input = { .type = SK_DELIVERY_INPUT_NOT_READ };
    if (!world.is_reading) {
        return;
    }
    world.is_reading = false;
    if (can_read) {
        input = (struct sk_delivery_input){ .type = SK_DELIVERY_INPUT_READ,
                                            .letters = world.letters,
                                            .number = world.read_after };
        world.letter_count = 0;
        while (input.number < world.written && world.letter_count < READING) {
            input.number++;
            if (world.is_letter[input.number]) {
                world.letters[world.letter_count++] =
                    (struct sk_delivery_letter){ input.number, 100 + input.number };
            }
        }
        input.count = world.letter_count;
        input.has_more = input.number < world.written;
    }
    step(input);
}

static void receive(int64_t seq) {
    assert_true(world.is_letter[seq]);
    for (int64_t older = 1; older < seq; older++) {
        assert_true(!world.is_letter[older] || world.taken[older] > 0 || world.is_dead[older]);
    }
    world.taken[seq]++;
    world.newest = seq > world.newest ? seq : world.newest;
}

static void answer_delivery(enum sk_delivery_end end, bool arrives, sk_ms retry_after) {
    if (!world.is_delivering) {
        return;
    }
    int64_t first = world.letters[world.first].seq;
    world.is_delivering = false;
    for (int32_t i = 0; i < world.count && (end == SK_DELIVERY_END_TAKEN || arrives); i++) {
        receive(world.letters[world.first + i].seq);
    }
    world.refused_in_row = end != SK_DELIVERY_END_REFUSED
                               ? (first == world.refused ? world.refused_in_row : 0)
                           : first == world.refused ? world.refused_in_row + 1
                                                    : 1;
    world.refused = first;
    step((struct sk_delivery_input){
        .type = SK_DELIVERY_INPUT_ANSWER, .end = end, .retry_after = retry_after });
}

static void answer_record(bool is_saved) {
    if (world.is_recording) {
        world.is_recording = false;
        world.is_dead[world.recorded] = world.is_dead[world.recorded] || is_saved;
        step((struct sk_delivery_input){ .type = is_saved ? SK_DELIVERY_INPUT_SAVED
                                                          : SK_DELIVERY_INPUT_UNSAVED });
    }
}

static void pass_time(sk_ms by) {
    world.now += by;
    take_effects();
}

/* An answer that nobody waits for changes nothing. */
static void answer_unasked(void) {
    struct sk_delivery before = world.delivery;
    static const enum sk_delivery_input_type types[] = {
        SK_DELIVERY_INPUT_READ,  SK_DELIVERY_INPUT_NOT_READ, SK_DELIVERY_INPUT_ANSWER,
        SK_DELIVERY_INPUT_SAVED, SK_DELIVERY_INPUT_UNSAVED,
    };
    const bool waits[] = { world.is_reading, world.is_reading, world.is_delivering,
                           world.is_recording, world.is_recording };
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (!waits[i]) {
            step((struct sk_delivery_input){ .type = types[i], .number = world.written });
        }
    }
    assert_int_equal(memcmp(&before, &world.delivery, sizeof(before)), 0);
}

enum { OPERATIONS = 14 };
static void operate(int which) {
    switch (which) {
    case 0:
        write_event(true);
        break;
    case 1:
        write_event(false);
        break;
    case 2:
        answer_reading(true);
        break;
    case 3:
        answer_reading(false);
        break;
    case 4:
        answer_delivery(SK_DELIVERY_END_TAKEN, true, 0);
        break;
    case 5:
        answer_delivery(SK_DELIVERY_END_REFUSED, false, 0);
        break;
    case 6:
        answer_delivery(SK_DELIVERY_END_TROUBLE, false, 0);
        break;
    case 7:
        answer_delivery(SK_DELIVERY_END_TROUBLE, true, 1000);
        break;
    case 8:
        answer_record(true);
        break;
    case 9:
        answer_record(false);
        break;
    case 10:
        pass_time(1);
        break;
    case 11:
        pass_time(CAP);
        break;
    case 12: /* the acknowledgement is noted, late */
        world.noted = world.acknowledged;
        break;
    default: /* the power fails */
        answer_unasked();
        start();
        break;
    }
}

/* All is well from now on: everything arrives, and then there is nothing more to do. */
static void finish(void) {
    for (int i = 0; i < 8 * EVENTS; i++) {
        answer_reading(true);
        answer_delivery(SK_DELIVERY_END_TAKEN, true, 0);
        answer_record(true);
        pass_time(CAP);
    }
    for (int64_t i = 1; i <= world.written; i++) {
        assert_true(!world.is_letter[i] || world.taken[i] > 0 || world.is_dead[i]);
        assert_true(world.is_letter[i] || world.taken[i] == 0);
    }
    assert_int_equal(world.acknowledged, world.written);
    assert_int_equal(world.delivery.state, SK_DELIVERY_STATE_IDLE);
}

#endif
