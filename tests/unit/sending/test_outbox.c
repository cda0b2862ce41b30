#include "death.h"

#include "base/util.h"
#include "unit/sending/outbox_inputs.h"

#include <string.h>

#define SN1 "sage62x0219220001"
#define SN2 "sage62x0219220002"
#define SN3 "sage62x0219220003"
#define INST1 "sag-demo0000000000ok01"
#define INST2 "sag-demo0000000000ok02"
#define INST3 "sag-demo0000000000ok03"

struct desk {
    struct sk_outbox outbox;
    struct sk_outbox_effect effect;
    sk_ms now;
};

static void open_desk(struct desk *desk) {
    struct sk_outbox_rules rules = { .max_in_flight = 4,
                                     .retry_first = 2000,
                                     .retry_cap = 60000,
                                     .probe_first = 1000,
                                     .probe_cap = 60000,
                                     .ask_rounds = 3,
                                     .ask_delay = { 500, 10000, 20000 } };
    memset(desk, 0, sizeof(*desk));
    desk->now = 1000000;
    sk_outbox_init(&desk->outbox, &rules, 1);
}

static struct sk_account account_of(int32_t which) {
    struct sk_account account = { .region = "cn-hangzhou" };
    (void)snprintf(account.profile, sizeof(account.profile), "plant-%d", (int)which);
    return account;
}

static void add_to(struct desk *desk, int64_t number, const char *serial, const char *instance,
                   int32_t account) {
    struct sk_pair pair = { .number = number, .account = account_of(account) };
    (void)snprintf(pair.labels.serial, sizeof(pair.labels.serial), "%s", serial);
    (void)snprintf(pair.labels.instance, sizeof(pair.labels.instance), "%s", instance);
    outbox_add(&desk->outbox, &pair, 0, desk->now);
}

static void add(struct desk *desk, int64_t number, const char *serial, const char *instance) {
    add_to(desk, number, serial, instance, 0);
}

static bool next(struct desk *desk) {
    return sk_outbox_next(&desk->outbox, desk->now, &desk->effect);
}

static void expect_nothing(struct desk *desk) {
    if (next(desk)) {
        fail_msg("effect %d for pair %lld", (int)desk->effect.type,
                 (long long)desk->effect.pair.number);
    }
}

static void expect_record(struct desk *desk, int64_t number, enum sk_event event) {
    assert_true(next(desk));
    assert_int_equal(desk->effect.type, SK_OUTBOX_EFFECT_RECORD);
    assert_int_equal(desk->effect.record.pair.number, number);
    assert_int_equal(desk->effect.record.event, event);
}

static void expect_send(struct desk *desk, int64_t number, enum sk_request request) {
    assert_true(next(desk));
    assert_int_equal(desk->effect.type, SK_OUTBOX_EFFECT_SEND);
    assert_int_equal(desk->effect.pair.number, number);
    assert_int_equal(desk->effect.request, request);
}

static void expect_tell(struct desk *desk, int64_t number, enum sk_verdict_kind kind) {
    assert_true(next(desk));
    assert_int_equal(desk->effect.type, SK_OUTBOX_EFFECT_TELL);
    assert_int_equal(desk->effect.verdict.number, number);
    assert_int_equal(desk->effect.verdict.kind, kind);
}

static void saved(struct desk *desk, int64_t number, enum sk_event event) {
    struct sk_written written = { .has_history = false };
    outbox_saved(&desk->outbox, number, event, &written, desk->now);
}

static void saved_with_history(struct desk *desk, int64_t number) {
    struct sk_written written = { .has_history = true };
    outbox_saved(&desk->outbox, number, SK_EVENT_INTENT, &written, desk->now);
}

/* What a sender knows of the codes in here. */
static void add_traits(struct sk_answer *value) {
    value->is_forbidden = strcmp(value->code, "Forbidden.RAM") == 0;
    value->is_conflict = strcmp(value->code, "SAG.SnConflict") == 0;
    value->may_be_own = value->is_conflict || strcmp(value->code, "SAG.SnOverLimit") == 0;
}

static void answer(struct desk *desk, int64_t number, enum sk_request request,
                   enum sk_answer_class cls, const char *code) {
    struct sk_answer value = { .number = number,
                               .request = request,
                               .cls = cls,
                               .http_status = cls == SK_ANSWER_NOT_SENT ? 0 : 200 };
    (void)snprintf(value.code, sizeof(value.code), "%s", code);
    add_traits(&value);
    outbox_answer(&desk->outbox, &value, desk->now);
}

static void answer_presence(struct desk *desk, int64_t number, enum sk_request request,
                            enum sk_presence presence) {
    struct sk_answer value = { .number = number,
                               .request = request,
                               .cls = SK_ANSWER_OK,
                               .presence = presence,
                               .conflict_code = "SAG.SnConflict",
                               .http_status = 200 };
    outbox_answer(&desk->outbox, &value, desk->now);
}

/* Pair `number` up to its bind being on the way. */
static void send_first_to(struct desk *desk, int64_t number, const char *serial,
                          const char *instance, int32_t account) {
    struct sk_account expected = account_of(account);
    add_to(desk, number, serial, instance, account);
    expect_record(desk, number, SK_EVENT_INTENT);
    assert_true(sk_account_same(&desk->effect.record.pair.account, &expected));
    saved(desk, number, SK_EVENT_INTENT);
    expect_send(desk, number, SK_REQUEST_BIND);
    assert_true(sk_account_same(&desk->effect.pair.account, &expected));
}

static void send_first(struct desk *desk, int64_t number, const char *serial,
                       const char *instance) {
    send_first_to(desk, number, serial, instance, 0);
}

static void a_pair_is_sent_only_after_it_is_saved(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    add(&desk, 1, SN1, INST1);
    expect_record(&desk, 1, SK_EVENT_INTENT);
    assert_int_equal(desk.effect.record.phase, SK_PHASE_OPEN);
    expect_nothing(&desk);
    saved(&desk, 1, SK_EVENT_INTENT);
    expect_send(&desk, 1, SK_REQUEST_BIND);
    expect_nothing(&desk);
}

static void a_verdict_is_told_only_after_it_is_saved(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    send_first(&desk, 1, SN1, INST1);
    answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_OK, "");
    expect_record(&desk, 1, SK_EVENT_SETTLED);
    assert_int_equal(desk.effect.record.result, SK_RESULT_BOUND);
    expect_nothing(&desk);
    saved(&desk, 1, SK_EVENT_SETTLED);
    expect_tell(&desk, 1, SK_VERDICT_BOUND);
    expect_nothing(&desk);
    assert_int_equal(desk.outbox.count, 0);
}

static void an_unknown_outcome_is_asked_for_and_never_sent_again_blindly(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    send_first(&desk, 1, SN1, INST1);
    answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_UNKNOWN, "net.receive");
    expect_record(&desk, 1, SK_EVENT_ANSWER);
    assert_int_equal(desk.effect.record.phase, SK_PHASE_OPEN);
    expect_tell(&desk, 1, SK_VERDICT_CHECKING);
    expect_nothing(&desk);
    sk_ms delays[] = { 1000, 10000, 20000 };
    for (int round = 0; round < 3; round++) {
        desk.now += delays[round];
        expect_send(&desk, 1, SK_REQUEST_ASK_INSTANCE);
        answer_presence(&desk, 1, SK_REQUEST_ASK_INSTANCE, SK_PRESENCE_ABSENT);
        expect_send(&desk, 1, SK_REQUEST_ASK_SERIAL);
        answer_presence(&desk, 1, SK_REQUEST_ASK_SERIAL, SK_PRESENCE_ABSENT);
        if (round < 2) {
            expect_nothing(&desk);
        }
    }
    expect_record(&desk, 1, SK_EVENT_ASKED);
    expect_record(&desk, 1, SK_EVENT_ATTEMPT); /* "may have been sent" before it is */
    expect_nothing(&desk);
    saved(&desk, 1, SK_EVENT_ATTEMPT);
    expect_send(&desk, 1, SK_REQUEST_BIND);
}

static void a_question_that_finds_the_device_here_is_green(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    send_first(&desk, 1, SN1, INST1);
    answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_UNKNOWN, "net.timeout");
    expect_record(&desk, 1, SK_EVENT_ANSWER);
    expect_tell(&desk, 1, SK_VERDICT_CHECKING);
    desk.now += 1000;
    expect_send(&desk, 1, SK_REQUEST_ASK_INSTANCE);
    answer_presence(&desk, 1, SK_REQUEST_ASK_INSTANCE, SK_PRESENCE_HERE);
    expect_record(&desk, 1, SK_EVENT_SETTLED);
    assert_true(desk.effect.record.already);
    saved(&desk, 1, SK_EVENT_SETTLED);
    expect_tell(&desk, 1, SK_VERDICT_BOUND);
    assert_false(desk.effect.verdict.already); /* its own bind did it, as far as anybody knows */
}

static void a_device_that_was_bound_before_this_pair_was_sent_is_said_to_be(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    add(&desk, 2, SN1, INST1);
    expect_record(&desk, 2, SK_EVENT_INTENT);
    saved_with_history(&desk, 2);
    expect_send(&desk, 2, SK_REQUEST_ASK_INSTANCE);
    answer_presence(&desk, 2, SK_REQUEST_ASK_INSTANCE, SK_PRESENCE_HERE);
    expect_record(&desk, 2, SK_EVENT_SETTLED);
    saved(&desk, 2, SK_EVENT_SETTLED);
    expect_tell(&desk, 2, SK_VERDICT_BOUND);
    assert_true(desk.effect.verdict.already);
}

