#define _DEFAULT_SOURCE 1 /* lchown() */

#include "journal/owner.h"

#include "journal/files.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int owner_of(const char *path, struct stat *status) {
    char folder[SK_FILES_PATH_SIZE];
    if (stat(path, status) == 0) {
        return 0;
    }
    (void)snprintf(folder, sizeof(folder), "%s", path);
    char *slash = strrchr(folder, '/');
    if (!slash) {
        return stat(".", status);
    }
    slash[slash == folder] = '\0';
    return stat(folder, status);
}

void sk_owner_share(const char *path, const char *made) {
    struct stat status;
    if (geteuid() == 0 && owner_of(path, &status) == 0) {
        int result = lchown(made, status.st_uid, status.st_gid);
        (void)result; /* a file system without owners */
    }
}
