#include "gpiod.h"

#include "fake/gpio_chip.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define LINES_MAX 8

struct gpiod_line_settings {
    enum gpiod_line_direction direction;
    enum gpiod_line_value value;
    bool is_low;
};

struct gpiod_line_config {
    size_t count;
    unsigned offsets[LINES_MAX];
    struct gpiod_line_settings settings[LINES_MAX];
};

struct gpiod_request_config {
    char consumer[32];
};

struct gpiod_line_request {
    struct gpiod_line_config config;
};

int gpiod_chip_get_line_offset_from_name(struct gpiod_chip *chip, const char *name) {
    (void)chip;
    unsigned offset = gpio_chip_find(name);
    return offset > 0 ? (int)offset : -1;
}

struct gpiod_line_settings *gpiod_line_settings_new(void) {
    return calloc(1, sizeof(struct gpiod_line_settings));
}

void gpiod_line_settings_free(struct gpiod_line_settings *settings) {
    free(settings);
}

int gpiod_line_settings_set_direction(struct gpiod_line_settings *settings,
                                      enum gpiod_line_direction direction) {
    settings->direction = direction;
    return 0;
}

void gpiod_line_settings_set_active_low(struct gpiod_line_settings *settings, bool active_low) {
    settings->is_low = active_low;
}

int gpiod_line_settings_set_output_value(struct gpiod_line_settings *settings,
                                         enum gpiod_line_value value) {
    settings->value = value;
    return 0;
}

struct gpiod_line_config *gpiod_line_config_new(void) {
    return calloc(1, sizeof(struct gpiod_line_config));
}

void gpiod_line_config_free(struct gpiod_line_config *config) {
    free(config);
}

int gpiod_line_config_add_line_settings(struct gpiod_line_config *config,
                                        const unsigned int *offsets, size_t num_offsets,
                                        struct gpiod_line_settings *settings) {
    for (size_t i = 0; i < num_offsets; i++) {
        if (config->count == LINES_MAX) {
            errno = E2BIG;
            return -1;
        }
        config->offsets[config->count] = offsets[i];
        config->settings[config->count++] = *settings;
    }
    return 0;
}

struct gpiod_request_config *gpiod_request_config_new(void) {
    return calloc(1, sizeof(struct gpiod_request_config));
}

void gpiod_request_config_free(struct gpiod_request_config *config) {
    free(config);
}

void gpiod_request_config_set_consumer(struct gpiod_request_config *config, const char *consumer) {
    (void)snprintf(config->consumer, sizeof(config->consumer), "%s", consumer);
}

static bool may_take(const struct gpiod_line_config *config) {
    for (size_t i = 0; i < config->count; i++) {
        bool is_there = config->offsets[i] < GPIO_CHIP_LINES;
        if (!is_there || gpio_chip.lines[config->offsets[i]].is_taken ||
            config->settings[i].direction != GPIOD_LINE_DIRECTION_OUTPUT) {
            errno = is_there ? EBUSY : EINVAL;
            return false;
        }
    }
    return !gpio_chip_fails();
}

struct gpiod_line_request *gpiod_chip_request_lines(struct gpiod_chip *chip,
                                                    struct gpiod_request_config *req_cfg,
                                                    struct gpiod_line_config *line_cfg) {
    struct gpiod_line_request *request = NULL;
    (void)chip;
    if (may_take(line_cfg) && (request = calloc(1, sizeof(*request)))) {
        request->config = *line_cfg;
    }
    for (size_t i = 0; request && i < line_cfg->count; i++) {
        struct gpio_chip_line *line = &gpio_chip.lines[line_cfg->offsets[i]];
        *line = (struct gpio_chip_line){ .is_taken = true,
                                         .is_low = line_cfg->settings[i].is_low,
                                         .is_lit = line_cfg->settings[i].value ==
                                                   GPIOD_LINE_VALUE_ACTIVE };
        (void)snprintf(line->consumer, sizeof(line->consumer), "%s", req_cfg->consumer);
    }
    return request;
}

int gpiod_line_request_set_value(struct gpiod_line_request *request, unsigned int offset,
                                 enum gpiod_line_value value) {
    (void)request;
    if (gpio_chip_fails()) {
        return -1;
    }
    gpio_chip.lines[offset].is_lit = value == GPIOD_LINE_VALUE_ACTIVE;
    return 0;
}

void gpiod_line_request_release(struct gpiod_line_request *request) {
    for (size_t i = 0; i < request->config.count; i++) {
        gpio_chip.lines[request->config.offsets[i]].is_taken = false;
    }
    free(request);
}
