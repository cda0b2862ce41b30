/* overlay.h — the settings that may be written beside the administrator's file, whose own win: by a
 * supervisor at the bench, by `sag-kioskctl config set` and `import`. They are in a file beside the
 * journal. Named settings only; nothing else is ever written. A line each:
 *
 *     usb.layout = de
 */
#ifndef SK_APP_SETTINGS_OVERLAY_H
#define SK_APP_SETTINGS_OVERLAY_H

#include "app/settings/config.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define SK_OVERLAY_SETTINGS 128
#define SK_OVERLAY_VALUE_SIZE 4096 /* bytes, with NUL */
#define SK_OVERLAY_BYTES_MAX (SK_OVERLAY_SETTINGS * (SK_OVERLAY_VALUE_SIZE + 32) + 256)

/* One value for each name that may be written, in the order of the names. Large: not for a stack.
 */
struct sk_overlay {
    char values[SK_OVERLAY_SETTINGS][SK_OVERLAY_VALUE_SIZE]; /* "": not set */
    bool is_set[SK_OVERLAY_SETTINGS];
};

/* The names that may be written; NULL behind the last. Static. */
const char *sk_overlay_name_at(size_t index);

/* That setting is one of a single bench: its name, its devices. */
bool sk_overlay_is_of_bench(size_t index);
bool sk_overlay_has(const char *name); /* it may be written */

/* What is written for it, borrowed; NULL: nothing. */
const char *sk_overlay_value(const struct sk_overlay *self, const char *name);
void sk_overlay_unset(struct sk_overlay *self, const char *name);

/* False: no such name, or a value that is too long or holds a control character; nothing is
 * changed. */
bool sk_overlay_set(struct sk_overlay *self, const char *name, const char *value);

/* From a file's bytes; what is no such line is left out, and counted in *ignored. Pure. */
void sk_overlay_parse(struct sk_overlay *out, const char *text, size_t length, size_t *ignored);

/* A line of a file, without its line feed; true: it is one of ours, blank or a remark. Pure. */
bool sk_overlay_take_line(struct sk_overlay *out, const char *line, size_t length);

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

/* A setting to be written. Plain value; texts are borrowed. */
struct sk_overlay_change {
    const char *name;
    const char *value; /* NULL: no longer */
};

/* All of them into the file, or none; other programs that change it by this wait meanwhile. Root
 * gives the file to the journal's owner afterwards (journal/owner.h). Errors: as load and save;
 * SK_ERR_INVALID where one cannot be written. Blocks on the disk. */
enum sk_err sk_overlay_change(const char *path, const struct sk_overlay_change *changes,
                              size_t count, struct sk_err_info *info);

/* The setting has another origin than the overlay: what is written there would have no effect. */
bool sk_overlay_is_overruled(const struct sk_config *config, const char *name);

/* Reads the file and sets what has no other origin. After all other sources; may be called again
 * when the file has changed. What cannot be used is a problem. */
void sk_overlay_apply(struct sk_config *config, struct sk_config_problems *problems);

/* The same with an overlay in memory. */
void sk_overlay_apply_to(struct sk_config *config, const struct sk_overlay *overlay,
                         struct sk_config_problems *problems);

#endif
