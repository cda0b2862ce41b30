/* evdev_reader.h — scanners that the kernel already has as keyboards: Bluetooth rings and guns,
 * 2.4 GHz dongles, whatever is chosen. Taken for the kiosk alone (EVIOCGRAB), so that nothing they
 * type reaches a window or the console. */
#ifndef SK_INPUT_EVDEV_EVDEV_READER_H
#define SK_INPUT_EVDEV_EVDEV_READER_H

#include "base/clock.h"
#include "input/evdev/chosen.h"
#include "input/framing.h"
#include "input/keymap.h"
#include "input/reader.h"

#include <stdbool.h>

#define SK_EVDEV_PATH_SIZE 4096

struct sk_evdev_options {
    struct sk_evdev_choices choices;
    struct sk_framing_rules rules;
    enum sk_layout layout;
    /* To find out which device is the scanner, and how it is set: every keyboard is read, none is
     * taken from others, and what it sends is delivered as it comes (recording.h, lesson.h) under
     * its node's path as the device's name. */
    bool is_learning;
    char remembered_path[SK_EVDEV_PATH_SIZE]; /* of scanners without a suffix; "": none */
    char learned_path[SK_EVDEV_PATH_SIZE];    /* of further choices (sk_evdev_learn()); "": none */
};

/* options is copied, clock is borrowed. Owner: *out is the caller's (ops->destroy).
 * Errors: SK_ERR_NOMEM, SK_ERR_IO. */
enum sk_err sk_evdev_reader_create(struct sk_reader **out, const struct sk_evdev_options *options,
                                   struct sk_clock *clock, struct sk_err_info *info);

/* Adds the choices of the learned file; without a file, none. Errors: SK_ERR_INVALID (what stands
 * in it), SK_ERR_IO, SK_ERR_DENIED. */
enum sk_err sk_evdev_learned_add(struct sk_evdev_choices *choices, const char *path,
                                 struct sk_err_info *info);

/* Writes a further choice into the learned file. Errors: those of sk_small_file_write() and above,
 * SK_ERR_FULL (there are as many as can be). */
enum sk_err sk_evdev_learn(const char *path, const char *choice, struct sk_err_info *info);

#endif
