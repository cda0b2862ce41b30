#define SK_LOG_MODULE "delivery"

#include "app/core/deliveries.h"

#include "app/core/cloud_sender.h"
#include "app/report/label_printer.h"
#include "base/assert.h"
#include "base/log.h"
#include "delivery/folder.h"
#include "delivery/webhook.h"

#include <inttypes.h>
#include <string.h>

#define FOLDER_RETRY_FIRST_MS 500
#define FOLDER_RETRY_CAP_MS 30000
#define LABEL_RETRY_FIRST_MS 2000
#define LABEL_RETRY_CAP_MS 15000

/* --- on the runners' threads -------------------------------------------------------------- */

static enum sk_err make_webhook(void *data, const char *bench, struct sk_receiver **out,
                                struct sk_err_info *info) {
    const struct sk_delivery_line *line = data;
    const struct sk_config *config = line->owner->config;
    struct sk_webhook_options options = { .url = config->webhook.url,
                                          .secret_file = config->webhook.secret_file,
                                          .ca_file = config->webhook.ca_file,
                                          .proxy = config->webhook.proxy,
                                          .allow_http_loopback =
                                              config->webhook.allow_http_loopback,
                                          .timeout = config->webhook.timeout_ms,
                                          .clock = line->owner->clock };
    struct sk_err_info why = { "" };
    (void)bench; /* it is in each letter */
    enum sk_err err = sk_webhook_create(out, &options, &why);
    return err ? sk_fail(info, err, "webhook.url: %s", why.text) : SK_OK;
}

static enum sk_err make_folder(void *data, const char *bench, struct sk_receiver **out,
                               struct sk_err_info *info) {
    const struct sk_delivery_line *line = data;
    const struct sk_config *config = line->owner->config;
    struct sk_buf head = SK_BUF_INIT(4096);
    enum sk_export_format format =
        config->folder.format == SK_FOLDER_FORMAT_CSV ? SK_EXPORT_CSV : SK_EXPORT_JSONL;
    enum sk_err err = sk_letter_head(format, &head);
    if (err) {
        return sk_fail(info, err, "not enough memory for the folder");
    }
    struct sk_folder_options options = { .path = config->folder.path,
                                         .bench = bench,
                                         .suffix = sk_export_format_name(format),
                                         .head = head.data ? head.data : "",
                                         .by_day = config->folder.files == SK_FOLDER_FILES_DAY };
    err = sk_folder_create(out, &options, info);
    sk_buf_finish(&head);
    return err;
}

static enum sk_err make_label_printer(void *data, const char *bench, struct sk_receiver **out,
                                      struct sk_err_info *info) {
    const struct sk_delivery_line *line = data;
    const struct sk_config *config = line->owner->config;
    struct sk_label_printer_options options = { .journal_path = line->owner->journal_path,
                                                .printer = sk_config_label_printer(config),
                                                .clock = line->owner->clock };
    (void)bench;
    (void)sk_label_mm(config->print.label_mm, &options.size); /* it is checked at the start */
    return sk_label_printer_create(out, &options, info);
}

static void acknowledge(void *data, const char *receiver, int64_t seq) {
    const struct sk_delivery_line *line = data;
    struct sk_recorder *recorder = line->owner->recorder;
    recorder->ops->acknowledge(recorder, receiver, seq);
}

static bool report(void *data, const struct sk_delivery_news *news) {
    const struct sk_delivery_line *line = data;
    return line->owner->post(line->owner->data, news);
}

/* --- life --------------------------------------------------------------------------------- */

static enum sk_err start_line(struct sk_deliveries *deliveries, size_t index,
                              const struct sk_delivery_runner_options *options,
                              enum sk_err (*make)(void *data, const char *bench,
                                                  struct sk_receiver **out,
                                                  struct sk_err_info *info)) {
    struct sk_delivery_line *line = &deliveries->lines[index];
    struct sk_delivery_ports ports = {
        .make = make, .acknowledge = acknowledge, .report = report, .data = line
    };
    *line = (struct sk_delivery_line){ .owner = deliveries, .name = options->name };
    deliveries->recorder->ops->enroll(deliveries->recorder, options->name);
    return sk_delivery_runner_create(&line->runner, options, &ports);
}

/* Of this bench and start, so that many benches do not all come back at the same moment. */
static uint32_t randomness_of(const struct sk_deliveries *deliveries) {
    return (uint32_t)deliveries->clock->ops->wall(deliveries->clock) ^
           (uint32_t)(uintptr_t)deliveries;
}

static enum sk_err start_webhook(struct sk_deliveries *deliveries, const char *journal_path) {
    const struct sk_config *config = deliveries->config;
    struct sk_delivery_runner_options options = {
        .name = SK_DELIVERIES_WEBHOOK,
        .journal_path = journal_path,
        .bench = config->kiosk.bench,
        .format = SK_EXPORT_JSONL,
        .again = true,
        .rules = { .batch_max = 1,
                   .tries_max = (int32_t)config->webhook.tries,
                   .retry_first = config->webhook.retry_first_ms,
                   .retry_cap = config->webhook.retry_cap_ms,
                   .randomness = randomness_of(deliveries) },
        .clock = deliveries->clock
    };
    sk_cloud_sender_prepare(); /* libcurl's memory is the client's, which it wipes */
    return start_line(deliveries, 0, &options, make_webhook);
}

