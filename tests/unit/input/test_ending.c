#include "check.h"

#include "base/util.h"
#include "input/ending.h"

#include <stdbool.h>
#include <string.h>

#define SN "sage62x0219220001"

enum how { MARK, HAND, SILENCE, CUT };

struct event {
    enum how how;
    const char *text;
    sk_ms after;
};

static enum sk_ending_verdict step(struct sk_ending *ending, const struct event *event, sk_ms now) {
    size_t length = strlen(event->text);
    switch (event->how) {
    case MARK:
        return sk_ending_by_mark(ending, event->text, length, now);
    case HAND:
        return sk_ending_by_hand(ending, event->text, length, now);
    case SILENCE:
        return sk_ending_by_silence(ending, event->text, length, now);
    case CUT:
        break;
    }
    sk_ending_cut(ending, event->text, length, now);
    return SK_ENDING_AGAIN;
}

/* --- a table ------------------------------------------------------------------------------ */

/* Which of the events are taken: a letter each, w for whole, a for again. */
static const struct {
    const char *about;
    enum sk_ending_state state;
    bool is_declared;
    struct event events[5];
    const char *verdicts;
    enum sk_ending_state after;
} table[] = {
    { "unknown: silence once",
      SK_ENDING_STATE_UNKNOWN,
      false,
      { { SILENCE, SN, 0 } },
      "a",
      SK_ENDING_STATE_UNKNOWN },
    { "unknown: twice the same",
      SK_ENDING_STATE_UNKNOWN,
      false,
      { { SILENCE, SN, 0 }, { SILENCE, SN, 600 }, { SILENCE, "other", 600 } },
      "aww",
      SK_ENDING_STATE_SILENT },
    { "unknown: the same, but not in a row",
      SK_ENDING_STATE_UNKNOWN,
      false,
      { { SILENCE, SN, 0 }, { SILENCE, "other", 600 }, { SILENCE, SN, 600 } },
      "aaa",
      SK_ENDING_STATE_UNKNOWN },
    { "unknown: a suffix",
      SK_ENDING_STATE_UNKNOWN,
      false,
      { { MARK, SN, 0 }, { SILENCE, SN, 600 }, { SILENCE, SN, 600 } },
      "waa",
      SK_ENDING_STATE_MARKED },
    { "a hand shows nothing",
      SK_ENDING_STATE_UNKNOWN,
      false,
      { { HAND, SN, 0 }, { SILENCE, SN, 9000 }, { SILENCE, SN, 600 } },
      "waw",
      SK_ENDING_STATE_SILENT },
    { "cut, and its rest",
      SK_ENDING_STATE_MARKED,
      false,
      { { SILENCE, "sage62x0219", 0 }, { MARK, "220001", 600 }, { MARK, SN, 600 } },
      "aaw",
      SK_ENDING_STATE_MARKED },
    { "cut, and its rest much later",
      SK_ENDING_STATE_MARKED,
      false,
      { { SILENCE, "sage62x0219", 0 }, { MARK, "220001", SK_ENDING_REST_MS } },
      "aw",
      SK_ENDING_STATE_MARKED },
    { "cut, and the whole at once",
      SK_ENDING_STATE_MARKED,
      false,
      { { CUT, "sage62x0219", 0 }, { MARK, SN, 10 } },
      "aw",
      SK_ENDING_STATE_MARKED },
    { "cut, and its rest by hand",
      SK_ENDING_STATE_UNKNOWN,
      false,
      { { SILENCE, "sage62x0219", 0 }, { HAND, "22001", 600 } },
      "aa",
      SK_ENDING_STATE_UNKNOWN },
    { "declared: silence ends",
      SK_ENDING_STATE_SILENT,
      true,
      { { SILENCE, SN, 0 }, { MARK, SN, 600 }, { SILENCE, "x", 600 } },
      "www",
      SK_ENDING_STATE_SILENT },
    { "silent: the beginning of what was read",
      SK_ENDING_STATE_SILENT,
      true,
      { { SILENCE, SN, 0 }, { SILENCE, "sage62", 9000 }, { SILENCE, SN, 600 } },
      "waw",
      SK_ENDING_STATE_SILENT },
    { "silent: a label that is really shorter",
      SK_ENDING_STATE_SILENT,
      true,
      { { SILENCE, SN, 0 }, { SILENCE, "sage62", 9000 }, { SILENCE, "sage62", 600 } },
      "waw",
      SK_ENDING_STATE_SILENT },
    { "learned: then a suffix after all",
      SK_ENDING_STATE_SILENT,
      false,
      { { SILENCE, SN, 0 }, { MARK, SN, 600 }, { SILENCE, SN, 600 } },
      "wwa",
      SK_ENDING_STATE_MARKED },
    { "declared with a suffix: never by silence",
      SK_ENDING_STATE_MARKED,
      true,
      { { SILENCE, SN, 0 }, { SILENCE, SN, 600 }, { SILENCE, SN, 600 } },
      "aaa",
      SK_ENDING_STATE_MARKED },
};

