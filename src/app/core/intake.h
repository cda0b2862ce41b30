/* intake.h — where the readers deliver: scans and states wait here until the main thread takes
 * them, and scans wait on while the journal is behind. Private to app. Main thread, but for the
 * sink. */
#ifndef SK_APP_CORE_INTAKE_H
#define SK_APP_CORE_INTAKE_H

#include "app/model/model.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/inbox.h"
#include "input/reader.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sk_intake {
    struct sk_scan_sink sink; /* any thread */
    struct sk_inbox *arrivals;
    bool has_lock;
    pthread_mutex_t lock; /* of turned_away */
    uint32_t turned_away; /* scans that found no room */
    uint32_t turned_away_told;
    bool has_kept; /* taken out of arrivals; waits for the disk */
    struct sk_scan kept;
    uint32_t ended; /* bit per enum sk_scan_source */
    struct sk_reader_status readers[SK_MODEL_READERS];
    size_t reader_count;
    /* A reader is ready that was not, or is no longer; status is borrowed. Set by the owner. */
    void (*on_change)(void *data, const struct sk_reader_status *status);
    void *change_data;
};

/* The state of the journal, as far as scans depend on it. */
struct sk_intake_disk {
    bool has_room;     /* for what a scan may need */
    sk_ms unsaved_for; /* how long the newest pair has waited to be saved; -1: it is saved */
    sk_ms slow;        /* after that the screen says so, and scans by hand are answered */
};

/* wake as for sk_app_create(). Errors: SK_ERR_NOMEM; finish is fine then. */
enum sk_err sk_intake_init(struct sk_intake *intake, void (*wake)(void *wake_data),
                           void *wake_data);
/* Readers must have been joined. */
void sk_intake_finish(struct sk_intake *intake);

/* The next scan that may be taken; the states of readers before it are taken in. False: none. */
bool sk_intake_take(struct sk_intake *intake, const struct sk_intake_disk *disk,
                    struct sk_scan *scan);

/* True: a scan has found no room since the last call. */
bool sk_intake_has_turned_away(struct sk_intake *intake);

/* Readers of the sources that `is_meant` names are gone, and are started anew: nobody is told. */
void sk_intake_forget(struct sk_intake *intake, bool (*is_meant)(enum sk_scan_source source));

/* A reader of that source has come to the end of its input, and all its scans have been taken. */
bool sk_intake_has_ended(const struct sk_intake *intake, enum sk_scan_source source);

#endif
