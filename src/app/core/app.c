#define SK_LOG_MODULE "app"

#include "app/core/app.h"

#include "app/core/action_runner.h"
#include "app/core/deliveries.h"
#include "app/core/disk_watch.h"
#include "app/core/intake.h"
#include "app/core/keeper.h"
#include "app/core/pair_flow.h"
#include "app/core/parts.h"
#include "app/core/present.h"
#include "app/core/troubles.h"
#include "app/manifest/guard.h"
#include "app/settings/config.h"
#include "app/settings/label_options.h"
#include "app/supervisor/session.h"
#include "base/inbox.h"
#include "base/log.h"
#include "base/utf8.h"
#include "journal/people.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RESULTS_MAX 1024

/* What the threads of journal, cloud and manifest send. */
struct result {
    enum {
        RESULT_JOURNAL,
        RESULT_ANSWER,
        RESULT_CLOUD,
        RESULT_LIST,
        RESULT_DELIVERY,
        RESULT_PICTURE
    } type;
    union {
        struct sk_recorder_news journal;
        struct sk_answer answer;
        struct sk_sender_news cloud;
        struct sk_manifest_news list;
        struct sk_delivery_news delivery;
        struct sk_keeper_news picture;
    } u;
};

struct sk_app {
    const struct sk_config *config;
    struct sk_clock *clock;
    bool is_broken;   /* the configuration has problems; nothing was started */
    bool is_ready;    /* the journal is open, and what must be known before a scan is */
    bool has_started; /* recorder and sender are there */

    struct sk_intake intake;
    struct sk_label_rules *rules;
    struct sk_guard guard;
    struct sk_people *people; /* owned; NULL: not known yet */
    struct sk_pair_flow flow;
    struct sk_action_runner actions;
    struct sk_session session;
    struct sk_troubles troubles;
    struct sk_routes *routes;
    struct sk_disk_watch disk;
    struct sk_deliveries deliveries;
    struct sk_inbox *results;

    char journal_path[4096];
    struct sk_model model;
    struct sk_model next; /* built here and compared */
};

static sk_ms now_of(const struct sk_app *app) {
    return app->clock->ops->now(app->clock);
}

/* --- from other threads ------------------------------------------------------------------- */

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

static void on_cloud_news(void *data, const struct sk_sender_news *news) {
    struct result result = { .type = RESULT_CLOUD, .u.cloud = *news };
    post_result(data, &result);
}

static bool on_list(void *data, const struct sk_manifest_news *news) {
    struct sk_app *app = data;
    struct result result = { .type = RESULT_LIST, .u.list = *news };
    return sk_inbox_post(app->results, &result, 0) == SK_OK;
}

/* The runner comes again; what the others send goes before it. */
static bool on_delivery(void *data, const struct sk_delivery_news *news) {
    struct sk_app *app = data;
    struct result result = { .type = RESULT_DELIVERY, .u.delivery = *news };
    return sk_inbox_post(app->results, &result, RESULTS_MAX / 2) == SK_OK;
}

static void on_picture(void *data, const struct sk_keeper_news *news) {
    struct result result = { .type = RESULT_PICTURE, .u.picture = *news };
    post_result(data, &result);
}

/* --- the model ---------------------------------------------------------------------------- */

static void present(struct sk_app *app, const struct sk_config_problems *problems, sk_ms now) {
    struct sk_present_from from = { .problems = problems,
                                    .flow = &app->flow,
                                    .intake = &app->intake,
                                    .troubles = &app->troubles,
                                    .disk = &app->disk,
                                    .deliveries = &app->deliveries,
                                    .session = &app->session,
                                    .is_ready = app->is_ready,
                                    .is_on_hold = app->actions.is_on_hold };
    sk_present(&from, now, &app->next);
    app->next.revision = app->model.revision;
    /* Both were zeroed whole, padding too. */
    /* NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-exp42-c,cert-flp37-c) */
    if (app->next.revision == 0 || memcmp(&app->next, &app->model, sizeof(app->next)) != 0) {
        app->next.revision++;
        app->model = app->next;
    }
}

