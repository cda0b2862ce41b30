#define _GNU_SOURCE /* flock(), nftw() */

#include "update/updater.h"

#include "base/new_file.h"
#include "base/small_file.h"
#include "journal/key_file.h"
#include "update/bundle_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 4096
#define VERSIONS "versions/"
#define PART ".part" /* of a version that is not whole yet */
#define KEY "share/sag-kiosk/update.pub"
#define PROGRAM "bin/sag-kiosk"
#define KEY_NOT_THERE                                                                               \
    "the version that is installed has no public key ('%.200s'), so it takes no update; install a " \
    "package that has one"

/* An updater at work. */
struct updating {
    const struct sk_updater *self;
    struct sk_update update;
    int lock;
    int bundle; /* the copy; -1: none */
    struct sk_bundle content;
    int64_t payload_at;
};

static void step(const struct sk_updater *self) {
    if (self->hands->step) {
        self->hands->step(self->data);
    }
}

static void name_in(const struct sk_updater *self, const char *name, char out[PATH_SIZE]) {
    (void)snprintf(out, PATH_SIZE, "%s/%s", self->root, name);
}

static enum sk_err cannot(const char *what, const char *path, struct sk_err_info *info) {
    return sk_fail(info, sk_err_of_errno(errno), "'%.300s' cannot be %s: %s", path, what,
                   strerror(errno));
}

/* --- the folder --------------------------------------------------------------------------- */

/* Where `current` leads to: a version of ours that is there, else the package's. */
static void read_current(const struct sk_updater *self, char out[SK_UPDATE_VERSION_SIZE]) {
    char path[PATH_SIZE];
    char target[PATH_SIZE];
    name_in(self, "current", path);
    ssize_t length = readlink(path, target, sizeof(target) - 1);
    target[length > 0 ? length : 0] = '\0';
    const char *version = target + strlen(VERSIONS);
    bool is_ours = strncmp(target, VERSIONS, strlen(VERSIONS)) == 0 &&
                   strlen(version) < SK_UPDATE_VERSION_SIZE && sk_bundle_is_version(version);
    (void)snprintf(out, SK_UPDATE_VERSION_SIZE, "%.31s", is_ours ? version : SK_UPDATE_PACKAGED);
}

static void folder_of(const struct sk_updater *self, const char *version, char out[PATH_SIZE]) {
    if (strcmp(version, SK_UPDATE_PACKAGED) == 0) {
        (void)snprintf(out, PATH_SIZE, "%s", self->packaged);
    } else {
        (void)snprintf(out, PATH_SIZE, "%s/" VERSIONS "%s", self->root, version);
    }
}

static const char *number_of(const struct sk_updater *self, const char *version) {
    return strcmp(version, SK_UPDATE_PACKAGED) == 0 ? self->packaged_version : version;
}

/* A link is never changed: a new one takes its name. */
static enum sk_err link_to(const struct sk_updater *self, const char *version,
                           struct sk_err_info *info) {
    char path[PATH_SIZE];
    char made[PATH_SIZE];
    char target[PATH_SIZE];
    bool is_packaged = strcmp(version, SK_UPDATE_PACKAGED) == 0;
    name_in(self, "current", path);
    name_in(self, "current.new", made);
    (void)snprintf(target, sizeof(target), "%s%s", is_packaged ? self->packaged : VERSIONS,
                   is_packaged ? "" : version);
    (void)unlink(made); /* left by a crash */
    if (symlink(target, made) != 0) {
        return cannot("made", made, info);
    }
    step(self);
    return rename(made, path) == 0 && sk_new_file_sync_folder(self->root)
               ? SK_OK
               : cannot("put in place", path, info);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *at) {
    (void)status;
    (void)type;
    (void)at;
    return remove(path);
}

static enum sk_err remove_tree(const char *path, struct sk_err_info *info) {
    return nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0 || errno == ENOENT
               ? SK_OK
               : cannot("removed", path, info);
}

static enum sk_err remove_version(const struct sk_updater *self, const char *version,
                                  struct sk_err_info *info) {
    char path[PATH_SIZE];
    char part[PATH_SIZE + 8];
    if (!sk_bundle_is_version(version)) {
        return SK_OK; /* the package's is the package manager's */
    }
    folder_of(self, version, path);
    (void)snprintf(part, sizeof(part), "%s" PART, path);
    enum sk_err err = remove_tree(part, info);
    step(self);
    return err ? err : remove_tree(path, info);
}

