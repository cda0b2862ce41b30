#include "cli/doctor/doctor_cloud_try.h"

#include "app/core/cloud_sender.h"
#include "app/settings/account_options.h"
#include "base/assert.h"
#include "base/clock.h"
#include "base/util.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECT_MS 5000
#define CALL_MS 10000

/* --- name and connection ---------------------------------------------------------------------- */

/* "name:port" or "[::1]:port"; the port is what follows the last colon. */
static void split_host(const char *text, char *host, size_t size, char *port, size_t port_size) {
    const char *colon = strrchr(text, ':');
    bool has_port = colon && !strchr(colon, ']');
    const char *end = has_port ? colon : text + strlen(text);
    bool is_literal = text[0] == '[';
    text += is_literal;
    end -= is_literal && end > text;
    (void)snprintf(host, size, "%.*s", (int)(end - text), text);
    (void)snprintf(port, port_size, "%s", has_port ? colon + 1 : "443");
}

/* 0, or errno. */
static int connect_within(const struct addrinfo *to, int limit_ms) {
    int fd = socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int error = fd < 0 ? errno : 0;
    socklen_t size = sizeof(error);
    if (fd >= 0 && connect(fd, to->ai_addr, to->ai_addrlen) != 0) {
        struct pollfd writable = { .fd = fd, .events = POLLOUT };
        error = errno;
        if (error == EINPROGRESS) {
            error = poll(&writable, 1, limit_ms) == 1 ? 0 : ETIMEDOUT;
        }
        if (!error) {
            (void)getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
        }
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    return error;
}

static void try_addresses(const struct addrinfo *list, struct sk_doctor_way *out) {
    struct sk_clock *clock = sk_clock_system();
    for (const struct addrinfo *each = list; each; each = each->ai_next) {
        sk_ms begun = clock->ops->now(clock);
        int error = connect_within(each, CONNECT_MS);
        (void)getnameinfo(each->ai_addr, each->ai_addrlen, out->address, sizeof(out->address), NULL,
                          0, NI_NUMERICHOST);
        if (error == 0) {
            out->took_ms = (int)(clock->ops->now(clock) - begun);
            out->tcp[0] = '\0';
            return;
        }
        (void)snprintf(out->tcp, sizeof(out->tcp), "%s (%s)", strerror(error), out->address);
    }
}

void sk_doctor_try_way(const char *host, struct sk_doctor_way *out) {
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
    struct addrinfo *list = NULL;
    char port[16];
    *out = (struct sk_doctor_way){ .addresses = 0 };
    split_host(host, out->host, sizeof(out->host), port, sizeof(port));
    int failure = getaddrinfo(out->host, port, &hints, &list);
    if (failure != 0) {
        (void)snprintf(out->dns, sizeof(out->dns), "%s", gai_strerror(failure));
        return;
    }
    for (const struct addrinfo *each = list; each; each = each->ai_next) {
        out->addresses++;
    }
    try_addresses(list, out);
    freeaddrinfo(list);
}

/* --- calls ------------------------------------------------------------------------------------ */

struct sk_doctor_try {
    struct sag_client *client;
    struct sk_doctor_answer *answer; /* of the call that is under way */
    bool is_warm;                    /* or cannot be: */
    enum sag_end warm_end;
};

const char *sk_doctor_call_action(enum sk_doctor_call call) {
    static const char *const actions[] = {
        [SK_DOCTOR_CALL_ASK] = "DescribeSmartAccessGateways",
        [SK_DOCTOR_CALL_ASK_INSTANCE] = "DescribeSmartAccessGatewayAttribute",
        [SK_DOCTOR_CALL_BIND] = "BindSerialNumber",
        [SK_DOCTOR_CALL_UNBIND] = "UnbindSerialNumber",
    };
    return SK_AT(actions, call);
}

static void take_warm(void *data, enum sag_end end) {
    struct sk_doctor_try *cloud = data;
    cloud->is_warm = true;
    cloud->warm_end = end;
}

enum sk_err sk_doctor_try_create(struct sk_doctor_try **out, const struct sk_config *config,
                                 const struct sk_account *account, bool has_key,
                                 struct sk_err_info *info) {
    char endpoint[SK_ENDPOINT_SIZE];
    struct sag_config settings;
    struct sag_error error = { .text = "" };
    struct sk_doctor_try *cloud = calloc(1, sizeof(*cloud));
    if (!cloud) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to ask the cloud");
    }
    enum sk_err err = sk_accounts_endpoint(config, account, endpoint, info);
    if (!err) {
        sk_cloud_sender_config(config, account, endpoint, &settings);
        settings.connect_timeout_ms = CONNECT_MS;
        settings.total_timeout_ms = CALL_MS;
        settings.on_warm = take_warm;
        settings.warm_data = cloud;
        if (!has_key) { /* one that is none is enough to connect */
            settings.access_key_id = "none";
            settings.access_key_secret = "none";
        }
        if (sag_client_create(&cloud->client, &settings, &error) != SAG_OK) {
            err = sk_fail(info, SK_ERR_INVALID, "%s", error.text);
        }
    }
    if (err) {
        free(cloud);
        return err;
    }
    *out = cloud;
    return SK_OK;
}

