/* bench_devices.h — what is there that may be a scanner, whatever the kiosk would read it by: USB,
 * the kernel's keyboards, serial lines. */
#ifndef SK_KIOSK_BENCH_DEVICES_H
#define SK_KIOSK_BENCH_DEVICES_H

#include "app/settings/config.h"
#include "input/evdev/nodes.h"
#include "pairing/scan.h"

#include <stdbool.h>
#include <stddef.h>

#define SK_BENCH_DEVICES_MAX 48
#define SK_BENCH_PLACE_SIZE 256
#define SK_BENCH_CHOICE_SIZE 256

struct sk_bench_device {
    char key[SK_BENCH_PLACE_SIZE]; /* port or path: the name under which a learning reader has it */
    char name[SK_SCAN_DEVICE_SIZE];
    char place[SK_BENCH_PLACE_SIZE];   /* for people: its id and where it is */
    char choice[SK_BENCH_CHOICE_SIZE]; /* by which the settings name it; "": they cannot */
    bool is_taken;                     /* the kiosk reads it, as it is set now */
    bool is_denied;                    /* this user may not open it */
    bool is_twice; /* the same keyboard is there by USB: to be known, not to be shown */
};

/* Looks at all, opening each for an instant at most. nodes: of the last look. Returns how many of
 * out there are; those that are shown come first. Blocks on the devices. */
size_t sk_bench_devices_look(const struct sk_config *config, struct sk_evdev_nodes *nodes,
                             struct sk_bench_device out[SK_BENCH_DEVICES_MAX]);

#endif
