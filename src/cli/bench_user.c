#define _GNU_SOURCE /* memfd_create(), getgrouplist(), setgroups() */
#include "cli/bench_user.h"

#include "app/settings/config.h"
#include "base/wipe.h"
#include "media/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_BYTES_MAX 65536
#define KEY_FILE "SAG_BENCH_KEY_FILE"
#define KEY_PLACE "SAG_BENCH_KEY_PLACE" /* where it was read from */
#define DECRYPT_MS 30000
#define OWN_GROUPS_MAX 64 /* of the account's own */

const struct passwd *sk_cli_bench_user(void) {
    struct stat home;
    const struct passwd *user = getpwnam(SK_BENCH_USER);
    bool is_bench = user && lstat(SK_BENCH_HOME, &home) == 0 && S_ISDIR(home.st_mode) &&
                    home.st_uid == user->pw_uid;
    return is_bench && user->pw_uid != 0 ? user : NULL;
}

static bool decrypt_into(int to) {
    const char *const arguments[] = {
        "/usr/bin/systemd-creds", "decrypt", "--name=sag-kiosk.access-key",
        SK_BENCH_KEY_ENCRYPTED,   "-",       NULL
    };
    pid_t child = 0;
    int status = 1;
    return sk_spawn_start(arguments, NULL, -1, to, -1, &child) == 0 &&
           sk_spawn_wait(child, DECRYPT_MS, &status) && status == 0;
}

static bool copy_into(int to) {
    char part[4096];
    size_t total = 0;
    ssize_t count = 0;
    int from = open(SK_BENCH_KEY, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (from < 0) {
        return false;
    }
    while ((count = read(from, part, sizeof(part))) > 0 && total < KEY_BYTES_MAX) {
        total += (size_t)count;
        if (write(to, part, (size_t)count) != count) {
            break;
        }
    }
    sk_wipe(part, sizeof(part));
    (void)close(from);
    return count == 0 && total > 0;
}

/* A key that cannot be had is told by whoever needs one. */
static void take_key_along(const struct passwd *user) {
    char path[64];
    int to = memfd_create("sag-kiosk.access-key", MFD_CLOEXEC);
    if (to < 0) {
        return;
    }
    bool is_encrypted = access(SK_BENCH_KEY_ENCRYPTED, F_OK) == 0;
    const char *place = is_encrypted ? SK_BENCH_KEY_ENCRYPTED : SK_BENCH_KEY;
    bool is_taken = is_encrypted ? decrypt_into(to) : copy_into(to);
    bool is_private = fchmod(to, 0600) == 0 && fchown(to, user->pw_uid, user->pw_gid) == 0;
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", to);
    if (!is_taken || !is_private || setenv(KEY_PLACE, place, 1) != 0 ||
        setenv(KEY_FILE, path, 1) != 0) {
        (void)close(to);
    }
}

void sk_cli_name_bench_key(struct sk_err_info *sentence) {
    const char *file = getenv(KEY_FILE);
    const char *place = getenv(KEY_PLACE);
    const struct sk_err_info before = *sentence;
    const char *at = file && file[0] && place ? strstr(before.text, file) : NULL;
    if (at) {
        (void)snprintf(sentence->text, sizeof(sentence->text), "%.*s%s%s", (int)(at - before.text),
                       before.text, place, at + strlen(file));
    }
}

static bool set_environment(void) {
    static const char *const others[] = { "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME" };
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        (void)unsetenv(others[i]);
    }
    return setenv("HOME", SK_BENCH_HOME, 1) == 0 &&
           setenv("XDG_STATE_HOME", SK_BENCH_STATE, 1) == 0 &&
           setenv(SK_CONFIG_SYSTEM_ONLY, "system", 1) == 0;
}

/* As in sag-kiosk.service: what the service may open is what is looked at. And the system's log, of
 * which doctor takes some lines along. One that this system does not have is left out. */
static bool set_groups(const struct passwd *user) {
    static const char *const names[] = { "video", "render",  "input",          "audio",
                                         "tty",   "dialout", "systemd-journal" };
    gid_t groups[OWN_GROUPS_MAX + sizeof(names) / sizeof(names[0])];
    int count = OWN_GROUPS_MAX;
    if (getgrouplist(user->pw_name, user->pw_gid, groups, &count) < 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct group *group = getgrnam(names[i]);
        if (group) {
            groups[count++] = group->gr_gid;
        }
    }
    return setgroups((size_t)count, groups) == 0;
}

enum sk_err sk_cli_become_bench_user(struct sk_err_info *info) {
    const struct passwd *user = geteuid() == 0 ? sk_cli_bench_user() : NULL;
    if (!user) {
        return SK_OK;
    }
    take_key_along(user);
    if (!set_groups(user) || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0 ||
        !set_environment()) {
        return sk_fail(info, SK_ERR_DENIED, "cannot become the user '%s': %s", SK_BENCH_USER,
                       strerror(errno));
    }
    return SK_OK;
}
