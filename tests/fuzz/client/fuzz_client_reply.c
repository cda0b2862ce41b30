#include "client/outcome.h"
#include "client/reply_read.h"
#include "exact.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever is read as a page must be whole: no NULL, no empty id, no empty serial number. */
static void check_page(const struct sag_reply *reply) {
    for (size_t i = 0; i < reply->page.count; i++) {
        const struct sag_gateway *gateway = &reply->page.gateways[i];
        if (!*gateway->instance_id || !gateway->name || !gateway->status || !gateway->hardware ||
            gateway->serial_count > SAG_REPLY_MAX_SERIALS) {
            abort();
        }
        for (size_t j = 0; j < gateway->serial_count; j++) {
            if (!*gateway->serials[j] || strchr(gateway->serials[j], ',')) {
                abort();
            }
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *bytes = exact_copy(data, size);
    for (int want_page = 0; want_page < 2; want_page++) {
        struct sag_reply reply;
        enum sag_reply_result result =
            sag_reply_read(&reply, bytes, size, "DescribeSmartAccessGateways", want_page);
        if (result == SAG_REPLY_OK) {
            char message[SAG_TEXT_SIZE];
            struct sag_outcome outcome;
            sag_outcome_judge(&outcome, SAG_END_ANSWER, 200, &reply, true);
            if ((outcome.cls == SAG_CLASS_REFUSED) != (outcome.fix != SAG_FIX_NOBODY)) {
                abort();
            }
            if (outcome.cls == SAG_CLASS_OK && (reply.has_code || !*reply.request_id)) {
                abort();
            }
            sag_outcome_message(message, &reply, NULL, NULL);
            check_page(&reply);
        }
        sag_reply_finish(&reply);
    }
    free(bytes);
    return 0;
}
