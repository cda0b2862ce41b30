#include "fleet/tidings.h"

#include "base/new_file.h"

#include <stdio.h>
#include <string.h>

#define FOLLOW_ROWS 500   /* of one answer */
#define FOLLOW_MORE_MS 50 /* where there is more: a thousand benches come back at once */
#define FOLLOW_AT_ONCE 16
#define JSON_MAX 4096

void sk_tidings_init(struct sk_tidings *tidings, const struct sk_fleet_context *context,
                     const struct sk_tidings_options *options,
                     const struct sk_tidings_keepers *keepers, const struct sk_fleet_place *place) {
    *tidings = (struct sk_tidings){ .context = context,
                                    .options = *options,
                                    .keepers = *keepers,
                                    .people = -1,
                                    .list = -1,
                                    .place = *place,
                                    .known_at = -1 };
}

static bool report(const struct sk_tidings *tidings, const struct sk_fleet_news *news) {
    return tidings->context->ports.report(tidings->context->ports.data, news);
}

static bool send(const struct sk_tidings *tidings, struct sk_fleet_params *params, sk_ms now) {
    return sk_fleet_link_send(tidings->context->link, &params->call, now);
}

void sk_tidings_status(struct sk_tidings *tidings, const struct sk_fleet_status *status,
                       sk_ms now) {
    bool is_urgent = status->is_held != tidings->status.is_held;
    tidings->status = *status;
    if (is_urgent) {
        tidings->beat_at = now;
    }
}

/* What was awaited does not come any more. */
void sk_tidings_link(struct sk_tidings *tidings, bool is_up, sk_ms now) {
    tidings->is_up = is_up;
    tidings->is_beating = tidings->is_fetching = tidings->is_following = false;
    tidings->is_getting_people = tidings->is_getting_list = false;
    tidings->beat_at = tidings->follow_at = now;
    tidings->requests = 0;
}

bool sk_tidings_end_request(struct sk_tidings *tidings, int64_t id, const char *outcome,
                            bool is_end, sk_ms now) {
    struct sk_fleet_params params;
    sk_fleet_call_answer(&params, &tidings->context->self, id, outcome, is_end);
    return tidings->is_up && send(tidings, &params, now);
}

/* --- answers ------------------------------------------------------------------------------ */

static void take_beat(struct sk_tidings *tidings, const PGresult *result) {
    struct sk_clock *clock = tidings->context->clock;
    struct sk_fleet_params params;
    sk_ms now = clock->ops->now(clock);
    tidings->is_beating = false;
    if (!sk_fleet_result_is_good(result, NULL) || PQntuples(result) != 1) {
        return;
    }
    tidings->clock_offset_ms = clock->ops->wall(clock) - sk_fleet_read_number(result, 0, 0);
    tidings->requests = sk_fleet_read_number(result, 0, 3);
    if (tidings->options.wants_people && tidings->keepers.people && !tidings->is_getting_people &&
        sk_fleet_read_number(result, 0, 1) != tidings->people) {
        sk_fleet_call_people(&params, &tidings->context->self);
        tidings->is_getting_people = send(tidings, &params, now);
    }
    if (tidings->options.list_path[0] && !tidings->is_getting_list &&
        sk_fleet_read_number(result, 0, 2) != tidings->list) {
        sk_fleet_call_list(&params, &tidings->context->self);
        tidings->is_getting_list = send(tidings, &params, now);
    }
    if (tidings->requests > 0 && !tidings->is_fetching) {
        sk_fleet_call_requests(&params, &tidings->context->self);
        tidings->is_fetching = send(tidings, &params, now);
    }
}

/* What there is no room for comes again with the next beat. */
static void take_requests(struct sk_tidings *tidings, const PGresult *result, sk_ms now) {
    struct sk_fleet_news news = { .type = SK_FLEET_REQUEST };
    tidings->is_fetching = false;
    for (int i = 0; sk_fleet_result_is_good(result, NULL) && i < PQntuples(result); i++) {
        const struct sk_fleet_request *request = &news.u.request;
        if (!sk_fleet_read_request(result, i, &news.u.request)) {
            continue;
        }
        if (request->chain[0] == '\0' || strcmp(request->chain, tidings->chain) == 0) {
            (void)report(tidings, &news);
        } else if (tidings->chain[0] != '\0') { /* that number is another device's by now */
            (void)sk_tidings_end_request(tidings, request->id,
                                         "the pair is in a log that this bench has set aside", true,
                                         now);
        }
    }
}

