/* The fleet's people, out of any bytes. */
#include "fuzz/bytes.h"

#include "fleet/people_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bytes bytes = bytes_open(data, size);
    struct sk_people_row *rows = NULL;
    size_t count = 0;
    struct sk_err_info info = { "" };
    if (sk_people_list_read(bytes.block, bytes.size, &rows, &count, &info) == SK_OK) {
        for (size_t i = 0; i < count; i++) {
            MUST(memchr(rows[i].name, '\0', sizeof(rows[i].name)) != NULL);
            MUST(rows[i].language != NULL);
            MUST(rows[i].role == SK_ROLE_WORKER || rows[i].role == SK_ROLE_SUPERVISOR ||
                 rows[i].role == SK_ROLE_IT);
        }
    } else {
        MUST(info.text[0] != '\0' && rows == NULL);
    }
    free(rows);
    bytes_close(&bytes);
    return 0;
}
