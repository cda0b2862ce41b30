/* main_kiosk.c — the command sag-kiosk: reads its options, makes the parts, runs the one loop. */
#define SK_LOG_MODULE "kiosk"

#include "app/core/app.h"
#include "app/core/parts.h"
#include "app/logging/journald.h"
#include "app/settings/arguments.h"
#include "app/settings/camera_options.h"
#include "app/settings/config.h"
#include "app/core/demo.h"
#include "base/wakeup.h"
#include "app/settings/options.h"
#include "app/settings/shift_options.h"
#include "app/core/secrecy.h"
#include "app/settings/overlay.h"
#include "base/assert.h"
#include "base/language.h"
#include "base/log.h"
#include "base/util.h"
#include "input/camera/camera_reader.h"
#include "input/keyboard/replay_reader.h"
#include "input/keyboard/stdin_reader.h"
#include "input/keyboard/typed_reader.h"
#include "kiosk/bench_setup.h"
#include "kiosk/rescue.h"
#include "kiosk/scanners.h"
#include "kiosk/service.h"
#include "ui/loop.h"
#include "ui/offscreen.h"
#include "ui/rescue.h"
#include "ui/picture.h"
#include "ui/window.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EXIT_NOT_ALL_BOUND = 1, EXIT_USAGE = 2 };
#define RESCUE_MS (5 * 60000)

#define READERS_MAX 8
#define OFFSCREEN_WIDTH 1280
#define OFFSCREEN_HEIGHT 800
#define BACKLIGHTS "/sys/class/backlight"
#define BACKLIGHT_NOTE "/sag-kiosk.backlight"
#define LAST_LOOK_MS 1500 /* a window stays this long after the end of its input */

struct kiosk_words {
    bool help;
    bool version;
    bool demo;
    bool fullscreen;
    bool offscreen;
    bool rescue;
    const char *config;
    const char *screens;
    const char *size;
    const char *lang;
};

struct kiosk {
    struct sk_config config;
    struct sk_config_problems problems;
    struct sk_demo *demo;
    struct sk_app *app;
    struct sk_ui *ui;
    struct sk_wakeup wakeup;
    struct sk_service service;
    struct sk_typed_reader typed;
    struct sk_reader *readers[READERS_MAX];
    size_t reader_count;
    struct sk_scanners scanners;
    bool has_scanners;
    struct sk_bench_setup *setup; /* NULL: scanners are not set up here */
    struct sk_model_sound sound;  /* as it is set */
    struct sk_reader *camera;     /* one of readers, NULL if there is none */
    struct sk_camera_view camera_view;
    bool has_window;
    bool reads_stdin;
    sk_ms started_at;
    sk_ms ended_at; /* of the input; -1: it goes on */
    sk_ms idle_at;  /* since when nothing is left to do after that; -1 */
};

