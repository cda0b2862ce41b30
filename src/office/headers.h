/* headers.h — what is read out of a request's header lines. Pure; bytes come from outside. */
#ifndef SK_OFFICE_HEADERS_H
#define SK_OFFICE_HEADERS_H

#include <stdbool.h>
#include <stddef.h>

/* The cookie of that name out of a line "Cookie:" (RFC 6265, section 4.2), into out. False: it is
 * not there, is longer than size - 1, or there twice, so that nobody knows which is ours. */
bool sk_office_cookie(const char *line, const char *name, char *out, size_t size);

/* Which of our languages does the line "Accept-Language:" (RFC 9110, section 12.5.4) like best? As
 * sk_language_at(), static; NULL: none of them. */
const char *sk_office_accept(const char *line);

/* The token of a line "Authorization: Bearer TOKEN" (RFC 6750). NULL: it is something else.
 * Borrowed from line. */
const char *sk_office_bearer(const char *line);

/* Does "Origin: SCHEME://HOST[:PORT]" name the host of "Host: HOST[:PORT]"? */
bool sk_office_is_own_origin(const char *origin, const char *host);

/* The last address of "X-Forwarded-For: A, B", which the proxy next to us wrote; "" where it has
 * none. out has size bytes. */
void sk_office_forwarded(const char *line, char *out, size_t size);

/* Who is behind an address, for counting: an IPv4 address, also one that is written as IPv6; the
 * first half of an IPv6 one ("2001:db8:0:1::/64"), of whose second half a single customer has all.
 * A port goes. What is no address stays as it is. out has size bytes, 64 are enough. */
void sk_office_network(const char *address, char *out, size_t size);

#endif
