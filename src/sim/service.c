#include "sim/service.h"

#include "base/buf.h"
#include "base/parse.h"
#include "base/util.h"

#include <stdio.h>
#include <string.h>

enum { ANY_INSTANCE_LIMIT = 1000, PAGE_SIZE_INITIAL = 10, PAGE_SIZE_MAX = 50 };

/* Far enough away to be valid whenever this runs: 2099-12-31T16:00:00Z. */
static const json_int_t end_time_ms = INT64_C(4102416000000);
static const json_int_t create_time_ms = INT64_C(1577836800000); /* 2020-01-01T00:00:00Z */

static const struct {
    const char *id;
    const char *name;
} regions[] = {
    { "cn-shanghai", "China (Shanghai)" },
    { "cn-hangzhou", "China (Hangzhou)" },
    { "cn-hongkong", "China (Hong Kong)" },
    { "cn-shanghai-finance-1", "China (Shanghai Finance)" },
    { "ap-southeast-1", "Singapore" },
    { "ap-southeast-2", "Australia (Sydney)" },
    { "ap-southeast-3", "Malaysia (Kuala Lumpur)" },
    { "ap-southeast-5", "Indonesia (Jakarta)" },
    { "ap-northeast-1", "Japan (Tokyo)" },
    { "eu-central-1", "Germany (Frankfurt)" },
};

struct call {
    struct sk_sim_service *service;
    const struct sk_sim_request *request;
    int64_t wall_ms;
    sk_ms now;
    struct sk_sim_answer *answer;
};

void sk_sim_service_host(const char *region, char *out, size_t out_size) {
    snprintf(out, out_size, "smartag.%s.aliyuncs.com", region);
}

/* ^[a-z0-9]+(-[a-z0-9]+)*$ */
bool sk_sim_is_region(const char *text) {
    size_t length = strlen(text);
    bool after_hyphen = true;
    for (size_t i = 0; i < length; i++) {
        bool is_hyphen = text[i] == '-';
        bool is_plain = (text[i] >= 'a' && text[i] <= 'z') || (text[i] >= '0' && text[i] <= '9');
        if ((!is_hyphen && !is_plain) || (is_hyphen && after_hyphen)) {
            return false;
        }
        after_hyphen = is_hyphen;
    }
    return length > 0 && length <= 63 && !after_hyphen;
}

static const char *param(const struct call *call, const char *name) {
    const char *value = sk_sim_request_param(call->request, name);
    return value ? value : "";
}

static bool refuse(struct call *call, const char *code) {
    sk_sim_answer_fail(call->answer, code);
    return false;
}

/* True: a region is given that could be one. is_here: instances live in it. */
static bool check_region(struct call *call, bool *is_here) {
    const char *region = param(call, "RegionId");
    if (*region == '\0') {
        return refuse(call, "MissingRegionId");
    }
    if (!sk_sim_is_region(region)) {
        return refuse(call, "InvalidRegionId");
    }
    const char *also = call->service->also_region;
    *is_here = strcmp(region, call->service->region) == 0 || (also && strcmp(region, also) == 0);
    for (size_t i = 0; i < SK_ARRAY_LEN(regions); i++) {
        if (*is_here || strcmp(regions[i].id, region) == 0) {
            return true;
        }
    }
    return refuse(call, "InvalidRegionId.NotFound");
}

static const struct sk_sim_instance *find_instance(struct call *call, const char *id) {
    struct sk_sim_store *store = call->service->store;
    const struct sk_sim_instance *instance = sk_sim_store_instance(store, id);
    if (!instance && call->service->any_instance && sk_sim_is_instance_id(id) &&
        sk_sim_store_add_instance(store, id, ANY_INSTANCE_LIMIT, SK_SIM_INSTANCE_ACTIVE, NULL) ==
            SK_OK) {
        instance = sk_sim_store_instance(store, id);
    }
    bool is_visible = instance && instance->state != SK_SIM_INSTANCE_FOREIGN;
    return is_visible ? instance : NULL;
}

/* Region, presence and existence of the instance, which bind, unbind and attribute share. */
static const struct sk_sim_instance *target(struct call *call) {
    bool is_here;
    const char *id = param(call, "SmartAGId");
    if (!check_region(call, &is_here)) {
        return NULL;
    }
    if (*id == '\0') {
        refuse(call, "SAG.InstanceIdEmpty");
        return NULL;
    }
    const struct sk_sim_instance *instance = is_here ? find_instance(call, id) : NULL;
    if (!instance) {
        refuse(call, "SAG.InstanceNoFound");
    }
    return instance;
}

