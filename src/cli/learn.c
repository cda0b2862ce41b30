#include "cli/learn.h"

#include "app/settings/scanner_changes.h"
#include "base/assert.h"
#include "base/barcode.h"
#include "base/inbox.h"
#include "base/util.h"
#include "base/wakeup.h"
#include "cli/cli.h"
#include "input/evdev/nodes.h"
#include "input/lesson.h"
#include "input/serial/lines.h"
#include "input/usb/survey.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define LIMIT_MS 60000
#define QUIET_MODULES 10 /* blank on both sides of a Code 128, ISO/IEC 15417 */
#define ROWS 6
#define ARRIVALS 8
#define SHORTEST 4 /* fewer characters come from a hand at a keyboard */

enum { READER_USB, READER_EVDEV, READER_SERIAL, READERS };

struct learner {
    const struct sk_lessons *lessons;
    struct sk_reader *readers[READERS];
    struct sk_serial_options serial; /* at the speed that is tried now */
    size_t tried;                    /* of the usual ones, besides the one of the settings */
    struct sk_scan_sink sink;
    struct sk_inbox *scans;
    struct sk_wakeup wakeup;
    char code[SK_LESSON_CODE_SIZE];
};

static bool learner_push(struct sk_scan_sink *sink, const struct sk_scan *scan) {
    struct learner *self = sk_container_of(sink, struct learner, sink);
    return sk_inbox_post(self->scans, scan, 0) == SK_OK;
}

static void learner_status(struct sk_scan_sink *sink, const struct sk_reader_status *status) {
    (void)sink;
    /* That a keyboard may not be listened to is usual, and no news where it is not the scanner. */
    if (status->health == SK_READER_TROUBLE && status->source != SK_SOURCE_EVDEV) {
        fprintf(stderr, "sag-kioskctl doctor: %s: %s\n", status->device, status->text);
    }
}

/* Two modules a column: bars black on white, whatever the terminal's colours are. */
static void draw(const char *code) {
    static const char *const halves[] = { " ", "\xe2\x96\x90", "\xe2\x96\x8c", "\xe2\x96\x88" };
    struct sk_barcode barcode;
    char dark[(SK_BARCODE_ELEMENTS_MAX * 4) + (2 * QUIET_MODULES) + 2] = { 0 };
    size_t modules = QUIET_MODULES;
    if (sk_barcode_encode(code, &barcode) != SK_OK) {
        return; /* what is in a lesson's code can always be encoded */
    }
    for (size_t i = 0; i < barcode.count; i++) {
        memset(dark + modules, i % 2 == 0, barcode.widths[i]);
        modules += barcode.widths[i];
    }
    modules += QUIET_MODULES;
    for (int row = 0; row < ROWS; row++) {
        fputs("  \033[30;107m", stdout);
        for (size_t i = 0; i < modules; i += 2) {
            fputs(halves[dark[i] * 2 + dark[i + 1]], stdout);
        }
        puts("\033[0m");
    }
}

struct wanted {
    const char *port;
    bool is_found;
    struct sk_usb_found found;
};

static void on_found(void *data, const struct sk_usb_found *found) {
    struct wanted *wanted = data;
    if (strcmp(found->identity.port, wanted->port) == 0) {
        wanted->is_found = true;
        wanted->found = *found;
    }
}

static const char *why_of(const char *setting) {
    static const struct {
        const char *setting;
        const char *why;
    } table[] = {
        { "layout", "the country that its keys are set to" },
        { "prefix", "what it sends before each code" },
        { "suffix", "what it sends after each code" },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        if (strcmp(table[i].setting, setting) == 0) {
            return table[i].why;
        }
    }
    SK_UNREACHABLE("a setting of a scanner's manner");
}

/* How it is set, where that is not how the kiosk is set. */
static void offer_manner(const struct sk_lessons *lessons, enum sk_scan_source source,
                         const struct sk_lesson *lesson) {
    struct sk_scanner_change changes[SK_SCANNER_CHANGES];
    const struct sk_scanner_answer answer = { .source = source, .lesson = lesson };
    size_t count = sk_changes_for_scanner(lessons->config, &answer, changes);
    if (count == 0) {
        puts("It sends codes as the settings say.");
        return;
    }
    printf("It does not send codes as the settings say. Put this into them, under [%.*s]:\n",
           (int)strcspn(changes[0].name, "."), changes[0].name);
    for (size_t i = 0; i < count; i++) {
        const char *name = strchr(changes[i].name, '.') + 1;
        const char *value = changes[i].value;
        printf("  %s = %s%*s; %s\n", name, value, (int)(12 - strlen(value) % 12), "", why_of(name));
    }
}

