/* The outbox in a world that saves late, answers anything in any order, loses answers and dies at
 * any moment. What must hold:
 *  - nothing is sent before the journal says that it may have been;
 *  - a bind that may have worked is not sent again before a question showed it absent;
 *  - one request at a time for an instance and for a serial number, oldest first;
 *  - what is answered to one account changes no other one's backoff;
 *  - green only with evidence, and a last word only when it is saved;
 *  - no more calls a second than the rule says;
 *  - no deadline that wakes for nothing, and no pair that stays for ever once the service answers.
 */
#include "fuzz/bytes.h"

#include "base/util.h"
#include "unit/sending/outbox_inputs.h"

#define PAIRS 48
#define RECORDS (2 * PAIRS)
#define EFFECTS_MAX (8 * PAIRS) /* without any input in between */
#define MAX_IN_FLIGHT 4
#define PER_SECOND 10

struct known {
    bool is_added;
    bool is_behind; /* in the journal, and not in the outbox: its account had no room */
    struct sk_pair pair;
    /* What the journal has. */
    bool is_saved;
    bool is_settled;
    enum sk_phase phase;
    enum sk_result result;
    int32_t attempts;
    /* What is true. */
    bool is_in_flight;
    enum sk_request flight;
    bool may_be_bound; /* a bind may have worked, and no question has shown it absent since */
    bool has_evidence; /* that it is bound */
    bool is_told;      /* the last word */
    bool is_asked_for; /* after it, who has the device: at most once */
};

struct world {
    struct bytes bytes;
    struct sk_outbox outbox;
    sk_ms now;
    sk_ms second_at;
    int sent; /* since then */
    int count;
    struct known pairs[PAIRS + 1]; /* by number */
    struct sk_record records[RECORDS];
    size_t record_count;
};

static const struct sk_outbox_rules rules = { .max_in_flight = MAX_IN_FLIGHT,
                                              .retry_first = 2000,
                                              .retry_cap = 60000,
                                              .probe_first = 1000,
                                              .probe_cap = 60000,
                                              .retry_after_cap = 300000,
                                              .ask_rounds = 3,
                                              .ask_delay = { 500, 10000, 20000 },
                                              .per_second = PER_SECOND };

static struct known *known_of(struct world *world, int64_t number) {
    MUST(number > 0 && number <= world->count);
    return &world->pairs[number];
}

static bool collide(const struct known *a, const struct known *b) {
    return strcmp(a->pair.labels.serial, b->pair.labels.serial) == 0 ||
           (sk_account_same(&a->pair.account, &b->pair.account) &&
            strcmp(a->pair.labels.instance, b->pair.labels.instance) == 0);
}

/* ---- effects ---- */

static void take_record(struct world *world, const struct sk_record *record) {
    struct known *known = known_of(world, record->pair.number);
    MUST(world->record_count < RECORDS);
    if (record->event == SK_EVENT_SETTLED) {
        MUST(!known->is_in_flight);
        MUST(record->result != SK_RESULT_BOUND || known->has_evidence);
        MUST(record->result != SK_RESULT_WITHDRAWN || !known->may_be_bound);
        MUST(record->result != SK_RESULT_PENDING);
    }
    world->records[world->record_count++] = *record;
}

static void take_send(struct world *world, const struct sk_outbox_effect *effect) {
    struct known *known = known_of(world, effect->pair.number);
    int in_flight = 0;
    MUST(known->is_saved && !known->is_in_flight);
    MUST(sk_account_same(&effect->pair.account, &known->pair.account));
    if (known->is_settled) { /* only after a conflict, and nothing waits for it */
        MUST(known->is_told && !known->is_asked_for && known->result == SK_RESULT_REFUSED);
        MUST(effect->request == SK_REQUEST_ASK_SERIAL);
    }
    for (int i = 1; i <= world->count; i++) {
        const struct known *other = &world->pairs[i];
        in_flight +=
            other->is_in_flight && sk_account_same(&other->pair.account, &known->pair.account);
        if (other != known && other->is_added && collide(other, known) && !known->is_settled) {
            MUST(!other->is_in_flight || other->is_settled);
            MUST(i > effect->pair.number || other->is_told || other->is_behind);
        }
    }
    MUST(in_flight < MAX_IN_FLIGHT);
    if (effect->request == SK_REQUEST_BIND) {
        MUST(known->phase == SK_PHASE_OPEN);
        MUST(!known->may_be_bound);
    }
    if (bytes_below(&world->bytes, 16) == 15) {
        outbox_unsent(&world->outbox, effect->pair.number, world->now);
        return;
    }
    /* No more a second than the rule says, beside what may go at once. */
    if (world->now - world->second_at >= 1000) {
        world->second_at = world->now;
        world->sent = 0;
    }
    MUST(++world->sent <= PER_SECOND + MAX_IN_FLIGHT);
    known->is_asked_for = known->is_settled;
    known->is_in_flight = true;
    known->flight = effect->request;
}

