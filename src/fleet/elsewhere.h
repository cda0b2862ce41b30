/* elsewhere.h — what other benches bound, kept at the bench for when the fleet is away: an SQLite
 * file `<journal>.fleet` of its own. It is no part of the log: it may be deleted at any time, and
 * comes again from the server; a file that is damaged, or of another bench, begins anew by itself.
 *
 * A row a device and bench: its last word. Measured with a million of them (tests/bench/elsewhere):
 * 123 bytes each, of which 39 are the two labels, and 53 the index by which an instance is found;
 * on two cores that others kept busy, 5,400 a second written in batches of 500 and in no order, 25
 * µs a look by serial number, 27 by instance. Nothing is waited for to reach the disk: what a power
 * cut takes is followed again, as the place goes with the rows.
 *
 * One thread at a time; all functions block on the disk. */
#ifndef SK_FLEET_ELSEWHERE_H
#define SK_FLEET_ELSEWHERE_H

#include "base/err.h"
#include "fleet/binding.h"
#include "fleet/word.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sk_elsewhere;

/* Opens `<journal_path>.fleet`, or makes it. bench: the id of this bench; what was kept of another
 * one's view is dropped. Owner: *out is the caller's. Errors: of the disk, SK_ERR_NOMEM. */
enum sk_err sk_elsewhere_open(struct sk_elsewhere **out, const char *journal_path,
                              const char *bench, struct sk_err_info *info);
void sk_elsewhere_close(struct sk_elsewhere *elsewhere); /* NULL is fine */

/* Keeps the rows and the place behind them, all or nothing. Errors: of the disk; SK_ERR_CORRUPT:
 * the file was damaged and has begun anew, empty, by this call or another one since the last, so
 * that the following has to begin anew, too, at sk_elsewhere_place(); the rows are not kept. */
enum sk_err sk_elsewhere_keep(struct sk_elsewhere *elsewhere, const struct sk_fleet_binding *rows,
                              size_t count, const struct sk_fleet_place *place,
                              struct sk_err_info *info);

/* Where to go on; "" in all: at the beginning. */
void sk_elsewhere_place(const struct sk_elsewhere *elsewhere, struct sk_fleet_place *place);

/* All that others did up to then is kept (wall clock, ms). Written every ten seconds at most. */
void sk_elsewhere_set_known(struct sk_elsewhere *elsewhere, int64_t wall_ms);
/* Up to when; 0: never. */
int64_t sk_elsewhere_known(const struct sk_elsewhere *elsewhere);

/* Who else has the device, as far as is known: BOUND where the last word about it is another
 * bench's and says so; IN_USE where that is so of another device at the instance. Either label may
 * be "", and is not looked for then. Else UNKNOWN, never FREE. Capitals do not count. Errors: as
 * sk_elsewhere_keep(); *word is UNKNOWN then. */
enum sk_err sk_elsewhere_look(struct sk_elsewhere *elsewhere, const struct sk_labels *labels,
                              struct sk_fleet_word *word, struct sk_err_info *info);

/* The next device behind `serial` ("": the first), which becomes its serial number in small
 * letters, and the word about it. False: there is none, or the disk does not give it. */
bool sk_elsewhere_next(struct sk_elsewhere *elsewhere, char serial[SK_LABEL_MAX + 1],
                       struct sk_fleet_word *word);

/* How many devices of the order others have bound; capitals do not count. For where the fleet is
 * away: reads all rows, half a second for a million. Errors: as above. */
enum sk_err sk_elsewhere_order(struct sk_elsewhere *elsewhere, const char *order, int64_t *bound,
                               struct sk_err_info *info);

/* Takes the names of people out, and overwrites where they were: somebody was erased. Benches and
 * times stay. Errors: as above. */
enum sk_err sk_elsewhere_forget_names(struct sk_elsewhere *elsewhere, struct sk_err_info *info);

#endif