static void a_question_that_finds_the_device_elsewhere_is_a_conflict(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    send_first(&desk, 1, SN1, INST1);
    answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_UNKNOWN, "net.timeout");
    expect_record(&desk, 1, SK_EVENT_ANSWER);
    expect_tell(&desk, 1, SK_VERDICT_CHECKING);
    desk.now += 1000;
    expect_send(&desk, 1, SK_REQUEST_ASK_INSTANCE);
    answer(&desk, 1, SK_REQUEST_ASK_INSTANCE, SK_ANSWER_REFUSED, "SAG.InstanceNoFound");
    expect_send(&desk, 1, SK_REQUEST_ASK_SERIAL);
    answer_presence(&desk, 1, SK_REQUEST_ASK_SERIAL, SK_PRESENCE_ELSEWHERE);
    expect_record(&desk, 1, SK_EVENT_SETTLED);
    assert_int_equal(desk.effect.record.result, SK_RESULT_REFUSED);
    assert_string_equal(desk.effect.record.code, "SAG.SnConflict");
    saved(&desk, 1, SK_EVENT_SETTLED); /* the log has the place, too, and it is not asked again */
    expect_record(&desk, 1, SK_EVENT_LOCATED);
    assert_string_equal(desk.effect.record.code, SK_CODE_BOUND_TO);
    expect_tell(&desk, 1, SK_VERDICT_REFUSED);
    assert_int_equal(desk.effect.verdict.place, SK_PLACE_INSTANCE);
    expect_nothing(&desk);
    assert_int_equal(desk.outbox.count, 0);
}

static void a_question_that_fails_leaves_the_outcome_unknown(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    send_first(&desk, 1, SN1, INST1);
    answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_UNKNOWN, "net.timeout");
    expect_record(&desk, 1, SK_EVENT_ANSWER);
    expect_tell(&desk, 1, SK_VERDICT_CHECKING);
    for (int i = 0; i < 20; i++) {
        desk.now += 200000;
        expect_send(&desk, 1, SK_REQUEST_ASK_INSTANCE);
        answer(&desk, 1, SK_REQUEST_ASK_INSTANCE, SK_ANSWER_NOT_SENT, "net.connect");
        expect_record(&desk, 1, SK_EVENT_ASKED);
        assert_int_equal(desk.effect.record.phase, SK_PHASE_OPEN);
        expect_tell(&desk, 1, SK_VERDICT_CHECKING);
        expect_nothing(&desk);
    }
}

static void a_conflict_after_an_unknown_bind_may_be_our_own_and_is_looked_into(void **state) {
    (void)state;
    struct desk desk;
    struct sk_stored_pair stored = {
        .pair = { .number = 1, .labels.serial = SN1, .labels.instance = INST1 },
        .phase = SK_PHASE_OPEN,
        .attempts = 1
    };
    open_desk(&desk);
    desk.outbox.rules.ask_rounds = 1;
    outbox_restore(&desk.outbox, &stored, desk.now);
    expect_send(&desk, 1, SK_REQUEST_ASK_INSTANCE);
    answer_presence(&desk, 1, SK_REQUEST_ASK_INSTANCE, SK_PRESENCE_ABSENT);
    expect_send(&desk, 1, SK_REQUEST_ASK_SERIAL);
    answer_presence(&desk, 1, SK_REQUEST_ASK_SERIAL, SK_PRESENCE_ABSENT);
    expect_record(&desk, 1, SK_EVENT_ASKED);
    expect_record(&desk, 1, SK_EVENT_ATTEMPT);
    saved(&desk, 1, SK_EVENT_ATTEMPT);
    expect_send(&desk, 1, SK_REQUEST_BIND);
    answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_REFUSED, "SAG.SnConflict");
    expect_record(&desk, 1, SK_EVENT_ANSWER);
    expect_tell(&desk, 1, SK_VERDICT_CHECKING);
    expect_send(&desk, 1, SK_REQUEST_ASK_INSTANCE);
    answer_presence(&desk, 1, SK_REQUEST_ASK_INSTANCE, SK_PRESENCE_HERE);
    expect_record(&desk, 1, SK_EVENT_SETTLED);
    assert_int_equal(desk.effect.record.result, SK_RESULT_BOUND);
}

/* A bind in doubt is sent again after "absent", and refused, and no question finds the device. */
static void a_conflict_that_nobody_has_is_to_be_checked_where_it_may_be_our_own(void **state) {
    (void)state;
    struct desk desk;
    struct sk_stored_pair stored = {
        .pair = { .number = 1, .labels.serial = SN1, .labels.instance = INST1 },
        .phase = SK_PHASE_OPEN,
        .attempts = 1
    };
    open_desk(&desk);
    outbox_restore(&desk.outbox, &stored, desk.now);
    int rounds = 0;
    while (desk.outbox.entries[0].state != SK_OUTBOX_STATE_SETTLING) {
        if (!next(&desk)) {
            sk_ms due = sk_outbox_deadline(&desk.outbox, desk.now);
            assert_true(due > desk.now);
            desk.now = due;
        } else if (desk.effect.type == SK_OUTBOX_EFFECT_RECORD) {
            saved(&desk, 1, desk.effect.record.event);
        } else if (desk.effect.type == SK_OUTBOX_EFFECT_SEND &&
                   desk.effect.request == SK_REQUEST_BIND) {
            answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_REFUSED, "SAG.SnConflict");
            rounds = 0;
        } else if (desk.effect.type == SK_OUTBOX_EFFECT_SEND) {
            rounds += desk.effect.request == SK_REQUEST_ASK_SERIAL;
            answer_presence(&desk, 1, desk.effect.request, SK_PRESENCE_ABSENT);
        }
    }
    assert_int_equal(rounds, 3); /* one "absent" would be no proof */
    expect_record(&desk, 1, SK_EVENT_SETTLED);
    assert_int_equal(desk.effect.record.result, SK_RESULT_CHECK);
    saved(&desk, 1, SK_EVENT_SETTLED);
    expect_tell(&desk, 1, SK_VERDICT_CHECK);
    expect_nothing(&desk);
    assert_int_equal(desk.outbox.count, 0);
}

static void refuse_as_conflict(struct desk *desk) {
    open_desk(desk);
    send_first(desk, 1, SN1, INST1);
    answer(desk, 1, SK_REQUEST_BIND, SK_ANSWER_REFUSED, "SAG.SnConflict");
    expect_record(desk, 1, SK_EVENT_SETTLED);
    assert_int_equal(desk->effect.record.result, SK_RESULT_REFUSED);
    expect_nothing(desk);
    saved(desk, 1, SK_EVENT_SETTLED);
    expect_tell(desk, 1, SK_VERDICT_REFUSED); /* red does not wait for more */
    assert_int_equal(sk_outbox_unsettled(&desk->outbox, NULL), 0);
    expect_send(desk, 1, SK_REQUEST_ASK_SERIAL);
}

static void after_a_conflict_one_question_tells_where_the_device_is(void **state) {
    (void)state;
    static const struct {
        enum sk_presence presence;
        enum sk_place place;
        const char *where, *code;
    } table[] = {
        { SK_PRESENCE_ELSEWHERE, SK_PLACE_INSTANCE, INST3, SK_CODE_BOUND_TO },
        { SK_PRESENCE_HERE, SK_PLACE_INSTANCE, INST1, SK_CODE_BOUND_TO },
        { SK_PRESENCE_ABSENT, SK_PLACE_OUTSIDE, "", SK_CODE_OUTSIDE },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        struct desk desk;
        refuse_as_conflict(&desk);
        struct sk_answer value = { .number = 1,
                                   .request = SK_REQUEST_ASK_SERIAL,
                                   .cls = SK_ANSWER_OK,
                                   .presence = table[i].presence,
                                   .http_status = 200 };
        if (table[i].presence == SK_PRESENCE_ELSEWHERE) {
            (void)snprintf(value.where, sizeof(value.where), "%s", table[i].where);
        }
        outbox_answer(&desk.outbox, &value, desk.now);
        expect_record(&desk, 1, SK_EVENT_LOCATED);
        assert_string_equal(desk.effect.record.code, table[i].code);
        assert_string_equal(desk.effect.record.note, table[i].where);
        expect_tell(&desk, 1, SK_VERDICT_LOCATED);
        assert_int_equal(desk.effect.verdict.place, table[i].place);
        assert_string_equal(desk.effect.verdict.where, table[i].where);
        expect_nothing(&desk);
        assert_int_equal(desk.outbox.count, 0);
    }
}

static void a_place_that_is_not_told_leaves_it_at_the_refusal(void **state) {
    (void)state;
    static const enum sk_answer_class classes[] = { SK_ANSWER_BLOCKED, SK_ANSWER_UNKNOWN,
                                                    SK_ANSWER_NOT_SENT, SK_ANSWER_THROTTLED };
    for (size_t i = 0; i < SK_ARRAY_LEN(classes); i++) {
        struct desk desk;
        refuse_as_conflict(&desk);
        answer(&desk, 1, SK_REQUEST_ASK_SERIAL, classes[i], "Forbidden.RAM");
        expect_nothing(&desk);
        assert_int_equal(desk.outbox.count, 0);
    }
}

