/* supervisor_row.h — how a pair of the supervisor's lists looks, and what is said about it. */
#ifndef SK_UI_SCREENS_SUPERVISOR_ROW_H
#define SK_UI_SCREENS_SUPERVISOR_ROW_H

#include "ui/screens/stage.h"
#include "ui/words.h"

/* In the colours of the bench; grey is what nobody has to look after any more. */
struct sk_super_look {
    enum sk_icon icon;
    sk_colour paper, ink;
};
struct sk_super_look sk_super_row_look(const struct sk_model_super_row *row);

/* "Bound", "Dealt with": how it stands. Static msgid. */
const char *sk_super_row_word(const struct sk_model_super_row *row);

/* Why it stands so, in a few words; the word where nothing more is known. */
void sk_super_row_reason(const struct sk_model_super_row *row, char out[SK_WORDS_SIZE]);

/* What the worker read about it. */
void sk_super_row_sentence(const struct sk_model_super_row *row, char out[SK_WORDS_SIZE]);

#endif
