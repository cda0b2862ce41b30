/* status_runner.h — the thread that tells how the kiosk is: writes the files that are watched, and
 * answers what sag-kioskctl asks over the control socket. Asleep while nothing changes. */
#ifndef SK_APP_STATUS_STATUS_RUNNER_H
#define SK_APP_STATUS_STATUS_RUNNER_H

#include "app/status/status.h"
#include "base/buf.h"
#include "base/clock.h"

struct sk_status_runner;

/* Texts are copied. */
struct sk_status_runner_options {
    const char *journal_path;
    const char *file;       /* JSON; "": none */
    const char *prometheus; /* "": none */
    sk_ms every;            /* between two writes, at least */
    struct sk_clock *clock; /* borrowed */
};

/* Owner: *out is the caller's. Errors: SK_ERR_NOMEM. */
enum sk_err sk_status_runner_create(struct sk_status_runner **out,
                                    const struct sk_status_runner_options *options);
/* Writes the last status with is_up false, where files are wanted, and hangs up on whoever still
 * waits. Blocks on the disk. NULL is fine. */
void sk_status_runner_destroy(struct sk_status_runner *runner);

/* So it is now. Main thread; never blocks. */
void sk_status_runner_show(struct sk_status_runner *runner, const struct sk_status *status);

/* A picture that was painted; the thread encodes and drops it. */
struct sk_status_picture {
    void *picture; /* owned */
    /* Appends it as PNG. */
    enum sk_err (*encode)(const void *picture, struct sk_buf *out);
    void (*drop)(void *picture);
};

enum sk_status_form { SK_STATUS_FORM_LINES, SK_STATUS_FORM_JSON, SK_STATUS_FORM_PICTURE };

/* Sends what was shown last (or, for _PICTURE, picture; else NULL) to the socket fd, which is the
 * runner's from now on. Too many at a time are hung up on. Main thread; never blocks. */
void sk_status_runner_answer(struct sk_status_runner *runner, int fd, enum sk_status_form form,
                             const struct sk_status_picture *picture);

#endif
