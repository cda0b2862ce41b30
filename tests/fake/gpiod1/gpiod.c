#include "gpiod.h"

#include "fake/gpio_chip.h"

#include <errno.h>
#include <stdio.h>

struct gpiod_line {
    struct gpio_chip_line *of_chip;
};

static struct gpiod_line lines[GPIO_CHIP_LINES];

struct gpiod_line *gpiod_chip_get_line(struct gpiod_chip *chip, unsigned int offset) {
    (void)chip;
    if (offset >= GPIO_CHIP_LINES) {
        errno = EINVAL;
        return NULL;
    }
    lines[offset].of_chip = &gpio_chip.lines[offset];
    return &lines[offset];
}

struct gpiod_line *gpiod_chip_find_line(struct gpiod_chip *chip, const char *name) {
    unsigned offset = gpio_chip_find(name);
    return offset > 0 ? gpiod_chip_get_line(chip, offset) : NULL;
}

int gpiod_line_request_output_flags(struct gpiod_line *line, const char *consumer, int flags,
                                    int default_val) {
    struct gpio_chip_line *of_chip = line->of_chip;
    if (gpio_chip_fails()) {
        return -1;
    }
    if (of_chip->is_taken) {
        errno = EBUSY;
        return -1;
    }
    *of_chip = (struct gpio_chip_line){ .is_taken = true,
                                        .is_low = (flags & GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW) != 0,
                                        .is_lit = default_val != 0 };
    (void)snprintf(of_chip->consumer, sizeof(of_chip->consumer), "%s", consumer);
    return 0;
}

int gpiod_line_set_value(struct gpiod_line *line, int value) {
    if (gpio_chip_fails()) {
        return -1;
    }
    line->of_chip->is_lit = value != 0;
    return 0;
}

void gpiod_line_release(struct gpiod_line *line) {
    line->of_chip->is_taken = false;
}
