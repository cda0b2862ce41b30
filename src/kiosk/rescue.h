/* rescue.h — what is said when the system has given the kiosk up: started again and again, and
 * ended each time. Pure. */
#ifndef SK_KIOSK_RESCUE_H
#define SK_KIOSK_RESCUE_H

#include "app/model/model.h"

/* What systemd says of the service that failed, as in the variables MONITOR_SERVICE_RESULT,
 * MONITOR_EXIT_CODE and MONITOR_EXIT_STATUS (systemd.exec(5)); NULL where it says nothing. */
struct sk_rescue_cause {
    const char *result;
    const char *exit_code;
    const char *exit_status;
};

/* A screen that says that the kiosk does not start, why, and what to do; *model is zeroed first. */
void sk_rescue_model(struct sk_model *model, const struct sk_rescue_cause *cause);

#endif
