/* backlog_world.h — a small world for the backlog: a journal that takes its jobs in order and
 * answers later, and an outbox with few places, which several accounts share; calls of any of them
 * may be held back. Whatever happens in which order, no pair is lost, none is sent twice, and none
 * overtakes an older one of its account. assert_true(), assert_false() and
 * assert_int_equal() come from the file that includes it. */
#ifndef SK_TESTS_SENDING_BACKLOG_WORLD_H
#define SK_TESTS_SENDING_BACKLOG_WORLD_H

#include "sending/backlog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAIRS 40
#define PLACES 4
#define LOAD 2
#define QUEUE 400
#define ACCOUNTS_MAX 3

enum fate { FATE_NONE, FATE_SCANNED, FATE_UNSETTLED, FATE_SETTLED };
enum job_type { JOB_INTENT, JOB_LAST, JOB_LOAD };
struct job {
    enum job_type type;
    int64_t number;
    bool is_refused;
};
enum news_type { NEWS_SAVED, NEWS_REFUSED, NEWS_SETTLED, NEWS_LOADED, NEWS_UNFIT, NEWS_END };
struct news {
    enum news_type type;
    int64_t number;
};

struct world {
    struct sk_backlog backlog;
    int64_t next; /* number of the next pair */
    int64_t first;
    enum fate fates[PAIRS + 1];
    bool was_in_outbox[PAIRS + 1];
    bool is_in_outbox[PAIRS + 1];
    bool is_passed_on[PAIRS + 1];
    bool is_refused[PAIRS + 1];
    bool is_asked_back[PAIRS + 1];
    int tells[PAIRS + 1];
    enum sk_verdict_kind told[PAIRS + 1];
    int accounts; /* pair 1 is of the first, pair 2 of the next, … */
    bool is_held[ACCOUNTS_MAX];
    int32_t in_outbox;
    int64_t last_in_outbox[ACCOUNTS_MAX];
    struct job jobs[QUEUE];
    int job_count;
    struct news news[QUEUE];
    int news_count;
    int rejected;
};

static struct world world;

static int account_of(int64_t number) {
    return (int)((number - 1) % world.accounts);
}

/* One account alone may have all places; of several, each leaves one for others. */
static struct sk_backlog_place look_at_place(const void *data, const struct sk_account *account) {
    struct sk_backlog_place place = { .has = 0 };
    int at = atoi(account->profile);
    int32_t free_places = PLACES - world.in_outbox;
    (void)data;
    for (int64_t i = 1; i <= PAIRS; i++) {
        place.has += world.is_in_outbox[i] && account_of(i) == at;
    }
    place.room = world.accounts == 1 || place.has == 0 ? free_places : free_places - 1;
    place.room = world.accounts > 1 && place.room > PLACES / 2 - place.has ? PLACES / 2 - place.has
                                                                           : place.room;
    place.room = place.room < 0 ? 0 : place.room;
    place.is_held = world.is_held[at];
    return place;
}

static const struct sk_backlog_places places = { .look = look_at_place };

static struct sk_pair pair_of(int64_t number) {
    struct sk_pair pair = { .number = number };
    (void)snprintf(pair.account.profile, sizeof(pair.account.profile), "%d", account_of(number));
    (void)snprintf(pair.labels.serial, sizeof(pair.labels.serial), "sn%d", (int)number);
    (void)snprintf(pair.labels.instance, sizeof(pair.labels.instance), "sag-%d", (int)number);
    return pair;
}

static void queue_job(enum job_type type, int64_t number, bool is_refused) {
    assert_true(world.job_count < QUEUE);
    world.jobs[world.job_count++] = (struct job){ type, number, is_refused };
}

static void post(enum news_type type, int64_t number) {
    assert_true(world.news_count < QUEUE);
    world.news[world.news_count++] = (struct news){ type, number };
}

static void enter_outbox(int64_t number) {
    int account = account_of(number);
    assert_true(number > world.last_in_outbox[account]);
    assert_false(world.was_in_outbox[number]);
    for (int64_t older = account + 1; older < number; older += world.accounts) {
        /* It was here, or it is settled, or its last word is on its way. */
        bool is_past = world.was_in_outbox[older] || world.fates[older] == FATE_SETTLED;
        for (int i = 0; i < world.job_count; i++) {
            is_past = is_past || ((world.jobs[i].type == JOB_LAST || world.jobs[i].is_refused) &&
                                  world.jobs[i].number == older);
        }
        assert_true(is_past);
    }
    world.last_in_outbox[account] = number;
    world.was_in_outbox[number] = world.is_in_outbox[number] = true;
    world.in_outbox++;
    assert_true(world.in_outbox <= PLACES);
}

