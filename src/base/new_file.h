/* new_file.h — a file that comes into its place whole, or not at all.
 *
 * It is written beside its place, synced, and renamed. A character device, as a printer is one, is
 * written straight into. Blocks on the disk; one thread. */
#ifndef SK_BASE_NEW_FILE_H
#define SK_BASE_NEW_FILE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define SK_NEW_FILE_PATH_SIZE 4096

/* Private but for its size. */
struct sk_new_file {
    int fd;    /* -1: not open */
    int error; /* errno of the first write that failed; 0: none did */
    bool is_device;
    char path[SK_NEW_FILE_PATH_SIZE];
    char beside[SK_NEW_FILE_PATH_SIZE + sizeof(".new")]; /* "": there is nothing to be removed */
};

/* The file is not changed before sk_new_file_place(). mode: less the process's umask.
 * info: "the file '…' cannot be written: …", here and below.
 * Errors: SK_ERR_INVALID (path too long), SK_ERR_NOT_FOUND, SK_ERR_DENIED, SK_ERR_FULL (the disk),
 *         SK_ERR_IO. After an error nothing need be dropped. */
enum sk_err sk_new_file_open(struct sk_new_file *file, const char *path, mode_t mode,
                             struct sk_err_info *info);

/* No copy of the bytes stays in memory, so secrets may be written. False: a write failed; close()
 * says why. */
bool sk_new_file_write(struct sk_new_file *file, const void *bytes, size_t length);

/* All of it is on the disk, though not in its place. Errors: as above, also those of the writes;
 * the caller drops it then. */
enum sk_err sk_new_file_close(struct sk_new_file *file, struct sk_err_info *info);

/* Puts it in its place, over what was there. Errors: as above; the caller drops it then. */
enum sk_err sk_new_file_place(struct sk_new_file *file, struct sk_err_info *info);

/* Removes what is not in its place. */
void sk_new_file_drop(struct sk_new_file *file);

/* A new name is on the disk only when its folder is. False: errno says why. */
bool sk_new_file_sync_folder(const char *path);

#endif
