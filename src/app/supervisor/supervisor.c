#include "app/supervisor/supervisor.h"

#include "app/model/program_codes.h"
#include "app/supervisor/supervisor_machine.h"
#include "base/assert.h"
#include "base/language.h"
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

/* --- effects ------------------------------------------------------------------------------ */

static void cancel(struct sk_super_machine *machine) {
    sk_super_add_effect(machine->super, SK_SUPER_EFFECT_CANCEL)->id = machine->super->job_id;
    machine->super->is_cancelled = true;
}

/* The PIN's digits do not stay in memory. */
static void forget_typed(struct sk_super *super) {
    sk_wipe(super->typed, sizeof(super->typed));
    super->typed_length = 0;
    super->is_text = super->is_cut = super->is_fast = false;
}

static void forget_pins(struct sk_super *super) {
    forget_typed(super);
    sk_super_forget_badge(super);
    sk_wipe(super->first_pin, sizeof(super->first_pin));
}

/* --- locks -------------------------------------------------------------------------------- */

/* Until when the PIN that is asked for is locked; 0: it is not. */
static sk_ms locked_until(const struct sk_super *super) {
    int64_t of = super->is_own_pin ? super->who.person : 0;
    for (size_t i = 0; i < super->lock_count; i++) {
        if (super->locks[i].person == of) {
            return super->locks[i].until;
        }
    }
    return 0;
}

static void drop_lock(struct sk_super *super, size_t at) {
    super->lock_count--;
    memmove(&super->locks[at], &super->locks[at + 1],
            (super->lock_count - at) * sizeof(super->locks[0]));
}

/* That ends first; there is one. */
static size_t first_lock(const struct sk_super *super) {
    size_t first = 0;
    for (size_t i = 1; i < super->lock_count; i++) {
        first = super->locks[i].until < super->locks[first].until ? i : first;
    }
    return first;
}

/* until 0: there is none any more. Of one for which there is no room the end is not recorded, so
 * that it begins anew with the next start. */
static void note_lock(struct sk_super *super, int64_t person, sk_ms until) {
    for (size_t i = super->lock_count; i > 0; i--) {
        if (super->locks[i - 1].person == person) {
            drop_lock(super, i - 1);
        }
    }
    if (until > 0 && super->lock_count == SK_SUPER_LOCKS) {
        drop_lock(super, first_lock(super));
    }
    if (until > 0) {
        super->locks[super->lock_count++] =
            (struct sk_super_lock){ .person = person, .until = until };
    }
}

/* --- pages -------------------------------------------------------------------------------- */

static void set_up(struct sk_super *super, enum sk_setup_step setup) {
    sk_super_add_effect(super, SK_SUPER_EFFECT_SETUP)->setup = setup;
    super->is_setting_up = setup != SK_SETUP_END;
    super->is_keeping = setup == SK_SETUP_KEEP;
}

static void close_session(struct sk_super_machine *machine) {
    struct sk_super *super = machine->super;
    bool is_at_work = super->page == SK_SUPER_WAIT && super->job_id != 0;
    struct sk_super fresh = { .rules = super->rules,
                              .page = SK_SUPER_CLOSED,
                              .opened_at = super->opened_at,
                              .closed_at = machine->at,
                              .was_open = true,
                              .last_id = super->last_id,
                              .lock_count = super->lock_count };
    if (is_at_work) {
        cancel(machine);
    }
    if (super->is_setting_up) {
        set_up(super, SK_SETUP_END);
    }
    forget_pins(super);
    sk_super_enter(super, SK_SUPER_CLOSED);
    memcpy(fresh.locks, super->locks, sizeof(fresh.locks));
    fresh.effect_count = super->effect_count;
    memcpy(fresh.effects, super->effects, sizeof(fresh.effects));
    *super = fresh;
    sk_wipe(fresh.effects, sizeof(fresh.effects)); /* one of them may hold a PIN */
}

static struct sk_actor who_of(const struct sk_label *badge) {
    struct sk_actor who = { .person = badge->person };
    (void)snprintf(who.name, sizeof(who.name), "%.*s", SK_OPERATOR_SIZE - 1, badge->text);
    return who;
}

/* Whose PIN is asked for. badge NULL: nobody is named. */
static void ask_pin_of(struct sk_super_machine *machine, const struct sk_label *badge) {
    struct sk_super *super = machine->super;
    super->who = badge ? who_of(badge) : (struct sk_actor){ .name = SK_SUPER_OPERATOR };
    super->is_it = badge && badge->is_it;
    super->is_own_pin = super->has_no_pin = false;
    super->tries_left = 0;
    super->touched_at = machine->now;
    super->what[0] = '\0';
    forget_typed(super);
    (void)sk_super_ask(machine, SK_JOB_LOOK);
}

static void open_session(struct sk_super_machine *machine) {
    struct sk_super *super = machine->super;
    sk_super_enter(super, SK_SUPER_PIN);
    super->opened_at = machine->at;
    super->is_checking = false;
    super->open_count = -1;
    ask_pin_of(machine, machine->signed_on);
}

