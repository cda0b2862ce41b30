#include "fleet/fleet.h"

#include "base/inbox.h"
#include "base/wakeup.h"
#include "fleet/context.h"
#include "fleet/elsewhere.h"
#include "fleet/people_keeper.h"
#include "fleet/questions.h"
#include "fleet/shipper.h"
#include "fleet/tidings.h"

#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECOUNT_ROWS 64
#define RECOUNT_PAUSE_MS 50
#define MINUTE_MS 60000
#define CLOCK_RIGHT_MINUTES 5 /* as against the cloud's */

enum { QUICK, BULK, LINKS };

/* What other threads want. */
struct fleet_wanted {
    enum { WANT_QUESTION, WANT_ANSWER } type;
    struct sk_fleet_question question;
    int64_t request;
    char outcome[SK_FLEET_NOTE_SIZE];
    bool is_end;
};

struct sk_fleet;

struct fleet_line {
    struct sk_fleet *fleet;
    struct sk_fleet_context context;
};

struct sk_fleet {
    char *bench;
    char *journal_path;
    char *list_path;
    struct sk_fleet_secret secret;
    struct sk_clock *clock;
    struct sk_fleet_ports ports;
    struct fleet_line lines[LINKS];
    bool was_up;
    bool is_shut_out;      /* as it was told */
    int64_t clock_minutes; /* likewise: by which the clock is off; 0: right */
    struct sk_questions questions;
    struct sk_shipper shipper;
    bool has_shipper;
    struct sk_tidings tidings;
    struct sk_elsewhere *elsewhere; /* NULL: its file cannot be used */
    sk_ms known_at;                 /* as it was kept last */
    bool is_recounting;             /* all that others bound is told again, behind this one */
    char recounted[SK_LABEL_MAX + 1];
    sk_ms recount_at;

    struct sk_inbox *inbox;
    struct sk_wakeup wakeup;
    bool has_wakeup;
    pthread_mutex_t lock; /* of what follows */
    bool has_lock;
    bool stop;
    bool is_opened;
    bool is_written;
    bool must_recount;
    bool has_status;
    struct sk_fleet_status status;
    int64_t known_wall_ms;

    pthread_t thread;
    bool has_thread;
};

static sk_ms now_of(const struct sk_fleet *fleet) {
    return fleet->clock->ops->now(fleet->clock);
}

/* --- on the fleet's thread ---------------------------------------------------------------- */

static void tell_trouble(struct sk_fleet *fleet, const struct sk_err_info *why) {
    struct sk_fleet_news news = { .type = SK_FLEET_TROUBLE, .text = *why };
    (void)fleet->ports.report(fleet->ports.data, &news); /* for the log alone */
}

static void look_elsewhere(void *data, const struct sk_labels *labels, struct sk_fleet_word *word) {
    struct sk_fleet *fleet = data;
    struct sk_err_info why = { "" };
    if (fleet->elsewhere && sk_elsewhere_look(fleet->elsewhere, labels, word, &why) != SK_OK) {
        tell_trouble(fleet, &why);
    }
}

/* A file that has begun anew is followed from the beginning. */
static bool keep_bindings(void *data, const struct sk_fleet_binding *rows, size_t count,
                          const struct sk_fleet_place *place, struct sk_err_info *info) {
    struct sk_fleet *fleet = data;
    enum sk_err err =
        fleet->elsewhere ? sk_elsewhere_keep(fleet->elsewhere, rows, count, place, info) : SK_OK;
    if (err == SK_ERR_CORRUPT) {
        sk_elsewhere_place(fleet->elsewhere, &fleet->tidings.place);
    }
    return err == SK_OK;
}

/* Names of somebody who is gone go from what is kept of other benches, too; those that are left
 * come again. */
static bool keep_people(void *data, const PGresult *result, struct sk_err_info *info) {
    struct sk_fleet *fleet = data;
    bool is_gone = false;
    if (sk_fleet_keep_people(fleet->journal_path, result, &is_gone, info) != SK_OK) {
        return false;
    }
    if (is_gone && fleet->elsewhere) {
        fleet->tidings.place = (struct sk_fleet_place){ .changed = "" };
        return sk_elsewhere_forget_names(fleet->elsewhere, info) == SK_OK;
    }
    return true;
}

