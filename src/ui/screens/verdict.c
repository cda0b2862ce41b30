#include "ui/screens/verdict.h"

#include "app/model/sentence.h"
#include "base/assert.h"
#include "base/util.h"
#include "ui/screens/notice.h"
#include "ui/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- what each verdict looks like ---- */

enum frame { FRAME_NONE, FRAME_STRIPES, FRAME_LINE };

struct look {
    sk_colour paper, ink;
    enum sk_icon icon;
    const char *word; /* msgid */
    enum frame frame;
};

/* What waits for IT was not refused, and what could not be looked up may be bound. */
static const char *red_word(const struct sk_model *model) {
    return model->is_kept      ? SK_N("NOT BOUND")
           : model->is_unknown ? SK_N("UNKNOWN")
                               : SK_N("REFUSED");
}

/* Four grounds besides green and red, none of which is told from another by hue alone: white with
 * a frame, not taken; amber, go on; black, keep the device here; navy, done. */
static struct look notice_look(enum sk_notice notice) {
    struct sk_notice_look look = sk_screen_notice_look(notice);
    switch (look.face) {
    case SK_NOTICE_FACE_NOT_TAKEN:
        return (struct look){ SK_WHITE, SK_BLACK, look.icon, look.word, FRAME_LINE };
    case SK_NOTICE_FACE_DONE:
    case SK_NOTICE_FACE_GO_ON:
        return (struct look){ SK_NAVY, SK_WHITE, look.icon, look.word, FRAME_NONE };
    }
    SK_UNREACHABLE("face of a notice");
}

static struct look look_of(const struct sk_model *model) {
    switch (model->screen) {
    case SK_SCREEN_BOUND:
        return (struct look){ SK_GREEN, SK_BLACK, SK_ICON_TICK, SK_N("BOUND"), FRAME_NONE };
    case SK_SCREEN_REFUSED:
        return (struct look){ SK_RED, SK_WHITE, SK_ICON_CROSS, red_word(model), FRAME_NONE };
    case SK_SCREEN_RETRY:
        return (struct look){ SK_AMBER, SK_BLACK, SK_ICON_RETRY, SK_N("RETRYING"), FRAME_STRIPES };
    case SK_SCREEN_SAVED:
        return (struct look){ SK_AMBER, SK_BLACK, SK_ICON_SAVED, SK_N("SAVED"), FRAME_STRIPES };
    case SK_SCREEN_CHECKING:
        return (struct look){ SK_BLACK, SK_AMBER, SK_ICON_HAND, SK_N("CHECKING"), FRAME_STRIPES };
    case SK_SCREEN_UNSAVED:
        return (struct look){ SK_BLACK, SK_AMBER, SK_ICON_HAND, SK_N("NOT SAVED YET"),
                              FRAME_STRIPES };
    case SK_SCREEN_WORKING:
        return (struct look){ SK_NAVY, SK_WHITE, SK_ICON_HOURGLASS, SK_N("BINDING"), FRAME_NONE };
    case SK_SCREEN_STARTING:
        return (struct look){ SK_NAVY, SK_WHITE, SK_ICON_HOURGLASS, SK_N("STARTING"), FRAME_NONE };
    case SK_SCREEN_NO_SCANNER:
        return (struct look){ SK_AMBER, SK_BLACK, SK_ICON_NO_SCANNER, SK_N("NO SCANNER"),
                              FRAME_STRIPES };
    case SK_SCREEN_NOTICE:
        return notice_look(model->notice);
    case SK_SCREEN_READY:
    case SK_SCREEN_HALF:
    case SK_SCREEN_WHICH:
    case SK_SCREEN_TYPING:
    case SK_SCREEN_SOUND:
    case SK_SCREEN_PROBLEM:
    case SK_SCREEN_SUPERVISOR:
        break;
    }
    SK_UNREACHABLE("screen of a verdict");
}

struct said {
    const char *word, *what, *advice;
    enum sk_who who;
    char own[SK_WORDS_SIZE]; /* text built from the model */
};

