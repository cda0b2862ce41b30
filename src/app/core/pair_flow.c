#define SK_LOG_MODULE "app"

#include "app/core/pair_flow.h"

#include "app/core/fleet_refusal.h"
#include "app/core/keeper.h"
#include "base/assert.h"
#include "base/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PEEK_MS 1800
#define LOAD_MAX (SK_OUTBOX_SIZE / 4) /* half of what one account may have */

static sk_ms now_of(const struct sk_pair_flow *flow) {
    return flow->clock->ops->now(flow->clock);
}

static int64_t wall_of(const struct sk_pair_flow *flow) {
    return flow->clock->ops->wall(flow->clock);
}

/* --- rules -------------------------------------------------------------------------------- */

static struct sk_outbox_rules outbox_rules(const struct sk_config *config) {
    struct sk_outbox_rules rules = { .max_in_flight = (int32_t)config->cloud.max_in_flight,
                                     .retry_first = config->outbox.retry_first_ms,
                                     .retry_cap = config->outbox.retry_cap_ms,
                                     .probe_first = config->outbox.probe_first_ms,
                                     .probe_cap = config->outbox.probe_cap_ms,
                                     .retry_after_cap = config->outbox.retry_after_cap_ms,
                                     .ask_rounds = config->outbox.ask_delays_ms.count,
                                     .per_second = (int32_t)config->outbox.per_second,
                                     .check_reuse = config->guard.reuse != SK_REUSE_ALLOW };
    for (int32_t i = 0; i < SK_OUTBOX_ROUNDS_MAX; i++) {
        int32_t from =
            i < config->outbox.ask_delays_ms.count ? i : config->outbox.ask_delays_ms.count - 1;
        rules.ask_delay[i] = from >= 0 ? config->outbox.ask_delays_ms.ms[from] : 0;
    }
    return rules;
}

static struct sk_pairing_rules pairing_rules(const struct sk_config *config) {
    return (struct sk_pairing_rules){ .debounce = config->pairing.debounce_ms,
                                      .debounce_camera = config->pairing.camera_debounce_ms,
                                      .timeout = config->pairing.timeout_ms,
                                      .notice = config->pairing.notice_ms,
                                      .peek = PEEK_MS,
                                      .green = config->pairing.green_ms,
                                      .slow = config->cloud.slow_ms,
                                      .needs_operator = config->operator_.required,
                                      .operator_timeout = config->operator_.timeout_ms,
                                      .may_override = config->guard.reuse == SK_REUSE_ASK,
                                      .may_share = config->guard.instance_reuse == SK_REUSE_ASK };
}

static void restart_pairing(struct sk_pair_flow *flow, int64_t first_number) {
    struct sk_pairing_rules rules = pairing_rules(flow->config);
    sk_pairing_init(&flow->pairing, &rules, flow->config->pairing.mode == SK_PAIR_MODE_STICKY,
                    first_number);
}

static struct sk_backlog_place look_at_place(const void *data, const struct sk_account *account) {
    const struct sk_outbox *outbox = data;
    return (struct sk_backlog_place){
        .has = sk_outbox_count(outbox, account),
        .room = sk_outbox_room(outbox, account),
        .is_held = sk_outbox_backoff(outbox, account) != SK_BACKOFF_NONE,
    };
}

void sk_pair_flow_init(struct sk_pair_flow *flow, const struct sk_config *config,
                       struct sk_clock *clock, struct sk_guard *guard) {
    struct sk_outbox_rules rules = outbox_rules(config);
    memset(flow, 0, sizeof(*flow));
    flow->config = config;
    flow->clock = clock;
    flow->guard = guard;
    /* Only spreads the retries. */
    sk_outbox_init(&flow->outbox, &rules, (uint64_t)wall_of(flow));
    sk_backlog_init(&flow->backlog, LOAD_MAX);
    flow->places = (struct sk_backlog_places){ .look = look_at_place, .data = &flow->outbox };
    sk_side_log_init(&flow->side_log, now_of(flow));
    sk_claims_init(&flow->claims, 0);
    restart_pairing(flow, 1);
}

/* --- the outbox and what is behind it ----------------------------------------------------- */

