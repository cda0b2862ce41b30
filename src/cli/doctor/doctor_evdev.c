/* doctor_evdev.c — scanners that the kernel has as keyboards, and whether they may be opened. */
#include "cli/doctor/doctor.h"

#include "input/evdev/nodes.h"

#include <stdio.h>

static const char denied[] =
    "install the udev rules with what the settings name, and switch it on again:\n"
    "  sag-kioskctl doctor --udev-rules | sudo tee /etc/udev/rules.d/70-sag-kiosk.rules\n"
    "  sudo udevadm control --reload && sudo udevadm trigger --action=add -s input\n"
    "A user who does not sit at this machine must be in the group sag-kiosk:\n"
    "  sudo groupadd -f sag-kiosk && sudo usermod -a -G sag-kiosk USER\n"
    "Until then it types as a keyboard, into whatever window is in front.";

static void tell(const struct sk_doctor *doctor, const struct sk_evdev_node *node,
                 enum sk_doctor_state state, const char *remedy, const char *what) {
    char name[SK_EVDEV_TEXT_SIZE];
    char bus[24];
    sk_evdev_title(&node->identity, name, sizeof(name));
    sk_evdev_bus_name(node->identity.bus, bus, sizeof(bus));
    sk_doctor_say(doctor, state, "evdev", remedy, "%s (%04x:%04x, %s, %s): %s", name,
                  node->identity.vendor, node->identity.product, bus, node->path, what);
}

static void tell_chosen(const struct sk_doctor *doctor, const struct sk_evdev_node *node) {
    enum sk_err err = sk_evdev_try(node->path);
    if (err == SK_OK) {
        tell(doctor, node, SK_DOCTOR_OK, NULL, "is read by the kiosk (chosen)");
    } else if (err == SK_ERR_BUSY) {
        tell(doctor, node, SK_DOCTOR_OK, NULL,
             "is in use: a running kiosk has it, or else another program");
    } else if (err == SK_ERR_DENIED) {
        tell(doctor, node, SK_DOCTOR_FAIL, denied, "may not be opened by this user");
    } else {
        tell(doctor, node, SK_DOCTOR_FAIL, "switch it off and on again", "cannot be opened");
    }
}

static void tell_left(const struct sk_doctor *doctor, const struct sk_evdev_node *node) {
    char choice[2 * SK_EVDEV_TEXT_SIZE + 32];
    char remedy[sizeof(choice) + 96];
    bool has_choice = sk_evdev_choice_print(&node->identity, choice, sizeof(choice));
    (void)snprintf(remedy, sizeof(remedy),
                   "if it is a scanner, put under [evdev] into the settings:\n  devices = %s",
                   has_choice ? choice : "");
    tell(doctor, node, SK_DOCTOR_OK, has_choice ? remedy : NULL,
         "left to the windows, as any keyboard");
}

static bool wants_one(const struct sk_evdev_choices *choices) {
    for (size_t i = 0; i < choices->count; i++) {
        if (!choices->list[i].is_refusal) {
            return true;
        }
    }
    return false;
}

int sk_doctor_evdev(const struct sk_doctor *doctor) {
    struct sk_evdev_nodes nodes = { 0 };
    int taken = 0;
    sk_evdev_nodes_look(&nodes);
    for (size_t i = 0; i < nodes.count; i++) {
        const struct sk_evdev_node *node = &nodes.list[i];
        bool is_chosen = sk_evdev_is_chosen(&doctor->evdev.choices, &node->identity);
        if (node->identity.is_keyboard && is_chosen) {
            taken++;
            tell_chosen(doctor, node);
        } else if (node->identity.is_keyboard) {
            tell_left(doctor, node);
        }
    }
    if (taken == 0 && wants_one(&doctor->evdev.choices)) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "evdev", "switch the scanner on, and pair it",
                      "no device that evdev.devices names is there");
    }
    return taken;
}
