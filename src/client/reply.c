#include "client/reply.h"

#include "client/text.h"

#include <stdlib.h>
#include <string.h>

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

bool sag_gateway_add_serials(struct sag_gateway *gateway, const char *list) {
    while (*list) {
        size_t length = strcspn(list, ",");
        const char *start = list;
        const char *end = list + length;
        while (start < end && sag_is_blank(*start)) {
            start++;
        }
        while (end > start && sag_is_blank(end[-1])) {
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