static void what_is_taken_is_as_the_table_says(void **state) {
    (void)state;
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        struct sk_ending ending;
        sk_ms now = 1000;
        char said[8] = "";
        sk_ending_init(&ending, table[i].state, table[i].is_declared);
        for (size_t k = 0; k < strlen(table[i].verdicts); k++) {
            now += table[i].events[k].after;
            said[k] = step(&ending, &table[i].events[k], now) == SK_ENDING_WHOLE ? 'w' : 'a';
        }
        if (strcmp(said, table[i].verdicts) != 0 || ending.state != table[i].after) {
            fail_msg("%s: %s, %s", table[i].about, said, sk_ending_state_name(ending.state));
        }
    }
}

static void only_the_newest_texts_are_known_and_long_ones_by_their_begin(void **state) {
    (void)state;
    struct sk_ending ending;
    char text[SK_ENDING_TEXT_MAX + 40];
    sk_ending_init(&ending, SK_ENDING_STATE_SILENT, true);
    memset(text, 'x', sizeof(text));
    for (int i = 0; i <= SK_ENDING_TEXTS; i++) {
        (void)snprintf(text, sizeof(text), "label%03d-end", i);
        (void)sk_ending_by_silence(&ending, text, strlen(text), i * 9000L);
    }
    assert_int_equal(sk_ending_by_silence(&ending, "label000", 8, 900000), SK_ENDING_WHOLE);
    assert_int_equal(sk_ending_by_silence(&ending, "label002", 8, 910000), SK_ENDING_AGAIN);
    memset(text, 'y', sizeof(text));
    sk_ending_init(&ending, SK_ENDING_STATE_UNKNOWN, false);
    assert_int_equal(sk_ending_by_silence(&ending, text, sizeof(text), 0), SK_ENDING_AGAIN);
    assert_int_equal(sk_ending_by_silence(&ending, text, sizeof(text) - 1, 9), SK_ENDING_AGAIN);
    assert_int_equal(sk_ending_by_silence(&ending, text, sizeof(text) - 1, 19), SK_ENDING_WHOLE);
}

/* --- an exploration ----------------------------------------------------------------------- */

#define DEPTH 4

static const char *const texts[] = { "ab", "abc", "c" };
static const sk_ms pauses[] = { 10, SK_ENDING_REST_MS };

struct past {
    const char *silent; /* asked for again last, by silence, with nothing since; NULL: none */
    const char *cut;    /* the newest that was asked for again as a part, not settled */
    sk_ms cut_at;
    int marks_refused; /* in a row */
    bool has_marked;
};

static size_t walked;

