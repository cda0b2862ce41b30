#include "base/transition.h"

#include "base/log.h"

#include <inttypes.h>

void sk_transition(const char *machine, const char *from, const char *to, int64_t number) {
    if (number > 0) {
        sk_log_write(SK_LOG_DEBUG, machine, "%s -> %s, pair %" PRId64, from, to, number);
    } else {
        sk_log_write(SK_LOG_DEBUG, machine, "%s -> %s", from, to);
    }
}
