/* verify.h — recomputes the signature of a request, both kinds, from what arrived.
 *
 * It shares no line with the client's signer: the two meet only at tests/vectors/vectors.json
 * and at the vendor's own SDKs. Pure: no I/O, no thread, no clock. */
#ifndef SK_SIM_VERIFY_H
#define SK_SIM_VERIFY_H

#include "base/buf.h"
#include "sim/keys.h"
#include "sim/request.h"
#include "sim/sts.h"

#include <stdbool.h>
#include <stdint.h>

enum sk_sim_signature { SK_SIM_SIGNATURE_NONE, SK_SIM_SIGNATURE_V1, SK_SIM_SIGNATURE_V3 };

/* Plain pointers are borrowed from the request; "" where absent. */
struct sk_sim_verdict {
    enum sk_sim_signature kind;
    const char *code;      /* NULL: genuine; else the error code to answer with */
    struct sk_buf message; /* instead of the code's usual text, if not empty; UTF-8 */
    char key_id[128];      /* cut if longer; never the secret */
    const char *action;
    const char *version;
    const char *nonce;
    bool xml; /* how the caller wants the answer */
    /* Of a temporary key that STS gave (expires_s 0: it is another), and the same as a key. */
    struct sk_sim_sts_key assumed;
    struct sk_sim_key assumed_key;
    int64_t timestamp; /* seconds since 1970, UTC; not yet compared with any clock */
};

/* Everything that needs neither a clock nor a memory: required fields, form of the timestamp,
 * key, token, body hash and signature. *verdict is filled in whatever the result; release with
 * sk_sim_verdict_finish(). Out of memory is the verdict InternalError. */
void sk_sim_verify(const struct sk_sim_request *request, const struct sk_sim_keys *keys,
                   struct sk_sim_verdict *verdict);
void sk_sim_verdict_finish(struct sk_sim_verdict *verdict);

/* The signatures alone, for the vectors: text receives the string to sign (v1) or the canonical
 * request (V3). Parameters must be parsed. out_size: 64 bytes suffice for v1, 65 for V3.
 * False: out of memory. */
bool sk_sim_signature_v1(const struct sk_sim_request *request, const char *secret,
                         struct sk_buf *text, char *out, size_t out_size);
/* signed_headers: names in lower case joined by ';'. */
bool sk_sim_signature_v3(const struct sk_sim_request *request, const char *secret,
                         const char *signed_headers, size_t signed_headers_length,
                         struct sk_buf *text, char *out, size_t out_size);

/* YYYY-MM-DDThh:mm:ssZ to seconds since 1970. False: not of this form or no such day. */
bool sk_sim_parse_time(const char *text, int64_t *out);

#endif
