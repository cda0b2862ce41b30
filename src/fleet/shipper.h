/* shipper.h — carries out what the shipping decides (ship.h): reads the journal with a handle of
 * its own, and sends its events over one connection; a checkpoint each hour, too. The fleet's
 * thread; blocks on the disk. Private to this folder. */
#ifndef SK_FLEET_SHIPPER_H
#define SK_FLEET_SHIPPER_H

#include "fleet/context.h"
#include "fleet/ship.h"
#include "journal/journal.h"
#include "journal/outgoing.h"

/* Made by sk_shipper_init(), released by sk_shipper_finish(). */
struct sk_shipper {
    const struct sk_fleet_context *context;
    const char *journal_path; /* borrowed */
    struct sk_ship ship;
    struct sk_journal *journal; /* for reading; NULL: not open */
    sk_ms open_at;              /* the next try to open it; -1: none */
    sk_ms look_at;
    sk_ms checkpoint_at;
    char chain[SK_FLEET_CHAIN_SIZE]; /* "": not known yet */
    struct sk_outgoing batch;
    struct sk_buf arrays[SK_FLEET_ARRAYS];
    uint8_t head[SK_CHAIN_SIZE]; /* the server's, that is to be compared */
    bool has_alarm;              /* and it was told */
};

/* pause: from an event to its batch. Errors: SK_ERR_NOMEM. */
enum sk_err sk_shipper_init(struct sk_shipper *shipper, const struct sk_fleet_context *context,
                            const char *journal_path, sk_ms pause, uint32_t randomness);
void sk_shipper_finish(struct sk_shipper *shipper);

/* The kiosk has opened the journal, or another one; has written into it. */
void sk_shipper_opened(struct sk_shipper *shipper, sk_ms now);
void sk_shipper_written(struct sk_shipper *shipper, sk_ms now);
void sk_shipper_link(struct sk_shipper *shipper, bool is_up, sk_ms now);
/* Of a call that is its own (HEAD, SHIP). False: it is not. */
bool sk_shipper_answer(struct sk_shipper *shipper, int32_t tag, const PGresult *result, sk_ms now);

/* Does what is due. */
void sk_shipper_pump(struct sk_shipper *shipper, sk_ms now);
sk_ms sk_shipper_deadline(const struct sk_shipper *shipper, sk_ms now);

/* Number of the log's last event as far as it was shipped; 0: none. */
int64_t sk_shipper_shipped(const struct sk_shipper *shipper);

#endif