static void say(struct said *said, const struct sk_model *model, const struct look *look) {
    bool is_notice = model->screen == SK_SCREEN_NOTICE;
    struct sk_sentence fallback = is_notice ? sk_sentence_notice(model->notice)
                                            : sk_sentence_find(model->code, model->screen);
    bool is_own = model->what[0] != '\0' || is_notice;
    *said = (struct said){
        .word = sk_text(look->word),
        .what = is_own ? said->own : sk_text(fallback.what),
        .advice = sk_text(model->advice[0] != '\0' && !is_notice ? model->advice : fallback.advice),
        .who = is_notice || model->what[0] == '\0' ? fallback.who : model->who,
    };
    if (is_notice) {
        sk_words_notice(model, said->own);
    } else if (is_own) {
        sk_words_what(model, said->own);
    }
}

/* ---- details: labels, code, who ---- */

/* A small name above a value. */
static void put_field(struct sk_stage *stage, struct sk_rect rect, const char *name,
                      enum sk_face face, int32_t size, const char *value) {
    struct sk_rect head = sk_cut_top(&rect, sk_line_height(stage->small));
    sk_stage_put_line(stage, head, SK_FACE_REGULAR, stage->small, stage->ink, SK_ALIGN_LEFT, name);
    struct sk_style style = { .face = face, .size = size, .ink = stage->ink, .max_lines = 1 };
    (void)sk_display_list_text(stage->list, stage->measure, rect, &style, value);
}

static int32_t field_height(const struct sk_stage *stage, int32_t size) {
    return sk_line_height(stage->small) + sk_line_height(size);
}

static const char *who_word(enum sk_who who) {
    switch (who) {
    case SK_WHO_WORKER:
        return SK_N("You");
    case SK_WHO_SUPERVISOR:
        return SK_N("Supervisor");
    case SK_WHO_IT:
        return SK_N("IT");
    case SK_WHO_NOBODY:
        return SK_N("No action needed");
    }
    SK_UNREACHABLE("who");
}

struct label_field {
    const char *name, *value;
    enum sk_face face;
};

struct fact_texts {
    char number[32], today[32];
    char order[SK_WORDS_SIZE];
};

/* The small facts of a verdict, if there are any. */
static size_t facts_of(const struct sk_model *model, const struct said *said,
                       struct fact_texts *texts, struct label_field *fields) {
    size_t count = 0;
    bool needs_help = model->screen == SK_SCREEN_NO_SCANNER && said->who == SK_WHO_IT;
    if (model->screen == SK_SCREEN_REFUSED || needs_help) {
        fields[count++] = (struct label_field){ sk_text(SK_N("Who can fix it")),
                                                sk_text(who_word(said->who)), SK_FACE_BOLD };
    }
    if (model->verdict.number > 0 && model->screen != SK_SCREEN_NOTICE) {
        (void)snprintf(texts->number, sizeof(texts->number), "#%" PRId64, model->verdict.number);
        fields[count++] =
            (struct label_field){ sk_text(SK_N("Pair")), texts->number, SK_FACE_MONO };
    }
    if (model->screen == SK_SCREEN_NOTICE) {
        return count;
    }
    if (model->screen == SK_SCREEN_BOUND && model->bound_today > 0) {
        (void)snprintf(texts->today, sizeof(texts->today), "%d", (int)model->bound_today);
        fields[count++] =
            (struct label_field){ sk_text(SK_N("Bound today")), texts->today, SK_FACE_BOLD };
    }
    if (model->screen == SK_SCREEN_BOUND && model->order_of > 0) {
        sk_words_order(model, texts->order);
        fields[count++] =
            (struct label_field){ sk_text(SK_N("Bound so far")), texts->order, SK_FACE_BOLD };
    }
    if (model->code[0] != '\0') {
        fields[count++] = (struct label_field){ sk_text(SK_N("Code")), model->code, SK_FACE_MONO };
    }
    if (model->account[0] != '\0') { /* tells IT more, and there is not room for both */
        fields[count++] =
            (struct label_field){ sk_text(SK_N("Account")), model->account, SK_FACE_MONO };
    } else if (model->request_id[0] != '\0' && model->screen == SK_SCREEN_REFUSED) {
        fields[count++] =
            (struct label_field){ sk_text(SK_N("Request ID")), model->request_id, SK_FACE_MONO };
    }
    return count;
}

static int32_t fact_width(struct sk_stage *stage, const struct label_field *fact) {
    int32_t size = stage->small;
    return sk_stage_text_width(stage, SK_FACE_REGULAR, size, fact->name) + size / 2 +
           sk_stage_text_width(stage, fact->face, size, fact->value) + 2;
}

