#define _DEFAULT_SOURCE /* tm_gmtoff */

#include "journal/tidy.h"

#include "journal/checkpoint_file.h"
#include "journal/purge.h"
#include "journal/search.h"
#include "journal/still.h"
#include "journal/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/statvfs.h>
#include <time.h>

#define TEXTS_LEAST 256    /* pairs at once into the index for search; one by one costs far more */
#define PURGE_EVENTS 20000 /* removed in one go; a scan waits no longer than that takes */
#define PURGE_PAUSE_MS 3600000 /* between two looks */
#define DAY_MS 86400000
#define LOW_BYTES (INT64_C(64) << 20) /* of room for the journal: some hundred thousand pairs */

/* A scan that comes during a rest has to wait. In the pauses of steady work rests are rare. */
#define REST_PAUSE_MS 2000
#define REST_LONG_PAUSE_MS 10000
#define REST_EVERY_MS 30000
#define ACKNOWLEDGE_EVERY_MS 10000
#define LOOK_MS 60000   /* between two looks at clock and place when nothing else is to be done */
#define INSPECT_MS 2000 /* per step; it gives way to writing */

void sk_tidy_init(struct sk_tidy *tidy, struct sk_clock *clock, bool (*go_on)(void *data),
                  void (*tell)(void *data, const char *text), void *data) {
    *tidy = (struct sk_tidy){ .clock = clock, .go_on = go_on, .tell = tell, .data = data };
    tidy->written_at = tidy->rested_at = clock->ops->now(clock);
}

static sk_ms now_of(const struct sk_tidy *tidy) {
    return tidy->clock->ops->now(tidy->clock);
}

static int64_t wall_of(const struct sk_tidy *tidy) {
    return tidy->clock->ops->wall(tidy->clock);
}

void sk_tidy_wrote(struct sk_tidy *tidy) {
    tidy->is_unrested = true;
    tidy->written_at = now_of(tidy);
    tidy->inspect_at = tidy->written_at + REST_PAUSE_MS;
}

static sk_ms rest_at(const struct sk_tidy *tidy) {
    sk_ms early = tidy->rested_at + REST_EVERY_MS;
    sk_ms late = tidy->written_at + REST_LONG_PAUSE_MS;
    sk_ms at = tidy->written_at + REST_PAUSE_MS;
    at = at > early ? at : early;
    return at < late ? at : late;
}

sk_ms sk_tidy_wait(const struct sk_tidy *tidy) {
    sk_ms now = now_of(tidy);
    sk_ms at = now + LOOK_MS;
    if (tidy->is_unrested && rest_at(tidy) < at) {
        at = rest_at(tidy);
    }
    if (!tidy->inspection.is_over && tidy->inspect_at < at) {
        at = tidy->inspect_at;
    }
    if (tidy->has_acknowledged && tidy->noted_at + ACKNOWLEDGE_EVERY_MS < at) {
        at = tidy->noted_at + ACKNOWLEDGE_EVERY_MS;
    }
    return tidy->has_more || at <= now ? 1 : at - now;
}

bool sk_tidy_is_to_acknowledge(struct sk_tidy *tidy) {
    sk_ms now = now_of(tidy);
    bool is_due = tidy->has_acknowledged && now >= tidy->noted_at + ACKNOWLEDGE_EVERY_MS;
    if (is_due) {
        tidy->has_acknowledged = false;
        tidy->noted_at = now;
        tidy->is_unrested = true;
    }
    return is_due;
}

static void index_texts(struct sk_tidy *tidy, struct sk_journal *journal) {
    bool more = true;
    while (more && tidy->go_on(tidy->data)) {
        if (sk_journal_index_texts(journal, TEXTS_LEAST, TEXTS_LEAST, &more, NULL) != SK_OK) {
            return; /* search looks at the pairs one by one */
        }
    }
}

static void rest(struct sk_tidy *tidy, struct sk_journal *journal) {
    if (tidy->is_unrested && now_of(tidy) >= rest_at(tidy) && tidy->go_on(tidy->data)) {
        tidy->is_unrested = sk_journal_rest(journal, NULL) != SK_OK;
        tidy->rested_at = tidy->written_at = now_of(tidy);
    }
}

/* It may have been moved anywhere: nothing is purged by it until it has been compared with another
 * clock again. */
static void watch_clock(struct sk_tidy *tidy, struct sk_journal *journal) {
    struct sk_record record = { .event = SK_EVENT_CLOCK,
                                .wall_ms = wall_of(tidy),
                                .at = now_of(tidy) };
    int64_t moved = sk_clock_watch_look(&tidy->watch, record.wall_ms, record.at);
    if (moved == 0) {
        return;
    }
    tidy->is_clock_right = false;
    (void)snprintf(record.note, sizeof(record.note), "the wall clock was moved by %" PRId64 " ms",
                   moved);
    (void)sk_journal_append(journal, &record, 1, NULL, NULL); /* the next event has the jump, too */
    tidy->is_unrested = true;
    tidy->tell(tidy->data, record.note);
}

/* Minutes of the local calendar, counted on from one day to the next. */
static int64_t local_minute(int64_t wall_ms) {
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm parts;
    return localtime_r(&seconds, &parts) ? (seconds + parts.tm_gmtoff) / 60 : seconds / 60;
}

