/* label_note.h — what the log knows of the label that is printed for a pair that was bound: noted
 * before it is printed and afterwards, so that after a crash none is printed twice, and of one
 * nobody knows is said so. */
#ifndef SK_JOURNAL_LABEL_NOTE_H
#define SK_JOURNAL_LABEL_NOTE_H

#include "journal/journal.h"

/* Codes of the event SK_EVENT_LABEL. */
#define SK_LABEL_BEGUN "begun"         /* it is about to be printed */
#define SK_LABEL_PRINTED "printed"     /* handed over to the print service */
#define SK_LABEL_NOT_PRINTED "refused" /* certainly not: the print service did not take it */

enum sk_label_standing {
    SK_LABEL_NEW,    /* it was not printed */
    SK_LABEL_OPEN,   /* begun, and no word of its end */
    SK_LABEL_SETTLED /* printed, or noted as in doubt */
};

/* after: an event before the first of that label, as that which settled the pair.
 * Errors: those of the database. */
enum sk_err sk_label_standing(struct sk_journal *journal, int64_t pair, int64_t after,
                              enum sk_label_standing *out, struct sk_err_info *info);

/* Is there a doubt about it that nobody has ended? */
enum sk_err sk_label_is_in_doubt(struct sk_journal *journal, int64_t pair, bool *is_in_doubt,
                                 struct sk_err_info *info);

/* It is on the disk afterwards. event: SK_EVENT_LABEL, with code; SK_EVENT_LABEL_DOUBT or _AGAIN,
 * code "". note: which printer, or why. journal: SK_JOURNAL_NOTE or _WRITE. wall_ms, at: now. who
 * (may be ""), person: who asked for it. Errors: as sk_journal_append(). */
struct sk_label_note {
    enum sk_event event;
    const char *code;
    int64_t pair;
    const char *note;
    const char *who;
    int64_t person;
    bool has_source; /* it was asked for at source; else by nobody */
    enum sk_scan_source source;
    int64_t wall_ms;
    sk_ms at;
};
enum sk_err sk_label_note(struct sk_journal *journal, const struct sk_label_note *what,
                          struct sk_err_info *info);

#endif
