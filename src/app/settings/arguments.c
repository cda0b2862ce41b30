#include "app/settings/arguments.h"

#include "app/settings/options.h"
#include "base/parse.h"

#include <stdio.h>
#include <string.h>

static const struct sk_argument *find_word(const struct sk_argument *words, const char *name) {
    for (; words->name; words++) {
        if (strcmp(words->name, name) == 0) {
            return words;
        }
    }
    return NULL;
}

static bool fail_unknown(const struct sk_argument *words, const char *name,
                         struct sk_err_info *info) {
    const char *nearest = sk_option_nearest(name);
    for (; words->name; words++) {
        if (sk_parse_distance(words->name, name) <= 2) {
            nearest = words->name;
        }
    }
    (void)sk_fail(info, SK_ERR_INVALID, "there is no option '--%.60s'%s%s%s", name,
                  nearest ? "; did you mean '--" : "; see --help", nearest ? nearest : "",
                  nearest ? "'?" : "");
    return false;
}

static bool add(struct sk_arguments *arguments, const char *name, const char *value,
                struct sk_err_info *info) {
    if (arguments->count == SK_ARGUMENTS_MAX) {
        (void)sk_fail(info, SK_ERR_FULL, "more than %d options; put them into a settings file",
                      SK_ARGUMENTS_MAX);
        return false;
    }
    char *copy = arguments->names[arguments->count];
    (void)snprintf(copy, sizeof(arguments->names[0]), "%s", name);
    arguments->list[arguments->count].name = copy;
    arguments->list[arguments->count].value = value;
    arguments->count++;
    return true;
}

/* argv[*at] begins with "--". */
static bool read_option(struct sk_arguments *arguments, int argc, char **argv, int *at,
                        const struct sk_argument *words, struct sk_err_info *info) {
    char name[64];
    const char *text = argv[*at] + 2;
    const char *equals = strchr(text, '=');
    size_t length = equals ? (size_t)(equals - text) : strlen(text);
    if (length >= sizeof(name)) {
        length = sizeof(name) - 1; /* no option is as long; and its value may be a secret */
    }
    memcpy(name, text, length);
    name[length] = '\0';
    const struct sk_argument *word = find_word(words, name);
    if (!word && !sk_option_find(name)) {
        return fail_unknown(words, name, info);
    }
    if (word && word->flag) {
        if (equals && !word->value) {
            (void)sk_fail(info, SK_ERR_INVALID, "--%s takes no value", name);
            return false;
        }
        if (equals) {
            *word->value = equals + 1;
        }
        *word->flag = true;
        return true;
    }
    const char *value = equals ? equals + 1 : *at + 1 < argc ? argv[++*at] : NULL;
    if (!value) {
        (void)sk_fail(info, SK_ERR_INVALID, "--%s needs a value", name);
        return false;
    }
    if (word) {
        *word->value = value;
        return true;
    }
    return add(arguments, name, value, info);
}

bool sk_arguments_read(struct sk_arguments *arguments, int argc, char **argv, int first,
                       const struct sk_argument *words, struct sk_err_info *info) {
    *arguments = (struct sk_arguments){ 0 };
    bool only_files = false;
    const struct sk_argument *help = find_word(words, "help");
    for (int at = first; at < argc; at++) {
        if (!only_files && help && strcmp(argv[at], "-h") == 0) {
            *help->flag = true;
        } else if (only_files || strncmp(argv[at], "--", 2) != 0) {
            if (arguments->file_count == SK_ARGUMENTS_MAX) {
                (void)sk_fail(info, SK_ERR_FULL, "too many arguments");
                return false;
            }
            arguments->files[arguments->file_count++] = argv[at];
        } else if (argv[at][2] == '\0') {
            only_files = true;
        } else if (!read_option(arguments, argc, argv, &at, words, info)) {
            return false;
        }
    }
    return true;
}

void sk_arguments_apply(const struct sk_arguments *arguments, struct sk_config *config,
                        struct sk_config_problems *problems) {
    for (size_t i = 0; i < arguments->count; i++) {
        char where[80];
        (void)snprintf(where, sizeof(where), "--%s", arguments->list[i].name);
        sk_config_set(config, arguments->list[i].name, arguments->list[i].value, where, problems);
    }
}
