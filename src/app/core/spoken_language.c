#define SK_LOG_MODULE "app"
#include "app/core/spoken_language.h"

#include "base/language.h"
#include "base/log.h"

#include <stdio.h>
#include <string.h>

void sk_spoken_language_init(struct sk_spoken_language *choice) {
    *choice = (struct sk_spoken_language){ .setting = sk_language_name() };
}

void sk_spoken_language_take(struct sk_spoken_language *choice, const char *name) {
    struct sk_err_info info;
    choice->is_open = false;
    if (sk_language_set(name, &info)) {
        sk_log_warning("%s", info.text);
    }
}

void sk_spoken_language_look(struct sk_spoken_language *choice, const char *operator_name,
                             const char *own, bool is_ready_screen) {
    choice->is_open = choice->is_open && is_ready_screen;
    if (strcmp(choice->operator_name, operator_name) == 0) {
        return;
    }
    (void)snprintf(choice->operator_name, sizeof(choice->operator_name), "%s", operator_name);
    const char *spoken = own[0] != '\0' ? own : choice->setting;
    if (strcmp(spoken, sk_language_name()) != 0) {
        sk_spoken_language_take(choice, spoken);
    }
}
