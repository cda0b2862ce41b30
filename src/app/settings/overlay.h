/* overlay.h — the few settings that the kiosk itself may write, when a supervisor sets a scanner
 * or the sound up at the bench: a file beside the journal, under the administrator's settings,
 * which win. Named settings only; nothing else is ever written by the kiosk. A line each:
 *
 *     usb.layout = de
 */
#ifndef SK_APP_SETTINGS_OVERLAY_H
#define SK_APP_SETTINGS_OVERLAY_H

#include "app/settings/config.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define SK_OVERLAY_SETTINGS 16
#define SK_OVERLAY_VALUE_SIZE 1024
#define SK_OVERLAY_BYTES_MAX (SK_OVERLAY_SETTINGS * (SK_OVERLAY_VALUE_SIZE + 32) + 256)

/* One value for each name that may be written, in the order of the names. */
struct sk_overlay {
    char values[SK_OVERLAY_SETTINGS][SK_OVERLAY_VALUE_SIZE]; /* "": not set */
    bool is_set[SK_OVERLAY_SETTINGS];
};

/* The names that may be written; NULL behind the last. Static. */
const char *sk_overlay_name_at(size_t index);

/* False: no such name, or a value that is too long or holds a control character; nothing is
 * changed. */
bool sk_overlay_set(struct sk_overlay *self, const char *name, const char *value);

/* From a file's bytes; what is no such line is left out, and counted in *ignored. Pure. */
void sk_overlay_parse(struct sk_overlay *out, const char *text, size_t length, size_t *ignored);

/* Into out, with a NUL; returns the bytes without it. Pure. */
size_t sk_overlay_print(const struct sk_overlay *self, char out[SK_OVERLAY_BYTES_MAX]);

/* Where it is: beside the journal; "" where that has no path that fits. */
void sk_overlay_path(const struct sk_config *config, char *out, size_t out_size);

/* A file that is not there is an empty one. Errors: those of sk_small_file_read(); *out is empty
 * then. Blocks on the disk, as save does. */
enum sk_err sk_overlay_load(struct sk_overlay *out, const char *path, struct sk_err_info *info);

/* Errors: those of sk_small_file_write(). */
enum sk_err sk_overlay_save(const struct sk_overlay *self, const char *path,
                            struct sk_err_info *info);

/* The setting has another origin than the overlay: what is written there would have no effect. */
bool sk_overlay_is_overruled(const struct sk_config *config, const char *name);

/* Reads the file and sets what has no other origin. After all other sources; may be called again
 * when the file has changed. What cannot be used is a problem. */
void sk_overlay_apply(struct sk_config *config, struct sk_config_problems *problems);

#endif
