/* news.h — what the fleet's thread tells the kiosk, as plain values. */
#ifndef SK_FLEET_NEWS_H
#define SK_FLEET_NEWS_H

#include "base/err.h"
#include "fleet/calls.h"
#include "fleet/word.h"

#include <stdbool.h>
#include <stdint.h>

enum sk_fleet_news_type {
    SK_FLEET_LINK,     /* is_up; text: why not */
    SK_FLEET_WORD,     /* id, word: the answer to a question */
    SK_FLEET_FOLLOWED, /* binding: of another bench; in the server's order, some come twice */
    SK_FLEET_REQUEST,  /* request: the office asks; comes again until it is ended */
    SK_FLEET_ALARM,    /* text: the log and the fleet do not agree, and nothing is shipped */
    SK_FLEET_SHIPPED,  /* the fleet has the log again, after an alarm */
    SK_FLEET_PEOPLE,   /* the bench's table of people was changed to what the fleet says */
    SK_FLEET_LIST,     /* the device list of the fleet is in options.list_path */
    SK_FLEET_TROUBLE,  /* text: something that came could not be kept; for the log */
    SK_FLEET_ADMITTED, /* is_up: false: its secret proves nothing any more; true: it does again */
    SK_FLEET_CLOCK,    /* number: this machine's clock is off by so many minutes; 0: it is right */
};

/* Plain value. */
struct sk_fleet_news {
    enum sk_fleet_news_type type;
    bool is_up;
    uint64_t id;
    int64_t number;
    union {
        struct sk_fleet_word word;
        struct sk_fleet_binding binding;
        struct sk_fleet_request request;
    } u;
    struct sk_err_info text;
};

/* All mandatory, called on the fleet's thread; must not block for long. */
struct sk_fleet_ports {
    /* Copies *news. False: there is no room just now; it comes again. */
    bool (*report)(void *data, const struct sk_fleet_news *news);
    /* The server has the log up to there. */
    void (*acknowledge)(void *data, int64_t seq);
    void *data;
};

#endif
