/* doctor_run.h — runs the subjects of `sag-kioskctl doctor`, all at once, each in a process of its
 * own and within its limit. */
#ifndef SK_CLI_DOCTOR_DOCTOR_RUN_H
#define SK_CLI_DOCTOR_DOCTOR_RUN_H

#include "cli/doctor/doctor.h"

/* A row of the table. */
struct sk_doctor_subject {
    const char *checks; /* the names of its lines, joined by blanks */
    void (*look)(const struct sk_doctor *doctor);
    int limit_ms;              /* from the start of all of them */
    enum sk_doctor_state late; /* what it is that it did not end within that */
    const char *late_remedy;
};

/* Adds the lines of these subjects (the last has no checks) to report, those of `only` (names
 * joined by commas; NULL: all). A subject that comes to no end is told as one. Blocks no longer
 * than the longest limit. Errors: SK_ERR_NOMEM, SK_ERR_IO (no process can be made). Not while
 * there are threads. */
enum sk_err sk_doctor_run(const struct sk_doctor *doctor, const struct sk_doctor_subject *subjects,
                          const char *only, struct sk_doctor_report *report);

#endif
