/* action.h — a supervisor's action from the command line: done by the running kiosk, or by this
 * program if there is none. */
#ifndef SK_CLI_ACTION_H
#define SK_CLI_ACTION_H

#include "app/supervisor/action.h"
#include "cli/log_command.h"

/* Waits for the end of the action. False: an error was printed and nothing was done (or it is not
 * known, and the error says so). A signal ends the wait; what is under way is looked up when it is
 * asked for again. */
bool sk_cmd_log_do(struct sk_cmd_log *command, const struct sk_action *action,
                   struct sk_action_result *result);

/* The same action for each of these numbers, one after the other; done gets each end. False: an
 * error was printed, and the rest was not done. */
bool sk_cmd_log_do_each(struct sk_cmd_log *command, const struct sk_action *action,
                        const int64_t *numbers, size_t count,
                        void (*done)(void *data, const struct sk_action_result *result),
                        void *data);

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