static void take_tell(struct world *world, const struct sk_verdict *verdict) {
    struct known *known = known_of(world, verdict->number);
    bool is_last = verdict->kind == SK_VERDICT_BOUND || verdict->kind == SK_VERDICT_REFUSED ||
                   verdict->kind == SK_VERDICT_CHECK || verdict->kind == SK_VERDICT_WITHDRAWN;
    if (verdict->kind == SK_VERDICT_LOCATED) {
        MUST(known->is_told && known->is_asked_for && verdict->place != SK_PLACE_UNKNOWN);
        return;
    }
    MUST(!known->is_told);
    if (is_last) {
        MUST(known->is_settled);
        MUST((verdict->kind == SK_VERDICT_BOUND) == (known->result == SK_RESULT_BOUND));
        MUST((verdict->kind == SK_VERDICT_CHECK) == (known->result == SK_RESULT_CHECK));
        MUST((verdict->kind == SK_VERDICT_WITHDRAWN) == (known->result == SK_RESULT_WITHDRAWN));
        known->is_told = true;
    }
}

static void drain(struct world *world) {
    struct sk_outbox_effect effect;
    int count = 0;
    while (sk_outbox_next(&world->outbox, world->now, &effect)) {
        MUST(++count < EFFECTS_MAX);
        switch (effect.type) {
        case SK_OUTBOX_EFFECT_RECORD:
            take_record(world, &effect.record);
            break;
        case SK_OUTBOX_EFFECT_SEND:
            take_send(world, &effect);
            break;
        case SK_OUTBOX_EFFECT_TELL:
            take_tell(world, &effect.verdict);
            break;
        }
    }
    sk_ms deadline = sk_outbox_deadline(&world->outbox, world->now);
    MUST(deadline == -1 || deadline > world->now);
}

/* ---- inputs ---- */

