/* model_sound.h — what the bench's sound is set to, and the question whether it is heard, as a face
 * draws them. Plain values. */
#ifndef SK_APP_MODEL_MODEL_SOUND_H
#define SK_APP_MODEL_MODEL_SOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_SOUND_OUTPUTS 5 /* that are offered, beside the system's choice */
#define SK_SOUND_NAME_SIZE 128

/* Also the states of app/core/hearing.h. */
enum sk_hearing_page {
    SK_HEARING_CLOSED,
    SK_HEARING_ASK,       /* both sounds are played: was it heard? */
    SK_HEARING_NOT_HEARD, /* what to do about it */
    SK_HEARING_PAGES
};

/* "closed", "ask", … Static. */
const char *sk_hearing_page_name(enum sk_hearing_page page);

struct sk_model_sound {
    int32_t volume;                  /* 0: mute, to 100 */
    char device[SK_SOUND_NAME_SIZE]; /* "": the system's choice */
    size_t output_count;
    char outputs[SK_SOUND_OUTPUTS]
                [SK_SOUND_NAME_SIZE]; /* what is there, by SDL's names; and what is chosen */
    bool is_volume_overruled; /* the administrator's settings say it: only IT can change it */
    bool is_device_overruled;
};

/* What is asked of whoever has the sound. */
enum sk_sound_step {
    SK_SOUND_STEP_LOOK,   /* which outputs are there? */
    SK_SOUND_STEP_VOLUME, /* value: 0 to 100 */
    SK_SOUND_STEP_OUTPUT, /* value: index of outputs; -1: the system's choice */
    SK_SOUND_STEP_TEST,
};

#endif