const struct sk_model *sk_app_model(const struct sk_app *app) {
    return &app->model;
}

/* --- what the session asks for ------------------------------------------------------------ */

static bool begin_action(void *data, const struct sk_action *action) {
    return sk_app_do(data, action);
}

static bool take_result(void *data, uint64_t id, struct sk_action_result *result) {
    return sk_app_action_result(data, id, result);
}

struct missing {
    int64_t skip;
    struct sk_job_news *news;
};

static bool take_missing(void *data, const char *serial, const char *instance) {
    struct missing *missing = data;
    struct sk_job_news *news = missing->news;
    if (missing->skip > 0) {
        missing->skip--;
        return true;
    }
    if (news->count == SK_SUPER_ROWS) {
        news->has_more = true;
        return false;
    }
    struct sk_stored_pair *row = &news->rows[news->count++];
    row->pair.number = news->done + (int64_t)news->count; /* which one of the missing it is */
    (void)snprintf(row->pair.labels.serial, sizeof(row->pair.labels.serial), "%s", serial);
    (void)snprintf(row->pair.labels.instance, sizeof(row->pair.labels.instance), "%s", instance);
    return true;
}

/* Of the current order; of all orders where there is none, or only one. */
static void list_missing(void *data, const struct sk_job *job, struct sk_job_news *news) {
    struct sk_app *app = data;
    struct missing missing = { .skip = job->number, .news = news };
    struct sk_manifest_order order = { .name = "" };
    news->done = job->number;
    if (sk_guard_order(&app->guard, &order)) {
        sk_app_missing(app, order.name[0] != '\0' ? order.name : NULL, take_missing, &missing);
    }
}

static void note_session(void *data, enum sk_event event, const char *who) {
    struct sk_app *app = data;
    sk_pair_flow_note(&app->flow, event, who, "");
}

static void note_reader(void *data, const struct sk_reader_status *status) {
    struct sk_app *app = data;
    char text[SK_NOTE_SIZE];
    (void)snprintf(text, sizeof(text), "%s%s%s", sk_scan_source_name(status->source),
                   status->device[0] ? " " : "", status->device);
    sk_pair_flow_note(
        &app->flow, status->health == SK_READER_READY ? SK_EVENT_READER_BACK : SK_EVENT_READER_GONE,
        NULL, text);
}

/* --- life --------------------------------------------------------------------------------- */

static enum sk_err make_session(struct sk_app *app, void (*wake)(void *wake_data),
                                void *wake_data) {
    struct sk_session_options options = { .rules = { .idle = app->config->supervisor.idle_ms,
                                                     .longest =
                                                         app->config->supervisor.session_ms },
                                          .pin_line = app->config->demo_pin_line,
                                          .bench = app->config->kiosk.bench,
                                          .region = app->config->cloud.region,
                                          .clock = app->clock };
    struct sk_session_ports ports = { .begin = begin_action,
                                      .take_result = take_result,
                                      .list_missing = list_missing,
                                      .note = note_session,
                                      .data = app };
    enum sk_err err =
        sk_config_export_folder(app->config, options.export_folder, sizeof(options.export_folder));
    if (err) {
        return err;
    }
    memcpy(options.journal_path, app->journal_path, sizeof(options.journal_path));
    (void)snprintf(options.tries_path, sizeof(options.tries_path), "%s.pin-tries",
                   app->journal_path);
    return sk_session_init(&app->session, &options, &ports, wake, wake_data);
}

static enum sk_err make_own(struct sk_app *app, void (*wake)(void *wake_data), void *wake_data,
                            struct sk_err_info *info) {
    enum sk_err err =
        sk_config_journal_path(app->config, app->journal_path, sizeof(app->journal_path));
    if (err) {
        return sk_fail(info, err, "the path of the journal is too long; set journal.path");
    }
    err = sk_intake_init(&app->intake, wake, wake_data);
    app->intake.on_change = note_reader;
    app->intake.change_data = app;
    if (!err) {
        err = sk_inbox_create(&app->results, sizeof(struct result), RESULTS_MAX, wake, wake_data);
    }
    if (!err) {
        err = make_session(app, wake, wake_data);
    }
    if (!err) {
        err = sk_action_runner_init(&app->actions, &app->flow, wake, wake_data);
    }
    return err ? sk_fail(info, err, "not enough memory to start the kiosk") : SK_OK;
}