/* Less what pairs will need that wait for the fleet: the scan that made them found it. */
static size_t recorder_room(const struct sk_pair_flow *flow) {
    size_t room = flow->recorder->ops->room(flow->recorder);
    size_t waiting = (size_t)sk_claims_waiting(&flow->claims) * SK_RECORDS_A_SCAN;
    return room > waiting ? room - waiting : 0;
}

bool sk_pair_flow_has_room(const struct sk_pair_flow *flow) {
    return recorder_room(flow) >= SK_RECORDS_A_SCAN;
}

static void step_outbox(struct sk_pair_flow *flow, const struct sk_outbox_input *input) {
    sk_outbox_step(&flow->outbox, input, now_of(flow));
}

/* After a look for room, which nobody else takes: a record that is dropped would be a lost scan. */
static void save(struct sk_pair_flow *flow, const struct sk_record *record) {
    enum sk_err err = flow->recorder->ops->save(flow->recorder, record);
    SK_ASSERT(err == SK_OK);
}

/* As above; without the end of a load nothing would be loaded any more. */
static void load(struct sk_pair_flow *flow, int64_t after) {
    enum sk_err err = flow->recorder->ops->load(flow->recorder, after, LOAD_MAX);
    SK_ASSERT(err == SK_OK);
}

static void take_verdict(struct sk_pair_flow *flow, const struct sk_verdict *verdict) {
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_VERDICT, .verdict = verdict };
    sk_log_about(SK_LOG_DEBUG, &((struct sk_log_about){ .pair = verdict->number }),
                 "pair %" PRId64 ": told as %s, code '%s'", verdict->number,
                 sk_verdict_kind_name(verdict->kind), verdict->code);
    if (verdict->kind ==
        SK_VERDICT_LOCATED) { /* more about a verdict that was told and counted already */
        sk_verdicts_locate(&flow->verdicts, verdict);
    } else {
        flow->has_told = true;
        sk_verdicts_take(&flow->verdicts, verdict, wall_of(flow));
        sk_keeper_told(flow->keeper, verdict->number);
        if (flow->on_verdict) {
            flow->on_verdict(flow->on_verdict_data, verdict);
        }
    }
    if (verdict->kind == SK_VERDICT_BOUND) {
        sk_today_bound(&flow->today, verdict->number);
        sk_guard_note(flow->guard, verdict->labels.serial, verdict->labels.instance, true);
    }
    sk_pair_flow_step(flow, &input);
}

static struct sk_verdict verdict_about(const struct sk_pair *pair, enum sk_verdict_kind kind) {
    struct sk_verdict verdict = { .kind = kind, .number = pair->number };
    verdict.labels = pair->labels;
    return verdict;
}

/* What the effects of one step refer to, beside their pair. */
struct backlog_step {
    const struct sk_record *intent;
    const struct sk_stored_pair *stored;
};

static void carry_out(struct sk_pair_flow *flow, const struct sk_backlog_effect *effect,
                      const struct backlog_step *step) {
    struct sk_record withdrawn = { .event = SK_EVENT_SETTLED,
                                   .pair = effect->pair,
                                   .result = SK_RESULT_WITHDRAWN };
    struct sk_verdict verdict = verdict_about(&effect->pair, effect->verdict);
    struct sk_outbox_input input = { .pair = &effect->pair, .number = effect->number };
    switch (effect->type) {
    case SK_BACKLOG_EFFECT_ADD:
        SK_ASSERT(step && step->intent);
        input.type = SK_OUTBOX_INPUT_ADD;
        input.instance_limit = step->intent->instance_limit;
        input.note = step->intent->note;
        step_outbox(flow, &input);
        break;
    case SK_BACKLOG_EFFECT_SAVE:
        SK_ASSERT(step && step->intent);
        save(flow, step->intent);
        break;
    case SK_BACKLOG_EFFECT_RESTORE:
        SK_ASSERT(step && step->stored);
        input.type = SK_OUTBOX_INPUT_RESTORE;
        input.stored = step->stored;
        step_outbox(flow, &input);
        break;
    case SK_BACKLOG_EFFECT_REJECT:
        sk_log_about(SK_LOG_ERROR, &((struct sk_log_about){ .pair = effect->number }),
                     "pair %" PRId64 " was read twice or out of turn; it is not sent a second time",
                     effect->number);
        break;
    case SK_BACKLOG_EFFECT_LOAD:
        load(flow, effect->number);
        break;
    case SK_BACKLOG_EFFECT_RECORD:
        save(flow, &withdrawn);
        break;
    case SK_BACKLOG_EFFECT_PASS_ON:
        input.type = SK_OUTBOX_INPUT_WITHDRAW;
        step_outbox(flow, &input);
        break;
    case SK_BACKLOG_EFFECT_TELL:
        take_verdict(flow, &verdict);
        break;
    }
}

