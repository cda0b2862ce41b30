/* submit.h — one pair through the whole kiosk, from a command that waits for its outcome. */
#ifndef SK_CLI_SUBMIT_H
#define SK_CLI_SUBMIT_H

#include "app/core/app.h"
#include "app/settings/config.h"
#include "app/core/demo.h"
#include "base/wakeup.h"
#include "cli/cli.h"

struct sk_submit {
    const char *command; /* for error messages */
    bool json;           /* one JSON object instead of a line */
    struct sk_config *config;
    struct sk_demo *demo;
    struct sk_app *app;
    struct sk_wakeup wakeup;
    int64_t number; /* of the pair */
    const char *serial;
    const char *instance;
    int64_t refers;
    struct sk_account account; /* of the pair that it refers to */
};

/* Signals, the simulator of --demo, and a check of the settings. False: an error was printed.
 * problems: with what was found before. sk_submit_end() in any case. */
bool sk_submit_begin(struct sk_submit *submit, struct sk_config_problems *problems, bool demo);

/* Opens the journal and the client, sends the pair, waits up to wait ms for a final outcome, prints
 * it. Returns the exit status. operator: "" for nobody. */
int sk_submit_run(struct sk_submit *submit, const char *operator_name, sk_ms wait);

/* The same for a pair that a running kiosk sends: waits for what its journal says of
 * submit->number, and takes nothing back. */
int sk_submit_follow(struct sk_submit *submit, const char *journal_path, sk_ms wait);

void sk_submit_end(struct sk_submit *submit);

#endif
