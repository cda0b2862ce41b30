/* troubles.h — what keeps the kiosk from working, or must be reported to IT, as the journal and the
 * cloud say. Logged when it begins, changes and ends. Thread: whoever owns it. */
#ifndef SK_APP_CORE_TROUBLES_H
#define SK_APP_CORE_TROUBLES_H

#include "base/clock.h"
#include "base/err.h"
#include "media/light_runner.h"
#include "sending/recorder.h"
#include "sending/sender.h"

#include <stdbool.h>

#define SK_TROUBLES_ACCOUNTS 8 /* what others have is logged, and tried again with each pair */

/* Nothing can be sent with that account. */
struct sk_account_trouble {
    struct sk_account account;
    struct sk_err_info text; /* why, with the fix */
    sk_ms retry_at;          /* next try */
};

struct sk_troubles {
    bool has_journal; /* it cannot be opened or written; journal: why, with the fix */
    struct sk_err_info journal;
    bool was_replaced;                                     /* the journal, in this run */
    bool has_losses;                                       /* so has it */
    struct sk_account_trouble cloud[SK_TROUBLES_ACCOUNTS]; /* in the order in which they began */
    size_t cloud_count;
    bool is_clock_wrong; /* by the cloud's; said once */
    bool has_light;      /* the signal light cannot be used */
    bool has_report;     /* a shift report cannot be made */
};

void sk_troubles_init(struct sk_troubles *troubles);

/* SK_RECORDER_TROUBLE, _RECOVERED, _REPLACED, _LOST, _NOTED and _UNFIT; others are ignored. */
void sk_troubles_take_recorder(struct sk_troubles *troubles, const struct sk_recorder_news *news);

void sk_troubles_take_sender(struct sk_troubles *troubles, const struct sk_sender_news *news,
                             sk_ms now);

void sk_troubles_take_light(struct sk_troubles *troubles, const struct sk_light_news *news);

void sk_troubles_take_report(struct sk_troubles *troubles, bool has_trouble,
                             const struct sk_err_info *text);

/* The log is purged by a clock that is known to be right, and by no other. True: *is_right says how
 * this machine's clock stands to the cloud's; false: the answer does not tell. */
bool sk_troubles_learn_time(struct sk_troubles *troubles, const struct sk_answer *answer,
                            bool *is_right);

/* That account is to be tried again now; the next try is planned. NULL: none. Call until then.
 * Borrowed. */
const struct sk_account *sk_troubles_retry(struct sk_troubles *troubles, sk_ms now);
/* When the next of them is due; -1: none is. */
sk_ms sk_troubles_deadline(const struct sk_troubles *troubles);

#endif
