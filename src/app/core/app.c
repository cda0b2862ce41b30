#define SK_LOG_MODULE "app"

#include "app/core/state.h"
#include "app/model/status_bar.h"

#include "app/settings/label_options.h"
#include "base/log.h"
#include "base/util.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCANS_MAX 64
#define SCANS_KEPT_FOR_STATUS 8
#define RESULTS_MAX 1024
#define PEEK_MS 1800
#define CLIENT_RETRY_MS 5000 /* between tries to make the client */
#define RECORDS_A_SCAN 4     /* room at the writer that a scan may need */
/* A pair that is not saved after this long: further scans wait, so that there are no more pairs
 * than the screen can answer for. Slow cards take a tenth of it. */
#define DISK_PATIENCE_MS 500
#define CLOCK_RIGHT_MS 300000 /* a purge counts days */
#define DISK_STUCK 3          /* times cloud.slow_ms: then the kiosk says that it cannot work */
#define LOAD_MAX (SK_OUTBOX_SIZE / 2)

/* What the writer's and the cloud's thread send. */
struct result {
    enum { RESULT_JOURNAL, RESULT_ANSWER, RESULT_CLOUD, RESULT_LIST } type;
    union {
        struct sk_recorder_news journal;
        struct sk_answer answer;
        struct sk_sender_news cloud;
        struct sk_manifest_news list;
    } u;
};

/* --- from other threads ------------------------------------------------------------------- */

static void sink_lost(struct sk_scan_sink *sink) {
    struct sk_app *app = sk_container_of(sink, struct sk_app, sink);
    pthread_mutex_lock(&app->lock);
    app->turned_away++;
    pthread_mutex_unlock(&app->lock);
}

/* Keys, touch and the camera cannot offer a scan again; all others keep it and do. */
static bool is_lost_if_refused(enum sk_scan_source source) {
    return source == SK_SOURCE_KEYBOARD || source == SK_SOURCE_TOUCH || source == SK_SOURCE_CAMERA;
}

static bool sink_push(struct sk_scan_sink *sink, const struct sk_scan *scan) {
    struct sk_app *app = sk_container_of(sink, struct sk_app, sink);
    struct sk_arrival arrival = { .is_scan = true, .u.scan = *scan };
    if (sk_inbox_post(app->arrivals, &arrival, SCANS_KEPT_FOR_STATUS) == SK_OK) {
        return true;
    }
    if (is_lost_if_refused(scan->source)) {
        sink_lost(sink);
    }
    return false;
}

static void sink_status(struct sk_scan_sink *sink, const struct sk_reader_status *status) {
    struct sk_app *app = sk_container_of(sink, struct sk_app, sink);
    struct sk_arrival arrival = { .is_scan = false, .u.status = *status };
    if (sk_inbox_post(app->arrivals, &arrival, 0) == SK_ERR_FULL) {
        sk_log_warning("the state of reader '%s' could not be shown, the inbox is full",
                       status->device);
    }
}

static void post_result(struct sk_app *app, const struct result *result) {
    /* Only so many results can be under way (one per record, one per request), fewer than fit. */
    if (sk_inbox_post(app->results, result, 0) == SK_ERR_FULL) {
        sk_log_error("a result was lost because the inbox is full; it is looked up at the next "
                     "start");
    }
}

static void on_journal_news(void *data, const struct sk_recorder_news *news) {
    struct result result = { .type = RESULT_JOURNAL, .u.journal = *news };
    post_result(data, &result);
}

static void on_answer(void *data, const struct sk_answer *answer) {
    struct result result = { .type = RESULT_ANSWER, .u.answer = *answer };
    post_result(data, &result);
}

static bool on_list(void *data, const struct sk_manifest_news *news) {
    struct sk_app *app = data;
    struct result result = { .type = RESULT_LIST, .u.list = *news };
    return sk_inbox_post(app->results, &result, 0) == SK_OK;
}

static void on_cloud_news(void *data, const struct sk_sender_news *news) {
    struct result result = { .type = RESULT_CLOUD, .u.cloud = *news };
    post_result(data, &result);
}

/* --- life --------------------------------------------------------------------------------- */

static sk_ms now_of(const struct sk_app *app) {
    return app->clock->ops->now(app->clock);
}

static struct sk_outbox_rules outbox_rules(const struct sk_config *config) {
    struct sk_outbox_rules rules = { .max_in_flight = (int32_t)config->max_in_flight,
                                     .retry_first = config->retry_first,
                                     .retry_cap = config->retry_cap,
                                     .probe_first = config->probe_first,
                                     .probe_cap = config->probe_cap,
                                     .retry_after_cap = config->retry_after_cap,
                                     .ask_rounds = config->ask_delays.count,
                                     .per_second = (int32_t)config->per_second,
                                     .check_reuse = config->reuse != SK_REUSE_ALLOW };
    for (int32_t i = 0; i < SK_OUTBOX_ROUNDS_MAX; i++) {
        int32_t from = i < config->ask_delays.count ? i : config->ask_delays.count - 1;
        rules.ask_delay[i] = from >= 0 ? config->ask_delays.ms[from] : 0;
    }
    return rules;
}

