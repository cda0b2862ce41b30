#include "app/supervisor/super_chart.h"

#include "base/assert.h"

#include <stdio.h>
#include <string.h>

static int32_t clamp(int64_t value) {
    return value < INT32_MAX ? (int32_t)value : INT32_MAX;
}

static void set_bar(struct sk_model_super_bar *bar, const char *name, const int64_t *by_result) {
    memset(bar, 0, sizeof(*bar));
    bar->is_others = strcmp(name, SK_TALLY_OTHERS) == 0;
    (void)snprintf(bar->name, sizeof(bar->name), "%.*s", SK_OPERATOR_SIZE - 1, name);
    bar->bound = by_result[SK_TALLY_BOUND];
    bar->bad = by_result[SK_TALLY_REFUSED] + by_result[SK_TALLY_CHECK];
    bar->other =
        by_result[SK_TALLY_PENDING] + by_result[SK_TALLY_WITHDRAWN] + by_result[SK_TALLY_UNDONE];
}

static size_t from_rows(const struct sk_tally_row *rows, size_t count,
                        struct sk_model_super_bar bars[SK_SUPER_CHART_ROWS]) {
    for (size_t i = 0; i < count; i++) {
        set_bar(&bars[i], rows[i].name, rows[i].by_result);
    }
    return count;
}

static bool has_pairs(const int64_t *by_result) {
    int64_t total = 0;
    for (int i = 0; i < SK_TALLY_RESULTS; i++) {
        total += by_result[i];
    }
    return total > 0;
}

static size_t from_hours(const struct sk_figures *figures,
                         struct sk_model_super_bar bars[SK_SUPER_CHART_ROWS]) {
    char name[SK_TALLY_DAY_SIZE];
    int first = 0;
    int end = 24;
    while (end > 0 && !has_pairs(figures->hours[end - 1])) {
        end--;
    }
    while (first < end && !has_pairs(figures->hours[first])) {
        first++;
    }
    for (int hour = first; hour < end; hour++) {
        (void)snprintf(name, sizeof(name), "%02d", hour);
        set_bar(&bars[hour - first], name, figures->hours[hour]);
    }
    return (size_t)(end - first);
}

size_t sk_super_chart(const struct sk_figures *figures, enum sk_super_chart chart,
                      struct sk_model_super_bar bars[SK_SUPER_CHART_ROWS]) {
    switch (chart) {
    case SK_SUPER_CHART_HOURS:
        return from_hours(figures, bars);
    case SK_SUPER_CHART_DAYS:
        return from_rows(figures->days, figures->day_count, bars);
    case SK_SUPER_CHART_PEOPLE:
        return from_rows(figures->persons, figures->person_count, bars);
    case SK_SUPER_CHART_ORDERS:
        return from_rows(figures->orders, figures->order_count, bars);
    case SK_SUPER_CHART_COUNT:
        break;
    }
    SK_UNREACHABLE("chart");
}

void sk_super_shift(const struct sk_figures *figures, struct sk_model_super_shift *out) {
    memset(out, 0, sizeof(*out)); /* padding too: models are compared whole */
    out->from_ms = figures->from_ms;
    out->to_ms = figures->to_ms;
    out->bound = clamp(figures->by_result[SK_TALLY_BOUND]);
    out->refused = clamp(figures->by_result[SK_TALLY_REFUSED]);
    out->unknown = clamp(figures->by_result[SK_TALLY_CHECK]);
    out->pending = clamp(figures->by_result[SK_TALLY_PENDING]);
    out->undone = clamp(figures->by_result[SK_TALLY_UNDONE]);
    out->withdrawn = clamp(figures->by_result[SK_TALLY_WITHDRAWN]);
    out->open = clamp(figures->open);
    out->median_ms = figures->median_ms;
}
