#include "app/settings/origin.h"

#include "app/settings/options.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* SK_CONFIG_ORIGINS: there is no such setting. */
static size_t index_of(const char *name) {
    const struct sk_option *option;
    for (size_t i = 0; i < SK_CONFIG_ORIGINS && (option = sk_option_at(i)) != NULL; i++) {
        if (strcmp(option->name, name) == 0) {
            return i;
        }
    }
    return SK_CONFIG_ORIGINS;
}

void sk_origin_note(struct sk_config *config, const char *name, const char *where) {
    size_t index = index_of(name);
    if (index < SK_CONFIG_ORIGINS) {
        free(config->origins[index]);
        config->origins[index] = strdup(where);
    }
}

void sk_origin_finish(struct sk_config *config) {
    for (size_t i = 0; i < SK_CONFIG_ORIGINS; i++) {
        free(config->origins[i]);
        config->origins[i] = NULL;
    }
}

const char *sk_origin_of(const struct sk_config *config, const char *name) {
    size_t index = index_of(name);
    return index < SK_CONFIG_ORIGINS && config->origins[index] ? config->origins[index] : "";
}

enum sk_err sk_origin_fail(const struct sk_config *config, const char *name,
                           struct sk_err_info *info, enum sk_err err, const char *format, ...) {
    char text[SK_ERR_TEXT_SIZE];
    const char *where = sk_origin_of(config, name);
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return sk_fail(info, err, "%s%s%s", where, where[0] ? ": " : "", text);
}