static void step_backlog(struct sk_pair_flow *flow, struct sk_backlog_input *input,
                         const struct backlog_step *step) {
    struct sk_backlog_effect effect;
    input->places = &flow->places;
    sk_backlog_step(&flow->backlog, input);
    while (sk_backlog_next(&flow->backlog, &effect)) {
        carry_out(flow, &effect, step);
    }
}

static void pump_claims(struct sk_pair_flow *flow);
static void release_claims(struct sk_pair_flow *flow);

static void send(struct sk_pair_flow *flow, const struct sk_outbox_effect *effect) {
    struct sk_outbox_input unsent = { .type = SK_OUTBOX_INPUT_UNSENT,
                                      .number = effect->pair.number };
    if (!flow->sender || !flow->sender->ops->send(flow->sender, effect->request, &effect->pair)) {
        step_outbox(flow, &unsent);
    }
}

/* A scan finds the room that it needs all the same. */
static void pump_side_log(struct sk_pair_flow *flow) {
    struct sk_record record;
    if (!flow->sender) {
        sk_side_log_hurry(&flow->side_log); /* shutting down */
    }
    while (recorder_room(flow) > 2 * SK_RECORDS_A_SCAN &&
           sk_side_log_next(&flow->side_log, now_of(flow), &record)) {
        save(flow, &record);
    }
}

void sk_pair_flow_pump(struct sk_pair_flow *flow) {
    struct sk_outbox_effect effect;
    if (!flow->sender) {
        release_claims(flow); /* shutting down */
    }
    pump_claims(flow);
    while (recorder_room(flow) > 0 && sk_outbox_next(&flow->outbox, now_of(flow), &effect)) {
        switch (effect.type) {
        case SK_OUTBOX_EFFECT_RECORD:
            save(flow, &effect.record);
            break;
        case SK_OUTBOX_EFFECT_SEND:
            send(flow, &effect);
            break;
        case SK_OUTBOX_EFFECT_TELL:
            take_verdict(flow, &effect.verdict);
            break;
        }
    }
    pump_side_log(flow);
    sk_keeper_pump(flow->keeper, flow->recorder, 2 * SK_RECORDS_A_SCAN);
    struct sk_backlog_input room = { .type = SK_BACKLOG_INPUT_ROOM,
                                     .recorder_room = recorder_room(flow) };
    step_backlog(flow, &room, NULL);
}

/* --- accounts ----------------------------------------------------------------------------- */

/* What the list says goes before what the routes say, and that before the default. False: the label
 * that is there does not tell. */
static bool find_account(const struct sk_pair_flow *flow, const struct sk_labels *labels,
                         struct sk_account *out) {
    struct sk_account listed = { .region = "" };
    const char *instance =
        labels->instance[0] ? labels->instance : sk_guard_instance(flow->guard, labels->serial);
    const struct sk_account *route = sk_routes_find(flow->routes, instance);
    sk_guard_account(flow->guard, labels->serial, &listed);
    *out = route ? *route : (struct sk_account){ .region = "" };
    if (listed.region[0]) {
        memcpy(out->region, listed.region, sizeof(out->region));
    }
    if (listed.profile[0]) {
        memcpy(out->profile, listed.profile, sizeof(out->profile));
    }
    sk_accounts_fill(flow->config, out);
    return instance[0] || !sk_pair_flow_has_accounts(flow);
}

bool sk_pair_flow_has_accounts(const struct sk_pair_flow *flow) {
    return flow->outbox.account_count > 1 || flow->config->cloud.routes[0];
}