/* A part of them, as far as there is room. */
static void recount(struct sk_fleet *fleet, sk_ms now) {
    struct sk_fleet_news news = { .type = SK_FLEET_FOLLOWED };
    struct sk_fleet_word word;
    char serial[SK_LABEL_MAX + 1];
    fleet->recount_at = now;
    for (int i = 0; fleet->is_recounting && i < RECOUNT_ROWS; i++) {
        memcpy(serial, fleet->recounted, sizeof(serial));
        if (!fleet->elsewhere || !sk_elsewhere_next(fleet->elsewhere, serial, &word)) {
            fleet->is_recounting = false;
            return;
        }
        news.u.binding = (struct sk_fleet_binding){ .is_bound = true };
        memcpy(news.u.binding.serial, serial, sizeof(serial));
        memcpy(news.u.binding.instance, word.instance, sizeof(word.instance));
        if (word.type == SK_FLEET_WORD_BOUND && !fleet->ports.report(fleet->ports.data, &news)) {
            fleet->recount_at = now + RECOUNT_PAUSE_MS;
            return;
        }
        memcpy(fleet->recounted, serial, sizeof(serial));
    }
}

static void note_known(struct sk_fleet *fleet) {
    if (fleet->tidings.known_at >= 0 && fleet->tidings.known_at != fleet->known_at) {
        int64_t wall_ms = fleet->clock->ops->wall(fleet->clock);
        fleet->known_at = fleet->tidings.known_at;
        if (fleet->elsewhere) {
            sk_elsewhere_set_known(fleet->elsewhere, wall_ms);
        }
        pthread_mutex_lock(&fleet->lock);
        fleet->known_wall_ms = wall_ms;
        pthread_mutex_unlock(&fleet->lock);
    }
}

/* A call that is answered with rows shows that the secret is the bench's. */
static void note_admission(struct sk_fleet *fleet, const PGresult *result) {
    bool is_shut_out = sk_fleet_result_is_denied(result);
    struct sk_fleet_news news = { .type = SK_FLEET_ADMITTED, .is_up = !is_shut_out };
    if (is_shut_out != fleet->is_shut_out &&
        (is_shut_out || sk_fleet_result_is_good(result, NULL)) &&
        fleet->ports.report(fleet->ports.data, &news)) {
        fleet->is_shut_out = is_shut_out;
    }
}

static void note_clock(struct sk_fleet *fleet) {
    int64_t minutes = fleet->tidings.clock_offset_ms / MINUTE_MS;
    bool is_right = minutes < CLOCK_RIGHT_MINUTES && minutes > -CLOCK_RIGHT_MINUTES;
    struct sk_fleet_news news = { .type = SK_FLEET_CLOCK, .number = is_right ? 0 : minutes };
    if (news.number != fleet->clock_minutes && fleet->ports.report(fleet->ports.data, &news)) {
        fleet->clock_minutes = news.number;
    }
}

static void take_answer(void *data, int32_t tag, uint64_t id, const PGresult *result) {
    struct fleet_line *line = data;
    struct sk_fleet *fleet = line->fleet;
    sk_ms now = now_of(fleet);
    note_admission(fleet, result);
    if (!sk_questions_answer(&fleet->questions, tag, id, result, now) &&
        !sk_shipper_answer(&fleet->shipper, tag, result, now)) {
        (void)sk_tidings_answer(&fleet->tidings, tag, result, now);
    }
}

/* The bench is connected when both are. */
static void tell_link(struct sk_fleet *fleet, const char *why) {
    struct sk_fleet_news news = { .type = SK_FLEET_LINK };
    news.is_up = true;
    for (size_t i = 0; i < LINKS; i++) {
        news.is_up = news.is_up && sk_fleet_link_is_up(fleet->lines[i].context.link);
    }
    (void)snprintf(news.text.text, sizeof(news.text.text), "%s", why);
    if (news.is_up != fleet->was_up || !news.is_up) {
        fleet->was_up = news.is_up;
        (void)fleet->ports.report(fleet->ports.data, &news);
    }
}

