/* redact.h — takes secrets out of a JSON text before a parser copies them.
 *
 * jansson keeps every string it reads on the ordinary heap and frees it unwiped. So the values of
 * secret members are replaced first by a reference to where they stand in the original, which
 * lives in memory that is wiped. Pure. */
#ifndef SAG_REDACT_H
#define SAG_REDACT_H

#include "client/buf.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends json to out; every string at or below a member whose name is in names (NULL at the end;
 * compared after undoing escapes, without regard to case) becomes "@OFFSET+LENGTH", the place of
 * its raw bytes between the quotes. Text that is not JSON may pass unchanged: the parser will
 * refuse it. False: no memory or out is full. */
bool sag_redact(struct sag_buf *out, const char *json, size_t length, const char *const *names);

/* Appends the string that reference stands for to out, escapes undone. False: it is not a
 * reference, the string is not valid JSON or holds \u0000, or out is full. */
bool sag_redact_resolve(struct sag_buf *out, const char *json, size_t length,
                        const char *reference);

#endif