static void put_fact(struct sk_stage *stage, struct sk_rect cell, const struct label_field *fact) {
    int32_t size = stage->small;
    int32_t name = sk_stage_text_width(stage, SK_FACE_REGULAR, size, fact->name) + 1;
    sk_stage_put_line(stage, sk_cut_left(&cell, name), SK_FACE_REGULAR, size, stage->ink,
                      SK_ALIGN_LEFT, fact->name);
    (void)sk_cut_left(&cell, size / 2);
    sk_stage_put_line(stage, cell, fact->face, size, stage->ink, SK_ALIGN_LEFT, fact->value);
}

/* One beside the other, as many in a row as fit. Returns the height; draws only if is_drawn. */
static int32_t flow_facts(struct sk_stage *stage, struct sk_rect area,
                          const struct label_field *facts, size_t count, bool is_drawn) {
    int32_t height = sk_line_height(stage->small), between = stage->pad * 3 / 2;
    int32_t x = 0, y = 0;
    for (size_t i = 0; i < count; i++) {
        int32_t width = least(fact_width(stage, &facts[i]), area.w);
        if (x > 0 && x + width > area.w) {
            x = 0;
            y += height;
        }
        if (is_drawn) {
            put_fact(stage, (struct sk_rect){ area.x + x, area.y + y, width, height }, &facts[i]);
        }
        x += width + between;
    }
    return count > 0 ? y + height : 0;
}

static int32_t label_size(const struct sk_stage *stage) {
    return stage->text * 22 / 10;
}

/* Device and instance, as large as both fit. */
static void put_labels(struct sk_stage *stage, struct sk_rect area,
                       const struct sk_model_pair *pair) {
    struct sk_rect first = area;
    struct sk_rect second = sk_stage_halve(stage, &first, 45, stage->gap);
    int32_t height = first.h - sk_line_height(stage->small);
    int32_t max = label_size(stage);
    int32_t a = sk_measure_fit(stage->measure, SK_FACE_MONO, pair->serial, first.w, height, 1,
                               stage->text, max);
    int32_t b = sk_measure_fit(stage->measure, SK_FACE_MONO, pair->instance, second.w, height, 1,
                               stage->text, max);
    int32_t size = least(a, b);
    put_field(stage, first, sk_text(SK_N("Device")), SK_FACE_MONO, size, pair->serial);
    put_field(stage, second, sk_text(SK_N("sag- label")), SK_FACE_MONO, size, pair->instance);
}

/* That the screen is about; NULL: it is about none. */
static const struct sk_model_pair *pair_of(const struct sk_model *model) {
    if (model->screen == SK_SCREEN_STARTING) {
        return NULL;
    }
    const struct sk_model_pair *pair =
        model->screen == SK_SCREEN_NOTICE ? &model->notice_pair : &model->verdict;
    return pair->serial[0] != '\0' && pair->instance[0] != '\0' ? pair : NULL;
}

static void put_rule(struct sk_stage *stage, struct sk_rect *area) {
    (void)sk_cut_bottom(area, stage->gap);
    sk_display_list_box(stage->list, sk_cut_bottom(area, most(stage->text / 10, 2)), stage->ink, 0);
    (void)sk_cut_bottom(area, stage->gap);
}

/* What to do without touching the glass. */
static const char *hint_of(const struct sk_model *model, char *buffer, size_t size) {
    switch (model->screen) {
    case SK_SCREEN_REFUSED:
        if (model->failures_waiting > 0) {
            (void)snprintf(buffer, size,
                           sk_text(SK_N("Or scan the ACK card. More failures waiting: %d.")),
                           (int)model->failures_waiting);
            return buffer;
        }
        return sk_text(SK_N("Or scan the ACK card."));
    case SK_SCREEN_CHECKING: /* one thing: keep it here */
        return "";
    case SK_SCREEN_BOUND:
    case SK_SCREEN_RETRY:
    case SK_SCREEN_SAVED:
    case SK_SCREEN_NOTICE:
        if (model->notice == SK_NOTICE_ON_HOLD || model->notice == SK_NOTICE_BADGE_FIRST ||
            model->notice == SK_NOTICE_UNKNOWN_BADGE || model->notice == SK_NOTICE_NOT_SAVED_YET) {
            return ""; /* the next one would not be taken, either */
        }
        return sk_text(SK_N("Or just scan the next label."));
    case SK_SCREEN_NO_SCANNER:
        return sk_text(SK_N("This screen closes when a scanner works. Typing works, too."));
    case SK_SCREEN_STARTING:
    case SK_SCREEN_UNSAVED:
    case SK_SCREEN_WORKING:
    case SK_SCREEN_READY:
    case SK_SCREEN_HALF:
    case SK_SCREEN_WHICH:
    case SK_SCREEN_TYPING:
    case SK_SCREEN_SOUND:
    case SK_SCREEN_PROBLEM:
    case SK_SCREEN_SUPERVISOR:
        return "";
    }
    SK_UNREACHABLE("screen");
}

