#include "journal/exported.h"

#include "base/parse.h"

#include <string.h>

#define WORDS_BEFORE "; pairs up to " /* of SK_EXPORTED_NOTE */
#define WORDS_AFTER " were exported"

/* Few rows, by the index of events about the journal itself. */
#define READ_SQL                                                                                   \
    "SELECT exported_number,"                                                                      \
    " (SELECT coalesce(max(refers), 0) FROM event WHERE event='exported' AND pair=0),"             \
    " (SELECT note FROM event WHERE event='purged' AND pair=0 ORDER BY seq DESC LIMIT 1),"         \
    " purged_seq FROM mark"

/* False: the note does not say it. */
static bool read_note(const char *note, int64_t *number) {
    char digits[24];
    const char *from = strstr(note, WORDS_BEFORE);
    const char *to = from ? strstr(from, WORDS_AFTER) : NULL;
    if (!to) {
        return false;
    }
    from += sizeof(WORDS_BEFORE) - 1;
    size_t length = to > from ? (size_t)(to - from) : 0;
    if (length >= sizeof(digits)) {
        return false;
    }
    memcpy(digits, from, length);
    digits[length] = '\0';
    return sk_parse_int(digits, 0, SK_STORE_NUMBER_MAX, number);
}

static void read_row(sqlite3_stmt *statement, struct sk_exported *out) {
    int64_t by_purge = 0;
    const char *note = (const char *)sqlite3_column_text(statement, 2);
    out->mark = sqlite3_column_int64(statement, 0);
    out->number = sqlite3_column_int64(statement, 1);
    out->is_whole = sqlite3_column_int64(statement, 3) == 0 || (note && read_note(note, &by_purge));
    out->number = by_purge > out->number ? by_purge : out->number;
}

enum sk_err sk_exported_read(struct sk_journal *journal, struct sk_exported *out,
                             struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    enum sk_err err = sk_store_prepare(journal, &statement, READ_SQL, info);
    int status = err ? SQLITE_ERROR : sqlite3_step(statement);
    if (!err && status == SQLITE_ROW) {
        read_row(statement, out);
    } else if (!err) {
        err = sk_store_fail(journal, status, info);
    }
    sqlite3_finalize(statement);
    return err;
}

int64_t sk_exported_number(const struct sk_exported *exported) {
    return exported->is_whole || exported->mark < exported->number ? exported->number
                                                                   : exported->mark;
}

bool sk_exported_agrees(const struct sk_exported *exported) {
    return exported->is_whole ? exported->mark == exported->number
                              : exported->mark >= exported->number;
}
