#define SK_LOG_MODULE "fleet"

#include "fleet/shipper.h"

#include "journal/checkpoint_make.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define BATCH_MAX SK_OUTGOING_EVENTS
#define PAUSE_CAP_MS 1500 /* and half a second on its way: the office is two seconds behind */
#define RETRY_FIRST_MS 500
#define RETRY_CAP_MS 60000
#define ALARM_PAUSE_MS 60000 /* somebody may have accepted it */
#define LOOK_MS 30000        /* the journal may have been written to by somebody else */
#define OPEN_AGAIN_MS 1000
#define CHECKPOINT_MS 3600000
#define ARRAY_MAX (8 << 20)

/* --- the journal -------------------------------------------------------------------------- */

static void close_journal(struct sk_shipper *shipper) {
    sk_journal_destroy(shipper->journal);
    shipper->journal = NULL;
}

static void step_ship(struct sk_shipper *shipper, struct sk_ship_input input, sk_ms now) {
    sk_ship_step(&shipper->ship, &input, now);
}

static void tell_trouble(struct sk_shipper *shipper, const struct sk_err_info *why) {
    struct sk_fleet_news news = { .type = SK_FLEET_TROUBLE, .text = *why };
    (void)shipper->context->ports.report(shipper->context->ports.data,
                                         &news); /* for the log alone */
}

static void open_journal(struct sk_shipper *shipper, sk_ms now) {
    struct sk_err_info info = { "" };
    close_journal(shipper);
    enum sk_err err =
        sk_journal_create(&shipper->journal, shipper->journal_path, SK_JOURNAL_READ, &info);
    if (!err) {
        err = sk_outgoing_chain(shipper->journal, shipper->chain, &info);
    }
    if (err) {
        close_journal(shipper);
        shipper->open_at = now + OPEN_AGAIN_MS;
        return;
    }
    shipper->open_at = -1;
    step_ship(shipper, (struct sk_ship_input){ .type = SK_SHIP_INPUT_OPENED }, now);
}

/* What the log says of the server's head, or where the log begins. */
static void compare(struct sk_shipper *shipper, int64_t seq, sk_ms now) {
    struct sk_ship_input input = { .type = SK_SHIP_INPUT_COMPARED };
    struct sk_err_info info = { "" };
    uint8_t own[SK_CHAIN_SIZE];
    enum sk_err err = SK_ERR_IO;
    if (shipper->journal && seq < 0) {
        err = sk_outgoing_beginning(shipper->journal, &input.number, &info);
        input.is_same = true;
    } else if (shipper->journal) {
        err = sk_outgoing_hash(shipper->journal, seq, own, &info);
        input.is_same = !err && memcmp(own, shipper->head, sizeof(own)) == 0;
        err = err == SK_ERR_NOT_FOUND ? SK_OK : err; /* it has what the log has no more */
    }
    if (err) {
        input.type = SK_SHIP_INPUT_NOT_READ;
        tell_trouble(shipper, &info);
        close_journal(shipper);
        shipper->open_at = now + OPEN_AGAIN_MS;
    }
    step_ship(shipper, input, now);
}

static void read_batch(struct sk_shipper *shipper, const struct sk_ship_effect *effect, sk_ms now) {
    struct sk_ship_input input = { .type = SK_SHIP_INPUT_READ };
    struct sk_err_info info = { "" };
    if (!shipper->journal || sk_outgoing_read(&shipper->batch, shipper->journal, effect->number,
                                              effect->limit, &info) != SK_OK) {
        input.type = SK_SHIP_INPUT_NOT_READ;
        tell_trouble(shipper, &info);
        close_journal(shipper);
        shipper->open_at = now + OPEN_AGAIN_MS;
    } else {
        input.count = (int32_t)shipper->batch.count;
        input.has_more = shipper->batch.has_more;
    }
    step_ship(shipper, input, now);
}

/* --- shipping ----------------------------------------------------------------------------- */

/* What is not worth a second try. */
static void send_once(struct sk_shipper *shipper, struct sk_fleet_params *params, sk_ms now) {
    (void)sk_fleet_link_send(shipper->context->link, &params->call, now);
}

