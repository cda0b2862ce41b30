/* update_machine.h — the order in which a version is put in the place of another, so that power may
 * go at any moment: one of the two runs afterwards, and never none. Pure: no clock, no I/O.
 *
 * `current` is a link to the version that is started. The state is one line in a file; each step
 * below is done whole or not at all, and in this order:
 *
 * | state | what is true on the disk |
 * |---|---|
 * | `idle` | `current` is the version that is to run |
 * | `unpacking` | the new one may be there, whole or in part; nothing points to it |
 * | `unpacked` | it is there, whole; nothing points to it; it is being tested |
 * | `trial` | `current` is the new one or the old one; it counts as the old one's turn at a start |
 *
 * BOOT is the input of whoever starts the machine, before the kiosk. */
#ifndef SK_UPDATE_UPDATE_MACHINE_H
#define SK_UPDATE_UPDATE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

#define SK_UPDATE_VERSION_SIZE 32
#define SK_UPDATE_WHY_SIZE 200
#define SK_UPDATE_EFFECTS_MAX 4
#define SK_UPDATE_LINE_SIZE 512

/* The version that the package brought: of no folder of ours. */
#define SK_UPDATE_PACKAGED "packaged"

enum sk_update_state {
    SK_UPDATE_STATE_IDLE,
    SK_UPDATE_STATE_UNPACKING,
    SK_UPDATE_STATE_UNPACKED,
    SK_UPDATE_STATE_TRIAL
};
#define SK_UPDATE_STATES 4
const char *sk_update_state_name(enum sk_update_state state);

/* Plain value. */
struct sk_update {
    enum sk_update_state state;
    char version[SK_UPDATE_VERSION_SIZE]; /* the new one; "": idle */
    char before[SK_UPDATE_VERSION_SIZE];  /* that is gone back to; "": idle */
    char failed[SK_UPDATE_VERSION_SIZE];  /* the last that did not stay by a fault; "": none */
    char why[SK_UPDATE_WHY_SIZE];         /* why the last did not stay; "": it did */
};

enum sk_update_input_type {
    SK_UPDATE_INPUT_APPLY,  /* version; before: what `current` is now. Only when idle */
    SK_UPDATE_INPUT_DONE,   /* UNPACK or TEST went well, or the trial did */
    SK_UPDATE_INPUT_FAILED, /* one of them did not; why */
    SK_UPDATE_INPUT_BOOT    /* nothing of before is under way any more */
};
#define SK_UPDATE_INPUTS 4

struct sk_update_input {
    enum sk_update_input_type type;
    const char *version; /* APPLY; borrowed, like the others */
    const char *before;  /* APPLY */
    const char *why;     /* FAILED */
};

enum sk_update_effect_type {
    SK_UPDATE_EFFECT_SAVE,    /* the state as it is now, on the disk before the next effect */
    SK_UPDATE_EFFECT_UNPACK,  /* version; its end is an input */
    SK_UPDATE_EFFECT_TEST,    /* version; likewise */
    SK_UPDATE_EFFECT_LINK,    /* `current` becomes version, on the disk before the next effect */
    SK_UPDATE_EFFECT_RESTART, /* the kiosk; after LINK of a new one its end is an input */
    SK_UPDATE_EFFECT_REMOVE   /* version's folder, whole or in part */
};

struct sk_update_effect {
    enum sk_update_effect_type type;
    char version[SK_UPDATE_VERSION_SIZE];
};

struct sk_update_effects {
    size_t count;
    struct sk_update_effect list[SK_UPDATE_EFFECTS_MAX];
};

/* Takes an input; what is to be done, in this order. An input that does not belong to the state
 * changes nothing and asks for nothing. */
void sk_update_step(struct sk_update *update, const struct sk_update_input *input,
                    struct sk_update_effects *out);

/* The state as the line of its file, with a line feed and NUL. Returns the bytes without it. */
size_t sk_update_print(const struct sk_update *update, char out[SK_UPDATE_LINE_SIZE]);
/* False: it is no such line; *out is what a machine without one has: idle, and nothing known. */
bool sk_update_parse(struct sk_update *out, const char *text, size_t length);

#endif