/* Where there is a camera that may show something. */
static enum sk_err start_keeper(struct sk_app *app, struct sk_err_info *info) {
    const struct sk_keeper_options options = {
        .journal_path = app->journal_path, .clock = app->clock, .post = on_picture, .data = app
    };
    if (!app->config->camera.keep || strcmp(app->config->camera.device, "none") == 0) {
        return SK_OK;
    }
    enum sk_err err = sk_keeper_create(&app->flow.keeper, &options);
    return err ? sk_fail(info, err, "not enough memory to start the kiosk") : SK_OK;
}

static enum sk_err start(struct sk_app *app, const struct sk_app_parts *parts,
                         struct sk_err_info *info) {
    struct sk_sender_listener listener = { .on_answer = on_answer,
                                           .on_news = on_cloud_news,
                                           .data = app };
    enum sk_err err = sk_label_rules_from(app->config, &app->rules, info);
    err = err ? err : sk_routes_create(&app->routes, app->config, info);
    app->flow.routes = app->routes;
    if (!err) {
        err = parts->make_recorder(parts->data, app->config, app->clock, on_journal_news, app,
                                   &app->flow.recorder, info);
    }
    if (!err) {
        app->deliveries = (struct sk_deliveries){ .config = app->config,
                                                  .clock = app->clock,
                                                  .recorder = app->flow.recorder,
                                                  .post = on_delivery,
                                                  .data = app };
        err = sk_deliveries_start(&app->deliveries, app->journal_path, info);
    }
    if (!err) {
        err = parts->make_sender(parts->data, app->config, &listener, &app->flow.sender, info);
    }
    if (!err) {
        err = start_keeper(app, info);
    }
    app->has_started = !err;
    return err;
}

enum sk_err sk_app_create(struct sk_app **out, const struct sk_config *config,
                          const struct sk_config_problems *problems, struct sk_clock *clock,
                          const struct sk_app_parts *parts, void (*wake)(void *wake_data),
                          void *wake_data, struct sk_err_info *info) {
    struct sk_app *app = calloc(1, sizeof(*app));
    if (!app) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to start the kiosk");
    }
    app->config = config;
    app->clock = clock;
    app->is_broken = problems && problems->count > 0;
    sk_troubles_init(&app->troubles);
    sk_pair_flow_init(&app->flow, config, clock, &app->guard);
    enum sk_err err = make_own(app, wake, wake_data, info);
    if (!err && !app->is_broken) {
        err = start(app, parts, info);
    }
    if (err) {
        sk_app_destroy(app);
        return err;
    }
    present(app, app->is_broken ? problems : NULL, now_of(app));
    *out = app;
    return SK_OK;
}

/* A manifest or people that arrived too late have no owner. */
static void forget_results(struct sk_app *app) {
    struct result result;
    while (app->results && sk_inbox_take(app->results, &result)) {
        if (result.type == RESULT_LIST) {
            sk_manifest_destroy(result.u.list.manifest);
        } else if (result.type == RESULT_JOURNAL) {
            sk_people_destroy(result.u.journal.people);
        }
    }
}

void sk_app_destroy(struct sk_app *app) {
    if (!app) {
        return;
    }
    sk_action_runner_stop(&app->actions);
    sk_deliveries_stop(&app->deliveries);
    sk_guard_stop(&app->guard);
    /* The cloud goes first, so that its last answers can still be written. */
    if (app->flow.sender) {
        app->flow.sender->ops->destroy(app->flow.sender);
        app->flow.sender = NULL;
    }
    if (app->has_started) {
        (void)sk_app_turn(app);
        sk_keeper_stop(app->flow.keeper);
        (void)sk_app_turn(app); /* what it wrote gets into the log */
    }
    sk_session_finish(&app->session);
    if (app->flow.recorder) {
        app->flow.recorder->ops->destroy(app->flow.recorder);
    }
    sk_keeper_destroy(app->flow.keeper);
    forget_results(app);
    sk_guard_finish(&app->guard);
    sk_people_destroy(app->people);
    sk_label_rules_destroy(app->rules);
    sk_routes_destroy(app->routes);
    sk_action_runner_finish(&app->actions);
    sk_intake_finish(&app->intake);
    sk_inbox_destroy(app->results);
    free(app);
}

