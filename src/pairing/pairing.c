#include "pairing/pairing.h"

#include "base/assert.h"
#include "base/transition.h"
#include "base/utf8.h"

#include <string.h>

const char *sk_result_name(enum sk_result result) {
    switch (result) {
    case SK_RESULT_PENDING:
        return "pending";
    case SK_RESULT_BOUND:
        return "bound";
    case SK_RESULT_REFUSED:
        return "refused";
    case SK_RESULT_WITHDRAWN:
        return "withdrawn";
    case SK_RESULT_UNDONE:
        return "undone";
    case SK_RESULT_CHECK:
        return "check";
    }
    SK_UNREACHABLE("result");
}

const char *sk_verdict_kind_name(enum sk_verdict_kind kind) {
    switch (kind) {
    case SK_VERDICT_BOUND:
        return "bound";
    case SK_VERDICT_REFUSED:
        return "refused";
    case SK_VERDICT_BLOCKED:
        return "blocked";
    case SK_VERDICT_RETRY:
        return "retry";
    case SK_VERDICT_CHECKING:
        return "checking";
    case SK_VERDICT_SAVED:
        return "saved";
    case SK_VERDICT_WITHDRAWN:
        return "withdrawn";
    case SK_VERDICT_TOO_LATE:
        return "too late";
    case SK_VERDICT_CHECK:
        return "check";
    case SK_VERDICT_LOCATED:
        return "located";
    }
    SK_UNREACHABLE("kind of verdict");
}

enum sk_screen sk_verdict_screen(enum sk_verdict_kind kind) {
    switch (kind) {
    case SK_VERDICT_BOUND:
        return SK_SCREEN_BOUND;
    case SK_VERDICT_REFUSED:
    case SK_VERDICT_CHECK:
    case SK_VERDICT_LOCATED:
        return SK_SCREEN_REFUSED;
    case SK_VERDICT_RETRY:
        return SK_SCREEN_RETRY;
    case SK_VERDICT_CHECKING:
        return SK_SCREEN_CHECKING;
    case SK_VERDICT_BLOCKED:
    case SK_VERDICT_SAVED:
    case SK_VERDICT_WITHDRAWN:
    case SK_VERDICT_TOO_LATE:
        return SK_SCREEN_SAVED;
    }
    SK_UNREACHABLE("kind of verdict");
}

void sk_pairing_init(struct sk_pairing *pairing, const struct sk_pairing_rules *rules, bool sticky,
                     int64_t first_number) {
    *pairing =
        (struct sk_pairing){ .rules = *rules, .sticky = sticky, .next_number = first_number };
}

static bool is_empty(const struct sk_slot *slot) {
    return slot->text[0] == '\0';
}

static void empty(struct sk_slot *slot) {
    *slot = (struct sk_slot){ 0 };
}

/* Empties a slot whose label did not become part of a pair. */
static void let_go(struct sk_pairing *pairing, struct sk_slot *slot) {
    if (!is_empty(slot) && !slot->is_paired) {
        SK_ASSERT(pairing->let_go_count < 2); /* one of each kind */
        pairing->let_go[pairing->let_go_count++] = *slot;
    }
    empty(slot);
}

bool sk_pairing_is_half(const struct sk_pairing *pairing) {
    return !is_empty(&pairing->serial) || (!is_empty(&pairing->instance) && !pairing->sticky);
}

static void play(struct sk_pairing *pairing, enum sk_cue cue) {
    pairing->cue = cue;
    pairing->cue_number++;
}

static void say(struct sk_pairing *pairing, enum sk_notice notice, sk_ms now) {
    pairing->notice = notice;
    pairing->notice_since = now;
    pairing->notice_read[0] = '\0';
    pairing->notice_pair = (struct sk_labels){ 0 };
    pairing->said = notice;
}

/* Made printable, and cut with a sign where it is too long. */
static void copy_read(const char *read, size_t length, char out[SK_PAIRING_READ_SIZE]) {
    bool cut = false;
    size_t written = sk_utf8_label(read, length, out, SK_PAIRING_READ_SIZE - sizeof("…") + 1, &cut);
    if (cut) {
        memcpy(out + written, "…", sizeof("…"));
    }
}

static void warn(struct sk_pairing *pairing, enum sk_notice notice, const char *read,
                 size_t read_length, sk_ms now) {
    say(pairing, notice, now);
    copy_read(read, read_length, pairing->notice_read);
    play(pairing, SK_CUE_WARNING);
}

static void warn_of_pair(struct sk_pairing *pairing, enum sk_notice notice,
                         const struct sk_labels *labels, sk_ms now) {
    warn(pairing, notice, labels->serial, strlen(labels->serial), now);
    pairing->notice_pair = *labels;
}

/* Whatever covers the screen goes away as soon as the worker carries on. A question stays. */
static void worker_went_on(struct sk_pairing *pairing) {
    pairing->notice = SK_NOTICE_NONE;
    pairing->has_flash = false;
}

static bool is_asking(const struct sk_pairing *pairing) {
    return pairing->replacement[0] != '\0';
}

static void end_question(struct sk_pairing *pairing) {
    pairing->replacement[0] = '\0';
}

static struct sk_pending_pair *find_open(struct sk_pairing *pairing, int64_t number) {
    for (int32_t i = 0; i < pairing->open_count; i++) {
        if (pairing->open[i].number == number) {
            return &pairing->open[i];
        }
    }
    return NULL;
}

/* This very pair, of which the last word is still to come; NULL: there is none. */
static const struct sk_pending_pair *same_pair_open(const struct sk_pairing *pairing) {
    for (int32_t i = 0; i < pairing->open_count; i++) {
        if (strcmp(pairing->open[i].labels.serial, pairing->serial.text) == 0 &&
            strcmp(pairing->open[i].labels.instance, pairing->instance.text) == 0) {
            return &pairing->open[i];
        }
    }
    return NULL;
}

static void add_effect(struct sk_pairing *pairing, enum sk_pairing_effect_type type,
                       const struct sk_pair *pair) {
    SK_ASSERT(pairing->effect_count < SK_PAIRING_EFFECTS); /* a lost SAVE would be a lost scan */
    pairing->effects[pairing->effect_count++] =
        (struct sk_pairing_effect){ .type = type, .pair = *pair };
}

static void note(struct sk_pairing *pairing, enum sk_notice notice, const char *read, size_t length,
                 const struct sk_scan_facts *facts) {
    struct sk_pair pair = { .serial_facts = *facts, .person = pairing->person };
    memcpy(pair.operator_name, pairing->operator_name, sizeof(pair.operator_name));
    add_effect(pairing, SK_PAIRING_EFFECT_NOTE, &pair);
    struct sk_pairing_effect *effect = &pairing->effects[pairing->effect_count - 1];
    effect->notice = notice;
    copy_read(read, length, effect->text);
}

