#include "app/status/status_log.h"

#include "base/clock.h"

#include <stdio.h>
#include <sys/stat.h>

static int64_t size_of(const char *path, const char *suffix) {
    char name[4200];
    struct stat file;
    (void)snprintf(name, sizeof(name), "%s%s", path, suffix);
    return stat(name, &file) == 0 ? (int64_t)file.st_size : 0;
}

void sk_status_log_read(const char *path, int64_t wall_ms, struct sk_status_log *out) {
    struct sk_journal *journal = NULL;
    struct sk_err_info info = { "" };
    *out = (struct sk_status_log){ .is_read = false };
    (void)snprintf(out->path, sizeof(out->path), "%s", path);
    enum sk_err err = sk_journal_create(&journal, path, SK_JOURNAL_READ, &info);
    if (!err) {
        err = sk_journal_outline(journal, sk_clock_midnight(wall_ms, 0), &out->outline, &info);
    }
    sk_journal_destroy(journal);
    (void)snprintf(out->text, sizeof(out->text), "%s", err ? info.text : "");
    out->is_read = !err;
    out->bytes = size_of(path, "") + size_of(path, "-wal");
}
