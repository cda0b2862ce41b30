/* certificate.h — a certification authority of one's own and a server certificate from it, made
 * in memory at each start: elliptic curve P-256, for localhost, 127.0.0.1 and ::1. The keys never
 * leave the process. */
#ifndef SK_SIM_CERTIFICATE_H
#define SK_SIM_CERTIFICATE_H

#include "base/err.h"

enum sk_sim_certificate_kind {
    SK_SIM_CERTIFICATE_GOOD,
    SK_SIM_CERTIFICATE_EXPIRED,    /* its last day is past */
    SK_SIM_CERTIFICATE_WRONG_NAME, /* for another host */
};

/* PEM texts; release with sk_sim_certificate_finish(), which wipes the key. */
struct sk_sim_certificate {
    char *ca;
    char *certificate;
    char *key;
};

/* extra_ip (may be NULL): one more address that the certificate is for.
 * Errors: SK_ERR_NOMEM for whatever OpenSSL could not do. *out untouched on error. */
enum sk_err sk_sim_certificate_make(struct sk_sim_certificate *out,
                                    enum sk_sim_certificate_kind kind, const char *extra_ip,
                                    struct sk_err_info *info);
void sk_sim_certificate_finish(struct sk_sim_certificate *certificate);

#endif