static bool check_state(struct call *call, const struct sk_sim_instance *instance) {
    switch (instance->state) {
    case SK_SIM_INSTANCE_ACTIVE:
        return true;
    case SK_SIM_INSTANCE_ARREARS:
        return refuse(call, "SmartAccessGatewayInArrears");
    case SK_SIM_INSTANCE_INACTIVE:
        return refuse(call, "SmartAccessGatewayNotActivated");
    case SK_SIM_INSTANCE_SOFTWARE:
        return refuse(call, "SAG.SoftwareNotSupport");
    case SK_SIM_INSTANCE_FOREIGN:
        break;
    }
    return refuse(call, "SAG.InstanceNoFound");
}

/* True: answered. The same pair again is what an option says; another instance is a conflict. */
static bool answer_bound_already(struct call *call, const struct sk_sim_instance *instance,
                                 const char *serial) {
    const struct sk_sim_binding *binding = sk_sim_store_binding(call->service->store, serial);
    if (!binding) {
        return false;
    }
    bool is_same = strcmp(binding->instance, instance->id) == 0;
    if (!is_same || call->service->rebind == SK_SIM_REBIND_CONFLICT) {
        refuse(call, "SAG.SnConflict");
    } else if (call->service->rebind == SK_SIM_REBIND_OVERLIMIT) {
        refuse(call, "SAG.SnOverLimit");
    }
    return true;
}

static enum sk_sim_change bind(struct call *call) {
    const char *serial = param(call, "SerialNumber");
    const struct sk_sim_instance *instance = target(call);
    if (!instance) {
        return SK_SIM_UNCHANGED;
    }
    if (*serial == '\0') {
        refuse(call, "MissingSerialNumber");
        return SK_SIM_UNCHANGED;
    }
    if (!check_state(call, instance)) {
        return SK_SIM_UNCHANGED;
    }
    if (!sk_sim_is_serial(serial) || strstr(serial, "invalid")) {
        refuse(call, "SAG.InvalidSerialNumber");
        return SK_SIM_UNCHANGED;
    }
    if (answer_bound_already(call, instance, serial)) {
        return SK_SIM_UNCHANGED;
    }
    if (instance->bindings >= instance->limit) {
        refuse(call, "SAG.SnOverLimit");
        return SK_SIM_UNCHANGED;
    }
    if (sk_sim_store_bind(call->service->store, serial, instance->id, call->wall_ms, call->now,
                          NULL)) {
        refuse(call, "InternalError");
        return SK_SIM_UNCHANGED;
    }
    return SK_SIM_BOUND;
}

/* The service publishes no errors for unbinding; a pair that is not bound is answered as the
 * neighbouring operations answer a serial number that they do not know. */
static enum sk_sim_change unbind(struct call *call) {
    const char *serial = param(call, "SerialNumber");
    const struct sk_sim_instance *instance = target(call);
    if (!instance) {
        return SK_SIM_UNCHANGED;
    }
    if (*serial == '\0') {
        refuse(call, "MissingSerialNumber");
        return SK_SIM_UNCHANGED;
    }
    switch (sk_sim_store_unbind(call->service->store, serial, instance->id, NULL)) {
    case SK_OK:
        return SK_SIM_UNBOUND;
    case SK_ERR_NOT_FOUND:
        refuse(call, "SAG.InvalidSerialNumber");
        return SK_SIM_UNCHANGED;
    case SK_ERR_NOMEM:
    case SK_ERR_IO:
    case SK_ERR_FULL:
    case SK_ERR_STOPPED:
    case SK_ERR_INVALID:
    case SK_ERR_DENIED:
    case SK_ERR_CORRUPT:
    case SK_ERR_BUSY:
    case SK_ERR_UNSUPPORTED:
        break;
    }
    refuse(call, "InternalError");
    return SK_SIM_UNCHANGED;
}

static bool is_visible(const struct call *call, const struct sk_sim_binding *binding) {
    return binding->bound_at == 0 || call->now - binding->bound_at >= call->service->visible_after;
}

