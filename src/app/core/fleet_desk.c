#define SK_LOG_MODULE "fleet"

#include "app/core/fleet_desk.h"

#include "base/assert.h"
#include "base/log.h"
#include "fleet/bench_id.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- on the fleet's thread ---------------------------------------------------------------- */

static bool report(void *data, const struct sk_fleet_news *news) {
    const struct sk_fleet_desk *desk = data;
    return desk->post(desk->data, news);
}

static void acknowledge(void *data, int64_t seq) {
    const struct sk_fleet_desk *desk = data;
    desk->recorder->ops->acknowledge(desk->recorder, SK_FLEET_RECEIVER, seq);
}

/* --- asking ------------------------------------------------------------------------------- */

static bool ask(void *data, uint64_t id, const struct sk_labels *labels) {
    const struct sk_fleet_desk *desk = data;
    return sk_fleet_ask(desk->fleet, id, labels);
}

static bool claim(void *data, uint64_t id, const struct sk_labels *labels,
                  const struct sk_pair *pair) {
    const struct sk_fleet_desk *desk = data;
    return sk_fleet_claim(desk->fleet, id, labels, pair->person,
                          pair->person != 0 ? "" : pair->operator_name);
}

static bool answer_office(void *data, int64_t id, const char *outcome, bool is_end) {
    const struct sk_fleet_desk *desk = data;
    return sk_fleet_answer(desk->fleet, id, outcome, is_end);
}

/* --- life --------------------------------------------------------------------------------- */

static enum sk_err start(struct sk_fleet_desk *desk, const char *journal_path,
                         struct sk_err_info *info) {
    const struct sk_config *config = desk->config;
    struct sk_fleet_ports ports = { .report = report, .acknowledge = acknowledge, .data = desk };
    struct sk_fleet_options options = { .dsn = config->fleet.dsn,
                                        .bench = desk->bench,
                                        .secret_file = config->fleet.secret_file,
                                        .journal_path = journal_path,
                                        .list_path = desk->list_path,
                                        .ship_pause = config->fleet.ship_ms,
                                        .beat = config->fleet.beat_ms,
                                        .follow = config->fleet.follow_ms,
                                        .wants_people = config->fleet.people,
                                        .clock = desk->clock };
    enum sk_err err = sk_fleet_bench_id(config->fleet.bench, journal_path, true, desk->bench, info);
    if (!err) {
        err = sk_fleet_link_check(config->fleet.dsn, info);
    }
    return err ? err : sk_fleet_create(&desk->fleet, &options, &ports, info);
}

void sk_fleet_desk_start(struct sk_fleet_desk *desk, const char *journal_path) {
    const struct sk_errand_port port = { .answer = answer_office, .data = desk };
    sk_errand_desk_init(&desk->office, desk->config->fleet.trust_office, desk->actions, desk->flow,
                        &port);
    if (!desk->config->fleet.dsn[0]) {
        return;
    }
    desk->state = (struct sk_fleet_state){ .reach = SK_MODEL_FLEET_OFFLINE,
                                           .lost_wall_ms = desk->clock->ops->wall(desk->clock) };
    if (desk->config->fleet.list) {
        (void)snprintf(desk->list_path, sizeof(desk->list_path), "%.4000s.list.csv", journal_path);
    }
    desk->recorder->ops->enroll(desk->recorder, SK_FLEET_RECEIVER);
    if (start(desk, journal_path, &desk->why) != SK_OK) {
        sk_log_error("the fleet cannot be used, and the bench works without: %s", desk->why.text);
        return;
    }
    desk->asker = (struct sk_fleet_asker){ .ask = ask, .claim = claim, .data = desk };
    sk_pair_flow_join(desk->flow, &desk->asker, desk->config->fleet.wait_ms);
    sk_log_info("this bench is '%s' in its fleet", desk->bench);
}

void sk_fleet_desk_stop(struct sk_fleet_desk *desk) {
    sk_fleet_destroy(desk->fleet);
    desk->fleet = NULL;
}

