/* control.h — how the command line talks to a running kiosk: a socket beside the journal, one line
 * each way (control_wire.h). Only this user and root may connect. */
#ifndef SK_APP_CONTROL_CONTROL_H
#define SK_APP_CONTROL_CONTROL_H

#include "app/supervisor/action.h"
#include "base/err.h"

struct sk_control;

/* Ids of actions that come through the socket; a face uses those below. */
#define SK_CONTROL_ID_FIRST (UINT64_C(1) << 63)

/* Starts a thread that listens beside the journal at journal_path; a socket left behind by a
 * process that died is taken over, so the caller must hold the journal's lock. on_action(data,
 * action) is called on that thread, must not block, and returns false if there is no room. What
 * keeps the thread from listening is a line in the log; the kiosk goes on without. Owner: *out is
 * the caller's; sk_control_destroy(). Errors: SK_ERR_NOMEM, SK_ERR_IO. */
enum sk_err sk_control_create(struct sk_control **out, const char *journal_path,
                              bool (*on_action)(void *data, const struct sk_action *action),
                              void *data, struct sk_err_info *info);
/* Ends the thread; clients that still wait are disconnected. NULL is fine. */
void sk_control_destroy(struct sk_control *control);

/* Sends the end of the action result->id to the client that asked. Main thread; never blocks. */
void sk_control_answer(struct sk_control *control, const struct sk_action_result *result);

/* The client's side: asks the kiosk that has the journal locked and waits for the end of the
 * action, however long an undo takes. Any thread; blocks; a signal ends it. Errors:
 * SK_ERR_NOT_FOUND (nobody listens there), SK_ERR_DENIED, SK_ERR_STOPPED (the kiosk ended before it
 * answered, or a signal came), SK_ERR_INVALID (it did not understand), SK_ERR_NOMEM, SK_ERR_IO. */
enum sk_err sk_control_ask(const char *journal_path, const struct sk_action *action,
                           struct sk_action_result *result, struct sk_err_info *info);

#endif