const char *sk_pair_flow_account(const struct sk_pair_flow *flow, const struct sk_account *account,
                                 char text[SK_ACCOUNT_TEXT_SIZE]) {
    return sk_pair_flow_has_accounts(flow) ? sk_account_text(account, text) : "";
}

static void warm(struct sk_pair_flow *flow, const struct sk_labels *labels) {
    struct sk_account account;
    if (flow->sender && find_account(flow, labels, &account)) {
        flow->sender->ops->warm(flow->sender, &account);
    }
}

void sk_pair_flow_try(struct sk_pair_flow *flow) {
    struct sk_account account = { .region = "" };
    sk_accounts_fill(flow->config, &account);
    if (flow->sender) {
        flow->sender->ops->warm(flow->sender, &account);
    }
}

/* --- pairs -------------------------------------------------------------------------------- */

/* pair: its account is filled in here, but for one that takes up an earlier pair, and goes where
 * that went. */
static void save_new_pair(struct sk_pair_flow *flow, struct sk_pair *pair, int32_t limit,
                          const struct sk_fleet_word *word) {
    if (pair->refers > 0) {
        sk_accounts_fill(flow->config, &pair->account);
    } else {
        (void)find_account(flow, &pair->labels, &pair->account);
    }
    struct sk_record intent = { .event = SK_EVENT_INTENT,
                                .pair = *pair,
                                .phase = SK_PHASE_WAITING,
                                .result = SK_RESULT_PENDING,
                                .check_reuse = flow->outbox.rules.check_reuse,
                                .instance_limit = limit };
    char expected[SK_LABEL_MAX + 1];
    flow->verdicts.tally.pairs++;
    flow->verdicts.tally.unsaved++;
    sk_guard_check(flow->guard, &intent, expected);
    sk_fleet_refuse(word, &intent);
    struct sk_backlog_input input = { .type = SK_BACKLOG_INPUT_PAIR,
                                      .pair = &intent.pair, /* with its order */
                                      .is_refused = intent.result != SK_RESULT_PENDING };
    struct backlog_step step = { .intent = &intent };
    step_backlog(flow, &input, &step);
}

/* --- the fleet ---------------------------------------------------------------------------- */

static void step_claims(struct sk_pair_flow *flow, const struct sk_claims_input *input) {
    sk_claims_step(&flow->claims, input, now_of(flow));
}

/* It went on, and is with the cloud by now; somebody has to look at the device. */
static void warn_late(struct sk_pair_flow *flow, const struct sk_claims_effect *effect) {
    char note[SK_NOTE_SIZE];
    const char *what = effect->word.type == SK_FLEET_WORD_BOUND    ? "the device is bound"
                       : effect->word.type == SK_FLEET_WORD_IN_USE ? "the sag- label is in use"
                                                                   : "the device was being bound";
    (void)snprintf(note, sizeof(note),
                   "pair %" PRId64 ": the fleet's answer came too late: %s at another bench: %s",
                   effect->pair.number, what,
                   effect->word.name[0] ? effect->word.name : effect->word.bench);
    sk_log_warning("%s", note);
    sk_pair_flow_note(flow, SK_EVENT_FLEET, NULL, note);
}

/* A question that nobody takes is answered at once: nobody knows. */
static void ask_fleet(struct sk_pair_flow *flow, const struct sk_claims_effect *effect) {
    static const struct sk_fleet_word unknown = { .type = SK_FLEET_WORD_UNKNOWN };
    const struct sk_fleet_asker *asker = flow->asker;
    struct sk_labels labels = effect->pair.labels;
    bool is_claim = effect->type == SK_CLAIMS_EFFECT_CLAIM;
    if (is_claim && effect->limit != 1) {
        labels.instance[0] = '\0';
    }
    bool is_taken = is_claim ? asker->claim(asker->data, effect->id, &labels, &effect->pair)
                             : asker->ask(asker->data, effect->id, &labels);
    if (!is_taken) {
        step_claims(flow, &(struct sk_claims_input){
                              .type = SK_CLAIMS_INPUT_WORD, .id = effect->id, .word = &unknown });
    }
}

