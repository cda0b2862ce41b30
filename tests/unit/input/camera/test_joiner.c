/* Which codes that are parts of one text become that text, and when the person is told. */
#include "check.h"

#include "input/camera/joiner.h"

#include <string.h>

#define PART_MS 5000
#define JOINED_MS 1500
#define TELL_MS 1000

static struct sk_joiner joiner;
static struct sk_symbols symbols;

static int begin(void **state) {
    (void)state;
    const struct sk_joiner_rules rules = {
        .encoding = SK_CHARSET_LATIN1, .part = PART_MS, .joined = JOINED_MS, .tell = TELL_MS
    };
    sk_joiner_init(&joiner, &rules);
    symbols.count = 0;
    return 0;
}

static unsigned char parity_of(const char *text, size_t length) {
    unsigned char parity = 0;
    for (size_t i = 0; i < length; i++) {
        parity = (unsigned char)(parity ^ (unsigned char)text[i]);
    }
    return parity;
}

/* A QR code that is part `index` of `count` of a text whose parity is `id`. */
static void show(int index, int count, unsigned id, const char *text) {
    struct sk_symbol *symbol = &symbols.item[symbols.count++];
    memset(symbol, 0, offsetof(struct sk_symbol, text));
    symbol->symbology = SK_SYMBOLOGY_QR;
    symbol->sequence.index = (unsigned char)index;
    symbol->sequence.count = (unsigned char)count;
    symbol->sequence.id = id;
    symbol->length = strlen(text);
    symbol->parity = parity_of(text, symbol->length);
    symbol->is_raw = true;
    memcpy(symbol->text, text, symbol->length + 1);
}

static int frame(sk_ms now) {
    return sk_joiner_frame(&joiner, &symbols, now);
}

static unsigned id_of(const char *text) {
    return parity_of(text, strlen(text));
}

static void all_parts_in_one_frame_are_one_text(void **state) {
    (void)state;
    unsigned id = id_of("sage62x0219220001");
    show(2, 3, id, "0219");
    show(3, 3, id, "220001");
    show(1, 3, id, "sage62x");
    assert_int_equal(frame(0), -1);
    assert_int_equal(symbols.count, 1);
    assert_string_equal(symbols.item[0].text, "sage62x0219220001");
    assert_int_equal(symbols.item[0].length, 17);
    assert_false(sk_joiner_is_part(&symbols.item[0]));
}

static void parts_of_several_frames_are_one_text(void **state) {
    (void)state;
    unsigned id = id_of("sage62x0219220001");
    show(1, 2, id, "sage62x0219");
    frame(0);
    assert_true(sk_joiner_is_part(&symbols.item[0]));
    symbols.count = 0;
    frame(2000);
    show(2, 2, id, "220001");
    frame(4000);
    assert_int_equal(symbols.count, 1);
    assert_string_equal(symbols.item[0].text, "sage62x0219220001");
}

static void one_part_shows_the_whole_only_while_it_stays_in_view(void **state) {
    unsigned id = id_of("sage62x0219220001");
    parts_of_several_frames_are_one_text(state);
    symbols.count = 0;
    show(1, 2, id, "sage62x0219");
    frame(4000 + JOINED_MS - 1);
    assert_string_equal(symbols.item[0].text, "sage62x0219220001");
    symbols.count = 0;
    show(2, 2, id, "220001"); /* of the next box, whose first part is the same */
    frame(4000 + 2 * JOINED_MS);
    assert_true(sk_joiner_is_part(&symbols.item[0]));
}

static void a_part_that_was_seen_too_long_ago_is_forgotten(void **state) {
    (void)state;
    unsigned id = id_of("ab");
    show(1, 2, id, "a");
    frame(0);
    symbols.count = 0;
    show(2, 2, id, "b");
    frame(PART_MS);
    assert_true(sk_joiner_is_part(&symbols.item[0]));
}

static void parts_that_do_not_agree_with_the_parity_are_no_text(void **state) {
    (void)state;
    show(1, 2, id_of("ab") ^ 4, "a");
    show(2, 2, id_of("ab") ^ 4, "b");
    frame(0);
    assert_int_equal(symbols.count, 2);
    frame(100);
    assert_int_equal(symbols.count, 2);
    assert_int_equal(frame(100 + TELL_MS), 0);
}

