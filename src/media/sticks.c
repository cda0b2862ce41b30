#define _GNU_SOURCE /* syncfs() */
#include "media/sticks.h"

#include "media/objects.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define SERVICE "org.freedesktop.UDisks2"
#define MANAGER "/org/freedesktop/UDisks2"
#define SECOND UINT64_C(1000000) /* in µs, as sd-bus counts */
#define LIST_LIMIT (15 * SECOND) /* udisks2 may have to be started first */
#define MOUNT_LIMIT (60 * SECOND)
#define UNMOUNT_LIMIT (600 * SECOND) /* a slow stick with much to write */
#define UNMOUNTS_MAX 8               /* one device can be mounted at several places */

struct sk_sticks {
    sd_bus *bus;
    struct sk_objects objects;
};

static enum sk_err fail(struct sk_stick_fault *fault, enum sk_stick_trouble trouble,
                        enum sk_err err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static enum sk_err fail(struct sk_stick_fault *fault, enum sk_stick_trouble trouble,
                        enum sk_err err, const char *format, ...) {
    va_list args;
    fault->trouble = trouble;
    va_start(args, format);
    (void)vsnprintf(fault->info.text, sizeof(fault->info.text), format, args);
    va_end(args);
    return err;
}

static enum sk_err fail_memory(struct sk_stick_fault *fault) {
    return fail(fault, SK_STICK_FAILED, SK_ERR_NOMEM, "not enough memory to look for a stick");
}

static enum sk_err fail_service(struct sk_stick_fault *fault, const char *why) {
    return fail(
        fault, SK_STICK_NO_SERVICE, SK_ERR_NOT_FOUND,
        "sticks cannot be searched for: %s; install the package udisks2, or export into the "
        "folder of a mounted stick with --out",
        why);
}

enum sk_err sk_sticks_create(struct sk_sticks **out, struct sk_stick_fault *fault) {
    struct sk_sticks *sticks = calloc(1, sizeof(*sticks));
    *out = NULL;
    if (!sticks) {
        return fail_memory(fault);
    }
    int status = sd_bus_open_system(&sticks->bus);
    if (status < 0) {
        sk_sticks_destroy(sticks);
        return status == -ENOMEM ? fail_memory(fault)
                                 : fail_service(fault, "there is no system bus (D-Bus)");
    }
    *out = sticks;
    return SK_OK;
}

void sk_sticks_destroy(struct sk_sticks *sticks) {
    if (sticks) {
        sd_bus_flush_close_unref(sticks->bus);
        free(sticks);
    }
}

/* --- what udisks2 answers ------------------------------------------------------------------ */

static const struct {
    const char *name;
    enum sk_stick_trouble trouble;
} bus_errors[] = {
    { "org.freedesktop.DBus.Error.ServiceUnknown", SK_STICK_NO_SERVICE },
    { "org.freedesktop.DBus.Error.NameHasNoOwner", SK_STICK_NO_SERVICE },
    { "org.freedesktop.DBus.Error.Spawn.*", SK_STICK_NO_SERVICE },
    { "org.freedesktop.systemd1.*", SK_STICK_NO_SERVICE },
    { "org.freedesktop.DBus.Error.AccessDenied", SK_STICK_DENIED },
    { "org.freedesktop.UDisks2.Error.NotAuthorized*", SK_STICK_DENIED },
    { "org.freedesktop.UDisks2.Error.DeviceBusy", SK_STICK_BUSY },
    { "org.freedesktop.DBus.Error.UnknownObject", SK_STICK_PULLED },
    { "org.freedesktop.DBus.Error.UnknownInterface", SK_STICK_PULLED },
    { "org.freedesktop.DBus.Error.UnknownMethod", SK_STICK_PULLED },
    { "org.freedesktop.UDisks2.Error.*", SK_STICK_FAILED },
};

static enum sk_stick_trouble trouble_of(const char *name) {
    for (size_t i = 0; i < sizeof(bus_errors) / sizeof(bus_errors[0]); i++) {
        const char *pattern = bus_errors[i].name;
        size_t length = strlen(pattern);
        bool fits = pattern[length - 1] == '*' ? strncmp(name, pattern, length - 1) == 0
                                               : strcmp(name, pattern) == 0;
        if (fits) {
            return bus_errors[i].trouble;
        }
    }
    return SK_STICK_FAILED;
}

/* done: "mounted". */
static enum sk_err fail_bus(struct sk_stick_fault *fault, const sd_bus_error *error,
                            const char *stick, const char *done) {
    const char *message = error->message ? error->message : "no answer";
    enum sk_stick_trouble trouble = trouble_of(error->name ? error->name : "");
    if (trouble == SK_STICK_NO_SERVICE) {
        return fail_service(fault, "udisks2 does not run");
    }
    if (trouble == SK_STICK_DENIED) {
        return fail(
            fault, trouble, SK_ERR_DENIED,
            "this account may not have '%s' %s (polkit); copy the kiosk's 70-sag-kiosk.rules "
            "into /etc/polkit-1/rules.d and add the account to the group sag-kiosk",
            stick, done);
    }
    if (trouble == SK_STICK_BUSY) {
        return fail(fault, trouble, SK_ERR_BUSY,
                    "'%s' is in use by another program; close its files and folders, then try "
                    "again; do not pull it out yet",
                    stick);
    }
    if (trouble == SK_STICK_PULLED) {
        return fail(fault, trouble, SK_ERR_NOT_FOUND,
                    "'%s' was pulled out; plug it in and export again", stick);
    }
    return fail(fault, SK_STICK_FAILED, SK_ERR_IO, "'%s' could not be %s: %.300s", stick, done,
                message);
}

static const char *const no_questions = "auth.no_user_interaction"; /* there is nobody to answer */

/* A method without arguments but options. reply may be NULL. */
static int call(struct sk_sticks *sticks, const char *object, const char *interface,
                const char *method, uint64_t limit, sd_bus_error *error, sd_bus_message **reply) {
    sd_bus_message *request = NULL;
    int status =
        sd_bus_message_new_method_call(sticks->bus, &request, SERVICE, object, interface, method);
    if (status >= 0) {
        status = sd_bus_message_append(request, "a{sv}", 1, no_questions, "b", 1);
    }
    if (status >= 0) {
        status = sd_bus_call(sticks->bus, request, limit, error, reply);
    }
    sd_bus_message_unref(request);
    if (status < 0 && !sd_bus_error_is_set(error)) {
        (void)sd_bus_error_set_errno(error, status);
    }
    return status;
}

enum sk_err sk_sticks_list(struct sk_sticks *sticks, struct sk_stick list[SK_STICKS_MAX],
                           size_t *count, struct sk_stick_fault *fault) {
    sd_bus_error error = SD_BUS_ERROR_NULL;
    sd_bus_message *request = NULL;
    sd_bus_message *reply = NULL;
    enum sk_err err = SK_OK;
    *count = 0;
    int status =
        sd_bus_message_new_method_call(sticks->bus, &request, SERVICE, MANAGER,
                                       "org.freedesktop.DBus.ObjectManager", "GetManagedObjects");
    if (status >= 0) {
        status = sd_bus_call(sticks->bus, request, LIST_LIMIT, &error, &reply);
    }
    if (status < 0) {
        err = fail_bus(fault, &error, "the sticks", "listed");
    } else if (sk_objects_read(&sticks->objects, reply) < 0) {
        err = fail(fault, SK_STICK_FAILED, SK_ERR_IO, "the answer of udisks2 cannot be read");
    } else {
        *count = sk_objects_sticks(&sticks->objects, list);
    }
    sd_bus_error_free(&error);
    sd_bus_message_unref(request);
    sd_bus_message_unref(reply);
    return err;
}

/* --- choosing ------------------------------------------------------------------------------ */

static void name_all(const struct sk_stick *list, size_t count, char *out, size_t size) {
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; i < count && length < size; i++) {
        const char *base = strrchr(list[i].device, '/');
        int added = snprintf(out + length, size - length, "%s%s (%s, %s)", i > 0 ? ", " : "",
                             list[i].name, base ? base + 1 : list[i].device, list[i].model);
        length += added > 0 ? (size_t)added : 0;
    }
}