static void send_batch(struct sk_shipper *shipper, sk_ms now) {
    struct sk_fleet_params params;
    if (sk_fleet_call_ship(&params, &shipper->context->self, shipper->chain, &shipper->batch,
                           shipper->arrays) ||
        !sk_fleet_link_send(shipper->context->link, &params.call, now)) {
        step_ship(
            shipper,
            (struct sk_ship_input){ .type = SK_SHIP_INPUT_ANSWER, .end = SK_SHIP_END_TROUBLE },
            now);
    }
}

static void ask_head(struct sk_shipper *shipper, sk_ms now) {
    struct sk_fleet_params params;
    sk_fleet_call_head(&params, &shipper->context->self, shipper->chain);
    if (!sk_fleet_link_send(shipper->context->link, &params.call, now)) {
        step_ship(
            shipper,
            (struct sk_ship_input){ .type = SK_SHIP_INPUT_ANSWER, .end = SK_SHIP_END_TROUBLE },
            now);
    }
}

static void raise_alarm(struct sk_shipper *shipper, bool is_ours, sk_ms now) {
    struct sk_fleet_news news = { .type = SK_FLEET_ALARM };
    struct sk_fleet_params params;
    if (is_ours) {
        (void)snprintf(
            news.text.text, sizeof(news.text.text),
            "the fleet has an event %" PRId64 " of this log that the log does not have: "
            "the log was changed, cut, or is an older copy. Nothing is sent to the fleet",
            shipper->ship.head);
        sk_fleet_call_alarm(&params, &shipper->context->self, "rewritten", news.text.text);
        send_once(shipper, &params, now);
    } else {
        (void)snprintf(news.text.text, sizeof(news.text.text),
                       "the fleet refused this log's events from %" PRId64 " on, as they do not "
                       "follow what it has. Nothing is sent to the fleet",
                       shipper->batch.first);
    }
    /* It is found again with each try; the bench is told once. */
    shipper->has_alarm =
        shipper->has_alarm || shipper->context->ports.report(shipper->context->ports.data, &news);
}

/* By which the checkpoint can be held against what the bench signs. */
static void keep_key(struct sk_shipper *shipper, sk_ms now) {
    char text[SK_SIGNED_NOTE_KEY_TEXT_SIZE];
    struct sk_signed_note_key key;
    struct sk_err_info info = { "" };
    struct sk_fleet_params params;
    if (sk_checkpoint_key(shipper->journal, &key, &info) == SK_OK) {
        sk_signed_note_key_write(&key, text);
        sk_fleet_call_key(&params, &shipper->context->self, text);
        send_once(shipper, &params, now);
    }
}

static void keep_checkpoint(struct sk_shipper *shipper, sk_ms now) {
    char note[SK_CHECKPOINT_SIZE];
    struct sk_checkpoint made;
    struct sk_err_info info = { "" };
    struct sk_fleet_params params;
    shipper->checkpoint_at = now + CHECKPOINT_MS;
    if (!shipper->journal ||
        sk_checkpoint_make(shipper->journal, shipper->context->name,
                           shipper->context->clock->ops->wall(shipper->context->clock), note, &made,
                           &info) != SK_OK) {
        return; /* it is made at the bench, too, where its failure is told */
    }
    keep_key(shipper, now); /* first: a checkpoint by a key that is not known counts against it */
    sk_fleet_call_checkpoint(&params, &shipper->context->self, shipper->chain, made.seq, note);
    send_once(shipper, &params, now);
}

static void acknowledge(struct sk_shipper *shipper, int64_t seq) {
    struct sk_fleet_news news = { .type = SK_FLEET_SHIPPED };
    shipper->context->ports.acknowledge(shipper->context->ports.data, seq);
    if (shipper->has_alarm) {
        shipper->has_alarm = !shipper->context->ports.report(shipper->context->ports.data, &news);
    }
}

static void pump_ship(struct sk_shipper *shipper, sk_ms now) {
    struct sk_ship_effect effect;
    while (sk_ship_next(&shipper->ship, now, &effect)) {
        switch (effect.type) {
        case SK_SHIP_EFFECT_ASK:
            ask_head(shipper, now);
            break;
        case SK_SHIP_EFFECT_COMPARE:
            compare(shipper, effect.number, now);
            break;
        case SK_SHIP_EFFECT_READ:
            read_batch(shipper, &effect, now);
            break;
        case SK_SHIP_EFFECT_SEND:
            send_batch(shipper, now);
            break;
        case SK_SHIP_EFFECT_ACKNOWLEDGE:
            acknowledge(shipper, effect.number);
            break;
        case SK_SHIP_EFFECT_ALARM:
            raise_alarm(shipper, effect.is_ours, now);
            break;
        }
    }
}

