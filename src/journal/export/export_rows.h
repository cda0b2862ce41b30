/* export_rows.h — what an export has a row of. */
#ifndef SK_JOURNAL_EXPORT_EXPORT_ROWS_H
#define SK_JOURNAL_EXPORT_EXPORT_ROWS_H

enum sk_export_rows {
    SK_EXPORT_PAIRS,
    SK_EXPORT_EVENTS, /* all, each with all its columns and its hash */
    SK_EXPORT_SCANS,  /* what was scanned and became no pair, and what else there is in scans.h */
};

#endif