static void tell_trouble(const struct sk_tidings *tidings, const struct sk_err_info *why) {
    struct sk_fleet_news news = { .type = SK_FLEET_TROUBLE, .text = *why };
    (void)report(tidings, &news); /* for the log alone */
}

static void take_people(struct sk_tidings *tidings, const PGresult *result) {
    struct sk_fleet_news news = { .type = SK_FLEET_PEOPLE };
    struct sk_err_info why = { "" };
    tidings->is_getting_people = false;
    if (!sk_fleet_result_is_good(result, &why) ||
        !tidings->keepers.people(tidings->keepers.data, result, &why)) {
        tell_trouble(tidings, &why);
    } else if (report(tidings, &news)) {
        tidings->people = sk_fleet_read_number(result, 0, 0);
    }
}

static bool keep_list(const struct sk_tidings *tidings, const char *text,
                      struct sk_err_info *info) {
    struct sk_new_file file;
    if (sk_new_file_open(&file, tidings->options.list_path, 0600, info) != SK_OK) {
        return false;
    }
    (void)sk_new_file_write(&file, text, strlen(text)); /* close() says whether */
    if (sk_new_file_close(&file, info) != SK_OK || sk_new_file_place(&file, info) != SK_OK) {
        sk_new_file_drop(&file);
        return false;
    }
    return true;
}

static void take_list(struct sk_tidings *tidings, const PGresult *result) {
    struct sk_fleet_news news = { .type = SK_FLEET_LIST };
    struct sk_err_info why = { "" };
    tidings->is_getting_list = false;
    if (!sk_fleet_result_is_good(result, &why)) {
        tell_trouble(tidings, &why);
        return;
    }
    int64_t version = sk_fleet_read_number(result, 0, 0);
    if (version > 0 && !keep_list(tidings, sk_fleet_read_text(result, 0, 1), &why)) {
        tell_trouble(tidings, &why);
    } else if (version == 0 || report(tidings, &news)) {
        tidings->list = version;
    }
}

/* Rows of one answer that are handled together. */
struct followed {
    struct sk_fleet_binding rows[FOLLOW_AT_ONCE];
    size_t count;
    struct sk_fleet_place place; /* behind the last that is settled */
    bool is_settled;             /* all so far are */
};

static void read_followed(struct followed *followed, const PGresult *result, int from, int to) {
    followed->count = 0;
    for (int i = from; i < to; i++) {
        struct sk_fleet_binding *row = &followed->rows[followed->count];
        if (!sk_fleet_read_binding(result, i, row)) {
            continue;
        }
        followed->is_settled = followed->is_settled && row->is_settled;
        if (followed->is_settled) {
            memcpy(followed->place.changed, row->changed, sizeof(row->changed));
            memcpy(followed->place.serial, row->serial, sizeof(row->serial));
            memcpy(followed->place.bench, row->bench, sizeof(row->bench));
        }
        followed->count++;
    }
}

/* False: they come again; info says why, or there was no room. */
static bool keep_followed(const struct sk_tidings *tidings, const struct followed *followed,
                          struct sk_err_info *info) {
    struct sk_fleet_news news = { .type = SK_FLEET_FOLLOWED };
    for (size_t i = 0; i < followed->count; i++) {
        news.u.binding = followed->rows[i];
        bool is_own = strcmp(news.u.binding.bench, tidings->context->self.bench) == 0;
        if (!is_own && !report(tidings, &news)) {
            return false;
        }
    }
    return !tidings->keepers.bindings ||
           tidings->keepers.bindings(tidings->keepers.data, followed->rows, followed->count,
                                     &followed->place, info);
}