static int help(void) {
    struct sk_buf options = SK_BUF_INIT(1 << 20);
    if (sk_options_help(&options) != SK_OK) {
        return EXIT_FAILURE;
    }
    printf(
        "usage: sag-kiosk [OPTION]...\n"
        "Scan a device's serial number and an instance label; the pair is bound in the cloud and\n"
        "the screen turns green or red.\n\n"
        "  --demo            start the simulator beside it; needs no account\n"
        "  --config FILE     read only this settings file\n"
        "  --fullscreen      take the whole screen\n"
        "  --offscreen       draw into memory, print a line for each change, read standard input\n"
        "  --rescue          only say that the kiosk does not start, and why (the service's own use)\n"
        "  --lang LANGUAGE   en, zh_CN, de, es or ja\n"
        "  --screens DIR     save a picture of every screen into DIR and end\n"
        "  --size WxH        size of the window or of those pictures\n"
        "  --help            this text\n"
        "  --version         the version\n\n"
        "Settings, also in /etc/sag-kiosk/kiosk.ini and as SAG_KIOSK_SECTION_KEY:\n%s",
        options.data);
    sk_buf_finish(&options);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static bool parse_size(const char *text, int32_t *width, int32_t *height) {
    int end = 0;
    int w = 0;
    int h = 0;
    if (sscanf(text, "%5dx%5d%n", &w, &h, &end) != 2 || text[end] != '\0' || w <= 0 || h <= 0) {
        return false;
    }
    *width = w;
    *height = h;
    return true;
}

static bool is_pipe_or_file(int fd) {
    struct stat status;
    return fstat(fd, &status) == 0 && (S_ISFIFO(status.st_mode) || S_ISREG(status.st_mode));
}

/* --- input -------------------------------------------------------------------------------- */

static void on_key_text(void *data, const char *text, sk_ms at) {
    sk_typed_reader_text(&((struct kiosk *)data)->typed, text, at);
}

static void on_key_erase(void *data, sk_ms at) {
    sk_typed_reader_erase(&((struct kiosk *)data)->typed, at);
}

static void on_key_paste(void *data, const char *text, sk_ms at) {
    sk_typed_reader_paste(&((struct kiosk *)data)->typed, text, at);
}

static void on_key_end(void *data, sk_ms at) {
    sk_typed_reader_end(&((struct kiosk *)data)->typed, at);
}

/* Told in the status bar, once, until it is off. */
static void on_caps_lock(void *data, bool is_on) {
    struct sk_scan_sink *sink = sk_app_sink(((struct kiosk *)data)->app);
    struct sk_reader_status status = { .source = SK_SOURCE_KEYBOARD, .health = SK_READER_READY };
    if (is_on) {
        (void)snprintf(status.text, sizeof(status.text), "%s",
                       SK_N("Caps Lock is on. The kiosk corrects it; turn it off."));
    }
    sink->ops->status(sink, &status);
}

static void on_label(void *data, const char *text) {
    struct kiosk *kiosk = data;
    struct sk_clock *clock = sk_clock_system();
    struct sk_scan scan = { .source = SK_SOURCE_TOUCH, .at = clock->ops->now(clock) };
    struct sk_scan_sink *sink = sk_app_sink(kiosk->app);
    sk_scan_set_text(&scan, text, strlen(text));
    (void)sink->ops->push(sink, &scan); /* no room is said on the screen */
}

static enum sk_err add_reader(struct kiosk *kiosk, struct sk_reader *reader,
                              struct sk_err_info *info) {
    SK_ASSERT(kiosk->reader_count < READERS_MAX);
    enum sk_err err = reader->ops->start(reader, sk_app_sink(kiosk->app), info);
    if (err) {
        reader->ops->destroy(reader);
        return err;
    }
    kiosk->readers[kiosk->reader_count++] = reader;
    return SK_OK;
}

static enum sk_err start_camera(struct kiosk *kiosk, struct sk_err_info *info) {
    struct sk_reader *reader = NULL;
    struct sk_camera_options options;
    enum sk_err err =
        sk_camera_options_from(&kiosk->config, sk_app_label_rules(kiosk->app), &options, info);
    options.album = sk_app_album(kiosk->app);
    if (!err) {
        err = sk_camera_reader_create(&reader, &options, info);
    }
    if (!err) {
        err = add_reader(kiosk, reader, info);
    }
    kiosk->camera = err ? NULL : reader;
    return err;
}

/* The screen asks for the camera's picture. */
static bool on_preview(void *data, struct sk_preview *preview) {
    static const enum sk_preview_kind kinds[] = {
        [SK_CAMERA_MARK_FOREIGN] = SK_PREVIEW_FOREIGN,
        [SK_CAMERA_MARK_WAIT] = SK_PREVIEW_WAIT,
        [SK_CAMERA_MARK_TAKEN] = SK_PREVIEW_TAKEN,
        [SK_CAMERA_MARK_REFUSED] = SK_PREVIEW_REFUSED,
    };
    struct kiosk *kiosk = data;
    struct sk_camera_view *view = &kiosk->camera_view;
    if (!kiosk->camera || !sk_camera_reader_view(kiosk->camera, view)) {
        return false;
    }
    *preview = (struct sk_preview){ .grey = view->grey.pixels,
                                    .width = view->grey.width,
                                    .height = view->grey.height,
                                    .stride = view->grey.stride,
                                    .turn = (int32_t)kiosk->config.camera.rotate * 90,
                                    .is_mirrored = kiosk->config.camera.mirror };
    for (int i = 0; i < view->mark_count && preview->mark_count < SK_PREVIEW_MARKS; i++) {
        struct sk_preview_mark *mark = &preview->marks[preview->mark_count++];
        mark->kind = SK_AT(kinds, view->mark[i].kind);
        for (size_t k = 0; k < SK_ARRAY_LEN(mark->x); k++) {
            mark->x[k] = view->mark[i].outline[k].x;
            mark->y[k] = view->mark[i].outline[k].y;
        }
    }
    return true;
}

static void tell_scanner(void *data, enum sk_scan_source source, const char *device,
                         enum sk_reply reply) {
    (void)source; /* no two scanners have one name */
    sk_scanners_reply(&((struct kiosk *)data)->scanners, device, reply);
}

static enum sk_err start_readers(struct kiosk *kiosk, struct sk_err_info *info) {
    kiosk->has_scanners =
        sk_scanners_init(&kiosk->scanners, &kiosk->config, sk_app_sink(kiosk->app));
    if (!kiosk->has_scanners) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory for the scanners");
    }
    const struct sk_app_bench bench = { .reply = tell_scanner, .data = kiosk };
    sk_app_set_bench(kiosk->app, &bench);
    struct sk_reader *reader = NULL;
    enum sk_err err = SK_OK;
    bool wants_stdin = kiosk->config.input.stdin_ == SK_STDIN_YES ||
                       (kiosk->config.input.stdin_ == SK_STDIN_AUTO &&
                        (!kiosk->has_window || is_pipe_or_file(STDIN_FILENO)));
    if (kiosk->config.input.replay[0]) {
        wants_stdin = wants_stdin && kiosk->config.input.stdin_ == SK_STDIN_YES;
        err = sk_replay_reader_create(&reader, kiosk->config.input.replay, sk_clock_system(), info);
        if (!err) {
            err = add_reader(kiosk, reader, info);
        }
    }
    if (!err && wants_stdin) {
        err = sk_stdin_reader_create(&reader, STDIN_FILENO, sk_clock_system(), info);
        if (!err) {
            err = add_reader(kiosk, reader, info);
        }
        kiosk->reads_stdin = !err;
    }
    if (!err && strcmp(kiosk->config.camera.device, "none") != 0) {
        err = start_camera(kiosk, info);
    }
    if (!err) {
        sk_scanners_start(&kiosk->scanners);
    }
    return err;
}

