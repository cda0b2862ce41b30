/* light_runner.h — the thread of the signal light: carries out what light.h wants done. */
#ifndef SK_MEDIA_LIGHT_RUNNER_H
#define SK_MEDIA_LIGHT_RUNNER_H

#include "media/light_device.h"

struct sk_light_runner;

/* From the thread: the light cannot be used from now on (text: why), or can be again. Plain. */
struct sk_light_news {
    bool has_trouble;
    struct sk_err_info text;
};

struct sk_light_runner_options {
    struct sk_light_device *device; /* the runner's from now on, also where create fails */
    struct sk_light_rules rules;    /* keep is the device's */
    struct sk_clock *clock;         /* borrowed */
    /* On the thread, until destroy. */
    void (*post)(void *data, const struct sk_light_news *news);
    void *data;
};

/* By choice (of kind NONE: *out is NULL) with the rules that go with it; blinks: light.blink.
 * Owner: *out is the caller's. Errors: SK_ERR_NOMEM, SK_ERR_IO (no thread). */
enum sk_err sk_light_runner_create(struct sk_light_runner **out,
                                   const struct sk_light_runner_options *options);

/* The device of that choice, and its rules. *device NULL: there is none.
 * Errors: SK_ERR_NOMEM. */
enum sk_err sk_light_device_of(const struct sk_light_choice *choice, bool blinks,
                               struct sk_light_device **device, struct sk_light_rules *rules);

/* What is to be seen from now on; only the newest counts. Never blocks. NULL is fine. */
void sk_light_runner_show(struct sk_light_runner *runner, struct sk_light_wish wish);

/* The light goes dark; waits for that, as long as the device takes. NULL is fine. */
void sk_light_runner_destroy(struct sk_light_runner *runner);

#endif
