/* model_checks.h — what the supervisor's page "Diagnostics" says of the bench, a row each. Plain
 * values. */
#ifndef SK_APP_MODEL_MODEL_CHECKS_H
#define SK_APP_MODEL_MODEL_CHECKS_H

#include <stddef.h>

#define SK_CHECKS_MAX 16
#define SK_CHECK_TEXT_SIZE 160

enum sk_check_state { SK_CHECK_OK, SK_CHECK_WARN, SK_CHECK_FAIL };

struct sk_model_check {
    enum sk_check_state state;
    const char *name;               /* msgid, static */
    char found[SK_CHECK_TEXT_SIZE]; /* msgid, or a name or figure, which no catalogue has */
    const char *remedy;             /* msgid, static; NULL: nothing is to be done */
};

struct sk_model_checks {
    size_t count;
    struct sk_model_check rows[SK_CHECKS_MAX];
};

#endif
