/* Data Matrix without pictures: sizes, places, error correction, codewords as text. */
#include "check.h"

#include "input/camera/data_matrix_code.h"
#include "input/camera/data_matrix_text.h"

#include <string.h>

static struct sk_symbol symbol;
static struct sk_data_matrix_grid grid;

/* -- what zint wrote --------------------------------------------------------------------------- */

enum { CELLS = 4, LINE_MAX_BYTES = 16384 };

struct sample {
    char *cell[CELLS]; /* columns, modules, meaning, text */
    char line[LINE_MAX_BYTES];
};

static bool next_sample(FILE *file, struct sample *sample) {
    do {
        if (!fgets(sample->line, sizeof(sample->line), file)) {
            return false;
        }
    } while (sample->line[0] == '#');
    sample->line[strcspn(sample->line, "\n")] = '\0';
    char *at = sample->line;
    for (int i = 0; i < CELLS; i++) {
        sample->cell[i] = at;
        at += strcspn(at, "\t");
        if (*at) {
            *at++ = '\0';
        }
    }
    return true;
}

static FILE *open_samples(void) {
    FILE *file = fopen(SK_SOURCE_DIR "/tests/vectors/data_matrix/zint.tsv", "r");
    assert_non_null(file);
    return file;
}

static void load_grid(const struct sample *sample) {
    grid.columns = atoi(sample->cell[0]);
    grid.rows = 0;
    for (const char *row = sample->cell[1]; *row; row += *row == ',') {
        for (int x = 0; x < grid.columns; x++) {
            char digit[2] = { row[x / 4], '\0' };
            grid.dark[grid.rows * grid.columns + x] = strtol(digit, NULL, 16) >> (3 - x % 4) & 1;
        }
        grid.rows++;
        row += strcspn(row, ",");
    }
}

/* Undoes \xNN. Returns the length. */
static size_t plain(const char *escaped, char *out) {
    size_t length = 0;
    while (*escaped) {
        if (strncmp(escaped, "\\x", 2) == 0) {
            char digits[3] = { escaped[2], escaped[3], '\0' };
            out[length++] = (char)strtol(digits, NULL, 16);
            escaped += 4;
        } else {
            out[length++] = *escaped++;
        }
    }
    return length;
}

static void assert_read(const struct sample *sample) {
    char text[LINE_MAX_BYTES];
    size_t length = plain(sample->cell[3], text);
    enum sk_err err = sk_data_matrix_read(&grid, SK_CHARSET_LATIN1, &symbol);
    if (err) {
        fail_msg("%dx%d '%s': %s", grid.rows, grid.columns, sample->cell[3], sk_err_name(err));
    }
    assert_int_equal(symbol.symbology, SK_SYMBOLOGY_DATA_MATRIX);
    assert_int_equal(symbol.length, length);
    assert_memory_equal(symbol.text, text, length);
    assert_int_equal(symbol.text[length], '\0');
}

static void what_zint_writes_in_every_size_and_encoding_is_read(void **state) {
    (void)state;
    static struct sample sample;
    bool seen[SK_DATA_MATRIX_SIZES] = { false };
    FILE *file = open_samples();
    int parts = 0;
    int refused = 0;
    while (next_sample(file, &sample)) {
        const char *meaning = sample.cell[2];
        load_grid(&sample);
        if (strcmp(meaning, "no-label") == 0) {
            refused++;
        }
        assert_read(&sample);
        assert_int_equal(symbol.use,
                         strcmp(meaning, "no-label") == 0 ? SK_SYMBOL_PROGRAM : SK_SYMBOL_TEXT);
        const struct sk_data_matrix_size *size = sk_data_matrix_size_of(grid.rows, grid.columns);
        seen[size - sk_data_matrix_sizes()] = true;
        assert_int_equal(symbol.gs1, strcmp(meaning, "gs1") == 0);
        if (strncmp(meaning, "part", 4) == 0) {
            assert_int_equal(symbol.sequence.index, 2);
            assert_int_equal(symbol.sequence.count, 5);
            assert_int_equal(symbol.sequence.id, 17 << 8 | 34);
            parts++;
        } else {
            assert_int_equal(symbol.sequence.count, 0);
        }
    }
    fclose(file);
    assert_int_equal(parts, 1);
    assert_int_equal(refused, 1);
    for (int i = 0; i < SK_DATA_MATRIX_SIZES; i++) {
        assert_true(seen[i]);
    }
}

