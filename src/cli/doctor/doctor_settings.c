#include "cli/doctor/doctor_settings.h"

#include "app/settings/option_text.h"
#include "app/settings/options.h"
#include "base/util.h"
#include "cli/doctor/doctor_scrub.h"

#include <stdio.h>
#include <string.h>

bool sk_doctor_settings_is_url(const char *name) {
    static const char *const urls[] = { "cloud.endpoint", "cloud.proxy",   "cloud.sts_endpoint",
                                        "webhook.url",    "webhook.proxy", "fleet.dsn" };
    for (size_t i = 0; i < SK_ARRAY_LEN(urls); i++) {
        if (strcmp(urls[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static enum sk_err add_line(const char *line, size_t length, struct sk_buf *out) {
    char name[64];
    char value[4200];
    char shown[512];
    const char *equals = memchr(line, '=', length);
    size_t name_length = equals ? (size_t)(equals - line) : length;
    (void)snprintf(name, sizeof(name), "%.*s", (int)name_length, line);
    if (!equals || !sk_option_find(name)) {
        return SK_OK; /* the rest of a value of several lines: nobody knows what it is */
    }
    if (!sk_doctor_settings_is_url(name)) {
        enum sk_err err = sk_buf_add(out, line, length);
        return err ? err : sk_buf_add(out, "\n", 1);
    }
    (void)snprintf(value, sizeof(value), "%.*s", (int)(length - name_length - 1), equals + 1);
    sk_doctor_scrub_url(value, shown, sizeof(shown));
    return sk_buf_addf(out, "%s=%s\n", name, shown);
}

enum sk_err sk_doctor_settings_write(const struct sk_config *config, struct sk_buf *out) {
    struct sk_buf all = SK_BUF_INIT(1 << 20);
    enum sk_err err = sk_option_texts(config, &all);
    const char *at = all.data ? all.data : "";
    while (!err && *at) {
        size_t length = strcspn(at, "\n");
        err = add_line(at, length, out);
        at += length + (at[length] == '\n');
    }
    sk_buf_finish(&all);
    return err;
}
