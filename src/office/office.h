/* office.h — the page as a whole: who asks, may he, and what answers. */
#ifndef SK_OFFICE_OFFICE_H
#define SK_OFFICE_OFFICE_H

#include "office/answer.h"
#include "office/request.h"
#include "office/turn.h"

/* A sk_office_handle (server.h); data: a struct sk_office. */
void sk_office_answer_request(void *data, const struct sk_office_request *request,
                              struct sk_office_answer *answer);

#endif
