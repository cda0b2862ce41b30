#include "office/page.h"

#include "base/clock.h"
#include "base/language.h"
#include "base/util.h"
#include "office/menu.h"
#include "office/router.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* --- what was done ------------------------------------------------------------------------ */

static const struct {
    const char *name;
    bool is_good;
    const char *text;
} said[] = {
    { "asked", true, SK_N("The request was sent. Its state is shown under Needs attention.") },
    { "nobody", false, SK_N("No bench was asked: there is none of that name.") },
    { "seen", true, SK_N("The alarm is marked as seen.") },
    { "saved", true, SK_N("The person is saved.") },
    { "dropped", true, SK_N("The badge opens nothing any more, at no bench.") },
    { "erased", true, SK_N("The name is erased. The number stays in the logs.") },
    { "taken", false, SK_N("Somebody else has that name or that badge.") },
    { "unsaved", false, SK_N("The person could not be saved: the name or the badge cannot be.") },
    { "published", true, SK_N("The device list is published. All benches take it.") },
    { "why", false, SK_N("Nothing was asked: a reason is needed.") },
    { "changed", true, SK_N("The password is changed. Your other sessions are ended.") },
    { "out", true, SK_N("You are signed out.") },
};

static void put_said(struct sk_office_turn *turn) {
    const char *name = sk_office_form_get(&turn->request->query, "said");
    for (size_t i = 0; i < SK_ARRAY_LEN(said); i++) {
        if (strcmp(name, said[i].name) == 0) {
            sk_office_html(&turn->html, "<p class=\"said %s\" role=\"status\">",
                           said[i].is_good ? "good" : "bad");
            sk_office_icon(&turn->html, said[i].is_good ? "tick" : "cross");
            sk_office_html(&turn->html, "%s</p>\n", sk_text(said[i].text));
        }
    }
}

/* --- head and foot ------------------------------------------------------------------------ */

static const char *language_tag(void) {
    const char *name = sk_language_name();
    return strcmp(name, "zh_CN") == 0 ? "zh-CN" : name;
}

static void put_menu(struct sk_office_turn *turn) {
    struct sk_office_html *html = &turn->html;
    sk_office_html(html, "<nav aria-label=\"%s\"><ul>\n", sk_text("Pages"));
    const struct sk_office_menu_entry *entry;
    for (size_t i = 0; (entry = sk_office_menu_at(i)); i++) {
        bool is_here = turn->route && strcmp(turn->route->path, entry->path) == 0;
        sk_office_html(html,
                       is_here ? "<li><a href=\"%s\" aria-current=\"page\">%s</a></li>\n"
                               : "<li><a href=\"%s\">%s</a></li>\n",
                       entry->path, sk_text(entry->title));
    }
    sk_office_html(html, "</ul></nav>\n");
    sk_office_form_begin(turn, "/sign-out", NULL, "who");
    sk_office_html(html,
                   "<a href=\"/password\" title=\"%s\">%s</a> <button class=\"quiet\">%s</button>"
                   "</form>\n",
                   sk_text("Change the password"), turn->user.name, sk_text("Sign out"));
}

void sk_office_page_begin(struct sk_office_turn *turn, const char *title) {
    struct sk_office_html *html = &turn->html;
    sk_office_html(html,
                   "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<title>%s – %s</title>\n"
                   "<link rel=\"stylesheet\" href=\"/assets/office.css\">\n"
                   "<link rel=\"icon\" href=\"/assets/icon.svg\" type=\"image/svg+xml\">\n"
                   "<script src=\"/assets/office.js\" defer></script>\n</head>\n<body>\n"
                   "<a class=\"skip\" href=\"#main\">%s</a>\n<header>\n"
                   "<a class=\"brand\" href=\"/\">%s</a>\n",
                   language_tag(), title, sk_text("SAG office"), sk_text("Skip to the content"),
                   sk_text("SAG office"));
    if (turn->user.is_in) {
        put_menu(turn);
    }
    sk_office_html(html, "</header>\n<main id=\"main\" tabindex=\"-1\">\n<h1>%s</h1>\n", title);
    put_said(turn);
}

static void put_languages(struct sk_office_turn *turn) {
    struct sk_office_html *html = &turn->html;
    const char *here = sk_office_is_place(turn->request->target) ? turn->request->target : "/";
    here = turn->request->method == SK_OFFICE_GET ? here : "/";
    sk_office_html(html, "<nav class=\"languages\" aria-label=\"%s\"><ul>\n", sk_text("Language"));
    for (size_t i = 0; sk_language_at(i); i++) {
        const char *name = sk_language_at(i);
        const char *tag = strcmp(name, "zh_CN") == 0 ? "zh-CN" : name;
        if (strcmp(name, sk_language_name()) == 0) {
            sk_office_html(html, "<li><span lang=\"%s\" aria-current=\"true\">%s</span></li>\n",
                           tag, sk_language_own_name(i));
            continue;
        }
        sk_office_html(html,
                       "<li><a rel=\"nofollow\" lang=\"%s\" href=\"/language?to=%s&amp;back=", tag,
                       name);
        sk_office_html_part(html, here);
        sk_office_html(html, "\">%s</a></li>\n", sk_language_own_name(i));
    }
    sk_office_html(html, "</ul></nav>\n");
}

