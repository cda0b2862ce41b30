/* model_setup.h — setting a scanner up at the bench, as a face draws it. Plain values; texts that
 * are meant for translation are English msgids. */
#ifndef SK_APP_MODEL_MODEL_SETUP_H
#define SK_APP_MODEL_MODEL_SETUP_H

#include "base/err.h"
#include "pairing/scan.h"

#include <stdbool.h>
#include <stddef.h>

#define SK_SETUP_DEVICES 4
#define SK_SETUP_REPORTS 3
#define SK_SETUP_CHANGES 4
#define SK_SETUP_CODE_SIZE 16
#define SK_SETUP_TEXT_SIZE 96

/* What is asked of who sets scanners up. */
enum sk_setup_step {
    SK_SETUP_BEGIN, /* scans are for finding out from now on, no labels */
    SK_SETUP_KEEP,  /* what was found out is to be written down as settings */
    SK_SETUP_END,   /* scans are labels again */
};

/* Something that may be a scanner. */
struct sk_model_setup_device {
    char name[SK_SCAN_DEVICE_SIZE];
    char place[SK_SETUP_TEXT_SIZE]; /* its id and where it is */
    char state[SK_SETUP_TEXT_SIZE]; /* msgid */
    bool is_read;
};

/* A setting that is to be another one. */
struct sk_model_setup_change {
    char name[24];
    char value[SK_SETUP_TEXT_SIZE];
    bool is_overruled; /* the administrator's file sets it: only IT can change it */
};

struct sk_model_setup {
    char code[SK_SETUP_CODE_SIZE]; /* of the barcode to scan; "" while that is prepared */
    size_t device_count;
    struct sk_model_setup_device devices[SK_SETUP_DEVICES];
    size_t report_count;
    char reports[SK_SETUP_REPORTS][SK_SETUP_TEXT_SIZE]; /* what came last, in hex; newest first */
    bool is_learned;                                    /* the barcode was read */
    char found[SK_SCAN_DEVICE_SIZE];                    /* by this device */
    char fault[SK_ERR_TEXT_SIZE]; /* msgid: what is wrong with what came; "": nothing */
    size_t change_count;
    struct sk_model_setup_change changes[SK_SETUP_CHANGES];
    bool is_saved;
    char error[SK_ERR_TEXT_SIZE]; /* why it could not be saved, or not be begun; "": it could */
};

#endif
