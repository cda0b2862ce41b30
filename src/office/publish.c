#define SK_LOG_MODULE "office"
#include "office/publish.h"

#include "base/log.h"
#include "base/util.h"
#include "office/device_list.h"

enum sk_err sk_office_publish(struct sk_office_turn *turn, const char *text, size_t length,
                              size_t *count) {
    struct sk_buf json;
    struct sk_buf utf8;
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = sk_office_device_list_read(text, length, &json, &utf8, count, &turn->info);
    if (err) {
        return err;
    }
    const char *const values[] = { utf8.data ? utf8.data : "", json.data, turn->user.name };
    err = sk_office_ask(turn, "SELECT sag.publish($1, $2::json, $3)", SK_ARRAY_LEN(values), values,
                        &rows);
    if (!err) {
        sk_log_info("%s published a device list of %zu devices", turn->user.name, *count);
    }
    sk_office_rows_finish(&rows);
    sk_buf_finish(&json);
    sk_buf_finish(&utf8);
    return err;
}
