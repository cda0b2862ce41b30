#include "journal/file_layer.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>

#define NAME "sag-kiosk"

static sqlite3_vfs *real;
static sqlite3_vfs ours;
static _Thread_local struct sk_file_faults faults;

/* The wrapped file follows in the same memory. */
struct file {
    sqlite3_file base;
};

static sqlite3_file *real_of(sqlite3_file *file) {
    return (sqlite3_file *)(void *)((struct file *)(void *)file + 1);
}

/* Notes a failure of the operating system, and returns it. */
static int noted(int status) {
    int kind = status & 0xFF;
    if (status != SQLITE_IOERR_SHORT_READ &&
        (kind == SQLITE_IOERR || kind == SQLITE_FULL || kind == SQLITE_CANTOPEN)) {
        faults.count++;
        faults.error = errno;
    }
    return status;
}

static int file_close(sqlite3_file *file) {
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int file_read(sqlite3_file *file, void *to, int amount, sqlite3_int64 at) {
    errno = 0;
    int status = real_of(file)->pMethods->xRead(real_of(file), to, amount, at);
    /* SQLite turns it into SQLITE_CORRUPT, but what could not be read need not be damaged. */
    return noted(status == SQLITE_IOERR_CORRUPTFS ? SQLITE_IOERR_READ : status);
}

static int file_write(sqlite3_file *file, const void *from, int amount, sqlite3_int64 at) {
    errno = 0;
    return noted(real_of(file)->pMethods->xWrite(real_of(file), from, amount, at));
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
    errno = 0;
    return noted(real_of(file)->pMethods->xTruncate(real_of(file), size));
}

static int file_sync(sqlite3_file *file, int flags) {
    errno = 0;
    return noted(real_of(file)->pMethods->xSync(real_of(file), flags));
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
    errno = 0;
    return noted(real_of(file)->pMethods->xFileSize(real_of(file), size));
}

/* "Busy" is also what SQLite says where locks do not work at all. */
static int lock_status(int status) {
    return noted(status == SQLITE_BUSY && errno == ENOLCK ? SQLITE_IOERR_LOCK : status);
}

static int file_lock(sqlite3_file *file, int lock) {
    errno = 0;
    return lock_status(real_of(file)->pMethods->xLock(real_of(file), lock));
}

static int file_unlock(sqlite3_file *file, int lock) {
    return real_of(file)->pMethods->xUnlock(real_of(file), lock);
}

static int file_check(sqlite3_file *file, int *out) {
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}

static int file_control(sqlite3_file *file, int op, void *arg) {
    return real_of(file)->pMethods->xFileControl(real_of(file), op, arg);
}

static int file_sector(sqlite3_file *file) {
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int file_device(sqlite3_file *file) {
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int file_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out) {
    errno = 0;
    return noted(real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out));
}

static int file_shm_lock(sqlite3_file *file, int offset, int n, int flags) {
    errno = 0;
    return lock_status(real_of(file)->pMethods->xShmLock(real_of(file), offset, n, flags));
}

static void file_shm_barrier(sqlite3_file *file) {
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int file_shm_unmap(sqlite3_file *file, int delete) {
    return real_of(file)->pMethods->xShmUnmap(real_of(file), delete);
}

static const sqlite3_io_methods methods = { .iVersion =
                                                2, /* no mapped pages: a fault there kills */
                                            .xClose = file_close,
                                            .xRead = file_read,
                                            .xWrite = file_write,
                                            .xTruncate = file_truncate,
                                            .xSync = file_sync,
                                            .xFileSize = file_size,
                                            .xLock = file_lock,
                                            .xUnlock = file_unlock,
                                            .xCheckReservedLock = file_check,
                                            .xFileControl = file_control,
                                            .xSectorSize = file_sector,
                                            .xDeviceCharacteristics = file_device,
                                            .xShmMap = file_shm_map,
                                            .xShmLock = file_shm_lock,
                                            .xShmBarrier = file_shm_barrier,
                                            .xShmUnmap = file_shm_unmap };

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out) {
    (void)vfs;
    file->pMethods = NULL;
    errno = 0;
    int status = noted(real->xOpen(real, name, real_of(file), flags, out));
    if (status == SQLITE_OK) {
        file->pMethods = &methods;
    }
    return status;
}

static int vfs_last_error(sqlite3_vfs *vfs, int size, char *out) {
    (void)vfs;
    (void)size;
    (void)out;
    return faults.error;
}

static void make(void) {
    (void)sqlite3_initialize();
    real = sqlite3_vfs_find(NULL);
    ours = *real; /* other calls go to the real one, which does not look at our part */
    ours.pNext = NULL;
    ours.zName = NAME;
    ours.szOsFile = (int)sizeof(struct file) + real->szOsFile;
    ours.xOpen = vfs_open;
    ours.xGetLastError = vfs_last_error;
    (void)sqlite3_vfs_register(&ours,
                               0); /* fails only when out of memory; then nothing can be opened */
}

const char *sk_file_layer(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, make);
    return NAME;
}

struct sk_file_faults sk_file_layer_faults(void) {
    return faults;
}
