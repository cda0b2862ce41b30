/* disk.h — a disk that fills up, and a file that can no longer be written, at any moment. */
#ifndef SK_TESTS_KILL_DISK_H
#define SK_TESTS_KILL_DISK_H

#include <stdbool.h>
#include <stdint.h>

/* Mounts a tmpfs of so many bytes over the folder; false: only root can, or not here. */
bool disk_mount(const char *folder, int64_t bytes);
void disk_unmount(const char *folder);

/* Fills the disk of `ballast` with that file, up to `spare` bytes; and frees it again. */
void disk_fill(const char *ballast, int64_t spare);
void disk_free(const char *ballast);

/* Makes a file immutable, for root too and for those who have it open; and undoes it. True: done. A
 * missing file is not a failure. */
bool disk_lock(const char *file);
bool disk_unlock(const char *file);
/* Does that work in this folder? Leaves no file. */
bool disk_can_lock(const char *folder);

#endif
