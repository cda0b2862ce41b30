/* update_self_test.h — does this version work on this machine, with its settings and its journal?
 * Asked before it is put in the place of another. */
#ifndef SK_CLI_UPDATE_SELF_TEST_H
#define SK_CLI_UPDATE_SELF_TEST_H

#include "cli/log_command.h"

/* Signs a known request, reads the settings and the key, opens a copy of the journal (and brings it
 * up to date), and has every screen drawn by the sag-kiosk beside this program. Prints each step;
 * what it makes is beside the journal, and gone afterwards. Returns the exit status. Blocks. */
int sk_self_test(struct sk_cmd_log *command);

#endif