struct sk_album *sk_app_album(struct sk_app *app) {
    return app->flow.keeper ? sk_keeper_album(app->flow.keeper) : NULL;
}

const struct sk_label_rules *sk_app_label_rules(const struct sk_app *app) {
    return app->rules;
}

struct sk_scan_sink *sk_app_sink(struct sk_app *app) {
    return &app->intake.sink;
}

void sk_app_listen(struct sk_app *app) {
    app->actions.wants_control = true;
}

/* --- what journal, cloud and list say ----------------------------------------------------- */

static void become_ready(struct sk_app *app) {
    app->is_ready =
        app->is_ready || (app->flow.backlog.has_loaded && sk_guard_is_ready(&app->guard));
    app->flow.pairing.closed = sk_guard_closed(&app->guard);
}

/* Now the journal can be read, and is up to date. */
static void start_guard(struct sk_app *app) {
    struct sk_manifest_rules rules = { .labels = app->rules,
                                       .columns = app->config->guard.manifest_columns,
                                       .may_be_new = app->config->cloud.endpoint[0] != '\0' };
    if (sk_guard_start(&app->guard, app->config->guard.manifest, app->journal_path, &rules, on_list,
                       app) != SK_OK) {
        struct sk_manifest_news news = { .manifest = NULL };
        (void)sk_fail(&news.text, SK_ERR_NOMEM,
                      "the list of devices cannot be watched: not enough memory");
        sk_guard_take(&app->guard, &news);
    }
}

static void take_opened(struct sk_app *app, const struct sk_recorder_news *news) {
    app->actions.is_on_hold = news->is_on_hold;
    sk_pair_flow_opened(&app->flow, news);
    sk_action_runner_listen(&app->actions, app->journal_path);
    start_guard(app);
    become_ready(app);
}

/* By name; NULL: nobody is, or is known to be one. */
static const char *supervisor_signed_on(const struct sk_app *app) {
    for (size_t i = 0; i < sk_people_count(app->people); i++) {
        const struct sk_person *person = sk_people_at(app->people, i);
        if (person->number == app->flow.pairing.person && person->role == SK_ROLE_SUPERVISOR) {
            return person->name;
        }
    }
    return NULL;
}

static void tell_session(struct sk_app *app) {
    const char *name = supervisor_signed_on(app);
    sk_session_signed_on(&app->session, name ? name : "");
}

static bool has_person(const struct sk_people *people, int64_t number) {
    for (size_t i = 0; i < sk_people_count(people); i++) {
        if (sk_people_at(people, i)->number == number) {
            return true;
        }
    }
    return false;
}

/* Who was erased is signed on no longer. */
static void take_people(struct sk_app *app, struct sk_people *people) {
    struct sk_pairing_input sign_off = { .type = SK_PAIRING_INPUT_COMMAND,
                                         .command = SK_COMMAND_SIGN_OFF };
    sk_people_destroy(app->people);
    app->people = people;
    if (sk_people_problem(people)[0] != '\0') {
        sk_log_error("%s", sk_people_problem(people));
    }
    if (app->flow.pairing.person != 0 && !has_person(people, app->flow.pairing.person)) {
        sk_pair_flow_step(&app->flow, &sign_off);
    }
}

