#define SK_LOG_MODULE "app"

#include "app/core/app.h"

#include "app/core/action_runner.h"
#include "app/core/deliveries.h"
#include "app/core/disk_watch.h"
#include "app/core/fleet_desk.h"
#include "app/core/intake.h"
#include "app/core/keeper.h"
#include "app/core/keyed_label.h"
#include "app/core/link_watch.h"
#include "app/core/pair_flow.h"
#include "app/core/parts.h"
#include "app/core/present.h"
#include "app/core/replies.h"
#include "app/core/scanner_watch.h"
#include "app/core/status_desk.h"
#include "app/core/hearing.h"
#include "app/core/spoken_language.h"
#include "app/core/troubles.h"
#include "app/manifest/guard.h"
#include "app/model/model_lamp.h"
#include "app/report/report_maker.h"
#include "app/settings/config.h"
#include "app/settings/label_options.h"
#include "app/settings/light_options.h"
#include "app/settings/print_options.h"
#include "app/settings/shift_options.h"
#include "app/supervisor/session.h"
#include "base/inbox.h"
#include "base/language.h"
#include "base/log.h"
#include "base/utf8.h"
#include "base/wipe.h"
#include "journal/people.h"
#include "media/light_runner.h"

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
        RESULT_FLEET,
        RESULT_PICTURE,
        RESULT_LIGHT,
        RESULT_REPORT
    } type;
    union {
        struct sk_recorder_news journal;
        struct sk_answer answer;
        struct sk_sender_news cloud;
        struct sk_manifest_news list;
        struct sk_delivery_news delivery;
        struct sk_fleet_news fleet;
        struct sk_keeper_news picture;
        struct sk_light_news light;
        struct sk_report_maker_news report;
    } u;
};

struct sk_app {
    const struct sk_config *config;
    struct sk_clock *clock;
    struct sk_spoken_language language;
    const struct sk_config_problems *problems; /* borrowed until the first turn */
    bool is_broken;   /* the configuration has problems; nothing was started */
    sk_ms busy_at;    /* when something was last under way */
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
    struct sk_scanner_watch scanners;
    struct sk_link_watch reach;
    struct sk_hearing hearing;
    struct sk_model_sound sound;
    uint64_t own_cues;    /* beside those of pairing: alarms, a test of the sound */
    enum sk_cue own_cue;  /* the newest */
    uint64_t cues_at_own; /* of pairing, when that came */
    struct sk_deliveries deliveries;
    struct sk_fleet_desk fleet;
    struct sk_inbox *results;

