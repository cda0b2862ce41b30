/* The sound's thread with SDL's dummy output: what is set while it runs, and what outputs there
 * are. */
#include "ui/sound.h"

#include "base/clock.h"
#include "check.h"

#include <SDL.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#define LIMIT_MS 10000

static atomic_int woken;

static void wake(void *data) {
    (void)data;
    woken++;
}

static struct sk_sound *make(int volume, const char *device) {
    const struct sk_sound_options options = { .volume = volume, .device = device, .wake = wake };
    struct sk_sound *sound = NULL;
    woken = 0;
    assert_int_equal(sk_sound_create(&sound, &options, NULL), SK_OK);
    return sound;
}

static struct sk_sound_outputs look(struct sk_sound *sound) {
    const struct timespec moment = { .tv_nsec = 1000000 };
    struct sk_sound_outputs found;
    struct sk_clock *clock = sk_clock_system();
    sk_ms limit = clock->ops->now(clock) + LIMIT_MS;
    assert_false(sk_sound_news(sound, &found));
    sk_sound_look(sound);
    while (woken == 0) {
        assert_true(clock->ops->now(clock) < limit);
        (void)nanosleep(&moment, NULL);
    }
    assert_true(sk_sound_news(sound, &found));
    assert_false(sk_sound_news(sound, &found)); /* once */
    return found;
}

static void the_outputs_are_told_by_name_and_one_of_them_plays(void **state) {
    (void)state;
    struct sk_sound *sound = make(50, "");
    struct sk_sound_outputs found = look(sound);
    assert_int_equal(found.count, 1);
    assert_true(found.names[0][0] != '\0');
    sk_sound_set(sound, 25, found.names[0]);
    sk_sound_play(sound, SK_CUE_BOUND);
    assert_false(sk_sound_is_silent(sound));
    sk_sound_destroy(sound);
}

/* Behind the look all that was to be played before is done. */
static void an_output_that_is_not_there_is_no_silence(void **state) {
    (void)state;
    struct sk_sound *sound = make(50, "a loudspeaker that was unplugged");
    sk_sound_play(sound, SK_CUE_FIRST);
    (void)look(sound);
    assert_false(sk_sound_is_silent(sound));
    sk_sound_destroy(sound);
}

static void mute_is_silence_until_it_is_set_louder(void **state) {
    (void)state;
    struct sk_sound *sound = make(0, "");
    assert_true(sk_sound_is_silent(sound));
    sk_sound_play(sound, SK_CUE_REFUSED); /* nobody hears it, and it does not wait for a volume */
    sk_sound_set(sound, 75, "");
    assert_false(sk_sound_is_silent(sound));
    sk_sound_set(sound, 0, "");
    assert_true(sk_sound_is_silent(sound));
    assert_int_equal(look(sound).count, 1);
    sk_sound_destroy(sound);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(the_outputs_are_told_by_name_and_one_of_them_plays),
        SK_TEST(an_output_that_is_not_there_is_no_silence),
        SK_TEST(mute_is_silence_until_it_is_set_louder),
    };
    setenv("SDL_AUDIODRIVER", "dummy", 1);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    SDL_Quit();
    return failed;
}
