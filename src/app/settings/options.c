#include "app/settings/options.h"

#include "base/parse.h"
#include "base/util.h"

#include <string.h>

#define DAY_MS 86400000

static const char *const language_words[] = { "auto", "en", "zh_CN", NULL };
static const char *const log_words[] = { "error", "warning", "info", "debug", NULL };
static const char *const case_words[] = { "keep", "lower", "upper", NULL };
static const char *const mode_words[] = { "pair", "sticky", NULL };
static const char *const reuse_words[] = { "refuse", "ask", "allow", NULL };
static const char *const signature_words[] = { "v3", "v1", NULL };
static const char *const format_words[] = { "json", "xml", NULL };
static const char *const rotate_words[] = { "0", "90", "180", "270", NULL };
static const char *const torch_words[] = { "auto", "on", "off", NULL };
static const char *const layout_words[] = { "us", "de", "fr", "uk", "jp", NULL };
static const char *const suffix_words[] = { "auto", "cr", "lf", "tab", "none", NULL };
static const char *const stdin_words[] = { "auto", "yes", "no", NULL };

#define AT(member) offsetof(struct sk_config, member)

static const struct sk_option table[] = {
    { "kiosk.bench", SK_OPTION_TEXT, AT(bench), 0, 63, NULL, "",
      "Name of this bench, shown on the screen" },
    { "kiosk.language", SK_OPTION_WORD, AT(language), 0, 0, language_words, "auto",
      "Language of the screen; auto follows the locale" },
    { "kiosk.fullscreen", SK_OPTION_BOOL, AT(fullscreen), 0, 0, NULL, "no",
      "Take the whole screen" },
    { "kiosk.sound", SK_OPTION_BOOL, AT(sound), 0, 0, NULL, "yes", "Play the cues" },
    { "kiosk.volume", SK_OPTION_NUMBER, AT(volume), 0, 100, NULL, "80",
      "Loudness of the cues in percent" },
    { "kiosk.ppi", SK_OPTION_NUMBER, AT(ppi), 0, 1000, NULL, "0",
      "Pixels an inch of the screen, for the size of touch targets; 0 asks the display" },
    { "kiosk.log", SK_OPTION_WORD, AT(log_level), 0, 0, log_words, "warning",
      "How much is written to standard error" },

    { "labels.serial", SK_OPTION_TEXT, AT(serial_pattern), 0, 1023, NULL, SK_LABEL_SERIAL_PATTERN,
      "What a serial number looks like (POSIX extended regular expression, case is ignored)" },
    { "labels.instance", SK_OPTION_TEXT, AT(instance_pattern), 0, 1023, NULL,
      SK_LABEL_INSTANCE_PATTERN, "What an instance id looks like" },
    { "labels.model", SK_OPTION_TEXT, AT(model_pattern), 0, 1023, NULL, SK_LABEL_MODEL_PATTERN,
      "What a model barcode looks like, which is on the box but is never sent" },
    { "labels.case", SK_OPTION_WORD, AT(label_case), 0, 0, case_words, "keep",
      "Send labels as scanned, or folded to lower or upper case" },

    { "operator.badge", SK_OPTION_TEXT, AT(badge), 0, 1023, NULL, "",
      "What a badge looks like (regular expression as for labels), for example ^OP:(.+)$; the first "
      "group is the name; empty: nobody signs on" },
    { "operator.required", SK_OPTION_BOOL, AT(operator_required), 0, 0, NULL, "no",
      "Take no label while nobody is signed on" },
    { "operator.timeout_ms", SK_OPTION_MS, AT(operator_timeout), 0, DAY_MS, NULL, "1800000",
      "Sign off after so long without a scan; 0: never" },

    { "guard.reuse", SK_OPTION_WORD, AT(reuse), 0, 0, reuse_words, "refuse",
      "A device that was bound here and not undone: refuse it without a call, bind it when the "
      "same pair is scanned again (ask), or allow it" },
    { "guard.instance_reuse", SK_OPTION_WORD, AT(instance_reuse), 0, 0, reuse_words, "ask",
      "An instance that has its devices by this log, in pair mode: refuse a further one, bind it "
      "when the same pair is scanned again (ask), or allow it; a list says it better" },
    { "guard.instance_devices", SK_OPTION_NUMBER, AT(instance_devices), 1, 1000, NULL, "1",
      "Devices that an instance has; 2 where devices are shipped in pairs" },
    { "guard.deny", SK_OPTION_TEXT, AT(deny), 0, 4095, NULL, "",
      "Serial numbers never taken, by commas, with * and ?; nor are 6 same digits or digits in "
      "order at the end (000000, 123456) or 8 same letters" },
    { "guard.deny_file", SK_OPTION_TEXT, AT(deny_file), 0, 4095, NULL, "",
      "File with more of them, one a line; a # begins a remark; read at the start" },
    { "guard.manifest", SK_OPTION_TEXT, AT(manifest), 0, 4095, NULL, "",
      "CSV file of what is shipped, with the columns serial, instance, order: nothing else is "
      "bound; read again when it changes" },

    { "pairing.mode", SK_OPTION_WORD, AT(pair_mode), 0, 0, mode_words, "pair",
      "pair: a serial number and an instance each time; sticky: one instance, then its devices" },
    { "pairing.timeout_ms", SK_OPTION_MS, AT(pair_timeout), 1000, 600000, NULL, "30000",
      "Time allowed for the second label of a pair" },
    { "pairing.debounce_ms", SK_OPTION_MS, AT(debounce), 0, 10000, NULL, "1000",
      "The same label again within this time is one scan" },
    { "pairing.camera_debounce_ms", SK_OPTION_MS, AT(debounce_camera), 0, 30000, NULL, "3000",
      "The same for labels that a camera reads" },
    { "pairing.notice_ms", SK_OPTION_MS, AT(notice), 500, 60000, NULL, "4000",
      "How long a notice stays on the screen" },
    { "pairing.green_ms", SK_OPTION_MS, AT(green), 500, 600000, NULL, "15000",
      "How long green stays when nothing else is scanned" },

    { "cloud.region", SK_OPTION_TEXT, AT(region), 0, 63, NULL, "",
      "Region of the instances, for example cn-hangzhou; must be set" },
    { "cloud.endpoint", SK_OPTION_TEXT, AT(endpoint), 0, 255, NULL, "",
      "Host, host:port or https URL of the service; empty: by region" },
    { "cloud.vpc", SK_OPTION_BOOL, AT(vpc), 0, 0, NULL, "no",
      "Use the region's host inside the vendor's own network" },
    { "cloud.allow_http_loopback", SK_OPTION_BOOL, AT(allow_http_loopback), 0, 0, NULL, "no",
      "Allow plain http to this very machine, for tests" },
    { "cloud.signature", SK_OPTION_WORD, AT(signature), 0, 0, signature_words, "v3",
      "v3: ACS3-HMAC-SHA256; v1: the older HMAC-SHA1" },
    { "cloud.format", SK_OPTION_WORD, AT(format), 0, 0, format_words, "json",
      "Format of the answers" },
    { "cloud.ca_file", SK_OPTION_TEXT, AT(ca_file), 0, 4095, NULL, "",
      "PEM file of the authorities to trust; empty: those of the system" },
    { "cloud.proxy", SK_OPTION_TEXT, AT(proxy), 0, 1023, NULL, "",
      "Proxy URL; env takes https_proxy and no_proxy; empty: none" },
    { "cloud.connect_timeout_ms", SK_OPTION_MS, AT(connect_timeout), 100, 120000, NULL, "5000",
      "Limit for connecting" },
    { "cloud.timeout_ms", SK_OPTION_MS, AT(total_timeout), 100, 600000, NULL, "15000",
      "Limit for a whole call" },
    { "cloud.max_in_flight", SK_OPTION_NUMBER, AT(max_in_flight), 1, 16, NULL, "4",
      "Calls under way at the same time" },
    { "cloud.idle_close_ms", SK_OPTION_MS, AT(idle_close), 10, 600000, NULL, "10000",
      "An idle connection is closed after this time: sooner than servers, proxies and routers do" },
    { "cloud.slow_ms", SK_OPTION_MS, AT(slow), 500, 60000, NULL, "4000",
      "No answer for this long: the screen says saved and the worker can go on" },
    { "cloud.profile", SK_OPTION_TEXT, AT(profile), 0, 255, NULL, "",
      "Profile in the credential files: no other key is used then; empty: their default" },
    { "cloud.credentials_file", SK_OPTION_TEXT, AT(credentials_file), 0, 4095, NULL, "",
      "INI file with the access key: no other key is used then; empty: environment, then the "
      "vendor's usual places" },
    { "cloud.sts_endpoint", SK_OPTION_TEXT, AT(sts_endpoint), 0, 255, NULL, "",
      "Where a key for a RAM role is got, as cloud.endpoint; empty: as the role's profile says" },
    { "cloud.metadata", SK_OPTION_BOOL, AT(metadata), 0, 0, NULL, "no",
      "Ask the instance metadata for keys (only on the vendor's own machines)" },

    { "outbox.per_second", SK_OPTION_NUMBER, AT(per_second), 0, 1000, NULL, "10",
      "Most calls a second to the service on average, questions and probes too; 0: no limit" },
    { "outbox.retry_first_ms", SK_OPTION_MS, AT(retry_first), 10, DAY_MS, NULL, "2000",
      "Pause before a busy instance is tried again; doubles each time" },
    { "outbox.retry_cap_ms", SK_OPTION_MS, AT(retry_cap), 10, DAY_MS, NULL, "60000",
      "Longest such pause" },
    { "outbox.probe_first_ms", SK_OPTION_MS, AT(probe_first), 10, DAY_MS, NULL, "1000",
      "Pause between probes while the service cannot be used; doubles each time" },
    { "outbox.probe_cap_ms", SK_OPTION_MS, AT(probe_cap), 10, DAY_MS, NULL, "60000",
      "Longest such pause" },
    { "outbox.retry_after_cap_ms", SK_OPTION_MS, AT(retry_after_cap), 0, DAY_MS, NULL, "300000",
      "Longest pause that the service may ask for; it is tried again after that. 0: no limit" },
    { "outbox.ask_delays_ms", SK_OPTION_DELAYS, AT(ask_delays), 0, DAY_MS, NULL, "500,10000,20000",
      "Pauses before each question after an unknown outcome; all must say absent before a pair is "
      "sent again" },

    { "journal.path", SK_OPTION_TEXT, AT(journal_path), 0, 4000, NULL, "",
      "The journal's file; empty: sag-kiosk/journal.db in this user's state directory" },
    { "log.keep_days", SK_OPTION_NUMBER, AT(keep_days), 0, 36500, NULL, "0",
      "Days that the log is kept: what is older and was exported is purged; 0 keeps everything" },

    { "supervisor.idle_ms", SK_OPTION_MS, AT(super_idle), 10000, 3600000, NULL, "120000",
      "A supervisor's session on the screen ends after this long without a touch" },
    { "supervisor.session_ms", SK_OPTION_MS, AT(super_longest), 60000, DAY_MS, NULL, "1800000",
      "And after this long in any case" },
    { "supervisor.export_folder", SK_OPTION_TEXT, AT(export_folder), 0, 4000, NULL, "",
      "Folder for the exports that go to no USB stick; empty: exports beside the journal" },

    { "camera.device", SK_OPTION_TEXT, AT(camera_device), 0, 4095, NULL, "none",
      "The camera over the bench: none, auto (the first one), a path under /dev; or pictures "
      "instead: file:PATH looks at each, loop:PATH shows them over and over as a camera would" },
    { "camera.symbologies", SK_OPTION_TEXT, AT(camera_symbologies), 0, 127, NULL,
      "code128,code39,qr",
      "What the camera looks for, joined by commas: code128, code39, qr, code93, codabar, itf, "
      "ean-upc" },
    { "camera.width", SK_OPTION_NUMBER, AT(camera_width), 160, 8192, NULL, "1280",
      "Wanted width of its picture in pixels" },
    { "camera.height", SK_OPTION_NUMBER, AT(camera_height), 120, 8192, NULL, "720",
      "Wanted height of its picture in pixels" },
    { "camera.rearm_ms", SK_OPTION_MS, AT(camera_rearm), 100, 60000, NULL, "1500",
      "A label that lies under the camera counts again after it was out of view this long" },
    { "camera.share", SK_OPTION_NUMBER, AT(camera_share), 1, 100, NULL, "20",
      "Percent of the time that live pictures may be decoded" },
    { "camera.mirror", SK_OPTION_BOOL, AT(camera_mirror), 0, 0, NULL, "no",
      "Show the picture as in a mirror, left and right exchanged" },
    { "camera.rotate", SK_OPTION_WORD, AT(camera_rotate), 0, 0, rotate_words, "0",
      "Turn the picture on the screen by so many degrees clockwise" },
    { "camera.torch", SK_OPTION_WORD, AT(camera_torch), 0, 0, torch_words, "auto",
      "The camera's own light, where it has one" },
    { "camera.exposure", SK_OPTION_AUTO_NUMBER, AT(camera_exposure), 1, 1000000, NULL, "auto",
      "Exposure time in units of 0.1 ms; short ones keep moving labels sharp, but need light" },
    { "camera.focus", SK_OPTION_AUTO_NUMBER, AT(camera_focus), 0, 1000000, NULL, "auto",
      "Focus in the camera's own units; a fixed one does not hunt while hands move" },
    { "camera.zoom", SK_OPTION_AUTO_NUMBER, AT(camera_zoom), 0, 1000000, NULL, "auto",
      "Zoom in the camera's own units" },

    { "input.stdin", SK_OPTION_WORD, AT(stdin_mode), 0, 0, stdin_words, "auto",
      "Take a scan a line from standard input; auto: when it is a pipe or a file, or when there "
      "is no display" },
    { "input.key_gap_ms", SK_OPTION_MS, AT(key_gap), 10, 1000, NULL, "100",
      "Longest pause between two keys of a scanner; slower typing is a hand" },
    { "input.replay", SK_OPTION_TEXT, AT(replay), 0, 4095, NULL, "",
      "File of scans with times to play instead of a scanner" },
    { "input.linger_ms", SK_OPTION_MS, AT(linger), 0, DAY_MS, NULL, "120000",
      "At the end of standard input: how long to wait for pairs that are not settled" },

    { "usb.enabled", SK_OPTION_BOOL, AT(usb), 0, 0, NULL, "yes",
      "Read USB scanners directly, whatever window has the focus" },
    { "usb.devices", SK_OPTION_TEXT, AT(usb_devices), 0, 1023, NULL, "",
      "Further scanners: vendor:product (05e0:1200), serial=NUMBER or port=1-2.3, joined by commas; "
      "a ! in front leaves the device alone" },
    { "usb.layout", SK_OPTION_WORD, AT(usb_layout), 0, 0, layout_words, "us",
      "Country that scanners in keyboard mode are set to" },
    { "usb.gap_ms", SK_OPTION_MS, AT(usb_gap), 10, 1000, NULL, "100",
      "Longest pause between two characters of a barcode" },
    { "usb.suffix", SK_OPTION_WORD, AT(usb_suffix), 0, 0, suffix_words, "auto",
      "What a scanner sends after a barcode; auto: any of them, or a pause; none: only the pause" },
    { "usb.prefix", SK_OPTION_TEXT, AT(usb_prefix), 0, 127, NULL, "",
      "What a scanner sends before each barcode, to be taken off; odd bytes as \\xNN" },
};

