/* head_file.h — the number and hash of the last event in a second place, the small file
 * `<journal>.head`, so that a lost end is noticed. Private to this folder.
 *
 * Two lines of 512 bytes that are written in turn, each with a checksum: if one is torn, the other
 * is left. One is written after every commit, once those who wait have been told, and without
 * waiting for the disk (a power cut only makes it older); sk_head_file_sync() waits. It is never
 * ahead of what is on the disk, as it is written after the commit. */
#ifndef SK_JOURNAL_HEAD_FILE_H
#define SK_JOURNAL_HEAD_FILE_H

#include "base/err.h"
#include "journal/chain.h"

#include <stdbool.h>
#include <stdint.h>

/* What is noted. Plain value. */
struct sk_head_note {
    int64_t seq;         /* of the last event */
    int64_t next_number; /* that no pair has had */
    char hash[SK_CHAIN_HEX_SIZE];
    bool is_one_damaged; /* the other line is not whole: it may have been the newer one */
};

struct sk_head_file {
    int fd; /* -1: none */
    unsigned turn;
    bool is_written; /* since the last sync */
};

/* Beside the journal at path. *out has fd -1 where that fails; errno says why. */
void sk_head_file_open(struct sk_head_file *out, const char *path);
void sk_head_file_close(struct sk_head_file *file);

/* Does not block on the disk. A failure leaves an older note, which does no harm. */
void sk_head_file_write(struct sk_head_file *file, const struct sk_head_note *note);
/* Blocks until what was written is on the disk. False: it may not be; errno says why. */
bool sk_head_file_sync(struct sk_head_file *file);

/* The newest note that is whole. SK_ERR_NOT_FOUND: no file, or nothing in it; SK_ERR_CORRUPT: no
 * line of it is whole; SK_ERR_IO: it cannot be read, errno says why. */
enum sk_err sk_head_file_read(const char *path, struct sk_head_note *out);

/* For a journal that is about to be replaced: the note no longer holds. */
void sk_head_file_remove(const char *path);

#endif
