#include "office/menu.h"

#include "base/language.h"
#include "base/util.h"

static const struct sk_office_menu_entry entries[] = {
    { "/", SK_N("Benches") },       { "/attention", SK_N("Needs attention") },
    { "/search", SK_N("Search") },  { "/orders", SK_N("Order progress") },
    { "/charts", SK_N("Figures") }, { "/shift", SK_N("Shift report") },
    { "/export", SK_N("Export") },  { "/proof", SK_N("Log proof") },
    { "/people", SK_N("Staff") },   { "/list", SK_N("Device list") },
};

const struct sk_office_menu_entry *sk_office_menu_at(size_t index) {
    return index < SK_ARRAY_LEN(entries) ? &entries[index] : NULL;
}
