/* outcome.h — decides what is known, from how an exchange ended and what was answered. Pure. */
#ifndef SAG_OUTCOME_H
#define SAG_OUTCOME_H

#include "client/buf.h"
#include "client/key.h"
#include "client/reply.h"
#include "client/sag_client.h"

/* The rule (README.md, "Answers" and "Error codes"):
 * - No answer: UNKNOWN if the request may have reached the server, else NOT_SENT. A redirect, an
 *   oversized or unreadable answer are no answers of the service: who answered may or may not
 *   have passed the request on, so they are UNKNOWN and never a refusal.
 * - A known Code decides, whatever the HTTP status.
 * - An unknown Code with 4xx: refused. The supervisor is to fix it, not IT: it concerns this pair
 *   as far as anybody knows, so this device is set aside and the bench goes on.
 * - Any other answer with a Code, or without a RequestId, or not with 200: UNKNOWN.
 * Fills in end, cls, fix and traits. reply is NULL unless end is SAG_END_ANSWER. */
void sag_outcome_judge(struct sag_outcome *outcome, enum sag_end end, int http_status,
                       const struct sag_reply *reply, bool may_have_reached);

/* Puts into out (SAG_TEXT_SIZE bytes) what of the service's message may be shown and logged.
 * For SignatureDoesNotMatch the message quotes the server's string to sign, which can hold the
 * security token: it is replaced by whether that equals ours. Elsewhere secret and token are
 * overwritten. key and ours may be NULL. */
void sag_outcome_message(char *out, const struct sag_reply *reply, const struct sag_key *key,
                         const char *ours);

#endif
