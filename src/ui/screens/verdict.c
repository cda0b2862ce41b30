#include "ui/screens/verdict.h"

#include "app/model/sentence.h"
#include "base/assert.h"
#include "base/util.h"
#include "ui/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- what each verdict looks like ---- */

struct look {
    sk_colour paper, ink;
    enum sk_icon icon;
    const char *word; /* msgid */
    bool has_stripes;
};

/* What waits for IT was not refused, and what could not be looked up may be bound. */
static const char *red_word(const struct sk_model *model) {
    return model->is_kept      ? SK_N("NOT BOUND")
           : model->is_unknown ? SK_N("NOT KNOWN")
                               : SK_N("REFUSED");
}

static struct look look_of(const struct sk_model *model) {
    switch (model->screen) {
    case SK_SCREEN_BOUND:
        return (struct look){ SK_GREEN, SK_BLACK, SK_ICON_TICK, SK_N("BOUND"), false };
    case SK_SCREEN_REFUSED:
        return (struct look){ SK_RED, SK_WHITE, SK_ICON_CROSS, red_word(model), false };
    case SK_SCREEN_RETRY:
        return (struct look){ SK_AMBER, SK_BLACK, SK_ICON_RETRY, SK_N("TRYING AGAIN"), true };
    case SK_SCREEN_CHECKING:
        return (struct look){ SK_AMBER, SK_BLACK, SK_ICON_CHECKING, SK_N("CHECKING"), true };
    case SK_SCREEN_SAVED:
        return (struct look){ SK_AMBER, SK_BLACK, SK_ICON_SAVED, SK_N("SAVED"), true };
    case SK_SCREEN_UNSAVED:
        return (struct look){ SK_AMBER, SK_BLACK, SK_ICON_HOURGLASS, SK_N("NOT SAVED YET"), true };
    case SK_SCREEN_WORKING:
        return (struct look){ SK_NAVY, SK_WHITE, SK_ICON_HOURGLASS, SK_N("BINDING"), false };
    case SK_SCREEN_STARTING:
        return (struct look){ SK_NAVY, SK_WHITE, SK_ICON_HOURGLASS, SK_N("STARTING"), false };
    case SK_SCREEN_NOTICE:
    case SK_SCREEN_READY:
    case SK_SCREEN_HALF:
    case SK_SCREEN_PROBLEM:
    case SK_SCREEN_SUPERVISOR:
        return (struct look){ SK_AMBER, SK_BLACK, SK_ICON_WARNING, "", true };
    }
    SK_UNREACHABLE("screen");
}

