/* environment.h — the variables that name keys and their sources. Once sag_environment_hide() has
 * been called (sag_client.h), the secret ones are kept in secret memory and found here only. */
#ifndef SAG_ENVIRONMENT_H
#define SAG_ENVIRONMENT_H

#include <stdbool.h>

/* Borrowed, until the variable is changed. NULL: not set, or empty, which counts as unset
 * (README.md, "Credentials"). Thread: any, as long as nobody changes the environment. */
const char *sag_environment_get(const char *name);
/* The variable is exactly "true". */
bool sag_environment_is_on(const char *name);

#endif