static bool is_called(const struct sk_stick *stick, const char *name) {
    const char *base = strrchr(stick->device, '/');
    return strcmp(stick->name, name) == 0 || strcmp(stick->device, name) == 0 ||
           (base && strcmp(base + 1, name) == 0);
}

static enum sk_err accept(const struct sk_stick *stick, const struct sk_stick **out,
                          struct sk_stick_fault *fault) {
    if (!stick->filesystem[0]) {
        return fail(fault, SK_STICK_UNFORMATTED, SK_ERR_UNSUPPORTED,
                    "'%s' has no file system that can be read here; format it as FAT32 or exFAT, "
                    "without encryption",
                    stick->name);
    }
    if (stick->is_read_only) {
        return fail(fault, SK_STICK_READ_ONLY, SK_ERR_DENIED,
                    "'%s' can only be read; move its write-protection switch, or take another",
                    stick->name);
    }
    *out = stick;
    return SK_OK;
}

enum sk_err sk_stick_choose(const struct sk_stick *list, size_t count, const char *name,
                            const struct sk_stick **out, struct sk_stick_fault *fault) {
    const struct sk_stick *found = NULL;
    bool is_named = name && name[0];
    size_t candidates = 0;
    char all[320];
    name_all(list, count, all, sizeof(all));
    for (size_t i = 0; i < count; i++) {
        if (is_named ? is_called(&list[i], name) : list[i].filesystem[0] != '\0') {
            found = &list[i];
            candidates++;
        }
    }
    if (count == 0) {
        return fail(fault, SK_STICK_NONE, SK_ERR_NOT_FOUND,
                    "no USB stick is plugged in; plug one in and try again");
    }
    if (candidates > 1) {
        return fail(fault, SK_STICK_SEVERAL, SK_ERR_BUSY,
                    "several sticks are plugged in: %s; say which with --stick=NAME", all);
    }
    if (is_named && !found) {
        return fail(fault, SK_STICK_UNKNOWN, SK_ERR_NOT_FOUND,
                    "there is no stick '%.60s'; plugged in: %s", name, all);
    }
    return accept(found ? found : &list[0], out, fault);
}

