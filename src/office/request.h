/* request.h — what a browser or another program asks for. Plain value; texts are borrowed while it
 * is answered, never NULL. All of it comes from outside. */
#ifndef SK_OFFICE_REQUEST_H
#define SK_OFFICE_REQUEST_H

#include "office/form.h"
#include "office/multipart.h"

#include <stdbool.h>
#include <stddef.h>

#define SK_OFFICE_ADDRESS_SIZE 64

enum sk_office_method { SK_OFFICE_GET, SK_OFFICE_POST, SK_OFFICE_PUT, SK_OFFICE_OTHER };

struct sk_office_request {
    enum sk_office_method method; /* HEAD is GET; who sends drops the body */
    const char *path;             /* as it came, without the query: nothing in it is decoded */
    const char *target;           /* with the query */
    struct sk_office_form query;
    struct sk_office_form form;     /* of a body that is one; else empty */
    struct sk_office_upload upload; /* the file that came with the form */
    int refusal; /* 413 or 503: the body was not taken, and there is no form; 0: it was */
    const char *body;
    size_t body_length;
    const char *cookie;
    const char *accept_language;
    const char *authorization;
    const char *origin;
    const char *host;
    const char *fetch_site;
    const char *content_type;
    bool is_tls;                          /* on this connection, or at the proxy */
    char address[SK_OFFICE_ADDRESS_SIZE]; /* of who asks; behind a proxy what that says */
};

#endif
