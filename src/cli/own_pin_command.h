/* own_pin_command.h — `sag-kioskctl pin … --person`: the PIN of a person's own. */
#ifndef SK_CLI_OWN_PIN_COMMAND_H
#define SK_CLI_OWN_PIN_COMMAND_H

/* argv[0] is "pin". Returns the exit status. */
int sk_cmd_own_pin(int argc, char **argv);

#endif
