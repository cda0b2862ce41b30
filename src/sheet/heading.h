/* heading.h — what is the same heading: without its case, blanks and punctuation, so that "S/N",
 * "sn:" and " SN " are one. Pure. */
#ifndef SK_SHEET_HEADING_H
#define SK_SHEET_HEADING_H

#include <stdbool.h>
#include <stddef.h>

#define SK_HEADING_SIZE 128 /* with NUL; a heading that is longer is none that is known */

/* Small letters of ASCII, wide ones too; without blanks and punctuation. "": too long, or none. */
void sk_heading_key(const char *text, size_t length, char key[SK_HEADING_SIZE]);

/* words: as sk_heading_key() leaves them, NULL-ended. */
bool sk_heading_is_one_of(const char *text, const char *const *words);

#endif