static void begin_export(struct sk_super_machine *machine) {
    static const enum sk_super_day days[SK_SUPER_WHAT_COUNT] = {
        [SK_SUPER_WHAT_TODAY] = SK_SUPER_TODAY,
        [SK_SUPER_WHAT_WEEK] = SK_SUPER_WEEK,
        [SK_SUPER_WHAT_ALL] = SK_SUPER_ALL_DAYS
    };
    struct sk_super *super = machine->super;
    struct sk_job *job = sk_super_ask(machine, SK_JOB_EXPORT);
    if (super->export_what == SK_SUPER_WHAT_SEARCH) {
        job->filter = super->filter;
    } else {
        job->filter.day = SK_AT(days, super->export_what);
        job->filter.is_scans = super->task_from == SK_SUPER_LIST && super->filter.is_scans;
    }
    job->format = super->export_format;
    job->where = super->export_where;
    sk_super_await(machine, SK_N("Writing the export."));
    super->can_stop = true;
}

static void begin_purge(struct sk_super_machine *machine) {
    sk_super_ask(machine, SK_JOB_PURGE)->days = sk_super_age_days(machine->super->purge_age);
    sk_super_await(machine, SK_N("Removing old entries."));
    machine->super->can_stop = true;
}

/* --- touches ------------------------------------------------------------------------------ */

/* A character on the PIN pad; of a badge as well as of a PIN. */
static void add_typed(struct sk_super *super, char c, bool is_fast) {
    super->is_fast = is_fast && (super->typed_length == 0 || super->is_fast);
    if (super->typed_length + 1 == SK_SUPER_TYPED_SIZE) {
        super->is_cut = true;
        return;
    }
    super->typed[super->typed_length++] = c;
    super->is_text = super->is_text || c < '0' || c > '9' || super->typed_length > SK_PIN_MAX;
    super->what[0] = '\0';
}

/* Can what is typed be a PIN now? Else it can only be a badge. */
static bool takes_pin(const struct sk_super *super, sk_ms now) {
    return super->page == SK_SUPER_NEW_PIN
               ? super->pin_of.person != 0
               : !super->is_checking && !super->has_no_pin && now >= locked_until(super);
}

static void take_digit(struct sk_super *super, int32_t digit, sk_ms now) {
    if (takes_pin(super, now) && sk_super_is_below(digit, 10) && super->typed_length < SK_PIN_MAX) {
        add_typed(super, (char)('0' + digit), false);
    }
}

static bool is_long_enough(struct sk_super *super) {
    if (super->typed_length < SK_PIN_MIN) {
        sk_super_hint(super, SK_N("A PIN has at least four digits."));
    }
    return super->typed_length >= SK_PIN_MIN;
}

static void submit_pin(struct sk_super_machine *machine) {
    struct sk_super *super = machine->super;
    if (!takes_pin(super, machine->now) || super->typed_length == 0 || !is_long_enough(super)) {
        return;
    }
    memcpy(sk_super_ask(machine, SK_JOB_PIN)->pin, super->typed, (size_t)super->typed_length);
    forget_typed(super);
    super->is_checking = true;
}

/* Twice, as nobody sees what is typed. */
static void submit_new_pin(struct sk_super_machine *machine) {
    struct sk_super *super = machine->super;
    if (!takes_pin(super, machine->now) || !is_long_enough(super)) {
        return;
    }
    if (super->first_pin[0] == '\0') {
        memcpy(super->first_pin, super->typed, (size_t)super->typed_length);
        forget_typed(super);
    } else if (strcmp(super->first_pin, super->typed) != 0) {
        forget_pins(super);
        sk_super_hint(super, SK_N("These were two different PINs. Begin again."));
    } else {
        struct sk_job *job = sk_super_ask(machine, SK_JOB_SET_PIN);
        job->number = super->pin_of.person;
        memcpy(job->pin, super->typed, (size_t)super->typed_length);
        forget_pins(super);
        sk_super_await(machine, SK_N("The PIN is being set."));
    }
}

static void submit_typed(struct sk_super_machine *machine) {
    if (machine->super->page == SK_SUPER_NEW_PIN) {
        submit_new_pin(machine);
    } else {
        submit_pin(machine);
    }
}

static void touch_pin(struct sk_super_machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    if (touch.type == SK_SUPER_TOUCH_DIGIT) {
        take_digit(super, touch.value, machine->now);
    } else if (touch.type == SK_SUPER_TOUCH_ERASE) {
        forget_typed(super);
    } else if (touch.type == SK_SUPER_TOUCH_ENTER) {
        submit_typed(machine);
    } else if (touch.type == SK_SUPER_TOUCH_BACK && super->page == SK_SUPER_NEW_PIN) {
        forget_pins(super);
        sk_super_show(super, SK_SUPER_MENU);
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        close_session(machine);
    }
}

static void begin_checkpoint(struct sk_super_machine *machine) {
    struct sk_super *super = machine->super;
    super->task = SK_SUPER_TASK_NONE;
    super->task_from = SK_SUPER_MENU;
    super->checkpoint[0] = '\0';
    (void)sk_super_ask(machine, SK_JOB_CHECKPOINT);
    sk_super_show(super, SK_SUPER_CHECKPOINT);
}

