/* stderr_text.h — what is written to standard error meanwhile, as a text. */
#ifndef SK_TESTS_STDERR_TEXT_H
#define SK_TESTS_STDERR_TEXT_H

#include "check.h"

#include <unistd.h>

struct stderr_text {
    FILE *file;
    int kept;
};

static inline struct stderr_text stderr_text_begin(void) {
    struct stderr_text text = { .file = tmpfile(), .kept = dup(STDERR_FILENO) };
    assert_non_null(text.file);
    assert_true(text.kept >= 0 && dup2(fileno(text.file), STDERR_FILENO) >= 0);
    return text;
}

/* out gets what fits into size bytes, with a NUL. */
static inline void stderr_text_end(struct stderr_text *text, char *out, size_t size) {
    assert_true(dup2(text->kept, STDERR_FILENO) >= 0);
    (void)close(text->kept);
    rewind(text->file);
    out[fread(out, 1, size - 1, text->file)] = '\0';
    (void)fclose(text->file);
}

#endif
