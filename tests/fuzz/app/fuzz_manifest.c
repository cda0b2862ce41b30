/* The device list, out of any bytes. */
#include "fuzz/bytes.h"

#include "app/manifest/manifest.h"
#include "pairing/label.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bytes bytes = bytes_open(data, size);
    struct sk_manifest *manifest = NULL;
    struct sk_err_info info = { "" };
    struct sk_mistakes mistakes;
    static struct sk_label_rules *labels;
    if (!labels) {
        MUST(sk_label_rules_create(&labels, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, NULL) == SK_OK);
    }
    /* Half of them without rules: a label of these is long for a fuzzer. */
    struct sk_manifest_rules rules = { .labels = size % 2 ? labels : NULL,
                                       .columns = "serial=a,instance=b" };
    enum sk_err err = sk_manifest_create(&manifest, bytes.block, size, &rules, &mistakes, &info);
    if (err) {
        MUST(!manifest && info.text[0] && is_for_people(info.text));
        MUST(mistakes.count <= SK_MISTAKES_MAX);
        for (size_t i = 0; i < mistakes.count; i++) {
            MUST(mistakes.list[i].text.text[0] && is_for_people(mistakes.list[i].text.text));
            MUST(mistakes.list[i].line >= 0);
        }
        bytes_close(&bytes);
        return 0;
    }
    MUST(mistakes.count == 0 && sk_manifest_count(manifest) > 0);
    MUST(sk_manifest_notice(manifest, &info) == (info.text[0] != '\0'));
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
