#include "app/supervisor/supervisor_machine.h"

#include "app/supervisor/super_chart.h"
#include "base/language.h"

#include <stdio.h>
#include <string.h>

/* ---- charts ---- */

static void load_chart(struct sk_super_machine *machine) {
    struct sk_super *super = machine->super;
    struct sk_job *job = sk_super_ask(machine, SK_JOB_CHART);
    job->chart = super->chart;
    job->filter.day = super->chart_day;
    super->is_loading = true;
    sk_super_show(super, SK_SUPER_FIGURES);
}

void sk_super_begin_figures(struct sk_super_machine *machine) {
    machine->super->chart = SK_SUPER_CHART_HOURS;
    machine->super->chart_day = SK_SUPER_TODAY;
    load_chart(machine);
}

void sk_super_touch_figures(struct sk_super_machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    if (touch.type == SK_SUPER_TOUCH_CHART &&
        sk_super_is_below(touch.value, SK_SUPER_CHART_COUNT)) {
        super->chart = (enum sk_super_chart)touch.value;
        load_chart(machine);
    } else if (touch.type == SK_SUPER_TOUCH_DAY && super->chart != SK_SUPER_CHART_DAYS) {
        bool is_last = super->chart_day + 1 == SK_SUPER_DAY_COUNT;
        super->chart_day = is_last ? SK_SUPER_TODAY : (enum sk_super_day)(super->chart_day + 1);
        load_chart(machine);
    } else if (touch.type == SK_SUPER_TOUCH_REPORT) {
        sk_super_load_shift(machine);
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        super->job_id = 0; /* of what is still being counted, nobody wants to know */
        sk_super_show(super, SK_SUPER_MENU);
    }
}

/* ---- what goes on paper ---- */

void sk_super_load_shift(struct sk_super_machine *machine) {
    struct sk_super *super = machine->super;
    sk_super_ask(machine, SK_JOB_SHIFT)->number = super->shift;
    super->checkpoint[0] = '\0';
    super->is_loading = true;
    sk_super_show(super, SK_SUPER_REPORT);
}

void sk_super_begin_paper(struct sk_super_machine *machine, enum sk_super_paper paper,
                          int32_t out) {
    struct sk_super *super = machine->super;
    if (!sk_super_is_below(out, SK_SUPER_OUT_COUNT) || !sk_super_may(super, SK_SUPER_RIGHT_BENCH)) {
        return;
    }
    super->task = SK_SUPER_TASK_PAPER;
    super->task_from = super->page;
    struct sk_job *job = sk_super_ask(machine, SK_JOB_PAPER);
    job->paper = paper;
    job->number = paper == SK_SUPER_PAPER_LABEL ? super->pair.number : super->shift;
    job->out = (enum sk_super_out)out;
    sk_super_await(machine, out == SK_SUPER_OUT_PRINTER ? SK_N("Sending it to the printer.")
                                                        : SK_N("Looking for the stick."));
}

void sk_super_touch_report(struct sk_super_machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    if (touch.type == SK_SUPER_TOUCH_SHIFT && sk_super_is_below(touch.value, SK_SUPER_SHIFTS)) {
        super->shift = touch.value;
        sk_super_load_shift(machine);
    } else if (touch.type == SK_SUPER_TOUCH_OUT) {
        sk_super_begin_paper(machine, SK_SUPER_PAPER_REPORT, touch.value);
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        load_chart(machine);
    }
}

void sk_super_begin_print(struct sk_super *super) {
    super->paper = SK_SUPER_PAPER_CARDS;
    sk_super_show(super, SK_SUPER_PRINT);
}

void sk_super_touch_print(struct sk_super_machine *machine, struct sk_super_touch touch) {
    struct sk_super *super = machine->super;
    if (touch.type == SK_SUPER_TOUCH_PAPER &&
        sk_super_is_below(touch.value, SK_SUPER_PAPER_LABEL)) {
        super->paper = (enum sk_super_paper)touch.value;
    } else if (touch.type == SK_SUPER_TOUCH_OUT) {
        sk_super_begin_paper(machine, super->paper, touch.value);
    } else if (touch.type == SK_SUPER_TOUCH_BACK) {
        sk_super_show(super, SK_SUPER_MENU);
    }
}

/* ---- what comes back ---- */

void sk_super_take_counts(struct sk_super *super, const struct sk_job_news *news) {
    super->job_id = 0;
    super->is_loading = false;
    super->figures = news->figures;
    memcpy(super->checkpoint, news->checkpoint, sizeof(super->checkpoint));
    if (news->err) {
        sk_super_say(super, news->text.text, "");
    }
}

void sk_super_take_paper_end(struct sk_super *super, const struct sk_job_news *news) {
    sk_super_tell_end(super, news->err ? SK_SUPER_END_FAILED : SK_SUPER_END_GOOD, news->what,
                      news->advice, news->err ? news->text.text : news->file);
}

void sk_super_view_figures(const struct sk_super *super, struct sk_model_supervisor *out) {
    bool is_known = !super->is_loading && super->what[0] == '\0';
    out->shift = super->shift;
    out->paper = super->paper;
    if (super->page == SK_SUPER_FIGURES) {
        out->chart = super->chart;
        out->day = super->chart_day;
        out->bar_count = is_known ? sk_super_chart(&super->figures, super->chart, out->bars) : 0;
    } else if (super->page == SK_SUPER_REPORT && is_known) {
        sk_super_shift(&super->figures, &out->shown);
    }
}
