/* status_log.h — reads what the journal says for a status. Blocks on the disk. */
#ifndef SK_APP_STATUS_STATUS_LOG_H
#define SK_APP_STATUS_STATUS_LOG_H

#include "app/status/status.h"

/* The journal at path, since the local midnight before wall_ms. Never fails: out says why it could
 * not be read. Any thread. */
void sk_status_log_read(const char *path, int64_t wall_ms, struct sk_status_log *out);

#endif
