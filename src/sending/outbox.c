#include "sending/outbox.h"

#include "base/assert.h"
#include "base/transition.h"
#include "base/util.h"

#include <stdio.h>
#include <string.h>

/* Other instances that may be tried at once after a backoff began: the trouble may be of one
 * instance only (a permission limited to some, a server that fails on one). */
#define OTHERS_ALLOWED 3
#define PROBE_GAP_MS 250
#define LONGEST_MS ((sk_ms)INT64_MAX / 4) /* a pause that is longer is no time */
#define LOCATE_MS 10000 /* after that nobody is in front of the red screen any more */

void sk_outbox_init(struct sk_outbox *outbox, const struct sk_outbox_rules *rules, uint64_t seed) {
    SK_ASSERT(rules->max_in_flight > 0); /* else nothing would ever be sent */
    SK_ASSERT(rules->ask_rounds >= 0 && rules->ask_rounds <= SK_OUTBOX_ROUNDS_MAX);
    memset(outbox, 0, sizeof(*outbox));
    outbox->rules = *rules;
    outbox->jitter = seed;
}

bool sk_outbox_has_room(const struct sk_outbox *outbox) {
    return outbox->count < SK_OUTBOX_SIZE;
}

static struct sk_entry *find(struct sk_outbox *outbox, int64_t number) {
    for (int32_t i = 0; i < outbox->count; i++) {
        if (outbox->entries[i].pair.number == number) {
            return &outbox->entries[i];
        }
    }
    return NULL;
}

const struct sk_pair *sk_outbox_pair(const struct sk_outbox *outbox, int64_t number) {
    for (int32_t i = 0; i < outbox->count; i++) {
        if (outbox->entries[i].pair.number == number) {
            return &outbox->entries[i].pair;
        }
    }
    return NULL;
}

bool sk_outbox_has(const struct sk_outbox *outbox, int64_t number) {
    return sk_outbox_pair(outbox, number) != NULL;
}

const char *sk_outbox_state_name(enum sk_outbox_state state) {
    static const char *const names[SK_OUTBOX_STATES] = {
        [SK_OUTBOX_STATE_FREE] = "free",
        [SK_OUTBOX_STATE_SAVING] = "saving",
        [SK_OUTBOX_STATE_TO_SEND] = "to-send",
        [SK_OUTBOX_STATE_MARKING] = "marking",
        [SK_OUTBOX_STATE_MARKED] = "marked",
        [SK_OUTBOX_STATE_SENDING] = "sending",
        [SK_OUTBOX_STATE_TO_ASK] = "to-ask",
        [SK_OUTBOX_STATE_ASKING_INSTANCE] = "asking-instance",
        [SK_OUTBOX_STATE_TO_ASK_SERIAL] = "to-ask-serial",
        [SK_OUTBOX_STATE_ASKING_SERIAL] = "asking-serial",
        [SK_OUTBOX_STATE_SETTLING] = "settling",
        [SK_OUTBOX_STATE_TO_LOCATE] = "to-locate",
        [SK_OUTBOX_STATE_LOCATING] = "locating",
        [SK_OUTBOX_STATE_ENDED] = "ended",
    };
    return SK_AT(names, state);
}

const char *sk_backoff_name(enum sk_backoff backoff) {
    static const char *const names[SK_BACKOFFS] = {
        [SK_BACKOFF_NONE] = "none",           [SK_BACKOFF_OFFLINE] = "offline",
        [SK_BACKOFF_DOUBTFUL] = "doubtful",   [SK_BACKOFF_BLOCKED] = "blocked",
        [SK_BACKOFF_THROTTLED] = "throttled",
    };
    return SK_AT(names, backoff);
}

static void enter(struct sk_entry *entry, enum sk_outbox_state state) {
    if (state != entry->state) {
        sk_transition("outbox", sk_outbox_state_name(entry->state), sk_outbox_state_name(state),
                      entry->pair.number);
        entry->state = state;
    }
}

static void set_backoff(struct sk_outbox_account *account, enum sk_backoff backoff) {
    if (backoff != account->backoff) {
        sk_transition("backoff", sk_backoff_name(account->backoff), sk_backoff_name(backoff), 0);
        account->backoff = backoff;
    }
}

static void drop(struct sk_outbox *outbox, struct sk_entry *entry) {
    enter(entry, SK_OUTBOX_STATE_FREE);
    int32_t behind = (int32_t)(&outbox->entries[outbox->count] - (entry + 1));
    memmove(entry, entry + 1, (size_t)behind * sizeof(*entry));
    outbox->count--;
    outbox->entries[outbox->count].state = SK_OUTBOX_STATE_FREE;
}

