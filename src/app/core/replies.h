/* replies.h — which scanner is told what, after each scan and each verdict. Two guns may be at work
 * at one bench: a verdict goes to the one that completed the pair. Pure. Private to app. */
#ifndef SK_APP_CORE_REPLIES_H
#define SK_APP_CORE_REPLIES_H

#include "input/reply.h"
#include "pairing/pairing.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_REPLIES_PAIRS 64 /* the newest, of which it is remembered who scanned them */

struct sk_reply_to {
    enum sk_reply reply;
    enum sk_scan_source source;
    char device[SK_SCAN_DEVICE_SIZE];
};

/* Zeroed to begin with. */
struct sk_replies {
    uint64_t cues;  /* of the pairing machine, at the last look */
    int64_t newest; /* pair */
    size_t next;
    struct {
        int64_t number; /* 0: none */
        enum sk_scan_source source;
        char device[SK_SCAN_DEVICE_SIZE];
    } pairs[SK_REPLIES_PAIRS];
};

/* The scan was taken in, whatever came of it. False: its scanner hears when the pair is saved. Each
 * scan is answered, as a gun may wait for that. */
bool sk_replies_scan(struct sk_replies *self, const struct sk_scan *scan,
                     const struct sk_pairing *pairing, struct sk_reply_to *out);

/* After any other step: the newest pair has been saved. */
bool sk_replies_look(struct sk_replies *self, const struct sk_pairing *pairing,
                     struct sk_reply_to *out);

/* A verdict was told. False: it is not a final one, or nobody knows who scanned it. */
bool sk_replies_verdict(struct sk_replies *self, const struct sk_verdict *verdict,
                        struct sk_reply_to *out);

#endif
