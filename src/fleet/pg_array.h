/* pg_array.h — parameters of PostgreSQL in its binary form: one-dimensional arrays as array_send()
 * writes them, and numbers. No element is quoted, so none can say anything else. Pure. */
#ifndef SK_FLEET_PG_ARRAY_H
#define SK_FLEET_PG_ARRAY_H

#include "base/buf.h"

#include <stddef.h>
#include <stdint.h>

/* Types by their numbers in pg_type.dat, which never change. */
#define SK_PG_BYTEA 17
#define SK_PG_INT8 20
#define SK_PG_INT4 23
#define SK_PG_TEXT 25
#define SK_PG_JSON 114
#define SK_PG_BYTEA_ARRAY 1001
#define SK_PG_TEXT_ARRAY 1009
#define SK_PG_INT8_ARRAY 1016
#define SK_PG_BOOL 16
#define SK_PG_TIMESTAMPTZ 1184

/* Begins an array of so many elements of that type. Errors: as sk_buf_add(), like the others. */
enum sk_err sk_pg_array_begin(struct sk_buf *out, uint32_t type, size_t count);
/* The next element, of bytes; as text, valid UTF-8. */
enum sk_err sk_pg_array_add(struct sk_buf *out, const void *bytes, size_t length);
/* The next element, of 64 bits. */
enum sk_err sk_pg_array_add_int8(struct sk_buf *out, int64_t number);

/* A number of 64 or 32 bits as a parameter. */
void sk_pg_int8(int64_t number, uint8_t out[8]);
void sk_pg_int4(int32_t number, uint8_t out[4]);

#endif
