#include "client/reply_read.h"

#include "client/reply_json.h"
#include "client/reply_xml.h"
#include "client/text.h"

#include <string.h>

enum { REQUEST_ID_MAX_BYTES = 128 };

/* So that callers never see a NULL pointer. */
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
    while (start < length && sag_is_blank(bytes[start])) {
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
