#define SK_LOG_MODULE "camera"
#include "input/camera/capture.h"

#include "base/assert.h"
#include "base/language.h"
#include "base/log.h"
#include "input/camera/frame.h"
#include "input/camera/image_file.h"
#include "input/camera/v4l2.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char file_prefix[] = "file:";
static const char loop_prefix[] = "loop:";
static const char no_memory[] =
    SK_N("There is not enough memory for the camera. Restart the kiosk.");

enum {
    RETRY_MS = 1000,       /* until the next search for a camera */
    SILENCE_MS = 3000,     /* without a picture: the camera has got stuck */
    SHOWINGS = 3,          /* of each file, so that frames can agree */
    SHOWING_PAUSE_MS = 40, /* between them */
    LOOP_RATE = 30,        /* pictures a second that a loop shows */
    FAULTS_MAX = 60,       /* in a row: frames that are no pictures, or wake-ups without one */
};

bool sk_capture_is_files(const char *device) {
    return strncmp(device, file_prefix, sizeof(file_prefix) - 1) == 0;
}

static bool is_loop(const char *device) {
    return strncmp(device, loop_prefix, sizeof(loop_prefix) - 1) == 0;
}

static void tell(const struct sk_capture *capture, enum sk_reader_health health, const char *device,
                 const char *text) {
    capture->sink->ops->status(capture->sink, health, device, text);
}

/* -- a camera ---------------------------------------------------------------------------------- */

enum stream_end { STREAM_STOP, STREAM_GONE, STREAM_SILENT, STREAM_RUBBISH };

/* Frames until something happens. Only the first picture makes the camera ready: one that can be
 * opened but delivers nothing stays in trouble. said: the text of its status then. */
static enum stream_end stream(const struct sk_capture *capture, struct sk_v4l2 *device,
                              struct sk_frame_reader *reader, struct sk_grey *grey,
                              const char *said) {
    bool is_ready = false;
    int faults = 0;
    while (faults < FAULTS_MAX) {
        int ready = sk_reader_thread_wait(capture->thread, sk_v4l2_fd(device), SILENCE_MS);
        if (ready < 0) {
            return STREAM_STOP;
        }
        if (ready == 0) {
            return STREAM_SILENT;
        }
        struct sk_frame frame;
        enum sk_err err = sk_v4l2_take(device, &frame);
        if (err == SK_ERR_NOT_FOUND) {
            faults++;
            continue;
        }
        if (err) {
            return STREAM_GONE;
        }
        /* More than twice the wanted width is not worth decoding. */
        err = sk_frame_to_grey(reader, &frame, 2 * capture->width, grey);
        faults = err ? faults + 1 : 0;
        if (!err && !is_ready) {
            is_ready = true;
            tell(capture, SK_READER_READY, sk_v4l2_name(device), said);
        }
        if (!err) {
            capture->sink->ops->picture(capture->sink, grey, &frame, false);
        }
        if (sk_v4l2_give_back(device) != SK_OK) {
            return STREAM_GONE;
        }
    }
    return STREAM_RUBBISH;
}

static void say_end(const struct sk_capture *capture, enum stream_end end, const char *name) {
    switch (end) {
    case STREAM_STOP:
        break;
    case STREAM_GONE:
        tell(capture, SK_READER_ABSENT, name, "");
        break;
    case STREAM_SILENT:
        tell(capture, SK_READER_TROUBLE, name,
             SK_N("The camera sends no pictures. Unplug it and plug it in again."));
        break;
    case STREAM_RUBBISH:
        tell(capture, SK_READER_TROUBLE, name,
             SK_N("The camera's pictures cannot be read. Unplug it and plug it in again."));
        break;
    }
}

/* What the status bar says of a camera that could not be opened; the log has the details. */
static const char *open_trouble(enum sk_err err) {
    switch ((int)err) {
    case SK_ERR_BUSY:
        return SK_N("Another program is using the camera. Close that program.");
    case SK_ERR_DENIED:
        return SK_N("The kiosk may not open the camera. Add its user to the group video.");
    case SK_ERR_UNSUPPORTED:
        return SK_N("This camera's pictures cannot be used here. Use another camera or correct "
                    "camera.device.");
    case SK_ERR_NOMEM:
        return no_memory;
    default:
        return SK_N("The camera does not work. Unplug it and plug it in again.");
    }
}

