/* One drawing, three kinds of files: their names, and that all of them are there or none. */
#define _XOPEN_SOURCE 700 /* nftw(), in scratch.h */

#include "paper/output.h"

#include "fake/fontconfig_leaks.h"
#include "scratch.h"

#include <signal.h>
#include <sys/resource.h>

static void draw_text(const void *data, size_t page, struct sk_pen *pen) {
    static const struct sk_lettering large = { .largest = 20, .least = 5 };
    const char *const *texts = data;
    (void)sk_pen_text(pen, (struct sk_paper_place){ 20, 20, 150, 100 }, &large, texts[page], NULL);
}

static struct sk_drawing drawing_of(const char *const *texts, size_t count) {
    return (struct sk_drawing){
        .title = "Test", .page_count = count, .draw = draw_text, .data = texts
    };
}

static void assert_begins(const char *path, const char *magic) {
    char got[16] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fread(got, 1, strlen(magic), file), strlen(magic));
    assert_int_equal(fclose(file), 0);
    assert_string_equal(got, magic);
}

static const char *const eleven[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11" };

static void a_pdf_has_all_pages_and_pictures_one_each(void **state) {
    (void)state;
    struct sk_err_info info = { "" };
    const struct sk_drawing drawing = drawing_of(eleven, 11);
    assert_int_equal(sk_drawing_write(&drawing, SK_PAPER_PDF, scratch_file("a.pdf"), &info), SK_OK);
    assert_begins(scratch_file("a.pdf"), "%PDF-");
    assert_int_equal(scratch_count(), 1);
    assert_int_equal(sk_drawing_write(&drawing, SK_PAPER_SVG, scratch_file("b.svg"), &info), SK_OK);
    assert_begins(scratch_file("b-01.svg"), "<?xml");
    assert_begins(scratch_file("b-11.svg"), "<?xml");
    assert_int_equal(scratch_count(), 12);
}

static void one_page_keeps_the_name(void **state) {
    (void)state;
    struct sk_err_info info = { "" };
    const struct sk_drawing drawing = drawing_of(eleven, 1);
    assert_int_equal(sk_drawing_write(&drawing, SK_PAPER_PNG, scratch_file("a.b.png"), &info),
                     SK_OK);
    assert_begins(scratch_file("a.b.png"), "\x89PNG");
    assert_int_equal(scratch_count(), 1);
}

static void a_disk_that_fills_up_leaves_no_page(void **state) {
    (void)state;
    struct rlimit before;
    struct sk_err_info info = { "" };
    /* The second page is too large: it has more letters, as shapes. */
    const char *texts[] = { "1", "The quick brown fox jumps over the lazy dog, and back again" };
    const struct sk_drawing drawing = drawing_of(texts, 2);
    scratch_write(scratch_file("a-1.svg"), "old");
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit small = { 6000, before.rlim_max };
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum sk_err err = sk_drawing_write(&drawing, SK_PAPER_SVG, scratch_file("a.svg"), &info);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(err, SK_ERR_IO);
    assert_non_null(strstr(info.text, "a-2.svg' cannot be written: File too large"));
    assert_int_equal(scratch_count(), 1);
    assert_begins(scratch_file("a-1.svg"), "old");
}

static void what_no_font_has_is_said_and_not_printed(void **state) {
    (void)state;
    struct sk_err_info info = { "" };
    const char *texts[] = { "\xF3\xB0\x80\x81" }; /* U+F0001, for private use */
    const struct sk_drawing drawing = drawing_of(texts, 1);
    assert_int_equal(sk_drawing_write(&drawing, SK_PAPER_PDF, scratch_file("a.pdf"), &info),
                     SK_ERR_UNSUPPORTED);
    assert_non_null(strstr(info.text, "no font on this machine has all characters of"));
    assert_int_equal(scratch_count(), 0);
}

static void a_stream_takes_one_picture_or_a_pdf(void **state) {
    (void)state;
    struct sk_err_info info = { "" };
    const struct sk_drawing drawing = drawing_of(eleven, 2);
    FILE *stream = fopen(scratch_file("out"), "w");
    assert_non_null(stream);
    assert_int_equal(sk_drawing_print(&drawing, SK_PAPER_PNG, stream, &info), SK_ERR_INVALID);
    assert_int_equal(ftell(stream), 0);
    assert_int_equal(sk_drawing_print(&drawing, SK_PAPER_PDF, stream, &info), SK_OK);
    assert_int_equal(fclose(stream), 0);
    assert_begins(scratch_file("out"), "%PDF-");
    stream = fopen("/dev/full", "w");
    assert_non_null(stream);
    assert_int_equal(sk_drawing_print(&drawing, SK_PAPER_PDF, stream, &info), SK_ERR_IO);
    (void)fclose(stream);
}

struct cut_case {
    const char *text;
    bool is_whole;
};

static bool was_whole;

static void draw_small(const void *data, size_t page, struct sk_pen *pen) {
    static const struct sk_lettering lettering = { .largest = 9, .least = 4 };
    double height =
        sk_pen_text(pen, (struct sk_paper_place){ 20, 20, 40, 12 }, &lettering, data, &was_whole);
    (void)page;
    assert_true(height > 3 && height <= 12);
}

static void a_text_is_cut_only_when_it_fits_in_no_size(void **state) {
    (void)state;
    static const struct cut_case cases[] = { { "Li", true },
                                             { "Acknowledgement", true },
                                             { "two lines of it", true },
                                             { "李伟李伟李伟李伟李伟", true },
                                             { "much too much of a text for so small a place, in "
                                               "whatever size it is tried",
                                               false },
                                             { "Donaudampfschifffahrtsgesellschaftskapitaensmuetz"
                                               "enbandverkaeuferin",
                                               false } };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sk_err_info info = { "" };
        const struct sk_drawing drawing = {
            .title = "", .page_count = 1, .draw = draw_small, .data = cases[i].text
        };
        FILE *nowhere = fopen("/dev/null", "w");
        assert_non_null(nowhere);
        assert_int_equal(sk_drawing_print(&drawing, SK_PAPER_SVG, nowhere, &info), SK_OK);
        assert_int_equal(fclose(nowhere), 0);
        assert_int_equal(was_whole, cases[i].is_whole);
    }
}

