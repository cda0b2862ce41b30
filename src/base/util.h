/* util.h — three macros that C lacks. Depends on nothing. */
#ifndef SK_BASE_UTIL_H
#define SK_BASE_UTIL_H

#include <stddef.h>

#define SK_ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

/* From a pointer to a member to the struct around it; how a trait's filling finds itself. */
#define sk_container_of(pointer, type, member)                                                     \
    ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

#endif