static void take_journal_news(struct sk_app *app, const struct sk_recorder_news *news) {
    sk_troubles_take_recorder(&app->troubles, news);
    sk_deliveries_journal(&app->deliveries, news);
    switch (news->type) {
    case SK_RECORDER_OPENED:
        take_opened(app, news);
        break;
    case SK_RECORDER_RECENT:
        sk_verdicts_add_earlier(&app->flow.verdicts, &news->stored);
        break;
    case SK_RECORDER_UNDOING:
        sk_action_runner_resume(&app->actions, &news->stored);
        break;
    case SK_RECORDER_SAVED:
        sk_log_debug("pair %" PRId64 ": event '%s' is on the disk", news->number,
                     sk_event_name(news->event));
        if (!sk_keeper_saved(app->flow.keeper, news) && !sk_event_is_beside(news->event)) {
            sk_pair_flow_saved(&app->flow, news);
            sk_action_runner_saved(&app->actions, news);
        }
        break;
    case SK_RECORDER_PEOPLE:
        take_people(app, news->people);
        break;
    case SK_RECORDER_LOOKED:
        sk_action_runner_looked(&app->actions, news);
        break;
    case SK_RECORDER_LOADED:
        sk_pair_flow_loaded(&app->flow, news);
        break;
    case SK_RECORDER_UNFIT:
        sk_pair_flow_unfit(&app->flow, news);
        break;
    case SK_RECORDER_LOAD_END:
        sk_pair_flow_load_end(&app->flow, news);
        become_ready(app);
        break;
    case SK_RECORDER_TROUBLE:
    case SK_RECORDER_RECOVERED:
    case SK_RECORDER_REPLACED:
    case SK_RECORDER_LOST:
    case SK_RECORDER_NOTED:
        break;
    }
}

static void take_answer(struct sk_app *app, const struct sk_answer *answer) {
    struct sk_recorder *recorder = app->flow.recorder;
    bool is_right = false;
    if (sk_troubles_learn_time(&app->troubles, answer, &is_right)) {
        recorder->ops->clock_known(recorder, is_right);
    }
    sk_log_debug("pair %" PRId64 ": the answer to %s is %s, %s, status %d, code '%s'",
                 answer->number, sk_request_name(answer->request),
                 sk_answer_class_name(answer->cls), sk_presence_name(answer->presence),
                 answer->http_status, answer->code);
    if (!sk_action_runner_answer(&app->actions, answer)) {
        sk_pair_flow_answer(&app->flow, answer);
    }
}

static void count_as_bound(void *data, const struct sk_verdict *verdict) {
    sk_guard_note(data, verdict->labels.serial, verdict->labels.instance, true);
}

static void take_list(struct sk_app *app, const struct sk_manifest_news *news) {
    sk_guard_take(&app->guard, news);
    if (news->manifest) { /* what was bound while it was read is not in its counts yet */
        sk_verdicts_each_bound(&app->flow.verdicts, count_as_bound, &app->guard);
    }
    become_ready(app);
}

static void take_result_in(struct sk_app *app, const struct result *result) {
    switch (result->type) {
    case RESULT_JOURNAL:
        take_journal_news(app, &result->u.journal);
        break;
    case RESULT_ANSWER:
        take_answer(app, &result->u.answer);
        break;
    case RESULT_CLOUD:
        sk_troubles_take_sender(&app->troubles, &result->u.cloud, now_of(app));
        break;
    case RESULT_LIST:
        take_list(app, &result->u.list);
        break;
    case RESULT_PICTURE:
        sk_keeper_take(app->flow.keeper, &result->u.picture);
        break;
    case RESULT_DELIVERY:
        sk_deliveries_take(&app->deliveries, &result->u.delivery);
        break;
    }
}

/* Up to one that brings a verdict: no other result and no scan may replace it before it has been
 * shown. On shutdown nobody looks. */
static void take_results(struct sk_app *app) {
    struct result result;
    app->flow.has_told = false;
    while ((!app->flow.has_told || !app->flow.sender) && sk_inbox_take(app->results, &result)) {
        take_result_in(app, &result);
        sk_pair_flow_pump(&app->flow);
    }
}

/* --- scans -------------------------------------------------------------------------------- */

