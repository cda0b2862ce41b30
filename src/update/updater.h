/* updater.h — carries out what the machine of an update asks for (update_machine.h), in a folder
 * that only root may write:
 *
 *     state               the line of the machine
 *     lock                held by whoever is at work
 *     current             link: versions/1.4.0, or the place of the package
 *     bundle              the copy that is checked and unpacked
 *     versions/1.4.0/     bin, lib, share
 *
 * All block, on the disk and on the hands. One thread. */
#ifndef SK_UPDATE_UPDATER_H
#define SK_UPDATE_UPDATER_H

#include "base/err.h"
#include "update/bundle.h"
#include "update/update_machine.h"

#include <stdbool.h>

/* What is done outside the folder. */
struct sk_updater_hands {
    /* Tests the version in that folder, as whoever the kiosk runs as. */
    enum sk_err (*test)(void *data, const char *folder, struct sk_err_info *info);
    /* Starts the kiosk anew. version: the new one, which is then watched for long enough; NULL: the
     * one before, which is only started. An error: it is not well. */
    enum sk_err (*restart)(void *data, const char *version, struct sk_err_info *info);
    /* Between two steps on the disk; NULL in programs. */
    void (*step)(void *data);
};

/* Plain value; all borrowed. */
struct sk_updater {
    const char *root;             /* the folder; exists */
    const char *packaged;         /* where the package is: "/usr" */
    const char *packaged_version; /* of this program */
    const char *architecture;     /* of this machine, as Debian names it */
    const char *channel;          /* only of this one; NULL: of any */
    bool allows_older;
    const struct sk_updater_hands *hands;
    void *data;
};

/* What is so. *current: a version, or SK_UPDATE_PACKAGED. Errors: of reading. A state that cannot
 * be read is none. */
enum sk_err sk_updater_look(const struct sk_updater *self, struct sk_update *update,
                            char current[SK_UPDATE_VERSION_SIZE], struct sk_err_info *info);

/* Would this file be taken? Reads all of it. Owner: *out is the caller's. Errors: those of
 * sk_bundle_file_check(); SK_ERR_DENIED (another channel), SK_ERR_UNSUPPORTED (another
 * architecture, an older version, one older than the package, the same one, one that did not stay
 * before), SK_ERR_NOT_FOUND
 * (no public key in the installed version: no update is taken). */
enum sk_err sk_updater_check(const struct sk_updater *self, const char *path, struct sk_bundle *out,
                             struct sk_err_info *info);

/* Checks a copy of the file, unpacks and tests it, puts it in place, and watches it. What goes
 * wrong is undone before this returns. Errors: as above; SK_ERR_BUSY (an update is under way);
 * those of the hands. */
enum sk_err sk_updater_apply(const struct sk_updater *self, const char *path,
                             struct sk_err_info *info);

/* Ends what an updater left that was cut off, and takes away what nothing points to. Afterwards
 * `current` is a version that is whole. is_running: the kiosk may run, and is started anew where
 * that was changed; else this is the start of the machine. Errors: SK_ERR_BUSY; of the disk. */
enum sk_err sk_updater_resolve(const struct sk_updater *self, bool is_running,
                               struct sk_err_info *info);

/* A person says that the version in trial is well. Errors: SK_ERR_NOT_FOUND (there is none). */
enum sk_err sk_updater_confirm(const struct sk_updater *self, struct sk_err_info *info);

#endif
