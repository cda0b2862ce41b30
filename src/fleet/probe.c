#include "fleet/probe.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#define NO_CHAIN "0000000000000000"
#define LOOK_MS 20

struct fleet_probe {
    struct sk_clock *clock;
    bool is_up;
    bool has_ended;
    sk_ms asked_at;
    sk_ms took;
    enum sk_err err;
    struct sk_err_info why;
};

static void take_answer(void *data, int32_t tag, uint64_t id, const PGresult *result) {
    struct fleet_probe *probe = data;
    (void)tag;
    (void)id;
    if (!result) {
        return; /* the loss is told, too */
    }
    probe->has_ended = true;
    probe->took = probe->clock->ops->now(probe->clock) - probe->asked_at;
    if (!sk_fleet_result_is_good(result, &probe->why)) {
        probe->err = sk_fleet_result_is_denied(result) ? SK_ERR_DENIED : SK_ERR_IO;
    }
}

static void take_change(void *data, bool is_up, const char *why) {
    struct fleet_probe *probe = data;
    probe->is_up = is_up;
    if (!is_up) {
        probe->has_ended = true;
        probe->err = sk_fail(&probe->why, SK_ERR_IO, "%s", why);
    }
}

enum sk_err sk_fleet_probe(const char *dsn, const struct sk_fleet_self *self, sk_ms limit,
                           sk_ms *took, struct sk_err_info *info) {
    struct fleet_probe probe = { .clock = sk_clock_system() };
    const struct sk_fleet_link_ports ports = { take_answer, take_change, &probe };
    struct sk_fleet_link *link = NULL;
    struct sk_fleet_params params;
    sk_ms now = probe.clock->ops->now(probe.clock);
    sk_ms until = now + limit;
    bool has_asked = false;
    if (sk_fleet_link_create(&link, dsn, "sag-kioskctl", 0, &ports) != SK_OK) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to ask the fleet");
    }
    while (!probe.has_ended && now < until) {
        struct pollfd fd;
        sk_fleet_link_step(link, now);
        if (probe.is_up && !has_asked) {
            sk_fleet_call_head(&params, self, NO_CHAIN);
            probe.asked_at = now;
            has_asked = sk_fleet_link_send(link, &params.call, now);
        }
        fd.fd = sk_fleet_link_fd(link, &fd.events);
        (void)poll(&fd, 1, LOOK_MS);
        now = probe.clock->ops->now(probe.clock);
    }
    sk_fleet_link_destroy(link);
    if (!probe.has_ended) {
        return sk_fail(info, SK_ERR_IO, "the fleet's server does not answer");
    }
    *took = probe.took;
    return probe.err ? sk_fail(info, probe.err, "%s", probe.why.text) : SK_OK;
}