static void the_parity_of_a_data_matrix_is_not_asked_for(void **state) {
    (void)state;
    show(1, 2, 0x1234, "a");
    show(2, 2, 0x1234, "b");
    symbols.item[0].symbology = symbols.item[1].symbology = SK_SYMBOLOGY_DATA_MATRIX;
    frame(0);
    assert_int_equal(symbols.count, 1);
    assert_string_equal(symbols.item[0].text, "ab");
}

static void a_part_of_another_set_takes_the_place_of_older_ones(void **state) {
    (void)state;
    /* "a" + "b" and "c" + "`" have one parity: only what was seen tells them apart. */
    assert_int_equal(id_of("ab"), id_of("c`"));
    show(1, 2, id_of("ab"), "a");
    frame(0);
    symbols.count = 0;
    show(1, 2, id_of("ab"), "c");
    frame(100);
    symbols.count = 0;
    show(2, 2, id_of("ab"), "`");
    frame(200);
    assert_string_equal(symbols.item[0].text, "c`");
}

static void an_older_part_that_breaks_the_parity_is_dropped(void **state) {
    (void)state;
    unsigned id = id_of("xy");
    show(1, 2, id, "a"); /* of another set with the same parity */
    frame(0);
    symbols.count = 0;
    show(2, 2, id, "y");
    frame(100);
    assert_true(sk_joiner_is_part(&symbols.item[0]));
    symbols.count = 0;
    show(1, 2, id, "x");
    frame(200);
    assert_string_equal(symbols.item[0].text, "xy");
}

static void two_codes_in_one_place_of_a_frame_join_nothing(void **state) {
    (void)state;
    unsigned id = id_of("ab");
    show(1, 2, id, "a");
    show(1, 2, id, "c");
    show(2, 2, id, "b");
    frame(0);
    assert_int_equal(symbols.count, 3);
    assert_int_equal(frame(TELL_MS), 0);
}

static void a_lone_part_is_told_once_and_again_when_another_came(void **state) {
    (void)state;
    unsigned id = id_of("abc");
    for (sk_ms now = 0; now < 4000; now += 100) {
        symbols.count = 0;
        show(2, 3, id, "b");
        assert_int_equal(frame(now), now == TELL_MS ? 0 : -1);
    }
    symbols.count = 0;
    show(3, 3, id, "c");
    assert_int_equal(frame(4000), -1);
    assert_int_equal(frame(4000 + TELL_MS), 0);
}

static void a_character_may_begin_in_one_part_and_end_in_the_next(void **state) {
    (void)state;
    unsigned id = id_of("M\xc3\xbcller");
    show(1, 2, id, "M\xc3");
    show(2, 2, id, "\xbcller");
    frame(0);
    assert_string_equal(symbols.item[0].text, "M\xc3\xbcller");
    symbols.count = 0;
    show(1, 2, id_of("M\xfcller"), "M\xfc"); /* Latin-1 */
    show(2, 2, id_of("M\xfcller"), "ller");
    frame(100);
    assert_string_equal(symbols.item[0].text, "M\xc3\xbcller");
}

static void a_part_that_is_too_long_for_a_label_stays_one(void **state) {
    (void)state;
    static char text[SK_JOINER_PART_MAX + 2];
    memset(text, 'a', SK_JOINER_PART_MAX + 1);
    show(1, 2, id_of(text) ^ 'b', text);
    show(2, 2, id_of(text) ^ 'b', "b");
    frame(0);
    assert_int_equal(symbols.count, 2);
}

static void what_is_joined_has_room_or_is_left_as_it_was(void **state) {
    (void)state;
    static char text[SK_JOINER_PART_MAX + 1];
    unsigned id = 0;
    memset(text, 'a', SK_JOINER_PART_MAX);
    for (int i = 0; i < 8; i++) {
        symbols.count = 0;
        show(i + 1, 8, id, text);
        frame(i);
    }
    assert_int_equal(symbols.count, 1);
    assert_true(sk_joiner_is_part(&symbols.item[0]));
    assert_int_equal(symbols.item[0].length, SK_JOINER_PART_MAX);
    assert_string_equal(symbols.item[0].text, text);
}

/* --- exploration -------------------------------------------------------------------------- */

enum { FRAMES = 7, GAPS = 3, DEPTH = 4 };

/* Two labels of the same count and parity; parts of both never make one. */
static const char *const whole[2] = { "sage62x0219220001", "sagf11x0211000169" };
static const char *const half[2][2] = { { "sage62x02", "19220001" }, { "sagf11x021", "1000169" } };
static const sk_ms gaps[GAPS] = { 33, JOINED_MS, PART_MS };

