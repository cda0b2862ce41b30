/* doctor_cloud_try.h — tries how far the way to the cloud goes, and what this key may do there, by
 * calls that cannot change anything.
 *
 * A bind and an unbind are sent with labels that cannot exist: both have a '*', which is how the
 * vendor masks what it does not show, and are of no form that the service gives out. Whoever lacks
 * the permission is told so before the labels are looked at; everybody else that there are none. */
#ifndef SK_CLI_DOCTOR_DOCTOR_CLOUD_TRY_H
#define SK_CLI_DOCTOR_DOCTOR_CLOUD_TRY_H

#include "app/settings/config.h"
#include "client/sag_client.h"
#include "pairing/account.h"

#define SK_DOCTOR_TRY_INSTANCE "sag-doctor-asks-only-*"
#define SK_DOCTOR_TRY_SERIAL "doctor-asks-only-*"

/* --- name and connection, without the client ------------------------------------------------- */

/* Plain value. */
struct sk_doctor_way {
    char host[256]; /* without its port */
    int addresses;
    char dns[160]; /* why it has none; "": it has */
    char address[64];
    int took_ms;
    char tcp[160]; /* why none of them can be connected to; "": one can */
};

/* host: "name:port". Blocks, for a name server's time-out and 5 s an address at most. */
void sk_doctor_try_way(const char *host, struct sk_doctor_way *out);

/* --- calls ----------------------------------------------------------------------------------- */

enum sk_doctor_call {
    SK_DOCTOR_CALL_ASK,          /* a list of one instance */
    SK_DOCTOR_CALL_ASK_INSTANCE, /* about one that cannot exist, */
    SK_DOCTOR_CALL_BIND,         /* to it, of a device that cannot exist, */
    SK_DOCTOR_CALL_UNBIND,       /* from it, of that device */
};
const char *sk_doctor_call_action(enum sk_doctor_call call);

/* Plain value; as in struct sag_outcome. */
struct sk_doctor_answer {
    enum sag_class cls;
    enum sag_fix fix;
    unsigned traits;
    enum sag_end end;
    char code[96];
    char message[256];
    bool has_time;
    int64_t clock_off_ms; /* the server's clock minus this one's */
};

struct sk_doctor_try;

/* has_key: else nothing can be called, but the server can be reached. Owner: *out is the caller's.
 * Errors: SK_ERR_INVALID, with the client's sentence; SK_ERR_NOMEM. */
enum sk_err sk_doctor_try_create(struct sk_doctor_try **out, const struct sk_config *config,
                                 const struct sk_account *account, bool has_key,
                                 struct sk_err_info *info);
void sk_doctor_try_destroy(struct sk_doctor_try *cloud); /* NULL is fine */

/* The host and port that calls go to. Borrowed. */
const char *sk_doctor_try_host(const struct sk_doctor_try *cloud);

/* Connects, and has the server prove who it is. Returns how far it came: 10 s at most. Blocks. */
enum sag_end sk_doctor_try_connect(struct sk_doctor_try *cloud);

/* One call, to its end: 10 s at most. Blocks. */
void sk_doctor_try_call(struct sk_doctor_try *cloud, enum sk_doctor_call call,
                        struct sk_doctor_answer *out);

#endif