/* What neither `current` nor the state names. */
static void tidy(const struct sk_updater *self, const struct sk_update *update) {
    char folder[PATH_SIZE];
    char path[2 * PATH_SIZE];
    char current[SK_UPDATE_VERSION_SIZE];
    const struct dirent *entry;
    name_in(self, VERSIONS, folder);
    read_current(self, current);
    DIR *directory = opendir(folder);
    while (directory && (entry = readdir(directory)) != NULL) {
        const char *name = entry->d_name;
        bool is_kept = name[0] == '.' || strcmp(name, current) == 0 ||
                       strcmp(name, update->version) == 0 || strcmp(name, update->before) == 0;
        if (!is_kept) {
            (void)snprintf(path, sizeof(path), "%s%s", folder, name);
            (void)remove_tree(path, NULL); /* it only takes room */
        }
    }
    if (directory) {
        (void)closedir(directory); /* nothing was written */
    }
    name_in(self, "bundle", folder);
    (void)unlink(folder); /* it is fine if there is none */
}

/* --- the state ---------------------------------------------------------------------------- */

static enum sk_err read_state(const struct sk_updater *self, struct sk_update *out,
                              struct sk_err_info *info) {
    char path[PATH_SIZE];
    char line[SK_UPDATE_LINE_SIZE];
    size_t length = 0;
    name_in(self, "state", path);
    enum sk_err err = sk_small_file_read(path, line, sizeof(line), &length, NULL, info);
    (void)sk_update_parse(out, line, err ? 0 : length);
    return err == SK_ERR_NOT_FOUND || err == SK_ERR_CORRUPT ? SK_OK : err;
}

static enum sk_err save_state(const struct updating *work, struct sk_err_info *info) {
    char path[PATH_SIZE];
    char line[SK_UPDATE_LINE_SIZE];
    struct sk_new_file file;
    name_in(work->self, "state", path);
    size_t length = sk_update_print(&work->update, line);
    enum sk_err err = sk_new_file_open(&file, path, 0644, info); /* anybody may know it */
    if (err) {
        return err;
    }
    (void)sk_new_file_write(&file, line, length); /* close() tells */
    err = sk_new_file_close(&file, info);
    err = err ? err : sk_new_file_place(&file, info);
    sk_new_file_drop(&file);
    return err;
}

static enum sk_err take_lock(struct updating *work, struct sk_err_info *info) {
    char path[PATH_SIZE];
    name_in(work->self, "lock", path);
    work->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (work->lock < 0) {
        return sk_fail(info, sk_err_of_errno(errno), "'%.300s' cannot be used: %s; %s", path,
                       strerror(errno),
                       errno == ENOENT ? "the package makes that folder at the start of the machine"
                                       : "run this as root");
    }
    if (flock(work->lock, LOCK_EX | LOCK_NB) != 0) {
        return sk_fail(info, SK_ERR_BUSY, "an update is under way; wait for its end");
    }
    return SK_OK;
}

static enum sk_err begin(struct updating *work, const struct sk_updater *self,
                         struct sk_err_info *info) {
    *work = (struct updating){ .self = self, .lock = -1, .bundle = -1 };
    enum sk_err err = take_lock(work, info);
    return err ? err : read_state(self, &work->update, info);
}

static void end(struct updating *work) {
    sk_bundle_finish(&work->content);
    if (work->bundle >= 0) {
        (void)close(work->bundle); /* it was only read since */
    }
    if (work->lock >= 0) {
        (void)close(work->lock); /* gives the lock back */
    }
}

/* --- the effects -------------------------------------------------------------------------- */

