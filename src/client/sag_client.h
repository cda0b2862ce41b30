/* sag_client.h — signs and sends requests of the Alibaba Cloud Smartag API (2018-03-13).
 *
 * The one public header of libsagclient. It knows nothing of screens or scanners and needs
 * nothing else of this project. How to use it, and what is known of the service, is in the
 * README.md that is installed with it (share/doc/libsagclient) and cited here by its headings.
 *
 * Threads. A client belongs to one thread, which calls sag_client_run() in a loop of its own or of
 * another library (sag_client_fd()); callbacks run there. Only sag_client_wake() may be called from
 * elsewhere. Two clients in two threads are fine.
 *
 * Ownership. What a function returns as `const char *` is borrowed. What comes through `out` is
 * the caller's. `const` arguments are read during the call only. */
#ifndef SAG_CLIENT_H
#define SAG_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
/* For the initializers below; before C++20 there are no designated ones in C++. */
/* clang-format off */
template <typename Struct> inline Struct sag_sized_() {
    Struct made = Struct();
    made.size = sizeof(Struct);
    return made;
}
/* clang-format on */

extern "C" {
#endif

/* The version of this header, whose one place is here. What the program runs with may be newer:
 * sag_version(). MAJOR counts breaks of programs that were built before and is in the soname; while
 * it is 0, MINOR may break as well. MINOR counts what was added. */
#define SAG_VERSION_MAJOR 0
#define SAG_VERSION_MINOR 1
#define SAG_VERSION_PATCH 0

#define SAG_VERSION_NUMBER (SAG_VERSION_MAJOR * 10000 + SAG_VERSION_MINOR * 100 + SAG_VERSION_PATCH)
#define SAG_VERSION_JOIN_(major, minor, patch) #major "." #minor "." #patch
#define SAG_VERSION_JOIN(major, minor, patch) SAG_VERSION_JOIN_(major, minor, patch)
/* "0.1.0" */
#define SAG_VERSION SAG_VERSION_JOIN(SAG_VERSION_MAJOR, SAG_VERSION_MINOR, SAG_VERSION_PATCH)

/* SAG_VERSION and SAG_VERSION_NUMBER of the library that is running. Static. */
const char *sag_version(void);
int sag_version_number(void);

struct sag_client;

/* Why a call of this library (not of the service) failed. */
enum sag_err {
    SAG_OK = 0,
    SAG_ERR_NOMEM = -1,
    SAG_ERR_CONFIG = -2,      /* a value of struct sag_config is impossible; the text names it */
    SAG_ERR_CREDENTIALS = -3, /* none found, or a source is broken; the text names file and line */
    SAG_ERR_TLS = -4,         /* the CA file cannot be read or holds no certificate */
    SAG_ERR_ARGUMENT = -5,    /* a parameter of the request cannot be sent as it is */
    SAG_ERR_SYSTEM = -6,      /* a thread, libcurl itself */
    SAG_ERR_DESCRIPTORS = -7, /* no file descriptor left to read the files or to wait with */
};

/* Bytes of the longest sentence in English that this library writes, with NUL. */
#define SAG_TEXT_SIZE 512

/* What failed, and a sentence that says why and what fixes it; never a secret. In the caller's
 * memory, and always filled: with SAG_OK and "" if nothing failed. */
struct sag_error {
    enum sag_err code;
    char text[SAG_TEXT_SIZE];
};

/* What is known about the device after the exchange. One of these, always. */
enum sag_class {
    SAG_CLASS_OK,       /* 200, parses, has a RequestId and no Code, fits its request */
    SAG_CLASS_REFUSED,  /* certainly not done, and not by trying again; who can fix it: fix */
    SAG_CLASS_BUSY,     /* certainly not done; later it may work */
    SAG_CLASS_UNKNOWN,  /* it may have been done; ask before sending again */
    SAG_CLASS_NOT_SENT, /* no byte of the request left: offline, TLS refused, cancelled */
};

/* Who can fix a refusal; SAG_FIX_NOBODY where there is none. */
enum sag_fix {
    SAG_FIX_NOBODY,
    SAG_FIX_WORKER,     /* by another label: whoever has the device in hand */
    SAG_FIX_SUPERVISOR, /* the back office: over limit, in arrears, conflict */
    SAG_FIX_IT,         /* credentials, permission, clock, region, our own bug */
};

/* What a program may want to know of a code beside its class, so that it need compare no codes.
 * Bits; more may come. */
enum sag_trait {
    SAG_TRAIT_THROTTLED = 1 << 0, /* BUSY, and it concerns every call of the account */
    SAG_TRAIT_FORBIDDEN = 1 << 1, /* the account may not do this, whatever the device */
    SAG_TRAIT_CONFLICT = 1 << 2,  /* the device is bound to another instance */
    /* An earlier bind of the same pair may be what is in the way, if its outcome is not known: ask
     * what is bound before this refusal is believed. */
    SAG_TRAIT_MAY_BE_OWN = 1 << 3,
};

/* Where an exchange ended when it did not end with an answer. SAG_END_ANSWER: it did. */
enum sag_end {
    SAG_END_ANSWER,
    SAG_END_RESOLVE,    /* the host name has no address */
    SAG_END_CONNECT,    /* refused, unreachable or no answer to the connect */
    SAG_END_PROXY,      /* the proxy is wrong or refuses */
    SAG_END_TLS,        /* handshake or certificate; text says which */
    SAG_END_SEND,       /* broke while the request was being written */
    SAG_END_RECEIVE,    /* broke before the answer was complete, or no answer at all */
    SAG_END_TIMEOUT,    /* the total limit passed; may_have_reached says on which side of sending */
    SAG_END_TOO_LARGE,  /* the answer passes 1 MiB */
    SAG_END_UNREADABLE, /* an answer, but neither JSON nor XML of the service (captive portal) */
    SAG_END_REDIRECT,   /* 3xx; not followed */
    SAG_END_CANCELLED,  /* by sag_client_cancel() or sag_client_destroy() */
    SAG_END_CREDENTIALS, /* no usable key could be had at the moment of signing */
    SAG_END_INTERNAL,    /* out of memory or libcurl's own failure */
    SAG_END_UNASKED,     /* an answer that belongs to another request: it came before this one was
                          * written, or with a RequestId that was seen before */
    SAG_END_MISMATCH,    /* an answer that names another device, instance, region or page */
    SAG_END_DESCRIPTORS, /* no file descriptor left to connect with */
    SAG_END_CLOCK,       /* by this machine's clock the server's certificate is not valid yet */
};

/* One finished exchange. All pointers are borrowed and die with the callback; none is NULL
 * (absent is ""). Every text is UTF-8 without control characters and is capped. */
struct sag_outcome {
    enum sag_class cls;
    enum sag_fix fix;
    unsigned traits; /* enum sag_trait, of the code */
    enum sag_end end;
    int http_status;       /* 0: no status line was read */
    bool may_have_reached; /* the request may have reached the server */
    const char *code;      /* e.g. "SAG.SnConflict" */
    const char *message;   /* the service's own words, or the transport's */
    const char *request_id;
    int64_t retry_after_ms;  /* header x-acs-retry-after; 0: none */
    int64_t elapsed_ms;      /* from submission to this outcome */
    int64_t server_ms;       /* from the last request byte to the first answer byte; -1 unknown */
    int64_t clock_offset_ms; /* server's Date minus local clock, 0 if within a minute */
    /* This very answer has a Date, and comes from an authenticated server, or from this machine.
     * server_offset_ms: that Date minus the local clock, give or take a second and the time on the
     * way. */
    bool has_server_time;
    int64_t server_offset_ms;
    const char *attempt_id; /* the nonce; "" if nothing was signed */
};

/* One SAG instance or a row of a list, for the describe calls. Borrowed, dies with the callback.
 * A device's SecretKey is never read into this or anything else. */
struct sag_gateway {
    const char *instance_id;
    const char *name;
    const char *status;
    const char *hardware; /* HardwareVersion */
    int64_t end_time_ms;  /* 0: not told */
    size_t serial_count;
    const char *const *serials; /* whole serial numbers, already split at commas and trimmed */
};

struct sag_page {
    int64_t total; /* TotalCount; 1 for an attribute answer */
    int64_t page;
    int64_t page_size;
    size_t count;
    const struct sag_gateway *gateways;
};

/* Called once a call, on the client's thread, from inside sag_client_run(), _cancel() or
 * _destroy(), never from inside the function that submitted it. It may submit further calls; it
 * must not destroy the client. page is NULL unless the call was a describe with class OK. */
typedef void (*sag_done)(void *data, uint64_t call_id, const struct sag_outcome *outcome,
                         const struct sag_page *page);

enum sag_signature { SAG_SIGNATURE_V3, SAG_SIGNATURE_V1 };
enum sag_format { SAG_FORMAT_JSON, SAG_FORMAT_XML };

enum sag_notice_level { SAG_NOTICE_INFO, SAG_NOTICE_WARNING };

/* Something IT should read: a credentials file that others may read, a clock that is wrong, a key
 * that was rotated. Never holds a secret. On the client's thread, in the middle of other work: it
 * may submit calls, but must not cancel one, warm or destroy the client. */
typedef void (*sag_notice)(void *data, enum sag_notice_level level, const char *text);

/* Structs that callers fill begin with their size, which the initializers below set, so that a
 * program goes on with a library whose struct has grown at its end: what is behind size counts as
 * zero, which means the behaviour from before the member existed. The other way round, a program
 * that sets a member that the library does not know (non-zero bytes behind those it knows) is
 * refused, as the setting would have no effect. Structs that the library fills are behind a
 * pointer, and may grow at their ends, too; those in arrays (sag_param, sag_gateway) and those in
 * the caller's memory (sag_error, sag_signed) never do. */
#ifdef __cplusplus
#define SAG_CONFIG_INIT sag_sized_<struct sag_config>()
#define SAG_SIGN_INPUT_INIT sag_sized_<struct sag_sign_input>()
#else
#define SAG_CONFIG_INIT                                                                            \
    { .size = sizeof(struct sag_config) }
#define SAG_SIGN_INPUT_INIT                                                                        \
    { .size = sizeof(struct sag_sign_input) }
#endif

/* Zero is a sensible value for every member but size; beside size only region is mandatory. Strings
 * are copied. */
struct sag_config {
    size_t size;              /* sizeof(struct sag_config), by SAG_CONFIG_INIT */
    const char *region;       /* ^[a-z0-9]+(-[a-z0-9]+)*$, e.g. "cn-hangzhou" */
    const char *endpoint;     /* host, host:port or https URL; NULL: README.md, "Endpoints" */
    bool vpc_endpoint;        /* take the VPC host of the region where there is one */
    bool allow_http_loopback; /* accept an http:// endpoint on 127.0.0.0/8, ::1, localhost */
    enum sag_signature signature;
    enum sag_format format;
    const char *ca_file;        /* PEM; NULL: the system's */
    const char *proxy;          /* NULL: none; "env": https_proxy and no_proxy; else a URL */
    int64_t connect_timeout_ms; /* 0: 5000 */
    int64_t total_timeout_ms;   /* 0: 15000; from submission */
    int max_in_flight;          /* 0: 16; further calls wait their turn in order */
    /* An idle connection is closed after this time, or a second before the one that the server
     * announces (Keep-Alive: timeout=), so that no request meets a server, proxy or address
     * translator that has just dropped it. 0: 10000; -1: never. */
    int64_t idle_close_ms;

    /* Credentials. What is named here is used or refused: explicit keys, else credentials_file,
     * else profile. Else the chain: environment, CLI file, INI file, URI, instance metadata; the
     * first that yields a complete set, and one that is there but cannot be used is a notice. */
    const char *access_key_id;
    const char *access_key_secret;
    const char *security_token;
    const char *profile;           /* NULL: ALIBABA_CLOUD_PROFILE, else each file's default */
    const char *credentials_file;  /* INI. NULL: by the chain */
    const char *sts_endpoint;      /* as endpoint; NULL: by the role's profile */
    const char *metadata_endpoint; /* NULL: the vendor's link-local address; for tests */
    bool disable_metadata;         /* never ask instance metadata */

    /* For tests: NULL takes the machine's clock and the kernel's random bytes. */
    int64_t (*wall_ms)(void *data);                       /* since 1970, UTC */
    bool (*random)(void *data, void *bytes, size_t size); /* false: no randomness to be had */
    void *trait_data;

    sag_notice on_notice;
    void *notice_data;

    /* What came of sag_client_warm(), where it had to open a connection: SAG_END_ANSWER where the
     * server answered over one that was checked, else how far it came. NULL: nobody asks. On the
     * client's thread, under the conditions of on_notice. */
    void (*on_warm)(void *data, enum sag_end end);
    void *warm_data;
};

/* Checks the configuration; opens no connection. Credential files are read at once, so that a
 * broken one is told here; URI and metadata are asked at the first call. The first client of a
 * process starts libcurl and, so that no TLS secret is written to a file, takes SSLKEYLOGFILE out
 * of the environment: a program that reads the environment in other threads removes it itself
 * before.
 * error may be NULL; its code is what is returned: all of enum sag_err. *out untouched on error. */
enum sag_err sag_client_create(struct sag_client **out, const struct sag_config *config,
                               struct sag_error *error);

/* Ends every call with SAG_END_CANCELLED, wipes the secrets. NULL is fine. */
void sag_client_destroy(struct sag_client *client);

/* Does what can be done, then waits until something happens, sag_client_wake() is called or
 * timeout_ms pass (-1: no limit; 0: do not wait). Returns the number of calls not yet ended. */
size_t sag_client_run(struct sag_client *client, int64_t timeout_ms);

/* Makes sag_client_run() return soon, now or at its next call, and makes the descriptor below
 * readable until then. Thread: any. Async-signal-unsafe. */
void sag_client_wake(struct sag_client *client);

/* For a program with a loop of its own: instead of waiting in sag_client_run() it waits until the
 * descriptor is readable or the time-out is over, then calls sag_client_run(client, 0), which does
 * all that can be done without waiting; then it waits again.
 *
 * The descriptor stays the same for the client's life, is the client's, and is for poll(2),
 * select(2) or epoll(7) alone: nothing is to be read from it. It is level-triggered: readable as
 * long as there is something to do, quieted by sag_client_run() only; an edge-triggered wait can
 * miss work that one call leaves for the next. The time-out is in ms from now, 0 at once, -1 never.
 * It changes with every call of this library on the client but sag_client_wake(), so ask for it
 * again before each wait. */
int sag_client_fd(const struct sag_client *client);
int64_t sag_client_timeout(const struct sag_client *client);

/* Opens (or keeps) a connection with TLS done, so that the next call costs one round trip.
 * Nothing is told about success; a failing network shows in the call itself. */
void sag_client_warm(struct sag_client *client);

/* The host and port that calls go to, e.g. "smartag.cn-hangzhou.aliyuncs.com". */
const char *sag_client_host(const struct sag_client *client);

/* Where the key in use came from ("environment", "file '/etc/…', profile 'bench'"); "" if none
 * yet. Never the key itself. */
const char *sag_client_credential_source(const struct sag_client *client);

/* The source that is or would be used, with no more of its key than the last four characters of its
 * id, in text: "file '/etc/…', profile 'bench', key …4711". Cut at size bytes with NUL, for which
 * SAG_TEXT_SIZE is enough. A source on the network that was not queried yet has no key to show. */
void sag_client_describe_credentials(const struct sag_client *client, char *text, size_t size);

/* Moves the access key, its token and the credentials URI out of the environment into memory that
 * is kept out of core dumps, and overwrites them where they stood; clients still find them. To be
 * called at the start of a program, before there are threads or children. What cannot be moved for
 * lack of memory stays. */
void sag_environment_hide(void);

struct sag_param {
    const char *name;
    const char *value; /* UTF-8, may be empty */
};

/* Any Action of the API. A call is sent at most once, its parameters in a body that libcurl
 * cannot rewind: a dying connection ends as SAG_CLASS_UNKNOWN, never as a second copy. Only where
 * it is certain that the request did not leave whole (an idle connection that had died, or had an
 * answer in it that nobody asked for) it is signed anew and sent on another connection.
 * What an answer repeats (SmartAGId, SerialNumber, RegionId, PageNumber, PageSize) is compared with
 * params; what differs is SAG_END_MISMATCH, and its class is SAG_CLASS_UNKNOWN.
 * RegionId is added where params has none. parse_gateways: read the answer as a describe answer.
 * call_id (may be NULL) identifies the call for cancelling; never 0, never used again.
 * Errors: SAG_ERR_ARGUMENT (empty or doubled name, invalid UTF-8, over 64 parameters or 64 KiB),
 * SAG_ERR_NOMEM; then done is not called. */
enum sag_err sag_client_call(struct sag_client *client, const char *action,
                             const struct sag_param *params, size_t param_count,
                             bool parse_gateways, sag_done done, void *data, uint64_t *call_id);

/* The four that a bench needs; built on sag_client_call(), same errors. A '*' in a serial number
 * or an instance id (a masked example from a document) is SAG_ERR_ARGUMENT. */
enum sag_err sag_client_bind(struct sag_client *client, const char *instance_id,
                             const char *serial_number, sag_done done, void *data,
                             uint64_t *call_id);
enum sag_err sag_client_unbind(struct sag_client *client, const char *instance_id,
                               const char *serial_number, sag_done done, void *data,
                               uint64_t *call_id);
/* DescribeSmartAccessGatewayAttribute: which serial numbers does this instance hold? */
enum sag_err sag_client_describe_attribute(struct sag_client *client, const char *instance_id,
                                           sag_done done, void *data, uint64_t *call_id);
/* DescribeSmartAccessGateways. serial_number and instance_id are filters, NULL for none; whether
 * the service matches a prefix is unknown, so compare whole serial numbers again.
 * page from 1, page_size 1 to 50. */
enum sag_err sag_client_describe_gateways(struct sag_client *client, const char *serial_number,
                                          const char *instance_id, int page, int page_size,
                                          sag_done done, void *data, uint64_t *call_id);

/* Ends the call now with SAG_END_CANCELLED; may_have_reached is set truthfully. Unknown ids are
 * fine. */
void sag_client_cancel(struct sag_client *client, uint64_t call_id);

/* The table of documented codes (README.md, "Error codes"), as data. */
struct sag_code {
    const char *code; /* exact, case-sensitive; a trailing "*" stands for any continuation */
    int usual_status;
    enum sag_class cls;
    enum sag_fix fix;
    unsigned traits;     /* enum sag_trait */
    const char *meaning; /* the vendor's English text or ours, one sentence */
};
/* Two codes that a program may have to write itself: one where a question shows why a bind would
 * have been refused, one where this library refuses a value. */
#define SAG_CODE_CONFLICT "SAG.SnConflict"
#define SAG_CODE_INVALID_PARAMETER "InvalidParameter"

/* The row at index, NULL behind the last. */
const struct sag_code *sag_code_at(size_t index);
/* The row that fits code, NULL if none does. */
const struct sag_code *sag_code_find(const char *code);

const char *sag_class_name(enum sag_class cls); /* "ok", "refused", … */
const char *sag_end_name(enum sag_end end);

/* Signing alone, without a client: for tools that check vectors. Every string is borrowed;
 * results are allocated and released with sag_signed_finish(). */
struct sag_sign_input {
    size_t size; /* sizeof(struct sag_sign_input), by SAG_SIGN_INPUT_INIT */
    const char *access_key_id;
    const char *access_key_secret;
    const char *security_token; /* NULL: none */
    const char *method;         /* "GET" or "POST" */
    const char *host;           /* V3: byte-equal to the Host header */
    const char *path;           /* "/" */
    const char *action;
    const char *version;
    const char *format;    /* V1: "JSON" or "XML" */
    const char *timestamp; /* YYYY-MM-DDThh:mm:ssZ */
    const char *nonce;
    const struct sag_param *params; /* V1: the business ones; V3: those of the query */
    size_t param_count;
    const struct sag_param *headers; /* V3: extra ones; x-acs-* and content-type are signed */
    size_t header_count;
    const void *body; /* V3: exact bytes */
    size_t body_length;
    const char *content_type; /* V3: NULL if there is no body */
};
struct sag_signed {
    char *canonical; /* V1: canonical query; V3: canonical request */
    char *string_to_sign;
    char *signature;     /* V1: base64; V3: hex */
    char *authorization; /* V3: header value; V1: NULL */
    char *payload;       /* V1: query of GET or body of POST, with Signature; V3: canonical query */
    char *signed_headers; /* V3: names joined by ';'; V1: NULL */
};
/* Errors: SAG_ERR_ARGUMENT (size, or a member that is missing), SAG_ERR_NOMEM. */
enum sag_err sag_sign_v1(const struct sag_sign_input *input, struct sag_signed *out);
enum sag_err sag_sign_v3(const struct sag_sign_input *input, struct sag_signed *out);
/* Wipes and frees; a zeroed struct is fine. */
void sag_signed_finish(struct sag_signed *out);

#ifdef __cplusplus
}
#endif

#endif
