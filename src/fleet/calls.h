/* calls.h — what a bench asks of the fleet's server: one call for each function of the schema
 * (schema/001_fleet.sql), with the bench's proof, and how its answer is read. No I/O of its own. */
#ifndef SK_FLEET_CALLS_H
#define SK_FLEET_CALLS_H

#include "fleet/binding.h"
#include "fleet/link.h"
#include "fleet/secret.h"
#include "fleet/ship.h"
#include "fleet/word.h"
#include "journal/outgoing.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Tags of sk_fleet_link_answer. */
enum sk_fleet_tag {
    SK_FLEET_TAG_ASK,
    SK_FLEET_TAG_CLAIM,
    SK_FLEET_TAG_HEAD,
    SK_FLEET_TAG_SHIP,
    SK_FLEET_TAG_BEAT,
    SK_FLEET_TAG_REQUESTS,
    SK_FLEET_TAG_ANSWER,
    SK_FLEET_TAG_FOLLOW,
    SK_FLEET_TAG_PEOPLE,
    SK_FLEET_TAG_LIST,
    SK_FLEET_TAG_CHECKPOINT,
    SK_FLEET_TAG_KEY,
    SK_FLEET_TAG_ALARM,
};

#define SK_FLEET_CHAIN_SIZE SK_OUTGOING_CHAIN_SIZE
#define SK_FLEET_PARAMS SK_LINK_PARAMS
#define SK_FLEET_NOTE_SIZE 304 /* what the office says, with NUL */

/* Who asks. Borrowed. */
struct sk_fleet_self {
    const char *bench;
    const struct sk_fleet_secret *secret;
};

/* A call under construction; refers to what was given, and to itself, so it is not copied. */
struct sk_fleet_params {
    struct sk_fleet_call call;
    Oid types[SK_FLEET_PARAMS];
    const char *values[SK_FLEET_PARAMS];
    int lengths[SK_FLEET_PARAMS];
    int formats[SK_FLEET_PARAMS];
    uint8_t numbers[SK_FLEET_PARAMS][8];
};

/* How the bench is, for the office. Plain value. */
struct sk_fleet_status {
    char name[SK_FLEET_BENCH_SIZE]; /* as people call it; "": it has none */
    char version[32];
    int64_t queue;
    char scanner[64];
    int64_t last_scan_ms;
    bool is_held;
    bool trusts_office;
    char webhook[128];
    char screen[32];
};

enum sk_fleet_request_kind {
    SK_FLEET_REQUEST_HOLD,
    SK_FLEET_REQUEST_RELEASE,
    SK_FLEET_REQUEST_MESSAGE,
    SK_FLEET_REQUEST_RETRY,
    SK_FLEET_REQUEST_DEAL,
    SK_FLEET_REQUEST_UNDO,
};
#define SK_FLEET_REQUEST_KINDS (SK_FLEET_REQUEST_UNDO + 1)
/* "hold", "release", …: as in the schema. Static. */
const char *sk_fleet_request_name(enum sk_fleet_request_kind kind);

/* What the office asks of this bench. Plain value. */
struct sk_fleet_request {
    int64_t id;
    enum sk_fleet_request_kind kind;
    char chain[SK_FLEET_CHAIN_SIZE]; /* of the journal that has the pair; "": about none */
    int64_t pair;
    char who[SK_OPERATOR_SIZE];
    char note[SK_FLEET_NOTE_SIZE];
};

/* --- asking: each fills params for sk_fleet_link_send(), which borrows what it was given ---------
 */

/* By the serial number, or by the instance where that is "". */
void sk_fleet_call_ask(struct sk_fleet_params *params, const struct sk_fleet_self *self,
                       const struct sk_labels *labels);
/* seconds: how long nobody else may have the device. An instance that is not "" must have no other
 * device of another bench. */
void sk_fleet_call_claim(struct sk_fleet_params *params, const struct sk_fleet_self *self,
                         const struct sk_labels *labels, int64_t person, const char *operator_name,
                         int32_t seconds);
void sk_fleet_call_head(struct sk_fleet_params *params, const struct sk_fleet_self *self,
                        const char *chain);
/* status: JSON text, borrowed until it is sent. */
void sk_fleet_call_beat(struct sk_fleet_params *params, const struct sk_fleet_self *self,
                        const char *status);
/* The JSON of sk_fleet_call_beat(). Errors: as sk_buf_add(). */
enum sk_err sk_fleet_status_json(const struct sk_fleet_status *status, const char *chain,
                                 int64_t seq, int64_t clock_offset_ms, struct sk_buf *out);
void sk_fleet_call_requests(struct sk_fleet_params *params, const struct sk_fleet_self *self);
void sk_fleet_call_answer(struct sk_fleet_params *params, const struct sk_fleet_self *self,
                          int64_t id, const char *outcome, bool is_end);
void sk_fleet_call_follow(struct sk_fleet_params *params, const struct sk_fleet_self *self,
                          const struct sk_fleet_place *place, int32_t most);
void sk_fleet_call_people(struct sk_fleet_params *params, const struct sk_fleet_self *self);
void sk_fleet_call_list(struct sk_fleet_params *params, const struct sk_fleet_self *self);
void sk_fleet_call_checkpoint(struct sk_fleet_params *params, const struct sk_fleet_self *self,
                              const char *chain, int64_t seq, const char *note);
/* key: the bench's public one, as text. A server of an earlier version knows no such call. */
void sk_fleet_call_key(struct sk_fleet_params *params, const struct sk_fleet_self *self,
                       const char *key);
void sk_fleet_call_alarm(struct sk_fleet_params *params, const struct sk_fleet_self *self,
                         const char *kind, const char *text);

/* A batch. The arrays are made in `arrays`, which must live until it is sent. Errors: SK_ERR_NOMEM.
 */
#define SK_FLEET_ARRAYS 5
enum sk_err sk_fleet_call_ship(struct sk_fleet_params *params, const struct sk_fleet_self *self,
                               const char *chain, const struct sk_outgoing *batch,
                               struct sk_buf arrays[SK_FLEET_ARRAYS]);

/* --- answers: result NULL is a lost connection -------------------------------------------------
 */

/* Did the server carry it out? why: its sentence, or that the connection was lost. */
bool sk_fleet_result_is_good(const PGresult *result, struct sk_err_info *why);
/* The server does not know this bench, or it was revoked. */
bool sk_fleet_result_is_denied(const PGresult *result);

/* Of ask and claim. UNKNOWN where it was not carried out. is_again: the claim ended in that very
 * moment; ask again. */
void sk_fleet_read_word(const PGresult *result, struct sk_fleet_word *out, bool *is_again);
/* Of head: hash is only filled for HEAD. */
enum sk_ship_end sk_fleet_read_head(const PGresult *result, int64_t *seq,
                                    uint8_t hash[SK_CHAIN_SIZE]);
/* Of ship. status: the server's word ("ok", "gap", …). */
enum sk_ship_end sk_fleet_read_shipped(const PGresult *result, int64_t *seq,
                                       uint8_t hash[SK_CHAIN_SIZE], char status[16]);
/* Of requests and follow: the row of that index, below PQntuples(). False: it is none of ours. */
bool sk_fleet_read_request(const PGresult *result, int row, struct sk_fleet_request *out);
bool sk_fleet_read_binding(const PGresult *result, int row, struct sk_fleet_binding *out);
/* One number or text of a good result; 0 and "" where it is NULL. Borrowed. */
int64_t sk_fleet_read_number(const PGresult *result, int row, int column);
const char *sk_fleet_read_text(const PGresult *result, int row, int column);

#endif