/* --- mounting and the way back ------------------------------------------------------------- */

static enum sk_err check_writable(const struct sk_stick *stick, struct sk_stick_fault *fault) {
    struct statvfs disk;
    if (statvfs(stick->mount_point, &disk) == 0 && (disk.f_flag & ST_RDONLY)) {
        return fail(fault, SK_STICK_READ_ONLY, SK_ERR_DENIED,
                    "'%s' is mounted read-only; move its write-protection switch, have its file "
                    "system repaired, or take another",
                    stick->name);
    }
    if (access(stick->mount_point, W_OK | X_OK) != 0) {
        return fail(fault, SK_STICK_FOREIGN, SK_ERR_DENIED,
                    "this account may not write on '%s' (%s); take a stick with FAT32 or exFAT, or "
                    "have its folder given to this account",
                    stick->name, strerror(errno));
    }
    return SK_OK;
}

enum sk_err sk_stick_mount(struct sk_sticks *sticks, struct sk_stick *stick, bool *was_mounted,
                           struct sk_stick_fault *fault) {
    sd_bus_error error = SD_BUS_ERROR_NULL;
    sd_bus_message *reply = NULL;
    const char *path = NULL;
    enum sk_err err = SK_OK;
    *was_mounted = stick->mount_point[0] != '\0';
    if (!*was_mounted) {
        if (call(sticks, stick->block, SERVICE ".Filesystem", "Mount", MOUNT_LIMIT, &error,
                 &reply) < 0) {
            err = fail_bus(fault, &error, stick->name, "mounted");
        } else if (sd_bus_message_read(reply, "s", &path) < 0 ||
                   strlen(path) >= sizeof(stick->mount_point)) {
            err = fail(fault, SK_STICK_FAILED, SK_ERR_IO, "the answer of udisks2 cannot be read");
        } else {
            (void)snprintf(stick->mount_point, sizeof(stick->mount_point), "%s", path);
        }
    }
    sd_bus_error_free(&error);
    sd_bus_message_unref(reply);
    return err ? err : check_writable(stick, fault);
}

/* Our own writes are checked by fsync(); this is for what others wrote. */
static void write_out(const struct sk_stick *stick) {
    int fd = open(stick->mount_point, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)syncfs(fd);
        (void)close(fd);
    }
}

enum sk_err sk_stick_unmount(struct sk_sticks *sticks, struct sk_stick *stick,
                             struct sk_stick_fault *fault) {
    static const char not_mounted[] = SERVICE ".Error.NotMounted";
    enum sk_err err = SK_OK;
    int status = 0;
    write_out(stick);
    for (int i = 0; i < UNMOUNTS_MAX && status >= 0; i++) {
        sd_bus_error error = SD_BUS_ERROR_NULL;
        status = call(sticks, stick->block, SERVICE ".Filesystem", "Unmount", UNMOUNT_LIMIT, &error,
                      NULL);
        /* Once it was unmounted, it may be gone by the next look. */
        bool is_over =
            i > 0 && error.name &&
            (strcmp(error.name, not_mounted) == 0 || trouble_of(error.name) == SK_STICK_PULLED);
        if (status < 0 && !is_over) {
            err = fail_bus(fault, &error, stick->name, "unmounted");
        }
        sd_bus_error_free(&error);
    }
    if (!err) {
        stick->mount_point[0] = '\0';
    }
    return err;
}

bool sk_stick_power_off(struct sk_sticks *sticks, const struct sk_stick *stick) {
    bool is_off = false;
    sd_bus_error error = SD_BUS_ERROR_NULL;
    if (stick->can_power_off) {
        is_off = call(sticks, stick->drive, SERVICE ".Drive", "PowerOff", MOUNT_LIMIT, &error,
                      NULL) >= 0;
        sd_bus_error_free(&error);
    }
    if (!is_off && stick->can_eject) {
        is_off =
            call(sticks, stick->drive, SERVICE ".Drive", "Eject", MOUNT_LIMIT, &error, NULL) >= 0;
        sd_bus_error_free(&error);
    }
    return is_off;
}

bool sk_stick_is_there(struct sk_sticks *sticks, const struct sk_stick *stick) {
    struct sk_stick list[SK_STICKS_MAX];
    struct sk_stick_fault fault;
    size_t count = 0;
    if (sk_sticks_list(sticks, list, &count, &fault) != SK_OK) {
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i].block, stick->block) == 0) {
            return true;
        }
    }
    return false;
}
