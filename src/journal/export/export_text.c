#include "journal/export/export_text.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/util.h"
#include "journal/stamp.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FLUSH_BYTES 65536
#define LIMIT_BYTES (1 << 20) /* for one row and what is buffered; rows have a few kilobytes */

struct text_writer {
    struct sk_table_writer writer;
    int fd;
    bool bom;
    const struct sk_column *columns;
    size_t count;
    struct sk_buf buf;
    struct sk_stamp stamp;
};

static struct text_writer *self_of(struct sk_table_writer *writer) {
    return sk_container_of(writer, struct text_writer, writer);
}

static enum sk_err flush(struct text_writer *self, struct sk_err_info *info) {
    size_t at = 0;
    while (at < self->buf.length) {
        ssize_t written = write(self->fd, self->buf.data + at, self->buf.length - at);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return sk_fail(info, errno == ENOSPC ? SK_ERR_FULL : SK_ERR_IO,
                           "the export cannot be written: %s", strerror(errno));
        }
        at += (size_t)written;
    }
    sk_buf_clear(&self->buf);
    return SK_OK;
}

static enum sk_err flush_when_full(struct text_writer *self, enum sk_err err,
                                   struct sk_err_info *info) {
    if (err) {
        return sk_fail(info, err, "not enough memory to export");
    }
    return self->buf.length >= FLUSH_BYTES ? flush(self, info) : SK_OK;
}

static enum sk_err text_end(struct sk_table_writer *writer, struct sk_err_info *info) {
    return flush(self_of(writer), info);
}

static void text_destroy(struct sk_table_writer *writer) {
    struct text_writer *self = self_of(writer);
    sk_buf_finish(&self->buf);
    free(self);
}

static enum sk_err add_int(struct sk_buf *out, int64_t number) {
    char digits[24];
    size_t at = sizeof(digits);
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0) {
        digits[--at] = '-';
    }
    return sk_buf_add(out, digits + at, sizeof(digits) - at);
}

static enum sk_err add_time(struct text_writer *self, int64_t wall_ms) {
    char text[SK_CLOCK_TEXT_SIZE];
    size_t length = sk_stamp_format(&self->stamp, wall_ms, text);
    return sk_buf_add(&self->buf, text, length);
}

/* --- CSV ---------------------------------------------------------------------------------- */

static enum sk_err add_csv_text(struct sk_buf *out, const char *text, size_t length) {
    static const char formula[] = "=+-@\t\r";
    bool is_formula = length > 0 && memchr(formula, text[0], sizeof(formula) - 1) != NULL;
    bool is_quoted = false;
    for (size_t i = 0; i < length && !is_quoted; i++) {
        is_quoted = text[i] == ',' || text[i] == '"' || text[i] == '\r' || text[i] == '\n';
    }
    enum sk_err err = sk_buf_add(out, is_quoted ? "\"" : "", is_quoted);
    if (!err) {
        err = sk_buf_add(out, is_formula ? "'" : "", is_formula);
    }
    for (size_t at = 0; at < length && !err;) {
        const char *quote = is_quoted ? memchr(text + at, '"', length - at) : NULL;
        size_t run = quote ? (size_t)(quote - text) + 1 - at : length - at;
        err = sk_buf_add(out, text + at, run);
        if (!err && quote) {
            err = sk_buf_add(out, "\"", 1);
        }
        at += run;
    }
    return err ? err : sk_buf_add(out, is_quoted ? "\"" : "", is_quoted);
}

static enum sk_err add_csv_head(struct text_writer *self) {
    enum sk_err err = sk_buf_add(&self->buf, "\xEF\xBB\xBF", self->bom ? 3 : 0);
    for (size_t i = 0; i < self->count && !err; i++) {
        err = sk_buf_addf(&self->buf, "%s%s", i > 0 ? "," : "", self->columns[i].name);
    }
    return err ? err : sk_buf_add(&self->buf, "\r\n", 2);
}

static enum sk_err csv_begin(struct sk_table_writer *writer, const struct sk_column *columns,
                             size_t count, struct sk_err_info *info) {
    struct text_writer *self = self_of(writer);
    self->columns = columns;
    self->count = count;
    return flush_when_full(self, add_csv_head(self), info);
}

