#define _DEFAULT_SOURCE /* flock() */
#include "app/settings/overlay.h"

#include "app/settings/origin.h"
#include "app/settings/paths.h"
#include "base/small_file.h"
#include "base/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static const char origin[] = "set up at the bench";

#define FIRST_OF_BENCH "kiosk.bench"

/* What benches may have in common, and behind it what only one bench can have: its name, what is
 * plugged into it, where its camera looks. No file, folder, program, address or key is among them:
 * the kiosk's account may write these, and the administrator's file alone says the rest. */
static const char *const names[] = {
    "kiosk.language",
    "kiosk.fullscreen",
    "kiosk.distance_cm",
    "kiosk.dim_minutes",
    "kiosk.off_minutes",
    "kiosk.log",
    "sound.volume",
    "screen.night",
    "screen.backlight",
    "labels.serial",
    "labels.instance",
    "labels.model",
    "labels.case",
    "labels.serial_symbologies",
    "labels.instance_symbologies",
    "labels.by_hand",
    "operator.badge",
    "operator.badge_symbologies",
    "operator.required",
    "operator.timeout_ms",
    "guard.reuse",
    "guard.instance_reuse",
    "guard.instance_devices",
    "guard.deny",
    "guard.manifest_columns",
    "pairing.mode",
    "pairing.timeout_ms",
    "pairing.debounce_ms",
    "pairing.camera_debounce_ms",
    "pairing.notice_ms",
    "pairing.green_ms",
    "cloud.region",
    "cloud.routes",
    "cloud.vpc",
    "cloud.signature",
    "cloud.format",
    "cloud.connect_timeout_ms",
    "cloud.timeout_ms",
    "cloud.max_in_flight",
    "cloud.idle_close_ms",
    "cloud.slow_ms",
    "outbox.per_second",
    "outbox.retry_first_ms",
    "outbox.retry_cap_ms",
    "outbox.probe_first_ms",
    "outbox.probe_cap_ms",
    "outbox.retry_after_cap_ms",
    "outbox.ask_delays_ms",
    "log.keep_days",
    "log.checkpoint_events",
    "log.checkpoint_minutes",
    "log.purge_undelivered",
    "shift.ends",
    "report.print",
    "print.on_bound",
    "print.label_mm",
    "webhook.timeout_ms",
    "webhook.tries",
    "webhook.retry_first_ms",
    "webhook.retry_cap_ms",
    "folder.format",
    "folder.files",
    "folder.pause_ms",
    "fleet.wait_ms",
    "fleet.ship_ms",
    "fleet.beat_ms",
    "fleet.follow_ms",
    "fleet.people",
    "fleet.list",
    "fleet.trust_office",
    "supervisor.idle_ms",
    "supervisor.session_ms",
    "supervisor.shared_pin",
    "camera.symbologies",
    "camera.encoding",
    "camera.width",
    "camera.height",
    "camera.rearm_ms",
    "camera.share",
    "camera.mirror",
    "camera.rotate",
    "camera.keep",
    "camera.torch",
    "input.key_gap_ms",
    "input.silence_ends",
    "input.expect",
    "usb.enabled",
    "usb.replies",
    "usb.layout",
    "usb.gap_ms",
    "usb.prefix",
    "usb.suffix",
    "evdev.layout",
    "evdev.gap_ms",
    "evdev.prefix",
    "evdev.suffix",
    "serial.line",
    "serial.gap_ms",
    "serial.prefix",
    "serial.suffix",
    "serial.replies",
    "light.blink",
    "backup.keep",
    "backup.mounted",
    "update.channel",
    "update.window",
    FIRST_OF_BENCH,
    "kiosk.ppi",
    "sound.device",
    "usb.devices",
    "evdev.devices",
    "serial.devices",
    "print.printer",
    "print.label_printer",
    "camera.exposure",
    "camera.focus",
    "camera.zoom",
};
_Static_assert(SK_ARRAY_LEN(names) <= SK_OVERLAY_SETTINGS, "a value for each name");

const char *sk_overlay_name_at(size_t index) {
    return index < SK_ARRAY_LEN(names) ? names[index] : NULL;
}

