#define _GNU_SOURCE /* mount() */
#include "disk.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

bool disk_mount(const char *folder, int64_t bytes) {
    char options[64];
    (void)snprintf(options, sizeof(options), "size=%lld", (long long)bytes);
    return mount("none", folder, "tmpfs", 0, options) == 0;
}

void disk_unmount(const char *folder) {
    (void)umount2(folder, MNT_DETACH);
}

void disk_fill(const char *ballast, int64_t spare) {
    static const char zeros[65536];
    int fd = open(ballast, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    struct stat status;
    size_t piece = sizeof(zeros);
    if (fd < 0) {
        return;
    }
    while (piece > 0) {
        if (write(fd, zeros, piece) <= 0) {
            piece /= 2; /* to the last byte */
        }
    }
    if (fstat(fd, &status) == 0 && status.st_size > spare) {
        (void)ftruncate(fd, status.st_size - spare);
    }
    (void)close(fd);
}

void disk_free(const char *ballast) {
    (void)unlink(ballast);
}

static bool set_immutable(const char *file, bool wanted) {
    int flags = 0;
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT;
    }
    bool done = ioctl(fd, FS_IOC_GETFLAGS, &flags) == 0;
    flags = wanted ? flags | FS_IMMUTABLE_FL : flags & ~FS_IMMUTABLE_FL;
    done = done && ioctl(fd, FS_IOC_SETFLAGS, &flags) == 0;
    (void)close(fd);
    return done;
}

bool disk_lock(const char *file) {
    return set_immutable(file, true);
}

bool disk_unlock(const char *file) {
    return set_immutable(file, false);
}

bool disk_can_lock(const char *folder) {
    char probe[512];
    (void)snprintf(probe, sizeof(probe), "%s/probe", folder);
    int fd = open(probe, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return false;
    }
    /* Some file systems refuse only to open it anew. */
    bool can = disk_lock(probe) && write(fd, "x", 1) < 0;
    (void)close(fd);
    (void)disk_unlock(probe);
    (void)unlink(probe);
    return can;
}