const char *sk_fleet_desk_list(const struct sk_fleet_desk *desk) {
    return desk->list_path[0] ? desk->list_path : desk->config->guard.manifest;
}

/* --- the office's requests ---------------------------------------------------------------- */

static enum sk_errand_kind kind_of(enum sk_fleet_request_kind kind) {
    static const enum sk_errand_kind kinds[SK_FLEET_REQUEST_KINDS] = {
        [SK_FLEET_REQUEST_HOLD] = SK_ERRAND_HOLD,
        [SK_FLEET_REQUEST_RELEASE] = SK_ERRAND_RELEASE,
        [SK_FLEET_REQUEST_MESSAGE] = SK_ERRAND_MESSAGE,
        [SK_FLEET_REQUEST_RETRY] = SK_ERRAND_RETRY,
        [SK_FLEET_REQUEST_DEAL] = SK_ERRAND_DEAL,
        [SK_FLEET_REQUEST_UNDO] = SK_ERRAND_UNDO,
    };
    return SK_AT(kinds, kind);
}

static void take_request(struct sk_fleet_desk *desk, const struct sk_fleet_request *from) {
    struct sk_errand request = { .id = from->id, .kind = kind_of(from->kind), .pair = from->pair };
    (void)snprintf(request.who, sizeof(request.who), "%s", from->who);
    (void)snprintf(request.text, sizeof(request.text), "%s", from->note);
    sk_errand_desk_add(&desk->office, &request);
}

/* Up to when it is known what other benches bound. */
static void look_at_age(struct sk_fleet_desk *desk) {
    desk->state.known_wall_ms = sk_fleet_known(desk->fleet);
}

void sk_fleet_desk_turn(struct sk_fleet_desk *desk) {
    look_at_age(desk);
    sk_errand_desk_turn(&desk->office);
}

/* --- what it says ------------------------------------------------------------------------- */

static void take_link(struct sk_fleet_desk *desk, const struct sk_fleet_news *news) {
    enum sk_model_fleet reach = news->is_up ? SK_MODEL_FLEET_ONLINE : SK_MODEL_FLEET_OFFLINE;
    if (reach != desk->state.reach) {
        desk->state.reach = reach;
        desk->state.lost_wall_ms = news->is_up ? 0 : desk->clock->ops->wall(desk->clock);
        sk_pair_flow_reach(desk->flow, news->is_up);
        if (news->is_up) {
            sk_log_info("the fleet can be reached");
        }
    }
    if (!news->is_up && strcmp(desk->why.text, news->text.text) != 0) {
        desk->why = news->text;
        sk_log_warning("the fleet cannot be reached: %s", news->text.text);
    }
}

static void note(struct sk_fleet_desk *desk, const char *text) {
    const struct sk_actor nobody = { .person = 0 };
    sk_pair_flow_note(desk->flow, SK_EVENT_FLEET, &nobody, text);
}

/* The journal is the record, and the bench goes on; its screen tells whom to call. */
static void take_alarm(struct sk_fleet_desk *desk, const char *text) {
    desk->state.is_refused = true;
    sk_log_error("%s", text);
    note(desk, text);
}

static void take_shipped(struct sk_fleet_desk *desk) {
    desk->state.is_refused = false;
    sk_log_info("the fleet takes the log again");
    note(desk, "the fleet takes the log again");
}

static void take_admission(struct sk_fleet_desk *desk, bool is_admitted) {
    desk->state.is_shut_out = !is_admitted;
    if (is_admitted) {
        sk_log_info("the fleet lets this bench in again");
        note(desk, "the fleet lets this bench in again");
    } else {
        sk_log_error("the fleet does not let this bench in: it was revoked, or has another secret; "
                     "sag-kioskctl fleet enroll");
        note(desk, "the fleet does not let this bench in");
    }
}

static void take_clock(struct sk_fleet_desk *desk, int64_t minutes) {
    bool was_right = desk->state.clock_minutes == 0;
    desk->state.clock_minutes = minutes;
    if (minutes != 0 && was_right) {
        sk_log_error("the clock of this machine is off by %" PRId64 " minutes against the fleet's",
                     minutes);
    } else if (minutes == 0) {
        sk_log_info("the clock of this machine is right again");
    }
}