enum sk_err sk_office_page_end(struct sk_office_turn *turn) {
    char now[SK_CLOCK_TEXT_SIZE];
    sk_office_html(&turn->html, "</main>\n<footer>\n");
    put_languages(turn);
    sk_clock_format(sk_office_now(), now, sizeof(now));
    sk_office_html(&turn->html, "<p>%s: ", sk_text("Time zone of all times"));
    sk_office_html(&turn->html, "UTC%s · ", strlen(now) > 23 ? now + 23 : "");
    sk_office_html(&turn->html,
                   "sag-office %s</p>"
                   "\n</footer>\n</body>\n</html>\n",
                   SK_VERSION);
    return turn->html.err;
}

/* --- pieces ------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    const char *path; /* of an SVG, 24 units wide and high; lines */
} icons[] = {
    { "tick", "M4 13l5 5L20 6" },
    { "cross", "M5 5l14 14M19 5L5 19" },
    { "question", "M8 9a4 4 0 1 1 5.5 3.7c-1 .4-1.5 1.1-1.5 2.3M12 19v1" },
    { "clock", "M12 3a9 9 0 1 0 .1 0M12 7v5l4 2" },
    { "arrow", "M9 5L4 10l5 5M4 10h10a5 5 0 0 1 0 10h-3" },
    { "hold", "M8 5v14M16 5v14" },
    { "bell", "M6 17V11a6 6 0 0 1 12 0v6l2 1H4zM10 21h4" },
    { "lock", "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3" },
    { "away", "M3 3l18 18M5 12a10 10 0 0 1 4-3M15 9a10 10 0 0 1 4 3M9 16a5 5 0 0 1 6 0" },
};

void sk_office_icon(struct sk_office_html *html, const char *name) {
    for (size_t i = 0; i < SK_ARRAY_LEN(icons); i++) {
        if (strcmp(icons[i].name, name) == 0) {
            sk_office_html(html,
                           "<svg class=\"icon\" viewBox=\"0 0 24 24\" width=\"16\" height=\"16\" "
                           "aria-hidden=\"true\" focusable=\"false\"><path d=\"%s\"/></svg>",
                           icons[i].path);
        }
    }
}

static const struct {
    const char *name, *word, *icon;
} outcomes[] = {
    { "bound", SK_N("Bound"), "tick" },
    { "refused", SK_N("Refused"), "cross" },
    { "check", SK_N("Unknown"), "question" },
    { "pending", SK_N("Not settled"), "clock" },
    { "withdrawn", SK_N("Undone, not sent"), "arrow" },
    { "undone", SK_N("Undone"), "arrow" },
};

const char *sk_office_outcome_at(size_t index) {
    return index < SK_ARRAY_LEN(outcomes) ? outcomes[index].name : NULL;
}

const char *sk_office_outcome_word(const char *result) {
    for (size_t i = 0; i < SK_ARRAY_LEN(outcomes); i++) {
        if (strcmp(outcomes[i].name, result) == 0) {
            return sk_text(outcomes[i].word);
        }
    }
    return result;
}

void sk_office_outcome(struct sk_office_html *html, const char *result) {
    for (size_t i = 0; i < SK_ARRAY_LEN(outcomes); i++) {
        if (strcmp(outcomes[i].name, result) == 0) {
            sk_office_html(html, "<span class=\"state %s\">", outcomes[i].name);
            sk_office_icon(html, outcomes[i].icon);
            sk_office_html(html, "%s</span>", sk_text(outcomes[i].word));
            return;
        }
    }
    sk_office_html(html, "%s", result);
}

int64_t sk_office_now(void) {
    struct sk_clock *clock = sk_clock_system();
    return clock->ops->wall(clock);
}

void sk_office_time(struct sk_office_html *html, int64_t wall_ms) {
    char whole[SK_CLOCK_TEXT_SIZE];
    sk_clock_format(wall_ms, whole, sizeof(whole));
    if (wall_ms == 0 || strlen(whole) < 23) {
        sk_office_html(html, "–");
        return;
    }
    char day[11];
    char time[9];
    (void)snprintf(day, sizeof(day), "%.10s", whole);
    (void)snprintf(time, sizeof(time), "%.8s", whole + 11);
    sk_office_html(html, "<time datetime=\"%s\">%s %s</time>", whole, day, time);
}

void sk_office_minute(int64_t wall_ms, char *out, size_t size) {
    char whole[SK_CLOCK_TEXT_SIZE];
    sk_clock_format(wall_ms, whole, sizeof(whole));
    bool is_time = wall_ms != 0 && strlen(whole) >= 16;
    (void)snprintf(out, size, "%.*s%s%.*s", is_time ? 10 : 0, whole, is_time ? " " : "",
                   is_time ? 5 : 0, is_time ? whole + 11 : "");
}

