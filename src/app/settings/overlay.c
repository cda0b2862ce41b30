#include "app/settings/overlay.h"

#include "app/settings/origin.h"
#include "app/settings/paths.h"
#include "base/small_file.h"
#include "base/util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char origin[] = "set up at the bench";

static const char *const names[] = {
    "usb.devices",   "usb.layout",    "usb.prefix",   "usb.suffix",     "evdev.devices",
    "evdev.layout",  "evdev.prefix",  "evdev.suffix", "serial.devices", "serial.line",
    "serial.prefix", "serial.suffix", "sound.volume", "sound.device",
};
_Static_assert(SK_ARRAY_LEN(names) <= SK_OVERLAY_SETTINGS, "a value for each name");

const char *sk_overlay_name_at(size_t index) {
    return index < SK_ARRAY_LEN(names) ? names[index] : NULL;
}

static size_t index_of(const char *name, size_t length) {
    size_t index = 0;
    while (index < SK_ARRAY_LEN(names) &&
           (strlen(names[index]) != length || memcmp(names[index], name, length) != 0)) {
        index++;
    }
    return index;
}

static bool set(struct sk_overlay *self, size_t index, const char *value, size_t length) {
    if (index >= SK_ARRAY_LEN(names) || length >= SK_OVERLAY_VALUE_SIZE) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)value[i] < ' ' || value[i] == 0x7F) {
            return false;
        }
    }
    memcpy(self->values[index], value, length);
    self->values[index][length] = '\0';
    self->is_set[index] = true;
    return true;
}

bool sk_overlay_set(struct sk_overlay *self, const char *name, const char *value) {
    return set(self, index_of(name, strlen(name)), value, strlen(value));
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

/* True: the line is one of ours, blank or a remark. */
static bool take_line(struct sk_overlay *out, const char *line, size_t length) {
    while (length > 0 && is_blank(line[length - 1])) {
        length--;
    }
    if (length == 0 || line[0] == ';') {
        return true;
    }
    const char *equals = memchr(line, '=', length);
    if (!equals) {
        return false;
    }
    size_t name = (size_t)(equals - line);
    const char *value = equals + 1;
    const char *end = line + length;
    while (name > 0 && is_blank(line[name - 1])) {
        name--;
    }
    while (value < end && is_blank(*value)) {
        value++;
    }
    return set(out, index_of(line, name), value, (size_t)(end - value));
}

void sk_overlay_parse(struct sk_overlay *out, const char *text, size_t length, size_t *ignored) {
    *out = (struct sk_overlay){ .is_set = { false } };
    *ignored = 0;
    while (length > 0) {
        const char *end = memchr(text, '\n', length);
        size_t line = end ? (size_t)(end - text) : length;
        *ignored += !take_line(out, text, line);
        size_t used = line + (end ? 1 : 0);
        text += used;
        length -= used;
    }
}

size_t sk_overlay_print(const struct sk_overlay *self, char out[SK_OVERLAY_BYTES_MAX]) {
    int used = snprintf(out, SK_OVERLAY_BYTES_MAX,
                        "; What was set up at this bench; the settings of kiosk.ini go first.\n");
    for (size_t i = 0; i < SK_ARRAY_LEN(names); i++) {
        if (self->is_set[i]) {
            used += snprintf(out + used, SK_OVERLAY_BYTES_MAX - (size_t)used, "%s = %s\n", names[i],
                             self->values[i]);
        }
    }
    return (size_t)used;
}

void sk_overlay_path(const struct sk_config *config, char *out, size_t out_size) {
    sk_config_beside_path(config, "settings", out, out_size);
}

enum sk_err sk_overlay_load(struct sk_overlay *out, const char *path, struct sk_err_info *info) {
    size_t length = 0;
    size_t ignored = 0;
    char *text = malloc(SK_OVERLAY_BYTES_MAX);
    *out = (struct sk_overlay){ .is_set = { false } };
    if (!text) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the bench's own settings");
    }
    enum sk_err err = sk_small_file_read(path, text, SK_OVERLAY_BYTES_MAX, &length, NULL, info);
    if (!err) {
        sk_overlay_parse(out, text, length, &ignored);
    }
    free(text);
    return err == SK_ERR_NOT_FOUND ? SK_OK : err;
}

enum sk_err sk_overlay_save(const struct sk_overlay *self, const char *path,
                            struct sk_err_info *info) {
    char *text = malloc(SK_OVERLAY_BYTES_MAX);
    if (!text) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the bench's own settings");
    }
    (void)sk_overlay_print(self, text);
    enum sk_err err = sk_small_file_write(path, text, info);
    free(text);
    return err;
}

bool sk_overlay_is_overruled(const struct sk_config *config, const char *name) {
    const char *from = sk_origin_of(config, name);
    return from[0] != '\0' && strcmp(from, origin) != 0;
}

void sk_overlay_apply(struct sk_config *config, struct sk_config_problems *problems) {
    char path[4096];
    struct sk_overlay *overlay = malloc(sizeof(*overlay));
    struct sk_err_info info = { "" };
    sk_overlay_path(config, path, sizeof(path));
    if (!overlay || path[0] == '\0') {
        free(overlay);
        return; /* a journal without a path is told elsewhere */
    }
    if (sk_overlay_load(overlay, path, &info) != SK_OK) {
        sk_config_problem(problems, "what was set up at the bench: %s; fix or remove it",
                          info.text);
    }
    for (size_t i = 0; i < SK_ARRAY_LEN(names); i++) {
        if (overlay->is_set[i] && !sk_overlay_is_overruled(config, names[i])) {
            sk_config_set(config, names[i], overlay->values[i], origin, problems);
        }
    }
    free(overlay);
}
