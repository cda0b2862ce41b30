/* sync.h — makes sure that files and their names are on the disk. Thread: any; blocks on it. All:
 * 0, or -1 with errno. */
#ifndef SK_JOURNAL_SYNC_H
#define SK_JOURNAL_SYNC_H

/* The content of the file. */
int sk_sync_file(const char *path);
/* The directory that holds path: names that were made, changed or taken away in it. */
int sk_sync_directory_of(const char *path);

#endif
