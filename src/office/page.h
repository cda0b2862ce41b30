/* page.h — what all pages look like: head, menu, foot, and the pieces that they are made of. Texts
 * are in the language of the thread. Private to this folder. */
#ifndef SK_OFFICE_PAGE_H
#define SK_OFFICE_PAGE_H

#include "office/turn.h"

#include <stddef.h>
#include <stdint.h>

/* Everything up to the heading, and what was said by the step before (sk_office_go()). title: in
 * the language already. */
void sk_office_page_begin(struct sk_office_turn *turn, const char *title);
/* The rest; returns what went wrong while it was written. */
enum sk_err sk_office_page_end(struct sk_office_turn *turn);

/* An icon: "tick", "cross", "question", "clock", "arrow", "hold", "bell", "lock", "away". Says
 * nothing to whoever hears the page; words stand beside it. */
void sk_office_icon(struct sk_office_html *html, const char *name);

/* An outcome with its icon, its colour and its word. result: as in the log, "undone" too. */
void sk_office_outcome(struct sk_office_html *html, const char *result);
/* The word alone, in the language. Borrowed. */
const char *sk_office_outcome_word(const char *result);
/* All there are, in the order of a list; NULL behind the last. */
const char *sk_office_outcome_at(size_t index);

/* "2026-01-06 09:12:05", local time of this machine; 0: "–". */
void sk_office_time(struct sk_office_html *html, int64_t wall_ms);
/* The same without seconds, as text; "" for none. out has at least 17 bytes. */
void sk_office_minute(int64_t wall_ms, char *out, size_t size);
/* The day, "2026-01-06"; out has at least 11 bytes. */
void sk_office_day(int64_t wall_ms, char *out, size_t size);
/* Local midnight of "2026-01-06", and `days` later. 0: it is no day. */
int64_t sk_office_midnight(const char *day, int days);
int64_t sk_office_now(void); /* wall clock, milliseconds */
/* "12 s", "5 min", "3 h", "4 days". */
void sk_office_length(struct sk_office_html *html, int64_t ms);

/* <form method="post" …> with what proves that it is ours, and where it was. place: of the form's
 * page; "back" is this request's page. id (may be NULL): by which fields elsewhere belong to it. */
void sk_office_form_begin(struct sk_office_turn *turn, const char *place, const char *id,
                          const char *css_class);

/* <th scope="col">…</th> of each; texts are msgids, "" gives an empty <td>. numbers: bit i is set
 * where column i has numbers, which stand at the right. */
void sk_office_heads(struct sk_office_html *html, const char *const *titles, size_t count,
                     unsigned numbers);

/* A field with its label. type: "text", "date", …; id is its name. */
void sk_office_field(struct sk_office_html *html, const char *type, const char *name,
                     const char *label, const char *value);

/* The link to a pair: "Bench 7 · 42". */
void sk_office_pair_link(struct sk_office_html *html, const char *bench, const char *chain,
                         int64_t number, const char *text);

/* Instead of a page: what went wrong, by its class; also where nobody is signed in. */
void sk_office_page_error(struct sk_office_turn *turn, int status, const char *title,
                          const char *text);

#endif
