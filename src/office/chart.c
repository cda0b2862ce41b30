#include "office/chart.h"

#include "base/language.h"

#include <inttypes.h>
#include <string.h>

#define WIDTH 960
#define HEIGHT 260
#define TOP 16
#define BOTTOM 230
#define LEFT 48
#define LINES 4

enum sk_office_series sk_office_series_of(const char *outcome) {
    return strcmp(outcome, "bound") == 0 ? SK_OFFICE_SERIES_BOUND
           : strcmp(outcome, "refused") == 0 || strcmp(outcome, "check") == 0
               ? SK_OFFICE_SERIES_OPEN
               : SK_OFFICE_SERIES_OTHER;
}

static const char *series_word(size_t series) {
    return series == SK_OFFICE_SERIES_BOUND  ? sk_text("Bound")
           : series == SK_OFFICE_SERIES_OPEN ? sk_text("Refused or unknown")
                                             : sk_text("Undone or not settled");
}

static int64_t sum_of(const struct sk_office_bar *bar) {
    int64_t sum = 0;
    for (size_t i = 0; i < SK_OFFICE_SERIES_COUNT; i++) {
        sum += bar->values[i];
    }
    return sum;
}

/* The top of the scale: a round number, a multiple of LINES. */
static int64_t scale_of(const struct sk_office_bar *bars, size_t count) {
    int64_t most = 1;
    int64_t step = 1;
    for (size_t i = 0; i < count; i++) {
        most = sum_of(&bars[i]) > most ? sum_of(&bars[i]) : most;
    }
    while (step * 10 * LINES < most) {
        step *= 10;
    }
    int64_t times = step * LINES >= most       ? 1
                    : step * 2 * LINES >= most ? 2
                    : step * 5 * LINES >= most ? 5
                                               : 10;
    return step * times * LINES;
}

static void put_lines(struct sk_office_html *html, int64_t scale) {
    for (int i = 0; i <= LINES; i++) {
        int y = BOTTOM - (BOTTOM - TOP) * i / LINES;
        sk_office_html(html, "<path class=\"line\" d=\"M%d %dH%d\"/>", LEFT, y, WIDTH);
        sk_office_html(html, "<text x=\"%d\" y=\"%d\" class=\"end\">%" PRId64 "</text>\n", LEFT - 6,
                       y + 4, scale * i / LINES);
    }
}

static void put_bar(struct sk_office_html *html, const char *id, const struct sk_office_bar *bar,
                    int x, int width, int64_t scale) {
    static const char *const fills[] = { "bar-bound", "bar-open", "bar-other" };
    int64_t below = 0;
    for (size_t i = 0; i < SK_OFFICE_SERIES_COUNT; i++) {
        int from = (int)((BOTTOM - TOP) * below / scale);
        below += bar->values[i];
        int to = (int)((BOTTOM - TOP) * below / scale);
        if (bar->values[i] == 0) {
            continue;
        }
        to = to > from ? to : from + 1;
        sk_office_html(html, "<rect class=\"%s\"", fills[i]);
        sk_office_html(html, " x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", x, BOTTOM - to,
                       width, to - from);
        if (i == SK_OFFICE_SERIES_OPEN) {
            sk_office_html(html,
                           "<rect fill=\"url(#%s-stripes)\" x=\"%d\" y=\"%d\" width=\"%d\" "
                           "height=\"%d\"/>",
                           id, x, BOTTOM - to, width, to - from);
        }
    }
}

static void put_key(struct sk_office_html *html, const char *id) {
    sk_office_html(html, "<ul class=\"key\">");
    for (size_t i = 0; i < SK_OFFICE_SERIES_COUNT; i++) {
        static const char *const fills[] = { "bar-bound", "bar-open", "bar-other" };
        sk_office_html(html,
                       "<li><svg viewBox=\"0 0 16 16\" width=\"16\" height=\"16\" "
                       "aria-hidden=\"true\"><rect class=\"%s\" x=\"1\" y=\"1\" width=\"14\" "
                       "height=\"14\"/>",
                       fills[i]);
        if (i == SK_OFFICE_SERIES_OPEN) {
            sk_office_html(html,
                           "<rect fill=\"url(#%s-stripes)\" x=\"1\" y=\"1\" width=\"14\" "
                           "height=\"14\"/>",
                           id);
        }
        sk_office_html(html, "</svg> %s</li>", series_word(i));
    }
    sk_office_html(html, "</ul>\n");
}

static void put_table(struct sk_office_html *html, const char *title, const char *head,
                      const struct sk_office_bar *bars, size_t count) {
    sk_office_html(html,
                   "<details><summary>%s</summary><table class=\"rows\"><caption class=\"hidden\">"
                   "%s</caption><thead><tr><th scope=\"col\">%s</th>",
                   sk_text("As a table"), title, head);
    for (size_t i = 0; i < SK_OFFICE_SERIES_COUNT; i++) {
        sk_office_html(html, "<th scope=\"col\">%s</th>", series_word(i));
    }
    sk_office_html(html, "</tr></thead><tbody>\n");
    for (size_t b = 0; b < count; b++) {
        if (sum_of(&bars[b]) == 0) {
            continue;
        }
        sk_office_html(html, "<tr><th scope=\"row\">%s</th>", bars[b].name);
        for (size_t i = 0; i < SK_OFFICE_SERIES_COUNT; i++) {
            sk_office_html(html, "<td class=\"number\" data-title=\"%s\">%" PRId64 "</td>",
                           series_word(i), bars[b].values[i]);
        }
        sk_office_html(html, "</tr>\n");
    }
    sk_office_html(html, "</tbody></table></details>\n");
}

void sk_office_chart(struct sk_office_html *html, const char *id, const char *title,
                     const char *head, const struct sk_office_bar *bars, size_t count,
                     size_t name_from) {
    int64_t scale = scale_of(bars, count);
    int step = (WIDTH - LEFT) / (int)(count > 0 ? count : 1);
    sk_office_html(html, "<figure class=\"chart\"><figcaption><h2>%s</h2></figcaption>\n", title);
    put_key(html, id);
    sk_office_html(
        html,
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\"><defs>"
        "<pattern id=\"%s-stripes\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
        "patternTransform=\"rotate(45)\"><path d=\"M0 0V6\" stroke=\"#fff\" "
        "stroke-width=\"4\"/></pattern></defs>\n",
        WIDTH, HEIGHT, title, id);
    put_lines(html, scale);
    for (size_t i = 0; i < count; i++) {
        int x = LEFT + step * (int)i;
        put_bar(html, id, &bars[i], x + 3, step - 6, scale);
        sk_office_html(html, "<text x=\"%d\" y=\"%d\" class=\"middle\">%s</text>\n", x + step / 2,
                       BOTTOM + 20, bars[i].name + name_from);
    }
    sk_office_html(html, "</svg>\n");
    put_table(html, title, head, bars, count);
    sk_office_html(html, "</figure>\n");
}
