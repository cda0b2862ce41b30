#include "app/settings/option_text.h"

#include "app/settings/options.h"

#include <inttypes.h>
#include <string.h>

static enum sk_err add_text(struct sk_buf *out, const char *text) {
    const char *host = strstr(text, "://");
    const char *at = host ? strchr(host, '@') : NULL;
    enum sk_err err = at ? sk_buf_addf(out, "%.*s", (int)(host + 3 - text), text) : SK_OK;
    text = at ? at : text;
    for (; *text && !err; text++) { /* one line each */
        err = sk_buf_addf(out, "%c", *text == '\n' ? ' ' : *text);
    }
    return err;
}

static enum sk_err add_delays(struct sk_buf *out, const struct sk_delays *delays) {
    enum sk_err err = SK_OK;
    for (int32_t i = 0; i < delays->count && !err; i++) {
        err = sk_buf_addf(out, "%s%" PRId64, i > 0 ? "," : "", (int64_t)delays->ms[i]);
    }
    return err;
}

static enum sk_err add_value(struct sk_buf *out, const struct sk_option *option,
                             const void *member) {
    unsigned word = 0;
    switch (option->type) {
    case SK_OPTION_TEXT:
        return add_text(out, *(char *const *)member);
    case SK_OPTION_NUMBER:
    case SK_OPTION_AUTO_NUMBER:
        return sk_buf_addf(out, "%" PRId64, *(const int64_t *)member);
    case SK_OPTION_MS:
        return sk_buf_addf(out, "%" PRId64, (int64_t) * (const sk_ms *)member);
    case SK_OPTION_BOOL:
        return sk_buf_addf(out, "%s", *(const bool *)member ? "yes" : "no");
    case SK_OPTION_WORD:
        memcpy(&word, member, sizeof(word));
        return sk_buf_addf(out, "%s", option->words[word]);
    case SK_OPTION_DELAYS:
        return add_delays(out, member);
    }
    return SK_OK;
}

enum sk_err sk_option_texts(const struct sk_config *config, struct sk_buf *out) {
    enum sk_err err = SK_OK;
    for (size_t i = 0; sk_option_at(i) && !err; i++) {
        const struct sk_option *option = sk_option_at(i);
        err = sk_buf_addf(out, "%s=", option->name);
        if (!err) {
            err = add_value(out, option, (const char *)config + option->offset);
        }
        if (!err) {
            err = sk_buf_addf(out, "\n");
        }
    }
    return err;
}

enum sk_err sk_option_text(const struct sk_config *config, const struct sk_option *option,
                           struct sk_buf *out) {
    const void *member = (const char *)config + option->offset;
    /* The other function keeps its -1: starts are compared by hashes of it. */
    bool is_auto =
        option->type == SK_OPTION_AUTO_NUMBER && *(const int64_t *)member == SK_CONFIG_AUTO;
    return is_auto ? sk_buf_addf(out, "auto") : add_value(out, option, member);
}
