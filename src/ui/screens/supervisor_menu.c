#include "ui/screens/supervisor_menu.h"

#include "base/util.h"
#include "ui/screens/supervisor_parts.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- what it has ---- */

enum tile_size { TILE_LARGE, TILE_MEDIUM, TILE_SMALL, TILE_SIZES };

struct tile {
    enum tile_size size;
    enum sk_super_touch_type type;
    int32_t value;
    enum sk_icon icon;
    const char *text;                                 /* msgid */
    const char *more;                                 /* msgid, below it; NULL: none */
    int32_t right;                                    /* that it needs; 0: none */
    int32_t (*figure)(const struct sk_model *model);  /* -1: not known; NULL: it has none */
    bool (*is_offered)(const struct sk_model *model); /* NULL: always */
};

static int32_t figure_open(const struct sk_model *model) {
    return model->supervisor.open_count;
}

static int32_t figure_today(const struct sk_model *model) {
    return model->bound_today;
}

static int32_t figure_waiting(const struct sk_model *model) {
    return model->waiting;
}

static int32_t figure_missing(const struct sk_model *model) {
    return most(model->order_of - model->order_bound, 0);
}

static int32_t figure_office(const struct sk_model *model) {
    return model->supervisor.office_count;
}

static bool has_office(const struct sk_model *model) {
    return model->supervisor.office_count > 0;
}

static bool has_list(const struct sk_model *model) {
    return model->order_of > 0;
}

static bool is_on_hold(const struct sk_model *model) {
    return model->supervisor.is_on_hold;
}

static bool is_at_work(const struct sk_model *model) {
    return !model->supervisor.is_on_hold;
}

/* A row a tile; those of a size are shown in this order. The figures need somebody where they are
 * more than 0 on the first one only. */
static const struct tile tiles[] = {
    { TILE_LARGE, SK_SUPER_TOUCH_ATTENTION, 0, SK_ICON_WARNING, SK_N("Needs attention"), NULL, 0,
      figure_open, NULL },
    { TILE_LARGE, SK_SUPER_TOUCH_SEARCH, 0, SK_ICON_CHECKING, SK_N("Search"), SK_N("Scan or type"),
      0, NULL, NULL },
    { TILE_LARGE, SK_SUPER_TOUCH_TODAY, 0, SK_ICON_TICK, SK_N("Bound today"), NULL, 0, figure_today,
      NULL },

    { TILE_MEDIUM, SK_SUPER_TOUCH_OFFICE, 0, SK_ICON_BELL, SK_N("The office asks"), NULL, 0,
      figure_office, has_office },
    { TILE_MEDIUM, SK_SUPER_TOUCH_WAITING, 0, SK_ICON_QUEUE, SK_N("Waiting to be sent"), NULL, 0,
      figure_waiting, NULL },
    { TILE_MEDIUM, SK_SUPER_TOUCH_MISSING, 0, SK_ICON_DEVICE, SK_N("Still missing"), NULL, 0,
      figure_missing, has_list },
    { TILE_MEDIUM, SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_EXPORT, SK_ICON_SAVED, SK_N("Export"), NULL,
      SK_SUPER_RIGHT_BENCH, NULL, NULL },
    { TILE_MEDIUM, SK_SUPER_TOUCH_FIGURES, 0, SK_ICON_CHART, SK_N("Figures"), NULL, 0, NULL, NULL },
    { TILE_MEDIUM, SK_SUPER_TOUCH_PRINT, 0, SK_ICON_PRINTER, SK_N("Print"), NULL,
      SK_SUPER_RIGHT_BENCH, NULL, NULL },
    { TILE_MEDIUM, SK_SUPER_TOUCH_CHECKPOINT, 0, SK_ICON_TICK, SK_N("Log proof"), NULL, 0, NULL,
      NULL },
    { TILE_MEDIUM, SK_SUPER_TOUCH_CHECKS, 0, SK_ICON_WRENCH, SK_N("Diagnostics"), NULL, 0, NULL,
      NULL },
    { TILE_MEDIUM, SK_SUPER_TOUCH_SCANS, 0, SK_ICON_BARCODE, SK_N("Other scans"), NULL, 0, NULL,
      NULL },
    { TILE_MEDIUM, SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_HOLD, SK_ICON_PAUSE, SK_N("Hold the bench"),
      NULL, SK_SUPER_RIGHT_BENCH, NULL, is_at_work },
    { TILE_MEDIUM, SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_RELEASE, SK_ICON_ARROW,
      SK_N("Release the bench"), NULL, SK_SUPER_RIGHT_BENCH, NULL, is_on_hold },

    { TILE_SMALL, SK_SUPER_TOUCH_SETUP, 0, SK_ICON_USB, SK_N("Set up a scanner"), NULL,
      SK_SUPER_RIGHT_SETUP, NULL, NULL },
    { TILE_SMALL, SK_SUPER_TOUCH_PEOPLE, 0, SK_ICON_PERSON, SK_N("Staff"), NULL, 0, NULL, NULL },
    { TILE_SMALL, SK_SUPER_TOUCH_SOUND, 0, SK_ICON_SOUND, SK_N("Sound"), NULL, 0, NULL, NULL },
    { TILE_SMALL, SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_SET_PIN, SK_ICON_PERSON, SK_N("Set a PIN"),
      NULL, 0, NULL, NULL },
    { TILE_SMALL, SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_PURGE, SK_ICON_CLOSE, SK_N("Purge"), NULL,
      SK_SUPER_RIGHT_BENCH, NULL, NULL },
    { TILE_SMALL, SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_END, SK_ICON_PAUSE, SK_N("Quit the kiosk"),
      NULL, 0, NULL, NULL },
};

