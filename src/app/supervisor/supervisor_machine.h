/* supervisor_machine.h — what the files of the supervisor's machine share: supervisor.c has its
 * inputs and pages, supervisor_figures.c charts and paper, supervisor_pair.c one pair and what is
 * done about it, supervisor_list.c lists and searches, supervisor_people.c who works here,
 * supervisor_machine.c what all of them do. For them only; each calls those below. */
#ifndef SK_APP_SUPERVISOR_SUPERVISOR_MACHINE_H
#define SK_APP_SUPERVISOR_SUPERVISOR_MACHINE_H

#include "app/supervisor/supervisor_state.h"

/* What a step works with. */
struct sk_super_machine {
    struct sk_super *super;
    sk_ms now;
    sk_ms at; /* when the input was made */
    const struct sk_label *signed_on;
};

/* ---- supervisor_pair.c ---- */

void sk_super_do_action(struct sk_super_machine *machine);
void sk_super_touch_detail(struct sk_super_machine *machine, struct sk_super_touch touch);
void sk_super_touch_picture(struct sk_super_machine *machine, struct sk_super_touch touch);
void sk_super_touch_reason(struct sk_super_machine *machine, struct sk_super_touch touch);
void sk_super_touch_typing(struct sk_super_machine *machine, struct sk_super_touch touch);
void sk_super_take_detail(struct sk_super *super, const struct sk_job_news *news);
void sk_super_take_action(struct sk_super_machine *machine, const struct sk_action_result *action);
void sk_super_take_verdict(struct sk_super *super, const struct sk_verdict *verdict);
void sk_super_view_pair(const struct sk_super *super, struct sk_model_supervisor *out);

/* ---- supervisor_list.c ---- */

void sk_super_copy_row(struct sk_model_super_row *row, const struct sk_stored_pair *stored);
/* The page of the list as it is chosen; of another one, from its beginning. */
void sk_super_load(struct sk_super_machine *machine);
void sk_super_load_anew(struct sk_super_machine *machine, const struct sk_job_filter *filter);
/* On the list of scans among them, else among pairs. */
bool sk_super_is_among_scans(const struct sk_super *super);
void sk_super_search_for(struct sk_super_machine *machine, const char *text, bool is_instance);
void sk_super_touch_choice(struct sk_super_machine *machine, struct sk_super_touch touch);
void sk_super_touch_list(struct sk_super_machine *machine, struct sk_super_touch touch);
void sk_super_take_page(struct sk_super *super, const struct sk_job_news *news);
void sk_super_view_list(const struct sk_super *super, struct sk_model_supervisor *out);

/* ---- supervisor_figures.c ---- */

void sk_super_begin_figures(struct sk_super_machine *machine);
void sk_super_begin_print(struct sk_super *super);
void sk_super_load_shift(struct sk_super_machine *machine); /* REPORT, of the shift it is of */
void sk_super_touch_figures(struct sk_super_machine *machine, struct sk_super_touch touch);
/* Sends it to the printer or onto a stick; out: enum sk_super_out. */
void sk_super_begin_paper(struct sk_super_machine *machine, enum sk_super_paper paper, int32_t out);
void sk_super_touch_report(struct sk_super_machine *machine, struct sk_super_touch touch);
void sk_super_touch_print(struct sk_super_machine *machine, struct sk_super_touch touch);
void sk_super_take_counts(struct sk_super *super, const struct sk_job_news *news);
void sk_super_take_paper_end(struct sk_super *super, const struct sk_job_news *news);
void sk_super_view_figures(const struct sk_super *super, struct sk_model_supervisor *out);

/* ---- supervisor_people.c ---- */

void sk_super_begin_people(struct sk_super_machine *machine);
/* The page of them where it was, read again. */
void sk_super_back_to_people(struct sk_super_machine *machine);
void sk_super_touch_people(struct sk_super_machine *machine, struct sk_super_touch touch);
void sk_super_touch_person(struct sk_super_machine *machine, struct sk_super_touch touch);
void sk_super_take_name(struct sk_super *super); /* that was typed */
/* What was scanned on the page of a person. */
void sk_super_take_new_badge(struct sk_super *super, const struct sk_label *label,
                             const struct sk_scan *scan);
void sk_super_forget_badge(struct sk_super *super);
void sk_super_take_people(struct sk_super *super, const struct sk_job_news *news);
void sk_super_take_person_end(struct sk_super *super, const struct sk_job_news *news);
void sk_super_view_people(const struct sk_super *super, struct sk_model_supervisor *out);

/* ---- supervisor_machine.c ---- */

struct sk_super_effect *sk_super_add_effect(struct sk_super *super, enum sk_super_effect_type type);
/* A job whose news is awaited, in the place of the one before. */
struct sk_job *sk_super_ask(struct sk_super_machine *machine, enum sk_job_type type);
/* The menu's figures, beside whatever else is awaited. */
void sk_super_ask_figures(struct sk_super *super);
/* False: whoever is admitted may not, which is said. */
bool sk_super_may(struct sk_super *super, int32_t right);
void sk_super_hint(struct sk_super *super, const char *hint);
/* On the page that is shown. */
void sk_super_say(struct sk_super *super, const char *what, const char *advice);

void sk_super_enter(struct sk_super *super, enum sk_super_page page);
/* The same, with nothing said on it. */
void sk_super_show(struct sk_super *super, enum sk_super_page page);
/* WAIT, while a job or an action goes on; step: msgid, static. */
void sk_super_await(struct sk_super_machine *machine, const char *step);
/* RESULT: how it ended. */
void sk_super_tell_end(struct sk_super *super, enum sk_super_end end, const char *what,
                       const char *advice, const char *detail);
void sk_super_begin_typing(struct sk_super *super, bool is_reason);
void sk_super_begin_task(struct sk_super_machine *machine, int32_t value);

static inline bool sk_super_is_below(int32_t value, int32_t count) {
    return value >= 0 && value < count;
}

#endif