static struct sk_pairing_rules pairing_rules(const struct sk_config *config) {
    return (struct sk_pairing_rules){ .debounce = config->debounce,
                                      .debounce_camera = config->debounce_camera,
                                      .timeout = config->pair_timeout,
                                      .notice = config->notice,
                                      .peek = PEEK_MS,
                                      .green = config->green,
                                      .slow = config->slow,
                                      .needs_operator = config->operator_required,
                                      .operator_timeout = config->operator_timeout,
                                      .may_override = config->reuse == SK_REUSE_ASK,
                                      .may_share = config->instance_reuse == SK_REUSE_ASK };
}

static void restart_pairing(struct sk_app *app, int64_t first_number) {
    struct sk_pairing_rules rules = pairing_rules(app->config);
    sk_pairing_init(&app->pairing, &rules, app->config->pair_mode == SK_PAIR_MODE_STICKY,
                    first_number);
}

static enum sk_err start(struct sk_app *app, struct sk_err_info *info) {
    char path[4096];
    struct sk_sender_listener listener = { .on_answer = on_answer,
                                           .on_news = on_cloud_news,
                                           .data = app };
    enum sk_err err = sk_label_rules_from(app->config, &app->rules, info);
    if (err) {
        return err;
    }
    err = sk_config_journal_path(app->config, path, sizeof(path));
    if (err) {
        return sk_fail(info, err, "the path of the journal is too long; set journal.path");
    }
    err = sk_writer_create(&app->writer, path, app->clock, on_journal_news, app);
    if (!err) {
        sk_writer_keep(app->writer, app->config->keep_days);
        err = sk_cloud_sender_create(&app->cloud, app->config, &listener);
    }
    return err ? sk_fail(info, err, "not enough memory to start the kiosk") : SK_OK;
}

enum sk_err sk_app_create(struct sk_app **out, const struct sk_config *config,
                          const struct sk_config_problems *problems, struct sk_clock *clock,
                          void (*wake)(void *wake_data), void *wake_data,
                          struct sk_err_info *info) {
    static const struct sk_scan_sink_ops ops = { .push = sink_push,
                                                 .status = sink_status,
                                                 .lost = sink_lost };
    struct sk_app *app = calloc(1, sizeof(*app));
    if (!app) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to start the kiosk");
    }
    if (pthread_mutex_init(&app->lock, NULL) != 0) {
        free(app);
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to start the kiosk");
    }
    app->config = config;
    app->clock = clock;
    app->sink.ops = &ops;
    app->client_retry_at = -1;
    struct sk_outbox_rules rules = outbox_rules(config);
    /* Seeds only the spreading of retries. */
    sk_outbox_init(&app->outbox, &rules, (uint64_t)clock->ops->wall(clock));
    sk_actions_init(&app->actions, &rules);
    restart_pairing(app, 1);
    enum sk_err err =
        sk_inbox_create(&app->arrivals, sizeof(struct sk_arrival), SCANS_MAX, wake, wake_data);
    if (!err) {
        err = sk_inbox_create(&app->results, sizeof(struct result), RESULTS_MAX, wake, wake_data);
    }
    if (!err) {
        err = sk_session_init(app, wake, wake_data);
    }
    if (!err) {
        err =
            sk_inbox_create(&app->asked, sizeof(struct sk_action), SK_ACTIONS_MAX, wake, wake_data);
    }
    if (err) {
        sk_app_destroy(app);
        return sk_fail(info, err, "not enough memory to start the kiosk");
    }
    if (problems && problems->count > 0) {
        app->is_broken = true;
        app->model.problem_count =
            problems->count < SK_MODEL_PROBLEMS ? problems->count : SK_MODEL_PROBLEMS;
        for (size_t i = 0; i < app->model.problem_count; i++) {
            memcpy(app->model.problems[i], problems->texts[i], SK_ERR_TEXT_SIZE);
        }
    } else {
        err = start(app, info);
        if (err) {
            sk_app_destroy(app);
            return err;
        }
    }
    sk_app_present(app, now_of(app));
    *out = app;
    return SK_OK;
}

void sk_app_destroy(struct sk_app *app) {
    if (!app) {
        return;
    }
    sk_control_destroy(app->control);
    app->control = NULL;
    sk_guard_stop(&app->guard);
    /* The cloud before the writer: its last answers may still be written. */
    sk_cloud_sender_destroy(app->cloud);
    app->cloud = NULL;
    if (app->writer) {
        (void)sk_app_turn(app);
    }
    sk_session_finish(app);
    sk_writer_destroy(app->writer);
    sk_guard_finish(&app->guard);
    sk_label_rules_destroy(app->rules);
    sk_inbox_destroy(app->arrivals);
    sk_inbox_destroy(app->results);
    sk_inbox_destroy(app->asked);
    pthread_mutex_destroy(&app->lock);
    free(app);
}

const struct sk_label_rules *sk_app_label_rules(const struct sk_app *app) {
    return app->rules;
}

struct sk_scan_sink *sk_app_sink(struct sk_app *app) {
    return &app->sink;
}

/* --- pairs -------------------------------------------------------------------------------- */

static void step(struct sk_app *app, const struct sk_pairing_input *input);

static void remember_recent(struct sk_app *app, const struct sk_model_recent *recent) {
    size_t at = 0;
    while (at < app->recent_count && app->recent[at].pair.number != recent->pair.number) {
        at++;
    }
    if (at == app->recent_count) { /* a new row: the oldest makes room */
        app->recent_count += app->recent_count < SK_MODEL_RECENT;
        at = app->recent_count - 1;
    }
    memmove(&app->recent[1], &app->recent[0], at * sizeof(app->recent[0]));
    app->recent[0] = *recent;
}

