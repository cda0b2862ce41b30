#include "app/supervisor/errands.h"

#include "base/assert.h"
#include "base/transition.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *sk_errands_state_name(enum sk_errands_state state) {
    static const char *const names[SK_ERRANDS_STATES] = {
        [SK_ERRANDS_STATE_FREE] = "free",   [SK_ERRANDS_STATE_SHOWN] = "shown",
        [SK_ERRANDS_STATE_WAITS] = "waits", [SK_ERRANDS_STATE_TO_DO] = "to-do",
        [SK_ERRANDS_STATE_DOING] = "doing", [SK_ERRANDS_STATE_ENDED] = "ended",
    };
    return SK_AT(names, state);
}

const char *sk_errands_kind_name(enum sk_errand_kind kind) {
    static const char *const names[] = {
        [SK_ERRAND_HOLD] = "hold",       [SK_ERRAND_RELEASE] = "release",
        [SK_ERRAND_MESSAGE] = "message", [SK_ERRAND_RETRY] = "retry",
        [SK_ERRAND_DEAL] = "deal",       [SK_ERRAND_UNDO] = "undo",
    };
    return SK_AT(names, kind);
}

void sk_errands_init(struct sk_errands *office, const struct sk_errands_rules *rules) {
    memset(office, 0, sizeof(*office));
    office->rules = *rules;
}

/* --- places ------------------------------------------------------------------------------- */

static void enter(struct sk_errands_place *place, enum sk_errands_state state) {
    sk_transition("errands", sk_errands_state_name(place->state), sk_errands_state_name(state),
                  place->request.pair);
    place->state = state;
}

static void answer(struct sk_errands_place *place, const char *outcome) {
    (void)snprintf(place->outcome, sizeof(place->outcome), "%.300s", outcome);
    place->must_answer = true;
}

static void end(struct sk_errands_place *place, const char *outcome) {
    answer(place, outcome);
    enter(place, SK_ERRANDS_STATE_ENDED);
}

/* NULL: it is not known. */
static struct sk_errands_place *find(struct sk_errands *office, int64_t id) {
    for (size_t i = 0; i < SK_ERRANDS_MAX; i++) {
        struct sk_errands_place *place = &office->places[i];
        if (place->state != SK_ERRANDS_STATE_FREE && place->request.id == id) {
            return place;
        }
    }
    return NULL;
}

static size_t count_unended(const struct sk_errands *office) {
    size_t count = 0;
    for (size_t i = 0; i < SK_ERRANDS_MAX; i++) {
        enum sk_errands_state state = office->places[i].state;
        count += state != SK_ERRANDS_STATE_FREE && state != SK_ERRANDS_STATE_ENDED;
    }
    return count;
}

/* A free one, or the oldest that has ended and was answered; NULL: there is no room. What waits for
 * somebody, for days perhaps, leaves some for what is done at once. */
static struct sk_errands_place *find_room(struct sk_errands *office, enum sk_errand_kind kind) {
    struct sk_errands_place *oldest = NULL;
    bool is_at_once = kind == SK_ERRAND_HOLD || kind == SK_ERRAND_RELEASE;
    if (!is_at_once && count_unended(office) >= SK_ERRANDS_MAX - SK_ERRANDS_SPARE) {
        return NULL;
    }
    for (size_t i = 0; i < SK_ERRANDS_MAX; i++) {
        struct sk_errands_place *place = &office->places[i];
        bool may_go = place->state == SK_ERRANDS_STATE_ENDED && !place->must_answer;
        if (place->state == SK_ERRANDS_STATE_FREE) {
            return place;
        }
        if (may_go && (!oldest || place->request.id < oldest->request.id)) {
            oldest = place;
        }
    }
    return oldest;
}

/* One that is lost in the rush is in the action's own event all the same. */
static void note(struct sk_errands *office, const struct sk_actor *who, const char *what,
                 const struct sk_errand *request) {
    if (office->note_count == SK_ERRANDS_NOTES) {
        return;
    }
    struct sk_errands_note *kept = &office->notes[office->note_count++];
    memset(kept, 0, sizeof(*kept));
    kept->who = who ? *who : (struct sk_actor){ .person = 0 };
    if (request->pair > 0) {
        (void)snprintf(kept->text, sizeof(kept->text), "%s: %s pair %" PRId64, what,
                       sk_errands_kind_name(request->kind), request->pair);
    } else {
        (void)snprintf(kept->text, sizeof(kept->text), "%s: %.300s", what, request->text);
    }
}

/* --- inputs ------------------------------------------------------------------------------- */

static bool is_about_pair(enum sk_errand_kind kind) {
    return kind == SK_ERRAND_RETRY || kind == SK_ERRAND_DEAL || kind == SK_ERRAND_UNDO;
}

