#include "app/supervisor/supervisor.h"

#include "base/assert.h"
#include "base/language.h"
#include "base/transition.h"
#include "base/utf8.h"
#include "base/util.h"
#include "base/wipe.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define PIN_IDLE_MS 30000 /* the PIN pad covers the bench's screen, and anybody can open it */
#define SCANNER_GAP_MS 25 /* between two keys; no hand stays that fast */
#define SCANNER_REST_MS 500
#define COUNTDOWN_MS 20000 /* the end is announced so early */
#define SECOND_MS 1000

struct machine {
    struct sk_super *super;
    sk_ms now;
    sk_ms at; /* when the input was made */
    const char *signed_on;
};

/* --- effects ------------------------------------------------------------------------------ */

static struct sk_super_effect *add_effect(struct sk_super *super, enum sk_super_effect_type type) {
    SK_ASSERT(super->effect_count < SK_SUPER_EFFECTS);
    struct sk_super_effect *effect = &super->effects[super->effect_count++];
    *effect = (struct sk_super_effect){ .type = type };
    return effect;
}

static struct sk_job *ask(struct machine *machine, enum sk_job_type type) {
    struct sk_super *super = machine->super;
    struct sk_job *job = &add_effect(super, SK_SUPER_EFFECT_ASK)->job;
    super->job_id = ++super->last_id;
    *job = (struct sk_job){ .type = type, .id = super->job_id };
    memcpy(job->who, super->who, sizeof(job->who));
    return job;
}

static void cancel(struct machine *machine) {
    add_effect(machine->super, SK_SUPER_EFFECT_CANCEL)->id = machine->super->job_id;
    machine->super->is_cancelled = true;
}

static const char *const reasons_of_undo[SK_SUPER_REASONS] = {
    SK_N("Wrong device"), SK_N("Wrong instance"), SK_N("It was a test"), SK_N("Another reason")
};
static const char *const reasons_of_deal[SK_SUPER_REASONS] = { SK_N("Bound by hand"),
                                                               SK_N("The device is set aside"),
                                                               SK_N("Bound with another label"),
                                                               SK_N("Another reason") };
static const char *const reasons_of_hold[SK_SUPER_REASONS] = {
    SK_N("The labels are to be checked"), SK_N("Trouble with cloud or network"),
    SK_N("End of the shift"), SK_N("Another reason")
};

const char *sk_super_reason(enum sk_super_task task, int32_t index) {
    const char *const *reasons = task == SK_SUPER_TASK_DEAL   ? reasons_of_deal
                                 : task == SK_SUPER_TASK_HOLD ? reasons_of_hold
                                                              : reasons_of_undo;
    return reasons[index >= 0 && index < SK_SUPER_REASONS ? index : SK_SUPER_REASONS - 1];
}

const char *sk_super_state_name(enum sk_super_page page) {
    static const char *const names[SK_SUPER_PAGE_COUNT] = {
        [SK_SUPER_CLOSED] = "closed",   [SK_SUPER_PIN] = "pin",
        [SK_SUPER_MENU] = "menu",       [SK_SUPER_LIST] = "list",
        [SK_SUPER_DETAIL] = "detail",   [SK_SUPER_REASON] = "reason",
        [SK_SUPER_CONFIRM] = "confirm", [SK_SUPER_EXPORT] = "export",
        [SK_SUPER_PURGE] = "purge",     [SK_SUPER_CHECKPOINT] = "checkpoint",
        [SK_SUPER_WAIT] = "wait",       [SK_SUPER_RESULT] = "result",
    };
    return SK_AT(names, page);
}

static void enter(struct sk_super *super, enum sk_super_page page) {
    if (page != super->page) {
        sk_transition("supervisor", sk_super_state_name(super->page), sk_super_state_name(page),
                      page == SK_SUPER_DETAIL ? super->pair.number : 0);
        super->page = page;
    }
}

static void await(struct machine *machine, const char *step) {
    struct sk_super *super = machine->super;
    enter(super, SK_SUPER_WAIT);
    super->step = step;
    super->done = super->total = 0;
    super->can_stop = false;
    super->is_cancelled = false;
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
    case SK_SUPER_TASK_END:
        break; /* jobs, no actions */
    }
    SK_UNREACHABLE("action");
}

static void do_action(struct machine *machine) {
    struct sk_super *super = machine->super;
    struct sk_action *action = &add_effect(super, SK_SUPER_EFFECT_DO)->action;
    bool is_about_pair = super->task == SK_SUPER_TASK_RETRY || super->task == SK_SUPER_TASK_DEAL ||
                         super->task == SK_SUPER_TASK_UNDO || super->task == SK_SUPER_TASK_RESEND;
    bool has_reason = super->task == SK_SUPER_TASK_DEAL || super->task == SK_SUPER_TASK_UNDO ||
                      super->task == SK_SUPER_TASK_HOLD;
    super->action_id = ++super->last_id;
    *action = (struct sk_action){ .type = action_of(super->task),
                                  .id = super->action_id,
                                  .number = is_about_pair ? super->pair.number : 0,
                                  .source = SK_SOURCE_SCREEN,
                                  .operator_name = "" };
    memcpy(action->operator_name, super->who, sizeof(action->operator_name));
    if (has_reason) {
        (void)snprintf(action->reason, sizeof(action->reason), "%s",
                       sk_super_reason(super->task, super->reason));
    }
    await(machine, super->task == SK_SUPER_TASK_UNDO ? SK_N("The cloud is asked.")
                                                     : SK_N("The log is written."));
}

