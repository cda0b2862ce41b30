#define SK_LOG_MODULE "office"
#include "office/slow.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

struct slow_connection {
    int fd;      /* -1: no connection */
    sk_ms until; /* then it is cut off; 0: never */
};

struct sk_office_slow {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t ended;
    bool is_over;
    int most;
    struct slow_connection connections[];
};

static sk_ms now(void) {
    struct sk_clock *clock = sk_clock_system();
    return clock->ops->now(clock);
}

/* The server closes the socket itself when it finds that nothing comes any more. Under the mutex,
 * so that the number is still that connection's. */
static void cut_off(struct sk_office_slow *slow) {
    sk_ms moment = now();
    for (int i = 0; i < slow->most; i++) {
        struct slow_connection *connection = &slow->connections[i];
        if (connection->fd >= 0 && connection->until > 0 && connection->until <= moment) {
            (void)shutdown(connection->fd, SHUT_RDWR); /* the other side may have been faster */
            connection->until = 0;
            sk_log_debug("a request came too slowly: its connection was cut off");
        }
    }
}

static void *watch(void *data) {
    struct sk_office_slow *slow = data;
    pthread_mutex_lock(&slow->mutex);
    while (!slow->is_over) {
        struct timespec moment;
        (void)clock_gettime(CLOCK_MONOTONIC, &moment);
        moment.tv_sec++;
        (void)pthread_cond_timedwait(&slow->ended, &slow->mutex, &moment);
        cut_off(slow);
    }
    pthread_mutex_unlock(&slow->mutex);
    return NULL;
}

enum sk_err sk_office_slow_create(struct sk_office_slow **out, int most, struct sk_err_info *info) {
    struct sk_office_slow *slow =
        calloc(1, sizeof(*slow) + (size_t)most * sizeof(slow->connections[0]));
    pthread_condattr_t monotonic;
    if (!slow) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory");
    }
    slow->most = most;
    for (int i = 0; i < most; i++) {
        slow->connections[i].fd = -1;
    }
    (void)pthread_condattr_init(&monotonic); /* none of these fails with glibc */
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&slow->ended, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    (void)pthread_mutex_init(&slow->mutex, NULL);
    if (pthread_create(&slow->thread, NULL, watch, slow) != 0) {
        (void)pthread_cond_destroy(&slow->ended);
        (void)pthread_mutex_destroy(&slow->mutex);
        free(slow);
        return sk_fail(info, SK_ERR_NOMEM, "no thread can be started");
    }
    *out = slow;
    return SK_OK;
}

void sk_office_slow_destroy(struct sk_office_slow *slow) {
    if (!slow) {
        return;
    }
    pthread_mutex_lock(&slow->mutex);
    slow->is_over = true;
    (void)pthread_cond_signal(&slow->ended);
    pthread_mutex_unlock(&slow->mutex);
    (void)pthread_join(slow->thread, NULL);
    (void)pthread_cond_destroy(&slow->ended);
    (void)pthread_mutex_destroy(&slow->mutex);
    free(slow);
}

/* The place of that socket; for fd -1 a free one. NULL: there is none. */
static struct slow_connection *place_of(struct sk_office_slow *slow, int fd) {
    for (int i = 0; i < slow->most; i++) {
        if (slow->connections[i].fd == fd) {
            return &slow->connections[i];
        }
    }
    return NULL;
}

void sk_office_slow_expect(struct sk_office_slow *slow, int fd, int seconds) {
    pthread_mutex_lock(&slow->mutex);
    struct slow_connection *connection = place_of(slow, fd);
    connection = connection ? connection : place_of(slow, -1);
    if (connection) {
        *connection =
            (struct slow_connection){ .fd = fd,
                                      .until = seconds > 0 ? now() + (sk_ms)seconds * 1000 : 0 };
    }
    pthread_mutex_unlock(&slow->mutex);
}

void sk_office_slow_forget(struct sk_office_slow *slow, int fd) {
    pthread_mutex_lock(&slow->mutex);
    struct slow_connection *connection = place_of(slow, fd);
    if (connection) {
        connection->fd = -1;
    }
    pthread_mutex_unlock(&slow->mutex);
}