/* splitmix64; only spreads retries, secrets are made elsewhere. */
static uint64_t next_random(struct sk_outbox *outbox) {
    outbox->jitter += 0x9E3779B97F4A7C15u;
    uint64_t z = outbox->jitter;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* Between half and the whole of first * 2^failures, at most cap. */
static sk_ms pause_after(struct sk_outbox *outbox, sk_ms first, sk_ms cap, int32_t failures) {
    sk_ms whole = first;
    for (int32_t i = 1; i < failures && whole < cap; i++) {
        whole *= 2;
    }
    if (whole > cap) {
        whole = cap;
    }
    sk_ms half = whole / 2;
    return whole - half + (half > 0 ? (sk_ms)(next_random(outbox) % (uint64_t)(half + 1)) : 0);
}

static bool is_asking(const struct sk_entry *entry) {
    return entry->state == SK_OUTBOX_STATE_ASKING_INSTANCE ||
           entry->state == SK_OUTBOX_STATE_ASKING_SERIAL;
}

static bool is_under_way(const struct sk_entry *entry) {
    return entry->state == SK_OUTBOX_STATE_SENDING || is_asking(entry) ||
           entry->state == SK_OUTBOX_STATE_LOCATING;
}

static bool is_to_ask(const struct sk_entry *entry) {
    return entry->state == SK_OUTBOX_STATE_TO_ASK || entry->state == SK_OUTBOX_STATE_TO_ASK_SERIAL;
}

/* Settled and told; it blocks no other pair. */
static bool is_past(const struct sk_entry *entry) {
    return entry->state == SK_OUTBOX_STATE_TO_LOCATE || entry->state == SK_OUTBOX_STATE_LOCATING;
}

static bool is_blocked(const struct sk_entry *entry) {
    return entry->is_blocked && entry->state != SK_OUTBOX_STATE_ENDED;
}

int32_t sk_outbox_unsettled(const struct sk_outbox *outbox, const struct sk_entry **oldest) {
    int32_t count = 0;
    const struct sk_entry *first = NULL;
    for (int32_t i = 0; i < outbox->count; i++) {
        const struct sk_entry *entry = &outbox->entries[i];
        if (!is_past(entry)) {
            first = first ? first : entry;
            count++;
        }
    }
    if (oldest) {
        *oldest = first;
    }
    return count;
}

/* --- accounts ------------------------------------------------------------------------------ */

/* Its place in the table; -1: it has none. */
static int32_t find_account(const struct sk_outbox *outbox, const struct sk_account *account) {
    for (int32_t i = 0; i < outbox->account_count; i++) {
        if (sk_account_same(&outbox->accounts[i].account, account)) {
            return i;
        }
    }
    return -1;
}

static int32_t count_pairs(const struct sk_outbox *outbox, int32_t account) {
    int32_t pairs = 0;
    for (int32_t i = 0; i < outbox->count; i++) {
        pairs += outbox->entries[i].account == account;
    }
    return pairs;
}

/* The one to be forgotten: without a pair, rather without trouble, and longest not served. */
static int32_t spare_account(const struct sk_outbox *outbox) {
    const struct sk_outbox_account *best = NULL;
    for (int32_t i = 0; i < outbox->account_count; i++) {
        const struct sk_outbox_account *account = &outbox->accounts[i];
        bool has_trouble = account->backoff != SK_BACKOFF_NONE;
        bool best_has = best && best->backoff != SK_BACKOFF_NONE;
        bool is_better = !best || (has_trouble == best_has ? account->turn < best->turn : best_has);
        if (is_better && count_pairs(outbox, i) == 0) {
            best = account;
        }
    }
    SK_ASSERT(best); /* there are more places than other pairs */
    return (int32_t)(best - outbox->accounts);
}

static int32_t take_account(struct sk_outbox *outbox, const struct sk_account *account) {
    int32_t at = find_account(outbox, account);
    if (at >= 0) {
        return at;
    }
    at = outbox->account_count < SK_OUTBOX_ACCOUNTS ? outbox->account_count++
                                                    : spare_account(outbox);
    outbox->accounts[at] = (struct sk_outbox_account){ .account = *account };
    return at;
}

static struct sk_outbox_account *account_of(struct sk_outbox *outbox,
                                            const struct sk_entry *entry) {
    return &outbox->accounts[entry->account];
}

static const struct sk_outbox_account *const_account_of(const struct sk_outbox *outbox,
                                                        const struct sk_entry *entry) {
    return &outbox->accounts[entry->account];
}

int32_t sk_outbox_count(const struct sk_outbox *outbox, const struct sk_account *account) {
    int32_t at = find_account(outbox, account);
    return at < 0 ? 0 : count_pairs(outbox, at);
}

int32_t sk_outbox_room(const struct sk_outbox *outbox, const struct sk_account *account) {
    /* With fewer than so many places it may take one more, if then so many are still free. */
    static const struct {
        int32_t below;
        int32_t spare;
    } shares[] = { { 1, 0 }, { 4, 16 }, { 32, 48 }, { SK_OUTBOX_SIZE / 2, SK_OUTBOX_SIZE / 2 } };
    int32_t has = sk_outbox_count(outbox, account);
    int32_t room = 0;
    for (size_t i = 0; i < SK_ARRAY_LEN(shares); i++) {
        while (has + room < shares[i].below &&
               SK_OUTBOX_SIZE - outbox->count - room > shares[i].spare) {
            room++;
        }
    }
    return room;
}

enum sk_backoff sk_outbox_backoff(const struct sk_outbox *outbox,
                                  const struct sk_account *account) {
    int32_t at = find_account(outbox, account);
    return at < 0 ? SK_BACKOFF_NONE : outbox->accounts[at].backoff;
}

static int gravity_of(enum sk_backoff backoff) {
    switch (backoff) {
    case SK_BACKOFF_NONE:
        return 0;
    case SK_BACKOFF_THROTTLED:
        return 1;
    case SK_BACKOFF_OFFLINE:
    case SK_BACKOFF_DOUBTFUL:
        return 2;
    case SK_BACKOFF_BLOCKED:
        return 3;
    }
    SK_UNREACHABLE("backoff");
}

const struct sk_outbox_account *sk_outbox_worst(const struct sk_outbox *outbox) {
    const struct sk_outbox_account *worst = NULL;
    for (int32_t i = 0; i < outbox->account_count; i++) {
        const struct sk_outbox_account *account = &outbox->accounts[i];
        if (gravity_of(account->backoff) > (worst ? gravity_of(worst->backoff) : 0)) {
            worst = account;
        }
    }
    return worst;
}

/* Another account's calls take none of its places: an address that does not answer would else hold
 * them all. */
static int32_t count_under_way(const struct sk_outbox *outbox, int32_t account) {
    int32_t under_way = 0;
    for (int32_t i = 0; i < outbox->count; i++) {
        under_way += outbox->entries[i].account == account && is_under_way(&outbox->entries[i]);
    }
    return under_way;
}

/* Marked in the journal as about to be sent, so a place is reserved for it. */
static bool is_marked(const struct sk_entry *entry) {
    return entry->state == SK_OUTBOX_STATE_MARKING || entry->state == SK_OUTBOX_STATE_MARKED;
}

/* No more are marked than may go at once, during a backoff the one probe: after a crash, what was
 * marked cannot be told from what was sent, and costs a question. */
static bool has_place(const struct sk_outbox *outbox, const struct sk_entry *entry) {
    const struct sk_outbox_account *account = const_account_of(outbox, entry);
    int32_t taken = count_under_way(outbox, entry->account);
    bool is_closed =
        is_to_ask(entry) ? account->ask_failures > 0 : account->backoff != SK_BACKOFF_NONE;
    for (int32_t i = 0; i < outbox->count; i++) {
        const struct sk_entry *other = &outbox->entries[i];
        taken += other->account == entry->account && is_marked(other) && !is_marked(entry);
    }
    return taken < (is_closed ? 1 : outbox->rules.max_in_flight);
}

/* --- the bucket ---------------------------------------------------------------------------- */

#define TOKEN 1000 /* so that a millisecond adds per_second to it */

/* As many as may be under way at once go without a pause, but no more than a second's. */
static int64_t bucket_size(const struct sk_outbox *outbox) {
    int64_t size = outbox->rules.max_in_flight < outbox->rules.per_second
                       ? outbox->rules.max_in_flight
                       : outbox->rules.per_second;
    return size * TOKEN;
}

static int64_t tokens_now(const struct sk_outbox *outbox, sk_ms now) {
    int64_t size = bucket_size(outbox);
    sk_ms passed = now - outbox->tokens_at;
    if (passed > size / outbox->rules.per_second) {
        return size;
    }
    int64_t tokens = outbox->tokens + passed * outbox->rules.per_second;
    return tokens < size ? tokens : size;
}

/* When the next request may go, as far as the bucket is concerned. */
static sk_ms token_at(const struct sk_outbox *outbox, sk_ms now) {
    if (outbox->rules.per_second == 0) {
        return now;
    }
    int64_t missing = TOKEN - tokens_now(outbox, now);
    return missing <= 0 ? now
                        : now + (missing + outbox->rules.per_second - 1) / outbox->rules.per_second;
}

/* A request begins (count 1), or could not be sent after all (-1). */
static void take_token(struct sk_outbox *outbox, int count, sk_ms now) {
    if (outbox->rules.per_second > 0) {
        outbox->tokens = tokens_now(outbox, now) - (int64_t)count * TOKEN;
        outbox->tokens_at = now;
    }
}

/* An instance belongs to one account; what another one calls by its name is not it. */
static bool collides(const struct sk_pair *a, const struct sk_pair *b) {
    return (strcmp(a->labels.instance, b->labels.instance) == 0 &&
            sk_account_same(&a->account, &b->account)) ||
           strcmp(a->labels.serial, b->labels.serial) == 0;
}

/* Of pairs with one serial number in two accounts the newer may have begun: the older one comes out
 * of the journal when its account has room. */
static bool is_first_of_lane(const struct sk_outbox *outbox, const struct sk_entry *entry) {
    for (int32_t i = 0; i < outbox->count; i++) {
        const struct sk_entry *other = &outbox->entries[i];
        bool goes_first = other < entry ? !is_past(other) : is_under_way(other) && !is_past(other);
        if (other != entry && goes_first && collides(&other->pair, &entry->pair)) {
            return false;
        }
    }
    return true;
}

bool sk_outbox_is_clear(const struct sk_outbox *outbox, const struct sk_pair *pair, sk_ms now) {
    int32_t account = find_account(outbox, &pair->account);
    if (sk_outbox_backoff(outbox, &pair->account) != SK_BACKOFF_NONE ||
        count_under_way(outbox, account) >= outbox->rules.max_in_flight ||
        token_at(outbox, now) > now) {
        return false;
    }
    for (int32_t i = 0; i < outbox->count; i++) {
        const struct sk_entry *entry = &outbox->entries[i];
        if (!is_past(entry) && collides(&entry->pair, pair)) {
            return false;
        }
    }
    return true;
}

/* Entries stay in order of number, as the lanes rely on it. Those of one account come in it. */
static struct sk_entry *insert(struct sk_outbox *outbox, const struct sk_pair *pair) {
    SK_ASSERT(outbox->count < SK_OUTBOX_SIZE);
    int32_t account = take_account(outbox, &pair->account);
    int32_t at = outbox->count;
    for (; at > 0 && outbox->entries[at - 1].pair.number >= pair->number; at--) {
        SK_ASSERT(outbox->entries[at - 1].account != account);
        SK_ASSERT(outbox->entries[at - 1].pair.number != pair->number);
    }
    struct sk_entry *entry = &outbox->entries[at];
    memmove(entry + 1, entry, (size_t)(outbox->count - at) * sizeof(*entry));
    outbox->count++;
    memset(entry, 0, sizeof(*entry));
    entry->pair = *pair;
    entry->account = account;
    return entry;
}

static void note(struct sk_entry *entry, enum sk_event event, const struct sk_answer *answer) {
    entry->has_record = true;
    entry->record = (struct sk_record){ .event = event,
                                        .pair = entry->pair,
                                        .phase = entry->phase,
                                        .result = SK_RESULT_PENDING,
                                        .attempts = entry->attempts };
    if (answer) {
        entry->record.has_answer = true;
        entry->record.sent_at = entry->tried_at;
        entry->record.request = answer->request;
        entry->record.http_status = answer->http_status;
        memcpy(entry->record.code, answer->code, sizeof(answer->code));
        memcpy(entry->record.message, answer->message, sizeof(answer->message));
        memcpy(entry->record.request_id, answer->request_id, sizeof(answer->request_id));
        memcpy(entry->record.attempt_id, answer->attempt_id, sizeof(answer->attempt_id));
    }
}

static void tell(struct sk_entry *entry, enum sk_verdict_kind kind,
                 const struct sk_answer *answer) {
    entry->has_tell = true;
    entry->tell = (struct sk_verdict){ .kind = kind, .number = entry->pair.number };
    entry->tell.labels = entry->pair.labels;
    entry->tell.account = entry->pair.account;
    if (answer) {
        memcpy(entry->tell.code, answer->code, sizeof(answer->code));
        memcpy(entry->tell.request_id, answer->request_id, sizeof(answer->request_id));
    }
}

/* The last word; told when it is saved. */
static void settle(struct sk_entry *entry, enum sk_result result, const struct sk_answer *answer) {
    enter(entry, SK_OUTBOX_STATE_SETTLING);
    note(entry, SK_EVENT_SETTLED, answer);
    entry->record.result = result;
    bool by_question = answer && answer->request != SK_REQUEST_BIND;
    switch (result) {
    case SK_RESULT_BOUND:
        tell(entry, SK_VERDICT_BOUND, answer);
        entry->record.already = by_question;
        /* If this pair's own bind may have done it, "already bound" is no news to the worker. */
        entry->tell.already = by_question && !entry->is_in_doubt && entry->attempts == 0;
        break;
    case SK_RESULT_WITHDRAWN:
        tell(entry, SK_VERDICT_WITHDRAWN, answer);
        break;
    case SK_RESULT_CHECK:
        tell(entry, SK_VERDICT_CHECK, answer);
        break;
    case SK_RESULT_REFUSED:
        tell(entry, SK_VERDICT_REFUSED, answer);
        if (answer && answer->presence == SK_PRESENCE_ELSEWHERE) {
            entry->tell.place = SK_PLACE_INSTANCE;
            memcpy(entry->tell.where, answer->where, sizeof(answer->where));
        }
        entry->wants_place = answer && answer->is_conflict && entry->tell.place == SK_PLACE_UNKNOWN;
        break;
    case SK_RESULT_PENDING:
    case SK_RESULT_UNDONE:
        SK_UNREACHABLE("last word of the outbox");
    }
}

static void add(struct sk_outbox *outbox, const struct sk_outbox_input *input, sk_ms now) {
    bool clear = sk_outbox_is_clear(outbox, input->pair, now);
    struct sk_entry *entry = insert(outbox, input->pair);
    enter(entry, SK_OUTBOX_STATE_SAVING);
    /* If it is sent as soon as it is saved, one commit serves both. */
    entry->phase = clear ? SK_PHASE_OPEN : SK_PHASE_WAITING;
    note(entry, SK_EVENT_INTENT, NULL);
    entry->record.check_reuse = outbox->rules.check_reuse;
    entry->record.instance_limit = input->instance_limit;
    if (input->note) {
        (void)snprintf(entry->record.note, sizeof(entry->record.note), "%s", input->note);
    }
    struct sk_outbox_account *account = account_of(outbox, entry);
    if (account->backoff == SK_BACKOFF_OFFLINE && account->until > now + PROBE_GAP_MS) {
        /* A worker is waiting, and the network may be back. */
        account->until = now + PROBE_GAP_MS;
        account->ask_at = account->ask_at < account->until ? account->ask_at : account->until;
    }
}

static void begin_asking(struct sk_outbox *outbox, struct sk_entry *entry, int32_t rounds,
                         sk_ms not_before) {
    enter(entry, SK_OUTBOX_STATE_TO_ASK);
    entry->round = 0;
    entry->rounds_left = rounds > outbox->rules.ask_rounds && outbox->rules.ask_rounds > 0
                             ? outbox->rules.ask_rounds
                             : rounds;
    entry->not_before = not_before;
}

static void restore(struct sk_outbox *outbox, const struct sk_stored_pair *stored, sk_ms now) {
    struct sk_entry *entry = insert(outbox, &stored->pair);
    entry->phase = stored->phase;
    entry->attempts = stored->attempts;
    entry->is_in_doubt = stored->phase == SK_PHASE_OPEN;
    entry->has_history = stored->has_history;
    entry->has_doubt = stored->has_doubt;
    if (stored->phase == SK_PHASE_OPEN) {
        begin_asking(outbox, entry, outbox->rules.ask_rounds, now);
    } else if (stored->has_history) {
        begin_asking(outbox, entry, 1, now);
    } else {
        enter(entry, SK_OUTBOX_STATE_TO_SEND);
    }
}

/* The last word was written with the first: sk_outbox_next() tells and drops it. */
static void refuse_unsent(struct sk_entry *entry, const struct sk_written *written) {
    tell(entry, SK_VERDICT_REFUSED, NULL);
    (void)snprintf(entry->tell.code, sizeof(entry->tell.code), "%s",
                   written->guard ? written->guard : "");
    entry->tell.prior = written->prior;
    enter(entry, SK_OUTBOX_STATE_ENDED);
}

/* Nobody should wait for an answer that cannot come soon. If we are offline, the probe that this
 * new pair triggers will show it. */
static void tell_waiting(const struct sk_outbox *outbox, struct sk_entry *entry) {
    const struct sk_outbox_account *account = const_account_of(outbox, entry);
    struct sk_answer blocked = { .number = entry->pair.number };
    memcpy(blocked.code, account->code, sizeof(blocked.code));
    switch (account->backoff) {
    case SK_BACKOFF_NONE:
    case SK_BACKOFF_OFFLINE:
        break;
    case SK_BACKOFF_DOUBTFUL:
        tell(entry, SK_VERDICT_SAVED, &blocked);
        break;
    case SK_BACKOFF_THROTTLED:
        tell(entry, SK_VERDICT_RETRY, &blocked);
        break;
    case SK_BACKOFF_BLOCKED:
        tell(entry, SK_VERDICT_BLOCKED, &blocked);
        break;
    }
}

static void note_place(struct sk_entry *entry, const struct sk_answer *answer) {
    bool is_inside = entry->tell.place == SK_PLACE_INSTANCE;
    const char *code = is_inside ? SK_CODE_BOUND_TO : SK_CODE_OUTSIDE;
    note(entry, SK_EVENT_LOCATED, answer);
    entry->record.result = SK_RESULT_REFUSED;
    memcpy(entry->record.note, entry->tell.where, sizeof(entry->tell.where));
    (void)snprintf(entry->record.code, sizeof(entry->record.code), "%s", code);
}

static void end_settling(struct sk_entry *entry, sk_ms now) {
    if (entry->tell.place != SK_PLACE_UNKNOWN) { /* the question that settled it has already told */
        note_place(entry, NULL);
        enter(entry, SK_OUTBOX_STATE_ENDED);
    } else if (entry->wants_place) {
        enter(entry, SK_OUTBOX_STATE_TO_LOCATE);
        entry->not_before = now;
        entry->locate_until = now + LOCATE_MS;
    } else {
        enter(entry, SK_OUTBOX_STATE_ENDED); /* sk_outbox_next() tells and drops it */
    }
}

static void take_saved(struct sk_outbox *outbox, const struct sk_outbox_input *input, sk_ms now) {
    struct sk_entry *entry = find(outbox, input->number);
    const struct sk_written *written = input->written;
    enum sk_event event = input->event;
    if (!entry) {
        return;
    }
    if (event == SK_EVENT_INTENT && entry->state == SK_OUTBOX_STATE_SAVING &&
        written->result != SK_RESULT_PENDING) {
        refuse_unsent(entry, written);
    } else if (entry->withdraw &&
               ((event == SK_EVENT_INTENT && entry->state == SK_OUTBOX_STATE_SAVING) ||
                (event == SK_EVENT_ATTEMPT && entry->state == SK_OUTBOX_STATE_MARKING))) {
        settle(entry, SK_RESULT_WITHDRAWN, NULL);
    } else if (event == SK_EVENT_INTENT && entry->state == SK_OUTBOX_STATE_SAVING) {
        if (written->has_history) {
            entry->has_history = true;
            entry->has_doubt = written->has_doubt;
            begin_asking(outbox, entry, 1, now);
        } else {
            enter(entry, SK_OUTBOX_STATE_TO_SEND);
            tell_waiting(outbox, entry);
        }
    } else if (event == SK_EVENT_ATTEMPT && entry->state == SK_OUTBOX_STATE_MARKING) {
        enter(entry, SK_OUTBOX_STATE_MARKED);
    } else if (event == SK_EVENT_SETTLED && entry->state == SK_OUTBOX_STATE_SETTLING) {
        end_settling(entry, now);
    }
}

static void end_backoff(struct sk_outbox_account *account) {
    set_backoff(account, SK_BACKOFF_NONE);
    account->code[0] = '\0';
    account->failures = 0;
    account->by_question = false;
    account->ask_at = 0;
    account->ask_failures = 0;
}

/* The pause before the next try; what the service asks for counts, within reason. */
static sk_ms pause_for(struct sk_outbox *outbox, sk_ms first, sk_ms cap, int32_t failures,
                       const struct sk_answer *answer) {
    sk_ms pause = pause_after(outbox, first, cap, failures);
    sk_ms asked = answer->retry_after;
    if (outbox->rules.retry_after_cap > 0 && asked > outbox->rules.retry_after_cap) {
        asked = outbox->rules.retry_after_cap;
    }
    return asked > pause && asked < LONGEST_MS ? asked : pause;
}

static void back_off(struct sk_outbox *outbox, struct sk_outbox_account *account,
                     enum sk_backoff backoff, const struct sk_answer *answer, sk_ms now) {
    bool is_of_all = backoff == SK_BACKOFF_OFFLINE || backoff == SK_BACKOFF_THROTTLED;
    if (account->backoff == SK_BACKOFF_NONE || account->backoff != backoff) {
        account->since = now;
        account->others = is_of_all ? 0 : OTHERS_ALLOWED;
    }
    set_backoff(account, backoff);
    account->failures++;
    account->by_question = answer->request != SK_REQUEST_BIND;
    memcpy(account->code, answer->code, sizeof(account->code));
    account->until = now + pause_for(outbox, outbox->rules.probe_first, outbox->rules.probe_cap,
                                     account->failures, answer);
    if (account->by_question || is_of_all) {
        account->ask_failures++;
        account->ask_at = account->until;
    }
}

static bool may_not_ask(const struct sk_answer *answer) {
    return answer->request != SK_REQUEST_BIND && answer->cls == SK_ANSWER_BLOCKED &&
           answer->is_forbidden;
}

/* A question was answered. Binds alone may be in trouble: then it proves nothing about them, unless
 * it shows that one of them worked after all; but the network is there, so one may be tried. */
static void take_good_question(struct sk_outbox_account *account, const struct sk_answer *answer,
                               bool shows_own_bind, sk_ms now) {
    account->ask_at = 0;
    account->ask_failures = 0;
    if (account->by_question || account->backoff == SK_BACKOFF_OFFLINE ||
        account->backoff == SK_BACKOFF_THROTTLED ||
        (shows_own_bind && answer->cls == SK_ANSWER_OK && answer->presence == SK_PRESENCE_HERE)) {
        end_backoff(account);
    } else if (account->backoff == SK_BACKOFF_DOUBTFUL && account->failures == 1 &&
               account->until > now) {
        account->until = now;
    }
}

/* What an answer says about the account's calls in general. entry: the pair it was for. */
static void update_backoff(struct sk_outbox *outbox, const struct sk_entry *entry,
                           const struct sk_answer *answer, sk_ms now) {
    struct sk_outbox_account *account = account_of(outbox, entry);
    if (may_not_ask(answer)) {
        /* Binds may still be allowed, so the queue goes on. What is blocked for IT is told
         * separately. */
        if (account->backoff != SK_BACKOFF_BLOCKED) {
            end_backoff(account);
        }
        return;
    }
    switch (answer->cls) {
    case SK_ANSWER_OK:
    case SK_ANSWER_REFUSED:
    case SK_ANSWER_BUSY:
        if (answer->request == SK_REQUEST_BIND) {
            end_backoff(account);
        } else {
            take_good_question(account, answer, entry->is_in_doubt, now);
        }
        break;
    case SK_ANSWER_BLOCKED:
        back_off(outbox, account, SK_BACKOFF_BLOCKED, answer, now);
        break;
    case SK_ANSWER_THROTTLED:
        back_off(outbox, account, SK_BACKOFF_THROTTLED, answer, now);
        break;
    case SK_ANSWER_NOT_SENT:
        back_off(outbox, account, SK_BACKOFF_OFFLINE, answer, now);
        break;
    case SK_ANSWER_UNKNOWN:
        back_off(outbox, account, SK_BACKOFF_DOUBTFUL, answer, now);
        break;
    }
}

static void wait_and_retry(struct sk_outbox *outbox, struct sk_entry *entry,
                           const struct sk_answer *answer, sk_ms now) {
    entry->failures++;
    entry->not_before = now + pause_for(outbox, outbox->rules.retry_first, outbox->rules.retry_cap,
                                        entry->failures, answer);
}

static void hold(struct sk_outbox *outbox, struct sk_entry *entry, const struct sk_answer *answer,
                 bool was_blocked, sk_ms now) {
    wait_and_retry(outbox, entry, answer, now);
    tell(entry, SK_VERDICT_BLOCKED, answer);
    /* Red once when the trouble begins; the pairs behind it and its own repeats are amber. */
    entry->tell.alarm = !was_blocked && !entry->is_blocked;
    entry->is_blocked = true;
}

/* This pair's own bind, or that of an earlier pair of the device, may have worked. */
static bool may_be_bound(const struct sk_entry *entry) {
    return entry->is_in_doubt || entry->has_doubt;
}

/* Certainly not bound; it waits for its next turn. */
static void requeue(struct sk_entry *entry, const struct sk_answer *answer) {
    enter(entry, SK_OUTBOX_STATE_TO_SEND);
    note(entry, SK_EVENT_ANSWER, answer);
}

static void take_bind_answer(struct sk_outbox *outbox, struct sk_entry *entry,
                             const struct sk_answer *answer, bool was_blocked, sk_ms now) {
    enum sk_answer_class cls = answer->cls;
    if (cls == SK_ANSWER_NOT_SENT && answer->may_have_reached) {
        cls = SK_ANSWER_UNKNOWN; /* a sender that contradicts itself is not believed */
    }
    bool certainly_not = cls != SK_ANSWER_OK && cls != SK_ANSWER_UNKNOWN;
    if (certainly_not && !entry->is_in_doubt) {
        entry->phase = SK_PHASE_WAITING;
    }
    switch (cls) {
    case SK_ANSWER_OK:
        settle(entry, SK_RESULT_BOUND, answer);
        return;
    case SK_ANSWER_REFUSED:
        if ((entry->is_in_doubt || entry->has_history) && answer->may_be_own) {
            note(entry, SK_EVENT_ANSWER, answer);
            entry->has_refusal = true;
            entry->refusal = *answer;
            /* A recent bind may not show yet: one "absent" proves nothing. */
            begin_asking(outbox, entry, may_be_bound(entry) ? outbox->rules.ask_rounds : 1, now);
            tell(entry, SK_VERDICT_CHECKING, answer);
        } else {
            settle(entry, SK_RESULT_REFUSED, answer);
        }
        return;
    case SK_ANSWER_BLOCKED:
        requeue(entry, answer);
        hold(outbox, entry, answer, was_blocked, now);
        return;
    case SK_ANSWER_BUSY:
        requeue(entry, answer);
        wait_and_retry(outbox, entry, answer, now);
        tell(entry, SK_VERDICT_RETRY, answer);
        return;
    case SK_ANSWER_THROTTLED:
        requeue(entry, answer);
        tell(entry, SK_VERDICT_RETRY, answer);
        return;
    case SK_ANSWER_NOT_SENT:
        requeue(entry, answer);
        tell(entry, SK_VERDICT_SAVED, answer);
        return;
    case SK_ANSWER_UNKNOWN:
        entry->phase = SK_PHASE_OPEN;
        entry->is_in_doubt = true;
        note(entry, SK_EVENT_ANSWER, answer);
        begin_asking(outbox, entry, outbox->rules.ask_rounds, now + outbox->rules.ask_delay[0]);
        tell(entry, SK_VERDICT_CHECKING, answer);
        return;
    }
}

static void take_absent(struct sk_outbox *outbox, struct sk_entry *entry,
                        const struct sk_answer *answer, sk_ms now) {
    entry->rounds_left--;
    entry->round++;
    if (entry->rounds_left > 0) {
        int32_t round =
            entry->round < SK_OUTBOX_ROUNDS_MAX ? entry->round : SK_OUTBOX_ROUNDS_MAX - 1;
        enter(entry, SK_OUTBOX_STATE_TO_ASK);
        entry->not_before = now + outbox->rules.ask_delay[round];
    } else if (entry->has_refusal) {
        /* The service refuses the device and yet says that nobody has it. As that may be our own
         * doing, "another instance has it" would be a guess. */
        settle(entry, may_be_bound(entry) ? SK_RESULT_CHECK : SK_RESULT_REFUSED, &entry->refusal);
    } else {
        note(entry, SK_EVENT_ASKED, answer);
        enter(entry, SK_OUTBOX_STATE_TO_SEND);
        entry->not_before = now;
    }
}

/* The account may not ask. What may be bound is left for a person to check. What was certainly not
 * sent is sent: if the device is bound already, the service says so itself. */
static void take_no_answer(struct sk_entry *entry, const struct sk_answer *answer, sk_ms now) {
    entry->is_blocked = false;
    if (may_be_bound(entry)) {
        settle(entry, SK_RESULT_CHECK, answer);
        return;
    }
    if (entry->has_refusal) { /* this pair was never in doubt, so the conflict is not its own doing
                               */
        settle(entry, SK_RESULT_REFUSED, &entry->refusal);
        return;
    }
    note(entry, SK_EVENT_ASKED, answer);
    enter(entry, SK_OUTBOX_STATE_TO_SEND);
    entry->not_before = now;
}

static void take_question_answer(struct sk_outbox *outbox, struct sk_entry *entry,
                                 const struct sk_answer *answer, bool was_blocked, sk_ms now) {
    bool asked_instance = answer->request == SK_REQUEST_ASK_INSTANCE;
    bool is_absent = answer->cls == SK_ANSWER_OK && answer->presence == SK_PRESENCE_ABSENT;
    /* An instance that does not exist has no device. */
    bool no_instance = asked_instance && answer->cls == SK_ANSWER_REFUSED;
    if (answer->cls == SK_ANSWER_OK && answer->presence == SK_PRESENCE_HERE) {
        settle(entry, SK_RESULT_BOUND, answer);
    } else if (answer->cls == SK_ANSWER_OK && answer->presence == SK_PRESENCE_ELSEWHERE) {
        struct sk_answer conflict = entry->has_refusal ? entry->refusal : *answer;
        conflict.presence = answer->presence;
        memcpy(conflict.where, answer->where, sizeof(conflict.where));
        if (!entry->has_refusal) {
            memcpy(conflict.code, answer->conflict_code, sizeof(conflict.code));
            conflict.is_conflict = true;
        }
        settle(entry, SK_RESULT_REFUSED, &conflict);
    } else if (asked_instance && (is_absent || no_instance)) {
        entry->failures = 0;
        enter(entry, SK_OUTBOX_STATE_TO_ASK_SERIAL);
        entry->not_before = now;
    } else if (is_absent) {
        entry->failures = 0;
        take_absent(outbox, entry, answer, now);
    } else if (may_not_ask(answer)) {
        take_no_answer(entry, answer, now);
    } else {
        /* The question itself failed: what was unknown stays unknown, nothing is guessed. */
        enter(entry, SK_OUTBOX_STATE_TO_ASK);
        note(entry, SK_EVENT_ASKED, answer);
        if (answer->cls == SK_ANSWER_BLOCKED) {
            hold(outbox, entry, answer, was_blocked, now);
        } else {
            wait_and_retry(outbox, entry, answer, now);
            /* Asked only because of an older pair, this one was certainly not sent. */
            bool is_unknown = entry->is_in_doubt || entry->has_refusal;
            tell(entry,
                 is_unknown                          ? SK_VERDICT_CHECKING
                 : answer->cls == SK_ANSWER_NOT_SENT ? SK_VERDICT_SAVED
                                                     : SK_VERDICT_RETRY,
                 answer);
        }
    }
}

/* Where the device of a conflict is. Whatever else came back leaves it at the refusal. */
static void take_place(struct sk_entry *entry, const struct sk_answer *answer) {
    enter(entry, SK_OUTBOX_STATE_ENDED);
    if (answer->cls != SK_ANSWER_OK) {
        return;
    }
    bool is_seen = answer->presence != SK_PRESENCE_ABSENT;
    tell(entry, SK_VERDICT_LOCATED, answer);
    entry->tell.place = is_seen ? SK_PLACE_INSTANCE : SK_PLACE_OUTSIDE;
    if (answer->presence == SK_PRESENCE_HERE) {
        memcpy(entry->tell.where, entry->pair.labels.instance, sizeof(entry->tell.where));
    } else if (is_seen) {
        memcpy(entry->tell.where, answer->where, sizeof(entry->tell.where));
    }
    note_place(entry, answer);
}

static enum sk_outbox_state state_of(enum sk_request request) {
    switch (request) {
    case SK_REQUEST_BIND:
        return SK_OUTBOX_STATE_SENDING;
    case SK_REQUEST_ASK_INSTANCE:
        return SK_OUTBOX_STATE_ASKING_INSTANCE;
    case SK_REQUEST_ASK_SERIAL:
        return SK_OUTBOX_STATE_ASKING_SERIAL;
    case SK_REQUEST_UNBIND:
        return SK_OUTBOX_STATE_FREE; /* for no pair in the outbox */
    }
    SK_UNREACHABLE("request");
}

static bool has_blocked(const struct sk_outbox *outbox, int32_t account) {
    for (int32_t i = 0; i < outbox->count; i++) {
        if (outbox->entries[i].account == account && is_blocked(&outbox->entries[i])) {
            return true;
        }
    }
    return outbox->accounts[account].backoff == SK_BACKOFF_BLOCKED;
}

static void take_answer(struct sk_outbox *outbox, const struct sk_answer *answer, sk_ms now) {
    struct sk_entry *entry = find(outbox, answer->number);
    if (!entry) {
        return; /* no longer needed, and nobody knows whose it is */
    }
    bool was_blocked = has_blocked(outbox, entry->account);
    update_backoff(outbox, entry, answer, now);
    if (entry->state == SK_OUTBOX_STATE_LOCATING && answer->request == SK_REQUEST_ASK_SERIAL) {
        take_place(entry, answer);
        return;
    }
    if (!is_under_way(entry) || entry->state != state_of(answer->request)) {
        return; /* no longer needed */
    }
    if (answer->cls != SK_ANSWER_BLOCKED) {
        entry->is_blocked = false;
    }
    if (answer->request == SK_REQUEST_BIND) {
        take_bind_answer(outbox, entry, answer, was_blocked, now);
    } else {
        take_question_answer(outbox, entry, answer, was_blocked, now);
    }
}

static void withdraw(struct sk_outbox *outbox, int64_t number) {
    struct sk_entry *entry = find(outbox, number);
    if (!entry || entry->state == SK_OUTBOX_STATE_ENDED ||
        entry->state == SK_OUTBOX_STATE_SETTLING || is_past(entry)) {
        return; /* its verdict is on the way, or told */
    }
    bool waits = entry->state == SK_OUTBOX_STATE_TO_SEND ||
                 entry->state == SK_OUTBOX_STATE_MARKED || is_to_ask(entry);
    if (entry->state == SK_OUTBOX_STATE_SAVING ||
        (entry->state == SK_OUTBOX_STATE_MARKING && !entry->is_in_doubt)) {
        entry->withdraw = true; /* when it is written */
    } else if (waits && !entry->is_in_doubt) {
        settle(entry, SK_RESULT_WITHDRAWN, NULL);
    } else {
        tell(entry, SK_VERDICT_TOO_LATE, NULL);
    }
}

static bool wants_request(const struct sk_entry *entry) {
    return entry->state == SK_OUTBOX_STATE_TO_SEND || entry->state == SK_OUTBOX_STATE_MARKED ||
           entry->state == SK_OUTBOX_STATE_TO_LOCATE || is_to_ask(entry);
}

/* Of an account: is there a question to ask? It decides whether a bind may go during a backoff. */
struct questions {
    bool is_any;  /* there is one, now or later */
    bool is_near; /* one is under way or could go now: its answer comes first */
};

static void look_for_questions(const struct sk_outbox *outbox, sk_ms now,
                               struct questions found[SK_OUTBOX_ACCOUNTS]) {
    memset(found, 0, (size_t)outbox->account_count * sizeof(found[0]));
    for (int32_t i = 0; i < outbox->count; i++) {
        const struct sk_entry *entry = &outbox->entries[i];
        struct questions *of_account = &found[entry->account];
        bool is_due = is_to_ask(entry) && entry->not_before <= now &&
                      const_account_of(outbox, entry)->ask_at <= now &&
                      is_first_of_lane(outbox, entry);
        of_account->is_any = of_account->is_any || is_to_ask(entry) || is_asking(entry);
        of_account->is_near = of_account->is_near || is_due || is_asking(entry);
    }
}

/* The trouble may concern one instance only: others that were not tried since then are tried
 * without the pause, unless a question can tell. */
static bool is_other(const struct sk_outbox_account *account, const struct sk_entry *entry,
                     const struct questions *questions) {
    return account->others > 0 && !questions->is_any &&
           (entry->tried_at < account->since || entry->tried_at == 0);
}

/* From when on this entry may go, as far as pauses and the backoff are concerned; -1: an answer
 * comes first. */
static sk_ms may_go_at(const struct sk_outbox *outbox, const struct sk_entry *entry,
                       const struct questions found[SK_OUTBOX_ACCOUNTS]) {
    const struct sk_outbox_account *account = const_account_of(outbox, entry);
    const struct questions *questions = &found[entry->account];
    sk_ms allowed_at = 0;
    if (is_to_ask(entry)) {
        allowed_at = account->ask_at;
    } else if (account->backoff == SK_BACKOFF_NONE) {
        allowed_at = 0;
    } else if (entry->state == SK_OUTBOX_STATE_TO_LOCATE ||
               (questions->is_near && !is_marked(entry))) { /* what is marked has the only place */
        return -1;
    } else if (is_other(account, entry, questions)) {
        allowed_at = account->since + PROBE_GAP_MS;
    } else {
        allowed_at = account->until;
    }
    return entry->not_before > allowed_at ? entry->not_before : allowed_at;
}

static bool is_in_turn(const struct sk_outbox *outbox, const struct sk_entry *entry) {
    return wants_request(entry) && !entry->has_record &&
           (is_past(entry) || is_first_of_lane(outbox, entry)) && has_place(outbox, entry);
}

/* Does it go before the best so far, which is older? The account that was served longest ago goes
 * first. Of one account it is the oldest, but during a backoff the one that waited longest since it
 * was tried, so that one bad pair cannot be the only probe for ever. */
static bool goes_before(const struct sk_outbox *outbox, const struct sk_entry *entry,
                        const struct sk_entry *best) {
    const struct sk_outbox_account *account = const_account_of(outbox, entry);
    const struct sk_outbox_account *other = const_account_of(outbox, best);
    return account != other
               ? account->turn < other->turn
               : account->backoff != SK_BACKOFF_NONE && entry->tried_at < best->tried_at;
}

/* The entry whose turn it is. */
static struct sk_entry *pick(struct sk_outbox *outbox, sk_ms now) {
    struct sk_entry *best = NULL;
    struct questions questions[SK_OUTBOX_ACCOUNTS];
    if (token_at(outbox, now) > now) {
        return NULL; /* and nothing is marked before its turn */
    }
    look_for_questions(outbox, now, questions);
    for (int32_t i = 0; i < outbox->count; i++) {
        struct sk_entry *entry = &outbox->entries[i];
        sk_ms at = may_go_at(outbox, entry, questions);
        if (at >= 0 && at <= now && (!best || goes_before(outbox, entry, best)) &&
            is_in_turn(outbox, entry)) {
            best = entry;
        }
    }
    return best;
}

static void start(struct sk_outbox *outbox, struct sk_entry *entry, sk_ms now,
                  struct sk_outbox_effect *effect) {
    struct sk_outbox_account *account = account_of(outbox, entry);
    if (account->backoff != SK_BACKOFF_NONE && account->others > 0 && !is_to_ask(entry) &&
        now < account->until) {
        account->others--;
    }
    account->turn = ++outbox->turns;
    take_token(outbox, 1, now);
    entry->tried_at = now;
    effect->type = SK_OUTBOX_EFFECT_SEND;
    effect->pair = entry->pair;
    if (entry->state == SK_OUTBOX_STATE_TO_ASK) {
        enter(entry, SK_OUTBOX_STATE_ASKING_INSTANCE);
        effect->request = SK_REQUEST_ASK_INSTANCE;
    } else if (entry->state == SK_OUTBOX_STATE_TO_ASK_SERIAL) {
        enter(entry, SK_OUTBOX_STATE_ASKING_SERIAL);
        effect->request = SK_REQUEST_ASK_SERIAL;
    } else if (entry->state == SK_OUTBOX_STATE_TO_LOCATE) {
        enter(entry, SK_OUTBOX_STATE_LOCATING);
        effect->request = SK_REQUEST_ASK_SERIAL;
    } else {
        SK_ASSERT(entry->state == SK_OUTBOX_STATE_TO_SEND ||
                  entry->state == SK_OUTBOX_STATE_MARKED);
        enter(entry, SK_OUTBOX_STATE_SENDING);
        entry->attempts++;
        effect->request = SK_REQUEST_BIND;
    }
}

static bool next_of_entry(struct sk_outbox *outbox, struct sk_entry *entry,
                          struct sk_outbox_effect *effect) {
    if (entry->has_record) {
        entry->has_record = false;
        effect->type = SK_OUTBOX_EFFECT_RECORD;
        effect->record = entry->record;
        return true;
    }
    if (entry->has_tell && entry->state != SK_OUTBOX_STATE_SETTLING) {
        entry->has_tell = false;
        effect->type = SK_OUTBOX_EFFECT_TELL;
        effect->verdict = entry->tell;
        if (entry->state == SK_OUTBOX_STATE_ENDED) {
            drop(outbox, entry);
        }
        return true;
    }
    return false;
}

/* Those that are done, with nothing left to tell. */
static void drop_ended(struct sk_outbox *outbox, sk_ms now) {
    for (int32_t i = outbox->count - 1; i >= 0; i--) {
        struct sk_entry *entry = &outbox->entries[i];
        if (entry->state == SK_OUTBOX_STATE_TO_LOCATE && now >= entry->locate_until) {
            enter(entry, SK_OUTBOX_STATE_ENDED);
        }
        if (entry->state == SK_OUTBOX_STATE_ENDED && !entry->has_record && !entry->has_tell) {
            drop(outbox, entry);
        }
    }
}

bool sk_outbox_next(struct sk_outbox *outbox, sk_ms now, struct sk_outbox_effect *effect) {
    drop_ended(outbox, now);
    for (int32_t i = 0; i < outbox->count; i++) {
        if (next_of_entry(outbox, &outbox->entries[i], effect)) {
            return true;
        }
    }
    struct sk_entry *entry = pick(outbox, now);
    if (!entry) {
        return false;
    }
    bool is_bind = entry->state == SK_OUTBOX_STATE_TO_SEND;
    if (is_bind && (entry->attempts > 0 || entry->phase == SK_PHASE_WAITING)) {
        /* The journal must say "may have been sent" before it can be true. */
        enter(entry, SK_OUTBOX_STATE_MARKING);
        entry->phase = SK_PHASE_OPEN;
        note(entry, SK_EVENT_ATTEMPT, NULL);
        entry->record.attempts = entry->attempts + 1;
        return next_of_entry(outbox, entry, effect);
    }
    start(outbox, entry, now, effect);
    return true;
}

static void take_unsent(struct sk_outbox *outbox, int64_t number, sk_ms now) {
    struct sk_entry *entry = find(outbox, number);
    if (!entry) {
        return;
    }
    if (is_under_way(entry)) {
        take_token(outbox, -1, now);
    }
    if (entry->state == SK_OUTBOX_STATE_SENDING) {
        entry->attempts--;
        enter(entry, SK_OUTBOX_STATE_MARKED);
    } else if (entry->state == SK_OUTBOX_STATE_ASKING_INSTANCE) {
        enter(entry, SK_OUTBOX_STATE_TO_ASK);
    } else if (entry->state == SK_OUTBOX_STATE_ASKING_SERIAL) {
        enter(entry, SK_OUTBOX_STATE_TO_ASK_SERIAL);
    } else if (entry->state == SK_OUTBOX_STATE_LOCATING) {
        enter(entry, SK_OUTBOX_STATE_TO_LOCATE);
    }
    entry->not_before = now + PROBE_GAP_MS;
}

void sk_outbox_step(struct sk_outbox *outbox, const struct sk_outbox_input *input, sk_ms now) {
    switch (input->type) {
    case SK_OUTBOX_INPUT_ADD:
        SK_ASSERT(input->pair);
        add(outbox, input, now);
        break;
    case SK_OUTBOX_INPUT_RESTORE:
        SK_ASSERT(input->stored);
        restore(outbox, input->stored, now);
        break;
    case SK_OUTBOX_INPUT_SAVED:
        SK_ASSERT(input->written);
        take_saved(outbox, input, now);
        break;
    case SK_OUTBOX_INPUT_ANSWER:
        SK_ASSERT(input->answer);
        take_answer(outbox, input->answer, now);
        break;
    case SK_OUTBOX_INPUT_WITHDRAW:
        withdraw(outbox, input->number);
        break;
    case SK_OUTBOX_INPUT_UNSENT:
        take_unsent(outbox, input->number, now);
        break;
    }
}

sk_ms sk_outbox_deadline(const struct sk_outbox *outbox, sk_ms now) {
    sk_ms deadline = -1;
    sk_ms free_at = token_at(outbox, now);
    struct questions questions[SK_OUTBOX_ACCOUNTS];
    look_for_questions(outbox, now, questions);
    for (int32_t i = 0; i < outbox->count; i++) {
        const struct sk_entry *entry = &outbox->entries[i];
        sk_ms at = is_in_turn(outbox, entry) ? may_go_at(outbox, entry, questions) : -1;
        at = at >= 0 && at < free_at ? free_at : at;
        if (entry->state == SK_OUTBOX_STATE_TO_LOCATE) {
            at = sk_earlier(at, entry->locate_until);
        }
        deadline = sk_earlier(deadline, at);
    }
    return deadline;
}

const struct sk_entry *sk_outbox_blocked(const struct sk_outbox *outbox, const char **code) {
    for (int32_t i = 0; i < outbox->count; i++) {
        const struct sk_entry *entry = &outbox->entries[i];
        if (is_blocked(entry)) {
            if (code) {
                *code =
                    entry->tell.code[0] ? entry->tell.code : const_account_of(outbox, entry)->code;
            }
            return entry;
        }
    }
    return NULL;
}
