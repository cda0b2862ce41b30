/* ship_world.h — a log, a server as schema/001_fleet.sql has it, and a connection that fails, for
 * the shipping alone. What must never be is checked at each step. For test_ship and its fuzzer. */
#ifndef SK_TESTS_FLEET_SHIP_WORLD_H
#define SK_TESTS_FLEET_SHIP_WORLD_H

#include "fleet/ship.h"

#include <stdlib.h>
#include <string.h>

#define WORLD_EVENTS 512
#define WORLD_BATCH 3

/* Ends the test or the fuzzer alike. */
#define WORLD_MUST(condition)                                                                      \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

static struct {
    struct sk_ship ship;
    sk_ms now;
    /* The log: hashes by number; 0 has none. A change of the past changes all behind it. */
    int hash[WORLD_EVENTS];
    int last;
    int epoch;
    /* The server. */
    bool is_known;
    int server[WORLD_EVENTS];
    int head;
    /* The batch that was read, and what is on its way. */
    int batch[WORLD_EVENTS];
    int first;
    int count;
    int previous;
    int compared; /* the head that the server gave, by hash */
    bool is_asking;
    bool is_sending;
    bool is_up;
    bool fails_to_read;
    int64_t acknowledged;
    int alarms;
    int own_alarms;
} world;

static void world_pump(void);

static void world_step(struct sk_ship_input input) {
    sk_ship_step(&world.ship, &input, world.now);
    world_pump();
}

static void world_read(const struct sk_ship_effect *effect) {
    struct sk_ship_input input = { .type = SK_SHIP_INPUT_READ };
    WORLD_MUST(effect->number >= 0 && effect->limit == WORLD_BATCH);
    if (world.fails_to_read || effect->number > world.last) {
        world.fails_to_read = false;
        input.type = SK_SHIP_INPUT_NOT_READ;
        sk_ship_step(&world.ship, &input, world.now);
        return;
    }
    world.first = (int)effect->number + 1;
    world.previous = world.hash[effect->number];
    world.count = 0;
    while (world.count < effect->limit && world.first + world.count <= world.last) {
        world.batch[world.count] = world.hash[world.first + world.count];
        world.count++;
    }
    input.count = world.count;
    input.has_more = world.first + world.count <= world.last;
    sk_ship_step(&world.ship, &input, world.now);
}

static void world_compare(int64_t number) {
    struct sk_ship_input input = { .type = SK_SHIP_INPUT_COMPARED };
    if (world.fails_to_read) {
        world.fails_to_read = false;
        input.type = SK_SHIP_INPUT_NOT_READ;
    } else if (number < 0) {
        input.number = 0;
        input.is_same = true;
    } else {
        input.is_same = number <= world.last && world.hash[number] == world.compared;
    }
    sk_ship_step(&world.ship, &input, world.now);
}

static void world_pump(void) {
    struct sk_ship_effect effect;
    while (sk_ship_next(&world.ship, world.now, &effect)) {
        switch (effect.type) {
        case SK_SHIP_EFFECT_ASK:
            WORLD_MUST(world.is_up && !world.is_asking && !world.is_sending);
            world.is_asking = true;
            break;
        case SK_SHIP_EFFECT_COMPARE:
            world_compare(effect.number);
            break;
        case SK_SHIP_EFFECT_READ:
            world_read(&effect);
            break;
        case SK_SHIP_EFFECT_SEND:
            WORLD_MUST(world.is_up && !world.is_asking && !world.is_sending && world.count > 0);
            world.is_sending = true;
            break;
        case SK_SHIP_EFFECT_ACKNOWLEDGE:
            WORLD_MUST(effect.number > world.acknowledged || effect.number == 0);
            WORLD_MUST(effect.number <= world.head); /* never more than the server has */
            WORLD_MUST(effect.number == 0 ||
                       world.server[effect.number] == world.hash[effect.number]);
            world.acknowledged = effect.number;
            break;
        case SK_SHIP_EFFECT_ALARM:
            world.alarms++;
            world.own_alarms += effect.is_ours;
            break;
        }
    }
}