/* Where people are known, a badge is what one of them has, whatever it looks like, and nothing else
 * is. The name of a badge's expression may be what the table knows, or all that was read. */
static void look_up_badge(struct sk_app *app, const struct sk_scan *scan, struct sk_label *label) {
    bool looks_so = label->kind == SK_LABEL_BADGE;
    const struct sk_person *person = NULL;
    if (label->kind != SK_LABEL_COMMAND && !scan->cut && !scan->is_joined) {
        person = sk_people_find(app->people, scan->text, scan->length);
    }
    if (!person && looks_so) {
        person = sk_people_find(app->people, label->text, strlen(label->text));
    }
    if (person) {
        *label = (struct sk_label){ .kind = SK_LABEL_BADGE,
                                    .person = person->number,
                                    .is_supervisor = person->role == SK_ROLE_SUPERVISOR };
        memcpy(label->text, person->name, sizeof(person->name));
        app->flow.recorder->ops->look_for_people(app->flow.recorder); /* who was erased goes */
        return;
    }
    if (looks_so && sk_people_are_kept(app->people)) {
        *label = (struct sk_label){ .kind = SK_LABEL_UNKNOWN_BADGE };
    }
    if (looks_so || label->kind == SK_LABEL_UNKNOWN) { /* perhaps it has just been added */
        app->flow.recorder->ops->look_for_people(app->flow.recorder);
    }
}

/* What a supervisor scanned, to search for or to open the session. A badge is nobody's business. */
static void note_session_scan(struct sk_app *app, const struct sk_label *label,
                              const struct sk_scan *scan) {
    bool is_badge = label->kind == SK_LABEL_BADGE || label->kind == SK_LABEL_UNKNOWN_BADGE;
    struct sk_pairing_effect note = {
        .type = SK_PAIRING_EFFECT_NOTE,
        .pair.serial_facts = { .source = scan->source,
                               .symbology = scan->symbology,
                               .by_hand = scan->by_hand,
                               .wall_ms = app->clock->ops->wall(app->clock),
                               .at = scan->at },
    };
    memcpy(note.pair.serial_facts.device, scan->device, sizeof(scan->device));
    if (!is_badge) {
        (void)sk_utf8_label(scan->text, scan->length, note.text, sizeof(note.text), NULL);
    }
    sk_pair_flow_note_scan(&app->flow, &note, SK_CODE_IN_SESSION, app->session.super.who);
}

static void take_scan(struct sk_app *app, const struct sk_scan *scan) {
    struct sk_app_tally *tally = &app->flow.verdicts.tally;
    struct sk_label label;
    sk_keeper_stir(app->flow.keeper);
    sk_label_classify(app->rules, scan, &label);
    look_up_badge(app, scan, &label);
    tally->scans++;
    tell_session(app);
    if (sk_session_scan(&app->session, &label, scan, now_of(app))) {
        note_session_scan(app, &label, scan); /* a supervisor's; never half a pair */
        return;
    }
    tally->labels += label.kind != SK_LABEL_COMMAND && label.kind != SK_LABEL_BADGE &&
                     label.kind != SK_LABEL_UNKNOWN_BADGE;
    if (label.kind == SK_LABEL_DENIED) {
        sk_log_warning("the serial number '%s' is a placeholder, or barred; it was not taken",
                       label.text);
    }
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_SCAN,
                                      .label = &label,
                                      .scan = scan,
                                      .wall_ms = app->clock->ops->wall(app->clock) };
    if (app->actions.is_on_hold && label.kind != SK_LABEL_COMMAND) { /* red can be acknowledged */
        input.type = SK_PAIRING_INPUT_ON_HOLD;
    }
    sk_pair_flow_step(&app->flow, &input);
    sk_pair_flow_pump(&app->flow);
}

