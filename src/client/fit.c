#include "client/fit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

bool sag_seen_has(const struct sag_seen *seen, const char *request_id) {
    for (size_t i = 0; request_id[0] && i < SAG_SEEN_COUNT; i++) {
        if (strcmp(seen->ids[i], request_id) == 0) {
            return true;
        }
    }
    return false;
}

void sag_seen_add(struct sag_seen *seen, const char *request_id) {
    if (request_id[0] && strlen(request_id) < SAG_SEEN_SIZE) {
        snprintf(seen->ids[seen->next], SAG_SEEN_SIZE, "%s", request_id);
        seen->next = (seen->next + 1) % SAG_SEEN_COUNT;
    }
}

/* NULL: not asked. */
static const char *asked(const struct sag_param *params, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(params[i].name, name) == 0) {
            return params[i].value;
        }
    }
    return NULL;
}

/* False also where it was not asked or is not repeated. Case is ignored: a Code 39 label has
 * capitals only, and whether the service keeps case is not documented. */
static bool differs(const char *repeated, const char *wanted) {
    return wanted && repeated[0] && strcasecmp(repeated, wanted) != 0;
}

static bool contains(const char *whole, const char *part) {
    size_t length = strlen(part);
    for (; strlen(whole) >= length; whole++) {
        if (strncasecmp(whole, part, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool number_differs(int64_t repeated, const char *wanted) {
    char text[24];
    snprintf(text, sizeof(text), "%" PRId64, repeated);
    return repeated != 0 && differs(text, wanted);
}

/* Whether the filter takes a part for the whole is not known (README.md, "Queries"); a row without
 * even a part of what was asked for is about something else. */
static bool holds_part(const struct sag_gateway *gateway, const char *serial) {
    for (size_t i = 0; i < gateway->serial_count; i++) {
        if (contains(gateway->serials[i], serial)) {
            return true;
        }
    }
    return false;
}

static const char *page_difference(const struct sag_reply *reply, const struct sag_param *params,
                                   size_t count) {
    const char *instance = asked(params, count, "SmartAGId");
    const char *serial = asked(params, count, "SerialNumber");
    for (size_t i = 0; i < reply->gateway_count; i++) {
        if (differs(reply->gateways[i].instance_id, instance)) {
            return "another instance";
        }
        if (serial && !holds_part(&reply->gateways[i], serial)) {
            return "another device";
        }
    }
    if (reply->has_list &&
        (number_differs(reply->page.page, asked(params, count, "PageNumber")) ||
         number_differs(reply->page.page_size, asked(params, count, "PageSize")))) {
        return "another page";
    }
    return reply->page.total < (int64_t)reply->gateway_count ? "fewer instances than it lists"
                                                             : NULL;
}

/* The shape shows which question was answered. */
static bool is_of_another_action(const struct sag_reply *reply, const char *action, bool is_page) {
    if (!is_page) {
        return reply->has_list;
    }
    bool wants_list = strcmp(action, "DescribeSmartAccessGateways") == 0;
    bool wants_one = strcmp(action, "DescribeSmartAccessGatewayAttribute") == 0;
    return (wants_list && !reply->has_list) || (wants_one && reply->has_list);
}

const char *sag_fit_difference(const struct sag_reply *reply, const char *action,
                               const struct sag_param *params, size_t count, bool is_page) {
    if (!reply->has_code && is_of_another_action(reply, action, is_page)) {
        return "another question";
    }
    if (differs(reply->instance_id, asked(params, count, "SmartAGId"))) {
        return "another instance";
    }
    if (differs(reply->serial_number, asked(params, count, "SerialNumber"))) {
        return "another device";
    }
    if (differs(reply->region_id, asked(params, count, "RegionId"))) {
        return "another region";
    }
    return reply->has_page ? page_difference(reply, params, count) : NULL;
}