static const struct sk_evdev_identity *identity_of(const struct sk_evdev_nodes *nodes,
                                                   const char *path) {
    for (size_t i = 0; i < nodes->count; i++) {
        if (strcmp(nodes->list[i].path, path) == 0) {
            return &nodes->list[i].identity;
        }
    }
    return NULL;
}

/* Into the settings by hand, and beside the journal at once. */
static int choose_node(const struct sk_evdev_options *options,
                       const struct sk_evdev_identity *identity) {
    struct sk_err_info info = { "" };
    char choice[2 * SK_EVDEV_TEXT_SIZE + 32];
    if (sk_evdev_is_chosen(&options->choices, identity)) {
        puts("The kiosk takes it, by its settings or by what was learned.");
        return SK_CLI_OK;
    }
    if (!sk_evdev_choice_print(identity, choice, sizeof(choice))) {
        return sk_cli_complain("doctor", "it has neither an id nor a name by which to choose it");
    }
    printf("Put this into the settings, under [evdev]:\n  devices = %s\n", choice);
    if (sk_evdev_learn(options->learned_path, choice, &info) == SK_OK) {
        printf("It is in %s, too: this bench takes it from the next start of the kiosk on, or when "
               "the scanner is switched on again.\n",
               options->learned_path);
    } else {
        printf("It could not be noted for the kiosk beside its journal: %s.\n", info.text);
    }
    return SK_CLI_OK;
}

static int offer_node(const struct sk_lessons *lessons, const struct sk_scan *scan,
                      const struct sk_lesson *lesson) {
    struct sk_evdev_nodes nodes = { 0 };
    char name[SK_EVDEV_TEXT_SIZE];
    char bus[24];
    sk_evdev_nodes_look(&nodes);
    const struct sk_evdev_identity *identity = identity_of(&nodes, scan->device);
    if (!identity) {
        return sk_cli_complain("doctor", "the device was switched off right after it scanned");
    }
    sk_evdev_title(identity, name, sizeof(name));
    sk_evdev_bus_name(identity->bus, bus, sizeof(bus));
    printf("It was %s (%04x:%04x, %s, %s).\n", name, identity->vendor, identity->product, bus,
           scan->device);
    offer_manner(lessons, scan->source, lesson);
    return choose_node(lessons->evdev, identity);
}

static int offer_line(const struct learner *self, const struct sk_scan *scan,
                      const struct sk_lesson *lesson) {
    char line[SK_SERIAL_LINE_SIZE];
    sk_serial_line_print(&self->serial.line, line);
    printf("It is behind %s, at %s. Put this into the settings, under [serial]:\n  devices = %s\n"
           "  line = %s\n",
           scan->device, line, scan->device, line);
    offer_manner(self->lessons, scan->source, lesson);
    return SK_CLI_OK;
}

static int offer(const struct learner *self, const struct sk_scan *scan,
                 const struct sk_lesson *lesson) {
    const struct sk_lessons *lessons = self->lessons;
    struct wanted wanted = { .port = scan->device };
    struct sk_err_info info = { "" };
    if (scan->source == SK_SOURCE_EVDEV) {
        return offer_node(lessons, scan, lesson);
    }
    if (scan->source == SK_SOURCE_SERIAL) {
        return offer_line(self, scan, lesson);
    }
    if (sk_usb_survey(&lessons->usb->selectors, on_found, &wanted, &info) != SK_OK ||
        !wanted.is_found) {
        return sk_cli_complain("doctor", "the device was unplugged right after it scanned");
    }
    const struct sk_usb_identity *identity = &wanted.found.identity;
    printf("It was %s (%04x:%04x) on port %s.\n", wanted.found.name, identity->vendor,
           identity->product, identity->port);
    if (scan->source != SK_SOURCE_USB_HID_POS) { /* frames its codes itself */
        offer_manner(lessons, scan->source, lesson);
    }
    if (wanted.found.is_listed || wanted.found.is_barcode) {
        puts("The kiosk takes it without a setting.");
        return SK_CLI_OK;
    }
    printf("Put this into the settings, under [usb]:\n  devices = %04x:%04x\n", identity->vendor,
           identity->product);
    if (identity->serial[0]) {
        printf("or, for this very one only:\n  devices = serial=%s\n", identity->serial);
    }
    printf("or, for whatever is plugged in there:\n  devices = port=%s\n", identity->port);
    return SK_CLI_OK;
}