static void pump_claims(struct sk_pair_flow *flow) {
    struct sk_claims_effect effect;
    while (sk_claims_next(&flow->claims, now_of(flow), &effect)) {
        switch (effect.type) {
        case SK_CLAIMS_EFFECT_ASK:
        case SK_CLAIMS_EFFECT_CLAIM:
            ask_fleet(flow, &effect);
            break;
        case SK_CLAIMS_EFFECT_PASS:
            save_new_pair(flow, &effect.pair, effect.limit, &effect.word);
            break;
        case SK_CLAIMS_EFFECT_LATE:
            warn_late(flow, &effect);
            break;
        }
    }
}

/* All that wait go on without an answer. */
static void release_claims(struct sk_pair_flow *flow) {
    step_claims(flow, &(struct sk_claims_input){ .type = SK_CLAIMS_INPUT_RELEASE });
    pump_claims(flow);
}

static void claim_new_pair(struct sk_pair_flow *flow, const struct sk_pair *pair, int32_t limit) {
    if (sk_claims_waiting(&flow->claims) == SK_CLAIMS_PAIRS) {
        release_claims(flow);
    }
    step_claims(flow, &(struct sk_claims_input){
                          .type = SK_CLAIMS_INPUT_PAIR, .pair = pair, .limit = limit });
    pump_claims(flow);
}

void sk_pair_flow_join(struct sk_pair_flow *flow, const struct sk_fleet_asker *asker,
                       sk_ms patience) {
    flow->asker = asker;
    sk_claims_init(&flow->claims, patience);
}

void sk_pair_flow_word(struct sk_pair_flow *flow, uint64_t id, const struct sk_fleet_word *word) {
    step_claims(flow,
                &(struct sk_claims_input){ .type = SK_CLAIMS_INPUT_WORD, .id = id, .word = word });
    pump_claims(flow);
}

void sk_pair_flow_reach(struct sk_pair_flow *flow, bool is_up) {
    step_claims(flow, &(struct sk_claims_input){ .type = SK_CLAIMS_INPUT_LINK, .is_up = is_up });
}

/* Devices that the instance of a scanned pair may have; 0: any number. There is nothing to ask
 * where a manifest gives the device its instance, or where the worker chose one instance for
 * several devices. */
static int32_t instance_limit(const struct sk_pair_flow *flow) {
    bool is_free = flow->config->guard.instance_reuse == SK_REUSE_ALLOW || flow->guard->is_set ||
                   flow->pairing.sticky;
    return is_free ? 0 : (int32_t)flow->config->guard.instance_devices;
}

void sk_pair_flow_withdraw(struct sk_pair_flow *flow, const struct sk_pair *pair) {
    release_claims(flow); /* the backlog has to know it first */
    struct sk_backlog_input input = { .type = SK_BACKLOG_INPUT_WITHDRAW,
                                      .pair = pair,
                                      .is_in_outbox = sk_outbox_has(&flow->outbox, pair->number) };
    step_backlog(flow, &input, NULL);
}

static void set_who(struct sk_pair *pair, const struct sk_actor *who) {
    pair->person = who->person;
    memcpy(pair->operator_name, who->name, sizeof(pair->operator_name));
}

void sk_pair_flow_note_scan(struct sk_pair_flow *flow, const struct sk_pairing_effect *effect,
                            const char *code, const struct sk_actor *who) {
    struct sk_record record = { .event = SK_EVENT_SCAN, .pair = effect->pair };
    (void)snprintf(record.code, sizeof(record.code), "%s", code);
    (void)snprintf(record.note, sizeof(record.note), "%s", effect->text);
    if (who) {
        set_who(&record.pair, who);
    }
    sk_side_log_add(&flow->side_log, &record, now_of(flow));
}

static void take_note(struct sk_pair_flow *flow, const struct sk_pairing_effect *effect) {
    struct sk_record record = { .event = SK_EVENT_SIGN_ON, .pair = effect->pair };
    bool is_off = effect->notice == SK_NOTICE_SIGNED_OFF;
    if (!is_off && effect->notice != SK_NOTICE_SIGNED_ON) {
        bool is_said = effect->notice != SK_NOTICE_NONE;
        sk_pair_flow_note_scan(flow, effect, is_said ? sk_notice_name(effect->notice) : "", NULL);
        return;
    }
    record.event = is_off ? SK_EVENT_SIGN_OFF : SK_EVENT_SIGN_ON;
    sk_side_log_add(&flow->side_log, &record, now_of(flow));
}

