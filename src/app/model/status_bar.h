/* status_bar.h — which line of the status bar shows a reader's state. Pure. */
#ifndef SK_APP_MODEL_STATUS_BAR_H
#define SK_APP_MODEL_STATUS_BAR_H

#include "app/model/model.h"

#include <stddef.h>

/* The index in lines[0 .. count), count at most SK_MODEL_READERS: the device's own line; the line
 * "no scanner", which the first scanner takes over; count for a new one; at last the line of a
 * device that is not there any more. The one camera has one line, by whatever name it goes: until
 * it could be opened it is only a path. SK_MODEL_READERS: there is no room. Thread: any. */
size_t sk_status_bar_line_of(const struct sk_reader_status *lines, size_t count,
                             const struct sk_reader_status *status);

#endif
