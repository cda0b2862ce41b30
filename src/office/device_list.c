#include "office/device_list.h"

#include "app/manifest/manifest.h"
#include "base/json.h"
#include "sheet/encoding.h"

#include <inttypes.h>
#include <stdlib.h>

#define LIST_MAX (32 << 20)

static enum sk_err add_device(struct sk_buf *json, const struct sk_manifest_line *line,
                              bool is_first) {
    enum sk_err err = sk_buf_addf(json, "%s{\"serial\":", is_first ? "" : ",");
    err = err ? err : sk_json_add_text(json, line->serial);
    err = err ? err : sk_buf_addf(json, ",\"instance\":");
    err = err ? err : sk_json_add_text(json, line->instance);
    err = err ? err : sk_buf_addf(json, ",\"customer_order\":");
    err = err ? err : sk_json_add_text(json, line->order);
    return err ? err : sk_buf_addf(json, "}");
}

static enum sk_err add_devices(struct sk_buf *json, const struct sk_manifest *manifest) {
    enum sk_err err = sk_buf_addf(json, "[");
    for (size_t i = 0; i < sk_manifest_count(manifest) && !err; i++) {
        err = add_device(json, sk_manifest_line(manifest, i), i == 0);
    }
    return err ? err : sk_buf_addf(json, "]");
}

enum sk_err sk_office_device_list_read(const char *text, size_t length, struct sk_buf *json,
                                       struct sk_buf *utf8, size_t *count,
                                       struct sk_err_info *info) {
    /* What a label looks like, each bench's settings say. */
    static const struct sk_manifest_rules rules = { .may_be_new = true };
    struct sk_manifest *manifest = NULL;
    struct sk_mistakes mistakes;
    char *whole = NULL;
    size_t whole_length = 0;
    int64_t line = 0;
    *json = (struct sk_buf)SK_BUF_INIT(LIST_MAX);
    *utf8 = (struct sk_buf)SK_BUF_INIT(LIST_MAX);
    *count = 0;
    enum sk_err err = sk_manifest_create(&manifest, text, length, &rules, &mistakes, info);
    err = err ? err : sk_encoding_to_utf8(text, length, &whole, &whole_length, &line, info);
    err = err ? err : sk_buf_add(utf8, whole, whole_length);
    err = err ? err : add_devices(json, manifest);
    if (!err) {
        *count = sk_manifest_count(manifest);
    }
    sk_manifest_destroy(manifest);
    free(whole);
    if (err) {
        sk_buf_finish(json);
        sk_buf_finish(utf8);
    }
    return err;
}
