#include "app/settings/options.h"

#include "base/parse.h"
#include "base/util.h"
#include "pairing/account.h"

#include <string.h>

#define DAY_MS 86400000

static const char *const language_words[] = { "auto", "en", "zh_CN", "de", "es", "ja", NULL };
static const char *const log_words[] = { "error", "warning", "info", "debug", NULL };
static const char *const by_hand_words[] = { "no", "twice", "confirm", NULL };
static const char *const case_words[] = { "keep", "lower", "upper", NULL };
static const char *const mode_words[] = { "pair", "sticky", NULL };
static const char *const reuse_words[] = { "refuse", "ask", "allow", NULL };
static const char *const signature_words[] = { "v3", "v1", NULL };
static const char *const format_words[] = { "json", "xml", NULL };
static const char *const rotate_words[] = { "0", "90", "180", "270", NULL };
static const char *const torch_words[] = { "auto", "on", "off", NULL };
static const char *const layout_words[] = { "us", "de", "fr", "uk", "jp", NULL };
static const char *const folder_format_words[] = { "jsonl", "csv", NULL };
static const char *const folder_files_words[] = { "pair", "day", NULL };
static const char *const expect_words[] = { "auto", "scanner", "camera", "keyboard", NULL };
static const char *const stdin_words[] = { "auto", "yes", "no", NULL };

