#include "cli/learn.h"

#include "base/wakeup.h"
#include "base/inbox.h"
#include "base/util.h"
#include "cli/cli.h"
#include "cli/barcode.h"
#include "input/usb/survey.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT_MS 60000
#define QUIET_MODULES 10 /* blank on both sides of a Code 128, ISO/IEC 15417 */
#define ROWS 6
#define ARRIVALS 8
#define SHORTEST 4 /* fewer characters come from a hand at a keyboard */

struct learner {
    struct sk_scan_sink sink;
    struct sk_inbox *scans;
    struct sk_wakeup wakeup;
    char code[8];
};

static bool learner_push(struct sk_scan_sink *sink, const struct sk_scan *scan) {
    struct learner *self = sk_container_of(sink, struct learner, sink);
    return sk_inbox_post(self->scans, scan, 0) == SK_OK;
}

static void learner_status(struct sk_scan_sink *sink, const struct sk_reader_status *status) {
    (void)sink;
    if (status->health == SK_READER_TROUBLE) {
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
        return; /* digits can always be encoded */
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

static int offer(const struct sk_usb_options *options, const struct sk_scan *scan) {
    struct wanted wanted = { .port = scan->device };
    struct sk_err_info info = { "" };
    if (sk_usb_survey(&options->selectors, on_found, &wanted, &info) != SK_OK || !wanted.is_found) {
        return sk_cli_complain("doctor", "the device was unplugged right after it scanned");
    }
    const struct sk_usb_identity *identity = &wanted.found.identity;
    printf("It was %s (%04x:%04x) on port %s.\n", wanted.found.name, identity->vendor,
           identity->product, identity->port);
    if (scan->is_part) {
        puts("No suffix came after it. If it sends none, put this into the settings, under [usb]:\n"
             "  suffix = none\n"
             "or scan the same label twice in a row at the kiosk, which then remembers it.");
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

/* Waits for the code. Returns the exit status. */
static int listen(struct learner *self, const struct sk_usb_options *options) {
    struct sk_clock *clock = sk_clock_system();
    sk_ms end = clock->ops->now(clock) + LIMIT_MS;
    struct sk_scan scan;
    for (;;) {
        while (sk_inbox_take(self->scans, &scan)) {
            if (strcmp(scan.text, self->code) == 0) {
                return offer(options, &scan);
            }
            if (scan.length >= SHORTEST) {
                printf("The device on port %s sent something else. Scan the barcode above.\n",
                       scan.device);
                (void)fflush(stdout); /* only a hint */
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

static int learn_with(struct learner *self, const struct sk_usb_options *options) {
    struct sk_usb_options all = *options;
    struct sk_reader *reader = NULL;
    struct sk_err_info info = { "" };
    all.is_learning = true;
    enum sk_err err = sk_usb_reader_create(&reader, &all, sk_clock_system(), &info);
    if (!err) {
        err = reader->ops->start(reader, &self->sink, &info);
    }
    int status = err ? sk_cli_complain("doctor", info.text) : listen(self, options);
    if (reader) {
        reader->ops->stop(reader);
        reader->ops->join(reader);
        reader->ops->destroy(reader);
    }
    return status;
}

int sk_learn(const struct sk_usb_options *options) {
    static const struct sk_scan_sink_ops ops = { .push = learner_push, .status = learner_status };
    static struct learner learner = { .sink = { &ops } };
    struct sk_clock *clock = sk_clock_system();
    struct sk_err_info info = { "" };
    /* Another one each time, so that an old scan cannot be taken for it. */
    (void)snprintf(learner.code, sizeof(learner.code), "%06d",
                   (int)(clock->ops->wall(clock) / 7 % 1000000));
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
                     ? learn_with(&learner, options)
                     : sk_cli_complain("doctor", "standard output cannot be written");
    }
    sk_inbox_destroy(learner.scans);
    sk_wakeup_finish(&learner.wakeup);
    return status;
}