static enum sk_result result_of(enum sk_verdict_kind kind) {
    switch (kind) {
    case SK_VERDICT_BOUND:
        return SK_RESULT_BOUND;
    case SK_VERDICT_REFUSED:
    case SK_VERDICT_LOCATED:
        return SK_RESULT_REFUSED;
    case SK_VERDICT_WITHDRAWN:
        return SK_RESULT_WITHDRAWN;
    case SK_VERDICT_CHECK:
        return SK_RESULT_CHECK;
    case SK_VERDICT_BLOCKED:
    case SK_VERDICT_RETRY:
    case SK_VERDICT_CHECKING:
    case SK_VERDICT_SAVED:
    case SK_VERDICT_TOO_LATE:
        return SK_RESULT_PENDING;
    }
    return SK_RESULT_PENDING;
}

static void count_verdict(struct sk_app *app, const struct sk_verdict *verdict) {
    if (verdict->number < app->first_number) {
        return;
    }
    app->verdicts[app->verdict_next++ % SK_APP_VERDICTS] = *verdict;
    enum sk_result result = result_of(verdict->kind);
    app->tally.bound += result == SK_RESULT_BOUND;
    app->tally.refused += result == SK_RESULT_REFUSED || result == SK_RESULT_CHECK;
    app->tally.withdrawn += result == SK_RESULT_WITHDRAWN;
}

/* Who has the device becomes a part of the refusal that sk_app_verdict() gives. */
static void keep_place(struct sk_app *app, const struct sk_verdict *located) {
    for (size_t i = 0; i < SK_APP_VERDICTS && i < app->verdict_next; i++) {
        struct sk_verdict *kept = &app->verdicts[i];
        if (kept->number == located->number && kept->kind == SK_VERDICT_REFUSED) {
            kept->place = located->place;
            memcpy(kept->where, located->where, sizeof(kept->where));
        }
    }
}

static void take_verdict(struct sk_app *app, const struct sk_verdict *verdict) {
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_VERDICT, .verdict = verdict };
    if (verdict->kind == SK_VERDICT_LOCATED) { /* more about a verdict that was told and counted */
        keep_place(app, verdict);
        step(app, &input);
        return;
    }
    app->has_told = true;
    if (verdict->kind != SK_VERDICT_TOO_LATE) {
        struct sk_model_recent recent = { .pair.number = verdict->number,
                                          .result = result_of(verdict->kind),
                                          .screen = sk_verdict_screen(verdict->kind),
                                          .at_wall_ms = app->clock->ops->wall(app->clock) };
        memcpy(recent.pair.serial, verdict->serial, sizeof(verdict->serial));
        memcpy(recent.pair.instance, verdict->instance, sizeof(verdict->instance));
        memcpy(recent.code, verdict->code, sizeof(verdict->code));
        remember_recent(app, &recent);
    }
    count_verdict(app, verdict);
    if (verdict->kind == SK_VERDICT_BOUND) {
        sk_guard_note(&app->guard, verdict->serial, verdict->instance, true);
    }
    step(app, &input);
}

/* Not by way of the outbox: behind its window, or refused by the list already. */
static void save_apart(struct sk_app *app, const struct sk_record *record) {
    if (sk_writer_save(app->writer, record) != SK_OK) {
        /* Cannot be: a scan is only taken while the writer has room for what it may need. */
        sk_log_error("a pair could not be handed to the journal; scan it again");
    }
}

/* Devices that the instance of a scanned pair may have; 0: no matter. Where a list gives a device
 * its instance, or the worker has chosen one for several, nobody need be asked. */
static int32_t instance_limit(const struct sk_app *app) {
    bool is_free =
        app->config->instance_reuse == SK_REUSE_ALLOW || app->guard.is_set || app->pairing.sticky;
    return is_free ? 0 : (int32_t)app->config->instance_devices;
}

static void save_new_pair(struct sk_app *app, const struct sk_pair *pair, int32_t limit) {
    struct sk_record intent = { .event = SK_EVENT_INTENT,
                                .pair = *pair,
                                .phase = SK_PHASE_WAITING,
                                .result = SK_RESULT_PENDING,
                                .check_reuse = app->outbox.rules.check_reuse,
                                .instance_limit = limit };
    char expected[SK_LABEL_MAX + 1];
    app->tally.pairs++;
    app->tally.unsaved++;
    sk_guard_check(&app->guard, &intent, expected);
    if (!sk_outbox_has_room(&app->outbox) || app->behind > 0) {
        app->behind++; /* into the journal only; it is loaded when its turn comes */
        save_apart(app, &intent);
        return;
    }
    app->last_in_outbox = pair->number;
    if (intent.result != SK_RESULT_PENDING) {
        save_apart(app, &intent);
    } else {
        sk_outbox_add(&app->outbox, pair, limit, now_of(app));
    }
}

/* A pair behind the outbox's window was certainly not sent: its last word can be written at once,
 * but not while a load may have it on the way into the outbox. */
