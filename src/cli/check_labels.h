/* check_labels.h — says what the label rules make of texts, for who writes the expressions. */
#ifndef SK_CLI_CHECK_LABELS_H
#define SK_CLI_CHECK_LABELS_H

#include "app/settings/config.h"

#include <stdbool.h>
#include <stddef.h>

/* A line each on standard output. False: one of them is nothing that the kiosk would take, or the
 * rules cannot be used, which is told. */
bool sk_cli_check_labels(const struct sk_config *config, const char *const *texts, size_t count);

#endif