/* --- pages -------------------------------------------------------------------------------- */

/* The PIN's digits do not stay in memory. */
static void forget_digits(struct sk_super *super) {
    sk_wipe(super->pin, sizeof(super->pin));
    super->digits = 0;
}

static void show(struct sk_super *super, enum sk_super_page page) {
    enter(super, page);
    super->what[0] = '\0';
}

static void close_session(struct machine *machine) {
    struct sk_super *super = machine->super;
    bool is_at_work = super->page == SK_SUPER_WAIT && super->job_id != 0;
    struct sk_super fresh = { .rules = super->rules,
                              .page = SK_SUPER_CLOSED,
                              .opened_at = super->opened_at,
                              .closed_at = machine->at,
                              .was_open = true,
                              .last_id = super->last_id,
                              .locked_until = super->locked_until };
    if (is_at_work) {
        cancel(machine);
    }
    forget_digits(super);
    enter(super, SK_SUPER_CLOSED);
    fresh.effect_count = super->effect_count;
    memcpy(fresh.effects, super->effects, sizeof(fresh.effects));
    *super = fresh;
    sk_wipe(fresh.effects, sizeof(fresh.effects)); /* one of them may hold a PIN */
}

static void open_session(struct machine *machine) {
    struct sk_super *super = machine->super;
    const char *who = machine->signed_on ? machine->signed_on : SK_SUPER_OPERATOR;
    enter(super, SK_SUPER_PIN);
    (void)snprintf(super->who, sizeof(super->who), "%s", who);
    super->opened_at = machine->at;
    super->touched_at = machine->now;
    super->is_checking = false;
    (void)ask(machine, SK_JOB_LOOK);
}

static void load(struct machine *machine) {
    struct sk_super *super = machine->super;
    bool is_missing = super->filter.is_missing;
    struct sk_job *job = ask(machine, is_missing ? SK_JOB_MISSING : SK_JOB_SEARCH);
    job->filter = super->filter;
    job->number = super->starts[super->page_index];
    super->is_loading = true;
    super->row_count = 0;
    super->has_older = false;
    show(super, SK_SUPER_LIST);
}

static void load_anew(struct machine *machine, const struct sk_job_filter *filter) {
    struct sk_super *super = machine->super;
    super->filter = *filter;
    if (!filter->is_attention && !filter->is_missing && !filter->is_scans) {
        super->searched = *filter;
    }
    super->page_index = 0;
    super->starts[0] = 0;
    load(machine);
}

static bool is_below(int32_t value, int32_t count) {
    return value >= 0 && value < count;
}

static void begin_task(struct machine *machine, int32_t value) {
    struct sk_super *super = machine->super;
    enum sk_super_task task =
        is_below(value, SK_SUPER_TASK_END + 1) ? (enum sk_super_task)value : SK_SUPER_TASK_NONE;
    enum sk_super_page from = super->page;
    bool is_about_pair = from == SK_SUPER_DETAIL;
    switch (task) {
    case SK_SUPER_TASK_RETRY:
    case SK_SUPER_TASK_RESEND:
        if (!is_about_pair ||
            !(super->offers &
              (task == SK_SUPER_TASK_RETRY ? SK_SUPER_OFFER_RETRY : SK_SUPER_OFFER_RESEND))) {
            return;
        }
        show(super, SK_SUPER_CONFIRM);
        break;
    case SK_SUPER_TASK_DEAL:
    case SK_SUPER_TASK_UNDO:
        if (!is_about_pair ||
            !(super->offers &
              (task == SK_SUPER_TASK_DEAL ? SK_SUPER_OFFER_DEAL : SK_SUPER_OFFER_UNDO))) {
            return;
        }
        show(super, SK_SUPER_REASON);
        break;
    case SK_SUPER_TASK_HOLD:
        if (from != SK_SUPER_MENU) {
            return;
        }
        show(super, SK_SUPER_REASON);
        break;
    case SK_SUPER_TASK_RELEASE:
    case SK_SUPER_TASK_END:
        if (from != SK_SUPER_MENU) {
            return;
        }
        show(super, SK_SUPER_CONFIRM);
        break;
    case SK_SUPER_TASK_EXPORT:
        if (from != SK_SUPER_MENU && from != SK_SUPER_LIST) {
            return;
        }
        super->export_what = from == SK_SUPER_LIST ? SK_SUPER_WHAT_SEARCH : SK_SUPER_WHAT_TODAY;
        show(super, SK_SUPER_EXPORT);
        break;
    case SK_SUPER_TASK_PURGE:
        if (from != SK_SUPER_MENU) {
            return;
        }
        show(super, SK_SUPER_PURGE);
        break;
    case SK_SUPER_TASK_NONE:
        return;
    }
    super->task = task;
    super->task_from = from;
}

static void begin_export(struct machine *machine) {
    static const enum sk_super_day days[SK_SUPER_WHAT_COUNT] = {
        [SK_SUPER_WHAT_TODAY] = SK_SUPER_TODAY,
        [SK_SUPER_WHAT_WEEK] = SK_SUPER_WEEK,
        [SK_SUPER_WHAT_ALL] = SK_SUPER_ALL_DAYS
    };
    struct sk_super *super = machine->super;
    struct sk_job *job = ask(machine, SK_JOB_EXPORT);
    if (super->export_what == SK_SUPER_WHAT_SEARCH) {
        job->filter = super->filter;
    } else {
        job->filter.day = SK_AT(days, super->export_what);
        job->filter.is_scans = super->task_from == SK_SUPER_LIST && super->filter.is_scans;
    }
    job->format = super->export_format;
    job->where = super->export_where;
    await(machine, SK_N("The export is being written."));
    super->can_stop = true;
}

