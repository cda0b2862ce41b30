/* deliveries.h — the receivers that the settings name beside the cloud, each with its thread: the
 * webhook, the watched folder. Main thread. */
#ifndef SK_APP_CORE_DELIVERIES_H
#define SK_APP_CORE_DELIVERIES_H

#include "app/settings/config.h"
#include "delivery/delivery_runner.h"
#include "sending/recorder.h"

#include <stdbool.h>

#define SK_DELIVERIES 3
#define SK_DELIVERIES_WEBHOOK "webhook" /* as the journal knows them */
#define SK_DELIVERIES_FOLDER "folder"
#define SK_DELIVERIES_LABEL "label-printer" /* the printer of print.on_bound */

struct sk_deliveries;

struct sk_delivery_line {
    struct sk_deliveries *owner;
    struct sk_delivery_runner *runner; /* NULL: the settings do not name it */
    const char *name;
    bool is_behind; /* it has taken nothing for a minute, though there is something */
};

struct sk_deliveries {
    const struct sk_config *config; /* borrowed, like the others */
    struct sk_clock *clock;
    struct sk_recorder *recorder;
    const char *journal_path; /* filled by sk_deliveries_start(), which borrows it */
    bool (*post)(void *data, const struct sk_delivery_news *news);
    void *data;
    struct sk_delivery_line lines[SK_DELIVERIES];
};

/* Enrolls the receivers that the settings name and starts their threads. Before anything is saved.
 * post(data, news): on their threads, until sk_deliveries_stop(); false: no room. The caller hands
 * what was posted to sk_deliveries_take(). Errors: SK_ERR_NOMEM. */
enum sk_err sk_deliveries_start(struct sk_deliveries *deliveries, const char *journal_path,
                                struct sk_err_info *info);
/* Before the recorder's end. What was not started is fine. */
void sk_deliveries_stop(struct sk_deliveries *deliveries);

/* Logs it; records a dead letter. */
void sk_deliveries_take(struct sk_deliveries *deliveries, const struct sk_delivery_news *news);

/* What the journal says. */
void sk_deliveries_journal(struct sk_deliveries *deliveries, const struct sk_recorder_news *news);

/* The name of one that is behind; NULL: none is. */
const char *sk_deliveries_behind(const struct sk_deliveries *deliveries);

#endif
