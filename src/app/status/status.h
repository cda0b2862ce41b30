/* status.h — how a running kiosk is, in one plain value: for sag-kioskctl status, and for files
 * that something watches. No names of people, no labels, no secrets. */
#ifndef SK_APP_STATUS_STATUS_H
#define SK_APP_STATUS_STATUS_H

#include "base/err.h"
#include "journal/outline.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_STATUS_READERS 6
#define SK_STATUS_WORD_SIZE 24

enum sk_status_link {
    SK_STATUS_LINK_UNKNOWN,
    SK_STATUS_LINK_REACHED,
    SK_STATUS_LINK_LOST,
    SK_STATUS_LINK_REFUSED, /* reached, and it refuses this kiosk */
};

enum sk_status_fleet { SK_STATUS_FLEET_NONE, SK_STATUS_FLEET_REACHED, SK_STATUS_FLEET_LOST };

struct sk_status_reader {
    char source[SK_STATUS_WORD_SIZE]; /* "usb", "camera", … */
    char device[96];
    char health[SK_STATUS_WORD_SIZE]; /* "ready", "absent", … */
    bool is_ready;
    bool is_camera;
    char text[192]; /* English; "": all is well */
};

/* Zeroed whole before it is filled, so that two can be compared as bytes. Times are of the wall
 * clock; 0: never. */
struct sk_status {
    char version[SK_STATUS_WORD_SIZE];
    char client[SK_STATUS_WORD_SIZE]; /* version of libsagclient */
    char bench[64];
    bool is_up; /* false: this is its last word */
    int64_t up_since_ms;
    int64_t frame_ms; /* the last picture was drawn */

    char screen[SK_STATUS_WORD_SIZE]; /* "ready", "bound", "problem", … */
    bool is_supervised;
    bool is_on_hold;
    char trouble[SK_ERR_TEXT_SIZE]; /* what IT has to look at, English; "": nothing */

    /* Since the start. */
    int64_t scans;
    int64_t pairs;
    int64_t bound;
    int64_t refused; /* those that are to be checked, too */
    int64_t withdrawn;
    int64_t undone;

    int64_t waiting;    /* pairs saved and not settled */
    int64_t waiting_ms; /* when the oldest of them was scanned */

    enum sk_status_link link;
    char link_code[96]; /* LOST: why */
    enum sk_status_fleet fleet;
    int64_t fleet_lost_ms;  /* LOST: since when */
    int64_t fleet_known_ms; /* what other benches bound is known up to then */
    size_t reader_count;
    struct sk_status_reader readers[SK_STATUS_READERS];
};

/* What the journal's file says, read when it is asked for. */
struct sk_status_log {
    bool is_read; /* else nothing but path and text is set */
    char path[4096];
    char text[SK_ERR_TEXT_SIZE]; /* why it could not be read */
    int64_t bytes;               /* with what is not moved into it yet */
    struct sk_outline outline;   /* since midnight */
};

#endif