static void nobody_waits_long_for_the_place_of_a_conflict(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    send_first(&desk, 1, SN1, INST1);
    send_first(&desk, 2, SN2, INST2);
    answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_REFUSED, "SAG.SnConflict");
    expect_record(&desk, 1, SK_EVENT_SETTLED);
    answer(&desk, 2, SK_REQUEST_BIND, SK_ANSWER_NOT_SENT, "net.connect");
    saved(&desk, 1, SK_EVENT_SETTLED);
    while (desk.outbox.count > 0 && desk.outbox.entries[0].pair.number == 1) {
        while (next(&desk)) {
            assert_true(desk.effect.type != SK_OUTBOX_EFFECT_SEND || desk.effect.pair.number == 2);
            if (desk.effect.type == SK_OUTBOX_EFFECT_SEND) {
                answer(&desk, 2, SK_REQUEST_BIND, SK_ANSWER_NOT_SENT, "net.connect");
            } else if (desk.effect.type == SK_OUTBOX_EFFECT_RECORD) {
                saved(&desk, 2, desk.effect.record.event);
            }
        }
        sk_ms due = sk_outbox_deadline(&desk.outbox, desk.now);
        assert_true(due > desk.now && due < desk.now + 60000);
        desk.now = due;
    }
    assert_int_equal(desk.outbox.entries[0].pair.number, 2);
}

static void a_conflict_that_is_looked_into_stands_in_nobodys_way(void **state) {
    (void)state;
    struct desk desk;
    refuse_as_conflict(&desk);
    add(&desk, 2, SN2, INST1);
    expect_record(&desk, 2, SK_EVENT_INTENT);
    saved(&desk, 2, SK_EVENT_INTENT);
    expect_send(&desk, 2, SK_REQUEST_BIND);
}

static void a_refusal_of_a_first_bind_is_final(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    send_first(&desk, 1, SN1, INST1);
    answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_REFUSED, "SAG.InstanceNoFound");
    expect_record(&desk, 1, SK_EVENT_SETTLED);
    assert_int_equal(desk.effect.record.result, SK_RESULT_REFUSED);
    expect_nothing(&desk);
    saved(&desk, 1, SK_EVENT_SETTLED);
    expect_tell(&desk, 1, SK_VERDICT_REFUSED);
    expect_nothing(&desk);
    assert_int_equal(desk.outbox.count, 0);
}

static void a_serial_number_with_a_past_is_asked_for_before_it_is_sent(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    add(&desk, 2, SN1, INST1);
    expect_record(&desk, 2, SK_EVENT_INTENT);
    saved_with_history(&desk, 2);
    expect_send(&desk, 2, SK_REQUEST_ASK_INSTANCE);
    answer_presence(&desk, 2, SK_REQUEST_ASK_INSTANCE, SK_PRESENCE_ABSENT);
    expect_send(&desk, 2, SK_REQUEST_ASK_SERIAL);
    answer_presence(&desk, 2, SK_REQUEST_ASK_SERIAL, SK_PRESENCE_ABSENT);
    expect_record(&desk, 2, SK_EVENT_ASKED);
    expect_send(&desk, 2, SK_REQUEST_BIND); /* one question suffices: nothing is in doubt */
}

static void a_device_that_the_journal_knows_as_bound_is_refused_without_a_call(void **state) {
    (void)state;
    struct desk desk;
    struct sk_written written = { .has_history = true,
                                  .result = SK_RESULT_REFUSED,
                                  .guard = SK_GUARD_REUSE,
                                  .prior = {
                                      .number = 1, .wall_ms = 77, .labels.instance = INST2 } };
    open_desk(&desk);
    desk.outbox.rules.check_reuse = true;
    add(&desk, 2, SN1, INST1);
    expect_record(&desk, 2, SK_EVENT_INTENT);
    assert_true(desk.effect.record.check_reuse);
    outbox_withdraw(&desk.outbox, 2, desk.now); /* its last word is written already */
    outbox_saved(&desk.outbox, 2, SK_EVENT_INTENT, &written, desk.now);
    expect_tell(&desk, 2, SK_VERDICT_REFUSED);
    assert_string_equal(desk.effect.verdict.code, SK_GUARD_REUSE);
    assert_string_equal(desk.effect.verdict.prior.labels.instance, INST2);
    assert_int_equal(desk.effect.verdict.prior.number, 1);
    expect_nothing(&desk);
    assert_int_equal(desk.outbox.count, 0);
}

static void what_is_noted_of_a_pair_is_in_its_intent_alone(void **state) {
    (void)state;
    struct desk desk;
    struct sk_pair pair = { .number = 2, .labels.serial = SN2, .labels.instance = INST1 };
    const struct sk_outbox_input input = { .type = SK_OUTBOX_INPUT_ADD,
                                           .pair = &pair,
                                           .note = SK_NOTE_FLEET_UNCHECKED };
    open_desk(&desk);
    sk_outbox_step(&desk.outbox, &input, desk.now);
    expect_record(&desk, 2, SK_EVENT_INTENT);
    assert_string_equal(desk.effect.record.note, SK_NOTE_FLEET_UNCHECKED);
    outbox_saved(&desk.outbox, 2, SK_EVENT_INTENT, &(struct sk_written){ 0 }, desk.now);
    expect_send(&desk, 2, SK_REQUEST_BIND);
    outbox_withdraw(&desk.outbox, 2, desk.now); /* too late */
    expect_tell(&desk, 2, SK_VERDICT_TOO_LATE);
}

static void an_instance_that_has_its_devices_is_refused_without_a_call(void **state) {
    (void)state;
    struct desk desk;
    struct sk_pair pair = { .number = 2, .labels.serial = SN2, .labels.instance = INST1 };
    struct sk_written written = { .result = SK_RESULT_REFUSED,
                                  .guard = SK_GUARD_IN_USE,
                                  .prior = { .number = 1, .labels.serial = SN1 } };
    open_desk(&desk);
    outbox_add(&desk.outbox, &pair, 2, desk.now);
    expect_record(&desk, 2, SK_EVENT_INTENT);
    assert_int_equal(desk.effect.record.instance_limit, 2);
    outbox_saved(&desk.outbox, 2, SK_EVENT_INTENT, &written, desk.now);
    expect_tell(&desk, 2, SK_VERDICT_REFUSED);
    assert_string_equal(desk.effect.verdict.code, SK_GUARD_IN_USE);
    assert_string_equal(desk.effect.verdict.prior.labels.serial, SN1);
    expect_nothing(&desk);
}

static void pairs_of_one_instance_keep_their_order(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    send_first(&desk, 1, SN1, INST1);
    add(&desk, 2, SN2, INST1);
    expect_record(&desk, 2, SK_EVENT_INTENT);
    assert_int_equal(desk.effect.record.phase, SK_PHASE_WAITING);
    saved(&desk, 2, SK_EVENT_INTENT);
    expect_nothing(&desk);
    send_first(&desk, 3, SN3, INST2); /* another instance need not wait */
    answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_OK, "");
    expect_record(&desk, 1, SK_EVENT_SETTLED);
    expect_nothing(&desk);
    saved(&desk, 1, SK_EVENT_SETTLED);
    expect_tell(&desk, 1, SK_VERDICT_BOUND);
    expect_record(&desk, 2, SK_EVENT_ATTEMPT);
    saved(&desk, 2, SK_EVENT_ATTEMPT);
    expect_send(&desk, 2, SK_REQUEST_BIND);
}

static void one_serial_number_is_never_under_way_twice(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    send_first(&desk, 1, SN1, INST1);
    add(&desk, 2, SN1, INST2);
    expect_record(&desk, 2, SK_EVENT_INTENT);
    saved_with_history(&desk, 2);
    expect_nothing(&desk);
}

static void busy_is_tried_again_after_growing_pauses(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    send_first(&desk, 1, SN1, INST1);
    sk_ms longest = 0;
    for (int i = 0; i < 8; i++) {
        answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_BUSY, "ResourceInOperating");
        expect_record(&desk, 1, SK_EVENT_ANSWER);
        assert_int_equal(desk.effect.record.phase, SK_PHASE_WAITING);
        expect_tell(&desk, 1, SK_VERDICT_RETRY);
        expect_nothing(&desk);
        sk_ms due = sk_outbox_deadline(&desk.outbox, desk.now);
        assert_true(due > desk.now && due <= desk.now + 60000);
        longest = due - desk.now > longest ? due - desk.now : longest;
        desk.now = due;
        expect_record(&desk, 1, SK_EVENT_ATTEMPT);
        saved(&desk, 1, SK_EVENT_ATTEMPT);
        expect_send(&desk, 1, SK_REQUEST_BIND);
    }
    assert_true(longest >= 30000);
}

/* Everything that is due, with saves confirmed at once, until nothing is left to do now. */
static int count_sends(struct desk *desk) {
    int sends = 0;
    while (next(desk)) {
        if (desk->effect.type == SK_OUTBOX_EFFECT_RECORD) {
            saved(desk, desk->effect.record.pair.number, desk->effect.record.event);
        }
        sends += desk->effect.type == SK_OUTBOX_EFFECT_SEND;
    }
    return sends;
}

