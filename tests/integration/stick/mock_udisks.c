/* mock-udisks STICK...: a stand-in for udisks2 on the bus that DBUS_SYSTEM_BUS_ADDRESS names, with
 * this computer's own disk, an empty card reader, and the sticks LABEL:FOLDER[:WORD,...]. Mounting
 * gives the folder. Words: raw (no file system), ro, mounted, busy, denied, asleep (cannot be
 * switched off). The first is sdb1, the next sdc1.
 * Prints "ready", then a line for each call that changes something; SIGUSR1 pulls all sticks out.
 */
#define _DEFAULT_SOURCE /* strsep() */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>

#define STICKS_MAX 24
#define ROOT "/org/freedesktop/UDisks2"
#define NAMES "org.freedesktop.UDisks2"

struct stick {
    char device[16]; /* "sdb1" */
    char drive[128]; /* path of its object */
    char block[128];
    const char *label;
    const char *folder;
    const char *bus; /* its drive's connection */
    uint64_t size;
    bool is_system;
    bool is_raw;
    bool is_read_only;
    bool is_mounted;
    bool is_busy;
    bool is_denied;
    bool is_asleep;
    sd_bus_slot *slots[3];
};

static struct stick sticks[STICKS_MAX];
static size_t stick_count;
static volatile sig_atomic_t is_pulled;

static void on_signal(int number) {
    (void)number;
    is_pulled = 1;
}

static void say(const char *what, const struct stick *stick) {
    printf("%s %s\n", what, stick->device);
    (void)fflush(stdout);
}

/* udisks2 must never be asked to prompt: there is nobody to answer. */
static int check_options(sd_bus_message *m, const struct stick *stick) {
    const char *name = NULL;
    int flag = 0;
    int status = sd_bus_message_read(m, "a{sv}", 1, &name, "b", &flag);
    if (status < 0 || strcmp(name, "auth.no_user_interaction") != 0 || !flag) {
        say("ASKS", stick);
    }
    return status;
}

static int on_mount(sd_bus_message *m, void *data, sd_bus_error *error) {
    struct stick *stick = data;
    int status = check_options(m, stick);
    if (status < 0) {
        return status;
    }
    if (stick->is_denied) {
        return sd_bus_error_set(error, NAMES ".Error.NotAuthorizedCanObtain", "Not authorized");
    }
    say("mount", stick);
    stick->is_mounted = true;
    return sd_bus_reply_method_return(m, "s", stick->folder);
}

static int on_unmount(sd_bus_message *m, void *data, sd_bus_error *error) {
    struct stick *stick = data;
    int status = check_options(m, stick);
    if (status < 0) {
        return status;
    }
    if (stick->is_busy) {
        return sd_bus_error_set(error, NAMES ".Error.DeviceBusy", "target is busy");
    }
    if (!stick->is_mounted) {
        return sd_bus_error_set(error, NAMES ".Error.NotMounted", "not mounted");
    }
    say("unmount", stick);
    stick->is_mounted = false;
    return sd_bus_reply_method_return(m, "");
}

static int on_power_off(sd_bus_message *m, void *data, sd_bus_error *error) {
    struct stick *stick = data;
    int status = check_options(m, stick);
    if (status < 0) {
        return status;
    }
    if (stick->is_mounted) {
        return sd_bus_error_set(error, NAMES ".Error.Failed", "in use");
    }
    say("power-off", stick);
    return sd_bus_reply_method_return(m, "");
}

static int get_bytes(sd_bus_message *reply, const char *text) {
    return sd_bus_message_append_array(reply, 'y', text, strlen(text) + 1);
}

static int get_property(sd_bus *bus, const char *path, const char *interface, const char *name,
                        sd_bus_message *reply, void *data, sd_bus_error *error) {
    const struct stick *stick = data;
    char device[32];
    (void)bus;
    (void)path;
    (void)interface;
    (void)error;
    if (strcmp(name, "Device") == 0) {
        (void)snprintf(device, sizeof(device), "/dev/%s", stick->device);
        return get_bytes(reply, device);
    }
    if (strcmp(name, "MountPoints") == 0) {
        int status = sd_bus_message_open_container(reply, 'a', "ay");
        if (status >= 0 && stick->is_mounted) {
            status = get_bytes(reply, stick->folder);
        }
        return status < 0 ? status : sd_bus_message_close_container(reply);
    }
    if (strcmp(name, "IdLabel") == 0) {
        return sd_bus_message_append(reply, "s", stick->is_raw ? "" : stick->label);
    }
    if (strcmp(name, "IdType") == 0) {
        return sd_bus_message_append(reply, "s", stick->is_raw ? "" : "vfat");
    }
    if (strcmp(name, "Drive") == 0) {
        return sd_bus_message_append(reply, "o", stick->drive);
    }
    if (strcmp(name, "Size") == 0) {
        return sd_bus_message_append(reply, "t", stick->size);
    }
    if (strcmp(name, "ReadOnly") == 0) {
        return sd_bus_message_append(reply, "b", stick->is_read_only);
    }
    if (strcmp(name, "HintSystem") == 0) {
        return sd_bus_message_append(reply, "b", stick->is_system);
    }
    if (strcmp(name, "ConnectionBus") == 0) {
        return sd_bus_message_append(reply, "s", stick->bus);
    }
    if (strcmp(name, "CanPowerOff") == 0) {
        return sd_bus_message_append(reply, "b", !stick->is_asleep);
    }
    return sd_bus_message_append(reply, "s", strcmp(name, "Vendor") == 0 ? "Sand" : "Cruiser");
}

