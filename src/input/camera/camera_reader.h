/* camera_reader.h — a camera as a scanner: pictures in, scans out, and what the ready screen shows
 * of it. Two threads: one takes pictures, the other decodes the newest. */
#ifndef SK_INPUT_CAMERA_CAMERA_READER_H
#define SK_INPUT_CAMERA_CAMERA_READER_H

#include "base/clock.h"
#include "input/camera/album.h"
#include "input/camera/controls.h"
#include "input/camera/charset.h"
#include "input/camera/grey.h"
#include "input/camera/symbol.h"
#include "input/reader.h"
#include "pairing/label.h"

#include <stdbool.h>
#include <stdint.h>

/* All is borrowed: rules and album until the reader is destroyed, the others during
 * creation only. */
struct sk_camera_options {
    /* "auto", a path under /dev, or pictures instead: "file:PATH" looks at each until it is read,
     * "loop:PATH" shows them over and over, thirty a second, as a camera would. */
    const char *device;
    struct sk_camera_controls controls; /* all zero: the camera decides */
    unsigned symbologies;               /* SK_SYMBOLOGY_BITs (decode.h) */
    enum sk_charset encoding;           /* of bytes that a code declares no character set for */
    int width;                          /* pixels that are wanted, e.g. 1280 x 720 */
    int height;
    sk_ms rearm; /* how long a label must be out of view to count again */
    int share;   /* percent of one core for decoding live pictures; 1 to 100, e.g. 15 */
    const struct sk_label_rules *rules;
    struct sk_album *album; /* gets every picture, and which of them had a label; NULL: none */
};

/* Owner:  *out is the caller's; its lifecycle is that of every reader (reader.h).
 * Errors: SK_ERR_NOMEM, SK_ERR_IO, SK_ERR_UNSUPPORTED (a symbology). Main thread. */
enum sk_err sk_camera_reader_create(struct sk_reader **out, const struct sk_camera_options *options,
                                    struct sk_err_info *info);

enum sk_camera_mark_kind {
    SK_CAMERA_MARK_FOREIGN, /* read, but none of our labels */
    SK_CAMERA_MARK_WAIT,    /* hold still: more frames must agree */
    SK_CAMERA_MARK_TAKEN,   /* has counted */
    SK_CAMERA_MARK_REFUSED, /* two of a kind are in view */
};

struct sk_camera_mark {
    struct sk_point outline[4]; /* pixels of the view's picture */
    enum sk_camera_mark_kind kind;
};

/* The newest picture, in half the size if it is wide, and what was last seen in it. All zero before
 * the first use; the caller finishes grey. */
struct sk_camera_view {
    uint64_t number; /* of the picture, from 1; 0: none yet */
    struct sk_grey grey;
    int mark_count;
    struct sk_camera_mark mark[SK_SYMBOLS_MAX];
};

/* Copies the newest picture and marks into view if view->number is not the newest's. False: nothing
 * new, view is unchanged. Main thread; waits for a copy of a small picture at most. */
bool sk_camera_reader_view(struct sk_reader *reader, struct sk_camera_view *view);

#endif