static void offline_one_probe_goes_out_and_all_go_when_it_succeeds(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    send_first(&desk, 1, SN1, INST1);
    answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_NOT_SENT, "net.connect");
    assert_int_equal(count_sends(&desk), 0);
    add(&desk, 2, SN2, INST2);
    add(&desk, 3, SN3, INST3);
    assert_int_equal(count_sends(&desk), 0);
    desk.now += 1000;
    assert_int_equal(count_sends(&desk), 1);
    int64_t probe = desk.outbox.entries[0].state == SK_OUTBOX_STATE_SENDING   ? 1
                    : desk.outbox.entries[1].state == SK_OUTBOX_STATE_SENDING ? 2
                                                                              : 3;
    answer(&desk, probe, SK_REQUEST_BIND, SK_ANSWER_OK, "");
    assert_int_equal(count_sends(&desk), 2);
}

/* Offline with three instances waiting: one probe out, nothing else marked as about to be sent. */
static void offline_only_the_probe_is_marked_as_sent(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    send_first(&desk, 1, SN1, INST1);
    answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_NOT_SENT, "net.connect");
    add(&desk, 2, SN2, INST2);
    add(&desk, 3, SN3, INST3);
    assert_int_equal(count_sends(&desk), 0);
    desk.now += 1000;
    int32_t attempts = 0;
    while (next(&desk)) {
        if (desk.effect.type == SK_OUTBOX_EFFECT_RECORD) {
            attempts += desk.effect.record.event == SK_EVENT_ATTEMPT;
            saved(&desk, desk.effect.record.pair.number, desk.effect.record.event);
        }
    }
    assert_int_equal(attempts, 1);
    assert_int_equal(sk_outbox_deadline(&desk.outbox, desk.now), -1); /* the answer's turn */
}

/* Restored pairs of many instances: without a backoff no more are marked than may go at once. */
static void no_more_are_marked_than_may_go_at_once(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    for (int i = 1; i <= 20; i++) {
        struct sk_stored_pair stored = { .pair.number = i, .phase = SK_PHASE_WAITING };
        (void)snprintf(stored.pair.labels.serial, sizeof(stored.pair.labels.serial), "sage62x%08d",
                       i);
        (void)snprintf(stored.pair.labels.instance, sizeof(stored.pair.labels.instance),
                       "sag-demo%014d", i);
        outbox_restore(&desk.outbox, &stored, desk.now);
    }
    int32_t marked = 0;
    while (next(&desk)) {
        assert_int_equal(desk.effect.type, SK_OUTBOX_EFFECT_RECORD);
        marked++;
    }
    assert_int_equal(marked, 4);
    assert_int_equal(sk_outbox_deadline(&desk.outbox, desk.now), -1); /* the writer's turn */
    for (int i = 1; i <= 4; i++) {
        saved(&desk, i, SK_EVENT_ATTEMPT);
    }
    assert_int_equal(count_sends(&desk), 4);
    answer(&desk, 2, SK_REQUEST_BIND, SK_ANSWER_OK, "");
    assert_int_equal(count_sends(&desk), 1);
}

static void what_is_marked_but_not_sent_can_be_taken_back(void **state) {
    (void)state;
    for (int when = 0; when < 2; when++) {
        struct desk desk;
        struct sk_stored_pair stored = {
            .pair = { .number = 1, .labels.serial = SN1, .labels.instance = INST1 },
            .phase = SK_PHASE_WAITING
        };
        open_desk(&desk);
        outbox_restore(&desk.outbox, &stored, desk.now);
        expect_record(&desk, 1, SK_EVENT_ATTEMPT);
        if (when == 0) {
            outbox_withdraw(&desk.outbox, 1, desk.now); /* while it is being written */
            expect_nothing(&desk);
        }
        saved(&desk, 1, SK_EVENT_ATTEMPT);
        if (when == 1) {
            outbox_withdraw(&desk.outbox, 1, desk.now);
        }
        expect_record(&desk, 1, SK_EVENT_SETTLED);
        assert_int_equal(desk.effect.record.result, SK_RESULT_WITHDRAWN);
        saved(&desk, 1, SK_EVENT_SETTLED);
        expect_tell(&desk, 1, SK_VERDICT_WITHDRAWN);
        expect_nothing(&desk);
    }
}

/* A serial number that was here before is asked for first; offline that is no reason to say
 * "checking": the new pair was not sent. */
static void offline_a_known_serial_number_is_saved_not_checking(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    add(&desk, 2, SN1, INST1);
    expect_record(&desk, 2, SK_EVENT_INTENT);
    saved_with_history(&desk, 2);
    expect_send(&desk, 2, SK_REQUEST_ASK_INSTANCE);
    answer(&desk, 2, SK_REQUEST_ASK_INSTANCE, SK_ANSWER_NOT_SENT, "net.connect");
    expect_record(&desk, 2, SK_EVENT_ASKED);
    expect_tell(&desk, 2, SK_VERDICT_SAVED);
    outbox_withdraw(&desk.outbox, 2, desk.now);
    expect_record(&desk, 2, SK_EVENT_SETTLED);
    assert_int_equal(desk.effect.record.result, SK_RESULT_WITHDRAWN);
}

static void offline_the_pauses_between_probes_grow_to_the_cap(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    send_first(&desk, 1, SN1, INST1);
    int probes = 0;
    sk_ms end = desk.now + 3600000;
    answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_NOT_SENT, "net.resolve");
    while (desk.now < end) {
        if (count_sends(&desk) > 0) {
            probes++;
            answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_NOT_SENT, "net.resolve");
        }
        (void)count_sends(&desk);
        sk_ms due = sk_outbox_deadline(&desk.outbox, desk.now);
        assert_true(due > desk.now);
        desk.now = due;
    }
    assert_true(probes >= 60 && probes <= 140);
}

static void wrong_credentials_hold_the_queue_with_few_calls(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    char serial[32];
    char instance[32];
    for (int i = 0; i < 100; i++) {
        (void)snprintf(serial, sizeof(serial), "sage62x02192200%02d", i);
        (void)snprintf(instance, sizeof(instance), "sag-demo00000000000%03d", i);
        add(&desk, i + 1, serial, instance);
    }
    int calls = 0;
    sk_ms end = desk.now + 600000;
    while (desk.now < end) {
        while (next(&desk)) {
            if (desk.effect.type == SK_OUTBOX_EFFECT_RECORD) {
                saved(&desk, desk.effect.record.pair.number, desk.effect.record.event);
            } else if (desk.effect.type == SK_OUTBOX_EFFECT_SEND) {
                calls++;
                answer(&desk, desk.effect.pair.number, desk.effect.request, SK_ANSWER_BLOCKED,
                       "SignatureDoesNotMatch");
            } else {
                assert_int_equal(desk.effect.verdict.kind, SK_VERDICT_BLOCKED);
            }
        }
        desk.now = sk_outbox_deadline(&desk.outbox, desk.now);
    }
    assert_true(calls > 5 && calls < 40);
    assert_non_null(sk_outbox_blocked(&desk.outbox, NULL));
    assert_string_equal(desk.outbox.accounts[0].code, "SignatureDoesNotMatch");
}

static void more_than_the_rate_waits_for_its_turn(void **state) {
    (void)state;
    enum { PAIRS = 60, PER_SECOND = 10, AT_ONCE = 4 };
    struct desk desk;
    sk_ms sent_at[2 * PAIRS];
    int sent = 0;
    open_desk(&desk);
    desk.outbox.rules.per_second = PER_SECOND;
    for (int i = 0; i < PAIRS; i++) {
        char serial[32];
        char instance[32];
        (void)snprintf(serial, sizeof(serial), "sage62x02192200%02d", i);
        (void)snprintf(instance, sizeof(instance), "sag-demo00000000000%03d", i);
        add(&desk, i + 1, serial, instance);
    }
    while (desk.outbox.count > 0) {
        while (next(&desk)) {
            int64_t number = desk.effect.record.pair.number;
            if (desk.effect.type == SK_OUTBOX_EFFECT_RECORD && number % 2 == 0 &&
                desk.effect.record.event == SK_EVENT_INTENT) {
                saved_with_history(&desk, number); /* half of them ask first */
            } else if (desk.effect.type == SK_OUTBOX_EFFECT_RECORD) {
                saved(&desk, number, desk.effect.record.event);
            } else if (desk.effect.type == SK_OUTBOX_EFFECT_SEND) {
                assert_true(sent < 2 * PAIRS);
                sent_at[sent++] = desk.now;
                answer_presence(&desk, desk.effect.pair.number, desk.effect.request,
                                SK_PRESENCE_HERE);
            }
        }
        sk_ms due = sk_outbox_deadline(&desk.outbox, desk.now);
        assert_true(due > desk.now || desk.outbox.count == 0);
        desk.now = due;
    }
    assert_int_equal(sent, PAIRS);
    assert_int_equal(sent_at[AT_ONCE - 1], sent_at[0]); /* a scan after a pause waits for nothing */
    for (int i = 0; i < sent; i++) {
        for (int j = i; j < sent; j++) {
            assert_true(j - i + 1 <= AT_ONCE + (sent_at[j] - sent_at[i]) * PER_SECOND / 1000 + 1);
        }
    }
    assert_true(sent_at[sent - 1] - sent_at[0] < (PAIRS - AT_ONCE) * 1000 / PER_SECOND + 500);
}

static void what_the_sender_had_no_room_for_costs_no_token(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    desk.outbox.rules.per_second = 1;
    send_first(&desk, 1, SN1, INST1);
    outbox_unsent(&desk.outbox, 1, desk.now);
    desk.now += 250;
    expect_send(&desk, 1, SK_REQUEST_BIND);
    expect_nothing(&desk);
}

