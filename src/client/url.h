/* url.h — URLs that may hold a user and a password: what they must look like, and how they are
 * written where anybody may read them. Pure but for sag_proxy_check(). */
#ifndef SAG_URL_H
#define SAG_URL_H

#include "client/sag_client.h"

#include <stdbool.h>
#include <stddef.h>

/* Checks "scheme://[user[:password]@]host[:port][/path][?query]" for what would be read as another
 * part of it than was meant: a password with '@' or '/' ends elsewhere for each reader, and its
 * rest becomes the name of a host, which is looked up and written into logs. what begins the
 * sentence in text (SAG_TEXT_SIZE bytes), which says how to write the character and quotes nothing
 * of the URL. Errors: SAG_ERR_CONFIG. */
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
