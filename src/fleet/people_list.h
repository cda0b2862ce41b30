/* people_list.h — reads what sag.people() says: the people as a JSON array, and the key of badges.
 * Pure. */
#ifndef SK_FLEET_PEOPLE_LIST_H
#define SK_FLEET_PEOPLE_LIST_H

#include "base/err.h"
#include "journal/people_follow.h"

#include <stddef.h>

/* [{"number":1,"name":"Li","role":"worker","language":"","badge":"…64 digits, or empty…"}, …].
 * A role of a later version is a worker's, a language of one is the bench's. Owner: *rows is the
 * caller's, free(). Errors: SK_ERR_INVALID (no such array), SK_ERR_FULL (more than SK_PEOPLE_MAX),
 * SK_ERR_NOMEM. */
enum sk_err sk_people_list_read(const char *json, size_t length, struct sk_people_row **rows,
                                size_t *count, struct sk_err_info *info);

/* 64 hexadecimal digits. False: they are not; key is untouched. */
bool sk_people_list_key(const char *hex, uint8_t key[SK_PEOPLE_FLEET_KEY_SIZE]);

#endif
