/* paths.h — where the kiosk keeps its files, by its settings and the environment. */
#ifndef SK_APP_SETTINGS_PATHS_H
#define SK_APP_SETTINGS_PATHS_H

#include "app/settings/values.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* Where the journal is: the option, or $XDG_STATE_HOME/sag-kiosk/journal.db, or the same under
 * ~/.local/state, or /var/lib/sag-kiosk/journal.db without a home. out_size in bytes.
 * Errors: SK_ERR_INVALID (too long). */
enum sk_err sk_config_journal_path(const struct sk_config *config, char *out, size_t out_size);

/* Where the supervisor's exports go: the option, or exports/ beside the journal. The same. */
enum sk_err sk_config_export_folder(const struct sk_config *config, char *out, size_t out_size);

/* A file beside the journal: "journal.db.scanners", where what is "scanners"; "" if there is no
 * such path. */
void sk_config_beside_path(const struct sk_config *config, const char *what, char *out,
                           size_t out_size);

/* The access key that this bench's system keeps for the kiosk, as a credentials file: the
 * credential sag-kiosk.access-key of the service (systemd.exec(5), LoadCredential=), or the file
 * that SAG_BENCH_KEY_FILE names (sag-kioskctl run by root). False: there is none, or it is empty.
 * Blocks on the disk. */
bool sk_config_bench_key(char *out, size_t out_size);

#endif
