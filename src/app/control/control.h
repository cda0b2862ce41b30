/* control.h — how the command line talks to a running kiosk: a socket beside the journal, one line
 * each way (control_wire.h). Only this user and root may connect. */
#ifndef SK_APP_CONTROL_CONTROL_H
#define SK_APP_CONTROL_CONTROL_H

#include "app/control/control_wire.h"
#include "app/supervisor/action.h"
#include "base/err.h"

struct sk_control;

/* Ids of actions that come through the socket; a face uses those below. */
#define SK_CONTROL_ID_FIRST (UINT64_C(1) << 63)

/* Who carries out what is asked. Called on the control's thread; must not block. */
struct sk_control_ears {
    /* False: there is no room. */
    bool (*on_action)(void *data, const struct sk_action *action);
    /* fd: the socket to answer over, which is the ear's from now on, unless it returns false: there
     * is no room. NULL: no questions are answered. */
    bool (*on_question)(void *data, enum sk_control_question question, int fd);
    void *data;
};

/* Starts a thread that listens beside the journal at journal_path; a socket left behind by a
 * process that died is taken over, so the caller must hold the journal's lock. ears is copied. What
 * keeps the thread from listening is a line in the log; the kiosk goes on without. Owner: *out is
 * the caller's; sk_control_destroy(). Errors: SK_ERR_NOMEM, SK_ERR_IO. */
enum sk_err sk_control_create(struct sk_control **out, const char *journal_path,
                              const struct sk_control_ears *ears, struct sk_err_info *info);
/* Ends the thread; clients that still wait are disconnected. NULL is fine. */
void sk_control_destroy(struct sk_control *control);

/* Sends the end of the action result->id to the client that asked. Main thread; never blocks. */
void sk_control_answer(struct sk_control *control, const struct sk_action_result *result);

/* The client's side: asks the kiosk that has the journal locked and waits for the end of the
 * action, however long an undo takes. Any thread; blocks; a signal ends it. Errors:
 * SK_ERR_NOT_FOUND (nobody listens there), SK_ERR_DENIED, SK_ERR_STOPPED (the kiosk ended before it
 * answered, lets nobody in as it hangs, or a signal came), SK_ERR_INVALID (it did not understand),
 * SK_ERR_NOMEM, SK_ERR_IO. */
enum sk_err sk_control_ask(const char *journal_path, const struct sk_action *action,
                           struct sk_action_result *result, struct sk_err_info *info);

#define SK_CONTROL_QUESTION_S 5 /* for the kiosk to say the next word of its answer */

/* The same for a question: its answer is appended to out, without the "ok". Errors: as above;
 * SK_ERR_STOPPED also: it hangs. */
enum sk_err sk_control_question(const char *journal_path, enum sk_control_question question,
                                struct sk_buf *out, struct sk_err_info *info);

#endif