static void go_on_withdrawing(struct sk_app *app) {
    struct sk_record record = { .event = SK_EVENT_SETTLED,
                                .pair = app->withdrawing,
                                .result = SK_RESULT_WITHDRAWN };
    if (app->withdrawing.number == 0 || app->is_withdrawal_recorded) {
        return;
    }
    if (app->withdrawing.number <= app->last_in_outbox) {
        sk_outbox_withdraw(&app->outbox, app->withdrawing.number);
        app->withdrawing.number = 0;
    } else if (!app->is_loading && sk_writer_save(app->writer, &record) == SK_OK) {
        app->is_withdrawal_recorded = true;
    }
}

static void withdraw(struct sk_app *app, const struct sk_pair *pair) {
    if (pair->number <= app->last_in_outbox) {
        sk_outbox_withdraw(&app->outbox, pair->number);
    } else if (app->withdrawing.number == 0) {
        app->withdrawing = *pair;
        go_on_withdrawing(app);
    }
}

static void step(struct sk_app *app, const struct sk_pairing_input *input) {
    struct sk_pairing_effect effect;
    sk_ms now = now_of(app);
    sk_pairing_step(&app->pairing, input, now);
    while (sk_pairing_next(&app->pairing, now, &effect)) {
        switch (effect.type) {
        case SK_PAIRING_EFFECT_SAVE:
            save_new_pair(app, &effect.pair, instance_limit(app));
            break;
        case SK_PAIRING_EFFECT_WARM: {
            struct sk_sender *sender = sk_cloud_sender_sender(app->cloud);
            sender->ops->warm(sender);
            break;
        }
        case SK_PAIRING_EFFECT_WITHDRAW:
            withdraw(app, &effect.pair);
            break;
        }
    }
}

static void load_more(struct sk_app *app) {
    if (!app->is_loading && app->behind > 0 && app->outbox.count <= SK_OUTBOX_SIZE - LOAD_MAX &&
        sk_writer_load(app->writer, app->last_in_outbox, LOAD_MAX) == SK_OK) {
        app->is_loading = true;
    }
}

static void pump_outbox(struct sk_app *app) {
    struct sk_outbox_effect effect;
    struct sk_sender *sender = app->cloud ? sk_cloud_sender_sender(app->cloud) : NULL;
    while (sk_writer_room(app->writer) > 0 && sk_outbox_next(&app->outbox, now_of(app), &effect)) {
        switch (effect.type) {
        case SK_OUTBOX_RECORD:
            if (sk_writer_save(app->writer, &effect.record) != SK_OK) {
                sk_log_error("the journal is behind; a pair waits for the next start");
            }
            break;
        case SK_OUTBOX_SEND:
            if (!sender || !sender->ops->send(sender, effect.request, &effect.pair)) {
                sk_outbox_refused(&app->outbox, effect.pair.number, now_of(app));
            }
            break;
        case SK_OUTBOX_TELL:
            take_verdict(app, &effect.verdict);
            break;
        }
    }
    go_on_withdrawing(app);
    load_more(app);
}

/* --- what arrives ------------------------------------------------------------------------- */

static void take_stored(struct sk_app *app, const struct sk_stored_pair *stored) {
    app->behind--;
    if (sk_outbox_has(&app->outbox, stored->pair.number) || !sk_outbox_has_room(&app->outbox)) {
        sk_log_error("pair %" PRId64 " was read twice or out of turn; it is not sent a second time",
                     stored->pair.number);
        return;
    }
    app->last_in_outbox = stored->pair.number;
    sk_outbox_restore(&app->outbox, stored, now_of(app));
}

/* The journal is there to be read, and up to date. */
static void start_guard(struct sk_app *app) {
    char path[4096];
    enum sk_err err = sk_config_journal_path(app->config, path, sizeof(path));
    if (!err) {
        err = sk_guard_start(&app->guard, app->config->manifest, path, on_list, app);
    }
    if (err) {
        struct sk_manifest_news news = { .manifest = NULL };
        (void)sk_fail(&news.text, err, "the list of devices cannot be watched: not enough memory");
        sk_guard_take(&app->guard, &news);
    }
}

static void become_ready(struct sk_app *app) {
    app->is_open = app->is_open || (app->has_loaded && sk_guard_is_ready(&app->guard));
    app->pairing.closed = sk_guard_closed(&app->guard);
}

static void take_opened(struct sk_app *app, const struct sk_recorder_news *news) {
    app->first_number = news->next_number;
    app->behind = news->pending;
    app->oldest_wall_ms = news->oldest_wall_ms;
    app->is_on_hold = news->is_on_hold;
    restart_pairing(app, news->next_number);
    sk_app_start_control(app);
    start_guard(app);
    if (news->pending == 0) {
        app->has_loaded = true;
        become_ready(app);
    } else {
        sk_log_info("%" PRId64 " pairs of earlier runs are not settled; they are looked up now",
                    news->pending);
        load_more(app);
    }
}

static enum sk_screen screen_of(enum sk_result result) {
    switch (result) {
    case SK_RESULT_BOUND:
        return SK_SCREEN_BOUND;
    case SK_RESULT_REFUSED:
    case SK_RESULT_CHECK:
        return SK_SCREEN_REFUSED;
    case SK_RESULT_PENDING:
    case SK_RESULT_WITHDRAWN:
    case SK_RESULT_UNDONE:
        break;
    }
    return SK_SCREEN_SAVED;
}

