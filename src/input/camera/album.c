#include "input/camera/album.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct sk_album_picture {
    atomic_int holders;
    uint64_t number;
    sk_ms at;
    struct sk_frame frame; /* of bytes */
    size_t room;
    unsigned char bytes[];
};

enum album_place {
    PLACE_NEWEST,
    PLACE_BEFORE, /* whoever looks at the newest may come just too late */
    PLACE_LOOKED_AT,
    PLACE_READ, /* the first of SK_ALBUM_READ, oldest first */
    PLACE_COUNT = PLACE_READ + SK_ALBUM_READ,
};

struct sk_album {
    pthread_mutex_t lock;
    struct sk_album_picture *places[PLACE_COUNT]; /* NULL: empty */
    struct sk_album_picture *spare;               /* nobody else has it; to be overwritten */
};

enum sk_err sk_album_create(struct sk_album **out) {
    struct sk_album *album = calloc(1, sizeof(*album));
    if (!album || pthread_mutex_init(&album->lock, NULL) != 0) {
        free(album);
        return SK_ERR_NOMEM;
    }
    *out = album;
    return SK_OK;
}

void sk_album_destroy(struct sk_album *album) {
    if (!album) {
        return;
    }
    for (size_t i = 0; i < PLACE_COUNT; i++) {
        sk_album_release(album->places[i]);
    }
    sk_album_release(album->spare);
    pthread_mutex_destroy(&album->lock);
    free(album);
}

/* --- pictures ----------------------------------------------------------------------------- */

static struct sk_album_picture *hold(struct sk_album_picture *picture) {
    if (picture) {
        atomic_fetch_add(&picture->holders, 1);
    }
    return picture;
}

void sk_album_release(struct sk_album_picture *picture) {
    if (picture && atomic_fetch_sub(&picture->holders, 1) == 1) {
        free(picture);
    }
}

const struct sk_frame *sk_album_frame(const struct sk_album_picture *picture) {
    return &picture->frame;
}

sk_ms sk_album_at(const struct sk_album_picture *picture) {
    return picture->at;
}

/* A camera's pictures are of much the same size, so that memory is asked for rarely. */
static struct sk_album_picture *make(struct sk_album_picture *spare, const struct sk_frame *frame) {
    if (spare && spare->room >= frame->length) {
        return spare;
    }
    sk_album_release(spare);
    size_t room = frame->length + frame->length / 8;
    struct sk_album_picture *made = malloc(sizeof(*made) + room);
    if (made) {
        atomic_init(&made->holders, 1);
        made->room = room;
    }
    return made;
}

/* --- the album ---------------------------------------------------------------------------- */

/* Lock is held, as in those below. Takes what lay there out; it is to be let go without the lock.
 */
static struct sk_album_picture *put_into(struct sk_album *album, size_t place,
                                         struct sk_album_picture *picture) {
    struct sk_album_picture *older = album->places[place];
    album->places[place] = picture;
    return older;
}

static struct sk_album_picture *find(const struct sk_album *album, uint64_t number) {
    for (size_t i = 0; i < PLACE_COUNT; i++) {
        if (album->places[i] && album->places[i]->number == number) {
            return album->places[i];
        }
    }
    return NULL;
}

void sk_album_put(struct sk_album *album, uint64_t number, const struct sk_frame *frame, sk_ms at) {
    struct sk_album_picture *picture = NULL;
    if (frame->length <= SK_ALBUM_BYTES_MAX) {
        pthread_mutex_lock(&album->lock);
        struct sk_album_picture *spare = album->spare;
        album->spare = NULL;
        pthread_mutex_unlock(&album->lock);
        picture = make(spare, frame);
    }
    if (picture) {
        picture->number = number;
        picture->at = at;
        picture->frame = *frame;
        picture->frame.bytes = picture->bytes;
        memcpy(picture->bytes, frame->bytes, frame->length);
    }
    pthread_mutex_lock(&album->lock);
    struct sk_album_picture *before = put_into(album, PLACE_NEWEST, picture);
    struct sk_album_picture *oldest = put_into(album, PLACE_BEFORE, before);
    /* Nobody can get hold of it any more, if nobody has it. */
    if (oldest && !album->spare && atomic_load(&oldest->holders) == 1) {
        album->spare = oldest;
        oldest = NULL;
    }
    pthread_mutex_unlock(&album->lock);
    sk_album_release(oldest);
}

void sk_album_look(struct sk_album *album, uint64_t number) {
    pthread_mutex_lock(&album->lock);
    struct sk_album_picture *older = put_into(album, PLACE_LOOKED_AT, hold(find(album, number)));
    pthread_mutex_unlock(&album->lock);
    sk_album_release(older);
}

void sk_album_mark(struct sk_album *album, uint64_t number) {
    struct sk_album_picture *oldest = NULL;
    pthread_mutex_lock(&album->lock);
    struct sk_album_picture *picture = find(album, number);
    /* Two labels in one picture. */
    const struct sk_album_picture *last = album->places[PLACE_COUNT - 1];
    if (picture && picture != last) {
        oldest = album->places[PLACE_READ];
        memmove(&album->places[PLACE_READ], &album->places[PLACE_READ + 1],
                (SK_ALBUM_READ - 1) * sizeof(album->places[0]));
        album->places[PLACE_COUNT - 1] = hold(picture);
    }
    pthread_mutex_unlock(&album->lock);
    sk_album_release(oldest);
}

struct sk_album_picture *sk_album_take(struct sk_album *album, uint64_t number) {
    pthread_mutex_lock(&album->lock);
    struct sk_album_picture *picture =
        hold(number == 0 ? album->places[PLACE_NEWEST] : find(album, number));
    pthread_mutex_unlock(&album->lock);
    return picture;
}
