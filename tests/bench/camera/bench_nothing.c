/* bench_nothing FILE...: what pictures without a code cost the decoder, by how much it does
 * (decode.h): milliseconds of CPU time of both threads, the median and the ninth of ten pictures.
 * Of each picture the quickest of several rounds counts: the machine does other things, too. */
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

static double cost_ms(struct sk_decoder *decoder, const struct sk_grey *grey,
                      enum sk_effort effort) {
    double least = 1e9;
    for (int i = 0; i < ROUNDS; i++) {
        if (sk_decoder_look(decoder, grey, effort, BUDGET_MS, &symbols)) {
            return 1e9;
        }
        double ms = (double)(sk_decoder_own_us(decoder) + sk_decoder_helper_us(decoder)) / 1000;
        least = ms < least ? ms : least;
    }
    return least;
}

static int run(const char *name, enum sk_effort effort, char **files, int count) {
    const struct sk_decode_options options = { .symbologies = SK_DECODE_DEFAULT,
                                               .budget_ms = BUDGET_MS,
                                               .two_threads = true };
    struct sk_decoder *decoder = NULL;
    struct sk_grey grey = { 0 };
    double *ms = calloc((size_t)count, sizeof(*ms));
    int failed = !ms || sk_decoder_create(&decoder, &options, NULL);
    int read = 0;
    for (int i = 0; i < count && !failed; i++) {
        struct sk_err_info info = { "" };
        failed = sk_image_file_load(files[i], &grey, &info) != SK_OK;
        if (failed) {
            fprintf(stderr, "%s\n", info.text);
        } else {
            ms[i] = cost_ms(decoder, &grey, effort);
            read += symbols.count > 0;
        }
    }
    if (!failed) {
        qsort(ms, (size_t)count, sizeof(*ms), by_value);
        printf("%-36s median %.1f ms, 9 of 10 under %.1f ms of CPU time, %d of %d read\n", name,
               ms[count / 2], ms[count * 9 / 10], read, count);
    }
    sk_grey_finish(&grey);
    sk_decoder_destroy(decoder);
    free(ms);
    return failed;
}

int main(int argc, char **argv) {
    return argc < 2 || run("the cheap steps", SK_EFFORT_QUICK, argv + 1, argc - 1) ||
           run("the costly ones where there is a sign", SK_EFFORT_THOROUGH, argv + 1, argc - 1) ||
           run("all of them", SK_EFFORT_ALL, argv + 1, argc - 1);
}
