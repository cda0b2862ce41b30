#include "app/core/present.h"

#include "app/core/checks.h"
#include "app/core/keeper.h"
#include "app/model/sentence.h"
#include "base/assert.h"
#include "base/language.h"
#include "base/util.h"
#include "base/utf8.h"

#include <string.h>

#define MINUTE_S 60

static void copy_text(char *out, size_t size, const char *text) {
    size_t length = strlen(text);
    if (length >= size) {
        length = sk_utf8_cut(text, size - 1);
    }
    memcpy(out, text, length);
    out[length] = '\0';
}

static void model_pair(const struct sk_labels *labels, int64_t number, struct sk_model_pair *pair) {
    pair->number = number;
    copy_text(pair->serial, sizeof(pair->serial), labels->serial);
    copy_text(pair->instance, sizeof(pair->instance), labels->instance);
}

static void model_verdict(const struct sk_view *view, struct sk_model *model) {
    const struct sk_verdict *verdict = &view->verdict;
    model_pair(&verdict->labels, verdict->number, &model->verdict);
    model->was_bound_already = verdict->already;
    copy_text(model->code, sizeof(model->code), verdict->code);
    copy_text(model->request_id, sizeof(model->request_id), verdict->request_id);
    model->failures_waiting = view->failures_waiting;
    model->prior.number = verdict->prior.number;
    model->prior_wall_ms = verdict->prior.wall_ms;
    copy_text(model->prior_operator, sizeof(model->prior_operator), verdict->prior.operator_name);
    copy_text(model->prior_bench, sizeof(model->prior_bench), verdict->prior.bench);
    if (verdict->prior.number > 0 || verdict->prior.bench[0] != '\0') {
        copy_text(model->prior.serial, sizeof(model->prior.serial), verdict->prior.labels.serial);
        copy_text(model->prior.instance, sizeof(model->prior.instance),
                  verdict->prior.labels.instance);
    } else {
        copy_text(model->expected, sizeof(model->expected), verdict->prior.labels.instance);
    }
    model->is_kept = verdict->kind == SK_VERDICT_BLOCKED;
    model->is_unknown = verdict->kind == SK_VERDICT_CHECK;
    model->place = verdict->place;
    copy_text(model->where, sizeof(model->where), verdict->where);
    struct sk_sentence sentence = sk_sentence_verdict(verdict, view->screen);
    copy_text(model->what, sizeof(model->what), sentence.what);
    copy_text(model->advice, sizeof(model->advice), sentence.advice);
    model->who = sentence.who;
}

static void model_view(const struct sk_present_from *from, sk_ms now, struct sk_model *model) {
    struct sk_view view;
    sk_pairing_view(&from->flow->pairing, now, &view);
    model->screen = from->is_ready ? view.screen : SK_SCREEN_STARTING;
    model->sticky = view.sticky;
    copy_text(model->operator_name, sizeof(model->operator_name), view.operator_name);
    model->needs_badge = view.needs_badge;
    model->is_called = view.is_called;
    model->countdown_s = (int32_t)((view.countdown + 999) / 1000);
    model->countdown_of_s = (int32_t)(view.countdown_of / 1000);
    copy_text(model->slot_serial, sizeof(model->slot_serial), view.labels.serial);
    copy_text(model->slot_instance, sizeof(model->slot_instance), view.labels.instance);
    model->notice = view.notice;
    copy_text(model->notice_label, sizeof(model->notice_label), view.notice_read);
    model_pair(&view.notice_pair, 0, &model->notice_pair);
    model->kept_count = view.kept_count;
    copy_text(model->replacement, sizeof(model->replacement), view.replacement);
    model->is_replacement_serial = view.is_replacement_serial;
    model_pair(&view.undo, view.undo_number, &model->undo);
    model->notice_part = view.notice_part;
    model->notice_parts = view.notice_parts;
    model->cue = view.cue;
    model->cue_number = view.cue_number;
    if (view.has_verdict) {
        model_verdict(&view, model);
        if (view.verdict.kind == SK_VERDICT_BLOCKED) {
            (void)sk_pair_flow_account(from->flow, &view.verdict.account, model->account);
        }
    } else if (view.screen == SK_SCREEN_NOTICE) {
        struct sk_sentence sentence = sk_sentence_notice(view.notice);
        copy_text(model->what, sizeof(model->what), sentence.what);
        copy_text(model->advice, sizeof(model->advice), sentence.advice);
        model->who = sentence.who;
    }
}

