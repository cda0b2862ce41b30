/* failing_vfs.h — SQLite's file layer with a fault that a test sets: the n-th write, sync, cut or
 * removal fails, or all from the n-th on. */
#ifndef SK_TESTS_FAILING_VFS_H
#define SK_TESTS_FAILING_VFS_H

#include <stdbool.h>
#include <stdint.h>

/* From now on every database that is opened goes through it. Once a process. */
void failing_vfs_install(void);

/* The n-th operation from now on fails with code (SQLITE_IOERR_WRITE, SQLITE_FULL …), only it or
 * all behind it, too. n = 0: none fails. Starts counting anew. */
void failing_vfs_set(int64_t n, bool for_ever, int code);

/* Operations since failing_vfs_set(), failed ones too. */
int64_t failing_vfs_count(void);

#endif
