#include "pairing/view.h"

#include "base/assert.h"

#include <string.h>

const char *sk_notice_name(enum sk_notice notice) {
    static const char *const names[SK_NOTICE_COUNT] = {
        [SK_NOTICE_NONE] = "none",
        [SK_NOTICE_NOT_A_LABEL] = "not-a-label",
        [SK_NOTICE_MODEL_LABEL] = "model-label",
        [SK_NOTICE_MASKED_LABEL] = "masked-label",
        [SK_NOTICE_TOO_LONG] = "too-long",
        [SK_NOTICE_SEVERAL_IN_ONE] = "several-in-one",
        [SK_NOTICE_WRONG_SYMBOLOGY] = "wrong-symbology",
        [SK_NOTICE_READ_AGAIN] = "read-again",
        [SK_NOTICE_PART_OF_TEXT] = "part-of-text",
        [SK_NOTICE_DOUBLE_SCAN] = "double-scan",
        [SK_NOTICE_REPLACES_SERIAL] = "replaces-serial",
        [SK_NOTICE_REPLACED_SERIAL] = "replaced-serial",
        [SK_NOTICE_REPLACES_INSTANCE] = "replaces-instance",
        [SK_NOTICE_REPLACED_INSTANCE] = "replaced-instance",
        [SK_NOTICE_KEPT] = "kept",
        [SK_NOTICE_ANSWER_FIRST] = "answer-first",
        [SK_NOTICE_HALF_TIMED_OUT] = "half-timed-out",
        [SK_NOTICE_CANCELLED] = "cancelled",
        [SK_NOTICE_UNDONE] = "undone",
        [SK_NOTICE_NOTHING_TO_UNDO] = "nothing-to-undo",
        [SK_NOTICE_TOO_LATE_TO_UNDO] = "too-late-to-undo",
        [SK_NOTICE_NOTHING_TO_CANCEL] = "nothing-to-cancel",
        [SK_NOTICE_PAIR_MODE] = "pair-mode",
        [SK_NOTICE_STICKY_MODE] = "sticky-mode",
        [SK_NOTICE_UNKNOWN_COMMAND] = "unknown-command",
        [SK_NOTICE_ACKNOWLEDGE_FIRST] = "acknowledge-first",
        [SK_NOTICE_QUEUE_FULL] = "queue-full",
        [SK_NOTICE_NOT_SAVED_YET] = "not-saved-yet",
        [SK_NOTICE_ON_HOLD] = "on-hold",
        [SK_NOTICE_BADGE_FIRST] = "badge-first",
        [SK_NOTICE_SIGNED_ON] = "signed-on",
        [SK_NOTICE_SIGNED_OFF] = "signed-off",
        [SK_NOTICE_NOBODY_SIGNED_ON] = "nobody-signed-on",
        [SK_NOTICE_OPERATOR_CHANGED] = "operator-changed",
        [SK_NOTICE_UNKNOWN_BADGE] = "unknown-badge",
        [SK_NOTICE_DENIED_SERIAL] = "denied-serial",
        [SK_NOTICE_NO_LIST] = "no-list",
        [SK_NOTICE_SAME_PAIR_WAITING] = "same-pair-waiting",
        [SK_NOTICE_SAME_PAIR_CHECKING] = "same-pair-checking",
    };
    return SK_AT(names, notice);
}

bool sk_notice_find(const char *name, enum sk_notice *notice) {
    for (int i = 0; i < SK_NOTICE_COUNT; i++) {
        if (strcmp(sk_notice_name((enum sk_notice)i), name) == 0) {
            *notice = (enum sk_notice)i;
            return true;
        }
    }
    return false;
}
