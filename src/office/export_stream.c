#include "office/export_stream.h"

#include "base/language.h"
#include "base/util.h"
#include "journal/export/export_text.h"
#include "journal/export/export_xlsx.h"
#include "journal/stamp.h"
#include "office/page.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_BYTES (1 << 16)
#define LIMIT_BYTES (1 << 21)

/* --- CSV and JSON lines -------------------------------------------------------------------- */

struct text_source {
    struct sk_office_source source;
    struct sk_office *office; /* borrowed */
    struct sk_office_link *link;
    struct sk_office_export_rows *rows;
    bool is_csv;
    bool is_over; /* there are no more rows */
    struct sk_buf buf;
    size_t sent; /* bytes of buf */
};

static enum sk_err fill(struct text_source *self) {
    struct sk_cell cells[SK_EXPORT_COLUMNS_MAX];
    size_t count = 0;
    const struct sk_column *columns = sk_office_export_columns(self->rows, &count);
    enum sk_err err = SK_OK;
    sk_buf_clear(&self->buf);
    self->sent = 0;
    while (!err && !self->is_over && self->buf.length < BLOCK_BYTES) {
        err = sk_office_export_next(self->rows, cells, NULL);
        if (err == SK_ERR_NOT_FOUND) {
            self->is_over = true;
            return SK_OK;
        }
        err = err ? err : sk_export_line(&self->buf, self->is_csv, columns, count, cells);
    }
    return err;
}

static int64_t read_text(struct sk_office_source *source, char *out, size_t size) {
    struct text_source *self = sk_container_of(source, struct text_source, source);
    if (self->sent == self->buf.length && !self->is_over && fill(self)) {
        return -1;
    }
    size_t left = self->buf.length - self->sent;
    size_t length = left < size ? left : size;
    memcpy(out, length > 0 ? self->buf.data + self->sent : "", length);
    self->sent += length;
    return (int64_t)length;
}

static void destroy_text(struct sk_office_source *source) {
    struct text_source *self = sk_container_of(source, struct text_source, source);
    sk_office_export_destroy(self->rows);
    sk_office_db_give(self->office->db, self->link);
    atomic_fetch_sub(&self->office->exports, 1);
    sk_buf_finish(&self->buf);
    free(self);
}

static enum sk_err answer_text(struct sk_office_turn *turn, bool is_csv,
                               struct sk_office_export_rows *rows) {
    static const struct sk_office_source_ops ops = { .read = read_text, .destroy = destroy_text };
    struct text_source *self = calloc(1, sizeof(*self));
    size_t count = 0;
    const struct sk_column *columns = sk_office_export_columns(rows, &count);
    struct sk_buf head = SK_BUF_INIT(LIMIT_BYTES);
    enum sk_err err = self ? sk_buf_add(&head, "\xEF\xBB\xBF", is_csv ? 3 : 0) : SK_ERR_NOMEM;
    err = err ? err : sk_export_head(&head, is_csv, columns, count);
    if (err) {
        free(self);
        sk_buf_finish(&head);
        return err;
    }
    *self = (struct text_source){ .source = { &ops },
                                  .office = turn->office,
                                  .link = turn->link,
                                  .rows = rows,
                                  .is_csv = is_csv,
                                  .buf = head };
    turn->link = NULL;
    turn->answer->source = &self->source;
    turn->answer->type = is_csv ? "text/csv; charset=utf-8" : "application/jsonl";
    return SK_OK;
}

/* --- Excel --------------------------------------------------------------------------------- */

static enum sk_err write_book(struct sk_office_export_rows *rows, const char *path,
                              const struct sk_export_about *about, struct sk_err_info *info) {
    struct sk_cell cells[SK_EXPORT_COLUMNS_MAX];
    struct sk_table_writer *writer = NULL;
    size_t count = 0;
    const struct sk_column *columns = sk_office_export_columns(rows, &count);
    enum sk_err err = sk_export_xlsx_create(&writer, path, about);
    if (err) {
        return err;
    }
    err = writer->ops->begin(writer, columns, count, info);
    while (!err && !(err = sk_office_export_next(rows, cells, info))) {
        err = writer->ops->row(writer, cells, info);
    }
    if (err == SK_ERR_NOT_FOUND) {
        err = writer->ops->end(writer, info);
    }
    writer->ops->destroy(writer);
    return err;
}

