/* The settings that were written at the bench: what is read is what would be written again. */
#include "fuzz/bytes.h"

#include "app/settings/overlay.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct sk_overlay overlay;
    static struct sk_overlay again;
    static char text[SK_OVERLAY_BYTES_MAX];
    struct bytes bytes = bytes_open(data, size);
    size_t ignored = 0;
    sk_overlay_parse(&overlay, bytes.block, bytes.size, &ignored);
    size_t length = sk_overlay_print(&overlay, text);
    MUST(length < sizeof(text) && text[length] == '\0');
    sk_overlay_parse(&again, text, length, &ignored);
    MUST(ignored == 0);
    for (size_t i = 0; sk_overlay_name_at(i); i++) {
        MUST(again.is_set[i] == overlay.is_set[i]);
        MUST(!again.is_set[i] || strcmp(again.values[i], overlay.values[i]) == 0);
    }
    bytes_close(&bytes);
    return 0;
}
