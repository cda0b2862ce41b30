/* exported.h — all of the scratch directory's journal as a CSV file beside it, so that it may be
 * purged. */
#ifndef SK_TESTS_JOURNAL_EXPORTED_H
#define SK_TESTS_JOURNAL_EXPORTED_H

#include "records.h"

#include "journal/export/export.h"

static inline void export_all(void) {
    struct sk_export what = { .format = SK_EXPORT_CSV,
                              .path = scratch_file("log.csv"),
                              .replace = true };
    struct sk_export_result result;
    struct sk_journal *journal = open_as(SK_JOURNAL_NOTE);
    assert_int_equal(sk_journal_export(journal, &what, &result, NULL), SK_OK);
    sk_journal_destroy(journal);
}

#endif
