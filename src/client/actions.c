/* The four actions that a bench needs, on the one generic call. */
#include "client/sag_client.h"

#include <stdio.h>
#include <string.h>

/* '*' is how the vendor's documents mask characters: no real label has it. */
static bool id_valid(const char *text) {
    return text && *text && !strchr(text, '*');
}

static enum sag_err pair_call(struct sag_client *client, const char *action,
                              const char *instance_id, const char *serial_number, sag_done done,
                              void *data, uint64_t *call_id) {
    if (!id_valid(instance_id) || !id_valid(serial_number)) {
        return SAG_ERR_ARGUMENT;
    }
    struct sag_param params[] = { { "SmartAGId", instance_id }, { "SerialNumber", serial_number } };
    return sag_client_call(client, action, params, 2, false, done, data, call_id);
}

enum sag_err sag_client_bind(struct sag_client *client, const char *instance_id,
                             const char *serial_number, sag_done done, void *data,
                             uint64_t *call_id) {
    return pair_call(client, "BindSerialNumber", instance_id, serial_number, done, data, call_id);
}

enum sag_err sag_client_unbind(struct sag_client *client, const char *instance_id,
                               const char *serial_number, sag_done done, void *data,
                               uint64_t *call_id) {
    return pair_call(client, "UnbindSerialNumber", instance_id, serial_number, done, data, call_id);
}

enum sag_err sag_client_describe_attribute(struct sag_client *client, const char *instance_id,
                                           sag_done done, void *data, uint64_t *call_id) {
    if (!id_valid(instance_id)) {
        return SAG_ERR_ARGUMENT;
    }
    struct sag_param param = { "SmartAGId", instance_id };
    return sag_client_call(client, "DescribeSmartAccessGatewayAttribute", &param, 1, true, done,
                           data, call_id);
}

enum sag_err sag_client_describe_gateways(struct sag_client *client, const char *serial_number,
                                          const char *instance_id, int page, int page_size,
                                          sag_done done, void *data, uint64_t *call_id) {
    if ((serial_number && !id_valid(serial_number)) || (instance_id && !id_valid(instance_id)) ||
        page < 1 || page_size < 1 || page_size > 50) {
        return SAG_ERR_ARGUMENT;
    }
    char page_text[16];
    char size_text[16];
    snprintf(page_text, sizeof(page_text), "%d", page);
    snprintf(size_text, sizeof(size_text), "%d", page_size);
    struct sag_param params[4] = { { "PageNumber", page_text }, { "PageSize", size_text } };
    size_t count = 2;
    if (serial_number) {
        params[count++] = (struct sag_param){ "SerialNumber", serial_number };
    }
    if (instance_id) {
        params[count++] = (struct sag_param){ "SmartAGId", instance_id };
    }
    return sag_client_call(client, "DescribeSmartAccessGateways", params, count, true, done, data,
                           call_id);
}