static void begin_purge(struct machine *machine) {
    ask(machine, SK_JOB_PURGE)->days = sk_super_age_days(machine->super->purge_age);
    await(machine, SK_N("Old entries are being taken out."));
    machine->super->can_stop = true;
}

/* --- touches ------------------------------------------------------------------------------ */

static void take_digit(struct sk_super *super, int32_t digit, sk_ms now) {
    bool is_free = !super->is_checking && !super->has_no_pin && now >= super->locked_until;
    if (is_free && digit >= 0 && digit <= 9 && super->digits < SK_PIN_MAX) {
        super->pin[super->digits++] = (char)('0' + digit);
        super->pin[super->digits] = '\0';
        super->what[0] = '\0';
    }
}

static void submit_pin(struct machine *machine) {
    struct sk_super *super = machine->super;
    if (super->is_checking || super->digits == 0 || machine->now < super->locked_until) {
        return;
    }
    if (super->digits < SK_PIN_MIN) {
        super->hint = SK_N("A PIN has at least four digits.");
        return;
    }
    struct sk_job *job = ask(machine, SK_JOB_PIN);
    memcpy(job->pin, super->pin, sizeof(job->pin));
    forget_digits(super);
    super->is_checking = true;
}

static void touch_pin(struct machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    if (touch.type == SK_SUPER_TOUCH_DIGIT) {
        take_digit(super, touch.value, machine->now);
    } else if (touch.type == SK_SUPER_TOUCH_ERASE) {
        forget_digits(super);
    } else if (touch.type == SK_SUPER_TOUCH_ENTER) {
        submit_pin(machine);
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        close_session(machine);
    }
}

static void begin_checkpoint(struct machine *machine) {
    struct sk_super *super = machine->super;
    super->task = SK_SUPER_TASK_NONE;
    super->task_from = SK_SUPER_MENU;
    super->checkpoint[0] = '\0';
    (void)ask(machine, SK_JOB_CHECKPOINT);
    show(super, SK_SUPER_CHECKPOINT);
}

static void touch_menu(struct machine *machine, struct sk_super_touch touch) {
    static const struct sk_job_filter attention = { .is_attention = true };
    static const struct sk_job_filter missing = { .is_missing = true };
    static const struct sk_job_filter scans = { .is_scans = true };
    if (touch.type == SK_SUPER_TOUCH_ATTENTION) {
        load_anew(machine, &attention);
    } else if (touch.type == SK_SUPER_TOUCH_MISSING) {
        load_anew(machine, &missing);
    } else if (touch.type == SK_SUPER_TOUCH_SCANS) {
        load_anew(machine, &scans);
    } else if (touch.type == SK_SUPER_TOUCH_SEARCH) {
        struct sk_job_filter filter = machine->super->searched;
        load_anew(machine, &filter);
    } else if (touch.type == SK_SUPER_TOUCH_CHECKPOINT) {
        begin_checkpoint(machine);
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        close_session(machine);
    } else if (touch.type == SK_SUPER_TOUCH_TASK) {
        begin_task(machine, touch.value);
    }
}

static void open_row(struct machine *machine, int32_t index) {
    struct sk_super *super = machine->super;
    if (index < 0 || (size_t)index >= super->row_count) {
        return;
    }
    super->pair = super->rows[index];
    super->offers = 0; /* until the journal has been read again */
    super->event_count = 0;
    super->still = SK_SUPER_STILL_NONE;
    ask(machine, SK_JOB_DETAIL)->number = super->pair.number;
    super->is_loading = true;
    show(super, SK_SUPER_DETAIL);
}

static void touch_list(struct machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    struct sk_job_filter filter = super->filter;
    const struct sk_job_filter everything = { .is_scans = filter.is_scans };
    bool is_search = !filter.is_attention && !filter.is_missing;
    if (touch.type == SK_SUPER_TOUCH_ROW) {
        if (!filter.is_missing && !filter.is_scans) { /* no pair has them */
            open_row(machine, touch.value);
        }
    } else if (touch.type == SK_SUPER_TOUCH_OLDER && super->has_older && super->row_count > 0 &&
               super->page_index + 1 < SK_SUPER_PAGES) {
        super->starts[++super->page_index] = filter.is_scans
                                                 ? super->scans[super->row_count - 1].seq
                                                 : super->rows[super->row_count - 1].number;
        load(machine);
    } else if (touch.type == SK_SUPER_TOUCH_NEWER && super->page_index > 0) {
        super->page_index--;
        load(machine);
    } else if (touch.type == SK_SUPER_TOUCH_OUTCOME && is_search && !filter.is_scans) {
        filter.outcome = (enum sk_super_outcome)((filter.outcome + 1) % SK_SUPER_OUTCOME_COUNT);
        load_anew(machine, &filter);
    } else if (touch.type == SK_SUPER_TOUCH_DAY && is_search) {
        filter.day = (enum sk_super_day)((filter.day + 1) % SK_SUPER_DAY_COUNT);
        load_anew(machine, &filter);
    } else if (touch.type == SK_SUPER_TOUCH_CLEAR && is_search) {
        load_anew(machine, &everything);
    } else if (touch.type == SK_SUPER_TOUCH_TASK && touch.value == SK_SUPER_TASK_EXPORT &&
               !filter.is_missing) {
        begin_task(machine, SK_SUPER_TASK_EXPORT);
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        show(super, SK_SUPER_MENU);
    }
}

