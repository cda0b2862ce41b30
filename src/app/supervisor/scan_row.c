#include "app/supervisor/scan_row.h"

#include "app/model/sentence.h"
#include "base/language.h"
#include "base/utf8.h"
#include "base/util.h"
#include "pairing/view.h"
#include "sending/record.h"

#include <stdio.h>
#include <string.h>

static const char *word_of_scan(const char *code) {
    enum sk_notice notice;
    if (code[0] == '\0') {
        return SK_N("A control card; it was carried out.");
    }
    if (strcmp(code, "further") == 0) {
        return SK_N("Too many to keep: only their number.");
    }
    if (strcmp(code, SK_CODE_IN_SESSION) == 0) {
        return SK_N("Scanned during a supervisor's session.");
    }
    return sk_notice_find(code, &notice) ? sk_sentence_notice(notice).what
                                         : SK_N("This scan did not become part of a pair.");
}

static const char *word_of(const struct sk_scans_row *row) {
    static const struct {
        enum sk_event event;
        const char *word;
    } words[] = {
        { SK_EVENT_SIGN_ON, SK_N("Signed on.") },
        { SK_EVENT_SIGN_OFF, SK_N("Signed off.") },
        { SK_EVENT_SESSION, SK_N("A supervisor signed in.") },
        { SK_EVENT_SESSION_END, SK_N("The supervisor signed out.") },
        { SK_EVENT_WRONG_PIN, SK_N("A PIN was wrong.") },
        { SK_EVENT_LOCKED, SK_N("The PIN was wrong too often and was locked for a while.") },
        { SK_EVENT_READER_GONE, SK_N("A reader was disconnected.") },
        { SK_EVENT_READER_BACK, SK_N("A reader was connected.") },
        { SK_EVENT_STARTED, SK_N("The kiosk was started.") },
        { SK_EVENT_PEOPLE, SK_N("The table of people was changed.") },
        { SK_EVENT_HOLD, SK_N("The bench was put on hold.") },
        { SK_EVENT_RELEASE, SK_N("The bench was released.") },
        { SK_EVENT_CLOCK, SK_N("The clock was changed.") },
        { SK_EVENT_NO_SCANNER, SK_N("No scanner worked.") },
        { SK_EVENT_SETTING, SK_N("A setting was changed at the bench.") },
        { SK_EVENT_CALL, SK_N("A supervisor was called.") },
        { SK_EVENT_CALL_END, SK_N("The call was answered.") },
        { SK_EVENT_CHECKPOINT, SK_N("The log proof was shown.") },
        { SK_EVENT_SOUND, SK_N("The sound was tested.") },
        { SK_EVENT_LANGUAGE, SK_N("A language was chosen.") },
        { SK_EVENT_OFFICE, SK_N("The office said something.") },
        { SK_EVENT_FLEET, SK_N("The fleet found something.") },
        { SK_EVENT_SEEN, SK_N("A red result was acknowledged.") },
    };
    if (strcmp(row->code, SK_CODE_TAKEN_BACK) == 0) {
        return SK_N("The call was cancelled.");
    }
    for (size_t i = 0; i < SK_ARRAY_LEN(words); i++) {
        if (strcmp(row->event, sk_event_name(words[i].event)) == 0) {
            return words[i].word;
        }
    }
    return word_of_scan(row->code);
}

void sk_super_scan_row(struct sk_model_super_scan *out, const struct sk_scans_row *row) {
    const char *text = row->read[0] != '\0' ? row->read : row->note;
    *out = (struct sk_model_super_scan){ .seq = row->seq,
                                         .at_wall_ms = row->wall_ms,
                                         .by_hand = row->by_hand,
                                         .times = row->times < INT32_MAX ? (int32_t)row->times
                                                                         : INT32_MAX };
    (void)snprintf(out->what, sizeof(out->what), "%s", word_of(row));
    (void)sk_utf8_printable(text, strlen(text), out->text, sizeof(out->text), NULL);
    (void)sk_utf8_printable(row->operator_name, strlen(row->operator_name), out->operator_name,
                            sizeof(out->operator_name), NULL);
}