static void formats_and_sizes_are_known_by_their_names(void **state) {
    (void)state;
    enum sk_paper_format format = SK_PAPER_SVG;
    enum sk_paper_size size = SK_PAPER_A4;
    assert_true(sk_paper_format_of("/tmp/a.b/Cards.PDF", &format));
    assert_int_equal(format, SK_PAPER_PDF);
    assert_false(sk_paper_format_of("/tmp/a.png/cards", &format));
    assert_false(sk_paper_format_of(".png", &format));
    assert_false(sk_paper_format_of("cards.", &format));
    assert_false(sk_paper_format_of("", &format));
    assert_int_equal(format, SK_PAPER_PDF);
    assert_true(sk_paper_size_parse("Letter", &size));
    assert_int_equal(size, SK_PAPER_LETTER);
    assert_false(sk_paper_size_parse("a3", &size));
}

#define IN_SCRATCH(function) cmocka_unit_test_setup_teardown(function, scratch_make, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(a_pdf_has_all_pages_and_pictures_one_each),
        IN_SCRATCH(one_page_keeps_the_name),
        IN_SCRATCH(a_disk_that_fills_up_leaves_no_page),
        IN_SCRATCH(what_no_font_has_is_said_and_not_printed),
        IN_SCRATCH(a_stream_takes_one_picture_or_a_pdf),
        SK_TEST(a_text_is_cut_only_when_it_fits_in_no_size),
        SK_TEST(formats_and_sizes_are_known_by_their_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