static void take_recent(struct sk_app *app, const struct sk_stored_pair *stored) {
    if (app->recent_count == SK_MODEL_RECENT) {
        return;
    }
    struct sk_model_recent *recent = &app->recent[app->recent_count++];
    *recent = (struct sk_model_recent){ .pair.number = stored->pair.number,
                                        .result = stored->result,
                                        .screen = screen_of(stored->result),
                                        .at_wall_ms = stored->changed_wall_ms };
    memcpy(recent->pair.serial, stored->pair.serial, sizeof(stored->pair.serial));
    memcpy(recent->pair.instance, stored->pair.instance, sizeof(stored->pair.instance));
    memcpy(recent->code, stored->code, sizeof(stored->code));
}

static void end_withdrawal(struct sk_app *app) {
    struct sk_verdict verdict = { .kind = SK_VERDICT_WITHDRAWN, .number = app->withdrawing.number };
    memcpy(verdict.serial, app->withdrawing.serial, sizeof(verdict.serial));
    memcpy(verdict.instance, app->withdrawing.instance, sizeof(verdict.instance));
    app->withdrawing.number = 0;
    app->is_withdrawal_recorded = false;
    if (app->is_withdrawal_moot) {
        app->is_withdrawal_moot = false;
        return;
    }
    app->behind--;
    take_verdict(app, &verdict);
}

/* A guard settled the pair with the event that begins it. The outbox tells of those that it has. */
static void take_refused(struct sk_app *app, const struct sk_recorder_news *news) {
    struct sk_verdict verdict = { .kind = SK_VERDICT_REFUSED,
                                  .number = news->number,
                                  .prior = news->written.prior };
    struct sk_record intent = { .event = SK_EVENT_INTENT, .pair = news->stored.pair };
    bool is_in_outbox = sk_outbox_has(&app->outbox, news->number);
    if (news->number > app->last_in_outbox) {
        app->behind--;
    }
    if (app->withdrawing.number == news->number && app->is_withdrawal_recorded) {
        app->is_withdrawal_moot = true;
    } else if (app->withdrawing.number == news->number) {
        app->withdrawing.number = 0;
    }
    if (is_in_outbox) {
        return;
    }
    memcpy(verdict.serial, news->stored.pair.serial, sizeof(verdict.serial));
    memcpy(verdict.instance, news->stored.pair.instance, sizeof(verdict.instance));
    memcpy(verdict.code, news->stored.code, sizeof(verdict.code));
    if (verdict.prior.number == 0) {
        sk_guard_check(&app->guard, &intent, verdict.prior.instance);
    }
    take_verdict(app, &verdict);
}

static void take_saved(struct sk_app *app, const struct sk_recorder_news *news) {
    bool is_refused = news->event == SK_EVENT_INTENT && news->written.result != SK_RESULT_PENDING;
    if (is_refused) {
        take_refused(app, news);
    }
    sk_outbox_saved(&app->outbox, news->number, news->event, &news->written, now_of(app));
    sk_actions_saved(&app->actions, news->number, news->event);
    if (news->event == SK_EVENT_INTENT) {
        app->tally.unsaved--;
    } else if (app->is_withdrawal_recorded && news->number == app->withdrawing.number) {
        end_withdrawal(app);
    }
    if (news->event == SK_EVENT_INTENT && !is_refused) { /* red needs no "saved" before it */
        struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_SAVED, .number = news->number };
        step(app, &input);
    }
}

/* What was bound while the list was read is not in its counts yet. */
static void take_list(struct sk_app *app, const struct sk_manifest_news *news) {
    sk_guard_take(&app->guard, news);
    for (size_t i = 0; i < SK_APP_VERDICTS && news->manifest; i++) {
        const struct sk_verdict *verdict = &app->verdicts[i];
        if (verdict->number > 0 && verdict->kind == SK_VERDICT_BOUND) {
            sk_guard_note(&app->guard, verdict->serial, verdict->instance, true);
        }
    }
    become_ready(app);
}

static void take_looked(struct sk_app *app, const struct sk_recorder_news *news) {
    struct sk_scan_facts facts = { .source = SK_SOURCE_CLI,
                                   .wall_ms = app->clock->ops->wall(app->clock),
                                   .at = now_of(app) };
    sk_actions_looked(&app->actions, news, &facts, &app->pairing.next_number, now_of(app));
}

static void take_journal_news(struct sk_app *app, const struct sk_recorder_news *news) {
    switch (news->type) {
    case SK_RECORDER_OPENED:
        take_opened(app, news);
        break;
    case SK_RECORDER_RECENT:
        take_recent(app, &news->stored);
        break;
    case SK_RECORDER_UNDOING:
        sk_app_resume_undo(app, &news->stored);
        break;
    case SK_RECORDER_SAVED:
        take_saved(app, news);
        break;
    case SK_RECORDER_LOOKED:
        take_looked(app, news);
        break;
    case SK_RECORDER_LOADED:
        take_stored(app, &news->stored);
        break;
    case SK_RECORDER_UNFIT:
        app->behind--;
        sk_log_error("%s", news->text.text);
        break;
    case SK_RECORDER_LOAD_END:
        app->is_loading = false;
        app->has_loaded = true;
        become_ready(app);
        if (news->count == 0) {
            app->behind = 0; /* the count was of pairs that are settled by now */
        }
        break;
    case SK_RECORDER_TROUBLE:
        if (!app->journal_trouble || strcmp(app->journal_text.text, news->text.text) != 0) {
            sk_log_error("%s", news->text.text);
        }
        app->journal_trouble = true;
        app->journal_text = news->text;
        break;
    case SK_RECORDER_RECOVERED:
        sk_log_info("the journal can be written again");
        app->journal_trouble = false;
        break;
    case SK_RECORDER_REPLACED:
        sk_log_error("%s", news->text.text);
        app->journal_was_replaced = true;
        break;
    case SK_RECORDER_LOST:
        sk_log_error("%s", news->text.text);
        app->journal_has_losses = true;
        break;
    case SK_RECORDER_NOTED:
        sk_log_warning("%s", news->text.text);
        break;
    }
}

