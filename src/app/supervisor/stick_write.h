/* stick_write.h — a file onto a USB stick, from finding it to "it may be pulled out".
 *
 * Blocks for as long as it takes (a slow stick: minutes); for a worker's thread or a command. */
#ifndef SK_APP_SUPERVISOR_STICK_WRITE_H
#define SK_APP_SUPERVISOR_STICK_WRITE_H

#include "app/model/sentence.h"
#include "media/sticks.h"

enum sk_stick_step {
    SK_STICK_LOOKING,  /* for the stick */
    SK_STICK_MOUNTING, /* and its room */
    SK_STICK_WRITING,  /* rows, total */
    SK_STICK_REMOVING, /* cannot be stopped any more: the file is there */
};

struct sk_stick_write {
    const char *stick; /* label or device; NULL or "": the only one */
    /* Makes the file in that folder, whole or not at all, and fills its name, without the folder.
     * Mandatory, like the next one. */
    enum sk_err (*write)(void *data, const char *folder, char file[SK_STICK_NAME_SIZE],
                         struct sk_err_info *info);
    /* Called on this thread at each step but WRITING; false stops it (but for REMOVING) with
     * SK_ERR_STOPPED, and nothing is left on the stick. */
    bool (*on_step)(void *data, enum sk_stick_step step);
    void *data;
};

struct sk_stick_write_result {
    char stick[SK_STICK_NAME_SIZE]; /* its name; also after a failure, once it was found */
    char file[SK_STICK_NAME_SIZE];  /* name on the stick, without its folder */
    bool is_unmounted;              /* it may be pulled out */
    bool is_off;                    /* and was switched off or ejected */
};

/* Finds the stick, mounts it, writes, unmounts and switches it off. After a failure the stick is
 * unmounted too, if it was mounted here. fault is written on failure. If the file is whole and only
 * the removal failed, that is a failure too (BUSY as a rule): result->file is set then.
 * Errors: those of media/sticks.h and of write(). */
enum sk_err sk_stick_write(const struct sk_stick_write *what, struct sk_stick_write_result *result,
                           struct sk_stick_fault *fault);

/* What the screen says about a trouble. Static msgids. */
struct sk_sentence sk_stick_sentence(enum sk_stick_trouble trouble);

#endif