static void take_change(void *data, bool is_up, const char *why) {
    struct fleet_line *line = data;
    struct sk_fleet *fleet = line->fleet;
    if (line == &fleet->lines[BULK]) {
        sk_shipper_link(&fleet->shipper, is_up, now_of(fleet));
        sk_tidings_link(&fleet->tidings, is_up, now_of(fleet));
    }
    tell_link(fleet, why);
}

static void take_wanted(struct sk_fleet *fleet, sk_ms now) {
    struct fleet_wanted wanted;
    while (sk_inbox_take(fleet->inbox, &wanted)) {
        if (wanted.type == WANT_QUESTION) {
            sk_questions_take(&fleet->questions, &wanted.question, now);
        } else {
            /* Lost with the connection: the request comes again, and is answered again. */
            (void)sk_tidings_end_request(&fleet->tidings, wanted.request, wanted.outcome,
                                         wanted.is_end, now);
        }
    }
}

/* Takes what others say. False: the end. */
static bool hear(struct sk_fleet *fleet, sk_ms now) {
    struct sk_fleet_status status;
    pthread_mutex_lock(&fleet->lock);
    bool stop = fleet->stop;
    bool is_opened = fleet->is_opened;
    bool is_written = fleet->is_written;
    bool has_status = fleet->has_status;
    bool must_recount = fleet->must_recount;
    fleet->must_recount = false;
    status = fleet->status;
    fleet->is_opened = fleet->is_written = fleet->has_status = false;
    pthread_mutex_unlock(&fleet->lock);
    if (stop) {
        return false;
    }
    if (is_opened) {
        sk_shipper_opened(&fleet->shipper, now);
    }
    if (is_written) {
        sk_shipper_written(&fleet->shipper, now);
    }
    if (must_recount) {
        fleet->is_recounting = true;
        fleet->recounted[0] = '\0';
        fleet->recount_at = now;
    }
    if (has_status) {
        sk_tidings_status(&fleet->tidings, &status, now);
    }
    take_wanted(fleet, now);
    return true;
}

static void wait_for_something(struct sk_fleet *fleet) {
    struct pollfd fds[LINKS + 1] = { [LINKS] = { .fd = sk_wakeup_fd(&fleet->wakeup),
                                                 .events = POLLIN } };
    sk_ms now = now_of(fleet);
    sk_ms at =
        sk_earlier(sk_shipper_deadline(&fleet->shipper, now), sk_tidings_deadline(&fleet->tidings));
    at = sk_earlier(at, fleet->is_recounting ? fleet->recount_at : -1);
    for (size_t i = 0; i < LINKS; i++) {
        fds[i].fd = sk_fleet_link_fd(fleet->lines[i].context.link, &fds[i].events);
        at = sk_earlier(at, sk_fleet_link_deadline(fleet->lines[i].context.link));
    }
    sk_ms wait = at < 0 ? -1 : at > now ? at - now : 0;
    (void)poll(fds, LINKS + 1, wait > INT_MAX ? INT_MAX : (int)wait);
    sk_wakeup_clear(&fleet->wakeup);
}

static void *run(void *data) {
    struct sk_fleet *fleet = data;
    while (hear(fleet, now_of(fleet))) {
        for (size_t i = 0; i < LINKS; i++) {
            sk_fleet_link_step(fleet->lines[i].context.link, now_of(fleet));
        }
        sk_shipper_pump(&fleet->shipper, now_of(fleet));
        sk_tidings_pump(&fleet->tidings, fleet->shipper.chain, sk_shipper_shipped(&fleet->shipper),
                        now_of(fleet));
        note_known(fleet);
        note_clock(fleet);
        if (fleet->is_recounting && now_of(fleet) >= fleet->recount_at) {
            recount(fleet, now_of(fleet));
        }
        wait_for_something(fleet);
    }
    return NULL;
}

/* --- life --------------------------------------------------------------------------------- */

