#include "app/core/fleet_refusal.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>

_Static_assert(SK_BENCH_NAME_SIZE >= SK_FLEET_BENCH_SIZE, "room for a bench");

/* Its id, where it has no name. */
static const char *name_of(const struct sk_fleet_word *word) {
    return word->name[0] != '\0' ? word->name : word->bench;
}

static void set_prior(const struct sk_fleet_word *word, struct sk_prior *prior) {
    *prior = (struct sk_prior){ .wall_ms = word->at_ms };
    (void)snprintf(prior->bench, sizeof(prior->bench), "%s", name_of(word));
    (void)snprintf(prior->labels.instance, sizeof(prior->labels.instance), "%s", word->instance);
    (void)snprintf(prior->labels.serial, sizeof(prior->labels.serial), "%s", word->serial);
    (void)snprintf(prior->operator_name, sizeof(prior->operator_name), "%s", word->who);
}

static void refuse(const struct sk_fleet_word *word, const char *code, struct sk_record *intent) {
    intent->result = SK_RESULT_REFUSED;
    (void)snprintf(intent->code, sizeof(intent->code), "%s", code);
    set_prior(word, &intent->prior);
}

/* BENCH, TIME, LABEL, as far as they are known. */
static void describe(const struct sk_fleet_word *word, const char *what, const char *label,
                     struct sk_record *intent) {
    char when[SK_CLOCK_TEXT_SIZE] = "";
    if (word->at_ms > 0) {
        sk_clock_format(word->at_ms, when, sizeof(when));
    }
    (void)snprintf(intent->note, sizeof(intent->note), "%s at another bench: %s%s%s%s%s", what,
                   name_of(word), when[0] ? ", " : "", when, label[0] ? ", " : "", label);
}

void sk_fleet_refuse(const struct sk_fleet_word *word, struct sk_record *intent) {
    if (intent->pair.refers > 0 || intent->result != SK_RESULT_PENDING) {
        return;
    }
    switch (word->type) {
    case SK_FLEET_WORD_UNKNOWN:
        (void)snprintf(intent->note, sizeof(intent->note), "%s", SK_NOTE_FLEET_UNCHECKED);
        break;
    case SK_FLEET_WORD_FREE:
    case SK_FLEET_WORD_OURS:
        break;
    case SK_FLEET_WORD_BOUND:
        refuse(word, SK_GUARD_FLEET, intent);
        describe(word, "bound", word->instance, intent);
        break;
    case SK_FLEET_WORD_IN_USE:
        refuse(word, SK_GUARD_ELSEWHERE, intent);
        describe(word, "sag- label in use", word->serial, intent);
        break;
    case SK_FLEET_WORD_CLAIMED:
        refuse(word, SK_GUARD_CLAIMED, intent);
        (void)snprintf(intent->note, sizeof(intent->note), "being bound at another bench: %s",
                       name_of(word));
        break;
    }
}
