/* A settings file in which one value is set: whatever stood there, setting it again changes
 * nothing, and no other byte is lost. */
#include "fuzz/bytes.h"

#include "app/settings/ini_edit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bytes bytes = bytes_open(data, size);
    struct sk_buf once = SK_BUF_INIT(1 << 20);
    struct sk_buf twice = SK_BUF_INIT(1 << 20);
    MUST(sk_ini_set(bytes.block, bytes.size, "cloud", "region", "cn-x", &once) == SK_OK);
    MUST(strstr(once.data, "region = cn-x\n") || memchr(once.data, '\0', once.length));
    MUST(sk_ini_set(once.data, once.length, "cloud", "region", "cn-x", &twice) == SK_OK);
    MUST(once.length == twice.length && memcmp(once.data, twice.data, once.length) == 0);
    sk_buf_finish(&once);
    sk_buf_finish(&twice);
    bytes_close(&bytes);
    return 0;
}
