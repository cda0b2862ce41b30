#include "app/supervisor/supervisor_machine.h"

#include "app/model/sentence.h"
#include "app/supervisor/supervisor.h"
#include "base/assert.h"
#include "base/language.h"
#include "base/util.h"
#include "pairing/pairing.h"

#include <stdio.h>
#include <string.h>

static const char *const reasons_of_undo[SK_SUPER_REASONS] = {
    SK_N("Wrong device"), SK_N("Wrong instance"), SK_N("It was a test"), SK_N("Another reason")
};
static const char *const reasons_of_deal[SK_SUPER_REASONS] = { SK_N("Bound manually"),
                                                               SK_N("The device is set aside"),
                                                               SK_N("Bound with another label"),
                                                               SK_N("Another reason") };
static const char *const reasons_of_hold[SK_SUPER_REASONS] = { SK_N("Labels need checking"),
                                                               SK_N("Cloud or network problem"),
                                                               SK_N("End of the shift"),
                                                               SK_N("Another reason") };

const char *sk_super_reason(enum sk_super_task task, int32_t index) {
    const char *const *reasons = task == SK_SUPER_TASK_DEAL   ? reasons_of_deal
                                 : task == SK_SUPER_TASK_HOLD ? reasons_of_hold
                                                              : reasons_of_undo;
    return reasons[index >= 0 && index < SK_SUPER_REASONS ? index : SK_SUPER_REASONS - 1];
}

int32_t sk_super_offers(const struct sk_model_super_row *row) {
    bool is_open = (row->result == SK_RESULT_REFUSED || row->result == SK_RESULT_CHECK) &&
                   !row->is_dealt && row->retried_by == 0 && row->undone_by == 0;
    int32_t offers = is_open ? SK_SUPER_OFFER_DEAL : 0;
    if (is_open && !row->is_undo) {
        offers |= SK_SUPER_OFFER_RETRY;
    }
    if (row->result == SK_RESULT_BOUND && !row->is_undo && row->undone_by == 0) {
        offers |= SK_SUPER_OFFER_UNDO | SK_SUPER_OFFER_PRINT;
    }
    return row->is_undelivered ? offers | SK_SUPER_OFFER_RESEND : offers;
}

static enum sk_action_type action_of(enum sk_super_task task) {
    switch (task) {
    case SK_SUPER_TASK_RETRY:
        return SK_ACTION_RETRY;
    case SK_SUPER_TASK_DEAL:
        return SK_ACTION_DEAL;
    case SK_SUPER_TASK_UNDO:
        return SK_ACTION_UNDO;
    case SK_SUPER_TASK_HOLD:
        return SK_ACTION_HOLD;
    case SK_SUPER_TASK_RELEASE:
        return SK_ACTION_RELEASE;
    case SK_SUPER_TASK_RESEND:
        return SK_ACTION_RESEND;
    case SK_SUPER_TASK_NONE:
    case SK_SUPER_TASK_EXPORT:
    case SK_SUPER_TASK_PURGE:
    case SK_SUPER_TASK_SET_PIN:
    case SK_SUPER_TASK_PAPER:
    case SK_SUPER_TASK_END:
        break; /* jobs, no actions */
    }
    SK_UNREACHABLE("action");
}

void sk_super_do_action(struct sk_super_machine *machine) {
    struct sk_super *super = machine->super;
    struct sk_action *action = &sk_super_add_effect(super, SK_SUPER_EFFECT_DO)->action;
    bool is_about_pair = super->task == SK_SUPER_TASK_RETRY || super->task == SK_SUPER_TASK_DEAL ||
                         super->task == SK_SUPER_TASK_UNDO || super->task == SK_SUPER_TASK_RESEND;
    bool has_reason = super->task == SK_SUPER_TASK_DEAL || super->task == SK_SUPER_TASK_UNDO ||
                      super->task == SK_SUPER_TASK_HOLD;
    super->action_id = ++super->last_id;
    *action = (struct sk_action){ .type = action_of(super->task),
                                  .id = super->action_id,
                                  .number = is_about_pair ? super->pair.number : 0,
                                  .source = SK_SOURCE_SCREEN,
                                  .person = super->who.person };
    memcpy(action->operator_name, super->who.name, sizeof(action->operator_name));
    if (has_reason) {
        (void)snprintf(action->reason, sizeof(action->reason), "%s",
                       super->own_reason[0] ? super->own_reason
                                            : sk_super_reason(super->task, super->reason));
    }
    sk_super_await(machine, super->task == SK_SUPER_TASK_UNDO ? SK_N("Asking the cloud.")
                                                              : SK_N("Writing the log."));
}