static bool has_history(const struct world *world, const struct known *known) {
    for (int i = 1; i < known->pair.number; i++) {
        if (world->pairs[i].is_saved &&
            strcmp(world->pairs[i].pair.labels.serial, known->pair.labels.serial) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_doubt(const struct world *world, const struct known *known) {
    for (int i = 1; i < known->pair.number; i++) {
        if (world->pairs[i].is_settled && world->pairs[i].result == SK_RESULT_CHECK &&
            strcmp(world->pairs[i].pair.labels.serial, known->pair.labels.serial) == 0) {
            return true;
        }
    }
    return false;
}

static struct sk_account any_account(struct world *world) {
    static const struct sk_account accounts[] = { { "cn-hangzhou", "a" },
                                                  { "cn-hangzhou", "b" },
                                                  { "cn-shanghai", "a" } };
    return accounts[bytes_below(&world->bytes, SK_ARRAY_LEN(accounts))];
}

static bool is_behind(const struct world *world, const struct sk_account *account) {
    for (int i = 1; i <= world->count; i++) {
        if (world->pairs[i].is_behind && sk_account_same(&world->pairs[i].pair.account, account)) {
            return true;
        }
    }
    return false;
}

static void add(struct world *world) {
    struct sk_account account = any_account(world);
    if (world->count == PAIRS || sk_outbox_room(&world->outbox, &account) == 0 ||
        is_behind(world, &account)) {
        return;
    }
    struct known *known = &world->pairs[++world->count];
    *known =
        (struct known){ .is_added = true, .pair = { .number = world->count, .account = account } };
    (void)snprintf(known->pair.labels.serial, sizeof(known->pair.labels.serial), "sage62x%010u",
                   bytes_below(&world->bytes, 6));
    (void)snprintf(known->pair.labels.instance, sizeof(known->pair.labels.instance),
                   "sag-demo000000000%u", bytes_below(&world->bytes, 4));
    outbox_add(&world->outbox, &known->pair, 0, world->now);
}

/* The writer keeps the order. */
static void save_one(struct world *world) {
    if (world->record_count == 0) {
        return;
    }
    struct sk_record record = world->records[0];
    struct known *known = known_of(world, record.pair.number);
    world->record_count--;
    memmove(&world->records[0], &world->records[1], world->record_count * sizeof(record));
    if (record.event == SK_EVENT_LOCATED) {
        return; /* settled before */
    }
    known->is_saved = true;
    known->phase = record.phase;
    known->attempts = record.attempts;
    if (record.event == SK_EVENT_SETTLED) {
        known->is_settled = true;
        known->result = record.result;
    }
    struct sk_written written = { .has_history = false };
    if (record.event == SK_EVENT_INTENT) {
        written.has_history = has_history(world, known);
        written.has_doubt = has_doubt(world, known);
        if (written.has_history && bytes_below(&world->bytes, 4) == 3) {
            written.result = SK_RESULT_REFUSED; /* a guard knows the device as bound */
            known->is_settled = true;
            known->result = written.result;
        }
    }
    outbox_saved(&world->outbox, record.pair.number, record.event, &written, world->now);
}

/* What the answer means for what is true. */
static void learn(struct known *known, const struct sk_answer *answer) {
    if (answer->request == SK_REQUEST_BIND) {
        bool is_unknown = answer->cls == SK_ANSWER_UNKNOWN ||
                          (answer->cls == SK_ANSWER_NOT_SENT && answer->may_have_reached);
        known->may_be_bound = known->may_be_bound || is_unknown;
        known->has_evidence = known->has_evidence || answer->cls == SK_ANSWER_OK;
    } else if (answer->cls == SK_ANSWER_OK) {
        known->has_evidence = known->has_evidence || answer->presence == SK_PRESENCE_HERE;
        if (answer->request == SK_REQUEST_ASK_SERIAL && answer->presence == SK_PRESENCE_ABSENT) {
            known->may_be_bound = false;
        }
    }
}

static void answer_one(struct world *world, struct known *known, const struct sk_answer *answer) {
    static struct sk_outbox before;
    known->is_in_flight = false;
    learn(known, answer);
    before = world->outbox;
    outbox_answer(&world->outbox, answer, world->now);
    for (int32_t i = 0; i < before.account_count; i++) {
        MUST(sk_account_same(&before.accounts[i].account, &known->pair.account) ||
             memcmp(&before.accounts[i], &world->outbox.accounts[i], sizeof(before.accounts[i])) ==
                 0);
    }
}

static struct known *any_in_flight(struct world *world) {
    unsigned skip = bytes_below(&world->bytes, MAX_IN_FLIGHT);
    struct known *found = NULL;
    for (int i = 1; i <= world->count; i++) {
        if (world->pairs[i].is_in_flight) {
            found = &world->pairs[i];
            if (skip-- == 0) {
                break;
            }
        }
    }
    return found;
}

static void answer(struct world *world) {
    static const char *const codes[] = { "", "SAG.SnConflict", "SAG.SnOverLimit", "net.timeout",
                                         "Forbidden.RAM" };
    static const sk_ms pauses[] = { 0, 0, 5000, INT64_MAX };
    struct known *known = any_in_flight(world);
    if (!known) {
        return;
    }
    struct sk_answer answer = {
        .number = known->pair.number,
        .request = known->flight,
        .cls = (enum sk_answer_class)bytes_below(&world->bytes, 7),
        .presence = (enum sk_presence)bytes_below(&world->bytes, 3),
        .may_have_reached = bytes_below(&world->bytes, 2),
        .is_forbidden = bytes_below(&world->bytes, 2),
        .is_conflict = bytes_below(&world->bytes, 2),
        .may_be_own = bytes_below(&world->bytes, 2),
        .http_status = bytes_below(&world->bytes, 2) ? 200 : 0,
        .retry_after = pauses[bytes_below(&world->bytes, SK_ARRAY_LEN(pauses))],
    };
    (void)snprintf(answer.code, sizeof(answer.code), "%s",
                   codes[bytes_below(&world->bytes, SK_ARRAY_LEN(codes))]);
    answer_one(world, known, &answer);
}

static void stray_answer(struct world *world) {
    struct sk_answer answer = { .number = 1 + bytes_below(&world->bytes, PAIRS),
                                .request = (enum sk_request)bytes_below(&world->bytes, 4),
                                .cls = (enum sk_answer_class)bytes_below(&world->bytes, 7) };
    if (answer.number > world->count || !world->pairs[answer.number].is_in_flight) {
        outbox_answer(&world->outbox, &answer, world->now);
    }
}

static void withdraw(struct world *world) {
    if (world->count > 0) {
        outbox_withdraw(&world->outbox, 1 + bytes_below(&world->bytes, (unsigned)world->count),
                        world->now);
    }
}

static void pass_time(struct world *world) {
    static const sk_ms times[] = { 1, 250, 1000, 20000, 100000 };
    unsigned choice = bytes_below(&world->bytes, 8);
    sk_ms deadline = sk_outbox_deadline(&world->outbox, world->now);
    if (choice < SK_ARRAY_LEN(times)) {
        world->now += times[choice];
    } else if (deadline > world->now) {
        world->now = deadline;
    }
}

static void restore(struct world *world, struct known *known) {
    struct sk_stored_pair stored = { .pair = known->pair,
                                     .result = SK_RESULT_PENDING,
                                     .phase = known->phase,
                                     .attempts = known->attempts,
                                     .has_history = has_history(world, known),
                                     .has_doubt = has_doubt(world, known) };
    known->is_behind = false;
    outbox_restore(&world->outbox, &stored, world->now);
}

/* The process dies; another one reads the journal. One account's pairs have no room at first. */
static void die_and_start(struct world *world) {
    struct sk_account late = any_account(world);
    bool is_late = bytes_below(&world->bytes, 2);
    world->record_count = 0;
    world->sent = 0; /* the new one has a full bucket */
    world->second_at = world->now;
    sk_outbox_init(&world->outbox, &rules, (uint64_t)world->now);
    for (int i = 1; i <= world->count; i++) {
        struct known *known = &world->pairs[i];
        if (known->is_in_flight && known->flight == SK_REQUEST_BIND) {
            known->may_be_bound = true;
        }
        known->is_in_flight = false;
        if (!known->is_saved) {
            *known =
                (struct known){ .pair.number = i, .is_told = true }; /* it was promised to nobody */
            continue;
        }
        if (known->is_settled) {
            known->is_told = true; /* the list of results shows it */
            continue;
        }
        known->is_behind = is_late && sk_account_same(&known->pair.account, &late);
        if (!known->is_behind) {
            restore(world, known);
        }
    }
}

/* The oldest of them finds room. */
static bool restore_one(struct world *world) {
    for (int i = 1; i <= world->count; i++) {
        if (world->pairs[i].is_behind) {
            restore(world, &world->pairs[i]);
            return true;
        }
    }
    return false;
}

/* From now on the service works: everything must come to an end. */
static void recover(struct world *world) {
    while (restore_one(world)) {
    }
    for (int turns = 0; world->outbox.count > 0; turns++) {
        MUST(turns < 100 * PAIRS);
        world->bytes.at = world->bytes.size; /* no more surprises */
        drain(world);
        bool is_moved = world->record_count > 0;
        save_one(world);
        for (int i = 1; i <= world->count; i++) {
            struct known *known = &world->pairs[i];
            if (known->is_in_flight) {
                struct sk_answer fine = { .number = i,
                                          .request = known->flight,
                                          .cls = SK_ANSWER_OK,
                                          .presence = SK_PRESENCE_ABSENT,
                                          .http_status = 200 };
                answer_one(world, known, &fine);
                is_moved = true;
            }
        }
        sk_ms deadline = sk_outbox_deadline(&world->outbox, world->now);
        if (!is_moved && world->outbox.count > 0) {
            MUST(deadline != -1); /* or it would stay for ever */
            world->now = deadline > world->now ? deadline : world->now;
        }
    }
    for (int i = 1; i <= world->count; i++) {
        MUST(world->pairs[i].is_told);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct world world;
    world = (struct world){ .bytes = bytes_open(data, size), .now = 1000000 };
    sk_outbox_init(&world.outbox, &rules, bytes_below(&world.bytes, 4));
    while (bytes_left(&world.bytes)) {
        switch (bytes_below(&world.bytes, 16)) {
        case 0:
        case 1:
        case 2:
            add(&world);
            break;
        case 3:
        case 4:
        case 5:
        case 6:
            save_one(&world);
            break;
        case 7:
        case 8:
        case 9:
        case 10:
            answer(&world);
            break;
        case 11:
        case 12:
            pass_time(&world);
            break;
        case 13:
            withdraw(&world);
            break;
        case 14:
            stray_answer(&world);
            break;
        default:
            if (!restore_one(&world)) {
                die_and_start(&world);
            }
            break;
        }
        if (bytes_below(&world.bytes, 4) != 3) {
            drain(&world);
        }
    }
    recover(&world);
    bytes_close(&world.bytes);
    return 0;
}
