#define _DEFAULT_SOURCE /* initgroups(), setgroups() */

#include "cli/kiosk_account.h"

#include "app/settings/config.h"
#include "cli/bench_user.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 4096

void sk_kiosk_account_use_journal(void) {
    if (geteuid() == 0 && sk_cli_bench_user()) {
        (void)setenv("XDG_STATE_HOME", SK_BENCH_STATE,
                     1); /* out of memory: root's own, as before */
    }
}

/* Whoever owns the folder. A link counts as its maker's, unless root made it: else the kiosk could
 * lead to a folder of root's, and be root. */
static const struct passwd *owner_of(const char *folder) {
    struct stat status;
    if (lstat(folder, &status) != 0 ||
        (S_ISLNK(status.st_mode) && status.st_uid == 0 && stat(folder, &status) != 0)) {
        return NULL;
    }
    return getpwuid(status.st_uid);
}

static const struct passwd *find(const char *journal_path) {
    char folder[PATH_SIZE];
    const struct passwd *bench = sk_cli_bench_user();
    (void)snprintf(folder, sizeof(folder), "%s", journal_path);
    char *slash = strrchr(folder, '/');
    if (!slash) {
        return NULL;
    }
    if (bench && strncmp(folder, SK_BENCH_HOME "/", strlen(SK_BENCH_HOME "/")) == 0) {
        return bench;
    }
    slash[slash == folder] = '\0';
    return owner_of(folder);
}

bool sk_kiosk_account_become(const char *journal_path) {
    if (geteuid() != 0) {
        return true;
    }
    const struct passwd *user = find(journal_path);
    if (user && user->pw_uid == 0) {
        return true; /* then the kiosk itself runs as root here */
    }
    if (user && strcmp(user->pw_name, SK_BENCH_USER) == 0 &&
        setenv(SK_CONFIG_SYSTEM_ONLY, "system", 1) != 0) {
        return false;
    }
    return user && initgroups(user->pw_name, user->pw_gid) == 0 && setgid(user->pw_gid) == 0 &&
           setuid(user->pw_uid) == 0 && setenv("HOME", user->pw_dir, 1) == 0;
}

bool sk_kiosk_account_begin(struct sk_kiosk_account *self, const char *journal_path) {
    const struct passwd *user = geteuid() == 0 ? find(journal_path) : NULL;
    *self = (struct sk_kiosk_account){ .is_other = false };
    if (!user || user->pw_uid == 0) {
        return true;
    }
    self->is_other = true;
    self->group_count = getgroups(SK_KIOSK_GROUPS_MAX, self->groups);
    if (self->group_count < 0) {
        return false;
    }
    if (initgroups(user->pw_name, user->pw_gid) != 0 || setegid(user->pw_gid) != 0 ||
        seteuid(user->pw_uid) != 0) {
        sk_kiosk_account_end(self);
        return false;
    }
    return true;
}

void sk_kiosk_account_end(const struct sk_kiosk_account *self) {
    if (self->is_other && (seteuid(0) != 0 || setegid(0) != 0 ||
                           setgroups((size_t)self->group_count, self->groups) != 0)) {
        fputs("sag-kioskctl: root's rights do not come back; run it again\n", stderr);
        _exit(EXIT_FAILURE);
    }
}
