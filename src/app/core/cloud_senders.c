#include "app/core/cloud_senders.h"

#include "app/core/cloud_sender.h"
#include "app/settings/account_options.h"
#include "base/util.h"

#include <pthread.h>
#include <stdlib.h>

#define SENDERS_MAX 32

/* One account. */
struct sender_place {
    struct sk_cloud_senders *all;
    struct sk_account account;
    struct sk_cloud_sender *sender; /* NULL: the place is free */
    bool is_ending;                 /* makes room */
    int64_t turn;                   /* used last */
    int under_way;                  /* under the lock of all */
};

struct sk_cloud_senders {
    struct sk_sender sender;
    const struct sk_config *config;
    struct sk_sender_listener listener;
    pthread_mutex_t lock;
    struct sender_place places[SENDERS_MAX];
    int64_t turn;
};

/* On the thread of that sender. */
static void on_answer(void *data, const struct sk_answer *answer) {
    struct sender_place *place = data;
    struct sk_cloud_senders *all = place->all;
    pthread_mutex_lock(&all->lock);
    place->under_way--;
    pthread_mutex_unlock(&all->lock);
    all->listener.on_answer(all->listener.data, answer);
}

static void on_news(void *data, const struct sk_sender_news *news) {
    const struct sender_place *place = data;
    place->all->listener.on_news(place->all->listener.data, news);
}

static int count_under_way(struct sk_cloud_senders *all, const struct sender_place *place) {
    pthread_mutex_lock(&all->lock);
    int under_way = place->under_way;
    pthread_mutex_unlock(&all->lock);
    return under_way;
}

/* Those that were told to end and have. */
static void free_places(struct sk_cloud_senders *all) {
    for (size_t i = 0; i < SENDERS_MAX; i++) {
        struct sender_place *place = &all->places[i];
        if (place->is_ending && sk_cloud_sender_has_stopped(place->sender)) {
            sk_cloud_sender_destroy(place->sender);
            *place = (struct sender_place){ .all = all };
        }
    }
}

static struct sender_place *find(struct sk_cloud_senders *all, const struct sk_account *account) {
    for (size_t i = 0; i < SENDERS_MAX; i++) {
        struct sender_place *place = &all->places[i];
        if (place->sender && !place->is_ending && sk_account_same(&place->account, account)) {
            return place;
        }
    }
    return NULL;
}

static struct sender_place *free_place(struct sk_cloud_senders *all) {
    for (size_t i = 0; i < SENDERS_MAX; i++) {
        if (!all->places[i].sender) {
            return &all->places[i];
        }
    }
    return NULL;
}

/* It takes a moment until its place is free; the request that needs it is offered again. */
static void make_room(struct sk_cloud_senders *all) {
    struct sender_place *oldest = NULL;
    for (size_t i = 0; i < SENDERS_MAX; i++) {
        struct sender_place *place = &all->places[i];
        if (place->is_ending) {
            return; /* it is on its way */
        }
        if ((!oldest || place->turn < oldest->turn) && count_under_way(all, place) == 0) {
            oldest = place;
        }
    }
    if (oldest) {
        oldest->is_ending = sk_cloud_sender_stop(oldest->sender);
    }
}

/* NULL: not now. */
static struct sender_place *place_of(struct sk_cloud_senders *all,
                                     const struct sk_account *wanted) {
    struct sk_account account = *wanted;
    sk_accounts_fill(all->config, &account);
    free_places(all);
    struct sender_place *place = find(all, &account);
    if (!place) {
        place = free_place(all);
        if (!place) {
            make_room(all);
            return NULL;
        }
        struct sk_sender_listener listener = { on_answer, on_news, place };
        place->account = account;
        if (sk_cloud_sender_create(&place->sender, all->config, &account, &listener) != SK_OK) {
            return NULL;
        }
    }
    place->turn = ++all->turn;
    return place;
}

static struct sk_cloud_senders *all_of(struct sk_sender *sender) {
    return sk_container_of(sender, struct sk_cloud_senders, sender);
}

static bool senders_send(struct sk_sender *sender, enum sk_request request,
                         const struct sk_pair *pair) {
    struct sk_cloud_senders *all = all_of(sender);
    struct sender_place *place = place_of(all, &pair->account);
    if (!place) {
        return false;
    }
    struct sk_sender *one = sk_cloud_sender_sender(place->sender);
    pthread_mutex_lock(&all->lock);
    place->under_way++; /* before its answer can come */
    pthread_mutex_unlock(&all->lock);
    bool is_sent = one->ops->send(one, request, pair);
    if (!is_sent) {
        pthread_mutex_lock(&all->lock);
        place->under_way--;
        pthread_mutex_unlock(&all->lock);
    }
    return is_sent;
}

static void senders_warm(struct sk_sender *sender, const struct sk_account *account) {
    struct sender_place *place = place_of(all_of(sender), account);
    if (place) {
        struct sk_sender *one = sk_cloud_sender_sender(place->sender);
        one->ops->warm(one, account);
    }
}

/* All at once first: each waits for what it has under way. */
static void senders_destroy(struct sk_sender *sender) {
    struct sk_cloud_senders *all = all_of(sender);
    for (size_t i = 0; i < SENDERS_MAX; i++) {
        if (all->places[i].sender) {
            (void)sk_cloud_sender_stop(all->places[i].sender);
        }
    }
    for (size_t i = 0; i < SENDERS_MAX; i++) {
        sk_cloud_sender_destroy(all->places[i].sender);
    }
    pthread_mutex_destroy(&all->lock);
    free(all);
}

enum sk_err sk_cloud_senders_create(struct sk_sender **out, const struct sk_config *config,
                                    const struct sk_sender_listener *listener,
                                    struct sk_err_info *info) {
    static const struct sk_sender_ops ops = { .send = senders_send,
                                              .warm = senders_warm,
                                              .destroy = senders_destroy };
    struct sk_routes *routes = NULL;
    enum sk_err err = sk_routes_create(&routes, config, info);
    if (err) {
        return err;
    }
    struct sk_cloud_senders *all = calloc(1, sizeof(*all));
    if (!all || pthread_mutex_init(&all->lock, NULL) != 0) {
        free(all);
        sk_routes_destroy(routes);
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to start the kiosk");
    }
    all->sender.ops = &ops;
    all->config = config;
    all->listener = *listener;
    for (size_t i = 0; i < SENDERS_MAX; i++) {
        all->places[i].all = all;
    }
    const struct sk_account *account = NULL;
    for (size_t i = 0; i < SENDERS_MAX && (account = sk_routes_account(routes, i)); i++) {
        if (!place_of(all, account)) {
            err = SK_ERR_NOMEM;
        }
    }
    sk_routes_destroy(routes);
    if (err) {
        senders_destroy(&all->sender);
        return sk_fail(info, err, "not enough memory to start the kiosk");
    }
    *out = &all->sender;
    return SK_OK;
}