static void take_cloud_news(struct sk_app *app, const struct sk_sender_news *news) {
    switch (news->type) {
    case SK_SENDER_TROUBLE:
        if (!app->cloud_trouble || strcmp(app->cloud_text.text, news->text.text) != 0) {
            sk_log_error("%s", news->text.text);
        }
        app->cloud_trouble = true;
        app->cloud_text = news->text;
        app->client_retry_at = now_of(app) + CLIENT_RETRY_MS;
        break;
    case SK_SENDER_RECOVERED:
        sk_log_info("the service can be used again");
        app->cloud_trouble = false;
        app->client_retry_at = -1;
        break;
    case SK_SENDER_NOTICE:
        if (news->is_warning) {
            sk_log_warning("%s", news->text.text);
        } else {
            sk_log_info("%s", news->text.text);
        }
        break;
    }
}

/* The log is purged by a clock that is known to be right, and by no other. */
static void learn_time(struct sk_app *app, const struct sk_answer *answer) {
    if (!answer->has_server_time) {
        return;
    }
    bool is_right =
        answer->clock_offset <= CLOCK_RIGHT_MS && answer->clock_offset >= -CLOCK_RIGHT_MS;
    if (!is_right && !app->is_clock_wrong) {
        sk_log_warning("the clock of this machine is off by %" PRId64 " seconds against the "
                       "cloud's: set it; until then the log is not purged by age",
                       answer->clock_offset / 1000);
    }
    app->is_clock_wrong = !is_right;
    sk_writer_clock_known(app->writer, is_right);
}

/* What is wrong with all calls is logged when it begins and when it is over. */
static void take_answer(struct sk_app *app, const struct sk_answer *answer) {
    enum sk_backoff before = app->outbox.backoff;
    learn_time(app, answer);
    if (sk_actions_answer(&app->actions, answer, now_of(app))) {
        return;
    }
    sk_log_debug("answer for pair %" PRId64 ": class %d, status %d, code '%s'", answer->number,
                 (int)answer->cls, answer->http_status, answer->code);
    sk_outbox_answer(&app->outbox, answer, now_of(app));
    if (!app->cloud) {
        return; /* the end of the kiosk is no trouble of the network */
    }
    if (before == SK_BACKOFF_NONE && app->outbox.backoff != SK_BACKOFF_NONE) {
        sk_log_warning("calls are held back after '%s' (%s); pairs wait in the journal and are "
                       "sent when it is over",
                       answer->code, answer->message);
    } else if (before != SK_BACKOFF_NONE && app->outbox.backoff == SK_BACKOFF_NONE) {
        sk_log_warning("the service answers again");
    }
}

/* Up to one that brings a verdict: no other result and no scan may take its place before a face
 * has shown it. On the way down nobody looks. */
static void take_results(struct sk_app *app) {
    struct result result;
    app->has_told = false;
    while ((!app->has_told || !app->cloud) && sk_inbox_take(app->results, &result)) {
        switch (result.type) {
        case RESULT_JOURNAL:
            take_journal_news(app, &result.u.journal);
            break;
        case RESULT_ANSWER:
            take_answer(app, &result.u.answer);
            break;
        case RESULT_CLOUD:
            take_cloud_news(app, &result.u.cloud);
            break;
        case RESULT_LIST:
            take_list(app, &result.u.list);
            break;
        }
        pump_outbox(app);
    }
}

static void take_status(struct sk_app *app, const struct sk_reader_status *status) {
    if (status->health == SK_READER_ENDED) {
        app->ended |= 1u << status->source;
    }
    size_t at = sk_status_bar_line_of(app->readers, app->reader_count, status);
    if (at == SK_MODEL_READERS) {
        return; /* the status bar has no room for more */
    }
    app->readers[at] = *status;
    app->reader_count += at == app->reader_count;
    if (status->text[0] != '\0') {
        sk_log_warning("reader '%s': %s", status->device, status->text);
    }
}

static void take_scan(struct sk_app *app, const struct sk_scan *scan) {
    struct sk_label label;
    sk_label_classify(app->rules, scan, &label);
    app->tally.scans++;
    if (sk_session_scan(app, &label, scan, now_of(app))) {
        return; /* a supervisor's; never half a pair */
    }
    app->tally.labels += label.kind != SK_LABEL_COMMAND && label.kind != SK_LABEL_BADGE;
    if (label.kind == SK_LABEL_DENIED) {
        sk_log_warning("the serial number '%s' is a placeholder, or barred; it was not taken",
                       label.text);
    }
    if (app->is_on_hold && label.kind != SK_LABEL_COMMAND) { /* red can still be acknowledged */
        struct sk_pairing_input held = { .type = SK_PAIRING_INPUT_ON_HOLD, .scan = scan };
        step(app, &held);
        return;
    }
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_SCAN,
                                      .label = &label,
                                      .scan = scan,
                                      .wall_ms = app->clock->ops->wall(app->clock) };
    step(app, &input);
    pump_outbox(app);
}

