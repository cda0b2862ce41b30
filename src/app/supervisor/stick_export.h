/* stick_export.h — the log onto a USB stick, from finding it to "it may be pulled out".
 *
 * Blocks for as long as it takes (a slow stick: minutes); for a worker's thread or a command.
 * Opens the journal itself, in the mode that only adds notes (SK_JOURNAL_NOTE): a kiosk may go on
 * writing. */
#ifndef SK_APP_SUPERVISOR_STICK_EXPORT_H
#define SK_APP_SUPERVISOR_STICK_EXPORT_H

#include "app/model/sentence.h"
#include "journal/export/export.h"
#include "media/sticks.h"

enum sk_stick_step {
    SK_STICK_LOOKING,  /* for the stick */
    SK_STICK_MOUNTING, /* and its room */
    SK_STICK_WRITING,  /* rows, total */
    SK_STICK_REMOVING, /* cannot be stopped any more: the file is there */
};

struct sk_stick_export {
    const char *journal_path;
    const char *stick; /* label or device; NULL or "": the only one */
    enum sk_export_format format;
    struct sk_filter filter;
    enum sk_export_rows rows;
    bool bom;
    const char *operator_name; /* "" for nobody */
    bool on_screen;            /* export.h */
    const char *bench;         /* export.h, like the next one */
    const char *region;
    /* Called on this thread at each step and now and then while rows are written; false stops it
     * (but for REMOVING) with SK_ERR_STOPPED, and nothing is left on the stick. May be NULL. */
    bool (*on_progress)(void *data, enum sk_stick_step step, int64_t rows, int64_t total);
    void *data;
};

struct sk_stick_export_result {
    struct sk_export_result export;
    char stick[SK_STICK_NAME_SIZE]; /* its name; also after a failure, once it was found */
    char file[SK_STICK_NAME_SIZE];  /* name on the stick, without its folder */
    bool is_unmounted;              /* it may be pulled out */
    bool is_off;                    /* and was switched off or ejected */
};

/* Finds the stick, mounts it, checks its room, exports (journal/export/export.h: under a temporary
 * name, synced, renamed, with its .sha256), unmounts and switches it off. After a failure the stick
 * is unmounted too, if it was mounted here. fault is written on failure. If the file is whole and
 * only the removal failed, that is a failure too (BUSY as a rule): result->file is set then.
 * Errors: those of media/sticks.h and sk_journal_export(). */
enum sk_err sk_stick_export(const struct sk_stick_export *what,
                            struct sk_stick_export_result *result, struct sk_stick_fault *fault);

/* What the screen says about a trouble. Static msgids. */
struct sk_sentence sk_stick_sentence(enum sk_stick_trouble trouble);

#endif
