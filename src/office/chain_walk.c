#include "office/chain_walk.h"

#include "base/clock.h"
#include "base/util.h"
#include "journal/checkpoint.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct anchor {
    int64_t seq;
    uint8_t hash[SK_CHAIN_SIZE];
    bool is_read;
    int key;          /* of walking.keys, by which it is signed; -1: by none of them */
    bool is_stranger; /* there are keys, and it is signed by none of them */
};

struct walking {
    struct sk_office_walk *walk;
    struct sk_office_link *link;
    struct sk_office_chain_check check;
    int64_t head_seq;
    uint8_t head_hash[SK_CHAIN_SIZE];
    struct sk_signed_note_key keys[SK_OFFICE_KEYS_MAX]; /* walk->key_count of them, or the given */
    struct anchor *anchors;                             /* ascending */
    size_t anchor_count;
    size_t anchor_at; /* the next that may be met */
    sk_ms until;
    struct sk_err_info *info;
};

static void add_finding(struct sk_office_walk *walk, int64_t seq, enum sk_office_walk_type type) {
    if (walk->finding_count < SK_OFFICE_FINDINGS_MAX) {
        walk->findings[walk->finding_count] = (struct sk_office_walk_finding){ seq, type };
    }
    walk->finding_count++;
}

static bool copy_hash(const struct sk_office_rows *rows, int row, int column,
                      uint8_t out[SK_CHAIN_SIZE]) {
    const char *text = sk_office_text_at(rows, row, column);
    return sk_chain_parse_hex(text, out);
}

/* Head, and where the log begins. */
static enum sk_err read_head(struct walking *self) {
    static const char sql[] = "SELECT c.seq, encode(c.hash, 'hex'), c.first_seq,"
                              " encode(c.anchor, 'hex') FROM sag.chain c"
                              " WHERE c.bench = $1 AND c.chain = $2";
    struct sk_office_walk *walk = self->walk;
    const char *const values[] = { walk->bench, walk->chain };
    uint8_t anchor[SK_CHAIN_SIZE];
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err =
        sk_office_query(self->link, sql, SK_ARRAY_LEN(values), values, &rows, self->info);
    if (!err && rows.count != 1) {
        err = SK_ERR_NOT_FOUND;
    }
    if (!err) {
        bool good = copy_hash(&rows, 0, 1, self->head_hash) && copy_hash(&rows, 0, 3, anchor);
        self->head_seq = sk_office_number_at(&rows, 0, 0);
        sk_office_chain_check_init(&self->check, sk_office_number_at(&rows, 0, 2), anchor);
        err = good ? SK_OK : SK_ERR_CORRUPT;
    }
    if (!err && walk->from_seq > 0) {
        err = sk_chain_parse_hex(walk->from_hash, anchor) ? SK_OK : SK_ERR_INVALID;
        sk_office_chain_check_init(&self->check, walk->from_seq, anchor);
    }
    sk_office_rows_finish(&rows);
    return err;
}

/* The keys that the bench named, unless one is given: that is the only one then. */
static enum sk_err read_keys(struct walking *self) {
    static const char sql[] = "SELECT k.key, (extract(epoch FROM k.first_seen) * 1000)::bigint"
                              " FROM sag.bench_key k WHERE k.bench = $1 ORDER BY 2, 1 LIMIT 20";
    struct sk_office_walk *walk = self->walk;
    const char *const values[] = { walk->bench };
    struct sk_office_rows rows = { .result = NULL };
    walk->key_count = 0;
    if (walk->key[0]) {
        return sk_signed_note_key_read(walk->key, &self->keys[0]) ? SK_OK : SK_ERR_INVALID;
    }
    enum sk_err err =
        sk_office_query(self->link, sql, SK_ARRAY_LEN(values), values, &rows, self->info);
    for (int i = 0; !err && i < rows.count && walk->key_count < SK_OFFICE_KEYS_MAX; i++) {
        if (sk_signed_note_key_read(sk_office_text_at(&rows, i, 0), &self->keys[walk->key_count])) {
            walk->keys[walk->key_count++] =
                (struct sk_office_walk_key){ .first_seen_ms = sk_office_number_at(&rows, i, 1) };
        }
    }
    sk_office_rows_finish(&rows);
    return err;
}