/* -- sizes and places -------------------------------------------------------------------------- */

static void every_bit_of_every_codeword_has_one_place(void **state) {
    (void)state;
    static int16_t place[SK_DATA_MATRIX_SIDE_MAX * SK_DATA_MATRIX_SIDE_MAX];
    static int count[8 * SK_DATA_MATRIX_CODEWORDS_MAX];
    for (int i = 0; i < SK_DATA_MATRIX_SIZES; i++) {
        const struct sk_data_matrix_size *size = &sk_data_matrix_sizes()[i];
        int bits = 8 * (size->data + size->check);
        int corner = 0;
        memset(count, 0, sizeof(count));
        sk_data_matrix_places(size, place);
        for (int m = 0; m < size->rows * size->columns; m++) {
            bool is_side = sk_data_matrix_fixed(size, m % size->columns, m / size->columns) >= 0;
            assert_int_equal(is_side, place[m] == -1);
            assert_in_range(place[m] + 3, 0, bits + 2);
            corner += place[m] < -1;
            if (place[m] >= 0) {
                count[place[m]]++;
            }
        }
        assert_true(corner == 0 || corner == 4);
        for (int b = 0; b < bits; b++) {
            assert_int_equal(count[b], 1);
        }
    }
}

static void a_size_that_there_is_not_is_refused(void **state) {
    (void)state;
    assert_null(sk_data_matrix_size_of(18, 8));
    assert_null(sk_data_matrix_size_of(28, 28));
    grid.rows = grid.columns = 28;
    assert_int_equal(sk_data_matrix_read(&grid, SK_CHARSET_LATIN1, &symbol), SK_ERR_INVALID);
}

/* -- errors ------------------------------------------------------------------------------------ */

/* Turns one module of so many codewords. */
static void damage(int codewords, int first) {
    static int16_t place[SK_DATA_MATRIX_SIDE_MAX * SK_DATA_MATRIX_SIDE_MAX];
    sk_data_matrix_places(sk_data_matrix_size_of(grid.rows, grid.columns), place);
    for (int m = 0; m < grid.rows * grid.columns; m++) {
        if (place[m] >= 0 && place[m] % 8 == 3 && place[m] / 8 >= first &&
            place[m] / 8 < first + codewords) {
            grid.dark[m] ^= 1;
        }
    }
}

static void half_of_the_check_codewords_may_be_wrong_and_no_more(void **state) {
    (void)state;
    static struct sample sample;
    FILE *file = open_samples();
    while (next_sample(file, &sample)) {
        load_grid(&sample);
        const struct sk_data_matrix_size *size = sk_data_matrix_size_of(grid.rows, grid.columns);
        /* Of each block the same number, as neighbours are of different blocks. */
        int most = size->check / size->blocks / 2 * size->blocks;
        damage(most, 0);
        assert_read(&sample);
        damage(most, 0);
        damage(most, size->data);
        assert_read(&sample);
        damage(most, size->data);
        damage(most + size->blocks, 0);
        assert_int_equal(sk_data_matrix_read(&grid, SK_CHARSET_LATIN1, &symbol), SK_ERR_INVALID);
    }
    fclose(file);
}

static void a_grid_without_sides_is_no_code_whatever_it_holds(void **state) {
    (void)state;
    static struct sample sample;
    FILE *file = open_samples();
    assert_true(next_sample(file, &sample));
    fclose(file);
    load_grid(&sample);
    for (int x = 0; x < 3; x++) {
        grid.dark[x] ^= 1;
    }
    assert_read(&sample);
    grid.dark[3] ^= 1;
    assert_int_equal(sk_data_matrix_read(&grid, SK_CHARSET_LATIN1, &symbol), SK_ERR_INVALID);
}

