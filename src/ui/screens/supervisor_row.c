#include "ui/screens/supervisor_row.h"

#include "app/model/brief.h"
#include "app/model/sentence.h"
#include "base/assert.h"

#include <stdio.h>

static struct sk_mark mark_of(const struct sk_model_super_row *row) {
    struct sk_model_recent recent = { .result = row->result, .screen = SK_SCREEN_SAVED };
    return row->undone_by > 0 ? (struct sk_mark){ SK_ICON_UNDO, SK_NAVY_SOFT, SK_N("Undone") }
                              : sk_stage_mark(&recent);
}

struct sk_super_look sk_super_row_look(const struct sk_model_super_row *row) {
    struct sk_super_look look = { .icon = mark_of(row).icon,
                                  .paper = SK_CARD_SOFT,
                                  .ink = SK_WHITE };
    if (row->is_undelivered || row->is_unprinted) {
        return (struct sk_super_look){ SK_ICON_WARNING, SK_AMBER, SK_BLACK };
    }
    if (row->is_dealt || row->retried_by > 0 || row->undone_by > 0 || row->is_undo) {
        return look;
    }
    switch (row->result) {
    case SK_RESULT_BOUND:
        look.paper = SK_GREEN;
        look.ink = SK_BLACK;
        break;
    case SK_RESULT_REFUSED:
    case SK_RESULT_CHECK:
        look.paper = SK_RED;
        break;
    case SK_RESULT_PENDING:
        look.paper = SK_AMBER;
        look.ink = SK_BLACK;
        break;
    case SK_RESULT_WITHDRAWN:
    case SK_RESULT_UNDONE:
        break;
    }
    return look;
}

const char *sk_super_row_word(const struct sk_model_super_row *row) {
    if (row->is_undo) {
        return row->result == SK_RESULT_UNDONE ? SK_N("Undo, done") : SK_N("Undo, not done");
    }
    if (row->is_undelivered) {
        return SK_N("Not delivered");
    }
    if (row->is_unprinted) {
        return SK_N("Label not printed?");
    }
    if (row->is_dealt) {
        return SK_N("Dealt with");
    }
    if (row->retried_by > 0) {
        return SK_N("Retried");
    }
    return row->result == SK_RESULT_PENDING ? SK_N("Not settled") : mark_of(row).word;
}

/* Of what is over, or is no pair of the worker's, only its word. */
static bool has_reason(const struct sk_model_super_row *row) {
    return !row->is_undo && !row->is_undelivered && !row->is_unprinted && !row->is_dealt &&
           row->retried_by == 0 && row->undone_by == 0;
}

static struct sk_sentence sentence_of(const struct sk_model_super_row *row) {
    switch (row->result) {
    case SK_RESULT_BOUND:
        return sk_sentence_find("", SK_SCREEN_BOUND);
    case SK_RESULT_REFUSED:
        return sk_sentence_find(row->code, SK_SCREEN_REFUSED);
    case SK_RESULT_CHECK:
        return sk_sentence_find("check.unknown", SK_SCREEN_REFUSED);
    case SK_RESULT_PENDING:
        return sk_sentence_find(row->code, SK_SCREEN_SAVED);
    case SK_RESULT_WITHDRAWN:
    case SK_RESULT_UNDONE:
        return sk_sentence_notice(SK_NOTICE_UNDONE);
    }
    SK_UNREACHABLE("result");
}

void sk_super_row_reason(const struct sk_model_super_row *row, char out[SK_WORDS_SIZE]) {
    bool is_told = has_reason(row) && row->code[0] != '\0' &&
                   (row->result == SK_RESULT_REFUSED || row->result == SK_RESULT_PENDING);
    const char *text = is_told                          ? sk_brief(sentence_of(row).what)
                       : row->result == SK_RESULT_CHECK ? SK_N("Bound or not?")
                                                        : sk_super_row_word(row);
    (void)snprintf(out, SK_WORDS_SIZE, "%s",
                   sk_text(has_reason(row) ? text : sk_super_row_word(row)));
}

void sk_super_row_sentence(const struct sk_model_super_row *row, char out[SK_WORDS_SIZE]) {
    bool is_undone = row->undone_by > 0 || (row->is_undo && row->result == SK_RESULT_UNDONE);
    sk_words_place(row->place, row->where, out);
    if (is_undone) { /* what was green is no more */
        (void)snprintf(out, SK_WORDS_SIZE, "%s", sk_text(SK_N("The cloud undid the binding.")));
    } else if (out[0] == '\0' || row->result != SK_RESULT_REFUSED) {
        (void)snprintf(out, SK_WORDS_SIZE, "%s", sk_text(sentence_of(row).what));
    }
}
