/* doctor_line.h — what one check of `sag-kioskctl doctor` says, and a report of them: as text, as
 * JSON. Pure but for the memory. */
#ifndef SK_CLI_DOCTOR_DOCTOR_LINE_H
#define SK_CLI_DOCTOR_DOCTOR_LINE_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define SK_DOCTOR_CHECK_SIZE 16
#define SK_DOCTOR_REMEDY_SIZE 1024

/* The worst of a report is its exit status. */
enum sk_doctor_state { SK_DOCTOR_OK, SK_DOCTOR_WARN, SK_DOCTOR_FAIL };

/* Plain value. */
struct sk_doctor_line {
    enum sk_doctor_state state;
    char check[SK_DOCTOR_CHECK_SIZE];   /* "display" */
    char text[SK_ERR_TEXT_SIZE];        /* what was found, a sentence */
    char remedy[SK_DOCTOR_REMEDY_SIZE]; /* what to do, perhaps of several lines; "": nothing */
};

struct sk_doctor_report {
    struct sk_doctor_line *lines; /* owned */
    size_t count;
    size_t size;
};

/* Errors: SK_ERR_NOMEM. */
enum sk_err sk_doctor_report_add(struct sk_doctor_report *report,
                                 const struct sk_doctor_line *line);
void sk_doctor_report_finish(struct sk_doctor_report *report); /* a zeroed one is fine */

enum sk_doctor_state sk_doctor_report_worst(const struct sk_doctor_report *report);

/* "OK   key: comes from …", and the remedy below it with "Fix:" (or "Note:" where all is well).
 * Appends. Errors: those of sk_buf. */
enum sk_err sk_doctor_report_text(const struct sk_doctor_report *report, struct sk_buf *out);

/* {"version":…,"status":"warn","checks":[{"check":…,"status":…,"text":…,"remedy":…},…]} and a
 * newline. Appends. Errors: those of sk_buf. */
enum sk_err sk_doctor_report_json(const struct sk_doctor_report *report, struct sk_buf *out);

/* Is check one of the words of list, which are joined by commas or blanks? */
bool sk_doctor_is_listed(const char *list, const char *check);

#endif