static void stop_readers(struct kiosk *kiosk) {
    sk_bench_setup_destroy(kiosk->setup);
    kiosk->setup = NULL;
    if (kiosk->has_scanners) {
        sk_scanners_stop(&kiosk->scanners);
        sk_scanners_finish(&kiosk->scanners);
        kiosk->has_scanners = false;
    }
    for (size_t i = 0; i < kiosk->reader_count; i++) {
        kiosk->readers[i]->ops->stop(kiosk->readers[i]);
    }
    for (size_t i = 0; i < kiosk->reader_count; i++) {
        kiosk->readers[i]->ops->join(kiosk->readers[i]);
        kiosk->readers[i]->ops->destroy(kiosk->readers[i]);
    }
    kiosk->reader_count = 0;
    kiosk->camera = NULL;
    sk_grey_finish(&kiosk->camera_view.grey);
}

/* --- the end of the input ----------------------------------------------------------------- */

/* Input that ends (standard input, a replay) ends the program once everything is settled. With a
 * window, standard input that never said anything is not an input (a service has none). */
static bool input_has_ended(const struct kiosk *kiosk) {
    bool stdin_ended = kiosk->reads_stdin && sk_app_has_ended(kiosk->app, SK_SOURCE_STDIN);
    bool replay_ended =
        kiosk->config.input.replay[0] && sk_app_has_ended(kiosk->app, SK_SOURCE_REPLAY);
    if (kiosk->has_window && !replay_ended && sk_app_tally(kiosk->app).scans == 0) {
        return false;
    }
    bool stdin_open = kiosk->reads_stdin && !stdin_ended;
    bool replay_open = kiosk->config.input.replay[0] && !replay_ended;
    return (stdin_ended || replay_ended) && !stdin_open && !replay_open;
}