static void take_effects(bool is_refused) {
    struct sk_backlog_effect effect;
    while (sk_backlog_next(&world.backlog, &effect)) {
        int64_t number = effect.number;
        switch (effect.type) {
        case SK_BACKLOG_EFFECT_ADD:
            enter_outbox(number);
            queue_job(JOB_INTENT, number, false);
            break;
        case SK_BACKLOG_EFFECT_SAVE:
            queue_job(JOB_INTENT, number, is_refused);
            break;
        case SK_BACKLOG_EFFECT_RESTORE:
            enter_outbox(number);
            break;
        case SK_BACKLOG_EFFECT_REJECT:
            world.rejected++;
            break;
        case SK_BACKLOG_EFFECT_LOAD:
            queue_job(JOB_LOAD, number, false);
            break;
        case SK_BACKLOG_EFFECT_RECORD:
            assert_false(world.was_in_outbox[number]);
            assert_true(strlen(effect.pair.labels.serial) > 0 &&
                        strlen(effect.pair.labels.instance) > 0);
            queue_job(JOB_LAST, number, false);
            break;
        case SK_BACKLOG_EFFECT_PASS_ON:
            /* Of one that the list refuses, the outbox knows nothing; its verdict is on the way. */
            assert_true(world.was_in_outbox[number] || world.is_refused[number]);
            world.is_passed_on[number] = true;
            break;
        case SK_BACKLOG_EFFECT_TELL:
            assert_true(strlen(effect.pair.labels.serial) > 0 &&
                        strlen(effect.pair.labels.instance) > 0);
            assert_int_equal(effect.verdict, SK_VERDICT_WITHDRAWN);
            assert_true(world.is_asked_back[number]);
            world.told[number] = effect.verdict;
            world.tells[number]++;
            break;
        }
    }
}

static void step(struct sk_backlog_input input) {
    input.places = &places;
    input.recorder_room = 2;
    sk_backlog_step(&world.backlog, &input);
    take_effects(input.is_refused);
    struct sk_backlog_input room = { .type = SK_BACKLOG_INPUT_ROOM,
                                     .places = &places,
                                     .recorder_room = 2 };
    sk_backlog_step(&world.backlog, &room);
    take_effects(false);
}

static void begin(int64_t left_over, int accounts) {
    memset(&world, 0, sizeof(world));
    world.accounts = accounts;
    sk_backlog_init(&world.backlog, LOAD);
    for (int64_t i = 1; i <= left_over; i++) {
        world.fates[i] = FATE_UNSETTLED;
    }
    world.next = world.first = left_over + 1;
    step((struct sk_backlog_input){ .type = SK_BACKLOG_INPUT_OPENED, .count = left_over });
}

static void scan(bool is_refused) {
    if (world.next > PAIRS || !world.backlog.has_loaded) {
        return;
    }
    struct sk_pair pair = pair_of(world.next++);
    world.fates[pair.number] = FATE_SCANNED;
    world.is_refused[pair.number] = is_refused;
    step((struct sk_backlog_input){
        .type = SK_BACKLOG_INPUT_PAIR, .pair = &pair, .is_refused = is_refused });
}

static void load(int64_t after, bool is_unfit) {
    int count = 0;
    for (int64_t i = after + 1; i <= PAIRS && count < LOAD; i++) {
        if (world.fates[i] == FATE_UNSETTLED) {
            bool is_bad = is_unfit && count == 0 && !world.was_in_outbox[i];
            if (is_bad) {
                world.fates[i] = FATE_SETTLED;
            }
            post(is_bad ? NEWS_UNFIT : NEWS_LOADED, i);
            count++;
        }
    }
    post(NEWS_END, count);
}

/* The journal does its next job. */
static void work(bool guards_refuse) {
    if (world.job_count == 0) {
        return;
    }
    struct job job = world.jobs[0];
    world.job_count--;
    memmove(&world.jobs[0], &world.jobs[1], (size_t)world.job_count * sizeof(job));
    bool is_new = world.fates[job.number] != FATE_SETTLED;
    switch (job.type) {
    case JOB_INTENT:
        job.is_refused = job.is_refused || guards_refuse;
        world.fates[job.number] = job.is_refused ? FATE_SETTLED : FATE_UNSETTLED;
        post(job.is_refused ? NEWS_REFUSED : NEWS_SAVED, job.number);
        break;
    case JOB_LAST:
        assert_true(is_new || world.is_asked_back[job.number]);
        world.fates[job.number] = FATE_SETTLED;
        post(NEWS_SETTLED, job.number);
        break;
    case JOB_LOAD:
        load(job.number, guards_refuse);
        break;
    }
}