static enum sk_err add_csv_row(struct text_writer *self, const struct sk_cell *cells) {
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < self->count && !err; i++) {
        err = sk_buf_add(&self->buf, ",", i > 0);
        if (err || cells[i].is_null) {
            continue;
        }
        switch (self->columns[i].type) {
        case SK_CELL_INT:
            err = add_int(&self->buf, cells[i].number);
            break;
        case SK_CELL_TEXT:
            err = add_csv_text(&self->buf, cells[i].text, cells[i].length);
            break;
        case SK_CELL_TIME:
            err = cells[i].number != 0 ? add_time(self, cells[i].number) : SK_OK;
            break;
        }
    }
    return err ? err : sk_buf_add(&self->buf, "\r\n", 2);
}

static enum sk_err csv_row(struct sk_table_writer *writer, const struct sk_cell *cells,
                           struct sk_err_info *info) {
    return flush_when_full(self_of(writer), add_csv_row(self_of(writer), cells), info);
}

/* --- JSON Lines --------------------------------------------------------------------------- */

static enum sk_err jsonl_begin(struct sk_table_writer *writer, const struct sk_column *columns,
                               size_t count, struct sk_err_info *info) {
    (void)info;
    self_of(writer)->columns = columns;
    self_of(writer)->count = count;
    return SK_OK;
}

static enum sk_err add_json_cell(struct text_writer *self, enum sk_cell_type type,
                                 const struct sk_cell *cell) {
    enum sk_err err;
    if (cell->is_null || (type == SK_CELL_TIME && cell->number == 0)) {
        return sk_buf_add(&self->buf, "null", 4);
    }
    switch (type) {
    case SK_CELL_INT:
        return add_int(&self->buf, cell->number);
    case SK_CELL_TEXT:
        return sk_json_add(&self->buf, cell->text, cell->length);
    case SK_CELL_TIME:
        break;
    }
    err = sk_buf_add(&self->buf, "\"", 1);
    if (!err) {
        err = add_time(self, cell->number);
    }
    return err ? err : sk_buf_add(&self->buf, "\"", 1);
}

static enum sk_err add_json_row(struct text_writer *self, const struct sk_cell *cells) {
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < self->count && !err; i++) {
        const char *name = self->columns[i].name;
        err = sk_buf_add(&self->buf, i > 0 ? ",\"" : "{\"", 2);
        if (!err) {
            err = sk_buf_add(&self->buf, name, strlen(name));
        }
        if (!err) {
            err = sk_buf_add(&self->buf, "\":", 2);
        }
        if (!err) {
            err = add_json_cell(self, self->columns[i].type, &cells[i]);
        }
    }
    return err ? err : sk_buf_add(&self->buf, "}\n", 2);
}

static enum sk_err jsonl_row(struct sk_table_writer *writer, const struct sk_cell *cells,
                             struct sk_err_info *info) {
    return flush_when_full(self_of(writer), add_json_row(self_of(writer), cells), info);
}

enum sk_err sk_export_line(struct sk_buf *out, bool is_csv, const struct sk_column *columns,
                           size_t count, const struct sk_cell *cells) {
    struct text_writer self = { .columns = columns, .count = count, .buf = *out };
    enum sk_err err = is_csv ? add_csv_row(&self, cells) : add_json_row(&self, cells);
    *out = self.buf;
    return err;
}

enum sk_err sk_export_head(struct sk_buf *out, bool is_csv, const struct sk_column *columns,
                           size_t count) {
    struct text_writer self = { .columns = columns, .count = count, .buf = *out };
    enum sk_err err = is_csv ? add_csv_head(&self) : SK_OK;
    *out = self.buf;
    return err;
}

static enum sk_err create(struct sk_table_writer **out, const struct sk_table_writer_ops *ops,
                          int fd, bool bom) {
    struct text_writer *self = calloc(1, sizeof(*self));
    if (!self) {
        return SK_ERR_NOMEM;
    }
    self->writer.ops = ops;
    self->fd = fd;
    self->bom = bom;
    self->buf.limit = LIMIT_BYTES;
    *out = &self->writer;
    return SK_OK;
}

enum sk_err sk_export_csv_create(struct sk_table_writer **out, int fd, bool bom) {
    static const struct sk_table_writer_ops ops = {
        .begin = csv_begin, .row = csv_row, .end = text_end, .destroy = text_destroy
    };
    return create(out, &ops, fd, bom);
}

enum sk_err sk_export_jsonl_create(struct sk_table_writer **out, int fd) {
    static const struct sk_table_writer_ops ops = {
        .begin = jsonl_begin, .row = jsonl_row, .end = text_end, .destroy = text_destroy
    };
    return create(out, &ops, fd, false);
}