static void show_half(int label, int part) {
    show(part + 1, 2, id_of(whole[0]), half[label][part]);
}

/* Frames: nothing; each half; both halves of each label. */
static void show_frame(int which) {
    symbols.count = 0;
    if (which >= 1 && which <= 4) {
        show_half((which - 1) / 2, (which - 1) % 2);
    } else if (which >= 5) {
        show_half(which - 5, 0);
        show_half(which - 5, 1);
    }
}

static bool frame_has(int which, int label, int part) {
    return which == 1 + 2 * label + part || which == 5 + label;
}

/* What a person would say who saw the frames: both halves were there, with no pause and no half of
 * another label between them. */
static bool is_due(const int *frames, const sk_ms *at, int last, int label) {
    bool seen[2] = { false, false };
    sk_ms newer = at[last];
    for (int i = last; i >= 0; i--) {
        bool any = frames[i] != 0;
        if (any && newer - at[i] >= PART_MS) {
            return false;
        }
        newer = any ? at[i] : newer;
        for (int part = 0; part < 2; part++) {
            seen[part] = seen[part] || frame_has(frames[i], label, part);
            if (frame_has(frames[i], 1 - label, part)) {
                return false;
            }
        }
        if (seen[0] && seen[1]) {
            return true;
        }
    }
    return false;
}

static void explore(const int *frames, const sk_ms *at, int count) {
    (void)begin(NULL);
    for (int i = 0; i < count; i++) {
        show_frame(frames[i]);
        frame(at[i]);
    }
    for (int label = 0; label < 2; label++) {
        bool joined = symbols.count == 1 && !sk_joiner_is_part(&symbols.item[0]) &&
                      strcmp(symbols.item[0].text, whole[label]) == 0;
        bool may = is_due(frames, at, count - 1, label);
        int last = frames[count - 1];
        assert_true(!joined || may);
        assert_true(joined || last != 5 + label);
        /* The half that was missing has just come. */
        if (count >= 2 && at[count - 1] - at[count - 2] < JOINED_MS) {
            bool comes = frames[count - 2] == 1 + 2 * label && last == 2 + 2 * label;
            assert_true(joined || !comes);
        }
    }
    for (int i = 0; i < symbols.count; i++) {
        const struct sk_symbol *symbol = &symbols.item[i];
        assert_true(sk_joiner_is_part(symbol) || strcmp(symbol->text, whole[0]) == 0 ||
                    strcmp(symbol->text, whole[1]) == 0);
    }
}

static void no_order_of_frames_joins_what_does_not_belong_together(void **state) {
    (void)state;
    int frames[DEPTH];
    sk_ms at[DEPTH];
    long all = 1;
    assert_int_equal(id_of(whole[0]), id_of(whole[1]));
    assert_int_not_equal(id_of(half[0][0]), id_of(half[1][0]));
    for (int i = 0; i < DEPTH; i++) {
        all *= FRAMES * GAPS;
    }
    for (long path = 0; path < all; path++) {
        long rest = path;
        sk_ms now = 0;
        for (int i = 0; i < DEPTH; i++) {
            frames[i] = (int)(rest % FRAMES);
            rest /= FRAMES;
            now += gaps[rest % GAPS];
            rest /= GAPS;
            at[i] = now;
        }
        explore(frames, at, DEPTH);
    }
}

#define TEST(function) cmocka_unit_test_setup(function, begin)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(all_parts_in_one_frame_are_one_text),
        TEST(parts_of_several_frames_are_one_text),
        TEST(one_part_shows_the_whole_only_while_it_stays_in_view),
        TEST(a_part_that_was_seen_too_long_ago_is_forgotten),
        TEST(parts_that_do_not_agree_with_the_parity_are_no_text),
        TEST(the_parity_of_a_data_matrix_is_not_asked_for),
        TEST(a_part_of_another_set_takes_the_place_of_older_ones),
        TEST(an_older_part_that_breaks_the_parity_is_dropped),
        TEST(two_codes_in_one_place_of_a_frame_join_nothing),
        TEST(a_lone_part_is_told_once_and_again_when_another_came),
        TEST(a_character_may_begin_in_one_part_and_end_in_the_next),
        TEST(a_part_that_is_too_long_for_a_label_stays_one),
        TEST(what_is_joined_has_room_or_is_left_as_it_was),
        TEST(no_order_of_frames_joins_what_does_not_belong_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