/* Returns when to look again at the latest; -1: never; 0: the program can end. */
static sk_ms check_for_end(struct kiosk *kiosk, sk_ms now) {
    bool has_trouble = sk_app_has_journal_trouble(kiosk->app);
    if (!sk_app_is_ready(kiosk->app) && !kiosk->has_window && is_pipe_or_file(STDIN_FILENO)) {
        /* No scan is taken while there is no journal, so the end of the input is not seen. A
         * journal that is just being opened is waited for, whatever input.linger_ms is. */
        sk_ms limit = kiosk->started_at + kiosk->config.input.linger_ms;
        return !has_trouble ? -1 : now >= limit ? 0 : limit;
    }
    if (!input_has_ended(kiosk)) {
        return -1;
    }
    struct sk_app_tally tally = sk_app_tally(kiosk->app);
    if (tally.unsaved > 0 && !has_trouble && kiosk->ended_at < 0) {
        return -1; /* first save what was read */
    }
    kiosk->ended_at = kiosk->ended_at < 0 ? now : kiosk->ended_at;
    bool is_settled = tally.pairs == tally.bound + tally.refused + tally.withdrawn + tally.undone;
    const struct sk_model *model = sk_app_model(kiosk->app);
    bool is_done = is_settled && model->waiting == 0 && tally.looked_into == 0;
    sk_ms look = kiosk->has_window ? LAST_LOOK_MS : 0;
    if (is_done) {
        kiosk->idle_at = kiosk->idle_at < 0 ? now : kiosk->idle_at;
        return now - kiosk->idle_at >= look ? 0 : kiosk->idle_at + look;
    }
    sk_ms limit = kiosk->ended_at + kiosk->config.input.linger_ms;
    return now >= limit ? 0 : limit;
}

static int exit_status(struct kiosk *kiosk) {
    if (kiosk->problems.count > 0) {
        return EXIT_USAGE;
    }
    struct sk_app_tally tally = sk_app_tally(kiosk->app);
    /* Labels that made no pair are no success either. */
    bool bound_none = kiosk->ended_at >= 0 && tally.labels > 0 && tally.bound == 0;
    bool all_bound = tally.pairs == tally.bound && !bound_none;
    const struct sk_model *model = sk_app_model(kiosk->app);
    bool is_half = model->countdown_s > 0;
    if (kiosk->ended_at >= 0 && is_half) {
        fprintf(stderr, "sag-kiosk: a label was left without its other half: '%s'\n",
                model->slot_serial[0] ? model->slot_serial : model->slot_instance);
    }
    int64_t safe = model->waiting - tally.unsaved;
    if (kiosk->ended_at >= 0 && safe > 0) {
        fprintf(stderr,
                "sag-kiosk: pairs not settled: %" PRId64 "; they are safe in the journal and are "
                "looked up at the next start\n",
                safe);
    }
    if (tally.unsaved > 0) {
        fprintf(stderr,
                "sag-kiosk: %" PRId64 " pairs could NOT be written to the journal and were not "
                "sent; scan the last %" PRId64 " pairs again when it works\n",
                tally.unsaved, tally.unsaved);
    }
    if (bound_none) {
        fprintf(stderr, "sag-kiosk: no device was bound; labels read: %" PRId64 "\n", tally.labels);
    }
    if (!sk_app_is_ready(kiosk->app)) {
        fprintf(stderr, "sag-kiosk: there was no journal to write to; no scan was accepted\n");
        return EXIT_NOT_ALL_BOUND;
    }
    return all_bound && !is_half && model->waiting == 0 ? EXIT_SUCCESS : EXIT_NOT_ALL_BOUND;
}

/* --- setting scanners up ------------------------------------------------------------------ */

static void set_up(void *data, enum sk_setup_step step) {
    sk_bench_setup_step(((struct kiosk *)data)->setup, step);
}

/* --- the sound ---------------------------------------------------------------------------- */

static void take_sound(void *data, const struct sk_model_sound *wish, const char *changed) {
    struct kiosk *kiosk = data;
    char volume[8];
    kiosk->sound = *wish;
    if (!changed) {
        sk_ui_look_for_outputs(kiosk->ui);
        return;
    }
    (void)snprintf(volume, sizeof(volume), "%d", (int)wish->volume);
    sk_ui_set_sound(kiosk->ui, wish->volume, wish->device);
    sk_bench_setup_keep(kiosk->setup, changed,
                        strcmp(changed, "sound.volume") == 0 ? volume : wish->device);
}

static void begin_sound(struct kiosk *kiosk) {
    struct sk_model_sound *sound = &kiosk->sound;
    sound->volume = (int32_t)kiosk->config.sound.volume;
    (void)snprintf(sound->device, sizeof(sound->device), "%s", kiosk->config.sound.device);
    sound->is_volume_overruled = sk_overlay_is_overruled(&kiosk->config, "sound.volume");
    sound->is_device_overruled = sk_overlay_is_overruled(&kiosk->config, "sound.device");
    sk_app_show_sound(kiosk->app, sound);
}

