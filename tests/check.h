/* check.h — cmocka with what it needs included, and two words of our own. */
#ifndef SK_TESTS_CHECK_H
#define SK_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* The test's name is the sentence that it proves. */
#define SK_TEST(function) cmocka_unit_test(function)

/* Ends the program as "skipped" (exit status 77) and says why. */
#define SK_SKIP(reason)                                                                            \
    do {                                                                                           \
        fprintf(stderr, "skipped: %s\n", reason);                                                  \
        exit(77);                                                                                  \
    } while (0)

#endif
