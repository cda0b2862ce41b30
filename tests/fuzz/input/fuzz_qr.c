/* Data bytes of QR codes, and grids of modules, of any content. */
#include "input/camera/code128_text.h"
#include "input/camera/qr_code.h"
#include "input/camera/qr_text.h"

#include <stdlib.h>
#include <string.h>

static struct sk_symbol symbol;
static struct sk_qr_grid grid;

static void read_grid(const uint8_t *data, size_t size) {
    grid.side = SK_QR_SIDE_MIN + data[0] % 40 * 4;
    for (size_t i = 0; i < sizeof(grid.dark); i++) {
        size_t bit = i % (8 * (size - 1));
        grid.dark[i] = data[1 + bit / 8] >> bit % 8 & 1;
    }
    if (sk_qr_read(&grid, &symbol) == SK_OK && symbol.length > SK_SYMBOL_TEXT_MAX) {
        abort();
    }
}

static void read_code128(const uint8_t *data, size_t size) {
    int code[64];
    char text[32];
    size_t length = 0;
    bool gs1 = false;
    int count = size > 62 ? 62 : (int)size;
    long sum = 0;
    for (int i = 0; i < count; i++) {
        code[i] = i == 0 ? 103 + data[0] % 3 : data[i] % 107;
        sum += (i ? (long)i : 1L) * code[i];
    }
    code[count] = (int)(sum % 103);
    code[count + 1] = 106;
    if (sk_code128_text(code, count + 2, text, sizeof(text), &length, &gs1) == SK_OK &&
        (length >= sizeof(text) || text[length] != '\0')) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 3) {
        return 0;
    }
    uint8_t *exact = malloc(size - 1);
    if (!exact) {
        return 0;
    }
    memcpy(exact, data + 1, size - 1);
    switch (data[0] % 4) {
    case 0:
        read_grid(exact, size - 1);
        break;
    case 1:
        read_code128(exact, size - 1);
        break;
    default:
        if (sk_qr_text(exact, (int)size - 1, 1 + data[0] % 40, &symbol) == SK_OK &&
            symbol.text[symbol.length] != '\0') {
            abort();
        }
        break;
    }
    free(exact);
    return 0;
}
