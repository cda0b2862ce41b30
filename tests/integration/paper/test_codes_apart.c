/* What an imager sees of a page, wherever on a code it is aimed, and turned by 90 degrees where it
 * is aimed at its middle: its field of view is cut out of the page and decoded. It may see nothing,
 * and never a neighbour's text. */
#define _XOPEN_SOURCE 700 /* nftw(), in scratch.h */

#include "base/util.h"
#include "fake/fontconfig_leaks.h"
#include "input/camera/decode.h"
#include "input/camera/image_file.h"
#include "paper/control_cards.h"
#include "paper/grid.h"
#include "paper/label_pages.h"
#include "paper/output.h"
#include "scratch.h"

/* Half of the field of view at 15 cm (grid.h), in mm: 40 by 30 degrees. */
#define HALF_LONG SK_CODES_APART_MM
#define HALF_SHORT 40.0
#define REDUCED 2 /* the page has 300 dots an inch, the imager half of that */

struct page {
    struct sk_grey grey;
    struct sk_decoder *decoder;
    int views, seen;
};

static int dot_of(double mm, int limit) {
    double dot = mm / (REDUCED * SK_DOT_MM);
    return dot < 0 ? 0 : dot > limit ? limit : (int)dot;
}

static void load(struct page *page, const char *path) {
    struct sk_err_info info = { "" };
    struct sk_grey full = { .pixels = NULL };
    const struct sk_decode_options options = { .symbologies = SK_DECODE_DEFAULT,
                                               .budget_ms = SK_DECODE_BUDGET_MS };
    *page = (struct page){ .views = 0 };
    assert_int_equal(sk_image_file_load(path, &full, &info), SK_OK);
    assert_int_equal(sk_grey_resize(&page->grey, full.width / REDUCED, full.height / REDUCED),
                     SK_OK);
    for (int y = 0; y < page->grey.height; y++) {
        for (int x = 0; x < page->grey.width; x++) {
            int sum = 0;
            for (int i = 0; i < REDUCED * REDUCED; i++) {
                sum += full.pixels[(y * REDUCED + i / REDUCED) * full.stride + x * REDUCED +
                                   i % REDUCED];
            }
            page->grey.pixels[y * page->grey.stride + x] = (uint8_t)(sum / (REDUCED * REDUCED));
        }
    }
    sk_grey_finish(&full);
    assert_int_equal(sk_decoder_create(&page->decoder, &options, &info), SK_OK);
}

static void unload(struct page *page) {
    sk_decoder_destroy(page->decoder);
    sk_grey_finish(&page->grey);
}

/* A view of the part of the page, in mm; *x and *y: its corner, in dots. */
static struct sk_grey look_at(const struct page *page, struct sk_paper_place place, int *x,
                              int *y) {
    *x = dot_of(place.x, page->grey.width);
    *y = dot_of(place.y, page->grey.height);
    return (struct sk_grey){
        .pixels = page->grey.pixels + *y * page->grey.stride + *x,
        .width = dot_of(place.x + place.w, page->grey.width) - *x,
        .height = dot_of(place.y + place.h, page->grey.height) - *y,
        .stride = page->grey.stride,
    };
}

static void aim(struct page *page, double x, double y, int turns, const char *text) {
    static struct sk_symbols seen;
    for (int turned = 0; turned < turns; turned++) {
        double half_x = turned ? HALF_SHORT : HALF_LONG;
        double half_y = turned ? HALF_LONG : HALF_SHORT;
        struct sk_paper_place place = { x - half_x, y - half_y, 2 * half_x, 2 * half_y };
        int left;
        int top;
        if (place.x < 0) {
            place.w += place.x;
        }
        if (place.y < 0) {
            place.h += place.y;
        }
        const struct sk_grey view = look_at(page, place, &left, &top);
        assert_int_equal(
            sk_decoder_look(page->decoder, &view, SK_EFFORT_THOROUGH, SK_DECODE_BUDGET_MS, &seen),
            SK_OK);
        for (int i = 0; i < seen.count; i++) {
            assert_string_equal(seen.item[i].text, text);
        }
        page->views++;
        page->seen += seen.count > 0;
    }
}

