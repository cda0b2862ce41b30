/* What happened to a pair, in words. */
#include "check.h"

#include "app/supervisor/history.h"
#include "base/util.h"

#include <string.h>

static struct sk_model_super_event event;

static void tell(const struct sk_logged_event *logged) {
    struct sk_logged_event whole = *logged;
    const char **texts[] = { &whole.event, &whole.at,   &whole.result,
                             &whole.code,  &whole.note, &whole.operator_name };
    for (size_t i = 0; i < SK_ARRAY_LEN(texts); i++) {
        *texts[i] = *texts[i] ? *texts[i] : "";
    }
    sk_history_event(&whole, &event);
}

static void check(const char *what, const char *name, const char *why) {
    assert_string_equal(event.what, what);
    assert_string_equal(event.name, name);
    assert_string_equal(event.why, why);
}

static void a_scan_says_who_and_whether_it_is_another_try(void **state) {
    (void)state;
    struct sk_logged_event scan = { .event = "intent", .operator_name = "Li", .at = "2026" };
    tell(&scan);
    check("Scanned by %s.", "Li", "");
    assert_string_equal(event.at, "2026");
    scan.refers = 7;
    tell(&scan);
    check("Tried again by %s.", "Li", "");
    scan.operator_name = "";
    tell(&scan);
    check("Tried again.", "", "");
}

static void a_scan_that_was_refused_at_once_says_why(void **state) {
    (void)state;
    struct sk_logged_event scan = { .event = "intent", .result = "refused", .operator_name = "Li" };
    scan.code = SK_GUARD_OFF_LIST;
    tell(&scan);
    check("Scanned by %s.", "Li", "Not on the device list");
    scan.code = SK_GUARD_FLEET;
    scan.note = "bound at another bench: Bench 7, 2026-11-30, sag-1";
    tell(&scan);
    check("Scanned by %s, but bound at another bench:", "Li", "Bench 7, 2026-11-30, sag-1");
    scan.code = SK_GUARD_CLAIMED;
    scan.operator_name = "";
    scan.note = "being bound at another bench: Bench 7";
    tell(&scan);
    check("Scanned just when another bench was binding it:", "", "Bench 7");
}

static void a_scan_that_the_fleet_did_not_check_says_so(void **state) {
    (void)state;
    tell(&(struct sk_logged_event){ .event = "intent", .note = SK_NOTE_FLEET_UNCHECKED });
    check("Scanned.", "", "The fleet could not be asked.");
}

static void an_end_says_who_refused_and_why(void **state) {
    (void)state;
    struct sk_logged_event end = { .event = "settled", .result = "refused" };
    end.code = "SAG.SnConflict";
    tell(&end);
    check("The cloud refused it:", "", "Bound elsewhere");
    end.code = SK_GUARD_OFF_LIST;
    tell(&end);
    check("The kiosk refused it:", "", "Not on the device list");
    end.result = "bound";
    end.code = "";
    tell(&end);
    check("The cloud bound it.", "", "");
    end.already = true;
    tell(&end);
    check("The cloud had it bound already.", "", "");
}

static void a_supervisors_reason_is_told_as_it_was_given(void **state) {
    (void)state;
    tell(&(struct sk_logged_event){
        .event = "dealt", .operator_name = "Mei", .note = "wrong \n box" });
    assert_string_equal(event.what, "Dealt with by %s:");
    assert_string_equal(event.name, "Mei");
    assert_null(strchr(event.why, '\n'));
    tell(&(struct sk_logged_event){ .event = "undo", .note = "Wrong device" });
    check("Undo asked for:", "", "Wrong device");
    tell(&(struct sk_logged_event){ .event = "located", .note = "sag-1" });
    check("This device is bound to %s.", "sag-1", "");
}

static void every_event_of_a_pair_has_a_word_of_its_own(void **state) {
    (void)state;
    static const enum sk_event events[] = { SK_EVENT_INTENT,  SK_EVENT_ATTEMPT, SK_EVENT_ANSWER,
                                            SK_EVENT_ASKED,   SK_EVENT_LOCATED, SK_EVENT_UNDO,
                                            SK_EVENT_SETTLED, SK_EVENT_STILL,   SK_EVENT_DEALT };
    for (size_t i = 0; i < SK_ARRAY_LEN(events); i++) {
        tell(&(struct sk_logged_event){ .event = sk_event_name(events[i]), .result = "check" });
        assert_string_not_equal(event.what, "Noted in the log.");
    }
    tell(&(struct sk_logged_event){ .event = "of a later version" });
    check("Noted in the log.", "", "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_scan_says_who_and_whether_it_is_another_try),
        SK_TEST(a_scan_that_was_refused_at_once_says_why),
        SK_TEST(a_scan_that_the_fleet_did_not_check_says_so),
        SK_TEST(an_end_says_who_refused_and_why),
        SK_TEST(a_supervisors_reason_is_told_as_it_was_given),
        SK_TEST(every_event_of_a_pair_has_a_word_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
