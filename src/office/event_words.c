#include "office/event_words.h"

#include "base/language.h"
#include "base/util.h"
#include "office/code_word.h"

#include <stdio.h>
#include <string.h>

/* What is needed of a row, with NUL behind each. */
struct event {
    char name[24], result[16], code[64], who[64], note[256];
    bool already;
    bool refers;
};

static const char *word_of_intent(const struct event *event) {
    bool is_named = event->who[0] != '\0';
    if (event->refers) {
        return is_named ? SK_N("Tried again by %s.") : SK_N("Tried again.");
    }
    return is_named ? SK_N("Scanned by %s.") : SK_N("Scanned.");
}

static const char *word_of_end(const struct event *event) {
    if (strcmp(event->result, "bound") == 0) {
        return event->already ? SK_N("The cloud had it bound already.")
                              : SK_N("The cloud bound it.");
    }
    if (strcmp(event->result, "refused") == 0) {
        return strncmp(event->code, "guard.", 6) == 0 ? SK_N("The kiosk refused it:")
                                                      : SK_N("The cloud refused it:");
    }
    return strcmp(event->result, "check") == 0       ? SK_N("It was not clear whether it is bound.")
           : strcmp(event->result, "withdrawn") == 0 ? SK_N("Undone before it was sent.")
           : strcmp(event->result, "undone") == 0    ? SK_N("The cloud undid the binding.")
                                                     : SK_N("Noted in the log.");
}

/* What belongs to no pair. */
static const char *word_of_bench(const char *kind) {
    static const struct {
        const char *kind, *word;
    } words[] = {
        { "sign-on", SK_N("Signed on.") },
        { "sign-off", SK_N("Signed off.") },
        { "session", SK_N("A supervisor signed in.") },
        { "session-end", SK_N("The supervisor signed out.") },
        { "wrong-pin", SK_N("A PIN was wrong.") },
        { "locked", SK_N("The PIN was wrong too often and was locked for a while.") },
        { "reader-gone", SK_N("A reader was disconnected.") },
        { "reader-back", SK_N("A reader was connected.") },
        { "started", SK_N("The kiosk was started.") },
        { "people", SK_N("The table of people was changed.") },
        { "hold", SK_N("The bench was put on hold.") },
        { "release", SK_N("The bench was released.") },
        { "clock", SK_N("The clock was changed.") },
        { "no-scanner", SK_N("No scanner worked.") },
        { "setting", SK_N("A setting was changed at the bench.") },
        { "call", SK_N("A supervisor was called.") },
        { "call-end", SK_N("The call was answered.") },
        { "checkpoint", SK_N("The log proof was shown.") },
        { "sound", SK_N("The sound was tested.") },
        { "language", SK_N("A language was chosen.") },
        { "scan", SK_N("This scan did not become part of a pair.") },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(words); i++) {
        if (strcmp(kind, words[i].kind) == 0) {
            return words[i].word;
        }
    }
    return SK_N("Noted in the log.");
}

/* The msgid, which has a "%s" only if *name is set; *why stands behind it. */
static const char *word_of(const struct event *event, const char **name, const char **why) {
    const char *kind = event->name;
    bool is_undo = strcmp(kind, "undo") == 0;
    if (strcmp(kind, "intent") == 0) {
        *name = event->who;
        *why = sk_office_code_word(event->code);
        return word_of_intent(event);
    }
    if (is_undo || strcmp(kind, "dealt") == 0) {
        *name = event->who;
        *why = event->note;
        return event->who[0] ? (is_undo ? SK_N("Undo asked for by %s:") : SK_N("Dealt with by %s:"))
               : is_undo     ? SK_N("Undo asked for:")
                             : SK_N("Dealt with:");
    }
    if (strcmp(kind, "located") == 0) {
        *name = event->note;
        return event->note[0] ? SK_N("This device is bound to %s.")
                              : SK_N("This device is bound in another account or region.");
    }
    *why = sk_office_code_word(event->code);
    if (strcmp(kind, "scan") == 0 && event->code[0] == '\0') {
        return SK_N("A control card; it was carried out.");
    }
    return strcmp(kind, "settled") == 0   ? word_of_end(event)
           : strcmp(kind, "answer") == 0  ? SK_N("Not settled yet:")
           : strcmp(kind, "asked") == 0   ? SK_N("The cloud was asked about it.")
           : strcmp(kind, "attempt") == 0 ? SK_N("Sent to the cloud again.")
           : strcmp(kind, "still") == 0   ? SK_N("Its picture was saved.")
                                          : word_of_bench(kind);
}

void sk_office_event_words(const struct sk_event_row *row, const char *who, char *out,
                           size_t size) {
    struct event event;
    const char *name = "";
    const char *why = "";
    int64_t person = sk_office_event_number(row, SK_COLUMN_PERSON);
    (void)sk_office_event_text(row, SK_COLUMN_EVENT, event.name, sizeof(event.name));
    (void)sk_office_event_text(row, SK_COLUMN_RESULT, event.result, sizeof(event.result));
    (void)sk_office_event_text(row, SK_COLUMN_CODE, event.code, sizeof(event.code));
    (void)sk_office_event_text(row, SK_COLUMN_OPERATOR, event.who, sizeof(event.who));
    (void)sk_office_event_text(row, SK_COLUMN_NOTE, event.note, sizeof(event.note));
    event.already = sk_office_event_number(row, SK_COLUMN_ALREADY) != 0;
    event.refers = sk_office_event_number(row, SK_COLUMN_REFERS) != 0;
    if (who[0]) {
        (void)snprintf(event.who, sizeof(event.who), "%s", who);
    } else if (event.who[0] == '\0' && person != 0) {
        (void)snprintf(event.who, sizeof(event.who), "#%lld", (long long)person);
    }
    const char *word = sk_text(word_of(&event, &name, &why));
    const char *place = strstr(word, "%s");
    int before = place ? (int)(place - word) : (int)strlen(word);
    (void)snprintf(out, size, "%.*s%s%s%s%s", before, word, place ? name : "",
                   place ? place + 2 : "", why[0] ? " " : "", why);
}
