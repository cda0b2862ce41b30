#include "ui/words.h"

#include "app/model/sentence.h"
#include "base/clock.h"
#include "base/language.h"

#include <stdio.h>
#include <string.h>

#define MINUTES 16 /* of 2026-03-03T14:05:… */
#define T_AT 10

/* "2026-03-03 14:05", local time: read the same way everywhere. */
static void format_when(int64_t wall_ms, char out[SK_CLOCK_TEXT_SIZE]) {
    sk_clock_format(wall_ms, out, SK_CLOCK_TEXT_SIZE);
    if (strlen(out) > MINUTES) {
        out[MINUTES] = '\0';
        out[T_AT] = ' ';
    }
}

/* The sag- label has a device that another bench bound to it. */
static void words_of_label(const struct sk_model *model, const char *when,
                           char out[SK_WORDS_SIZE]) {
    if (model->prior_wall_ms <= 0) {
        (void)snprintf(out, SK_WORDS_SIZE,
                       sk_text(SK_N("At %s this sag- label was given to device %s.")),
                       model->prior_bench, model->prior.serial);
    } else if (model->prior_operator[0] != '\0') {
        (void)snprintf(out, SK_WORDS_SIZE,
                       sk_text(SK_N("At %s this sag- label was given on %s to device %s by %s.")),
                       model->prior_bench, when, model->prior.serial, model->prior_operator);
    } else {
        (void)snprintf(out, SK_WORDS_SIZE,
                       sk_text(SK_N("At %s this sag- label was given on %s to device %s.")),
                       model->prior_bench, when, model->prior.serial);
    }
}

/* What another bench has to do with the device. */
static void words_of_bench(const struct sk_model *model, char out[SK_WORDS_SIZE]) {
    char when[SK_CLOCK_TEXT_SIZE];
    format_when(model->prior_wall_ms, when);
    if (strcmp(model->code, SK_GUARD_CLAIMED) == 0) {
        (void)snprintf(out, SK_WORDS_SIZE, sk_text(SK_N("%s is binding this device just now.")),
                       model->prior_bench);
    } else if (strcmp(model->code, SK_GUARD_ELSEWHERE) == 0) {
        words_of_label(model, when, out);
    } else if (model->prior.instance[0] == '\0' || model->prior_wall_ms <= 0) {
        (void)snprintf(out, SK_WORDS_SIZE, sk_text(SK_N("This device is bound at %s.")),
                       model->prior_bench);
    } else if (model->prior_operator[0] != '\0') {
        (void)snprintf(out, SK_WORDS_SIZE,
                       sk_text(SK_N("This device was bound at %s on %s to %s by %s.")),
                       model->prior_bench, when, model->prior.instance, model->prior_operator);
    } else {
        (void)snprintf(out, SK_WORDS_SIZE,
                       sk_text(SK_N("This device was bound at %s on %s to %s.")),
                       model->prior_bench, when, model->prior.instance);
    }
}

void sk_words_what(const struct sk_model *model, char out[SK_WORDS_SIZE]) {
    char when[SK_CLOCK_TEXT_SIZE];
    /* If its rows were purged, only the number is known. */
    bool has_prior = model->prior.number > 0 && model->prior.instance[0] != '\0';
    if (model->prior.number > 0) {
        format_when(model->prior_wall_ms, when);
    }
    if (model->prior_bench[0] != '\0') {
        words_of_bench(model, out);
    } else if (model->prior.number > 0 && model->prior.serial[0] != '\0') {
        (void)snprintf(out, SK_WORDS_SIZE,
                       sk_text(SK_N("Since %s this sag- label has had device %s.")), when,
                       model->prior.serial);
    } else if (has_prior && model->prior_operator[0] != '\0') {
        (void)snprintf(out, SK_WORDS_SIZE,
                       sk_text(SK_N("This device was already bound on %s to %s by %s.")), when,
                       model->prior.instance, model->prior_operator);
    } else if (has_prior) {
        (void)snprintf(out, SK_WORDS_SIZE,
                       sk_text(SK_N("This device was already bound on %s to %s.")), when,
                       model->prior.instance);
    } else if (model->expected[0] != '\0') {
        (void)snprintf(out, SK_WORDS_SIZE,
                       sk_text(SK_N("On the device list this device goes with %s.")),
                       model->expected);
    } else if (model->place == SK_PLACE_INSTANCE &&
               strcmp(model->where, model->verdict.instance) == 0) {
        (void)snprintf(out, SK_WORDS_SIZE, "%s",
                       sk_text(SK_N("This device is already bound to this same sag- label.")));
    } else if (model->place != SK_PLACE_UNKNOWN) {
        sk_words_place(model->place, model->where, out);
    } else {
        (void)snprintf(out, SK_WORDS_SIZE, "%s", sk_text(model->what));
    }
}

void sk_words_notice(const struct sk_model *model, char out[SK_WORDS_SIZE]) {
    if (model->notice == SK_NOTICE_PART_OF_TEXT && model->notice_parts > 0) {
        (void)snprintf(out, SK_WORDS_SIZE, sk_text(SK_N("This is part %d of %d.")),
                       (int)model->notice_part, (int)model->notice_parts);
        return;
    }
    (void)snprintf(out, SK_WORDS_SIZE, "%s", sk_text(sk_sentence_notice(model->notice).what));
}

void sk_words_tail(const char *label, char out[SK_WORDS_TAIL_SIZE]) {
    size_t length = strlen(label);
    bool is_long = length > SK_WORDS_TAIL;
    (void)snprintf(out, SK_WORDS_TAIL_SIZE, "%s%s", is_long ? "…" : "",
                   is_long ? label + length - SK_WORDS_TAIL : label);
}

void sk_words_undo(const struct sk_model_pair *pair, char out[SK_WORDS_SIZE]) {
    char tail[SK_WORDS_TAIL_SIZE];
    sk_words_tail(pair->serial, tail);
    (void)snprintf(out, SK_WORDS_SIZE, sk_text(SK_N("Undo %s")), tail);
}

void sk_words_place(enum sk_place place, const char *where, char out[SK_WORDS_SIZE]) {
    out[0] = '\0';
    if (place == SK_PLACE_INSTANCE) {
        (void)snprintf(out, SK_WORDS_SIZE, sk_text(SK_N("This device is bound to %s.")), where);
    } else if (place == SK_PLACE_OUTSIDE) {
        (void)snprintf(out, SK_WORDS_SIZE, "%s",
                       sk_text(SK_N("This device is bound in another account or region.")));
    }
}

void sk_words_order(const struct sk_model *model, char out[SK_WORDS_SIZE]) {
    out[0] = '\0';
    if (model->order_of > 0 && model->order[0] != '\0') {
        (void)snprintf(out, SK_WORDS_SIZE, sk_text(SK_N("Order %s: %d of %d")), model->order,
                       (int)model->order_bound, (int)model->order_of);
    } else if (model->order_of > 0) {
        (void)snprintf(out, SK_WORDS_SIZE, sk_text(SK_N("Device list: %d of %d")),
                       (int)model->order_bound, (int)model->order_of);
    }
}

void sk_words_banner(const struct sk_model *model, char out[SK_WORDS_SIZE]) {
    if (model->banner_line > 0) {
        (void)snprintf(out, SK_WORDS_SIZE,
                       sk_text(SK_N("The device list has a mistake in line %d.")),
                       (int)model->banner_line);
    } else {
        (void)snprintf(out, SK_WORDS_SIZE, "%s%s%s", model->banner_account,
                       model->banner_account[0] ? ": " : "", sk_text(model->banner_what));
    }
}
