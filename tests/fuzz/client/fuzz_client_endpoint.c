#include "client/endpoint.h"
#include "exact.h"

#include <curl/curl.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* libcurl must read the URL as we meant it: same host, no user, no path. */
static void check_url(const struct sag_endpoint *endpoint) {
    CURLU *url = curl_url();
    char *host = NULL;
    char *user = NULL;
    char *path = NULL;
    if (!url || curl_url_set(url, CURLUPART_URL, endpoint->url, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_USER, &user, 0) != CURLUE_NO_USER ||
        curl_url_get(url, CURLUPART_PATH, &path, 0) != CURLUE_OK || strcmp(path, "/") != 0) {
        abort();
    }
    /* libcurl normalises addresses, so only names are compared. */
    if (host[0] != '[' && strpbrk(host, "ghijklmnopqrstuvwyz") &&
        strncmp(host, endpoint->host, strlen(host)) != 0) {
        abort();
    }
    curl_free(host);
    curl_free(user);
    curl_free(path);
    curl_url_cleanup(url);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = exact_string(data, size);
    char why[SAG_TEXT_SIZE];
    struct sag_endpoint endpoint;
    if (*text && sag_endpoint_make(&endpoint, "cn-hangzhou", text, false, true, why) == SAG_OK) {
        check_url(&endpoint);
    }
    if (sag_region_valid(text) &&
        sag_endpoint_make(&endpoint, text, NULL, false, false, why) != SAG_OK) {
        abort();
    }
    free(text);
    return 0;
}
