/* line.h — a screen as one line for machines and logs. Pure.
 *
 * State word first, in English always; facts next; the sentence, in the chosen language, behind
 * the first ": ". One of:
 *   STARTING
 *   READY                               or READY sticky [instance=I]
 *   HALF device=S                       or HALF instance=I
 *   WORKING #N S -> I
 *   BOUND #N S -> I [already=yes] [request-id=R]: what happened. what to do
 *   REFUSED #N S -> I [code=C] [request-id=R] who=W: …     W: nobody, worker, supervisor, it
 *   RETRY …, CHECKING …, SAVED …        as REFUSED
 *   NOTICE name [label="L"]: …          name: not-a-label, double-scan, … (sk_notice in lower case)
 *   PROBLEM COUNT: the first problem
 * A label is quoted where it is free text; '"' in it becomes \". Nothing contains a control
 * character; a new meaning gets a new word, existing words keep theirs. */
#ifndef SK_UI_LINE_H
#define SK_UI_LINE_H

#include "app/model/model.h"

#include <stddef.h>

#define SK_LINE_SIZE 2048

/* Writes the line without a line feed; cut at out_size (bytes, with NUL). */
void sk_line_format(const struct sk_model *model, char *out, size_t out_size);

/* The notice of a model as a NOTICE line, whatever the screen; "" if it has none. */
void sk_line_format_notice(const struct sk_model *model, char *out, size_t out_size);

#endif