static enum sk_err make_line(struct sk_fleet *fleet, size_t index, const char *dsn,
                             uint32_t randomness) {
    struct fleet_line *line = &fleet->lines[index];
    struct sk_fleet_link_ports ports = { .answer = take_answer,
                                         .changed = take_change,
                                         .data = line };
    line->fleet = fleet;
    line->context = (struct sk_fleet_context){ .self = { fleet->bench, &fleet->secret },
                                               .ports = fleet->ports,
                                               .clock = fleet->clock,
                                               .name = fleet->tidings.status.name };
    return sk_fleet_link_create(&line->context.link, dsn, "sag-kiosk", randomness + (uint32_t)index,
                                &ports);
}

static enum sk_err make_parts(struct sk_fleet *fleet, const struct sk_fleet_options *options) {
    struct sk_fleet_place place = { .changed = "" };
    struct sk_err_info why = { "" };
    const struct sk_tidings_options wishes = { .list_path = fleet->list_path,
                                               .wants_people = options->wants_people,
                                               .beat = options->beat,
                                               .follow = options->follow };
    const struct sk_tidings_keepers keepers = { .people = keep_people,
                                                .bindings = keep_bindings,
                                                .data = fleet };
    uint32_t randomness =
        (uint32_t)fleet->clock->ops->wall(fleet->clock) ^ (uint32_t)(uintptr_t)fleet;
    enum sk_err err = make_line(fleet, QUICK, options->dsn, randomness);
    err = err ? err : make_line(fleet, BULK, options->dsn, randomness);
    if (err) {
        return err;
    }
    sk_questions_init(&fleet->questions, &fleet->lines[QUICK].context);
    fleet->questions.look = look_elsewhere;
    fleet->questions.data = fleet;
    if (sk_elsewhere_open(&fleet->elsewhere, fleet->journal_path, fleet->bench, &why) == SK_OK) {
        sk_elsewhere_place(fleet->elsewhere, &place);
        fleet->known_wall_ms = sk_elsewhere_known(fleet->elsewhere);
    } else {
        fleet->elsewhere = NULL;
        tell_trouble(fleet, &why); /* the bench works without it */
    }
    sk_tidings_init(&fleet->tidings, &fleet->lines[BULK].context, &wishes, &keepers, &place);
    fleet->has_shipper = true;
    return sk_shipper_init(&fleet->shipper, &fleet->lines[BULK].context, fleet->journal_path,
                           options->ship_pause, randomness);
}

enum sk_err sk_fleet_create(struct sk_fleet **out, const struct sk_fleet_options *options,
                            const struct sk_fleet_ports *ports, struct sk_err_info *info) {
    struct sk_fleet *fleet = calloc(1, sizeof(*fleet));
    if (!fleet) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the fleet");
    }
    fleet->bench = strdup(options->bench);
    fleet->journal_path = strdup(options->journal_path);
    fleet->list_path = strdup(options->list_path);
    fleet->clock = options->clock;
    fleet->ports = *ports;
    fleet->known_at = -1;
    fleet->known_wall_ms = 0;
    enum sk_err err = sk_fleet_secret_read(&fleet->secret, options->secret_file, info);
    if (!err) {
        err = sk_wakeup_init(&fleet->wakeup, info);
        fleet->has_wakeup = !err;
    }
    fleet->has_lock = pthread_mutex_init(&fleet->lock, NULL) == 0;
    if (!err && (!fleet->bench || !fleet->journal_path || !fleet->list_path || !fleet->has_lock ||
                 sk_inbox_create(&fleet->inbox, sizeof(struct fleet_wanted), SK_FLEET_QUESTIONS,
                                 sk_wakeup_post, &fleet->wakeup) ||
                 make_parts(fleet, options))) {
        err = sk_fail(info, SK_ERR_NOMEM, "not enough memory for the fleet");
    }
    if (!err) {
        fleet->has_thread = pthread_create(&fleet->thread, NULL, run, fleet) == 0;
        err = fleet->has_thread ? SK_OK : sk_fail(info, SK_ERR_NOMEM, "no thread for the fleet");
    }
    if (err) {
        sk_fleet_destroy(fleet);
        return err;
    }
    *out = fleet;
    return SK_OK;
}

