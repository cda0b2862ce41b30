/* endpoint.h — which host a region's calls go to, and what may be called a host. Pure. */
#ifndef SAG_ENDPOINT_H
#define SAG_ENDPOINT_H

#include "client/sag_client.h"

#include <stdbool.h>

struct sag_endpoint {
    bool https;
    int port;       /* 443 or 80 where none is written */
    char host[300]; /* value of the Host header: lower case, ":port" only where not the default */
    char url[320];  /* scheme://host/ */
};

/* ^[a-z0-9]+(-[a-z0-9]+)*$ and short enough for a host name. */
bool sag_region_valid(const char *region);

/* endpoint NULL or "": by region (README.md, "Endpoints").
 * Else "host", "host:port", "[v6]:port" or a URL of these with path "/" at most.
 * Errors: SAG_ERR_CONFIG, text (SAG_TEXT_SIZE bytes) says what is wrong. *out untouched. */
enum sag_err sag_endpoint_make(struct sag_endpoint *out, const char *region, const char *endpoint,
                               bool vpc, bool allow_http_loopback, char *text);

#endif
