/* demo_journal.h — where the demo keeps its journal while it runs: in a folder of its own, whose
 * name nobody knows before, in the test's directory (scratch.h), which is its TMPDIR. */
#ifndef SK_E2E_DEMO_JOURNAL_H
#define SK_E2E_DEMO_JOURNAL_H

#include "scratch.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Its path; "" if there is none. Good until the next call. */
static inline const char *demo_journal(void) {
    static char path[600];
    DIR *directory = opendir(scratch_path);
    struct dirent *entry;
    path[0] = '\0';
    while (directory && (entry = readdir(directory)) != NULL) {
        char name[600];
        (void)snprintf(name, sizeof(name), "%s/%.200s/journal.db", scratch_path, entry->d_name);
        if (access(name, F_OK) == 0) {
            memcpy(path, name, sizeof(path));
        }
    }
    if (directory) {
        (void)closedir(directory);
    }
    return path;
}

#endif
