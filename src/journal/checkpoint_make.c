#include "journal/checkpoint_make.h"

#include "journal/store.h"

#include <stdio.h>
#include <string.h>

static enum sk_err sign(const struct sk_checkpoint *checkpoint, const char *journal_path,
                        char out[SK_CHECKPOINT_SIZE], struct sk_err_info *info) {
    struct sk_bench_key *key = NULL;
    enum sk_err err = sk_bench_key_open(&key, journal_path, true, info);
    if (!err && sk_checkpoint_write(checkpoint, key, out) != SK_OK) {
        err = sk_fail(info, SK_ERR_NOMEM, "no memory to sign the checkpoint");
    }
    sk_bench_key_destroy(key);
    return err;
}

enum sk_err sk_checkpoint_origin(struct sk_journal *journal, char out[SK_SIGNED_NOTE_NAME_SIZE],
                                 struct sk_err_info *info) {
    sqlite3_stmt *statement = NULL;
    char id[32] = "";
    char text[SK_SIGNED_NOTE_NAME_SIZE];
    enum sk_err err = sk_store_prepare(journal, &statement, "SELECT id FROM bench", info);
    if (err) {
        return err;
    }
    int status = sqlite3_step(statement);
    if (status == SQLITE_ROW) {
        sk_store_copy_text(statement, 0, id, sizeof(id));
    } else {
        err = sk_store_fail(journal, status == SQLITE_DONE ? SQLITE_CORRUPT : status, info);
    }
    sqlite3_finalize(statement);
    if (!err) {
        (void)snprintf(text, sizeof(text), "bench-%s", id);
        sk_signed_note_name(text, out);
    }
    return err;
}

enum sk_err sk_checkpoint_make(struct sk_journal *journal, const char *bench, int64_t wall_ms,
                               char out[SK_CHECKPOINT_SIZE], struct sk_checkpoint *made,
                               struct sk_err_info *info) {
    struct sk_checkpoint checkpoint = { .seq = 0 };
    struct sk_head head;
    enum sk_err err = sk_store_head(journal, &head, info);
    if (err) {
        return err;
    }
    err = sk_checkpoint_origin(journal, checkpoint.origin, info);
    if (err) {
        return err;
    }
    if (bench[0] != '\0') {
        sk_signed_note_name(bench, checkpoint.name);
    }
    sk_checkpoint_time(wall_ms, checkpoint.time);
    checkpoint.seq = head.seq;
    memcpy(checkpoint.hash, head.hash, sizeof(checkpoint.hash));
    err = sign(&checkpoint, journal->path, out, info);
    if (!err && made) {
        *made = checkpoint;
    }
    return err;
}

enum sk_err sk_checkpoint_key(struct sk_journal *journal, struct sk_signed_note_key *out,
                              struct sk_err_info *info) {
    struct sk_bench_key *key = NULL;
    enum sk_err err = sk_checkpoint_origin(journal, out->name, info);
    if (!err) {
        err = sk_bench_key_open(&key, journal->path, true, info);
    }
    if (!err) {
        sk_bench_key_public(key, out->public_key);
        sk_bench_key_destroy(key);
    }
    return err;
}
