/* doctor_print.h — a report on standard output, and the command's exit status of it. */
#ifndef SK_CLI_DOCTOR_DOCTOR_PRINT_H
#define SK_CLI_DOCTOR_DOCTOR_PRINT_H

#include "cli/doctor/doctor_line.h"

#include <stdbool.h>

#define SK_DOCTOR_UNPRINTED 2

/* command: who complains on standard error where it cannot be written. Returns the worst state of
 * the report, or SK_DOCTOR_UNPRINTED. */
int sk_doctor_print(const char *command, const struct sk_doctor_report *report, bool json);

#endif
