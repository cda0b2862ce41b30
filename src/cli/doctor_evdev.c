#include "cli/doctor_evdev.h"

#include "input/evdev/nodes.h"

#include <stdio.h>

struct evdev_report {
    const struct sk_evdev_choices *choices;
    int taken;
    int to_fix;
};

static void say_denied(void) {
    printf(
        "      Fix: install the udev rules with what the settings name, and switch it on again:\n"
        "        sag-kioskctl doctor --udev-rules | sudo tee "
        "/etc/udev/rules.d/70-sag-kiosk.rules\n"
        "        sudo udevadm control --reload && sudo udevadm trigger --action=add -s input\n"
        "      A user who does not sit at this machine must be in the group sag-kiosk:\n"
        "        sudo groupadd -f sag-kiosk && sudo usermod -a -G sag-kiosk USER\n"
        "      Until then it types as a keyboard, into whatever window is in front.\n");
}

static void say_state(enum sk_err err) {
    if (err == SK_OK) {
        puts("is read by the kiosk (chosen).");
    } else if (err == SK_ERR_BUSY) {
        puts("is in use: a running kiosk has it, or else another program.");
    } else if (err == SK_ERR_DENIED) {
        puts("may not be opened by this user.");
        say_denied();
    } else {
        puts("cannot be opened. Fix: switch it off and on again.");
    }
}

static void say_device(struct evdev_report *report, const struct sk_evdev_node *node) {
    const struct sk_evdev_identity *identity = &node->identity;
    char name[SK_EVDEV_TEXT_SIZE];
    char bus[24];
    char choice[2 * SK_EVDEV_TEXT_SIZE + 32];
    bool is_chosen = sk_evdev_is_chosen(report->choices, identity);
    if (!identity->is_keyboard) {
        return;
    }
    sk_evdev_title(identity, name, sizeof(name));
    sk_evdev_bus_name(identity->bus, bus, sizeof(bus));
    enum sk_err err = is_chosen ? sk_evdev_try(node->path) : SK_OK;
    bool is_broken = err != SK_OK && err != SK_ERR_BUSY;
    report->taken += is_chosen;
    report->to_fix += is_broken;
    printf("%s %s (%04x:%04x, %s, %s): ", is_broken ? "FIX " : "ok  ", name, identity->vendor,
           identity->product, bus, node->path);
    if (is_chosen) {
        say_state(err);
    } else if (sk_evdev_choice_print(identity, choice, sizeof(choice))) {
        printf("left to the windows, as any keyboard. If it is a scanner, put\n"
               "      devices = %s\n      under [evdev] into the settings.\n",
               choice);
    } else {
        puts("left to the windows, as any keyboard.");
    }
}

int sk_doctor_evdev(const struct sk_evdev_choices *choices, int *taken) {
    struct evdev_report report = { .choices = choices };
    struct sk_evdev_nodes nodes = { 0 };
    sk_evdev_nodes_look(&nodes);
    for (size_t i = 0; i < nodes.count; i++) {
        say_device(&report, &nodes.list[i]);
    }
    for (size_t i = 0; i < choices->count && report.taken == 0; i++) {
        if (!choices->list[i].is_refusal) {
            puts(
                "FIX  No device that evdev.devices names is there. Fix: switch the scanner on, and "
                "pair it.");
            report.to_fix++;
            break;
        }
    }
    *taken = report.taken;
    return report.to_fix;
}
