/* file_layer.h — SQLite's file layer, with the failures of the operating system kept apart. Private
 * to this folder.
 *
 * SQLite reports some failed reads (EIO, ENXIO, ERANGE) as a damaged database, and a lock that the
 * system cannot give (ENOLCK) as one that is taken. This layer keeps them apart, and after an error
 * one can ask whether the system refused anything. */
#ifndef SK_JOURNAL_FILE_LAYER_H
#define SK_JOURNAL_FILE_LAYER_H

#include <stdint.h>

/* What the system refused to this thread's databases. Plain value. */
struct sk_file_faults {
    int64_t count; /* since the thread began */
    int error;     /* errno of the last one; 0 where the system gave none */
};

/* The name to open databases with; its files behave as those of SQLite's default layer at the first
 * call. Any thread. */
const char *sk_file_layer(void);

struct sk_file_faults sk_file_layer_faults(void);

#endif