#define FACTS 6

/* What stands below the sentences: the pair, the small facts, the hint. */
struct details {
    const struct sk_model_pair *pair; /* NULL: none */
    size_t fact_count;
    struct label_field facts[FACTS];
    struct fact_texts texts;
    char hint_buffer[256];
    const char *hint;                               /* "": none */
    int32_t pair_height, facts_height, hint_height; /* 0: there is none */
};

static void gather_details(struct sk_stage *stage, const struct said *said, int32_t width,
                           struct details *details) {
    const struct sk_model *model = stage->model;
    *details = (struct details){ .pair = pair_of(model) };
    details->fact_count = facts_of(model, said, &details->texts, details->facts);
    details->hint = hint_of(model, details->hint_buffer, sizeof(details->hint_buffer));
    if (details->pair) {
        int32_t height = field_height(stage, label_size(stage));
        details->pair_height = stage->is_portrait ? height * 2 + stage->gap : height;
    }
    details->facts_height = flow_facts(stage, (struct sk_rect){ 0, 0, width, 0 }, details->facts,
                                       details->fact_count, false);
    if (details->hint[0] != '\0') {
        int32_t lines =
            sk_measure_lines(stage->measure, SK_FACE_REGULAR, stage->small, width, details->hint);
        details->hint_height = least(lines, 2) * sk_line_height(stage->text);
    }
}

static int32_t details_height(const struct sk_stage *stage, const struct details *details) {
    int32_t height = details->pair_height;
    height += details->facts_height + (height > 0 && details->facts_height > 0 ? stage->gap : 0);
    return height + details->hint_height +
           (height > 0 && details->hint_height > 0 ? stage->gap : 0);
}

static void put_hint(struct sk_stage *stage, struct sk_rect rect, const char *hint) {
    int32_t size = sk_measure_fit(stage->measure, SK_FACE_REGULAR, hint, rect.w, rect.h, 2,
                                  stage->small, stage->text * 12 / 10);
    struct sk_style style = {
        .face = SK_FACE_REGULAR, .size = size, .ink = stage->ink, .max_lines = 2, .in_middle = true
    };
    (void)sk_display_list_text(stage->list, stage->measure, rect, &style, hint);
}

static void put_details(struct sk_stage *stage, struct sk_rect area,
                        const struct details *details) {
    if (details->pair) {
        put_labels(stage, sk_cut_top(&area, details->pair_height), details->pair);
        (void)sk_cut_top(&area, stage->gap);
    }
    if (details->fact_count > 0) {
        (void)flow_facts(stage, area, details->facts, details->fact_count, true);
        (void)sk_cut_top(&area, details->facts_height + stage->gap);
    }
    if (details->hint_height > 0) {
        put_hint(stage, area, details->hint);
    }
}

/* ---- buttons ---- */

static bool has_buttons(const struct sk_model *model) {
    return model->screen != SK_SCREEN_WORKING && model->screen != SK_SCREEN_STARTING &&
           model->screen != SK_SCREEN_UNSAVED;
}

static bool offers_undo(const struct sk_model *model) {
    return model->undo.number > 0 &&
           (model->screen == SK_SCREEN_RETRY || model->screen == SK_SCREEN_SAVED);
}

static int32_t buttons_height(const struct sk_stage *stage) {
    bool is_red = stage->model->screen == SK_SCREEN_REFUSED;
    return !has_buttons(stage->model) ? 0 : is_red ? stage->touch * 125 / 100 : stage->touch;
}

static int32_t button_width(const struct sk_stage *stage, int32_t room) {
    bool is_red = stage->model->screen == SK_SCREEN_REFUSED;
    int32_t share = stage->is_portrait ? 58 : 27;
    return is_red ? room * share / 100 : most(room * 20 / 100, stage->touch * 2);
}

