/* failing-disk: preloaded; makes the journal's disk fail or slow while the program runs, as set
 * through failing_disk.h. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "failing_disk.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static struct failing_disk *disk;
static atomic_uint dice;

__attribute__((constructor)) static void attach(void) {
    const char *name = getenv(FAILING_DISK_ENV);
    int fd = name ? open(name, O_RDWR | O_CLOEXEC) : -1;
    if (fd >= 0) {
        void *mapped = mmap(NULL, FAILING_DISK_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        disk = mapped == MAP_FAILED ? NULL : mapped;
        (void)close(fd);
    }
    atomic_store(&dice, (unsigned)getpid() * 2654435761u);
}

static bool is_journal(int fd) {
    char link[64];
    char name[4096];
    (void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, name, sizeof(name) - 1);
    name[length > 0 ? length : 0] = '\0';
    return strstr(name, "journal.db") && !strstr(name, "-shm");
}

static bool fails(int fd, const atomic_uint *permille) {
    unsigned roll = atomic_load(&dice) * 1103515245u + 12345u;
    atomic_store(&dice, roll);
    if (!disk || (roll >> 8) % 1000 >= atomic_load(permille) || !is_journal(fd)) {
        return false;
    }
    atomic_fetch_add(&disk->failed, 1);
    errno = EIO;
    return true;
}

static bool read_fails(int fd) {
    return disk && fails(fd, &disk->reads);
}

static bool write_fails(int fd) {
    return disk && fails(fd, &disk->writes);
}

/* ISO C has no conversion from an object's address to a function's; POSIX has it. */
static void *real(const char *name) {
    return dlsym(RTLD_NEXT, name);
}

#define PASS_ON(type, name, parameters, arguments, failing)                                        \
    type name parameters;                                                                          \
    type name parameters {                                                                         \
        static type(*next) parameters;                                                             \
        if (!next) {                                                                               \
            void *found = real(#name);                                                             \
            memcpy(&next, &found, sizeof(next));                                                   \
        }                                                                                          \
        return failing ? -1 : next arguments;                                                      \
    }

static bool sync_fails(int fd) {
    unsigned ms = disk ? atomic_load(&disk->sync_ms) : 0;
    if (ms > 0 && is_journal(fd)) {
        struct timespec pause = { ms / 1000, (long)(ms % 1000) * 1000000 };
        (void)nanosleep(&pause, NULL);
    }
    return write_fails(fd);
}

PASS_ON(ssize_t, read, (int fd, void *to, size_t size), (fd, to, size), read_fails(fd))
PASS_ON(ssize_t, pread, (int fd, void *to, size_t size, off_t at), (fd, to, size, at),
        read_fails(fd))
PASS_ON(ssize_t, pread64, (int fd, void *to, size_t size, off_t at), (fd, to, size, at),
        read_fails(fd))
PASS_ON(ssize_t, write, (int fd, const void *from, size_t size), (fd, from, size), write_fails(fd))
PASS_ON(ssize_t, pwrite, (int fd, const void *from, size_t size, off_t at), (fd, from, size, at),
        write_fails(fd))
PASS_ON(ssize_t, pwrite64, (int fd, const void *from, size_t size, off_t at), (fd, from, size, at),
        write_fails(fd))
PASS_ON(int, ftruncate, (int fd, off_t size), (fd, size), write_fails(fd))
PASS_ON(int, ftruncate64, (int fd, off_t size), (fd, size), write_fails(fd))
PASS_ON(int, fsync, (int fd), (fd), sync_fails(fd))
PASS_ON(int, fdatasync, (int fd), (fd), sync_fails(fd))
