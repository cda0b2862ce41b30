#include "sim/request_log.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/utf8.h"

#include <jansson.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { VALUE_SIZE = 256, LINE_LIMIT_BYTES = 16 * 1024 };

enum sk_err sk_sim_log_open(struct sk_sim_log *log, const char *path, struct sk_err_info *info) {
    *log = (struct sk_sim_log){ .fd = -1 };
    if (!path) {
        return SK_OK;
    }
    log->fd = strcmp(path, "-") == 0 ? fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
                                     : open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log->fd < 0) {
        return sk_fail(info, SK_ERR_IO, "cannot open the log '%s': %s", path, strerror(errno));
    }
    return SK_OK;
}

void sk_sim_log_close(struct sk_sim_log *log) {
    if (log->fd >= 0) {
        close(log->fd); /* every line was written already; closing cannot lose anything */
    }
    log->fd = -1;
}

static int add_chunk(const char *bytes, size_t size, void *data) {
    return sk_buf_add(data, bytes, size) ? -1 : 0;
}

static json_t *printable(const char *text) {
    char value[VALUE_SIZE];
    sk_utf8_printable(text, strlen(text), value, sizeof(value), NULL);
    return json_string(value);
}

static json_t *as_json(const struct sk_sim_log *log, const struct sk_sim_log_entry *entry) {
    const struct {
        const char *name;
        const char *value;
    } texts[] = {
        { "scheme", entry->scheme },         { "method", entry->method },
        { "signature", entry->signature },   { "verdict", entry->verdict },
        { "action", entry->action },         { "host", entry->host },
        { "region", entry->region },         { "sn", entry->sn },
        { "instance", entry->instance },     { "key", entry->key_id },
        { "nonce", entry->nonce },           { "code", entry->code },
        { "change", entry->change },         { "fault", entry->fault },
        { "request_id", entry->request_id },
    };
    char time[SK_CLOCK_TEXT_SIZE];
    sk_clock_format(entry->wall_ms, time, sizeof(time));
    json_t *line = json_pack("{s:s, s:I, s:I, s:i}", "time", time, "seq", (json_int_t)log->sequence,
                             "connection", (json_int_t)entry->connection, "status", entry->status);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (json_object_set_new(line, texts[i].name, printable(texts[i].value)) != 0) {
            json_decref(line);
            return NULL;
        }
    }
    return line;
}

enum sk_err sk_sim_log_write(struct sk_sim_log *log, const struct sk_sim_log_entry *entry) {
    enum sk_err err = SK_ERR_NOMEM;
    log->sequence++;
    if (log->fd < 0) {
        return SK_OK;
    }
    struct sk_buf line = SK_BUF_INIT(LINE_LIMIT_BYTES);
    json_t *json = as_json(log, entry);
    if (json && json_dump_callback(json, add_chunk, &line, JSON_COMPACT) == 0 &&
        sk_buf_add(&line, "\n", 1) == SK_OK) {
        ssize_t written;
        do {
            written = write(log->fd, line.data, line.length);
        } while (written < 0 && errno == EINTR);
        err = written == (ssize_t)line.length ? SK_OK : SK_ERR_IO;
    }
    json_decref(json);
    sk_buf_finish(&line);
    return err;
}