static void check(const struct sk_ending *before, const struct past *past,
                  const struct event *event, enum sk_ending_verdict verdict, sk_ms now) {
    bool is_whole = verdict == SK_ENDING_WHOLE;
    if (event->how == SILENCE && before->state != SK_ENDING_STATE_SILENT && is_whole) {
        assert_int_equal(before->state, SK_ENDING_STATE_UNKNOWN);
        assert_true(past->silent && strcmp(past->silent, event->text) == 0 && !past->has_marked);
    }
    if (event->how == MARK && past->cut && now - past->cut_at < SK_ENDING_REST_MS &&
        strncmp(event->text, past->cut, strlen(past->cut)) != 0) {
        assert_false(is_whole);
    }
    if (event->how == MARK) { /* nobody is asked twice for what ends as it should */
        assert_true(is_whole || past->marks_refused == 0);
    }
    if (event->how == CUT) {
        assert_false(is_whole);
    }
}

static void walk(const struct sk_ending *before, struct past past, sk_ms now, int depth) {
    for (unsigned i = 0; depth > 0 && i < 4 * 3 * 2; i++) {
        struct event event = { (enum how)(i % 4), texts[i / 4 % 3], pauses[i / 12] };
        struct sk_ending ending = *before;
        struct past next = past;
        sk_ms at = now + event.after;
        enum sk_ending_verdict verdict = step(&ending, &event, at);
        check(before, &past, &event, verdict, at);
        assert_true(!before->is_declared || ending.state == before->state);
        bool is_again = verdict == SK_ENDING_AGAIN;
        bool is_part = event.how == CUT || (event.how == SILENCE && is_again &&
                                            before->state != SK_ENDING_STATE_SILENT);
        next.silent = event.how == SILENCE && is_again ? event.text
                      : event.how == CUT               ? event.text
                                                       : NULL;
        next.cut = is_part ? event.text : NULL;
        next.cut_at = at;
        next.marks_refused = event.how == MARK && is_again ? past.marks_refused + 1 : 0;
        next.has_marked = past.has_marked || event.how == MARK;
        walked++;
        walk(&ending, next, at, depth - 1);
    }
}

static void silence_alone_makes_no_label_and_nobody_is_asked_for_ever(void **state) {
    (void)state;
    for (int i = 0; i < SK_ENDING_STATES; i++) {
        struct sk_ending ending;
        for (int is_declared = 0; is_declared < (i == SK_ENDING_STATE_UNKNOWN ? 1 : 2);
             is_declared++) { /* nobody declares that nothing is known */
            sk_ending_init(&ending, (enum sk_ending_state)i, is_declared == 1);
            walk(&ending, (struct past){ 0 }, 1000, is_declared ? DEPTH - 1 : DEPTH);
        }
    }
    assert_true(walked > 100000);
}

static void the_rest_from_a_device_that_was_away_is_asked_for_again(void **state) {
    (void)state;
    struct sk_ending ending;
    sk_ending_init(&ending, SK_ENDING_STATE_MARKED, false);
    assert_false(sk_ending_is_asking(&ending, 1000));
    sk_ending_cut(&ending, SN, 9, 1000);
    assert_true(sk_ending_is_asking(&ending, 1000 + SK_ENDING_REST_MS - 1));
    assert_false(sk_ending_is_asking(&ending, 1000 + SK_ENDING_REST_MS));
    sk_ending_return(&ending, 60000);
    assert_int_equal(sk_ending_by_mark(&ending, "220001", 6, 60500), SK_ENDING_AGAIN);
    assert_int_equal(sk_ending_by_mark(&ending, SN, strlen(SN), 61000), SK_ENDING_WHOLE);
    assert_false(sk_ending_is_asking(&ending, 61000));
    sk_ending_return(&ending, 90000); /* nothing was asked for */
    assert_int_equal(sk_ending_by_mark(&ending, "220001", 6, 90500), SK_ENDING_WHOLE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(what_is_taken_is_as_the_table_says),
        SK_TEST(only_the_newest_texts_are_known_and_long_ones_by_their_begin),
        SK_TEST(the_rest_from_a_device_that_was_away_is_asked_for_again),
        SK_TEST(silence_alone_makes_no_label_and_nobody_is_asked_for_ever),
    };
    return cmocka_run_group_tests_name("ending", tests, NULL, NULL);
}