/* At its middle, and at the middle of each of its sides. */
static void aim_at_symbol(struct page *page, const struct sk_symbol *symbol, int left, int top) {
    const double mm = REDUCED * SK_DOT_MM;
    double x = 0;
    double y = 0;
    for (int i = 0; i < 4; i++) {
        const struct sk_point *from = &symbol->outline[i];
        const struct sk_point *to = &symbol->outline[(i + 1) % 4];
        aim(page, (left + (from->x + to->x) / 2.0) * mm, (top + (from->y + to->y) / 2.0) * mm, 1,
            symbol->text);
        x += from->x / 4.0;
        y += from->y / 4.0;
    }
    aim(page, (left + x) * mm, (top + y) * mm, 2, symbol->text);
}

static void walk(const struct sk_label_pages *pages) {
    static struct sk_symbols seen;
    struct page page;
    struct sk_err_info info = { "" };
    const struct sk_drawing drawing = sk_label_pages_drawing(pages, "Test");
    const char *path = scratch_file("page.png");
    assert_int_equal(sk_drawing_write(&drawing, SK_PAPER_PNG, path, &info), SK_OK);
    load(&page, path);
    for (size_t i = 0; i < pages->count; i++) {
        int left;
        int top;
        const struct sk_grey label =
            look_at(&page, sk_grid_place(sk_print_grid(pages->kind), pages->size, i), &left, &top);
        assert_int_equal(sk_decoder_run(page.decoder, &label, &seen), SK_OK);
        assert_true(seen.count >= 1);
        for (int at = 0; at < seen.count; at++) {
            struct sk_symbol symbol = seen.item[at];
            assert_string_equal(symbol.text, pages->list[i].code);
            aim_at_symbol(&page, &symbol, left, top);
        }
    }
    print_message("%d views, a code in %d\n", page.views, page.seen);
    assert_true(page.seen * 10 >= page.views * 9);
    unload(&page);
}

static void of_the_cards_only_the_one_that_is_aimed_at_is_read(void **state) {
    (void)state;
    struct sk_paper_label cards[SK_PAPER_CARDS_MAX];
    size_t count = sk_paper_cards(cards);
    for (size_t i = count; i < 8; i++) { /* the page is full */
        cards[i] = cards[0];
        cards[i].code = "SAGK:ANOTHER";
    }
    struct sk_label_pages pages = { .kind = SK_PRINT_CARD, .list = cards, .count = 8 };
    walk(&pages);
}

static void of_the_badges_too(void **state) {
    (void)state;
    /* With bars and without, side by side. */
    static const struct sk_paper_label badges[] = {
        { .code = "OP:Li Wei", .words = "Li Wei" }, { .code = "OP:李伟", .words = "李伟" },
        { .code = "OP:王小明", .words = "王小明" }, { .code = "10023", .words = "Zhang" },
        { .code = "0012345678", .words = "Chen" },  { .code = "10024", .words = "Sun" },
        { .code = "10025", .words = "Zhou" },       { .code = "OP:é", .words = "é" },
    };
    struct sk_label_pages pages = { .kind = SK_PRINT_BADGE,
                                    .size = SK_PAPER_LETTER,
                                    .list = badges,
                                    .count = SK_ARRAY_LEN(badges) };
    walk(&pages);
}

static void of_the_instances_too(void **state) {
    (void)state;
    static char codes[12][24];
    struct sk_paper_label list[12];
    for (int i = 0; i < 12; i++) {
        (void)snprintf(codes[i], sizeof(codes[i]), "sag-demo%014d", i);
        list[i] = (struct sk_paper_label){ .code = codes[i], .words = "" };
    }
    struct sk_label_pages pages = { .kind = SK_PRINT_SMALL, .list = list, .count = 12 };
    walk(&pages);
}

#define IN_SCRATCH(function) cmocka_unit_test_setup_teardown(function, scratch_make, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(of_the_cards_only_the_one_that_is_aimed_at_is_read),
        IN_SCRATCH(of_the_badges_too),
        IN_SCRATCH(of_the_instances_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
