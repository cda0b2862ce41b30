/* gpio_chip.h — the chip behind the stand-ins for libgpiod: what was asked of it, and what can go
 * wrong with it. Both versions open and close it alike, so that is here, too. Lines 17, 22 and 27
 * are there; the last two are also called AMBER and RED. */
#ifndef SK_TESTS_FAKE_GPIO_CHIP_H
#define SK_TESTS_FAKE_GPIO_CHIP_H

#include <stdbool.h>

#define GPIO_CHIP_LINES 32

struct gpio_chip_line {
    bool is_taken;
    bool is_low; /* low is lit */
    bool is_lit;
    char consumer[32];
};

struct gpio_chip {
    int opened; /* that are not closed */
    int error;  /* errno of what is asked next; 0: it works */
    struct gpio_chip_line lines[GPIO_CHIP_LINES];
};
extern struct gpio_chip gpio_chip;

/* True: what is asked now cannot be done, and errno says why. */
bool gpio_chip_fails(void);
/* The line of that name; 0, and errno: there is none. */
unsigned gpio_chip_find(const char *name);

#endif
