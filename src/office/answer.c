#include "office/answer.h"

#include <unistd.h>

void sk_office_answer_init(struct sk_office_answer *answer) {
    *answer = (struct sk_office_answer){ .status = 200,
                                         .type = "text/html; charset=utf-8",
                                         .body = SK_BUF_INIT(SK_OFFICE_BODY_MAX),
                                         .fd = -1 };
}

void sk_office_answer_finish(struct sk_office_answer *answer) {
    sk_buf_finish(&answer->body);
    if (answer->source) {
        answer->source->ops->destroy(answer->source);
        answer->source = NULL;
    }
    if (answer->fd >= 0) {
        (void)close(answer->fd); /* it was only read */
        answer->fd = -1;
    }
}
