/* session.h — the supervisor's session within the app: feeds its machine, asks the job runner,
 * hands actions on. Private to app; main thread. */
#ifndef SK_APP_CORE_SESSION_H
#define SK_APP_CORE_SESSION_H

#include "app/supervisor/job_runner.h"
#include "app/supervisor/supervisor.h"
#include "base/inbox.h"

struct sk_app;
struct sk_model;

struct sk_session {
    struct sk_super super;
    struct sk_inbox *news;
    struct sk_job_runner *job_runner; /* made when it is first needed */
    sk_ms started_at;                 /* of the app; a lock of the PIN of before begins anew then */
    uint64_t action_id;               /* whose end is awaited; 0: none */
};

/* wake as for sk_app_create(). Errors: SK_ERR_NOMEM. */
enum sk_err sk_session_init(struct sk_app *app, void (*wake)(void *wake_data), void *wake_data);
void sk_session_finish(struct sk_app *app); /* waits for the job runner */

/* Takes in what arrived and lets time pass. Returns when to call again at the latest; -1: never. */
sk_ms sk_session_turn(struct sk_app *app, sk_ms now);

/* True: the scan is the session's and not half a pair. */
bool sk_session_scan(struct sk_app *app, const struct sk_label *label, const struct sk_scan *scan,
                     sk_ms now);

/* Fills model->supervisor and puts its screen on top, if there is a session. */
void sk_session_present(struct sk_app *app, sk_ms now, struct sk_model *model);

#endif
