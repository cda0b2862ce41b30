/* failing_vfs.h — SQLite's file layer with a fault that a test sets: the n-th write, sync, cut or
 * removal fails, or all from the n-th on; reads and locks by themselves. */
#ifndef SK_TESTS_FAILING_VFS_H
#define SK_TESTS_FAILING_VFS_H

#include <stdbool.h>
#include <stdint.h>

/* From now on every database that is opened goes through it. Once a process. */
void failing_vfs_install(void);

/* The n-th operation from now on fails with code (SQLITE_IOERR_WRITE, SQLITE_FULL …), only it or
 * all behind it, too. n = 0: none fails. Starts counting anew. */
void failing_vfs_set(int64_t n, bool for_ever, int code);

/* The n-th read or question for a size from now on fails as on a disk with a bad block (EIO); of
 * the others about every one_in-th, by chance (0: none). n = 0: none. Starts counting anew. */
void failing_vfs_set_reads(int64_t n, unsigned one_in);
int64_t failing_vfs_reads(void);

/* No lock can be had any more (ENOLCK), or all can. */
void failing_vfs_set_locks(bool fail);

/* Operations since failing_vfs_set(), failed ones too. */
int64_t failing_vfs_count(void);

#endif
