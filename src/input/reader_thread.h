/* reader_thread.h — what readers with a thread of their own share: start, an end that interrupts
 * every wait, and a push that does not lose a scan. For those who write a reader. */
#ifndef SK_INPUT_READER_THREAD_H
#define SK_INPUT_READER_THREAD_H

#include "input/reader.h"

#include <pthread.h>
#include <stdbool.h>

struct sk_reader_thread {
    pthread_t thread;
    bool is_running;
    int stop_pipe[2]; /* [0] becomes readable when the reader is to end; never read from */
    struct sk_scan_sink *sink;
};

/* On the caller's memory. Errors: SK_ERR_IO (no pipe). */
enum sk_err sk_reader_thread_init(struct sk_reader_thread *self, struct sk_err_info *info);
void sk_reader_thread_finish(struct sk_reader_thread *self);

/* Runs run(data) on a thread of its own. Errors: SK_ERR_NOMEM. Main thread. */
enum sk_err sk_reader_thread_start(struct sk_reader_thread *self, struct sk_scan_sink *sink,
                                   void *(*run)(void *data), void *data, struct sk_err_info *info);
void sk_reader_thread_stop(struct sk_reader_thread *self); /* main thread, returns at once */
void sk_reader_thread_join(struct sk_reader_thread *self); /* main thread */

/* Waits until fd (-1: none) is readable, at most timeout ms (-1: for ever).
 * Returns 1: readable, 0: time is up, -1: the reader is to end. Reader's thread. */
int sk_reader_thread_wait(struct sk_reader_thread *self, int fd, sk_ms timeout);

/* Pushes, and waits where there is no room. False: the reader is to end, the scan was not taken.
 * Reader's thread. */
bool sk_reader_thread_push(struct sk_reader_thread *self, const struct sk_scan *scan);

#endif
