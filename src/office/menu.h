/* menu.h — which pages the menu has, in its order. Pure data. */
#ifndef SK_OFFICE_MENU_H
#define SK_OFFICE_MENU_H

#include <stddef.h>

struct sk_office_menu_entry {
    const char *path;
    const char *title; /* msgid */
};

/* NULL behind the last. Static. */
const struct sk_office_menu_entry *sk_office_menu_at(size_t index);

#endif