/* The labels that this step let go, with what was said about it. */
static void note_let_go(struct sk_pairing *pairing) {
    for (int32_t i = 0; i < pairing->let_go_count; i++) {
        const struct sk_slot *slot = &pairing->let_go[i];
        note(pairing, pairing->said, slot->text, strlen(slot->text), &slot->facts);
        struct sk_labels *labels = &pairing->effects[pairing->effect_count - 1].pair.labels;
        memcpy(slot->is_serial ? labels->serial : labels->instance, slot->text, sizeof(slot->text));
    }
    pairing->let_go_count = 0;
}

/* Of what no reader is known for. */
static const struct sk_scan_facts nothing_read = { .source = SK_SOURCE_TOUCH };

static struct sk_scan_facts facts_of(const struct sk_scan *scan, int64_t wall_ms) {
    struct sk_scan_facts facts = { .source = scan->source,
                                   .symbology = scan->symbology,
                                   .by_hand = scan->by_hand,
                                   .wall_ms = wall_ms,
                                   .picture = scan->picture,
                                   .at = scan->at };
    memcpy(facts.device, scan->device, sizeof(facts.device));
    return facts;
}

/* The newest are kept: undo means the last pair, and a label scanned twice is scanned soon again.
 */
static void remember_open(struct sk_pairing *pairing, const struct sk_pair *pair) {
    if (pairing->open_count == SK_PAIRING_PENDING) {
        pairing->open_count--;
        memmove(&pairing->open[0], &pairing->open[1],
                (size_t)pairing->open_count * sizeof(pairing->open[0]));
    }
    struct sk_pending_pair *open = &pairing->open[pairing->open_count++];
    *open = (struct sk_pending_pair){ .number = pair->number };
    open->labels = pair->labels;
}

/* Of the kept instance: a pair more, or one that will not be. */
static void count_kept(struct sk_pairing *pairing, const struct sk_labels *labels, int32_t by) {
    if (pairing->sticky && strcmp(pairing->instance.text, labels->instance) == 0) {
        int32_t count = pairing->kept_count + by;
        pairing->kept_count = count < 0 ? 0 : count; /* those of before it was kept */
    }
}

/* The refused pair that this one takes up, 0: none. Any pair ends the chance. */
static int64_t take_override(struct sk_pairing *pairing, sk_ms now) {
    const struct sk_pending_pair *override = &pairing->override;
    bool is_meant = override->number > 0 &&
                    now - pairing->override_since < pairing->rules.timeout &&
                    strcmp(override->labels.serial, pairing->serial.text) == 0 &&
                    strcmp(override->labels.instance, pairing->instance.text) == 0;
    int64_t number = is_meant ? override->number : 0;
    pairing->override.number = 0;
    return number;
}

static void complete(struct sk_pairing *pairing, sk_ms now) {
    const struct sk_pending_pair *same = same_pair_open(pairing);
    if (same) {
        struct sk_labels labels;
        memcpy(labels.serial, pairing->serial.text, sizeof(labels.serial));
        memcpy(labels.instance, pairing->instance.text, sizeof(labels.instance));
        warn_of_pair(pairing,
                     same->is_waiting ? SK_NOTICE_SAME_PAIR_WAITING : SK_NOTICE_SAME_PAIR_CHECKING,
                     &labels, now);
        let_go(pairing, &pairing->serial); /* a kept instance stays */
        if (!pairing->sticky) {
            let_go(pairing, &pairing->instance);
        }
    } else {
        struct sk_pair pair = { .number = pairing->next_number++,
                                .refers = take_override(pairing, now),
                                .person = pairing->person,
                                .serial_facts = pairing->serial.facts,
                                .instance_facts = pairing->instance.facts };
        memcpy(pair.operator_name, pairing->operator_name, sizeof(pair.operator_name));
        memcpy(pair.labels.serial, pairing->serial.text, sizeof(pair.labels.serial));
        memcpy(pair.labels.instance, pairing->instance.text, sizeof(pair.labels.instance));
        if (pairing->progress != SK_PROGRESS_SAVING) {
            pairing->unsaved_since = now; /* another pair would not make the disk faster */
        }
        pairing->progress = SK_PROGRESS_SAVING;
        pairing->verdict = (struct sk_verdict){ .number = pair.number };
        pairing->verdict.labels = pair.labels;
        pairing->verdict_since = now;
        remember_open(pairing, &pair);
        count_kept(pairing, &pair.labels, 1);
        add_effect(pairing, SK_PAIRING_EFFECT_SAVE, &pair);
    }
    empty(&pairing->serial);
    if (!pairing->sticky) {
        empty(&pairing->instance);
    }
    pairing->instance.is_paired = !is_empty(&pairing->instance);
}

static void fill(struct sk_pairing *pairing, struct sk_slot *slot,
                 const struct sk_pairing_input *input) {
    if (strcmp(slot->text, input->label->text) != 0) {
        let_go(pairing, slot);
        pairing->kept_count = slot == &pairing->instance ? 0 : pairing->kept_count;
    }
    memcpy(slot->text, input->label->text, sizeof(slot->text));
    slot->is_serial = slot == &pairing->serial;
    slot->is_paired = false;
    slot->facts = facts_of(input->scan, input->wall_ms);
    pairing->was_filled = true;
}

/* A label of a kind whose slot is full and waits: the first scan of another one only asks, so
 * that a stray second device cannot slip in under the first one's instance; either of the two
 * again is the answer. Until then the second label of the pair is not taken: whoever has the new
 * device in the hand and goes on would bind the old one. */
static void meet_full_slot(struct sk_pairing *pairing, struct sk_slot *slot,
                           const struct sk_pairing_input *input, sk_ms now) {
    bool is_serial = slot == &pairing->serial;
    const char *text = input->label->text;
    bool is_of_question = is_asking(pairing) && pairing->is_replacement_serial == is_serial;
    if (strcmp(slot->text, text) == 0 && is_of_question) {
        worker_went_on(pairing);
        end_question(pairing);
        say(pairing, SK_NOTICE_KEPT, now);
        copy_read(text, strlen(text), pairing->notice_read);
        play(pairing, SK_CUE_FIRST);
    } else if (strcmp(slot->text, text) == 0) {
        warn(pairing, SK_NOTICE_DOUBLE_SCAN, text, strlen(text), now);
    } else if (is_of_question && strcmp(pairing->replacement, text) == 0) {
        worker_went_on(pairing);
        end_question(pairing);
        fill(pairing, slot, input);
        warn(pairing, is_serial ? SK_NOTICE_REPLACED_SERIAL : SK_NOTICE_REPLACED_INSTANCE, text,
             strlen(text), now);
    } else {
        memcpy(pairing->replacement, text, sizeof(pairing->replacement));
        pairing->is_replacement_serial = is_serial;
        warn(pairing, is_serial ? SK_NOTICE_REPLACES_SERIAL : SK_NOTICE_REPLACES_INSTANCE, text,
             strlen(text), now);
    }
    pairing->half_since = now;
}