/* The word of a notice: what is wrong, in two words. */
static const char *notice_word(enum sk_notice notice) {
    static const char *const words[SK_NOTICE_COUNT] = {
        [SK_NOTICE_NONE] = SK_N("NOTICE"),
        [SK_NOTICE_NOT_A_LABEL] = SK_N("WRONG LABEL"),
        [SK_NOTICE_MODEL_LABEL] = SK_N("WRONG LABEL"),
        [SK_NOTICE_MASKED_LABEL] = SK_N("WRONG LABEL"),
        [SK_NOTICE_TOO_LONG] = SK_N("WRONG LABEL"),
        [SK_NOTICE_SEVERAL_IN_ONE] = SK_N("NOT TAKEN"),
        [SK_NOTICE_READ_AGAIN] = SK_N("READ AGAIN"),
        [SK_NOTICE_DOUBLE_SCAN] = SK_N("SCANNED TWICE"),
        [SK_NOTICE_REPLACES_SERIAL] = SK_N("ANOTHER DEVICE?"),
        [SK_NOTICE_REPLACED_SERIAL] = SK_N("REPLACED"),
        [SK_NOTICE_REPLACES_INSTANCE] = SK_N("ANOTHER INSTANCE?"),
        [SK_NOTICE_REPLACED_INSTANCE] = SK_N("REPLACED"),
        [SK_NOTICE_HALF_TIMED_OUT] = SK_N("TOO LATE"),
        [SK_NOTICE_CANCELLED] = SK_N("CANCELLED"),
        [SK_NOTICE_UNDONE] = SK_N("TAKEN BACK"),
        [SK_NOTICE_NOTHING_TO_UNDO] = SK_N("NOTHING TO UNDO"),
        [SK_NOTICE_TOO_LATE_TO_UNDO] = SK_N("TOO LATE TO UNDO"),
        [SK_NOTICE_NOTHING_TO_CANCEL] = SK_N("NOTHING TO CANCEL"),
        [SK_NOTICE_PAIR_MODE] = SK_N("ONE DEVICE EACH"),
        [SK_NOTICE_STICKY_MODE] = SK_N("SEVERAL DEVICES"),
        [SK_NOTICE_UNKNOWN_COMMAND] = SK_N("UNKNOWN CARD"),
        [SK_NOTICE_ACKNOWLEDGE_FIRST] = SK_N("ACKNOWLEDGE FIRST"),
        [SK_NOTICE_QUEUE_FULL] = SK_N("NOT TAKEN"),
        [SK_NOTICE_NOT_SAVED_YET] = SK_N("NOT TAKEN"),
        [SK_NOTICE_ON_HOLD] = SK_N("ON HOLD"),
        [SK_NOTICE_BADGE_FIRST] = SK_N("BADGE FIRST"),
        [SK_NOTICE_UNKNOWN_BADGE] = SK_N("UNKNOWN BADGE"),
        [SK_NOTICE_SIGNED_ON] = SK_N("SIGNED ON"),
        [SK_NOTICE_SIGNED_OFF] = SK_N("SIGNED OFF"),
        [SK_NOTICE_NOBODY_SIGNED_ON] = SK_N("NOBODY THERE"),
        [SK_NOTICE_OPERATOR_CHANGED] = SK_N("START AGAIN"),
        [SK_NOTICE_DENIED_SERIAL] = SK_N("NO REAL LABEL"),
        [SK_NOTICE_NO_LIST] = SK_N("NO LIST"),
        [SK_NOTICE_SAME_PAIR_WAITING] = SK_N("ALREADY SAVED"),
    };
    return SK_AT(words, notice);
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
    bool is_own = model->what[0] != '\0' && !is_notice;
    *said = (struct said){
        .word = sk_text(is_notice ? notice_word(model->notice) : look->word),
        .what = is_own ? said->own : sk_text(fallback.what),
        .advice = sk_text(model->advice[0] != '\0' && !is_notice ? model->advice : fallback.advice),
        .who = is_notice || model->what[0] == '\0' ? fallback.who : model->who,
    };
    if (is_own) {
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
        return SK_N("Nobody needs to");
    }
    SK_UNREACHABLE("who");
}

struct label_field {
    const char *name, *value;
    enum sk_face face;
    int32_t weight; /* share of the width */
};

/* The small facts of a verdict, if there are any. */
static size_t facts_of(const struct sk_model *model, const struct said *said, char *number,
                       size_t number_size, char order[SK_WORDS_SIZE], struct label_field *fields) {
    size_t count = 0;
    bool needs_help = said->who == SK_WHO_SUPERVISOR || said->who == SK_WHO_IT;
    if (model->screen == SK_SCREEN_REFUSED || needs_help) {
        fields[count++] = (struct label_field){ sk_text(SK_N("Who can mend it")),
                                                sk_text(who_word(said->who)), SK_FACE_BOLD, 3 };
    }
    if (model->verdict.number > 0 && model->screen != SK_SCREEN_NOTICE) {
        (void)snprintf(number, number_size, "#%" PRId64, model->verdict.number);
        fields[count++] = (struct label_field){ sk_text(SK_N("Pair")), number, SK_FACE_MONO, 2 };
    }
    if (model->screen == SK_SCREEN_NOTICE) {
        return count;
    }
    if (model->screen == SK_SCREEN_BOUND && model->order_of > 0) {
        sk_words_order(model, order);
        fields[count++] =
            (struct label_field){ sk_text(SK_N("Bound so far")), order, SK_FACE_BOLD, 5 };
    }
    if (model->code[0] != '\0') {
        fields[count++] =
            (struct label_field){ sk_text(SK_N("Code")), model->code, SK_FACE_MONO, 5 };
    }
    if (model->account[0] != '\0') { /* tells IT more, and there is not room for both */
        fields[count++] =
            (struct label_field){ sk_text(SK_N("Account")), model->account, SK_FACE_MONO, 7 };
    } else if (model->request_id[0] != '\0') {
        fields[count++] = (struct label_field){ sk_text(SK_N("Request number")), model->request_id,
                                                SK_FACE_MONO, 7 };
    }
    return count;
}

