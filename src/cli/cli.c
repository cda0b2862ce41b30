#include "cli/cli.h"

#include "app/settings/config.h"
#include "base/parse.h"
#include "base/utf8.h"
#include "cli/bench_user.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
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

static int tell_group(FILE *to, const char *name, const struct sk_cli_command *commands,
                      size_t count) {
    fprintf(to, "usage: sag-kioskctl %s COMMAND [ARGUMENT]...\n", name);
    for (size_t i = 0; i < count; i++) {
        fprintf(to, "  %-12s %s\n", commands[i].name, commands[i].help);
    }
    fprintf(to, "`sag-kioskctl %s COMMAND --help` tells more.\n", name);
    return to == stdout && fflush(to) == 0 ? SK_CLI_OK : SK_CLI_USAGE;
}

int sk_cli_group(const char *name, const struct sk_cli_command *commands, size_t count, int argc,
                 char **argv) {
    char program[64];
    if (argc < 2 || sk_cli_is_help(argv[1])) {
        return tell_group(argc < 2 ? stderr : stdout, name, commands, count);
    }
    (void)snprintf(program, sizeof(program), "sag-kioskctl %s", name);
    const struct sk_cli_command *command = sk_cli_find(commands, count, argv[1]);
    return command ? command->run(argc - 1, argv + 1)
                   : sk_cli_unknown(program, commands, count, argv[1]);
}

bool sk_cli_is_help(const char *word) {
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;
}

/* Root who became the kiosk's user does not expect to be refused, least of all in /root. */
static void explain_denied(const char *text) {
    if (getenv(SK_CONFIG_SYSTEM_ONLY) && strstr(text, strerror(EACCES))) {
        fputs("  On a bench this runs as the user '" SK_BENCH_USER "', also when root starts it: "
              "use a folder that\n  this user may use, for example /tmp.\n",
              stderr);
    }
}

int sk_cli_complain(const char *command, const char *text) {
    fprintf(stderr, "sag-kioskctl %s: %s\n", command, text);
    explain_denied(text);
    return SK_CLI_USAGE;
}
