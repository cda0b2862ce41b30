#define SK_LOG_MODULE "app"

#include "app/core/intake.h"

#include "app/model/status_bar.h"
#include "base/log.h"
#include "base/util.h"

#define SCANS_MAX 64
#define SCANS_KEPT_FOR_STATUS 8
/* A pair that is not saved after this long: further scans wait, so that there are no more unsaved
 * pairs than the screen can show. Slow SD cards take a tenth of this. */
#define DISK_PATIENCE_MS 500

/* What the readers' threads send. */
struct arrival {
    bool is_scan;
    union {
        struct sk_scan scan;
        struct sk_reader_status status;
    } u;
};

/* --- from the readers' threads ------------------------------------------------------------ */

static void sink_lost(struct sk_scan_sink *sink) {
    struct sk_intake *intake = sk_container_of(sink, struct sk_intake, sink);
    pthread_mutex_lock(&intake->lock);
    intake->turned_away++;
    pthread_mutex_unlock(&intake->lock);
}

/* Keys, touch and the camera cannot offer a scan again; all other readers keep it and try again. */
static bool is_lost_if_refused(enum sk_scan_source source) {
    return source == SK_SOURCE_KEYBOARD || source == SK_SOURCE_TOUCH || source == SK_SOURCE_CAMERA;
}

static bool sink_push(struct sk_scan_sink *sink, const struct sk_scan *scan) {
    struct sk_intake *intake = sk_container_of(sink, struct sk_intake, sink);
    struct arrival arrival = { .is_scan = true, .u.scan = *scan };
    if (sk_inbox_post(intake->arrivals, &arrival, SCANS_KEPT_FOR_STATUS) == SK_OK) {
        return true;
    }
    if (is_lost_if_refused(scan->source)) {
        sink_lost(sink);
    }
    return false;
}

static void sink_status(struct sk_scan_sink *sink, const struct sk_reader_status *status) {
    struct sk_intake *intake = sk_container_of(sink, struct sk_intake, sink);
    struct arrival arrival = { .is_scan = false, .u.status = *status };
    if (sk_inbox_post(intake->arrivals, &arrival, 0) == SK_ERR_FULL) {
        sk_log_warning("the state of reader '%s' could not be shown, the inbox is full",
                       status->device);
    }
}

/* --- on the main thread ------------------------------------------------------------------- */

enum sk_err sk_intake_init(struct sk_intake *intake, void (*wake)(void *wake_data),
                           void *wake_data) {
    static const struct sk_scan_sink_ops ops = { .push = sink_push,
                                                 .status = sink_status,
                                                 .lost = sink_lost };
    *intake = (struct sk_intake){ .sink.ops = &ops };
    intake->has_lock = pthread_mutex_init(&intake->lock, NULL) == 0;
    return intake->has_lock ? sk_inbox_create(&intake->arrivals, sizeof(struct arrival), SCANS_MAX,
                                              wake, wake_data)
                            : SK_ERR_NOMEM;
}

void sk_intake_finish(struct sk_intake *intake) {
    sk_inbox_destroy(intake->arrivals);
    intake->arrivals = NULL;
    if (intake->has_lock) {
        pthread_mutex_destroy(&intake->lock);
    }
    intake->has_lock = false;
}

bool sk_intake_has_turned_away(struct sk_intake *intake) {
    pthread_mutex_lock(&intake->lock);
    uint32_t turned_away = intake->turned_away;
    pthread_mutex_unlock(&intake->lock);
    bool is_news = turned_away != intake->turned_away_told;
    intake->turned_away_told = turned_away;
    return is_news;
}

static void take_status(struct sk_intake *intake, const struct sk_reader_status *status) {
    if (status->health == SK_READER_ENDED) {
        intake->ended |= 1u << status->source;
    }
    size_t at = sk_status_bar_line_of(intake->readers, intake->reader_count, status);
    if (at == SK_MODEL_READERS) {
        return; /* the status bar has no room for more */
    }
    bool was_ready = at < intake->reader_count && intake->readers[at].health == SK_READER_READY;
    if (was_ready != (status->health == SK_READER_READY) && status->health != SK_READER_ENDED) {
        intake->on_change(intake->change_data, status);
    }
    intake->readers[at] = *status;
    intake->reader_count += at == intake->reader_count;
    if (status->text[0] != '\0') {
        sk_log_about(SK_LOG_WARNING, &((struct sk_log_about){ .reader = status->device }),
                     "reader '%s': %s", status->device, status->text);
    }
}

/* A file or a pipe can wait for the disk; a worker has to be told. */
static bool is_patient(enum sk_scan_source source) {
    return source == SK_SOURCE_STDIN || source == SK_SOURCE_REPLAY;
}

/* While the journal is behind, scans wait here, then at their readers. Once the screen says that
 * the disk is slow, scans by hand are answered as not taken. */
bool sk_intake_take(struct sk_intake *intake, const struct sk_intake_disk *disk,
                    struct sk_scan *scan) {
    bool is_slow = disk->unsaved_for >= disk->slow;
    struct arrival arrival;
    if (!disk->has_room ||
        (disk->unsaved_for >= DISK_PATIENCE_MS && (!is_slow || intake->has_kept))) {
        return false;
    }
    if (intake->has_kept) {
        *scan = intake->kept;
        intake->has_kept = false;
        return true;
    }
    while (sk_inbox_take(intake->arrivals, &arrival)) {
        if (!arrival.is_scan) {
            take_status(intake, &arrival.u.status);
        } else if (is_slow && is_patient(arrival.u.scan.source)) {
            intake->kept = arrival.u.scan;
            intake->has_kept = true;
            return false;
        } else {
            *scan = arrival.u.scan;
            return true;
        }
    }
    return false;
}

void sk_intake_forget(struct sk_intake *intake, bool (*is_meant)(enum sk_scan_source source)) {
    for (size_t i = 0; i < intake->reader_count; i++) {
        struct sk_reader_status *reader = &intake->readers[i];
        if (is_meant(reader->source)) {
            reader->health = SK_READER_ABSENT;
            reader->text[0] = '\0';
        }
    }
}

bool sk_intake_has_ended(const struct sk_intake *intake, enum sk_scan_source source) {
    return (intake->ended & (1u << source)) != 0;
}
