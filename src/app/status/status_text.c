#include "app/status/status_text.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/json.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

/* The first failure stays; what comes behind it does nothing. */
struct writer {
    struct sk_buf *out;
    enum sk_err err;
};

static void add(struct writer *writer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void add(struct writer *writer, const char *format, ...) {
    char text[512];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    SK_ASSERT(length >= 0 && (size_t)length < sizeof(text)); /* texts of others have their own */
    writer->err = writer->err ? writer->err : sk_buf_add(writer->out, text, (size_t)length);
}

static void add_text(struct writer *writer, const char *text) {
    writer->err = writer->err ? writer->err : sk_json_add_text(writer->out, text);
}

static const char *link_name(enum sk_status_link link) {
    static const char *const names[] = { [SK_STATUS_LINK_UNKNOWN] = "unknown",
                                         [SK_STATUS_LINK_REACHED] = "reached",
                                         [SK_STATUS_LINK_LOST] = "lost",
                                         [SK_STATUS_LINK_REFUSED] = "refused" };
    return SK_AT(names, link);
}

static const char *fleet_name(enum sk_status_fleet fleet) {
    return fleet == SK_STATUS_FLEET_NONE      ? "none"
           : fleet == SK_STATUS_FLEET_REACHED ? "reached"
                                              : "lost";
}

/* --- JSON ----------------------------------------------------------------------------------- */

static void add_member(struct writer *writer, const char *name, const char *text) {
    add(writer, ",\"%s\":", name);
    add_text(writer, text);
}

static void add_time(struct writer *writer, const char *name, int64_t wall_ms) {
    char text[SK_CLOCK_TEXT_SIZE];
    sk_clock_format(wall_ms, text, sizeof(text));
    add(writer, wall_ms > 0 ? ",\"%s\":\"%s\"" : ",\"%s\":null", name, text);
}

static void add_bool(struct writer *writer, const char *name, bool value) {
    add(writer, ",\"%s\":%s", name, value ? "true" : "false");
}

static void add_readers(struct writer *writer, const struct sk_status *status) {
    add(writer, ",\"readers\":[");
    for (size_t i = 0; i < status->reader_count; i++) {
        const struct sk_status_reader *reader = &status->readers[i];
        add(writer, "%s{\"source\":", i > 0 ? "," : "");
        add_text(writer, reader->source);
        add_member(writer, "device", reader->device);
        add_member(writer, "health", reader->health);
        add_member(writer, "text", reader->text);
        add(writer, "}");
    }
    add(writer, "]");
}

static void add_log(struct writer *writer, const struct sk_status_log *log) {
    const struct sk_outline *outline = &log->outline;
    add(writer, ",\"journal\":{\"path\":");
    add_text(writer, log->path);
    add(writer, ",\"bytes\":%" PRId64, log->bytes);
    add_member(writer, "trouble", log->text);
    if (!log->is_read) {
        add(writer, "}");
        return;
    }
    add(writer, ",\"head\":{\"seq\":%" PRId64 ",\"hash\":\"%s\"}", outline->head_seq,
        outline->head_hash);
    add(writer, ",\"unsettled\":%" PRId64 "},\"today\":{", outline->pending);
    for (int i = 0; i < SK_TALLY_RESULTS; i++) {
        add(writer, "%s\"%s\":%" PRId64, i > 0 ? "," : "",
            sk_tally_result_name((enum sk_tally_result)i), outline->by_result[i]);
    }
    add(writer, "}");
}

enum sk_err sk_status_json(const struct sk_status *status, const struct sk_status_log *log,
                           int64_t wall_ms, struct sk_buf *out) {
    struct writer writer = { .out = out };
    add(&writer, "{\"version\":\"%s\",\"client\":\"%s\"", status->version, status->client);
    add_member(&writer, "bench", status->bench);
    add_bool(&writer, "up", status->is_up);
    add_time(&writer, "at", wall_ms);
    add_time(&writer, "up_since", status->up_since_ms);
    add_time(&writer, "last_frame", status->frame_ms);
    add_member(&writer, "screen", status->screen);
    add_bool(&writer, "supervised", status->is_supervised);
    add_bool(&writer, "on_hold", status->is_on_hold);
    add_member(&writer, "trouble", status->trouble);
    add(&writer,
        ",\"since_start\":{\"scans\":%" PRId64 ",\"pairs\":%" PRId64 ",\"bound\":%" PRId64
        ",\"refused\":%" PRId64 ",\"withdrawn\":%" PRId64 ",\"undone\":%" PRId64 "}",
        status->scans, status->pairs, status->bound, status->refused, status->withdrawn,
        status->undone);
    add(&writer, ",\"queue\":{\"pairs\":%" PRId64, status->waiting);
    add_time(&writer, "oldest", status->waiting_ms);
    add(&writer, "},\"cloud\":{\"link\":\"%s\"", link_name(status->link));
    add_member(&writer, "code", status->link_code);
    add(&writer, "},\"fleet\":{\"link\":\"%s\"", fleet_name(status->fleet));
    add_time(&writer, "lost_since", status->fleet_lost_ms);
    add_time(&writer, "known_up_to", status->fleet_known_ms);
    add(&writer, "}");
    add_readers(&writer, status);
    add_log(&writer, log);
    add(&writer, "}\n");
    return writer.err;
}

/* --- lines ---------------------------------------------------------------------------------- */

static void say_time(struct writer *writer, const char *name, int64_t then_ms, int64_t wall_ms) {
    char text[SK_CLOCK_TEXT_SIZE];
    sk_clock_format(then_ms, text, sizeof(text));
    if (then_ms > 0) {
        add(writer, "%s: %s (%" PRId64 " s ago)\n", name, text, (wall_ms - then_ms) / 1000);
    } else {
        add(writer, "%s: never\n", name);
    }
}

static void say_log(struct writer *writer, const struct sk_status_log *log) {
    const struct sk_outline *outline = &log->outline;
    if (log->is_read) {
        add(writer, "today:");
        for (int i = 0; i < SK_TALLY_RESULTS; i++) {
            add(writer, "%s %s %" PRId64, i > 0 ? "," : "",
                sk_tally_result_name((enum sk_tally_result)i), outline->by_result[i]);
        }
        add(writer, "\nlog: %" PRId64 " KB, end %" PRId64 ":%s\n", log->bytes / 1024,
            outline->head_seq, outline->head_hash);
    } else {
        add(writer, "log: %.400s\n", log->text);
    }
    add(writer, "journal: %.480s\n", log->path);
}

enum sk_err sk_status_lines(const struct sk_status *status, const struct sk_status_log *log,
                            int64_t wall_ms, struct sk_buf *out) {
    struct writer writer = { .out = out };
    add(&writer, "kiosk: %s, libsagclient %s%s%s\n", status->version, status->client,
        status->bench[0] ? ", bench " : "", status->bench);
    say_time(&writer, "up since", status->up_since_ms, wall_ms);
    add(&writer, "screen: %s%s%s\n", status->screen, status->is_supervised ? ", supervised" : "",
        status->is_on_hold ? ", on hold" : "");
    say_time(&writer, "last frame", status->frame_ms, wall_ms);
    if (status->trouble[0]) {
        add(&writer, "trouble: %.480s\n", status->trouble);
    }
    add(&writer, "waiting: %" PRId64 "\n", status->waiting);
    if (status->waiting > 0) {
        say_time(&writer, "oldest waiting", status->waiting_ms, wall_ms);
    }
    add(&writer, "cloud: %s%s%s\n", link_name(status->link), status->link_code[0] ? ", " : "",
        status->link_code);
    if (status->fleet != SK_STATUS_FLEET_NONE) {
        add(&writer, "fleet: %s\n", fleet_name(status->fleet));
    }
    if (status->fleet == SK_STATUS_FLEET_LOST) {
        say_time(&writer, "fleet lost since", status->fleet_lost_ms, wall_ms);
        say_time(&writer, "other benches known up to", status->fleet_known_ms, wall_ms);
    }
    for (size_t i = 0; i < status->reader_count; i++) {
        const struct sk_status_reader *reader = &status->readers[i];
        add(&writer, "%s: %s%s%s%s%s\n", reader->source, reader->device,
            reader->device[0] ? ", " : "", reader->health, reader->text[0] ? ": " : "",
            reader->text);
    }
    say_log(&writer, log);
    return writer.err;
}

/* --- Prometheus ----------------------------------------------------------------------------- */

static void add_family(struct writer *writer, const char *name, const char *type,
                       const char *help) {
    add(writer, "# HELP sag_kiosk_%s %s\n# TYPE sag_kiosk_%s %s\n", name, help, name, type);
}

static void add_number(struct writer *writer, const char *name, const char *help, int64_t value) {
    add_family(writer, name, "gauge", help);
    add(writer, "sag_kiosk_%s %" PRId64 "\n", name, value);
}

static void add_seconds(struct writer *writer, const char *name, const char *help,
                        int64_t wall_ms) {
    add_family(writer, name, "gauge", help);
    add(writer, "sag_kiosk_%s %" PRId64 ".%03d\n", name, wall_ms / 1000, (int)(wall_ms % 1000));
}

/* name="value", with what the format escapes. */
static void add_label(struct writer *writer, const char *name, const char *value) {
    add(writer, "%s=\"", name);
    for (; *value; value++) {
        const char *escaped = *value == '\n' ? "\\n" : *value == '"' ? "\\\"" : "\\\\";
        bool is_odd = *value == '\n' || *value == '"' || *value == '\\';
        add(writer, "%s%.1s", is_odd ? escaped : "", is_odd ? "" : value);
    }
    add(writer, "\"");
}

static void add_info(struct writer *writer, const struct sk_status *status) {
    add_family(writer, "info", "gauge", "Versions, and the name of the bench.");
    add(writer, "sag_kiosk_info{version=\"%s\",client=\"%s\",", status->version, status->client);
    add_label(writer, "bench", status->bench);
    add(writer, "} 1\n");
    add_family(writer, "screen", "gauge", "What fills the screen.");
    add(writer, "sag_kiosk_screen{screen=\"%s\"} 1\n", status->screen);
}

static void add_fleet(struct writer *writer, const struct sk_status *status, int64_t wall_ms) {
    bool is_lost = status->fleet == SK_STATUS_FLEET_LOST;
    if (status->fleet == SK_STATUS_FLEET_NONE) {
        return;
    }
    add_number(writer, "fleet_reachable", "1: the fleet's server answers.", !is_lost);
    add_seconds(writer, "fleet_known_time_seconds",
                "What other benches bound is known up to then; 0: nothing is known.",
                is_lost ? status->fleet_known_ms : wall_ms);
}

static void add_pairs(struct writer *writer, const struct sk_status *status) {
    add_family(
        writer, "pairs", "gauge",
        "Pairs since the start, by what became of them; one that is undone is bound no more.");
    add(writer,
        "sag_kiosk_pairs{outcome=\"bound\"} %" PRId64
        "\nsag_kiosk_pairs{outcome=\"refused\"} %" PRId64
        "\nsag_kiosk_pairs{outcome=\"withdrawn\"} %" PRId64
        "\nsag_kiosk_pairs{outcome=\"undone\"} %" PRId64 "\n",
        status->bound, status->refused, status->withdrawn, status->undone);
    add_family(writer, "scans_total", "counter", "Labels of any kind that were read.");
    add(writer, "sag_kiosk_scans_total %" PRId64 "\n", status->scans);
}

/* Two scanners may have one name. */
static void add_each_reader(struct writer *writer, const struct sk_status *status) {
    if (status->reader_count > 0) {
        add_family(writer, "reader_ready", "gauge", "1: this scanner or camera works.");
    }
    for (size_t i = 0; i < status->reader_count; i++) {
        const struct sk_status_reader *reader = &status->readers[i];
        add(writer, "sag_kiosk_reader_ready{reader=\"%zu\",source=\"%s\",", i + 1, reader->source);
        add_label(writer, "device", reader->device);
        add(writer, "} %d\n", reader->is_ready);
    }
}

static void add_camera(struct writer *writer, const struct sk_status *status) {
    bool has_camera = false;
    bool is_ready = false;
    for (size_t i = 0; i < status->reader_count; i++) {
        has_camera = has_camera || status->readers[i].is_camera;
        is_ready = is_ready || (status->readers[i].is_camera && status->readers[i].is_ready);
    }
    if (has_camera) {
        add_number(writer, "camera_ready", "1: the camera works.", is_ready);
    }
}

static void add_log_figures(struct writer *writer, const struct sk_status_log *log) {
    add_number(writer, "journal_readable", "1: the journal can be read.", log->is_read);
    add_number(writer, "journal_bytes", "Size of the journal, with its write-ahead log.",
               log->bytes);
    if (!log->is_read) {
        return;
    }
    add_number(writer, "log_head", "Number of the last event of the log's chain.",
               log->outline.head_seq);
    add_family(writer, "pairs_today", "gauge", "Pairs scanned since midnight, as they are now.");
    for (int i = 0; i < SK_TALLY_RESULTS; i++) {
        add(writer, "sag_kiosk_pairs_today{outcome=\"%s\"} %" PRId64 "\n",
            sk_tally_result_name((enum sk_tally_result)i), log->outline.by_result[i]);
    }
}

enum sk_err sk_status_prometheus(const struct sk_status *status, const struct sk_status_log *log,
                                 int64_t wall_ms, struct sk_buf *out) {
    struct writer writer = { .out = out };
    add_info(&writer, status);
    add_number(&writer, "up", "0: it has ended.", status->is_up);
    add_seconds(&writer, "status_time_seconds", "When this was written.", wall_ms);
    add_seconds(&writer, "start_time_seconds", "When the kiosk was started.", status->up_since_ms);
    add_seconds(&writer, "last_frame_time_seconds", "When a picture was drawn last.",
                status->frame_ms);
    add_number(&writer, "trouble", "1: IT has to look at something.", status->trouble[0] != '\0');
    add_number(&writer, "on_hold", "1: a supervisor put the bench on hold.", status->is_on_hold);
    add_number(&writer, "queue_pairs", "Pairs saved and not settled.", status->waiting);
    add_seconds(&writer, "queue_oldest_time_seconds",
                "When the oldest of them was scanned; 0: none waits.", status->waiting_ms);
    if (status->link != SK_STATUS_LINK_UNKNOWN) {
        add_number(&writer, "cloud_reachable", "1: the cloud answers.",
                   status->link != SK_STATUS_LINK_LOST);
        add_number(&writer, "cloud_refuses", "1: it refuses the key of this kiosk.",
                   status->link == SK_STATUS_LINK_REFUSED);
    }
    add_fleet(&writer, status, wall_ms);
    add_pairs(&writer, status);
    add_each_reader(&writer, status);
    add_camera(&writer, status);
    add_log_figures(&writer, log);
    return writer.err;
}
