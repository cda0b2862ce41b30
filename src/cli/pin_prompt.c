#include "cli/pin_prompt.h"

#include "base/wipe.h"
#include "cli/ask.h"
#include "cli/cli.h"

#include <string.h>

#define LINE_SIZE 64

bool sk_cli_pin_prompt(struct sk_pin *out) {
    char first[LINE_SIZE] = "";
    char second[LINE_SIZE] = "";
    struct sk_err_info info = { "" };
    bool is_made = false;
    if (!sk_cli_ask("New PIN: ", true, first, sizeof(first)) ||
        !sk_cli_ask("Again: ", true, second, sizeof(second))) {
        (void)sk_cli_complain("pin", sk_cli_ask_is_interrupted()
                                         ? "interrupted; nothing was changed"
                                         : "needs the PIN twice, a line each; nothing "
                                           "was changed");
    } else if (strcmp(first, second) != 0) {
        (void)sk_cli_complain("pin", "these were two different PINs; nothing was changed");
    } else if (sk_pin_make(first, out, &info) != SK_OK) {
        (void)sk_cli_complain("pin", info.text);
    } else {
        is_made = true;
    }
    sk_wipe(first, sizeof(first));
    sk_wipe(second, sizeof(second));
    return is_made;
}
