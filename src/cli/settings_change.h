/* settings_change.h — settings are changed from the command line: by the rules of `config check`,
 * each with an event in the journal that says who did it, in the bench's own file (overlay.h). */
#ifndef SK_CLI_SETTINGS_CHANGE_H
#define SK_CLI_SETTINGS_CHANGE_H

#include "app/settings/overlay.h"
#include "app/supervisor/action.h"
#include "cli/log_command.h"

#include <stddef.h>

/* Who does it: the person that was named (a name, or '#' and a number), or where who is NULL the
 * account that runs this. False: an error was printed. */
bool sk_cli_actor(struct sk_cmd_log *command, const char *who, struct sk_actor *out);

/* All of them, or none. False: what is wrong was printed, and nothing was changed. Works while the
 * kiosk runs, which takes them at its next start. */
bool sk_cli_change_settings(struct sk_cmd_log *command, const struct sk_overlay_change *changes,
                            size_t count, const struct sk_actor *who);

#endif
