#include "fleet/calls.h"

#include "base/assert.h"
#include "base/json.h"
#include "fleet/pg_array.h"

#include <inttypes.h>
#include <string.h>

/* A server that is slow is not helped by new connections; nobody waits so long for a question. */
#define QUICK_MS 10000
#define SLOW_MS 20000

const char *sk_fleet_request_name(enum sk_fleet_request_kind kind) {
    static const char *const names[SK_FLEET_REQUEST_KINDS] = {
        [SK_FLEET_REQUEST_HOLD] = "hold",       [SK_FLEET_REQUEST_RELEASE] = "release",
        [SK_FLEET_REQUEST_MESSAGE] = "message", [SK_FLEET_REQUEST_RETRY] = "retry",
        [SK_FLEET_REQUEST_DEAL] = "deal",       [SK_FLEET_REQUEST_UNDO] = "undo",
    };
    return SK_AT(names, kind);
}

/* A hash is asked for as digits: how bytes are written is a setting of the connection, which
 * somebody else may have made (link.h). */

/* --- parameters --------------------------------------------------------------------------- */

static void add(struct sk_fleet_params *params, Oid type, const void *bytes, size_t length,
                bool is_binary) {
    int at = params->call.count;
    SK_ASSERT(at < SK_FLEET_PARAMS);
    params->types[at] = type;
    params->values[at] = bytes;
    params->lengths[at] = (int)length;
    params->formats[at] = is_binary;
    params->call.count++;
}

static void add_text(struct sk_fleet_params *params, const char *text) {
    add(params, SK_PG_TEXT, text, strlen(text), false);
}

static void add_number(struct sk_fleet_params *params, int64_t number) {
    uint8_t *bytes = params->numbers[params->call.count];
    sk_pg_int8(number, bytes);
    add(params, SK_PG_INT8, bytes, 8, true);
}

static void add_number_4(struct sk_fleet_params *params, int32_t number) {
    uint8_t *bytes = params->numbers[params->call.count];
    sk_pg_int4(number, bytes);
    add(params, SK_PG_INT4, bytes, 4, true);
}

/* Each begins with the bench and its proof. */
static void begin(struct sk_fleet_params *params, enum sk_fleet_tag tag,
                  const struct sk_fleet_self *self, const char *sql, sk_ms limit) {
    *params =
        (struct sk_fleet_params){ .call = { .tag = (int32_t)tag, .sql = sql, .limit = limit } };
    params->call.types = params->types;
    params->call.values = params->values;
    params->call.lengths = params->lengths;
    params->call.formats = params->formats;
    add_text(params, self->bench);
    add(params, SK_PG_BYTEA, self->secret->bytes, sizeof(self->secret->bytes), true);
}

void sk_fleet_call_ask(struct sk_fleet_params *params, const struct sk_fleet_self *self,
                       const struct sk_labels *labels) {
    bool has_serial = labels->serial[0] != '\0';
    begin(params, SK_FLEET_TAG_ASK, self,
          has_serial ? "SELECT * FROM sag.ask($1, $2, $3)"
                     : "SELECT * FROM sag.ask_instance($1, $2, $3)",
          QUICK_MS);
    add_text(params, has_serial ? labels->serial : labels->instance);
}

void sk_fleet_call_claim(struct sk_fleet_params *params, const struct sk_fleet_self *self,
                         const struct sk_labels *labels, int64_t person, const char *operator_name,
                         int32_t seconds) {
    bool has_instance = labels->instance[0] != '\0';
    begin(params, SK_FLEET_TAG_CLAIM, self,
          has_instance ? "SELECT * FROM sag.claim_pair($1, $2, $3, $4, $5, $6, $7)"
                       : "SELECT * FROM sag.claim_device($1, $2, $3, $4, $5, $6)",
          QUICK_MS);
    add_text(params, labels->serial);
    add_number(params, person);
    add_text(params, operator_name);
    add_number_4(params, seconds);
    if (has_instance) {
        add_text(params, labels->instance);
    }
}

