/* values.h — the settings as values: what config.h reads and everybody looks at. Plain, but for the
 * strings that it owns. */
#ifndef SK_APP_SETTINGS_VALUES_H
#define SK_APP_SETTINGS_VALUES_H

#include "base/clock.h"
#include "base/log.h"
#include "input/camera/controls.h"
#include "input/camera/charset.h"
#include "input/framing.h"
#include "input/keymap.h"
#include "pairing/label.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sk_language {
    SK_LANGUAGE_AUTO,
    SK_LANGUAGE_EN,
    SK_LANGUAGE_ZH_CN,
    SK_LANGUAGE_DE,
    SK_LANGUAGE_ES,
    SK_LANGUAGE_JA
};
/* A label that is typed on the glass: not at all, the same twice, or after a look at it. */
enum sk_by_hand { SK_BY_HAND_NO, SK_BY_HAND_TWICE, SK_BY_HAND_CONFIRM };
enum sk_pair_mode { SK_PAIR_MODE_PAIR, SK_PAIR_MODE_STICKY };
enum sk_cloud_signature { SK_CLOUD_SIGNATURE_V3, SK_CLOUD_SIGNATURE_V1 };
enum sk_cloud_format { SK_CLOUD_FORMAT_JSON, SK_CLOUD_FORMAT_XML };
enum sk_reuse { SK_REUSE_REFUSE, SK_REUSE_ASK, SK_REUSE_ALLOW };
/* What reads at this bench; auto: a scanner, once there was one. */
enum sk_expect { SK_EXPECT_AUTO, SK_EXPECT_SCANNER, SK_EXPECT_CAMERA, SK_EXPECT_KEYBOARD };
enum sk_stdin_mode { SK_STDIN_AUTO, SK_STDIN_YES, SK_STDIN_NO };
enum sk_folder_format { SK_FOLDER_FORMAT_JSONL, SK_FOLDER_FORMAT_CSV };
enum sk_folder_files { SK_FOLDER_FILES_PAIR, SK_FOLDER_FILES_DAY };
enum sk_turn { SK_TURN_NONE, SK_TURN_RIGHT, SK_TURN_HALF, SK_TURN_LEFT }; /* quarters, clockwise */

#define SK_CONFIG_DELAYS_MAX 8
#define SK_CONFIG_ORIGINS 160      /* at least as many as there are options; a test counts them */
#define SK_CONFIG_AUTO INT64_C(-1) /* for a number that may be "auto" */

struct sk_delays {
    int32_t count;
    sk_ms ms[SK_CONFIG_DELAYS_MAX];
};

/* A member's path is the name of its setting, with a '_' behind what would be a word of the
 * language. Strings are owned by the struct and never NULL after sk_config_init(). */
struct sk_config {
    struct {
        char *bench;
        enum sk_language language;
        bool fullscreen;
        int64_t ppi;         /* pixels an inch; 0: ask the display */
        int64_t distance_cm; /* from the eye to the screen at work */
        int64_t dim_minutes; /* 0: never; likewise the next */
        int64_t off_minutes;
        enum sk_log_level log;
    } kiosk;

    struct {
        int64_t volume; /* 0: mute, to 100 */
        char *device;   /* SDL's name of the output; "": the system's choice */
    } sound;

    struct {
        char *night;    /* sk_night_hours() */
        bool backlight; /* that of the panel is dimmed, too */
    } screen;

    struct {
        char *serial; /* patterns */
        char *instance;
        char *model;
        enum sk_label_case case_;
        char *serial_symbologies; /* sk_symbologies_parse() */
        char *instance_symbologies;
        enum sk_by_hand by_hand;
    } labels;

    struct {
        char *badge; /* sk_label_rules_badge() */
        char *badge_symbologies;
        bool required;
        sk_ms timeout_ms; /* 0: never */
    } operator_;

    struct {
        enum sk_reuse reuse;
        enum sk_reuse instance_reuse;
        int64_t instance_devices; /* that an instance may have before it is reused */
        char *deny;               /* sk_deny_read() */
        char *deny_file;          /* the same in a file; "": none */
        char *manifest;           /* path; "": none */
        char *manifest_columns;   /* further headings, sk_columns_check() */
    } guard;

    struct {
        enum sk_pair_mode mode;
        sk_ms timeout_ms;
        sk_ms debounce_ms;
        sk_ms camera_debounce_ms;
        sk_ms notice_ms;
        sk_ms green_ms;
    } pairing;

    struct {
        char *region;
        char *routes;   /* sk_routes_create() */
        char *endpoint; /* sk_accounts_endpoint() */
        bool vpc;
        bool allow_http_loopback;
        enum sk_cloud_signature signature;
        enum sk_cloud_format format;
        char *ca_file;
        char *proxy;
        sk_ms connect_timeout_ms;
        sk_ms timeout_ms; /* of a whole call */
        int64_t max_in_flight;
        sk_ms idle_close_ms;
        sk_ms slow_ms;
        char *profile;
        char *credentials_file;
        char *sts_endpoint;
        bool metadata;
    } cloud;

    struct {
        int64_t per_second; /* requests; 0: no limit */
        sk_ms retry_first_ms;
        sk_ms retry_cap_ms;
        sk_ms probe_first_ms;
        sk_ms probe_cap_ms;
        sk_ms retry_after_cap_ms;
        struct sk_delays ask_delays_ms;
    } outbox;

