/* The camera's reader on picture files: what reaches the sink, and the view for the screen. */
#define _XOPEN_SOURCE 700 /* nftw, in scratch.h */
#include "check.h"
#include "draw.h"
#include "scratch.h"

#include "base/util.h"
#include "input/camera/camera_reader.h"
#include "input/camera/decode.h"

#include <pthread.h>
#include <string.h>

struct heard {
    struct sk_scan_sink sink;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int scans;
    char text[16][64];
    enum sk_symbology symbology[16];
    int part[16]; /* of how many, as 12 for the first of two; 0: a whole text */
    bool full;    /* refuse the first offer of each scan */
    int refused;
    int statuses;
    struct sk_reader_status status[32];
};

static bool heard_push(struct sk_scan_sink *sink, const struct sk_scan *scan) {
    struct heard *heard = sk_container_of(sink, struct heard, sink);
    pthread_mutex_lock(&heard->lock);
    bool take = !heard->full || heard->refused++ % 2 == 1;
    if (take) {
        assert_true(heard->scans < 16);
        assert_int_equal(scan->source, SK_SOURCE_CAMERA);
        snprintf(heard->text[heard->scans], 64, "%.60s", scan->text);
        heard->part[heard->scans] = scan->is_part ? 10 * scan->part + scan->parts : 0;
        heard->symbology[heard->scans++] = scan->symbology;
        pthread_cond_broadcast(&heard->changed);
    }
    pthread_mutex_unlock(&heard->lock);
    return take;
}

static void heard_status(struct sk_scan_sink *sink, const struct sk_reader_status *status) {
    struct heard *heard = sk_container_of(sink, struct heard, sink);
    pthread_mutex_lock(&heard->lock);
    assert_true(heard->statuses < 32);
    heard->status[heard->statuses++] = *status;
    pthread_cond_broadcast(&heard->changed);
    pthread_mutex_unlock(&heard->lock);
}

static const struct sk_scan_sink_ops heard_ops = { .push = heard_push, .status = heard_status };

static struct heard heard;
static struct sk_label_rules *rules;

static int begin(void **state) {
    memset(&heard, 0, sizeof(heard));
    heard.sink.ops = &heard_ops;
    pthread_mutex_init(&heard.lock, NULL);
    pthread_cond_init(&heard.changed, NULL);
    if (scratch_make(state)) {
        return -1;
    }
    return sk_label_rules_create(&rules, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, NULL);
}

static const char *path_of(int number) {
    char name[32];
    snprintf(name, sizeof(name), "%d.pgm", number);
    return scratch_file(name);
}

static int end(void **state) {
    sk_label_rules_destroy(rules);
    return scratch_remove(state);
}

static void save(const struct sk_grey *grey, int number) {
    FILE *file = fopen(path_of(number), "wb");
    assert_non_null(file);
    fprintf(file, "P5 %d %d 255\n", grey->width, grey->height);
    fwrite(grey->pixels, 1, (size_t)grey->width * (size_t)grey->height, file);
    assert_int_equal(fclose(file), 0);
}

/* Draws one or two Code 128 labels, or a Code 39 one, into file `number`. */
static void make(int number, const char *one, const char *two, bool code39) {
    struct sk_grey grey = { 0 };
    struct draw_modules modules;
    draw_paper(&grey, 640, 300, 170);
    const char *texts[] = { one, two };
    for (int i = 0; i < 2; i++) {
        if (!texts[i]) {
            continue;
        }
        if (code39) {
            draw_code39(texts[i], 2, &modules);
        } else {
            draw_code128(texts[i], &modules);
        }
        draw_symbol(
            &grey, &modules,
            &(struct draw_place){ .x = 320, .y = 80 + 140 * (float)i, .module = 2, .height = 60 });
    }
    save(&grey, number);
    sk_grey_finish(&grey);
}

static void make_part(int number, const char *text, int index, unsigned parity) {
    struct sk_grey grey = { 0 };
    struct draw_modules modules;
    draw_paper(&grey, 400, 300, 170);
    draw_qr_part(text, index, 2, parity, &modules);
    draw_symbol(&grey, &modules, &(struct draw_place){ .x = 200, .y = 150, .module = 5 });
    save(&grey, number);
    sk_grey_finish(&grey);
}