sk_ms sk_pairing_unsaved_for(const struct sk_pairing *pairing, sk_ms now) {
    return pairing->progress == SK_PROGRESS_SAVING ? now - pairing->unsaved_since : -1;
}

static bool is_disk_slow(const struct sk_pairing *pairing, sk_ms now) {
    return sk_pairing_unsaved_for(pairing, now) >= pairing->rules.slow;
}

static bool needs_badge(const struct sk_pairing *pairing) {
    return pairing->rules.needs_operator && pairing->operator_name[0] == '\0';
}

static void take_label(struct sk_pairing *pairing, const struct sk_pairing_input *input,
                       sk_ms now) {
    enum sk_notice closed = pairing->closed != SK_NOTICE_NONE ? pairing->closed
                            : is_disk_slow(pairing, now)      ? SK_NOTICE_NOT_SAVED_YET
                            : needs_badge(pairing)            ? SK_NOTICE_BADGE_FIRST
                                                              : SK_NOTICE_NONE;
    if (closed != SK_NOTICE_NONE) {
        warn(pairing, closed, input->label->text, strlen(input->label->text), now);
        return;
    }
    bool is_serial = input->label->kind == SK_LABEL_SERIAL;
    struct sk_slot *slot = is_serial ? &pairing->serial : &pairing->instance;
    bool keeps_instance = pairing->sticky && !is_serial && is_empty(&pairing->serial);
    if (!is_empty(slot) && !keeps_instance) {
        meet_full_slot(pairing, slot, input, now);
        return;
    }
    if (is_asking(pairing)) {
        warn(pairing, SK_NOTICE_ANSWER_FIRST, input->label->text, strlen(input->label->text), now);
        pairing->half_since = now;
        return;
    }
    struct sk_pair half = { .number = 0 };
    bool changes_kept = !is_empty(slot) && strcmp(slot->text, input->label->text) != 0;
    worker_went_on(pairing);
    fill(pairing, slot, input);
    pairing->half_since = now;
    if (!is_empty(&pairing->serial) && !is_empty(&pairing->instance)) {
        complete(pairing, now);
    } else {
        if (changes_kept) {
            say(pairing, SK_NOTICE_REPLACED_INSTANCE, now);
            copy_read(input->label->text, strlen(input->label->text), pairing->notice_read);
        }
        if (!sk_pairing_is_half(pairing) && pairing->progress == SK_PROGRESS_TOLD) {
            pairing->progress = SK_PROGRESS_NONE; /* it would hide the instance that is kept */
        }
        play(pairing, SK_CUE_FIRST);
        memcpy(half.labels.serial, pairing->serial.text, sizeof(half.labels.serial));
        memcpy(half.labels.instance, pairing->instance.text, sizeof(half.labels.instance));
        add_effect(pairing, SK_PAIRING_EFFECT_WARM, &half);
    }
    if (pairing->red_count > 0 && pairing->notice == SK_NOTICE_NONE) {
        say(pairing, SK_NOTICE_ACKNOWLEDGE_FIRST, now);
    }
}

/* What is not the last word of a pair comes again by itself. */
static void note_seen(struct sk_pairing *pairing, const struct sk_verdict *red) {
    struct sk_pair pair = { .number = red->number, .person = pairing->person };
    if (red->number > 0 && (red->kind == SK_VERDICT_REFUSED || red->kind == SK_VERDICT_CHECK)) {
        pair.labels = red->labels;
        memcpy(pair.operator_name, pairing->operator_name, sizeof(pair.operator_name));
        add_effect(pairing, SK_PAIRING_EFFECT_SEEN, &pair);
    }
}

static void acknowledge(struct sk_pairing *pairing, sk_ms now) {
    worker_went_on(pairing);
    if (pairing->red_count > 0) {
        note_seen(pairing, &pairing->red[0]);
        if (pairing->red[0].may_override) {
            pairing->override = (struct sk_pending_pair){ .number = pairing->red[0].number };
            pairing->override.labels = pairing->red[0].labels;
            pairing->override_since = now;
        }
        pairing->red_count--;
        memmove(&pairing->red[0], &pairing->red[1],
                (size_t)pairing->red_count * sizeof(pairing->red[0]));
        if (pairing->red_count == 0 && pairing->red_lost > 0) { /* each is acknowledged, too */
            pairing->red[pairing->red_count++] =
                (struct sk_verdict){ .kind = SK_VERDICT_REFUSED, .code = SK_CODE_FURTHER };
            pairing->red_lost--;
        }
    } else if (pairing->progress == SK_PROGRESS_TOLD) {
        pairing->progress = SK_PROGRESS_NONE;
    }
}

/* True if there was something to let go. A kept sticky instance goes only when it is alone. */
static bool drop_half(struct sk_pairing *pairing) {
    bool had_serial = !is_empty(&pairing->serial);
    bool had_instance = !is_empty(&pairing->instance);
    let_go(pairing, &pairing->serial);
    if (!pairing->sticky || !had_serial) {
        let_go(pairing, &pairing->instance);
        pairing->kept_count = 0;
    }
    end_question(pairing);
    return had_serial || had_instance;
}

/* What let go a label names it; a device rather than an instance. */
static void say_let_go(struct sk_pairing *pairing, enum sk_notice notice, sk_ms now) {
    char text[SK_LABEL_MAX + 1];
    const struct sk_slot *slot = is_empty(&pairing->serial) ? &pairing->instance : &pairing->serial;
    memcpy(text, slot->text, sizeof(text));
    (void)drop_half(pairing);
    say(pairing, notice, now);
    copy_read(text, strlen(text), pairing->notice_read);
}

/* The newest pair, if its last word is to come; NULL: it has it. */
static const struct sk_pending_pair *newest_open(const struct sk_pairing *pairing) {
    const struct sk_pending_pair *last =
        pairing->open_count > 0 ? &pairing->open[pairing->open_count - 1] : NULL;
    return last && last->number > pairing->settled.number ? last : NULL;
}

/* Not the undo of a supervisor: what waits here was not sent. The newest pair is meant, which is
 * the one that the worker has just made, and never an older one in its place. */
