/* print_programs.h — lp and lpstat in the place of CUPS's, in a test's own directory, and what was
 * printed by them. Include scratch.h before. */
#ifndef SK_TESTS_FAKE_PRINT_PROGRAMS_H
#define SK_TESTS_FAKE_PRINT_PROGRAMS_H

static inline void print_program_make(const char *name, const char *body) {
    char text[1024];
    const char *path = scratch_file(name);
    (void)snprintf(text, sizeof(text), "#!/bin/sh\ncd '%s' || exit 1\n%s\n", scratch_path, body);
    scratch_write(path, text);
    assert_int_equal(chmod(path, 0700), 0);
}

/* From now on they alone are found; bodies run in the scratch directory. */
static inline void print_programs_use(const char *lpstat, const char *lp) {
    char path[512];
    (void)unlink(scratch_file("printed"));
    print_program_make("lpstat", lpstat);
    print_program_make("lp", lp);
    (void)snprintf(path, sizeof(path), "%s:/usr/bin:/bin", scratch_path);
    assert_int_equal(setenv("PATH", path, 1), 0);
}

/* What lp wrote into "printed". */
static inline const char *print_programs_printed(void) {
    return scratch_text("printed");
}

#endif
