/* sound.h — plays cues on a thread of its own. The audio device is opened when there is something
 * to play and closed after a second of silence, because an open device wakes the machine all the
 * time. A machine without sound is silent; the log says so once. */
#ifndef SK_UI_SOUND_H
#define SK_UI_SOUND_H

#include "app/model/model.h"
#include "base/err.h"

#include <stdbool.h>

struct sk_sound;

/* Plain value. */
struct sk_sound_outputs {
    size_t count;
    char names[SK_SOUND_OUTPUTS][SK_SOUND_NAME_SIZE];
};

struct sk_sound_options {
    int volume;         /* 0 (silent; no device is ever opened) to 100 */
    const char *device; /* SDL's name of the output; "": the system's choice. Copied */
    /* Called on the sound's thread when sk_sound_news() has some. May be NULL. */
    void (*wake)(void *wake_data);
    void *wake_data;
};

/* Errors: SK_ERR_NOMEM. Thread: main, after SDL_Init() and ended before SDL_Quit(). */
enum sk_err sk_sound_create(struct sk_sound **out, const struct sk_sound_options *options,
                            struct sk_err_info *info);

/* For the next cue. An output that is not there: the system's choice, and a line in the log. Never
 * blocks. */
void sk_sound_set(struct sk_sound *sound, int volume, const char *device);

/* Looks for outputs, which may take its time; sk_sound_news() tells. Never blocks. */
void sk_sound_look(struct sk_sound *sound);

/* The outputs by SDL's names, after a look. True: it is news. */
bool sk_sound_news(struct sk_sound *sound, struct sk_sound_outputs *out);

/* Cuts off what sounds. NULL is fine. */
void sk_sound_destroy(struct sk_sound *sound);

/* Nothing is heard: no sound card or server, it could not be opened the last time, or the volume is
 * 0. Any thread. NULL: true. */
bool sk_sound_is_silent(const struct sk_sound *sound);

/* Never blocks. REFUSED cuts off what sounds; others wait behind it, and of those that wait only
 * the last is played, so that sound keeps up with the worker. */
void sk_sound_play(struct sk_sound *sound, enum sk_cue cue);

#endif
