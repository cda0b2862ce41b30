/* Frames and picture files of any content and with sizes that need not be true, which the decoder
 * then gets. The first five bytes say how to interpret the rest. */
#include "fuzz/bytes.h"

#include "input/camera/decode.h"
#include "input/camera/frame.h"
#include "input/camera/image_file.h"
#include "input/camera/jpeg.h"

enum { HEAD = 5, SIDE_MAX = 200, BUDGET_MS = 200, KEPT_MAX = 10000 };

static struct sk_decoder *decoder;
static struct sk_decoder *follower; /* of fewer symbologies: those of which the place is kept */
static struct sk_frame_reader *reader;
static struct sk_symbols symbols;

static void make(void) {
    const struct sk_decode_options all = { .symbologies = SK_DECODE_KNOWN, .budget_ms = BUDGET_MS };
    const struct sk_decode_options few = { .symbologies = SK_DECODE_DEFAULT,
                                           .budget_ms = BUDGET_MS };
    if (sk_decoder_create(&decoder, &all, NULL) || sk_decoder_create(&follower, &few, NULL) ||
        sk_frame_reader_create(&reader)) {
        abort();
    }
}

/* What is kept of it can be opened again, and fits. */
static void keep(const struct sk_frame *frame) {
    struct sk_grey grey = { 0 };
    unsigned char *bytes = NULL;
    size_t length = 0;
    if (sk_jpeg_of_frame(frame, KEPT_MAX, &bytes, &length, NULL) == SK_OK) {
        if (length == 0 || length > KEPT_MAX) {
            abort();
        }
        (void)sk_image_file_parse(bytes, length, "kept", &grey, NULL);
    }
    sk_grey_finish(&grey);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!decoder) {
        make();
    }
    if (size < HEAD) {
        return 0;
    }
    size_t length = size - HEAD;
    struct bytes exact = bytes_open(data + HEAD, length);
    struct sk_grey grey = { 0 };
    struct sk_frame frame = { .format = (enum sk_frame_format)(data[0] % 4),
                              .width = data[1],
                              .height = data[2],
                              .stride = data[3] * (data[4] % 2 ? 1 : 4096),
                              .bytes = (const uint8_t *)exact.block,
                              .length = length };
    keep(&frame);
    enum sk_err err = data[0] & 0x80 ? sk_image_file_parse(frame.bytes, length, "x", &grey, NULL)
                                     : sk_frame_to_grey(reader, &frame, data[4] / 2, &grey);
    if (!err && grey.width <= SIDE_MAX && grey.height <= SIDE_MAX &&
        (sk_decoder_run(decoder, &grey, &symbols) ||
         sk_decoder_follow(follower, &grey, BUDGET_MS, &symbols) ||
         sk_decoder_follow(follower, &grey, BUDGET_MS, &symbols))) {
        abort();
    }
    sk_grey_finish(&grey);
    bytes_close(&exact);
    return 0;
}
