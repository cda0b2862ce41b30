#include "app/supervisor/supervisor_machine.h"

#include "base/language.h"
#include "base/wipe.h"

#include <stdio.h>
#include <string.h>

/* ---- all of them ---- */

static void load_people(struct sk_super_machine *machine) {
    struct sk_super *super = machine->super;
    sk_super_ask(machine, SK_JOB_PEOPLE)->number = super->people_from;
    super->people_count = 0;
    super->has_more_people = false;
    sk_super_show(super, SK_SUPER_PEOPLE);
}

void sk_super_begin_people(struct sk_super_machine *machine) {
    machine->super->task = SK_SUPER_TASK_NONE;
    machine->super->people_from = 0;
    load_people(machine);
}

void sk_super_back_to_people(struct sk_super_machine *machine) {
    sk_super_forget_badge(machine->super);
    load_people(machine);
}

/* Whoever is of IT is IT's own business. */
static bool may_change(struct sk_super *super, int32_t role) {
    return role != SK_SUPER_ROLE_IT || sk_super_may(super, SK_SUPER_RIGHT_SETUP);
}

void sk_super_touch_people(struct sk_super_machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    if (touch.type == SK_SUPER_TOUCH_ROW && touch.value >= 0 &&
        (size_t)touch.value < super->people_count) {
        if (may_change(super, super->people[touch.value].role)) {
            super->person = super->people[touch.value];
            sk_super_show(super, SK_SUPER_PERSON);
        }
    } else if (touch.type == SK_SUPER_TOUCH_OLDER && super->has_more_people) {
        super->people_from += SK_SUPER_ROWS;
        load_people(machine);
    } else if (touch.type == SK_SUPER_TOUCH_NEWER && super->people_from > 0) {
        super->people_from -= SK_SUPER_ROWS;
        load_people(machine);
    } else if (touch.type == SK_SUPER_TOUCH_ADD) {
        sk_super_begin_typing(super, false);
        super->is_name = true;
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        sk_super_show(super, SK_SUPER_MENU);
    }
}

/* ---- one of them ---- */

void sk_super_forget_badge(struct sk_super *super) {
    sk_wipe(super->badge, sizeof(super->badge));
    super->drops_badge = false;
}

/* The keyboard has small letters alone: each word of a name begins with a capital. */
static void capitalise(const char *text, char out[SK_OPERATOR_SIZE]) {
    bool is_first = true;
    size_t length = 0;
    for (const char *c = text; *c && length + 1 < SK_OPERATOR_SIZE; c++) {
        bool is_gap = *c == ' ' && (length == 0 || out[length - 1] == ' ');
        if (!is_gap) {
            out[length++] = is_first && *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
        }
        is_first = *c == ' ' || *c == '-';
    }
    while (length > 0 && out[length - 1] == ' ') {
        length--;
    }
    out[length] = '\0';
}

void sk_super_take_name(struct sk_super *super) {
    struct sk_model_super_person person = { .role = SK_SUPER_ROLE_WORKER };
    capitalise(super->glass.text, person.name);
    if (person.name[0] != '\0') {
        super->person = person;
        sk_super_forget_badge(super);
        sk_super_show(super, SK_SUPER_PERSON);
    }
}

/* A badge that is a label or a card would sign somebody on with each scan of that. */
void sk_super_take_new_badge(struct sk_super *super, const struct sk_label *label,
                             const struct sk_scan *scan) {
    bool is_other = label->kind == SK_LABEL_SERIAL || label->kind == SK_LABEL_INSTANCE ||
                    label->kind == SK_LABEL_MODEL || label->kind == SK_LABEL_COMMAND;
    if (is_other) {
        sk_super_hint(super, SK_N("That is a label or a card, not a badge."));
    } else if (label->kind == SK_LABEL_BADGE && label->person != 0 &&
               label->person != super->person.number) {
        sk_super_hint(super, SK_N("This badge is somebody else's."));
    } else if (scan->cut || scan->length == 0 || scan->length >= sizeof(super->badge)) {
        sk_super_hint(super, SK_N("The badge was not read in full. Scan it again."));
    } else {
        sk_super_forget_badge(super);
        memcpy(super->badge, scan->text, scan->length);
        sk_super_hint(super, SK_N("The badge was read. Press Save."));
    }
}

static void save(struct sk_super_machine *machine) {
    struct sk_super *super = machine->super;
    struct sk_job *job = sk_super_ask(machine, SK_JOB_PERSON);
    job->number = super->person.number;
    job->role = super->person.role;
    job->drops_badge = super->drops_badge;
    memcpy(job->name, super->person.name, sizeof(job->name));
    memcpy(job->badge, super->badge, sizeof(job->badge));
    sk_super_forget_badge(super);
    super->task_from = SK_SUPER_PEOPLE;
    sk_super_await(machine, SK_N("Writing the log."));
}

void sk_super_touch_person(struct sk_super_machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    if (touch.type == SK_SUPER_TOUCH_ROLE && sk_super_is_below(touch.value, SK_SUPER_ROLES)) {
        if (may_change(super, touch.value)) {
            super->person.role = touch.value;
        }
    } else if (touch.type == SK_SUPER_TOUCH_DROP_BADGE) {
        bool is_there = super->person.has_badge || super->badge[0] != '\0';
        sk_super_forget_badge(super);
        super->drops_badge = is_there;
    } else if (touch.type == SK_SUPER_TOUCH_YES) {
        save(machine);
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        sk_super_back_to_people(machine);
    }
}

/* ---- what comes back ---- */

void sk_super_take_people(struct sk_super *super, const struct sk_job_news *news) {
    super->job_id = 0;
    super->people_count = news->count;
    super->has_more_people = news->has_more;
    memcpy(super->people, news->people, sizeof(super->people));
}

void sk_super_take_person_end(struct sk_super *super, const struct sk_job_news *news) {
    if (news->err) {
        sk_super_tell_end(super, SK_SUPER_END_FAILED, SK_N("Nothing was changed."),
                          SK_N("The reason is below. Change it and try again."), news->text.text);
    } else {
        sk_super_tell_end(super, SK_SUPER_END_GOOD, SK_N("The person is saved."),
                          SK_N("The badge works in a moment."), super->person.name);
    }
}

void sk_super_view_people(const struct sk_super *super, struct sk_model_supervisor *out) {
    out->people_count = super->people_count;
    out->has_more_people = super->has_more_people;
    out->has_fewer_people = super->people_from > 0;
    memcpy(out->people, super->people, super->people_count * sizeof(super->people[0]));
    out->person = super->person;
    out->is_name = super->is_name;
    out->has_new_badge = super->badge[0] != '\0';
    out->drops_badge = super->drops_badge;
}
