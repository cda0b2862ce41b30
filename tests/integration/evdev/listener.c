/* evdev-listener DEVICES: reads the chosen input devices (as evdev.devices) and prints a line for
 * each scan, "SCAN DEVICE TEXT" or "PART DEVICE TEXT", for each status and for each loss, until
 * standard input ends. For tests that count: the kiosk's screen shows the newest of several. */
#include "base/util.h"
#include "input/evdev/evdev_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool on_push(struct sk_scan_sink *sink, const struct sk_scan *scan) {
    (void)sink;
    printf("%s %s %s\n", scan->is_part || scan->is_joined ? "PART" : "SCAN", scan->device,
           scan->text);
    return true;
}

static void on_status(struct sk_scan_sink *sink, const struct sk_reader_status *status) {
    (void)sink;
    printf("STATUS %s %s\n", status->device, sk_reader_health_name(status->health));
}

static void on_lost(struct sk_scan_sink *sink) {
    (void)sink;
    printf("LOST\n");
}

int main(int argc, char **argv) {
    static const struct sk_scan_sink_ops ops = { .push = on_push,
                                                 .status = on_status,
                                                 .lost = on_lost };
    static struct sk_evdev_options options = { .rules = { .gap = 5000 } };
    struct sk_scan_sink sink = { &ops };
    struct sk_reader *reader = NULL;
    struct sk_err_info info = { "" };
    char byte;
    if (argc != 2) {
        fprintf(stderr, "usage: evdev-listener DEVICES\n");
        return 2;
    }
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    if (sk_evdev_choices_add(&options.choices, argv[1], &info) != SK_OK ||
        sk_evdev_reader_create(&reader, &options, sk_clock_system(), &info) != SK_OK ||
        reader->ops->start(reader, &sink, &info) != SK_OK) {
        fprintf(stderr, "evdev-listener: %s\n", info.text);
        return 1;
    }
    while (read(STDIN_FILENO, &byte, 1) > 0) {
    }
    reader->ops->stop(reader);
    reader->ops->join(reader);
    reader->ops->destroy(reader);
    return EXIT_SUCCESS;
}