void sk_office_day(int64_t wall_ms, char *out, size_t size) {
    char whole[SK_CLOCK_TEXT_SIZE];
    sk_clock_format(wall_ms, whole, sizeof(whole));
    (void)snprintf(out, size, "%.10s", whole);
}

/* So many digits at text, up to the end or another character. -1: not those. */
static int digits(const char *text, int count) {
    int number = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        number = number * 10 + text[i] - '0';
    }
    return number;
}

int64_t sk_office_midnight(const char *day, int days) {
    if (strlen(day) != 10 || day[4] != '-' || day[7] != '-') {
        return 0;
    }
    int year = digits(day, 4);
    int month = digits(day + 5, 2);
    int of_month = digits(day + 8, 2);
    if (year < 1970 || month < 1 || month > 12 || of_month < 1 || of_month > 31) {
        return 0;
    }
    struct tm tm = {
        .tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = of_month + days, .tm_isdst = -1
    };
    time_t seconds = mktime(&tm);
    return seconds > 0 ? (int64_t)seconds * 1000 : 0;
}

void sk_office_length(struct sk_office_html *html, int64_t ms) {
    char text[64];
    int64_t s = ms > 0 ? ms / 1000 : 0;
    if (s < 120) {
        (void)snprintf(text, sizeof(text), sk_text("%d s"), (int)s);
    } else if (s < 7200) {
        (void)snprintf(text, sizeof(text), sk_text("%d min"), (int)(s / 60));
    } else if (s < 172800) {
        (void)snprintf(text, sizeof(text), sk_text("%d h"), (int)(s / 3600));
    } else {
        (void)snprintf(text, sizeof(text), sk_text("%d days"), (int)(s / 86400 % 100000));
    }
    sk_office_html(html, "%s", text);
}

void sk_office_form_begin(struct sk_office_turn *turn, const char *place, const char *id,
                          const char *css_class) {
    const char *target = turn->request->target;
    sk_office_html(&turn->html, "<form method=\"post\" action=\"%s\" class=\"%s\"", place,
                   css_class);
    if (id) {
        sk_office_html(&turn->html, " id=\"%s\"", id);
    }
    sk_office_html(&turn->html, "><input type=\"hidden\" name=\"csrf\" value=\"%s\">",
                   turn->user.csrf);
    if (turn->request->method == SK_OFFICE_GET && sk_office_is_place(target)) {
        char back[400];
        const char *was_said = strstr(target, "said=");
        size_t length = was_said ? (size_t)(was_said - target) - 1 : strlen(target);
        (void)snprintf(back, sizeof(back), "%.*s", (int)length, target);
        sk_office_html(&turn->html, "<input type=\"hidden\" name=\"back\" value=\"%s\">", back);
    }
}

void sk_office_heads(struct sk_office_html *html, const char *const *titles, size_t count,
                     unsigned numbers) {
    sk_office_html(html, "<thead><tr>");
    for (size_t i = 0; i < count; i++) {
        if (titles[i][0]) {
            sk_office_html(html,
                           numbers >> i & 1 ? "<th scope=\"col\" class=\"number\">%s</th>"
                                            : "<th scope=\"col\">%s</th>",
                           sk_text(titles[i]));
        } else {
            sk_office_html(html, "<td></td>");
        }
    }
    sk_office_html(html, "</tr></thead>\n");
}

void sk_office_field(struct sk_office_html *html, const char *type, const char *name,
                     const char *label, const char *value) {
    sk_office_html(html,
                   "<p class=\"field\"><label for=\"%s\">%s</label>"
                   "<input type=\"%s\" id=\"%s\" name=\"%s\" value=\"%s\" maxlength=\"255\"></p>\n",
                   name, label, type, name, name, value);
}

void sk_office_pair_link(struct sk_office_html *html, const char *bench, const char *chain,
                         int64_t number, const char *text) {
    sk_office_html(html, "<a href=\"/pair?bench=");
    sk_office_html_part(html, bench);
    sk_office_html(html, "&amp;chain=");
    sk_office_html_part(html, chain);
    sk_office_html(html, "&amp;number=%" PRId64 "\">%s</a>", number, text);
}

void sk_office_page_error(struct sk_office_turn *turn, int status, const char *title,
                          const char *text) {
    sk_buf_clear(&turn->answer->body);
    turn->html.err = SK_OK;
    turn->answer->status = status;
    turn->answer->location[0] = '\0';
    turn->answer->download[0] = '\0';
    turn->answer->type = "text/html; charset=utf-8";
    sk_office_page_begin(turn, sk_text(title));
    sk_office_html(&turn->html, "<p class=\"said bad\" role=\"alert\">");
    sk_office_icon(&turn->html, "cross");
    sk_office_html(&turn->html, "%s</p>\n<p><a href=\"/\">%s</a></p>\n", sk_text(text),
                   sk_text("Back to the benches"));
    if (sk_office_page_end(turn)) {
        sk_buf_clear(&turn->answer->body);
    }
}