static const char *status_name(const struct sk_sim_instance *instance) {
    switch (instance->state) {
    case SK_SIM_INSTANCE_ARREARS:
        return "Arrearage";
    case SK_SIM_INSTANCE_INACTIVE:
        return "Ordered";
    case SK_SIM_INSTANCE_ACTIVE:
    case SK_SIM_INSTANCE_SOFTWARE:
    case SK_SIM_INSTANCE_FOREIGN:
        break;
    }
    return "Active";
}

static bool is_software(const struct sk_sim_instance *instance) {
    return instance->state == SK_SIM_INSTANCE_SOFTWARE;
}

/* The visible serial numbers, separated by commas; and, unless NULL, one object each. */
static bool list_devices(const struct call *call, const struct sk_sim_instance *instance,
                         struct sk_buf *serials, json_t *devices) {
    const struct sk_sim_binding *binding;
    for (size_t i = 0; (binding = sk_sim_store_binding_at(call->service->store, i)); i++) {
        if (strcmp(binding->instance, instance->id) != 0 || !is_visible(call, binding)) {
            continue;
        }
        if (sk_buf_addf(serials, "%s%s", serials->length > 0 ? "," : "", binding->serial)) {
            return false;
        }
        char secret[SK_SIM_TEXT_MAX_BYTES + 32];
        snprintf(secret, sizeof(secret), "sim-device-secret-%s", binding->serial);
        json_t *device =
            json_pack("{s:s, s:s, s:s, s:s}", "SerialNumber", binding->serial, "SecretKey", secret,
                      "HaState", "Active", "SoftwareVersion", "sim");
        if (devices && json_array_append_new(devices, device) != 0) {
            return false;
        }
        if (!devices) {
            json_decref(device);
        }
    }
    return true;
}

/* What both queries say about an instance. Takes nothing; NULL: out of memory. */
static json_t *describe_instance(const struct call *call, const struct sk_sim_instance *instance,
                                 json_t *devices) {
    struct sk_buf serials = SK_BUF_INIT(8 * 1024 * 1024);
    json_t *row = NULL;
    if (list_devices(call, instance, &serials, devices)) {
        row = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:i}", "SmartAGId",
                        instance->id, "Name", instance->id + 4, "Description", "", "SerialNumber",
                        serials.data ? serials.data : "", "Status", status_name(instance),
                        "HardwareVersion", is_software(instance) ? "sag-software" : "sag-1000",
                        "InstanceType", is_software(instance) ? "software" : "sag-1000", "RegionId",
                        call->service->region, "CreateTime", create_time_ms, "EndTime", end_time_ms,
                        "MaxBandwidth", 50);
    }
    sk_buf_finish(&serials);
    return row;
}

static enum sk_sim_change describe_attribute(struct call *call) {
    const struct sk_sim_instance *instance = target(call);
    if (!instance) {
        return SK_SIM_UNCHANGED;
    }
    json_t *devices = json_array();
    json_t *result = devices ? describe_instance(call, instance, devices) : NULL;
    const char *serials = json_string_value(json_object_get(result, "SerialNumber"));
    size_t first = serials ? strcspn(serials, ",") : 0;
    bool ok = serials &&
              json_object_set_new(result, "TrafficMasterSn", json_stringn(serials, first)) == 0 &&
              json_object_set_new(result, "Devices", json_pack("{s:O}", "Device", devices)) == 0;
    json_decref(devices);
    if (!ok) {
        json_decref(result);
        refuse(call, "InternalError");
        return SK_SIM_UNCHANGED;
    }
    call->answer->result = result;
    return SK_SIM_UNCHANGED;
}

/* SmartAGIds.1, .2 …: true when none is given or one is this id. */
static bool fits_id_list(const struct call *call, const char *id) {
    bool has_list = false;
    for (size_t i = 0; i < call->request->param_count; i++) {
        const struct sk_sim_param *given = &call->request->params[i];
        if (strncmp(given->name, "SmartAGIds.", 11) == 0 && *given->value) {
            has_list = true;
            if (strcmp(given->value, id) == 0) {
                return true;
            }
        }
    }
    return !has_list;
}