static void read_anchor(const struct walking *self, const char *text, struct anchor *out) {
    const char *bytes = text;
    size_t length = strlen(text);
    struct sk_signed_note note;
    struct sk_checkpoint checkpoint;
    bool is_given = self->walk->key[0] != '\0';
    int count = is_given ? 1 : self->walk->key_count;
    out->key = -1;
    out->is_read = sk_signed_note_next(&bytes, &length, &note) &&
                   sk_checkpoint_read(&note, &checkpoint) && checkpoint.seq == out->seq;
    for (int i = 0; out->is_read && i < count && out->key < 0; i++) {
        out->key = sk_signed_note_is_signed_by(&note, &self->keys[i]) ? i : -1;
    }
    out->is_stranger = out->is_read && count > 0 && out->key < 0;
    if (out->is_read) {
        memcpy(out->hash, checkpoint.hash, SK_CHAIN_SIZE);
    }
}

static enum sk_err read_anchors(struct walking *self) {
    static const char sql[] = "SELECT k.seq, k.note FROM sag.checkpoint k WHERE k.bench = $1"
                              " AND k.chain = $2 AND k.seq >= $3::bigint ORDER BY k.seq LIMIT 4096";
    char from[24];
    const char *const values[] = { self->walk->bench, self->walk->chain, from };
    struct sk_office_rows rows = { .result = NULL };
    (void)snprintf(from, sizeof(from), "%" PRId64, self->check.next_seq);
    enum sk_err err = read_keys(self);
    err = err ? err
              : sk_office_query(self->link, sql, SK_ARRAY_LEN(values), values, &rows, self->info);
    if (!err) {
        self->anchors = calloc((size_t)rows.count + 1, sizeof(*self->anchors));
        err = self->anchors ? SK_OK : SK_ERR_NOMEM;
    }
    for (int i = 0; !err && i < rows.count; i++) {
        struct anchor *anchor = &self->anchors[self->anchor_count++];
        anchor->seq = sk_office_number_at(&rows, i, 0);
        read_anchor(self, sk_office_text_at(&rows, i, 1), anchor);
    }
    sk_office_rows_finish(&rows);
    return err;
}

/* Does the event that was just checked have the hash that the bench signed? */
static void meet_anchors(struct walking *self, int64_t seq) {
    while (self->anchor_at < self->anchor_count && self->anchors[self->anchor_at].seq <= seq) {
        const struct anchor *anchor = &self->anchors[self->anchor_at++];
        bool fits = anchor->is_read && anchor->seq == seq &&
                    memcmp(anchor->hash, self->check.hash, SK_CHAIN_SIZE) == 0;
        self->walk->strangers += anchor->is_stranger;
        if (fits && !anchor->is_stranger) {
            self->walk->checkpoints++;
            if (anchor->key >= 0 && anchor->key < self->walk->key_count) {
                self->walk->keys[anchor->key].checkpoints++;
            }
        } else if (!fits) {
            add_finding(self->walk, anchor->seq, SK_OFFICE_WALK_CHECKPOINT);
        }
    }
}

/* The first event that is here; what came before went with its month, so its hash is believed. */
static void begin_at(struct walking *self, const struct sk_office_chain_event *event) {
    struct sk_office_walk *walk = self->walk;
    walk->first_seq = event->seq;
    if (event->seq > self->check.next_seq && walk->from_seq == 0 &&
        event->hash_length == SK_CHAIN_SIZE) {
        walk->lacks = event->seq - self->check.next_seq;
    }
}