static const struct sk_option table[] = {
    SK_TEXT(kiosk, bench, 63, "", "Name of this bench, shown on the screen"),
    SK_WORD(kiosk, language, language_words, "auto",
            "Language of the screen; auto follows the locale"),
    SK_BOOL(kiosk, fullscreen, "no", "Take the whole screen"),
    SK_NUMBER(kiosk, ppi, 0, 1000, "0",
              "Pixels an inch of the screen, for the size of texts and touch targets; 0 asks the "
              "display"),
    SK_NUMBER(kiosk, distance_cm, 30, 200, "60",
              "Centimetres from the eye to the screen at work; all texts grow with it"),
    SK_NUMBER(
        kiosk, dim_minutes, 0, 1440, "20",
        "The screen becomes darker when nothing has happened for so long; the first touch only "
        "wakes it; 0: never"),
    SK_NUMBER(kiosk, off_minutes, 0, 1440, "0", "And dark; 0: never"),
    SK_WORD(kiosk, log, log_words, "warning", "How much is written to standard error"),

    SK_NUMBER(sound, volume, 0, 100, "80", "Loudness of the cues in percent; 0: mute"),
    SK_TEXT(sound, device, 127, "",
            "Output of the cues, by its name on the supervisor's page; empty, or one that is not "
            "there: the system's choice"),

    SK_TEXT(
        screen, night, 31, "",
        "Hours in which the screen becomes dark soon after the last scan or touch: 22:00-06:00; "
        "empty: none"),
    SK_BOOL(screen, backlight, "yes",
            "Dim the panel's own light, too, where /sys/class/backlight may be written"),

    SK_TEXT(labels, serial, 1023, SK_LABEL_SERIAL_PATTERN,
            "What a serial number looks like (POSIX extended regular expression, case is ignored); "
            "the first group is what is sent"),
    SK_TEXT(labels, instance, 1023, SK_LABEL_INSTANCE_PATTERN,
            "What an instance id looks like; the same"),
    SK_TEXT(labels, model, 1023, SK_LABEL_MODEL_PATTERN,
            "What a model barcode looks like, which is on the box but is never sent"),
    SK_WORD_AS("labels.case", labels.case_, case_words, "keep",
               "Send labels as scanned, or folded to lower or upper case"),
    SK_TEXT(labels, serial_symbologies, 255, "any",
            "Barcodes that a serial number may be in, joined by commas: code128, gs1-128, code39, "
            "qr, datamatrix; unknown is what a reader does not tell, or a hand types; or any"),
    SK_TEXT(labels, instance_symbologies, 255, "any", "The same for an instance"),
    SK_WORD(
        labels, by_hand, by_hand_words, "no",
        "A damaged label may be typed on the glass: twice alike, or with a question whether it is "
        "right; the log says that it was typed"),

    SK_TEXT_AS(
        "operator.badge", operator_.badge, 1023, "",
        "What a badge looks like (regular expression as for labels), for example ^OP:(.+)$; the first "
        "group is the name; empty: nobody signs on"),
    SK_TEXT_AS("operator.badge_symbologies", operator_.badge_symbologies, 255, "any",
               "Barcodes that a badge may be in, as in labels.serial_symbologies"),
    SK_BOOL_AS("operator.required", operator_.required, "no",
               "Take no label while nobody is signed on"),
    SK_MS_AS("operator.timeout_ms", operator_.timeout_ms, 0, DAY_MS, "1800000",
             "Sign off after so long without a scan; 0: never"),

    SK_WORD(
        guard, reuse, reuse_words, "refuse",
        "A device that was bound here and not undone: refuse it without a call, bind it when the "
        "same pair is scanned again (ask), or allow it"),
    SK_WORD(
        guard, instance_reuse, reuse_words, "ask",
        "An instance that has its devices by this log, in pair mode: refuse a further one, bind it "
        "when the same pair is scanned again (ask), or allow it; a list says it better"),
    SK_NUMBER(guard, instance_devices, 1, 1000, "1",
              "Devices that an instance has; 2 where devices are shipped in pairs"),
    SK_TEXT(
        guard, deny, 4095, "",
        "Serial numbers never taken, by commas, with * and ?; nor those whose digits at the end, 6 "
        "or more, are all the same (000000) or in order (123456), or with 8 same letters"),
    SK_TEXT(guard, deny_file, 4095, "",
            "File with more of them, one a line; a # begins a remark; read at the start"),
    SK_TEXT(
        guard, manifest, 4095, "",
        "CSV file of what is shipped, with the columns serial, instance, order: nothing else is "
        "bound; read again when it changes"),
    SK_TEXT(guard, manifest_columns, 1023, "",
            "Further headings of these columns, joined by commas, for example serial=Asset tag, "
            "instance=Contract, order=Job; for deny_file, too"),

    SK_WORD(
        pairing, mode, mode_words, "pair",
        "pair: a serial number and an instance each time; sticky: one instance, then its devices"),
    SK_MS(pairing, timeout_ms, 1000, 600000, "30000",
          "Time allowed for the second label of a pair"),
    SK_MS(pairing, debounce_ms, 0, 10000, "1000",
          "The same label again within this time is one scan"),
    SK_MS(pairing, camera_debounce_ms, 0, 30000, "3000", "The same for labels that a camera reads"),
    SK_MS(pairing, notice_ms, 500, 60000, "4000", "How long a notice stays on the screen"),
    SK_MS(pairing, green_ms, 500, 600000, "15000",
          "How long green stays when nothing else is scanned"),

    SK_TEXT(cloud, region, SK_REGION_SIZE - 1, "",
            "Region of the instances, for example cn-hangzhou; must be set"),
    SK_TEXT(
        cloud, routes, 4095, "",
        "Instances of other regions and accounts: an expression as in labels.instance, a blank, "
        "REGION/PROFILE, joined by commas: ^sag-a cn-shanghai/plant-a, ^sag-b /plant-b"),
    SK_TEXT(cloud, endpoint, 255, "",
            "Host, host:port or https URL of the service, {region} stands for the region; empty: "
            "by region"),
    SK_BOOL(cloud, vpc, "no", "Use the region's host inside the vendor's own network"),
    SK_BOOL(cloud, allow_http_loopback, "no", "Allow plain http to this very machine, for tests"),
    SK_WORD(cloud, signature, signature_words, "v3",
            "v3: ACS3-HMAC-SHA256; v1: the older HMAC-SHA1"),
    SK_WORD(cloud, format, format_words, "json", "Format of the answers"),
    SK_TEXT(cloud, ca_file, 4095, "",
            "PEM file of the authorities to trust; empty: those of the system"),
    SK_TEXT(cloud, proxy, 1023, "", "Proxy URL; env takes https_proxy and no_proxy; empty: none"),
    SK_MS(cloud, connect_timeout_ms, 100, 120000, "5000", "Limit for connecting"),
    SK_MS(cloud, timeout_ms, 100, 600000, "15000", "Limit for a whole call"),
    SK_NUMBER(cloud, max_in_flight, 1, 16, "4", "Calls under way at the same time"),
    SK_MS(
        cloud, idle_close_ms, 10, 600000, "10000",
        "An idle connection is closed after this time: sooner than servers, proxies and routers do"),
    SK_MS(cloud, slow_ms, 500, 60000, "4000",
          "No answer for this long: the screen says saved and the worker can go on"),
    SK_TEXT(cloud, profile, SK_PROFILE_SIZE - 1, "",
            "Profile in the credential files: no other key is used then; empty: their default"),
    SK_TEXT(cloud, credentials_file, 4095, "",
            "INI file with the access key: no other key is used then; empty: environment, then the "
            "vendor's usual places"),
    SK_TEXT(
        cloud, sts_endpoint, 255, "",
        "Where a key for a RAM role is got, as cloud.endpoint; empty: as the role's profile says"),
    SK_BOOL(cloud, metadata, "no",
            "Ask the instance metadata for keys (only on the vendor's own machines)"),

    SK_NUMBER(
        outbox, per_second, 0, 1000, "10",
        "Most calls a second to the service on average, questions and probes too; 0: no limit"),
    SK_MS(outbox, retry_first_ms, 10, DAY_MS, "2000",
          "Pause before a busy instance is tried again; doubles each time"),
    SK_MS(outbox, retry_cap_ms, 10, DAY_MS, "60000", "Longest such pause"),
    SK_MS(outbox, probe_first_ms, 10, DAY_MS, "1000",
          "Pause between probes while the service cannot be used; doubles each time"),
    SK_MS(outbox, probe_cap_ms, 10, DAY_MS, "60000", "Longest such pause"),
    SK_MS(outbox, retry_after_cap_ms, 0, DAY_MS, "300000",
          "Longest pause that the service may ask for; it is tried again after that. 0: no limit"),
    SK_DELAYS(
        outbox, ask_delays_ms, 0, DAY_MS, "500,10000,20000",
        "Pauses before each question after an unknown outcome; all must say absent before a pair is "
        "sent again"),

    SK_TEXT(journal, path, 4000, "",
            "The journal's file; empty: sag-kiosk/journal.db in this user's state directory"),
    SK_TEXT(backup, folder, 4000, "",
            "Folder into which a verified copy of the journal is written each night (and by "
            "sag-kioskctl journal backup); it is not made; empty: none"),
    SK_NUMBER(backup, keep, 1, 10000, "14", "Copies of this bench that are kept in it"),
    SK_BOOL(backup, mounted, "no",
            "Refuse the folder where it is on the journal's own file system: a mount that is not "
            "there"),

    SK_TEXT(update, channel, 31, "",
            "Take updates of this channel of their own accord, in update.window; empty: none"),
    SK_TEXT(update, window, 31, "02:00-05:00",
            "Hours in which such an update may be taken, by the bench's clock"),
    SK_TEXT(
        update, folder, 4000, "",
        "Folder that is looked into for bundles; empty: incoming beside the installed versions"),

    SK_NUMBER(
        log, keep_days, 0, 36500, "0",
        "Days that the log is kept: what is older and was exported is purged; 0 keeps everything"),
    SK_NUMBER(log, checkpoint_events, 0, 1000000000, "1000",
              "A checkpoint (a signed note of the log's end) is written beside the journal when so "
              "many events are new; 0: their number does not matter"),
    SK_NUMBER(
        log, checkpoint_minutes, 0, 525600, "60",
        "And when so many minutes have passed since the last one; 0: the time does not matter"),
    SK_BOOL(log, purge_undelivered, "no",
            "Purge also what the webhook or the folder does not have yet; it never gets it then"),

    SK_TEXT(shift, ends, 127, "",
            "When shifts end, by the bench's clock: 06:00, 14:00, 22:00; a checkpoint is written "
            "then, too"),

    SK_TEXT(report, folder, 4000, "",
            "Folder into which a shift report (PDF) is written whenever a shift ends (shift.ends); "
            "it is not made; empty: none"),
    SK_BOOL(report, print, "no", "Print it on print.printer, too"),

    SK_TEXT(print, printer, 127, "",
            "Printer for reports, cards and badges, as CUPS names it (`lpstat -e` lists them); "
            "empty: none"),
    SK_TEXT(print, label_printer, 127, "", "Printer for labels; empty: the same"),
    SK_BOOL(print, on_bound, "no",
            "Print a label for each pair that is bound: serial number, sag- label, time and a QR "
            "code of the serial number"),
    SK_TEXT(print, label_mm, 15, "57x32", "Width and height of such a label in millimetres"),

    SK_TEXT(webhook, url, 2000, "",
            "https URL that gets each settled pair by POST, signed; empty: none"),
    SK_TEXT(
        webhook, secret_file, 4095, "",
        "File with what it is signed with, for its owner only (0600): whsec_ and 24 to 64 bytes "
        "in base64; two lines while it is changed"),
    SK_TEXT(webhook, ca_file, 4095, "",
            "PEM file of the authorities to trust; empty: those of the system"),
    SK_TEXT(webhook, proxy, 1023, "", "Proxy URL; env takes https_proxy and no_proxy; empty: none"),
    SK_BOOL(webhook, allow_http_loopback, "no", "Allow plain http to this very machine"),
    SK_MS(webhook, timeout_ms, 100, 600000, "15000", "Limit for a whole request"),
    SK_NUMBER(
        webhook, tries, 1, 1000, "5",
        "Refusals (as 400) of a pair before the next one goes; a supervisor can send it again"),
    SK_MS(webhook, retry_first_ms, 10, DAY_MS, "1000",
          "Pause before the first further try; doubles each time"),
    SK_MS(webhook, retry_cap_ms, 10, DAY_MS, "60000",
          "Longest such pause, whatever the receiver asks for"),

    SK_TEXT(folder, path, 4000, "",
            "Folder into which each settled pair is written, for a program that watches it; it is "
            "not made; empty: none"),
    SK_WORD(folder, format, folder_format_words, "jsonl", "JSON Lines, or CSV with headings"),
    SK_WORD(folder, files, folder_files_words, "pair", "One file a pair, or one a day"),
    SK_MS(folder, pause_ms, 0, DAY_MS, "60000",
          "Least time between two writings of a day's file, which is made anew each time"),

    SK_TEXT(fleet, dsn, 2000, "",
            "The fleet's PostgreSQL server, as libpq takes it (several hosts are fine), without a "
            "password, which belongs into a pgpass or service file; empty: the bench is in no "
            "fleet"),
    SK_TEXT(fleet, bench, 63, "",
            "The bench's id in the fleet, never to be changed; empty: one that is made at the "
            "first start"),
    SK_TEXT(fleet, secret_file, 4095, "",
            "File with what proves the bench to the fleet, for its owner only (0600), as "
            "sag-kioskctl fleet enroll writes it"),
    SK_MS(fleet, wait_ms, 1, 2000, "20",
          "How long a whole pair waits for the fleet's word before it goes on without"),
    SK_MS(fleet, ship_ms, 10, DAY_MS, "700",
          "From an event of the log to its sending, so that several go together"),
    SK_MS(fleet, beat_ms, 100, DAY_MS, "2000",
          "Between two tellings of how the bench is; the office's requests come with the answer"),
    SK_MS(fleet, follow_ms, 100, DAY_MS, "1000", "Between two looks at what other benches bound"),
    SK_BOOL(fleet, people, "no", "The people and badges of the fleet are those of this bench"),
    SK_BOOL(fleet, list, "no",
            "The device list of the fleet is that of this bench, instead of guard.manifest"),
    SK_BOOL(fleet, trust_office, "no",
            "What the office asks of a pair (retry, undo, deal) is done without a supervisor at "
            "the bench"),

    SK_MS(supervisor, idle_ms, 10000, 3600000, "120000",
          "A supervisor's session on the screen ends after this long without a touch"),
    SK_MS(supervisor, session_ms, 60000, DAY_MS, "1800000", "And after this long in any case"),
    SK_BOOL(supervisor, shared_pin, "yes",
            "A PIN that all share (sag-kioskctl pin set) admits whoever has none of their own, to "
            "everything; no: a badge and its owner's PIN alone do"),
    SK_TEXT(supervisor, export_folder, 4000, "",
            "Folder for the exports that go to no USB stick; empty: exports beside the journal"),

    SK_TEXT(
        camera, device, 4095, "none",
        "The camera over the bench: none, auto (the first one), a path under /dev; or pictures "
        "instead: file:PATH looks at each, loop:PATH shows them over and over as a camera would"),
    SK_TEXT(
        camera, symbologies, 127, "code128,code39,qr,datamatrix",
        "What the camera looks for, joined by commas: code128, code39, qr, datamatrix (ECC 200, "
        "square and rectangular), code93, codabar, itf, ean-upc"),
    SK_WORD(
        camera, encoding, sk_charset_words, "auto",
        "Encoding of a text in a QR code or Data Matrix that neither declares one nor is UTF-8; "
        "auto: by the language GB18030, Shift_JIS or Latin-1"),
    SK_NUMBER(camera, width, 160, 8192, "1280", "Wanted width of its picture in pixels"),
    SK_NUMBER(camera, height, 120, 8192, "720", "Wanted height of its picture in pixels"),
    SK_MS(camera, rearm_ms, 100, 60000, "1500",
          "A label that lies under the camera counts again after it was out of view this long"),
    SK_NUMBER(camera, share, 1, 100, "20", "Percent of the time that live pictures may be decoded"),
    SK_BOOL(camera, mirror, "no", "Show the picture as in a mirror, left and right exchanged"),
    SK_WORD(camera, rotate, rotate_words, "0",
            "Turn the picture on the screen by so many degrees clockwise"),
    SK_BOOL(camera, keep, "no",
            "Keep the camera's picture of each pair beside the journal, in JOURNAL.stills: what it "
            "shows, a hand or a face, too, is kept as long as the pair is (log.keep_days)"),
    SK_WORD(camera, torch, torch_words, "auto", "The camera's own light, where it has one"),
    SK_AUTO_NUMBER(
        camera, exposure, 1, 1000000, "auto",
        "Exposure time in units of 0.1 ms; short ones keep moving labels sharp, but need light"),
    SK_AUTO_NUMBER(camera, focus, 0, 1000000, "auto",
                   "Focus in the camera's own units; a fixed one does not hunt while hands move"),
    SK_AUTO_NUMBER(camera, zoom, 0, 1000000, "auto", "Zoom in the camera's own units"),

    SK_WORD_AS(
        "input.stdin", input.stdin_, stdin_words, "auto",
        "Take a scan a line from standard input; auto: when it is a pipe or a file, or when there "
        "is no display"),
    SK_MS(input, key_gap_ms, 10, 1000, "100",
          "Longest pause between two keys of a scanner; slower typing is a hand"),
    SK_WORD(input, expect, expect_words, "auto",
            "What is missed where it does not work: scanner; camera (or a scanner); keyboard: "
            "nothing; auto: a scanner, once there was one"),
    SK_BOOL(input, silence_ends, "no",
            "Scanners that type into the window send no Return: a pause ends a barcode; else they "
            "show that by the same label twice in a row"),
    SK_TEXT(input, replay, 4095, "", "File of scans with times to play instead of a scanner"),
    SK_MS(input, linger_ms, 0, DAY_MS, "120000",
          "At the end of standard input: how long to wait for pairs that are not settled"),

    SK_BOOL(usb, enabled, "yes", "Read USB scanners directly, whatever window has the focus"),
    SK_TEXT(
        usb, devices, 1023, "",
        "Further scanners: vendor:product (05e0:1200), serial=NUMBER or port=1-2.3, joined by commas; "
        "a ! in front leaves the device alone"),
    SK_TEXT(usb, replies, 31, "auto",
            "The scanner itself says green or red: off, auto (what its descriptor or its maker's "
            "id tells), or its commands on a serial line: honeywell, datalogic, zebra-ssi"),
    SK_WORD(usb, layout, layout_words, "us", "Country that scanners in keyboard mode are set to"),
    SK_MS(usb, gap_ms, 10, 10000, "100", "Longest pause between two characters of a barcode"),
    SK_TEXT(usb, suffix, 127, "auto",
            "What ends a barcode: cr, lf, tab, none (a pause) or bytes, odd ones as \\xNN; auto: "
            "learned; if it is a pause, by the same label twice in a row"),
    SK_TEXT(usb, prefix, 127, "",
            "What a scanner sends before each barcode, to be taken off; odd bytes as \\xNN"),

    SK_TEXT(evdev, devices, 1023, "",
            "Scanners on Bluetooth or a dongle, for the kiosk alone: "
            "vendor:product[:SERIAL][/bluetooth], name=NAME or path=PATH, joined by commas; a ! in "
            "front leaves it alone"),
    SK_WORD(evdev, layout, layout_words, "us", "Country that those scanners are set to"),
    SK_MS(evdev, gap_ms, 10, 10000, "250", "Their longest pause between two characters"),
    SK_TEXT(evdev, suffix, 127, "auto", "What ends their barcodes, as usb.suffix"),
    SK_TEXT(evdev, prefix, 127, "", "What they send before each barcode, as usb.prefix"),

    SK_TEXT(serial, devices, 1023, "",
            "Scanners on serial adapters, ports and RFCOMM: paths like /dev/serial/by-id/NAME or "
            "/dev/rfcomm0, joined by commas"),
    SK_TEXT(serial, line, 23, "9600 8N1", "Speed, bits, parity and stop bits of those scanners"),
    SK_MS(serial, gap_ms, 10, 10000, "250", "Their longest pause between two characters"),
    SK_TEXT(serial, suffix, 127, "auto", "What ends their barcodes, as usb.suffix"),
    SK_TEXT(serial, prefix, 127, "", "What they send before each barcode, as usb.prefix"),
    SK_TEXT(serial, replies, 23, "off",
            "Family whose commands tell those scanners what came of a scan: honeywell, datalogic, "
            "zebra-ssi; off"),

    SK_TEXT(
        status, file, 4000, "",
        "JSON file that tells how the kiosk is, for a program that watches it; its folder is not "
        "made; empty: none"),
    SK_TEXT(
        status, prometheus, 4000, "",
        "The same as Prometheus reads it: a file.prom in the folder of node_exporter's textfile "
        "collector; empty: none"),
    SK_MS(status, every_ms, 1000, 3600000, "10000",
          "Least time between two writings of these files"),

    SK_TEXT(light, device, 1023, "",
            "Signal light: usb, usb:FAMILY (luxafor, blink1, kuando, dcttech), gpio:gpiochip0 "
            "green=17 amber=27 red=!22 (! where low is lit), or program:/PATH, which gets green, "
            "amber, red, off or call"),
    SK_BOOL(light, blink, "yes",
            "It blinks while a supervisor is called; no: all its lamps are lit (relays wear out)"),
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
        /* The right key in the wrong section is the more likely mistake. */
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

/* Lines of the example under an option's help: labels that hold more than the number. */
static const struct {
    const char *option;
    const char *line;
} examples[] = {
    { "labels.serial",
      "The first group that takes part is what is sent; 'config check LABEL' tells" },
    { "labels.serial", "SN:sage62…           ^SN:(sag[0-9a-z]{8,20})$" },
    { "labels.serial", "an address           ^https?://.*[?&]sn=(sag[0-9a-z]{8,20})(&|$)" },
    { "labels.serial", "GS1, AI 01 and 21    ^01[0-9]{14}21(sag[0-9a-z]{8,20})([[:cntrl:]]|$)" },
    { "labels.serial", "{\"sn\":\"sage62…\"}     \"sn\" *: *\"(sag[0-9a-z]{8,20})\"" },
    { "labels.serial", "PN=1;SN=sage62…;     \\<SN=(sag[0-9a-z]{8,20})(;|$)" },
    { "labels.serial", "either of two        ^(sag[0-9a-z]{8,20})$|^SN:(sag[0-9a-z]{8,20})$" },
    { "labels.instance", "{\"id\":\"sag-…\"}        \"id\" *: *\"(sag-[0-9a-z]{10,32})\"" },
    { "labels.case", "Code 39 has capitals only: 'lower' where the device's label is one" },
};

static enum sk_err add_examples(struct sk_buf *out, const char *option) {
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < SK_ARRAY_LEN(examples) && !err; i++) {
        if (strcmp(examples[i].option, option) == 0) {
            err = sk_buf_addf(out, "\n;   %s", examples[i].line);
        }
    }
    return err;
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
            err = add_examples(out, option->name);
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
