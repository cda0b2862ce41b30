/* mode.h — what a journal is opened for. */
#ifndef SK_JOURNAL_MODE_H
#define SK_JOURNAL_MODE_H

enum sk_journal_mode {
    SK_JOURNAL_WRITE, /* creates file and directory (0700) where they are missing */
    SK_JOURNAL_READ,  /* the file must exist */
    SK_JOURNAL_NOTE,  /* the file must exist; beside a kiosk: exports and purges, no pairs */
};

#endif
