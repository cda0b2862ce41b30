#include "media/light_runner.h"

#include "base/wakeup.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* A light that is plugged in is alight soon; a program that ends at once is not started for ever.
 */
#define RETRY_FIRST_MS 1000
#define RETRY_LONGEST_MS 2000
#define RESTART_LONGEST_MS 60000

struct sk_light_runner {
    struct sk_light_runner_options options;
    pthread_t thread;
    struct sk_wakeup wakeup;

    pthread_mutex_t lock; /* of what follows */
    struct sk_light_wish wish;
    bool must_end;

    /* The thread's alone. */
    struct sk_light light;
    struct sk_err_info text; /* of the last failure */
};

static sk_ms now_of(const struct sk_light_runner *self) {
    return self->options.clock->ops->now(self->options.clock);
}

static void step(struct sk_light_runner *self, enum sk_light_input_type type) {
    const struct sk_light_input input = { .type = type };
    sk_light_step(&self->light, &input, now_of(self));
}

static void fail(struct sk_light_runner *self) {
    self->options.device->ops->close(self->options.device);
    step(self, SK_LIGHT_INPUT_FAILED);
}

static void carry_out(struct sk_light_runner *self, const struct sk_light_effect *effect) {
    struct sk_light_device *device = self->options.device;
    struct sk_light_news news = { .has_trouble = effect->has_trouble, .text = self->text };
    enum sk_err err = SK_OK;
    switch (effect->type) {
    case SK_LIGHT_EFFECT_OPEN:
        err = device->ops->open(device, &self->text);
        if (!err) {
            self->light.rules.keep = device->keep;
            step(self, SK_LIGHT_INPUT_OPENED);
        }
        break;
    case SK_LIGHT_EFFECT_SHOW:
        err = device->ops->show(device, effect->show, &self->text);
        break;
    case SK_LIGHT_EFFECT_KEEP:
        err = device->ops->keep(device, &self->text);
        break;
    case SK_LIGHT_EFFECT_TELL:
        self->options.post(self->options.data, &news);
        break;
    case SK_LIGHT_EFFECT_CLOSE:
        device->ops->close(device);
        break;
    }
    if (err) {
        fail(self);
    }
}

static void take_wish(struct sk_light_runner *self) {
    struct sk_light_input input = { .type = SK_LIGHT_INPUT_WISH };
    pthread_mutex_lock(&self->lock);
    input.wish = self->wish;
    bool must_end = self->must_end;
    pthread_mutex_unlock(&self->lock);
    sk_light_step(&self->light, &input, now_of(self));
    if (must_end && !self->light.is_ending) {
        step(self, SK_LIGHT_INPUT_END);
    }
}

/* Until it is woken, its deadline has come, or the light has gone. */
static void wait(struct sk_light_runner *self) {
    struct sk_light_device *device = self->options.device;
    sk_ms now = now_of(self);
    sk_ms deadline = sk_light_deadline(&self->light, now);
    sk_ms left = deadline < 0 ? -1 : deadline > now ? deadline - now : 0;
    struct pollfd fds[] = { { .fd = self->wakeup.ends[0], .events = POLLIN },
                            { .fd = device->fd } };
    char drain[64];
    if (poll(fds, 2, (int)left) <= 0) {
        return;
    }
    if (fds[0].revents) {
        while (read(self->wakeup.ends[0], drain, sizeof(drain)) == (ssize_t)sizeof(drain)) {
        }
    }
    if (fds[1].revents) {
        (void)sk_fail(&self->text, SK_ERR_NOT_FOUND, "the light has gone");
        fail(self);
    }
}

static void *run(void *data) {
    struct sk_light_runner *self = data;
    struct sk_light_effect effect;
    sigset_t pipe_only; /* of a program that has ended */
    (void)sigemptyset(&pipe_only);
    (void)sigaddset(&pipe_only, SIGPIPE);
    (void)pthread_sigmask(SIG_BLOCK, &pipe_only, NULL);
    for (;;) {
        take_wish(self);
        while (sk_light_next(&self->light, now_of(self), &effect)) {
            carry_out(self, &effect);
        }
        if (self->light.state == SK_LIGHT_STATE_CLOSED) {
            return NULL;
        }
        wait(self);
    }
}

enum sk_err sk_light_device_of(const struct sk_light_choice *choice, bool blinks,
                               struct sk_light_device **device, struct sk_light_rules *rules) {
    bool is_program = choice->kind == SK_LIGHT_PROGRAM;
    *device = NULL;
    *rules = (struct sk_light_rules){ .blinks = blinks,
                                      .blinks_itself = is_program,
                                      .retry_first = RETRY_FIRST_MS,
                                      .retry_longest =
                                          is_program ? RESTART_LONGEST_MS : RETRY_LONGEST_MS };
    switch (choice->kind) {
    case SK_LIGHT_NONE:
        break;
    case SK_LIGHT_USB:
        return sk_light_hid_create(device, choice->family, NULL, NULL);
    case SK_LIGHT_GPIO:
        return sk_light_gpio_create(device, choice);
    case SK_LIGHT_PROGRAM:
        return sk_light_program_create(device, choice->path);
    }
    return SK_OK;
}

enum sk_err sk_light_runner_create(struct sk_light_runner **out,
                                   const struct sk_light_runner_options *options) {
    struct sk_light_runner *self = calloc(1, sizeof(*self));
    enum sk_err err = self ? SK_OK : SK_ERR_NOMEM;
    bool has_wakeup = false;
    bool has_lock = false;
    if (!err) {
        self->options = *options;
        sk_light_init(&self->light, &options->rules, now_of(self));
        has_wakeup = sk_wakeup_init(&self->wakeup, NULL) == SK_OK;
        has_lock = has_wakeup && pthread_mutex_init(&self->lock, NULL) == 0;
        err = has_lock && pthread_create(&self->thread, NULL, run, self) == 0 ? SK_OK : SK_ERR_IO;
    }
    if (!err) {
        *out = self;
        return SK_OK;
    }
    if (has_lock) {
        pthread_mutex_destroy(&self->lock);
    }
    if (has_wakeup) {
        sk_wakeup_finish(&self->wakeup);
    }
    options->device->ops->destroy(options->device);
    free(self);
    return err;
}

void sk_light_runner_show(struct sk_light_runner *runner, struct sk_light_wish wish) {
    if (!runner) {
        return;
    }
    pthread_mutex_lock(&runner->lock);
    bool is_new = runner->wish.lamp != wish.lamp || runner->wish.is_called != wish.is_called;
    runner->wish = wish;
    pthread_mutex_unlock(&runner->lock);
    if (is_new) {
        sk_wakeup_post(&runner->wakeup);
    }
}

void sk_light_runner_destroy(struct sk_light_runner *runner) {
    if (!runner) {
        return;
    }
    pthread_mutex_lock(&runner->lock);
    runner->must_end = true;
    pthread_mutex_unlock(&runner->lock);
    sk_wakeup_post(&runner->wakeup);
    (void)pthread_join(runner->thread, NULL);
    sk_wakeup_finish(&runner->wakeup);
    pthread_mutex_destroy(&runner->lock);
    runner->options.device->ops->destroy(runner->options.device);
    free(runner);
}