static void take_back(struct sk_pairing *pairing, sk_ms now) {
    const struct sk_pending_pair *open = newest_open(pairing);
    if (sk_pairing_is_half(pairing)) {
        say_let_go(pairing, SK_NOTICE_CANCELLED, now);
        play(pairing, SK_CUE_FIRST);
    } else if (open) {
        struct sk_pair newest = { .number = open->number };
        newest.labels = open->labels;
        add_effect(pairing, SK_PAIRING_EFFECT_WITHDRAW, &newest); /* answered by a verdict */
    } else if (pairing->settled.is_bound) {
        warn_of_pair(pairing, SK_NOTICE_TOO_LATE_TO_UNDO, &pairing->settled.labels, now);
    } else {
        warn(pairing, SK_NOTICE_NOTHING_TO_UNDO, "", 0, now);
    }
}

static void set_sticky(struct sk_pairing *pairing, bool sticky, sk_ms now) {
    if (pairing->sticky && !sticky && is_empty(&pairing->serial)) {
        let_go(pairing, &pairing->instance); /* kept for sticky mode, not scanned for this pair */
    }
    pairing->kept_count = 0;
    pairing->sticky = sticky;
    say(pairing, sticky ? SK_NOTICE_STICKY_MODE : SK_NOTICE_PAIR_MODE, now);
    play(pairing, SK_CUE_FIRST);
}

/* name "": nobody. What one person scanned, another one must not complete; a kept instance goes,
 * too, and the chance to override. */
static void change_operator(struct sk_pairing *pairing, const char *name, int64_t person,
                            const struct sk_scan_facts *facts, sk_ms now) {
    bool had_half = !is_empty(&pairing->serial) || !is_empty(&pairing->instance);
    char waited[SK_LABEL_MAX + 1];
    memcpy(waited, is_empty(&pairing->serial) ? pairing->instance.text : pairing->serial.text,
           sizeof(waited));
    worker_went_on(pairing);
    end_question(pairing);
    let_go(pairing, &pairing->serial);
    let_go(pairing, &pairing->instance);
    pairing->kept_count = 0;
    pairing->override.number = 0;
    if (pairing->operator_name[0] != '\0') {
        note(pairing, SK_NOTICE_SIGNED_OFF, "", 0, facts);
    }
    SK_ASSERT(strlen(name) < SK_OPERATOR_SIZE); /* label.h */
    memset(pairing->operator_name, 0, sizeof(pairing->operator_name));
    memcpy(pairing->operator_name, name, strlen(name));
    pairing->person = person;
    pairing->operator_at = now;
    if (name[0] != '\0') {
        note(pairing, SK_NOTICE_SIGNED_ON, "", 0, facts);
    }
    if (had_half) {
        warn(pairing, SK_NOTICE_OPERATOR_CHANGED, waited, strlen(waited), now);
        return;
    }
    say(pairing, name[0] ? SK_NOTICE_SIGNED_ON : SK_NOTICE_SIGNED_OFF, now);
    memcpy(pairing->notice_read, name, strlen(name) + 1);
    play(pairing, SK_CUE_FIRST);
}

static void take_badge(struct sk_pairing *pairing, const struct sk_pairing_input *input,
                       sk_ms now) {
    struct sk_scan_facts facts = facts_of(input->scan, input->wall_ms);
    const char *name = input->label->text;
    if (strcmp(pairing->operator_name, name) != 0 || pairing->person != input->label->person) {
        change_operator(pairing, name, input->label->person, &facts, now);
        return;
    }
    note(pairing, SK_NOTICE_SIGNED_ON, "", 0, &facts);
    say(pairing, SK_NOTICE_SIGNED_ON, now); /* as before; what waits stays */
    memcpy(pairing->notice_read, name, strlen(name) + 1);
    play(pairing, SK_CUE_FIRST);
}

/* Whatever signs off, a card that was scanned is noted for itself. */
static void sign_off(struct sk_pairing *pairing, sk_ms now) {
    if (pairing->operator_name[0] == '\0') {
        warn(pairing, SK_NOTICE_NOBODY_SIGNED_ON, "", 0, now);
    } else {
        change_operator(pairing, "", 0, &nothing_read, now);
    }
}

static void add_call(struct sk_pairing *pairing, enum sk_pairing_effect_type type, const char *name,
                     int64_t person) {
    struct sk_pair pair = { .person = person };
    size_t length = strlen(name);
    SK_ASSERT(length < SK_OPERATOR_SIZE);
    memcpy(pair.operator_name, name, length);
    pairing->is_called = type == SK_PAIRING_EFFECT_CALL;
    add_effect(pairing, type, &pair);
}

/* Nothing else changes: what waits, what is red and what is asked on the screen stay as they are.
 */
static void call(struct sk_pairing *pairing) {
    bool is_end = pairing->is_called;
    add_call(pairing, is_end ? SK_PAIRING_EFFECT_CALL_END : SK_PAIRING_EFFECT_CALL,
             pairing->operator_name, pairing->person);
    pairing->effects[pairing->effect_count - 1].notice =
        is_end ? SK_NOTICE_CANCELLED : SK_NOTICE_NONE;
    play(pairing, SK_CUE_FIRST);
}

static void answer_call(struct sk_pairing *pairing, const char *name, int64_t person) {
    if (pairing->is_called) {
        add_call(pairing, SK_PAIRING_EFFECT_CALL_END, name, person);
    }
}

static void obey(struct sk_pairing *pairing, enum sk_command command, sk_ms now) {
    switch (command) {
    case SK_COMMAND_ACKNOWLEDGE:
        acknowledge(pairing, now);
        break;
    case SK_COMMAND_CANCEL:
        worker_went_on(pairing);
        if (!is_empty(&pairing->serial) || !is_empty(&pairing->instance)) {
            say_let_go(pairing, SK_NOTICE_CANCELLED, now);
            play(pairing, SK_CUE_FIRST);
        } else {
            warn(pairing, SK_NOTICE_NOTHING_TO_CANCEL, "", 0, now);
        }
        break;
    case SK_COMMAND_UNDO:
        worker_went_on(pairing);
        take_back(pairing, now);
        break;
    case SK_COMMAND_PAIR:
    case SK_COMMAND_STICKY:
        worker_went_on(pairing);
        set_sticky(pairing, command == SK_COMMAND_STICKY, now);
        break;
    case SK_COMMAND_SIGN_OFF:
        sign_off(pairing, now);
        break;
    case SK_COMMAND_CALL:
        call(pairing);
        break;
    case SK_COMMAND_LANGUAGE: /* the app's, both */
    case SK_COMMAND_SUPERVISOR:
    case SK_COMMAND_UNKNOWN:
        break; /* the caller says it, as it has the text */
    }
}

