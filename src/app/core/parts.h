/* parts.h — what the app is made of: the only place that knows the real journal and the real cloud.
 * Tests supply their own. */
#ifndef SK_APP_CORE_PARTS_H
#define SK_APP_CORE_PARTS_H

#include "app/settings/config.h"
#include "base/clock.h"
#include "base/err.h"
#include "sending/recorder.h"
#include "sending/sender.h"

/* Each makes a part for the app, which destroys it through its trait. config and clock are borrowed
 * until then. report and listener may be called from now on. Errors: any, with info filled. */
struct sk_app_parts {
    enum sk_err (*make_recorder)(void *data, const struct sk_config *config, struct sk_clock *clock,
                                 sk_recorder_report report, void *report_data,
                                 struct sk_recorder **out, struct sk_err_info *info);
    enum sk_err (*make_sender)(void *data, const struct sk_config *config,
                               const struct sk_sender_listener *listener, struct sk_sender **out,
                               struct sk_err_info *info);
    void *data; /* for the two; borrowed */
};

/* The writer's thread on the settings' journal, and libsagclient on a thread of its own. Static. */
const struct sk_app_parts *sk_app_real_parts(void);

#endif