/* Runs the reader over the directory until it says that it has ended (or is in trouble). */
static void run(struct sk_camera_view *view) {
    char device[320];
    struct sk_reader *reader = NULL;
    snprintf(device, sizeof(device), "file:%s", scratch_path);
    const struct sk_camera_options options = { .device = device,
                                               .symbologies = SK_DECODE_DEFAULT,
                                               .width = 640,
                                               .height = 480,
                                               .rearm = 60000,
                                               .share = 100,
                                               .rules = rules };
    assert_int_equal(sk_camera_reader_create(&reader, &options, NULL), SK_OK);
    assert_int_equal(reader->ops->start(reader, &heard.sink, NULL), SK_OK);
    pthread_mutex_lock(&heard.lock);
    while (heard.statuses == 0 || heard.status[heard.statuses - 1].health != SK_READER_ENDED) {
        pthread_cond_wait(&heard.changed, &heard.lock);
    }
    pthread_mutex_unlock(&heard.lock);
    if (view) {
        assert_true(sk_camera_reader_view(reader, view));
        assert_false(sk_camera_reader_view(reader, view));
    }
    reader->ops->stop(reader);
    reader->ops->join(reader);
    reader->ops->destroy(reader);
}

static void every_label_in_the_pictures_becomes_one_scan(void **state) {
    (void)state;
    make(0, "sage62x0269343791", NULL, false);
    make(1, "sage62x0269343791", "sag-r04m113u05y2uvp5", false);
    make(2, "SAGF11X0211976963", NULL, true);
    make(3, "something else", NULL, false);
    run(NULL);
    assert_int_equal(heard.scans, 3);
    assert_string_equal(heard.text[0], "sage62x0269343791");
    assert_string_equal(heard.text[1], "sag-r04m113u05y2uvp5");
    assert_string_equal(heard.text[2], "SAGF11X0211976963");
    assert_int_equal(heard.symbology[2], SK_SYMBOLOGY_CODE39);
    assert_int_equal(heard.status[0].health, SK_READER_READY);
}

static void two_serial_numbers_are_refused_with_a_sentence_and_marked(void **state) {
    (void)state;
    struct sk_camera_view view = { 0 };
    make(0, "sage62x0269343791", "sage62x0244358198", false);
    run(&view);
    assert_int_equal(heard.scans, 0);
    bool told = false;
    for (int i = 0; i < heard.statuses; i++) {
        told = told || strstr(heard.status[i].text, "Show only one");
    }
    assert_true(told);
    assert_int_equal(view.mark_count, 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(view.mark[i].kind, SK_CAMERA_MARK_REFUSED);
        assert_in_range((int)view.mark[i].outline[0].x, 0, view.grey.width);
    }
    sk_grey_finish(&view.grey);
}

static void a_scan_that_finds_no_room_is_offered_with_the_next_frame(void **state) {
    (void)state;
    heard.full = true;
    make(0, "sage62x0269343791", NULL, false);
    run(NULL);
    assert_int_equal(heard.scans, 1);
}

static void a_file_that_is_no_picture_is_told_and_passed_over(void **state) {
    (void)state;
    scratch_write(path_of(0), "no picture\n");
    make(1, "sage62x0269343791", NULL, false);
    run(NULL);
    assert_int_equal(heard.status[1].health, SK_READER_TROUBLE);
    assert_non_null(strstr(heard.status[1].text, "0.pgm"));
    assert_int_equal(heard.scans, 1);
}

/* Waits until the reader's last word contains text, and so many scans were heard. */
static void wait_for(enum sk_reader_health health, const char *text, int scans) {
    pthread_mutex_lock(&heard.lock);
    while (heard.statuses == 0 || heard.scans < scans ||
           heard.status[heard.statuses - 1].health != health ||
           (text[0] ? strstr(heard.status[heard.statuses - 1].text, text) == NULL
                    : heard.status[heard.statuses - 1].text[0] != '\0')) {
        pthread_cond_wait(&heard.changed, &heard.lock);
    }
    pthread_mutex_unlock(&heard.lock);
}

static void a_loop_goes_on_as_a_camera_would_and_what_is_taken_away_is_forgiven(void **state) {
    (void)state;
    char device[320];
    char next[320];
    struct sk_reader *reader = NULL;
    struct sk_camera_view view = { 0 };
    make(0, "sage62x0269343791", "sage62x0244358198", false);
    make(1, "sage62x0269343791", NULL, false);
    snprintf(device, sizeof(device), "loop:%s", path_of(0));
    snprintf(next, sizeof(next), "%s", path_of(1));
    const struct sk_camera_options options = { .device = device,
                                               .symbologies = SK_DECODE_DEFAULT,
                                               .width = 640,
                                               .height = 480,
                                               .rearm = 60000,
                                               .share = 50,
                                               .rules = rules };
    assert_int_equal(sk_camera_reader_create(&reader, &options, NULL), SK_OK);
    assert_int_equal(reader->ops->start(reader, &heard.sink, NULL), SK_OK);
    wait_for(SK_READER_READY, "Show only one", 0);
    assert_int_equal(heard.scans, 0);
    assert_int_equal(rename(next, path_of(0)), 0);
    wait_for(SK_READER_READY, "", 1);
    assert_string_equal(heard.text[0], "sage62x0269343791");
    assert_true(sk_camera_reader_view(reader, &view));
    reader->ops->stop(reader);
    reader->ops->join(reader);
    reader->ops->destroy(reader);
    sk_grey_finish(&view.grey);
}

