#define SK_LOG_MODULE "app"

#include "app/core/action_runner.h"

#include "base/assert.h"
#include "base/log.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#define QUESTIONS_MAX 4
#define NOBODY 0 /* the id of actions that nobody waits for */

static sk_ms now_of(const struct sk_action_runner *runner) {
    return runner->flow->clock->ops->now(runner->flow->clock);
}

static void step(struct sk_action_runner *runner, const struct sk_actions_input *input) {
    sk_actions_step(&runner->actions, input, now_of(runner));
}

static void add(struct sk_action_runner *runner, const struct sk_action *action) {
    struct sk_actions_input input = { .type = SK_ACTIONS_INPUT_ADD, .action = action };
    step(runner, &input);
}

enum sk_err sk_action_runner_init(struct sk_action_runner *runner, struct sk_pair_flow *flow,
                                  void (*wake)(void *wake_data), void *wake_data) {
    const struct sk_outbox_rules *of_outbox = &flow->outbox.rules;
    struct sk_actions_rules rules = { .undo.ask_rounds = of_outbox->ask_rounds };
    memcpy(rules.undo.ask_delay, of_outbox->ask_delay, sizeof(of_outbox->ask_delay));
    memset(runner, 0, sizeof(*runner));
    runner->flow = flow;
    runner->wake = wake;
    runner->wake_data = wake_data;
    sk_actions_init(&runner->actions, &rules);
    enum sk_err err =
        sk_inbox_create(&runner->asked, sizeof(struct sk_action), SK_ACTIONS_MAX, wake, wake_data);
    return err ? err
               : sk_inbox_create(&runner->questions, sizeof(struct sk_question), QUESTIONS_MAX,
                                 wake, wake_data);
}

void sk_action_runner_stop(struct sk_action_runner *runner) {
    sk_control_destroy(runner->control);
    runner->control = NULL;
}

void sk_action_runner_finish(struct sk_action_runner *runner) {
    sk_action_runner_stop(runner);
    struct sk_question question;
    while (runner->questions && sk_inbox_take(runner->questions, &question)) {
        (void)close(question.fd);
    }
    sk_inbox_destroy(runner->questions);
    runner->questions = NULL;
    sk_inbox_destroy(runner->asked);
    runner->asked = NULL;
}

/* On the control's thread. */
static bool on_action(void *data, const struct sk_action *action) {
    struct sk_action_runner *runner = data;
    /* Leave room for actions from the screen. */
    return sk_inbox_post(runner->asked, action, SK_ACTIONS_MAX / 2) == SK_OK;
}

/* Likewise. */
static bool on_question(void *data, enum sk_control_question what, int fd) {
    struct sk_action_runner *runner = data;
    const struct sk_question question = { .what = what, .fd = fd };
    return sk_inbox_post(runner->questions, &question, 0) == SK_OK;
}

bool sk_action_runner_question(struct sk_action_runner *runner, struct sk_question *out) {
    return sk_inbox_take(runner->questions, out);
}

void sk_action_runner_listen(struct sk_action_runner *runner, const char *journal_path) {
    const struct sk_control_ears ears = { .on_action = on_action,
                                          .on_question = on_question,
                                          .data = runner };
    struct sk_err_info info = { "" };
    if (!runner->wants_control || runner->control) {
        return;
    }
    if (sk_control_create(&runner->control, journal_path, &ears, &info) != SK_OK) {
        sk_log_warning("%s; sag-kioskctl can only search and export while the kiosk runs",
                       info.text);
    }
}

bool sk_action_runner_begin(struct sk_action_runner *runner, const struct sk_action *action) {
    if (!sk_actions_has_room(&runner->actions)) {
        return false;
    }
    add(runner, action);
    runner->wake(runner->wake_data);
    return true;
}

void sk_action_runner_resume(struct sk_action_runner *runner, const struct sk_stored_pair *undo) {
    struct sk_action action = {
        .type = SK_ACTION_UNDO, .id = NOBODY, .number = undo->pair.refers, .source = SK_SOURCE_CLI
    };
    if (!runner->wants_control || !sk_actions_has_room(&runner->actions)) {
        return;
    }
    sk_log_about(SK_LOG_INFO, &((struct sk_log_about){ .pair = undo->pair.refers }),
                 "the undo of pair %" PRId64 " was left open; it is looked up now",
                 undo->pair.refers);
    add(runner, &action);
}

/* --- effects ------------------------------------------------------------------------------ */

static void drop_result(struct sk_action_runner *runner, size_t at) {
    runner->result_count--;
    memmove(&runner->results[at], &runner->results[at + 1],
            (runner->result_count - at) * sizeof(runner->results[0]));
}

static void keep_result(struct sk_action_runner *runner, const struct sk_action_result *result) {
    if (runner->result_count == SK_ACTIONS_MAX) { /* nobody collected them: drop the oldest */
        drop_result(runner, 0);
    }
    runner->results[runner->result_count++] = *result;
}

void sk_action_runner_hold(struct sk_action_runner *runner, bool is_on_hold, const char *why) {
    runner->is_on_hold = is_on_hold;
    memset(runner->hold_reason, 0, sizeof(runner->hold_reason));
    memcpy(runner->hold_reason, why, strlen(why));
}

/* What the end of an action changes on this bench. */
static void apply(struct sk_action_runner *runner, const struct sk_action_result *result) {
    if (result->type == SK_ACTION_HOLD || result->type == SK_ACTION_RELEASE) {
        sk_action_runner_hold(runner, result->type == SK_ACTION_HOLD, result->reason);
    } else if (result->type == SK_ACTION_UNDO) {
        sk_pair_flow_forget(runner->flow, &result->pair, result->refers);
    }
}

