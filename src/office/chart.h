/* chart.h — bars as SVG, with the same figures as a table below them for whoever sees no picture.
 */
#ifndef SK_OFFICE_CHART_H
#define SK_OFFICE_CHART_H

#include "office/html.h"

#include <stddef.h>
#include <stdint.h>

/* Stacked from below: filled, striped, hollow, so that they are told apart in grey, too. */
enum sk_office_series {
    SK_OFFICE_SERIES_BOUND,
    SK_OFFICE_SERIES_OPEN, /* refused or unknown */
    SK_OFFICE_SERIES_OTHER,
    SK_OFFICE_SERIES_COUNT
};
struct sk_office_bar {
    char name[12]; /* "09", "2026-01-06" */
    int64_t values[SK_OFFICE_SERIES_COUNT];
};

/* Which of them an outcome counts to. */
enum sk_office_series sk_office_series_of(const char *outcome);

/* id: of the chart in its page, [a-z]. title, head (of the bars' names): in the language already.
 * name_from: what of a bar's name stands below it, as characters from there on. Errors: in html. */
void sk_office_chart(struct sk_office_html *html, const char *id, const char *title,
                     const char *head, const struct sk_office_bar *bars, size_t count,
                     size_t name_from);

#endif