const struct sk_option *sk_option_at(size_t index) {
    return index < SK_ARRAY_LEN(table) ? &table[index] : NULL;
}

const struct sk_option *sk_option_find(const char *name) {
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        if (strcmp(table[i].name, name) == 0) {
            return &table[i];
        }
    }
    return NULL;
}

static const char *key_of(const char *name) {
    const char *dot = strchr(name, '.');
    return dot ? dot + 1 : name;
}

const char *sk_option_nearest(const char *name) {
    const char *best = NULL;
    uint32_t best_distance = UINT32_MAX;
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        uint32_t distance = sk_parse_distance(table[i].name, name);
        /* The right key under the wrong section is the likelier slip. */
        if (strcmp(key_of(table[i].name), key_of(name)) == 0) {
            distance = 1;
        }
        if (distance < best_distance) {
            best_distance = distance;
            best = table[i].name;
        }
    }
    size_t length = strlen(name);
    return best_distance <= 1 + length / 4 ? best : NULL;
}

static enum sk_err add_values(struct sk_buf *out, const struct sk_option *option) {
    switch (option->type) {
    case SK_OPTION_TEXT:
        return SK_OK;
    case SK_OPTION_NUMBER:
        return sk_buf_addf(out, " (%lld to %lld)", (long long)option->min, (long long)option->max);
    case SK_OPTION_AUTO_NUMBER:
        return sk_buf_addf(out, " (auto, or %lld to %lld)", (long long)option->min,
                           (long long)option->max);
    case SK_OPTION_MS:
    case SK_OPTION_DELAYS:
        return sk_buf_addf(out, " (%lld to %lld ms)", (long long)option->min,
                           (long long)option->max);
    case SK_OPTION_BOOL:
        return sk_buf_addf(out, " (yes, no)");
    case SK_OPTION_WORD: {
        enum sk_err err = sk_buf_addf(out, " (");
        for (size_t i = 0; option->words[i] && !err; i++) {
            err = sk_buf_addf(out, "%s%s", i > 0 ? ", " : "", option->words[i]);
        }
        return err ? err : sk_buf_addf(out, ")");
    }
    }
    return SK_OK;
}

