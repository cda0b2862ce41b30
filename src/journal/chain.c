#include "journal/chain.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct sk_chain {
    EVP_MD *sha256; /* fetched once: looking it up costs more than hashing a row */
    EVP_MD_CTX *context;
};

enum sk_err sk_chain_create(struct sk_chain **out) {
    struct sk_chain *chain = calloc(1, sizeof(*chain));
    if (!chain) {
        return SK_ERR_NOMEM;
    }
    chain->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    chain->context = EVP_MD_CTX_new();
    if (!chain->sha256 || !chain->context) {
        sk_chain_destroy(chain);
        return SK_ERR_NOMEM;
    }
    *out = chain;
    return SK_OK;
}

void sk_chain_destroy(struct sk_chain *chain) {
    if (!chain) {
        return;
    }
    EVP_MD_CTX_free(chain->context);
    EVP_MD_free(chain->sha256);
    free(chain);
}

static size_t put_big_endian(uint8_t *out, uint64_t number, size_t size) {
    for (size_t i = 0; i < size; i++) {
        out[i] = (uint8_t)(number >> (8 * (size - 1 - i)));
    }
    return size;
}

/* What stands before the bytes of a value, at most 9; returns how many. */
static size_t put_lead(uint8_t lead[9], const struct sk_event_value *value) {
    switch (value->type) {
    case SK_VALUE_NULL:
        lead[0] = 'n';
        return 1;
    case SK_VALUE_INT:
        lead[0] = 'i';
        return 1 + put_big_endian(lead + 1, (uint64_t)value->number, 8);
    case SK_VALUE_TEXT:
        lead[0] = 't';
        return 1 + put_big_endian(lead + 1, (uint64_t)value->length, 4);
    case SK_VALUE_ODD:
        break;
    }
    lead[0] = '?';
    return 1;
}

static bool add_value(EVP_MD_CTX *context, const struct sk_event_value *value) {
    uint8_t lead[9];
    size_t length = put_lead(lead, value);
    return EVP_DigestUpdate(context, lead, length) == 1 &&
           (value->type != SK_VALUE_TEXT ||
            EVP_DigestUpdate(context, value->text, (size_t)value->length) == 1);
}

static bool is_form_1(const struct sk_event_row *row) {
    const struct sk_event_value *form = &row->values[SK_COLUMN_FORM];
    return form->type == SK_VALUE_INT && form->number == SK_CHAIN_FORM_1;
}

static bool is_default(const struct sk_event_value *value) {
    return value->type == SK_VALUE_NULL || (value->type == SK_VALUE_INT && value->number == 0) ||
           (value->type == SK_VALUE_TEXT && value->length == 0);
}

bool sk_chain_covers(const struct sk_event_row *row) {
    const struct sk_event_value *form = &row->values[SK_COLUMN_FORM];
    bool covers = form->type == SK_VALUE_INT && form->number >= SK_CHAIN_FORM_1;
    for (size_t i = SK_COLUMN_FORM + 1; is_form_1(row) && i < SK_COLUMN_COUNT; i++) {
        covers = covers && is_default(&row->values[i]);
    }
    return covers;
}

/* So many values, from the first, are hashed. */
static size_t covered(const struct sk_event_row *row) {
    return is_form_1(row) ? (size_t)SK_COLUMN_FORM : (size_t)SK_COLUMN_COUNT;
}

enum sk_err sk_chain_body(const struct sk_event_row *row, struct sk_buf *out) {
    for (size_t i = 0; i < covered(row); i++) {
        const struct sk_event_value *value = &row->values[i];
        uint8_t lead[9];
        enum sk_err err = sk_buf_add(out, (const char *)lead, put_lead(lead, value));
        if (!err && value->type == SK_VALUE_TEXT) {
            err = sk_buf_add(out, value->text, (size_t)value->length);
        }
        if (err) {
            return err;
        }
    }
    return SK_OK;
}

enum sk_err sk_chain_link(struct sk_chain *chain, const uint8_t previous[SK_CHAIN_SIZE],
                          const struct sk_event_row *row, uint8_t hash[SK_CHAIN_SIZE]) {
    uint8_t digest[EVP_MAX_MD_SIZE];
    bool good = EVP_DigestInit_ex2(chain->context, chain->sha256, NULL) == 1 &&
                EVP_DigestUpdate(chain->context, previous, SK_CHAIN_SIZE) == 1;
    for (size_t i = 0; i < covered(row) && good; i++) {
        good = add_value(chain->context, &row->values[i]);
    }
    if (!good || EVP_DigestFinal_ex(chain->context, digest, NULL) != 1) {
        return SK_ERR_NOMEM;
    }
    memcpy(hash, digest, SK_CHAIN_SIZE);
    return SK_OK;
}

enum sk_err sk_chain_text(struct sk_chain *chain, const char *text, size_t length,
                          uint8_t hash[SK_CHAIN_SIZE]) {
    uint8_t digest[EVP_MAX_MD_SIZE];
    if (EVP_DigestInit_ex2(chain->context, chain->sha256, NULL) != 1 ||
        EVP_DigestUpdate(chain->context, text, length) != 1 ||
        EVP_DigestFinal_ex(chain->context, digest, NULL) != 1) {
        return SK_ERR_NOMEM;
    }
    memcpy(hash, digest, SK_CHAIN_SIZE);
    return SK_OK;
}

enum sk_err sk_chain_name(struct sk_chain *chain, const char *text, size_t length,
                          uint8_t hash[SK_CHAIN_SIZE]) {
    uint8_t digest[EVP_MAX_MD_SIZE];
    char small[64];
    bool good = EVP_DigestInit_ex2(chain->context, chain->sha256, NULL) == 1;
    for (size_t at = 0; at < length && good; at += sizeof(small)) {
        size_t size = length - at < sizeof(small) ? length - at : sizeof(small);
        for (size_t i = 0; i < size; i++) {
            char c = text[at + i];
            small[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        }
        good = EVP_DigestUpdate(chain->context, small, size) == 1;
    }
    if (!good || EVP_DigestFinal_ex(chain->context, digest, NULL) != 1) {
        return SK_ERR_NOMEM;
    }
    memcpy(hash, digest, SK_CHAIN_SIZE);
    return SK_OK;
}

void sk_chain_hex(const uint8_t hash[SK_CHAIN_SIZE], char out[SK_CHAIN_HEX_SIZE]) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < SK_CHAIN_SIZE; i++) {
        out[2 * i] = digits[hash[i] >> 4];
        out[2 * i + 1] = digits[hash[i] & 15];
    }
    out[SK_CHAIN_HEX_SIZE - 1] = '\0';
}

bool sk_chain_parse_hex(const char *text, uint8_t hash[SK_CHAIN_SIZE]) {
    static const char digits[] = "0123456789abcdef";
    if (strlen(text) != SK_CHAIN_HEX_SIZE - 1 || strspn(text, digits) != SK_CHAIN_HEX_SIZE - 1) {
        return false;
    }
    for (size_t i = 0; i < SK_CHAIN_SIZE; i++) {
        hash[i] = (uint8_t)((strchr(digits, text[2 * i]) - digits) << 4 |
                            (strchr(digits, text[2 * i + 1]) - digits));
    }
    return true;
}
