#include "journal/waiting.h"

#include "base/assert.h"
#include "base/clock.h"
#include "journal/vouch.h"

#include <stdio.h>
#include <string.h>

#define UNFIT_MAX 16 /* at once; the next call finds further ones */

struct waiting_load {
    struct sk_journal *journal;
    const struct sk_waiting_ear *ear;
    struct sk_vouch vouch;
    struct sk_stored_pair unfit[UNFIT_MAX];
    struct sk_record words[UNFIT_MAX]; /* the last one about each */
    size_t unfit_count;
    int64_t up_to; /* the last pair that was looked at */
    int32_t fit;
    enum sk_err err;
    struct sk_err_info *info;
};

static void note_unfit(struct waiting_load *load, const struct sk_stored_pair *stored,
                       const struct sk_pair *scanned) {
    SK_ASSERT(load->unfit_count < UNFIT_MAX);
    struct sk_clock *clock = sk_clock_system();
    struct sk_record *word = &load->words[load->unfit_count];
    *word = (struct sk_record){ .event = SK_EVENT_SETTLED,
                                .pair = stored->pair,
                                .result = stored->is_undo ? SK_RESULT_REFUSED : SK_RESULT_CHECK,
                                .attempts = stored->attempts,
                                .code = SK_CODE_CHANGED,
                                .wall_ms = clock->ops->wall(clock),
                                .at = clock->ops->now(clock) };
    if (scanned->labels.serial[0]) {
        (void)snprintf(word->note, sizeof(word->note),
                       "'%s' to '%s' was scanned, but the log's list had it otherwise",
                       scanned->labels.serial, scanned->labels.instance);
    } else {
        (void)snprintf(word->note, sizeof(word->note),
                       "the log has no undamaged event that says what was scanned");
    }
    load->unfit[load->unfit_count++] = *stored;
}

static void look_at(void *data, const struct sk_stored_pair *stored) {
    struct waiting_load *load = data;
    struct sk_pair scanned = { .number = 0 };
    bool is_undo = false;
    int status = SQLITE_OK;
    if (load->err || load->unfit_count == UNFIT_MAX) {
        return;
    }
    load->up_to = stored->pair.number;
    switch (sk_vouch_find(&load->vouch, stored->pair.number, true, &scanned, &is_undo, &status)) {
    case SK_VOUCHED_UNREAD:
        load->err = sk_store_fail(load->journal, status, load->info);
        return;
    case SK_VOUCHED_NOT:
        note_unfit(load, stored, &scanned);
        return;
    case SK_VOUCHED:
        break;
    }
    if (strcmp(scanned.labels.serial, stored->pair.labels.serial) != 0 ||
        strcmp(scanned.labels.instance, stored->pair.labels.instance) != 0 ||
        is_undo != stored->is_undo) {
        note_unfit(load, stored, &scanned);
        return;
    }
    load->fit++;
    load->ear->each(load->ear->data, stored);
}

/* After this, none of them can be sent any more. */
static enum sk_err settle_unfit(struct waiting_load *load) {
    if (load->unfit_count == 0) {
        return SK_OK;
    }
    enum sk_err err =
        sk_journal_append(load->journal, load->words, load->unfit_count, NULL, load->info);
    for (size_t i = 0; i < load->unfit_count && !err; i++) {
        struct sk_err_info text;
        (void)sk_fail(&text, SK_ERR_CORRUPT,
                      "pair %lld was changed in the log while it waited (%s): it is not sent; look "
                      "at the device, and have the disk checked",
                      (long long)load->unfit[i].pair.number, load->words[i].note);
        load->ear->unfit(load->ear->data, &load->unfit[i], text.text);
    }
    return err;
}

static enum sk_err load_some(struct waiting_load *load, int64_t after, int32_t limit, bool undos) {
    load->unfit_count = 0;
    load->up_to = 0;
    int status = sk_vouch_init(&load->vouch, load->journal->db, load->journal->chain);
    enum sk_err err =
        status == SQLITE_OK ? SK_OK : sk_store_fail(load->journal, status, load->info);
    if (!err) {
        err = undos ? sk_journal_open_undos(load->journal, limit, look_at, load, load->info)
                    : sk_journal_pending(load->journal, after, limit, look_at, load, load->info);
    }
    sk_vouch_finish(&load->vouch);
    err = err ? err : load->err;
    return err ? err : settle_unfit(load);
}

enum sk_err sk_waiting_load(struct sk_journal *journal, int64_t after, int32_t limit,
                            const struct sk_waiting_ear *ear, struct sk_err_info *info) {
    struct waiting_load load = { .journal = journal, .ear = ear, .info = info };
    enum sk_err err;
    do {
        err = load_some(&load, after, limit - load.fit, false);
        after = load.up_to > after ? load.up_to : after;
    } while (!err && load.unfit_count > 0 && load.fit < limit);
    return err;
}

enum sk_err sk_waiting_load_undos(struct sk_journal *journal, int32_t limit,
                                  const struct sk_waiting_ear *ear, struct sk_err_info *info) {
    struct waiting_load load = { .journal = journal, .ear = ear, .info = info };
    return load_some(&load, 0, limit, true);
}