enum sk_err sk_options_example(struct sk_buf *out) {
    enum sk_err err = sk_buf_addf(
        out,
        "; Settings of sag-kiosk. Copy to /etc/sag-kiosk/kiosk.ini and change what you need.\n"
        "; Each can also be given as --section.key on the command line, or as\n"
        "; SAG_KIOSK_SECTION_KEY in the environment. Keys and passwords do not belong here.\n");
    char section[32] = "";
    for (size_t i = 0; i < SK_ARRAY_LEN(table) && !err; i++) {
        const struct sk_option *option = &table[i];
        size_t length = (size_t)(key_of(option->name) - option->name) - 1;
        if (strlen(section) != length || strncmp(section, option->name, length) != 0) {
            memcpy(section, option->name, length);
            section[length] = '\0';
            err = sk_buf_addf(out, "\n[%s]\n", section);
        }
        if (!err) {
            err = sk_buf_addf(out, "; %s", option->help);
        }
        if (!err) {
            err = add_values(out, option);
        }
        if (!err) {
            err = sk_buf_addf(out, "\n;%s = %s\n", key_of(option->name), option->initial);
        }
    }
    return err;
}

enum sk_err sk_options_help(struct sk_buf *out) {
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < SK_ARRAY_LEN(table) && !err; i++) {
        err = sk_buf_addf(out, "  --%s VALUE\n      %s", table[i].name, table[i].help);
        if (!err) {
            err = add_values(out, &table[i]);
        }
        if (!err && table[i].initial[0]) {
            err = sk_buf_addf(out, " [%s]", table[i].initial);
        }
        if (!err) {
            err = sk_buf_addf(out, "\n");
        }
    }
    return err;
}