static void touch_detail(struct machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    struct sk_job_filter filter = { 0 };
    if (touch.type == SK_SUPER_TOUCH_TASK) {
        begin_task(machine, touch.value);
    } else if (touch.type == SK_SUPER_TOUCH_SAME && touch.value == 0) {
        memcpy(filter.instance, super->pair.labels.instance, sizeof(filter.instance));
        load_anew(machine, &filter);
    } else if (touch.type == SK_SUPER_TOUCH_SAME && super->pair.operator_name[0] != '\0') {
        memcpy(filter.operator_name, super->pair.operator_name, sizeof(filter.operator_name));
        load_anew(machine, &filter);
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        load(machine);
    }
}

static void touch_reason(struct machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    if (touch.type == SK_SUPER_TOUCH_REASON && touch.value >= 0 && touch.value < SK_SUPER_REASONS) {
        super->reason = touch.value;
        if (super->task == SK_SUPER_TASK_UNDO) {
            show(super, SK_SUPER_CONFIRM);
        } else {
            do_action(machine);
        }
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        show(super, super->task_from);
    }
}

static void touch_confirm(struct machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    if (touch.type == SK_SUPER_TOUCH_YES) {
        if (super->task == SK_SUPER_TASK_PURGE) {
            begin_purge(machine);
        } else if (super->task == SK_SUPER_TASK_END) {
            (void)add_effect(super, SK_SUPER_EFFECT_END);
            close_session(machine);
        } else {
            do_action(machine);
        }
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        show(super, super->task == SK_SUPER_TASK_UNDO    ? SK_SUPER_REASON
                    : super->task == SK_SUPER_TASK_PURGE ? SK_SUPER_PURGE
                                                         : super->task_from);
    }
}

static void touch_export(struct machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    if (touch.type == SK_SUPER_TOUCH_WHAT && is_below(touch.value, SK_SUPER_WHAT_COUNT)) {
        bool has_search = super->task_from == SK_SUPER_LIST;
        if (touch.value != SK_SUPER_WHAT_SEARCH || has_search) {
            super->export_what = (enum sk_super_what)touch.value;
        }
    } else if (touch.type == SK_SUPER_TOUCH_FORMAT && is_below(touch.value, SK_SUPER_FORMATS)) {
        super->export_format = (enum sk_export_format)touch.value;
    } else if (touch.type == SK_SUPER_TOUCH_WHERE && is_below(touch.value, SK_SUPER_WHERE_COUNT)) {
        super->export_where = (enum sk_super_where)touch.value;
    } else if (touch.type == SK_SUPER_TOUCH_YES) {
        begin_export(machine);
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        show(super, super->task_from);
    }
}

static void touch_purge(struct machine *machine, struct sk_super_touch touch) {
    if (touch.type == SK_SUPER_TOUCH_AGE && is_below(touch.value, SK_SUPER_AGES)) {
        machine->super->purge_age = touch.value;
        show(machine->super, SK_SUPER_CONFIRM);
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        show(machine->super, SK_SUPER_MENU);
    }
}

static void touch_checkpoint(struct machine *machine, struct sk_super_touch touch) {
    if (touch.type == SK_SUPER_TOUCH_BACK) {
        machine->super->job_id = 0; /* of one that is still being made, nobody wants to know */
        show(machine->super, SK_SUPER_MENU);
    }
}

static void touch_wait(struct machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    bool is_stop = touch.type == SK_SUPER_TOUCH_CANCEL || touch.type == SK_SUPER_TOUCH_BACK;
    if (is_stop && super->can_stop && super->job_id != 0 && !super->is_cancelled) {
        cancel(machine);
        super->can_stop = false;
    }
}

static void touch_result(struct machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    if (touch.type != SK_SUPER_TOUCH_YES && touch.type != SK_SUPER_TOUCH_BACK) {
        return;
    }
    if (super->task_from == SK_SUPER_LIST || super->task_from == SK_SUPER_DETAIL) {
        load(machine); /* it shows what was done */
    } else {
        show(super, SK_SUPER_MENU);
    }
}

static void take_touch(struct machine *machine, struct sk_super_touch touch) {
    static void (*const pages[SK_SUPER_PAGE_COUNT])(struct machine *, struct sk_super_touch) = {
        [SK_SUPER_PIN] = touch_pin,
        [SK_SUPER_MENU] = touch_menu,
        [SK_SUPER_LIST] = touch_list,
        [SK_SUPER_DETAIL] = touch_detail,
        [SK_SUPER_REASON] = touch_reason,
        [SK_SUPER_CONFIRM] = touch_confirm,
        [SK_SUPER_EXPORT] = touch_export,
        [SK_SUPER_PURGE] = touch_purge,
        [SK_SUPER_CHECKPOINT] = touch_checkpoint,
        [SK_SUPER_WAIT] = touch_wait,
        [SK_SUPER_RESULT] = touch_result,
    };
    struct sk_super *super = machine->super;
    if (super->page == SK_SUPER_CLOSED) {
        if (touch.type == SK_SUPER_TOUCH_OPEN) {
            open_session(machine);
        }
        return;
    }
    super->touched_at = machine->now;
    super->hint = NULL;
    super->hint_label[0] = '\0';
    if (touch.type == SK_SUPER_TOUCH_LEAVE) {
        close_session(machine);
    } else {
        SK_AT(pages, super->page)(machine, touch);
    }
}

/* A scanner that types is told from a hand by its speed: a PIN on a card could be photographed,
 * and a label's digits must not count as a try. */