void sk_doctor_try_destroy(struct sk_doctor_try *cloud) {
    if (cloud) {
        sag_client_destroy(cloud->client);
        free(cloud);
    }
}

const char *sk_doctor_try_host(const struct sk_doctor_try *cloud) {
    return sag_client_host(cloud->client);
}

static void take(void *data, uint64_t call_id, const struct sag_outcome *outcome,
                 const struct sag_page *page) {
    struct sk_doctor_answer *out = ((struct sk_doctor_try *)data)->answer;
    (void)call_id;
    (void)page;
    *out = (struct sk_doctor_answer){ .cls = outcome->cls,
                                      .fix = outcome->fix,
                                      .traits = outcome->traits,
                                      .end = outcome->end,
                                      .has_time = outcome->has_server_time,
                                      .clock_off_ms = outcome->server_offset_ms };
    (void)snprintf(out->code, sizeof(out->code), "%s", outcome->code);
    (void)snprintf(out->message, sizeof(out->message), "%s", outcome->message);
}

static enum sag_err submit(struct sk_doctor_try *cloud, enum sk_doctor_call call) {
    /* Past sag_client_bind(), which refuses these labels as they are. */
    static const struct sag_param labels[] = { { "SmartAGId", SK_DOCTOR_TRY_INSTANCE },
                                               { "SerialNumber", SK_DOCTOR_TRY_SERIAL } };
    const char *action = sk_doctor_call_action(call);
    switch (call) {
    case SK_DOCTOR_CALL_ASK:
        return sag_client_describe_gateways(cloud->client, NULL, NULL, 1, 1, take, cloud, NULL);
    case SK_DOCTOR_CALL_ASK_INSTANCE:
        return sag_client_call(cloud->client, action, labels, 1, true, take, cloud, NULL);
    case SK_DOCTOR_CALL_BIND:
    case SK_DOCTOR_CALL_UNBIND:
        break;
    }
    return sag_client_call(cloud->client, action, labels, SK_ARRAY_LEN(labels), false, take, cloud,
                           NULL);
}

enum sag_end sk_doctor_try_connect(struct sk_doctor_try *cloud) {
    struct sk_clock *clock = sk_clock_system();
    sk_ms end = clock->ops->now(clock) + CALL_MS;
    cloud->warm_end = SAG_END_TIMEOUT;
    sag_client_warm(cloud->client);
    for (sk_ms left = CALL_MS; !cloud->is_warm && left > 0;) {
        (void)sag_client_run(cloud->client, left);
        left = end - clock->ops->now(clock);
    }
    return cloud->warm_end;
}

void sk_doctor_try_call(struct sk_doctor_try *cloud, enum sk_doctor_call call,
                        struct sk_doctor_answer *out) {
    *out = (struct sk_doctor_answer){ .cls = SAG_CLASS_NOT_SENT, .end = SAG_END_INTERNAL };
    cloud->answer = out;
    if (submit(cloud, call) == SAG_OK) {
        while (sag_client_run(cloud->client, -1) > 0) {
        }
    }
    cloud->answer = NULL;
}
