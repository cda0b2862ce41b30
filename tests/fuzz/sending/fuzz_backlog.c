/* Each byte is something that happens to the backlog's world; at the end nothing may be lost. */
#include <stdlib.h>

#define assert_true(it) ((it) ? (void)0 : abort())
#define assert_false(it) assert_true(!(it))
#define assert_int_equal(a, b) assert_true((a) == (b))

#include "unit/sending/backlog_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    begin(size > 0 ? data[0] % 9 : 0, size > 0 ? 1 + data[0] / 9 % ACCOUNTS_MAX : 1);
    for (size_t i = 1; i < size && i < 300; i++) {
        operate(data[i] % OPERATIONS);
    }
    finish();
    return 0;
}
