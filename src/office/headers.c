#include "office/headers.h"

#include "base/language.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *skip_blanks(const char *at) {
    return at + strspn(at, " \t");
}

bool sk_office_cookie(const char *line, const char *name, char *out, size_t size) {
    size_t name_length = strlen(name);
    bool is_there = false;
    for (const char *at = skip_blanks(line); *at;) {
        size_t length = strcspn(at, ";");
        if (length > name_length && strncmp(at, name, name_length) == 0 && at[name_length] == '=') {
            size_t value = length - name_length - 1;
            if (is_there || value >= size) {
                return false;
            }
            memcpy(out, at + name_length + 1, value);
            out[value] = '\0';
            is_there = true;
        }
        at += length;
        at = skip_blanks(*at ? at + 1 : at);
    }
    return is_there;
}

/* Thousandths of "q=0.8" behind a ';'; 1000 where there is none. Mistakes count as 0. */
static int quality_of(const char *at, const char *end) {
    const char *q = at;
    while (q + 1 < end && !((q[0] == 'q' || q[0] == 'Q') && q[1] == '=')) {
        q++;
    }
    if (q + 1 >= end) {
        return 1000;
    }
    q += 2;
    int thousandths = q < end && *q >= '0' && *q <= '1' ? (*q - '0') * 1000 : 0;
    int worth = 100;
    for (q += q < end; q < end && (*q == '.' || (*q >= '0' && *q <= '9')) && worth > 0; q++) {
        if (*q != '.') {
            thousandths += (*q - '0') * worth;
            worth /= 10;
        }
    }
    return thousandths > 1000 ? 1000 : thousandths;
}

const char *sk_office_accept(const char *line) {
    const char *best = NULL;
    int best_quality = 0;
    for (const char *at = skip_blanks(line); *at;) {
        char tag[16];
        size_t length = strcspn(at, ",");
        size_t tag_length = strcspn(at, ",; \t");
        (void)snprintf(tag, sizeof(tag), "%.*s", (int)(tag_length < 15 ? tag_length : 15), at);
        const char *found = sk_language_find(tag);
        int quality = found && strcmp(tag, "C") != 0 ? quality_of(at + tag_length, at + length) : 0;
        if (quality > best_quality) {
            best = found;
            best_quality = quality;
        }
        at += length;
        at = skip_blanks(*at ? at + 1 : at);
    }
    return best;
}

const char *sk_office_bearer(const char *line) {
    static const char scheme[] = "Bearer ";
    if (strncasecmp(line, scheme, sizeof(scheme) - 1) != 0) {
        return NULL;
    }
    return skip_blanks(line + sizeof(scheme) - 1);
}

bool sk_office_is_own_origin(const char *origin, const char *host) {
    const char *at = strstr(origin, "://");
    return at && *host && strcasecmp(at + 3, host) == 0;
}

void sk_office_forwarded(const char *line, char *out, size_t size) {
    const char *comma = strrchr(line, ',');
    const char *at = skip_blanks(comma ? comma + 1 : line);
    size_t length = strspn(at, "0123456789abcdefABCDEF:.[]");
    (void)snprintf(out, size, "%.*s", (int)(length < 64 ? length : 0), at);
}

/* "[V6]:PORT" and "V4:PORT" without the port. */
static void cut_port(const char *address, char *out, size_t size) {
    const char *first = strchr(address, ':');
    bool is_v4_with_port = first && !strchr(first + 1, ':');
    size_t length = address[0] == '[' ? strcspn(address, "]") - 1
                    : is_v4_with_port ? (size_t)(first - address)
                                      : strlen(address);
    (void)snprintf(out, size, "%.*s", (int)(length < size ? length : 0),
                   address + (address[0] == '['));
}

void sk_office_network(const char *address, char *out, size_t size) {
    char alone[INET6_ADDRSTRLEN];
    struct in6_addr v6;
    cut_port(address, alone, sizeof(alone));
    if (inet_pton(AF_INET6, alone, &v6) != 1) {
        (void)snprintf(out, size, "%s", alone[0] ? alone : address);
        return;
    }
    if (IN6_IS_ADDR_V4MAPPED(&v6)) {
        (void)snprintf(out, size, "%d.%d.%d.%d", v6.s6_addr[12], v6.s6_addr[13], v6.s6_addr[14],
                       v6.s6_addr[15]);
        return;
    }
    memset(v6.s6_addr + 8, 0, 8);
    (void)inet_ntop(AF_INET6, &v6, alone, sizeof(alone));
    (void)snprintf(out, size, "%s/64", alone);
}
