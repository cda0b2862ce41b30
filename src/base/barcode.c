#include "base/barcode.h"

#include "base/util.h"

#include <string.h>

/* ISO/IEC 15417, table 1. */
static const char *const code128[] = {
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312",  "132212",
    "221213", "221312", "231212", "112232", "122132", "122231", "113222", "123122",  "123221",
    "223211", "221132", "221231", "213212", "223112", "312131", "311222", "321122",  "321221",
    "312212", "322112", "322211", "212123", "212321", "232121", "111323", "131123",  "131321",
    "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331",  "132131",
    "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311",  "213131",
    "311123", "311321", "331121", "312113", "312311", "332111", "314111", "221411",  "431111",
    "111224", "111422", "121124", "121421", "141122", "141221", "112214", "112412",  "122114",
    "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111",  "111242",
    "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211",  "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113",  "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
};

const char *sk_barcode_widths(int value) {
    return value >= 0 && value < (int)SK_ARRAY_LEN(code128) ? code128[value] : NULL;
}

enum { START_B = 104, STOP = 106, MODULUS = 103 };

static void add(struct sk_barcode *code, int symbol) {
    for (const char *width = sk_barcode_widths(symbol); *width; width++) {
        code->widths[code->count++] = (uint8_t)(*width - '0');
        code->modules += *width - '0';
    }
}

enum sk_err sk_barcode_encode(const char *text, struct sk_barcode *out) {
    struct sk_barcode code = { .count = 0 };
    size_t length = strlen(text);
    if (length == 0 || length > SK_BARCODE_TEXT_MAX) {
        return SK_ERR_INVALID;
    }
    int check = START_B;
    add(&code, START_B);
    for (size_t i = 0; i < length; i++) {
        if (text[i] < 0x20 || text[i] > 0x7E) {
            return SK_ERR_INVALID;
        }
        int symbol = text[i] - 0x20;
        check = (check + symbol * (int)(i + 1)) % MODULUS;
        add(&code, symbol);
    }
    add(&code, check);
    add(&code, STOP); /* has one bar more than the others */
    *out = code;
    return SK_OK;
}