static void put_facts(struct sk_stage *stage, struct sk_rect row, const struct label_field *fields,
                      size_t count) {
    int32_t weight = 0;
    for (size_t i = 0; i < count; i++) {
        weight += fields[i].weight;
    }
    int32_t room = row.w - (int32_t)(count - 1) * stage->gap;
    for (size_t i = 0; i < count; i++) {
        struct sk_rect cell = sk_cut_left(&row, room * fields[i].weight / weight);
        (void)sk_cut_left(&row, stage->gap);
        int32_t size = sk_measure_fit(stage->measure, fields[i].face, fields[i].value, cell.w,
                                      sk_line_height(stage->text * 12 / 10), 1, stage->small,
                                      stage->text * 12 / 10);
        put_field(stage, cell, fields[i].name, fields[i].face, size, fields[i].value);
    }
}

/* Device and instance, as large as both fit. */
static void put_labels(struct sk_stage *stage, struct sk_rect area) {
    const struct sk_model *model = stage->model;
    struct sk_rect first = area, second = area;
    if (stage->is_portrait) {
        first.h = (area.h - stage->gap) / 2;
        second = first;
        second.y += first.h + stage->gap;
    } else {
        first.w = (area.w - stage->pad) * 45 / 100;
        second.w = area.w - first.w - stage->pad;
        second.x += first.w + stage->pad;
    }
    int32_t height = first.h - sk_line_height(stage->small);
    int32_t max = stage->text * 22 / 10;
    int32_t a = sk_measure_fit(stage->measure, SK_FACE_MONO, model->verdict.serial, first.w, height,
                               1, stage->text, max);
    int32_t b = sk_measure_fit(stage->measure, SK_FACE_MONO, model->verdict.instance, second.w,
                               height, 1, stage->text, max);
    int32_t size = least(a, b);
    put_field(stage, first, sk_text(SK_N("Device")), SK_FACE_MONO, size, model->verdict.serial);
    put_field(stage, second, sk_text(SK_N("Instance")), SK_FACE_MONO, size,
              model->verdict.instance);
}

static void put_rule(struct sk_stage *stage, struct sk_rect *area) {
    (void)sk_cut_bottom(area, stage->gap);
    sk_display_list_box(stage->list, sk_cut_bottom(area, most(stage->text / 10, 2)), stage->ink, 0);
    (void)sk_cut_bottom(area, stage->gap);
}

/* Cuts the details from the bottom of the area. */
static void put_details(struct sk_stage *stage, struct sk_rect *area, const struct said *said) {
    const struct sk_model *model = stage->model;
    bool has_pair = model->verdict.serial[0] != '\0' && model->screen != SK_SCREEN_NOTICE &&
                    model->screen != SK_SCREEN_STARTING;
    struct label_field fields[5];
    char number[32];
    char order[SK_WORDS_SIZE];
    size_t count = facts_of(model, said, number, sizeof(number), order, fields);
    if (count > 0) {
        bool has_two = stage->is_portrait && count > 1 && model->request_id[0] != '\0';
        int32_t height = field_height(stage, stage->text * 12 / 10);
        struct sk_rect rows = sk_cut_bottom(area, has_two ? height * 2 + stage->gap : height);
        if (has_two) {
            put_facts(stage, sk_cut_top(&rows, height), fields, count - 1);
            (void)sk_cut_top(&rows, stage->gap);
            put_facts(stage, rows, fields + count - 1, 1);
        } else {
            put_facts(stage, rows, fields, count);
        }
        (void)sk_cut_bottom(area, stage->gap);
    }
    if (has_pair) {
        int32_t height = field_height(stage, stage->text * 22 / 10);
        put_labels(stage,
                   sk_cut_bottom(area, stage->is_portrait ? height * 2 + stage->gap : height));
    }
    if (has_pair || count > 0) {
        put_rule(stage, area);
    }
}

/* ---- buttons ---- */

