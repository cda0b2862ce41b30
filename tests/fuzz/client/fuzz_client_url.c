#include "client/url.h"
#include "exact.h"

#include <curl/curl.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An accepted URL has the same host for libcurl as for us: no part of a password becomes a host. */
static void check_host(const char *text) {
    const char *rest = strstr(text, "://") + 3;
    const char *at = strrchr(rest, '@');
    const char *ours = at ? at + 1 : rest;
    CURLU *url = curl_url();
    char *host = NULL;
    if (!url) {
        abort();
    }
    /* libcurl normalises addresses and undoes escapes, so only plain names are compared. */
    bool is_name = ours[strcspn(ours, ":/?#%[")] != '%' && ours[0] != '[' &&
                   strpbrk(ours, "ghijklmnopqrstuvwyz");
    if (is_name && curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK &&
        curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
        strpbrk(host, "ghijklmnopqrstuvwyz") && strncasecmp(ours, host, strlen(host)) != 0) {
        abort();
    }
    curl_free(host);
    curl_url_cleanup(url);
}

/* Nothing is left between "://" and the end of a URL that could be a user or a query. */
static void check_cut(const char *text) {
    for (const char *at = strstr(text, "://"); at; at = strstr(at + 3, "://")) {
        size_t length = strcspn(at + 3, " \t\r\n'\"<>");
        for (size_t i = 0; i < length; i++) {
            if (strchr("@?#", at[3 + i])) {
                abort();
            }
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = exact_string(data, size);
    char why[SAG_TEXT_SIZE];
    if (sag_url_check_http("url", text, why) == SAG_OK) {
        check_host(text);
    }
    if (sag_proxy_check(text, why) != SAG_OK && why[0] == '\0') {
        abort();
    }
    sag_url_cut_all(text);
    check_cut(text);
    free(text);
    return 0;
}
