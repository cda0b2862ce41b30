/* code_word.h — why a pair is not bound, in the few words that the kiosk has for it. */
#ifndef SK_OFFICE_CODE_WORD_H
#define SK_OFFICE_CODE_WORD_H

/* "Serial number unknown" for "SAG.SNNotExist", in the thread's language; the code itself where
 * there are no words. Borrowed from code, or for ever. */
const char *sk_office_code_word(const char *code);

#endif
