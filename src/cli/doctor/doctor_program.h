/* doctor_program.h — runs a program of the system, without a shell, and reads what it says. */
#ifndef SK_CLI_DOCTOR_DOCTOR_PROGRAM_H
#define SK_CLI_DOCTOR_DOCTOR_PROGRAM_H

#include "base/buf.h"
#include "base/err.h"

/* argv[0] is looked for along PATH; NULL ends argv. What it writes to its standard output is
 * appended to out, up to out's limit; more is an error. Its standard input is empty, what it
 * complains of is lost. It is killed after limit_ms. Errors: SK_ERR_NOT_FOUND (no such program),
 * SK_ERR_FULL, SK_ERR_INVALID (it ended with another status than 0), SK_ERR_STOPPED (limit),
 * SK_ERR_IO, SK_ERR_NOMEM. Blocks. */
enum sk_err sk_doctor_program(const char *const *argv, int limit_ms, struct sk_buf *out);

#endif
