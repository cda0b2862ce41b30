/* check_files.h — looks at what the settings name outside themselves: files, folders, devices, and
 * whether this user may use them. */
#ifndef SK_CLI_CHECK_FILES_H
#define SK_CLI_CHECK_FILES_H

#include "app/settings/config.h"

/* Adds what would not work to problems, with where the setting was set, and what should be known to
 * notes. Changes nothing; reads files, opens USB devices for a moment. Blocks on the disk. Access
 * keys and certificates are looked at elsewhere (sk_cloud_sender_check()). */
void sk_cli_check_files(const struct sk_config *config, struct sk_config_problems *problems,
                        struct sk_config_problems *notes);

#endif