/* As sag.ship(). */
static enum sk_ship_end world_serve(void) {
    if (!world.is_known) {
        world.is_known = true;
    }
    if (world.first - 1 > world.head) {
        return SK_SHIP_END_REFUSED;
    }
    if (world.server[world.first - 1] != world.previous) {
        return SK_SHIP_END_REFUSED;
    }
    if (world.first - 1 < world.head) {
        for (int i = 0; i < world.count && world.first + i <= world.head; i++) {
            if (world.server[world.first + i] != world.batch[i]) {
                return SK_SHIP_END_REFUSED;
            }
        }
        return SK_SHIP_END_HEAD;
    }
    for (int i = 0; i < world.count; i++) {
        world.server[++world.head] = world.batch[i];
    }
    return SK_SHIP_END_TAKEN;
}

static void world_begin(void) {
    struct sk_ship_rules rules = { .batch_max = WORLD_BATCH,
                                   .pause = 5,
                                   .retry_first = 10,
                                   .retry_cap = 100,
                                   .alarm_pause = 1000,
                                   .randomness = 7 };
    memset(&world, 0, sizeof(world));
    sk_ship_init(&world.ship, &rules);
    world_step((struct sk_ship_input){ .type = SK_SHIP_INPUT_OPENED });
}

/* --- what happens ------------------------------------------------------------------------- */

static void world_write(void) {
    if (world.last + 1 < WORLD_EVENTS) {
        world.last++;
        world.hash[world.last] = 1000 * world.epoch + world.last;
        world_step((struct sk_ship_input){ .type = SK_SHIP_INPUT_NEWS });
    }
}

static void world_up(void) {
    if (!world.is_up) {
        world.is_up = true;
        world_step((struct sk_ship_input){ .type = SK_SHIP_INPUT_UP });
    }
}

/* What is on its way arrives, or does not; nobody learns which. */
static void world_down(bool arrives) {
    if (world.is_sending && arrives) {
        (void)world_serve();
    }
    world.is_up = world.is_asking = world.is_sending = false;
    world_step((struct sk_ship_input){ .type = SK_SHIP_INPUT_DOWN });
}

static void world_answer(bool has_trouble) {
    struct sk_ship_input input = { .type = SK_SHIP_INPUT_ANSWER, .end = SK_SHIP_END_TROUBLE };
    if (!world.is_asking && !world.is_sending) {
        return;
    }
    if (!has_trouble && world.is_asking) {
        input.end = world.is_known ? SK_SHIP_END_HEAD : SK_SHIP_END_UNKNOWN;
    } else if (!has_trouble) {
        input.end = world_serve();
    }
    input.number = world.head;
    world.compared = world.server[world.head];
    world.is_asking = world.is_sending = false;
    world_step(input);
}

static void world_wait(sk_ms time) {
    world.now += time;
    world_pump();
}

/* Somebody changes the past from an event on, and hashes anew. */
static void world_rewrite(int from) {
    world.epoch++;
    for (int i = from; i <= world.last; i++) {
        world.hash[i] = 1000 * world.epoch + i;
    }
}

enum { WORLD_OPERATIONS = 9 };

static void world_operate(int operation) {
    switch (operation) {
    case 0:
        world_write();
        break;
    case 1:
        world_answer(false);
        break;
    case 2:
        world_down(true);
        break;
    case 3:
        world_down(false);
        break;
    case 4:
        world_up();
        break;
    case 5:
        world_answer(true);
        break;
    case 6:
        world_wait(20);
        break;
    case 7:
        world.is_asking = world.is_sending = false;
        world.acknowledged = 0;
        world_step((struct sk_ship_input){ .type = SK_SHIP_INPUT_OPENED });
        break;
    default:
        world.fails_to_read = true;
        break;
    }
}

/* The server has all of the log. */
static bool world_is_whole(void) {
    return world.head == world.last &&
           memcmp(world.server, world.hash, (size_t)(world.last + 1) * sizeof(world.hash[0])) == 0;
}

/* Everything works again, for long enough. */
static void world_finish(void) {
    for (int i = 0; i < 1000 && !(world_is_whole() && world.acknowledged == world.last); i++) {
        world_up();
        world_answer(false);
        world_wait(200);
    }
}

#endif
