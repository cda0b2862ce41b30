/* arguments.h — the command line of both programs: their own words, and every option of the
 * table as --section.key VALUE or --section.key=VALUE. */
#ifndef SK_APP_SETTINGS_ARGUMENTS_H
#define SK_APP_SETTINGS_ARGUMENTS_H

#include "app/settings/config.h"

#include <stdbool.h>

/* A word of one program: `--name` sets *flag, or `--name VALUE` sets *value (borrowed from argv).
 * With both, `--name` sets *flag alone, and `--name=VALUE` both. */
struct sk_argument {
    const char *name; /* without the dashes */
    bool *flag;
    const char **value;
};

/* An option of the table given on the command line; applied after the files were read. */
#define SK_ARGUMENTS_MAX 64
struct sk_arguments {
    size_t count;
    struct {
        const char *name; /* points into argv */
        const char *value;
    } list[SK_ARGUMENTS_MAX];
    char names[SK_ARGUMENTS_MAX][64]; /* for the --name=value form */
    size_t file_count;
    const char *files[SK_ARGUMENTS_MAX]; /* the arguments that are no options, in order */
};

/* Reads argv from `first` on. words ends with a NULL name. "--" ends the options. -h is --help.
 * False: *info says what is wrong with which argument, with the nearest valid name. */
bool sk_arguments_read(struct sk_arguments *arguments, int argc, char **argv, int first,
                       const struct sk_argument *words, struct sk_err_info *info);

/* Sets the options of the table, with where "--name". */
void sk_arguments_apply(const struct sk_arguments *arguments, struct sk_config *config,
                        struct sk_config_problems *problems);

#endif
