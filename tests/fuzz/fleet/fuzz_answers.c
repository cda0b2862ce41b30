/* What a server answers, whatever it is: rows of texts, in the place of those that are expected. */
#include "fleet/calls.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 10

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_end(const char *text, size_t size) {
    if (!memchr(text, '\0', size)) {
        abort();
    }
}

/* One row for each COLUMNS texts, which end with NUL. */
static PGresult *make(const uint8_t *data, size_t size) {
    PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
    PGresAttDesc columns[COLUMNS];
    memset(columns, 0, sizeof(columns));
    for (size_t i = 0; i < COLUMNS; i++) {
        columns[i].name = (char *)(uintptr_t) "column";
    }
    if (!result || !PQsetResultAttrs(result, COLUMNS, columns)) {
        abort();
    }
    int count = 0;
    while (size > 0 && count < 5 * COLUMNS) {
        size_t length = strnlen((const char *)data, size);
        char *text = malloc(length + 1);
        if (!text) {
            abort();
        }
        memcpy(text, data, length);
        text[length] = '\0';
        (void)PQsetvalue(result, count / COLUMNS, count % COLUMNS, text, (int)length);
        free(text);
        size -= length < size ? length + 1 : length;
        data += length < size ? length + 1 : length;
        count++;
    }
    return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    PGresult *result = make(data, size);
    struct sk_fleet_word word;
    struct sk_fleet_request request;
    struct sk_fleet_binding binding;
    uint8_t hash[SK_CHAIN_SIZE];
    int64_t number = 0;
    char status[16];
    bool is_again = false;
    sk_fleet_read_word(result, &word, &is_again);
    must_end(word.name, sizeof(word.name));
    must_end(word.who, sizeof(word.who));
    must_end(word.instance, sizeof(word.instance));
    (void)sk_fleet_read_head(result, &number, hash);
    (void)sk_fleet_read_shipped(result, &number, hash, status);
    must_end(status, sizeof(status));
    for (int i = 0; i < PQntuples(result); i++) {
        if (sk_fleet_read_request(result, i, &request)) {
            must_end(request.note, sizeof(request.note));
            must_end(request.who, sizeof(request.who));
        }
        if (sk_fleet_read_binding(result, i, &binding)) {
            must_end(binding.serial, sizeof(binding.serial));
            must_end(binding.changed, sizeof(binding.changed));
        }
    }
    PQclear(result);
    return 0;
}
