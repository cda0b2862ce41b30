#include "journal/files.h"

#include <errno.h>

enum sk_err sk_files_err(int error) {
    switch (error) {
    case EACCES:
    case EROFS:
    case EPERM:
        return SK_ERR_DENIED;
    case ENOSPC:
    case EDQUOT:
        return SK_ERR_FULL;
    case ENOENT:
        return SK_ERR_NOT_FOUND;
    case ENOMEM:
        return SK_ERR_NOMEM;
    default:
        return SK_ERR_IO;
    }
}

const char *sk_files_fix(int error) {
    switch (error) {
    case EACCES:
    case EPERM:
    case EROFS:
        return "give this user write access to the file and its directory";
    case ENOSPC:
    case EDQUOT:
        return "free some space, the kiosk continues by itself";
    case EMFILE:
    case ENFILE:
        return "close other programs, or let this one open more files (ulimit -n, LimitNOFILE)";
    case ENOLCK:
        return "the file system gives no locks; put the journal on a disk of this machine "
               "(journal.path)";
    case EFBIG:
        return "let this program write larger files (ulimit -f, LimitFSIZE), or purge the log";
    case ENOMEM:
        return "close other programs";
    default:
        return "check the disk";
    }
}