static void tell_turned_away(struct sk_app *app) {
    pthread_mutex_lock(&app->lock);
    uint32_t turned_away = app->turned_away;
    pthread_mutex_unlock(&app->lock);
    if (turned_away != app->turned_away_told) {
        app->turned_away_told = turned_away;
        struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_OVERFLOW };
        step(app, &input);
    }
}

/* A file or a pipe can wait for the disk; a hand has to be told. */
static bool is_patient(enum sk_scan_source source) {
    return source == SK_SOURCE_STDIN || source == SK_SOURCE_REPLAY;
}

/* The next that may be taken. While the journal is behind, scans wait in the inbox, then at their
 * readers; when the disk is said to be slow, those of hands are answered. */
static bool next_arrival(struct sk_app *app, struct sk_arrival *arrival) {
    sk_ms unsaved_for = sk_pairing_unsaved_for(&app->pairing, now_of(app));
    bool is_slow = unsaved_for >= app->pairing.rules.slow;
    if (sk_writer_room(app->writer) < RECORDS_A_SCAN ||
        (unsaved_for >= DISK_PATIENCE_MS && (!is_slow || app->has_kept))) {
        return false;
    }
    if (app->has_kept) {
        *arrival = app->kept;
        app->has_kept = false;
        return true;
    }
    if (!sk_inbox_take(app->arrivals, arrival)) {
        return false;
    }
    if (is_slow && arrival->is_scan && is_patient(arrival->u.scan.source)) {
        app->kept = *arrival;
        app->has_kept = true;
        return false;
    }
    return true;
}

/* Up to one scan, so that a face can show what it did before the next. True: there may be more. */
static bool take_arrivals(struct sk_app *app) {
    struct sk_arrival arrival;
    while (next_arrival(app, &arrival)) {
        if (arrival.is_scan) {
            take_scan(app, &arrival.u.scan);
            return true;
        }
        take_status(app, &arrival.u.status);
    }
    return false;
}

/* Says in the log when the disk begins to be slow and when that is over. Returns when to look
 * again; -1: no need. */
static sk_ms watch_disk(struct sk_app *app, sk_ms now) {
    sk_ms unsaved_for = sk_pairing_unsaved_for(&app->pairing, now);
    sk_ms slow = app->pairing.rules.slow;
    bool is_slow = unsaved_for >= slow;
    if (is_slow && !app->is_disk_slow) {
        sk_log_warning("the journal's disk takes long: pair %" PRId64 " is not saved after %" PRId64
                       " ms; no label is taken until it is",
                       app->pairing.verdict.number, unsaved_for);
        app->disk_slow_since = now - unsaved_for;
    } else if (!is_slow && app->is_disk_slow) {
        sk_log_warning("the journal's disk answers again, after %" PRId64 " ms",
                       now - app->disk_slow_since);
    }
    app->is_disk_slow = is_slow;
    app->is_disk_stuck = unsaved_for >= DISK_STUCK * slow;
    return unsaved_for < 0 || app->is_disk_stuck
               ? -1
               : now - unsaved_for + (is_slow ? DISK_STUCK * slow : slow);
}

sk_ms sk_app_turn(struct sk_app *app) {
    if (app->is_broken) {
        return -1;
    }
    take_results(app);
    bool has_more = app->has_told;
    if (app->is_open && !has_more) {
        tell_turned_away(app);
        has_more = take_arrivals(app);
    }
    struct sk_pairing_input tick = { .type = SK_PAIRING_INPUT_TICK };
    step(app, &tick);
    if (!app->cloud) {
        return -1; /* on the way down; what came last has been written */
    }
    pump_outbox(app);
    sk_ms now = now_of(app);
    sk_app_pump_actions(app, now);
    sk_ms session_deadline = sk_session_turn(app, now);
    if (app->client_retry_at >= 0 && now >= app->client_retry_at) {
        struct sk_sender *sender = sk_cloud_sender_sender(app->cloud);
        app->client_retry_at = now + CLIENT_RETRY_MS;
        sender->ops->warm(sender);
    }
    sk_ms disk_deadline = watch_disk(app, now);
    sk_app_present(app, now);
    if (has_more) {
        return 0;
    }

    sk_ms deadline = sk_pairing_deadline(&app->pairing, now);
    /* What is due but has no room at the writer waits for the writer's news, not in a loop. */
    bool has_room = sk_writer_room(app->writer) > 0;
    sk_ms others[] = { has_room ? sk_outbox_deadline(&app->outbox, now) : -1,
                       has_room ? sk_actions_deadline(&app->actions) : -1,
                       session_deadline,
                       app->client_retry_at,
                       disk_deadline,
                       app->outbox.count > 0 ? now + SK_APP_AGE_STEP_MS : -1 };
    for (size_t i = 0; i < SK_ARRAY_LEN(others); i++) {
        if (others[i] >= 0 && (deadline < 0 || others[i] < deadline)) {
            deadline = others[i];
        }
    }
    return deadline < 0 ? -1 : deadline > now ? deadline - now : 0;
}

