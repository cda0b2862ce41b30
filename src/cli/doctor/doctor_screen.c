/* doctor_screen.c — is there a screen to draw on, how large is it, and can it be touched? */
#include "cli/doctor/doctor.h"

#include "cli/doctor/doctor_edid.h"

#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONNECTORS "/sys/class/drm/card*-*"
#define CARDS "/dev/dri/card*"
#define INPUTS "/sys/class/input/event*"
#define ABS_MT_POSITION_X 0x35 /* linux/input-event-codes.h */
#define PPI_LOW 60
#define PPI_HIGH 400

/* Up to size bytes of a file of sysfs. Returns how many. */
static size_t read_some(const char *path, void *out, size_t size) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd >= 0 ? read(fd, out, size) : -1;
    if (fd >= 0) {
        (void)close(fd);
    }
    return got > 0 ? (size_t)got : 0;
}

static bool read_text(const char *folder, const char *name, char *out, size_t size) {
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    size_t length = read_some(path, out, size - 1);
    out[length] = '\0';
    out[strcspn(out, "\n")] = '\0';
    return length > 0;
}

/* --- the display ---------------------------------------------------------------------------- */

struct display {
    char connector[64];
    struct sk_doctor_edid edid;
    bool has_edid;
};

/* The first that something is plugged into. */
static bool find_display(struct display *out) {
    glob_t found;
    bool is_found = false;
    if (glob(CONNECTORS, 0, NULL, &found) != 0) {
        return false;
    }
    for (size_t i = 0; i < found.gl_pathc && !is_found; i++) {
        char status[32];
        char path[512];
        uint8_t edid[256];
        const char *folder = found.gl_pathv[i];
        is_found =
            read_text(folder, "status", status, sizeof(status)) && strcmp(status, "connected") == 0;
        if (is_found) {
            (void)snprintf(out->connector, sizeof(out->connector), "%s", strrchr(folder, '/') + 1);
            (void)snprintf(path, sizeof(path), "%s/edid", folder);
            out->has_edid =
                sk_doctor_edid_read(edid, read_some(path, edid, sizeof(edid)), &out->edid);
        }
    }
    globfree(&found);
    return is_found;
}

/* True: one of the kernel's cards may be opened. */
static bool may_draw(void) {
    glob_t found;
    bool may = false;
    if (glob(CARDS, 0, NULL, &found) != 0) {
        return false;
    }
    for (size_t i = 0; i < found.gl_pathc; i++) {
        may = may || access(found.gl_pathv[i], R_OK | W_OK) == 0;
    }
    globfree(&found);
    return may;
}

static const char *window_system(void) {
    const char *wayland = getenv("WAYLAND_DISPLAY");
    const char *x11 = getenv("DISPLAY");
    return wayland && wayland[0] ? "Wayland" : x11 && x11[0] ? "X11" : NULL;
}

static void tell_display(const struct sk_doctor *doctor, const struct display *display) {
    const char *system = window_system();
    const char *where = display ? display->connector : "a screen that the kernel does not name";
    const char *name = display ? display->edid.name : "";
    if (system) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "display", NULL, "a window by %s, on %s%s%s", system,
                      where, name[0] ? ": " : "", name);
    } else if (!display) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "display",
                      "plug the screen in and switch it on; by ssh, the screen of another "
                      "user's windows is not seen",
                      "no screen is connected");
    } else if (!may_draw()) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "display",
                      "sudo usermod -a -G video,render USER, then log in anew; the service has it",
                      "%s is connected, but no card under /dev/dri may be opened by this user",
                      where);
    } else {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "display", NULL,
                      "%s%s%s, drawn on without windows (kmsdrm)", where, name[0] ? ": " : "",
                      name);
    }
}

static void tell_dpi(const struct sk_doctor *doctor, const struct display *display) {
    static const char set_it[] = "measure the picture and set kiosk.ppi: pixels divided by inches";
    const struct sk_doctor_edid *edid = display && display->has_edid ? &display->edid : NULL;
    int32_t ppi = edid ? sk_doctor_edid_ppi(edid) : 0;
    int64_t set = doctor->config->kiosk.ppi;
    if (set > 0) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "dpi", NULL, "%d pixels an inch, as kiosk.ppi says",
                      (int)set);
    } else if (ppi >= PPI_LOW && ppi <= PPI_HIGH) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "dpi", NULL, "%d pixels an inch (%dx%d on %dx%d mm)",
                      (int)ppi, (int)edid->width_px, (int)edid->height_px, (int)edid->width_mm,
                      (int)edid->height_mm);
    } else if (ppi > 0) {
        sk_doctor_say(
            doctor, SK_DOCTOR_WARN, "dpi", set_it,
            "the screen says that it is %dx%d mm, which can hardly be (%d pixels an inch)",
            (int)edid->width_mm, (int)edid->height_mm, (int)ppi);
    } else {
        sk_doctor_say(doctor, SK_DOCTOR_WARN, "dpi", set_it,
                      "the screen does not say how large it is; 96 pixels an inch are taken");
    }
}

/* --- touch ---------------------------------------------------------------------------------- */

/* Words of hexadecimal digits, the highest first, of as many bits as a long of the kernel has. */
static bool has_touch_bit(char *words) {
    size_t bit = ABS_MT_POSITION_X;
    char *word;
    while ((word = strrchr(words, ' ')) && bit >= 8 * sizeof(long)) {
        *word = '\0';
        bit -= 8 * sizeof(long);
    }
    unsigned long long bits = strtoull(word ? word + 1 : words, NULL, 16);
    return bit < 8 * sizeof(long) && (bits >> bit & 1) != 0;
}

static bool tell_touch_of(const struct sk_doctor *doctor, const char *folder) {
    char words[256];
    char name[128] = "";
    char node[64];
    if (!read_text(folder, "device/capabilities/abs", words, sizeof(words)) ||
        !has_touch_bit(words)) {
        return false;
    }
    (void)read_text(folder, "device/name", name, sizeof(name));
    (void)snprintf(node, sizeof(node), "/dev/input/%s", strrchr(folder, '/') + 1);
    if (!window_system() && access(node, R_OK) != 0) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "touch",
                      "sudo usermod -a -G input USER, then log in anew; the service has it",
                      "%s (%s) may not be opened by this user", name, node);
    } else {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "touch", NULL, "%s (%s)", name, node);
    }
    return true;
}

static void tell_touch(const struct sk_doctor *doctor) {
    glob_t found;
    bool has_touch = false;
    if (glob(INPUTS, 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++) {
            has_touch = tell_touch_of(doctor, found.gl_pathv[i]) || has_touch;
        }
        globfree(&found);
    }
    if (!has_touch) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "touch",
                      "where the screen is meant to have one: plug in its USB cable, too",
                      "no touch panel; control cards and a mouse do as well");
    }
}

void sk_doctor_screen(const struct sk_doctor *doctor) {
    struct display display = { .has_edid = false };
    bool is_found = find_display(&display);
    tell_display(doctor, is_found ? &display : NULL);
    if (is_found || window_system()) {
        tell_dpi(doctor, is_found ? &display : NULL);
    }
    tell_touch(doctor);
}
