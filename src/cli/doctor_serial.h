/* doctor_serial.h — what doctor says of serial lines. */
#ifndef SK_CLI_DOCTOR_SERIAL_H
#define SK_CLI_DOCTOR_SERIAL_H

#include "input/serial/serial_reader.h"

/* A line for each that serial.devices names, with the fix, and for each adapter that it does not.
 * *taken: those that are named and there, or could be; returns how many are to be fixed. */
int sk_doctor_serial(const struct sk_serial_options *options, int *taken);

#endif
