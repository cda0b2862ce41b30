#include "fleet/questions.h"

#include <string.h>

#define CLAIM_SECONDS 120
#define CLAIM_TRIES 3

void sk_questions_init(struct sk_questions *questions, const struct sk_fleet_context *context) {
    *questions = (struct sk_questions){ .context = context };
}

static void tell(const struct sk_questions *questions, uint64_t id,
                 const struct sk_fleet_word *word) {
    struct sk_fleet_news news = { .type = SK_FLEET_WORD, .id = id, .u.word = *word };
    /* Where there is no room, whoever asked goes on without an answer. */
    (void)questions->context->ports.report(questions->context->ports.data, &news);
}

/* From what is known here, where the server cannot be asked. */
static void answer_here(const struct sk_questions *questions,
                        const struct sk_fleet_question *question) {
    struct sk_fleet_word word = { .type = SK_FLEET_WORD_UNKNOWN };
    if (questions->look) {
        questions->look(questions->data, &question->labels, &word);
    }
    tell(questions, question->id, &word);
}

static bool send(struct sk_questions *questions, const struct sk_fleet_question *question,
                 sk_ms now) {
    const struct sk_fleet_context *context = questions->context;
    struct sk_fleet_params params;
    if (question->is_claim) {
        sk_fleet_call_claim(&params, &context->self, &question->labels, question->person,
                            question->operator_name, CLAIM_SECONDS);
    } else {
        sk_fleet_call_ask(&params, &context->self, &question->labels);
    }
    params.call.id = question->id;
    return sk_fleet_link_send(context->link, &params.call, now);
}

static struct sk_fleet_question *find(struct sk_questions *questions, uint64_t id) {
    for (size_t i = 0; i < SK_LINK_CALLS; i++) {
        if (questions->asked[i].id == id) {
            return &questions->asked[i];
        }
    }
    return NULL;
}

/* What is known here is there at once, should the server not answer in time; its answer goes before
 * it. */
static void tell_known(const struct sk_questions *questions,
                       const struct sk_fleet_question *question) {
    struct sk_fleet_word word = { .type = SK_FLEET_WORD_UNKNOWN };
    if (!question->is_claim && questions->look) {
        questions->look(questions->data, &question->labels, &word);
    }
    if (word.type != SK_FLEET_WORD_UNKNOWN) {
        tell(questions, question->id, &word);
    }
}

void sk_questions_take(struct sk_questions *questions, const struct sk_fleet_question *question,
                       sk_ms now) {
    struct sk_fleet_question *place = find(questions, 0);
    if (place && sk_fleet_link_is_up(questions->context->link)) {
        tell_known(questions, question);
        *place = *question;
        if (send(questions, place, now) || place->id == 0) {
            return; /* sent, or answered while the connection was lost */
        }
        place->id = 0;
    }
    answer_here(questions, question);
}

/* A server of before version 5 knows no claim that looks at the instance, too. */
static bool lacks_function(const PGresult *result) {
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    return state && strcmp(state, "42883") == 0; /* undefined_function */
}

bool sk_questions_answer(struct sk_questions *questions, int32_t tag, uint64_t id,
                         const PGresult *result, sk_ms now) {
    struct sk_fleet_question *asked = find(questions, id);
    struct sk_fleet_word word = { .type = SK_FLEET_WORD_UNKNOWN };
    bool is_again = false;
    if (tag != SK_FLEET_TAG_ASK && tag != SK_FLEET_TAG_CLAIM) {
        return false;
    }
    if (!asked || id == 0) {
        return true;
    }
    if (asked->labels.serial[0] != '\0' && asked->labels.instance[0] != '\0' &&
        lacks_function(result)) {
        asked->labels.instance[0] = '\0';
        is_again = true;
    } else {
        sk_fleet_read_word(result, &word, &is_again);
    }
    if (is_again && ++asked->tries < CLAIM_TRIES && send(questions, asked, now)) {
        return true;
    }
    struct sk_fleet_question question = *asked;
    asked->id = 0;
    if (word.type == SK_FLEET_WORD_UNKNOWN) {
        answer_here(questions, &question);
    } else {
        tell(questions, id, &word);
    }
    return true;
}