void sk_super_touch_detail(struct sk_super_machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    struct sk_job_filter filter = { 0 };
    bool is_print = touch.type == SK_SUPER_TOUCH_TASK && touch.value == SK_SUPER_TASK_PAPER;
    if (is_print && (super->offers & SK_SUPER_OFFER_PRINT)) {
        sk_super_begin_paper(machine, SK_SUPER_PAPER_LABEL, SK_SUPER_OUT_PRINTER);
    } else if (touch.type == SK_SUPER_TOUCH_TASK) {
        sk_super_begin_task(machine, touch.value);
    } else if (touch.type == SK_SUPER_TOUCH_SAME && touch.value == 0) {
        memcpy(filter.instance, super->pair.labels.instance, sizeof(filter.instance));
        sk_super_load_anew(machine, &filter);
    } else if (touch.type == SK_SUPER_TOUCH_SAME && super->pair.operator_name[0] != '\0') {
        memcpy(filter.operator_name, super->pair.operator_name, sizeof(filter.operator_name));
        sk_super_load_anew(machine, &filter);
    } else if (touch.type == SK_SUPER_TOUCH_PICTURE && super->still == SK_SUPER_STILL_SHOWN) {
        sk_super_show(super, SK_SUPER_PICTURE);
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        sk_super_load(machine);
    }
}

void sk_super_touch_picture(struct sk_super_machine *machine, struct sk_super_touch touch) {
    if (touch.type == SK_SUPER_TOUCH_BACK || touch.type == SK_SUPER_TOUCH_PICTURE) {
        sk_super_show(machine->super, SK_SUPER_DETAIL);
    }
}

static void take_reason(struct sk_super_machine *machine) {
    if (machine->super->task == SK_SUPER_TASK_UNDO) {
        sk_super_show(machine->super, SK_SUPER_CONFIRM);
    } else {
        sk_super_do_action(machine);
    }
}

void sk_super_touch_reason(struct sk_super_machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    if (touch.type == SK_SUPER_TOUCH_REASON && touch.value >= 0 && touch.value < SK_SUPER_REASONS) {
        super->reason = touch.value;
        super->own_reason[0] = '\0';
        if (touch.value == SK_SUPER_REASONS - 1) {
            sk_super_begin_typing(super, true);
        } else {
            take_reason(machine);
        }
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        sk_super_show(super, super->task_from);
    }
}

static void end_typing(struct sk_super_machine *machine) {
    struct sk_super *super = machine->super;
    if (super->is_name) {
        sk_super_take_name(super);
    } else if (super->is_reason) { /* without a word it is "another reason" */
        memcpy(super->own_reason, super->glass.text, sizeof(super->own_reason));
        take_reason(machine);
    } else {
        sk_super_search_for(machine, super->glass.text, strncmp(super->glass.text, "sag-", 4) == 0);
    }
}

void sk_super_touch_typing(struct sk_super_machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    bool is_key = touch.type == SK_SUPER_TOUCH_KEY;
    if (touch.type == SK_SUPER_TOUCH_BACK || (is_key && touch.value == SK_GLASS_CLOSE)) {
        if (super->is_name) {
            sk_super_back_to_people(machine);
        } else {
            sk_super_show(super, super->is_reason ? SK_SUPER_REASON : SK_SUPER_LIST);
        }
    } else if (is_key && touch.value == SK_GLASS_DONE) {
        end_typing(machine);
    } else if (is_key) {
        sk_glass_press(&super->glass, touch.value);
    }
}

static void take_source(struct sk_model_super_row *pair, const char *name) {
    for (int source = 0; source <= SK_SOURCE_LAST && !pair->has_source; source++) {
        if (strcmp(name, sk_scan_source_name((enum sk_scan_source)source)) == 0) {
            pair->has_source = true;
            pair->source = (enum sk_scan_source)source;
        }
    }
}

void sk_super_take_detail(struct sk_super *super, const struct sk_job_news *news) {
    super->job_id = 0;
    super->is_loading = false;
    if (news->err) {
        sk_super_say(super, news->text.text, "");
        return;
    }
    sk_super_copy_row(&super->pair, &news->rows[0]);
    take_source(&super->pair, news->source);
    super->offers = sk_super_offers(&super->pair);
    if (!super->rules.prints_labels) {
        super->offers &= ~SK_SUPER_OFFER_PRINT;
    }
    SK_ASSERT(news->count == 1 && news->event_count <= SK_SUPER_EVENTS);
    super->event_count = news->event_count;
    super->still = news->still;
    memcpy(super->events, news->events, sizeof(super->events));
}

/* What only the service and whoever is asked for help can tell. */
static void write_detail(const char *code, const char *request_id,
                         char detail[SK_SUPER_DETAIL_SIZE]) {
    (void)snprintf(detail, SK_SUPER_DETAIL_SIZE, "%s%s%s", code, request_id[0] != '\0' ? "  " : "",
                   request_id);
}

