/* light_program.h — a program in the place of a signal light, in a test's own directory: a shell
 * script, and the words that it wrote down. Include scratch.h before. */
#ifndef SK_TESTS_FAKE_LIGHT_PROGRAM_H
#define SK_TESTS_FAKE_LIGHT_PROGRAM_H

/* Makes it; body runs there, and writes into the file "words". Its path, as scratch_file()'s. */
static inline const char *light_program_make(const char *body) {
    char text[1024];
    const char *path = scratch_file("light");
    (void)unlink(scratch_file("words"));
    (void)snprintf(text, sizeof(text), "#!/bin/sh\ncd '%s' || exit 1\n%s\n", scratch_path, body);
    scratch_write(path, text);
    assert_int_equal(chmod(path, 0700), 0);
    return path;
}

static inline const char *light_program_words(void) {
    return scratch_text("words");
}

#endif