static void begin_setup(struct sk_super_machine *machine) {
    struct sk_super *super = machine->super;
    if (!sk_super_may(super, SK_SUPER_RIGHT_SETUP)) {
        return;
    }
    super->task = SK_SUPER_TASK_NONE;
    super->task_from = SK_SUPER_MENU;
    super->setup = (struct sk_model_setup){ .code = "" };
    set_up(super, SK_SETUP_BEGIN);
    sk_super_show(super, SK_SUPER_SETUP);
}

static void adjust_sound(struct sk_super *super, enum sk_sound_step step, int32_t value) {
    struct sk_super_effect *effect = sk_super_add_effect(super, SK_SUPER_EFFECT_SOUND);
    effect->sound = step;
    effect->value = value;
}

static void begin_sound(struct sk_super_machine *machine) {
    machine->super->task = SK_SUPER_TASK_NONE;
    machine->super->task_from = SK_SUPER_MENU;
    adjust_sound(machine->super, SK_SOUND_STEP_LOOK, 0);
    sk_super_show(machine->super, SK_SUPER_SOUND);
}

static void begin_office(struct sk_super_machine *machine) {
    machine->super->task = SK_SUPER_TASK_NONE;
    machine->super->task_from = SK_SUPER_MENU;
    machine->super->office_at = 0;
    sk_super_show(machine->super, SK_SUPER_OFFICE);
}

static void touch_menu(struct sk_super_machine *machine, struct sk_super_touch touch) {
    static const struct sk_job_filter attention = { .is_attention = true };
    static const struct sk_job_filter missing = { .is_missing = true };
    static const struct sk_job_filter scans = { .is_scans = true };
    static const struct sk_job_filter today = { .day = SK_SUPER_TODAY, .outcome = SK_SUPER_BOUND };
    static const struct sk_job_filter waiting = { .outcome = SK_SUPER_PENDING };
    if (touch.type == SK_SUPER_TOUCH_ATTENTION) {
        sk_super_load_anew(machine, &attention);
    } else if (touch.type == SK_SUPER_TOUCH_TODAY) {
        sk_super_load_anew(machine, &today);
    } else if (touch.type == SK_SUPER_TOUCH_WAITING) {
        sk_super_load_anew(machine, &waiting);
    } else if (touch.type == SK_SUPER_TOUCH_MISSING) {
        sk_super_load_anew(machine, &missing);
    } else if (touch.type == SK_SUPER_TOUCH_SCANS) {
        sk_super_load_anew(machine, &scans);
    } else if (touch.type == SK_SUPER_TOUCH_SEARCH) {
        struct sk_job_filter filter = machine->super->searched;
        sk_super_load_anew(machine, &filter);
    } else if (touch.type == SK_SUPER_TOUCH_CHECKPOINT) {
        begin_checkpoint(machine);
    } else if (touch.type == SK_SUPER_TOUCH_CHECKS) {
        sk_super_show(machine->super, SK_SUPER_CHECKS);
    } else if (touch.type == SK_SUPER_TOUCH_FIGURES) {
        sk_super_begin_figures(machine);
    } else if (touch.type == SK_SUPER_TOUCH_PRINT) {
        sk_super_begin_print(machine->super);
    } else if (touch.type == SK_SUPER_TOUCH_SETUP) {
        begin_setup(machine);
    } else if (touch.type == SK_SUPER_TOUCH_PEOPLE) {
        sk_super_begin_people(machine);
    } else if (touch.type == SK_SUPER_TOUCH_OFFICE) {
        begin_office(machine);
    } else if (touch.type == SK_SUPER_TOUCH_SOUND) {
        begin_sound(machine);
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        close_session(machine);
    } else if (touch.type == SK_SUPER_TOUCH_TASK) {
        sk_super_begin_task(machine, touch.value);
    }
}

static void touch_confirm(struct sk_super_machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    if (touch.type == SK_SUPER_TOUCH_YES) {
        if (super->task == SK_SUPER_TASK_PURGE) {
            begin_purge(machine);
        } else if (super->task == SK_SUPER_TASK_END) {
            (void)sk_super_add_effect(super, SK_SUPER_EFFECT_END);
            close_session(machine);
        } else {
            sk_super_do_action(machine);
        }
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        sk_super_show(super, super->task == SK_SUPER_TASK_UNDO    ? SK_SUPER_REASON
                             : super->task == SK_SUPER_TASK_PURGE ? SK_SUPER_PURGE
                                                                  : super->task_from);
    }
}

static void touch_export(struct sk_super_machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    if (touch.type == SK_SUPER_TOUCH_WHAT && sk_super_is_below(touch.value, SK_SUPER_WHAT_COUNT)) {
        bool has_search = super->task_from == SK_SUPER_LIST;
        if (touch.value != SK_SUPER_WHAT_SEARCH || has_search) {
            super->export_what = (enum sk_super_what)touch.value;
        }
    } else if (touch.type == SK_SUPER_TOUCH_FORMAT &&
               sk_super_is_below(touch.value, SK_SUPER_FORMATS)) {
        super->export_format = (enum sk_export_format)touch.value;
    } else if (touch.type == SK_SUPER_TOUCH_WHERE &&
               sk_super_is_below(touch.value, SK_SUPER_WHERE_COUNT)) {
        super->export_where = (enum sk_super_where)touch.value;
    } else if (touch.type == SK_SUPER_TOUCH_YES) {
        begin_export(machine);
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        sk_super_show(super, super->task_from);
    }
}