static void take_key(struct machine *machine, char key) {
    struct sk_super *super = machine->super;
    if (super->page != SK_SUPER_PIN) {
        return;
    }
    sk_ms gap = machine->at - super->key_at;
    super->key_at = machine->at;
    super->is_key_scan = (super->is_key_scan && gap < SCANNER_REST_MS) || gap < SCANNER_GAP_MS ||
                         (key != '\n' && (key < '0' || key > '9'));
    super->touched_at = machine->now;
    super->hint = NULL;
    super->hint_label[0] = '\0';
    if (super->is_key_scan) {
        forget_digits(super);
        super->hint = SK_N("A scan is never a PIN. Type it by hand.");
    } else if (key == '\n') {
        submit_pin(machine);
    } else {
        take_digit(super, key - '0', machine->now);
    }
}

/* --- scans -------------------------------------------------------------------------------- */

static bool is_searchable(const char *text, size_t length) {
    return length > 0 && length <= SK_LABEL_MAX && sk_utf8_is_printable(text, length);
}

/* On the list of scans among them, else among pairs. */
static bool is_among_scans(const struct sk_super *super) {
    return super->page == SK_SUPER_LIST && super->filter.is_scans;
}

static void search_for(struct machine *machine, const char *text, bool is_instance) {
    struct sk_job_filter filter = { .is_scans = is_among_scans(machine->super) };
    char *place = filter.is_scans ? filter.text : is_instance ? filter.instance : filter.serial;
    (void)snprintf(place, SK_LABEL_MAX + 1, "%s", text);
    load_anew(machine, &filter);
}

static void take_scan(struct machine *machine, const struct sk_label *label,
                      const struct sk_scan *scan) {
    struct sk_super *super = machine->super;
    bool is_place = super->page == SK_SUPER_MENU || super->page == SK_SUPER_LIST ||
                    super->page == SK_SUPER_DETAIL;
    super->hint = NULL;
    (void)sk_utf8_label(scan->text, scan->length, super->hint_label, sizeof(super->hint_label),
                        NULL);
    if (super->page == SK_SUPER_PIN && label->kind == SK_LABEL_BADGE && label->is_supervisor) {
        (void)snprintf(super->who, sizeof(super->who), "%.*s", SK_OPERATOR_SIZE - 1, label->text);
        memcpy(super->hint_label, super->who, sizeof(super->who));
        super->hint = SK_N("Now the PIN, by hand.");
        return;
    }
    if (super->page == SK_SUPER_PIN) {
        super->hint = SK_N("A scan is never a PIN. Type it by hand.");
        return;
    }
    super->touched_at = machine->now;
    if (label->kind == SK_LABEL_COMMAND) {
        if (label->command == SK_COMMAND_CANCEL) {
            take_touch(machine, (struct sk_super_touch){ .type = SK_SUPER_TOUCH_BACK });
        } else {
            super->hint = SK_N("This card does nothing here.");
        }
    } else if (!is_place) {
        super->hint = SK_N("This scan was not taken. Finish here first.");
    } else if (label->kind == SK_LABEL_SERIAL || label->kind == SK_LABEL_INSTANCE) {
        search_for(machine, label->text, label->kind == SK_LABEL_INSTANCE);
        super->hint = SK_N("Searched for. Nothing is bound here.");
    } else if (label->kind == SK_LABEL_BADGE) {
        struct sk_job_filter filter = { .is_scans = is_among_scans(super) };
        (void)snprintf(filter.operator_name, sizeof(filter.operator_name), "%.*s",
                       SK_OPERATOR_SIZE - 1, label->text);
        load_anew(machine, &filter);
        super->hint = SK_N("Searched for. Nobody signs on here.");
    } else if (!scan->cut && is_searchable(scan->text, scan->length)) {
        search_for(machine, scan->text, strncasecmp(scan->text, "sag-", 4) == 0);
        super->hint = SK_N("Searched for. Nothing is bound here.");
    } else {
        super->hint = SK_N("This cannot be part of a label.");
    }
}

/* --- what comes back ---------------------------------------------------------------------- */

static void copy_row(struct sk_model_super_row *row, const struct sk_stored_pair *stored) {
    *row = (struct sk_model_super_row){ .number = stored->pair.number,
                                        .result = stored->result,
                                        .is_undo = stored->is_undo,
                                        .is_dealt = stored->dealt_wall_ms > 0,
                                        .is_undelivered = stored->is_undelivered,
                                        .refers = stored->pair.refers,
                                        .undone_by = stored->undone_by,
                                        .retried_by = stored->retried_by,
                                        .at_wall_ms = stored->pair.serial_facts.wall_ms,
                                        .serial_by_hand = stored->pair.serial_facts.by_hand,
                                        .instance_by_hand = stored->pair.instance_facts.by_hand,
                                        .place = stored->place };
    memcpy(row->customer_order, stored->pair.customer_order, sizeof(row->customer_order));
    row->labels = stored->pair.labels;
    memcpy(row->operator_name, stored->pair.operator_name, sizeof(row->operator_name));
    memcpy(row->where, stored->where, sizeof(row->where));
    memcpy(row->code, stored->code, sizeof(row->code));
    memcpy(row->request_id, stored->request_id, sizeof(row->request_id));
}

