#include "media/gpio.h"

#include "base/parse.h"

#include <errno.h>
#include <gpiod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONSUMER "sag-kiosk"
#define OFFSET_MAX 65535

struct sk_gpio {
    struct gpiod_chip *chip;
#if SK_GPIOD_VERSION < 2
    struct gpiod_line *lines[SK_GPIO_LINES]; /* NULL: there is none */
#else
    struct gpiod_line_request *request;
    bool has_line[SK_GPIO_LINES];
    unsigned offsets[SK_GPIO_LINES];
#endif
};

static enum sk_err fail(struct sk_err_info *info, const char *what, const char *name) {
    int number = errno;
    enum sk_err err = number == ENOENT || number == ENODEV  ? SK_ERR_NOT_FOUND
                      : number == EACCES || number == EPERM ? SK_ERR_DENIED
                      : number == EBUSY                     ? SK_ERR_BUSY
                      : number == ENOMEM                    ? SK_ERR_NOMEM
                                                            : SK_ERR_IO;
    return sk_fail(info, err, "%s '%.60s': %s", what, name, strerror(number));
}

static bool is_offset(const char *name, int64_t *offset) {
    return sk_parse_int(name, 0, OFFSET_MAX, offset);
}

/* --- libgpiod 1: each line for itself -------------------------------------------------------- */
#if SK_GPIOD_VERSION < 2

static enum sk_err take_line(struct sk_gpio *gpio, size_t index, const struct sk_gpio_line *line,
                             struct sk_err_info *info) {
    int64_t offset = 0;
    errno = ENOENT; /* of a name that the chip does not have, in some versions */
    struct gpiod_line *found = is_offset(line->name, &offset)
                                   ? gpiod_chip_get_line(gpio->chip, (unsigned)offset)
                                   : gpiod_chip_find_line(gpio->chip, line->name);
    if (!found) {
        return fail(info, "the chip has no line", line->name);
    }
    int flags = line->is_low ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0;
    if (gpiod_line_request_output_flags(found, CONSUMER, flags, 0) != 0) {
        return fail(info, "cannot take the line", line->name);
    }
    gpio->lines[index] = found;
    return SK_OK;
}

static enum sk_err take_lines(struct sk_gpio *gpio, const struct sk_gpio_line *lines,
                              struct sk_err_info *info) {
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < SK_GPIO_LINES && !err; i++) {
        if (lines[i].name[0] != '\0') {
            err = take_line(gpio, i, &lines[i], info);
        }
    }
    return err;
}

static int set_line(struct sk_gpio *gpio, size_t index, bool is_lit) {
    return gpio->lines[index] ? gpiod_line_set_value(gpio->lines[index], is_lit) : 0;
}

static void give_back(struct sk_gpio *gpio) {
    for (size_t i = 0; i < SK_GPIO_LINES; i++) {
        if (gpio->lines[i]) {
            gpiod_line_release(gpio->lines[i]);
        }
    }
}

/* --- libgpiod 2: one request for all --------------------------------------------------------- */
#else

static enum sk_err find_line(struct sk_gpio *gpio, size_t index, const char *name,
                             struct sk_err_info *info) {
    int64_t offset = 0;
    if (!is_offset(name, &offset)) {
        offset = gpiod_chip_get_line_offset_from_name(gpio->chip, name);
    }
    if (offset < 0) {
        return fail(info, "the chip has no line", name);
    }
    gpio->has_line[index] = true;
    gpio->offsets[index] = (unsigned)offset;
    return SK_OK;
}

static enum sk_err add_line(struct gpiod_line_config *config, unsigned offset,
                            const struct sk_gpio_line *line, struct sk_err_info *info) {
    struct gpiod_line_settings *settings = gpiod_line_settings_new();
    if (!settings) {
        return fail(info, "not enough memory for the line", line->name);
    }
    gpiod_line_settings_set_active_low(settings, line->is_low);
    bool is_done = gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_OUTPUT) == 0 &&
                   gpiod_line_settings_set_output_value(settings, GPIOD_LINE_VALUE_INACTIVE) == 0 &&
                   gpiod_line_config_add_line_settings(config, &offset, 1, settings) == 0;
    enum sk_err err = is_done ? SK_OK : fail(info, "cannot set up the line", line->name);
    gpiod_line_settings_free(settings);
    return err;
}

static enum sk_err request(struct sk_gpio *gpio, const struct sk_gpio_line *lines,
                           struct gpiod_line_config *config, struct sk_err_info *info) {
    struct gpiod_request_config *how = gpiod_request_config_new();
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < SK_GPIO_LINES && !err; i++) {
        if (lines[i].name[0] != '\0') {
            err = find_line(gpio, i, lines[i].name, info);
            err = err ? err : add_line(config, gpio->offsets[i], &lines[i], info);
        }
    }
    if (!err && how) {
        gpiod_request_config_set_consumer(how, CONSUMER);
    }
    if (!err) {
        gpio->request = gpiod_chip_request_lines(gpio->chip, how, config);
        err = gpio->request ? SK_OK : fail(info, "cannot take the lines of", CONSUMER);
    }
    gpiod_request_config_free(how);
    return err;
}

static enum sk_err take_lines(struct sk_gpio *gpio, const struct sk_gpio_line *lines,
                              struct sk_err_info *info) {
    struct gpiod_line_config *config = gpiod_line_config_new();
    if (!config) {
        return fail(info, "not enough memory for the lines of", CONSUMER);
    }
    enum sk_err err = request(gpio, lines, config, info);
    gpiod_line_config_free(config);
    return err;
}

static int set_line(struct sk_gpio *gpio, size_t index, bool is_lit) {
    enum gpiod_line_value value = is_lit ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;
    return gpio->has_line[index]
               ? gpiod_line_request_set_value(gpio->request, gpio->offsets[index], value)
               : 0;
}

static void give_back(struct sk_gpio *gpio) {
    if (gpio->request) {
        gpiod_line_request_release(gpio->request);
    }
}
#endif

enum sk_err sk_gpio_open(struct sk_gpio **out, const char *chip,
                         const struct sk_gpio_line lines[SK_GPIO_LINES], struct sk_err_info *info) {
    struct sk_gpio *gpio = calloc(1, sizeof(*gpio));
    if (!gpio) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the light");
    }
    gpio->chip = gpiod_chip_open(chip);
    enum sk_err err =
        gpio->chip ? take_lines(gpio, lines, info) : fail(info, "cannot open the GPIO chip", chip);
    if (err) {
        sk_gpio_close(gpio);
        return err;
    }
    *out = gpio;
    return SK_OK;
}

enum sk_err sk_gpio_set(struct sk_gpio *gpio, const bool is_lit[SK_GPIO_LINES],
                        struct sk_err_info *info) {
    static const char *const names[SK_GPIO_LINES] = { "green", "amber", "red" };
    for (size_t i = 0; i < SK_GPIO_LINES; i++) {
        if (set_line(gpio, i, is_lit[i]) != 0) {
            return fail(info, "cannot set the line of", names[i]);
        }
    }
    return SK_OK;
}

void sk_gpio_close(struct sk_gpio *gpio) {
    if (!gpio) {
        return;
    }
    if (gpio->chip) {
        give_back(gpio);
        gpiod_chip_close(gpio->chip);
    }
    free(gpio);
}
