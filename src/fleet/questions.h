/* questions.h — who else has a device or an instance: the questions that are with the server, and
 * what is answered without it. The fleet's thread. Private to this folder. */
#ifndef SK_FLEET_QUESTIONS_H
#define SK_FLEET_QUESTIONS_H

#include "fleet/context.h"

/* Plain value. */
struct sk_fleet_question {
    bool is_claim;
    uint64_t id; /* 0: none */
    struct sk_labels
        labels;     /* to be looked at; one may be "", but not the serial number of a claim */
    int64_t person; /* who claims, with operator_name */
    char operator_name[SK_OPERATOR_SIZE];
    int32_t tries;
};

/* On the caller's memory. */
struct sk_questions {
    const struct sk_fleet_context *context;
    struct sk_fleet_question asked[SK_LINK_CALLS]; /* with the server */
    /* What is known here; NULL: nothing. Fills *word. */
    void (*look)(void *data, const struct sk_labels *labels, struct sk_fleet_word *word);
    void *data;
};

void sk_questions_init(struct sk_questions *questions, const struct sk_fleet_context *context);

/* SK_FLEET_WORD follows, perhaps at once. */
void sk_questions_take(struct sk_questions *questions, const struct sk_fleet_question *question,
                       sk_ms now);
/* Of a call that is theirs (ASK, CLAIM). False: it is not. */
bool sk_questions_answer(struct sk_questions *questions, int32_t tag, uint64_t id,
                         const PGresult *result, sk_ms now);

#endif