/* The last of the small ones, in the corner. */
static const struct tile leave = {
    TILE_SMALL, SK_SUPER_TOUCH_LEAVE, 0, SK_ICON_CLOSE, SK_N("Leave"), NULL, 0, NULL, NULL
};

static bool is_offered(const struct sk_stage *stage, const struct tile *tile) {
    return !tile->is_offered || tile->is_offered(stage->model);
}

/* ---- a tile ---- */

/* Cuts the figure from the right. */
static void put_figure(struct sk_stage *stage, const struct tile *tile, struct sk_rect *inner,
                       sk_colour ink) {
    char text[16];
    int32_t figure = tile->figure ? tile->figure(stage->model) : -1;
    if (figure < 0) {
        return;
    }
    bool is_more = tile->type == SK_SUPER_TOUCH_ATTENTION && figure >= SK_SUPER_OPEN_MAX;
    (void)snprintf(text, sizeof(text), "%" PRId32 "%s", is_more ? figure - 1 : figure,
                   is_more ? "+" : "");
    int32_t largest = stage->text * (tile->size == TILE_LARGE ? 30 : 20) / 10;
    int32_t size = sk_measure_fit(stage->measure, SK_FACE_BOLD, text, inner->w * 40 / 100, inner->h,
                                  1, stage->small, largest);
    int32_t width = most(sk_stage_text_width(stage, SK_FACE_BOLD, size, text) + 1, size);
    sk_stage_put_line(stage, sk_cut_right(inner, width), SK_FACE_BOLD, size, ink, SK_ALIGN_RIGHT,
                      text);
    (void)sk_cut_right(inner, stage->gap);
}

/* Its size where it is whole beside an icon of that side; 0: it is not. */
static int32_t text_size(struct sk_stage *stage, struct sk_rect inner, const char *text,
                         int32_t side, int32_t largest) {
    int32_t room = inner.w - (side > 0 ? side + stage->gap : 0);
    int32_t size = sk_measure_fit(stage->measure, SK_FACE_BOLD, text, room, inner.h, 3,
                                  stage->small - 1, largest);
    return size >= stage->small ? size : 0;
}

