/* pin_state.h — what admits to the supervisor's role at this bench, in a sentence. */
#ifndef SK_CLI_PIN_STATE_H
#define SK_CLI_PIN_STATE_H

#include "app/settings/config.h"

/* Reads the PINs' files. A sentence for IT; is_closed (may be NULL): nobody gets in; an error where
 * a file protects nothing or is damaged, with the fix in info. Blocks. */
enum sk_err sk_cli_pin_state(const struct sk_config *config, const char **sentence, bool *is_closed,
                             struct sk_err_info *info);

#endif