static int32_t undo_width(const struct sk_stage *stage, int32_t room) {
    return most(button_width(stage, room), stage->text * 11);
}

static int32_t buttons_width(const struct sk_stage *stage, int32_t room) {
    int32_t width = has_buttons(stage->model) ? button_width(stage, room) : 0;
    width += stage->model->screen == SK_SCREEN_REFUSED ? stage->touch + stage->apart : 0;
    return width + (offers_undo(stage->model) ? undo_width(stage, room) + stage->apart : 0);
}

/* From the right. */
static void put_buttons(struct sk_stage *stage, struct sk_rect row) {
    const struct sk_model *model = stage->model;
    int32_t room = row.w, width = button_width(stage, room);
    if (!has_buttons(model)) {
        return;
    }
    struct sk_rect last = sk_cut_right(&row, width);
    (void)sk_cut_right(&row, stage->apart);
    if (model->screen == SK_SCREEN_NO_SCANNER) { /* a supervisor can set another one up */
        sk_stage_super_button(stage, last, (struct sk_super_touch){ .type = SK_SUPER_TOUCH_OPEN },
                              SK_ICON_PERSON, stage->ink, stage->paper,
                              sk_text(SK_N("Supervisor")));
        return;
    }
    bool is_red = model->screen == SK_SCREEN_REFUSED;
    sk_stage_button(stage, last, SK_BUTTON_ACKNOWLEDGE, SK_ICON_TICK, stage->ink, stage->paper,
                    is_red ? sk_text(SK_N("ACKNOWLEDGE")) : sk_text(SK_N("OK")));
    if (is_red) { /* now somebody may be needed */
        sk_stage_call_button(stage, sk_cut_right(&row, stage->touch), stage->ink, stage->paper);
    }
    if (offers_undo(model)) {
        (void)sk_stage_undo_button(stage, sk_cut_right(&row, undo_width(stage, room)), stage->ink,
                                   stage->paper);
    }
}

/* Details and buttons side by side, cut from the bottom of the area. */
static void put_bottom_landscape(struct sk_stage *stage, struct sk_rect *area,
                                 const struct details *details) {
    int32_t buttons = buttons_height(stage), left = details_height(stage, details);
    if (buttons + left == 0) {
        return;
    }
    struct sk_rect band = sk_cut_bottom(area, most(buttons, left));
    struct sk_rect row = band;
    row.y += row.h - buttons;
    row.h = buttons;
    put_buttons(stage, row);
    (void)sk_cut_right(&band, buttons_width(stage, band.w) + (buttons > 0 ? stage->pad : 0));
    put_details(stage, band, details);
    if (left > 0) {
        put_rule(stage, area);
    }
}

/* The buttons in a row of their own. */
static void put_bottom_portrait(struct sk_stage *stage, struct sk_rect *area,
                                const struct details *details) {
    if (buttons_height(stage) > 0) {
        put_buttons(stage, sk_cut_bottom(area, buttons_height(stage)));
        (void)sk_cut_bottom(area, stage->gap);
    }
    int32_t height = details_height(stage, details);
    if (height > 0) {
        put_details(stage, sk_cut_bottom(area, height), details);
        put_rule(stage, area);
    }
}

/* ---- icon, word, sentences ---- */

/* The first sentence of an advice is what to do; what follows it is read from near. */
static const char *rest_of(const char *advice, char *first, size_t size) {
    static const char *const stops[] = { ". ", "? ", "! ", ": ", "。", "？", "！", "：" };
    const char *end = advice + strlen(advice);
    for (size_t i = 0; i < SK_ARRAY_LEN(stops); i++) {
        const char *at = strstr(advice, stops[i]);
        if (at && at + strlen(stops[i]) < end) {
            end = at + strlen(stops[i]);
        }
    }
    size_t length = (size_t)(end - advice);
    while (length > 0 && advice[length - 1] == ' ') {
        length--;
    }
    (void)snprintf(first, size, "%.*s", (int)length, advice);
    return end;
}

struct texts {
    const char *word, *label, *what, *rest; /* "": none */
    char first[SK_ERR_TEXT_SIZE];
};