void sk_fleet_desk_take(struct sk_fleet_desk *desk, const struct sk_fleet_news *news) {
    switch (news->type) {
    case SK_FLEET_LINK:
        take_link(desk, news);
        break;
    case SK_FLEET_WORD:
        sk_pair_flow_word(desk->flow, news->id, &news->u.word);
        break;
    case SK_FLEET_FOLLOWED:
        sk_guard_note(desk->flow->guard, news->u.binding.serial, news->u.binding.instance,
                      news->u.binding.is_bound);
        break;
    case SK_FLEET_REQUEST:
        take_request(desk, &news->u.request);
        break;
    case SK_FLEET_ALARM:
        take_alarm(desk, news->text.text);
        break;
    case SK_FLEET_SHIPPED:
        take_shipped(desk);
        break;
    case SK_FLEET_ADMITTED:
        take_admission(desk, news->is_up);
        break;
    case SK_FLEET_CLOCK:
        take_clock(desk, news->number);
        break;
    case SK_FLEET_PEOPLE:
        desk->recorder->ops->look_for_people(desk->recorder);
        break;
    case SK_FLEET_LIST:
        sk_log_info("the fleet's device list is here");
        break;
    case SK_FLEET_TROUBLE: /* it is tried again and again */
        if (strcmp(desk->trouble.text, news->text.text) != 0) {
            desk->trouble = news->text;
            sk_log_warning("%s", news->text.text);
        }
        break;
    }
}

void sk_fleet_desk_journal(struct sk_fleet_desk *desk, const struct sk_recorder_news *news) {
    if (news->type == SK_RECORDER_OPENED || news->type == SK_RECORDER_REPLACED) {
        sk_fleet_opened(desk->fleet);
    } else if (news->type == SK_RECORDER_SAVED || news->type == SK_RECORDER_UNFIT) {
        sk_fleet_written(desk->fleet);
    }
}

/* --- how the bench is --------------------------------------------------------------------- */

void sk_fleet_desk_scanned(struct sk_fleet_desk *desk) {
    desk->last_scan_wall_ms = desk->clock->ops->wall(desk->clock);
}

/* The first that works, or else what is wrong with the first. */
static const char *scanner_of(const struct sk_model *model) {
    for (size_t i = 0; i < model->reader_count; i++) {
        if (model->readers[i].health == SK_READER_READY) {
            return "ready";
        }
    }
    return model->reader_count == 0            ? ""
           : model->readers[0].text[0] != '\0' ? model->readers[0].text
                                               : "absent";
}

void sk_fleet_desk_look(struct sk_fleet_desk *desk, const struct sk_model *model,
                        const struct sk_deliveries *deliveries) {
    struct sk_fleet_status status;
    const char *behind = sk_deliveries_behind(deliveries);
    if (!desk->fleet) {
        return;
    }
    memset(&status, 0, sizeof(status)); /* compared as a whole */
    (void)snprintf(status.name, sizeof(status.name), "%s", desk->config->kiosk.bench);
    (void)snprintf(status.version, sizeof(status.version), "%s", SK_VERSION);
    status.queue = model->waiting;
    (void)snprintf(status.scanner, sizeof(status.scanner), "%.60s", scanner_of(model));
    status.last_scan_ms = desk->last_scan_wall_ms;
    status.is_held = model->is_on_hold;
    status.trusts_office = desk->config->fleet.trust_office;
    (void)snprintf(status.webhook, sizeof(status.webhook), "%s",
                   behind                         ? "behind"
                   : desk->config->webhook.url[0] ? "ok"
                                                  : "");
    /* Both were zeroed whole. */
    /* NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-exp42-c,cert-flp37-c) */
    if (memcmp(&status, &desk->status, sizeof(status)) != 0) {
        desk->status = status;
        sk_fleet_set_status(desk->fleet, &status);
    }
}