/* What is wrong with an answer, where scanning again does not help; NULL: nothing. */
static const char *fault_of(enum sk_lesson_verdict verdict) {
    switch (verdict) {
    case SK_LESSON_DOUBLES:
        return "it lost one of two equal characters. Set a pause between characters, or HID POS, "
               "with the barcodes in its manual";
    case SK_LESSON_CASE:
        return "it exchanged capitals and small letters. Switch Caps Lock off on every keyboard, "
               "and the scanner's own conversion with its manual";
    case SK_LESSON_LEARNED:
    case SK_LESSON_OTHER:
    case SK_LESSON_CUT:
        break;
    }
    return NULL;
}

static void end_reader(struct learner *self, size_t which) {
    struct sk_reader *reader = self->readers[which];
    if (reader) {
        reader->ops->stop(reader);
        reader->ops->join(reader);
        reader->ops->destroy(reader);
        self->readers[which] = NULL;
    }
}

/* At self->serial.line. */
static enum sk_err start_serial(struct learner *self, struct sk_err_info *info) {
    enum sk_err err = sk_serial_reader_create(&self->readers[READER_SERIAL], &self->serial,
                                              sk_clock_system(), info);
    struct sk_reader *reader = self->readers[READER_SERIAL];
    return err ? err : reader->ops->start(reader, &self->sink, info);
}

/* Returns the exit status; -1: go on. */
static int try_next_line(struct learner *self, const char *path) {
    struct sk_err_info info = { "" };
    char before[SK_SERIAL_LINE_SIZE];
    char now[SK_SERIAL_LINE_SIZE];
    sk_serial_line_print(&self->serial.line, before);
    self->serial.line = *sk_serial_line_next(&self->lessons->serial->line, &self->tried);
    sk_serial_line_print(&self->serial.line, now);
    end_reader(self, READER_SERIAL);
    if (start_serial(self, &info) != SK_OK) {
        return sk_cli_complain("doctor", info.text);
    }
    printf("What came from %s at %s is no text. Now at %s: scan it again.\n", path, before, now);
    (void)fflush(stdout); /* only a hint */
    return -1;
}

static const char *place_of(const struct sk_scan *scan) {
    return scan->device[0] == '/' ? "" : "port "; /* a path says it by itself */
}

/* Returns the exit status; -1: go on. */
static int take_answer(struct learner *self, const struct sk_scan *scan) {
    struct sk_lesson lesson;
    char text[64];
    enum sk_layout layout = sk_changes_layout(self->lessons->config, scan->source);
    sk_lesson_read(self->code, scan, sk_lesson_is_typed(scan), layout, &lesson);
    const char *fault = fault_of(lesson.verdict);
    if (lesson.verdict == SK_LESSON_LEARNED) {
        return offer(self, scan, &lesson);
    }
    if (fault) {
        printf("The device on %s%s read the barcode, but %s.\n", place_of(scan), scan->device,
               fault);
        return SK_CLI_USAGE;
    }
    if (scan->source == SK_SOURCE_SERIAL && !sk_lesson_is_text(scan)) {
        return try_next_line(self, scan->device);
    }
    sk_lesson_text(scan, sk_lesson_is_typed(scan), layout, text, sizeof(text));
    if (lesson.verdict == SK_LESSON_CUT || strlen(text) >= SHORTEST) {
        printf("The device on %s%s sent '%s'%s. Scan the barcode above.\n", place_of(scan),
               scan->device, text, lesson.verdict == SK_LESSON_CUT ? ", a part of it" : "");
        (void)fflush(stdout); /* only a hint */
    }
    return -1;
}