/* Sizes and heights, px. */
struct setting {
    int32_t word, word_height;
    int32_t label_height; /* of what was read; 0: nothing */
    int32_t near;         /* size of what happened, and of the rest */
    int32_t what_height, rest_height;
    int32_t first, first_height;
};

static int32_t height_of(struct sk_stage *stage, enum sk_face face, int32_t size, int32_t width,
                         const char *text) {
    return text[0] == '\0'
               ? 0
               : sk_measure_lines(stage->measure, face, size, width, text) * sk_line_height(size);
}

static int32_t label_px(const struct sk_stage *stage) {
    return stage->text * 18 / 10;
}

static int32_t sentences_height(const struct sk_stage *stage, const struct setting *set) {
    return set->label_height + set->what_height + set->first_height + set->rest_height + stage->gap;
}

/* With what happened at that size: what is left is for what to do. Returns its size. */
static int32_t set_near(struct sk_stage *stage, struct sk_rect area, const struct texts *texts,
                        int32_t near, struct setting *set) {
    set->near = near;
    set->what_height = height_of(stage, SK_FACE_REGULAR, near, area.w, texts->what);
    set->rest_height = height_of(stage, SK_FACE_REGULAR, near, area.w, texts->rest);
    set->label_height = texts->label[0] ? sk_line_height(label_px(stage)) + stage->gap / 2 : 0;
    int32_t room = area.h - set->label_height - set->what_height - set->rest_height - stage->gap;
    set->first = sk_measure_fit(stage->measure, SK_FACE_BOLD, texts->first, area.w, most(room, 0),
                                0, stage->text, stage->far * 13 / 10);
    set->first_height = height_of(stage, SK_FACE_BOLD, set->first, area.w, texts->first);
    return set->first;
}

/* What to do is to be read from far; what happened may shrink for it. */
static void set_sentences(struct sk_stage *stage, struct sk_rect area, const struct texts *texts,
                          struct setting *set) {
    int32_t near = stage->text * 16 / 10;
    int32_t good = stage->text * 12 / 10;
    int32_t first = set_near(stage, area, texts, near, set);
    while ((near > good && first < stage->far) ||
           (near > stage->small && sentences_height(stage, set) > area.h)) {
        near = most(near - most(near / 12, 1), near > good ? good : stage->small);
        first = set_near(stage, area, texts, near, set);
    }
}

static void put_sentences(struct sk_stage *stage, struct sk_rect area, const struct texts *texts,
                          const struct setting *set) {
    enum sk_align align = stage->is_portrait ? SK_ALIGN_CENTRE : SK_ALIGN_LEFT;
    if (texts->label[0] != '\0') {
        int32_t size = sk_measure_fit(stage->measure, SK_FACE_MONO, texts->label, area.w,
                                      set->label_height, 1, stage->text, label_px(stage));
        struct sk_style style = {
            .face = SK_FACE_MONO, .size = size, .ink = stage->ink, .align = align, .max_lines = 1
        };
        (void)sk_display_list_text(stage->list, stage->measure,
                                   sk_cut_top(&area, set->label_height), &style, texts->label);
    }
    (void)sk_stage_put(stage, sk_cut_top(&area, set->what_height), SK_FACE_REGULAR, set->near,
                       stage->ink, align, texts->what);
    (void)sk_cut_top(&area, stage->gap / 2);
    (void)sk_stage_put(stage, sk_cut_top(&area, set->first_height), SK_FACE_BOLD, set->first,
                       stage->ink, align, texts->first);
    (void)sk_cut_top(&area, stage->gap / 2);
    (void)sk_stage_put(stage, sk_cut_top(&area, set->rest_height), SK_FACE_REGULAR, set->near,
                       stage->ink, align, texts->rest);
}