static enum sk_err check_event(struct walking *self, const struct sk_office_chain_event *event) {
    struct sk_office_walk *walk = self->walk;
    enum sk_office_finding finding = SK_OFFICE_CHAIN_GOOD;
    bool is_first = walk->first_seq == 0;
    if (is_first) {
        begin_at(self, event);
    }
    enum sk_err err = sk_office_chain_check_step(&self->check, event, &finding);
    if (err || (is_first && walk->lacks > 0)) {
        return err; /* nothing is known of what it follows */
    }
    switch (finding) {
    case SK_OFFICE_CHAIN_GOOD:
        break;
    case SK_OFFICE_CHAIN_GAP:
        add_finding(walk, event->seq, SK_OFFICE_WALK_GAP);
        break;
    case SK_OFFICE_CHAIN_HASH:
        add_finding(walk, event->seq, SK_OFFICE_WALK_HASH);
        break;
    case SK_OFFICE_CHAIN_COLUMNS:
        add_finding(walk, event->seq, SK_OFFICE_WALK_COLUMNS);
        break;
    }
    meet_anchors(self, event->seq);
    return SK_OK;
}

static enum sk_err check_row(struct walking *self, const struct sk_office_rows *row) {
    struct sk_office_chain_event event = { .seq = sk_office_number_at(row, 0, 0),
                                           .wall_ms = sk_office_number_at(row, 0, 1),
                                           .pair = sk_office_number_at(row, 0, 2),
                                           .event = sk_office_text_at(row, 0, 3) };
    uint8_t *body = NULL;
    uint8_t *hash = NULL;
    enum sk_err err = sk_office_bytes_at(row, 0, 4, &body, &event.body_length);
    err = err ? err : sk_office_bytes_at(row, 0, 5, &hash, &event.hash_length);
    event.body = body;
    event.hash = hash;
    err = err ? err : check_event(self, &event);
    free(body);
    free(hash);
    return err;
}

static enum sk_err check_rows(struct walking *self) {
    static const char sql[] =
        "SELECT e.seq, e.wall_ms, e.pair, e.event, e.body, e.hash FROM sag.event e"
        " WHERE e.bench = $1 AND e.chain = $2 AND e.seq >= $3::bigint AND e.seq <= $4::bigint"
        " ORDER BY e.seq";
    char from[24], to[24];
    const char *const values[] = { self->walk->bench, self->walk->chain, from, to };
    struct sk_clock *clock = sk_clock_system();
    struct sk_office_rows row = { .result = NULL };
    (void)snprintf(from, sizeof(from), "%" PRId64, self->check.next_seq);
    (void)snprintf(to, sizeof(to), "%" PRId64, self->head_seq);
    enum sk_err err =
        sk_office_rows_begin(self->link, sql, SK_ARRAY_LEN(values), values, self->info);
    while (!err && !(err = sk_office_rows_next(self->link, &row, self->info))) {
        err = check_row(self, &row);
        sk_office_rows_finish(&row);
        if (!err && self->until > 0 && self->check.events % 256 == 0 &&
            clock->ops->now(clock) > self->until) {
            return SK_OK; /* whoever gives the link back closes it */
        }
    }
    self->walk->is_whole = err == SK_ERR_NOT_FOUND;
    return self->walk->is_whole ? SK_OK : err;
}

enum sk_err sk_office_walk(struct sk_office_link *link, struct sk_office_walk *walk,
                           struct sk_err_info *info) {
    struct sk_clock *clock = sk_clock_system();
    struct walking self = { .walk = walk, .link = link, .info = info };
    self.until = walk->most_ms > 0 ? clock->ops->now(clock) + walk->most_ms : 0;
    enum sk_err err = read_head(&self);
    err = err ? err : read_anchors(&self);
    err = err ? err : check_rows(&self);
    walk->events = self.check.events;
    walk->last_seq = self.check.next_seq - 1;
    walk->head_fits = walk->last_seq == self.head_seq &&
                      memcmp(self.check.hash, self.head_hash, SK_CHAIN_SIZE) == 0;
    sk_chain_hex(self.check.hash, walk->last_hash);
    free(self.anchors);
    return err;
}

bool sk_office_walk_is_good(const struct sk_office_walk *walk) {
    return walk->finding_count == 0 && walk->strangers == 0 && (!walk->is_whole || walk->head_fits);
}