void sk_pair_flow_note(struct sk_pair_flow *flow, enum sk_event event, const struct sk_actor *who,
                       const char *text) {
    struct sk_record record = { .event = event };
    struct sk_actor signed_on = { .person = flow->pairing.person };
    memcpy(signed_on.name, flow->pairing.operator_name, sizeof(signed_on.name));
    set_who(&record.pair, who ? who : &signed_on);
    (void)snprintf(record.note, sizeof(record.note), "%s", text);
    sk_side_log_add(&flow->side_log, &record, now_of(flow));
}

static void take_call(struct sk_pair_flow *flow, const struct sk_pairing_effect *effect) {
    bool is_end = effect->type == SK_PAIRING_EFFECT_CALL_END;
    struct sk_record record = { .event = is_end ? SK_EVENT_CALL_END : SK_EVENT_CALL,
                                .pair = effect->pair };
    if (effect->notice == SK_NOTICE_CANCELLED) {
        memcpy(record.code, SK_CODE_TAKEN_BACK, sizeof(SK_CODE_TAKEN_BACK));
    }
    sk_side_log_add(&flow->side_log, &record, now_of(flow));
}

static void take_seen(struct sk_pair_flow *flow, const struct sk_pairing_effect *effect) {
    struct sk_record record = { .event = SK_EVENT_SEEN };
    record.pair.refers = effect->pair.number;
    record.pair.person = effect->pair.person;
    memcpy(record.pair.operator_name, effect->pair.operator_name,
           sizeof(record.pair.operator_name));
    (void)snprintf(record.note, sizeof(record.note), "pair %" PRId64 ": %s, %s",
                   effect->pair.number, effect->pair.labels.serial, effect->pair.labels.instance);
    sk_side_log_add(&flow->side_log, &record, now_of(flow));
}

void sk_pair_flow_step(struct sk_pair_flow *flow, const struct sk_pairing_input *input) {
    struct sk_pairing_effect effect;
    sk_ms now = now_of(flow);
    sk_today_pass(&flow->today, wall_of(flow), flow->pairing.next_number);
    sk_pairing_step(&flow->pairing, input, now);
    while (sk_pairing_next(&flow->pairing, now, &effect)) {
        switch (effect.type) {
        case SK_PAIRING_EFFECT_SAVE:
            sk_keeper_pair(flow->keeper, &effect.pair);
            claim_new_pair(flow, &effect.pair, instance_limit(flow));
            break;
        case SK_PAIRING_EFFECT_WARM:
            warm(flow, &effect.pair.labels);
            step_claims(flow, &(struct sk_claims_input){ .type = SK_CLAIMS_INPUT_LABEL,
                                                         .pair = &effect.pair,
                                                         .limit = instance_limit(flow) });
            pump_claims(flow);
            break;
        case SK_PAIRING_EFFECT_WITHDRAW:
            sk_pair_flow_withdraw(flow, &effect.pair);
            break;
        case SK_PAIRING_EFFECT_NOTE:
            take_note(flow, &effect);
            break;
        case SK_PAIRING_EFFECT_CALL:
        case SK_PAIRING_EFFECT_CALL_END:
            take_call(flow, &effect);
            break;
        case SK_PAIRING_EFFECT_SEEN:
            take_seen(flow, &effect);
            break;
        }
    }
}

int64_t sk_pair_flow_submit(struct sk_pair_flow *flow, const struct sk_pair *pair) {
    struct sk_pair numbered = *pair;
    struct sk_scan_facts facts = { .source = pair->serial_facts.source,
                                   .wall_ms = wall_of(flow),
                                   .at = now_of(flow) };
    if (!sk_pair_flow_has_room(flow)) {
        return 0;
    }
    numbered.number = flow->pairing.next_number++;
    numbered.serial_facts = facts;
    numbered.instance_facts = facts;
    claim_new_pair(flow, &numbered, 0); /* both were named, none was scanned */
    return numbered.number;
}

/* --- what comes back ---------------------------------------------------------------------- */