static void add(struct sk_errands *office, const struct sk_errand *request) {
    struct sk_errands_place *place = find(office, request->id);
    if (place) { /* it does not know yet */
        place->must_answer = place->outcome[0] != '\0';
        return;
    }
    place = find_room(office, request->kind);
    if (!place) {
        return;
    }
    memset(place, 0, sizeof(*place));
    place->request = *request;
    place->must_note = true;
    if (request->kind == SK_ERRAND_MESSAGE) {
        enter(place, SK_ERRANDS_STATE_SHOWN);
    } else if (is_about_pair(request->kind) && !office->rules.trusts) {
        answer(place, "waits");
        enter(place, SK_ERRANDS_STATE_WAITS);
    } else {
        enter(place, SK_ERRANDS_STATE_TO_DO);
    }
}

static void see(struct sk_errands *office, const struct sk_actor *who) {
    const struct sk_errand *shown = sk_errands_message(office);
    if (shown) {
        note(office, who, "the message of the office was seen", shown);
        end(find(office, shown->id), "seen");
    }
}

static void decide(struct sk_errands *office, const struct sk_errands_input *input) {
    struct sk_errands_place *place = find(office, input->id);
    if (!place || place->state != SK_ERRANDS_STATE_WAITS) {
        return;
    }
    if (input->type == SK_ERRANDS_INPUT_CONFIRM) {
        note(office, input->who, "what the office asks was confirmed", &place->request);
        if (input->who) {
            place->confirmed_by = *input->who;
        }
        enter(place, SK_ERRANDS_STATE_TO_DO);
    } else {
        note(office, input->who, "what the office asks was declined", &place->request);
        end(place, "declined at the bench");
    }
}

static void take_end(struct sk_errands *office, const struct sk_errands_input *input) {
    struct sk_errands_place *place = find(office, input->id);
    if (!place || place->state != SK_ERRANDS_STATE_DOING) {
        return;
    }
    if (input->type == SK_ERRANDS_INPUT_NOT_NOW) {
        enter(place, SK_ERRANDS_STATE_TO_DO);
        return;
    }
    const struct sk_action_result *result = input->result;
    end(place, result->end == SK_ACTION_DONE  ? "done"
               : result->text.text[0] != '\0' ? result->text.text
               : result->code[0] != '\0'      ? result->code
                                              : "it could not be done");
}

void sk_errands_step(struct sk_errands *office, const struct sk_errands_input *input) {
    switch (input->type) {
    case SK_ERRANDS_INPUT_ADD:
        add(office, input->request);
        break;
    case SK_ERRANDS_INPUT_SEEN:
        see(office, input->who);
        break;
    case SK_ERRANDS_INPUT_CONFIRM:
    case SK_ERRANDS_INPUT_DECLINE:
        decide(office, input);
        break;
    case SK_ERRANDS_INPUT_DONE:
    case SK_ERRANDS_INPUT_NOT_NOW:
        take_end(office, input);
        break;
    }
}

/* --- effects ------------------------------------------------------------------------------ */

static enum sk_action_type action_of(enum sk_errand_kind kind) {
    switch (kind) {
    case SK_ERRAND_HOLD:
        return SK_ACTION_HOLD;
    case SK_ERRAND_RELEASE:
        return SK_ACTION_RELEASE;
    case SK_ERRAND_RETRY:
        return SK_ACTION_RETRY;
    case SK_ERRAND_DEAL:
        return SK_ACTION_DEAL;
    case SK_ERRAND_UNDO:
        return SK_ACTION_UNDO;
    case SK_ERRAND_MESSAGE:
        break;
    }
    SK_UNREACHABLE("a message is no action");
}

/* That of a hold is on the screen, where who is asked for it has to be known. */
static void write_reason(const struct sk_errand *request, struct sk_action *action) {
    if (request->kind == SK_ERRAND_HOLD) {
        (void)snprintf(action->reason, sizeof(action->reason), "%.250s%soffice: %s%s",
                       request->text, request->text[0] ? " (" : "", request->who,
                       request->text[0] ? ")" : "");
    } else {
        (void)snprintf(action->reason, sizeof(action->reason), "%.300s", request->text);
    }
}

