/* cmocka_all.h — cmocka's header with what it needs in front of it. */
#ifndef SK_TESTS_UNIT_UI_CMOCKA_ALL_H
#define SK_TESTS_UNIT_UI_CMOCKA_ALL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
