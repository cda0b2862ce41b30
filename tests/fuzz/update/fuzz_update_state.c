/* The line of an update's state: what is read is what would be written. */
#include "fuzz/bytes.h"

#include "update/update_machine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bytes bytes = bytes_open(data, size);
    struct sk_update update;
    struct sk_update again;
    char line[SK_UPDATE_LINE_SIZE];
    bool is_line = sk_update_parse(&update, bytes.block, bytes.size);
    MUST(is_line || update.state == SK_UPDATE_STATE_IDLE);
    size_t length = sk_update_print(&update, line);
    MUST(length < sizeof(line) && line[length] == '\0' && line[length - 1] == '\n');
    MUST(sk_update_parse(&again, line, length));
    MUST(again.state == update.state && strcmp(again.version, update.version) == 0);
    bytes_close(&bytes);
    return 0;
}