/* Beside the buttons: what to do without touching the glass. */
static const char *hint_of(const struct sk_model *model, char *buffer, size_t size) {
    switch (model->screen) {
    case SK_SCREEN_REFUSED:
        if (model->failures_waiting > 0) {
            (void)snprintf(buffer, size,
                           sk_text(SK_N("Or scan the ACK card. Failures behind this one: %d.")),
                           (int)model->failures_waiting);
            return buffer;
        }
        return sk_text(SK_N("Or scan the ACK card."));
    case SK_SCREEN_BOUND:
    case SK_SCREEN_RETRY:
    case SK_SCREEN_CHECKING:
    case SK_SCREEN_SAVED:
    case SK_SCREEN_NOTICE:
        if (model->notice == SK_NOTICE_ON_HOLD || model->notice == SK_NOTICE_BADGE_FIRST ||
            model->notice == SK_NOTICE_UNKNOWN_BADGE || model->notice == SK_NOTICE_NOT_SAVED_YET) {
            return ""; /* the next one would not be taken, either */
        }
        return sk_text(SK_N("Or simply scan the next label."));
    case SK_SCREEN_STARTING:
    case SK_SCREEN_UNSAVED:
    case SK_SCREEN_WORKING:
    case SK_SCREEN_READY:
    case SK_SCREEN_HALF:
    case SK_SCREEN_PROBLEM:
    case SK_SCREEN_SUPERVISOR:
        return "";
    }
    SK_UNREACHABLE("screen");
}

static void put_hint(struct sk_stage *stage, struct sk_rect rect) {
    char buffer[256];
    const char *hint = hint_of(stage->model, buffer, sizeof(buffer));
    int32_t size = sk_measure_fit(stage->measure, SK_FACE_REGULAR, hint, rect.w, rect.h, 2,
                                  stage->small, stage->text * 12 / 10);
    struct sk_style style = { .face = SK_FACE_REGULAR,
                              .size = size,
                              .ink = stage->ink,
                              .max_lines = 2,
                              .in_middle = true,
                              .is_balanced = true };
    (void)sk_display_list_text(stage->list, stage->measure, rect, &style, hint);
}

static void put_buttons(struct sk_stage *stage, struct sk_rect *area) {
    const struct sk_model *model = stage->model;
    bool is_red = model->screen == SK_SCREEN_REFUSED;
    bool has_undo = model->screen == SK_SCREEN_RETRY || model->screen == SK_SCREEN_SAVED;
    if (model->screen == SK_SCREEN_WORKING || model->screen == SK_SCREEN_STARTING ||
        model->screen == SK_SCREEN_UNSAVED) {
        return;
    }
    int32_t height = is_red ? stage->touch * 125 / 100 : stage->touch;
    struct sk_rect row = sk_cut_bottom(area, height);
    (void)sk_cut_bottom(area, stage->gap);
    int32_t width = is_red ? row.w * 58 / 100 : most(row.w * 24 / 100, stage->touch * 2);
    const char *text = is_red ? sk_text(SK_N("ACKNOWLEDGE")) : sk_text(SK_N("OK"));
    sk_stage_button(stage, sk_cut_right(&row, width), SK_BUTTON_ACKNOWLEDGE, SK_ICON_TICK,
                    stage->ink, stage->paper, text);
    (void)sk_cut_right(&row, stage->pad);
    if (has_undo) {
        sk_stage_button(stage, sk_cut_right(&row, width), SK_BUTTON_UNDO, SK_ICON_UNDO, stage->ink,
                        stage->paper, sk_text(SK_N("Undo")));
        (void)sk_cut_right(&row, stage->pad);
    }
    put_hint(stage, row);
}

/* ---- icon, word, sentences ---- */

/* Sizes and heights of the texts of a verdict, px. */
struct setting {
    int32_t word, word_height;
    int32_t label, label_height; /* what was read; 0: nothing */
    int32_t what, what_height;
    int32_t advice, advice_height;
};

static int32_t height_of(struct sk_stage *stage, enum sk_face face, int32_t size, int32_t width,
                         const char *text, int32_t limit) {
    int32_t lines = sk_measure_lines(stage->measure, face, size, width, text);
    return least(lines * sk_line_height(size), limit / sk_line_height(size) * sk_line_height(size));
}

/* Each text as large as its share allows; the word takes at most `share` percent. */
static struct setting set_words(struct sk_stage *stage, struct sk_rect area,
                                const struct said *said, bool has_label, int32_t share) {
    struct setting set = { .label = has_label ? stage->text * 16 / 10 : 0 };
    set.word =
        sk_measure_fit(stage->measure, SK_FACE_BOLD, said->word, area.w, area.h * share / 100,
                       stage->is_portrait ? 2 : 1, stage->text * 2, most(stage->text * 11, 32));
    set.word_height = height_of(stage, SK_FACE_BOLD, set.word, area.w, said->word, area.h);
    set.label_height = has_label ? sk_line_height(set.label) + stage->gap : 0;
    int32_t rest = area.h - set.word_height - set.label_height - 2 * stage->gap;
    set.advice = sk_measure_fit(stage->measure, SK_FACE_BOLD, said->advice, area.w, rest * 62 / 100,
                                0, stage->text, stage->text * 28 / 10);
    set.advice_height =
        height_of(stage, SK_FACE_BOLD, set.advice, area.w, said->advice, rest * 7 / 10);
    rest -= set.advice_height;
    set.what = sk_measure_fit(stage->measure, SK_FACE_REGULAR, said->what, area.w, rest, 0,
                              stage->text, least(set.advice, stage->text * 18 / 10));
    set.what_height = height_of(stage, SK_FACE_REGULAR, set.what, area.w, said->what, rest);
    return set;
}