static void put_text(struct sk_stage *stage, struct sk_rect rect, int32_t size, sk_colour ink,
                     const char *text) {
    struct sk_style style = {
        .face = SK_FACE_BOLD, .size = size, .ink = ink, .max_lines = 3, .in_middle = true
    };
    (void)sk_display_list_text(stage->list, stage->measure, rect, &style, text);
}

/* The icon gives way where the word would be torn. */
static void put_words(struct sk_stage *stage, const struct tile *tile, struct sk_rect inner,
                      sk_colour ink, sk_colour paper) {
    static const int32_t tenths[TILE_SIZES] = {
        [TILE_LARGE] = 18, [TILE_MEDIUM] = 13, [TILE_SMALL] = 10
    };
    const char *text = sk_text(tile->text);
    const char *more = tile->more ? sk_text(tile->more) : "";
    int32_t largest = most(stage->text * tenths[tile->size] / 10, stage->small);
    int32_t below = more[0] != '\0' ? sk_line_height(stage->text) : 0;
    struct sk_rect upper = inner;
    upper.h -= below;
    int32_t side = least(inner.h, largest * 15 / 10);
    int32_t size = text_size(stage, upper, text, side, largest);
    if (size > 0) {
        sk_display_list_icon(stage->list, sk_cut_left(&inner, side), tile->icon, ink, paper);
        (void)sk_cut_left(&inner, stage->gap);
    } else {
        size = most(text_size(stage, upper, text, 0, largest), stage->small);
    }
    if (below == 0) {
        put_text(stage, inner, size, ink, text);
        return;
    }
    int32_t line = sk_line_height(size);
    inner.y += (inner.h - line - below) / 2;
    put_text(stage, sk_cut_top(&inner, line), size, ink, text);
    inner.h = below;
    int32_t small = sk_measure_fit(stage->measure, SK_FACE_REGULAR, more, inner.w, below, 1,
                                   stage->small, stage->text);
    sk_stage_put_line(stage, inner, SK_FACE_REGULAR, small, ink, SK_ALIGN_LEFT, more);
}

/* White is where there is something to be done; only the outline is left of what somebody else may
 * do. */
static void put_tile(struct sk_stage *stage, struct sk_rect rect, const struct tile *tile) {
    const struct sk_model_supervisor *super = &stage->model->supervisor;
    struct sk_touch touch = { .kind = SK_TARGET_SUPERVISOR,
                              .super = { .type = tile->type, .value = tile->value } };
    bool is_others = tile->right && (super->rights & tile->right) == 0;
    bool is_to_do = (tile->type == SK_SUPER_TOUCH_ATTENTION && super->open_count > 0) ||
                    tile->type == SK_SUPER_TOUCH_OFFICE;
    sk_colour face = is_to_do ? SK_WHITE : is_others ? SK_PLUM : SK_PLUM_BUTTON;
    sk_colour ink = is_to_do ? SK_BLACK : is_others ? SK_PLUM_SOFT : SK_WHITE;
    bool pressed = false;
    sk_stage_touch(stage, rect, touch, face, ink, &pressed);
    sk_colour front = pressed ? face : ink, ground = pressed ? ink : face;
    struct sk_rect inner = sk_inset(rect, tile->size == TILE_SMALL ? stage->gap / 2 : stage->gap);
    inner.x += tile->size == TILE_LARGE ? stage->gap : 0;
    inner.w -= tile->size == TILE_LARGE ? 2 * stage->gap : 0;
    put_figure(stage, tile, &inner, front);
    put_words(stage, tile, inner, front, ground);
}

/* ---- where each one lies ---- */

struct group {
    int32_t count, columns, rows;
    int32_t height; /* px of a row */
};

static int32_t rows_of(const struct group groups[TILE_SIZES]) {
    return groups[TILE_LARGE].rows + groups[TILE_MEDIUM].rows + groups[TILE_SMALL].rows;
}

/* Full rows, of no more than that many. */
static void set_columns(struct group *group, int32_t at_most) {
    int32_t columns = most(least(at_most, group->count), 1);
    group->rows = (group->count + columns - 1) / columns;
    group->columns = (group->count + most(group->rows, 1) - 1) / most(group->rows, 1);
}

