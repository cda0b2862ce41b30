/* The list of devices, out of any bytes. */
#include "fuzz/bytes.h"

#include "app/manifest/manifest.h"
#include "pairing/label.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bytes bytes = bytes_open(data, size);
    struct sk_manifest *manifest = NULL;
    struct sk_err_info info = { "" };
    int64_t line = -1;
    enum sk_err err = sk_manifest_create(&manifest, bytes.block, size, &line, &info);
    MUST(line >= 0);
    if (err) {
        MUST(!manifest && info.text[0] && is_for_people(info.text));
        bytes_close(&bytes);
        return 0;
    }
    MUST(line == 0 && sk_manifest_count(manifest) > 0);
    int64_t bound = 0;
    int64_t of = 0;
    for (size_t i = 0; i < sk_manifest_count(manifest); i++) {
        const struct sk_manifest_line *one = sk_manifest_line(manifest, i);
        MUST(one->serial[0] && strlen(one->serial) <= SK_LABEL_MAX);
        MUST(one->instance[0] && strlen(one->instance) <= SK_LABEL_MAX);
        MUST(strlen(one->order) < SK_MANIFEST_ORDER_SIZE && is_for_people(one->order));
        MUST(sk_manifest_find(manifest, one->serial) == one); /* each but once */
        MUST(one->order_at < sk_manifest_order_count(manifest));
        sk_manifest_mark(manifest, one->serial, one->instance, true);
        MUST(one->is_bound);
    }
    for (size_t i = 0; i < sk_manifest_order_count(manifest); i++) {
        struct sk_manifest_order order = sk_manifest_order(manifest, i);
        MUST(order.of > 0 && order.bound == order.of);
        bound += order.bound;
        of += order.of;
    }
    MUST(of == (int64_t)sk_manifest_count(manifest) && bound == of);
    sk_manifest_destroy(manifest);
    bytes_close(&bytes);
    return 0;
}
