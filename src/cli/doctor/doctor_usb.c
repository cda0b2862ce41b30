/* doctor_usb.c — scanners on USB, each with its mode, and whether it may be opened. */
#include "cli/doctor/doctor.h"

#include "input/usb/survey.h"

#include <stdio.h>

#define RULES_FILE "/etc/udev/rules.d/70-sag-kiosk.rules"
#define WRITE_RULES "  sag-kioskctl doctor --udev-rules | sudo tee " RULES_FILE "\n"

static const char denied_listed[] =
    "install the udev rules and plug it in again:\n"
    "  sudo udevadm control --reload && sudo udevadm trigger --action=add -s usb\n"
    "A user who does not sit at this machine must be in the group sag-kiosk:\n"
    "  sudo groupadd -f sag-kiosk && sudo usermod -a -G sag-kiosk USER\n"
    "Until then it types as a keyboard, into whatever window is in front.";

static const char denied_named[] =
    "install the udev rules with what the settings name, and plug it in again:\n" WRITE_RULES
    "  sudo udevadm control --reload && sudo udevadm trigger --action=add -s usb\n"
    "A user who does not sit at this machine must be in the group sag-kiosk:\n"
    "  sudo groupadd -f sag-kiosk && sudo usermod -a -G sag-kiosk USER\n"
    "Until then it types as a keyboard, into whatever window is in front.";

struct survey {
    const struct sk_doctor *doctor;
    int seen;
    int taken;
};

static const char *kind_of(const struct sk_usb_found *found) {
    return found->is_barcode    ? "bar code scanner"
           : found->is_serial   ? "serial"
           : found->is_keyboard ? "keyboard"
                                : "mode unknown";
}

static const char *why_taken(const struct sk_usb_found *found) {
    return found->verdict == SK_USB_TAKE_NAMED   ? "the settings name it"
           : found->verdict == SK_USB_TAKE_KNOWN ? "known scanner"
                                                 : "its descriptor says scanner";
}

static void tell(const struct sk_doctor *doctor, const struct sk_usb_found *found,
                 enum sk_doctor_state state, const char *remedy, const char *what) {
    const struct sk_usb_identity *identity = &found->identity;
    sk_doctor_say(doctor, state, "usb", remedy, "%s (%04x:%04x, port %s%s%s, %s): %s", found->name,
                  identity->vendor, identity->product, identity->port,
                  identity->serial[0] ? ", serial " : "", identity->serial, kind_of(found), what);
}

static void tell_left(const struct sk_doctor *doctor, const struct sk_usb_found *found) {
    char remedy[96];
    if (found->verdict == SK_USB_REFUSE) {
        tell(doctor, found, SK_DOCTOR_OK, NULL, "left alone, the settings say so");
    } else if (sk_usb_sounds_like_scanner(&found->identity)) {
        (void)snprintf(remedy, sizeof(remedy),
                       "if it is one, put under [usb] into the settings:\n  devices = %04x:%04x",
                       found->identity.vendor, found->identity.product);
        tell(doctor, found, SK_DOCTOR_OK, remedy, "left alone, but its name sounds like a scanner");
    } else {
        tell(doctor, found, SK_DOCTOR_OK, NULL, "left alone; it is no scanner that we know");
    }
}

static void on_found(void *data, const struct sk_usb_found *found) {
    struct survey *survey = data;
    const struct sk_doctor *doctor = survey->doctor;
    char what[96];
    survey->seen++;
    if (!sk_usb_found_is_taken(found)) {
        tell_left(doctor, found);
        return;
    }
    survey->taken++;
    if (found->access == SK_ERR_DENIED) {
        bool is_named = found->verdict == SK_USB_TAKE_NAMED && !found->is_listed;
        tell(doctor, found, SK_DOCTOR_FAIL, is_named ? denied_named : denied_listed,
             "may not be opened by this user");
    } else if (found->access != SK_OK) {
        tell(doctor, found, SK_DOCTOR_FAIL, "plug it in again, into another port",
             "cannot be opened");
    } else {
        (void)snprintf(what, sizeof(what), "is read by the kiosk (%s)", why_taken(found));
        tell(doctor, found, SK_DOCTOR_OK, NULL, what);
    }
}

int sk_doctor_usb(const struct sk_doctor *doctor, int *seen) {
    struct survey survey = { .doctor = doctor };
    struct sk_err_info info = { "" };
    *seen = 0;
    if (!doctor->config->usb.enabled) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "usb", NULL, "not looked at: usb.enabled is no");
        return 0;
    }
    if (sk_usb_survey(&doctor->usb.selectors, on_found, &survey, &info) != SK_OK) {
        bool needs_one = doctor->config->input.expect == SK_EXPECT_SCANNER;
        sk_doctor_say(doctor, needs_one ? SK_DOCTOR_FAIL : SK_DOCTOR_WARN, "usb",
                      "check that /dev/bus/usb is there", "%s", info.text);
    } else if (survey.seen == 0) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "usb", NULL, "no keyboard and no scanner is on USB");
    }
    *seen = survey.seen;
    return survey.taken;
}
