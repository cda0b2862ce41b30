/* Data Matrix labels on a bench, spoilt in many ways (scene.h): how many are read, and that nothing
 * else is. */
#include "check.h"
#include "scene.h"

#include "input/camera/decode.h"

#include <string.h>

static struct sk_symbols symbols;

struct tally {
    int scenes;
    int read;
    int wrong;
};

static struct tally look_at(enum scene_set set, unsigned first, unsigned count) {
    struct tally tally = { 0 };
    struct sk_decoder *decoder = NULL;
    const struct sk_decode_options options = { .symbologies = SK_DECODE_DEFAULT,
                                               .budget_ms = 2000,
                                               .two_threads = true };
    assert_int_equal(sk_decoder_create(&decoder, &options, NULL), SK_OK);
    for (unsigned number = first; number < first + count; number++) {
        struct scene scene;
        scene_make(set, number, &scene);
        assert_int_equal(sk_decoder_run(decoder, &scene.grey, &symbols), SK_OK);
        bool read = false;
        for (int i = 0; i < symbols.count; i++) {
            bool right = scene.text[0] && strcmp(symbols.item[i].text, scene.text) == 0;
            read = read || right;
            if (!right) {
                fprintf(stderr, "scene %u (%s, %s) was read as '%s'\n", number, scene.kind,
                        scene.text, symbols.item[i].text);
                tally.wrong++;
            }
        }
        if (scene.text[0] && !read) {
            fprintf(stderr, "not read: %u (%s)\n", number, scene.kind);
        }
        tally.scenes++;
        tally.read += read;
        sk_grey_finish(&scene.grey);
    }
    sk_decoder_destroy(decoder);
    return tally;
}

static void most_labels_are_read_however_they_are_spoilt(void **state) {
    (void)state;
    struct tally tally = look_at(SCENE_FIRST, 0, SCENE_KINDS);
    assert_int_equal(tally.wrong, 0);
    assert_true(tally.read * 100 >= 75 * tally.scenes);
}

static void so_are_those_that_nothing_was_tuned_on(void **state) {
    (void)state;
    struct tally tally = look_at(SCENE_SECOND, 1000, 2 * SCENE_KINDS);
    assert_int_equal(tally.wrong, 0);
    assert_true(tally.read * 100 >= 60 * tally.scenes);
}

static void nothing_is_read_where_nothing_is(void **state) {
    (void)state;
    struct tally tally = look_at(SCENE_EMPTY, 0, 6);
    assert_int_equal(tally.wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(most_labels_are_read_however_they_are_spoilt),
        SK_TEST(so_are_those_that_nothing_was_tuned_on),
        SK_TEST(nothing_is_read_where_nothing_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
