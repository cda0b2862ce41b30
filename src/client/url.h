/* url.h — URLs that may hold a user and a password: checks their form, and prints them without
 * secrets. Pure but for sag_proxy_check(). */
#ifndef SAG_URL_H
#define SAG_URL_H

#include "client/sag_client.h"

#include <stdbool.h>
#include <stddef.h>

/* Checks "scheme://[user[:password]@]host[:port][/path][?query]" for characters that would be taken
 * for another part: a password with '@' or '/' ends at a different place for each reader, and the
 * rest becomes a host name, which is looked up and logged. what begins the sentence in text
 * (SAG_TEXT_SIZE bytes), which says how to write the character and quotes nothing of the URL.
 * Errors: SAG_ERR_CONFIG. */
enum sag_err sag_url_check(const char *what, const char *url, char *text);
/* The same for http and https only. */
enum sag_err sag_url_check_http(const char *what, const char *url, char *text);
/* The same for a proxy: http, https, socks5, socks5h. "env": looks at the variable that libcurl
 * would take. "" is fine. */
enum sag_err sag_proxy_check(const char *proxy, char *text);

/* As sag_text_clean(), of a URL or what was meant as one: without its query, and if there is an '@'
 * in it, which may stand within a password, without anything but its scheme. */
void sag_url_clean(char *out, size_t size, const char *url);

/* Takes user, password, query and fragment out of every URL in text, in place. A URL ends at a
 * blank or a quotation mark. */
void sag_url_cut_all(char *text);

#endif
