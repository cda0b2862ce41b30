/* err.h — how a run-time failure travels: one small enum, and a sentence for people.
 *
 * A broken promise by the programmer is an SK_ASSERT() (assert.h); everything that the outside
 * world can cause is an enum sk_err. Detail goes into the caller's struct sk_err_info, which may be
 * NULL. */
#ifndef SK_BASE_ERR_H
#define SK_BASE_ERR_H

#include <stddef.h>

enum sk_err {
    SK_OK = 0,
    SK_ERR_NOMEM = -1,     /* memory or a fixed table is used up */
    SK_ERR_IO = -2,        /* the operating system refused; info quotes it */
    SK_ERR_FULL = -3,      /* a bounded queue or the disk has no room */
    SK_ERR_STOPPED = -4,   /* the receiver has been closed */
    SK_ERR_INVALID = -5,   /* what came in does not follow its grammar */
    SK_ERR_NOT_FOUND = -6, /* it is not there */
    SK_ERR_DENIED = -7,    /* permission */
    SK_ERR_CORRUPT = -8,   /* a file's content contradicts itself; the file is left as it was */
    SK_ERR_BUSY = -9,      /* somebody else has it locked */
    SK_ERR_UNSUPPORTED = -10,
};

/* Longest sentence that is kept, in bytes with the final NUL; longer ones are cut. */
#define SK_ERR_TEXT_SIZE 512

/* A sentence in English for the person in front of the screen and for the log: what failed
 * (quoted), and how it is fixed. Plain value: copy it freely. */
struct sk_err_info {
    char text[SK_ERR_TEXT_SIZE];
};

/* Writes the sentence into info and returns err, so that a failing line is one line:
 *     return sk_fail(info, SK_ERR_IO, "cannot open '%s': %s", path, strerror(errno));
 * info may be NULL. Cuts at SK_ERR_TEXT_SIZE, never in the middle of a UTF-8 sequence.
 * Thread: any. Keeps errno as it was. */
enum sk_err sk_fail(struct sk_err_info *info, enum sk_err err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* What the system refused, by its errno: NOT_FOUND, DENIED, FULL (the disk), else IO. */
enum sk_err sk_err_of_errno(int number);

/* The name of the class of failure ("out of memory", "not found"). Borrowed, static. */
const char *sk_err_name(enum sk_err err);

#endif
