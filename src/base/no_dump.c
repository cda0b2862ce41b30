#define _DEFAULT_SOURCE /* prctl()'s constants */
#define SK_LOG_MODULE "secrecy"

#include "base/no_dump.h"

#include "base/log.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* The limit alone does not hold where the kernel pipes core dumps into a program. Sanitizers
 * inspect the process as a debugger does, so builds with them allow it. */
static int forbid_dumps(void) {
#ifdef SK_DUMPABLE
    return 0;
#else
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

void sk_no_dump(void) {
    const struct rlimit none = { 0, 0 };
    if (setrlimit(RLIMIT_CORE, &none) != 0 || forbid_dumps() != 0) {
        sk_log_warning("core dumps of this process cannot be forbidden: %s", strerror(errno));
    }
}
