/* failing_disk.h — controls the preloaded failing-disk library through a file that both map. */
#ifndef SK_TESTS_FAILING_DISK_H
#define SK_TESTS_FAILING_DISK_H

#include <stdatomic.h>

#define FAILING_DISK_ENV "SK_FAILING_DISK" /* names that file */
#define FAILING_DISK_SIZE 4096

/* All zero: a good disk. Of files with "journal.db" in their names, but not of memory (-shm). */
struct failing_disk {
    atomic_uint reads;   /* so many of a thousand fail with EIO */
    atomic_uint writes;  /* the same; syncs and cuts, too */
    atomic_uint sync_ms; /* a sync takes so long */
    atomic_uint failed;  /* how many failed so far; counted by the library */
};

#endif
