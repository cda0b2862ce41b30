#include "sending/record.h"

#include "base/assert.h"

const char *sk_event_name(enum sk_event event) {
    switch (event) {
    case SK_EVENT_INTENT:
        return "intent";
    case SK_EVENT_ATTEMPT:
        return "attempt";
    case SK_EVENT_ANSWER:
        return "answer";
    case SK_EVENT_ASKED:
        return "asked";
    case SK_EVENT_SETTLED:
        return "settled";
    case SK_EVENT_LOCATED:
        return "located";
    case SK_EVENT_UNDO:
        return "undo";
    case SK_EVENT_STILL:
        return "still";
    case SK_EVENT_DEALT:
        return "dealt";
    case SK_EVENT_MIGRATED:
        return "migrated";
    case SK_EVENT_BEGUN:
        return "begun";
    case SK_EVENT_EXPORTED:
        return "exported";
    case SK_EVENT_PURGED:
        return "purged";
    case SK_EVENT_HOLD:
        return "hold";
    case SK_EVENT_RELEASE:
        return "release";
    case SK_EVENT_LOST:
        return "lost";
    case SK_EVENT_CLOCK:
        return "clock";
    case SK_EVENT_UNDELIVERED:
        return "undelivered";
    case SK_EVENT_RESEND:
        return "resend";
    case SK_EVENT_LABEL:
        return "label";
    case SK_EVENT_LABEL_DOUBT:
        return "label-doubt";
    case SK_EVENT_LABEL_AGAIN:
        return "label-again";
    case SK_EVENT_KEY:
        return "key";
    case SK_EVENT_PEOPLE:
        return "people";
    case SK_EVENT_SCAN:
        return "scan";
    case SK_EVENT_SIGN_ON:
        return "sign-on";
    case SK_EVENT_SIGN_OFF:
        return "sign-off";
    case SK_EVENT_SESSION:
        return "session";
    case SK_EVENT_SESSION_END:
        return "session-end";
    case SK_EVENT_WRONG_PIN:
        return "wrong-pin";
    case SK_EVENT_LOCKED:
        return "locked";
    case SK_EVENT_READER_GONE:
        return "reader-gone";
    case SK_EVENT_READER_BACK:
        return "reader-back";
    case SK_EVENT_STARTED:
        return "started";
    case SK_EVENT_NO_SCANNER:
        return "no-scanner";
    case SK_EVENT_SETTING:
        return "setting";
    case SK_EVENT_CALL:
        return "call";
    case SK_EVENT_CALL_END:
        return "call-end";
    case SK_EVENT_CHECKPOINT:
        return "checkpoint";
    case SK_EVENT_SOUND:
        return "sound-test";
    case SK_EVENT_LANGUAGE:
        return "language";
    case SK_EVENT_OFFICE:
        return "office";
    case SK_EVENT_FLEET:
        return "fleet";
    case SK_EVENT_SEEN:
        return "seen";
    }
    SK_UNREACHABLE("event");
}

bool sk_event_is_beside(enum sk_event event) {
    return event >= SK_EVENT_SCAN && event <= SK_EVENT_LAST;
}

enum sk_result sk_stored_pair_outcome(const struct sk_stored_pair *pair) {
    bool is_undone = pair->result == SK_RESULT_BOUND && pair->undone_by > 0;
    return is_undone ? SK_RESULT_UNDONE : pair->result;
}