/* What is on its way is not done: of a retry that is told when it is known (take_verdict). */
static void take_action_done(struct sk_super *super, const char *detail) {
    static const struct {
        enum sk_super_end end;
        const char *what;
        const char *advice;
    } said[] = {
        [SK_SUPER_TASK_RETRY] = { SK_SUPER_END_OPEN, SK_N("The pair is being sent again."),
                                  SK_N(
                                      "The result appears here. If you leave, the bench shows it.") },
        [SK_SUPER_TASK_DEAL] = { SK_SUPER_END_GOOD, SK_N("The pair is off the list."),
                                 SK_N("It stays in the log, with the reason.") },
        [SK_SUPER_TASK_UNDO] = { SK_SUPER_END_GOOD, SK_N("The cloud has undone the binding."),
                                 SK_N("The device can be bound again.") },
        [SK_SUPER_TASK_HOLD] = { SK_SUPER_END_GOOD, SK_N("The bench is on hold."),
                                 SK_N("It accepts no scans until it is released.") },
        [SK_SUPER_TASK_RELEASE] = { SK_SUPER_END_GOOD, SK_N("The bench is released."),
                                    SK_N("It accepts scans again.") },
        [SK_SUPER_TASK_RESEND] = { SK_SUPER_END_OPEN,
                                   SK_N("It is on its way to the office system."),
                                   SK_N("If it is refused again, it returns to the list.") },
    };
    SK_ASSERT(SK_AT(said, super->task).what);
    sk_super_tell_end(super, said[super->task].end, said[super->task].what,
                      said[super->task].advice, detail);
}

void sk_super_take_action(struct sk_super_machine *machine, const struct sk_action_result *action) {
    struct sk_super *super = machine->super;
    char detail[SK_SUPER_DETAIL_SIZE];
    if (super->page != SK_SUPER_WAIT || super->action_id == 0 || action->id != super->action_id) {
        return;
    }
    super->touched_at = machine->now;
    write_detail(action->code[0] != '\0' ? action->code : action->text.text, action->request_id,
                 detail);
    switch (action->end) {
    case SK_ACTION_DONE:
        take_action_done(super, detail);
        super->retried = super->task == SK_SUPER_TASK_RETRY ? action->number : 0;
        break;
    case SK_ACTION_REFUSED:
        sk_super_tell_end(super, SK_SUPER_END_REFUSED, SK_N("The cloud refused it."),
                          SK_N("Nothing has changed."), detail);
        break;
    case SK_ACTION_NOT_DONE:
        sk_super_tell_end(super, SK_SUPER_END_FAILED, SK_N("It could not be done."),
                          SK_N("Nothing has changed."), detail);
        break;
    case SK_ACTION_UNKNOWN:
        sk_super_tell_end(super, SK_SUPER_END_FAILED,
                          SK_N("It is not known whether the binding was undone."),
                          SK_N("Undo it again later: the kiosk asks the cloud first."), detail);
        break;
    }
}

int64_t sk_super_retried(const struct sk_super *super) {
    return super->page == SK_SUPER_RESULT ? super->retried : 0;
}

/* Where the verdict is no end, the next one is awaited. */
void sk_super_take_verdict(struct sk_super *super, const struct sk_verdict *verdict) {
    struct sk_sentence sentence = sk_sentence_verdict(verdict, sk_verdict_screen(verdict->kind));
    char detail[SK_SUPER_DETAIL_SIZE];
    int64_t number = sk_super_retried(super);
    if (number == 0 || verdict->number != number) {
        return;
    }
    write_detail(verdict->code, verdict->request_id, detail);
    switch (verdict->kind) {
    case SK_VERDICT_BOUND:
        sk_super_tell_end(super, SK_SUPER_END_GOOD, SK_N("The cloud has bound the pair."),
                          SK_N("It is off the list."), detail);
        break;
    case SK_VERDICT_REFUSED:
        sk_super_tell_end(super, SK_SUPER_END_REFUSED, sentence.what,
                          SK_N("It is on the list again."), detail);
        break;
    case SK_VERDICT_CHECK:
    case SK_VERDICT_WITHDRAWN:
        sk_super_tell_end(super, SK_SUPER_END_FAILED, sentence.what,
                          SK_N("It is on the list again."), detail);
        break;
    case SK_VERDICT_BLOCKED:
    case SK_VERDICT_RETRY:
    case SK_VERDICT_CHECKING:
    case SK_VERDICT_SAVED:
        sk_super_tell_end(super, SK_SUPER_END_OPEN, sentence.what,
                          SK_N("The result appears here. If you leave, the bench shows it."),
                          detail);
        super->retried = number;
        break;
    case SK_VERDICT_LOCATED: /* more about one that was told */
    case SK_VERDICT_TOO_LATE:
        break;
    }
}

void sk_super_view_pair(const struct sk_super *super, struct sk_model_supervisor *out) {
    out->pair = super->pair;
    out->offers = super->offers;
    out->is_loading = super->is_loading;
    out->event_count = super->event_count;
    out->still = super->still;
    memcpy(out->events, super->events, sizeof(out->events));
}