static void give_end(struct sk_action_runner *runner, const struct sk_action_result *result) {
    if (result->end == SK_ACTION_DONE) {
        apply(runner, result);
    }
    if (result->id == NOBODY) {
        sk_log_about(SK_LOG_INFO, &((struct sk_log_about){ .pair = result->refers }),
                     "the undo %" PRId64 " of pair %" PRId64 ": %s", result->number, result->refers,
                     result->end == SK_ACTION_DONE ? "done" : result->text.text);
    } else if (result->id < SK_CONTROL_ID_FIRST) {
        keep_result(runner, result);
    } else if (runner->control) {
        sk_control_answer(runner->control, result);
    }
}

static void look(struct sk_action_runner *runner, const struct sk_actions_effect *effect) {
    struct sk_recorder *recorder = runner->flow->recorder;
    enum sk_err err = recorder->ops->look(recorder, effect->look, effect->number);
    SK_ASSERT(err == SK_OK); /* sk_action_runner_pump() looks for room, which nobody else takes */
}

static void record(struct sk_action_runner *runner, const struct sk_actions_effect *effect) {
    struct sk_recorder *recorder = runner->flow->recorder;
    enum sk_err err = recorder->ops->save(recorder, &effect->record);
    SK_ASSERT(err == SK_OK); /* as above */
}

static void send(struct sk_action_runner *runner, const struct sk_actions_effect *effect) {
    struct sk_actions_input unsent = { .type = SK_ACTIONS_INPUT_UNSENT };
    struct sk_sender *sender = runner->flow->sender;
    if (!sender || !sender->ops->send(sender, effect->request, &effect->pair)) {
        step(runner, &unsent);
    }
}

static void submit(struct sk_action_runner *runner, const struct sk_actions_effect *effect) {
    struct sk_actions_input submitted = { .type = SK_ACTIONS_INPUT_SUBMITTED,
                                          .number =
                                              sk_pair_flow_submit(runner->flow, &effect->pair) };
    step(runner, &submitted);
    sk_pair_flow_pump(runner->flow);
}

static void carry_out(struct sk_action_runner *runner, const struct sk_actions_effect *effect) {
    switch (effect->type) {
    case SK_ACTIONS_EFFECT_LOOK:
        look(runner, effect);
        break;
    case SK_ACTIONS_EFFECT_RECORD:
        record(runner, effect);
        break;
    case SK_ACTIONS_EFFECT_SEND:
        send(runner, effect);
        break;
    case SK_ACTIONS_EFFECT_SUBMIT:
        submit(runner, effect);
        break;
    case SK_ACTIONS_EFFECT_END:
        give_end(runner, &effect->result);
        break;
    }
}

/* Answered at once, whatever is under way. */
static void answer_may_stop(struct sk_action_runner *runner, const struct sk_action *action) {
    struct sk_action_result result = { .id = action->id, .type = action->type };
    enum sk_err err = runner->may_stop
                          ? runner->may_stop(runner->may_stop_data, action->number, &result.text)
                          : SK_ERR_BUSY;
    result.end = err ? SK_ACTION_NOT_DONE : SK_ACTION_DONE;
    give_end(runner, &result);
}

void sk_action_runner_pump(struct sk_action_runner *runner) {
    struct sk_recorder *recorder = runner->flow->recorder;
    struct sk_actions_effect effect;
    struct sk_action action;
    sk_ms now = now_of(runner);
    while (sk_actions_has_room(&runner->actions) && sk_inbox_take(runner->asked, &action)) {
        if (action.type == SK_ACTION_MAY_STOP) {
            answer_may_stop(runner, &action);
        } else {
            add(runner, &action);
        }
    }
    /* Check for room first, so that an effect that is taken out can be carried out. */
    while (recorder->ops->room(recorder) > 0 && sk_actions_next(&runner->actions, now, &effect)) {
        carry_out(runner, &effect);
    }
}

/* --- what comes back ---------------------------------------------------------------------- */

bool sk_action_runner_result(struct sk_action_runner *runner, uint64_t id,
                             struct sk_action_result *result) {
    for (size_t i = 0; i < runner->result_count; i++) {
        if (id == 0 || runner->results[i].id == id) {
            *result = runner->results[i];
            drop_result(runner, i);
            return true;
        }
    }
    return false;
}

void sk_action_runner_saved(struct sk_action_runner *runner, const struct sk_recorder_news *news) {
    struct sk_actions_input input = { .type = SK_ACTIONS_INPUT_SAVED,
                                      .number = news->number,
                                      .event = news->event };
    step(runner, &input);
}

void sk_action_runner_looked(struct sk_action_runner *runner, const struct sk_recorder_news *news) {
    struct sk_clock *clock = runner->flow->clock;
    struct sk_scan_facts facts = { .source = SK_SOURCE_CLI,
                                   .wall_ms = clock->ops->wall(clock),
                                   .at = now_of(runner) };
    struct sk_actions_input input = { .type = SK_ACTIONS_INPUT_LOOKED,
                                      .news = news,
                                      .facts = &facts,
                                      .number = runner->flow->pairing.next_number };
    step(runner, &input);
    runner->flow->pairing.next_number += sk_actions_has(&runner->actions, input.number);
}

bool sk_action_runner_answer(struct sk_action_runner *runner, const struct sk_answer *answer) {
    struct sk_actions_input input = { .type = SK_ACTIONS_INPUT_ANSWER, .answer = answer };
    bool is_own = sk_actions_has(&runner->actions, answer->number);
    if (is_own) {
        step(runner, &input);
    }
    return is_own;
}

sk_ms sk_action_runner_deadline(const struct sk_action_runner *runner, sk_ms now) {
    struct sk_recorder *recorder = runner->flow->recorder;
    return recorder->ops->room(recorder) > 0 ? sk_actions_deadline(&runner->actions, now) : -1;
}