static void touch_purge(struct sk_super_machine *machine, struct sk_super_touch touch) {
    if (touch.type == SK_SUPER_TOUCH_AGE && sk_super_is_below(touch.value, SK_SUPER_AGES)) {
        machine->super->purge_age = touch.value;
        sk_super_show(machine->super, SK_SUPER_CONFIRM);
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        sk_super_show(machine->super, SK_SUPER_MENU);
    }
}

static void touch_checkpoint(struct sk_super_machine *machine, struct sk_super_touch touch) {
    if (touch.type == SK_SUPER_TOUCH_BACK) {
        machine->super->job_id = 0; /* of one that is still being made, nobody wants to know */
        sk_super_show(machine->super, SK_SUPER_MENU);
    }
}

/* Nothing to write: it is set as the kiosk is. Something only IT can write: none of it is. */
static bool can_keep(const struct sk_super *super) {
    bool is_overruled = false;
    for (size_t i = 0; i < super->setup.change_count; i++) {
        is_overruled = is_overruled || super->setup.changes[i].is_overruled;
    }
    return super->setup.is_learned && super->setup.change_count > 0 && !is_overruled &&
           !super->is_keeping;
}

static void touch_setup(struct sk_super_machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    if (touch.type == SK_SUPER_TOUCH_YES && can_keep(super)) {
        set_up(super, SK_SETUP_KEEP);
    } else if (touch.type == SK_SUPER_TOUCH_FAMILIES) {
        sk_super_show(super, SK_SUPER_FAMILIES);
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        set_up(super, SK_SETUP_END);
        sk_super_show(super, SK_SUPER_MENU);
    }
}

static void touch_sound(struct sk_super_machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    if (touch.type == SK_SUPER_TOUCH_VOLUME && sk_super_is_below(touch.value, 101)) {
        adjust_sound(super, SK_SOUND_STEP_VOLUME, touch.value);
    } else if (touch.type == SK_SUPER_TOUCH_OUTPUT && touch.value >= -1 &&
               touch.value < SK_SOUND_OUTPUTS) {
        adjust_sound(super, SK_SOUND_STEP_OUTPUT, touch.value);
    } else if (touch.type == SK_SUPER_TOUCH_SOUND_TEST) {
        adjust_sound(super, SK_SOUND_STEP_TEST, 0);
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        sk_super_show(super, SK_SUPER_MENU);
    }
}

static void decide_office(struct sk_super *super, struct sk_super_touch touch) {
    bool is_confirmed = touch.type == SK_SUPER_TOUCH_YES;
    if (!sk_super_may(super, SK_SUPER_RIGHT_BENCH)) {
        return;
    }
    struct sk_super_effect *effect = sk_super_add_effect(super, SK_SUPER_EFFECT_OFFICE);
    effect->id = (uint64_t)touch.value;
    effect->value = is_confirmed;
    super->office_at = 0;
    sk_super_hint(super, is_confirmed ? SK_N("Confirmed. It is being done.")
                                      : SK_N("Declined. The office is told."));
}

static void touch_office(struct sk_super_machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    bool is_decision = touch.type == SK_SUPER_TOUCH_YES || touch.type == SK_SUPER_TOUCH_CANCEL;
    if (is_decision && touch.value > 0) {
        decide_office(super, touch);
    } else if (touch.type == SK_SUPER_TOUCH_OLDER) {
        super->office_at = super->office_at < SK_SUPER_PAGES ? super->office_at + 1 : 0;
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        sk_super_show(super, SK_SUPER_MENU);
    }
}

static void touch_families(struct sk_super_machine *machine, struct sk_super_touch touch) {
    if (touch.type == SK_SUPER_TOUCH_FAMILY && touch.value >= 0 &&
        sk_program_family((size_t)touch.value)) {
        machine->super->family = touch.value;
        sk_super_show(machine->super, SK_SUPER_PROGRAM);
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        sk_super_show(machine->super, SK_SUPER_SETUP);
    }
}

static void touch_program(struct sk_super_machine *machine, struct sk_super_touch touch) {
    if (touch.type == SK_SUPER_TOUCH_BACK) {
        sk_super_show(machine->super, SK_SUPER_FAMILIES);
    }
}

static void touch_wait(struct sk_super_machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    bool is_stop = touch.type == SK_SUPER_TOUCH_CANCEL || touch.type == SK_SUPER_TOUCH_BACK;
    if (is_stop && super->can_stop && super->job_id != 0 && !super->is_cancelled) {
        cancel(machine);
        super->can_stop = false;
    }
}

static void touch_result(struct sk_super_machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    if (touch.type != SK_SUPER_TOUCH_YES && touch.type != SK_SUPER_TOUCH_BACK) {
        return;
    }
    if (super->task_from == SK_SUPER_LIST || super->task_from == SK_SUPER_DETAIL) {
        sk_super_load(machine); /* it shows what was done */
    } else if (super->task_from == SK_SUPER_REPORT) {
        sk_super_load_shift(machine);
    } else if (super->task_from == SK_SUPER_PRINT) {
        sk_super_show(super, SK_SUPER_PRINT);
    } else if (super->task_from == SK_SUPER_PEOPLE) {
        sk_super_back_to_people(machine);
    } else {
        sk_super_show(super, SK_SUPER_MENU);
    }
}