static enum sk_err start_folder(struct sk_deliveries *deliveries, const char *journal_path) {
    const struct sk_config *config = deliveries->config;
    bool by_day = config->folder.files == SK_FOLDER_FILES_DAY;
    struct sk_delivery_runner_options options = {
        .name = SK_DELIVERIES_FOLDER,
        .journal_path = journal_path,
        .bench = config->kiosk.bench,
        .format = config->folder.format == SK_FOLDER_FORMAT_CSV ? SK_EXPORT_CSV : SK_EXPORT_JSONL,
        .rules = { .batch_max = by_day ? SK_DELIVERY_LETTERS : 1,
                   .tries_max = 1, /* a folder refuses nothing */
                   .retry_first = FOLDER_RETRY_FIRST_MS,
                   .retry_cap = FOLDER_RETRY_CAP_MS,
                   .pause = by_day ? config->folder.pause_ms : 0,
                   .randomness = randomness_of(deliveries) },
        .clock = deliveries->clock
    };
    return start_line(deliveries, 1, &options, make_folder);
}

/* Somebody waits for the label: a printer that is back is seen soon. */
static enum sk_err start_label_printer(struct sk_deliveries *deliveries, const char *journal_path) {
    struct sk_delivery_runner_options options = {
        .name = SK_DELIVERIES_LABEL,
        .journal_path = journal_path,
        .bench = deliveries->config->kiosk.bench,
        .format = SK_EXPORT_JSONL,
        .rules = { .batch_max = 1,
                   .tries_max = 1, /* a printer refuses nothing */
                   .retry_first = LABEL_RETRY_FIRST_MS,
                   .retry_cap = LABEL_RETRY_CAP_MS,
                   .randomness = randomness_of(deliveries) },
        .clock = deliveries->clock
    };
    return start_line(deliveries, 2, &options, make_label_printer);
}

enum sk_err sk_deliveries_start(struct sk_deliveries *deliveries, const char *journal_path,
                                struct sk_err_info *info) {
    enum sk_err err = SK_OK;
    deliveries->journal_path = journal_path;
    if (deliveries->config->webhook.url[0]) {
        err = start_webhook(deliveries, journal_path);
    }
    if (!err && deliveries->config->folder.path[0]) {
        err = start_folder(deliveries, journal_path);
    }
    if (!err && deliveries->config->print.on_bound) {
        err = start_label_printer(deliveries, journal_path);
    }
    return err ? sk_fail(info, err, "not enough memory to start the kiosk") : SK_OK;
}

void sk_deliveries_stop(struct sk_deliveries *deliveries) {
    for (size_t i = 0; i < SK_DELIVERIES; i++) {
        sk_delivery_runner_destroy(deliveries->lines[i].runner);
        deliveries->lines[i].runner = NULL;
    }
}

/* --- on the main thread ------------------------------------------------------------------- */

static struct sk_delivery_line *line_of(struct sk_deliveries *deliveries, const char *name) {
    for (size_t i = 0; i < SK_DELIVERIES; i++) {
        if (deliveries->lines[i].runner && strcmp(deliveries->lines[i].name, name) == 0) {
            return &deliveries->lines[i];
        }
    }
    return NULL;
}

void sk_deliveries_take(struct sk_deliveries *deliveries, const struct sk_delivery_news *news) {
    struct sk_delivery_line *line = line_of(deliveries, news->receiver);
    struct sk_recorder *recorder = deliveries->recorder;
    if (!line) {
        return; /* it was stopped */
    }
    switch (news->type) {
    case SK_DELIVERY_TROUBLE:
        sk_log_warning("%s", news->text.text);
        /* Who stands there sees that no label comes, and is told why at once. */
        line->is_behind = line->is_behind || strcmp(line->name, SK_DELIVERIES_LABEL) == 0;
        break;
    case SK_DELIVERY_BEHIND:
        sk_log_error("the %s has taken nothing for a minute; what is bound is kept for it: %s",
                     news->receiver, news->text.text);
        line->is_behind = true;
        break;
    case SK_DELIVERY_RECOVERED:
        sk_log_info("the %s takes what is bound again", news->receiver);
        line->is_behind = false;
        break;
    case SK_DELIVERY_DEAD:
        sk_log_error("a dead letter, which a supervisor can have sent again: %s",
                     news->record.note);
        if (recorder->ops->save(recorder, &news->record) != SK_OK) {
            sk_delivery_runner_saved(line->runner, false);
        }
        break;
    }
}

static void each(struct sk_deliveries *deliveries, void (*say)(struct sk_delivery_runner *runner)) {
    for (size_t i = 0; i < SK_DELIVERIES; i++) {
        if (deliveries->lines[i].runner) {
            say(deliveries->lines[i].runner);
        }
    }
}

static void say_saved(struct sk_delivery_runner *runner) {
    sk_delivery_runner_saved(runner, true);
}

void sk_deliveries_journal(struct sk_deliveries *deliveries, const struct sk_recorder_news *news) {
    if (news->type == SK_RECORDER_OPENED || news->type == SK_RECORDER_REPLACED) {
        each(deliveries, sk_delivery_runner_opened);
    } else if (news->type == SK_RECORDER_SAVED && news->event == SK_EVENT_UNDELIVERED) {
        each(deliveries, say_saved); /* only the webhook waits for it: a folder refuses nothing */
    } else if (news->type == SK_RECORDER_SAVED || news->type == SK_RECORDER_UNFIT) {
        each(deliveries, sk_delivery_runner_written);
    }
}

const char *sk_deliveries_behind(const struct sk_deliveries *deliveries) {
    for (size_t i = 0; i < SK_DELIVERIES; i++) {
        if (deliveries->lines[i].is_behind) {
            return deliveries->lines[i].name;
        }
    }
    return NULL;
}
