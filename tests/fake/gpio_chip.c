#include "gpio_chip.h"

#include "gpiod.h"

#include <errno.h>
#include <string.h>

struct gpio_chip gpio_chip;

struct gpiod_chip {
    int unused;
};

bool gpio_chip_fails(void) {
    errno = gpio_chip.error;
    return gpio_chip.error != 0;
}

unsigned gpio_chip_find(const char *name) {
    unsigned offset = strcmp(name, "AMBER") == 0 ? 22 : strcmp(name, "RED") == 0 ? 27 : 0;
    errno = ENOENT;
    return offset;
}

struct gpiod_chip *gpiod_chip_open(const char *path) {
    static struct gpiod_chip chip;
    if (strcmp(path, "/dev/gpiochip0") != 0) {
        errno = ENOENT;
        return NULL;
    }
    if (gpio_chip_fails()) {
        return NULL;
    }
    gpio_chip.opened++;
    return &chip;
}

void gpiod_chip_close(struct gpiod_chip *chip) {
    (void)chip;
    gpio_chip.opened--;
}
