#include "fleet/pg_array.h"

static void put(uint8_t *out, uint64_t number, size_t size) {
    for (size_t i = 0; i < size; i++) {
        out[i] = (uint8_t)(number >> (8 * (size - 1 - i)));
    }
}

void sk_pg_int8(int64_t number, uint8_t out[8]) {
    put(out, (uint64_t)number, 8);
}

void sk_pg_int4(int32_t number, uint8_t out[4]) {
    put(out, (uint32_t)number, 4);
}

enum sk_err sk_pg_array_begin(struct sk_buf *out, uint32_t type, size_t count) {
    uint8_t head[20];
    put(head, 1, 4);     /* dimensions */
    put(head + 4, 0, 4); /* none of the elements is NULL */
    put(head + 8, type, 4);
    put(head + 12, count, 4);
    put(head + 16, 1, 4); /* the first has the index 1 */
    return sk_buf_add(out, head, sizeof(head));
}

enum sk_err sk_pg_array_add(struct sk_buf *out, const void *bytes, size_t length) {
    uint8_t head[4];
    put(head, length, 4);
    enum sk_err err = sk_buf_add(out, head, sizeof(head));
    return err ? err : sk_buf_add(out, bytes, length);
}

enum sk_err sk_pg_array_add_int8(struct sk_buf *out, int64_t number) {
    uint8_t bytes[8];
    put(bytes, (uint64_t)number, 8);
    return sk_pg_array_add(out, bytes, sizeof(bytes));
}
