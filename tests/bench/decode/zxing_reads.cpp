// What zxing-cpp (Debian's 1.4) makes of pictures, for the comparison of `./dev bench decode`.
// One line a picture: file TAB milliseconds TAB text (\xNN for control characters), text missing
// where nothing was read. Only the call for one symbol: the one for many aborts on some pictures.
#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>

#include <chrono>
#include <cstdio>
#include <vector>

extern "C" {
#include "input/camera/image_file.h"
}

int main(int argc, char **argv) {
    ZXing::DecodeHints hints;
    hints.setFormats(ZXing::BarcodeFormat::Code128 | ZXing::BarcodeFormat::Code39 |
                     ZXing::BarcodeFormat::QRCode | ZXing::BarcodeFormat::DataMatrix);
    hints.setTryHarder(true);
    hints.setTryRotate(true);
    for (int i = 1; i < argc; i++) {
        sk_grey grey = {};
        if (sk_image_file_load(argv[i], &grey, nullptr)) {
            continue;
        }
        ZXing::ImageView view(grey.pixels, grey.width, grey.height, ZXing::ImageFormat::Lum);
        auto begin = std::chrono::steady_clock::now();
        auto result = ZXing::ReadBarcode(view, hints);
        std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
        std::printf("%s\t%.3f", argv[i], took.count());
        if (result.isValid()) {
            std::putchar('\t');
            for (unsigned char c : result.text()) {
                if (c < 0x20 || c == 0x7f) {
                    std::printf("\\x%02x", c);
                } else {
                    std::putchar(c);
                }
            }
        }
        std::putchar('\n');
        sk_grey_finish(&grey);
    }
    return 0;
}
