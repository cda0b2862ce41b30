#include "ui/sound.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/timed_cond.h"
#include "ui/tone.h"

#include <SDL.h>
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SK_LOG_MODULE "sound"
#define RATE 48000
#define IDLE_MS 1000
#define LONGEST (RATE * 2) /* samples; the longest cue takes under one second */

struct sk_sound {
    void (*wake)(void *wake_data);
    void *wake_data;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool has_lock, has_changed, has_thread;
    /* Under the lock. */
    bool is_ending;
    enum sk_cue next; /* NONE: nothing waits */
    int volume;
    char name[SK_SOUND_NAME_SIZE]; /* of the output; "": the system's choice */
    bool is_renamed;               /* since a device was opened */
    bool must_look;
    bool has_news;
    struct sk_sound_outputs outputs;
    atomic_bool is_silent;
    /* The thread's own. */
    SDL_AudioDeviceID device; /* 0: closed */
    bool has_audio;
    bool has_complained;
    char missing[SK_SOUND_NAME_SIZE]; /* that was said not to be there */
    int16_t samples[LONGEST];
};

static void complain(struct sk_sound *sound, const char *reason) {
    atomic_store(&sound->is_silent, true);
    if (!sound->has_complained) {
        sound->has_complained = true;
        sk_log_warning("no sound: %s; the kiosk continues without sound", reason);
    }
}

static bool has_file(const char *pattern) {
    glob_t found;
    bool has = glob(pattern, GLOB_NOSORT, NULL, &found) == 0;
    if (has) {
        globfree(&found);
    }
    return has;
}

/* Check first, as ALSA's library fills standard error if there is no card. */
static bool may_have_sound(void) {
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    char server[PATH_MAX];
    if (getenv("SDL_AUDIODRIVER") || getenv("PULSE_SERVER") || has_file("/dev/snd/pcm*p")) {
        return true;
    }
    (void)snprintf(server, sizeof(server), "%s/pulse/native", runtime ? runtime : "/nonexistent");
    return access(server, F_OK) == 0;
}

static bool start_audio(struct sk_sound *sound) {
    if (!may_have_sound()) {
        complain(sound, "this machine has no sound card and no sound server");
        return false;
    }
    if (!sound->has_audio && SDL_InitSubSystem(SDL_INIT_AUDIO)) {
        complain(sound, SDL_GetError());
        return false;
    }
    sound->has_audio = true;
    return true;
}

/* SDL knows outputs by name once it has looked for them. */
static SDL_AudioDeviceID open_named(struct sk_sound *sound, const char *name) {
    SDL_AudioSpec spec = { .freq = RATE, .format = AUDIO_S16SYS, .channels = 1, .samples = 1024 };
    SDL_AudioDeviceID device = 0;
    if (name[0] != '\0') {
        (void)SDL_GetNumAudioDevices(0);
        device = SDL_OpenAudioDevice(name, 0, &spec, NULL, 0);
    }
    if (device == 0 && name[0] != '\0' && strcmp(sound->missing, name) != 0) {
        (void)snprintf(sound->missing, sizeof(sound->missing), "%s", name);
        sk_log_warning("the output '%s' of sound.device is not there; the system's choice is used",
                       name);
    }
    return device != 0 ? device : SDL_OpenAudioDevice(NULL, 0, &spec, NULL, 0);
}

static bool open_device(struct sk_sound *sound, const char *name) {
    if (sound->device != 0) {
        return true;
    }
    if (!start_audio(sound)) {
        return false;
    }
    sound->device = open_named(sound, name);
    if (sound->device == 0) {
        complain(sound, SDL_GetError());
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
        sound->has_audio = false;
        return false;
    }
    SDL_PauseAudioDevice(sound->device, 0);
    atomic_store(&sound->is_silent, false);
    return true;
}

static void close_device(struct sk_sound *sound) {
    if (sound->device != 0) {
        SDL_CloseAudioDevice(sound->device);
        sound->device = 0;
    }
    if (sound->has_audio) { /* lets go of the sound server's connection too */
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
        sound->has_audio = false;
    }
}

/* How long the cue will sound, in ms; 0 if it cannot. */
static sk_ms start_cue(struct sk_sound *sound, enum sk_cue cue, int volume, const char *name) {
    if (!open_device(sound, name)) {
        return 0;
    }
    size_t count = sk_tone_render(cue, RATE, volume, sound->samples, LONGEST);
    SDL_ClearQueuedAudio(sound->device);
    if (SDL_QueueAudio(sound->device, sound->samples, (Uint32)(count * sizeof(int16_t)))) {
        complain(sound, SDL_GetError());
        close_device(sound); /* unplugged; the next cue opens whatever is there then */
        return 0;
    }
    return (sk_ms)(count * 1000 / RATE);
}

/* Waits at most until the point on the monotonic clock. With the lock. */
static bool wait_until(struct sk_sound *sound, sk_ms until) {
    struct timespec at = { .tv_sec = (time_t)(until / 1000),
                           .tv_nsec = (long)(until % 1000) * 1000000L };
    return pthread_cond_timedwait(&sound->changed, &sound->lock, &at) != ETIMEDOUT;
}

