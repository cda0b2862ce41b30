#define SK_LOG_MODULE "status"
#include "app/core/status_desk.h"

#include "app/model/model_secrets.h"
#include "base/assert.h"
#include "base/log.h"
#include "client/sag_client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SHOWN_AGAIN_MS 270000 /* less than between two looks at the link of a bench at rest */

void sk_status_desk_open(struct sk_status_desk *desk, const struct sk_config *config,
                         const char *journal_path, struct sk_clock *clock) {
    const struct sk_status_runner_options options = { .journal_path = journal_path,
                                                      .file = config->status.file,
                                                      .prometheus = config->status.prometheus,
                                                      .every = config->status.every_ms,
                                                      .clock = clock };
    desk->status.up_since_ms = clock->ops->wall(clock);
    if (sk_status_runner_create(&desk->runner, &options) != SK_OK) {
        sk_log_warning("sag-kioskctl status has no answer, and no status is written: not enough "
                       "memory");
    }
}

void sk_status_desk_close(struct sk_status_desk *desk) {
    sk_status_runner_destroy(desk->runner);
    desk->runner = NULL;
}

/* --- from the parts ------------------------------------------------------------------------- */

static const char *screen_name(enum sk_screen screen) {
    static const char *const names[] = {
        [SK_SCREEN_STARTING] = "starting",
        [SK_SCREEN_READY] = "ready",
        [SK_SCREEN_HALF] = "half",
        [SK_SCREEN_WHICH] = "which",
        [SK_SCREEN_UNSAVED] = "unsaved",
        [SK_SCREEN_WORKING] = "working",
        [SK_SCREEN_BOUND] = "bound",
        [SK_SCREEN_REFUSED] = "refused",
        [SK_SCREEN_RETRY] = "retry",
        [SK_SCREEN_CHECKING] = "checking",
        [SK_SCREEN_SAVED] = "saved",
        [SK_SCREEN_NOTICE] = "notice",
        [SK_SCREEN_TYPING] = "typing",
        [SK_SCREEN_SOUND] = "sound",
        [SK_SCREEN_NO_SCANNER] = "no-scanner",
        [SK_SCREEN_PROBLEM] = "problem",
        [SK_SCREEN_SUPERVISOR] = "supervisor",
    };
    return SK_AT(names, screen);
}

static enum sk_status_link link_of(enum sk_link link) {
    switch (link) {
    case SK_LINK_UNKNOWN:
        return SK_STATUS_LINK_UNKNOWN;
    case SK_LINK_ONLINE:
        return SK_STATUS_LINK_REACHED;
    case SK_LINK_OFFLINE:
        return SK_STATUS_LINK_LOST;
    case SK_LINK_BLOCKED:
        break;
    }
    return SK_STATUS_LINK_REFUSED;
}

static void fill_fleet(const struct sk_fleet_state *fleet, struct sk_status *out) {
    static const enum sk_status_fleet words[] = {
        [SK_MODEL_FLEET_NONE] = SK_STATUS_FLEET_NONE,
        [SK_MODEL_FLEET_ONLINE] = SK_STATUS_FLEET_REACHED,
        [SK_MODEL_FLEET_OFFLINE] = SK_STATUS_FLEET_LOST,
    };
    out->fleet = SK_AT(words, fleet->reach);
    if (out->fleet == SK_STATUS_FLEET_LOST) { /* while it is there the time would be news always */
        out->fleet_lost_ms = fleet->lost_wall_ms;
        out->fleet_known_ms = fleet->known_wall_ms;
    }
}

static void fill_readers(const struct sk_model *model, struct sk_status *out) {
    SK_ASSERT(SK_MODEL_READERS <= SK_STATUS_READERS);
    out->reader_count = model->reader_count;
    for (size_t i = 0; i < model->reader_count; i++) {
        const struct sk_reader_status *from = &model->readers[i];
        struct sk_status_reader *reader = &out->readers[i];
        (void)snprintf(reader->source, sizeof(reader->source), "%s",
                       sk_scan_source_name(from->source));
        (void)snprintf(reader->health, sizeof(reader->health), "%s",
                       sk_reader_health_name(from->health));
        (void)snprintf(reader->device, sizeof(reader->device), "%s", from->device);
        (void)snprintf(reader->text, sizeof(reader->text), "%s", from->text);
        reader->is_ready = from->health == SK_READER_READY;
        reader->is_camera = from->source == SK_SOURCE_CAMERA;
    }
}

