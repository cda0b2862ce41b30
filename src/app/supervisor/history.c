#include "app/supervisor/history.h"

#include "app/model/brief.h"
#include "app/model/sentence.h"
#include "base/clock.h"
#include "base/language.h"
#include "base/utf8.h"
#include "sending/record.h"

#include <stdio.h>
#include <string.h>

static bool is_event(const struct sk_logged_event *logged, enum sk_event event) {
    return strcmp(logged->event, sk_event_name(event)) == 0;
}

static bool is_result(const struct sk_logged_event *logged, enum sk_result result) {
    return strcmp(logged->result, sk_result_name(result)) == 0;
}

static void name(struct sk_model_super_event *out, const char *text) {
    (void)sk_utf8_printable(text, strlen(text), out->name, sizeof(out->name), NULL);
}

/* Of a code in a few words; of what somebody gave as a reason all of it. */
static void say_why(struct sk_model_super_event *out, const struct sk_logged_event *logged) {
    if (logged->code[0] != '\0') {
        (void)snprintf(out->why, sizeof(out->why), "%s",
                       sk_brief(sk_sentence_find(logged->code, SK_SCREEN_REFUSED).what));
    }
}

/* Of what another bench has: the note says which, behind its colon. */
static const char *word_of_fleet(const struct sk_logged_event *logged,
                                 struct sk_model_super_event *out) {
    bool is_named = logged->operator_name[0] != '\0';
    const char *colon = strstr(logged->note, ": ");
    const char *bench = colon ? colon + 2 : "";
    (void)sk_utf8_printable(bench, strlen(bench), out->why, sizeof(out->why), NULL);
    if (strcmp(logged->code, SK_GUARD_ELSEWHERE) == 0) {
        return is_named ? SK_N("Scanned by %s, but the sag- label has a device of another bench:")
                        : SK_N("Scanned, but the sag- label has a device of another bench:");
    }
    if (strcmp(logged->code, SK_GUARD_CLAIMED) == 0) {
        return is_named ? SK_N("Scanned by %s, just when another bench was binding it:")
                        : SK_N("Scanned just when another bench was binding it:");
    }
    return is_named ? SK_N("Scanned by %s, but bound at another bench:")
                    : SK_N("Scanned, but bound at another bench:");
}

static const char *word_of_intent(const struct sk_logged_event *logged,
                                  struct sk_model_super_event *out) {
    bool is_named = logged->operator_name[0] != '\0';
    if (strcmp(logged->code, SK_GUARD_FLEET) == 0 || strcmp(logged->code, SK_GUARD_CLAIMED) == 0 ||
        strcmp(logged->code, SK_GUARD_ELSEWHERE) == 0) {
        return word_of_fleet(logged, out);
    }
    say_why(out, logged);
    if (strcmp(logged->note, SK_NOTE_FLEET_UNCHECKED) == 0) {
        (void)snprintf(out->why, sizeof(out->why), "%s", SK_N("The fleet could not be asked."));
    }
    if (logged->refers > 0) {
        return is_named ? SK_N("Tried again by %s.") : SK_N("Tried again.");
    }
    return is_named ? SK_N("Scanned by %s.") : SK_N("Scanned.");
}

static const char *word_of_end(const struct sk_logged_event *logged) {
    if (is_result(logged, SK_RESULT_BOUND)) {
        return logged->already ? SK_N("The cloud had it bound already.")
                               : SK_N("The cloud bound it.");
    }
    if (is_result(logged, SK_RESULT_REFUSED)) {
        return strncmp(logged->code, "guard.", 6) == 0 ? SK_N("The kiosk refused it:")
                                                       : SK_N("The cloud refused it:");
    }
    return is_result(logged, SK_RESULT_CHECK)       ? SK_N("It was not clear whether it is bound.")
           : is_result(logged, SK_RESULT_WITHDRAWN) ? SK_N("Undone before it was sent.")
           : is_result(logged, SK_RESULT_UNDONE)    ? SK_N("The cloud undid the binding.")
                                                    : SK_N("Noted in the log.");
}

/* The msgid; name and why where it has them. */
static const char *word_of(const struct sk_logged_event *logged, struct sk_model_super_event *out) {
    bool is_named = logged->operator_name[0] != '\0';
    name(out, logged->operator_name);
    if (is_event(logged, SK_EVENT_INTENT)) {
        return word_of_intent(logged, out);
    }
    if (is_event(logged, SK_EVENT_UNDO) || is_event(logged, SK_EVENT_DEALT)) {
        (void)sk_utf8_printable(logged->note, strlen(logged->note), out->why, sizeof(out->why),
                                NULL);
        return is_event(logged, SK_EVENT_UNDO)
                   ? (is_named ? SK_N("Undo asked for by %s:") : SK_N("Undo asked for:"))
                   : (is_named ? SK_N("Dealt with by %s:") : SK_N("Dealt with:"));
    }
    if (is_event(logged, SK_EVENT_LOCATED)) {
        name(out, logged->note);
        return logged->note[0] != '\0' ? SK_N("This device is bound to %s.")
                                       : SK_N("This device is bound in another account or region.");
    }
    if (is_event(logged, SK_EVENT_SETTLED)) {
        if (is_result(logged, SK_RESULT_REFUSED)) {
            say_why(out, logged);
        }
        return word_of_end(logged);
    }
    if (is_event(logged, SK_EVENT_ANSWER) || is_event(logged, SK_EVENT_ASKED)) {
        say_why(out, logged);
        return is_event(logged, SK_EVENT_ANSWER) ? SK_N("Not settled yet:")
                                                 : SK_N("The cloud was asked about it.");
    }
    return is_event(logged, SK_EVENT_ATTEMPT) ? SK_N("Sent to the cloud again.")
           : is_event(logged, SK_EVENT_STILL) ? SK_N("Its picture was saved.")
                                              : SK_N("Noted in the log.");
}

void sk_history_event(const struct sk_logged_event *logged, struct sk_model_super_event *out) {
    memset(out, 0, sizeof(*out)); /* padding too: models are compared whole */
    (void)snprintf(out->at, sizeof(out->at), "%s", logged->at);
    (void)snprintf(out->what, sizeof(out->what), "%s", word_of(logged, out));
}

void sk_history_sent(int64_t wall_ms, struct sk_model_super_event *out) {
    memset(out, 0, sizeof(*out));
    sk_clock_format(wall_ms, out->at, sizeof(out->at));
    (void)snprintf(out->what, sizeof(out->what), "%s", SK_N("Sent to the cloud."));
}