/* FNV-1a, 64 bits: only to tell whether two scans in a row are the same text. */
static uint64_t hash_of(const struct sk_scan *scan) {
    uint64_t hash = 0xCBF29CE484222325u;
    for (size_t i = 0; i < scan->length; i++) {
        hash = (hash ^ (unsigned char)scan->text[i]) * 0x100000001B3u;
    }
    return hash ? hash : 1;
}

static bool is_bounce(struct sk_pairing *pairing, const struct sk_scan *scan) {
    sk_ms window =
        scan->source == SK_SOURCE_CAMERA ? pairing->rules.debounce_camera : pairing->rules.debounce;
    uint64_t hash = hash_of(scan);
    bool bounce = hash == pairing->last_hash && scan->at - pairing->last_at < window;
    pairing->last_hash = hash;
    pairing->last_at = scan->at; /* a trigger that is held prolongs the one scan */
    return bounce;
}

static void take_scan(struct sk_pairing *pairing, const struct sk_pairing_input *input, sk_ms now) {
    const struct sk_scan *scan = input->scan;
    pairing->operator_at = now;
    if (input->label->kind == SK_LABEL_PART) { /* the whole one, at once, is no second scan of it */
        bool is_of_several = scan->parts > 1;
        warn(pairing, is_of_several ? SK_NOTICE_PART_OF_TEXT : SK_NOTICE_READ_AGAIN, scan->text,
             scan->length, now);
        pairing->notice_part = scan->part;
        pairing->notice_parts = scan->parts;
        return;
    }
    bool bounce = is_bounce(pairing, scan);
    enum sk_notice notice = SK_NOTICE_NOT_A_LABEL;
    switch (input->label->kind) {
    case SK_LABEL_SERIAL:
    case SK_LABEL_INSTANCE:
        if (bounce) {
            warn(pairing, SK_NOTICE_DOUBLE_SCAN, scan->text, scan->length, now);
        } else {
            take_label(pairing, input, now);
        }
        return;
    case SK_LABEL_BADGE:
        if (!bounce) {
            take_badge(pairing, input, now);
        }
        return;
    case SK_LABEL_COMMAND:
        if (bounce) {
            pairing->said = SK_NOTICE_DOUBLE_SCAN;
            return; /* one pull of the trigger acknowledges one failure */
        }
        if (input->label->command != SK_COMMAND_UNKNOWN) {
            obey(pairing, input->label->command, now);
            return;
        }
        notice = SK_NOTICE_UNKNOWN_COMMAND;
        break;
    case SK_LABEL_MODEL:
        notice = SK_NOTICE_MODEL_LABEL;
        break;
    case SK_LABEL_MASKED:
        notice = SK_NOTICE_MASKED_LABEL;
        break;
    case SK_LABEL_TOO_LONG:
        notice = SK_NOTICE_TOO_LONG;
        break;
    case SK_LABEL_PART: /* above */
    case SK_LABEL_SEVERAL:
        notice = SK_NOTICE_SEVERAL_IN_ONE;
        break;
    case SK_LABEL_WRONG_SYMBOLOGY:
        notice = SK_NOTICE_WRONG_SYMBOLOGY;
        break;
    case SK_LABEL_DENIED:
        notice = SK_NOTICE_DENIED_SERIAL;
        break;
    case SK_LABEL_UNKNOWN_BADGE: /* what it says is nobody's business */
        warn(pairing, SK_NOTICE_UNKNOWN_BADGE, "", 0, now);
        return;
    case SK_LABEL_UNKNOWN:
        break;
    }
    warn(pairing, notice, scan->text, scan->length, now);
}

static void turn_red(struct sk_pairing *pairing, const struct sk_verdict *verdict) {
    if (pairing->red_count < SK_PAIRING_RED) {
        struct sk_verdict *red = &pairing->red[pairing->red_count++];
        *red = *verdict;
        bool is_of_instance = strcmp(verdict->code, SK_GUARD_IN_USE) == 0;
        red->may_override =
            verdict->prior.number > 0 &&
            (is_of_instance ? pairing->rules.may_share : pairing->rules.may_override);
    } else {
        pairing->red_lost++;
    }
    play(pairing, SK_CUE_REFUSED);
}

/* Red that is not acknowledged yet matters more; its sound is not repeated. */
static void add_place(struct sk_pairing *pairing, const struct sk_verdict *verdict) {
    for (int32_t i = 0; i < pairing->red_count; i++) {
        if (pairing->red[i].number == verdict->number) {
            pairing->red[i].place = verdict->place;
            memcpy(pairing->red[i].where, verdict->where, sizeof(verdict->where));
        }
    }
}

static void show_verdict(struct sk_pairing *pairing, const struct sk_verdict *verdict,
                         bool in_background, sk_ms now) {
    bool is_newest = pairing->progress == SK_PROGRESS_NONE
                         ? !in_background
                         : verdict->number >= pairing->verdict.number;
    bool is_repeated = is_newest && pairing->progress == SK_PROGRESS_TOLD &&
                       pairing->verdict.kind == verdict->kind &&
                       pairing->verdict.number == verdict->number;
    if (is_newest) {
        if (!is_repeated) {
            pairing->verdict_since = now;
        }
        pairing->progress = SK_PROGRESS_TOLD;
        pairing->verdict = *verdict;
    } else if (in_background || verdict->kind != SK_VERDICT_BOUND) {
        return; /* the list of results and the status bar show it */
    }
    if (!is_repeated) {
        /* The newest verdict needs no cover to be seen, and ends the cover of an older one. */
        pairing->has_flash = !is_newest || sk_pairing_is_half(pairing);
        pairing->flash = *verdict;
        pairing->flash_since = now;
    }
    if (!is_repeated) {
        play(pairing, verdict->kind == SK_VERDICT_BOUND ? SK_CUE_BOUND : SK_CUE_WARNING);
    }
}

/* What undo means from now on. */
static void settle(struct sk_pairing *pairing, const struct sk_verdict *verdict) {
    bool is_bound = verdict->kind == SK_VERDICT_BOUND;
    if (verdict->kind == SK_VERDICT_WITHDRAWN || verdict->number < pairing->settled.number) {
        return;
    }
    pairing->settled = (struct sk_settled_pair){ .number = verdict->number, .is_bound = is_bound };
    pairing->settled.labels = verdict->labels;
}

