/* watch.c — the camera's reader alone: prints each scan and each status as a line, until standard
 * input ends. For the end-to-end test and for trying a camera by hand:
 *     camera-watch [DEVICE]   DEVICE: "auto" unless told, a path under /dev, or "file:PATH" */
#include "base/log.h"
#include "base/util.h"
#include "input/camera/camera_reader.h"
#include "input/camera/decode.h"

#include <stdio.h>
#include <string.h>

static const char *const healths[] = { "absent", "ready", "trouble", "ended" };

static bool on_push(struct sk_scan_sink *sink, const struct sk_scan *scan) {
    (void)sink;
    printf("scan %s %s\n", sk_symbology_name(scan->symbology), scan->text);
    fflush(stdout);
    return true;
}

static void on_status(struct sk_scan_sink *sink, const struct sk_reader_status *status) {
    (void)sink;
    printf("status %s '%s' %s\n", healths[status->health], status->device, status->text);
    fflush(stdout);
}

static const struct sk_scan_sink_ops ops = { .push = on_push, .status = on_status };

int main(int argc, char **argv) {
    struct sk_scan_sink sink = { .ops = &ops };
    struct sk_err_info info = { "" };
    struct sk_label_rules *rules = NULL;
    struct sk_reader *reader = NULL;
    sk_log_set_level(SK_LOG_DEBUG);
    if (sk_label_rules_create(&rules, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, &info)) {
        fprintf(stderr, "%s\n", info.text);
        return 1;
    }
    const struct sk_camera_options options = { .device = argc > 1 ? argv[1] : "auto",
                                               .symbologies = SK_DECODE_DEFAULT,
                                               .width = 1280,
                                               .height = 720,
                                               .rearm = 1500,
                                               .share = 20,
                                               .rules = rules };
    if (sk_camera_reader_create(&reader, &options, &info) ||
        reader->ops->start(reader, &sink, &info)) {
        fprintf(stderr, "%s\n", info.text);
        return 1;
    }
    while (getchar() != EOF) {
    }
    reader->ops->stop(reader);
    reader->ops->join(reader);
    reader->ops->destroy(reader);
    sk_label_rules_destroy(rules);
    return 0;
}