/* Up to one scan, so that a face can show what it did before the next. True: there may be more. */
static bool take_arrivals(struct sk_app *app) {
    struct sk_intake_disk disk = { .has_room = sk_pair_flow_has_room(&app->flow),
                                   .unsaved_for =
                                       sk_pairing_unsaved_for(&app->flow.pairing, now_of(app)),
                                   .slow = app->flow.pairing.rules.slow };
    struct sk_scan scan;
    if (sk_intake_has_turned_away(&app->intake)) {
        struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_OVERFLOW };
        sk_pair_flow_step(&app->flow, &input);
    }
    bool has_scan = sk_intake_take(&app->intake, &disk, &scan);
    if (has_scan) {
        take_scan(app, &scan);
    }
    return has_scan;
}

/* --- turns -------------------------------------------------------------------------------- */

static void retry_cloud(struct sk_app *app, sk_ms now) {
    const struct sk_account *account = NULL;
    while ((account = sk_troubles_retry(&app->troubles, now))) {
        app->flow.sender->ops->warm(app->flow.sender, account);
    }
}

/* When sk_app_turn() is to be called again at the latest; -1: never. */
static sk_ms deadline_of(struct sk_app *app, sk_ms of_session, sk_ms now) {
    const struct sk_pairing *pairing = &app->flow.pairing;
    sk_ms deadlines[] = { sk_pair_flow_deadline(&app->flow, now),
                          sk_action_runner_deadline(&app->actions, now),
                          of_session,
                          sk_troubles_deadline(&app->troubles),
                          sk_disk_watch_look(&app->disk, sk_pairing_unsaved_for(pairing, now),
                                             pairing->rules.slow, pairing->verdict.number, now),
                          app->flow.outbox.count > 0 ? now + SK_PRESENT_AGE_STEP_MS : -1 };
    sk_ms deadline = -1;
    for (size_t i = 0; i < sizeof(deadlines) / sizeof(deadlines[0]); i++) {
        deadline = sk_earlier(deadline, deadlines[i]);
    }
    return deadline;
}

sk_ms sk_app_turn(struct sk_app *app) {
    struct sk_pairing_input tick = { .type = SK_PAIRING_INPUT_TICK };
    if (app->is_broken) {
        return -1;
    }
    take_results(app);
    bool has_more = app->flow.has_told;
    if (app->is_ready && !has_more) {
        has_more = take_arrivals(app);
    }
    sk_pair_flow_step(&app->flow, &tick);
    sk_pair_flow_pump(&app->flow);
    if (!app->flow.sender) {
        return -1; /* shutting down; the last results have been written */
    }
    if (app->is_ready) {
        sk_action_runner_pump(&app->actions);
    }
    sk_ms now = now_of(app);
    sk_ms of_session = sk_session_turn(&app->session, now);
    retry_cloud(app, now);
    sk_ms deadline = deadline_of(app, of_session, now);
    present(app, NULL, now);
    if (has_more) {
        return 0;
    }
    return deadline < 0 ? -1 : deadline > now ? deadline - now : 0;
}

/* --- what a face hands in ----------------------------------------------------------------- */

static enum sk_command command_of(const struct sk_app *app, enum sk_button button) {
    switch (button) {
    case SK_BUTTON_ACKNOWLEDGE:
        return SK_COMMAND_ACKNOWLEDGE;
    case SK_BUTTON_CANCEL:
        return SK_COMMAND_CANCEL;
    case SK_BUTTON_UNDO:
        return SK_COMMAND_UNDO;
    case SK_BUTTON_MODE:
        break;
    }
    return app->flow.pairing.sticky ? SK_COMMAND_PAIR : SK_COMMAND_STICKY;
}

void sk_app_act(struct sk_app *app, enum sk_button button) {
    if (app->is_broken || !app->is_ready) {
        return;
    }
    if (sk_app_is_supervised(app)) {
        if (button == SK_BUTTON_CANCEL) {
            sk_app_touch(app, (struct sk_super_touch){ .type = SK_SUPER_TOUCH_BACK });
        }
        return;
    }
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_COMMAND,
                                      .command = command_of(app, button) };
    sk_pair_flow_step(&app->flow, &input);
    sk_pair_flow_pump(&app->flow);
    present(app, NULL, now_of(app));
}

bool sk_app_is_supervised(const struct sk_app *app) {
    return sk_session_is_open(&app->session);
}

