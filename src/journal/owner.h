/* owner.h — what root makes beside a journal belongs to whom the journal belongs, or the kiosk that
 * comes next could not open it. SQLite sees to the same of its own files. */
#ifndef SK_JOURNAL_OWNER_H
#define SK_JOURNAL_OWNER_H

/* Gives the file `made` to the owner of `path`, or of its folder where path is gone. Only root
 * does; a file system without owners is fine. */
void sk_owner_share(const char *path, const char *made);

#endif