    struct sk_light_runner *light;   /* owned; NULL: there is none */
    struct sk_report_maker *reports; /* likewise */
    struct sk_status_desk desk;
    struct sk_app_bench bench;
    struct sk_replies replies;
    struct sk_keyed_label keyed_label;
    char typed[SK_MODEL_LABEL_SIZE]; /* by a hand so far */
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

/* Likewise. */
static bool on_fleet(void *data, const struct sk_fleet_news *news) {
    struct sk_app *app = data;
    struct result result = { .type = RESULT_FLEET, .u.fleet = *news };
    return sk_inbox_post(app->results, &result, RESULTS_MAX / 2) == SK_OK;
}

static void on_picture(void *data, const struct sk_keeper_news *news) {
    struct result result = { .type = RESULT_PICTURE, .u.picture = *news };
    post_result(data, &result);
}

static void on_light(void *data, const struct sk_light_news *news) {
    struct result result = { .type = RESULT_LIGHT, .u.light = *news };
    post_result(data, &result);
}

static void on_report(void *data, const struct sk_report_maker_news *news) {
    struct result result = { .type = RESULT_REPORT, .u.report = *news };
    post_result(data, &result);
}

/* --- the model ---------------------------------------------------------------------------- */

/* Who is signed on, where that is one of the table. */
static const struct sk_person *signed_on(const struct sk_app *app) {
    int64_t number = app->flow.pairing.person;
    return number != 0 ? sk_people_number(app->people, number) : NULL;
}

static void present(struct sk_app *app, const struct sk_config_problems *problems, sk_ms now) {
    const struct sk_person *person = signed_on(app);
    sk_spoken_language_look(&app->language, app->flow.pairing.operator_name,
                            person ? person->language : "", app->model.screen == SK_SCREEN_READY);
    struct sk_present_from from = {
        .problems = problems,
        .flow = &app->flow,
        .intake = &app->intake,
        .troubles = &app->troubles,
        .disk = &app->disk,
        .deliveries = &app->deliveries,
        .session = &app->session,
        .scanners = &app->scanners,
        .reach = &app->reach,
        .fleet = &app->fleet.state,
        .office = &app->fleet.office,
        .typed = app->typed,
        .keyed_label = &app->keyed_label,
        .hearing = &app->hearing,
        .sound = &app->sound,
        .own_cues = app->own_cues,
        .own_cue = app->own_cue,
        .is_own_cue_newest = app->own_cues > 0 && app->flow.pairing.cue_number == app->cues_at_own,
        .is_choosing_language = app->language.is_open,
        .is_ready = app->is_ready,
        .is_on_hold = app->actions.is_on_hold,
        .hold_reason = app->actions.hold_reason,
    };
    sk_present(&from, now, &app->next);
    app->next.revision = app->model.revision;
    /* Both were zeroed whole, padding too. */
    /* NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-exp42-c,cert-flp37-c) */
    if (app->next.revision == 0 || memcmp(&app->next, &app->model, sizeof(app->next)) != 0) {
        app->next.revision++;
        app->model = app->next;
    }
    sk_status_desk_look(&app->desk, &from, &app->model, now);
    sk_fleet_desk_look(&app->fleet, &app->model, &app->deliveries);
    const struct sk_light_wish wish = { .lamp = sk_model_lamp(app->model.screen),
                                        .is_called = app->model.is_called };
    sk_light_runner_show(app->light, wish);
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

static bool find_verdict(void *data, int64_t number, struct sk_verdict *verdict) {
    struct sk_app *app = data;
    return sk_verdicts_find(&app->flow.verdicts, number, verdict);
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

static void list_people(void *data, const struct sk_job *job, struct sk_job_news *news) {
    const struct sk_app *app = data;
    size_t all = sk_people_count(app->people);
    for (size_t i = (size_t)job->number; i < all && news->count < SK_SUPER_ROWS; i++) {
        const struct sk_person *person = sk_people_at(app->people, i);
        struct sk_model_super_person *out = &news->people[news->count++];
        out->number = person->number;
        out->role = (int32_t)person->role;
        out->has_badge = person->has_badge;
        memcpy(out->name, person->name, sizeof(out->name));
    }
    news->has_more = (size_t)job->number + news->count < all;
}

static void note_session(void *data, enum sk_event event, const struct sk_actor *who,
                         const char *text) {
    struct sk_app *app = data;
    sk_pair_flow_note(&app->flow, event, who, text);
    if (event == SK_EVENT_SETTING) { /* perhaps of people */
        app->flow.recorder->ops->look_for_people(app->flow.recorder);
    }
    if (event == SK_EVENT_SESSION) { /* whoever was called is here */
        const struct sk_pairing_input answered = { .type = SK_PAIRING_INPUT_ANSWERED,
                                                   .operator_name = who->name,
                                                   .person = who->person };
        sk_pair_flow_step(&app->flow, &answered);
    }
}

static void look_up_badge(struct sk_app *app, const struct sk_scan *scan, struct sk_label *label);

/* What was typed on the PIN pad past the readers. */
static void read_label(void *data, const char *text, size_t length, struct sk_label *label) {
    struct sk_app *app = data;
    struct sk_scan scan = { .source = SK_SOURCE_KEYBOARD, .at = now_of(app) };
    sk_scan_set_text(&scan, text, length);
    sk_label_classify(app->rules, &scan, label);
    look_up_badge(app, &scan, label);
    sk_wipe(&scan, sizeof(scan));
}

static void tell_scanner(const struct sk_app *app, const struct sk_reply_to *to) {
    if (app->bench.reply) {
        app->bench.reply(app->bench.data, to->source, to->device, to->reply);
    }
}

static void on_verdict(void *data, const struct sk_verdict *verdict) {
    struct sk_app *app = data;
    struct sk_reply_to to;
    if (sk_replies_verdict(&app->replies, verdict, &to)) {
        tell_scanner(app, &to);
    }
}

static void set_up_scanner(void *data, enum sk_setup_step what) {
    struct sk_app *app = data;
    if (what == SK_SETUP_END) { /* those that are still there come again */
        sk_intake_forget(&app->intake, sk_scan_source_is_scanner);
    }
    if (app->bench.set_up) {
        app->bench.set_up(app->bench.data, what);
    } else if (what == SK_SETUP_BEGIN) {
        const struct sk_model_setup none = {
            .error = SK_N("Scanners cannot be set up here: this kiosk has no window.")
        };
        sk_session_setup(&app->session, &none, now_of(app));
    }
}

static void play(struct sk_app *app, enum sk_cue cue) {
    app->own_cues++;
    app->own_cue = cue;
    app->cues_at_own = app->flow.pairing.cue_number;
}

static void step_hearing(struct sk_app *app, enum sk_hearing_input_type type) {
    const struct sk_hearing_input input = {
        .type = type,
        .wall_ms = app->clock->ops->wall(app->clock),
        .is_free = app->is_ready && app->model.screen == SK_SCREEN_READY && !app->model.needs_badge,
        .is_silent = app->sound.volume == 0,
    };
    struct sk_hearing_effect effect;
    sk_hearing_step(&app->hearing, &input, now_of(app));
    while (sk_hearing_next(&app->hearing, &effect)) {
        if (effect.type == SK_HEARING_EFFECT_PLAY) {
            play(app, effect.cue);
        } else {
            const struct sk_actor *who =
                sk_session_is_open(&app->session) ? sk_session_who(&app->session) : NULL;
            sk_log_info("the sound was tested: %s", effect.text);
            sk_pair_flow_note(&app->flow, SK_EVENT_SOUND, who, effect.text);
        }
    }
}

static void keep_sound(struct sk_app *app, const char *setting, const char *value) {
    char text[SK_NOTE_SIZE];
    (void)snprintf(text, sizeof(text), "%s=%s", setting, value);
    sk_pair_flow_note(&app->flow, SK_EVENT_SETTING, sk_session_who(&app->session), text);
    if (app->bench.sound) {
        app->bench.sound(app->bench.data, &app->sound, setting);
    }
}

/* The message of the office, where nothing else is to be acknowledged. */
static bool see_message(struct sk_app *app) {
    struct sk_actor who = { .person = app->flow.pairing.person };
    memcpy(who.name, app->flow.pairing.operator_name, sizeof(who.name));
    return app->model.screen == SK_SCREEN_READY && sk_errand_desk_see(&app->fleet.office, &who);
}

static void decide_office(void *data, uint64_t id, bool is_confirmed, const struct sk_actor *who) {
    struct sk_app *app = data;
    sk_errand_desk_decide(&app->fleet.office, id, is_confirmed, who);
}

/* What only IT can change is left as it is. */
static void set_sound(void *data, enum sk_sound_step step, int32_t value) {
    struct sk_app *app = data;
    struct sk_model_sound *sound = &app->sound;
    char text[8];
    switch (step) {
    case SK_SOUND_STEP_LOOK:
        if (app->bench.sound) {
            app->bench.sound(app->bench.data, sound, NULL);
        }
        break;
    case SK_SOUND_STEP_VOLUME:
        if (!sound->is_volume_overruled && sound->volume != value) {
            sound->volume = value;
            (void)snprintf(text, sizeof(text), "%d", (int)value);
            keep_sound(app, "sound.volume", text);
            play(app, SK_CUE_BOUND); /* as loud as it is now */
        }
        break;
    case SK_SOUND_STEP_OUTPUT:
        if (!sound->is_device_overruled && value < (int32_t)sound->output_count) {
            (void)snprintf(sound->device, sizeof(sound->device), "%s",
                           value < 0 ? "" : sound->outputs[value]);
            keep_sound(app, "sound.device", sound->device);
            play(app, SK_CUE_BOUND);
        }
        break;
    case SK_SOUND_STEP_TEST:
        step_hearing(app, SK_HEARING_INPUT_ASKED_FOR);
        break;
    }
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
                                          .takes_shared_pin = app->config->supervisor.shared_pin,
                                          .bench = app->config->kiosk.bench,
                                          .region = app->config->cloud.region,
                                          .language = sk_language_name(), /* the bench's, as yet */
                                          .printer = app->config->print.printer,
                                          .label_printer = sk_config_label_printer(app->config),
                                          .clock = app->clock };
    options.rules.prints_labels = options.label_printer[0] != '\0';
    (void)sk_label_mm(app->config->print.label_mm, &options.label_size);
    struct sk_session_ports ports = { .begin = begin_action,
                                      .take_result = take_result,
                                      .find_verdict = find_verdict,
                                      .list_missing = list_missing,
                                      .list_people = list_people,
                                      .note = note_session,
                                      .read_label = read_label,
                                      .set_up = set_up_scanner,
                                      .sound = set_sound,
                                      .office = decide_office,
                                      .data = app };
    (void)sk_shift_ends(app->config->shift.ends, &options.shifts); /* it is checked at the start */
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

static enum sk_err may_stop(void *data, int64_t seconds, struct sk_err_info *info) {
    const struct sk_app *app = data;
    int64_t rested = (now_of(app) - app->busy_at) / 1000;
    if (sk_session_is_open(&app->session)) {
        return sk_fail(info, SK_ERR_BUSY, "a supervisor is at the bench");
    }
    if (!sk_app_is_idle(app)) {
        return sk_fail(info, SK_ERR_BUSY, "a pair is half scanned, or waits for the cloud");
    }
    return rested >= seconds ? SK_OK
                             : sk_fail(info, SK_ERR_BUSY, "the bench was used %lld seconds ago",
                                       (long long)rested);
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
        app->actions.may_stop = may_stop;
        app->actions.may_stop_data = app;
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

static enum sk_err start_light(struct sk_app *app, struct sk_err_info *info) {
    struct sk_light_runner_options options = { .clock = app->clock, .post = on_light, .data = app };
    struct sk_light_choice choice;
    enum sk_err err = sk_config_light(app->config, &choice, info);
    if (err) {
        return err;
    }
    err = sk_light_device_of(&choice, app->config->light.blink, &options.device, &options.rules);
    if (!err && options.device) {
        err = sk_light_runner_create(&app->light, &options);
    }
    return err ? sk_fail(info, err, "not enough memory to start the kiosk") : SK_OK;
}

/* Where the settings want reports of their own accord. */
static enum sk_err start_reports(struct sk_app *app, struct sk_err_info *info) {
    const struct sk_config *config = app->config;
    struct sk_report_maker_options options = { .journal_path = app->journal_path,
                                               .bench = config->kiosk.bench,
                                               .language = sk_language_name(),
                                               .folder = config->report.folder,
                                               .printer = config->report.print
                                                              ? config->print.printer
                                                              : "",
                                               .clock = app->clock,
                                               .post = on_report,
                                               .data = app };
    if (!config->report.folder[0] && !config->report.print) {
        return SK_OK;
    }
    (void)sk_shift_ends(config->shift.ends, &options.shifts);
    enum sk_err err = sk_report_maker_create(&app->reports, &options);
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
        app->fleet = (struct sk_fleet_desk){ .config = app->config,
                                             .clock = app->clock,
                                             .recorder = app->flow.recorder,
                                             .flow = &app->flow,
                                             .actions = &app->actions,
                                             .post = on_fleet,
                                             .data = app };
        sk_fleet_desk_start(&app->fleet, app->journal_path);
    }
    if (!err) {
        err = parts->make_sender(parts->data, app->config, &listener, &app->flow.sender, info);
    }
    if (!err) {
        err = start_keeper(app, info);
    }
    if (!err) {
        err = start_light(app, info);
    }
    if (!err) {
        err = start_reports(app, info);
    }
    app->has_started = !err;
    return err;
}

static void begin_sound(struct sk_app *app) {
    struct sk_shift_times ends = { .count = 0 };
    (void)sk_shift_ends(app->config->shift.ends, &ends); /* what is wrong is told elsewhere */
    sk_hearing_init(&app->hearing, &ends);
    app->sound.volume = (int32_t)app->config->sound.volume;
    (void)snprintf(app->sound.device, sizeof(app->sound.device), "%s", app->config->sound.device);
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
    app->problems = problems;
    app->is_broken = problems && problems->count > 0;
    sk_spoken_language_init(&app->language);
    sk_troubles_init(&app->troubles);
    sk_pair_flow_init(&app->flow, config, clock, &app->guard);
    app->flow.on_verdict = on_verdict;
    app->flow.on_verdict_data = app;
    sk_keyed_label_init(&app->keyed_label, config->labels.by_hand);
    begin_sound(app);
    sk_scanner_watch_init(&app->scanners, config->input.expect, now_of(app));
    sk_link_watch_init(&app->reach, now_of(app));
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
    sk_light_runner_destroy(app->light); /* dark, whatever the others still take */
    app->light = NULL;
    sk_report_maker_destroy(app->reports);
    app->reports = NULL;
    sk_action_runner_stop(&app->actions);
    sk_status_desk_close(&app->desk);
    sk_deliveries_stop(&app->deliveries);
    sk_fleet_desk_stop(&app->fleet);
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

void sk_app_set_painter(struct sk_app *app, const struct sk_app_painter *painter) {
    app->desk.painter = *painter;
}

void sk_app_drawn(struct sk_app *app) {
    sk_status_desk_drawn(&app->desk, app->model.revision, app->clock->ops->wall(app->clock));
}

void sk_app_listen(struct sk_app *app) {
    app->actions.wants_control = true;
    sk_status_desk_open(&app->desk, app->config, app->journal_path, app->clock);
    present(app, app->is_broken ? app->problems : NULL, now_of(app));
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
    if (sk_guard_start(&app->guard, sk_fleet_desk_list(&app->fleet), app->journal_path, &rules,
                       on_list, app) != SK_OK) {
        struct sk_manifest_news news = { .manifest = NULL };
        (void)sk_fail(&news.text, SK_ERR_NOMEM,
                      "the device list cannot be watched: not enough memory");
        sk_guard_take(&app->guard, &news);
    }
}

static void take_opened(struct sk_app *app, const struct sk_recorder_news *news) {
    sk_action_runner_hold(&app->actions, news->is_on_hold, news->hold_reason);
    if (news->had_scanner) {
        sk_scanner_watch_know(&app->scanners);
    }
    sk_hearing_step(&app->hearing,
                    &(struct sk_hearing_input){ .type = SK_HEARING_INPUT_OPENED,
                                                .tested_wall_ms = news->sound_tested_wall_ms },
                    now_of(app));
    sk_pair_flow_opened(&app->flow, news);
    sk_action_runner_listen(&app->actions, app->journal_path);
    start_guard(app);
    become_ready(app);
}

static struct sk_label badge_of(const struct sk_person *person) {
    struct sk_label label = { .kind = SK_LABEL_BADGE,
                              .person = person->number,
                              .is_supervisor = person->role == SK_ROLE_SUPERVISOR,
                              .is_it = person->role == SK_ROLE_IT };
    memcpy(label.text, person->name, sizeof(person->name));
    return label;
}

static void tell_session(struct sk_app *app) {
    const struct sk_person *person = signed_on(app);
    bool is_one = person && person->role != SK_ROLE_WORKER;
    struct sk_label badge = is_one ? badge_of(person) : (struct sk_label){ .person = 0 };
    sk_session_signed_on(&app->session, is_one ? &badge : NULL);
}

/* Who was erased is signed on no longer; and whoever has the role no more leaves it. */
static void take_people(struct sk_app *app, struct sk_people *people) {
    struct sk_pairing_input sign_off = { .type = SK_PAIRING_INPUT_COMMAND,
                                         .command = SK_COMMAND_SIGN_OFF };
    int64_t admitted = sk_session_who(&app->session)->person;
    sk_people_destroy(app->people);
    app->people = people;
    if (sk_people_problem(people)[0] != '\0') {
        sk_log_error("%s", sk_people_problem(people));
    }
    if (app->flow.pairing.person != 0 && !sk_people_number(people, app->flow.pairing.person)) {
        sk_pair_flow_step(&app->flow, &sign_off);
    }
    const struct sk_person *person = sk_people_number(people, admitted);
    if (admitted != 0 && (!person || person->role == SK_ROLE_WORKER)) {
        sk_session_touch(&app->session, (struct sk_super_touch){ .type = SK_SUPER_TOUCH_LEAVE },
                         now_of(app));
    }
}

static void take_journal_news(struct sk_app *app, const struct sk_recorder_news *news) {
    sk_troubles_take_recorder(&app->troubles, news);
    sk_deliveries_journal(&app->deliveries, news);
    sk_fleet_desk_journal(&app->fleet, news);
    switch (news->type) {
    case SK_RECORDER_OPENED:
        take_opened(app, news);
        break;
    case SK_RECORDER_RECENT:
        sk_verdicts_add_earlier(&app->flow.verdicts, &news->stored);
        break;
    case SK_RECORDER_UNSEEN:
        sk_pair_flow_unseen(&app->flow, news);
        break;
    case SK_RECORDER_UNDOING:
        sk_action_runner_resume(&app->actions, &news->stored);
        break;
    case SK_RECORDER_SAVED:
        sk_log_about(
            SK_LOG_DEBUG,
            &((struct sk_log_about){ .pair = news->number, .event = sk_event_name(news->event) }),
            "pair %" PRId64 ": event '%s' is on the disk", news->number,
            sk_event_name(news->event));
        if (!sk_keeper_saved(app->flow.keeper, news) && !sk_event_is_beside(news->event)) {
            sk_pair_flow_saved(&app->flow, news);
            sk_action_runner_saved(&app->actions, news);
            sk_session_logged(&app->session, now_of(app));
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

static void take_reach(struct sk_app *app, const struct sk_sender_news *news) {
    if (news->type == SK_SENDER_REACHED || news->type == SK_SENDER_LOST) {
        sk_link_watch_told(&app->reach, news->code, now_of(app));
    }
}

static void take_answer(struct sk_app *app, const struct sk_answer *answer) {
    struct sk_recorder *recorder = app->flow.recorder;
    bool is_right = false;
    if (sk_troubles_learn_time(&app->troubles, answer, &is_right)) {
        recorder->ops->clock_known(recorder, is_right);
    }
    sk_log_about(SK_LOG_DEBUG, &((struct sk_log_about){ .pair = answer->number }),
                 "pair %" PRId64 ": the answer to %s is %s, %s, status %d, code '%s'",
                 answer->number, sk_request_name(answer->request),
                 sk_answer_class_name(answer->cls), sk_presence_name(answer->presence),
                 answer->http_status, answer->code);
    if (answer->http_status != 0) {
        sk_link_watch_answered(&app->reach, now_of(app));
    }
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
        sk_fleet_recount(app->fleet.fleet);
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
        take_reach(app, &result->u.cloud);
        break;
    case RESULT_LIST:
        take_list(app, &result->u.list);
        break;
    case RESULT_PICTURE:
        sk_keeper_take(app->flow.keeper, &result->u.picture);
        break;
    case RESULT_LIGHT:
        sk_troubles_take_light(&app->troubles, &result->u.light);
        break;
    case RESULT_REPORT:
        sk_troubles_take_report(&app->troubles, result->u.report.has_trouble,
                                &result->u.report.text);
        break;
    case RESULT_DELIVERY:
        sk_deliveries_take(&app->deliveries, &result->u.delivery);
        break;
    case RESULT_FLEET:
        sk_fleet_desk_take(&app->fleet, &result->u.fleet);
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
    if (person && !sk_label_may_be_in(app->rules, SK_LABEL_BADGE, scan)) {
        *label = (struct sk_label){ .kind = SK_LABEL_WRONG_SYMBOLOGY };
        return;
    }
    if (person) {
        *label = badge_of(person);
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

/* What a supervisor scanned, to search for or to open the session. A badge is nobody's business,
 * and nor is what may be a PIN. */
static void note_session_scan(struct sk_app *app, const struct sk_label *label,
                              const struct sk_scan *scan, bool was_pad, bool was_badge) {
    bool is_typed = scan->by_hand || scan->source == SK_SOURCE_KEYBOARD;
    bool is_secret = was_badge || label->kind == SK_LABEL_BADGE ||
                     label->kind == SK_LABEL_UNKNOWN_BADGE ||
                     ((was_pad || is_typed) && sk_scan_is_like_pin(scan));
    struct sk_pairing_effect note = {
        .type = SK_PAIRING_EFFECT_NOTE,
        .pair.serial_facts = { .source = scan->source,
                               .symbology = scan->symbology,
                               .by_hand = scan->by_hand,
                               .wall_ms = app->clock->ops->wall(app->clock),
                               .at = scan->at },
    };
    memcpy(note.pair.serial_facts.device, scan->device, sizeof(scan->device));
    if (!is_secret) {
        (void)sk_utf8_label(scan->text, scan->length, note.text, sizeof(note.text), NULL);
    }
    sk_pair_flow_note_scan(&app->flow, &note, SK_CODE_IN_SESSION, sk_session_who(&app->session));
}

/* Of somebody who is in the table it is kept for the next time, too. */
static void choose_language(struct sk_app *app, const char *name) {
    const struct sk_person *person = signed_on(app);
    sk_spoken_language_take(&app->language, name);
    if (person && strcmp(person->language, sk_language_name()) != 0) {
        sk_people_speak(app->people, person->number, sk_language_name());
        sk_pair_flow_note(&app->flow, SK_EVENT_LANGUAGE, NULL, sk_language_name());
        sk_pair_flow_pump(&app->flow);
    }
}

static void take_scan(struct sk_app *app, const struct sk_scan *scan) {
    struct sk_app_tally *tally = &app->flow.verdicts.tally;
    const struct sk_keyed_label_input scanned = { .type = SK_KEYED_LABEL_INPUT_SCANNED };
    struct sk_label label;
    sk_keyed_label_step(&app->keyed_label, &scanned, now_of(app));
    sk_keeper_stir(app->flow.keeper);
    sk_fleet_desk_scanned(&app->fleet);
    step_hearing(app, SK_HEARING_INPUT_SCANNED);
    sk_label_classify(app->rules, scan, &label);
    look_up_badge(app, scan, &label);
    tally->scans++;
    tell_session(app);
    bool was_pad = sk_session_takes_keys(&app->session);
    bool was_badge = sk_session_takes_badge(&app->session);
    if (sk_session_scan(&app->session, &label, scan, now_of(app))) {
        note_session_scan(app, &label, scan, was_pad,
                          was_badge); /* a supervisor's; never half a pair */
        return;
    }
    if (label.kind == SK_LABEL_COMMAND && label.command == SK_COMMAND_LANGUAGE) {
        choose_language(app, label.text);
    }
    if (label.kind == SK_LABEL_COMMAND && label.command == SK_COMMAND_ACKNOWLEDGE) {
        (void)see_message(app);
    }
    tally->labels += label.kind != SK_LABEL_COMMAND && label.kind != SK_LABEL_BADGE &&
                     label.kind != SK_LABEL_UNKNOWN_BADGE;
    if (label.kind == SK_LABEL_DENIED) {
        sk_log_warning(
            "the serial number '%s' is a placeholder, or not allowed; it was not accepted",
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
        struct sk_reply_to to;
        sk_scanner_watch_scan(&app->scanners, now_of(app));
        take_scan(app, &scan);
        if (sk_replies_scan(&app->replies, &scan, &app->flow.pairing, &to)) {
            tell_scanner(app, &to);
        }
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

/* Returns when to look again; -1: no need. */
static sk_ms watch_scanners(struct sk_app *app, sk_ms now) {
    uint32_t rings = app->scanners.rings;
    if (app->session.super.is_setting_up) {
        sk_scanner_watch_rest(&app->scanners);
        return -1;
    }
    sk_ms again =
        sk_scanner_watch_look(&app->scanners, app->intake.readers, app->intake.reader_count, now);
    if (app->scanners.rings != rings) {
        sk_pair_flow_note(&app->flow, SK_EVENT_NO_SCANNER, NULL, app->scanners.trouble);
        sk_pair_flow_pump(&app->flow);
        play(app, SK_CUE_ALARM);
    }
    return again;
}

/* Whoever wants to stop the kiosk waits for a while in which this does not happen. */
static void note_busy(struct sk_app *app, bool has_more, sk_ms now) {
    if (has_more || !sk_app_is_idle(app) || sk_session_is_open(&app->session)) {
        app->busy_at = now;
    }
}

/* When sk_app_turn() is to be called again at the latest; -1: never. */
static sk_ms deadline_of(struct sk_app *app, sk_ms of_session, sk_ms now) {
    const struct sk_pairing *pairing = &app->flow.pairing;
    sk_ms deadlines[] = { sk_pair_flow_deadline(&app->flow, now),
                          sk_action_runner_deadline(&app->actions, now),
                          of_session,
                          app->is_ready ? app->reach.due : -1,
                          sk_keyed_label_deadline(&app->keyed_label),
                          sk_hearing_deadline(&app->hearing),
                          sk_troubles_deadline(&app->troubles),
                          sk_disk_watch_look(&app->disk, sk_pairing_unsaved_for(pairing, now),
                                             pairing->rules.slow, pairing->verdict.number, now),
                          app->flow.outbox.count > 0 ||
                                  app->fleet.state.reach == SK_MODEL_FLEET_OFFLINE
                              ? now + SK_PRESENT_AGE_STEP_MS
                              : -1 };
    sk_ms deadline = -1;
    for (size_t i = 0; i < sizeof(deadlines) / sizeof(deadlines[0]); i++) {
        deadline = sk_earlier(deadline, deadlines[i]);
    }
    return deadline;
}

static void answer_questions(struct sk_app *app) {
    struct sk_question question;
    while (sk_action_runner_question(&app->actions, &question)) {
        sk_status_desk_answer(&app->desk, &question, &app->model);
    }
}

sk_ms sk_app_turn(struct sk_app *app) {
    struct sk_pairing_input tick = { .type = SK_PAIRING_INPUT_TICK };
    if (app->is_broken) {
        return -1;
    }
    struct sk_reply_to to;
    take_results(app);
    if (sk_replies_look(&app->replies, &app->flow.pairing, &to)) {
        tell_scanner(app, &to);
    }
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
        sk_fleet_desk_turn(&app->fleet);
    }
    sk_ms now = now_of(app);
    note_busy(app, has_more, now);
    sk_keyed_label_step(&app->keyed_label,
                        &(struct sk_keyed_label_input){ .type = SK_KEYED_LABEL_INPUT_TICK }, now);
    sk_ms of_session = sk_session_turn(&app->session, now);
    retry_cloud(app, now);
    if (app->is_ready && sk_link_watch_take(&app->reach, now)) {
        sk_pair_flow_try(&app->flow);
    }
    step_hearing(app, SK_HEARING_INPUT_TICK);
    sk_ms of_scanners = app->is_ready ? watch_scanners(app, now) : -1;
    sk_ms deadline = sk_earlier(deadline_of(app, of_session, now), of_scanners);
    present(app, NULL, now);
    answer_questions(app);
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
    case SK_BUTTON_CALL:
        return SK_COMMAND_CALL;
    case SK_BUTTON_LANGUAGE: /* no command */
    case SK_BUTTON_HEARD:
    case SK_BUTTON_NOT_HEARD:
    case SK_BUTTON_SEEN:
    case SK_BUTTON_MODE:
        break;
    }
    return app->flow.pairing.sticky ? SK_COMMAND_PAIR : SK_COMMAND_STICKY;
}

/* True: it was an answer to the question that is shown. */
static bool answer_sound(struct sk_app *app, enum sk_button button) {
    if (app->model.screen != SK_SCREEN_SOUND) {
        step_hearing(app, SK_HEARING_INPUT_STIRRED);
        return button == SK_BUTTON_HEARD || button == SK_BUTTON_NOT_HEARD;
    }
    step_hearing(app, button == SK_BUTTON_HEARD       ? SK_HEARING_INPUT_HEARD
                      : button == SK_BUTTON_NOT_HEARD ? SK_HEARING_INPUT_NOT_HEARD
                                                      : SK_HEARING_INPUT_CLOSE);
    sk_pair_flow_pump(&app->flow);
    present(app, NULL, now_of(app));
    return true;
}

void sk_app_office_asks(struct sk_app *app, const struct sk_errand *request) {
    sk_errand_desk_add(&app->fleet.office, request);
    present(app, NULL, now_of(app));
}

void sk_app_act(struct sk_app *app, enum sk_button button) {
    if (app->is_broken || !app->is_ready || answer_sound(app, button)) {
        return;
    }
    if (sk_app_is_supervised(app)) {
        if (button == SK_BUTTON_CANCEL) {
            sk_app_touch(app, (struct sk_super_touch){ .type = SK_SUPER_TOUCH_BACK });
        }
        return;
    }
    if (button == SK_BUTTON_LANGUAGE) {
        app->language.is_open = !app->language.is_open;
    } else if (button == SK_BUTTON_SEEN) {
        (void)see_message(app);
    } else {
        struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_COMMAND,
                                          .command = command_of(app, button) };
        sk_pair_flow_step(&app->flow, &input);
        sk_pair_flow_pump(&app->flow);
    }
    present(app, NULL, now_of(app));
}

void sk_app_choose_language(struct sk_app *app, const char *name) {
    if (app->is_broken) {
        sk_spoken_language_take(&app->language, name);
    } else {
        choose_language(app, name);
        present(app, NULL, now_of(app));
    }
}

void sk_app_set_bench(struct sk_app *app, const struct sk_app_bench *bench) {
    app->bench = *bench;
}

void sk_app_show_sound(struct sk_app *app, const struct sk_model_sound *sound) {
    app->sound = *sound;
    present(app, NULL, now_of(app));
}

void sk_app_show_setup(struct sk_app *app, const struct sk_model_setup *setup) {
    bool is_news = setup->is_saved && app->session.super.is_keeping;
    for (size_t i = 0; is_news && i < setup->change_count; i++) {
        char text[SK_NOTE_SIZE];
        (void)snprintf(text, sizeof(text), "%s=%s", setup->changes[i].name,
                       setup->changes[i].value);
        sk_pair_flow_note(&app->flow, SK_EVENT_SETTING, sk_session_who(&app->session), text);
    }
    sk_session_setup(&app->session, setup, now_of(app));
    sk_pair_flow_pump(&app->flow);
    present(app, NULL, now_of(app));
}

bool sk_app_is_supervised(const struct sk_app *app) {
    return sk_session_is_open(&app->session);
}

bool sk_app_must_end(const struct sk_app *app) {
    return app->session.must_end;
}

void sk_app_show_fleet(struct sk_app *app, const struct sk_fleet_state *fleet) {
    app->fleet.state = *fleet;
    if (!app->is_broken) {
        present(app, NULL, now_of(app));
    }
}

void sk_app_touch(struct sk_app *app, struct sk_super_touch touch) {
    if (!app->is_broken && app->is_ready) {
        tell_session(app);
        sk_session_touch(&app->session, touch, now_of(app));
        present(app, NULL, now_of(app));
    }
}

/* By the rules alone, as none may be typed that a scanner would not read. */
static bool is_label(const struct sk_app *app, const struct sk_scan *scan) {
    struct sk_label label;
    sk_label_classify(app->rules, scan, &label);
    return label.kind != SK_LABEL_UNKNOWN && label.kind != SK_LABEL_BADGE;
}

/* As a reader would have delivered it. */
static void fill_typed(const struct sk_app *app, const char *text, struct sk_scan *scan) {
    *scan = (struct sk_scan){ .source = SK_SOURCE_TOUCH, .by_hand = true, .at = now_of(app) };
    sk_scan_set_text(scan, text, strlen(text));
}

void sk_app_glass(struct sk_app *app, int32_t key) {
    const struct sk_pairing_input typed = { .type = SK_PAIRING_INPUT_TYPED };
    struct sk_scan scan;
    char text[SK_LABEL_MAX + 1];
    if (sk_app_is_supervised(app)) {
        sk_app_touch(app, (struct sk_super_touch){ .type = SK_SUPER_TOUCH_KEY, .value = key });
        return;
    }
    if (app->is_broken || !app->is_ready) {
        return;
    }
    fill_typed(app, app->keyed_label.glass.text, &scan);
    const struct sk_keyed_label_input input = { .type = SK_KEYED_LABEL_INPUT_KEY,
                                                .key = key,
                                                .is_label = is_label(app, &scan) };
    sk_keyed_label_step(&app->keyed_label, &input, now_of(app));
    sk_pair_flow_step(&app->flow, &typed);
    sk_pair_flow_pump(&app->flow);
    if (sk_keyed_label_next(&app->keyed_label, text)) {
        fill_typed(app, text, &scan);
        (void)app->intake.sink.ops->push(&app->intake.sink,
                                         &scan); /* no room: the screen says it */
    }
    present(app, NULL, now_of(app));
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

/* The end of a text that is too long, as the next character comes there. */
static const char *typed_end(const char *text, size_t *length) {
    size_t skip = *length > SK_MODEL_LABEL_SIZE / 2 ? *length - SK_MODEL_LABEL_SIZE / 2 : 0;
    while (skip < *length && ((unsigned char)text[skip] & 0xC0) == 0x80) {
        skip++; /* not in the middle of a UTF-8 character */
    }
    *length -= skip;
    return text + skip;
}

bool sk_app_show_typed(struct sk_app *app, const char *text, size_t length) {
    char shown[sizeof(app->typed)];
    const char *end = typed_end(text, &length);
    (void)sk_utf8_printable(end, length, shown, sizeof(shown), NULL);
    if (strcmp(shown, app->typed) == 0) {
        return false;
    }
    memcpy(app->typed, shown, sizeof(app->typed));
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