int32_t sk_super_offers(const struct sk_model_super_row *row) {
    bool is_open = (row->result == SK_RESULT_REFUSED || row->result == SK_RESULT_CHECK) &&
                   !row->is_dealt && row->retried_by == 0 && row->undone_by == 0;
    int32_t offers = is_open ? SK_SUPER_OFFER_DEAL : 0;
    if (is_open && !row->is_undo) {
        offers |= SK_SUPER_OFFER_RETRY;
    }
    if (row->result == SK_RESULT_BOUND && !row->is_undo && row->undone_by == 0) {
        offers |= SK_SUPER_OFFER_UNDO;
    }
    return row->is_undelivered ? offers | SK_SUPER_OFFER_RESEND : offers;
}

static void say(struct sk_super *super, const char *what, const char *advice) {
    (void)snprintf(super->what, sizeof(super->what), "%s", what);
    (void)snprintf(super->advice, sizeof(super->advice), "%s", advice);
}

static void finish(struct sk_super *super, bool is_good, const char *what, const char *advice,
                   const char *detail) {
    enter(super, SK_SUPER_RESULT);
    super->is_good = is_good;
    super->job_id = 0;
    super->action_id = 0;
    say(super, what, advice);
    (void)snprintf(super->detail, sizeof(super->detail), "%s", detail);
}

static void take_pin_news(struct machine *machine, const struct sk_job_news *news) {
    struct sk_super *super = machine->super;
    super->job_id = 0;
    super->is_checking = false;
    super->has_no_pin = !news->has_pin && news->err == SK_ERR_NOT_FOUND;
    super->locked_until = news->locked > 0 ? machine->now + news->locked : 0;
    super->tries_left = news->tries_left;
    if (news->err && !super->has_no_pin) {
        say(super, news->text.text, "");
    }
    if (news->type == SK_JOB_LOOK || news->err) {
        return;
    }
    super->touched_at = machine->now;
    forget_digits(super);
    if (news->is_right) {
        super->admitted_at = machine->now;
        super->hint = NULL;
        show(super, SK_SUPER_MENU);
    } else {
        super->hint = SK_N("This is not the PIN.");
    }
}

/* Where no pair has a label, but scans have, the list is of these from now on. */
static void take_scans(struct sk_super *super, const struct sk_job_news *news) {
    struct sk_job_filter *filter = &super->filter;
    if (!filter->is_scans) {
        const char *label = filter->serial[0] != '\0' ? filter->serial : filter->instance;
        struct sk_job_filter scans = { .is_scans = true };
        (void)snprintf(scans.text, sizeof(scans.text), "%s", label);
        *filter = scans;
        super->hint = SK_N("In no pair. It was scanned, but not taken:");
    }
    memcpy(super->scans, news->scans, sizeof(super->scans));
    if (news->err) {
        say(super, news->text.text, "");
    }
}

static void take_page(struct sk_super *super, const struct sk_job_news *news) {
    super->job_id = 0;
    super->is_loading = false;
    SK_ASSERT(news->count <= SK_SUPER_ROWS);
    super->row_count = news->count;
    super->has_older = news->has_more;
    if (news->is_scans) {
        take_scans(super, news);
        return;
    }
    for (size_t i = 0; i < news->count; i++) {
        copy_row(&super->rows[i], &news->rows[i]);
    }
    if (news->err) {
        say(super, news->text.text, "");
    }
}

static void take_detail(struct sk_super *super, const struct sk_job_news *news) {
    super->job_id = 0;
    super->is_loading = false;
    if (news->err) {
        say(super, news->text.text, "");
        return;
    }
    copy_row(&super->pair, &news->rows[0]);
    super->offers = sk_super_offers(&super->pair);
    SK_ASSERT(news->count == 1 && news->event_count <= SK_SUPER_EVENTS);
    super->event_count = news->event_count;
    super->still = news->still;
    memcpy(super->events, news->events, sizeof(super->events));
}

static void take_export_end(struct sk_super *super, const struct sk_job_news *news) {
    super->done = news->done;
    if (news->err == SK_ERR_STOPPED) {
        finish(super, false, SK_N("The export was stopped."), SK_N("Nothing is left of it."), "");
    } else if (news->err && news->what[0] != '\0') {
        finish(super, false, news->what, news->advice, news->text.text);
    } else if (news->err) {
        finish(super, false, SK_N("The export did not work."), "", news->text.text);
    } else {
        finish(super, true, SK_N("The export is done."), news->advice, news->file);
    }
}

static void take_purge_end(struct sk_super *super, const struct sk_job_news *news) {
    super->done = news->done;
    if (news->err == SK_ERR_DENIED) {
        finish(super, false, SK_N("There are pairs of that time that were not exported."),
               SK_N("Export everything first, then purge."), news->text.text);
    } else if (news->err) {
        finish(super, false, SK_N("The purge did not work."), "", news->text.text);
    } else if (news->has_more_to_purge) {
        finish(super, true, SK_N("The purge was stopped."),
               SK_N("What is left over is taken out the next time."), "");
    } else {
        finish(super, true, SK_N("The purge is done."), "", "");
    }
}

static void take_checkpoint(struct sk_super *super, const struct sk_job_news *news) {
    super->job_id = 0;
    if (news->err) {
        finish(super, false, SK_N("The checkpoint could not be made."), SK_N("Call IT."),
               news->text.text);
        return;
    }
    memcpy(super->checkpoint, news->checkpoint, sizeof(super->checkpoint));
    memcpy(super->checkpoint_key, news->checkpoint_key, sizeof(super->checkpoint_key));
    super->checkpoint_seq = news->checkpoint_seq;
}

