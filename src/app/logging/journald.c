#include "app/logging/journald.h"

#include "app/logging/flood.h"
#include "base/assert.h"
#include "base/clock.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

bool sk_journald_is_stream(const char *stream, int fd) {
    struct stat file;
    char own[64];
    if (!stream || fstat(fd, &file) != 0) {
        return false;
    }
    (void)snprintf(own, sizeof(own), "%ju:%ju", (uintmax_t)file.st_dev, (uintmax_t)file.st_ino);
    return strcmp(own, stream) == 0;
}

/* --- fields --------------------------------------------------------------------------------- */

static void add(struct sk_journald_fields *out, const char *name, const char *value) {
    SK_ASSERT(out->count < SK_JOURNALD_FIELDS);
    (void)snprintf(out->texts[out->count], sizeof(out->texts[0]), "%s=%s", name, value);
    out->count++;
}

void sk_journald_fields(const struct sk_log_line *line, struct sk_journald_fields *out) {
    static const char *const priorities[] = { "3", "4", "6", "7" }; /* of syslog(3) */
    char number[24];
    out->count = 0;
    add(out, "MESSAGE", line->message);
    add(out, "PRIORITY", SK_AT(priorities, line->level));
    add(out, "SYSLOG_IDENTIFIER", "sag-kiosk");
    add(out, "SAG_MODULE", line->module);
    if (line->about.pair > 0) {
        (void)snprintf(number, sizeof(number), "%" PRId64, line->about.pair);
        add(out, "SAG_PAIR", number);
    }
    if (line->about.event && line->about.event[0]) {
        add(out, "SAG_EVENT", line->about.event);
    }
    if (line->about.reader && line->about.reader[0]) {
        add(out, "SAG_READER", line->about.reader);
    }
}

/* --- the sink ------------------------------------------------------------------------------- */

struct journald {
    pthread_mutex_t lock;
    struct sk_flood flood;
    struct sk_journald_fields fields; /* under the lock, as it is large */
};

static bool send(struct journald *journald, const struct sk_log_line *line) {
    struct iovec parts[SK_JOURNALD_FIELDS];
    sk_journald_fields(line, &journald->fields);
    for (size_t i = 0; i < journald->fields.count; i++) {
        parts[i] = (struct iovec){ .iov_base = journald->fields.texts[i],
                                   .iov_len = strlen(journald->fields.texts[i]) };
    }
    return sd_journal_sendv(parts, (int)journald->fields.count) == 0;
}

static void tell_held(struct journald *journald, sk_ms now, bool all) {
    struct sk_flood_line line;
    while (sk_flood_next(&journald->flood, now, all, &line)) {
        char text[SK_FLOOD_TEXT_SIZE + 64];
        (void)snprintf(text, sizeof(text), "%s (times more: %" PRId64 ")", line.text, line.held);
        const struct sk_log_line told = { .level = line.level,
                                          .module = line.module,
                                          .message = text };
        (void)send(journald, &told); /* the line itself was told */
    }
}

static bool take(void *data, const struct sk_log_line *line) {
    struct journald *journald = data;
    struct sk_clock *clock = sk_clock_system();
    (void)pthread_mutex_lock(&journald->lock);
    sk_ms now = clock->ops->now(clock);
    tell_held(journald, now, false);
    bool is_taken =
        !sk_flood_take(&journald->flood, line->level, line->module, line->message, now) ||
        send(journald, line);
    (void)pthread_mutex_unlock(&journald->lock);
    return is_taken;
}

static struct journald journald = { .lock = PTHREAD_MUTEX_INITIALIZER };

void sk_journald_begin(void) {
    const struct sk_log_sink sink = { .take = take, .data = &journald };
    if (sk_journald_is_stream(getenv("JOURNAL_STREAM"), STDERR_FILENO)) {
        sk_flood_init(&journald.flood);
        sk_log_set_sink(&sink);
    }
}

void sk_journald_end(void) {
    struct sk_clock *clock = sk_clock_system();
    tell_held(&journald, clock->ops->now(clock), true);
    sk_log_set_sink(NULL);
}