    struct {
        char *path; /* "": by sk_config_journal_path() */
    } journal;

    struct {
        char *folder; /* "": none */
        int64_t keep; /* copies in it */
        bool mounted; /* it is on another file system than the journal */
    } backup;

    struct {
        char *channel; /* "": no bundle is taken of its own accord */
        char *window;  /* sk_night_hours() */
        char *folder;  /* "": by the updater */
    } update;

    struct {
        int64_t keep_days;         /* 0: for ever */
        bool purge_undelivered;    /* what a receiver below does not have yet is purged, too */
        int64_t checkpoint_events; /* 0: their number does not matter; like the next */
        int64_t checkpoint_minutes;
    } log;

    struct {
        char *ends; /* sk_shift_ends() */
    } shift;

    struct {
        char *folder; /* of the reports that are made at the end of a shift; "": none */
        bool print;   /* they are printed, too */
    } report;

    struct {
        char *printer;       /* as `lp -d` takes it; "": none */
        char *label_printer; /* "": printer */
        bool on_bound;       /* a label for each pair that is bound */
        char *label_mm;      /* sk_label_mm() */
    } print;

    struct {
        char *url; /* "": none */
        char *secret_file;
        char *ca_file;
        char *proxy;
        bool allow_http_loopback;
        sk_ms timeout_ms; /* of a whole request */
        int64_t tries;
        sk_ms retry_first_ms;
        sk_ms retry_cap_ms;
    } webhook;

    struct {
        char *path; /* "": none */
        enum sk_folder_format format;
        enum sk_folder_files files;
        sk_ms pause_ms;
    } folder;

    struct {
        char *dsn;   /* sk_fleet_link_check(); "": the bench is in no fleet */
        char *bench; /* its id there; "": one that is made at the first start */
        char *secret_file;
        sk_ms wait_ms;     /* for the fleet's word about a pair */
        sk_ms ship_ms;     /* from an event to its batch */
        sk_ms beat_ms;     /* between two tellings of how the bench is */
        sk_ms follow_ms;   /* between two looks at what other benches bound */
        bool people;       /* the fleet's people are the bench's */
        bool list;         /* the fleet's device list is the bench's */
        bool trust_office; /* what the office asks of a pair is done without a supervisor here */
    } fleet;

    struct {
        sk_ms idle_ms;       /* a session ends without a touch */
        sk_ms session_ms;    /* and at the latest */
        bool shared_pin;     /* a PIN that all share counts, too */
        char *export_folder; /* "": by sk_config_export_folder() */
    } supervisor;

    struct {
        char *device; /* "none", "auto", a path under /dev, "file:PATH", "loop:PATH" */
        char *symbologies;
        enum sk_charset encoding; /* of bytes that a code does not declare */
        int64_t width;            /* px */
        int64_t height;
        sk_ms rearm_ms;
        int64_t share; /* percent */
        bool mirror;
        bool keep; /* the picture of each pair (app/core/keeper.h) */
        enum sk_turn rotate;
        enum sk_torch torch;
        int64_t exposure; /* 0.1 ms, or SK_CONFIG_AUTO; also the next two */
        int64_t focus;
        int64_t zoom;
    } camera;

    struct {
        enum sk_stdin_mode stdin_;
        sk_ms key_gap_ms;
        bool silence_ends;
        enum sk_expect expect;
        char *replay;
        sk_ms linger_ms;
    } input;

    struct {
        char *replies; /* off, auto or a family of input/reply.h */
        bool enabled;
        char *devices; /* sk_usb_selectors_parse() */
        enum sk_layout layout;
        sk_ms gap_ms;
        char *suffix; /* sk_framing_rules_set_suffix() */
        char *prefix; /* sk_framing_rules_set_prefix() */
    } usb;

    struct {
        char *devices; /* sk_evdev_choices_add() */
        enum sk_layout layout;
        sk_ms gap_ms;
        char *suffix; /* as those of usb */
        char *prefix;
    } evdev;

    struct {
        char *devices; /* sk_serial_devices_parse() */
        char *line;    /* sk_serial_line_parse() */
        char *replies; /* "off" or sk_reply_is_family() */
        sk_ms gap_ms;
        char *suffix; /* as those of usb */
        char *prefix;
    } serial;

    struct {
        char *file;       /* JSON; "": none */
        char *prometheus; /* "": none */
        sk_ms every_ms;
    } status;

    struct {
        char *device; /* sk_light_choice_parse(); "": none */
        bool blink;
    } light;

    /* Not options: where each was set, in the order of the table; NULL: nowhere (origin.h). */
    char *origins[SK_CONFIG_ORIGINS];

    /* Nor this: the version of the program whose start is to be noted; NULL: none is. Borrowed. */
    const char *started_version;

    /* Nor these: set by --demo only. The simulator's invented key. */
    bool demo;
    const char *demo_key_id;     /* borrowed, static */
    const char *demo_key_secret; /* borrowed, static */
    const char *demo_pin;        /* borrowed, static; the supervisor's */
    const char *demo_pin_line;   /* and as in its file */
};

#endif
