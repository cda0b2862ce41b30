/* The PIN's file and the file of its tries: what is read is what would be written again, and a
 * file that cannot be read is never a way in. */
#include "fuzz/bytes.h"

#include "app/supervisor/pin.h"
#include "app/supervisor/pin_tries.h"

#define NOW INT64_C(1795540805000)

static void check_pin(const char *block, size_t size) {
    char line[SK_PIN_LINE_SIZE];
    struct sk_pin pin;
    struct sk_pin again;
    if (!sk_pin_parse(block, size, &pin)) {
        return;
    }
    MUST((UINT64_C(128) * pin.r << pin.log2_n) <= UINT64_C(256) << 20);
    sk_pin_format(&pin, line);
    MUST(sk_pin_parse(line, strlen(line), &again) && memcmp(&pin, &again, sizeof(pin)) == 0);
    MUST(size <= strlen(line) && memcmp(block, line, size) == 0);
}

static void check_tries(const char *block, size_t size) {
    char line[SK_PIN_TRIES_SIZE];
    struct sk_pin_tries tries;
    bool is_whole = sk_pin_tries_parse(block, size, NOW, &tries);
    sk_ms locked = sk_pin_tries_locked(&tries, NOW);
    MUST(locked >= 0 && locked <= SK_PIN_LOCK_MAX_MS);
    MUST(is_whole || locked == SK_PIN_LOCK_MS);
    if (is_whole) {
        sk_pin_tries_format(&tries, line);
        MUST(strlen(line) == size && memcmp(block, line, size) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bytes bytes = bytes_open(data, size);
    check_pin(bytes.block, bytes.size);
    check_tries(bytes.block, bytes.size);
    bytes_close(&bytes);
    return 0;
}