/* Opens and streams once. False: the thread is to end. */
static bool try_camera(const struct sk_capture *capture, struct sk_frame_reader *reader,
                       struct sk_grey *grey) {
    char path[64];
    struct sk_err_info info = { "" };
    struct sk_v4l2 *device = NULL;
    enum sk_err err = SK_OK;
    if (strcmp(capture->device, "auto") == 0 || capture->device[0] == '\0') {
        err = sk_v4l2_find(path, sizeof(path));
    } else {
        snprintf(path, sizeof(path), "%s", capture->device);
    }
    if (!err) {
        err = sk_v4l2_open(&device, path, capture->width, capture->height, &info);
    }
    if (err) {
        if (err != SK_ERR_NOT_FOUND) {
            sk_log_debug("%s", info.text);
        }
        tell(capture, err == SK_ERR_NOT_FOUND ? SK_READER_ABSENT : SK_READER_TROUBLE,
             capture->device, err == SK_ERR_NOT_FOUND ? "" : open_trouble(err));
        return true;
    }
    static const char *const formats[] = { "grey", "YUYV", "NV12", "MJPEG" };
    const struct sk_v4l2_mode *mode = sk_v4l2_mode(device);
    sk_log_info("'%s' (%s) delivers %d x %d pixels of %s, %d pictures a second", path,
                sk_v4l2_name(device), mode->width, mode->height, SK_AT(formats, mode->format),
                mode->rate);
    char said[sizeof(((struct sk_reader_status *)NULL)->text)] = "";
    if (capture->controls) {
        sk_v4l2_set_controls(device, capture->controls, said, sizeof(said));
    }
    enum stream_end end = stream(capture, device, reader, grey, said);
    say_end(capture, end, sk_v4l2_name(device));
    sk_v4l2_close(device);
    return end != STREAM_STOP;
}

static void run_camera(const struct sk_capture *capture) {
    struct sk_frame_reader *reader = NULL;
    struct sk_grey grey = { 0 };
    if (sk_frame_reader_create(&reader)) {
        tell(capture, SK_READER_TROUBLE, capture->device, no_memory);
        return;
    }
    while (try_camera(capture, reader, &grey) &&
           sk_reader_thread_wait(capture->thread, -1, RETRY_MS) >= 0) {
    }
    sk_grey_finish(&grey);
    sk_frame_reader_destroy(reader);
}

/* -- files ------------------------------------------------------------------------------------- */

static int is_visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

/* In the place of a camera's frame: the picture's own brightness. */
static void give(const struct sk_capture *capture, struct sk_grey *grey, bool wait) {
    const struct sk_frame frame = { .format = SK_FRAME_GREY,
                                    .width = grey->width,
                                    .height = grey->height,
                                    .stride = grey->stride,
                                    .bytes = grey->pixels,
                                    .length = (size_t)grey->stride * (size_t)grey->height };
    capture->sink->ops->picture(capture->sink, grey, &frame, wait);
}

/* Shows one file a few times. False: the thread is to end. */
static bool show(const struct sk_capture *capture, const char *path, struct sk_grey *grey) {
    struct sk_err_info info = { "" };
    if (sk_image_file_load(path, grey, &info)) {
        tell(capture, SK_READER_TROUBLE, capture->device, info.text);
        return sk_reader_thread_wait(capture->thread, -1, SHOWING_PAUSE_MS) >= 0;
    }
    for (int i = 0; i < SHOWINGS; i++) {
        give(capture, grey, true);
        if (sk_reader_thread_wait(capture->thread, -1, SHOWING_PAUSE_MS) < 0) {
            return false;
        }
        /* The sink may have kept the pixels. */
        if (i + 1 < SHOWINGS && sk_image_file_load(path, grey, NULL)) {
            break;
        }
    }
    return true;
}

