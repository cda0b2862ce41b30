/* doctor_subjects.h — the table of all that `sag-kioskctl doctor` looks at. */
#ifndef SK_CLI_DOCTOR_DOCTOR_SUBJECTS_H
#define SK_CLI_DOCTOR_DOCTOR_SUBJECTS_H

#include "cli/doctor/doctor_run.h"

/* All of them, in the order in which they are told. Static; the last has no checks. */
const struct sk_doctor_subject *sk_doctor_subjects(void);

/* "settings" are a check, too, which whoever read them tells. False: a name in only is of none; it
 * is in unknown (size bytes), cut. */
bool sk_doctor_only_is_known(const char *only, char *unknown, size_t size);

#endif