void sk_pair_flow_opened(struct sk_pair_flow *flow, const struct sk_recorder_news *news) {
    struct sk_backlog_input input = { .type = SK_BACKLOG_INPUT_OPENED, .count = news->pending };
    flow->verdicts.first_number = news->next_number;
    sk_today_begin(&flow->today, wall_of(flow), news->first_today, news->bound_today);
    restart_pairing(flow, news->next_number);
    if (news->is_called) {
        const struct sk_pairing_input called = { .type = SK_PAIRING_INPUT_CALLED };
        sk_pair_flow_step(flow, &called);
    }
    step_backlog(flow, &input, NULL);
    if (news->pending > 0) {
        sk_log_info("%" PRId64 " pairs of earlier runs are not settled; they are looked up now",
                    news->pending);
    }
}

void sk_pair_flow_unseen(struct sk_pair_flow *flow, const struct sk_recorder_news *news) {
    const struct sk_stored_pair *stored = &news->stored;
    struct sk_verdict verdict = verdict_about(
        &stored->pair, stored->result == SK_RESULT_CHECK ? SK_VERDICT_CHECK : SK_VERDICT_REFUSED);
    const struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_UNSEEN, .verdict = &verdict };
    memcpy(verdict.code, stored->code, sizeof(verdict.code));
    memcpy(verdict.request_id, stored->request_id, sizeof(verdict.request_id));
    memcpy(verdict.where, stored->where, sizeof(verdict.where));
    verdict.place = stored->place;
    sk_log_about(SK_LOG_WARNING, &((struct sk_log_about){ .pair = verdict.number }),
                 "pair %" PRId64 " was red and nobody had acknowledged it; it is shown again",
                 verdict.number);
    sk_pair_flow_step(flow, &input);
}

void sk_pair_flow_loaded(struct sk_pair_flow *flow, const struct sk_recorder_news *news) {
    struct sk_stored_pair stored = news->stored;
    struct sk_backlog_input input = { .type = SK_BACKLOG_INPUT_LOADED,
                                      .pair = &stored.pair,
                                      .is_in_outbox =
                                          sk_outbox_has(&flow->outbox, stored.pair.number) };
    struct backlog_step step = { .stored = &stored };
    sk_accounts_fill(flow->config, &stored.pair.account); /* an older version wrote none */
    step_backlog(flow, &input, &step);
}

void sk_pair_flow_unfit(struct sk_pair_flow *flow, const struct sk_recorder_news *news) {
    struct sk_backlog_input input = { .type = SK_BACKLOG_INPUT_UNFIT,
                                      .number = news->stored.pair.number,
                                      .is_in_outbox =
                                          sk_outbox_has(&flow->outbox, news->stored.pair.number) };
    step_backlog(flow, &input, NULL);
}

void sk_pair_flow_load_end(struct sk_pair_flow *flow, const struct sk_recorder_news *news) {
    struct sk_backlog_input input = { .type = SK_BACKLOG_INPUT_LOAD_END, .count = news->count };
    step_backlog(flow, &input, NULL);
}

/* A guard settled the pair with its first event. For pairs in the outbox, the outbox reports it. */
static void take_refused(struct sk_pair_flow *flow, const struct sk_recorder_news *news) {
    struct sk_verdict verdict = verdict_about(&news->stored.pair, SK_VERDICT_REFUSED);
    struct sk_record intent = { .event = SK_EVENT_INTENT, .pair = news->stored.pair };
    struct sk_backlog_input input = { .type = SK_BACKLOG_INPUT_REFUSED,
                                      .pair = &news->stored.pair };
    step_backlog(flow, &input, NULL);
    if (sk_outbox_has(&flow->outbox, news->number)) {
        return;
    }
    verdict.number = news->number;
    verdict.prior = news->written.prior;
    memcpy(verdict.code, news->stored.code, sizeof(verdict.code));
    if (verdict.prior.number == 0 && verdict.prior.bench[0] == '\0') {
        sk_guard_check(flow->guard, &intent, verdict.prior.labels.instance);
    }
    take_verdict(flow, &verdict);
}

