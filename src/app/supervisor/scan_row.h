/* scan_row.h — what happened beside pairs (journal/scans.h) in the words of the screen. Pure. */
#ifndef SK_APP_SUPERVISOR_SCAN_ROW_H
#define SK_APP_SUPERVISOR_SCAN_ROW_H

#include "app/model/model_supervisor.h"
#include "journal/scans.h"

/* Texts that do not fit are cut; what does not print is made visible. */
void sk_super_scan_row(struct sk_model_super_scan *out, const struct sk_scans_row *row);

#endif