static void take_news(struct machine *machine, const struct sk_job_news *news) {
    struct sk_super *super = machine->super;
    if (super->page == SK_SUPER_CLOSED || super->job_id == 0 || news->id != super->job_id) {
        return; /* nobody waits for it any more */
    }
    if (news->is_progress) {
        super->done = news->done;
        super->total = news->total;
        super->step = news->step ? news->step : super->step;
        super->can_stop = news->can_stop && !super->is_cancelled;
        return;
    }
    switch (news->type) {
    case SK_JOB_LOOK:
    case SK_JOB_PIN:
        take_pin_news(machine, news);
        break;
    case SK_JOB_SEARCH:
    case SK_JOB_MISSING:
        take_page(super, news);
        break;
    case SK_JOB_DETAIL:
        take_detail(super, news);
        break;
    case SK_JOB_EXPORT:
        super->touched_at = machine->now;
        take_export_end(super, news);
        break;
    case SK_JOB_PURGE:
        super->touched_at = machine->now;
        take_purge_end(super, news);
        break;
    case SK_JOB_CHECKPOINT:
        take_checkpoint(super, news);
        break;
    }
}

static void take_action_done(struct sk_super *super, const char *detail) {
    static const struct {
        const char *what;
        const char *advice;
    } said[] = {
        [SK_SUPER_TASK_RETRY] = { SK_N("The pair goes on its way again."),
                                  SK_N("How it ends is shown when you leave.") },
        [SK_SUPER_TASK_DEAL] = { SK_N("The pair is off the list."),
                                 SK_N("It stays in the log, with the reason.") },
        [SK_SUPER_TASK_UNDO] = { SK_N("The cloud has taken the binding away."),
                                 SK_N("The device can be bound again.") },
        [SK_SUPER_TASK_HOLD] = { SK_N("The bench is on hold."),
                                 SK_N("It takes no scans until it is released.") },
        [SK_SUPER_TASK_RELEASE] = { SK_N("The bench goes on."), SK_N("It takes scans again.") },
        [SK_SUPER_TASK_RESEND] = { SK_N("It is on its way to the office's system."),
                                   SK_N("If that refuses it again, it is back on the list.") },
    };
    SK_ASSERT(SK_AT(said, super->task).what);
    finish(super, true, said[super->task].what, said[super->task].advice, detail);
}

static void take_action(struct machine *machine, const struct sk_action_result *action) {
    struct sk_super *super = machine->super;
    char detail[SK_SUPER_DETAIL_SIZE];
    if (super->page != SK_SUPER_WAIT || super->action_id == 0 || action->id != super->action_id) {
        return;
    }
    super->touched_at = machine->now;
    bool has_code = action->code[0] != '\0';
    (void)snprintf(detail, sizeof(detail), "%s%s%s", has_code ? action->code : action->text.text,
                   action->request_id[0] != '\0' ? "  " : "", action->request_id);
    switch (action->end) {
    case SK_ACTION_DONE:
        take_action_done(super, detail);
        break;
    case SK_ACTION_REFUSED:
        finish(super, false, SK_N("The cloud refused it."), SK_N("Nothing has changed."), detail);
        break;
    case SK_ACTION_NOT_DONE:
        finish(super, false, SK_N("It could not be done."), SK_N("Nothing has changed."), detail);
        break;
    case SK_ACTION_UNKNOWN:
        finish(super, false, SK_N("It is not known whether the binding is gone."),
               SK_N("Undo it again later: the kiosk then asks the cloud first."), detail);
        break;
    }
}

/* --- time --------------------------------------------------------------------------------- */

/* When the session ends by itself; -1: not by itself. What is under way keeps it open. */
static sk_ms end_of(const struct sk_super *super) {
    if (super->page == SK_SUPER_CLOSED) {
        return -1;
    }
    if (super->page == SK_SUPER_PIN) {
        return super->touched_at + PIN_IDLE_MS;
    }
    sk_ms longest = super->admitted_at + super->rules.longest;
    sk_ms idle = super->touched_at + super->rules.idle;
    return super->page != SK_SUPER_WAIT && idle < longest ? idle : longest;
}

void sk_super_init(struct sk_super *super, const struct sk_super_rules *rules) {
    *super = (struct sk_super){ .rules = *rules };
}

/* Even if nobody looks: the end of a lock must be recorded, or the lock would begin anew at the
 * next start. */
static void end_lock(struct machine *machine) {
    struct sk_super *super = machine->super;
    bool is_quiet =
        super->page == SK_SUPER_CLOSED || (super->page == SK_SUPER_PIN && !super->is_checking);
    if (super->locked_until > 0 && machine->now >= super->locked_until && is_quiet &&
        super->effect_count == 0) {
        super->locked_until = 0;
        (void)ask(machine, SK_JOB_LOOK);
    }
}

void sk_super_step(struct sk_super *super, const struct sk_super_input *input, sk_ms now) {
    struct machine machine = { .super = super,
                               .now = now,
                               .at = input->at > 0 ? input->at : now,
                               .signed_on = input->signed_on };
    sk_ms end = end_of(super);
    if (end >= 0 && now >= end) { /* first, so that no touch comes in after it */
        close_session(&machine);
    }
    switch (input->type) {
    case SK_SUPER_INPUT_TOUCH:
        take_touch(&machine, input->touch);
        break;
    case SK_SUPER_INPUT_KEY:
        take_key(&machine, input->key);
        break;
    case SK_SUPER_INPUT_SCAN:
        SK_ASSERT(input->label && input->scan);
        if (super->page != SK_SUPER_CLOSED) {
            take_scan(&machine, input->label, input->scan);
        }
        break;
    case SK_SUPER_INPUT_NEWS:
        SK_ASSERT(input->news);
        take_news(&machine, input->news);
        break;
    case SK_SUPER_INPUT_ACTION:
        SK_ASSERT(input->action);
        take_action(&machine, input->action);
        break;
    case SK_SUPER_INPUT_TICK:
        end_lock(&machine);
        break;
    }
}

