#include "app/settings/profile.h"

#include "app/settings/option_text.h"
#include "app/settings/options.h"
#include "app/settings/origin.h"
#include "base/utf8.h"

#include <string.h>

static const char first_line[] = "sag-kiosk profile 1";
static const char time_word[] = "made ";

/* --- writing ------------------------------------------------------------------------------ */

static bool is_carried(const char *name, bool with_bench) {
    for (size_t i = 0; sk_overlay_name_at(i); i++) {
        if (strcmp(sk_overlay_name_at(i), name) == 0) {
            return with_bench || !sk_overlay_is_of_bench(i);
        }
    }
    return false;
}

/* Of what was set: the next option from index *at on that is carried, or is not. */
static const struct sk_option *next_set(const struct sk_config *config, bool with_bench,
                                        bool wants_carried, size_t *at) {
    const struct sk_option *option;
    while ((option = sk_option_at((*at)++)) != NULL) {
        if (sk_origin_of(config, option->name)[0] != '\0' &&
            is_carried(option->name, with_bench) == wants_carried) {
            return option;
        }
    }
    return NULL;
}

static enum sk_err add_left_out(const struct sk_config *config, bool with_bench,
                                struct sk_buf *out) {
    const struct sk_option *option;
    const char *lead = "; left out: ";
    enum sk_err err = SK_OK;
    for (size_t at = 0; !err && (option = next_set(config, with_bench, false, &at)) != NULL;) {
        err = sk_buf_addf(out, "%s%s", lead, option->name);
        lead = ", ";
    }
    return err || lead[0] == ';' ? err : sk_buf_addf(out, "\n");
}

enum sk_err sk_profile_write(const struct sk_config *config, bool with_bench, const char *time,
                             struct sk_buf *out) {
    const struct sk_option *option;
    enum sk_err err = sk_buf_addf(out, "%s\n%s%s\n", first_line, time_word, time);
    err = err ? err : add_left_out(config, with_bench, out);
    for (size_t at = 0; !err && (option = next_set(config, with_bench, true, &at)) != NULL;) {
        err = sk_buf_addf(out, "%s = ", option->name);
        err = err ? err : sk_option_text(config, option, out);
        err = err ? err : sk_buf_addf(out, "\n");
    }
    return err;
}

/* --- reading ------------------------------------------------------------------------------ */

static bool take_head(const char *line, size_t length, size_t number) {
    if (number == 1) {
        return length == strlen(first_line) && memcmp(line, first_line, length) == 0;
    }
    return length > strlen(time_word) && length < SK_PROFILE_TIME_SIZE &&
           memcmp(line, time_word, strlen(time_word)) == 0;
}

static enum sk_err refuse(const char *line, size_t length, size_t number,
                          struct sk_err_info *info) {
    char shown[96];
    (void)sk_utf8_printable(line, length < 64 ? length : 64, shown, sizeof(shown), NULL);
    return number <= 2 ? sk_fail(info, SK_ERR_INVALID,
                                 "it does not begin like a profile of this version of sag-kiosk")
                       : sk_fail(info, SK_ERR_UNSUPPORTED,
                                 "line %zu, '%s', is no setting that a profile carries; is it of a "
                                 "newer sag-kiosk?",
                                 number, shown);
}

enum sk_err sk_profile_read(const char *text, size_t length, struct sk_overlay *out,
                            struct sk_err_info *info) {
    size_t number = 0;
    memset(out, 0, sizeof(*out));
    while (length > 0) {
        const char *end = memchr(text, '\n', length);
        size_t line = end ? (size_t)(end - text) : length;
        number++;
        bool is_good =
            number <= 2 ? take_head(text, line, number) : sk_overlay_take_line(out, text, line);
        if (!is_good) {
            return refuse(text, line, number, info);
        }
        size_t used = line + (end ? 1 : 0);
        text += used;
        length -= used;
    }
    return number >= 2 ? SK_OK : refuse(text, 0, 1, info);
}
