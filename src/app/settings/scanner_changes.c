#include "app/settings/scanner_changes.h"

#include "base/assert.h"

#include <stdio.h>
#include <string.h>

struct changes {
    const struct sk_config *config;
    struct sk_scanner_change *out;
    size_t count;
};

/* The names of a section's settings, and what they are. */
struct scanner_section {
    const char *devices_name;
    const char *devices;
    const char *layout_name; /* NULL: no keys */
    enum sk_layout layout;
    const char *prefix_name;
    const char *prefix;
    const char *suffix_name;
    const char *suffix;
};

static struct scanner_section section_of(const struct sk_config *config,
                                         enum sk_scan_source source) {
    if (source == SK_SOURCE_EVDEV) {
        return (struct scanner_section){ "evdev.devices", config->evdev.devices,
                                         "evdev.layout",  config->evdev.layout,
                                         "evdev.prefix",  config->evdev.prefix,
                                         "evdev.suffix",  config->evdev.suffix };
    }
    if (source == SK_SOURCE_SERIAL) {
        return (struct scanner_section){
            "serial.devices", config->serial.devices, NULL,
            SK_LAYOUT_US,     "serial.prefix",        config->serial.prefix,
            "serial.suffix",  config->serial.suffix
        };
    }
    return (struct scanner_section){ "usb.devices",      config->usb.devices, "usb.layout",
                                     config->usb.layout, "usb.prefix",        config->usb.prefix,
                                     "usb.suffix",       config->usb.suffix };
}

enum sk_layout sk_changes_layout(const struct sk_config *config, enum sk_scan_source source) {
    return section_of(config, source).layout;
}

static void change(struct changes *changes, const char *name, const char *usual,
                   const char *value) {
    if (strcmp(usual, value) == 0) {
        return;
    }
    SK_ASSERT(changes->count < SK_SCANNER_CHANGES);
    struct sk_scanner_change *out = &changes->out[changes->count++];
    out->name = name;
    (void)snprintf(out->value, sizeof(out->value), "%s", value);
    out->is_overruled = sk_overlay_is_overruled(changes->config, name);
}

static void add_device(struct changes *changes, const struct scanner_section *section,
                       const char *choice) {
    char devices[SK_OVERLAY_VALUE_SIZE];
    (void)snprintf(devices, sizeof(devices), "%s%s%s", section->devices,
                   section->devices[0] != '\0' ? ", " : "", choice);
    change(changes, section->devices_name, section->devices, devices);
}

size_t sk_changes_for_scanner(const struct sk_config *config,
                              const struct sk_scanner_answer *answer,
                              struct sk_scanner_change out[SK_SCANNER_CHANGES]) {
    struct changes changes = { .config = config, .out = out };
    const struct scanner_section section = section_of(config, answer->source);
    char setting[SK_LESSON_SETTING_SIZE];
    if (answer->choice) {
        add_device(&changes, &section, answer->choice);
    }
    if (answer->line) {
        change(&changes, "serial.line", config->serial.line, answer->line);
    }
    if (answer->source == SK_SOURCE_USB_HID_POS) { /* frames its codes itself, and has no keys */
        return changes.count;
    }
    if (answer->lesson->is_typed && section.layout_name) {
        change(&changes, section.layout_name, sk_layout_name(section.layout),
               sk_layout_name(answer->lesson->layout));
    }
    sk_lesson_prefix_setting(answer->lesson, setting);
    change(&changes, section.prefix_name, section.prefix, setting);
    sk_lesson_suffix_setting(answer->lesson, setting);
    change(&changes, section.suffix_name, section.suffix, setting);
    return changes.count;
}