static bool fits(const struct call *call, const struct sk_sim_instance *instance) {
    const char *serial = param(call, "SerialNumber");
    const char *id = param(call, "SmartAGId");
    const char *status = param(call, "Status");
    if (instance->state == SK_SIM_INSTANCE_FOREIGN || (*id && strcmp(id, instance->id) != 0) ||
        (*status && strcmp(status, status_name(instance)) != 0) ||
        !fits_id_list(call, instance->id)) {
        return false;
    }
    if (*serial == '\0') {
        return true;
    }
    const struct sk_sim_binding *binding = sk_sim_store_binding(call->service->store, serial);
    return binding && strcmp(binding->instance, instance->id) == 0 && is_visible(call, binding);
}

static bool page_params(struct call *call, int64_t *page, int64_t *size) {
    const char *page_text = param(call, "PageNumber");
    const char *size_text = param(call, "PageSize");
    *page = 1;
    *size = PAGE_SIZE_INITIAL;
    if ((*page_text && !sk_parse_int(page_text, 1, INT32_MAX, page)) ||
        (*size_text && !sk_parse_int(size_text, 1, PAGE_SIZE_MAX, size))) {
        return refuse(call, "InvalidParameter");
    }
    return true;
}

static enum sk_sim_change describe_gateways(struct call *call) {
    bool is_here;
    int64_t page, size, total = 0;
    if (!check_region(call, &is_here) || !page_params(call, &page, &size)) {
        return SK_SIM_UNCHANGED;
    }
    json_t *rows = json_array();
    bool ok = rows != NULL;
    const struct sk_sim_instance *instance;
    struct sk_sim_store *store = call->service->store;
    for (size_t i = 0; is_here && ok && (instance = sk_sim_store_instance_at(store, i)); i++) {
        if (fits(call, instance)) {
            if (total >= (page - 1) * size && total < page * size) {
                ok = json_array_append_new(rows, describe_instance(call, instance, NULL)) == 0;
            }
            total++;
        }
    }
    call->answer->result =
        ok ? json_pack("{s:I, s:I, s:I, s:{s:O}}", "TotalCount", (json_int_t)total, "PageNumber",
                       (json_int_t)page, "PageSize", (json_int_t)size, "SmartAccessGateways",
                       "SmartAccessGateway", rows)
           : NULL;
    json_decref(rows);
    if (!call->answer->result) {
        refuse(call, "InternalError");
    }
    return SK_SIM_UNCHANGED;
}

static enum sk_sim_change describe_regions(struct call *call) {
    json_t *rows = json_array();
    bool ok = rows != NULL;
    for (size_t i = 0; ok && i < SK_ARRAY_LEN(regions); i++) {
        char host[128];
        sk_sim_service_host(regions[i].id, host, sizeof(host));
        ok = json_array_append_new(rows, json_pack("{s:s, s:s, s:s}", "RegionId", regions[i].id,
                                                   "LocalName", regions[i].name, "RegionEndpoint",
                                                   host)) == 0;
    }
    call->answer->result = ok ? json_pack("{s:{s:O}}", "Regions", "Region", rows) : NULL;
    json_decref(rows);
    if (!call->answer->result) {
        refuse(call, "InternalError");
    }
    return SK_SIM_UNCHANGED;
}

static const struct {
    const char *name;
    enum sk_sim_change (*run)(struct call *call);
} actions[] = {
    { "BindSerialNumber", bind },
    { "UnbindSerialNumber", unbind },
    { "DescribeSmartAccessGateways", describe_gateways },
    { "DescribeSmartAccessGatewayAttribute", describe_attribute },
    { "DescribeRegions", describe_regions },
};

bool sk_sim_service_knows(const char *action) {
    for (size_t i = 0; i < SK_ARRAY_LEN(actions); i++) {
        if (strcmp(actions[i].name, action) == 0) {
            return true;
        }
    }
    return false;
}

enum sk_sim_change sk_sim_service_call(struct sk_sim_service *service, const char *action,
                                       const struct sk_sim_request *request, int64_t wall_ms,
                                       sk_ms now, struct sk_sim_answer *answer) {
    struct call call = { service, request, wall_ms, now, answer };
    *answer = (struct sk_sim_answer){ .status = 200 };
    for (size_t i = 0; i < SK_ARRAY_LEN(actions); i++) {
        if (strcmp(actions[i].name, action) == 0) {
            return actions[i].run(&call);
        }
    }
    sk_sim_answer_fail(answer, "InvalidAction.NotFound");
    return SK_SIM_UNCHANGED;
}
