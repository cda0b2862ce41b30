/* capture.h — where pictures come from: a camera, or picture files in its place. Runs on the
 * reader's thread until that is to end; recovers from everything by itself. */
#ifndef SK_INPUT_CAMERA_CAPTURE_H
#define SK_INPUT_CAMERA_CAPTURE_H

#include "input/camera/controls.h"
#include "input/camera/frame.h"
#include "input/camera/grey.h"
#include "input/reader_thread.h"

/* Receives pictures and status; the reader's other half. */
struct sk_capture_sink {
    const struct sk_capture_sink_ops *ops;
};

struct sk_capture_sink_ops {
    /* A picture, and the frame that it was made from, which is borrowed. *grey may be exchanged for
     * another one, but stays the caller's; the frame may be of its pixels, so it goes first. wait:
     * do not return before the picture was looked at (files; a camera's are overtaken by newer
     * ones). On the capture's thread. Mandatory. */
    void (*picture)(struct sk_capture_sink *sink, struct sk_grey *grey,
                    const struct sk_frame *frame, bool wait);
    /* As struct sk_reader_status; device and text are copied. Mandatory. */
    void (*status)(struct sk_capture_sink *sink, enum sk_reader_health health, const char *device,
                   const char *text);
};

struct sk_capture {
    struct sk_reader_thread *thread; /* borrowed: says when to end */
    struct sk_capture_sink *sink;    /* borrowed */
    /* Borrowed: "auto", a path under /dev, "file:PATH", or "loop:PATH". */
    const char *device;
    const struct sk_camera_controls *controls; /* borrowed */
    int width;                                 /* pixels that are wanted */
    int height;
};

/* Whether device names files of which each is looked at (file:), rather than a camera or pictures
 * that come and go like a camera's (loop:). */
bool sk_capture_is_files(const char *device);

/* Returns when the thread is to end (a camera, a loop) or all files were shown. Reader's thread. */
void sk_capture_run(const struct sk_capture *capture);

#endif