/* The account may bind, but not ask. */
static void an_unknown_outcome_that_may_not_be_asked_for_is_for_somebody_to_check(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    send_first(&desk, 1, SN1, INST1);
    answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_UNKNOWN, "net.timeout");
    expect_record(&desk, 1, SK_EVENT_ANSWER);
    expect_tell(&desk, 1, SK_VERDICT_CHECKING);
    desk.now += 2000;
    expect_send(&desk, 1, SK_REQUEST_ASK_INSTANCE);
    answer(&desk, 1, SK_REQUEST_ASK_INSTANCE, SK_ANSWER_BLOCKED, "Forbidden.RAM");
    expect_record(&desk, 1, SK_EVENT_SETTLED);
    assert_int_equal(desk.effect.record.result, SK_RESULT_CHECK);
    expect_nothing(&desk);
    saved(&desk, 1, SK_EVENT_SETTLED);
    expect_tell(&desk, 1, SK_VERDICT_CHECK);
    assert_int_equal(desk.outbox.count, 0);
    assert_int_equal(desk.outbox.accounts[0].backoff, SK_BACKOFF_NONE); /* the others go on */
    send_first(&desk, 2, SN2, INST2);
}

static void a_key_that_is_switched_off_is_no_missing_permission(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    send_first(&desk, 1, SN1, INST1);
    answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_UNKNOWN, "net.timeout");
    expect_record(&desk, 1, SK_EVENT_ANSWER);
    expect_tell(&desk, 1, SK_VERDICT_CHECKING);
    desk.now += 2000;
    expect_send(&desk, 1, SK_REQUEST_ASK_INSTANCE);
    answer(&desk, 1, SK_REQUEST_ASK_INSTANCE, SK_ANSWER_BLOCKED, "Forbidden.AccessKeyDisabled");
    expect_record(&desk, 1, SK_EVENT_ASKED);
    expect_tell(&desk, 1, SK_VERDICT_BLOCKED);
    assert_int_equal(desk.outbox.accounts[0].backoff, SK_BACKOFF_BLOCKED);
}

static void
a_device_with_a_past_is_sent_where_nobody_may_ask_unless_its_past_is_in_doubt(void **state) {
    (void)state;
    for (int has_doubt = 0; has_doubt < 2; has_doubt++) {
        struct desk desk;
        struct sk_written written = { .has_history = true, .has_doubt = has_doubt == 1 };
        open_desk(&desk);
        add(&desk, 2, SN1, INST1);
        expect_record(&desk, 2, SK_EVENT_INTENT);
        outbox_saved(&desk.outbox, 2, SK_EVENT_INTENT, &written, desk.now);
        expect_send(&desk, 2, SK_REQUEST_ASK_INSTANCE);
        answer(&desk, 2, SK_REQUEST_ASK_INSTANCE, SK_ANSWER_BLOCKED, "Forbidden.RAM");
        if (has_doubt) {
            expect_record(&desk, 2, SK_EVENT_SETTLED);
            assert_int_equal(desk.effect.record.result, SK_RESULT_CHECK);
            continue;
        }
        expect_record(&desk, 2, SK_EVENT_ASKED);
        expect_send(&desk, 2, SK_REQUEST_BIND);
        answer(&desk, 2, SK_REQUEST_BIND, SK_ANSWER_REFUSED, "SAG.SnConflict");
        expect_record(&desk, 2, SK_EVENT_ANSWER);
        expect_tell(&desk, 2, SK_VERDICT_CHECKING);
        expect_send(&desk, 2, SK_REQUEST_ASK_INSTANCE);
        answer(&desk, 2, SK_REQUEST_ASK_INSTANCE, SK_ANSWER_BLOCKED, "Forbidden.RAM");
        expect_record(&desk, 2, SK_EVENT_SETTLED); /* the service's word, not ours */
        assert_int_equal(desk.effect.record.result, SK_RESULT_REFUSED);
        assert_string_equal(desk.effect.record.code, "SAG.SnConflict");
    }
}

static void trouble_of_it_is_alarming_once(void **state) {
    (void)state;
    struct desk desk;
    int alarms = 0;
    open_desk(&desk);
    send_first(&desk, 1, SN1, INST1);
    answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_BLOCKED, "Forbidden.RAM");
    for (int i = 0; i < 30; i++) {
        while (next(&desk)) {
            if (desk.effect.type == SK_OUTBOX_EFFECT_RECORD) {
                saved(&desk, desk.effect.record.pair.number, desk.effect.record.event);
            } else if (desk.effect.type == SK_OUTBOX_EFFECT_SEND) {
                answer(&desk, 1, desk.effect.request, SK_ANSWER_BLOCKED, "Forbidden.RAM");
            } else {
                alarms += desk.effect.verdict.alarm;
            }
        }
        desk.now += 100000;
    }
    assert_int_equal(alarms, 1);
}

static void one_forbidden_instance_does_not_stop_the_others(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    send_first(&desk, 1, SN1, INST1);
    answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_BLOCKED, "Forbidden.RAM");
    assert_int_equal(count_sends(&desk), 0);
    add(&desk, 2, SN2, INST2);
    desk.now += 300;
    assert_int_equal(count_sends(&desk), 1);
    answer(&desk, 2, SK_REQUEST_BIND, SK_ANSWER_OK, "");
    assert_int_equal(desk.outbox.accounts[0].backoff, SK_BACKOFF_NONE);
    assert_non_null(sk_outbox_blocked(&desk.outbox, NULL)); /* the banner stays for the first */
}

static void throttling_holds_all_calls_for_as_long_as_the_service_says(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    send_first(&desk, 1, SN1, INST1);
    struct sk_answer value = { .number = 1,
                               .request = SK_REQUEST_BIND,
                               .cls = SK_ANSWER_THROTTLED,
                               .http_status = 429,
                               .code = "Throttling.User",
                               .retry_after = 7000 };
    outbox_answer(&desk.outbox, &value, desk.now);
    add(&desk, 2, SN2, INST2);
    desk.now += 6999;
    assert_int_equal(count_sends(&desk), 0);
    desk.now += 1;
    assert_int_equal(count_sends(&desk), 1);
}

static void a_service_that_asks_for_a_day_is_tried_again_after_the_longest_pause(void **state) {
    (void)state;
    static const enum sk_answer_class classes[] = { SK_ANSWER_THROTTLED, SK_ANSWER_BUSY };
    for (size_t i = 0; i < SK_ARRAY_LEN(classes); i++) {
        struct desk desk;
        open_desk(&desk);
        desk.outbox.rules.retry_after_cap = 300000;
        send_first(&desk, 1, SN1, INST1);
        struct sk_answer value = { .number = 1,
                                   .request = SK_REQUEST_BIND,
                                   .cls = classes[i],
                                   .http_status = 429,
                                   .code = "Throttling.User",
                                   .retry_after = INT64_MAX };
        outbox_answer(&desk.outbox, &value, desk.now);
        assert_int_equal(count_sends(&desk), 0);
        desk.now += 299999;
        assert_int_equal(count_sends(&desk), 0);
        desk.now += 1;
        assert_int_equal(count_sends(&desk), 1);
    }
}

/* Without a limit a day is waited for, but not an absurd pause. */
static void a_pause_that_is_no_time_is_not_waited_for(void **state) {
    (void)state;
    static const struct {
        sk_ms asked, least, most;
    } table[] = { { 86400000, 86400000, 86400000 }, { INT64_MAX, 1, 60000 } };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        struct desk desk;
        open_desk(&desk); /* its cap is 0 */
        send_first(&desk, 1, SN1, INST1);
        struct sk_answer value = { .number = 1,
                                   .request = SK_REQUEST_BIND,
                                   .cls = SK_ANSWER_THROTTLED,
                                   .http_status = 429,
                                   .code = "Throttling.User",
                                   .retry_after = table[i].asked };
        outbox_answer(&desk.outbox, &value, desk.now);
        assert_int_equal(count_sends(&desk), 0);
        sk_ms due = sk_outbox_deadline(&desk.outbox, desk.now);
        assert_in_range(due - desk.now, table[i].least, table[i].most);
    }
}

/* A service whose binds end with 500 (although it binds) while it answers questions. Returns the
 * milliseconds until `pairs` pairs are settled; *doubts: most pairs in doubt at once. */
static sk_ms serve_500(struct desk *desk, int pairs, bool done, sk_ms limit, int *doubts) {
    bool bound[64] = { false };
    sk_ms begun = desk->now;
    *doubts = 0;
    for (int i = 0; i < pairs; i++) {
        char serial[32];
        char instance[32];
        (void)snprintf(serial, sizeof(serial), "sage62x02192200%02d", i);
        (void)snprintf(instance, sizeof(instance), "sag-demo00000000000%03d", i);
        add(desk, i + 1, serial, instance);
        while (next(desk)) { /* the first goes out before the others are scanned */
            if (desk->effect.type == SK_OUTBOX_EFFECT_RECORD) {
                saved(desk, desk->effect.record.pair.number, desk->effect.record.event);
            } else if (desk->effect.type == SK_OUTBOX_EFFECT_SEND) {
                bound[desk->effect.pair.number] = done;
                answer(desk, desk->effect.pair.number, desk->effect.request, SK_ANSWER_UNKNOWN,
                       "InternalError");
            }
        }
    }
    while (desk->outbox.count > 0 && desk->now - begun < limit) {
        while (next(desk)) {
            int64_t number = desk->effect.type == SK_OUTBOX_EFFECT_RECORD
                                 ? desk->effect.record.pair.number
                                 : desk->effect.pair.number;
            if (desk->effect.type == SK_OUTBOX_EFFECT_RECORD) {
                saved(desk, number, desk->effect.record.event);
            } else if (desk->effect.type == SK_OUTBOX_EFFECT_SEND &&
                       desk->effect.request == SK_REQUEST_BIND) {
                bound[number] = bound[number] || done;
                answer(desk, number, SK_REQUEST_BIND, SK_ANSWER_UNKNOWN, "InternalError");
            } else if (desk->effect.type == SK_OUTBOX_EFFECT_SEND) {
                answer_presence(desk, number, desk->effect.request,
                                bound[number] && desk->effect.request == SK_REQUEST_ASK_INSTANCE
                                    ? SK_PRESENCE_HERE
                                    : SK_PRESENCE_ABSENT);
            }
        }
        int in_doubt = 0;
        for (int32_t i = 0; i < desk->outbox.count; i++) {
            in_doubt += desk->outbox.entries[i].is_in_doubt;
        }
        *doubts = in_doubt > *doubts ? in_doubt : *doubts;
        desk->now = sk_outbox_deadline(&desk->outbox, desk->now);
    }
    return desk->now - begun;
}

