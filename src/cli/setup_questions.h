/* setup_questions.h — what `sag-kioskctl setup` has to know: out of a file, or asked for. */
#ifndef SK_CLI_SETUP_QUESTIONS_H
#define SK_CLI_SETUP_QUESTIONS_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define SK_SETUP_WORD_SIZE 256
#define SK_SETUP_PATH_SIZE 4096

/* "": not known. */
struct sk_setup_answers {
    char region[SK_SETUP_WORD_SIZE];
    char bench[SK_SETUP_WORD_SIZE];
    char key_file[SK_SETUP_PATH_SIZE];
    char key_id[SK_SETUP_WORD_SIZE]; /* and its secret, where there is no file */
    char key_secret[SK_SETUP_WORD_SIZE];
};

/* From a file's bytes: lines `region = …`, `bench = …`, `key_file = …` or `access_key_id = …` and
 * `access_key_secret = …`; # and ; begin a comment. What it does not name stays as it is in *out.
 * Pure. Errors: SK_ERR_INVALID; info names the line, never what is in it. */
enum sk_err sk_setup_parse(const char *text, size_t length, struct sk_setup_answers *out,
                           struct sk_err_info *info);

/* What the questions need to know of the machine. */
struct sk_setup_asking {
    bool has_key; /* one is there already, and Return keeps it */
    /* Is it a region? info says why not. */
    bool (*is_region)(void *data, const char *region, struct sk_err_info *info);
    void *data;
};

/* Asks for each; what *answers has is offered, and Return keeps it. The secret is not shown as it
 * is typed. Blocks. Errors: SK_ERR_STOPPED (a signal, or the end of the input). */
enum sk_err sk_setup_ask(struct sk_setup_answers *answers, const struct sk_setup_asking *asking,
                         struct sk_err_info *info);

#endif
