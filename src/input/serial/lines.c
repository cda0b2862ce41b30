#define _XOPEN_SOURCE 700 /* realpath() */

#include "input/serial/lines.h"

#include "base/util.h"

#include <dirent.h>
#include <grp.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_same_line(const char *a, const char *b) {
    struct stat of_a;
    struct stat of_b;
    return stat(a, &of_a) == 0 && stat(b, &of_b) == 0 && of_a.st_rdev == of_b.st_rdev;
}

static bool has(const struct sk_serial_devices *devices, const char *path) {
    for (size_t i = 0; i < devices->count; i++) {
        if (is_same_line(devices->paths[i], path)) {
            return true;
        }
    }
    return false;
}

static bool is_adapter(const char *path) {
    static const char *const names[] = { "/dev/ttyUSB", "/dev/rfcomm" };
    char target[PATH_MAX];
    if (!realpath(path, target)) {
        return false;
    }
    for (size_t i = 0; i < SK_ARRAY_LEN(names); i++) {
        if (strncmp(target, names[i], strlen(names[i])) == 0) {
            return true;
        }
    }
    return false;
}

static void find_in(const char *folder, struct sk_serial_devices *out,
                    const struct sk_serial_devices *known) {
    DIR *directory = opendir(folder);
    const struct dirent *entry;
    while (directory && (entry = readdir(directory)) != NULL) {
        char path[SK_SERIAL_PATH_SIZE];
        int length = snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        bool fits = length > 0 && (size_t)length < sizeof(path);
        if (fits && out->count < SK_SERIAL_DEVICES_MAX && is_adapter(path) && !has(known, path) &&
            !has(out, path)) {
            memcpy(out->paths[out->count++], path, (size_t)length + 1);
        }
    }
    if (directory) {
        (void)closedir(directory);
    }
}

void sk_serial_lines_find(struct sk_serial_devices *out, const struct sk_serial_devices *known) {
    out->count = 0;
    find_in("/dev/serial/by-id", out, known);
    find_in("/dev", out, known);
}

void sk_serial_group(const char *path, char *out, size_t out_size) {
    struct stat status;
    const struct group *group = stat(path, &status) == 0 ? getgrgid(status.st_gid) : NULL;
    bool is_told = group && strcmp(group->gr_name, "root") != 0;
    (void)snprintf(out, out_size, "%s", is_told ? group->gr_name : "dialout");
}
