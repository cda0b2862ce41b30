/* setup.h — the supervisor's pages on which a scanner is set up. For supervisor.c. */
#ifndef SK_UI_SCREENS_SETUP_H
#define SK_UI_SCREENS_SETUP_H

#include "ui/screens/stage.h"

/* A barcode to read, what is plugged in, what came, and what is to be changed. */
void sk_screen_setup(struct sk_stage *stage, struct sk_rect area);
/* The makers whose barcodes set a scanner. */
void sk_screen_families(struct sk_stage *stage, struct sk_rect area);
/* Those of one of them. */
void sk_screen_program(struct sk_stage *stage, struct sk_rect area);

#endif
