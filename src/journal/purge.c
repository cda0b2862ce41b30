#include "journal/purge.h"

#include "journal/exported.h"
#include "base/clock.h"
#include "base/util.h"
#include "journal/acknowledged.h"
#include "journal/known.h"
#include "journal/still.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define HANDFUL 400 /* events in one transaction */

struct purge_job {
    struct sk_journal *journal;
    const struct sk_purge *what;
    struct sk_purge_report *report;
    struct sk_err_info *info;
    int64_t purged_seq; /* as the mark has it */
    int64_t exported_number;
    struct sk_acknowledged least; /* the receiver that is furthest behind */
    int64_t end_seq;              /* the last event that may go */
};

/* The first number of a query with up to two numbers bound to ?1 and ?2; *out stays where there is
 * none. */
static enum sk_err ask(struct purge_job *job, const char *sql, int64_t a, int64_t b, int64_t *out) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(job->journal, &statement, sql, job->info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, a);
    if (sqlite3_bind_parameter_count(statement) > 1) {
        (void)sqlite3_bind_int64(statement, 2, b);
    }
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL) {
        *out = sqlite3_column_int64(statement, 0);
    } else if (status != SQLITE_ROW && status != SQLITE_DONE) {
        err = sk_store_fail(job->journal, status, job->info);
    }
    sqlite3_finalize(statement);
    return err;
}

static enum sk_err run(struct purge_job *job, const char *sql, int64_t a, int64_t b,
                       int64_t *changes) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(job->journal, &statement, sql, job->info);
    if (!err) {
        int count = sqlite3_bind_parameter_count(statement);
        (void)sqlite3_bind_int64(statement, 1, a);
        if (count > 1) {
            (void)sqlite3_bind_int64(statement, 2, b);
        }
        if (count > 2) {
            (void)sqlite3_bind_int64(statement, 3, job->end_seq);
        }
        err = sk_store_run(job->journal, statement, job->info);
    }
    sqlite3_finalize(statement);
    if (!err && changes) {
        *changes += sqlite3_changes(job->journal->db);
    }
    return err;
}

static enum sk_err read_marks(struct purge_job *job) {
    struct sk_exported exported;
    enum sk_err err =
        sk_store_number(job->journal, "SELECT purged_seq FROM mark", &job->purged_seq, job->info);
    if (!err) {
        err = sk_exported_read(job->journal, &exported, job->info);
        job->exported_number = err ? 0 : sk_exported_number(&exported);
    }
    job->least.seq = INT64_MAX;
    if (!err && !job->what->unacknowledged_too) {
        err = sk_acknowledged_least(job->journal, &job->least, job->info);
    }
    return err == SK_ERR_NOT_FOUND ? SK_OK : err; /* nobody waits for anything */
}

/* Sets end_seq: before the first event that is too young, and before the first of a pair that
 * still waits. */
static enum sk_err find_end(struct purge_job *job) {
    int64_t last = 0;
    int64_t young = 0;
    int64_t waiting = 0;
    enum sk_err err =
        sk_store_number(job->journal, "SELECT coalesce(max(seq), 0) FROM event", &last, job->info);
    if (job->what->max_events > 0 && last > job->purged_seq + job->what->max_events) {
        last = job->purged_seq + job->what->max_events;
        job->report->more = true;
    }
    if (!err) {
        young = last + 1;
        err =
            ask(job, "SELECT seq FROM event WHERE wall_ms >= ?1 AND seq > ?2 ORDER BY seq LIMIT 1",
                job->what->before_ms, job->purged_seq, &young);
    }
    if (!err) {
        waiting = last + 1;
        err = ask(job,
                  "SELECT min(e.seq) FROM pair AS p JOIN event AS e ON e.pair = p.number"
                  " WHERE p.result = 'pending' AND p.result <> 'bound' AND e.seq > ?1",
                  job->purged_seq, 0, &waiting);
    }
    int64_t end = young < waiting ? young - 1 : waiting - 1;
    if (!err && job->what->exported_only) {
        int64_t kept = last + 1;
        err = ask(job, "SELECT min(seq) FROM event WHERE pair > ?1 AND seq > ?2",
                  job->exported_number, job->purged_seq, &kept);
        end = kept <= end ? kept - 1 : end;
        end = job->least.seq < end ? job->least.seq : end;
    }
    job->report->more = job->report->more && end >= last;
    job->end_seq = end < last ? end : last;
    return err;
}

