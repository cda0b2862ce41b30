#include "office/chain_check.h"

#include "office/event_body.h"

#include <openssl/evp.h>
#include <string.h>

void sk_office_chain_check_init(struct sk_office_chain_check *check, int64_t first_seq,
                                const uint8_t anchor[SK_CHAIN_SIZE]) {
    *check = (struct sk_office_chain_check){ .next_seq = first_seq };
    memcpy(check->hash, anchor, SK_CHAIN_SIZE);
}

static enum sk_err hash_event(const struct sk_office_chain_check *check,
                              const struct sk_office_chain_event *event,
                              uint8_t out[EVP_MAX_MD_SIZE]) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool good = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1 &&
                EVP_DigestUpdate(context, check->hash, SK_CHAIN_SIZE) == 1 &&
                EVP_DigestUpdate(context, event->body, event->body_length) == 1 &&
                EVP_DigestFinal_ex(context, out, NULL) == 1;
    EVP_MD_CTX_free(context);
    return good ? SK_OK : SK_ERR_NOMEM;
}

static bool is_as_hashed(const struct sk_office_chain_event *event) {
    struct sk_event_row row;
    char name[64];
    return sk_office_event_read(event->body, event->body_length, &row) &&
           sk_office_event_number(&row, SK_COLUMN_SEQ) == event->seq &&
           sk_office_event_number(&row, SK_COLUMN_PAIR) == event->pair &&
           sk_office_event_number(&row, SK_COLUMN_WALL_MS) == event->wall_ms &&
           strcmp(sk_office_event_text(&row, SK_COLUMN_EVENT, name, sizeof(name)), event->event) ==
               0;
}

enum sk_err sk_office_chain_check_step(struct sk_office_chain_check *check,
                                       const struct sk_office_chain_event *event,
                                       enum sk_office_finding *finding) {
    uint8_t hash[EVP_MAX_MD_SIZE];
    enum sk_err err = hash_event(check, event, hash);
    if (err) {
        return err;
    }
    bool is_hash = event->hash_length == SK_CHAIN_SIZE;
    bool is_next = event->seq == check->next_seq;
    *finding = !is_next                                                    ? SK_OFFICE_CHAIN_GAP
               : !is_hash || memcmp(hash, event->hash, SK_CHAIN_SIZE) != 0 ? SK_OFFICE_CHAIN_HASH
               : !is_as_hashed(event)                                      ? SK_OFFICE_CHAIN_COLUMNS
                                                                           : SK_OFFICE_CHAIN_GOOD;
    if (is_hash) {
        memcpy(check->hash, event->hash, SK_CHAIN_SIZE);
    }
    check->next_seq = event->seq + 1;
    check->events++;
    return SK_OK;
}
