#include "client/reply_json.h"

#include "client/buf.h"
#include "client/redact.h"
#include "client/text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 32, MAX_CONTAINERS = 20000 };

/* Looks at brackets only, so that a hostile text costs no more memory than an honest one. */
static bool shape_ok(const char *json, size_t length) {
    size_t depth = 0;
    size_t containers = 0;
    bool in_string = false;
    for (size_t i = 0; i < length; i++) {
        char c = json[i];
        if (in_string) {
            i += c == '\\';
            in_string = c != '"';
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > MAX_DEPTH || ++containers > MAX_CONTAINERS) {
                return false;
            }
        } else if ((c == '}' || c == ']') && depth) {
            depth--;
        }
    }
    return true;
}

/* Some services spell the envelope in lower case; the vendor's clients accept both (README.md,
 * "Answers"). */
static const json_t *member(const json_t *object, const char *name, const char *lower) {
    const json_t *value = json_object_get(object, name);
    return value ? value : json_object_get(object, lower);
}

static bool set_string(char **field, const json_t *value) {
    return !json_is_string(value) ||
           sag_reply_set(field, json_string_value(value), json_string_length(value));
}

static enum sag_reply_result read_envelope(struct sag_reply *out, const json_t *root) {
    const json_t *code = member(root, "Code", "code");
    out->has_code = code != NULL;
    bool good = set_string(&out->code, code) &&
                set_string(&out->message, member(root, "Message", "message")) &&
                set_string(&out->request_id, member(root, "RequestId", "requestId")) &&
                set_string(&out->instance_id, json_object_get(root, "SmartAGId")) &&
                set_string(&out->serial_number, json_object_get(root, "SerialNumber")) &&
                set_string(&out->region_id, json_object_get(root, "RegionId"));
    out->has_list = json_object_get(root, "SmartAccessGateways") != NULL;
    return good ? SAG_REPLY_OK : SAG_REPLY_NOMEM;
}

/* A number, or digits in quotes. Absent leaves *out alone. */
static bool read_number(const json_t *value, int64_t *out) {
    if (!value || json_is_null(value)) {
        return true;
    }
    if (json_is_integer(value)) {
        *out = json_integer_value(value);
        return *out >= 0;
    }
    return json_is_string(value) &&
           sag_number_parse(json_string_value(value), json_string_length(value), INT64_MAX, out);
}

static bool set_text(const char **field, const json_t *value) {
    return set_string((char **)field, value);
}

static enum sag_reply_result read_gateway(struct sag_reply *out, const json_t *object) {
    const json_t *id = json_object_get(object, "SmartAGId");
    if (!json_is_string(id) || json_string_length(id) == 0) {
        return SAG_REPLY_UNREADABLE;
    }
    struct sag_gateway *gateway = sag_reply_add_gateway(out);
    if (!gateway) {
        return SAG_REPLY_NOMEM;
    }
    if (!set_text(&gateway->instance_id, id) ||
        !set_text(&gateway->name, json_object_get(object, "Name")) ||
        !set_text(&gateway->status, json_object_get(object, "Status")) ||
        !set_text(&gateway->hardware, json_object_get(object, "HardwareVersion"))) {
        return SAG_REPLY_NOMEM;
    }
    const json_t *serial = json_object_get(object, "SerialNumber");
    bool readable = read_number(json_object_get(object, "EndTime"), &gateway->end_time_ms) &&
                    (!serial || json_is_null(serial) || json_is_string(serial));
    if (readable && json_is_string(serial)) {
        readable = sag_gateway_add_serials(gateway, json_string_value(serial));
    }
    const json_t *devices = json_object_get(json_object_get(object, "Devices"), "Device");
    size_t index;
    const json_t *device;
    json_array_foreach(devices, index, device) {
        const json_t *one = json_object_get(device, "SerialNumber");
        if (readable && json_is_string(one)) {
            readable = sag_gateway_add_serials(gateway, json_string_value(one));
        }
    }
    return readable ? SAG_REPLY_OK : SAG_REPLY_UNREADABLE;
}

/* An answer without the list is not an empty list: "absent" would be believed and sent again. */
static enum sag_reply_result read_list(struct sag_reply *out, const json_t *root) {
    const json_t *total = json_object_get(root, "TotalCount");
    const json_t *holder = json_object_get(root, "SmartAccessGateways");
    const json_t *list = json_object_get(holder, "SmartAccessGateway");
    if (!total || !read_number(total, &out->page.total) ||
        !read_number(json_object_get(root, "PageNumber"), &out->page.page) ||
        !read_number(json_object_get(root, "PageSize"), &out->page.page_size)) {
        return SAG_REPLY_UNREADABLE;
    }
    if (!json_is_array(list) && !(json_is_object(holder) && !list && out->page.total == 0)) {
        return SAG_REPLY_UNREADABLE;
    }
    size_t index;
    const json_t *row;
    json_array_foreach(list, index, row) {
        enum sag_reply_result result = read_gateway(out, row);
        if (result != SAG_REPLY_OK) {
            return result;
        }
    }
    out->has_page = true;
    return SAG_REPLY_OK;
}

static enum sag_reply_result read_page(struct sag_reply *out, const json_t *root) {
    if (out->has_list) {
        return read_list(out, root);
    }
    enum sag_reply_result result = read_gateway(out, root);
    if (result == SAG_REPLY_OK) {
        out->page = (struct sag_page){ .total = 1, .page = 1, .page_size = 1 };
        out->has_page = true;
    }
    return result;
}

enum sag_reply_result sag_reply_read_json(struct sag_reply *out, const char *bytes, size_t length,
                                          bool want_page) {
    static const char *const secrets[] = { "SecretKey", NULL };
    enum sag_reply_result result = SAG_REPLY_UNREADABLE;
    struct sag_buf open_text;
    json_t *root = NULL;
    /* A reference can be longer than the string it stands for. */
    sag_buf_init(&open_text, length * 4 + 64);
    if (!shape_ok(bytes, length)) {
        goto done;
    }
    if (!sag_redact(&open_text, bytes, length, secrets)) {
        result = SAG_REPLY_NOMEM;
        goto done;
    }
    /* With a duplicate member, two readers could see two different answers. */
    root = json_loadb(sag_buf_text(&open_text), open_text.length, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(root)) {
        goto done;
    }
    result = read_envelope(out, root);
    if (result == SAG_REPLY_OK && want_page && !out->has_code) {
        result = read_page(out, root);
    }
done:
    json_decref(root);
    sag_buf_finish(&open_text);
    return result;
}
