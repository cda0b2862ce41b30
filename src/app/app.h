/* app.h — the kiosk without a face. Owns every component, executes the effects of the pairing
 * machine and of the outbox, and publishes a model of plain values. */
#ifndef SK_APP_APP_H
#define SK_APP_APP_H

#include "app/model.h"
#include "base/clock.h"
#include "base/err.h"
#include "input/reader.h"

#include <stdbool.h>

struct sk_app;
struct sk_config; /* app/config.h */

/* What a finger (or a key) can ask for. */
enum sk_action {
    SK_ACTION_ACKNOWLEDGE, /* red was seen; also dismisses green, amber and notices */
    SK_ACTION_CANCEL,      /* let the half pair go */
    SK_ACTION_UNDO,
    SK_ACTION_MODE, /* change between pair and sticky */
};

/* Opens the journal, starts writer and cloud threads. wake(wake_data) is called on any thread
 * when sk_app_turn() has something to do; it must not block.
 * config is borrowed until destroy. clock is borrowed.
 * A journal that cannot be opened is not an error: the model shows SK_SCREEN_PROBLEM and
 * sk_app_turn() tries again.
 * Errors: SK_ERR_NOMEM, SK_ERR_INVALID. Thread: the main one, as for everything here but
 * sk_app_sink(). */
enum sk_err sk_app_create(struct sk_app **out, const struct sk_config *config,
                          struct sk_clock *clock, void (*wake)(void *wake_data), void *wake_data,
                          struct sk_err_info *info);

/* Waits for what is being written, stops the threads; a bind in flight stays unknown in the
 * journal and is looked up at the next start. NULL is fine. */
void sk_app_destroy(struct sk_app *app);

/* Where readers deliver. Its functions may be called on any thread until destroy. Borrowed. */
struct sk_scan_sink *sk_app_sink(struct sk_app *app);

/* Takes in everything that arrived and lets time pass. Never blocks.
 * Returns milliseconds until it must be called again at the latest (-1: only when woken). */
sk_ms sk_app_turn(struct sk_app *app);

void sk_app_act(struct sk_app *app, enum sk_action action);

/* Borrowed, valid until destroy; changes only inside sk_app_turn() and sk_app_act(). */
const struct sk_model *sk_app_model(const struct sk_app *app);

/* True when no pair is saved-but-unsettled, no half pair waits and nothing is in the inbox. */
bool sk_app_is_idle(const struct sk_app *app);

/* Pairs of this run that ended bound, and those that ended otherwise. For the exit status. */
struct sk_app_tally {
    int64_t pairs; /* complete pairs taken in since the start of this process */
    int64_t bound;
    int64_t refused;
    int64_t other; /* withdrawn, or unsettled */
};
struct sk_app_tally sk_app_tally(const struct sk_app *app);

#endif