void sk_pair_flow_saved(struct sk_pair_flow *flow, const struct sk_recorder_news *news) {
    bool is_intent = news->event == SK_EVENT_INTENT;
    struct sk_outbox_input saved = { .type = SK_OUTBOX_INPUT_SAVED,
                                     .number = news->number,
                                     .event = news->event,
                                     .written = &news->written };
    bool is_refused = is_intent && news->written.result != SK_RESULT_PENDING;
    if (is_refused) {
        take_refused(flow, news);
    }
    step_outbox(flow, &saved);
    if (is_intent) {
        flow->verdicts.tally.unsaved--;
    } else if (news->event == SK_EVENT_SETTLED) {
        struct sk_backlog_input input = { .type = SK_BACKLOG_INPUT_SETTLED,
                                          .number = news->number };
        step_backlog(flow, &input, NULL);
    }
    if (is_intent && !is_refused) { /* red needs no "saved" before it */
        struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_SAVED, .number = news->number };
        sk_pair_flow_step(flow, &input);
    }
}

/* Trouble with all calls of an account is logged when it begins and when it ends. */
static void log_backoff(const struct sk_pair_flow *flow, const struct sk_account *account,
                        const struct sk_answer *answer, enum sk_backoff before) {
    char text[SK_ACCOUNT_TEXT_SIZE];
    enum sk_backoff after = sk_outbox_backoff(&flow->outbox, account);
    const char *name = sk_pair_flow_account(flow, account, text);
    const char *join = name[0] ? ": " : "";
    if (before == SK_BACKOFF_NONE && after != SK_BACKOFF_NONE) {
        sk_log_warning("%s%scalls are held back after '%s' (%s); pairs wait in the journal and are "
                       "sent when it is over",
                       name, join, answer->code, answer->message);
    } else if (before != SK_BACKOFF_NONE && after == SK_BACKOFF_NONE) {
        sk_log_warning("%s%sthe service answers again", name, join);
    }
}

void sk_pair_flow_answer(struct sk_pair_flow *flow, const struct sk_answer *answer) {
    const struct sk_pair *pair = sk_outbox_pair(&flow->outbox, answer->number);
    struct sk_account account = { .region = "" };
    struct sk_outbox_input input = { .type = SK_OUTBOX_INPUT_ANSWER, .answer = answer };
    if (pair) {
        account = pair->account;
    }
    enum sk_backoff before = sk_outbox_backoff(&flow->outbox, &account);
    step_outbox(flow, &input);
    if (flow->sender) { /* shutting down is not network trouble */
        log_backoff(flow, &account, answer, before);
    }
}

sk_ms sk_pair_flow_deadline(const struct sk_pair_flow *flow, sk_ms now) {
    sk_ms of_log = recorder_room(flow) > 2 * SK_RECORDS_A_SCAN
                       ? sk_side_log_deadline(&flow->side_log, now)
                       : -1;
    sk_ms of_outbox = recorder_room(flow) > 0 ? sk_outbox_deadline(&flow->outbox, now) : -1;
    sk_ms of_keeper =
        sk_earlier(sk_keeper_deadline(flow->keeper, now), sk_claims_deadline(&flow->claims));
    return sk_earlier(sk_earlier(sk_pairing_deadline(&flow->pairing, now), of_keeper),
                      sk_earlier(of_log, of_outbox));
}

void sk_pair_flow_forget(struct sk_pair_flow *flow, const struct sk_pair *pair, int64_t number) {
    sk_guard_note(flow->guard, pair->labels.serial, pair->labels.instance, false);
    sk_today_undone(&flow->today, number);
    sk_verdicts_undo(&flow->verdicts, number); /* else the next manifest would count it again */
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_UNDONE, .number = number };
    sk_pair_flow_step(flow, &input);
}

bool sk_pair_flow_is_idle(const struct sk_pair_flow *flow) {
    return sk_claims_waiting(&flow->claims) == 0 && flow->verdicts.tally.unsaved == 0 &&
           flow->outbox.count == 0 && flow->backlog.behind == 0 &&
           flow->backlog.state != SK_BACKLOG_STATE_LOADING && !sk_pairing_is_half(&flow->pairing);
}

struct sk_app_tally sk_pair_flow_tally(const struct sk_pair_flow *flow) {
    struct sk_app_tally tally = flow->verdicts.tally;
    tally.looked_into = flow->outbox.count - sk_outbox_unsettled(&flow->outbox, NULL);
    return tally;
}
