#include "failing_vfs.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <string.h>

static sqlite3_vfs *real;
static sqlite3_vfs ours;
static atomic_llong count;
static atomic_llong fail_at;
static atomic_bool fail_for_ever;
static atomic_int fail_code;

static atomic_llong reads;
static atomic_llong fail_read_at;
static atomic_uint fail_one_in;
static atomic_uint dice = 1;
static atomic_bool fail_locks;

/* The wrapped file follows in the same memory. */
struct file {
    sqlite3_file base;
};

static sqlite3_file *real_of(sqlite3_file *file) {
    return (sqlite3_file *)(void *)((struct file *)(void *)file + 1);
}

void failing_vfs_set(int64_t n, bool for_ever, int code) {
    atomic_store(&fail_at, n);
    atomic_store(&fail_for_ever, for_ever);
    atomic_store(&fail_code, code);
    atomic_store(&count, 0);
}

int64_t failing_vfs_count(void) {
    return atomic_load(&count);
}

static int fault(void) {
    long long now = atomic_fetch_add(&count, 1) + 1;
    long long at = atomic_load(&fail_at);
    bool fails = at > 0 && (now == at || (now > at && atomic_load(&fail_for_ever)));
    if (!fails) {
        return SQLITE_OK;
    }
    errno = (atomic_load(&fail_code) & 0xFF) == SQLITE_FULL ? ENOSPC : EIO;
    return atomic_load(&fail_code);
}

void failing_vfs_set_reads(int64_t n, unsigned one_in) {
    atomic_store(&fail_read_at, n);
    atomic_store(&fail_one_in, one_in);
    atomic_store(&reads, 0);
}

int64_t failing_vfs_reads(void) {
    return atomic_load(&reads);
}

void failing_vfs_set_locks(bool fail) {
    atomic_store(&fail_locks, fail);
}

static bool read_fails(void) {
    unsigned one_in = atomic_load(&fail_one_in);
    unsigned roll = atomic_load(&dice) * 1103515245u + 12345u;
    atomic_store(&dice, roll);
    bool fails = atomic_fetch_add(&reads, 1) + 1 == atomic_load(&fail_read_at) ||
                 (one_in > 0 && (roll >> 8) % one_in == 0);
    if (fails) {
        errno = EIO;
    }
    return fails;
}

static int file_close(sqlite3_file *file) {
    return real_of(file)->pMethods->xClose(real_of(file));
}
static int file_read(sqlite3_file *file, void *to, int amount, sqlite3_int64 at) {
    if (read_fails()) {
        return SQLITE_IOERR_CORRUPTFS; /* as the real one says of EIO */
    }
    return real_of(file)->pMethods->xRead(real_of(file), to, amount, at);
}
static int file_write(sqlite3_file *file, const void *from, int amount, sqlite3_int64 at) {
    int status = fault();
    if (status == SQLITE_OK) {
        return real_of(file)->pMethods->xWrite(real_of(file), from, amount, at);
    }
    /* A failing disk may have written a part. */
    (void)real_of(file)->pMethods->xWrite(real_of(file), from, amount / 2, at);
    return status;
}
static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
    int status = fault();
    return status ? status : real_of(file)->pMethods->xTruncate(real_of(file), size);
}
static int file_sync(sqlite3_file *file, int flags) {
    int status = fault();
    return status ? status : real_of(file)->pMethods->xSync(real_of(file), flags);
}
static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
    if (read_fails()) {
        return SQLITE_IOERR_FSTAT;
    }
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}
static int file_lock(sqlite3_file *file, int lock) {
    if (atomic_load(&fail_locks)) {
        errno = ENOLCK;
        return SQLITE_BUSY; /* as the real one says of it */
    }
    return real_of(file)->pMethods->xLock(real_of(file), lock);
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
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
}
static int file_shm_lock(sqlite3_file *file, int offset, int n, int flags) {
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, n, flags);
}
static void file_shm_barrier(sqlite3_file *file) {
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}
static int file_shm_unmap(sqlite3_file *file, int delete) {
    return real_of(file)->pMethods->xShmUnmap(real_of(file), delete);
}

static const sqlite3_io_methods methods = { .iVersion = 2, /* no memory mapping: all is written */
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
    int status = real->xOpen(real, name, real_of(file), flags, out);
    if (status == SQLITE_OK) {
        file->pMethods = &methods;
    }
    return status;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync) {
    (void)vfs;
    int status = fault();
    return status ? status : real->xDelete(real, name, sync);
}

void failing_vfs_install(void) {
    real = sqlite3_vfs_find(NULL);
    ours = *real; /* other calls go to the real one, which does not look at our part */
    ours.pNext = NULL;
    ours.zName = "failing";
    ours.szOsFile = (int)sizeof(struct file) + real->szOsFile;
    ours.xOpen = vfs_open;
    ours.xDelete = vfs_delete;
    (void)sqlite3_vfs_register(&ours, 1);
}
