#include "journal/export/letter.h"

#include "base/util.h"
#include "journal/export/export_query.h"
#include "journal/export/export_text.h"
#include "journal/outgoing.h"
#include "journal/store.h"

#include <sqlite3.h>
#include <string.h>

#define LINE_MAX_BYTES (1 << 18)
#define HASH_DIGITS 8

#define INT(column)                                                                                \
    { .name = (column), .type = SK_CELL_INT }
#define TEXT(column)                                                                               \
    { .name = (column), .type = SK_CELL_TEXT }
#define TIME(column)                                                                               \
    { .name = (column), .type = SK_CELL_TIME }

/* The names of the export of pairs and events, where they have them. The id comes first, by which a
 * receiver knows what it has already; new ones come last, as receivers rest on them. */
static const struct sk_column columns[] = {
    TEXT("id"),
    INT("schema"),
    TEXT("bench"),
    TEXT("bench_id"),
    INT("seq"),
    TEXT("event"),
    TEXT("at"),
    TEXT("hash"),
    INT("number"),
    TEXT("kind"),
    TEXT("result"),
    TEXT("serial"),
    TEXT("instance"),
    TEXT("operator"),
    INT("person"),
    TEXT("customer_order"),
    TEXT("region"),
    TEXT("profile"),
    TIME("scanned_at"),
    TIME("sent_at"),
    TIME("settled_at"),
    INT("attempts"),
    INT("already"),
    TEXT("code"),
    TEXT("message"),
    TEXT("request_id"),
    INT("refers"),
    TEXT("note"),
    TEXT("source"),
    TEXT("device"),
    TEXT("symbology"),
    INT("serial_by_hand"),
    TEXT("instance_source"),
    TEXT("instance_device"),
    TEXT("instance_symbology"),
    INT("instance_by_hand"),
};

/* Behind the columns: what the letter itself has. */
enum { EXTRA_SEQ = SK_ARRAY_LEN(columns), EXTRA_WALL_MS };

#define OPERATOR_OF_PAIR SK_OPERATOR_SQL("p")
#define OPERATOR_OF_EVENT SK_OPERATOR_SQL("x")

/* Of e: an event that makes a letter. ?6: dead ones are sent again, too. */
#define IS_LETTER "(" SK_SETTLING_SQL " OR (e.event = 'resend' AND ?6))"

/* The event that the letter is about, x, is the row's own, e, or the one that is to be sent again.
 * Who did it is the pair's operator, but of `dealt` the supervisor. */
static const char select_sql[] =
    "SELECT b.id || '-' || printf('%012d', x.seq) || '-' || substr(lower(hex(x.hash)), 1, ?4), ?5,"
    " ?3, b.id, x.seq, x.event, x.at, lower(hex(x.hash)), p.number, p.kind,"
    " CASE x.result WHEN '' THEN p.result ELSE x.result END, p.serial, p.instance,"
    " CASE x.event WHEN 'dealt' THEN " OPERATOR_OF_EVENT " ELSE " OPERATOR_OF_PAIR " END,"
    " nullif(CASE x.event WHEN 'dealt' THEN x.person ELSE p.person END, 0),"
    " p.customer_order, p.region, p.profile, p.scanned_wall_ms, p.sent_wall_ms,"
    " p.changed_wall_ms, p.attempts, x.already, x.code, x.message, x.request_id,"
    " nullif(p.refers, 0), CASE x.note WHEN '' THEN p.note ELSE x.note END,"
    " p.source, p.device, p.symbology, p.serial_by_hand, p.instance_source, p.instance_device,"
    " p.instance_symbology, p.instance_by_hand, e.seq, x.wall_ms"
    " FROM event AS e CROSS JOIN bench AS b CROSS JOIN event AS x CROSS JOIN pair AS p"
    " WHERE e.seq > ?1 AND " IS_LETTER
    " AND x.seq = CASE e.event WHEN 'resend' THEN e.refers ELSE e.seq END AND p.number = x.pair"
    " ORDER BY e.seq LIMIT ?2";

static enum sk_err prepare(struct sk_journal *journal, const struct sk_letter_request *request,
                           sqlite3_stmt **statement, struct sk_err_info *info) {
    enum sk_err err = sk_store_prepare(journal, statement, select_sql, info);
    if (!err) {
        (void)sqlite3_bind_int64(*statement, 1, request->after);
        (void)sqlite3_bind_int64(*statement, 2, request->limit);
        (void)sqlite3_bind_text(*statement, 3, request->bench, -1, SQLITE_STATIC);
        (void)sqlite3_bind_int(*statement, 4, HASH_DIGITS);
        (void)sqlite3_bind_int(*statement, 5, SK_LETTER_VERSION);
        (void)sqlite3_bind_int(*statement, 6, request->again);
    }
    return err;
}

