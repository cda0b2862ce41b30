#include "client/url.h"

#include "client/environment.h"
#include "client/text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static enum sag_err refuse(const char *what, const char *why, char *text) {
    snprintf(text, SAG_TEXT_SIZE, "%s: %s", what, why);
    return SAG_ERR_CONFIG;
}

static bool is_hex(char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* May stand in a user or password as it is (RFC 3986, userinfo). */
static bool is_plain(const char *at) {
    unsigned char c = (unsigned char)*at;
    if (c == '%') {
        return is_hex(at[1]) && is_hex(at[2]);
    }
    return c > ' ' && c <= '~' && !strchr("@/?#[]\\\"<>^`{|}", c);
}

static enum sag_err check_user(const char *what, const char *at, const char *end, char *text) {
    for (; at < end; at++) {
        if (is_plain(at)) {
            continue;
        }
        unsigned char c = (unsigned char)*at;
        char shown[8] = "it";
        if (c > ' ' && c <= '~') {
            snprintf(shown, sizeof(shown), "%c", c);
        }
        bool may_be_path = c == '/' || c == '?' || c == '#';
        snprintf(text, SAG_TEXT_SIZE,
                 "%s: the user or the password holds a character that must not stand there as it "
                 "is: write %s as %%%02X%s",
                 what, shown, c, may_be_path ? " (and @, behind the host, as %40)" : "");
        return SAG_ERR_CONFIG;
    }
    return SAG_OK;
}

static enum sag_err check_port(const char *what, const char *colon, const char *end, char *text) {
    int64_t port = 0;
    if (!sag_number_parse(colon + 1, (size_t)(end - colon - 1), 65535, &port) || port == 0) {
        return refuse(what,
                      "behind the host comes ':' and a port from 1 to 65535, or nothing; an IPv6 "
                      "address goes in brackets",
                      text);
    }
    return SAG_OK;
}

static enum sag_err check_host(const char *what, const char *host, char *text) {
    const char *end = host + strcspn(host, "/?#");
    const char *name_end = host;
    if (*host == '[') {
        const char *bracket = memchr(host, ']', (size_t)(end - host));
        name_end = bracket ? bracket + 1 : host;
    } else {
        name_end = host + strcspn(host, ":/?#");
    }
    if (name_end == host || name_end > end) {
        return refuse(what, "holds no host name", text);
    }
    return name_end == end ? SAG_OK : check_port(what, name_end, end, text);
}

enum sag_err sag_url_check(const char *what, const char *url, char *text) {
    const char *scheme = strstr(url, "://");
    const char *rest = scheme ? scheme + 3 : url;
    const char *at = strrchr(rest, '@');
    if (at) {
        enum sag_err err = check_user(what, rest, at, text);
        if (err) {
            return err;
        }
    }
    if (!sag_token_valid(url, 2048)) {
        return refuse(what,
                      "is too long, or holds a blank or a character outside ASCII; write it as a "
                      "percent sign and its code, for example a blank as %20",
                      text);
    }
    return check_host(what, at ? at + 1 : rest, text);
}

static bool has_scheme(const char *url, const char *const *schemes) {
    for (; *schemes; schemes++) {
        if (strncmp(url, *schemes, strlen(*schemes)) == 0) {
            return true;
        }
    }
    return false;
}

enum sag_err sag_url_check_http(const char *what, const char *url, char *text) {
    static const char *const schemes[] = { "http://", "https://", NULL };
    if (!has_scheme(url, schemes)) {
        return refuse(what, "is not an http or https URL", text);
    }
    return sag_url_check(what, url, text);
}

/* In the order in which libcurl asks for them, for https. */
static const char *environment_proxy(const char **name) {
    static const char *const names[] = { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *value = sag_environment_get(names[i]);
        if (value) {
            *name = names[i];
            return value;
        }
    }
    return "";
}

enum sag_err sag_proxy_check(const char *proxy, char *text) {
    static const char *const schemes[] = { "http://", "https://", "socks5://", "socks5h://", NULL };
    const char *name = "proxy";
    if (strcmp(proxy, "env") == 0) {
        proxy = environment_proxy(&name); /* libcurl takes one without a scheme for http */
    } else if (*proxy && !has_scheme(proxy, schemes)) {
        return refuse(name,
                      "is not a URL that begins with http://, https://, socks5:// or socks5h://, "
                      "nor the word env",
                      text);
    }
    return *proxy ? sag_url_check(name, proxy, text) : SAG_OK;
}

void sag_url_clean(char *out, size_t size, const char *url) {
    const char *scheme_end = strstr(url, "://");
    size_t length = strcspn(url, "?#");
    if (strchr(url, '@')) {
        length = scheme_end && scheme_end < strchr(url, '@') ? (size_t)(scheme_end - url) : 0;
        char scheme[32];
        sag_text_clean(scheme, sizeof(scheme), url, length);
        snprintf(out, size, "%s%s***", scheme, length ? "://" : "");
        return;
    }
    sag_text_clean(out, size, url, length);
}

/* Cuts [from, to) out of the text that they point into. */
static void cut(char *from, const char *to) {
    memmove(from, to, strlen(to) + 1);
}

void sag_url_cut_all(char *text) {
    for (char *at = strstr(text, "://"); at; at = strstr(at, "://")) {
        at += 3;
        char *end = at + strcspn(at, " \t\r\n'\"<>");
        char *user_end = NULL;
        for (char *c = at; c < end; c++) {
            user_end = *c == '@' ? c + 1 : user_end;
        }
        if (user_end) {
            cut(at, user_end);
            end = at + strcspn(at, " \t\r\n'\"<>");
        }
        char *query = at + strcspn(at, "?#");
        if (query < end) {
            cut(query, end);
        }
    }
}
