#include "kiosk/bench_devices.h"

#include "app/settings/evdev_options.h"
#include "app/settings/serial_options.h"
#include "app/settings/usb_options.h"
#include "input/serial/lines.h"
#include "input/usb/survey.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct list {
    struct sk_bench_device *out;
    size_t count;
};

static struct sk_bench_device *add(struct list *list) {
    if (list->count == SK_BENCH_DEVICES_MAX) {
        return NULL;
    }
    struct sk_bench_device *device = &list->out[list->count++];
    memset(device, 0, sizeof(*device));
    return device;
}

static void on_usb(void *data, const struct sk_usb_found *found) {
    const struct sk_usb_identity *identity = &found->identity;
    struct sk_bench_device *device = add(data);
    if (!device) {
        return;
    }
    device->is_taken = sk_usb_found_is_taken(found);
    device->is_denied = found->access == SK_ERR_DENIED;
    (void)snprintf(device->key, sizeof(device->key), "%s", identity->port);
    (void)snprintf(device->name, sizeof(device->name), "%s", found->name);
    (void)snprintf(device->place, sizeof(device->place), "%04x:%04x, port %.40s", identity->vendor,
                   identity->product, identity->port);
    (void)snprintf(device->choice, sizeof(device->choice), "%04x:%04x", identity->vendor,
                   identity->product);
}

static void look_at_usb(const struct sk_config *config, struct list *list) {
    struct sk_usb_options options;
    struct sk_err_info info = { "" };
    if (sk_usb_options_from(config, &options, &info) == SK_OK) {
        (void)sk_usb_survey(&options.selectors, on_usb, list, &info); /* none: nothing is there */
    }
}

static void add_node(struct list *list, const struct sk_evdev_choices *choices,
                     const struct sk_evdev_node *node, bool is_twice) {
    const struct sk_evdev_identity *identity = &node->identity;
    struct sk_bench_device *device = add(list);
    char bus[24];
    if (!device) {
        return;
    }
    device->is_twice = is_twice;
    device->is_taken = sk_evdev_is_chosen(choices, identity);
    device->is_denied = device->is_taken && access(node->path, R_OK) != 0; /* else: any keyboard */
    (void)snprintf(device->key, sizeof(device->key), "%s", node->path);
    sk_evdev_title(identity, device->name, sizeof(device->name));
    sk_evdev_bus_name(identity->bus, bus, sizeof(bus));
    (void)snprintf(device->place, sizeof(device->place), "%04x:%04x, %s, %s", identity->vendor,
                   identity->product, bus, node->path);
    if (!sk_evdev_choice_print(identity, device->choice, sizeof(device->choice))) {
        device->choice[0] = '\0';
    }
}

/* What is on USB is there already; but it answers as a node where it may not be opened by USB. */
static void add_nodes(struct list *list, const struct sk_evdev_choices *choices,
                      const struct sk_evdev_nodes *nodes, bool is_twice) {
    for (size_t i = 0; i < nodes->count; i++) {
        const struct sk_evdev_identity *identity = &nodes->list[i].identity;
        bool is_by_usb = sk_evdev_is_on_usb(identity) && !sk_evdev_is_chosen(choices, identity);
        if (identity->is_keyboard && is_by_usb == is_twice) {
            add_node(list, choices, &nodes->list[i], is_twice);
        }
    }
}

static void look_at_lines(const struct sk_config *config, struct list *list) {
    struct sk_serial_options options;
    struct sk_serial_devices others = { .count = 0 };
    struct sk_err_info info = { "" };
    if (sk_serial_options_from(config, &options, &info) != SK_OK) {
        return;
    }
    sk_serial_lines_find(&others, &options.devices);
    for (size_t i = 0; i < options.devices.count + others.count; i++) {
        bool is_taken = i < options.devices.count;
        const char *path =
            is_taken ? options.devices.paths[i] : others.paths[i - options.devices.count];
        struct sk_bench_device *device = access(path, F_OK) == 0 ? add(list) : NULL;
        if (device) {
            device->is_taken = is_taken;
            device->is_denied = access(path, R_OK | W_OK) != 0;
            (void)snprintf(device->key, sizeof(device->key), "%s", path);
            sk_serial_title(path, device->name, sizeof(device->name));
            (void)snprintf(device->place, sizeof(device->place), "%s", path);
            (void)snprintf(device->choice, sizeof(device->choice), "%s", path);
        }
    }
}

size_t sk_bench_devices_look(const struct sk_config *config, struct sk_evdev_nodes *nodes,
                             struct sk_bench_device out[SK_BENCH_DEVICES_MAX]) {
    struct list list = { .out = out };
    struct sk_evdev_options evdev;
    struct sk_err_info info = { "" };
    bool has_nodes = sk_evdev_options_from(config, &evdev, &info) == SK_OK;
    look_at_usb(config, &list);
    if (has_nodes) {
        (void)sk_evdev_learned_add(&evdev.choices, evdev.learned_path, &info);
        sk_evdev_nodes_look(nodes);
        add_nodes(&list, &evdev.choices, nodes, false);
    }
    look_at_lines(config, &list);
    if (has_nodes) {
        add_nodes(&list, &evdev.choices, nodes, true);
    }
    return list.count;
}