/* Of the bench's own accord: now and then, and at the end of a shift. */
static void make_checkpoint(struct sk_tidy *tidy, struct sk_journal *journal) {
    struct sk_head head;
    struct sk_err_info info = { "" };
    int64_t seq = 0;
    if (!tidy->bench || !tidy->go_on(tidy->data) || sk_store_head(journal, &head, NULL) != SK_OK) {
        return;
    }
    if (!sk_checkpoint_due_look(&tidy->checkpoint, head.seq, now_of(tidy),
                                local_minute(wall_of(tidy)))) {
        return;
    }
    enum sk_err err = sk_checkpoint_file_append(journal, tidy->bench, wall_of(tidy), &seq, &info);
    sk_checkpoint_due_made(&tidy->checkpoint, err ? head.seq : seq, now_of(tidy)); /* later again */
    if (err && !tidy->told_checkpoint) {
        tidy->tell(tidy->data, info.text);
    }
    tidy->told_checkpoint = err != SK_OK;
}

/* How much the journal can still grow: its own free pages come first. */
static bool is_low(struct sk_journal *journal) {
    struct statvfs disk;
    int64_t pages = 0;
    int64_t size = 0;
    if (statvfs(journal->path, &disk) != 0 ||
        sk_store_number(journal, "PRAGMA freelist_count", &pages, NULL) != SK_OK ||
        sk_store_number(journal, "PRAGMA page_size", &size, NULL) != SK_OK) {
        return false;
    }
    return (int64_t)disk.f_bavail * (int64_t)disk.f_frsize + pages * size < LOW_BYTES;
}

static void tell_low(struct sk_tidy *tidy, const struct sk_purge_report *report) {
    char text[SK_ERR_TEXT_SIZE];
    if (!tidy->told_low || report->events > 0) {
        (void)snprintf(
            text, sizeof(text),
            "the disk with the journal is nearly full, and the time is not known: %" PRId64
            " events that were exported were purged, up to event %" PRId64
            "; free some space, and let the kiosk reach the service",
            report->events, report->up_to_seq);
        tidy->tell(tidy->data, text);
    }
    tidy->told_low = true;
}

static void purge(struct sk_tidy *tidy, struct sk_journal *journal) {
    sk_ms now = now_of(tidy);
    tidy->has_more = false;
    if (tidy->keep_days == 0 || now < tidy->purge_at || !tidy->go_on(tidy->data)) {
        return;
    }
    struct sk_purge what = { .before_ms = wall_of(tidy) - tidy->keep_days * DAY_MS,
                             .max_events = PURGE_EVENTS,
                             .operator_name = "",
                             .exported_only = true,
                             .unacknowledged_too = tidy->purge_undelivered,
                             .go_on = tidy->go_on,
                             .data = tidy->data };
    struct sk_purge_report report = { .more = false };
    bool is_by_size = !tidy->is_clock_right;
    if (is_by_size && !is_low(journal)) {
        tidy->purge_at = now + LOOK_MS;
        tidy->told_low = false;
        return;
    }
    if (is_by_size) {
        what.before_ms = INT64_MAX;
        what.why = "; by size, as the time was not known";
    }
    enum sk_err err = sk_journal_purge(journal, &what, &report, NULL);
    tidy->has_more = !err && report.more;
    tidy->purge_at = tidy->has_more ? now : now + (is_by_size ? LOOK_MS : PURGE_PAUSE_MS);
    tidy->is_unrested = tidy->is_unrested || report.events > 0;
    if (is_by_size && !err) {
        tell_low(tidy, &report);
    }
}

/* Of earlier runs, once in each. */
static void tidy_stills(struct sk_tidy *tidy, struct sk_journal *journal) {
    char text[SK_ERR_TEXT_SIZE];
    int64_t removed = 0;
    bool is_over = false;
    if (tidy->stills_below == 0 || !tidy->go_on(tidy->data)) {
        return;
    }
    enum sk_err err = sk_stills_tidy(journal, tidy->stills_below, tidy->go_on, tidy->data, &is_over,
                                     &removed, NULL);
    if (err || is_over) { /* what is left does no harm */
        tidy->stills_below = 0;
    }
    if (removed > 0) {
        (void)snprintf(text, sizeof(text),
                       "%" PRId64 " pictures that an earlier run had not finished, or whose pairs "
                       "are purged, were removed",
                       removed);
        tidy->tell(tidy->data, text);
    }
}

static enum sk_err inspect(struct sk_tidy *tidy, struct sk_journal *journal,
                           struct sk_err_info *info) {
    struct sk_inspect_rules rules = {
        .clock = tidy->clock, .budget = INSPECT_MS, .go_on = tidy->go_on, .data = tidy->data
    };
    char text[SK_ERR_TEXT_SIZE] = "";
    if (tidy->inspection.is_over || now_of(tidy) < tidy->inspect_at || !tidy->go_on(tidy->data)) {
        return SK_OK;
    }
    enum sk_err err = sk_inspect(&tidy->inspection, journal, &rules, text, info);
    tidy->inspect_at = now_of(tidy) + (err ? LOOK_MS : REST_PAUSE_MS);
    if (text[0] != '\0') {
        tidy->tell(tidy->data, text);
    }
    return err == SK_ERR_CORRUPT ? err : SK_OK; /* the next record will report anything else */
}

enum sk_err sk_tidy_do(struct sk_tidy *tidy, struct sk_journal *journal, struct sk_err_info *info) {
    index_texts(tidy, journal);
    watch_clock(tidy, journal);
    enum sk_err err = sk_store_check_place(journal, info);
    if (err) {
        return err;
    }
    rest(tidy, journal);
    tidy_stills(tidy, journal);
    make_checkpoint(tidy, journal);
    purge(tidy, journal);
    return inspect(tidy, journal, info);
}
