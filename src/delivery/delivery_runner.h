/* delivery_runner.h — the thread of one receiver: carries out the delivery machine's effects, with
 * a reading handle of its own on the journal. */
#ifndef SK_DELIVERY_DELIVERY_RUNNER_H
#define SK_DELIVERY_DELIVERY_RUNNER_H

#include "base/clock.h"
#include "delivery/delivery.h"
#include "delivery/receiver.h"
#include "sending/record.h"
#include "sending/recorder.h"

#include <stdbool.h>

struct sk_delivery_runner;

enum sk_delivery_news_type {
    SK_DELIVERY_TROUBLE,   /* text: why the receiver takes nothing; only when that changes */
    SK_DELIVERY_BEHIND,    /* text: so it has been for a minute; once */
    SK_DELIVERY_RECOVERED, /* it takes letters again */
    SK_DELIVERY_DEAD,      /* record: is to be written; then sk_delivery_runner_saved() */
};

/* Plain value. */
struct sk_delivery_news {
    enum sk_delivery_news_type type;
    char receiver[SK_RECEIVER_NAME_SIZE];
    struct sk_record record;
    struct sk_err_info text;
};

/* All mandatory, called on the runner's thread; must not block for long, but make may. */
struct sk_delivery_ports {
    /* The receiver, which the runner destroys. bench: the id of this bench. */
    enum sk_err (*make)(void *data, const char *bench, struct sk_receiver **out,
                        struct sk_err_info *info);
    void (*acknowledge)(void *data, const char *receiver, int64_t seq);
    /* Copies *news. False: there is no room just now. */
    bool (*report)(void *data, const struct sk_delivery_news *news);
    void *data;
};

/* Strings are borrowed during the call. */
struct sk_delivery_runner_options {
    const char *name; /* as the journal knows the receiver; below SK_RECEIVER_NAME_SIZE */
    const char *journal_path;
    const char *bench; /* its name; "": it has none */
    enum sk_export_format format;
    bool again; /* it wants dead letters that are to be sent again */
    struct sk_delivery_rules rules;
    struct sk_clock *clock; /* borrowed until the end */
};

/* The thread waits for sk_delivery_runner_opened(). Owner: *out is the caller's. Errors:
 * SK_ERR_NOMEM. */
enum sk_err sk_delivery_runner_create(struct sk_delivery_runner **out,
                                      const struct sk_delivery_runner_options *options,
                                      const struct sk_delivery_ports *ports);
/* What is on its way is given up, and comes again. NULL is fine. */
void sk_delivery_runner_destroy(struct sk_delivery_runner *runner);

/* Any thread; none of them blocks. The journal is open, or is another one by now; something was
 * written into it; the dead letter was, or could not be. */
void sk_delivery_runner_opened(struct sk_delivery_runner *runner);
void sk_delivery_runner_written(struct sk_delivery_runner *runner);
void sk_delivery_runner_saved(struct sk_delivery_runner *runner, bool is_saved);

#endif