void sk_app_act(struct sk_app *app, enum sk_button button) {
    if (app->is_broken || !app->is_open) {
        return;
    }
    if (sk_app_is_supervised(app)) {
        if (button == SK_BUTTON_CANCEL) {
            sk_app_touch(app, (struct sk_super_touch){ .type = SK_SUPER_TOUCH_BACK });
        }
        return;
    }
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_COMMAND };
    switch (button) {
    case SK_BUTTON_ACKNOWLEDGE:
        input.command = SK_COMMAND_ACKNOWLEDGE;
        break;
    case SK_BUTTON_CANCEL:
        input.command = SK_COMMAND_CANCEL;
        break;
    case SK_BUTTON_UNDO:
        input.command = SK_COMMAND_UNDO;
        break;
    case SK_BUTTON_MODE:
        input.command = app->pairing.sticky ? SK_COMMAND_PAIR : SK_COMMAND_STICKY;
        break;
    }
    step(app, &input);
    pump_outbox(app);
    sk_app_present(app, now_of(app));
}

int64_t sk_app_resubmit(struct sk_app *app, const char *serial, const char *instance,
                        const char *operator_name, int64_t refers) {
    if (!app->is_open || strlen(serial) > SK_LABEL_MAX || strlen(instance) > SK_LABEL_MAX ||
        sk_writer_room(app->writer) < RECORDS_A_SCAN) {
        return 0;
    }
    int64_t wall = app->clock->ops->wall(app->clock);
    struct sk_scan_facts facts = { .source = SK_SOURCE_CLI, .wall_ms = wall, .at = now_of(app) };
    struct sk_pair pair = { .number = app->pairing.next_number++,
                            .refers = refers,
                            .serial_facts = facts,
                            .instance_facts = facts };
    memcpy(pair.serial, serial, strlen(serial) + 1);
    memcpy(pair.instance, instance, strlen(instance) + 1);
    (void)snprintf(pair.operator_name, sizeof(pair.operator_name), "%s", operator_name);
    save_new_pair(app, &pair, 0); /* somebody named both, nobody scanned a label */
    pump_outbox(app);
    sk_app_present(app, now_of(app));
    return pair.number;
}

int64_t sk_app_submit(struct sk_app *app, const char *serial, const char *instance) {
    return sk_app_resubmit(app, serial, instance, "", 0);
}

void sk_app_withdraw(struct sk_app *app, int64_t number) {
    struct sk_pair pair = { .number = number };
    withdraw(app, &pair);
    pump_outbox(app);
}

const struct sk_model *sk_app_model(const struct sk_app *app) {
    return &app->model;
}

void sk_app_forget_bound(struct sk_app *app, const struct sk_pair *pair, int64_t number) {
    sk_guard_note(&app->guard, pair->serial, pair->instance, false);
    for (size_t i = 0; i < SK_APP_VERDICTS; i++) {
        if (app->verdicts[i].number == number) {
            app->verdicts[i].number = 0; /* or the next list would count it again */
        }
    }
}

bool sk_app_is_ready(const struct sk_app *app) {
    return app->is_open;
}

bool sk_app_has_journal_trouble(const struct sk_app *app) {
    return app->journal_trouble;
}

bool sk_app_is_idle(const struct sk_app *app) {
    return app->is_open && app->tally.unsaved == 0 && app->actions.count == 0 &&
           app->outbox.count == 0 && app->behind == 0 && !app->is_loading &&
           !sk_pairing_is_half(&app->pairing) && !app->has_kept;
}

bool sk_app_has_ended(const struct sk_app *app, enum sk_scan_source source) {
    return (app->ended & (1u << source)) != 0;
}

struct sk_app_tally sk_app_tally(const struct sk_app *app) {
    struct sk_app_tally tally = app->tally;
    tally.looked_into = app->outbox.count - sk_outbox_unsettled(&app->outbox, NULL);
    return tally;
}

bool sk_app_verdict(const struct sk_app *app, int64_t number, struct sk_verdict *verdict) {
    size_t kept = app->verdict_next < SK_APP_VERDICTS ? app->verdict_next : SK_APP_VERDICTS;
    for (size_t i = 1; i <= kept; i++) {
        const struct sk_verdict *candidate =
            &app->verdicts[(app->verdict_next - i) % SK_APP_VERDICTS];
        if (candidate->number == number) {
            *verdict = *candidate;
            return true;
        }
    }
    return false;
}

size_t sk_app_order_count(const struct sk_app *app) {
    return app->guard.manifest ? sk_manifest_order_count(app->guard.manifest) : 0;
}

struct sk_app_order sk_app_order(const struct sk_app *app, size_t index) {
    struct sk_manifest_order order = sk_manifest_order(app->guard.manifest, index);
    return (struct sk_app_order){ order.name, order.of, order.bound };
}

void sk_app_missing(const struct sk_app *app, const char *order,
                    bool (*each)(void *data, const char *serial, const char *instance),
                    void *data) {
    size_t count = app->guard.manifest ? sk_manifest_count(app->guard.manifest) : 0;
    bool go_on = true;
    for (size_t i = 0; i < count && go_on; i++) {
        const struct sk_manifest_line *line = sk_manifest_line(app->guard.manifest, i);
        if (!line->is_bound && (!order || sk_manifest_same(line->order, order))) {
            go_on = each(data, line->serial, line->instance);
        }
    }
}
