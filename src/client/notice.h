/* notice.h — how the client tells IT something: cleaned, and without the secrets that a URL may
 * hold. */
#ifndef SAG_NOTICE_H
#define SAG_NOTICE_H

#include "client/sag_client.h"

struct sag_notices {
    sag_notice on_notice; /* NULL: nobody listens */
    void *data;
};

/* On the client's thread, as sag_notice says. The text is cut at SAG_TEXT_SIZE. */
void sag_notices_tell(const struct sag_notices *notices, enum sag_notice_level level,
                      const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
