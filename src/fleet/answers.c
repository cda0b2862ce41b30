/* answers.c — the answers to the calls of calls.h, which come as text. */
#include "fleet/calls.h"

#include "base/parse.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

#define SQLSTATE_DENIED "SG001"

bool sk_fleet_result_is_good(const PGresult *result, struct sk_err_info *why) {
    if (!result) {
        (void)sk_fail(why, SK_ERR_IO, "the connection to the fleet's server was lost");
        return false;
    }
    if (PQresultStatus(result) == PGRES_TUPLES_OK) {
        return true;
    }
    const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    text = text ? text : PQresultErrorMessage(result);
    (void)sk_fail(why, SK_ERR_IO, "%.*s", (int)strcspn(text, "\n"), text);
    return false;
}

bool sk_fleet_result_is_denied(const PGresult *result) {
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    return state && strcmp(state, SQLSTATE_DENIED) == 0;
}

const char *sk_fleet_read_text(const PGresult *result, int row, int column) {
    bool is_there = row < PQntuples(result) && column < PQnfields(result);
    return is_there ? PQgetvalue(result, row, column) : "";
}

int64_t sk_fleet_read_number(const PGresult *result, int row, int column) {
    int64_t number = 0;
    const char *text = sk_fleet_read_text(result, row, column);
    bool is_negative = text[0] == '-';
    if (!sk_parse_int(text + is_negative, 0, INT64_MAX, &number)) {
        return 0;
    }
    return is_negative ? -number : number;
}

/* What another bench said is shown, so it is made safe to show. */
static void copy_text(const PGresult *result, int row, int column, char *out, size_t size) {
    const char *text = sk_fleet_read_text(result, row, column);
    (void)sk_utf8_printable(text, strlen(text), out, size, NULL);
}

void sk_fleet_read_word(const PGresult *result, struct sk_fleet_word *out, bool *is_again) {
    *out = (struct sk_fleet_word){ .type = SK_FLEET_WORD_UNKNOWN };
    *is_again = false;
    if (!sk_fleet_result_is_good(result, NULL)) {
        return;
    }
    const char *status = sk_fleet_read_text(result, 0, 0);
    if (PQntuples(result) == 0) {
        out->type = SK_FLEET_WORD_FREE;
    } else if (strcmp(status, "claimed by you") == 0) {
        out->type = SK_FLEET_WORD_OURS;
    } else if (strcmp(status, "again") == 0) {
        *is_again = true;
    } else if (strcmp(status, "bound") == 0 || strcmp(status, "claimed") == 0 ||
               strcmp(status, "in use") == 0) {
        out->type = status[0] == 'b'   ? SK_FLEET_WORD_BOUND
                    : status[0] == 'c' ? SK_FLEET_WORD_CLAIMED
                                       : SK_FLEET_WORD_IN_USE;
        copy_text(result, 0, 1, out->bench, sizeof(out->bench));
        copy_text(result, 0, 2, out->name, sizeof(out->name));
        copy_text(result, 0, 3, out->who, sizeof(out->who));
        out->at_ms = sk_fleet_read_number(result, 0, 4);
        bool is_in_use = out->type == SK_FLEET_WORD_IN_USE;
        copy_text(result, 0, 5, is_in_use ? out->serial : out->instance, SK_LABEL_MAX + 1);
    }
}

/* As hexadecimal digits (calls.c asks for them). */
static bool read_hash(const PGresult *result, int column, uint8_t hash[SK_CHAIN_SIZE]) {
    const char *text = sk_fleet_read_text(result, 0, column);
    return sk_chain_parse_hex(text, hash);
}

enum sk_ship_end sk_fleet_read_head(const PGresult *result, int64_t *seq,
                                    uint8_t hash[SK_CHAIN_SIZE]) {
    if (!sk_fleet_result_is_good(result, NULL)) {
        return SK_SHIP_END_TROUBLE;
    }
    if (PQntuples(result) == 0) {
        return SK_SHIP_END_UNKNOWN;
    }
    *seq = sk_fleet_read_number(result, 0, 0);
    return read_hash(result, 1, hash) ? SK_SHIP_END_HEAD : SK_SHIP_END_TROUBLE;
}

enum sk_ship_end sk_fleet_read_shipped(const PGresult *result, int64_t *seq,
                                       uint8_t hash[SK_CHAIN_SIZE], char status[16]) {
    status[0] = '\0';
    if (!sk_fleet_result_is_good(result, NULL) || PQntuples(result) != 1 ||
        !read_hash(result, 2, hash)) {
        return SK_SHIP_END_TROUBLE;
    }
    (void)snprintf(status, 16, "%s", sk_fleet_read_text(result, 0, 0));
    *seq = sk_fleet_read_number(result, 0, 1);
    return strcmp(status, "ok") == 0     ? SK_SHIP_END_TAKEN
           : strcmp(status, "head") == 0 ? SK_SHIP_END_HEAD
                                         : SK_SHIP_END_REFUSED;
}

bool sk_fleet_read_request(const PGresult *result, int row, struct sk_fleet_request *out) {
    *out = (struct sk_fleet_request){ .id = sk_fleet_read_number(result, row, 0) };
    const char *kind = sk_fleet_read_text(result, row, 1);
    copy_text(result, row, 2, out->chain, sizeof(out->chain));
    out->pair = sk_fleet_read_number(result, row, 3);
    copy_text(result, row, 4, out->who, sizeof(out->who));
    copy_text(result, row, 5, out->note, sizeof(out->note));
    for (int i = 0; i < SK_FLEET_REQUEST_KINDS; i++) {
        if (strcmp(kind, sk_fleet_request_name((enum sk_fleet_request_kind)i)) == 0) {
            out->kind = (enum sk_fleet_request_kind)i;
            return out->id > 0;
        }
    }
    return false;
}

bool sk_fleet_read_binding(const PGresult *result, int row, struct sk_fleet_binding *out) {
    *out = (struct sk_fleet_binding){ .happened_ms = sk_fleet_read_number(result, row, 7) };
    copy_text(result, row, 0, out->serial, sizeof(out->serial));
    copy_text(result, row, 1, out->bench, sizeof(out->bench));
    copy_text(result, row, 2, out->name, sizeof(out->name));
    copy_text(result, row, 3, out->who, sizeof(out->who));
    copy_text(result, row, 4, out->instance, sizeof(out->instance));
    out->is_bound = sk_fleet_read_text(result, row, 5)[0] == 't';
    copy_text(result, row, 6, out->customer_order, sizeof(out->customer_order));
    copy_text(result, row, 8, out->changed, sizeof(out->changed));
    out->is_settled = sk_fleet_read_text(result, row, 9)[0] == 't';
    return out->serial[0] != '\0' && out->bench[0] != '\0';
}