static enum sk_err check_exported(struct purge_job *job) {
    int64_t newest = 0;
    enum sk_err err = ask(job, "SELECT max(pair) FROM event WHERE seq > ?1 AND seq <= ?2",
                          job->purged_seq, job->end_seq, &newest);
    if (!err && newest > job->exported_number) {
        err = sk_fail(job->info, SK_ERR_DENIED,
                      "pairs %" PRId64 " to %" PRId64
                      " were not exported and stay; export them first, without a filter but days: "
                      "sag-kioskctl log export",
                      job->exported_number + 1, newest);
    }
    return err;
}

static enum sk_err check_acknowledged(struct purge_job *job) {
    return job->least.seq >= job->end_seq
               ? SK_OK
               : sk_fail(job->info, SK_ERR_DENIED,
                         "events %" PRId64 " to %" PRId64
                         " were not delivered to the %s yet and stay; wait until they are, or see "
                         "'sag-kioskctl log receivers'",
                         job->least.seq + 1, job->end_seq, job->least.name);
}

/* From here on the chain begins behind end_seq. */
static enum sk_err mark_within(struct purge_job *job) {
    struct sk_clock *clock = sk_clock_system();
    struct sk_record record = { .event = SK_EVENT_PURGED,
                                .has_source =
                                    job->what->operator_name && job->what->operator_name[0],
                                .pair.serial_facts.source =
                                    job->what->on_screen ? SK_SOURCE_SCREEN : SK_SOURCE_CLI,
                                .wall_ms = clock->ops->wall(clock),
                                .at = clock->ops->now(clock) };
    char hex[SK_CHAIN_HEX_SIZE];
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(job->journal, &statement,
                                       "UPDATE mark SET purged_seq = ?1, purged_hash ="
                                       " (SELECT hash FROM event WHERE seq = ?1)"
                                       " RETURNING purged_hash",
                                       job->info);
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, job->end_seq);
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW && sqlite3_column_bytes(statement, 0) == SK_CHAIN_SIZE) {
        sk_chain_hex(sqlite3_column_blob(statement, 0), hex);
        status = sqlite3_step(statement);
    }
    err = status == SQLITE_DONE ? SK_OK : sk_store_fail(job->journal, status, job->info);
    sqlite3_finalize(statement);
    if (err) {
        return err;
    }
    record.pair.refers = job->end_seq;
    record.pair.person = job->what->person;
    (void)snprintf(record.pair.operator_name, sizeof(record.pair.operator_name), "%s",
                   job->what->operator_name ? job->what->operator_name : "");
    (void)snprintf(record.note, sizeof(record.note),
                   "%s is the hash of event %" PRId64
                   ", the last of those that were purged" SK_EXPORTED_NOTE "%s",
                   hex, job->end_seq, job->exported_number, job->what->why ? job->what->why : "");
    return sk_append_within(job->journal, &record, 1, NULL, job->info);
}

static enum sk_err set_mark(struct purge_job *job) {
    enum sk_err err = sk_store_begin(job->journal, job->info);
    if (err) {
        return err;
    }
    err = sk_store_end(job->journal, mark_within(job), job->info);
    if (!err) {
        job->purged_seq = job->end_seq;
    }
    return err;
}

#define OLD_PAIRS                                                                                  \
    " FROM pair AS p WHERE p.number IN (SELECT pair FROM event WHERE seq BETWEEN ?1 AND ?2"        \
    " AND pair > 0) AND NOT EXISTS (SELECT 1 FROM event WHERE pair = p.number AND seq > ?3)"

#define INDEXED_PAIRS " AND p.number <= (SELECT text_number FROM mark)"

#define HANDFUL_PAIRS HANDFUL /* a pair has an event at least */

