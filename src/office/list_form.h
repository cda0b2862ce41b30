/* list_form.h — the form by which a list comes: a file that is chosen, or what is typed or pasted.
 * Private to this folder. */
#ifndef SK_OFFICE_LIST_FORM_H
#define SK_OFFICE_LIST_FORM_H

#include "office/turn.h"

/* Plain value; texts are borrowed, and in the language already. */
struct sk_office_list_form {
    const char *place; /* where it is sent */
    const char *heading;
    const char *columns; /* what the list must look like */
    const char *text;    /* what was typed before */
    const char *button;
    const char *help;
};

void sk_office_list_form(struct sk_office_turn *turn, const struct sk_office_list_form *form);

/* What is wrong with the list that came; nothing of it was taken. */
void sk_office_list_wrong(struct sk_office_html *html, const char *what, const char *why);

#endif