void sk_fleet_call_head(struct sk_fleet_params *params, const struct sk_fleet_self *self,
                        const char *chain) {
    begin(params, SK_FLEET_TAG_HEAD, self,
          "SELECT head_seq, pg_catalog.encode(head_hash, 'hex') FROM sag.head($1, $2, $3)",
          SLOW_MS);
    add_text(params, chain);
}

void sk_fleet_call_beat(struct sk_fleet_params *params, const struct sk_fleet_self *self,
                        const char *status) {
    begin(params, SK_FLEET_TAG_BEAT, self, "SELECT * FROM sag.beat($1, $2, $3)", SLOW_MS);
    add(params, SK_PG_JSON, status, strlen(status), false);
}

void sk_fleet_call_requests(struct sk_fleet_params *params, const struct sk_fleet_self *self) {
    begin(params, SK_FLEET_TAG_REQUESTS, self, "SELECT * FROM sag.requests($1, $2)", SLOW_MS);
}

void sk_fleet_call_answer(struct sk_fleet_params *params, const struct sk_fleet_self *self,
                          int64_t id, const char *outcome, bool is_end) {
    begin(params, SK_FLEET_TAG_ANSWER, self, "SELECT sag.answer($1, $2, $3, $4, $5)", SLOW_MS);
    add_number(params, id);
    add_text(params, outcome);
    add(params, SK_PG_BOOL, is_end ? "t" : "f", 1, false);
}

void sk_fleet_call_follow(struct sk_fleet_params *params, const struct sk_fleet_self *self,
                          const struct sk_fleet_place *place, int32_t most) {
    const char *changed = place->changed[0] ? place->changed : "-infinity";
    /* The time comes back to the server as a text, so it may not depend on DateStyle and TimeZone,
     * which whoever has the role's password sets for all. */
    begin(params, SK_FLEET_TAG_FOLLOW, self,
          "SELECT serial, bench, bench_name, who, instance, is_bound, customer_order, happened_ms,"
          " pg_catalog.to_char(pg_catalog.timezone('UTC', changed), 'YYYY-MM-DD HH24:MI:SS.US')"
          " OPERATOR(pg_catalog.||) '+00', is_settled FROM sag.follow($1, $2, $3, $4, $5, $6)",
          SLOW_MS);
    add(params, SK_PG_TIMESTAMPTZ, changed, strlen(changed), false);
    add_text(params, place->serial);
    add_text(params, place->bench);
    add_number_4(params, most);
}

void sk_fleet_call_people(struct sk_fleet_params *params, const struct sk_fleet_self *self) {
    begin(params, SK_FLEET_TAG_PEOPLE, self, "SELECT * FROM sag.people($1, $2)", SLOW_MS);
}

void sk_fleet_call_list(struct sk_fleet_params *params, const struct sk_fleet_self *self) {
    begin(params, SK_FLEET_TAG_LIST, self, "SELECT * FROM sag.device_list($1, $2)", SLOW_MS);
}

void sk_fleet_call_checkpoint(struct sk_fleet_params *params, const struct sk_fleet_self *self,
                              const char *chain, int64_t seq, const char *note) {
    begin(params, SK_FLEET_TAG_CHECKPOINT, self, "SELECT sag.keep_checkpoint($1, $2, $3, $4, $5)",
          SLOW_MS);
    add_text(params, chain);
    add_number(params, seq);
    add_text(params, note);
}

void sk_fleet_call_key(struct sk_fleet_params *params, const struct sk_fleet_self *self,
                       const char *key) {
    begin(params, SK_FLEET_TAG_KEY, self, "SELECT sag.keep_key($1, $2, $3)", SLOW_MS);
    add_text(params, key);
}

void sk_fleet_call_alarm(struct sk_fleet_params *params, const struct sk_fleet_self *self,
                         const char *kind, const char *text) {
    begin(params, SK_FLEET_TAG_ALARM, self, "SELECT sag.raise_alarm($1, $2, $3, $4)", SLOW_MS);
    add_text(params, kind);
    add_text(params, text);
}

