#include "fleet/connecting.h"

#include "base/wakeup.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define GRACE_MS 300

/* Shared by the thread and whoever started it; the last of the two takes it away. */
struct sk_fleet_connecting {
    char *conninfo;
    char *name;
    struct sk_wakeup ended;
    pthread_mutex_t lock; /* of what follows */
    bool has_ended;
    bool is_let_go;
    PGconn *connection; /* of has_ended */
};

static void destroy(struct sk_fleet_connecting *connecting) {
    PQfinish(connecting->connection);
    sk_wakeup_finish(&connecting->ended);
    (void)pthread_mutex_destroy(&connecting->lock);
    free(connecting->conninfo);
    free(connecting->name);
    free(connecting);
}

static PGconn *connect_now(const struct sk_fleet_connecting *connecting) {
    /* What is behind dbname goes before what the administrator says in it. */
    static const char *const keywords[] = {
        "connect_timeout",  "dbname",           "fallback_application_name",
        "client_encoding",  "keepalives_idle",  "keepalives_interval",
        "keepalives_count", "tcp_user_timeout", NULL
    };
    const char *const values[] = {
        "10", connecting->conninfo, connecting->name, "UTF8", "10", "5", "3", "15000", NULL
    };
    return PQconnectdbParams(keywords, values, 1);
}

static void *run(void *data) {
    struct sk_fleet_connecting *connecting = data;
    PGconn *connection = connect_now(connecting);
    pthread_mutex_lock(&connecting->lock);
    connecting->connection = connection;
    connecting->has_ended = true;
    bool is_let_go = connecting->is_let_go;
    if (!is_let_go) {
        sk_wakeup_post(&connecting->ended);
    }
    pthread_mutex_unlock(&connecting->lock);
    if (is_let_go) {
        destroy(connecting);
    }
    return NULL;
}

static bool start_thread(struct sk_fleet_connecting *connecting) {
    pthread_attr_t attributes;
    pthread_t thread;
    if (pthread_attr_init(&attributes) != 0) {
        return false;
    }
    bool is_started = pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED) == 0 &&
                      pthread_create(&thread, &attributes, run, connecting) == 0;
    (void)pthread_attr_destroy(&attributes);
    return is_started;
}

enum sk_err sk_fleet_connecting_start(struct sk_fleet_connecting **out, const char *conninfo,
                                      const char *name) {
    struct sk_fleet_connecting *connecting = calloc(1, sizeof(*connecting));
    if (!connecting) {
        return SK_ERR_NOMEM;
    }
    if (sk_wakeup_init(&connecting->ended, NULL) != SK_OK) {
        free(connecting);
        return SK_ERR_NOMEM;
    }
    if (pthread_mutex_init(&connecting->lock, NULL) != 0) {
        sk_wakeup_finish(&connecting->ended);
        free(connecting);
        return SK_ERR_NOMEM;
    }
    connecting->conninfo = strdup(conninfo);
    connecting->name = strdup(name);
    if (!connecting->conninfo || !connecting->name || !start_thread(connecting)) {
        destroy(connecting);
        return SK_ERR_NOMEM;
    }
    *out = connecting;
    return SK_OK;
}

int sk_fleet_connecting_fd(const struct sk_fleet_connecting *connecting) {
    return sk_wakeup_fd(&connecting->ended);
}

bool sk_fleet_connecting_take(struct sk_fleet_connecting *connecting, PGconn **out) {
    pthread_mutex_lock(&connecting->lock);
    bool has_ended = connecting->has_ended;
    if (has_ended) {
        *out = connecting->connection;
        connecting->connection = NULL;
    }
    pthread_mutex_unlock(&connecting->lock);
    return has_ended;
}

void sk_fleet_connecting_drop(struct sk_fleet_connecting *connecting) {
    if (!connecting) {
        return;
    }
    struct pollfd ended = { .fd = sk_fleet_connecting_fd(connecting), .events = POLLIN };
    (void)poll(&ended, 1, GRACE_MS);
    pthread_mutex_lock(&connecting->lock);
    bool has_ended = connecting->has_ended;
    connecting->is_let_go = true;
    pthread_mutex_unlock(&connecting->lock);
    if (has_ended) {
        destroy(connecting);
    }
}