static void show_directory(const struct sk_capture *capture, const char *path,
                           struct sk_grey *grey) {
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, is_visible, alphasort);
    bool go_on = count >= 0;
    for (int i = 0; i < count; i++) {
        char name[4096];
        int length = snprintf(name, sizeof(name), "%s/%s", path, entries[i]->d_name);
        if (go_on && length > 0 && (size_t)length < sizeof(name)) {
            go_on = show(capture, name, grey);
        }
        free(entries[i]);
    }
    free(entries);
}

/* False: there is nothing at path, which is reported. */
static bool find_files(const struct sk_capture *capture, const char *path, struct stat *status) {
    char text[192];
    if (stat(path, status) != 0) {
        snprintf(text, sizeof(text), "There are no pictures at '%s' (%s). Correct camera.device.",
                 path, strerror(errno));
        tell(capture, SK_READER_TROUBLE, capture->device, text);
        return false;
    }
    return true;
}

static void run_files(const struct sk_capture *capture) {
    const char *path = capture->device + sizeof(file_prefix) - 1;
    struct stat status;
    struct sk_grey grey = { 0 };
    if (!find_files(capture, path, &status)) {
        return;
    }
    tell(capture, SK_READER_READY, capture->device, "");
    if (S_ISDIR(status.st_mode)) {
        show_directory(capture, path, &grey);
    } else {
        (void)show(capture, path, &grey);
    }
    tell(capture, SK_READER_ENDED, capture->device, "");
    sk_grey_finish(&grey);
}

/* -- a loop ------------------------------------------------------------------------------------ */

/* Shows one picture for as long as a camera would. False: the thread is to end. */
static bool show_in_time(const struct sk_capture *capture, const char *path, struct sk_grey *grey,
                         uint64_t *shown, sk_ms begin) {
    struct sk_clock *clock = sk_clock_system();
    struct sk_err_info info = { "" };
    sk_ms due = begin + (sk_ms)(++*shown) * 1000 / LOOP_RATE;
    sk_ms now = clock->ops->now(clock);
    if (sk_reader_thread_wait(capture->thread, -1, due > now ? due - now : 0) < 0) {
        return false;
    }
    if (sk_image_file_load(path, grey, &info)) {
        tell(capture, SK_READER_TROUBLE, capture->device, info.text);
        return true;
    }
    sk_log_debug("shows '%s'", path);
    give(capture, grey, false);
    return true;
}

/* Pictures that come and go whether or not anybody has looked at them. */
static void run_loop(const struct sk_capture *capture) {
    const char *path = capture->device + sizeof(loop_prefix) - 1;
    struct dirent **entries = NULL;
    struct stat status;
    struct sk_grey grey = { 0 };
    if (!find_files(capture, path, &status)) {
        return;
    }
    int count = S_ISDIR(status.st_mode) ? scandir(path, &entries, is_visible, alphasort) : 0;
    if (S_ISDIR(status.st_mode) && count <= 0) {
        tell(capture, SK_READER_TROUBLE, capture->device,
             SK_N("There are no pictures in the folder. Correct camera.device."));
        free(entries);
        return;
    }
    tell(capture, SK_READER_READY, capture->device, "");
    struct sk_clock *clock = sk_clock_system();
    sk_ms begin = clock->ops->now(clock);
    uint64_t shown = 0;
    bool go_on = true;
    while (go_on) {
        char name[4096];
        int length = count > 0 ? snprintf(name, sizeof(name), "%s/%s", path,
                                          entries[shown % (uint64_t)count]->d_name)
                               : snprintf(name, sizeof(name), "%s", path);
        go_on = length > 0 && (size_t)length < sizeof(name) &&
                show_in_time(capture, name, &grey, &shown, begin);
    }
    for (int i = 0; i < count; i++) {
        free(entries[i]);
    }
    free(entries);
    sk_grey_finish(&grey);
}

void sk_capture_run(const struct sk_capture *capture) {
    if (is_loop(capture->device)) {
        run_loop(capture);
    } else if (sk_capture_is_files(capture->device)) {
        run_files(capture);
    } else {
        run_camera(capture);
    }
}
