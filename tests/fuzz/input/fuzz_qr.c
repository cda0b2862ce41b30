/* Data bytes of QR codes, and grids of modules, of any content. */
#include "fuzz/bytes.h"

#include "input/camera/code128_text.h"
#include "input/camera/joiner.h"
#include "input/camera/qr_code.h"
#include "input/camera/qr_text.h"

static struct sk_symbol symbol;
static struct sk_qr_grid grid;

static void read_grid(const uint8_t *data, size_t size) {
    grid.side = SK_QR_SIDE_MIN + data[0] % 40 * 4;
    for (size_t i = 0; i < sizeof(grid.dark); i++) {
        size_t bit = i % (8 * (size - 1));
        grid.dark[i] = data[1 + bit / 8] >> bit % 8 & 1;
    }
    if (sk_qr_read(&grid, SK_CHARSET_LATIN1, &symbol) == SK_OK &&
        symbol.length > SK_SYMBOL_TEXT_MAX) {
        abort();
    }
}

static void read_code128(const uint8_t *data, size_t size) {
    int code[64];
    char text[32];
    size_t length = 0;
    bool gs1 = false;
    enum sk_symbol_use use = SK_SYMBOL_TEXT;
    int count = size > 62 ? 62 : (int)size;
    long sum = 0;
    for (int i = 0; i < count; i++) {
        code[i] = i == 0 ? 103 + data[0] % 3 : data[i] % 107;
        sum += (i ? (long)i : 1L) * code[i];
    }
    code[count] = (int)(sum % 103);
    code[count + 1] = 106;
    if (sk_code128_text(code, count + 2, text, sizeof(text), &length, &gs1, &use) == SK_OK &&
        (length >= sizeof(text) || text[length] != '\0')) {
        abort();
    }
}

/* The text, and what becomes of it when it is the first part of a set whose second is the same. */
static void read_text(const uint8_t *data, int size, uint8_t choice) {
    static struct sk_joiner joiner;
    static struct sk_symbols symbols;
    const struct sk_joiner_rules rules = { .encoding = (enum sk_charset)(choice / 4 % 6),
                                           .part = 1000,
                                           .joined = 1000 };
    if (sk_qr_text(data, size, 1 + choice % 40, rules.encoding, &symbol)) {
        return;
    }
    if (symbol.text[symbol.length] != '\0' || symbol.sequence.index > symbol.sequence.count) {
        abort();
    }
    sk_joiner_init(&joiner, &rules);
    symbols.count = 2;
    symbols.item[0] = symbols.item[1] = symbol;
    symbols.item[1].sequence.index ^= 1;
    symbols.item[1].sequence.index ^= 2;
    (void)sk_joiner_frame(&joiner, &symbols, 0);
    for (int i = 0; i < symbols.count; i++) {
        if (symbols.item[i].length > SK_SYMBOL_TEXT_MAX ||
            symbols.item[i].text[symbols.item[i].length] != '\0') {
            abort();
        }
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
        read_code128(exact, size - 1);
        break;
    default:
        read_text(exact, (int)size - 1, data[0]);
        break;
    }
    bytes_close(&rest);
    return 0;
}