static void add_problem(struct sk_model *model, const char *text) {
    if (model->problem_count < SK_MODEL_PROBLEMS) {
        copy_text(model->problems[model->problem_count++], SK_ERR_TEXT_SIZE, text);
    }
}

/* What keeps the kiosk from working covers the screen: a journal that cannot be written always
 * (nothing may be promised then), a service that cannot be used only while nothing else is shown
 * (pairs are saved all the same); of several accounts one that cannot be used is told in the
 * banner, as the others go on. Red is not overwritten. */
static void model_problems(const struct sk_present_from *from, struct sk_model *model) {
    if (from->troubles->has_journal) {
        add_problem(model, from->troubles->journal.text);
    }
    if (from->disk->is_stuck) {
        add_problem(
            model,
            SK_N(
                "The disk is not responding: the last pair is not saved. Check the disk; the kiosk continues when it responds."));
    }
    if (from->troubles->cloud_count > 0 && !sk_pair_flow_has_accounts(from->flow)) {
        add_problem(model, from->troubles->cloud[0].text.text);
    }
    bool covers = from->troubles->has_journal || from->disk->is_stuck
                      ? model->screen != SK_SCREEN_REFUSED
                      : model->screen == SK_SCREEN_READY;
    if (model->problem_count > 0 && covers) {
        model->screen = SK_SCREEN_PROBLEM;
    }
}

static void raise_banner(struct sk_model *model, const char *what, const char *advice) {
    model->banner = true;
    copy_text(model->banner_what, sizeof(model->banner_what), what);
    copy_text(model->banner_advice, sizeof(model->banner_advice), advice);
}