/* What is chosen and not there is shown, too: it may only be unplugged. */
static void add_chosen(struct sk_model_sound *sound) {
    bool is_there = sound->device[0] == '\0';
    for (size_t i = 0; i < sound->output_count; i++) {
        is_there = is_there || strcmp(sound->outputs[i], sound->device) == 0;
    }
    if (!is_there) {
        sound->output_count += sound->output_count < SK_SOUND_OUTPUTS;
        memcpy(sound->outputs[sound->output_count - 1], sound->device, sizeof(sound->device));
    }
}

static void show_outputs(struct kiosk *kiosk) {
    struct sk_sound_outputs outputs;
    if (sk_ui_outputs(kiosk->ui, &outputs)) {
        kiosk->sound.output_count = outputs.count;
        memcpy(kiosk->sound.outputs, outputs.names, sizeof(outputs.names));
        add_chosen(&kiosk->sound);
        sk_app_show_sound(kiosk->app, &kiosk->sound);
    }
}

/* --- what is set up at the bench ---------------------------------------------------------- */

static enum sk_err offer_setup(struct kiosk *kiosk, struct sk_err_info *info) {
    const struct sk_app_bench bench = {
        .set_up = set_up, .reply = tell_scanner, .sound = take_sound, .data = kiosk
    };
    enum sk_err err = sk_bench_setup_create(&kiosk->setup, &kiosk->scanners, &kiosk->config,
                                            sk_ui_wake, kiosk->ui, info);
    if (!err) {
        begin_sound(kiosk);
        sk_app_set_bench(kiosk->app, &bench);
    }
    return err;
}

/* What was saved is in force before the scanners are started again. */
static void show_setup(struct kiosk *kiosk) {
    struct sk_model_setup setup;
    if (!kiosk->setup || !sk_bench_setup_news(kiosk->setup, &setup)) {
        return;
    }
    if (setup.is_saved) {
        struct sk_config_problems problems = { .count = 0 };
        sk_overlay_apply(&kiosk->config, &problems);
        for (size_t i = 0; i < problems.count; i++) {
            sk_log_warning("%s", problems.texts[i]);
        }
    }
    sk_app_show_setup(kiosk->app, &setup);
}

/* --- with and without a window ------------------------------------------------------------ */

/* True: it has to be drawn. */
static bool echo_typed(struct kiosk *kiosk, sk_ms now) {
    const char *text = NULL;
    size_t length = 0;
    return sk_typed_reader_echo(&kiosk->typed, now, &text, &length) &&
           sk_app_show_typed(kiosk->app, text, length);
}

/* After each turn of the window's loop: what main itself waits for. */
static sk_ms on_turn(void *data, sk_ms now) {
    struct kiosk *kiosk = data;
    sk_ms deadline = sk_typed_reader_tick(&kiosk->typed, now);
    show_setup(kiosk);
    show_outputs(kiosk);
    if (echo_typed(kiosk, now)) {
        deadline = now;
    }
    sk_ms end = check_for_end(kiosk, now);
    if (end == 0 || sk_wakeup_is_asked_to_end() || sk_app_must_end(kiosk->app)) {
        sk_ui_quit(kiosk->ui);
    }
    deadline = sk_earlier(deadline, end);
    return deadline < 0 ? -1 : deadline > now ? deadline - now : 0;
}

/* Returns milliseconds, as on_turn. */
static sk_ms on_shown(void *data, sk_ms now, bool is_shown) {
    struct kiosk *kiosk = data;
    sk_ms deadline = sk_service_turn(&kiosk->service, now, is_shown);
    return deadline < 0 ? -1 : deadline > now ? deadline - now : 0;
}

static void report_problems(const struct kiosk *kiosk) {
    for (size_t i = 0; i < kiosk->problems.count; i++) {
        sk_log_error("%s", kiosk->problems.texts[i]);
    }
    if (kiosk->problems.more > 0) {
        sk_log_error("and %zu problems more", kiosk->problems.more);
    }
}

/* --- a picture of the screen for sag-kioskctl ----------------------------------------------- */

