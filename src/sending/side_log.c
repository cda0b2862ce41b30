#include "sending/side_log.h"

#include "base/assert.h"

#include <string.h>

#define LOST_CODE "further" /* of scans of which only the number is known */

void sk_side_log_init(struct sk_side_log *log, sk_ms now) {
    memset(log, 0, sizeof(*log));
    log->may_go = SK_SIDE_LOG_BURST;
    log->filled_at = now;
}

static bool is_same(const struct sk_record *a, const struct sk_record *b) {
    return a->event == b->event && strcmp(a->code, b->code) == 0 && strcmp(a->note, b->note) == 0 &&
           strcmp(a->pair.operator_name, b->pair.operator_name) == 0 &&
           strcmp(a->pair.labels.serial, b->pair.labels.serial) == 0 &&
           strcmp(a->pair.labels.instance, b->pair.labels.instance) == 0;
}

void sk_side_log_add(struct sk_side_log *log, const struct sk_record *record, sk_ms now) {
    SK_ASSERT(sk_event_is_beside(record->event));
    struct sk_record *newest = log->count > 0 ? &log->waiting[log->count - 1] : NULL;
    (void)now;
    if (newest && log->lost == 0 && is_same(newest, record)) {
        newest->attempts = newest->attempts > 0 ? newest->attempts + 1 : 2;
    } else if (log->count < SK_SIDE_LOG_SIZE) {
        log->waiting[log->count++] = *record;
    } else {
        log->lost++;
    }
}

void sk_side_log_hurry(struct sk_side_log *log) {
    log->hurries = true;
}

static void fill_up(struct sk_side_log *log, sk_ms now) {
    sk_ms more = (now - log->filled_at) / SK_SIDE_LOG_EVERY_MS;
    if (more >= SK_SIDE_LOG_BURST - log->may_go) {
        log->may_go = SK_SIDE_LOG_BURST;
        log->filled_at = now;
    } else if (more > 0) {
        log->may_go += (int32_t)more;
        log->filled_at += more * SK_SIDE_LOG_EVERY_MS;
    }
}

bool sk_side_log_next(struct sk_side_log *log, sk_ms now, struct sk_record *record) {
    fill_up(log, now);
    if (log->count == 0 || (log->may_go == 0 && !log->hurries)) {
        return false;
    }
    *record = log->waiting[0];
    log->count--;
    log->may_go -= log->may_go > 0;
    memmove(&log->waiting[0], &log->waiting[1], (size_t)log->count * sizeof(log->waiting[0]));
    if (log->lost > 0 && log->count == SK_SIDE_LOG_SIZE - 1) { /* there is room for the number */
        struct sk_record lost = { .event = SK_EVENT_SCAN, .attempts = log->lost };
        memcpy(lost.code, LOST_CODE, sizeof(LOST_CODE));
        log->waiting[log->count++] = lost;
        log->lost = 0;
    }
    return true;
}

sk_ms sk_side_log_deadline(const struct sk_side_log *log, sk_ms now) {
    if (log->count == 0) {
        return -1;
    }
    sk_ms at = log->may_go > 0 || log->hurries ? now : log->filled_at + SK_SIDE_LOG_EVERY_MS;
    return at > now ? at : now;
}
