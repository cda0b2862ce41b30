/* ask.h — one line from whoever runs the command: on the terminal, or from a pipe. */
#ifndef SK_CLI_ASK_H
#define SK_CLI_ASK_H

#include <stdbool.h>
#include <stddef.h>

/* Prompts on standard error, if standard input is a terminal, and reads a line of up to size - 1
 * bytes; a longer one is read to its end and is an error. is_secret: not shown as it is typed. No
 * copy stays behind. False: no line, too long, or a signal came; *out is not to be used then.
 * Blocks. Thread: one, with SIGINT and SIGTERM its own. */
bool sk_cli_ask(const char *prompt, bool is_secret, char *out, size_t size);

/* A signal came during one of these. */
bool sk_cli_ask_is_interrupted(void);

#endif
