/* update_hands.h — what an updater does outside its folder: it has the new version test itself, as
 * whoever the kiosk runs as, and starts the kiosk's service anew and watches it. */
#ifndef SK_CLI_UPDATE_HANDS_H
#define SK_CLI_UPDATE_HANDS_H

#include "cli/log_command.h"
#include "update/updater.h"

#include <stdbool.h>

/* Plain value; all borrowed. */
struct sk_hands {
    struct sk_cmd_log *command; /* its journal is the kiosk's */
    const char *service;        /* "none": nothing is started, nor watched */
    const char *systemctl;      /* the program that does it */
    int64_t trial_seconds;      /* that the new one has to run, once it is ready */
    const char *root;           /* the updater's folder */
    bool is_now;                /* also while the bench is used */
};

/* data of its functions: a struct sk_hands. Static. */
const struct sk_updater_hands *sk_hands_of_update(void);

/* May the kiosk be stopped: nothing waits, and for so many seconds nothing has happened? No kiosk
 * runs: yes. Errors: SK_ERR_BUSY; those of sk_control_ask(). Blocks. */
enum sk_err sk_hands_may_stop(const struct sk_hands *hands, int64_t seconds,
                              struct sk_err_info *info);

#endif