static void a_part_of_a_text_is_told_and_the_whole_is_a_scan_when_the_other_has_come(void **state) {
    (void)state;
    unsigned parity = 0;
    for (const char *at = "sage62x0219220001"; *at; at++) {
        parity ^= (unsigned char)*at;
    }
    make_part(0, "sage62x0219", 1, parity);
    make_part(1, "220001", 2, parity);
    run(NULL);
    assert_int_equal(heard.scans, 2);
    assert_string_equal(heard.text[0], "sage62x0219");
    assert_int_equal(heard.part[0], 12);
    assert_string_equal(heard.text[1], "sage62x0219220001");
    assert_int_equal(heard.part[1], 0);
}

static void the_code_of_a_model_beside_a_label_is_no_scan(void **state) {
    (void)state;
    make(0, "sag-62x", "sage62x0269343791", false);
    run(NULL);
    assert_int_equal(heard.scans, 1);
    assert_string_equal(heard.text[0], "sage62x0269343791");
}

static void a_loop_over_an_empty_folder_is_told(void **state) {
    (void)state;
    char device[320];
    struct sk_reader *reader = NULL;
    snprintf(device, sizeof(device), "loop:%s", scratch_path);
    const struct sk_camera_options options = { .device = device,
                                               .symbologies = SK_DECODE_DEFAULT,
                                               .width = 640,
                                               .height = 480,
                                               .rearm = 1000,
                                               .share = 50,
                                               .rules = rules };
    assert_int_equal(sk_camera_reader_create(&reader, &options, NULL), SK_OK);
    assert_int_equal(reader->ops->start(reader, &heard.sink, NULL), SK_OK);
    wait_for(SK_READER_TROUBLE, "no pictures", 0);
    reader->ops->stop(reader);
    reader->ops->join(reader);
    reader->ops->destroy(reader);
}

static void a_reader_that_is_stopped_at_once_ends(void **state) {
    (void)state;
    struct sk_reader *reader = NULL;
    const struct sk_camera_options options = { .device = "/dev/no-such-camera",
                                               .symbologies = SK_DECODE_DEFAULT,
                                               .width = 640,
                                               .height = 480,
                                               .rearm = 1000,
                                               .share = 20,
                                               .rules = rules };
    for (int i = 0; i < 5; i++) {
        heard.statuses = 0;
        assert_int_equal(sk_camera_reader_create(&reader, &options, NULL), SK_OK);
        assert_int_equal(reader->ops->start(reader, &heard.sink, NULL), SK_OK);
        if (i > 2) {
            pthread_mutex_lock(&heard.lock);
            while (heard.statuses == 0) {
                pthread_cond_wait(&heard.changed, &heard.lock);
            }
            assert_int_equal(heard.status[0].health, SK_READER_ABSENT);
            pthread_mutex_unlock(&heard.lock);
        }
        reader->ops->stop(reader);
        reader->ops->join(reader);
        reader->ops->destroy(reader);
    }
}

#define FILES_TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        FILES_TEST(every_label_in_the_pictures_becomes_one_scan),
        FILES_TEST(two_serial_numbers_are_refused_with_a_sentence_and_marked),
        FILES_TEST(a_scan_that_finds_no_room_is_offered_with_the_next_frame),
        FILES_TEST(a_file_that_is_no_picture_is_told_and_passed_over),
        FILES_TEST(a_loop_goes_on_as_a_camera_would_and_what_is_taken_away_is_forgiven),
        FILES_TEST(a_part_of_a_text_is_told_and_the_whole_is_a_scan_when_the_other_has_come),
        FILES_TEST(the_code_of_a_model_beside_a_label_is_no_scan),
        FILES_TEST(a_loop_over_an_empty_folder_is_told),
        FILES_TEST(a_reader_that_is_stopped_at_once_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
