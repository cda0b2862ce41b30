/* export_about.h — what is to be known about an export, for who gets it: told in the Excel file
 * itself and in the event about it. Private to this folder. */
#ifndef SK_JOURNAL_EXPORT_EXPORT_ABOUT_H
#define SK_JOURNAL_EXPORT_EXPORT_ABOUT_H

#include "journal/checkpoint.h"
#include "journal/export/export_rows.h"
#include "journal/filter.h"
#include "journal/journal.h"
#include "journal/stamp.h"

#define SK_EXPORT_FILTER_SIZE 512

/* Plain value; texts are borrowed. */
struct sk_export_about {
    const char *bench; /* "": it has no name */
    const char *file;  /* its name without the folder */
    const char *operator_name;
    bool on_screen;
    bool is_of_office; /* of all benches' logs: there is no one head, and no checkpoint */
    enum sk_export_rows rows;
    int64_t wall_ms;                    /* when it was written */
    char zone[SK_STAMP_ZONE_SIZE];      /* that the times are in */
    char filter[SK_EXPORT_FILTER_SIZE]; /* sk_export_filter_text() in the chosen language */
    int64_t head_seq;                   /* the log's last event when it was read */
    char head_hash[2 * SK_CHAIN_SIZE + 1];
    char checkpoint[SK_CHECKPOINT_SIZE];    /* of that event; "": could not be made */
    char key[SK_SIGNED_NOTE_KEY_TEXT_SIZE]; /* that checks it */
};

/* "serial: 0219; outcome: bound": the conditions, in the chosen language or in English; "" where
 * there is none. What does not fit is cut. */
void sk_export_filter_text(const struct sk_filter *filter, bool in_english, char *out, size_t size);

/* about: bench, file, operator_name, on_screen, rows and wall_ms are filled in; the rest is
 * told by the journal as it is now, within the caller's transaction, and by the filter. Blocks on
 * the disk. with_checkpoint: without a key there is none, which is no error. Errors: those of the
 * database.
 */
enum sk_err sk_export_about_complete(struct sk_export_about *about, struct sk_journal *journal,
                                     const struct sk_filter *filter, bool with_checkpoint,
                                     struct sk_err_info *info);

#endif