static void binds_that_work_but_answer_500_are_settled_by_questions(void **state) {
    (void)state;
    struct desk desk;
    int doubts = 0;
    open_desk(&desk);
    sk_ms took = serve_500(&desk, 20, true, 3600000, &doubts);
    assert_int_equal(desk.outbox.count, 0);
    assert_true(took < 30000);
}

static void binds_that_fail_with_500_leave_few_pairs_in_doubt(void **state) {
    (void)state;
    struct desk desk;
    int doubts = 0;
    open_desk(&desk);
    (void)serve_500(&desk, 20, false, 75000, &doubts);
    assert_true(doubts >= 1 && doubts <= 8);
    assert_int_equal(desk.outbox.count, 20); /* none is lost, none is given up */
}

/* Trouble with binds alone does not stop questions, and no bind goes before one. */
static void while_binds_are_held_the_questions_go_on(void **state) {
    (void)state;
    static const enum sk_answer_class classes[] = { SK_ANSWER_BLOCKED, SK_ANSWER_UNKNOWN };
    for (size_t i = 0; i < SK_ARRAY_LEN(classes); i++) {
        struct desk desk;
        struct sk_stored_pair doubt = {
            .pair = { .number = 1, .labels.serial = SN1, .labels.instance = INST1 },
            .phase = SK_PHASE_OPEN
        };
        open_desk(&desk);
        send_first(&desk, 2, SN2, INST2);
        answer(&desk, 2, SK_REQUEST_BIND, classes[i], "Forbidden.RAM");
        doubt.pair.number = 3;
        outbox_restore(&desk.outbox, &doubt, desk.now);
        int binds = 0;
        int questions = 0;
        while (next(&desk)) {
            if (desk.effect.type == SK_OUTBOX_EFFECT_RECORD) {
                saved(&desk, desk.effect.record.pair.number, desk.effect.record.event);
            }
            binds +=
                desk.effect.type == SK_OUTBOX_EFFECT_SEND && desk.effect.request == SK_REQUEST_BIND;
            questions +=
                desk.effect.type == SK_OUTBOX_EFFECT_SEND && desk.effect.request != SK_REQUEST_BIND;
        }
        assert_int_equal(questions, 1);
        assert_int_equal(binds, 0);
        answer_presence(&desk, 3, SK_REQUEST_ASK_INSTANCE, SK_PRESENCE_HERE);
        expect_record(&desk, 3, SK_EVENT_SETTLED);
        assert_int_equal(desk.effect.record.result, SK_RESULT_BOUND);
    }
}

/* A pair that is scanned while calls are held back is said to be saved, never "on its way". */
static void during_a_backoff_a_new_pair_is_told_at_once(void **state) {
    (void)state;
    static const struct {
        enum sk_answer_class cls;
        enum sk_verdict_kind kind;
    } table[] = { { SK_ANSWER_BLOCKED, SK_VERDICT_BLOCKED },
                  { SK_ANSWER_THROTTLED, SK_VERDICT_RETRY },
                  { SK_ANSWER_UNKNOWN, SK_VERDICT_SAVED } };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        struct desk desk;
        open_desk(&desk);
        send_first(&desk, 1, SN1, INST1);
        answer(&desk, 1, SK_REQUEST_BIND, table[i].cls, "code");
        assert_int_equal(count_sends(&desk), 0);
        add(&desk, 2, SN2, INST2);
        expect_record(&desk, 2, SK_EVENT_INTENT);
        expect_nothing(&desk);
        saved(&desk, 2, SK_EVENT_INTENT);
        expect_tell(&desk, 2, table[i].kind);
        assert_string_equal(desk.effect.verdict.code, "code");
        assert_false(desk.effect.verdict.alarm);
    }
}

static void add_many(struct desk *desk, int64_t first, int32_t count, int32_t account) {
    for (int32_t i = 0; i < count; i++) {
        char serial[32];
        char instance[32];
        (void)snprintf(serial, sizeof(serial), "sage62x0219%06d", (int)(first + i));
        (void)snprintf(instance, sizeof(instance), "sag-demo0000000%06d", (int)(first + i));
        add_to(desk, first + i, serial, instance, account);
    }
}

static void what_is_wrong_with_one_account_holds_only_its_pairs(void **state) {
    (void)state;
    static const struct {
        enum sk_answer_class cls;
        enum sk_backoff backoff;
    } table[] = { { SK_ANSWER_BLOCKED, SK_BACKOFF_BLOCKED },
                  { SK_ANSWER_THROTTLED, SK_BACKOFF_THROTTLED },
                  { SK_ANSWER_NOT_SENT, SK_BACKOFF_OFFLINE },
                  { SK_ANSWER_UNKNOWN, SK_BACKOFF_DOUBTFUL } };
    struct sk_account sick = account_of(0);
    struct sk_account well = account_of(1);
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        static struct desk desk;
        open_desk(&desk);
        add_many(&desk, 1, 10, 0);
        assert_int_equal(count_sends(&desk), 4);
        for (int64_t number = 1; number <= 4; number++) {
            answer(&desk, number, SK_REQUEST_BIND, table[i].cls, "code");
        }
        (void)count_sends(&desk);
        assert_int_equal(sk_outbox_backoff(&desk.outbox, &sick), table[i].backoff);
        assert_int_equal(sk_outbox_backoff(&desk.outbox, &well), SK_BACKOFF_NONE);
        assert_ptr_equal(sk_outbox_worst(&desk.outbox), &desk.outbox.accounts[0]);
        for (int64_t number = 11; number <= 20; number++) {
            send_first_to(&desk, number, number % 2 ? SN1 : SN2, number % 2 ? INST1 : INST2, 1);
            answer(&desk, number, SK_REQUEST_BIND, SK_ANSWER_OK, "");
            expect_record(&desk, number, SK_EVENT_SETTLED);
            saved(&desk, number, SK_EVENT_SETTLED);
            expect_tell(&desk, number, SK_VERDICT_BOUND);
        }
        assert_int_equal(sk_outbox_backoff(&desk.outbox, &sick), table[i].backoff);
    }
}

static void calls_that_hang_take_no_place_of_another_account(void **state) {
    (void)state;
    static struct desk desk;
    open_desk(&desk);
    add_many(&desk, 1, 10, 0);
    assert_int_equal(count_sends(&desk), 4);
    add_many(&desk, 11, 10, 1);
    assert_int_equal(count_sends(&desk), 4);
}

static void where_calls_are_few_accounts_take_turns(void **state) {
    (void)state;
    static struct desk desk;
    open_desk(&desk);
    desk.outbox.rules.per_second = 1;
    add_many(&desk, 1, 10, 0);
    assert_int_equal(count_sends(&desk), 1);
    add_many(&desk, 11, 1, 1);
    assert_int_equal(count_sends(&desk), 0);
    for (int second = 0; second < 2; second++) { /* that it is about to be sent is written first */
        desk.now += 1000;
        assert_int_equal(count_sends(&desk), 1);
    }
    assert_int_equal(desk.outbox.entries[10].state, SK_OUTBOX_STATE_SENDING); /* before eight */
}

static void each_account_alarms_once(void **state) {
    (void)state;
    static struct desk desk;
    open_desk(&desk);
    for (int32_t number = 1; number <= 2; number++) {
        add_many(&desk, number, 1, number);
        (void)count_sends(&desk);
        answer(&desk, number, SK_REQUEST_BIND, SK_ANSWER_BLOCKED, "Forbidden.RAM");
        expect_record(&desk, number, SK_EVENT_ANSWER);
        expect_tell(&desk, number, SK_VERDICT_BLOCKED);
        assert_true(desk.effect.verdict.alarm);
        add_many(&desk, number + 10, 1, number);
        expect_record(&desk, number + 10, SK_EVENT_INTENT);
        saved(&desk, number + 10, SK_EVENT_INTENT);
        expect_tell(&desk, number + 10, SK_VERDICT_BLOCKED);
        assert_false(desk.effect.verdict.alarm);
    }
}

