#include "client/endpoint.h"

#include "client/text.h"
#include "client/url.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

/* README.md, "Endpoints". The public host follows the rule everywhere; only the VPC one needs the
 * list. */
static const char *const vpc_regions[] = {
    "cn-shanghai",    "cn-hongkong",    "cn-shanghai-finance-1", "ap-southeast-1", "ap-southeast-2",
    "ap-southeast-3", "ap-southeast-5", "ap-northeast-1",        "eu-central-1",
};

enum { REGION_MAX = 40, NAME_MAX_BYTES = 253 };

bool sag_region_valid(const char *region) {
    size_t length = strlen(region);
    if (length == 0 || length > REGION_MAX) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        char c = region[i];
        bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        bool hyphen = c == '-' && i > 0 && i + 1 < length && region[i - 1] != '-';
        if (!word && !hyphen) {
            return false;
        }
    }
    return true;
}

static bool has_vpc_host(const char *region) {
    for (size_t i = 0; i < sizeof(vpc_regions) / sizeof(vpc_regions[0]); i++) {
        if (strcmp(vpc_regions[i], region) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_ipv4(const char *name) {
    struct in_addr address;
    return inet_pton(AF_INET, name, &address) == 1;
}

/* RFC 6761: what ends in .localhost is this machine, and libcurl asks nobody for its address. */
static bool is_loopback(const char *name) {
    static const char ending[] = ".localhost";
    size_t length = strlen(name);
    size_t tail = sizeof(ending) - 1;
    return (length > tail && strcmp(name + length - tail, ending) == 0) ||
           strcmp(name, "localhost") == 0 || strcmp(name, "[::1]") == 0 ||
           (is_ipv4(name) && strncmp(name, "127.", 4) == 0);
}

/* name is lower case already; brackets around IPv6. */
static bool host_name_valid(const char *name) {
    size_t length = strlen(name);
    if (length == 0 || length > NAME_MAX_BYTES) {
        return false;
    }
    if (name[0] == '[') {
        char inner[INET6_ADDRSTRLEN];
        struct in6_addr address;
        if (name[length - 1] != ']' || length - 2 >= sizeof(inner)) {
            return false;
        }
        memcpy(inner, name + 1, length - 2);
        inner[length - 2] = '\0';
        return inet_pton(AF_INET6, inner, &address) == 1;
    }
    for (size_t i = 0; i < length; i++) {
        char c = name[i];
        /* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): ends with a NUL */
        bool edge = i == 0 || i + 1 == length || name[i - 1] == '.' || name[i + 1] == '.';
        bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        if (!word && !((c == '-' || c == '.') && !edge)) {
            return false;
        }
    }
    return true;
}

static enum sag_err refuse(char *text, const char *endpoint, const char *why) {
    char clean[200];
    sag_url_clean(clean, sizeof(clean), endpoint);
    snprintf(text, SAG_TEXT_SIZE, "endpoint '%s': %s", clean, why);
    return SAG_ERR_CONFIG;
}

/* Splits "host[:port]" or "[v6][:port]" into name (lower case) and port. */
static const char *split(const char *rest, size_t length, char name[NAME_MAX_BYTES + 1],
                         int *port) {
    size_t name_length = 0;
    if (length && rest[0] == '[') {
        const char *end = memchr(rest, ']', length);
        name_length = end ? (size_t)(end - rest) + 1 : 0;
    } else {
        const char *colon = memchr(rest, ':', length);
        name_length = colon ? (size_t)(colon - rest) : length;
    }
    if (name_length == 0 || name_length > NAME_MAX_BYTES) {
        return "holds no host name";
    }
    for (size_t i = 0; i < name_length; i++) {
        char c = rest[i];
        name[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    name[name_length] = '\0';
    if (name_length < length) {
        int64_t number = 0;
        if (rest[name_length] != ':' ||
            !sag_number_parse(rest + name_length + 1, length - name_length - 1, 65535, &number) ||
            number == 0) {
            return "after the host comes ':' and a port from 1 to 65535, or nothing; "
                   "an IPv6 address goes in brackets";
        }
        *port = (int)number;
    }
    return NULL;
}

static void write_out(struct sag_endpoint *out, const char *name) {
    int usual = out->https ? 443 : 80;
    if (out->port == usual) {
        snprintf(out->host, sizeof(out->host), "%s", name);
    } else {
        snprintf(out->host, sizeof(out->host), "%s:%d", name, out->port);
    }
    snprintf(out->url, sizeof(out->url), "%s://%s/", out->https ? "https" : "http", out->host);
}

static enum sag_err by_region(struct sag_endpoint *out, const char *region, bool vpc, char *text) {
    char name[NAME_MAX_BYTES + 1];
    if (vpc && !has_vpc_host(region)) {
        snprintf(text, SAG_TEXT_SIZE,
                 "no VPC host is known for region '%s': set the endpoint, or use the public one",
                 region);
        return SAG_ERR_CONFIG;
    }
    snprintf(name, sizeof(name), "smartag%s.%s.aliyuncs.com", vpc ? "-vpc" : "", region);
    *out = (struct sag_endpoint){ .https = true, .port = 443 };
    write_out(out, name);
    return SAG_OK;
}

enum sag_err sag_endpoint_make(struct sag_endpoint *out, const char *region, const char *endpoint,
                               bool vpc, bool allow_http_loopback, char *text) {
    if (!endpoint || !*endpoint) {
        return by_region(out, region, vpc, text);
    }
    struct sag_endpoint made = { .https = true };
    const char *rest = endpoint;
    if (strchr(endpoint, '@')) { /* and not a word of it is quoted */
        snprintf(text, SAG_TEXT_SIZE,
                 "endpoint: takes no user and no password; write the host, and ':' and a port");
        return SAG_ERR_CONFIG;
    }
    if (strncmp(rest, "https://", 8) == 0) {
        rest += 8;
    } else if (strncmp(rest, "http://", 7) == 0) {
        rest += 7;
        made.https = false;
    } else if (strstr(rest, "://")) {
        return refuse(text, endpoint, "only https is spoken");
    }
    size_t length = strcspn(rest, "/");
    if (rest[length] == '/' && rest[length + 1] != '\0') {
        return refuse(text, endpoint, "nothing may follow the host and port");
    }
    made.port = made.https ? 443 : 80;
    char name[NAME_MAX_BYTES + 1];
    const char *why = split(rest, length, name, &made.port);
    if (why) {
        return refuse(text, endpoint, why);
    }
    if (!host_name_valid(name)) {
        return refuse(text, endpoint,
                      "is not a host name or address (no user, no path; an international name in "
                      "its xn-- form)");
    }
    if (!made.https && !(allow_http_loopback && is_loopback(name))) {
        return refuse(text, endpoint,
                      "http without TLS is only for a loopback address, and only where allowed; "
                      "write https://");
    }
    write_out(&made, name);
    *out = made;
    return SAG_OK;
}
