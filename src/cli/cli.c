#include "cli/cli.h"

#include <stdio.h>

int sk_cli_complain(const char *command, const char *text) {
    fprintf(stderr, "sag-kioskctl %s: %s\n", command, text);
    return SK_CLI_USAGE;
}