static void take_verdict(struct sk_pairing *pairing, const struct sk_verdict *verdict, sk_ms now) {
    if (verdict->kind == SK_VERDICT_LOCATED) {
        add_place(pairing, verdict);
        return;
    }
    struct sk_pending_pair *open = find_open(pairing, verdict->number);
    bool in_background = !open || open->in_background;
    bool is_final = verdict->kind == SK_VERDICT_BOUND || verdict->kind == SK_VERDICT_REFUSED ||
                    verdict->kind == SK_VERDICT_CHECK || verdict->kind == SK_VERDICT_WITHDRAWN;
    if (is_final) {
        settle(pairing, verdict);
    }
    if (open && is_final && verdict->kind != SK_VERDICT_BOUND) {
        count_kept(pairing, &open->labels, -1);
    }
    if (open && is_final) {
        int32_t behind = (int32_t)(&pairing->open[pairing->open_count] - (open + 1));
        memmove(open, open + 1, (size_t)behind * sizeof(*open));
        pairing->open_count--;
    } else if (open) {
        open->in_background = open->in_background || verdict->kind != SK_VERDICT_TOO_LATE;
        open->is_waiting = verdict->kind == SK_VERDICT_SAVED || verdict->kind == SK_VERDICT_RETRY ||
                           verdict->kind == SK_VERDICT_BLOCKED;
    }
    bool is_shown =
        pairing->progress != SK_PROGRESS_NONE && pairing->verdict.number == verdict->number;
    switch (verdict->kind) {
    case SK_VERDICT_BOUND:
    case SK_VERDICT_RETRY:
    case SK_VERDICT_CHECKING:
    case SK_VERDICT_SAVED:
        show_verdict(pairing, verdict, in_background, now);
        break;
    case SK_VERDICT_REFUSED:
    case SK_VERDICT_CHECK:
        turn_red(pairing, verdict);
        if (is_shown) {
            pairing->progress = SK_PROGRESS_NONE;
        }
        break;
    case SK_VERDICT_BLOCKED:
        if (verdict->alarm) {
            turn_red(pairing, verdict);
        }
        show_verdict(pairing, verdict, in_background, now);
        break;
    case SK_VERDICT_WITHDRAWN:
        warn_of_pair(pairing, SK_NOTICE_UNDONE, &verdict->labels, now);
        pairing->cue = SK_CUE_FIRST; /* as asked */
        if (is_shown) {
            pairing->progress = SK_PROGRESS_NONE;
        }
        break;
    case SK_VERDICT_LOCATED:
        break;
    case SK_VERDICT_TOO_LATE:
        warn_of_pair(pairing, SK_NOTICE_TOO_LATE_TO_UNDO, &verdict->labels, now);
        break;
    }
}

static void end_green(struct sk_pairing *pairing, int64_t number) {
    if (pairing->progress == SK_PROGRESS_TOLD && pairing->verdict.kind == SK_VERDICT_BOUND &&
        pairing->verdict.number == number) {
        pairing->progress = SK_PROGRESS_NONE;
    }
    if (pairing->has_flash && pairing->flash.kind == SK_VERDICT_BOUND &&
        pairing->flash.number == number) {
        pairing->has_flash = false;
    }
}

/* -1: never. */
static sk_ms sign_off_at(const struct sk_pairing *pairing) {
    return pairing->operator_name[0] != '\0' && pairing->rules.operator_timeout > 0
               ? pairing->operator_at + pairing->rules.operator_timeout
               : -1;
}

static void pass_time(struct sk_pairing *pairing, sk_ms now) {
    sk_ms off_at = sign_off_at(pairing);
    if (off_at >= 0 && now >= off_at) {
        sign_off(pairing, now);
    }
    if (sk_pairing_is_half(pairing) && now - pairing->half_since >= pairing->rules.timeout) {
        say_let_go(pairing, SK_NOTICE_HALF_TIMED_OUT, now);
        play(pairing, SK_CUE_WARNING);
    }
    if (pairing->notice != SK_NOTICE_NONE && now - pairing->notice_since >= pairing->rules.notice) {
        pairing->notice = SK_NOTICE_NONE;
    }
    if (pairing->has_flash && now - pairing->flash_since >= pairing->rules.peek) {
        pairing->has_flash = false;
    }
    bool is_green =
        pairing->progress == SK_PROGRESS_TOLD && pairing->verdict.kind == SK_VERDICT_BOUND;
    if (is_green && now - pairing->verdict_since >= pairing->rules.green) {
        pairing->progress = SK_PROGRESS_NONE;
    }
}

enum sk_pairing_state sk_pairing_state(const struct sk_pairing *pairing) {
    if (sk_pairing_is_half(pairing)) {
        return SK_PAIRING_STATE_HALF;
    }
    if (pairing->progress == SK_PROGRESS_SAVING) {
        return SK_PAIRING_STATE_SAVING;
    }
    if (pairing->progress == SK_PROGRESS_WORKING) {
        return SK_PAIRING_STATE_WORKING;
    }
    if (pairing->red_count > 0) {
        return SK_PAIRING_STATE_RED;
    }
    return pairing->progress == SK_PROGRESS_TOLD ? SK_PAIRING_STATE_TOLD : SK_PAIRING_STATE_EMPTY;
}

const char *sk_pairing_state_name(enum sk_pairing_state state) {
    static const char *const names[SK_PAIRING_STATES] = {
        [SK_PAIRING_STATE_EMPTY] = "empty",   [SK_PAIRING_STATE_HALF] = "half",
        [SK_PAIRING_STATE_SAVING] = "saving", [SK_PAIRING_STATE_WORKING] = "working",
        [SK_PAIRING_STATE_RED] = "red",       [SK_PAIRING_STATE_TOLD] = "told",
    };
    return SK_AT(names, state);
}

/* The pair that a state is about; 0: none. */
static int64_t number_of(const struct sk_pairing *pairing, enum sk_pairing_state state) {
    switch (state) {
    case SK_PAIRING_STATE_EMPTY:
    case SK_PAIRING_STATE_HALF:
        return 0;
    case SK_PAIRING_STATE_SAVING:
    case SK_PAIRING_STATE_WORKING:
    case SK_PAIRING_STATE_TOLD:
        return pairing->verdict.number;
    case SK_PAIRING_STATE_RED:
        return pairing->red[0].number;
    }
    SK_UNREACHABLE("state of the pairing");
}