static sk_ms now_ms(void) {
    struct timespec now = { 0, 0 };
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (sk_ms)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* With the lock, which is given back meanwhile. */
static void look(struct sk_sound *sound) {
    struct sk_sound_outputs found = { .count = 0 };
    sound->must_look = false;
    pthread_mutex_unlock(&sound->lock);
    int count = start_audio(sound) ? SDL_GetNumAudioDevices(0) : 0;
    for (int i = 0; i < count && found.count < SK_SOUND_OUTPUTS; i++) {
        const char *name = SDL_GetAudioDeviceName(i, 0);
        if (name && strlen(name) < SK_SOUND_NAME_SIZE) { /* a longer one could not be kept */
            (void)snprintf(found.names[found.count++], SK_SOUND_NAME_SIZE, "%s", name);
        }
    }
    if (sound->device == 0) {
        close_device(sound);
    }
    pthread_mutex_lock(&sound->lock);
    sound->outputs = found;
    sound->has_news = true;
    if (sound->wake) {
        sound->wake(sound->wake_data);
    }
}

/* With the lock, as look. Returns until when it sounds. */
static sk_ms begin_cue(struct sk_sound *sound) {
    char name[SK_SOUND_NAME_SIZE];
    enum sk_cue cue = sound->next;
    int volume = sound->volume;
    bool is_renamed = sound->is_renamed;
    memcpy(name, sound->name, sizeof(name));
    sound->next = SK_CUE_NONE;
    sound->is_renamed = false;
    pthread_mutex_unlock(&sound->lock);
    if (is_renamed) {
        close_device(sound);
    }
    sk_ms length = volume > 0 ? start_cue(sound, cue, volume, name) : 0;
    sk_ms until = now_ms() + length;
    pthread_mutex_lock(&sound->lock);
    return until;
}

static void *run(void *data) {
    struct sk_sound *sound = data;
    sk_ms busy_until = 0;
    pthread_mutex_lock(&sound->lock);
    while (!sound->is_ending) {
        sk_ms now = now_ms();
        bool is_free = now >= busy_until || sound->next == SK_CUE_REFUSED;
        if (sound->must_look) {
            look(sound);
        } else if (sound->next != SK_CUE_NONE && is_free) {
            busy_until = begin_cue(sound);
        } else if (sound->next != SK_CUE_NONE) {
            (void)wait_until(sound, busy_until);
        } else if (sound->device == 0) {
            pthread_cond_wait(&sound->changed, &sound->lock);
        } else if (now >= busy_until + IDLE_MS) {
            pthread_mutex_unlock(&sound->lock);
            close_device(sound);
            pthread_mutex_lock(&sound->lock);
        } else {
            (void)wait_until(sound, busy_until + IDLE_MS);
        }
    }
    pthread_mutex_unlock(&sound->lock);
    close_device(sound);
    SDL_TLSCleanup(); /* its errors, of this thread */
    return NULL;
}

static bool prepare_lock(struct sk_sound *sound) {
    sound->has_lock = pthread_mutex_init(&sound->lock, NULL) == 0;
    sound->has_changed = sound->has_lock && sk_timed_cond_init(&sound->changed);
    return sound->has_changed;
}

static int percent(int volume) {
    return volume < 0 ? 0 : (volume > 100 ? 100 : volume);
}

enum sk_err sk_sound_create(struct sk_sound **out, const struct sk_sound_options *options,
                            struct sk_err_info *info) {
    struct sk_sound *sound = calloc(1, sizeof(*sound));
    if (!sound) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the sound");
    }
    sound->wake = options->wake;
    sound->wake_data = options->wake_data;
    sound->volume = percent(options->volume);
    (void)snprintf(sound->name, sizeof(sound->name), "%s", options->device);
    atomic_store(&sound->is_silent, sound->volume == 0 || !may_have_sound());
    sound->has_thread =
        prepare_lock(sound) && pthread_create(&sound->thread, NULL, run, sound) == 0;
    if (!sound->has_thread) {
        sk_sound_destroy(sound);
        return sk_fail(info, SK_ERR_NOMEM, "no thread for the sound");
    }
    *out = sound;
    return SK_OK;
}

void sk_sound_set(struct sk_sound *sound, int volume, const char *device) {
    pthread_mutex_lock(&sound->lock);
    sound->volume = percent(volume);
    sound->is_renamed = sound->is_renamed || strcmp(sound->name, device) != 0;
    (void)snprintf(sound->name, sizeof(sound->name), "%s", device);
    pthread_mutex_unlock(&sound->lock);
    atomic_store(&sound->is_silent, volume <= 0 || !may_have_sound());
}

void sk_sound_look(struct sk_sound *sound) {
    pthread_mutex_lock(&sound->lock);
    sound->must_look = true;
    pthread_cond_signal(&sound->changed);
    pthread_mutex_unlock(&sound->lock);
}

bool sk_sound_news(struct sk_sound *sound, struct sk_sound_outputs *out) {
    pthread_mutex_lock(&sound->lock);
    bool has_news = sound->has_news;
    *out = sound->outputs;
    sound->has_news = false;
    pthread_mutex_unlock(&sound->lock);
    return has_news;
}

bool sk_sound_is_silent(const struct sk_sound *sound) {
    return !sound || atomic_load(&sound->is_silent);
}

void sk_sound_destroy(struct sk_sound *sound) {
    if (!sound) {
        return;
    }
    if (sound->has_thread) {
        pthread_mutex_lock(&sound->lock);
        sound->is_ending = true;
        pthread_cond_signal(&sound->changed);
        pthread_mutex_unlock(&sound->lock);
        pthread_join(sound->thread, NULL);
    }
    if (sound->has_changed) {
        pthread_cond_destroy(&sound->changed);
    }
    if (sound->has_lock) {
        pthread_mutex_destroy(&sound->lock);
    }
    free(sound);
}

void sk_sound_play(struct sk_sound *sound, enum sk_cue cue) {
    if (cue == SK_CUE_NONE) {
        return;
    }
    pthread_mutex_lock(&sound->lock);
    if (sound->volume > 0 &&
        sound->next != SK_CUE_REFUSED) { /* a failure is heard, whatever follows right after it */
        sound->next = cue;
    }
    pthread_cond_signal(&sound->changed);
    pthread_mutex_unlock(&sound->lock);
}