/* Waits for the code. Returns the exit status. */
static int listen(struct learner *self) {
    struct sk_clock *clock = sk_clock_system();
    sk_ms end = clock->ops->now(clock) + LIMIT_MS;
    struct sk_scan scan;
    for (;;) {
        while (sk_inbox_take(self->scans, &scan)) {
            int status = take_answer(self, &scan);
            if (status >= 0) {
                return status;
            }
        }
        sk_ms left = end - clock->ops->now(clock);
        if (sk_wakeup_is_asked_to_end()) {
            return sk_cli_complain("doctor", "ended before a barcode was read");
        }
        if (left <= 0) {
            return sk_cli_complain("doctor",
                                   "no device read the barcode within a minute. Is the scanner on? "
                                   "Run it as root, so that every device may be opened");
        }
        sk_wakeup_wait(&self->wakeup, left);
    }
}

/* What scanners that are only listened to type lands on this terminal as well: unseen, and thrown
 * away at the end. */
static bool hide_typing(struct termios *before) {
    struct termios hidden;
    if (tcgetattr(STDIN_FILENO, before) != 0) {
        return false;
    }
    hidden = *before;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    return tcsetattr(STDIN_FILENO, TCSANOW, &hidden) == 0;
}

static enum sk_err start_readers(struct learner *self, struct sk_err_info *info) {
    static struct sk_usb_options usb;
    static struct sk_evdev_options evdev;
    usb = *self->lessons->usb;
    usb.is_learning = true;
    evdev = *self->lessons->evdev;
    evdev.is_learning = true;
    self->serial = *self->lessons->serial;
    self->serial.is_learning = true;
    if (self->serial.devices.count == 0) {
        sk_serial_lines_find(&self->serial.devices, &self->lessons->serial->devices);
    }
    enum sk_err err =
        sk_usb_reader_create(&self->readers[READER_USB], &usb, sk_clock_system(), info);
    if (!err) {
        err = sk_evdev_reader_create(&self->readers[READER_EVDEV], &evdev, sk_clock_system(), info);
    }
    for (size_t i = 0; i < READER_SERIAL && !err; i++) {
        err = self->readers[i]->ops->start(self->readers[i], &self->sink, info);
    }
    return err || self->serial.devices.count == 0 ? err : start_serial(self, info);
}

static int learn_with(struct learner *self) {
    struct sk_err_info info = { "" };
    struct termios before;
    bool is_hidden = hide_typing(&before);
    enum sk_err err = start_readers(self, &info);
    int status = err ? sk_cli_complain("doctor", info.text) : listen(self);
    for (size_t i = 0; i < READERS; i++) {
        end_reader(self, i);
    }
    if (is_hidden) {
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH,
                        &before); /* the terminal is gone: nothing to undo */
    }
    return status;
}

int sk_learn(const struct sk_lessons *lessons) {
    static const struct sk_scan_sink_ops ops = { .push = learner_push, .status = learner_status };
    static struct learner learner = { .sink = { &ops } };
    struct sk_clock *clock = sk_clock_system();
    struct sk_err_info info = { "" };
    learner.lessons = lessons;
    /* Another one each time, so that an old scan cannot be taken for it. */
    sk_lesson_code((unsigned)(clock->ops->wall(clock) / 7 % 1000000), learner.code);
    enum sk_err err = sk_wakeup_init(&learner.wakeup, &info);
    if (!err) {
        sk_wakeup_take_signals(&learner.wakeup);
        err = sk_inbox_create(&learner.scans, sizeof(struct sk_scan), ARRIVALS, sk_wakeup_post,
                              &learner.wakeup);
    }
    int status;
    if (err) {
        status = sk_cli_complain("doctor", info.text[0] ? info.text : "not enough memory");
    } else {
        draw(learner.code);
        printf("Scan this barcode (%s) with the scanner, within a minute.\n", learner.code);
        status = fflush(stdout) == 0
                     ? learn_with(&learner)
                     : sk_cli_complain("doctor", "standard output cannot be written");
    }
    sk_inbox_destroy(learner.scans);
    sk_wakeup_finish(&learner.wakeup);
    return status;
}
