#include "app/core/parts.h"

#include "app/core/cloud_senders.h"
#include "app/settings/option_text.h"
#include "app/settings/shift_options.h"
#include "journal/writer.h"

#include <string.h>

#define MINUTE_MS 60000

_Static_assert(SK_CHECKPOINT_ENDS_MAX >= SK_SHIFT_ENDS_MAX, "room for all ends of shifts");

static enum sk_err set_checkpoints(struct sk_writer *writer, const struct sk_config *config) {
    struct sk_checkpoint_rules rules = { .events = config->log.checkpoint_events,
                                         .after = config->log.checkpoint_minutes * MINUTE_MS };
    struct sk_shift_times times = { .count = 0 };
    (void)sk_shift_ends(config->shift.ends, &times); /* sk_config_check() has told what is wrong */
    memcpy(rules.ends, times.minutes, sizeof(times.minutes));
    rules.end_count = times.count;
    return sk_writer_checkpoints(writer, config->kiosk.bench, &rules);
}

static enum sk_err note_started(struct sk_writer *writer, const struct sk_config *config) {
    struct sk_buf settings = SK_BUF_INIT(1 << 20);
    enum sk_err err = sk_option_texts(config, &settings);
    if (!err) {
        err = sk_writer_started(writer, config->started_version, settings.data);
    }
    sk_buf_finish(&settings);
    return err;
}

static enum sk_err make_recorder(void *data, const struct sk_config *config, struct sk_clock *clock,
                                 sk_recorder_report report, void *report_data,
                                 struct sk_recorder **out, struct sk_err_info *info) {
    char path[4096];
    struct sk_writer *writer = NULL;
    (void)data;
    enum sk_err err = sk_config_journal_path(config, path, sizeof(path));
    if (err) {
        return sk_fail(info, err, "the path of the journal is too long; set journal.path");
    }
    err = sk_writer_create(&writer, path, clock, report, report_data);
    if (err) {
        return sk_fail(info, err, "not enough memory to start the kiosk");
    }
    sk_writer_keep(writer, config->log.keep_days, config->log.purge_undelivered);
    if (set_checkpoints(writer, config) != SK_OK) {
        sk_writer_destroy(writer);
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to start the kiosk");
    }
    if (config->started_version && note_started(writer, config) != SK_OK) {
        sk_writer_destroy(writer);
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to start the kiosk");
    }
    *out = sk_writer_recorder(writer);
    return SK_OK;
}

static enum sk_err make_sender(void *data, const struct sk_config *config,
                               const struct sk_sender_listener *listener, struct sk_sender **out,
                               struct sk_err_info *info) {
    (void)data;
    return sk_cloud_senders_create(out, config, listener, info);
}

const struct sk_app_parts *sk_app_real_parts(void) {
    static const struct sk_app_parts parts = { .make_recorder = make_recorder,
                                               .make_sender = make_sender };
    return &parts;
}