/* A folder of its own, as the writer puts its temporary files beside the book. */
static enum sk_err answer_book(struct sk_office_turn *turn, struct sk_office_export_rows *rows,
                               const struct sk_export_about *about) {
    const char *temporary = getenv("TMPDIR");
    char folder[256];
    char path[300];
    struct stat file = { .st_size = 0 };
    (void)snprintf(folder, sizeof(folder), "%.200s/sag-office-XXXXXX",
                   temporary ? temporary : "/tmp");
    if (!mkdtemp(folder)) {
        return sk_fail(&turn->info, sk_err_of_errno(errno), "cannot make a folder '%s': %s", folder,
                       strerror(errno));
    }
    (void)snprintf(path, sizeof(path), "%s/export.xlsx", folder);
    enum sk_err err = write_book(rows, path, about, &turn->info);
    int fd = err ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (!err && (fd < 0 || fstat(fd, &file) != 0)) {
        err = sk_err_of_errno(errno);
    }
    (void)unlink(path);
    (void)rmdir(folder);
    turn->answer->fd = fd;
    turn->answer->fd_size = err ? 0 : file.st_size;
    turn->answer->type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    return err;
}

/* -------------------------------------------------------------------------------------------- */

static void describe(const struct sk_office_turn *turn, const struct sk_office_search *search,
                     struct sk_export_about *about) {
    const char *from = sk_office_value(turn, "from");
    const char *to = sk_office_value(turn, "to");
    char days[64];
    (void)snprintf(days, sizeof(days), "%.10s – %.10s", from, to);
    (void)snprintf(about->filter, sizeof(about->filter),
                   "%.60s%s%.100s%s%.100s%s%.60s%s%.60s%s%.20s", from[0] || to[0] ? days : "",
                   search->serial[0] ? " " : "", search->serial, search->instance[0] ? " " : "",
                   search->instance, search->customer_order[0] ? " " : "", search->customer_order,
                   search->person[0] ? " " : "", search->person, search->outcome[0] ? " " : "",
                   search->outcome);
    sk_stamp_zone(about->wall_ms, about->zone);
}

static enum sk_err answer_export(struct sk_office_turn *turn, enum sk_export_format format,
                                 enum sk_export_rows rows, const struct sk_office_search *search) {
    struct sk_office_export_rows *source = NULL;
    struct sk_export_about about = { .bench = search->bench,
                                     .operator_name = turn->user.name,
                                     .is_of_office = true,
                                     .rows = rows,
                                     .wall_ms = sk_office_now() };
    char stamp[SK_STAMP_NAME_SIZE];
    enum sk_err err =
        turn->link ? SK_OK : sk_office_db_take(turn->office->db, &turn->link, &turn->info);
    err = err ? err : sk_office_export_create(&source, turn->link, rows, search, &turn->info);
    if (err) {
        return err;
    }
    sk_stamp_name(about.wall_ms, stamp);
    (void)snprintf(turn->answer->download, sizeof(turn->answer->download), "sag-fleet-%s-%s.%s",
                   rows == SK_EXPORT_EVENTS ? "events" : "log", stamp,
                   sk_export_format_name(format));
    describe(turn, search, &about);
    about.file = turn->answer->download;
    if (format == SK_EXPORT_XLSX) {
        err = answer_book(turn, source, &about);
        sk_office_export_destroy(source);
        return err;
    }
    err = answer_text(turn, format == SK_EXPORT_CSV, source);
    if (err) {
        sk_office_export_destroy(source);
    }
    return err;
}

enum sk_err sk_office_export_answer(struct sk_office_turn *turn, enum sk_export_format format,
                                    enum sk_export_rows rows,
                                    const struct sk_office_search *search) {
    atomic_int *exports = &turn->office->exports;
    int most = (int)turn->office->settings->connections / 2;
    if (atomic_fetch_add(exports, 1) >= (most > 0 ? most : 1)) {
        atomic_fetch_sub(exports, 1);
        return sk_fail(&turn->info, SK_ERR_BUSY, "there are %d exports under way", most);
    }
    enum sk_err err = answer_export(turn, format, rows, search);
    if (err || !turn->answer->source) { /* else the source ends it */
        atomic_fetch_sub(exports, 1);
    }
    return err;
}