static int64_t number_of(const struct sk_cell *cells, const char *name) {
    for (size_t i = 0; i < SK_ARRAY_LEN(columns); i++) {
        if (strcmp(columns[i].name, name) == 0) {
            return cells[i].number;
        }
    }
    return 0;
}

struct letter_reading {
    const struct sk_letter_request *request;
    void (*each)(void *data, const struct sk_letter *letter);
    void *data;
    struct sk_export_reader reader;
    struct sk_buf line;
    int32_t count;
    int64_t last;
};

static enum sk_err give(struct letter_reading *reading, sqlite3_stmt *statement) {
    struct sk_cell cells[SK_ARRAY_LEN(columns)];
    sk_export_read(&reading->reader, statement, columns, SK_ARRAY_LEN(columns), cells);
    sk_buf_clear(&reading->line);
    enum sk_err err = sk_export_line(&reading->line, reading->request->format == SK_EXPORT_CSV,
                                     columns, SK_ARRAY_LEN(columns), cells);
    if (err) {
        return err;
    }
    struct sk_letter letter = { .seq = sqlite3_column_int64(statement, EXTRA_SEQ),
                                .event = number_of(cells, "seq"),
                                .pair = number_of(cells, "number"),
                                .wall_ms = sqlite3_column_int64(statement, EXTRA_WALL_MS),
                                .id = cells[0].text,
                                .text = reading->line.data,
                                .length = reading->line.length };
    reading->count++;
    reading->last = letter.seq;
    reading->each(reading->data, &letter);
    return SK_OK;
}

/* Within one snapshot: between the last letter and the end there is none. */
static enum sk_err read_within(struct sk_journal *journal, struct letter_reading *reading,
                               int64_t *end, struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    int status = SQLITE_DONE;
    enum sk_err err = sk_store_number(journal, "SELECT seq FROM head", end, info);
    if (!err) {
        err = prepare(journal, reading->request, &statement, info);
    }
    while (!err && (status = sqlite3_step(statement)) == SQLITE_ROW) {
        err = give(reading, statement);
        if (err) {
            err = sk_fail(info, err, "not enough memory to read what is to be delivered");
        }
    }
    if (!err && status != SQLITE_DONE) {
        err = sk_store_fail(journal, status, info);
    }
    sqlite3_finalize(statement);
    return err;
}

enum sk_err sk_letter_read(struct sk_journal *journal, const struct sk_letter_request *request,
                           void (*each)(void *data, const struct sk_letter *letter), void *data,
                           int64_t *read_to, bool *has_more, struct sk_err_info *info) {
    struct letter_reading reading = {
        .request = request, .each = each, .data = data, .line = SK_BUF_INIT(LINE_MAX_BYTES)
    };
    int64_t end = 0;
    enum sk_err err = sk_store_execute(journal, "BEGIN", info);
    if (err) {
        return err;
    }
    err = read_within(journal, &reading, &end, info);
    (void)sk_store_execute(journal, "ROLLBACK", NULL); /* nothing was written */
    sk_buf_finish(&reading.line);
    if (!err) {
        *has_more = reading.count == request->limit && reading.last < end;
        *read_to = *has_more ? reading.last : end;
    }
    return err;
}

enum sk_err sk_letter_count(struct sk_journal *journal, int64_t after, int64_t *count,
                            struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err =
        sk_store_prepare(journal, &statement,
                         "SELECT count(*) FROM event AS e WHERE e.seq > ?1 AND " IS_LETTER, info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, after);
    (void)sqlite3_bind_int(statement, 6, 1);
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
        *count = sqlite3_column_int64(statement, 0);
    } else {
        err = sk_store_fail(journal, status, info);
    }
    sqlite3_finalize(statement);
    return err;
}

enum sk_err sk_letter_head(enum sk_export_format format, struct sk_buf *out) {
    return sk_export_head(out, format == SK_EXPORT_CSV, columns, SK_ARRAY_LEN(columns));
}

_Static_assert(SK_LETTER_ID_SIZE >= SK_OUTGOING_CHAIN_SIZE, "room for the id of a bench");

enum sk_err sk_letter_bench(struct sk_journal *journal, char *out, struct sk_err_info *info) {
    return sk_outgoing_chain(journal, out, info);
}
