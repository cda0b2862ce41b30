#include "app/supervisor/supervisor_machine.h"

#include "base/assert.h"
#include "base/language.h"
#include "base/transition.h"
#include "base/util.h"

#include <stdio.h>
#include <string.h>

struct sk_super_effect *sk_super_add_effect(struct sk_super *super,
                                            enum sk_super_effect_type type) {
    SK_ASSERT(super->effect_count < SK_SUPER_EFFECTS);
    struct sk_super_effect *effect = &super->effects[super->effect_count++];
    *effect = (struct sk_super_effect){ .type = type };
    return effect;
}

struct sk_job *sk_super_ask(struct sk_super_machine *machine, enum sk_job_type type) {
    struct sk_super *super = machine->super;
    struct sk_job *job = &sk_super_add_effect(super, SK_SUPER_EFFECT_ASK)->job;
    super->job_id = ++super->last_id;
    *job = (struct sk_job){ .type = type, .id = super->job_id };
    memcpy(job->who, super->who.name, sizeof(job->who));
    job->person = super->who.person;
    return job;
}

/* The menu's figures, beside whatever else is awaited. */
void sk_super_ask_figures(struct sk_super *super) {
    if (super->figures_id != 0) { /* one at a time */
        super->are_figures_old = true;
        return;
    }
    struct sk_job *job = &sk_super_add_effect(super, SK_SUPER_EFFECT_ASK)->job;
    super->figures_id = ++super->last_id;
    *job = (struct sk_job){ .type = SK_JOB_FIGURES, .id = super->figures_id };
}

const char *sk_super_state_name(enum sk_super_page page) {
    static const char *const names[SK_SUPER_PAGE_COUNT] = {
        [SK_SUPER_CLOSED] = "closed",   [SK_SUPER_PIN] = "pin",
        [SK_SUPER_MENU] = "menu",       [SK_SUPER_LIST] = "list",
        [SK_SUPER_DETAIL] = "detail",   [SK_SUPER_REASON] = "reason",
        [SK_SUPER_CONFIRM] = "confirm", [SK_SUPER_EXPORT] = "export",
        [SK_SUPER_PURGE] = "purge",     [SK_SUPER_CHECKPOINT] = "checkpoint",
        [SK_SUPER_SETUP] = "setup",     [SK_SUPER_FAMILIES] = "families",
        [SK_SUPER_PROGRAM] = "program", [SK_SUPER_NEW_PIN] = "new-pin",
        [SK_SUPER_WAIT] = "wait",       [SK_SUPER_RESULT] = "result",
        [SK_SUPER_TYPE] = "type",       [SK_SUPER_CHOICE] = "choice",
        [SK_SUPER_PICTURE] = "picture", [SK_SUPER_CHECKS] = "checks",
        [SK_SUPER_FIGURES] = "figures", [SK_SUPER_REPORT] = "report",
        [SK_SUPER_PRINT] = "print",     [SK_SUPER_SOUND] = "sound",
        [SK_SUPER_OFFICE] = "office",   [SK_SUPER_PEOPLE] = "people",
        [SK_SUPER_PERSON] = "person",
    };
    return SK_AT(names, page);
}

void sk_super_enter(struct sk_super *super, enum sk_super_page page) {
    if (page != super->page) {
        sk_transition("supervisor", sk_super_state_name(super->page), sk_super_state_name(page),
                      page == SK_SUPER_DETAIL ? super->pair.number : 0);
        super->page = page;
        if (page == SK_SUPER_MENU) {
            sk_super_ask_figures(super);
        }
    }
}

void sk_super_await(struct sk_super_machine *machine, const char *step) {
    struct sk_super *super = machine->super;
    sk_super_enter(super, SK_SUPER_WAIT);
    super->step = step;
    super->done = super->total = 0;
    super->can_stop = false;
    super->is_cancelled = false;
}

void sk_super_hint(struct sk_super *super, const char *hint) {
    super->hint = hint;
    super->hint_label[0] = '\0';
}

/* False: whoever is admitted may not, which is said. */
bool sk_super_may(struct sk_super *super, int32_t right) {
    if ((super->rights & right) == 0) {
        sk_super_hint(super, right == SK_SUPER_RIGHT_SETUP ? SK_N("This needs IT.")
                                                           : SK_N("This needs a supervisor."));
    }
    return (super->rights & right) != 0;
}

