#include "paper/control_cards.h"

#include "base/assert.h"
#include "base/language.h"
#include "base/util.h"

#include <string.h>

/* Each colour is dark enough for a white icon, on paper and in grey; which card it is, is said by
 * icon and words. */
static const struct sk_paper_label cards[] = {
    { "SAGK:ACK", SK_N("Acknowledge"), SK_PAPER_ICON_CHECK, 0x1d4ed8 },
    { "SAGK:CANCEL", SK_N("Cancel the first label"), SK_PAPER_ICON_CROSS, 0x475569 },
    { "SAGK:UNDO", SK_N("Undo what was not sent yet"), SK_PAPER_ICON_UNDO, 0xb45309 },
    { "SAGK:STICKY", SK_N("One sag- label, several devices"), SK_PAPER_ICON_SEVERAL, 0x0f766e },
    { "SAGK:PAIR", SK_N("One device, one sag- label"), SK_PAPER_ICON_ONE, 0x3f6212 },
    { "SAGK:SIGNOFF", SK_N("Sign off"), SK_PAPER_ICON_LEAVE, 0x1f2937 },
    { "SAGK:CALL", SK_N("Call a supervisor; again: cancel the call"), SK_PAPER_ICON_CALL,
      0xb91c1c },
    { "SAGK:SUPERVISOR", SK_N("The supervisor's role (asks for the PIN)"), SK_PAPER_ICON_LEADER,
      0x6d28d9 },
};
_Static_assert(SK_ARRAY_LEN(cards) <= SK_PAPER_CARDS_MAX, "room for all cards");

size_t sk_paper_cards(struct sk_paper_label list[SK_PAPER_CARDS_MAX]) {
    for (size_t i = 0; i < SK_ARRAY_LEN(cards); i++) {
        list[i] = cards[i];
        list[i].words = sk_text(cards[i].words);
    }
    return SK_ARRAY_LEN(cards);
}

size_t sk_paper_language_cards(struct sk_paper_label list[SK_PAPER_CARDS_MAX]) {
    static const char *const codes[] = { "SAGK:LANG:en", "SAGK:LANG:zh_CN", "SAGK:LANG:de",
                                         "SAGK:LANG:es", "SAGK:LANG:ja" };
    for (size_t i = 0; i < SK_ARRAY_LEN(codes); i++) {
        SK_ASSERT(strcmp(codes[i] + strlen("SAGK:LANG:"), sk_language_at(i)) == 0);
        list[i] = (struct sk_paper_label){ .code = codes[i], .words = sk_language_own_name(i) };
    }
    return SK_ARRAY_LEN(codes);
}