/* The most urgent matter that somebody other than the worker has to deal with. */
static void model_banner(const struct sk_present_from *from, struct sk_model *model) {
    const char *code = "";
    const struct sk_entry *blocked = sk_outbox_blocked(&from->flow->outbox, &code);
    if (blocked) {
        (void)sk_pair_flow_account(from->flow, &blocked->pair.account, model->banner_account);
        struct sk_sentence sentence = sk_sentence_blocked(code);
        raise_banner(model, sentence.what, sentence.advice);
    } else if (from->troubles->cloud_count > 0 && sk_pair_flow_has_accounts(from->flow)) {
        (void)sk_account_text(&from->troubles->cloud[0].account, model->banner_account);
        raise_banner(model, SK_N("This account cannot be used."),
                     SK_N("Tell IT: the log says why. Other accounts keep working."));
    } else if (from->is_on_hold) {
        raise_banner(model, SK_N("This bench is on hold. No scans are accepted."),
                     SK_N("Call the supervisor."));
    } else if (from->flow->guard->has_trouble) {
        model->banner_line =
            from->flow->guard->line > INT32_MAX ? INT32_MAX : (int32_t)from->flow->guard->line;
        raise_banner(model,
                     from->flow->guard->line > 0 ? SK_N("The device list has a mistake in line %d.")
                                                 : SK_N("The device list cannot be read."),
                     from->flow->guard->manifest
                         ? SK_N("Tell IT. The last good list is still used.")
                         : SK_N("Call IT. Nothing is bound until then."));
    } else if (model->link == SK_LINK_OFFLINE && model->oldest_waiting_s >= MINUTE_S) {
        raise_banner(model, SK_N("The cloud cannot be reached."),
                     SK_N("Keep working and call IT. The pairs are saved; nothing is lost."));
    } else if (from->scanners->is_alarm && !from->scanners->is_covering) {
        raise_banner(model, SK_N("No scanner is working at this bench."),
                     SK_N("Plug it in or wake it up. Typing works in the meantime."));
    } else if (from->troubles->was_replaced) {
        raise_banner(model, SK_N("The log was damaged. A new one was started."),
                     SK_N("Keep working and tell IT today. The old log is kept."));
    } else if (from->troubles->has_losses) {
        raise_banner(model, SK_N("The log has lost entries."),
                     SK_N("Keep working and tell IT today."));
    } else if (from->fleet->is_refused || from->fleet->is_shut_out) {
        raise_banner(model,
                     from->fleet->is_shut_out ? SK_N("The fleet does not let this bench in.")
                                              : SK_N("The fleet refuses this bench's log."),
                     SK_N("Keep working and call IT. The supervisor's page says why."));
    } else if (from->fleet->clock_minutes != 0) {
        raise_banner(model, SK_N("The clock of this machine is wrong."),
                     SK_N("Keep working and call IT: the clock must be set."));
    } else if (sk_deliveries_behind(from->deliveries)) {
        const char *name = sk_deliveries_behind(from->deliveries);
        bool is_folder = strcmp(name, SK_DELIVERIES_FOLDER) == 0;
        bool is_label = strcmp(name, SK_DELIVERIES_LABEL) == 0;
        raise_banner(model,
                     is_label    ? SK_N("The label printer does not print.")
                     : is_folder ? SK_N("No file can be written for the office.")
                                 : SK_N("The office system does not accept this bench's results."),
                     is_label
                         ? SK_N("Keep working. Check paper and printer. All labels come later.")
                         : SK_N("Keep working and tell IT. Nothing is lost."));
    } else if (sk_keeper_has_trouble(from->flow->keeper)) {
        raise_banner(model, SK_N("Pictures of the pairs cannot be saved."),
                     SK_N("Keep working and tell IT. Pairs are saved and bound as usual."));
    } else if (from->troubles->has_light) {
        raise_banner(model, SK_N("The signal light is not working."),
                     SK_N("Go by the screen and tell IT: the log says why."));
    } else if (from->troubles->has_report) {
        raise_banner(model, SK_N("The shift report could not be made."),
                     SK_N("Keep working and tell the supervisor. It is tried again."));
    } else if (from->hearing->has_trouble) {
        raise_banner(model, SK_N("The sound of this bench is not heard."),
                     SK_N("Go by the screen and tell IT: loudspeaker, volume or output."));
    }
}

/* What was answered says more than a try, as long as calls are held back for it. */
static enum sk_link link_of(enum sk_backoff backoff, enum sk_link_reach reach) {
    switch (backoff) {
    case SK_BACKOFF_NONE:
        return reach == SK_LINK_REACHED ? SK_LINK_ONLINE
               : reach == SK_LINK_LOST  ? SK_LINK_OFFLINE
                                        : SK_LINK_UNKNOWN;
    case SK_BACKOFF_OFFLINE:
    case SK_BACKOFF_DOUBTFUL:
        return SK_LINK_OFFLINE;
    case SK_BACKOFF_BLOCKED:
        return SK_LINK_BLOCKED;
    case SK_BACKOFF_THROTTLED:
        return SK_LINK_ONLINE;
    }
    SK_UNREACHABLE("backoff");
}

