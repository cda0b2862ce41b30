/* bench_user.h — on a bench where the kiosk is a service, what root runs becomes the kiosk's own
 * user first: so the same journal, settings and PINs are meant, no file is left that the kiosk may
 * not write, and nothing that others can write is read by root. */
#ifndef SK_CLI_BENCH_USER_H
#define SK_CLI_BENCH_USER_H

#include "base/err.h"

#define SK_BENCH_USER "sag-kiosk"
#define SK_BENCH_HOME "/var/lib/sag-kiosk"
#define SK_BENCH_STATE "/var/lib" /* XDG_STATE_HOME of the service */
/* The access key, as systemd finds it for the service (LoadCredential=). */
#define SK_BENCH_KEY "/etc/credstore/sag-kiosk.access-key"
#define SK_BENCH_KEY_ENCRYPTED "/etc/credstore.encrypted/sag-kiosk.access-key"

struct passwd;

/* The bench's user, if it has a home of its own here; else NULL. Until the next getpw*(). */
const struct passwd *sk_cli_bench_user(void);

/* Does nothing where this is not root, where there is no such user, or where its home is missing
 * or another's. The access key goes along in memory that ends with the process; its path is in
 * SAG_BENCH_KEY_FILE (app/settings/paths.h). To be called first of all, while there is one thread.
 * Errors: SK_ERR_DENIED (nothing else may be done then). Blocks on the disk. */
enum sk_err sk_cli_become_bench_user(struct sk_err_info *info);

/* A sentence that names the memory which the access key was taken along in names the file that it
 * was read from instead. Others stay as they are. */
void sk_cli_name_bench_key(struct sk_err_info *sentence);

#endif