/* Who confirmed it does it; the reason says that the office asked. */
static void make_action(const struct sk_errands_place *place, struct sk_action *action) {
    const struct sk_errand *request = &place->request;
    bool is_confirmed = place->confirmed_by.name[0] != '\0' || place->confirmed_by.person != 0;
    memset(action, 0, sizeof(*action));
    action->type = action_of(request->kind);
    action->id = SK_ERRANDS_ACTION_FIRST + (uint64_t)request->id;
    action->number = request->pair;
    action->source = is_confirmed ? SK_SOURCE_SCREEN : SK_SOURCE_CLI;
    if (is_confirmed) {
        action->person = place->confirmed_by.person;
        memcpy(action->operator_name, place->confirmed_by.name, sizeof(action->operator_name));
        (void)snprintf(action->reason, sizeof(action->reason), "the office (%s): %.300s",
                       request->who, request->text);
    } else {
        (void)snprintf(action->operator_name, sizeof(action->operator_name), "office: %.50s",
                       request->who);
        write_reason(request, action);
    }
}

static void make_note(const struct sk_errands_place *place, struct sk_errands_effect *effect) {
    const struct sk_errand *request = &place->request;
    char pair[32] = "";
    if (request->pair > 0) {
        (void)snprintf(pair, sizeof(pair), " pair %" PRId64, request->pair);
    }
    (void)snprintf(effect->text, sizeof(effect->text), "the office (%s): %s%s: %.250s",
                   request->who, sk_errands_kind_name(request->kind), pair, request->text);
}

static bool next_of(struct sk_errands_place *place, struct sk_errands_effect *effect) {
    effect->id = place->request.id;
    if (place->must_note) {
        place->must_note = false;
        effect->type = SK_ERRANDS_EFFECT_NOTE;
        make_note(place, effect);
        return true;
    }
    if (place->must_answer) {
        place->must_answer = false;
        effect->type = SK_ERRANDS_EFFECT_ANSWER;
        effect->is_end = place->state == SK_ERRANDS_STATE_ENDED;
        (void)snprintf(effect->text, sizeof(effect->text), "%s", place->outcome);
        return true;
    }
    if (place->state == SK_ERRANDS_STATE_TO_DO) {
        effect->type = SK_ERRANDS_EFFECT_DO;
        make_action(place, &effect->action);
        enter(place, SK_ERRANDS_STATE_DOING);
        return true;
    }
    return false;
}

static bool has_effect(const struct sk_errands_place *place) {
    return place->state != SK_ERRANDS_STATE_FREE &&
           (place->must_note || place->must_answer || place->state == SK_ERRANDS_STATE_TO_DO);
}

/* In the order in which the office asked: a hold and the release behind it end as a release. */
static bool next_in_order(struct sk_errands *office, struct sk_errands_effect *effect) {
    struct sk_errands_place *first = NULL;
    for (size_t i = 0; i < SK_ERRANDS_MAX; i++) {
        struct sk_errands_place *place = &office->places[i];
        if (has_effect(place) && (!first || place->request.id < first->request.id)) {
            first = place;
        }
    }
    return first && next_of(first, effect);
}

bool sk_errands_next(struct sk_errands *office, struct sk_errands_effect *effect) {
    memset(effect, 0, sizeof(*effect));
    if (next_in_order(office, effect)) {
        return true;
    }
    if (office->note_count > 0) {
        effect->type = SK_ERRANDS_EFFECT_NOTE;
        effect->id = 0;
        effect->who = office->notes[0].who;
        memcpy(effect->text, office->notes[0].text, sizeof(effect->text));
        office->note_count--;
        memmove(&office->notes[0], &office->notes[1],
                office->note_count * sizeof(office->notes[0]));
        return true;
    }
    return false;
}

/* --- views -------------------------------------------------------------------------------- */

/* The index-th in that state, by id; NULL: there are not so many. */
static const struct sk_errand *nth(const struct sk_errands *office, enum sk_errands_state state,
                                   size_t index) {
    int64_t after = 0;
    const struct sk_errand *found = NULL;
    for (size_t n = 0; n <= index; n++) {
        found = NULL;
        for (size_t i = 0; i < SK_ERRANDS_MAX; i++) {
            const struct sk_errands_place *place = &office->places[i];
            bool is_later = place->state == state && place->request.id > after;
            if (is_later && (!found || place->request.id < found->id)) {
                found = &place->request;
            }
        }
        if (!found) {
            return NULL;
        }
        after = found->id;
    }
    return found;
}

const struct sk_errand *sk_errands_message(const struct sk_errands *office) {
    return nth(office, SK_ERRANDS_STATE_SHOWN, 0);
}

const struct sk_errand *sk_errands_waiting(const struct sk_errands *office, size_t index) {
    return nth(office, SK_ERRANDS_STATE_WAITS, index);
}

size_t sk_errands_waiting_count(const struct sk_errands *office) {
    size_t count = 0;
    for (size_t i = 0; i < SK_ERRANDS_MAX; i++) {
        count += office->places[i].state == SK_ERRANDS_STATE_WAITS;
    }
    return count;
}
