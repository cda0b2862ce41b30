#include "sim/nonces.h"

#include <openssl/rand.h>

#include <stdlib.h>
#include <string.h>

enum {
    LIFE_MS = 30 * 60 * 1000, /* 15 minutes before and after the server's clock */
    FIRST_SIZE = 1024,
    LARGEST_SIZE = 1 << 21, /* 32 MiB */
};

enum sk_err sk_sim_nonces_init(struct sk_sim_nonces *nonces, sk_ms now) {
    *nonces = (struct sk_sim_nonces){ .turned_at = now };
    return RAND_bytes((unsigned char *)nonces->salt, sizeof(nonces->salt)) == 1 ? SK_OK : SK_ERR_IO;
}

void sk_sim_nonces_finish(struct sk_sim_nonces *nonces) {
    free(nonces->young.slots);
    free(nonces->old.slots);
    memset(&nonces->young, 0, sizeof(nonces->young));
    memset(&nonces->old, 0, sizeof(nonces->old));
}

/* FNV-1a with a salted start and a final mix: 128 bits of it make a chance collision absurd. */
static uint64_t hash(uint64_t salt, const char *a, const char *b) {
    uint64_t value = salt ^ UINT64_C(0xcbf29ce484222325);
    const char *const parts[] = { a, b };
    for (size_t i = 0; i < 2; i++) {
        for (const char *c = parts[i];; c++) {
            value = (value ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
            if (*c == '\0') {
                break;
            }
        }
    }
    value ^= value >> 33;
    value *= UINT64_C(0xff51afd7ed558ccd);
    return value ^ (value >> 33);
}

static struct sk_sim_nonce_id *slot_of(const struct sk_sim_nonce_table *table,
                                       struct sk_sim_nonce_id id) {
    size_t at = (size_t)id.words[0] & (table->size - 1);
    for (;; at = (at + 1) & (table->size - 1)) {
        struct sk_sim_nonce_id *slot = &table->slots[at];
        if (slot->words[1] == 0 ||
            (slot->words[0] == id.words[0] && slot->words[1] == id.words[1])) {
            return slot;
        }
    }
}

static bool has(const struct sk_sim_nonce_table *table, struct sk_sim_nonce_id id) {
    return table->size > 0 && slot_of(table, id)->words[1] == id.words[1];
}

static enum sk_err grow(struct sk_sim_nonce_table *table) {
    struct sk_sim_nonce_table larger = { .size = table->size ? table->size * 2 : FIRST_SIZE };
    larger.slots = calloc(larger.size, sizeof(*larger.slots));
    if (!larger.slots) {
        return SK_ERR_NOMEM;
    }
    for (size_t i = 0; i < table->size; i++) {
        if (table->slots[i].words[1] != 0) {
            *slot_of(&larger, table->slots[i]) = table->slots[i];
        }
    }
    larger.count = table->count;
    free(table->slots);
    *table = larger;
    return SK_OK;
}

static void turn(struct sk_sim_nonces *nonces, sk_ms now) {
    free(nonces->old.slots);
    nonces->old = nonces->young;
    memset(&nonces->young, 0, sizeof(nonces->young));
    nonces->turned_at = now;
}

enum sk_err sk_sim_nonces_use(struct sk_sim_nonces *nonces, const char *key_id, const char *nonce,
                              sk_ms now, bool *is_new) {
    struct sk_sim_nonce_id id = { { hash(nonces->salt[0], key_id, nonce),
                                    hash(nonces->salt[1], key_id, nonce) | 1 } };
    bool is_crowded = nonces->young.count * 4 >= nonces->young.size * 3;
    if (now - nonces->turned_at >= LIFE_MS || (is_crowded && nonces->young.size == LARGEST_SIZE)) {
        turn(nonces, now);
        is_crowded = true;
    }
    if (has(&nonces->young, id) || has(&nonces->old, id)) {
        *is_new = false;
        return SK_OK;
    }
    if (is_crowded) {
        enum sk_err err = grow(&nonces->young);
        if (err) {
            return err;
        }
    }
    *slot_of(&nonces->young, id) = id;
    nonces->young.count++;
    *is_new = true;
    return SK_OK;
}
