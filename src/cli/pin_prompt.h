/* pin_prompt.h — a new PIN, asked for twice: on the terminal without an echo, or from a pipe. */
#ifndef SK_CLI_PIN_PROMPT_H
#define SK_CLI_PIN_PROMPT_H

#include "app/supervisor/pin.h"

/* Blocks. False: an error was printed; *out is untouched. No copy of the digits stays behind. */
bool sk_cli_pin_prompt(struct sk_pin *out);

#endif
