/* fontconfig_leaks.h — fontconfig keeps its settings until the process ends, and finds them by
 * offsets, which the leak sanitizer takes for nothing; cairo keeps a table of fonts, once,
 * whichever thread draws first. One source of a program includes this. */
#ifndef SK_TESTS_FONTCONFIG_LEAKS_H
#define SK_TESTS_FONTCONFIG_LEAKS_H

const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void) {
    return "leak:libfontconfig\nleak:libcairo\n";
}

#endif
