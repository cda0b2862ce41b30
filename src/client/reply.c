#include "client/reply.h"

#include "client/text.h"

#include <stdlib.h>
#include <string.h>

enum { REQUEST_ID_MAX_BYTES = 128 };

bool sag_reply_set(char **field, const char *bytes, size_t length) {
    char *copy = malloc(length + 1);
    if (!copy) {
        return false;
    }
    sag_text_clean(copy, length + 1, bytes, length);
    free(*field);
    *field = copy;
    return true;
}

struct sag_gateway *sag_reply_add_gateway(struct sag_reply *reply) {
    /* Grows by doubling at the powers of two, so that the count alone tells the capacity. */
    size_t count = reply->gateway_count;
    if ((count & (count - 1)) == 0) {
        size_t capacity = count ? count * 2 : 1;
        struct sag_gateway *grown = realloc(reply->gateways, capacity * sizeof(*reply->gateways));
        if (!grown) {
            return NULL;
        }
        reply->gateways = grown;
    }
    reply->gateways[count] = (struct sag_gateway){ 0 };
    reply->gateway_count++;
    return &reply->gateways[count];
}

static bool add_serial(struct sag_gateway *gateway, const char *bytes, size_t length) {
    size_t count = gateway->serial_count;
    if (count == SAG_REPLY_MAX_SERIALS) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (strlen(gateway->serials[i]) == length &&
            memcmp(gateway->serials[i], bytes, length) == 0) {
            return true;
        }
    }
    char *copy = NULL;
    if (!sag_reply_set(&copy, bytes, length)) {
        return false;
    }
    char **grown = realloc((void *)gateway->serials, (count + 1) * sizeof(*grown));
    if (!grown) {
        free(copy);
        return false;
    }
    grown[count] = copy;
    gateway->serials = (const char *const *)grown;
    gateway->serial_count++;
    return true;
}

static bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool sag_gateway_add_serials(struct sag_gateway *gateway, const char *list) {
    while (*list) {
        size_t length = strcspn(list, ",");
        const char *start = list;
        const char *end = list + length;
        while (start < end && is_blank(*start)) {
            start++;
        }
        while (end > start && is_blank(end[-1])) {
            end--;
        }
        if (end > start && !add_serial(gateway, start, (size_t)(end - start))) {
            return false;
        }
        list += length;
        list += *list == ',';
    }
    return true;
}

void sag_reply_finish(struct sag_reply *reply) {
    free(reply->code);
    free(reply->message);
    free(reply->request_id);
    free(reply->instance_id);
    free(reply->serial_number);
    free(reply->region_id);
    for (size_t i = 0; i < reply->gateway_count; i++) {
        struct sag_gateway *gateway = &reply->gateways[i];
        free((void *)gateway->instance_id);
        free((void *)gateway->name);
        free((void *)gateway->status);
        free((void *)gateway->hardware);
        for (size_t j = 0; j < gateway->serial_count; j++) {
            free((void *)gateway->serials[j]);
        }
        free((void *)gateway->serials);
    }
    free(reply->gateways);
    *reply = (struct sag_reply){ 0 };
}

/* So that no pointer that a caller sees is NULL. */
static bool fill_empty(struct sag_reply *reply) {
    char **texts[] = { &reply->code,        &reply->message,       &reply->request_id,
                       &reply->instance_id, &reply->serial_number, &reply->region_id };
    bool good = true;
    for (size_t i = 0; good && i < sizeof(texts) / sizeof(texts[0]); i++) {
        good = *texts[i] || sag_reply_set(texts[i], "", 0);
    }
    for (size_t i = 0; good && i < reply->gateway_count; i++) {
        const char **fields[] = { &reply->gateways[i].instance_id, &reply->gateways[i].name,
                                  &reply->gateways[i].status, &reply->gateways[i].hardware };
        for (size_t j = 0; good && j < sizeof(fields) / sizeof(fields[0]); j++) {
            good = *fields[j] || sag_reply_set((char **)fields[j], "", 0);
        }
    }
    return good;
}

enum sag_reply_result sag_reply_read(struct sag_reply *out, const char *bytes, size_t length,
                                     const char *action, bool want_page) {
    *out = (struct sag_reply){ 0 };
    size_t start = 0;
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        start = 3; /* a byte order mark is no reason to doubt an answer */
    }
    while (start < length && is_blank(bytes[start])) {
        start++;
    }
    if (start == length || length > SAG_REPLY_MAX_BYTES) {
        return SAG_REPLY_UNREADABLE;
    }
    enum sag_reply_result result = SAG_REPLY_UNREADABLE;
    if (bytes[start] == '{') {
        result = sag_reply_read_json(out, bytes + start, length - start, want_page);
    } else if (bytes[start] == '<') {
        result = sag_reply_read_xml(out, bytes + start, length - start, action, want_page);
    }
    if (result == SAG_REPLY_OK && !fill_empty(out)) {
        result = SAG_REPLY_NOMEM;
    }
    if (result == SAG_REPLY_OK && !sag_token_valid(out->request_id, REQUEST_ID_MAX_BYTES)) {
        out->request_id[0] = '\0';
    }
    if (result == SAG_REPLY_OK && out->has_page) {
        out->page.count = out->gateway_count;
        out->page.gateways = out->gateways;
    }
    return result;
}