static void touch_checks(struct sk_super_machine *machine, struct sk_super_touch touch) {
    if (touch.type == SK_SUPER_TOUCH_BACK) {
        sk_super_show(machine->super, SK_SUPER_MENU);
    }
}

static void take_touch(struct sk_super_machine *machine, struct sk_super_touch touch) {
    static void (*const pages[SK_SUPER_PAGE_COUNT])(struct sk_super_machine *,
                                                    struct sk_super_touch) = {
        [SK_SUPER_PIN] = touch_pin,
        [SK_SUPER_MENU] = touch_menu,
        [SK_SUPER_LIST] = sk_super_touch_list,
        [SK_SUPER_CHOICE] = sk_super_touch_choice,
        [SK_SUPER_DETAIL] = sk_super_touch_detail,
        [SK_SUPER_PICTURE] = sk_super_touch_picture,
        [SK_SUPER_REASON] = sk_super_touch_reason,
        [SK_SUPER_TYPE] = sk_super_touch_typing,
        [SK_SUPER_CONFIRM] = touch_confirm,
        [SK_SUPER_EXPORT] = touch_export,
        [SK_SUPER_PURGE] = touch_purge,
        [SK_SUPER_CHECKPOINT] = touch_checkpoint,
        [SK_SUPER_CHECKS] = touch_checks,
        [SK_SUPER_SETUP] = touch_setup,
        [SK_SUPER_FAMILIES] = touch_families,
        [SK_SUPER_PROGRAM] = touch_program,
        [SK_SUPER_NEW_PIN] = touch_pin,
        [SK_SUPER_FIGURES] = sk_super_touch_figures,
        [SK_SUPER_REPORT] = sk_super_touch_report,
        [SK_SUPER_PRINT] = sk_super_touch_print,
        [SK_SUPER_OFFICE] = touch_office,
        [SK_SUPER_SOUND] = touch_sound,
        [SK_SUPER_PEOPLE] = sk_super_touch_people,
        [SK_SUPER_PERSON] = sk_super_touch_person,
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

/* --- the PIN pad: badges and keys --------------------------------------------------------- */

static void take_pad_badge(struct sk_super_machine *machine, const struct sk_label *badge) {
    struct sk_super *super = machine->super;
    bool is_admitted = badge->is_supervisor || badge->is_it;
    forget_typed(super);
    if (super->page == SK_SUPER_PIN && super->is_checking) {
        sk_super_hint(super, SK_N("Wait a moment."));
    } else if (!is_admitted || badge->person == 0) {
        sk_super_hint(super, super->page == SK_SUPER_PIN
                                 ? SK_N("This badge does not open this.")
                                 : SK_N("Only supervisors and IT have a PIN."));
    } else if (super->page == SK_SUPER_PIN) {
        super->hint = NULL;
        ask_pin_of(machine, badge);
    } else if (!badge->is_it || sk_super_may(super, SK_SUPER_RIGHT_SETUP)) {
        super->hint = NULL;
        forget_pins(super);
        super->pin_of = who_of(badge);
    }
}

static void take_pad_command(struct sk_super_machine *machine, enum sk_command command) {
    forget_typed(machine->super);
    if (command == SK_COMMAND_CANCEL) {
        touch_pin(machine, (struct sk_super_touch){ .type = SK_SUPER_TOUCH_BACK });
    } else {
        sk_super_hint(machine->super, SK_N("This card does nothing here."));
    }
}

/* A badge is known by what the table of people says, whoever types it; digits are a PIN else,
 * however fast they come. label (may be NULL): what all of it says. */
static void end_line(struct sk_super_machine *machine, const struct sk_label *label) {
    struct sk_super *super = machine->super;
    if (label && label->kind == SK_LABEL_BADGE) {
        take_pad_badge(machine, label);
    } else if (label && label->kind == SK_LABEL_COMMAND) {
        take_pad_command(machine, label->command);
    } else if (super->is_text || (super->typed_length > 0 && !takes_pin(super, machine->now))) {
        forget_typed(super);
        sk_super_hint(super, SK_N("This is neither a PIN nor a badge that opens this."));
    } else {
        submit_typed(machine);
    }
}

static void take_key(struct sk_super_machine *machine, char key, const struct sk_label *label) {
    struct sk_super *super = machine->super;
    if (!sk_super_takes_keys(super)) {
        return;
    }
    sk_ms gap = machine->at - super->key_at;
    super->key_at = machine->at;
    super->touched_at = machine->now;
    sk_super_hint(super, NULL);
    if (key == '\n') {
        end_line(machine, label);
        return;
    }
    /* A scanner that sends no Return has been here. */
    if (super->is_fast && super->typed_length >= SK_PIN_MIN && gap >= SCANNER_REST_MS) {
        forget_typed(super);
    }
    add_typed(super, key, super->typed_length == 0 || gap < SCANNER_GAP_MS);
}

/* --- scans -------------------------------------------------------------------------------- */

static bool is_searchable(const char *text, size_t length) {
    return length > 0 && length <= SK_LABEL_MAX && sk_utf8_is_printable(text, length);
}

static void take_pad_scan(struct sk_super_machine *machine, const struct sk_label *label) {
    if (label->kind == SK_LABEL_BADGE) {
        take_pad_badge(machine, label);
    } else if (label->kind == SK_LABEL_COMMAND) {
        take_pad_command(machine, label->command);
    } else {
        sk_super_hint(machine->super, label->kind == SK_LABEL_UNKNOWN_BADGE
                                          ? SK_N("This badge does not open this.")
                                          : SK_N("A PIN cannot be scanned. Type it."));
    }
}

static void take_scan(struct sk_super_machine *machine, const struct sk_label *label,
                      const struct sk_scan *scan) {
    struct sk_super *super = machine->super;
    bool is_place = super->page == SK_SUPER_MENU || super->page == SK_SUPER_LIST ||
                    super->page == SK_SUPER_CHOICE || super->page == SK_SUPER_DETAIL ||
                    super->page == SK_SUPER_PICTURE ||
                    (super->page == SK_SUPER_TYPE && !super->is_reason && !super->is_name);
    sk_super_hint(super, NULL);
    if (sk_super_takes_keys(super)) {
        take_pad_scan(machine, label);
        return;
    }
    bool is_cancel = label->kind == SK_LABEL_COMMAND && label->command == SK_COMMAND_CANCEL;
    if (super->page == SK_SUPER_PERSON && !is_cancel) {
        super->touched_at = machine->now;
        sk_super_take_new_badge(super, label, scan);
        return;
    }
    (void)sk_utf8_label(scan->text, scan->length, super->hint_label, sizeof(super->hint_label),
                        NULL);
    super->touched_at = machine->now;
    if (label->kind == SK_LABEL_COMMAND) {
        if (label->command == SK_COMMAND_CANCEL) {
            take_touch(machine, (struct sk_super_touch){ .type = SK_SUPER_TOUCH_BACK });
        } else {
            super->hint = SK_N("This card does nothing here.");
        }
    } else if (!is_place) {
        super->hint = SK_N("This scan was not accepted. Finish here first.");
    } else if (label->kind == SK_LABEL_SERIAL || label->kind == SK_LABEL_INSTANCE) {
        sk_super_search_for(machine, label->text, label->kind == SK_LABEL_INSTANCE);
        super->hint = SK_N("Only searched, not bound.");
    } else if (label->kind == SK_LABEL_BADGE) {
        struct sk_job_filter filter = { .is_scans = sk_super_is_among_scans(super) };
        (void)snprintf(filter.operator_name, sizeof(filter.operator_name), "%.*s",
                       SK_OPERATOR_SIZE - 1, label->text);
        sk_super_load_anew(machine, &filter);
        super->hint = SK_N("Only searched, not signed on.");
    } else if (!scan->cut && is_searchable(scan->text, scan->length)) {
        sk_super_search_for(machine, scan->text, strncasecmp(scan->text, "sag-", 4) == 0);
        super->hint = SK_N("Only searched, not bound.");
    } else {
        super->hint = SK_N("This cannot be part of a label.");
    }
}

/* --- what comes back ---------------------------------------------------------------------- */

/* Whose lock it is, whoever is on the screen meanwhile. */
static void note_lock_of(struct sk_super_machine *machine, const struct sk_job_news *news) {
    bool is_of_pin = news->type == SK_JOB_LOOK || news->type == SK_JOB_PIN;
    if (is_of_pin && !news->err) {
        note_lock(machine->super, news->is_own_pin ? news->person : 0,
                  news->locked > 0 ? machine->now + news->locked : 0);
    }
}

/* Own PIN: what the role may. The one that all share may all, as nobody knows whose hand it is. */
static int32_t rights_of(const struct sk_super *super) {
    int32_t all = SK_SUPER_RIGHT_BENCH | SK_SUPER_RIGHT_SETUP;
    return !super->is_own_pin ? all : super->is_it ? SK_SUPER_RIGHT_SETUP : SK_SUPER_RIGHT_BENCH;
}

static void take_pin_news(struct sk_super_machine *machine, const struct sk_job_news *news) {
    struct sk_super *super = machine->super;
    super->job_id = 0;
    if (super->page != SK_SUPER_PIN || news->person != super->who.person) {
        return; /* a look after a lock that is over */
    }
    super->is_checking = false;
    super->has_no_pin = !news->has_pin && news->err == SK_ERR_NOT_FOUND;
    super->is_own_pin = news->is_own_pin;
    super->has_own_pins = news->has_own_pins;
    super->tries_left = news->tries_left;
    if (news->err && !super->has_no_pin) {
        sk_super_say(super, news->text.text, "");
    }
    if (news->type == SK_JOB_LOOK || news->err) {
        return;
    }
    super->touched_at = machine->now;
    forget_typed(super);
    if (news->is_right) {
        super->admitted_at = machine->now;
        super->is_shared_pin = !news->is_own_pin;
        super->rights = rights_of(super);
        super->hint = NULL;
        sk_super_show(super, SK_SUPER_MENU);
    } else {
        sk_super_hint(super, SK_N("Wrong PIN."));
    }
}

static void take_set_pin_end(struct sk_super *super, const struct sk_job_news *news) {
    if (news->err) {
        sk_super_tell_end(super, SK_SUPER_END_FAILED, SK_N("The PIN could not be set."),
                          SK_N("Call IT."), news->text.text);
    } else {
        sk_super_tell_end(super, SK_SUPER_END_GOOD, SK_N("The PIN is set."),
                          SK_N("It works at once. The old PIN no longer does."), "");
    }
}

static void take_export_end(struct sk_super *super, const struct sk_job_news *news) {
    super->done = news->done;
    if (news->err == SK_ERR_STOPPED) {
        sk_super_tell_end(super, SK_SUPER_END_FAILED, SK_N("The export was stopped."),
                          SK_N("Nothing was kept of it."), "");
    } else if (news->err && news->what[0] != '\0') {
        sk_super_tell_end(super, SK_SUPER_END_FAILED, news->what, news->advice, news->text.text);
    } else if (news->err) {
        sk_super_tell_end(super, SK_SUPER_END_FAILED, SK_N("The export failed."), "",
                          news->text.text);
    } else {
        sk_super_tell_end(super, SK_SUPER_END_GOOD, SK_N("The export is done."), news->advice,
                          news->file);
    }
}

static void take_purge_end(struct sk_super *super, const struct sk_job_news *news) {
    super->done = news->done;
    if (news->err == SK_ERR_DENIED) {
        sk_super_tell_end(super, SK_SUPER_END_FAILED,
                          SK_N("Some pairs from that time were not exported."),
                          SK_N("Export everything first, then purge."), news->text.text);
    } else if (news->err) {
        sk_super_tell_end(super, SK_SUPER_END_FAILED, SK_N("The purge failed."), "",
                          news->text.text);
    } else if (news->has_more_to_purge) {
        sk_super_tell_end(super, SK_SUPER_END_GOOD, SK_N("The purge was stopped."),
                          SK_N("The rest is removed next time."), "");
    } else {
        sk_super_tell_end(super, SK_SUPER_END_GOOD, SK_N("The purge is done."), "", "");
    }
}

static void take_checkpoint(struct sk_super *super, const struct sk_job_news *news) {
    super->job_id = 0;
    if (news->err) {
        sk_super_tell_end(super, SK_SUPER_END_FAILED, SK_N("The checkpoint could not be made."),
                          SK_N("Call IT."), news->text.text);
        return;
    }
    memcpy(super->checkpoint, news->checkpoint, sizeof(super->checkpoint));
    memcpy(super->checkpoint_key, news->checkpoint_key, sizeof(super->checkpoint_key));
    super->checkpoint_seq = news->checkpoint_seq;
}

/* Without an answer the menu has no figure, and the list says why. */
static void take_figures(struct sk_super *super, const struct sk_job_news *news) {
    bool was_old = super->are_figures_old;
    super->figures_id = 0;
    super->are_figures_old = false;
    super->open_count = news->err ? -1 : news->open_count;
    if (was_old && super->page == SK_SUPER_MENU) {
        sk_super_ask_figures(super);
    }
}

static void take_news(struct sk_super_machine *machine, const struct sk_job_news *news) {
    struct sk_super *super = machine->super;
    note_lock_of(machine, news);
    if (super->figures_id != 0 && news->id == super->figures_id) {
        take_figures(super, news);
        return;
    }
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
    case SK_JOB_SET_PIN:
        super->touched_at = machine->now;
        take_set_pin_end(super, news);
        break;
    case SK_JOB_SEARCH:
    case SK_JOB_MISSING:
        sk_super_take_page(super, news);
        break;
    case SK_JOB_DETAIL:
        sk_super_take_detail(super, news);
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
    case SK_JOB_CHART:
    case SK_JOB_SHIFT:
        sk_super_take_counts(super, news);
        break;
    case SK_JOB_PAPER:
        super->touched_at = machine->now;
        sk_super_take_paper_end(super, news);
        break;
    case SK_JOB_PEOPLE:
        sk_super_take_people(super, news);
        break;
    case SK_JOB_PERSON:
        super->touched_at = machine->now;
        sk_super_take_person_end(super, news);
        break;
    case SK_JOB_FIGURES:
        break; /* above */
    }
}

/* While a scanner is tried out, that is work at the screen. */
static void take_setup(struct sk_super_machine *machine, const struct sk_model_setup *setup) {
    struct sk_super *super = machine->super;
    if (!super->is_setting_up) {
        return;
    }
    if (setup->report_count > 0 &&
        memcmp(setup->reports, super->setup.reports, sizeof(setup->reports)) != 0) {
        super->touched_at = machine->now;
    }
    super->setup = *setup;
    if (setup->is_saved && super->is_keeping) {
        set_up(super, SK_SETUP_END);
        sk_super_tell_end(super, SK_SUPER_END_GOOD, SK_N("The scanner is set up."),
                          SK_N("Leave, and scan a label with it."), setup->found);
    } else if (setup->error[0] != '\0') {
        super->is_keeping = false;
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
static void end_lock(struct sk_super_machine *machine) {
    struct sk_super *super = machine->super;
    bool is_quiet = super->page == SK_SUPER_CLOSED ||
                    (super->page == SK_SUPER_PIN && !super->is_checking && super->job_id == 0);
    if (super->lock_count == 0 || !is_quiet || super->effect_count > 0) {
        return;
    }
    size_t first = first_lock(super);
    if (machine->now >= super->locks[first].until) {
        int64_t person = super->locks[first].person;
        drop_lock(super, first);
        sk_super_ask(machine, SK_JOB_LOOK)->person = person;
    }
}

void sk_super_step(struct sk_super *super, const struct sk_super_input *input, sk_ms now) {
    struct sk_super_machine machine = { .super = super,
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
        take_key(&machine, input->key, input->label);
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
    case SK_SUPER_INPUT_SETUP:
        SK_ASSERT(input->setup);
        take_setup(&machine, input->setup);
        break;
    case SK_SUPER_INPUT_VERDICT:
        SK_ASSERT(input->verdict);
        sk_super_take_verdict(super, input->verdict);
        break;
    case SK_SUPER_INPUT_ACTION:
        SK_ASSERT(input->action);
        sk_super_take_action(&machine, input->action);
        break;
    case SK_SUPER_INPUT_LOGGED:
        if (super->page == SK_SUPER_MENU) {
            sk_super_ask_figures(super);
        }
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

bool sk_super_takes_keys(const struct sk_super *super) {
    return super->page == SK_SUPER_PIN || super->page == SK_SUPER_NEW_PIN;
}

const char *sk_super_line(const struct sk_super *super, size_t *length) {
    bool may_be_badge = super->is_text || super->is_fast || super->has_no_pin ||
                        (super->page == SK_SUPER_NEW_PIN && super->pin_of.person == 0);
    *length = (size_t)super->typed_length;
    return sk_super_takes_keys(super) && super->typed_length > 0 && !super->is_cut && may_be_badge
               ? super->typed
               : NULL;
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
        return super->lock_count > 0 ? super->locks[first_lock(super)].until : -1;
    }
    sk_ms deadline = end - COUNTDOWN_MS > now ? end - COUNTDOWN_MS : now;
    if (end > now && end - now <= COUNTDOWN_MS) {
        deadline = next_second(end, now);
    }
    if (super->page == SK_SUPER_PIN && locked_until(super) > now) {
        sk_ms second = next_second(locked_until(super), now);
        deadline = second < deadline ? second : deadline;
    }
    return deadline;
}

static int32_t seconds(sk_ms ms) {
    return ms > 0 ? (int32_t)((ms + SECOND_MS - 1) / SECOND_MS) : 0;
}

static void view_pad(const struct sk_super *super, sk_ms now, struct sk_model_supervisor *out) {
    bool is_named = super->who.person != 0 || strcmp(super->who.name, SK_SUPER_OPERATOR) != 0;
    (void)snprintf(out->who, sizeof(out->who), "%s", is_named ? super->who.name : "");
    out->is_shared_pin = super->is_shared_pin;
    out->rights = super->rights;
    out->digits = super->is_text ? 0 : super->typed_length;
    (void)snprintf(out->pin_of, sizeof(out->pin_of), "%s", super->pin_of.name);
    out->is_again = super->first_pin[0] != '\0';
    if (super->page == SK_SUPER_PIN) {
        out->is_checking = super->is_checking;
        out->has_no_pin = super->has_no_pin;
        out->is_own_pin = super->is_own_pin;
        out->has_own_pins = super->has_own_pins;
        out->locked_s = seconds(locked_until(super) - now);
        out->tries_left = super->tries_left;
    }
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
    view_pad(super, now, out);
    if (super->page == SK_SUPER_PIN) {
        return;
    }
    out->open_count = super->open_count;
    out->office_at = super->office_at;
    sk_super_view_list(super, out);
    sk_super_view_pair(super, out);
    sk_super_view_figures(super, out);
    sk_super_view_people(super, out);
    out->glass.is_right = super->glass.is_right;
    memcpy(out->glass.text, super->glass.text, sizeof(out->glass.text));
    out->is_reason = super->is_reason;
    out->has_search = super->task_from == SK_SUPER_LIST;
    out->export_what = super->export_what;
    out->export_format = (int32_t)super->export_format;
    out->export_where = super->export_where;
    out->purge_age = super->purge_age;
    memcpy(out->checkpoint, super->checkpoint, sizeof(out->checkpoint));
    (void)snprintf(out->checkpoint_key, sizeof(out->checkpoint_key), "%s", super->checkpoint_key);
    out->checkpoint_seq = super->checkpoint_seq;
    out->setup = super->setup;
    out->family = super->family;
    out->done = super->done;
    out->total = super->total;
    (void)snprintf(out->step, sizeof(out->step), "%s", super->step ? super->step : "");
    out->can_cancel = super->can_stop;
    out->end = super->end;
    (void)snprintf(out->advice, sizeof(out->advice), "%s", super->advice);
    (void)snprintf(out->detail, sizeof(out->detail), "%s", super->detail);
}

int32_t sk_super_age_days(int32_t index) {
    static const int32_t days[SK_SUPER_AGES] = { 30, 90, 180, 365 };
    return sk_super_is_below(index, SK_SUPER_AGES) ? days[index] : days[SK_SUPER_AGES - 1];
}