static void *paint_window(void *ui, const struct sk_model *model) {
    return sk_ui_picture(ui, model);
}

static void *paint_offscreen(void *offscreen, const struct sk_model *model) {
    return sk_offscreen_picture(offscreen, model);
}

static enum sk_err encode_picture(const void *picture, struct sk_buf *out) {
    return sk_picture_encode(picture, out);
}

static void drop_picture(void *picture) {
    sk_picture_destroy(picture);
}

/* Who asks for how the kiosk is, or for its picture, is answered from now on. */
static void listen_to_others(struct kiosk *kiosk, struct sk_offscreen *offscreen) {
    const struct sk_app_painter painter = { .paint = offscreen ? paint_offscreen : paint_window,
                                            .encode = encode_picture,
                                            .drop = drop_picture,
                                            .data = offscreen ? (void *)offscreen : kiosk->ui };
    sk_app_set_painter(kiosk->app, &painter);
    sk_app_listen(kiosk->app);
}

static enum sk_err run_in_window(struct kiosk *kiosk, struct sk_err_info *info) {
    enum sk_err err =
        sk_app_create(&kiosk->app, &kiosk->config, &kiosk->problems, sk_clock_system(),
                      sk_app_real_parts(), sk_ui_wake, kiosk->ui, info);
    if (err) {
        return err;
    }
    listen_to_others(kiosk, NULL);
    sk_typed_reader_init(&kiosk->typed, sk_app_sink(kiosk->app), kiosk->config.input.key_gap_ms);
    if (kiosk->config.input.silence_ends) {
        sk_typed_reader_declare_silent(&kiosk->typed);
    }
    if (kiosk->problems.count == 0) {
        err = start_readers(kiosk, info);
        err = err ? err : offer_setup(kiosk, info);
    }
    if (!err) {
        sk_ui_run(kiosk->ui, kiosk->app);
    }
    stop_readers(kiosk);
    return err;
}

static enum sk_err turn_offscreen(struct kiosk *kiosk, struct sk_offscreen *offscreen,
                                  struct sk_err_info *info) {
    struct sk_clock *clock = sk_clock_system();
    while (!sk_wakeup_is_asked_to_end()) {
        sk_ms wait = sk_app_turn(kiosk->app);
        enum sk_err err = sk_offscreen_show(offscreen, sk_app_model(kiosk->app), info);
        if (err) {
            return err;
        }
        sk_app_drawn(kiosk->app);
        sk_ms now = clock->ops->now(clock);
        sk_ms end = kiosk->problems.count > 0 ? 0 : check_for_end(kiosk, now);
        if (end == 0) {
            return SK_OK;
        }
        wait = sk_earlier(wait, end < 0 ? -1 : end > now ? end - now : 0);
        wait = sk_earlier(wait, on_shown(kiosk, now, true));
        sk_wakeup_wait(&kiosk->wakeup, wait);
    }
    return SK_OK;
}

static enum sk_err run_offscreen(struct kiosk *kiosk, int32_t width, int32_t height,
                                 struct sk_err_info *info) {
    struct sk_offscreen *offscreen = NULL;
    enum sk_err err = sk_offscreen_create(&offscreen, width, height, info);
    if (!err) {
        err = sk_app_create(&kiosk->app, &kiosk->config, &kiosk->problems, sk_clock_system(),
                            sk_app_real_parts(), sk_wakeup_post, &kiosk->wakeup, info);
    }
    if (!err) {
        listen_to_others(kiosk, offscreen);
    }
    if (!err && kiosk->problems.count == 0) {
        err = start_readers(kiosk, info);
    }
    if (!err) {
        err = turn_offscreen(kiosk, offscreen, info);
    }
    stop_readers(kiosk);
    sk_offscreen_destroy(offscreen);
    return err;
}

/* Where what a killed kiosk left dark is kept: a folder that is no disk. "": there is none. */
static void find_note(char *out, size_t size) {
    static const char *const names[] = { "RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR" };
    out[0] = '\0';
    for (size_t i = 0; i < SK_ARRAY_LEN(names) && out[0] == '\0'; i++) {
        const char *folder = getenv(names[i]);
        if (folder && folder[0] == '/' && strlen(folder) + sizeof(BACKLIGHT_NOTE) < size) {
            (void)snprintf(out, size, "%s" BACKLIGHT_NOTE, folder);
        }
    }
}

