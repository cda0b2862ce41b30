/* The head of an update: what is read is what would be written, and names no place but its own. */
#include "fuzz/bytes.h"

#include "update/bundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bytes bytes = bytes_open(data, size);
    struct sk_bundle bundle;
    struct sk_err_info info = { "" };
    struct sk_buf text = SK_BUF_INIT(SK_BUNDLE_HEAD_MAX);
    if (sk_bundle_read(bytes.block, bytes.size, &bundle, &info) == SK_OK) {
        int64_t sum = 0;
        for (size_t i = 0; i < bundle.count; i++) {
            MUST(sk_bundle_is_path(bundle.entries[i].path));
            MUST(!strstr(bundle.entries[i].path, "..") || !strstr(bundle.entries[i].path, "/.."));
            MUST(!strchr(bundle.entries[i].target, '/'));
            sum += bundle.entries[i].size;
        }
        MUST(sum == bundle.payload && sum <= SK_BUNDLE_PAYLOAD_MAX);
        MUST(sk_bundle_is_version(bundle.version));
        MUST(sk_bundle_compare_versions(bundle.version, bundle.version) == 0);
        if (sk_bundle_write(&bundle, &text) == SK_OK) {
            struct sk_bundle again;
            MUST(sk_bundle_read(text.data, text.length, &again, &info) == SK_OK);
            MUST(again.count == bundle.count && again.payload == bundle.payload);
            sk_bundle_finish(&again);
        }
        sk_buf_finish(&text);
        sk_bundle_finish(&bundle);
    } else {
        MUST(info.text[0] != '\0');
    }
    bytes_close(&bytes);
    return 0;
}
