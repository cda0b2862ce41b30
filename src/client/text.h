/* text.h — small strict readers and writers of text: UTF-8, times, numbers. Pure. */
#ifndef SAG_TEXT_H
#define SAG_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As isspace(3) in the C locale: blank, tab, the four line ends. */
bool sag_is_blank(char c);
bool sag_utf8_valid(const char *bytes, size_t length);
/* Copies text fit for a screen or a log into out (size bytes with NUL): control characters become
 * blanks, broken UTF-8 becomes '?', and it is cut at a whole character. */
void sag_text_clean(char *out, size_t size, const char *bytes, size_t length);

/* "YYYY-MM-DDThh:mm:ssZ", 21 bytes with NUL. False: the year has not four digits. */
#define SAG_TIME_SIZE 21
bool sag_time_format(int64_t wall_ms, char out[SAG_TIME_SIZE]);
/* Exactly that form, in UTC, since 1970. out in milliseconds; untouched on error. */
bool sag_time_parse(const char *text, int64_t *out);
/* The HTTP date "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7; the two obsolete forms are not
 * taken). out in milliseconds since 1970; untouched on error. */
bool sag_http_date_parse(const char *text, size_t length, int64_t *out);

/* Decimal digits only, at most max. out untouched on error. */
bool sag_number_parse(const char *text, size_t length, int64_t max, int64_t *out);

/* Milliseconds of a clock that never jumps. */
int64_t sag_monotonic_ms(void);
/* The earlier of two time-outs, of which -1 is never. */
int64_t sag_earlier_timeout(int64_t a, int64_t b);

/* A key, token or name that may stand in a header: printable ASCII without blanks, 1 to max bytes.
 */
bool sag_token_valid(const char *text, size_t max);

#endif