/* Of the pairs that go, those that have a picture. */
static enum sk_err find_stills(struct purge_job *job, int64_t first, int64_t last,
                               int64_t numbers[HANDFUL_PAIRS], size_t *count) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(job->journal, &statement,
                                       "SELECT p.number" OLD_PAIRS " AND p.still<>''", job->info);
    *count = 0;
    if (err) {
        return err;
    }
    (void)sqlite3_bind_int64(statement, 1, first);
    (void)sqlite3_bind_int64(statement, 2, last);
    (void)sqlite3_bind_int64(statement, 3, job->end_seq);
    int status = SQLITE_DONE;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW && *count < HANDFUL_PAIRS) {
        numbers[(*count)++] = sqlite3_column_int64(statement, 0);
    }
    err = status == SQLITE_DONE ? SK_OK : sk_store_fail(job->journal, status, job->info);
    sqlite3_finalize(statement);
    return err;
}

/* A pair goes with its first event, when its last one goes, too. */
static enum sk_err delete_within(struct purge_job *job, int64_t first, int64_t last) {
    static const char *const before[] = {
        "INSERT INTO serial_text (serial_text, rowid, serial)"
        " SELECT 'delete', p.number, indexed_text(p.serial)" OLD_PAIRS INDEXED_PAIRS,
        "INSERT INTO instance_text (instance_text, rowid, instance)"
        " SELECT 'delete', p.number, indexed_text(p.instance)" OLD_PAIRS INDEXED_PAIRS,
        "INSERT OR REPLACE INTO known SELECT p.number, known_hash(p.serial),"
        " known_hash(p.instance), " SK_KNOWN_STANDING_SQL OLD_PAIRS " AND p.kind='bind'",
    };
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < SK_ARRAY_LEN(before) && !err; i++) {
        err = run(job, before[i], first, last, NULL);
    }
    if (!err) {
        err = run(job, "DELETE FROM pair WHERE number IN (SELECT p.number" OLD_PAIRS ")", first,
                  last, &job->report->pairs);
    }
    return err ? err
               : run(job, "DELETE FROM event WHERE seq BETWEEN ?1 AND ?2", first, last,
                     &job->report->events);
}

/* A transaction; then the pictures: what a crash leaves of them, the next start takes away. */
static enum sk_err delete_handful(struct purge_job *job, int64_t first, int64_t last) {
    int64_t stills[HANDFUL_PAIRS];
    size_t count = 0;
    enum sk_err err = sk_store_begin(job->journal, job->info);
    if (err) {
        return err;
    }
    err = find_stills(job, first, last, stills, &count);
    if (!err) {
        err = delete_within(job, first, last);
    }
    err = sk_store_end(job->journal, err, job->info);
    if (!err) {
        sk_stills_remove(job->journal->path, stills, count);
    }
    return err;
}

/* Removes everything before the mark. */
static enum sk_err sweep(struct purge_job *job) {
    job->end_seq = job->purged_seq;
    for (;;) {
        int64_t first = job->purged_seq + 1;
        enum sk_err err =
            ask(job, "SELECT min(seq) FROM event WHERE seq <= ?1", job->purged_seq, 0, &first);
        if (err || first > job->purged_seq) {
            return err;
        }
        if (job->what->go_on && !job->what->go_on(job->what->data)) {
            job->report->more = true;
            return SK_OK;
        }
        int64_t last = first + HANDFUL - 1;
        last = last < job->purged_seq ? last : job->purged_seq;
        err = delete_handful(job, first, last);
        if (err) {
            return err;
        }
    }
}

enum sk_err sk_journal_purge(struct sk_journal *journal, const struct sk_purge *what,
                             struct sk_purge_report *report, struct sk_err_info *info) {
    struct purge_job job = { .journal = journal, .what = what, .report = report, .info = info };
    *report = (struct sk_purge_report){ 0 };
    enum sk_err err = read_marks(&job);
    if (!err) {
        err = sweep(&job); /* left over by an earlier purge */
    }
    if (!err) {
        err = find_end(&job);
    }
    if (!err && job.end_seq > job.purged_seq) {
        err = check_exported(&job);
        if (!err) {
            err = check_acknowledged(&job);
        }
        if (!err) {
            err = set_mark(&job);
        }
        if (!err) {
            err = sweep(&job);
        }
    }
    report->up_to_seq = job.purged_seq;
    return err;
}
