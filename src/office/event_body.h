/* event_body.h — the values of an event, out of the bytes that are hashed (journal/chain.h). Pure;
 * the bytes come from a database that a bench wrote. */
#ifndef SK_OFFICE_EVENT_BODY_H
#define SK_OFFICE_EVENT_BODY_H

#include "journal/event_row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads the values of form 1 (31 of them; the others are what a form 1 has there) or of a later
 * form (40). Texts are borrowed from body and have no NUL behind them: row->values[…].length
 * counts. False: these bytes are no event; *row is undefined then. */
bool sk_office_event_read(const uint8_t *body, size_t length, struct sk_event_row *row);

/* A number; 0 where the value is none. */
int64_t sk_office_event_number(const struct sk_event_row *row, enum sk_event_column column);

/* A text into out, cut where it does not fit, not within a character; "" where the value is none.
 * A NUL within it ends it. Returns out. */
const char *sk_office_event_text(const struct sk_event_row *row, enum sk_event_column column,
                                 char *out, size_t size);

#endif
