#include "app/core/present.h"

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

static void model_verdict(const struct sk_view *view, struct sk_model *model) {
    const struct sk_verdict *verdict = &view->verdict;
    model->verdict.number = verdict->number;
    copy_text(model->verdict.serial, sizeof(model->verdict.serial), verdict->labels.serial);
    copy_text(model->verdict.instance, sizeof(model->verdict.instance), verdict->labels.instance);
    model->was_bound_already = verdict->already;
    copy_text(model->code, sizeof(model->code), verdict->code);
    copy_text(model->request_id, sizeof(model->request_id), verdict->request_id);
    model->failures_waiting = view->failures_waiting;
    model->prior.number = verdict->prior.number;
    model->prior_wall_ms = verdict->prior.wall_ms;
    copy_text(model->prior_operator, sizeof(model->prior_operator), verdict->prior.operator_name);
    if (verdict->prior.number > 0) {
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
    model->countdown_s = (int32_t)((view.countdown + 999) / 1000);
    model->countdown_of_s = (int32_t)(view.countdown_of / 1000);
    copy_text(model->slot_serial, sizeof(model->slot_serial), view.labels.serial);
    copy_text(model->slot_instance, sizeof(model->slot_instance), view.labels.instance);
    model->notice = view.notice;
    copy_text(model->notice_label, sizeof(model->notice_label), view.notice_read);
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
        add_problem(model, SK_N("The disk does not answer: the last pair is not saved. Have the "
                                "disk checked; the kiosk goes on when it answers."));
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
        struct sk_verdict verdict = { .kind = SK_VERDICT_BLOCKED };
        copy_text(verdict.code, sizeof(verdict.code), code);
        struct sk_sentence sentence = sk_sentence_verdict(&verdict, SK_SCREEN_SAVED);
        raise_banner(model, sentence.what, sentence.advice);
    } else if (from->troubles->cloud_count > 0 && sk_pair_flow_has_accounts(from->flow)) {
        (void)sk_account_text(&from->troubles->cloud[0].account, model->banner_account);
        raise_banner(model, SK_N("This account cannot be used."),
                     SK_N("Tell IT: the log says why. Pairs of other accounts go on."));
    } else if (from->is_on_hold) {
        raise_banner(model, SK_N("This bench is on hold. No scan is taken."),
                     SK_N("Call the supervisor."));
    } else if (from->flow->guard->has_trouble) {
        model->banner_line =
            from->flow->guard->line > INT32_MAX ? INT32_MAX : (int32_t)from->flow->guard->line;
        raise_banner(
            model,
            from->flow->guard->line > 0 ? SK_N("The list of devices has a mistake in line %d.")
                                        : SK_N("The list of devices cannot be read."),
            from->flow->guard->manifest ? SK_N("Tell IT. The last good list stays in force.")
                                        : SK_N("Call IT. Nothing is bound until then."));
    } else if (from->troubles->was_replaced) {
        raise_banner(model, SK_N("The log was damaged. A new one was begun."),
                     SK_N("Go on, and tell IT today. The old log is kept."));
    } else if (from->troubles->has_losses) {
        raise_banner(model, SK_N("The log has lost entries."), SK_N("Go on, and tell IT today."));
    } else if (sk_deliveries_behind(from->deliveries)) {
        bool is_folder = strcmp(sk_deliveries_behind(from->deliveries), SK_DELIVERIES_FOLDER) == 0;
        raise_banner(model,
                     is_folder ? SK_N("No file can be written for the office.")
                               : SK_N("The office's system does not take what is bound here."),
                     SK_N("Go on, and tell IT. Nothing is lost."));
    } else if (sk_keeper_has_trouble(from->flow->keeper)) {
        raise_banner(model, SK_N("Pictures of the pairs cannot be kept."),
                     SK_N("Go on, and tell IT. Pairs are saved and bound as always."));
    }
}

static enum sk_link link_of(enum sk_backoff backoff, bool had_answer) {
    switch (backoff) {
    case SK_BACKOFF_NONE:
        return had_answer ? SK_LINK_ONLINE : SK_LINK_UNKNOWN;
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
    model->link = link_of(worst ? worst->backoff : SK_BACKOFF_NONE, sk_outbox_had_answer(outbox));
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
    model->is_on_hold = from->is_on_hold;
    model->reader_count = from->intake->reader_count;
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

static void model_demo(struct sk_model *model) {
    static const char *const labels[] = { "sage62x0219220001",      "sage62x0219220002",
                                          "sag-demo0000000000ok01", "sag-demo00000000full01",
                                          "sag-demo00000000busy01", "sag-demo00000000lost01" };
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
    copy_text(model->bench, sizeof(model->bench), from->flow->config->kiosk.bench);
    if (from->flow->config->demo) {
        model_demo(model);
    }
    if (from->problems) {
        model_broken(from->problems, model);
        return;
    }
    model_view(from, now, model);
    model_status_bar(from, model);
    model_banner(from, model);
    model_order(from, model);
    model_problems(from, model);
    model_session(from, now, model);
    model->recent_count = verdicts->recent_count;
    memcpy(model->recent, verdicts->recent, sizeof(verdicts->recent));
}
