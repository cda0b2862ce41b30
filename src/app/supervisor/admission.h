/* admission.h — may this PIN open a session? Whose PIN it is, and how often it was wrong.
 *
 * A person who has a PIN of their own (own_pin.h) is admitted by that one alone, and it has tries
 * and a lock of its own. Anybody else is admitted by the PIN that all share, where the settings let
 * it count. Blocks, and hashes on purpose slowly: for a thread that may wait. */
#ifndef SK_APP_SUPERVISOR_ADMISSION_H
#define SK_APP_SUPERVISOR_ADMISSION_H

#include "app/supervisor/own_pin.h"
#include "app/supervisor/pin_tries.h"
#include "base/clock.h"

/* Texts are borrowed. */
struct sk_admission_options {
    const char *journal_path;
    const char *tries_path; /* of the shared PIN */
    const char *pin_line;   /* the demo's, instead of the shared PIN's file; NULL: the file */
    bool takes_shared;      /* supervisor.shared_pin */
    struct sk_clock *clock;
    sk_ms started_at; /* when the program started, monotonic: an earlier lock begins anew then */
};

struct sk_admission {
    struct sk_admission_options options;
    struct sk_admission_known *known; /* of whom tries were read, and when their lock began */
    size_t count;
};

/* Plain value. */
struct sk_admission_news {
    bool has_pin;  /* there is one for whom it was asked */
    bool is_own;   /* and it is that person's own */
    bool has_own;  /* somebody at this bench has one */
    bool is_right; /* of a try */
    sk_ms locked;  /* no try for so long; 0: free */
    int32_t tries_left;
};

void sk_admission_init(struct sk_admission *admission, const struct sk_admission_options *options);
void sk_admission_finish(struct sk_admission *admission);

/* person: whose PIN, 0: nobody is named. digits NULL: how does it stand? That also records the end
 * of a lock. Else one try, which is on the disk as a wrong one before it is looked at.
 * Errors: SK_ERR_NOT_FOUND (there is no PIN), those of pin.h and of the disk; no try was taken
 * then, or it counts as wrong. */
enum sk_err sk_admission_ask(struct sk_admission *admission, int64_t person, const char *digits,
                             struct sk_admission_news *out, struct sk_err_info *info);

/* Sets a person's own PIN, which has no tries and no lock. Errors: as sk_pin_make(), and
 * sk_own_pin_store(). */
enum sk_err sk_admission_set(struct sk_admission *admission, int64_t person, const char *digits,
                             struct sk_err_info *info);

#endif
