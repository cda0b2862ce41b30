/* control_cards.h — the cards that stand for the screen's buttons. */
#ifndef SK_PAPER_CONTROL_CARDS_H
#define SK_PAPER_CONTROL_CARDS_H

#include "paper/label_pages.h"

#define SK_PAPER_CARDS_MAX 16

/* Fills list with all of them, in the chosen language; returns how many. Texts are static. */
size_t sk_paper_cards(struct sk_paper_label list[SK_PAPER_CARDS_MAX]);
/* Likewise with a card for each language, with its own name. */
size_t sk_paper_language_cards(struct sk_paper_label list[SK_PAPER_CARDS_MAX]);

#endif
