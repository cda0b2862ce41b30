#include "cli/doctor/doctor_subjects.h"

#include <stdio.h>
#include <string.h>

#define QUICK_MS 10000
#define DEVICES_MS 20000
#define CLOUD_MS 60000

static const char of_device[] =
    "unplug the devices that are looked for here, plug them in again, and run it once more";
static const char of_disk[] = "the disk does not respond: look at the system's log (journalctl -k)";

static const struct sk_doctor_subject table[] = {
    { "display dpi touch", sk_doctor_screen, QUICK_MS, SK_DOCTOR_FAIL, of_device },
    { "usb evdev serial scanner", sk_doctor_scanners, DEVICES_MS, SK_DOCTOR_FAIL, of_device },
    { "camera", sk_doctor_camera, DEVICES_MS, SK_DOCTOR_FAIL, of_device },
    { "sound", sk_doctor_sound, QUICK_MS, SK_DOCTOR_FAIL, of_device },
    { "light", sk_doctor_light, QUICK_MS, SK_DOCTOR_FAIL, of_device },
    { "fonts", sk_doctor_fonts, DEVICES_MS, SK_DOCTOR_FAIL, of_disk },
    { "region key proxy dns tcp tls clock ask bind undo", sk_doctor_cloud, CLOUD_MS, SK_DOCTOR_FAIL,
      "the network lets nothing through; look at its cable and its firewall" },
    { "disk", sk_doctor_disk, DEVICES_MS, SK_DOCTOR_FAIL, of_disk },
    { "journal queue", sk_doctor_journal, DEVICES_MS, SK_DOCTOR_FAIL, of_disk },
    { "chain", sk_doctor_chain, DEVICES_MS, SK_DOCTOR_WARN,
      "the log is large; sag-kioskctl log verify takes the time to read it all" },
    { "pin people", sk_doctor_people, QUICK_MS, SK_DOCTOR_FAIL, of_disk },
    { "list", sk_doctor_list, DEVICES_MS, SK_DOCTOR_FAIL, of_disk },
    { "fleet", sk_doctor_fleet, DEVICES_MS, SK_DOCTOR_WARN,
      "the bench works without; look at fleet.dsn, the network and the server" },
    { "udev polkit sandbox versions", sk_doctor_system, QUICK_MS, SK_DOCTOR_FAIL, of_disk },
    { NULL, NULL, 0, SK_DOCTOR_OK, NULL },
};

const struct sk_doctor_subject *sk_doctor_subjects(void) {
    return table;
}

bool sk_doctor_only_is_known(const char *only, char *unknown, size_t size) {
    while (*only) {
        char name[64];
        bool is_known = false;
        size_t length = strcspn(only, ",");
        (void)snprintf(name, sizeof(name), "%.*s", (int)length, only);
        for (const struct sk_doctor_subject *row = table; row->checks; row++) {
            is_known = is_known || sk_doctor_is_listed(row->checks, name);
        }
        if (!is_known && strcmp(name, "settings") != 0) {
            (void)snprintf(unknown, size, "%s", name);
            return false;
        }
        only += length + (only[length] == ',');
    }
    return true;
}
