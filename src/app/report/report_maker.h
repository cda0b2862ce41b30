/* report_maker.h — makes the shift report of its own accord whenever a shift ends: into a folder,
 * onto the printer. A thread of its own, which sleeps from one shift's end to the next. */
#ifndef SK_APP_REPORT_REPORT_MAKER_H
#define SK_APP_REPORT_REPORT_MAKER_H

#include "app/settings/shift_options.h"
#include "base/clock.h"
#include "base/err.h"

#include <stdbool.h>

struct sk_report_maker;

/* Plain value. */
struct sk_report_maker_news {
    bool has_trouble; /* else it ended, or a report was made */
    struct sk_err_info text;
};

/* Strings are copied, but for static ones. */
struct sk_report_maker_options {
    const char *journal_path; /* what was made last is noted beside it */
    const char *bench;        /* its name */
    const char *language;     /* static */
    const char *folder;       /* "": none */
    const char *printer;      /* "": none */
    struct sk_shift_times shifts;
    struct sk_clock *clock; /* borrowed */
    /* On the thread, until sk_report_maker_destroy(). */
    void (*post)(void *data, const struct sk_report_maker_news *news);
    void *data;
};

/* Which shift's report is to be made now, done_ms being the end of the last one that was; 0: none
 * ever was, so none is due before the next end. A clock that was set back makes none twice. Pure.
 */
bool sk_report_is_due(const struct sk_shift_times *shifts, int64_t done_ms, int64_t wall_ms,
                      struct sk_shift_span *out);

/* Owner: *out is the caller's. Errors: SK_ERR_NOMEM, SK_ERR_INVALID (a path too long). */
enum sk_err sk_report_maker_create(struct sk_report_maker **out,
                                   const struct sk_report_maker_options *options);
/* Waits for the end of a report that is being made. NULL is fine. */
void sk_report_maker_destroy(struct sk_report_maker *maker);

#endif
