/* bench_follow FILE...: what a picture costs the decoder when it is searched as a whole, and when
 * the symbol of the previous picture is followed (decode.h): milliseconds of CPU time of both
 * threads, median and mean. The files are consecutive pictures of a camera. */
#include "input/camera/decode.h"
#include "input/camera/image_file.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 5, BUDGET_MS = 2000 };

static struct sk_symbols symbols;

static int by_value(const void *a, const void *b) {
    double difference = *(const double *)a - *(const double *)b;
    return (difference > 0) - (difference < 0);
}

static int run(const char *name, bool follows, const struct sk_grey *pictures, int count) {
    struct sk_decoder *decoder = NULL;
    const struct sk_decode_options options = { .symbologies = SK_DECODE_DEFAULT,
                                               .budget_ms = BUDGET_MS,
                                               .two_threads = true };
    double *ms = calloc((size_t)(count * ROUNDS), sizeof(*ms));
    if (!ms || sk_decoder_create(&decoder, &options, NULL)) {
        free(ms);
        return 1;
    }
    int read = 0;
    double sum = 0;
    for (int i = 0; i < count * ROUNDS; i++) {
        const struct sk_grey *grey = &pictures[i % count];
        enum sk_err err =
            follows ? sk_decoder_follow(decoder, grey, BUDGET_MS, &symbols)
                    : sk_decoder_look(decoder, grey, SK_EFFORT_QUICK, BUDGET_MS, &symbols);
        ms[i] = (double)(sk_decoder_own_us(decoder) + sk_decoder_helper_us(decoder)) / 1000;
        sum += ms[i];
        read += !err && symbols.count > 0;
    }
    qsort(ms, (size_t)(count * ROUNDS), sizeof(*ms), by_value);
    printf(
        "%-36s median %.1f ms, mean %.1f ms of CPU time, read in %d of %d, by surroundings in %u\n",
        name, ms[count * ROUNDS / 2], sum / (count * ROUNDS), read, count * ROUNDS,
        sk_decoder_followed(decoder));
    sk_decoder_destroy(decoder);
    free(ms);
    return 0;
}

int main(int argc, char **argv) {
    int count = argc - 1;
    struct sk_grey *pictures = calloc((size_t)argc, sizeof(*pictures));
    int failed = !pictures || count < 1;
    for (int i = 0; i < count && !failed; i++) {
        struct sk_err_info info = { "" };
        failed = sk_image_file_load(argv[i + 1], &pictures[i], &info) != SK_OK;
        if (failed) {
            fprintf(stderr, "%s\n", info.text);
        }
    }
    failed = failed || run("the whole picture each time", false, pictures, count) ||
             run("where the last symbol was first", true, pictures, count);
    for (int i = 0; pictures && i < count; i++) {
        sk_grey_finish(&pictures[i]);
    }
    free(pictures);
    return failed;
}
