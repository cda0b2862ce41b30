/* look.h — what a value looks like that should be a label and is none: what a spreadsheet made of
 * it, or what it was mistaken for. Pure. */
#ifndef SK_SHEET_LOOK_H
#define SK_SHEET_LOOK_H

#include <stdbool.h>

/* The end of a sentence that begins with the value ("looks like a number in scientific notation:
 * format the column as text") where it
 * looks like something else than a label; NULL where it may be one. has_wildcards: '*' and '?' are
 * fine. Borrowed, static. */
const char *sk_look_of(const char *text, bool has_wildcards);

/* A spreadsheet made that of a value (an error, scientific notation): it is no label even where the
 * rules take anything. */
bool sk_look_is_damage(const char *text);

#endif