void sk_fleet_destroy(struct sk_fleet *fleet) {
    if (!fleet) {
        return;
    }
    if (fleet->has_thread) {
        pthread_mutex_lock(&fleet->lock);
        fleet->stop = true;
        pthread_mutex_unlock(&fleet->lock);
        sk_wakeup_post(&fleet->wakeup);
        pthread_join(fleet->thread, NULL);
    }
    for (size_t i = 0; i < LINKS; i++) {
        sk_fleet_link_destroy(fleet->lines[i].context.link);
    }
    if (fleet->has_shipper) {
        sk_shipper_finish(&fleet->shipper);
    }
    sk_elsewhere_close(fleet->elsewhere);
    sk_inbox_destroy(fleet->inbox);
    if (fleet->has_wakeup) {
        sk_wakeup_finish(&fleet->wakeup);
    }
    if (fleet->has_lock) {
        pthread_mutex_destroy(&fleet->lock);
    }
    sk_fleet_secret_wipe(&fleet->secret);
    free(fleet->bench);
    free(fleet->journal_path);
    free(fleet->list_path);
    free(fleet);
}

/* --- from other threads ------------------------------------------------------------------- */

static void say(struct sk_fleet *fleet, bool *word) {
    if (fleet) {
        pthread_mutex_lock(&fleet->lock);
        *word = true;
        pthread_mutex_unlock(&fleet->lock);
        sk_wakeup_post(&fleet->wakeup);
    }
}

void sk_fleet_opened(struct sk_fleet *fleet) {
    say(fleet, fleet ? &fleet->is_opened : NULL);
}

void sk_fleet_written(struct sk_fleet *fleet) {
    say(fleet, fleet ? &fleet->is_written : NULL);
}

void sk_fleet_recount(struct sk_fleet *fleet) {
    say(fleet, fleet ? &fleet->must_recount : NULL);
}

bool sk_fleet_ask(struct sk_fleet *fleet, uint64_t id, const struct sk_labels *labels) {
    struct fleet_wanted wanted = { .type = WANT_QUESTION,
                                   .question = { .id = id, .labels = *labels } };
    return fleet && sk_inbox_post(fleet->inbox, &wanted, 0) == SK_OK;
}

bool sk_fleet_claim(struct sk_fleet *fleet, uint64_t id, const struct sk_labels *labels,
                    int64_t person, const char *operator_name) {
    struct fleet_wanted wanted = {
        .type = WANT_QUESTION,
        .question = { .id = id, .is_claim = true, .labels = *labels, .person = person }
    };
    (void)snprintf(wanted.question.operator_name, sizeof(wanted.question.operator_name), "%s",
                   operator_name);
    return fleet && sk_inbox_post(fleet->inbox, &wanted, 0) == SK_OK;
}

bool sk_fleet_answer(struct sk_fleet *fleet, int64_t id, const char *outcome, bool is_end) {
    struct fleet_wanted wanted = { .type = WANT_ANSWER, .request = id, .is_end = is_end };
    (void)snprintf(wanted.outcome, sizeof(wanted.outcome), "%s", outcome);
    return fleet && sk_inbox_post(fleet->inbox, &wanted, 0) == SK_OK;
}

void sk_fleet_set_status(struct sk_fleet *fleet, const struct sk_fleet_status *status) {
    if (fleet) {
        pthread_mutex_lock(&fleet->lock);
        fleet->status = *status;
        fleet->has_status = true;
        pthread_mutex_unlock(&fleet->lock);
        sk_wakeup_post(&fleet->wakeup);
    }
}

int64_t sk_fleet_known(struct sk_fleet *fleet) {
    int64_t known_wall_ms = 0;
    if (fleet) {
        pthread_mutex_lock(&fleet->lock);
        known_wall_ms = fleet->known_wall_ms;
        pthread_mutex_unlock(&fleet->lock);
    }
    return known_wall_ms;
}
