/* sentence.h — what is said to people about an outcome or a scan: what happened, what to do, who
 * can fix it. Pure data and a lookup; English, marked for translation. Includes nothing of the
 * client: outcomes are named by the service's code, or by our words where there was no answer. */
#ifndef SK_APP_MODEL_SENTENCE_H
#define SK_APP_MODEL_SENTENCE_H

#include "app/model/model.h"

#include <stddef.h>

struct sk_sentence {
    const char *what;   /* what happened */
    const char *advice; /* what to do, imperative */
    enum sk_who who;    /* who can fix it */
};

/* Our own words beside the service's codes: net.resolve, net.connect, net.proxy, net.tls,
 * net.clock, net.send, net.receive, net.timeout, net.too_large, net.unreadable, net.redirect,
 * net.cancelled, net.unasked, net.mismatch, net.descriptors, net.credentials, net.settings,
 * net.internal, bound.already (green because a query showed it) and check.unknown (red because the
 * outcome is not known and may not be asked for), guard.… (pair.h).
 *
 * code: exact and case-sensitive; families (a last "*") match too. An unknown or empty code
 * gets the sentence of the screen on which it is shown. Where the action depends on the screen (a
 * time-out can be amber or red), the screen decides.
 * Returns borrowed, static msgids; never NULL inside. Thread: any. */
struct sk_sentence sk_sentence_find(const char *code, enum sk_screen screen);

/* The sentence for a verdict: that of its code, or of what it says beside it. */
struct sk_sentence sk_sentence_verdict(const struct sk_verdict *verdict, enum sk_screen screen);

/* The sentence for the banner and the alarm while pairs of this code wait for IT. */
struct sk_sentence sk_sentence_blocked(const char *code);

/* True if the table has a row for this very code or a family that it belongs to. */
bool sk_sentence_has(const char *code);

/* The code of the row at index (with a last "*" for a family), NULL behind the last. Static. */
const char *sk_sentence_code_at(size_t index);

/* The sentence for a notice; SK_NOTICE_NONE gives empty texts. */
struct sk_sentence sk_sentence_notice(enum sk_notice notice);

#endif