bool sk_overlay_is_of_bench(size_t index) {
    size_t first = 0;
    while (strcmp(names[first], FIRST_OF_BENCH) != 0) {
        first++;
    }
    return index >= first;
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

bool sk_overlay_has(const char *name) {
    return index_of(name, strlen(name)) < SK_ARRAY_LEN(names);
}

const char *sk_overlay_value(const struct sk_overlay *self, const char *name) {
    size_t index = index_of(name, strlen(name));
    return index < SK_ARRAY_LEN(names) && self->is_set[index] ? self->values[index] : NULL;
}

void sk_overlay_unset(struct sk_overlay *self, const char *name) {
    size_t index = index_of(name, strlen(name));
    if (index < SK_ARRAY_LEN(names)) {
        self->is_set[index] = false;
    }
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

bool sk_overlay_take_line(struct sk_overlay *out, const char *line, size_t length) {
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
    memset(out, 0, sizeof(*out));
    *ignored = 0;
    while (length > 0) {
        const char *end = memchr(text, '\n', length);
        size_t line = end ? (size_t)(end - text) : length;
        *ignored += !sk_overlay_take_line(out, text, line);
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
    memset(out, 0, sizeof(*out));
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

/* The folder is locked, as the file itself is another one after each change. */
static enum sk_err lock_folder_of(const char *path, int *lock, struct sk_err_info *info) {
    const char *slash = strrchr(path, '/');
    char *folder = strdup(path);
    if (!folder) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the bench's own settings");
    }
    folder[slash ? slash - path + 1 : 0] = '\0';
    *lock = open(folder[0] ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = *lock < 0 ? errno : 0;
    while (!error && flock(*lock, LOCK_EX) != 0) { /* another change is a moment's work */
        error = errno == EINTR ? 0 : errno;
        if (error) {
            (void)close(*lock);
        }
    }
    enum sk_err err = error ? sk_fail(info, sk_err_of_errno(error),
                                      "the folder '%.300s' of the journal cannot be used: %s",
                                      folder, strerror(error))
                            : SK_OK;
    free(folder);
    return err;
}

/* Under the lock. */
static enum sk_err change(struct sk_overlay *overlay, const char *path,
                          const struct sk_overlay_change *changes, size_t count,
                          struct sk_err_info *info) {
    enum sk_err err = sk_overlay_load(overlay, path, info);
    for (size_t i = 0; i < count && !err; i++) {
        if (!changes[i].value) {
            sk_overlay_unset(overlay, changes[i].name);
        } else if (!sk_overlay_set(overlay, changes[i].name, changes[i].value)) {
            err = sk_fail(info, SK_ERR_INVALID,
                          "%s cannot be set up here, or not to a text that is so long",
                          changes[i].name);
        }
    }
    return err ? err : sk_overlay_save(overlay, path, info);
}

enum sk_err sk_overlay_change(const char *path, const struct sk_overlay_change *changes,
                              size_t count, struct sk_err_info *info) {
    int lock = -1;
    struct sk_overlay *overlay = malloc(sizeof(*overlay));
    if (!overlay) {
        return sk_fail(info, SK_ERR_NOMEM, "there is not enough memory");
    }
    enum sk_err err = lock_folder_of(path, &lock, info);
    if (!err) {
        err = change(overlay, path, changes, count, info);
        (void)close(lock); /* gives the lock back */
    }
    free(overlay);
    return err;
}

bool sk_overlay_is_overruled(const struct sk_config *config, const char *name) {
    const char *from = sk_origin_of(config, name);
    return from[0] != '\0' && strcmp(from, origin) != 0;
}

void sk_overlay_apply_to(struct sk_config *config, const struct sk_overlay *overlay,
                         struct sk_config_problems *problems) {
    for (size_t i = 0; i < SK_ARRAY_LEN(names); i++) {
        if (overlay->is_set[i] && !sk_overlay_is_overruled(config, names[i])) {
            sk_config_set(config, names[i], overlay->values[i], origin, problems);
        }
    }
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
    sk_overlay_apply_to(config, overlay, problems);
    free(overlay);
}
