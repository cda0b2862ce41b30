/* Data Matrix: codewords as text, grids of modules, and small pictures, of any content. */
#include "fuzz/bytes.h"

#include "input/camera/data_matrix_code.h"
#include "input/camera/data_matrix_pass.h"
#include "input/camera/data_matrix_text.h"

static struct sk_symbol symbol;
static struct sk_data_matrix_grid grid;
static struct sk_symbols symbols;
static struct sk_data_matrix_pass *pass;

static void check_symbol(const struct sk_symbol *of) {
    if (of->length > SK_SYMBOL_TEXT_MAX || of->text[of->length] != '\0' || of->length == 0 ||
        of->sequence.count > 16 || of->sequence.index > of->sequence.count) {
        abort();
    }
}

static void read_text(const uint8_t *data, size_t size) {
    int used = -1;
    if (sk_data_matrix_text(data, (int)size, SK_CHARSET_GB18030, &symbol, &used) == SK_OK) {
        if (used < 0 || used > (int)size) {
            abort();
        }
        check_symbol(&symbol);
    }
    sk_data_matrix_is_padded(data, (int)size, (int)size / 2);
}

/* Right sides, so that what is within is looked at. */
static void read_grid(const uint8_t *data, size_t size) {
    const struct sk_data_matrix_size *of = &sk_data_matrix_sizes()[data[0] % SK_DATA_MATRIX_SIZES];
    grid.rows = of->rows;
    grid.columns = of->columns;
    for (int i = 0; i < of->rows * of->columns; i++) {
        size_t bit = (size_t)i % (8 * (size - 1));
        int fixed = sk_data_matrix_fixed(of, i % of->columns, i / of->columns);
        grid.dark[i] = data[1 + bit / 8] >> bit % 8 & 1;
        if (fixed >= 0) {
            grid.dark[i] = (uint8_t)fixed;
        }
    }
    if (sk_data_matrix_read(&grid, SK_CHARSET_LATIN1, &symbol) == SK_OK) {
        check_symbol(&symbol);
    }
}

/* A byte a pixel, as wide as the first byte says. */
static void look(uint8_t *data, size_t size) {
    struct sk_grey grey = { .pixels = data + 1, .width = 1 + data[0] };
    grey.height = (int)(size - 1) / grey.width;
    grey.stride = grey.width;
    if (grey.height == 0 || (!pass && sk_data_matrix_pass_create(&pass, SK_CHARSET_LATIN1))) {
        return;
    }
    struct sk_budget budget = sk_budget_of(100 * 1000, 1000 * 1000);
    symbols.count = 0;
    sk_data_matrix_pass_quick(pass, &grey, &budget, &symbols);
    if (symbols.count == 0) {
        sk_data_matrix_pass_thorough(pass, &grey, true, &budget, &symbols);
    }
    for (int i = 0; i < symbols.count; i++) {
        check_symbol(&symbols.item[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 3) {
        return 0;
    }
    struct bytes rest = bytes_open(data + 1, size - 1);
    uint8_t *exact = (uint8_t *)rest.block;
    switch (data[0] % 4) {
    case 0:
        read_grid(exact, size - 1);
        break;
    case 1:
        look(exact, size - 1);
        break;
    default:
        read_text(exact, size - 1);
        break;
    }
    bytes_close(&rest);
    return 0;
}
