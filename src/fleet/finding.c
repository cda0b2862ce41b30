#include "fleet/finding.h"

#include <stdarg.h>
#include <stdio.h>

void sk_fleet_tell(const struct sk_fleet_listener *listener, enum sk_fleet_finding_state state,
                   const char *check, const char *remedy, const char *format, ...) {
    struct sk_fleet_finding finding = { .state = state, .check = check };
    char text[SK_ERR_TEXT_SIZE];
    struct sk_err_info cut;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    (void)sk_fail(&cut, SK_OK, "%s", text); /* no half letter at its end */
    (void)snprintf(finding.text, sizeof(finding.text), "%s", cut.text);
    (void)snprintf(finding.remedy, sizeof(finding.remedy), "%s", remedy ? remedy : "");
    listener->tell(listener->data, &finding);
}