/* The icon beside the word, what to do below both over the whole width. */
static void put_verdict_landscape(struct sk_stage *stage, struct sk_rect area,
                                  const struct look *look, const struct texts *texts) {
    struct setting set = { 0 };
    int32_t height = least(sk_line_height(stage->word), area.h * 46 / 100);
    struct sk_rect sentences = area;
    struct sk_rect head = sk_cut_top(&sentences, height);
    (void)sk_cut_top(&sentences, stage->gap);
    set_sentences(stage, sentences, texts, &set);
    int32_t spare = sentences.h - sentences_height(stage, &set);
    if (spare > 0) { /* the word and its picture take what is left, as far as it makes sense */
        int32_t more = least(spare, area.h * 60 / 100 - height);
        head.h += most(more, 0);
        sentences.y += most(more, 0) + (spare - most(more, 0)) / 2;
        sentences.h -= most(more, 0) + (spare - most(more, 0)) / 2;
    }
    struct sk_rect picture = sk_cut_left(&head, least(head.h, area.w * 28 / 100));
    (void)sk_cut_left(&head, stage->pad * 3 / 2);
    sk_display_list_icon(stage->list, picture, look->icon, stage->ink, stage->paper);
    set.word = sk_measure_fit(stage->measure, SK_FACE_BOLD, texts->word, head.w, head.h, 2,
                              stage->text * 2, most(stage->text * 11, stage->word));
    struct sk_style style = {
        .face = SK_FACE_BOLD, .size = set.word, .ink = stage->ink, .max_lines = 2, .in_middle = true
    };
    (void)sk_display_list_text(stage->list, stage->measure, head, &style, texts->word);
    put_sentences(stage, sentences, texts, &set);
}

/* Picture, word and sentences one below the other. */
static void put_verdict_portrait(struct sk_stage *stage, struct sk_rect area,
                                 const struct look *look, const struct texts *texts) {
    struct setting set = { 0 };
    struct sk_rect picture = sk_cut_top(&area, least(area.h * 32 / 100, area.w * 60 / 100));
    sk_display_list_icon(stage->list, picture, look->icon, stage->ink, stage->paper);
    (void)sk_cut_top(&area, stage->gap);
    set.word = sk_measure_fit(stage->measure, SK_FACE_BOLD, texts->word, area.w, area.h * 40 / 100,
                              2, stage->text * 2, most(stage->text * 11, stage->word));
    set.word_height = height_of(stage, SK_FACE_BOLD, set.word, area.w, texts->word);
    (void)sk_stage_put(stage, sk_cut_top(&area, set.word_height), SK_FACE_BOLD, set.word,
                       stage->ink, SK_ALIGN_CENTRE, texts->word);
    (void)sk_cut_top(&area, stage->gap);
    set_sentences(stage, area, texts, &set);
    (void)sk_cut_top(&area, most((area.h - sentences_height(stage, &set)) / 4, 0));
    put_sentences(stage, area, texts, &set);
}

static void put_verdict(struct sk_stage *stage, struct sk_rect area, const struct look *look,
                        const struct said *said) {
    bool has_label = stage->model->screen == SK_SCREEN_NOTICE && !pair_of(stage->model);
    struct texts texts = { .word = said->word,
                           .label = has_label ? stage->model->notice_label : "",
                           .what = said->what };
    texts.rest = rest_of(said->advice, texts.first, sizeof(texts.first));
    if (stage->is_portrait) {
        put_verdict_portrait(stage, area, look, &texts);
    } else {
        put_verdict_landscape(stage, area, look, &texts);
    }
}

void sk_screen_verdict(struct sk_stage *stage) {
    const struct sk_model *model = stage->model;
    struct look look = look_of(model);
    struct said said;
    say(&said, model, &look);
    sk_colour panel = look.paper == SK_NAVY ? SK_NAVY_PANEL : look.paper;
    sk_stage_begin(stage, look.paper, look.ink, look.ink, panel);
    int32_t stroke = most(stage->text * 8 / 10, 10);
    if (look.frame == FRAME_STRIPES) {
        sk_display_list_stripes(stage->list, stage->area, SK_BLACK, SK_AMBER, stroke);
    } else if (look.frame == FRAME_LINE) {
        sk_display_list_border(stage->list, stage->area, SK_BLACK, stroke, 0);
    }
    if (look.frame != FRAME_NONE) {
        stage->area = sk_inset(stage->area, stroke);
    }
    sk_stage_status_bar(stage, model->screen != SK_SCREEN_NOTICE);
    struct sk_rect area = sk_inset(stage->area, stage->pad);
    struct details details;
    int32_t buttons = stage->is_portrait ? 0 : buttons_width(stage, area.w);
    gather_details(stage, &said, area.w - buttons - (buttons > 0 ? stage->pad : 0), &details);
    if (stage->is_portrait) {
        put_bottom_portrait(stage, &area, &details);
    } else {
        put_bottom_landscape(stage, &area, &details);
    }
    put_verdict(stage, area, &look, &said);
}