bool sk_super_next(struct sk_super *super, sk_ms now, struct sk_super_effect *effect) {
    (void)now;
    if (super->effect_count == 0) {
        return false;
    }
    *effect = super->effects[0];
    super->effect_count--;
    memmove(&super->effects[0], &super->effects[1],
            (size_t)super->effect_count * sizeof(super->effects[0]));
    sk_wipe(&super->effects[super->effect_count], sizeof(super->effects[0]));
    return true;
}

bool sk_super_is_open(const struct sk_super *super) {
    return super->page != SK_SUPER_CLOSED;
}

bool sk_super_owns(const struct sk_super *super, sk_ms at) {
    if (super->page != SK_SUPER_CLOSED) {
        return at >= super->opened_at;
    }
    return super->was_open && at >= super->opened_at && at < super->closed_at;
}

static sk_ms next_second(sk_ms until, sk_ms now) {
    sk_ms left = until - now;
    return now + (left - 1) % SECOND_MS + 1;
}

sk_ms sk_super_deadline(const struct sk_super *super, sk_ms now) {
    sk_ms end = end_of(super);
    if (end < 0) {
        return super->locked_until > 0 ? super->locked_until : -1;
    }
    sk_ms deadline = end - COUNTDOWN_MS > now ? end - COUNTDOWN_MS : now;
    if (end > now && end - now <= COUNTDOWN_MS) {
        deadline = next_second(end, now);
    }
    if (super->page == SK_SUPER_PIN && super->locked_until > now) {
        sk_ms second = next_second(super->locked_until, now);
        deadline = second < deadline ? second : deadline;
    }
    return deadline;
}

static int32_t seconds(sk_ms ms) {
    return ms > 0 ? (int32_t)((ms + SECOND_MS - 1) / SECOND_MS) : 0;
}

static void view_list(const struct sk_super *super, struct sk_model_supervisor *out) {
    out->is_attention = super->filter.is_attention;
    out->is_missing = super->filter.is_missing;
    out->is_scans = super->filter.is_scans;
    out->outcome = super->filter.outcome;
    out->day = super->filter.day;
    memcpy(out->search_serial, super->filter.serial, sizeof(out->search_serial));
    memcpy(out->search_instance, super->filter.instance, sizeof(out->search_instance));
    memcpy(out->search_operator, super->filter.operator_name, sizeof(out->search_operator));
    memcpy(out->search_text, super->filter.text, sizeof(out->search_text));
    out->is_loading = super->is_loading;
    out->has_newer = super->page_index > 0;
    out->has_older = super->has_older;
    out->row_count = super->row_count;
    if (super->filter.is_scans) {
        memcpy(out->scans, super->scans, super->row_count * sizeof(super->scans[0]));
    } else {
        memcpy(out->rows, super->rows, super->row_count * sizeof(super->rows[0]));
    }
}

static void view_pair(const struct sk_super *super, struct sk_model_supervisor *out) {
    out->pair = super->pair;
    out->offers = super->offers;
    out->is_loading = super->is_loading;
    out->event_count = super->event_count;
    out->still = super->still;
    memcpy(out->events, super->events, sizeof(out->events));
}

void sk_super_view(const struct sk_super *super, sk_ms now, struct sk_model_supervisor *out) {
    memset(out, 0, sizeof(*out)); /* padding too: models are compared whole */
    out->page = super->page;
    if (super->page == SK_SUPER_CLOSED) {
        return;
    }
    sk_ms left = end_of(super) - now;
    out->ends_s = left <= COUNTDOWN_MS ? seconds(left) : 0;
    (void)snprintf(out->hint, sizeof(out->hint), "%s", super->hint ? super->hint : "");
    memcpy(out->hint_label, super->hint_label, sizeof(out->hint_label));
    (void)snprintf(out->what, sizeof(out->what), "%s", super->what);
    out->task = super->task;
    if (super->page == SK_SUPER_PIN) {
        out->digits = super->digits;
        out->is_checking = super->is_checking;
        out->has_no_pin = super->has_no_pin;
        out->locked_s = seconds(super->locked_until - now);
        out->tries_left = super->tries_left;
        return;
    }
    view_list(super, out);
    view_pair(super, out);
    out->has_search = super->task_from == SK_SUPER_LIST;
    out->export_what = super->export_what;
    out->export_format = (int32_t)super->export_format;
    out->export_where = super->export_where;
    out->purge_age = super->purge_age;
    memcpy(out->checkpoint, super->checkpoint, sizeof(out->checkpoint));
    (void)snprintf(out->checkpoint_key, sizeof(out->checkpoint_key), "%s", super->checkpoint_key);
    out->checkpoint_seq = super->checkpoint_seq;
    out->done = super->done;
    out->total = super->total;
    (void)snprintf(out->step, sizeof(out->step), "%s", super->step ? super->step : "");
    out->can_cancel = super->can_stop;
    out->is_good = super->is_good;
    (void)snprintf(out->advice, sizeof(out->advice), "%s", super->advice);
    (void)snprintf(out->detail, sizeof(out->detail), "%s", super->detail);
}

int32_t sk_super_age_days(int32_t index) {
    static const int32_t days[SK_SUPER_AGES] = { 30, 90, 180, 365 };
    return is_below(index, SK_SUPER_AGES) ? days[index] : days[SK_SUPER_AGES - 1];
}