static void model_status_bar(const struct sk_present_from *from, struct sk_model *model) {
    const struct sk_outbox *outbox = &from->flow->outbox;
    const struct sk_outbox_account *worst = sk_outbox_worst(outbox);
    model->link = link_of(worst ? worst->backoff : SK_BACKOFF_NONE, from->reach->reach);
    if (worst && worst->backoff != SK_BACKOFF_THROTTLED) {
        (void)sk_pair_flow_account(from->flow, &worst->account, model->link_account);
    }
    const struct sk_entry *oldest = NULL;
    int64_t waiting =
        sk_outbox_unsettled(&from->flow->outbox, &oldest) + from->flow->backlog.behind;
    model->waiting = waiting > INT32_MAX ? INT32_MAX : (int32_t)waiting;
    if (oldest) {
        int64_t since = oldest->pair.serial_facts.wall_ms;
        int64_t age = (from->flow->clock->ops->wall(from->flow->clock) - since) / 1000;
        int64_t step_s = age < MINUTE_S ? SK_PRESENT_AGE_STEP_MS / 1000 : MINUTE_S;
        age -= age % step_s;
        model->oldest_waiting_s = age < 0 ? 0 : age > INT32_MAX ? INT32_MAX : (int32_t)age;
    }
    model->fleet = from->fleet->reach;
    model->is_fleet_known = from->fleet->known_wall_ms > 0;
    if (model->fleet == SK_MODEL_FLEET_OFFLINE) {
        model->fleet_age_s =
            sk_fleet_state_age_s(from->fleet, from->flow->clock->ops->wall(from->flow->clock));
    }
    model->is_on_hold = from->is_on_hold;
    copy_text(model->hold_reason, sizeof(model->hold_reason), from->hold_reason);
    model->reader_count = from->intake->reader_count;
    model->needs_no_scanner = !sk_scanner_watch_needs(from->scanners);
    memcpy(model->readers, from->intake->readers,
           from->intake->reader_count * sizeof(from->intake->readers[0]));
}

static int32_t capped(int64_t number) {
    return number > INT32_MAX ? INT32_MAX : (int32_t)number;
}

static void model_order(const struct sk_present_from *from, struct sk_model *model) {
    struct sk_manifest_order order;
    if (sk_guard_order(from->flow->guard, &order)) {
        copy_text(model->order, sizeof(model->order), order.name);
        model->order_bound = capped(order.bound);
        model->order_of = capped(order.of);
    }
}

/* Red, and what is under way, is not covered; nor is a bench that is worked by other means. */
static bool may_cover(enum sk_screen screen) {
    return screen == SK_SCREEN_READY || screen == SK_SCREEN_HALF || screen == SK_SCREEN_WHICH ||
           screen == SK_SCREEN_NOTICE || screen == SK_SCREEN_BOUND;
}

static void model_scanners(const struct sk_present_from *from, struct sk_model *model) {
    const struct sk_scanner_watch *scanners = from->scanners;
    if (!scanners->is_covering || !may_cover(model->screen)) {
        return;
    }
    bool has_trouble = scanners->trouble[0] != '\0';
    model->screen = SK_SCREEN_NO_SCANNER;
    copy_text(model->what, sizeof(model->what), SK_N("No scanner is working at this bench."));
    copy_text(model->advice, sizeof(model->advice),
              has_trouble ? scanners->trouble
                          : SK_N("Plug the scanner in, or pull its trigger to wake it up."));
    model->who = has_trouble ? SK_WHO_IT : SK_WHO_WORKER;
    model->code[0] = '\0';
    model->request_id[0] = '\0';
    model->verdict = (struct sk_model_pair){ .number = 0 };
}

/* What is news goes before it, and then it comes again. */
static void model_typing(const struct sk_present_from *from, struct sk_model *model) {
    bool may_cover = model->screen == SK_SCREEN_READY || model->screen == SK_SCREEN_HALF;
    sk_keyed_label_view(from->keyed_label, &model->typing);
    if (may_cover && model->typing.page != SK_TYPING_CLOSED && !from->is_on_hold) {
        model->screen = SK_SCREEN_TYPING;
    }
}

static void model_cue(const struct sk_present_from *from, struct sk_model *model) {
    model->cue_number += from->own_cues;
    if (from->is_own_cue_newest) {
        model->cue = from->own_cue;
    }
}