static void leave_outbox(int64_t number) {
    world.is_in_outbox[number] = false;
    world.in_outbox--;
}

static void hear(void) {
    if (world.news_count == 0) {
        return;
    }
    struct news news = world.news[0];
    world.news_count--;
    memmove(&world.news[0], &world.news[1], (size_t)world.news_count * sizeof(news));
    struct sk_pair pair = pair_of(news.number);
    struct sk_backlog_input input = { .number = news.number, .count = news.number };
    switch (news.type) {
    case NEWS_SAVED:
        return;
    case NEWS_REFUSED:
        if (world.is_in_outbox[news.number]) {
            leave_outbox(news.number);
        }
        input.type = SK_BACKLOG_INPUT_REFUSED;
        input.pair = &pair;
        break;
    case NEWS_SETTLED:
        input.type = SK_BACKLOG_INPUT_SETTLED;
        break;
    case NEWS_LOADED:
        input.type = SK_BACKLOG_INPUT_LOADED;
        input.pair = &pair;
        input.is_in_outbox = world.is_in_outbox[news.number];
        break;
    case NEWS_UNFIT:
        input.type = SK_BACKLOG_INPUT_UNFIT;
        break;
    case NEWS_END:
        input.type = SK_BACKLOG_INPUT_LOAD_END;
        break;
    }
    step(input);
}

static bool is_loaded_again(int64_t number) {
    for (int i = 0; i < world.news_count; i++) {
        if (world.news[i].type == NEWS_LOADED && world.news[i].number == number) {
            return true;
        }
    }
    return false;
}

/* The outbox has done with the oldest pair whose account is not held. The journal's news come in
 * order: what it said before it wrote the last word is heard before. */
static void settle_oldest(void) {
    for (int64_t i = 1; i <= PAIRS; i++) {
        if (world.is_in_outbox[i] && world.fates[i] == FATE_UNSETTLED && !is_loaded_again(i) &&
            !world.is_held[account_of(i)]) {
            world.fates[i] = FATE_SETTLED;
            leave_outbox(i);
            break;
        }
    }
    step((struct sk_backlog_input){ .type = SK_BACKLOG_INPUT_ROOM });
}

/* As the pairing machine does: what has no verdict yet, the newest or an older one. */
static void withdraw(int64_t back) {
    int64_t number = world.next - 1 - back;
    if (number < world.first || world.fates[number] == FATE_SETTLED || world.is_passed_on[number] ||
        world.tells[number] > 0) {
        return;
    }
    struct sk_pair pair = pair_of(number);
    world.is_asked_back[number] = true;
    step((struct sk_backlog_input){ .type = SK_BACKLOG_INPUT_WITHDRAW,
                                    .pair = &pair,
                                    .is_in_outbox = world.is_in_outbox[number] });
}

static void hold(int account) {
    world.is_held[account % world.accounts] = !world.is_held[account % world.accounts];
    step((struct sk_backlog_input){ .type = SK_BACKLOG_INPUT_ROOM });
}

enum { OPERATIONS = 12 };
static void operate(int which) {
    switch (which) {
    case 0:
    case 1:
        scan(false);
        break;
    case 2:
        scan(true);
        break;
    case 3:
        work(false);
        break;
    case 4:
        work(true);
        break;
    case 5:
    case 6:
        hear();
        break;
    case 7:
        settle_oldest();
        break;
    case 8:
        withdraw(0);
        break;
    case 9:
        withdraw(2);
        break;
    case 10:
        hold(0);
        break;
    default:
        hold(1);
        break;
    }
}

static void finish(void) {
    memset(world.is_held, 0, sizeof(world.is_held));
    for (int i = 0; i < 20 * PAIRS; i++) {
        work(false);
        hear();
        settle_oldest();
    }
    assert_int_equal(world.job_count, 0);
    assert_int_equal(world.news_count, 0);
    assert_int_equal(world.in_outbox, 0);
    assert_int_equal(world.rejected, 0);
    assert_int_equal(world.backlog.behind, 0);
    assert_int_equal(world.backlog.aside_count, 0);
    assert_int_equal(world.backlog.withdrawal_count, 0);
    assert_int_equal(world.backlog.state, SK_BACKLOG_STATE_FLOWING);
    for (int64_t i = 1; i < world.next; i++) {
        assert_int_equal(world.fates[i], FATE_SETTLED);
        assert_true(world.tells[i] <= 1);
        assert_false(world.tells[i] == 1 && world.was_in_outbox[i]);
    }
}

#endif
