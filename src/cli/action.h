/* action.h — a supervisor's action from the command line: done by the running kiosk, or by this
 * program if there is none. */
#ifndef SK_CLI_ACTION_H
#define SK_CLI_ACTION_H

#include "app/supervisor/action.h"
#include "cli/log_command.h"

/* Waits for the end of the action. False: an error was printed and nothing was done (or it is not
 * known, and the error says so). A signal ends the wait; what is under way is looked up when it is
 * asked for again. */
bool sk_cmd_log_do(struct sk_cmd_log *command, struct sk_action *action,
                   struct sk_action_result *result);

/* What the commands that only record something have in common: reads the arguments (with a NUMBER
 * if the action is about a pair), asks for the action, prints its end. */
struct sk_cmd_log_note {
    const char *name; /* "log deal" */
    const char *usage;
    enum sk_action_type type;
    bool has_number;
    bool needs_reason;
    const char *word; /* printed when it is done: "dealt-with" */
};
int sk_cmd_log_note(const struct sk_cmd_log_note *note, int argc, char **argv);

#endif
