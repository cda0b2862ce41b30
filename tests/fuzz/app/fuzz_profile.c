/* A profile from elsewhere: what is read is what can be written. */
#include "fuzz/bytes.h"

#include "app/settings/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct sk_overlay overlay;
    static struct sk_overlay again;
    static char text[SK_OVERLAY_BYTES_MAX];
    struct bytes bytes = bytes_open(data, size);
    struct sk_err_info info = { "" };
    size_t ignored = 0;
    if (sk_profile_read(bytes.block, bytes.size, &overlay, &info) == SK_OK) {
        size_t length = sk_overlay_print(&overlay, text);
        sk_overlay_parse(&again, text, length, &ignored);
        MUST(ignored == 0);
        for (size_t i = 0; sk_overlay_name_at(i); i++) {
            MUST(again.is_set[i] == overlay.is_set[i]);
        }
    } else {
        MUST(info.text[0] != '\0');
    }
    bytes_close(&bytes);
    return 0;
}