static void fill_pairs(const struct sk_present_from *from, struct sk_status *out) {
    const struct sk_entry *oldest = NULL;
    struct sk_app_tally tally = sk_pair_flow_tally(from->flow);
    out->scans = tally.scans;
    out->pairs = tally.pairs;
    out->bound = tally.bound;
    out->refused = tally.refused;
    out->withdrawn = tally.withdrawn;
    out->undone = tally.undone;
    out->waiting = sk_outbox_unsettled(&from->flow->outbox, &oldest) + from->flow->backlog.behind;
    out->waiting_ms = oldest ? oldest->pair.serial_facts.wall_ms : 0;
}

static void fill(const struct sk_present_from *from, const struct sk_model *model,
                 struct sk_status *out) {
    (void)snprintf(out->version, sizeof(out->version), "%s", SK_VERSION);
    (void)snprintf(out->client, sizeof(out->client), "%s", sag_version());
    (void)snprintf(out->bench, sizeof(out->bench), "%s", model->bench);
    (void)snprintf(out->screen, sizeof(out->screen), "%s", screen_name(model->screen));
    out->is_up = true;
    out->is_supervised = model->screen == SK_SCREEN_SUPERVISOR;
    out->is_on_hold = from->is_on_hold;
    (void)snprintf(out->trouble, sizeof(out->trouble), "%s",
                   model->problem_count > 0 ? model->problems[0]
                   : model->banner          ? model->banner_what
                                            : "");
    out->link = link_of(model->link);
    (void)snprintf(out->link_code, sizeof(out->link_code), "%s",
                   model->link == SK_LINK_OFFLINE ? from->reach->code : "");
    fill_fleet(from->fleet, out);
    fill_readers(model, out);
    if (model->problem_count == 0 || !from->problems) {
        fill_pairs(from, out);
    }
}

void sk_status_desk_look(struct sk_status_desk *desk, const struct sk_present_from *from,
                         const struct sk_model *model, sk_ms now) {
    struct sk_status next;
    if (!desk->runner) {
        return;
    }
    memset(&next, 0, sizeof(next));
    next.up_since_ms = desk->status.up_since_ms;
    next.frame_ms = desk->status.frame_ms;
    fill(from, model, &next);
    /* Both were zeroed whole, padding too. */
    /* NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-exp42-c,cert-flp37-c) */
    bool is_same = memcmp(&next, &desk->status, sizeof(next)) == 0;
    if (!is_same || now - desk->shown_at >= SHOWN_AGAIN_MS) {
        desk->status = next;
        desk->shown_at = now;
        sk_status_runner_show(desk->runner, &desk->status);
    }
}

void sk_status_desk_drawn(struct sk_status_desk *desk, uint64_t revision, int64_t wall_ms) {
    if (desk->runner && revision != desk->frame) {
        desk->frame = revision;
        desk->status.frame_ms = wall_ms;
        sk_status_runner_show(desk->runner, &desk->status);
    }
}

/* --- who asks --------------------------------------------------------------------------------- */

static void answer_screen(struct sk_status_desk *desk, int fd, const struct sk_model *model) {
    struct sk_status_picture picture = { .encode = desk->painter.encode,
                                         .drop = desk->painter.drop };
    struct sk_model *shown = malloc(sizeof(*shown));
    if (shown && desk->painter.paint) {
        *shown = *model;
        sk_model_hide_secrets(shown);
        picture.picture = desk->painter.paint(desk->painter.data, shown);
    }
    free(shown);
    if (picture.picture) {
        sk_status_runner_answer(desk->runner, fd, SK_STATUS_FORM_PICTURE, &picture);
    } else {
        (void)close(fd);
    }
}

void sk_status_desk_answer(struct sk_status_desk *desk, const struct sk_question *question,
                           const struct sk_model *model) {
    if (!desk->runner) {
        (void)close(question->fd);
        return;
    }
    switch (question->what) {
    case SK_CONTROL_QUESTION_STATUS:
        sk_status_runner_answer(desk->runner, question->fd, SK_STATUS_FORM_LINES, NULL);
        break;
    case SK_CONTROL_QUESTION_STATUS_JSON:
        sk_status_runner_answer(desk->runner, question->fd, SK_STATUS_FORM_JSON, NULL);
        break;
    case SK_CONTROL_QUESTION_SCREEN:
        answer_screen(desk, question->fd, model);
        break;
    }
}
