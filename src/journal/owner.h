/* owner.h — files that root makes beside a journal get the journal's owner, or the next kiosk could
 * not open them. SQLite does the same for its own files. */
#ifndef SK_JOURNAL_OWNER_H
#define SK_JOURNAL_OWNER_H

/* Gives the file `made` to the owner of `path`, or of its folder where path is gone. Only root
 * does; a file system without owners is fine. */
void sk_owner_share(const char *path, const char *made);

#endif
