/* stick_export.h — the log onto a USB stick, from finding it to "it may be pulled out".
 *
 * Blocks for as long as it takes (a slow stick: minutes); for a worker's thread or a command.
 * Opens the journal itself, in the mode that only adds notes (SK_JOURNAL_NOTE): a kiosk may go on
 * writing. */
#ifndef SK_APP_SUPERVISOR_STICK_EXPORT_H
#define SK_APP_SUPERVISOR_STICK_EXPORT_H

#include "app/supervisor/stick_write.h"
#include "journal/export/export.h"

struct sk_stick_export {
    const char *journal_path;
    const char *stick; /* label or device; NULL or "": the only one */
    enum sk_export_format format;
    struct sk_filter filter;
    enum sk_export_rows rows;
    bool bom;
    const char *operator_name; /* "" for nobody */
    int64_t person;            /* export.h */
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
    struct sk_stick_write_result on;
};

/* As sk_stick_write(), with an export (journal/export/export.h: under a temporary name, synced,
 * renamed, with its .sha256). Errors: its, and those of sk_journal_export(). */
enum sk_err sk_stick_export(const struct sk_stick_export *what,
                            struct sk_stick_export_result *result, struct sk_stick_fault *fault);

#endif
