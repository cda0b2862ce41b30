/* doctor_disk.c — has the journal's disk room, and how long does it take to keep something? */
#include "cli/doctor/doctor.h"

#include "base/clock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define SYNCS 8
#define BLOCK 4096
#define SLOW_MS 100 /* of a write that is kept, in the middle */
#define LOW_MB 1024
#define FULL_MB 64

static void folder_of(const char *path, char *out, size_t size) {
    const char *slash = strrchr(path, '/');
    (void)snprintf(out, size, "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
    if (slash == path) {
        (void)snprintf(out, size, "/");
    }
}

static void tell_room(const struct sk_doctor *doctor, const char *folder) {
    struct statvfs disk;
    if (statvfs(folder, &disk) != 0) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "disk", "look at journal.path, and at the disk",
                      "the folder '%s' does not tell its room: %s", folder, strerror(errno));
        return;
    }
    unsigned long long mb = (unsigned long long)disk.f_bavail * disk.f_frsize >> 20;
    if ((disk.f_flag & ST_RDONLY) != 0) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "disk",
                      "mount it for writing, or set journal.path to one that is",
                      "'%s' is on a disk that is read-only", folder);
    } else if (mb < LOW_MB || disk.f_favail == 0) {
        sk_doctor_say(doctor, mb < FULL_MB || disk.f_favail == 0 ? SK_DOCTOR_FAIL : SK_DOCTOR_WARN,
                      "disk", "make room: sag-kioskctl log purge, or a larger disk",
                      "room where the journal is ('%s'): %llu MB%s", folder, mb,
                      disk.f_favail == 0 ? ", and no further file" : "");
    } else {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "disk", NULL,
                      "room where the journal is ('%s'): %llu MB", folder, mb);
    }
}

static int compare(const void *a, const void *b) {
    sk_ms left = *(const sk_ms *)a;
    sk_ms right = *(const sk_ms *)b;
    return (left > right) - (left < right);
}

/* False: errno says why. took: SYNCS of them, sorted. */
static bool measure(int fd, sk_ms *took) {
    static const char block[BLOCK];
    struct sk_clock *clock = sk_clock_system();
    for (size_t i = 0; i < SYNCS; i++) {
        sk_ms begun = clock->ops->now(clock);
        if (write(fd, block, sizeof(block)) != (ssize_t)sizeof(block) || fsync(fd) != 0) {
            return false;
        }
        took[i] = clock->ops->now(clock) - begun;
    }
    qsort(took, SYNCS, sizeof(took[0]), compare);
    return true;
}

static void tell_syncs(const struct sk_doctor *doctor, int fd) {
    sk_ms took[SYNCS];
    if (!measure(fd, took)) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "disk", "make room, or change the disk",
                      "nothing can be written beside the journal: %s", strerror(errno));
        return;
    }
    bool is_slow = took[SYNCS / 2] > SLOW_MS;
    sk_doctor_say(doctor, is_slow ? SK_DOCTOR_WARN : SK_DOCTOR_OK, "disk",
                  is_slow ? "each pair waits for it twice: take a faster disk, or a better card"
                          : NULL,
                  "a write that is kept (fsync) takes %d ms, at most %d ms", (int)took[SYNCS / 2],
                  (int)took[SYNCS - 1]);
}

void sk_doctor_disk(const struct sk_doctor *doctor) {
    char folder[sizeof(doctor->journal_path)];
    char scratch[sizeof(doctor->journal_path) + 16];
    folder_of(doctor->journal_path, folder, sizeof(folder));
    if (access(folder, F_OK) != 0 && errno == ENOENT) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "disk", NULL,
                      "not measured: the kiosk makes '%s' at its first start", folder);
        return;
    }
    tell_room(doctor, folder);
    (void)snprintf(scratch, sizeof(scratch), "%s.doctor-XXXXXX", doctor->journal_path);
    int fd = mkstemp(scratch);
    if (fd < 0) {
        bool is_denied = errno == EACCES || errno == EPERM;
        sk_doctor_say(doctor, is_denied ? SK_DOCTOR_WARN : SK_DOCTOR_FAIL, "disk",
                      is_denied ? "run doctor as root, or as the kiosk's user"
                                : "make room, or change the disk",
                      "nothing can be written beside the journal: %s", strerror(errno));
        return;
    }
    (void)unlink(scratch); /* at once, so that it is gone whatever happens */
    tell_syncs(doctor, fd);
    (void)close(fd);
}