static void the_largest_size_is_read_whichever_block_its_check_codewords_begin_with(void **state) {
    (void)state;
    static struct sample sample;
    static int16_t place[SK_DATA_MATRIX_SIDE_MAX * SK_DATA_MATRIX_SIDE_MAX];
    static struct sk_data_matrix_grid moved;
    FILE *file = open_samples();
    while (next_sample(file, &sample) && strcmp(sample.cell[0], "144") != 0) {
    }
    fclose(file);
    load_grid(&sample);
    assert_int_equal(grid.rows, 144);
    moved = grid;
    sk_data_matrix_places(sk_data_matrix_size_of(144, 144), place);
    static int at[8 * SK_DATA_MATRIX_CODEWORDS_MAX];
    for (int m = 0; m < 144 * 144; m++) {
        if (place[m] >= 0) {
            at[place[m]] = m;
        }
    }
    for (int bit = 8 * 1558; bit < 8 * 2178; bit++) {
        int check = bit / 8 - 1558;
        int from = check / 10 * 10 + (check % 10 + 2) % 10;
        moved.dark[at[bit]] = grid.dark[at[8 * (1558 + from) + bit % 8]];
    }
    assert_memory_not_equal(grid.dark, moved.dark, 144 * 144);
    grid = moved;
    assert_read(&sample);
}

/* -- codewords as text ------------------------------------------------------------------------- */

static enum sk_charset encoding;

static enum sk_err play(const uint8_t *data, int count) {
    int used = -1;
    enum sk_err err = sk_data_matrix_text(data, count, encoding, &symbol, &used);
    assert_true(err || (used >= 0 && used <= count));
    return err;
}
#define PLAY(...) play((const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ }))

static void fnc1_means_gs1_in_front_and_a_separator_later(void **state) {
    (void)state;
    assert_int_equal(PLAY(232, 131, 'A' + 1, 232, 132, 129), SK_OK);
    assert_true(symbol.gs1);
    assert_string_equal(symbol.text, "01A\x1d"
                                     "02");
    /* After what tells of a sequence it is in front, too. */
    assert_int_equal(PLAY(233, 0x1a, 1, 2, 232, 131), SK_OK);
    assert_true(symbol.gs1);
    assert_string_equal(symbol.text, "01");
    assert_int_equal(symbol.sequence.index, 2);
    assert_int_equal(symbol.sequence.count, 7);
    assert_int_equal(symbol.sequence.id, 1 << 8 | 2);
    /* An industry's letter or digits stay, and are no GS1. */
    assert_int_equal(PLAY('B' + 1, 232, 131), SK_OK);
    assert_false(symbol.gs1);
    assert_string_equal(symbol.text, "B01");
    /* C40: shift 2, 27. */
    assert_int_equal(PLAY(230, (1600 * 14 + 40 * 1 + 27 + 1) / 256, (1600 * 14 + 40 + 28) % 256),
                     SK_OK);
    assert_string_equal(symbol.text, "A\x1d");
}

static void upper_shift_reaches_the_upper_half_in_ascii_and_in_c40(void **state) {
    (void)state;
    assert_int_equal(PLAY(235, 0x69 + 1, 'i' + 1), SK_OK);
    assert_string_equal(symbol.text, "\xc3\xa9i");
    int both = 1600 * 1 + 40 * 30 + 14 + 1;
    assert_int_equal(PLAY(230, (uint8_t)(both / 256), (uint8_t)(both % 256)), SK_OK);
    assert_string_equal(symbol.text, "\xc3\x81");
}

static void a_declared_character_set_holds_until_the_next(void **state) {
    (void)state;
    assert_int_equal(PLAY(235, 0x69 + 1, 241, 4, 235, 0x69 + 1, 241, 8, 235, 0x30 + 1), SK_OK);
    assert_string_equal(symbol.text, "\xc3\xa9\xc3\xa9\xd0\x90");
    assert_int_equal(PLAY(241, 200, 1, 1, 'A' + 1), SK_OK); /* one that nobody knows */
    assert_string_equal(symbol.text, "A");
    assert_int_equal(PLAY(241), SK_ERR_INVALID);
    assert_int_equal(PLAY(241, 130), SK_ERR_INVALID);
}

