/* answer.h — what goes back: a page, bytes that are made while they are sent, or a file. */
#ifndef SK_OFFICE_ANSWER_H
#define SK_OFFICE_ANSWER_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_OFFICE_BODY_MAX (16 << 20) /* bytes of a page */

/* Bytes that are made while they are sent; a trait. */
struct sk_office_source {
    const struct sk_office_source_ops *ops;
};
struct sk_office_source_ops {
    /* Up to size bytes into out; how many there were. 0: the end; -1: it failed, and whoever reads
     * it shall see that it is not whole. On the connection's thread; may block. */
    int64_t (*read)(struct sk_office_source *source, char *out, size_t size);
    void (*destroy)(struct sk_office_source *source); /* NULL is not fine */
};

/* Plain value. Of body, source and fd one is used. */
struct sk_office_answer {
    int status;
    const char *type; /* Content-Type; static */
    struct sk_buf body;
    struct sk_office_source *source; /* owned; NULL: none */
    int fd;                          /* owned, of fd_size bytes; -1: none */
    int64_t fd_size;
    char location[512]; /* "": none */
    char cookie[256];   /* Set-Cookie; "": none */
    char download[128]; /* its name as a file, [A-Za-z0-9._-]; "": it is shown */
    bool may_be_kept;   /* by the browser: it is the same for everybody */
    int retry_after_s;  /* 0: none */
};

void sk_office_answer_init(struct sk_office_answer *answer);
void sk_office_answer_finish(struct sk_office_answer *answer);

#endif
