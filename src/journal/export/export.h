/* export.h — the log, or a part of it, as a file for people and other programs.
 *
 * Rows are streamed: memory does not grow with them. The file is written under a temporary name
 * beside its place, synced and renamed, so that there never is half a file under its name; then
 * NAME.sha256 beside it the same way, for `sha256sum -c`. What was exported is remembered in the
 * journal as an event with range and hash: only that may be purged. At last NAME.checkpoint, which
 * anchors the log up to and with that event (checkpoint.h). */
#ifndef SK_JOURNAL_EXPORT_EXPORT_H
#define SK_JOURNAL_EXPORT_EXPORT_H

#include "journal/export/export_rows.h"
#include "journal/filter.h"
#include "journal/journal.h"

#include <stdbool.h>
#include <stdint.h>

enum sk_export_format { SK_EXPORT_CSV, SK_EXPORT_JSONL, SK_EXPORT_XLSX };
/* "csv", "jsonl", "xlsx"; also the ends of the files' names. Static. */
const char *sk_export_format_name(enum sk_export_format format);

struct sk_export {
    enum sk_export_format format;
    enum sk_export_rows rows;
    struct sk_filter filter;
    bool bom;                  /* CSV: a byte order mark, by which Excel knows UTF-8 */
    bool replace;              /* a file of that name may be replaced */
    const char *path;          /* of the file; NULL: standard output (CSV, JSONL), which is not
                                  remembered as exported */
    const char *operator_name; /* who exports, for the event; "" for nobody */
    int64_t person;            /* the same by number, where it is known; else 0 */
    bool on_screen;            /* a supervisor, on the screen; else from the command line */
    const char *bench;         /* its name, for rows, names and checkpoint; NULL: no checkpoint */
    const char *region;        /* of pairs that name none: cloud.region; NULL: not known */
    /* Called now and then; total is the number of rows there will be. False ends the export with
     * SK_ERR_STOPPED. May be NULL. */
    bool (*on_progress)(void *data, int64_t rows, int64_t total);
    void *data;
};

struct sk_export_result {
    int64_t rows;
    int64_t first_number; /* pairs, of SCANS events; 0: none */
    int64_t last_number;
    int64_t exported_number; /* up to this pair everything has been exported by now */
    char sha256[65];         /* "" for standard output */
    bool is_remembered;      /* false with a file: the journal may not be written by this user */
    bool has_checkpoint;     /* false with a file: why not is in the log */
};

/* "DIRECTORY/sag-kiosk-log-Bench-7-20260106T091205.csv" ("-events-", "-scans-"): the bench with
 * such characters only as every file system takes, local time of wall_ms. out has size bytes.
 * Errors: SK_ERR_INVALID (too long). */
enum sk_err sk_export_made_up_path(const char *directory, const struct sk_export *what,
                                   int64_t wall_ms, char *out, size_t size);

/* The same of another file about the log: what: "shift"; ending: "pdf". bench "": none. */
enum sk_err sk_export_file_path(const char *directory, const char *what, const char *bench,
                                int64_t wall_ms, const char *ending, char *out, size_t size);

/* journal: opened with SK_JOURNAL_NOTE (or READ: then nothing can be remembered).
 * Errors: SK_ERR_BUSY (a file of that name is there), SK_ERR_FULL (checked before, and while
 * writing), SK_ERR_STOPPED, SK_ERR_INVALID (a part of a label too long; XLSX to standard output),
 * SK_ERR_DENIED, SK_ERR_NOT_FOUND (the directory), SK_ERR_IO, SK_ERR_NOMEM. After an error nothing
 * is left of the file. A checkpoint that cannot be made is no error: the file is good. */
enum sk_err sk_journal_export(struct sk_journal *journal, const struct sk_export *what,
                              struct sk_export_result *result, struct sk_err_info *info);

#endif