static void
undeclared_bytes_are_utf8_or_as_the_settings_say_and_those_of_a_part_stay(void **state) {
    (void)state;
    /* C4 E3: a character of GB18030. */
    encoding = SK_CHARSET_GB18030;
    assert_int_equal(PLAY(235, 0x45, 235, 0x64), SK_OK);
    assert_string_equal(symbol.text, "\xe4\xbd\xa0");
    encoding = SK_CHARSET_LATIN1;
    assert_int_equal(PLAY(235, 0x45, 235, 0x64), SK_OK);
    assert_string_equal(symbol.text, "\xc3\x84\xc3\xa3");
    assert_false(symbol.is_raw);
    assert_int_equal(PLAY(235, 0x44, 235, 0x2a), SK_OK); /* C3 A9 is UTF-8 */
    assert_string_equal(symbol.text, "\xc3\xa9");
    assert_int_equal(PLAY(233, 0x1a, 1, 2, 235, 0x45, 235, 0x64), SK_OK);
    assert_string_equal(symbol.text, "\xc4\xe3");
    assert_true(symbol.is_raw);
}

static void codewords_that_mean_nothing_are_refused(void **state) {
    (void)state;
    assert_int_equal(PLAY(129), SK_ERR_INVALID);
    assert_int_equal(PLAY(0, 66), SK_ERR_INVALID);
    assert_int_equal(PLAY(66, 250), SK_ERR_INVALID);
    assert_int_equal(PLAY(66, 234), SK_ERR_INVALID);
    assert_int_equal(PLAY(230, 0, 0), SK_ERR_INVALID);
    assert_int_equal(PLAY(230, 255, 255), SK_ERR_INVALID);
    assert_int_equal(PLAY(231), SK_ERR_INVALID);
    assert_int_equal(PLAY(231, 200, 1), SK_ERR_INVALID);
    /* A part of a sequence that says so late, of none, or after its end. */
    assert_int_equal(PLAY(66, 233, 0x1a, 1, 2, 66), SK_ERR_INVALID);
    assert_int_equal(PLAY(233, 0x00, 1, 2, 66), SK_ERR_INVALID);
    assert_int_equal(PLAY(233, 0x3e, 1, 2, 66), SK_ERR_INVALID);
    assert_int_equal(PLAY(233, 0x1a, 1), SK_ERR_INVALID);
}

static void what_pads_a_symbol_is_told_from_what_does_not(void **state) {
    (void)state;
    /* The example of ISO/IEC 16022, annex O, in 12x12: 142, 164, 186, then pads. */
    const uint8_t padded[] = { 142, 164, 186, 129, 235 };
    assert_true(sk_data_matrix_is_padded(padded, 3, 3));
    assert_false(sk_data_matrix_is_padded(padded, 5, 2));
    assert_false(sk_data_matrix_is_padded((const uint8_t[]){ 142, 129, 129 }, 3, 1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(what_zint_writes_in_every_size_and_encoding_is_read),
        SK_TEST(every_bit_of_every_codeword_has_one_place),
        SK_TEST(a_size_that_there_is_not_is_refused),
        SK_TEST(half_of_the_check_codewords_may_be_wrong_and_no_more),
        SK_TEST(a_grid_without_sides_is_no_code_whatever_it_holds),
        SK_TEST(the_largest_size_is_read_whichever_block_its_check_codewords_begin_with),
        SK_TEST(fnc1_means_gs1_in_front_and_a_separator_later),
        SK_TEST(upper_shift_reaches_the_upper_half_in_ascii_and_in_c40),
        SK_TEST(a_declared_character_set_holds_until_the_next),
        SK_TEST(undeclared_bytes_are_utf8_or_as_the_settings_say_and_those_of_a_part_stay),
        SK_TEST(codewords_that_mean_nothing_are_refused),
        SK_TEST(what_pads_a_symbol_is_told_from_what_does_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