/* As many pairs of each account as it may bring in, and none is ever answered. */
static void accounts_that_are_held_up_leave_places_for_others(void **state) {
    (void)state;
    static struct desk desk;
    int64_t number = 1;
    int32_t account = 0;
    open_desk(&desk);
    for (; account < 24; account++) {
        struct sk_account held = account_of(account);
        int32_t room = sk_outbox_room(&desk.outbox, &held);
        assert_true(room >= 1 && room <= SK_OUTBOX_SIZE / 2);
        add_many(&desk, number, room, account);
        assert_int_equal(sk_outbox_room(&desk.outbox, &held), 0);
        number += room;
    }
    (void)count_sends(&desk);
    send_first_to(&desk, number, SN1, INST1, account);
}

static void one_serial_number_of_two_accounts_is_never_under_way_twice(void **state) {
    (void)state;
    struct sk_stored_pair older = { .pair = { .number = 1,
                                              .account = account_of(0),
                                              .labels.serial = SN1,
                                              .labels.instance = INST1 },
                                    .phase = SK_PHASE_WAITING };
    static struct desk desk;
    open_desk(&desk);
    send_first_to(&desk, 2, SN1, INST2, 1);
    outbox_restore(&desk.outbox, &older, desk.now); /* its account had no room before */
    expect_nothing(&desk);
    answer(&desk, 2, SK_REQUEST_BIND, SK_ANSWER_UNKNOWN, "net.timeout");
    expect_record(&desk, 2, SK_EVENT_ANSWER);
    expect_tell(&desk, 2, SK_VERDICT_CHECKING);
    expect_record(&desk, 1, SK_EVENT_ATTEMPT);
    saved(&desk, 1, SK_EVENT_ATTEMPT);
    expect_send(&desk, 1, SK_REQUEST_BIND);
    desk.now += 60000;
    expect_nothing(&desk); /* the newer one's question waits, too */
}

static void an_instance_of_another_account_is_another_one(void **state) {
    (void)state;
    static struct desk desk;
    open_desk(&desk);
    send_first_to(&desk, 1, SN1, INST1, 0);
    send_first_to(&desk, 2, SN2, INST1, 1);
}

/* An account that has no pair here gives its place up, rather one without trouble. */
static void more_accounts_than_places_are_served_one_after_the_other(void **state) {
    (void)state;
    struct sk_account first = account_of(0);
    static struct desk desk;
    open_desk(&desk);
    for (int32_t i = 0; i < 3 * SK_OUTBOX_ACCOUNTS; i++) {
        send_first_to(&desk, i + 1, SN1, INST1, i);
        answer(&desk, i + 1, SK_REQUEST_BIND, i == 0 ? SK_ANSWER_BLOCKED : SK_ANSWER_REFUSED, "x");
        if (i == 0) {
            outbox_withdraw(&desk.outbox, 1, desk.now);
        }
        while (next(&desk)) {
            if (desk.effect.type == SK_OUTBOX_EFFECT_RECORD) {
                saved(&desk, desk.effect.record.pair.number, desk.effect.record.event);
            }
        }
        assert_int_equal(desk.outbox.count, 0);
    }
    assert_int_equal(desk.outbox.account_count, SK_OUTBOX_ACCOUNTS);
    assert_int_equal(sk_outbox_backoff(&desk.outbox, &first), SK_BACKOFF_BLOCKED);
}

static void no_more_than_allowed_are_under_way(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    char serial[32];
    char instance[32];
    for (int i = 0; i < 20; i++) {
        (void)snprintf(serial, sizeof(serial), "sage62x02192200%02d", i);
        (void)snprintf(instance, sizeof(instance), "sag-demo00000000000%03d", i);
        add(&desk, i + 1, serial, instance);
    }
    assert_int_equal(count_sends(&desk), 4);
    answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_OK, "");
    assert_int_equal(count_sends(&desk), 1);
}

static void undo_takes_back_only_what_cannot_have_been_sent(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    send_first(&desk, 1, SN1, INST1);
    outbox_withdraw(&desk.outbox, 1, desk.now);
    expect_tell(&desk, 1, SK_VERDICT_TOO_LATE);
    answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_NOT_SENT, "net.connect");
    expect_record(&desk, 1, SK_EVENT_ANSWER);
    expect_tell(&desk, 1, SK_VERDICT_SAVED);
    outbox_withdraw(&desk.outbox, 1, desk.now);
    expect_record(&desk, 1, SK_EVENT_SETTLED);
    assert_int_equal(desk.effect.record.result, SK_RESULT_WITHDRAWN);
    saved(&desk, 1, SK_EVENT_SETTLED);
    expect_tell(&desk, 1, SK_VERDICT_WITHDRAWN);
    /* while its intent is being written */
    add(&desk, 2, SN2, INST2);
    expect_record(&desk, 2, SK_EVENT_INTENT);
    outbox_withdraw(&desk.outbox, 2, desk.now);
    saved(&desk, 2, SK_EVENT_INTENT);
    expect_record(&desk, 2, SK_EVENT_SETTLED);
    assert_int_equal(desk.effect.record.result, SK_RESULT_WITHDRAWN);
}

static void a_pair_in_doubt_cannot_be_taken_back(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    send_first(&desk, 1, SN1, INST1);
    answer(&desk, 1, SK_REQUEST_BIND, SK_ANSWER_UNKNOWN, "net.receive");
    expect_record(&desk, 1, SK_EVENT_ANSWER);
    expect_tell(&desk, 1, SK_VERDICT_CHECKING);
    outbox_withdraw(&desk.outbox, 1, desk.now);
    expect_tell(&desk, 1, SK_VERDICT_TOO_LATE);
}

static void a_sender_that_contradicts_itself_is_not_believed(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    send_first(&desk, 1, SN1, INST1);
    struct sk_answer value = {
        .number = 1, .request = SK_REQUEST_BIND, .cls = SK_ANSWER_NOT_SENT, .may_have_reached = true
    };
    outbox_answer(&desk.outbox, &value, desk.now);
    expect_record(&desk, 1, SK_EVENT_ANSWER);
    assert_int_equal(desk.effect.record.phase, SK_PHASE_OPEN);
    expect_tell(&desk, 1, SK_VERDICT_CHECKING);
}

static void what_waited_before_a_restart_is_sent_and_what_was_open_is_asked(void **state) {
    (void)state;
    struct desk desk;
    open_desk(&desk);
    struct sk_stored_pair waiting = {
        .pair = { .number = 1, .labels.serial = SN1, .labels.instance = INST1 },
        .phase = SK_PHASE_WAITING
    };
    struct sk_stored_pair open = {
        .pair = { .number = 2, .labels.serial = SN2, .labels.instance = INST2 },
        .phase = SK_PHASE_OPEN
    };
    struct sk_stored_pair known = {
        .pair = { .number = 3, .labels.serial = SN3, .labels.instance = INST3 },
        .phase = SK_PHASE_WAITING,
        .has_history = true
    };
    outbox_restore(&desk.outbox, &waiting, desk.now);
    outbox_restore(&desk.outbox, &open, desk.now);
    outbox_restore(&desk.outbox, &known, desk.now);
    expect_record(&desk, 1, SK_EVENT_ATTEMPT);
    saved(&desk, 1, SK_EVENT_ATTEMPT);
    expect_send(&desk, 1, SK_REQUEST_BIND);
    expect_send(&desk, 2, SK_REQUEST_ASK_INSTANCE);
    expect_send(&desk, 3, SK_REQUEST_ASK_INSTANCE);
}

/* A world that answers at random, with lost answers, and a journal that can lose the process at
 * any step: after many lives no pair was bound twice without a question that said "absent" after
 * the bind had been done, and each pair ends. */
struct world {
    bool bound[8];
    int binds_done[8];
    uint64_t random;
    bool is_sick; /* the account of every third pair: it gets no call through */
};

static bool is_sick(const struct world *world, int64_t number) {
    return world->is_sick && (number - 1) % 3 == 0;
}

static uint32_t roll(struct world *world, uint32_t sides) {
    world->random = world->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(world->random >> 33) % sides;
}

struct shelf { /* what the journal would have */
    struct sk_stored_pair pairs[8];
    bool exists[8];
};

static void shelve(struct shelf *shelf, const struct sk_record *record) {
    size_t at = (size_t)record->pair.number - 1;
    if (record->event == SK_EVENT_INTENT) {
        shelf->exists[at] = true;
        shelf->pairs[at].pair = record->pair;
    }
    shelf->pairs[at].phase = record->phase;
    shelf->pairs[at].result = record->result;
    shelf->pairs[at].attempts = record->attempts;
}

static struct sk_answer answer_of_world(struct world *world, const struct sk_pair *pair,
                                        enum sk_request request) {
    size_t at = (size_t)pair->number - 1;
    struct sk_answer value = { .number = pair->number, .request = request, .http_status = 200 };
    uint32_t luck = roll(world, 10);
    if (luck == 0) {
        value.cls = SK_ANSWER_NOT_SENT;
        value.http_status = 0;
        return value;
    }
    if (world->is_sick && is_sick(world, pair->number)) {
        value.cls = roll(world, 2) ? SK_ANSWER_BLOCKED : SK_ANSWER_THROTTLED;
        return value;
    }
    if (request == SK_REQUEST_BIND) {
        if (luck == 1) {
            value.cls = SK_ANSWER_BUSY;
            return value;
        }
        if (luck == 2) {
            value.cls = SK_ANSWER_UNKNOWN; /* never arrived */
            return value;
        }
        if (world->bound[at]) {
            value.cls = SK_ANSWER_REFUSED;
            (void)snprintf(value.code, sizeof(value.code), "SAG.SnConflict");
            add_traits(&value);
        } else {
            world->bound[at] = true;
            world->binds_done[at]++;
            value.cls = luck < 6 ? SK_ANSWER_UNKNOWN : SK_ANSWER_OK; /* the answer may be lost */
        }
        return value;
    }
    value.cls = luck == 1 ? SK_ANSWER_UNKNOWN : SK_ANSWER_OK;
    value.presence = world->bound[at] && request == SK_REQUEST_ASK_INSTANCE ? SK_PRESENCE_HERE
                                                                            : SK_PRESENCE_ABSENT;
    return value;
}

