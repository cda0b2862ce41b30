/* fleet.h — the bench's end of the fleet: a thread with two connections to the fleet's server. One
 * asks and claims, where each millisecond counts; the other ships the log, tells how the bench is,
 * and brings what the office and the other benches have to say.
 *
 * Nothing waits for it: whoever asks is answered later, and in time only if the server is near and
 * well. Without a server the bench works as it did. */
#ifndef SK_FLEET_FLEET_H
#define SK_FLEET_FLEET_H

#include "base/clock.h"
#include "base/err.h"
#include "fleet/news.h"

#include <stdbool.h>
#include <stdint.h>

#define SK_FLEET_RECEIVER "fleet" /* as the journal knows it: nothing unacknowledged is purged */
#define SK_FLEET_QUESTIONS 32     /* that wait for the thread, at a time */

struct sk_fleet;

/* Strings are borrowed during the call. */
struct sk_fleet_options {
    const char *dsn;   /* as libpq takes it; without a password (link.h) */
    const char *bench; /* its id */
    const char *secret_file;
    const char *journal_path;
    const char *list_path;  /* the fleet's device list is kept there; "": it is not wanted */
    sk_ms ship_pause;       /* from an event to its batch */
    sk_ms beat;             /* between two tellings of how the bench is */
    sk_ms follow;           /* between two looks at what others bound */
    bool wants_people;      /* the fleet's people are this bench's */
    struct sk_clock *clock; /* borrowed until the end */
};

/* The thread connects at once, and ships from sk_fleet_opened() on. Owner: *out is the caller's.
 * Errors: SK_ERR_NOMEM, SK_ERR_IO, and those of the secret's file. Blocks on the disk. */
enum sk_err sk_fleet_create(struct sk_fleet **out, const struct sk_fleet_options *options,
                            const struct sk_fleet_ports *ports, struct sk_err_info *info);
/* What is under way is given up; the log comes again. NULL is fine. */
void sk_fleet_destroy(struct sk_fleet *fleet);

/* --- any thread; none of them blocks; fleet NULL: there is none ------------------------------- */

/* The journal is open, or is another one by now; something was written into it. */
void sk_fleet_opened(struct sk_fleet *fleet);
void sk_fleet_written(struct sk_fleet *fleet);

/* What others bound, as far as it is kept here, is told again, each device by SK_FLEET_FOLLOWED
 * with its serial number and instance: there is a new list to be counted against. */
void sk_fleet_recount(struct sk_fleet *fleet);

/* Who else has this device, or, where the serial number is "", a device at this instance?
 * SK_FLEET_WORD with that id follows. False: too many wait; none does. */
bool sk_fleet_ask(struct sk_fleet *fleet, uint64_t id, const struct sk_labels *labels);
/* Of the device, and of the instance unless that is ""; and if nobody has the device, nobody else
 * may bind it for a while. */
bool sk_fleet_claim(struct sk_fleet *fleet, uint64_t id, const struct sk_labels *labels,
                    int64_t person, const char *operator_name);

/* How the bench is, from now on. */
void sk_fleet_set_status(struct sk_fleet *fleet, const struct sk_fleet_status *status);
/* What became of a request of the office. is_end: nothing follows. False: no room just now. */
bool sk_fleet_answer(struct sk_fleet *fleet, int64_t id, const char *outcome, bool is_end);

/* Up to when (wall clock, ms) it is known what others bound, perhaps from an earlier run; 0: it is
 * not. */
int64_t sk_fleet_known(struct sk_fleet *fleet);

#endif