void sk_super_show(struct sk_super *super, enum sk_super_page page) {
    sk_super_enter(super, page);
    super->what[0] = '\0';
}

void sk_super_begin_typing(struct sk_super *super, bool is_reason) {
    super->glass = (struct sk_glass){ .is_right = false };
    super->is_reason = is_reason;
    super->is_name = false;
    sk_super_show(super, SK_SUPER_TYPE);
}

void sk_super_begin_task(struct sk_super_machine *machine, int32_t value) {
    struct sk_super *super = machine->super;
    enum sk_super_task task = sk_super_is_below(value, SK_SUPER_TASK_END + 1)
                                  ? (enum sk_super_task)value
                                  : SK_SUPER_TASK_NONE;
    enum sk_super_page from = super->page;
    bool is_about_pair = from == SK_SUPER_DETAIL;
    bool is_everybodys =
        task == SK_SUPER_TASK_NONE || task == SK_SUPER_TASK_SET_PIN || task == SK_SUPER_TASK_END;
    if (!is_everybodys && !sk_super_may(super, SK_SUPER_RIGHT_BENCH)) {
        return;
    }
    switch (task) {
    case SK_SUPER_TASK_RETRY:
    case SK_SUPER_TASK_RESEND:
        if (!is_about_pair ||
            !(super->offers &
              (task == SK_SUPER_TASK_RETRY ? SK_SUPER_OFFER_RETRY : SK_SUPER_OFFER_RESEND))) {
            return;
        }
        sk_super_show(super, SK_SUPER_CONFIRM);
        break;
    case SK_SUPER_TASK_DEAL:
    case SK_SUPER_TASK_UNDO:
        if (!is_about_pair ||
            !(super->offers &
              (task == SK_SUPER_TASK_DEAL ? SK_SUPER_OFFER_DEAL : SK_SUPER_OFFER_UNDO))) {
            return;
        }
        sk_super_show(super, SK_SUPER_REASON);
        break;
    case SK_SUPER_TASK_HOLD:
        if (from != SK_SUPER_MENU) {
            return;
        }
        sk_super_show(super, SK_SUPER_REASON);
        break;
    case SK_SUPER_TASK_RELEASE:
    case SK_SUPER_TASK_END:
        if (from != SK_SUPER_MENU) {
            return;
        }
        sk_super_show(super, SK_SUPER_CONFIRM);
        break;
    case SK_SUPER_TASK_EXPORT:
        if (from != SK_SUPER_MENU && from != SK_SUPER_LIST) {
            return;
        }
        super->export_what = from == SK_SUPER_LIST ? SK_SUPER_WHAT_SEARCH : SK_SUPER_WHAT_TODAY;
        sk_super_show(super, SK_SUPER_EXPORT);
        break;
    case SK_SUPER_TASK_PURGE:
        if (from != SK_SUPER_MENU) {
            return;
        }
        sk_super_show(super, SK_SUPER_PURGE);
        break;
    case SK_SUPER_TASK_SET_PIN:
        if (from != SK_SUPER_MENU) {
            return;
        }
        super->pin_of = (struct sk_actor){ .person = 0 };
        sk_super_show(super, SK_SUPER_NEW_PIN);
        break;
    case SK_SUPER_TASK_PAPER: /* each page begins its own */
    case SK_SUPER_TASK_NONE:
        return;
    }
    super->task = task;
    super->task_from = from;
}

void sk_super_say(struct sk_super *super, const char *what, const char *advice) {
    (void)snprintf(super->what, sizeof(super->what), "%s", what);
    (void)snprintf(super->advice, sizeof(super->advice), "%s", advice);
}

void sk_super_tell_end(struct sk_super *super, enum sk_super_end end, const char *what,
                       const char *advice, const char *detail) {
    sk_super_enter(super, SK_SUPER_RESULT);
    super->end = end;
    super->retried = 0;
    super->job_id = 0;
    super->action_id = 0;
    sk_super_say(super, what, advice);
    (void)snprintf(super->detail, sizeof(super->detail), "%s", detail);
}
