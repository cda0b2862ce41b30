#include "client/assert.h"

#include "client/sag_client.h"

#include <stdio.h>
#include <stdlib.h>

void sag_assert_failed(const char *promise, const char *file, int line) {
    fprintf(stderr, "libsagclient %s: %s:%d: broken promise: %s\n", SAG_VERSION, file, line,
            promise);
    abort();
}