/* As far as there is room for them, and no further than what is settled. */
static void take_followed(struct sk_tidings *tidings, const PGresult *result, sk_ms now) {
    struct followed followed = { .place = tidings->place, .is_settled = true };
    struct sk_err_info why = { "" };
    bool is_good = sk_fleet_result_is_good(result, &why);
    int count = is_good ? PQntuples(result) : 0;
    tidings->is_following = false;
    tidings->follow_at = now + tidings->options.follow;
    for (int i = 0; is_good && i < count; i += FOLLOW_AT_ONCE) {
        read_followed(&followed, result, i,
                      i + FOLLOW_AT_ONCE < count ? i + FOLLOW_AT_ONCE : count);
        is_good = keep_followed(tidings, &followed, &why);
        if (is_good) {
            tidings->place = followed.place;
        }
    }
    if (why.text[0]) {
        tell_trouble(tidings, &why);
    } else if (is_good && count < FOLLOW_ROWS) {
        tidings->known_at = now;
    } else if (is_good && followed.is_settled) {
        tidings->follow_at = now + FOLLOW_MORE_MS;
    }
}

bool sk_tidings_answer(struct sk_tidings *tidings, int32_t tag, const PGresult *result, sk_ms now) {
    switch ((enum sk_fleet_tag)tag) {
    case SK_FLEET_TAG_BEAT:
        take_beat(tidings, result);
        return true;
    case SK_FLEET_TAG_REQUESTS:
        take_requests(tidings, result, now);
        return true;
    case SK_FLEET_TAG_PEOPLE:
        take_people(tidings, result);
        return true;
    case SK_FLEET_TAG_LIST:
        take_list(tidings, result);
        return true;
    case SK_FLEET_TAG_FOLLOW:
        take_followed(tidings, result, now);
        return true;
    case SK_FLEET_TAG_ASK:
    case SK_FLEET_TAG_CLAIM:
    case SK_FLEET_TAG_HEAD:
    case SK_FLEET_TAG_SHIP:
    case SK_FLEET_TAG_ANSWER:
    case SK_FLEET_TAG_CHECKPOINT:
    case SK_FLEET_TAG_KEY:
    case SK_FLEET_TAG_ALARM:
        return false;
    }
    return false;
}

/* --- what is due -------------------------------------------------------------------------- */

static void beat(struct sk_tidings *tidings, const char *chain, int64_t shipped, sk_ms now) {
    struct sk_buf text = SK_BUF_INIT(JSON_MAX);
    struct sk_fleet_params params;
    tidings->beat_at = now + tidings->options.beat;
    if (sk_fleet_status_json(&tidings->status, chain, shipped, tidings->clock_offset_ms, &text) !=
        SK_OK) {
        return;
    }
    sk_fleet_call_beat(&params, &tidings->context->self, text.data);
    tidings->is_beating = send(tidings, &params, now);
    sk_buf_finish(&text);
}

static bool wants_to_follow(const struct sk_tidings *tidings) {
    return tidings->options.follow > 0 && tidings->is_up && !tidings->is_following;
}

static void follow(struct sk_tidings *tidings, sk_ms now) {
    struct sk_fleet_params params;
    tidings->follow_at = now + tidings->options.follow;
    sk_fleet_call_follow(&params, &tidings->context->self, &tidings->place, FOLLOW_ROWS);
    tidings->is_following = send(tidings, &params, now);
}

void sk_tidings_pump(struct sk_tidings *tidings, const char *chain, int64_t shipped, sk_ms now) {
    (void)snprintf(tidings->chain, sizeof(tidings->chain), "%s", chain);
    if (tidings->is_up && !tidings->is_beating && now >= tidings->beat_at) {
        beat(tidings, chain, shipped, now);
    }
    if (wants_to_follow(tidings) && now >= tidings->follow_at) {
        follow(tidings, now);
    }
}

sk_ms sk_tidings_deadline(const struct sk_tidings *tidings) {
    if (!tidings->is_up) {
        return -1;
    }
    sk_ms at = tidings->is_beating ? -1 : tidings->beat_at;
    return sk_earlier(at, wants_to_follow(tidings) ? tidings->follow_at : -1);
}
