/* tidings.h — what goes up and down beside the log: how the bench is, what the office asks, who the
 * people are, the device list, what other benches bound. The fleet's thread; blocks on the disk.
 * Private to this folder. */
#ifndef SK_FLEET_TIDINGS_H
#define SK_FLEET_TIDINGS_H

#include "fleet/context.h"

struct sk_tidings_options {
    const char *list_path; /* borrowed; "": no list is wanted */
    bool wants_people;
    sk_ms beat;   /* between two tellings */
    sk_ms follow; /* between two looks at what others bound; 0: none */
};

/* What keeps what came. Each returns false where it could not be kept; info says why, and it comes
 * again. NULL: nobody keeps it. */
struct sk_tidings_keepers {
    /* One result of sag.people(). */
    bool (*people)(void *data, const PGresult *result, struct sk_err_info *info);
    /* What others bound; place: behind it, to go on from after a start. */
    bool (*bindings)(void *data, const struct sk_fleet_binding *rows, size_t count,
                     const struct sk_fleet_place *place, struct sk_err_info *info);
    void *data;
};

/* On the caller's memory. */
struct sk_tidings {
    const struct sk_fleet_context *context;
    struct sk_tidings_options options;
    struct sk_tidings_keepers keepers;
    struct sk_fleet_status status;
    char chain[SK_FLEET_CHAIN_SIZE]; /* of the journal; "": it is not open yet */
    bool is_up;
    sk_ms beat_at;
    bool is_beating; /* an answer is awaited, as in the next ones */
    bool is_fetching;
    bool is_getting_people;
    bool is_getting_list;
    bool is_following;
    int64_t clock_offset_ms;
    int64_t people; /* versions that are kept; -1: none */
    int64_t list;
    int64_t requests; /* of the last answer */
    struct sk_fleet_place place;
    sk_ms follow_at;
    sk_ms known_at; /* when nothing more was to be followed; -1: never yet */
};

void sk_tidings_init(struct sk_tidings *tidings, const struct sk_fleet_context *context,
                     const struct sk_tidings_options *options,
                     const struct sk_tidings_keepers *keepers, const struct sk_fleet_place *place);

/* Told with the next beat; what somebody waits for brings that forward. */
void sk_tidings_status(struct sk_tidings *tidings, const struct sk_fleet_status *status, sk_ms now);
void sk_tidings_link(struct sk_tidings *tidings, bool is_up, sk_ms now);
/* Of a request. False: there is no connection. */
bool sk_tidings_end_request(struct sk_tidings *tidings, int64_t id, const char *outcome,
                            bool is_end, sk_ms now);
/* Of a call that is theirs. False: it is not. */
bool sk_tidings_answer(struct sk_tidings *tidings, int32_t tag, const PGresult *result, sk_ms now);

/* Does what is due. chain, shipped: of the log, for the beat. */
void sk_tidings_pump(struct sk_tidings *tidings, const char *chain, int64_t shipped, sk_ms now);
sk_ms sk_tidings_deadline(const struct sk_tidings *tidings);

#endif