static enum sk_err open_window(struct kiosk *kiosk, int32_t width, int32_t height,
                               struct sk_err_info *info) {
    char note[256];
    struct sk_night night = { .from = 0 };
    (void)sk_night_hours(kiosk->config.screen.night, &night); /* what is wrong is told elsewhere */
    find_note(note, sizeof(note));
    struct sk_ui_options options = { .title = "sag-kiosk",
                                     .width = width,
                                     .height = height,
                                     .fullscreen = kiosk->config.kiosk.fullscreen,
                                     .may_close = kiosk->demo != NULL,
                                     .ppi = (int32_t)kiosk->config.kiosk.ppi,
                                     .distance = (int32_t)kiosk->config.kiosk.distance_cm * 10,
                                     .volume = (int)kiosk->config.sound.volume,
                                     .sound_device = kiosk->config.sound.device,
                                     .dimmer = { .dim = kiosk->config.kiosk.dim_minutes * 60000,
                                                 .off = kiosk->config.kiosk.off_minutes * 60000,
                                                 .night_from = night.from,
                                                 .night_to = night.to },
                                     .backlight = kiosk->config.screen.backlight && !kiosk->demo
                                                      ? BACKLIGHTS
                                                      : NULL,
                                     .backlight_note = note[0] ? note : NULL,
                                     .clock = sk_clock_system(),
                                     .on_key_text = on_key_text,
                                     .on_key_erase = on_key_erase,
                                     .on_key_paste = on_key_paste,
                                     .on_key_end = on_key_end,
                                     .on_caps_lock = on_caps_lock,
                                     .on_label = on_label,
                                     .on_turn = on_turn,
                                     .on_shown = on_shown,
                                     .on_preview = on_preview,
                                     .data = kiosk };
    return sk_ui_create(&kiosk->ui, &options, info);
}

/* --- start -------------------------------------------------------------------------------- */

static void read_settings(struct kiosk *kiosk, const struct kiosk_words *words,
                          const struct sk_arguments *arguments) {
    /* The demo is the same on every machine: this bench's own settings are not read. */
    const char *file = words->config ? words->config : words->demo ? "/dev/null" : NULL;
    sk_config_read(&kiosk->config, file, &kiosk->problems);
    sk_arguments_apply(arguments, &kiosk->config, &kiosk->problems);
    if (words->fullscreen) {
        kiosk->config.kiosk.fullscreen = true;
    }
    sk_log_set_level(kiosk->config.kiosk.log);
    kiosk->config.started_version = SK_VERSION;
}

static enum sk_err choose_language(const struct kiosk *kiosk, const struct kiosk_words *words,
                                   struct sk_err_info *info) {
    return sk_language_set(words->lang ? words->lang : sk_config_language(&kiosk->config), info);
}

static int run(struct kiosk *kiosk, const struct kiosk_words *words, int32_t width,
               int32_t height) {
    struct sk_err_info info = { "" };
    struct sk_clock *clock = sk_clock_system();
    kiosk->started_at = clock->ops->now(clock);
    sk_service_init(&kiosk->service);
    enum sk_err err = sk_wakeup_init(&kiosk->wakeup, &info);
    if (!err) {
        sk_wakeup_take_signals(&kiosk->wakeup);
        if (words->demo) {
            err = sk_demo_create(&kiosk->demo, &kiosk->config, &info);
        }
    }
    if (!err) {
        sk_overlay_apply(&kiosk->config, &kiosk->problems);
        sk_config_check(&kiosk->config, &kiosk->problems);
        report_problems(kiosk);
        kiosk->has_window = !words->offscreen && sk_ui_has_display(&info);
        if (kiosk->has_window) {
            err = open_window(kiosk, width, height, &info);
        } else if (!words->offscreen && !words->demo) {
            err = SK_ERR_NOT_FOUND; /* nobody would see whether a device may be shipped */
        } else if (words->demo && !words->offscreen) {
            sk_log_info("%s; the demo draws into memory and prints lines", info.text);
        }
    }
    if (!err) {
        err = kiosk->has_window ? run_in_window(kiosk, &info)
                                : run_offscreen(kiosk, width ? width : OFFSCREEN_WIDTH,
                                                height ? height : OFFSCREEN_HEIGHT, &info);
    }
    int status = EXIT_USAGE;
    if (err) {
        fprintf(stderr, "sag-kiosk: %s\n", info.text);
    } else {
        status = exit_status(kiosk);
    }
    sk_service_ends();
    sk_app_destroy(kiosk->app);
    sk_journald_end();
    sk_ui_destroy(kiosk->ui);
    sk_demo_destroy(kiosk->demo);
    sk_wakeup_finish(&kiosk->wakeup);
    return status;
}

