/* find_person.h — somebody of the bench's table of people, as named on a command line. */
#ifndef SK_CLI_FIND_PERSON_H
#define SK_CLI_FIND_PERSON_H

#include "cli/log_command.h"
#include "journal/people.h"

/* who: the name, or '#' and the number. False: an error was printed; *out is untouched. */
bool sk_cli_find_person(struct sk_cmd_log *command, const char *who, struct sk_person *out);

#endif
