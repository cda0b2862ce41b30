/* writer.h — the one thread that writes the journal.
 *
 * Takes records in order and commits as many as are there in one transaction; reports each when it
 * is on the disk. While the disk refuses (full, read-only) nothing is dropped: the same batch is
 * tried again and again, and the receiver is told of the trouble. A damaged journal is set aside
 * and a new one begun (replace.h), so that the bench goes on; but it is only called damaged after
 * it was closed, opened again, read from end to end and checked. */
#ifndef SK_JOURNAL_WRITER_H
#define SK_JOURNAL_WRITER_H

#include "base/clock.h"
#include "base/err.h"
#include "journal/checkpoint_due.h"
#include "sending/recorder.h"

#include <stdbool.h>
#include <stdint.h>

struct sk_writer;

/* Records that may wait for the disk. */
#define SK_WRITER_CAPACITY 512

/* Starts the thread; it opens the journal at path and keeps trying while that fails.
 * clock is borrowed and stamps the records.
 * Owner: *out is the caller's; sk_writer_destroy(). Errors: SK_ERR_NOMEM. */
enum sk_err sk_writer_create(struct sk_writer **out, const char *path, struct sk_clock *clock,
                             sk_recorder_report report, void *data);

/* The trait; borrowed. Its destroy is sk_writer_destroy(). */
struct sk_recorder *sk_writer_recorder(struct sk_writer *writer);

/* Commits what waits (one try, if the disk is in trouble), then ends the thread. NULL is fine. */
void sk_writer_destroy(struct sk_writer *writer);

/* Once, before anything else: an event SK_EVENT_STARTED is to be the first of this run (started.h).
 * Copied. Errors: SK_ERR_NOMEM. */
enum sk_err sk_writer_started(struct sk_writer *writer, const char *version, const char *settings);

/* Queues *record. SK_ERR_FULL: the disk is behind; nothing was taken, try later. Any thread. */
enum sk_err sk_writer_save(struct sk_writer *writer, const struct sk_record *record);

/* Keeps the log for so many days (0, as at first: for ever): when there is nothing else to do, what
 * is older and was exported is purged (purge.h), but only by a clock that is known to be right.
 * Until then, what was exported is purged when the disk is nearly full. purge_undelivered: also
 * what a receiver does not have yet. Any thread. */
void sk_writer_keep(struct sk_writer *writer, int64_t days, bool purge_undelivered);

/* From now on checkpoints are written beside the journal when these rules say so
 * (checkpoint_file.h). bench: its name; copied. Once. Errors: SK_ERR_NOMEM. Any thread. */
enum sk_err sk_writer_checkpoints(struct sk_writer *writer, const char *bench,
                                  const struct sk_checkpoint_rules *rules);

/* Is the wall clock right? At first that is not known. true: it was just compared with a clock that
 * is; false: it is wrong, or was moved. A jump that the writer sees itself (SK_EVENT_CLOCK) counts
 * as false, until the next true. Any thread. */
void sk_writer_clock_known(struct sk_writer *writer, bool is_right);

/* As sk_recorder_ops.look_for_people. Any thread. */
void sk_writer_look_for_people(struct sk_writer *writer);

/* As sk_recorder_ops.enroll and .acknowledge. Any thread. */
void sk_writer_enroll(struct sk_writer *writer, const char *receiver);
void sk_writer_acknowledge(struct sk_writer *writer, const char *receiver, int64_t seq);

/* Asks about the pair of that number, after everything that was saved before. The answer is
 * SK_RECORDER_LOOKED: text is "" if it may be done, and stored is the pair then, or, for an undo
 * that an earlier run left open, that undo; else text says why not. SK_ERR_FULL as above. Any
 * thread. */
enum sk_err sk_writer_look(struct sk_writer *writer, enum sk_recorder_look look, int64_t number);

/* Asks for up to limit unsettled pairs above `after`. SK_ERR_FULL as above. Any thread. */
enum sk_err sk_writer_load(struct sk_writer *writer, int64_t after, int32_t limit);

/* Places left for records. Any thread; a snapshot. */
size_t sk_writer_room(struct sk_writer *writer);

#endif
