#include "fleet/people_list.h"

#include "base/language.h"
#include "journal/chain.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(SK_CHAIN_SIZE == SK_PEOPLE_BADGE_SIZE, "both are of SHA-256");

bool sk_people_list_key(const char *hex, uint8_t key[SK_PEOPLE_FLEET_KEY_SIZE]) {
    return sk_chain_parse_hex(hex, key);
}

static const char *text_of(const json_t *person, const char *name) {
    const char *text = json_string_value(json_object_get(person, name));
    return text ? text : "";
}

static const char *language_of(const char *text) {
    for (size_t i = 0; sk_language_at(i); i++) {
        if (strcmp(text, sk_language_at(i)) == 0) {
            return sk_language_at(i);
        }
    }
    return "";
}

/* A name that is too long is none: it would be cut into another one's. */
static bool read_one(const json_t *person, struct sk_people_row *row) {
    const char *name = text_of(person, "name");
    const char *badge = text_of(person, "badge");
    const json_t *number = json_object_get(person, "number");
    *row = (struct sk_people_row){ .number = json_integer_value(number),
                                   .role = SK_ROLE_WORKER,
                                   .language = language_of(text_of(person, "language")),
                                   .has_badge = badge[0] != '\0' };
    (void)sk_role_parse(text_of(person, "role"), &row->role);
    if (!json_is_integer(number) || strlen(name) >= sizeof(row->name)) {
        return false;
    }
    memcpy(row->name, name, strlen(name) + 1);
    return !row->has_badge || sk_chain_parse_hex(badge, row->badge);
}

static enum sk_err read_all(const json_t *people, struct sk_people_row **rows, size_t *count,
                            struct sk_err_info *info) {
    size_t many = json_array_size(people);
    if (!json_is_array(people)) {
        return sk_fail(info, SK_ERR_INVALID, "the fleet's people are no array");
    }
    if (many > SK_PEOPLE_MAX) {
        return sk_fail(info, SK_ERR_FULL, "the fleet has more than %d people", SK_PEOPLE_MAX);
    }
    struct sk_people_row *all = calloc(many + 1, sizeof(*all));
    if (!all) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for people");
    }
    for (size_t i = 0; i < many; i++) {
        if (!read_one(json_array_get(people, i), &all[i])) {
            free(all);
            return sk_fail(info, SK_ERR_INVALID, "person %zu of the fleet cannot be read", i + 1);
        }
    }
    *rows = all;
    *count = many;
    return SK_OK;
}

enum sk_err sk_people_list_read(const char *json, size_t length, struct sk_people_row **rows,
                                size_t *count, struct sk_err_info *info) {
    json_error_t where;
    json_t *people = json_loadb(json, length, JSON_REJECT_DUPLICATES, &where);
    if (!people) {
        return sk_fail(info, SK_ERR_INVALID, "the fleet's people are no JSON: %s", where.text);
    }
    enum sk_err err = read_all(people, rows, count, info);
    json_decref(people);
    return err;
}