bool sk_app_must_end(const struct sk_app *app) {
    return app->session.must_end;
}

void sk_app_touch(struct sk_app *app, struct sk_super_touch touch) {
    if (!app->is_broken && app->is_ready) {
        tell_session(app);
        sk_session_touch(&app->session, touch, now_of(app));
        present(app, NULL, now_of(app));
    }
}

bool sk_app_key(struct sk_app *app, const char *text, sk_ms at) {
    if (!sk_session_takes_keys(&app->session)) {
        return false;
    }
    for (; *text; text++) {
        sk_session_key(&app->session, *text, at, now_of(app));
    }
    present(app, NULL, now_of(app));
    return true;
}

/* --- what a command hands in -------------------------------------------------------------- */

int64_t sk_app_resubmit(struct sk_app *app, const char *serial, const char *instance,
                        const char *operator_name, int64_t refers,
                        const struct sk_account *account) {
    struct sk_pair pair = { .refers = refers, .serial_facts.source = SK_SOURCE_CLI };
    if (account) {
        pair.account = *account;
    }
    if (!app->is_ready || strlen(serial) > SK_LABEL_MAX || strlen(instance) > SK_LABEL_MAX) {
        return 0;
    }
    memcpy(pair.labels.serial, serial, strlen(serial) + 1);
    memcpy(pair.labels.instance, instance, strlen(instance) + 1);
    (void)snprintf(pair.operator_name, sizeof(pair.operator_name), "%s", operator_name);
    int64_t number = sk_pair_flow_submit(&app->flow, &pair);
    sk_pair_flow_pump(&app->flow);
    present(app, NULL, now_of(app));
    return number;
}

int64_t sk_app_submit(struct sk_app *app, const char *serial, const char *instance) {
    return sk_app_resubmit(app, serial, instance, "", 0, NULL);
}

void sk_app_withdraw(struct sk_app *app, int64_t number, const char *serial, const char *instance) {
    struct sk_pair pair = { .number = number };
    (void)snprintf(pair.labels.serial, sizeof(pair.labels.serial), "%s", serial);
    (void)snprintf(pair.labels.instance, sizeof(pair.labels.instance), "%s", instance);
    sk_pair_flow_withdraw(&app->flow, &pair);
    sk_pair_flow_pump(&app->flow);
}

bool sk_app_do(struct sk_app *app, const struct sk_action *action) {
    return !app->is_broken && app->is_ready && sk_action_runner_begin(&app->actions, action);
}

bool sk_app_action_result(struct sk_app *app, uint64_t id, struct sk_action_result *result) {
    return sk_action_runner_result(&app->actions, id, result);
}

bool sk_app_still(const struct sk_app *app, struct sk_model_still *still) {
    const struct sk_grey *grey = sk_session_still(&app->session);
    if (grey) {
        *still = (struct sk_model_still){ .grey = grey->pixels,
                                          .width = grey->width,
                                          .height = grey->height,
                                          .stride = grey->stride,
                                          .turn = (int32_t)app->config->camera.rotate * 90 };
    }
    return grey != NULL;
}

/* --- what can be asked -------------------------------------------------------------------- */

bool sk_app_is_ready(const struct sk_app *app) {
    return app->is_ready;
}

bool sk_app_has_journal_trouble(const struct sk_app *app) {
    return app->troubles.has_journal;
}

bool sk_app_is_idle(const struct sk_app *app) {
    return app->is_ready && app->actions.actions.count == 0 && !app->intake.has_kept &&
           sk_pair_flow_is_idle(&app->flow);
}

bool sk_app_has_ended(const struct sk_app *app, enum sk_scan_source source) {
    return sk_intake_has_ended(&app->intake, source);
}

struct sk_app_tally sk_app_tally(const struct sk_app *app) {
    return sk_pair_flow_tally(&app->flow);
}

bool sk_app_verdict(const struct sk_app *app, int64_t number, struct sk_verdict *verdict) {
    return sk_verdicts_find(&app->flow.verdicts, number, verdict);
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