static void take_input(struct sk_pairing *pairing, const struct sk_pairing_input *input,
                       sk_ms now) {
    switch (input->type) {
    case SK_PAIRING_INPUT_SCAN:
        SK_ASSERT(input->label && input->scan);
        take_scan(pairing, input, now);
        break;
    case SK_PAIRING_INPUT_COMMAND:
        obey(pairing, input->command, now);
        break;
    case SK_PAIRING_INPUT_SAVED:
        pairing->unsaved_since = now;
        if (pairing->progress == SK_PROGRESS_SAVING && pairing->verdict.number == input->number) {
            pairing->progress = SK_PROGRESS_WORKING;
            pairing->verdict_since = now;
            play(pairing, SK_CUE_SECOND);
        }
        break;
    case SK_PAIRING_INPUT_VERDICT:
        SK_ASSERT(input->verdict);
        take_verdict(pairing, input->verdict, now);
        break;
    case SK_PAIRING_INPUT_UNSEEN:
        SK_ASSERT(input->verdict);
        turn_red(pairing, input->verdict);
        break;
    case SK_PAIRING_INPUT_OVERFLOW:
        warn(pairing, SK_NOTICE_QUEUE_FULL, "", 0, now);
        note(pairing, SK_NOTICE_QUEUE_FULL, "", 0, &nothing_read);
        break;
    case SK_PAIRING_INPUT_ON_HOLD:
        SK_ASSERT(input->scan);
        warn(pairing, SK_NOTICE_ON_HOLD, input->scan->text, input->scan->length, now);
        break;
    case SK_PAIRING_INPUT_UNDONE:
        end_green(pairing, input->number);
        if (pairing->settled.number == input->number) {
            pairing->settled.is_bound = false;
        }
        break;
    case SK_PAIRING_INPUT_CALLED:
        pairing->is_called = true;
        break;
    case SK_PAIRING_INPUT_ANSWERED:
        SK_ASSERT(input->operator_name);
        answer_call(pairing, input->operator_name, input->person);
        break;
    case SK_PAIRING_INPUT_TYPED:
        if (sk_pairing_is_half(pairing)) {
            pairing->half_since = now;
        }
        break;
    case SK_PAIRING_INPUT_TICK:
        break;
    }
}

/* A badge was noted as who signed on; what it says is nobody's business. */
static bool is_to_be_noted(const struct sk_pairing *pairing, const struct sk_pairing_input *input) {
    bool is_badge = input->label && input->label->kind == SK_LABEL_BADGE;
    return (input->type == SK_PAIRING_INPUT_SCAN || input->type == SK_PAIRING_INPUT_ON_HOLD) &&
           !pairing->was_filled && !is_badge;
}

/* A PIN that was typed a moment too late, or too early; perhaps as fast as a scanner types. No
 * label has digits alone. */
static bool may_be_pin(const struct sk_scan *scan) {
    return (scan->by_hand || scan->source == SK_SOURCE_KEYBOARD) && sk_scan_is_like_pin(scan);
}

static void note_scan(struct sk_pairing *pairing, const struct sk_pairing_input *input) {
    const struct sk_scan *scan = input->scan;
    struct sk_scan_facts facts = facts_of(scan, input->wall_ms);
    bool is_secret =
        may_be_pin(scan) || (input->label && input->label->kind == SK_LABEL_UNKNOWN_BADGE);
    note(pairing, pairing->said, scan->text, is_secret ? 0 : scan->length, &facts);
    struct sk_labels *labels = &pairing->effects[pairing->effect_count - 1].pair.labels;
    if (input->label && input->label->kind == SK_LABEL_SERIAL) {
        memcpy(labels->serial, input->label->text, sizeof(labels->serial));
    } else if (input->label && input->label->kind == SK_LABEL_INSTANCE) {
        memcpy(labels->instance, input->label->text, sizeof(labels->instance));
    }
}

static void begin_step(struct sk_pairing *pairing) {
    pairing->said = SK_NOTICE_NONE;
    pairing->was_filled = false;
}

void sk_pairing_step(struct sk_pairing *pairing, const struct sk_pairing_input *input, sk_ms now) {
    enum sk_pairing_state before = sk_pairing_state(pairing);
    int64_t number_before = number_of(pairing, before);
    begin_step(pairing);
    pass_time(pairing, now);
    note_let_go(pairing);
    begin_step(pairing);
    take_input(pairing, input, now);
    note_let_go(pairing);
    if (is_to_be_noted(pairing, input)) {
        note_scan(pairing, input);
    }
    enum sk_pairing_state after = sk_pairing_state(pairing);
    int64_t number = number_of(pairing, after);
    if (after != before || number != number_before) {
        sk_transition("pairing", sk_pairing_state_name(before), sk_pairing_state_name(after),
                      number);
    }
}

bool sk_pairing_next(struct sk_pairing *pairing, sk_ms now, struct sk_pairing_effect *effect) {
    (void)now;
    if (pairing->effect_count == 0) {
        return false;
    }
    *effect = pairing->effects[0];
    pairing->effect_count--;
    memmove(&pairing->effects[0], &pairing->effects[1],
            (size_t)pairing->effect_count * sizeof(pairing->effects[0]));
    return true;
}

enum cover {
    COVER_NEVER,   /* a line on whatever is shown */
    COVER_AT_REST, /* what was asked for was done: it fills the screen if nothing waits there */
    COVER_ALWAYS,  /* the worker has to do something different */
};

static enum cover cover_of(enum sk_notice notice) {
    switch (notice) {
    case SK_NOTICE_NOT_A_LABEL:
    case SK_NOTICE_MODEL_LABEL:
    case SK_NOTICE_MASKED_LABEL:
    case SK_NOTICE_TOO_LONG:
    case SK_NOTICE_SEVERAL_IN_ONE:
    case SK_NOTICE_WRONG_SYMBOLOGY:
    case SK_NOTICE_READ_AGAIN:
    case SK_NOTICE_PART_OF_TEXT:
    case SK_NOTICE_HALF_TIMED_OUT:
    case SK_NOTICE_TOO_LATE_TO_UNDO:
    case SK_NOTICE_UNKNOWN_COMMAND:
    case SK_NOTICE_QUEUE_FULL:
    case SK_NOTICE_NOT_SAVED_YET:
    case SK_NOTICE_ON_HOLD:
    case SK_NOTICE_DENIED_SERIAL:
    case SK_NOTICE_NO_LIST:
    case SK_NOTICE_BADGE_FIRST:
    case SK_NOTICE_UNKNOWN_BADGE:
    case SK_NOTICE_OPERATOR_CHANGED:
        return COVER_ALWAYS;
    case SK_NOTICE_UNDONE:
    case SK_NOTICE_CANCELLED:
    case SK_NOTICE_PAIR_MODE:
    case SK_NOTICE_STICKY_MODE:
    case SK_NOTICE_SIGNED_ON:
    case SK_NOTICE_SIGNED_OFF:
        return COVER_AT_REST;
    case SK_NOTICE_NONE:
    case SK_NOTICE_DOUBLE_SCAN:
    case SK_NOTICE_REPLACES_SERIAL: /* a screen of its own asks */
    case SK_NOTICE_REPLACES_INSTANCE:
    case SK_NOTICE_REPLACED_SERIAL:
    case SK_NOTICE_REPLACED_INSTANCE:
    case SK_NOTICE_KEPT:
    case SK_NOTICE_ANSWER_FIRST:
    case SK_NOTICE_NOTHING_TO_UNDO:
    case SK_NOTICE_NOTHING_TO_CANCEL:
    case SK_NOTICE_ACKNOWLEDGE_FIRST:
    case SK_NOTICE_SAME_PAIR_WAITING:
    case SK_NOTICE_SAME_PAIR_CHECKING:
    case SK_NOTICE_NOBODY_SIGNED_ON:
    case SK_NOTICE_COUNT:
        return COVER_NEVER;
    }
    SK_UNREACHABLE("notice");
}

