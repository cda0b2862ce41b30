/* words.h — sentences built from the model's fields, in the language of the screen. */
#ifndef SK_UI_WORDS_H
#define SK_UI_WORDS_H

#include "app/model/model.h"

#include <stddef.h>

#define SK_WORDS_SIZE (SK_ERR_TEXT_SIZE + 2 * SK_MODEL_LABEL_SIZE)

/* What happened: model->what, or that with what the model knows about the device. */
void sk_words_what(const struct sk_model *model, char out[SK_WORDS_SIZE]);

/* What the notice is about, with what the model knows of it. */
void sk_words_notice(const struct sk_model *model, char out[SK_WORDS_SIZE]);

/* Characters at the end of a label by which those of a pallet are told apart. */
#define SK_WORDS_TAIL 6
#define SK_WORDS_TAIL_SIZE (sizeof("…") + SK_WORDS_TAIL)
/* "…220001"; a label that is no longer than that whole. */
void sk_words_tail(const char *label, char out[SK_WORDS_TAIL_SIZE]);

/* "Undo …220001": the end of the serial number tells which pair it takes back. */
void sk_words_undo(const struct sk_model_pair *pair, char out[SK_WORDS_SIZE]);

/* Who has the device of a conflict; "" where that is not known. */
void sk_words_place(enum sk_place place, const char *where, char out[SK_WORDS_SIZE]);

/* "Order 4711: 12 of 40"; "" where there is no list. */
void sk_words_order(const struct sk_model *model, char out[SK_WORDS_SIZE]);

/* What the banner says first. */
void sk_words_banner(const struct sk_model *model, char out[SK_WORDS_SIZE]);

#endif
