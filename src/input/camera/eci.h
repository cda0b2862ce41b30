/* eci.h — character sets by their number in an Extended Channel Interpretation (AIM ECI, part 3).
 */
#ifndef SK_INPUT_CAMERA_ECI_H
#define SK_INPUT_CAMERA_ECI_H

/* The name that iconv(3) knows it by; NULL: a number that is none of ours. Static. */
const char *sk_eci_charset(int number);

#endif