/* A verdict that came later than what was asked for is what the worker waits for. */
static bool is_at_rest(const struct sk_pairing *pairing) {
    bool is_seen = pairing->progress == SK_PROGRESS_TOLD &&
                   pairing->verdict_since <= pairing->notice_since && !pairing->has_flash;
    return !sk_pairing_is_half(pairing) && (pairing->progress == SK_PROGRESS_NONE || is_seen);
}

static bool covers_screen(const struct sk_pairing *pairing) {
    enum cover cover = cover_of(pairing->notice);
    return cover == COVER_ALWAYS || (cover == COVER_AT_REST && is_at_rest(pairing));
}

static void view_newest(const struct sk_pairing *pairing, sk_ms now, struct sk_view *view) {
    switch (pairing->progress) {
    case SK_PROGRESS_NONE:
        view->screen = SK_SCREEN_READY;
        return;
    case SK_PROGRESS_SAVING: /* both slots full, no promise yet; a matter of milliseconds */
        view->screen = is_disk_slow(pairing, now) ? SK_SCREEN_UNSAVED : SK_SCREEN_HALF;
        view->has_verdict = is_disk_slow(pairing, now);
        view->verdict = pairing->verdict;
        view->labels = pairing->verdict.labels;
        return;
    case SK_PROGRESS_WORKING:
        view->screen = now - pairing->verdict_since < pairing->rules.slow ? SK_SCREEN_WORKING
                                                                          : SK_SCREEN_SAVED;
        break;
    case SK_PROGRESS_TOLD:
        view->screen = sk_verdict_screen(pairing->verdict.kind);
        break;
    }
    view->has_verdict = true;
    view->verdict = pairing->verdict;
    if (pairing->progress == SK_PROGRESS_WORKING && view->screen == SK_SCREEN_SAVED) {
        /* It was sent, or is about to be: "cannot be reached" would be a guess. */
        memcpy(view->verdict.code, SK_CODE_SLOW, sizeof(SK_CODE_SLOW));
    }
}

static void view_undo(const struct sk_pairing *pairing, struct sk_view *view) {
    const struct sk_pending_pair *open = newest_open(pairing);
    if (open && open->is_waiting && !sk_pairing_is_half(pairing)) {
        view->undo_number = open->number;
        view->undo = open->labels;
    }
}

void sk_pairing_view(const struct sk_pairing *pairing, sk_ms now, struct sk_view *view) {
    *view = (struct sk_view){ .operator_name = pairing->operator_name,
                              .needs_badge = needs_badge(pairing),
                              .is_called = pairing->is_called,
                              .sticky = pairing->sticky,
                              .notice = pairing->notice,
                              .notice_read = pairing->notice_read,
                              .notice_pair = pairing->notice_pair,
                              .kept_count = pairing->kept_count,
                              .replacement = pairing->replacement,
                              .is_replacement_serial = pairing->is_replacement_serial,
                              .cue = pairing->cue,
                              .cue_number = pairing->cue_number };
    if (pairing->notice == SK_NOTICE_PART_OF_TEXT) {
        view->notice_part = pairing->notice_part;
        view->notice_parts = pairing->notice_parts;
    }
    memcpy(view->labels.serial, pairing->serial.text, sizeof(view->labels.serial));
    memcpy(view->labels.instance, pairing->instance.text, sizeof(view->labels.instance));
    view_undo(pairing, view);
    bool is_half = sk_pairing_is_half(pairing);
    if (is_half) {
        sk_ms left = pairing->half_since + pairing->rules.timeout - now;
        view->countdown = left > 0 ? left : 0;
        view->countdown_of = pairing->rules.timeout;
    }
    if (pairing->red_count > 0) {
        view->screen = SK_SCREEN_REFUSED;
        view->has_verdict = true;
        view->verdict = pairing->red[0];
        view->failures_waiting = pairing->red_count - 1 + pairing->red_lost;
    } else if (covers_screen(pairing)) {
        view->screen = SK_SCREEN_NOTICE;
    } else if (pairing->has_flash) {
        view->screen = sk_verdict_screen(pairing->flash.kind);
        view->has_verdict = true;
        view->verdict = pairing->flash;
    } else if (is_half && !is_disk_slow(pairing, now)) {
        view->screen = is_asking(pairing) ? SK_SCREEN_WHICH : SK_SCREEN_HALF;
    } else {
        view_newest(pairing, now, view);
    }
}

sk_ms sk_pairing_deadline(const struct sk_pairing *pairing, sk_ms now) {
    sk_ms deadline = -1;
    if (sk_pairing_is_half(pairing)) {
        sk_ms left = pairing->half_since + pairing->rules.timeout - now;
        /* The countdown shows whole seconds: wake when the shown number changes. */
        deadline = sk_earlier(deadline, left <= 0 ? now : now + (left - 1) % 1000 + 1);
    }
    if (pairing->notice != SK_NOTICE_NONE) {
        deadline = sk_earlier(deadline, pairing->notice_since + pairing->rules.notice);
    }
    if (pairing->has_flash) {
        deadline = sk_earlier(deadline, pairing->flash_since + pairing->rules.peek);
    }
    sk_ms off_at = sign_off_at(pairing);
    if (off_at >= 0) {
        deadline = sk_earlier(deadline, off_at > now ? off_at : now);
    }
    if (pairing->progress == SK_PROGRESS_WORKING || pairing->progress == SK_PROGRESS_SAVING) {
        bool is_saving = pairing->progress == SK_PROGRESS_SAVING;
        sk_ms slow_at =
            (is_saving ? pairing->unsaved_since : pairing->verdict_since) + pairing->rules.slow;
        if (slow_at > now) {
            deadline = sk_earlier(deadline, slow_at);
        }
    }
    if (pairing->progress == SK_PROGRESS_TOLD && pairing->verdict.kind == SK_VERDICT_BOUND) {
        deadline = sk_earlier(deadline, pairing->verdict_since + pairing->rules.green);
    }
    return deadline;
}
