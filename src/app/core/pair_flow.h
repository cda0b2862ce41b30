/* pair_flow.h — carries out what the machines of a pair ask for: pairing, outbox and backlog, the
 * journal, the cloud. Private to app. Main thread. */
#ifndef SK_APP_CORE_PAIR_FLOW_H
#define SK_APP_CORE_PAIR_FLOW_H

#include "app/core/today.h"
#include "app/core/verdicts.h"
#include "app/manifest/guard.h"
#include "app/settings/account_options.h"
#include "app/settings/config.h"
#include "app/supervisor/action.h"
#include "base/clock.h"
#include "fleet/claims.h"
#include "pairing/pairing.h"
#include "sending/backlog.h"
#include "sending/side_log.h"
#include "sending/outbox.h"
#include "sending/recorder.h"
#include "sending/sender.h"

#include <stdbool.h>
#include <stdint.h>

#define SK_RECORDS_A_SCAN 4 /* room at the recorder that a scan may need */

struct sk_keeper;

/* Who can be asked of the fleet; NULL: there is none. Each returns false where it cannot just now;
 * else sk_pair_flow_word() follows, in time or not. */
struct sk_fleet_asker {
    /* By the serial number, or the instance where that is "". */
    bool (*ask)(void *data, uint64_t id, const struct sk_labels *labels);
    /* labels: the pair's, without an instance that may have other devices. */
    bool (*claim)(void *data, uint64_t id, const struct sk_labels *labels,
                  const struct sk_pair *pair);
    void *data;
};

struct sk_pair_flow {
    const struct sk_config *config; /* borrowed, like the others */
    struct sk_clock *clock;
    struct sk_guard *guard;
    const struct sk_routes *routes; /* set by the owner, like the next two; NULL: none */
    struct sk_recorder *recorder;
    struct sk_sender *sender; /* NULL: shutting down, nothing is sent any more */
    struct sk_keeper *keeper; /* set by the owner: app/core/keeper.h; NULL: no pictures are kept */
    const struct sk_fleet_asker *asker; /* by sk_pair_flow_join(); NULL: the bench is in no fleet */
    struct sk_claims claims;
    struct sk_pairing pairing;
    struct sk_outbox outbox;
    struct sk_backlog backlog;
    struct sk_backlog_places places; /* of the outbox, for the backlog */
    struct sk_verdicts verdicts;
    struct sk_today today;
    struct sk_side_log side_log;
    /* A verdict was told; borrowed. Set by the owner; NULL: nobody is told. */
    void (*on_verdict)(void *data, const struct sk_verdict *verdict);
    void *on_verdict_data;
    bool has_told; /* a verdict was told since the owner last cleared this */
};

/* recorder and sender are set by the owner, before anything else is called. */
void sk_pair_flow_init(struct sk_pair_flow *flow, const struct sk_config *config,
                       struct sk_clock *clock, struct sk_guard *guard);

/* From now on the fleet is asked about each device, and a pair waits for its answer at most
 * `patience`. Before the first scan; asker is borrowed. */
void sk_pair_flow_join(struct sk_pair_flow *flow, const struct sk_fleet_asker *asker,
                       sk_ms patience);
/* An answer of the fleet; whether it can be reached. */
void sk_pair_flow_word(struct sk_pair_flow *flow, uint64_t id, const struct sk_fleet_word *word);
void sk_pair_flow_reach(struct sk_pair_flow *flow, bool is_up);

/* Room for what a scan may need. */
bool sk_pair_flow_has_room(const struct sk_pair_flow *flow);

/* One input of the pairing machine, and what comes of it. */
void sk_pair_flow_step(struct sk_pair_flow *flow, const struct sk_pairing_input *input);

/* A pair that does not come from the pairing machine: gets a number, which is returned; 0: no room
 * just now. pair: labels, refers, operator_name, source of the serial number; the other facts are
 * filled in, and so is the account of one that takes up no earlier pair. */
int64_t sk_pair_flow_submit(struct sk_pair_flow *flow, const struct sk_pair *pair);

/* Takes the pair back if it cannot have been sent; a verdict WITHDRAWN or TOO_LATE follows. pair:
 * number and labels, without a final verdict. */
void sk_pair_flow_withdraw(struct sk_pair_flow *flow, const struct sk_pair *pair);

/* A scan that became no part of a pair, for the journal: text and pair of a NOTE. who: NULL for
 * whom the pair names. */
void sk_pair_flow_note_scan(struct sk_pair_flow *flow, const struct sk_pairing_effect *effect,
                            const char *code, const struct sk_actor *who);

/* Something beside pairs, for the journal: sk_event_is_beside(). text: its note, cut where it is
 * too long. who: NULL for whom is signed on. */
void sk_pair_flow_note(struct sk_pair_flow *flow, enum sk_event event, const struct sk_actor *who,
                       const char *text);

/* What the journal says: the SK_RECORDER_… of that name. */
void sk_pair_flow_opened(struct sk_pair_flow *flow, const struct sk_recorder_news *news);
void sk_pair_flow_saved(struct sk_pair_flow *flow, const struct sk_recorder_news *news);
void sk_pair_flow_unseen(struct sk_pair_flow *flow, const struct sk_recorder_news *news);
void sk_pair_flow_loaded(struct sk_pair_flow *flow, const struct sk_recorder_news *news);
void sk_pair_flow_unfit(struct sk_pair_flow *flow, const struct sk_recorder_news *news);
void sk_pair_flow_load_end(struct sk_pair_flow *flow, const struct sk_recorder_news *news);

/* Opens a connection to the cloud of the first account, to see whether it can be reached. */
void sk_pair_flow_try(struct sk_pair_flow *flow);

/* What the cloud says. */
void sk_pair_flow_answer(struct sk_pair_flow *flow, const struct sk_answer *answer);

/* Goes on as far as there is room. After every input, and at the deadline. */
void sk_pair_flow_pump(struct sk_pair_flow *flow);

/* When the next of these is due; -1: never. What is due but has no room at the recorder waits for
 * the recorder's news. */
sk_ms sk_pair_flow_deadline(const struct sk_pair_flow *flow, sk_ms now);

/* The binding of pair `number` (these labels) was taken away: it counts no longer. */
void sk_pair_flow_forget(struct sk_pair_flow *flow, const struct sk_pair *pair, int64_t number);

/* Nothing is saved but unsettled, and no half pair waits. */
bool sk_pair_flow_is_idle(const struct sk_pair_flow *flow);

/* There is more than one account, as far as is known. */
bool sk_pair_flow_has_accounts(const struct sk_pair_flow *flow);

/* How the account is called before people: "" where there is but one. Returns "" or text. */
const char *sk_pair_flow_account(const struct sk_pair_flow *flow, const struct sk_account *account,
                                 char text[SK_ACCOUNT_TEXT_SIZE]);

struct sk_app_tally sk_pair_flow_tally(const struct sk_pair_flow *flow);

#endif
