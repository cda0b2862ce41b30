#include "office/pages.h"

#include "base/clock.h"
#include "base/language.h"
#include "base/util.h"
#include "office/chart.h"
#include "office/page.h"
#include "office/queries.h"
#include "office/search_form.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DAYS 28
#define HOURS_MAX 25 /* of the day on which the clock goes back */
#define HOUR_MS 3600000

/* Counts the pairs between each two of the times, which ascend, by outcome. */
static enum sk_err count_pairs(struct sk_office_turn *turn, const char *bench, const int64_t *times,
                               size_t count, struct sk_office_bar *bars) {
    static const char sql[] =
        "SELECT width_bucket(p.scanned_wall_ms, $1::bigint[]) AS place, " SK_OFFICE_OUTCOME_SQL
        " AS outcome, count(*) FROM sag.pair p WHERE p.kind = 'bind'"
        " AND p.scanned_wall_ms >= $2::bigint AND p.scanned_wall_ms < $3::bigint"
        " AND ($4 = '' OR p.bench = $4) GROUP BY 1, 2";
    char from[24], to[24];
    struct sk_buf list = SK_BUF_INIT(4096);
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = sk_buf_add(&list, "{", 1);
    for (size_t i = 0; i <= count && !err; i++) {
        err = sk_buf_addf(&list, "%s%" PRId64, i > 0 ? "," : "", times[i]);
    }
    err = err ? err : sk_buf_add(&list, "}", 1);
    (void)snprintf(from, sizeof(from), "%" PRId64, times[0]);
    (void)snprintf(to, sizeof(to), "%" PRId64, times[count]);
    const char *const values[] = { list.data, from, to, bench };
    err = err ? err : sk_office_ask(turn, sql, SK_ARRAY_LEN(values), values, &rows);
    for (int i = 0; !err && i < rows.count; i++) {
        int64_t place = sk_office_number_at(&rows, i, 0) - 1;
        if (place >= 0 && (size_t)place < count) {
            bars[place].values[sk_office_series_of(sk_office_text_at(&rows, i, 1))] +=
                sk_office_number_at(&rows, i, 2);
        }
    }
    sk_office_rows_finish(&rows);
    sk_buf_finish(&list);
    return err;
}

static enum sk_err put_days(struct sk_office_turn *turn, const char *bench, const char *day) {
    int64_t times[DAYS + 1];
    struct sk_office_bar bars[DAYS];
    memset(bars, 0, sizeof(bars));
    for (int i = 0; i <= DAYS; i++) {
        times[i] = sk_office_midnight(day, i - DAYS + 1);
    }
    for (int i = 0; i < DAYS; i++) {
        sk_office_day(times[i], bars[i].name, sizeof(bars[i].name));
    }
    enum sk_err err = count_pairs(turn, bench, times, DAYS, bars);
    if (!err) {
        sk_office_chart(&turn->html, "days", sk_text("Pairs by day"), sk_text("Day"), bars, DAYS,
                        8);
    }
    return err;
}

static enum sk_err put_hours(struct sk_office_turn *turn, const char *bench, const char *day) {
    int64_t times[HOURS_MAX + 1];
    struct sk_office_bar bars[HOURS_MAX];
    int64_t from = sk_office_midnight(day, 0);
    size_t count = (size_t)((sk_office_midnight(day, 1) - from) / HOUR_MS);
    count = count < HOURS_MAX ? count : HOURS_MAX;
    memset(bars, 0, sizeof(bars));
    for (size_t i = 0; i <= count; i++) {
        char time[20];
        times[i] = from + (int64_t)i * HOUR_MS;
        sk_office_minute(times[i], time, sizeof(time));
        if (i < count) {
            (void)snprintf(bars[i].name, sizeof(bars[i].name), "%.2s", time + 11);
        }
    }
    enum sk_err err = count_pairs(turn, bench, times, count, bars);
    if (!err) {
        sk_office_chart(&turn->html, "hours", sk_text("Pairs by hour of the day"), sk_text("Hour"),
                        bars, count, 0);
    }
    return err;
}

enum sk_err sk_office_page_charts(struct sk_office_turn *turn) {
    struct sk_office_html *html = &turn->html;
    const char *bench = sk_office_value(turn, "bench");
    const char *day = sk_office_value(turn, "day");
    char today[12];
    sk_office_day(sk_office_now(), today, sizeof(today));
    day = day[0] ? day : today;
    if (sk_office_midnight(day, -DAYS) == 0) {
        return SK_ERR_INVALID;
    }
    sk_office_page_begin(turn, sk_text("Figures"));
    sk_office_html(html, "<form method=\"get\" action=\"/charts\" class=\"panel\">"
                         "<div class=\"fields\">\n");
    enum sk_err err = sk_office_bench_choice(turn, bench);
    sk_office_field(html, "date", "day", sk_text("Day"), day);
    sk_office_html(html,
                   "</div><p class=\"buttons\"><button class=\"main\">%s</button></p></form>\n",
                   sk_text("Show"));
    err = err ? err : put_hours(turn, bench, day);
    err = err ? err : put_days(turn, bench, day);
    return err ? err : sk_office_page_end(turn);
}
