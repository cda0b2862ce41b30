/* spoken_language.h — the language of the screen, as it is chosen at the bench: by touch or by a
 * card. It holds until somebody else signs on, or off; then that person's own counts, or the
 * setting's. Main thread. */
#ifndef SK_APP_CORE_SPOKEN_LANGUAGE_H
#define SK_APP_CORE_SPOKEN_LANGUAGE_H

#include "pairing/pair.h"

#include <stdbool.h>

struct sk_spoken_language {
    const char *setting; /* static; the language that was there at the start */
    bool is_open;        /* the page with all languages is shown */
    char operator_name[SK_OPERATOR_SIZE];
};

void sk_spoken_language_init(struct sk_spoken_language *choice);

/* name: as sk_language_set() takes it. A language whose texts are missing is a line in the log. */
void sk_spoken_language_take(struct sk_spoken_language *choice, const char *name);

/* Before each model: who is signed on, what is spoken to them (journal/people.h; "": the setting's;
 * static), and whether the page may be shown now. */
void sk_spoken_language_look(struct sk_spoken_language *choice, const char *operator_name,
                             const char *own, bool is_ready_screen);

#endif
