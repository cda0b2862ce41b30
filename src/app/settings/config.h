/* config.h — every setting of the kiosk, from one option table (options.c).
 *
 * Order: defaults, INI files, environment, command line; the later wins. Problems are collected,
 * not fatal one by one, so that all of them can be shown together, on the screen too. */
#ifndef SK_APP_SETTINGS_CONFIG_H
#define SK_APP_SETTINGS_CONFIG_H

#include "base/clock.h"
#include "base/err.h"
#include "pairing/label.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sk_language { SK_LANGUAGE_AUTO, SK_LANGUAGE_EN, SK_LANGUAGE_ZH_CN };
enum sk_pair_mode { SK_PAIR_MODE_PAIR, SK_PAIR_MODE_STICKY };
enum sk_cloud_signature { SK_CLOUD_SIGNATURE_V3, SK_CLOUD_SIGNATURE_V1 };
enum sk_cloud_format { SK_CLOUD_FORMAT_JSON, SK_CLOUD_FORMAT_XML };
enum sk_reuse { SK_REUSE_REFUSE, SK_REUSE_ASK, SK_REUSE_ALLOW };
enum sk_stdin_mode { SK_STDIN_AUTO, SK_STDIN_YES, SK_STDIN_NO };

#define SK_CONFIG_DELAYS_MAX 8
#define SK_CONFIG_AUTO INT64_C(-1) /* for a number that may be "auto" */

struct sk_delays {
    int32_t count;
    sk_ms ms[SK_CONFIG_DELAYS_MAX];
};

/* Strings are owned by the struct and never NULL after sk_config_init(). All times are ms. */
struct sk_config {
    char *bench;
    int64_t language;  /* enum sk_language */
    int64_t log_level; /* enum sk_log_level */
    bool fullscreen;
    bool sound;
    int64_t volume; /* 0 to 100 */
    int64_t ppi;    /* pixels an inch; 0: ask the display */

    char *serial_pattern;
    char *instance_pattern;
    char *model_pattern;
    int64_t label_case; /* enum sk_label_case */

    char *badge; /* sk_label_rules_badge() */
    bool operator_required;
    sk_ms operator_timeout; /* 0: never */

    int64_t reuse;            /* enum sk_reuse */
    int64_t instance_reuse;   /* enum sk_reuse */
    int64_t instance_devices; /* that an instance may have before it is reused */
    char *deny;               /* sk_label_rules_deny() */
    char *deny_file;          /* the same in a file; "": none */
    char *manifest;           /* path; "": none */

    int64_t pair_mode; /* enum sk_pair_mode */
    sk_ms pair_timeout;
    sk_ms debounce;
    sk_ms debounce_camera;
    sk_ms notice;
    sk_ms green;

    char *region;
    char *endpoint;
    bool vpc;
    bool allow_http_loopback;
    int64_t signature; /* enum sk_cloud_signature */
    int64_t format;    /* enum sk_cloud_format */
    char *ca_file;
    char *proxy;
    sk_ms connect_timeout;
    sk_ms total_timeout;
    int64_t max_in_flight;
    sk_ms idle_close;
    sk_ms slow;
    char *profile;
    char *credentials_file;
    char *sts_endpoint;
    bool metadata;

    int64_t per_second; /* requests; 0: no limit */
    sk_ms retry_first;
    sk_ms retry_cap;
    sk_ms probe_first;
    sk_ms probe_cap;
    sk_ms retry_after_cap;
    struct sk_delays ask_delays;

    char *journal_path; /* "": by sk_config_journal_path() */
    int64_t keep_days;  /* of the log; 0: for ever */

    sk_ms super_idle;    /* a supervisor's session ends without a touch */
    sk_ms super_longest; /* and at the latest */
    char *export_folder; /* "": by sk_config_export_folder() */

    char *camera_device; /* "none", "auto", a path under /dev, "file:PATH", "loop:PATH" */
    char *camera_symbologies;
    int64_t camera_width; /* px */
    int64_t camera_height;
    sk_ms camera_rearm;
    int64_t camera_share; /* percent */
    bool camera_mirror;
    int64_t camera_rotate;   /* quarter turns clockwise */
    int64_t camera_torch;    /* enum sk_torch */
    int64_t camera_exposure; /* 0.1 ms, or SK_CONFIG_AUTO; also the next two */
    int64_t camera_focus;
    int64_t camera_zoom;

    int64_t stdin_mode; /* enum sk_stdin_mode */
    sk_ms key_gap;
    char *replay;
    sk_ms linger;

    bool usb;
    char *usb_devices;  /* sk_usb_selectors_parse() */
    int64_t usb_layout; /* enum sk_layout */
    sk_ms usb_gap;
    int64_t usb_suffix; /* enum sk_suffix */
    char *usb_prefix;   /* sk_framing_rules_set_prefix() */

    /* Not options: set by --demo only. The simulator's invented key. */
    bool demo;
    const char *demo_key_id;     /* borrowed, static */
    const char *demo_key_secret; /* borrowed, static */
    const char *demo_pin;        /* borrowed, static; the supervisor's */
    const char *demo_pin_line;   /* and as in its file */
};

#define SK_CONFIG_PROBLEMS 16

/* Sentences with file, line and the nearest valid name; more than fit are counted only. */
struct sk_config_problems {
    size_t count; /* of texts */
    size_t more;
    char texts[SK_CONFIG_PROBLEMS][SK_ERR_TEXT_SIZE];
};

void sk_config_problem(struct sk_config_problems *problems, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Defaults. Errors: SK_ERR_NOMEM. */
enum sk_err sk_config_init(struct sk_config *config);
void sk_config_finish(struct sk_config *config); /* a zeroed struct is fine */

/* Reads one INI file over what is there. must_exist: a missing file is a problem. */
void sk_config_read_file(struct sk_config *config, const char *path, bool must_exist,
                         struct sk_config_problems *problems);

/* Reads the files of this machine (/etc/sag-kiosk/kiosk.ini, then
 * $XDG_CONFIG_HOME/sag-kiosk/kiosk.ini), or only `file` if it is not NULL; then SAG_KIOSK_… of
 * the environment. */
void sk_config_read(struct sk_config *config, const char *file,
                    struct sk_config_problems *problems);

/* Takes one option by its name ("cloud.region") and text. where stands before the sentence of a
 * problem ("kiosk.ini:12", "environment SAG_KIOSK_CLOUD_REGION", "--cloud.region"). */
void sk_config_set(struct sk_config *config, const char *name, const char *value, const char *where,
                   struct sk_config_problems *problems);

/* Checks what no single option can know (a region is set, patterns compile). */
void sk_config_check(const struct sk_config *config, struct sk_config_problems *problems);

/* Where the journal is: the option, or $XDG_STATE_HOME/sag-kiosk/journal.db, or the same under
 * ~/.local/state, or /var/lib/sag-kiosk/journal.db without a home. out_size in bytes.
 * Errors: SK_ERR_INVALID (too long). */
enum sk_err sk_config_journal_path(const struct sk_config *config, char *out, size_t out_size);

/* Where the supervisor's exports go: the option, or exports/ beside the journal. The same. */
enum sk_err sk_config_export_folder(const struct sk_config *config, char *out, size_t out_size);

#endif