/* --- life --------------------------------------------------------------------------------- */

enum sk_err sk_shipper_init(struct sk_shipper *shipper, const struct sk_fleet_context *context,
                            const char *journal_path, sk_ms pause, uint32_t randomness) {
    struct sk_ship_rules rules = { .batch_max = BATCH_MAX,
                                   .pause = pause,
                                   .pause_cap = PAUSE_CAP_MS,
                                   .retry_first = RETRY_FIRST_MS,
                                   .retry_cap = RETRY_CAP_MS,
                                   .alarm_pause = ALARM_PAUSE_MS,
                                   .randomness = randomness };
    *shipper = (struct sk_shipper){ .context = context,
                                    .journal_path = journal_path,
                                    .open_at = -1,
                                    .look_at = -1,
                                    .checkpoint_at = -1 };
    for (size_t i = 0; i < SK_FLEET_ARRAYS; i++) {
        shipper->arrays[i].limit = ARRAY_MAX;
    }
    sk_ship_init(&shipper->ship, &rules);
    return sk_outgoing_init(&shipper->batch);
}

void sk_shipper_finish(struct sk_shipper *shipper) {
    close_journal(shipper);
    sk_outgoing_finish(&shipper->batch);
    for (size_t i = 0; i < SK_FLEET_ARRAYS; i++) {
        sk_buf_finish(&shipper->arrays[i]);
    }
}

void sk_shipper_opened(struct sk_shipper *shipper, sk_ms now) {
    shipper->look_at = now + LOOK_MS;
    open_journal(shipper, now);
}

void sk_shipper_written(struct sk_shipper *shipper, sk_ms now) {
    step_ship(shipper, (struct sk_ship_input){ .type = SK_SHIP_INPUT_NEWS }, now);
}

void sk_shipper_link(struct sk_shipper *shipper, bool is_up, sk_ms now) {
    step_ship(shipper,
              (struct sk_ship_input){ .type = is_up ? SK_SHIP_INPUT_UP : SK_SHIP_INPUT_DOWN }, now);
}

bool sk_shipper_answer(struct sk_shipper *shipper, int32_t tag, const PGresult *result, sk_ms now) {
    struct sk_ship_input input = { .type = SK_SHIP_INPUT_ANSWER };
    struct sk_err_info why = { "" };
    char status[16];
    if (tag == SK_FLEET_TAG_HEAD) {
        input.end = sk_fleet_read_head(result, &input.number, shipper->head);
    } else if (tag == SK_FLEET_TAG_SHIP) {
        input.end = sk_fleet_read_shipped(result, &input.number, shipper->head, status);
    } else {
        return false;
    }
    if (result && !sk_fleet_result_is_good(result, &why)) {
        tell_trouble(shipper, &why);
    }
    step_ship(shipper, input, now);
    return true;
}

void sk_shipper_pump(struct sk_shipper *shipper, sk_ms now) {
    if (shipper->open_at >= 0 && now >= shipper->open_at) {
        open_journal(shipper, now);
    }
    if (shipper->look_at >= 0 && now >= shipper->look_at) {
        shipper->look_at = now + LOOK_MS;
        sk_shipper_written(shipper, now);
    }
    pump_ship(shipper, now);
    if (shipper->ship.state == SK_SHIP_STATE_IDLE && shipper->ship.acknowledged > 0 &&
        now >= shipper->checkpoint_at) {
        keep_checkpoint(shipper, now);
    }
}

sk_ms sk_shipper_deadline(const struct sk_shipper *shipper, sk_ms now) {
    sk_ms at = sk_earlier(sk_ship_deadline(&shipper->ship, now), shipper->open_at);
    return sk_earlier(at, shipper->look_at);
}

int64_t sk_shipper_shipped(const struct sk_shipper *shipper) {
    return shipper->ship.acknowledged > 0 ? shipper->ship.acknowledged : 0;
}
