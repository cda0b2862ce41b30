/* doctor_bundle.h — one file for whoever helps from afar: the report of doctor, status, settings,
 * the last lines of the log, the system; without secrets and without names of people. */
#ifndef SK_CLI_DOCTOR_DOCTOR_BUNDLE_H
#define SK_CLI_DOCTOR_DOCTOR_BUNDLE_H

#include "cli/doctor/doctor.h"
#include "cli/doctor/doctor_line.h"

/* Writes path (.tar.gz, for its owner alone), by the system's tar. with_screen: the running kiosk's
 * picture, too, on which may be names. Errors: SK_ERR_NOT_FOUND (no tar), SK_ERR_DENIED,
 * SK_ERR_FULL, SK_ERR_IO, SK_ERR_NOMEM; info has the sentence. Blocks. */
enum sk_err sk_doctor_bundle(const struct sk_doctor *doctor, const struct sk_doctor_report *report,
                             bool with_screen, const char *path, struct sk_err_info *info);

#endif
