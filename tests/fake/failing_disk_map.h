/* failing_disk_map.h — a test's side of failing_disk.h: makes the file and maps it. */
#ifndef SK_TESTS_FAILING_DISK_MAP_H
#define SK_TESTS_FAILING_DISK_MAP_H

#include "check.h"
#include "fake/failing_disk.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

/* The file at path is made or emptied; the mapping lasts as long as the test. */
static inline struct failing_disk *failing_disk_map(const char *path) {
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, FAILING_DISK_SIZE), 0);
    void *mapped = mmap(NULL, FAILING_DISK_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    assert_true(mapped != MAP_FAILED);
    assert_int_equal(close(fd), 0);
    return mapped;
}

#endif