static int32_t room_of(const struct sk_stage *stage, struct sk_rect area, int32_t rows) {
    int32_t gap = most(stage->gap, 8);
    return area.h - rows * stage->touch - rows * gap; /* the small ones are apart by a gap more */
}

/* As many columns as it takes that no row is lower than a glove needs; what height is left goes to
 * the large ones first. */
static void plan(const struct sk_stage *stage, struct sk_rect area,
                 struct group groups[TILE_SIZES]) {
    bool leaves_one = groups[TILE_MEDIUM].count % 3 == 1; /* alone in its row */
    int32_t medium = stage->is_portrait ? 2 : leaves_one ? 4 : 3;
    int32_t small = stage->is_portrait ? 3 : 4;
    set_columns(&groups[TILE_LARGE], stage->is_portrait ? 1 : groups[TILE_LARGE].count);
    set_columns(&groups[TILE_MEDIUM], medium);
    set_columns(&groups[TILE_SMALL], small);
    for (int32_t more = 1; more <= 3 && room_of(stage, area, rows_of(groups)) < 0; more++) {
        set_columns(&groups[TILE_SMALL], small + more);
    }
    for (int32_t more = 1; more <= 2 && room_of(stage, area, rows_of(groups)) < 0; more++) {
        set_columns(&groups[TILE_MEDIUM], medium + more);
    }
    int32_t room = most(room_of(stage, area, rows_of(groups)), 0);
    int32_t more = least(room * 6 / 10 / most(groups[TILE_LARGE].rows, 1), stage->touch);
    groups[TILE_LARGE].height = stage->touch + more;
    room -= more * groups[TILE_LARGE].rows;
    more = least(room * 7 / 10 / most(groups[TILE_MEDIUM].rows, 1), stage->touch / 2);
    groups[TILE_MEDIUM].height = stage->touch + more;
    groups[TILE_SMALL].height = stage->touch;
}

static struct sk_rect group_area(const struct sk_stage *stage, const struct group *group,
                                 struct sk_rect area, bool is_last) {
    int32_t gap = most(stage->gap, 8);
    int32_t height = group->rows * group->height + (group->rows - 1) * gap;
    area.y = is_last ? area.y + area.h - height : area.y;
    area.h = height;
    return area;
}

void sk_screen_super_menu(struct sk_stage *stage, struct sk_rect area) {
    struct group groups[TILE_SIZES] = { [TILE_SMALL].count = 1 };
    int32_t at[TILE_SIZES] = { 0 };
    struct sk_rect places[TILE_SIZES];
    area.y -= stage->pad - stage->gap; /* every row counts */
    area.h += 2 * (stage->pad - stage->gap);
    for (size_t i = 0; i < SK_ARRAY_LEN(tiles); i++) {
        groups[tiles[i].size].count += is_offered(stage, &tiles[i]);
    }
    plan(stage, area, groups);
    struct sk_rect below = area;
    places[TILE_LARGE] = group_area(stage, &groups[TILE_LARGE], area, false);
    (void)sk_cut_top(&below, places[TILE_LARGE].h + most(stage->gap, 8));
    places[TILE_MEDIUM] = group_area(stage, &groups[TILE_MEDIUM], below, false);
    places[TILE_SMALL] = group_area(stage, &groups[TILE_SMALL], area, true);
    for (size_t i = 0; i < SK_ARRAY_LEN(tiles); i++) {
        const struct group *group = &groups[tiles[i].size];
        if (is_offered(stage, &tiles[i])) {
            put_tile(stage,
                     sk_super_part_cell(stage, places[tiles[i].size], group->columns, group->rows,
                                        at[tiles[i].size]++),
                     &tiles[i]);
        }
    }
    const struct group *last = &groups[TILE_SMALL];
    put_tile(stage,
             sk_super_part_cell(stage, places[TILE_SMALL], last->columns, last->rows,
                                last->columns * last->rows - 1),
             &leave);
}