/* The question of a supervisor covers their page. */
static void model_sound(const struct sk_present_from *from, struct sk_model *model) {
    bool may_cover = model->screen == SK_SCREEN_READY ||
                     (model->screen == SK_SCREEN_SUPERVISOR && from->hearing->is_asked_for);
    if (from->hearing->page != SK_HEARING_CLOSED && may_cover) {
        model->hearing_page = from->hearing->page;
        model->screen = SK_SCREEN_SOUND;
    }
    if (model->supervisor.page == SK_SUPER_SOUND) {
        model->supervisor.sound = *from->sound;
    }
}

static void model_demo(struct sk_model *model) {
    /* Each page has devices for what else is on it. */
    static const char *const labels[SK_MODEL_LABELS] = {
        "sage62x0219220001",      "sage62x0219220002",      /* */
        "sag-demo0000000000ok01", "sag-demo00000000full01", /* */
        "sag-demo00000000busy01", "sag-demo00000000lost01", /* */
        "sage62x0219220003",      "sage62x0219220004",      /* */
        "sag-demo0000000000ok02", "sag-demo000000arrear01", /* */
        "sag-demo000000forbid01", "sag-demo0000throttle01", /* */
        "sage62x0219220005",      "sage62xconflict1",       /* */
        "sag-demo00000000slow01", "sag-demo00000000down01", /* */
        "sag-demo000000absent01", "sag-1000",
    };
    model->demo = true;
    for (size_t i = 0; i < SK_ARRAY_LEN(labels); i++) {
        copy_text(model->demo_labels[i], sizeof(model->demo_labels[i]), labels[i]);
    }
}

static void model_session(const struct sk_present_from *from, sk_ms now, struct sk_model *model) {
    const struct sk_pairing *pairing = &from->flow->pairing;
    const char *demo_pin = from->flow->config->demo_pin;
    sk_super_view(&from->session->super, now, &model->supervisor);
    if (!sk_session_is_open(from->session)) {
        return;
    }
    model->screen = SK_SCREEN_SUPERVISOR;
    model->supervisor.is_on_hold = from->is_on_hold;
    if (model->supervisor.page == SK_SUPER_CHECKS) {
        sk_checks_make(from, model, &model->supervisor.checks);
    }
    model->supervisor.red_waiting = pairing->red_count + pairing->red_lost;
    copy_text(model->supervisor.demo_pin, sizeof(model->supervisor.demo_pin),
              demo_pin ? demo_pin : "");
}

static void model_broken(const struct sk_config_problems *problems, struct sk_model *model) {
    model->screen = SK_SCREEN_PROBLEM;
    for (size_t i = 0; i < problems->count; i++) {
        add_problem(model, problems->texts[i]);
    }
}

void sk_present(const struct sk_present_from *from, sk_ms now, struct sk_model *model) {
    const struct sk_verdicts *verdicts = &from->flow->verdicts;
    memset(model, 0, sizeof(*model)); /* padding too: the whole is compared */
    copy_text(model->language, sizeof(model->language), sk_language_name());
    model->is_choosing_language = from->is_choosing_language;
    copy_text(model->bench, sizeof(model->bench), from->flow->config->kiosk.bench);
    if (from->flow->config->demo) {
        model_demo(model);
    }
    if (from->problems) {
        model_broken(from->problems, model);
        return;
    }
    model_view(from, now, model);
    copy_text(model->typed, sizeof(model->typed), from->typed);
    model_status_bar(from, model);
    model_banner(from, model);
    model_order(from, model);
    model->bound_today = from->flow->today.bound;
    model_typing(from, model);
    model_scanners(from, model);
    model_cue(from, model);
    model_problems(from, model);
    model_session(from, now, model);
    sk_errand_desk_view(from->office, model);
    model_sound(from, model);
    model->recent_count = verdicts->recent_count;
    memcpy(model->recent, verdicts->recent, sizeof(verdicts->recent));
}
