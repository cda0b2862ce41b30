#include "cli/cli.h"

#include "base/parse.h"
#include "base/utf8.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

const struct sk_cli_command *sk_cli_find(const struct sk_cli_command *commands, size_t count,
                                         const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

int sk_cli_unknown(const char *program, const struct sk_cli_command *commands, size_t count,
                   const char *name) {
    char shown[256];
    const char *nearest = NULL;
    uint32_t least = 2 + 1; /* two typing errors at most, and fewer than the name has letters */
    for (size_t i = 0; i < count; i++) {
        uint32_t distance = sk_parse_distance(commands[i].name, name);
        if (distance < least && distance < strlen(commands[i].name)) {
            least = distance;
            nearest = commands[i].name;
        }
    }
    (void)sk_utf8_printable(name, strlen(name), shown, sizeof(shown), NULL);
    fprintf(stderr, "%s: there is no command '%s'%s%s%s\n", program, shown,
            nearest ? "; did you mean '" : "; see --help", nearest ? nearest : "",
            nearest ? "'?" : "");
    return SK_CLI_USAGE;
}

bool sk_cli_is_help(const char *word) {
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;
}

int sk_cli_complain(const char *command, const char *text) {
    fprintf(stderr, "sag-kioskctl %s: %s\n", command, text);
    return SK_CLI_USAGE;
}
