/* assumed_role.h — a RAM role that a long-lived key may assume: STS gives a temporary key by
 * AssumeRole (version 2015-04-01), signed as the vendor's SDKs sign it (v1; observed in the Go one,
 * as are the defaults here). */
#ifndef SAG_ASSUMED_ROLE_H
#define SAG_ASSUMED_ROLE_H

#include "client/buf.h"
#include "client/sag_client.h"

#include <stdbool.h>
#include <stdint.h>

struct sag_key;

/* Plain value. */
struct sag_assumed_role {
    char arn[256];          /* acs:ram::ACCOUNT:role/NAME */
    char session[65];       /* names the kiosk in the vendor's audit log */
    char policy[2049];      /* JSON that narrows the role's rights; "": none */
    char external_id[1225]; /* "": none */
    char sts_host[80];      /* by region */
    int64_t duration_s;
};

/* What a profile says; "" and 0 where it says nothing. Borrowed. */
struct sag_assumed_role_words {
    const char *arn;     /* else ALIBABA_CLOUD_ROLE_ARN */
    const char *session; /* else ALIBABA_CLOUD_ROLE_SESSION_NAME, else "sag-kiosk" */
    const char *policy;
    const char *external_id;
    const char *sts_region; /* else ALIBABA_CLOUD_STS_REGION, else the host for all regions */
    int64_t duration_s;     /* else 3600; 900 to 43200 */
    bool vpc;               /* or ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED=true; only with a region */
};

/* Fills in the defaults. where begins the sentence in text (SAG_TEXT_SIZE bytes).
 * Errors: SAG_ERR_CREDENTIALS; *out undefined then. */
enum sag_err sag_assumed_role_make(struct sag_assumed_role *out,
                                   const struct sag_assumed_role_words *words, const char *where,
                                   char *text);

/* Appends the signed form to body: the whole request except the HTTP header. key: the long-lived
 * one; nonce: never used before. Errors: SAG_ERR_NOMEM; SAG_ERR_SYSTEM: the time has no
 * timestamp. */
enum sag_err sag_assumed_role_sign(struct sag_buf *body, const struct sag_assumed_role *role,
                                   const struct sag_key *key, const char *nonce, int64_t wall_ms);

#endif
