/* scanners.h — the readers of this bench's scanners, as one: started, stopped, and started anew
 * with other settings. The kiosk works without them: keys, standard input and camera go on. */
#ifndef SK_KIOSK_SCANNERS_H
#define SK_KIOSK_SCANNERS_H

#include "app/settings/config.h"
#include "input/reader.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#define SK_SCANNERS_MAX 4

/* Thread: one at a time, but for _reply(). */
struct sk_scanners {
    pthread_mutex_t lock; /* of the readers, while they are started or stopped, or told something */
    const struct sk_config *config; /* borrowed */
    struct sk_scan_sink *sink;      /* borrowed */
    size_t count;
    struct sk_reader *readers[SK_SCANNERS_MAX]; /* that run */
};

/* config, sink: borrowed. False: not enough memory, and nothing to finish. */
bool sk_scanners_init(struct sk_scanners *self, const struct sk_config *config,
                      struct sk_scan_sink *sink);
void sk_scanners_finish(struct sk_scanners *self); /* stopped before */

/* By the settings as they are now; what cannot be started is logged. */
void sk_scanners_start(struct sk_scanners *self);

/* The scanner of that name is told, if it is one of these. Never blocks: while they are being
 * started or stopped, nobody is told. Any thread. */
void sk_scanners_reply(struct sk_scanners *self, const char *device, enum sk_reply reply);

/* Waits until they have let go of their devices. Fine without a start. */
void sk_scanners_stop(struct sk_scanners *self);

#endif