/* But for what waits for the account that gets no call through. */
static bool is_busy(const struct desk *desk, const struct world *world) {
    for (int32_t i = 0; i < desk->outbox.count; i++) {
        if (!is_sick(world, desk->outbox.entries[i].pair.number)) {
            return true;
        }
    }
    return false;
}

/* One life of the process; true when everything has ended. */
static bool live(struct desk *desk, struct world *world, struct shelf *shelf, int pairs) {
    open_desk(desk);
    for (int i = 0; i < pairs; i++) {
        if (shelf->exists[i] && shelf->pairs[i].result == SK_RESULT_PENDING) {
            outbox_restore(&desk->outbox, &shelf->pairs[i], desk->now);
        }
    }
    for (int i = 0; i < pairs; i++) {
        if (!shelf->exists[i]) {
            char serial[32];
            (void)snprintf(serial, sizeof(serial), "sage62x021922000%d", i);
            add_to(desk, i + 1, serial, i % 2 ? INST1 : INST2, i % 3);
        }
    }
    for (int steps = 0; is_busy(desk, world); steps++) {
        if (roll(world, 40) == 0 || steps > 10000) {
            return false; /* killed */
        }
        if (!next(desk)) {
            sk_ms due = sk_outbox_deadline(&desk->outbox, desk->now);
            assert_true(due >= 0);
            desk->now = due;
            continue;
        }
        if (desk->effect.type == SK_OUTBOX_EFFECT_RECORD) {
            if (roll(world, 20) == 0) {
                return false; /* killed before it was on the disk */
            }
            shelve(shelf, &desk->effect.record);
            saved(desk, desk->effect.record.pair.number, desk->effect.record.event);
        } else if (desk->effect.type == SK_OUTBOX_EFFECT_SEND) {
            struct sk_answer value =
                answer_of_world(world, &desk->effect.pair, desk->effect.request);
            if (roll(world, 20) == 0) {
                return false; /* killed before the answer was seen */
            }
            outbox_answer(&desk->outbox, &value, desk->now);
        } else if (desk->effect.verdict.kind == SK_VERDICT_BOUND) {
            assert_true(world->bound[desk->effect.verdict.number - 1]);
        }
    }
    return true;
}

static void killed_at_any_step_no_pair_is_lost_and_green_is_never_a_guess(void **state) {
    (void)state;
    enum { PAIRS = 6 };
    static struct desk desk;
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        struct world world = { .random = seed, .is_sick = true };
        struct shelf shelf = { 0 };
        int lives = 0;
        while (!live(&desk, &world, &shelf, PAIRS)) {
            assert_true(++lives < 1000);
        }
        for (int i = 0; i < PAIRS; i++) { /* those of the others did not wait for it */
            assert_true(is_sick(&world, i + 1) || shelf.pairs[i].result == SK_RESULT_BOUND);
        }
        world.is_sick = false;
        while (!live(&desk, &world, &shelf, PAIRS)) {
            assert_true(++lives < 1000);
        }
        for (int i = 0; i < PAIRS; i++) {
            assert_true(shelf.exists[i]);
            assert_int_equal(shelf.pairs[i].result, SK_RESULT_BOUND);
            assert_true(world.bound[i]);
            assert_int_equal(world.binds_done[i], 1);
        }
    }
}

static void fill(struct desk *desk, int32_t pairs) {
    open_desk(desk);
    for (int32_t i = 0; i < pairs; i++) {
        char serial[32];
        (void)snprintf(serial, sizeof(serial), "sage62x0219220%03d", i);
        add(desk, i + 1, serial, INST1);
    }
}

static void add_one_too_many(void) {
    static struct desk desk;
    fill(&desk, SK_OUTBOX_SIZE + 1);
}

static void add_an_older_one(void) {
    static struct desk desk;
    open_desk(&desk);
    add(&desk, 2, SN2, INST2);
    add(&desk, 1, SN1, INST1);
}

static void a_caller_that_adds_without_room_or_out_of_order_is_stopped(void **state) {
    (void)state;
    static struct desk desk;
    fill(&desk, SK_OUTBOX_SIZE);
    assert_false(sk_outbox_has_room(&desk.outbox));
    expect_broken(add_one_too_many, "outbox->count < SK_OUTBOX_SIZE");
    expect_broken(add_an_older_one, ".account != account");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_pair_is_sent_only_after_it_is_saved),
        SK_TEST(a_verdict_is_told_only_after_it_is_saved),
        SK_TEST(an_unknown_outcome_is_asked_for_and_never_sent_again_blindly),
        SK_TEST(a_question_that_finds_the_device_here_is_green),
        SK_TEST(a_device_that_was_bound_before_this_pair_was_sent_is_said_to_be),
        SK_TEST(a_conflict_that_nobody_has_is_to_be_checked_where_it_may_be_our_own),
        SK_TEST(after_a_conflict_one_question_tells_where_the_device_is),
        SK_TEST(a_place_that_is_not_told_leaves_it_at_the_refusal),
        SK_TEST(nobody_waits_long_for_the_place_of_a_conflict),
        SK_TEST(a_conflict_that_is_looked_into_stands_in_nobodys_way),
        SK_TEST(a_service_that_asks_for_a_day_is_tried_again_after_the_longest_pause),
        SK_TEST(a_pause_that_is_no_time_is_not_waited_for),
        SK_TEST(binds_that_work_but_answer_500_are_settled_by_questions),
        SK_TEST(binds_that_fail_with_500_leave_few_pairs_in_doubt),
        SK_TEST(while_binds_are_held_the_questions_go_on),
        SK_TEST(during_a_backoff_a_new_pair_is_told_at_once),
        SK_TEST(a_question_that_finds_the_device_elsewhere_is_a_conflict),
        SK_TEST(a_question_that_fails_leaves_the_outcome_unknown),
        SK_TEST(a_conflict_after_an_unknown_bind_may_be_our_own_and_is_looked_into),
        SK_TEST(a_refusal_of_a_first_bind_is_final),
        SK_TEST(a_serial_number_with_a_past_is_asked_for_before_it_is_sent),
        SK_TEST(a_device_that_the_journal_knows_as_bound_is_refused_without_a_call),
        SK_TEST(what_is_noted_of_a_pair_is_in_its_intent_alone),
        SK_TEST(an_instance_that_has_its_devices_is_refused_without_a_call),
        SK_TEST(pairs_of_one_instance_keep_their_order),
        SK_TEST(one_serial_number_is_never_under_way_twice),
        SK_TEST(busy_is_tried_again_after_growing_pauses),
        SK_TEST(offline_one_probe_goes_out_and_all_go_when_it_succeeds),
        SK_TEST(offline_only_the_probe_is_marked_as_sent),
        SK_TEST(no_more_are_marked_than_may_go_at_once),
        SK_TEST(what_is_marked_but_not_sent_can_be_taken_back),
        SK_TEST(offline_a_known_serial_number_is_saved_not_checking),
        SK_TEST(offline_the_pauses_between_probes_grow_to_the_cap),
        SK_TEST(wrong_credentials_hold_the_queue_with_few_calls),
        SK_TEST(more_than_the_rate_waits_for_its_turn),
        SK_TEST(what_the_sender_had_no_room_for_costs_no_token),
        SK_TEST(an_unknown_outcome_that_may_not_be_asked_for_is_for_somebody_to_check),
        SK_TEST(a_key_that_is_switched_off_is_no_missing_permission),
        SK_TEST(a_device_with_a_past_is_sent_where_nobody_may_ask_unless_its_past_is_in_doubt),
        SK_TEST(trouble_of_it_is_alarming_once),
        SK_TEST(one_forbidden_instance_does_not_stop_the_others),
        SK_TEST(throttling_holds_all_calls_for_as_long_as_the_service_says),
        SK_TEST(what_is_wrong_with_one_account_holds_only_its_pairs),
        SK_TEST(calls_that_hang_take_no_place_of_another_account),
        SK_TEST(where_calls_are_few_accounts_take_turns),
        SK_TEST(each_account_alarms_once),
        SK_TEST(accounts_that_are_held_up_leave_places_for_others),
        SK_TEST(one_serial_number_of_two_accounts_is_never_under_way_twice),
        SK_TEST(an_instance_of_another_account_is_another_one),
        SK_TEST(more_accounts_than_places_are_served_one_after_the_other),
        SK_TEST(no_more_than_allowed_are_under_way),
        SK_TEST(undo_takes_back_only_what_cannot_have_been_sent),
        SK_TEST(a_pair_in_doubt_cannot_be_taken_back),
        SK_TEST(a_sender_that_contradicts_itself_is_not_believed),
        SK_TEST(what_waited_before_a_restart_is_sent_and_what_was_open_is_asked),
        SK_TEST(killed_at_any_step_no_pair_is_lost_and_green_is_never_a_guess),
        SK_TEST(a_caller_that_adds_without_room_or_out_of_order_is_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