static enum sk_err unpack(struct updating *work, const char *version, struct sk_err_info *info) {
    char folder[PATH_SIZE];
    char part[PATH_SIZE + 8];
    char versions[PATH_SIZE];
    name_in(work->self, "versions", versions);
    folder_of(work->self, version, folder);
    (void)snprintf(part, sizeof(part), "%s" PART, folder);
    if (mkdir(versions, 0755) != 0 && errno != EEXIST) {
        return cannot("made", versions, info);
    }
    enum sk_err err = remove_version(work->self, version, info); /* left by an interrupted try */
    if (err) {
        return err;
    }
    if (mkdir(part, 0755) != 0) {
        return cannot("made", part, info);
    }
    int into = open(part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    err = into < 0 ? cannot("used", part, info)
                   : sk_bundle_file_unpack(work->bundle, &work->content, work->payload_at, into,
                                           work->self->hands->step, work->self->data, info);
    if (into >= 0) {
        (void)close(into); /* it is on the disk */
    }
    if (!err && (rename(part, folder) != 0 || !sk_new_file_sync_folder(versions))) {
        err = cannot("put in place", folder, info);
    }
    return err;
}

static enum sk_err carry_out(struct updating *work, const struct sk_update_effect *effect,
                             struct sk_err_info *info) {
    const struct sk_updater *self = work->self;
    char folder[PATH_SIZE];
    switch (effect->type) {
    case SK_UPDATE_EFFECT_SAVE:
        return save_state(work, info);
    case SK_UPDATE_EFFECT_UNPACK:
        return unpack(work, effect->version, info);
    case SK_UPDATE_EFFECT_TEST:
        folder_of(self, effect->version, folder);
        return self->hands->test(self->data, folder, info);
    case SK_UPDATE_EFFECT_LINK:
        return link_to(self, effect->version, info);
    case SK_UPDATE_EFFECT_RESTART:
        return self->hands->restart(self->data, effect->version[0] ? effect->version : NULL, info);
    case SK_UPDATE_EFFECT_REMOVE:
        return remove_version(self, effect->version, info);
    }
    return SK_OK;
}

static bool has_end(const struct sk_update_effect *effect) {
    return effect->type == SK_UPDATE_EFFECT_UNPACK || effect->type == SK_UPDATE_EFFECT_TEST ||
           (effect->type == SK_UPDATE_EFFECT_RESTART && effect->version[0] != '\0');
}

/* One input, and what it asks for, in order. *is_open: the last effect's end is the next input. A
 * disk that refuses leaves the rest to resolve. */
static enum sk_err turn(struct updating *work, const struct sk_update_input *input, bool *is_open,
                        struct sk_err_info *info) {
    struct sk_update_effects effects;
    enum sk_err err = SK_OK;
    *is_open = false;
    sk_update_step(&work->update, input, &effects);
    for (size_t i = 0; i < effects.count && !err; i++) {
        step(work->self);
        err = carry_out(work, &effects.list[i], info);
        *is_open = has_end(&effects.list[i]);
    }
    step(work->self);
    return err;
}

/* Goes on from an input until nothing is open; the first failure is what is returned. */
static enum sk_err drive(struct updating *work, struct sk_update_input input,
                         struct sk_err_info *info) {
    bool is_open = false;
    struct sk_err_info later = { "" };
    struct sk_err_info first = { "" };
    enum sk_err err = turn(work, &input, &is_open, &first);
    while (!err && is_open) {
        input = (struct sk_update_input){ .type = SK_UPDATE_INPUT_DONE };
        err = turn(work, &input, &is_open, &first);
    }
    if (err) {
        /* Whatever failed, the way back is the same; what fails on it is left to resolve. */
        input = (struct sk_update_input){ .type = SK_UPDATE_INPUT_FAILED, .why = first.text };
        (void)turn(work, &input, &is_open, &later);
        if (err == SK_ERR_BUSY) { /* nothing is wrong with it: it may be tried again */
            work->update.failed[0] = '\0';
            work->update.why[0] = '\0';
            (void)save_state(work, &later);
        }
        (void)sk_fail(info, err, "%s", first.text);
    }
    return err;
}

/* --- looking at a bundle ------------------------------------------------------------------ */

static enum sk_err read_key(const struct sk_updater *self, struct sk_signed_note_key *key,
                            struct sk_err_info *info) {
    char current[SK_UPDATE_VERSION_SIZE];
    char folder[PATH_SIZE];
    char path[PATH_SIZE + 64];
    read_current(self, current);
    folder_of(self, current, folder);
    (void)snprintf(path, sizeof(path), "%s/" KEY, folder);
    enum sk_err err = sk_key_file_read(path, key, info);
    return err == SK_ERR_NOT_FOUND ? sk_fail(info, err, KEY_NOT_THERE, path) : err;
}

static enum sk_err fits(const struct sk_updater *self, const struct sk_bundle *bundle,
                        const struct sk_update *update, struct sk_err_info *info) {
    char current[SK_UPDATE_VERSION_SIZE];
    read_current(self, current);
    const char *now = number_of(self, current);
    int order = sk_bundle_compare_versions(bundle->version, now);
    if (strcmp(bundle->architecture, self->architecture) != 0) {
        return sk_fail(info, SK_ERR_UNSUPPORTED, "it is for %s, this machine is %s",
                       bundle->architecture, self->architecture);
    }
    if (self->channel && strcmp(bundle->channel, self->channel) != 0) {
        return sk_fail(info, SK_ERR_DENIED, "it is of the channel %s, this bench takes %s",
                       bundle->channel, self->channel);
    }
    if (order == 0) {
        return sk_fail(info, SK_ERR_UNSUPPORTED, "version %s is the one that runs", now);
    }
    if (sk_bundle_compare_versions(bundle->version, self->packaged_version) < 0) {
        return sk_fail(info, SK_ERR_UNSUPPORTED,
                       "version %s is older than the package's, %s, which goes first at the next "
                       "start; install an older package before",
                       bundle->version, self->packaged_version);
    }
    if (order < 0 && !self->allows_older) {
        return sk_fail(info, SK_ERR_UNSUPPORTED,
                       "version %s is older than %s, which runs; --allow-older takes it",
                       bundle->version, now);
    }
    if (self->channel && strcmp(update->failed, bundle->version) == 0) {
        return sk_fail(info, SK_ERR_UNSUPPORTED, "version %s was tried and did not stay: %.200s",
                       bundle->version, update->why);
    }
    return SK_OK;
}

static enum sk_err check_fd(const struct sk_updater *self, int fd, const struct sk_update *update,
                            struct sk_bundle *out, int64_t *payload_at, struct sk_err_info *info) {
    struct sk_signed_note_key key;
    enum sk_err err = read_key(self, &key, info);
    err = err ? err : sk_bundle_file_check(fd, &key, out, payload_at, info);
    if (!err) {
        err = fits(self, out, update, info);
        if (err) {
            sk_bundle_finish(out);
        }
    }
    return err;
}

static enum sk_err open_bundle(const char *path, int *fd, struct sk_err_info *info) {
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    return *fd < 0 ? cannot("read", path, info) : SK_OK;
}

enum sk_err sk_updater_check(const struct sk_updater *self, const char *path, struct sk_bundle *out,
                             struct sk_err_info *info) {
    int fd = -1;
    int64_t payload_at = 0;
    struct sk_update update;
    enum sk_err err = read_state(self, &update, info);
    err = err ? err : open_bundle(path, &fd, info);
    err = err ? err : check_fd(self, fd, &update, out, &payload_at, info);
    if (fd >= 0) {
        (void)close(fd); /* nothing was written */
    }
    return err;
}

/* --- applying ----------------------------------------------------------------------------- */

static enum sk_err copy_all(int from, int to, struct sk_err_info *info) {
    char chunk[65536];
    int64_t left = SK_BUNDLE_PAYLOAD_MAX + (int64_t)SK_BUNDLE_HEAD_MAX;
    ssize_t got;
    while ((got = read(from, chunk, sizeof(chunk))) > 0) {
        left -= got;
        if (left < 0) {
            return sk_fail(info, SK_ERR_INVALID, "it is too large for an update");
        }
        if (write(to, chunk, (size_t)got) != got) {
            return sk_fail(info, sk_err_of_errno(errno), "the update cannot be copied: %s",
                           strerror(errno));
        }
    }
    return got < 0 ? sk_fail(info, SK_ERR_IO, "the update cannot be read: %s", strerror(errno))
                   : SK_OK;
}

/* What is checked is a copy that nobody else can write, by the descriptor that wrote it; it has no
 * name any more from here on. */
static enum sk_err take_copy(struct updating *work, const char *path, struct sk_err_info *info) {
    char copy[PATH_SIZE];
    int from = -1;
    name_in(work->self, "bundle", copy);
    enum sk_err err = open_bundle(path, &from, info);
    if (err) {
        return err;
    }
    (void)unlink(copy); /* left by a crash */
    work->bundle = open(copy, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    err = work->bundle < 0 ? cannot("written", copy, info) : copy_all(from, work->bundle, info);
    (void)close(from); /* nothing was written */
    (void)unlink(copy);
    return err;
}

enum sk_err sk_updater_apply(const struct sk_updater *self, const char *path,
                             struct sk_err_info *info) {
    struct updating work;
    char current[SK_UPDATE_VERSION_SIZE];
    enum sk_err err = begin(&work, self, info);
    if (!err && work.update.state != SK_UPDATE_STATE_IDLE) {
        err = sk_fail(info, SK_ERR_BUSY,
                      "an update to %s was cut off; sag-kioskctl update resolve ends it",
                      work.update.version);
    }
    err = err ? err : take_copy(&work, path, info);
    err = err ? err
              : check_fd(self, work.bundle, &work.update, &work.content, &work.payload_at, info);
    if (!err) {
        read_current(self, current);
        err = drive(&work,
                    (struct sk_update_input){ .type = SK_UPDATE_INPUT_APPLY,
                                              .version = work.content.version,
                                              .before = current },
                    info);
        tidy(self, &work.update);
    }
    end(&work);
    return err;
}

/* --- afterwards --------------------------------------------------------------------------- */

static bool is_whole(const struct sk_updater *self, const char *version) {
    char folder[PATH_SIZE];
    char path[PATH_SIZE + 64];
    folder_of(self, version, folder);
    (void)snprintf(path, sizeof(path), "%s/" PROGRAM, folder);
    return access(path, X_OK) == 0;
}

/* A package that is newer than what was put beside it is the one that runs; so it is where that is
 * not whole, or the link is missing. */
static enum sk_err check_current(struct updating *work, bool *has_changed,
                                 struct sk_err_info *info) {
    const struct sk_updater *self = work->self;
    char current[SK_UPDATE_VERSION_SIZE];
    char path[PATH_SIZE];
    struct stat status;
    name_in(self, "current", path);
    read_current(self, current);
    bool is_packaged = strcmp(current, SK_UPDATE_PACKAGED) == 0;
    bool is_there = lstat(path, &status) == 0;
    if (is_there &&
        (is_packaged || (is_whole(self, current) &&
                         sk_bundle_compare_versions(current, self->packaged_version) >= 0))) {
        return SK_OK;
    }
    *has_changed = is_there;
    return link_to(self, SK_UPDATE_PACKAGED, info);
}

enum sk_err sk_updater_resolve(const struct sk_updater *self, bool is_running,
                               struct sk_err_info *info) {
    struct updating work;
    bool is_open = false;
    bool has_changed = false;
    enum sk_err err = begin(&work, self, info);
    if (!err) {
        has_changed = work.update.state == SK_UPDATE_STATE_TRIAL;
        err =
            turn(&work, &(struct sk_update_input){ .type = SK_UPDATE_INPUT_BOOT }, &is_open, info);
    }
    err = err ? err : check_current(&work, &has_changed, info);
    if (!err) {
        tidy(self, &work.update);
        err = is_running && has_changed ? self->hands->restart(self->data, NULL, info) : SK_OK;
    }
    end(&work);
    return err;
}

enum sk_err sk_updater_confirm(const struct sk_updater *self, struct sk_err_info *info) {
    struct updating work;
    bool is_open = false;
    enum sk_err err = begin(&work, self, info);
    if (!err && work.update.state != SK_UPDATE_STATE_TRIAL) {
        err = sk_fail(info, SK_ERR_NOT_FOUND, "no version is in trial");
    }
    err = err ? err
              : turn(&work, &(struct sk_update_input){ .type = SK_UPDATE_INPUT_DONE }, &is_open,
                     info);
    end(&work);
    return err;
}

enum sk_err sk_updater_look(const struct sk_updater *self, struct sk_update *update,
                            char current[SK_UPDATE_VERSION_SIZE], struct sk_err_info *info) {
    read_current(self, current);
    return read_state(self, update, info);
}
