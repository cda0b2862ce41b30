#include "app/core/replies.h"

#include "base/assert.h"

#include <string.h>

static void address(struct sk_reply_to *out, enum sk_reply reply, enum sk_scan_source source,
                    const char *device) {
    *out = (struct sk_reply_to){ .reply = reply, .source = source };
    memcpy(out->device, device, sizeof(out->device));
}

static int64_t newest_of(const struct sk_pairing *pairing) {
    return pairing->open_count > 0 ? pairing->open[pairing->open_count - 1].number : 0;
}

static enum sk_reply reply_of(enum sk_cue cue) {
    switch (cue) {
    case SK_CUE_SECOND:
        return SK_REPLY_WORKING;
    case SK_CUE_BOUND:
        return SK_REPLY_GOOD;
    case SK_CUE_REFUSED:
        return SK_REPLY_BAD;
    case SK_CUE_WARNING:
    case SK_CUE_ALARM:
        return SK_REPLY_AGAIN;
    case SK_CUE_NONE:
    case SK_CUE_FIRST:
        return SK_REPLY_TAKEN;
    }
    SK_UNREACHABLE("cue");
}

bool sk_replies_scan(struct sk_replies *self, const struct sk_scan *scan,
                     const struct sk_pairing *pairing, struct sk_reply_to *out) {
    bool has_cue = pairing->cue_number != self->cues;
    int64_t newest = newest_of(pairing);
    bool is_pair = newest > self->newest;
    self->cues = pairing->cue_number;
    if (is_pair) {
        self->newest = newest;
        self->pairs[self->next].number = newest;
        self->pairs[self->next].source = scan->source;
        memcpy(self->pairs[self->next].device, scan->device, sizeof(scan->device));
        self->next = (self->next + 1) % SK_REPLIES_PAIRS;
        return false;
    }
    address(out, has_cue ? reply_of(pairing->cue) : SK_REPLY_TAKEN, scan->source, scan->device);
    return true;
}

static bool find(const struct sk_replies *self, int64_t number, enum sk_reply reply,
                 struct sk_reply_to *out) {
    for (size_t i = 0; number > 0 && i < SK_REPLIES_PAIRS; i++) {
        if (self->pairs[i].number == number) {
            address(out, reply, self->pairs[i].source, self->pairs[i].device);
            return true;
        }
    }
    return false;
}

bool sk_replies_look(struct sk_replies *self, const struct sk_pairing *pairing,
                     struct sk_reply_to *out) {
    bool is_saved = pairing->cue_number != self->cues && pairing->cue == SK_CUE_SECOND;
    self->cues = pairing->cue_number;
    return is_saved && find(self, pairing->verdict.number, SK_REPLY_WORKING, out);
}

bool sk_replies_verdict(struct sk_replies *self, const struct sk_verdict *verdict,
                        struct sk_reply_to *out) {
    switch (verdict->kind) {
    case SK_VERDICT_BOUND:
        return find(self, verdict->number, SK_REPLY_GOOD, out);
    case SK_VERDICT_REFUSED:
    case SK_VERDICT_CHECK:
        return find(self, verdict->number, SK_REPLY_BAD, out);
    case SK_VERDICT_BLOCKED:
        return verdict->alarm && find(self, verdict->number, SK_REPLY_BAD, out);
    case SK_VERDICT_RETRY:
    case SK_VERDICT_CHECKING:
    case SK_VERDICT_SAVED:
    case SK_VERDICT_TOO_LATE:
    case SK_VERDICT_LOCATED:
    case SK_VERDICT_WITHDRAWN: /* what follows says it, or a person has done it */
        return false;
    }
    SK_UNREACHABLE("verdict");
}