/* If the advice would become small, the word shrinks instead: it can be read from afar anyway. */
static struct setting choose_setting(struct sk_stage *stage, struct sk_rect area,
                                     const struct said *said, bool has_label) {
    struct setting set = { 0 };
    for (int32_t share = 48; share >= 30; share -= 6) {
        set = set_words(stage, area, said, has_label, share);
        if (set.advice >= stage->text * 16 / 10) {
            break;
        }
    }
    return set;
}

/* The texts one below the other, centred together. */
static void put_words(struct sk_stage *stage, struct sk_rect area, const struct said *said,
                      const char *label) {
    enum sk_align align = stage->is_portrait ? SK_ALIGN_CENTRE : SK_ALIGN_LEFT;
    struct setting set = choose_setting(stage, area, said, label[0] != '\0');
    int32_t used =
        set.word_height + set.label_height + set.what_height + set.advice_height + 2 * stage->gap;
    /* Below a picture the words stay near it; beside one they are in the middle. */
    (void)sk_cut_top(&area, most((area.h - used) / (stage->is_portrait ? 4 : 2), 0));
    (void)sk_stage_put(stage, sk_cut_top(&area, set.word_height), SK_FACE_BOLD, set.word,
                       stage->ink, align, said->word);
    (void)sk_cut_top(&area, stage->gap);
    if (set.label > 0) {
        struct sk_style style = { .face = SK_FACE_MONO,
                                  .size = set.label,
                                  .ink = stage->ink,
                                  .align = align,
                                  .max_lines = 1 };
        (void)sk_display_list_text(stage->list, stage->measure, sk_cut_top(&area, set.label_height),
                                   &style, label);
    }
    (void)sk_stage_put(stage, sk_cut_top(&area, set.what_height), SK_FACE_REGULAR, set.what,
                       stage->ink, align, said->what);
    (void)sk_cut_top(&area, stage->gap);
    (void)sk_stage_put(stage, sk_cut_top(&area, set.advice_height), SK_FACE_BOLD, set.advice,
                       stage->ink, align, said->advice);
}

static void put_verdict(struct sk_stage *stage, struct sk_rect area, const struct look *look,
                        const struct said *said) {
    struct sk_rect picture;
    if (stage->is_portrait) {
        picture = sk_cut_top(&area, least(area.h * 36 / 100, area.w * 70 / 100));
        (void)sk_cut_top(&area, stage->gap);
    } else {
        int32_t side = least(area.w * 28 / 100, area.h * 92 / 100);
        picture = sk_cut_left(&area, side);
        (void)sk_cut_left(&area, stage->pad * 2);
    }
    sk_display_list_icon(stage->list, picture, look->icon, stage->ink, stage->paper);
    const char *label = stage->model->screen == SK_SCREEN_NOTICE ? stage->model->notice_label : "";
    put_words(stage, area, said, label);
}

void sk_screen_verdict(struct sk_stage *stage) {
    const struct sk_model *model = stage->model;
    struct look look = look_of(model);
    struct said said;
    say(&said, model, &look);
    sk_colour panel = look.paper == SK_NAVY ? SK_NAVY_PANEL : look.paper;
    sk_stage_begin(stage, look.paper, look.ink, look.ink, panel);
    if (look.has_stripes) {
        int32_t stroke = most(stage->text * 8 / 10, 10);
        sk_display_list_stripes(stage->list, stage->area, SK_BLACK, SK_AMBER, stroke);
        stage->area = sk_inset(stage->area, stroke);
    }
    sk_stage_status_bar(stage, model->screen != SK_SCREEN_NOTICE);
    struct sk_rect area = sk_inset(stage->area, stage->pad);
    put_buttons(stage, &area);
    put_details(stage, &area, &said);
    put_verdict(stage, area, &look, &said);
}
