/* sound.h — plays cues on a thread of its own. The audio device is opened when there is something
 * to play and closed after a second of silence, because an open device wakes the machine all the
 * time. A machine without sound is silent; the log says so once. */
#ifndef SK_UI_SOUND_H
#define SK_UI_SOUND_H

#include "app/model/model.h"
#include "base/err.h"

struct sk_sound;

/* volume 0 (silent; no device is ever opened) to 100.
 * Errors: SK_ERR_NOMEM. Thread: main, after SDL_Init() and ended before SDL_Quit(). */
enum sk_err sk_sound_create(struct sk_sound **out, int volume, struct sk_err_info *info);

/* Cuts off what sounds. NULL is fine. */
void sk_sound_destroy(struct sk_sound *sound);

/* Never blocks. REFUSED cuts off what sounds; others wait behind it, and of those that wait only
 * the last is played, so that sound keeps up with the worker. */
void sk_sound_play(struct sk_sound *sound, enum sk_cue cue);

#endif
