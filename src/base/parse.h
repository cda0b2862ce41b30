/* parse.h — strict readers of small values: the whole string or nothing.
 * All: false leaves *out untouched; any thread; locale plays no part. */
#ifndef SK_BASE_PARSE_H
#define SK_BASE_PARSE_H

#include <stdbool.h>
#include <stdint.h>

/* Decimal, an optional minus, no blanks, no plus, within [min, max]. */
bool sk_parse_int(const char *text, int64_t min, int64_t max, int64_t *out);

/* The first four characters as hexadecimal digits, no fewer; what follows is the caller's. text
 * ends with NUL, or has four bytes. */
bool sk_parse_hex4(const char *text, uint16_t *out);

/* yes/no, true/false, on/off, 1/0; case is ignored. */
bool sk_parse_bool(const char *text, bool *out);

/* Edit distance (insert, delete, replace, swap of neighbours), for "did you mean". Strings of
 * more than 63 bytes count as far away (returns UINT32_MAX). */
uint32_t sk_parse_distance(const char *a, const char *b);

#endif