/* Five minutes, so that a bench that was left alone comes back by itself. */
static int run_rescue(struct kiosk *kiosk, int32_t width, int32_t height) {
    static struct sk_model model;
    struct sk_err_info info = { "" };
    const struct sk_rescue_cause cause = { .result = getenv("MONITOR_SERVICE_RESULT"),
                                           .exit_code = getenv("MONITOR_EXIT_CODE"),
                                           .exit_status = getenv("MONITOR_EXIT_STATUS") };
    const struct sk_rescue_options options = { .width = width,
                                               .height = height,
                                               .fullscreen = kiosk->config.kiosk.fullscreen,
                                               .limit = RESCUE_MS,
                                               .clock = sk_clock_system(),
                                               .must_end = sk_wakeup_is_asked_to_end,
                                               .on_shown = sk_service_is_ready };
    sk_rescue_model(&model, &cause);
    enum sk_err err = sk_wakeup_init(&kiosk->wakeup, &info);
    if (!err) {
        sk_wakeup_take_signals(&kiosk->wakeup);
        err = sk_ui_rescue(&model, &options, &info);
        sk_wakeup_finish(&kiosk->wakeup);
    }
    if (err) {
        fprintf(stderr, "sag-kiosk: %s\n", info.text);
    }
    return err ? EXIT_USAGE : EXIT_SUCCESS;
}

static int complain(const char *text) {
    fprintf(stderr, "sag-kiosk: %s\n", text);
    return EXIT_USAGE;
}

int main(int argc, char **argv) {
    static struct kiosk kiosk = { .ended_at = -1, .idle_at = -1 };
    static struct sk_arguments arguments;
    struct kiosk_words words = { 0 };
    struct sk_err_info info = { "" };
    const struct sk_argument table[] = {
        { "help", &words.help, NULL },
        { "version", &words.version, NULL },
        { "demo", &words.demo, NULL },
        { "fullscreen", &words.fullscreen, NULL },
        { "offscreen", &words.offscreen, NULL },
        { "rescue", &words.rescue, NULL },
        { "config", NULL, &words.config },
        { "screens", NULL, &words.screens },
        { "size", NULL, &words.size },
        { "lang", NULL, &words.lang },
        { NULL, NULL, NULL },
    };
    int32_t width = 0;
    int32_t height = 0;
    (void)unsetenv("SSLKEYLOGFILE"); /* before there are threads: see sag_client_create() */
    sk_journald_begin();
    sk_secrecy_begin();
    if (!sk_arguments_read(&arguments, argc, argv, 1, table, &info)) {
        return complain(info.text);
    }
    if (words.help) {
        return help();
    }
    if (words.version) {
        printf("sag-kiosk %s\n", SK_VERSION);
        return EXIT_SUCCESS;
    }
    if (arguments.file_count > 0) {
        return complain("takes no arguments but options; see --help");
    }
    if (words.size && !parse_size(words.size, &width, &height)) {
        return complain("--size must be WIDTHxHEIGHT, for example 1280x800");
    }
    if (words.screens) {
        enum sk_err err = sk_ui_render_all(words.screens, width ? width : OFFSCREEN_WIDTH,
                                           height ? height : OFFSCREEN_HEIGHT,
                                           words.lang ? words.lang : "en", &info);
        return err ? complain(info.text) : EXIT_SUCCESS;
    }
    if (sk_config_init(&kiosk.config) != SK_OK) {
        return complain("not enough memory to start");
    }
    if (words.demo) {
        sk_demo_defaults(&kiosk.config);
    }
    read_settings(&kiosk, &words, &arguments);
    if (choose_language(&kiosk, &words, &info) != SK_OK) {
        sk_config_finish(&kiosk.config);
        return complain(info.text);
    }
    int status =
        words.rescue ? run_rescue(&kiosk, width, height) : run(&kiosk, &words, width, height);
    sk_config_finish(&kiosk.config);
    return status;
}
