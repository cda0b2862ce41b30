#define SK_LOG_MODULE "app"

#include "app/core/scanner_watch.h"

#include "base/assert.h"
#include "base/log.h"

#include <string.h>

void sk_scanner_watch_init(struct sk_scanner_watch *watch, enum sk_expect expect, sk_ms now) {
    *watch = (struct sk_scanner_watch){ .expect = expect, .missing_since = now, .scanned_at = -1 };
}

void sk_scanner_watch_know(struct sk_scanner_watch *watch) {
    watch->was_known = true;
}

void sk_scanner_watch_scan(struct sk_scanner_watch *watch, sk_ms now) {
    watch->scanned_at = now;
}

/* The text of the trouble stays while there is none to replace it. */
static bool has_working(struct sk_scanner_watch *watch, const struct sk_reader_status *readers,
                        size_t count) {
    bool works = false;
    watch->trouble[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        const struct sk_reader_status *reader = &readers[i];
        bool counts = sk_scan_source_is_scanner(reader->source);
        bool is_ready = reader->health == SK_READER_READY;
        watch->was_known = watch->was_known || (counts && is_ready);
        works = works || (is_ready && (counts || (watch->expect == SK_EXPECT_CAMERA &&
                                                  reader->source == SK_SOURCE_CAMERA)));
        if (counts && reader->health == SK_READER_TROUBLE) {
            memcpy(watch->trouble, reader->text, sizeof(watch->trouble));
        }
    }
    return works;
}

bool sk_scanner_watch_needs(const struct sk_scanner_watch *watch) {
    switch (watch->expect) {
    case SK_EXPECT_AUTO:
        return watch->was_known;
    case SK_EXPECT_SCANNER:
    case SK_EXPECT_CAMERA:
        return true;
    case SK_EXPECT_KEYBOARD:
        return false;
    }
    SK_UNREACHABLE("what is expected");
}

void sk_scanner_watch_rest(struct sk_scanner_watch *watch) {
    watch->is_alarm = false;
    watch->is_covering = false;
    watch->missing_since = -1;
}

static void end(struct sk_scanner_watch *watch, sk_ms now) {
    if (watch->is_alarm) {
        sk_log_warning("a scanner works again, after %lld ms",
                       (long long)(now - watch->missing_since));
    }
    sk_scanner_watch_rest(watch);
}

static void ring(struct sk_scanner_watch *watch, sk_ms now) {
    watch->is_alarm = true;
    watch->alarm_since = now;
    watch->rings++;
    sk_log_warning("no scanner works at this bench%s%s", watch->trouble[0] ? ": " : "",
                   watch->trouble);
}

sk_ms sk_scanner_watch_look(struct sk_scanner_watch *watch, const struct sk_reader_status *readers,
                            size_t count, sk_ms now) {
    bool works = has_working(watch, readers, count);
    if (works || !sk_scanner_watch_needs(watch)) {
        end(watch, now);
        return -1;
    }
    if (watch->missing_since < 0) {
        watch->missing_since = now;
    }
    sk_ms alarm_at = watch->missing_since + SK_SCANNER_WATCH_GRACE_MS;
    if (now < alarm_at) {
        return alarm_at;
    }
    if (!watch->is_alarm) {
        ring(watch, now);
    }
    bool is_aside = watch->scanned_at >= watch->alarm_since &&
                    now - watch->scanned_at < SK_SCANNER_WATCH_ASIDE_MS;
    watch->is_covering = !is_aside;
    return is_aside ? watch->scanned_at + SK_SCANNER_WATCH_ASIDE_MS : -1;
}
