#include "app/supervisor/supervisor_machine.h"

#include "base/assert.h"
#include "base/language.h"

#include <stdio.h>
#include <string.h>

void sk_super_copy_row(struct sk_model_super_row *row, const struct sk_stored_pair *stored) {
    *row = (struct sk_model_super_row){ .number = stored->pair.number,
                                        .result = stored->result,
                                        .is_undo = stored->is_undo,
                                        .is_dealt = stored->dealt_wall_ms > 0,
                                        .is_undelivered = stored->is_undelivered,
                                        .is_unprinted = stored->is_unprinted,
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

void sk_super_load(struct sk_super_machine *machine) {
    struct sk_super *super = machine->super;
    bool is_missing = super->filter.is_missing;
    struct sk_job *job = sk_super_ask(machine, is_missing ? SK_JOB_MISSING : SK_JOB_SEARCH);
    job->filter = super->filter;
    job->number = super->starts[super->page_index];
    super->is_loading = true;
    super->row_count = 0;
    super->has_older = false;
    sk_super_show(super, SK_SUPER_LIST);
}

void sk_super_load_anew(struct sk_super_machine *machine, const struct sk_job_filter *filter) {
    struct sk_super *super = machine->super;
    super->filter = *filter;
    if (!filter->is_attention && !filter->is_missing && !filter->is_scans) {
        super->searched = *filter;
    }
    super->page_index = 0;
    super->starts[0] = 0;
    sk_super_load(machine);
}

/* On the list of scans among them, else among pairs. */
bool sk_super_is_among_scans(const struct sk_super *super) {
    bool is_of_list = super->page == SK_SUPER_LIST || super->page == SK_SUPER_CHOICE ||
                      super->page == SK_SUPER_TYPE;
    return is_of_list && super->filter.is_scans;
}

void sk_super_search_for(struct sk_super_machine *machine, const char *text, bool is_instance) {
    struct sk_job_filter filter = { .is_scans = sk_super_is_among_scans(machine->super) };
    char *place = filter.is_scans ? filter.text : is_instance ? filter.instance : filter.serial;
    (void)snprintf(place, SK_LABEL_MAX + 1, "%s", text);
    sk_super_load_anew(machine, &filter);
}

/* What was typed, to be typed on. */
static const char *text_of(const struct sk_job_filter *filter) {
    return filter->is_scans            ? filter->text
           : filter->serial[0] != '\0' ? filter->serial
                                       : filter->instance;
}

static void open_pair(struct sk_super_machine *machine, int32_t index) {
    struct sk_super *super = machine->super;
    if (index < 0 || (size_t)index >= super->row_count) {
        return;
    }
    super->pair = super->rows[index];
    super->offers = 0; /* until the journal has been read again */
    super->event_count = 0;
    super->still = SK_SUPER_STILL_NONE;
    sk_super_ask(machine, SK_JOB_DETAIL)->number = super->pair.number;
    super->is_loading = true;
    sk_super_show(super, SK_SUPER_DETAIL);
}

void sk_super_touch_list(struct sk_super_machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    struct sk_job_filter filter = super->filter;
    const struct sk_job_filter everything = { .is_scans = filter.is_scans };
    bool is_search = !filter.is_attention && !filter.is_missing;
    if (touch.type == SK_SUPER_TOUCH_ROW) {
        if (!filter.is_missing && !filter.is_scans) { /* no pair has them */
            open_pair(machine, touch.value);
        }
    } else if (touch.type == SK_SUPER_TOUCH_OLDER && super->has_older && super->row_count > 0 &&
               super->page_index + 1 < SK_SUPER_PAGES) {
        super->starts[++super->page_index] = filter.is_scans
                                                 ? super->scans[super->row_count - 1].seq
                                                 : super->rows[super->row_count - 1].number;
        sk_super_load(machine);
    } else if (touch.type == SK_SUPER_TOUCH_NEWER && super->page_index > 0) {
        super->page_index--;
        sk_super_load(machine);
    } else if (is_search && (touch.type == SK_SUPER_TOUCH_DAY ||
                             (touch.type == SK_SUPER_TOUCH_OUTCOME && !filter.is_scans))) {
        super->is_day_choice = touch.type == SK_SUPER_TOUCH_DAY;
        sk_super_show(super, SK_SUPER_CHOICE);
    } else if (touch.type == SK_SUPER_TOUCH_TYPE && is_search) {
        sk_super_begin_typing(super, false);
        memcpy(super->glass.text, text_of(&filter), sizeof(super->glass.text));
    } else if (touch.type == SK_SUPER_TOUCH_CLEAR && is_search) {
        sk_super_load_anew(machine, &everything);
    } else if (touch.type == SK_SUPER_TOUCH_TASK && touch.value == SK_SUPER_TASK_EXPORT &&
               !filter.is_missing) {
        sk_super_begin_task(machine, SK_SUPER_TASK_EXPORT);
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        sk_super_show(super, SK_SUPER_MENU);
    }
}

void sk_super_touch_choice(struct sk_super_machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    struct sk_job_filter filter = super->filter;
    if (touch.type == SK_SUPER_TOUCH_OUTCOME && !super->is_day_choice &&
        sk_super_is_below(touch.value, SK_SUPER_OUTCOME_COUNT)) {
        filter.outcome = (enum sk_super_outcome)touch.value;
        sk_super_load_anew(machine, &filter);
    } else if (touch.type == SK_SUPER_TOUCH_DAY && super->is_day_choice &&
               sk_super_is_below(touch.value, SK_SUPER_DAY_COUNT)) {
        filter.day = (enum sk_super_day)touch.value;
        sk_super_load_anew(machine, &filter);
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        sk_super_show(super, SK_SUPER_LIST);
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
        super->hint = SK_N("In no pair. It was scanned but not accepted:");
    }
    memcpy(super->scans, news->scans, sizeof(super->scans));
    if (news->err) {
        sk_super_say(super, news->text.text, "");
    }
}

void sk_super_take_page(struct sk_super *super, const struct sk_job_news *news) {
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
        sk_super_copy_row(&super->rows[i], &news->rows[i]);
    }
    if (news->err) {
        sk_super_say(super, news->text.text, "");
    }
}

void sk_super_view_list(const struct sk_super *super, struct sk_model_supervisor *out) {
    out->is_attention = super->filter.is_attention;
    out->is_missing = super->filter.is_missing;
    out->is_scans = super->filter.is_scans;
    out->outcome = super->filter.outcome;
    out->day = super->filter.day;
    memcpy(out->search_serial, super->filter.serial, sizeof(out->search_serial));
    memcpy(out->search_instance, super->filter.instance, sizeof(out->search_instance));
    memcpy(out->search_operator, super->filter.operator_name, sizeof(out->search_operator));
    memcpy(out->search_text, super->filter.text, sizeof(out->search_text));
    out->is_day_choice = super->is_day_choice;
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
