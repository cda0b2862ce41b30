#include "base/inbox.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct sk_inbox {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    size_t item_size;
    size_t capacity;
    size_t first;
    size_t count;
    bool closed;
    void (*wake)(void *wake_data);
    void *wake_data;
    unsigned char items[];
};

enum sk_err sk_inbox_create(struct sk_inbox **out, size_t item_size, size_t capacity,
                            void (*wake)(void *wake_data), void *wake_data) {
    if (item_size == 0 || capacity == 0 ||
        capacity > (SIZE_MAX - sizeof(struct sk_inbox)) / item_size) {
        return SK_ERR_INVALID;
    }
    struct sk_inbox *inbox = malloc(sizeof(*inbox) + item_size * capacity);
    if (!inbox) {
        return SK_ERR_NOMEM;
    }
    *inbox = (struct sk_inbox){
        .item_size = item_size, .capacity = capacity, .wake = wake, .wake_data = wake_data
    };
    if (pthread_mutex_init(&inbox->lock, NULL) != 0) {
        free(inbox);
        return SK_ERR_NOMEM;
    }
    if (pthread_cond_init(&inbox->filled, NULL) != 0) {
        pthread_mutex_destroy(&inbox->lock);
        free(inbox);
        return SK_ERR_NOMEM;
    }
    *out = inbox;
    return SK_OK;
}

void sk_inbox_destroy(struct sk_inbox *inbox) {
    if (!inbox) {
        return;
    }
    pthread_cond_destroy(&inbox->filled);
    pthread_mutex_destroy(&inbox->lock);
    free(inbox);
}

enum sk_err sk_inbox_post(struct sk_inbox *inbox, const void *item, size_t reserve) {
    enum sk_err err = SK_OK;
    pthread_mutex_lock(&inbox->lock);
    if (inbox->closed) {
        err = SK_ERR_STOPPED;
    } else if (reserve >= inbox->capacity || inbox->count >= inbox->capacity - reserve) {
        err = SK_ERR_FULL;
    } else {
        size_t place = (inbox->first + inbox->count) % inbox->capacity;
        memcpy(inbox->items + place * inbox->item_size, item, inbox->item_size);
        inbox->count++;
        pthread_cond_signal(&inbox->filled);
    }
    pthread_mutex_unlock(&inbox->lock);
    if (!err && inbox->wake) {
        inbox->wake(inbox->wake_data);
    }
    return err;
}

/* The lock is held. */
static bool take_locked(struct sk_inbox *inbox, void *item) {
    if (inbox->count == 0) {
        return false;
    }
    memcpy(item, inbox->items + inbox->first * inbox->item_size, inbox->item_size);
    inbox->first = (inbox->first + 1) % inbox->capacity;
    inbox->count--;
    return true;
}

bool sk_inbox_take(struct sk_inbox *inbox, void *item) {
    pthread_mutex_lock(&inbox->lock);
    bool taken = take_locked(inbox, item);
    pthread_mutex_unlock(&inbox->lock);
    return taken;
}

bool sk_inbox_wait(struct sk_inbox *inbox, void *item) {
    pthread_mutex_lock(&inbox->lock);
    while (inbox->count == 0 && !inbox->closed) {
        pthread_cond_wait(&inbox->filled, &inbox->lock);
    }
    bool taken = take_locked(inbox, item);
    pthread_mutex_unlock(&inbox->lock);
    return taken;
}

void sk_inbox_close(struct sk_inbox *inbox) {
    pthread_mutex_lock(&inbox->lock);
    inbox->closed = true;
    pthread_cond_broadcast(&inbox->filled);
    pthread_mutex_unlock(&inbox->lock);
}