#define PROPERTY(name, signature) SD_BUS_PROPERTY(name, signature, get_property, 0, 0)

static const sd_bus_vtable block_table[] = {
    SD_BUS_VTABLE_START(0),    PROPERTY("Device", "ay"),    PROPERTY("IdLabel", "s"),
    PROPERTY("IdType", "s"),   PROPERTY("Drive", "o"),      PROPERTY("Size", "t"),
    PROPERTY("ReadOnly", "b"), PROPERTY("HintSystem", "b"), SD_BUS_VTABLE_END,
};
static const sd_bus_vtable filesystem_table[] = {
    SD_BUS_VTABLE_START(0),
    PROPERTY("MountPoints", "aay"),
    SD_BUS_METHOD("Mount", "a{sv}", "s", on_mount, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD("Unmount", "a{sv}", "", on_unmount, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_VTABLE_END,
};
static const sd_bus_vtable drive_table[] = {
    SD_BUS_VTABLE_START(0),
    PROPERTY("Vendor", "s"),
    PROPERTY("Model", "s"),
    PROPERTY("ConnectionBus", "s"),
    PROPERTY("CanPowerOff", "b"),
    SD_BUS_METHOD("PowerOff", "a{sv}", "", on_power_off, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_VTABLE_END,
};

static struct stick *add(const char *device, const char *bus) {
    struct stick *stick = &sticks[stick_count++];
    *stick = (struct stick){ .bus = bus, .size = 1000000, .label = "", .folder = "" };
    (void)snprintf(stick->device, sizeof(stick->device), "%s", device);
    (void)snprintf(stick->drive, sizeof(stick->drive), ROOT "/drives/%s_disk", device);
    (void)snprintf(stick->block, sizeof(stick->block), ROOT "/block_devices/%s", device);
    return stick;
}

static void add_stick(char *text) {
    char device[16];
    char *rest = text;
    (void)snprintf(device, sizeof(device), "sd%c1", (int)('b' + stick_count - 2));
    struct stick *stick = add(device, "usb");
    stick->label = strsep(&rest, ":");
    stick->folder = strsep(&rest, ":");
    const char *words = rest ? rest : "";
    stick->is_raw = strstr(words, "raw") != NULL;
    stick->is_read_only = strstr(words, "ro") != NULL;
    stick->is_mounted = strstr(words, "mounted") != NULL;
    stick->is_busy = strstr(words, "busy") != NULL;
    stick->is_denied = strstr(words, "denied") != NULL;
    stick->is_asleep = strstr(words, "asleep") != NULL;
}

static int publish(sd_bus *bus, struct stick *stick) {
    int status = sd_bus_add_object_vtable(bus, &stick->slots[0], stick->block, NAMES ".Block",
                                          block_table, stick);
    if (status >= 0 && !stick->is_raw) {
        status = sd_bus_add_object_vtable(bus, &stick->slots[1], stick->block, NAMES ".Filesystem",
                                          filesystem_table, stick);
    }
    if (status >= 0) {
        status = sd_bus_add_object_vtable(bus, &stick->slots[2], stick->drive, NAMES ".Drive",
                                          drive_table, stick);
    }
    return status;
}

static void pull_out(void) {
    for (size_t i = 0; i < stick_count; i++) {
        for (size_t k = 0; k < 3; k++) {
            sticks[i].slots[k] = sd_bus_slot_unref(sticks[i].slots[k]);
        }
    }
    puts("pulled");
    (void)fflush(stdout);
    is_pulled = 0;
}

int main(int argc, char **argv) {
    sd_bus *bus = NULL;
    add("sda1", "")->is_system = true;
    add("sdz", "usb")->size = 0;
    for (int i = 1; i < argc && stick_count < STICKS_MAX; i++) {
        add_stick(argv[i]);
    }
    (void)signal(SIGUSR1, on_signal);
    int status = sd_bus_open_system(&bus);
    if (status >= 0) {
        status = sd_bus_add_object_manager(bus, NULL, ROOT);
    }
    for (size_t i = 0; i < stick_count && status >= 0; i++) {
        status = publish(bus, &sticks[i]);
    }
    if (status >= 0) {
        status = sd_bus_request_name(bus, NAMES, 0);
    }
    if (status < 0) {
        fprintf(stderr, "mock-udisks: %s\n", strerror(-status));
        return 1;
    }
    puts("ready");
    (void)fflush(stdout);
    while (status >= 0 || status == -EINTR) {
        if (is_pulled) {
            pull_out();
        }
        status = sd_bus_process(bus, NULL);
        if (status == 0) {
            status = sd_bus_wait(bus, 50000); /* µs: a signal may come just before */
        }
    }
    return 0; /* the bus went away: the test is over */
}