static enum sk_err fill_arrays(const struct sk_outgoing *batch, struct sk_buf *arrays) {
    static const uint32_t types[SK_FLEET_ARRAYS] = { SK_PG_BYTEA, SK_PG_BYTEA, SK_PG_TEXT,
                                                     SK_PG_INT8, SK_PG_INT8 };
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < SK_FLEET_ARRAYS && !err; i++) {
        sk_buf_clear(&arrays[i]);
        err = sk_pg_array_begin(&arrays[i], types[i], batch->count);
    }
    for (size_t i = 0; i < batch->count && !err; i++) {
        const struct sk_outgoing_event *event = &batch->events[i];
        err = sk_pg_array_add(&arrays[0], batch->bodies.data + event->body_at, event->body_length);
        err = err ? err : sk_pg_array_add(&arrays[1], event->hash, sizeof(event->hash));
        err = err ? err : sk_pg_array_add(&arrays[2], event->name, strlen(event->name));
        err = err ? err : sk_pg_array_add_int8(&arrays[3], event->pair);
        err = err ? err : sk_pg_array_add_int8(&arrays[4], event->wall_ms);
    }
    return err;
}

enum sk_err sk_fleet_call_ship(struct sk_fleet_params *params, const struct sk_fleet_self *self,
                               const char *chain, const struct sk_outgoing *batch,
                               struct sk_buf arrays[SK_FLEET_ARRAYS]) {
    static const Oid types[SK_FLEET_ARRAYS] = { SK_PG_BYTEA_ARRAY, SK_PG_BYTEA_ARRAY,
                                                SK_PG_TEXT_ARRAY, SK_PG_INT8_ARRAY,
                                                SK_PG_INT8_ARRAY };
    enum sk_err err = fill_arrays(batch, arrays);
    if (err) {
        return err;
    }
    begin(params, SK_FLEET_TAG_SHIP, self,
          "SELECT status, head_seq, pg_catalog.encode(head_hash, 'hex') FROM sag.ship($1, $2, $3, "
          "$4, $5, $6, $7, $8, $9, $10, $11)",
          SLOW_MS);
    add_text(params, chain);
    add_number(params, batch->first);
    add(params, SK_PG_BYTEA, batch->previous, sizeof(batch->previous), true);
    for (size_t i = 0; i < SK_FLEET_ARRAYS; i++) {
        add(params, types[i], arrays[i].data, arrays[i].length, true);
    }
    add(params, SK_PG_JSON, batch->pairs.data, batch->pairs.length, false);
    return SK_OK;
}

static enum sk_err add_member(struct sk_buf *out, const char *name, const char *text) {
    enum sk_err err = sk_buf_addf(out, ",\"%s\":", name);
    return err ? err : sk_json_add_text(out, text);
}

enum sk_err sk_fleet_status_json(const struct sk_fleet_status *status, const char *chain,
                                 int64_t seq, int64_t clock_offset_ms, struct sk_buf *out) {
    enum sk_err err = sk_buf_addf(
        out,
        "{\"queue\":%" PRId64 ",\"last_scan_ms\":%" PRId64 ",\"clock_offset_ms\":%" PRId64
        ",\"seq\":%" PRId64 ",\"is_held\":%s,\"trusts_office\":%s",
        status->queue, status->last_scan_ms, clock_offset_ms, seq,
        status->is_held ? "true" : "false", status->trusts_office ? "true" : "false");
    err = err ? err : add_member(out, "name", status->name);
    err = err ? err : add_member(out, "version", status->version);
    err = err ? err : add_member(out, "scanner", status->scanner);
    err = err ? err : add_member(out, "webhook", status->webhook);
    err = err ? err : add_member(out, "screen", status->screen);
    err = err ? err : add_member(out, "chain", chain);
    return err ? err : sk_buf_add(out, "}", 1);
}
