#include "office/badge.h"

#include "pairing/scan.h"

#include <stdio.h>
#include <string.h>

enum sk_err sk_office_badge_key(struct sk_office_turn *turn, char out[SK_OFFICE_TOKEN_SIZE]) {
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err =
        sk_office_ask(turn, "SELECT encode(badge_key, 'hex') FROM sag.shared", 0, NULL, &rows);
    if (!err && rows.count != 1) {
        err = SK_ERR_CORRUPT;
    }
    (void)snprintf(out, SK_OFFICE_TOKEN_SIZE, "%s", err ? "" : sk_office_text_at(&rows, 0, 0));
    sk_office_rows_finish(&rows);
    return err;
}

enum sk_err sk_office_badge_of(const char *key, const char *text,
                               char out[SK_OFFICE_HASH_HEX_SIZE]) {
    struct sk_scan scan = { .symbology = SK_SYMBOLOGY_UNKNOWN };
    out[0] = '\0';
    if (text[0] == '\0') {
        return SK_OK;
    }
    sk_scan_set_text(&scan, text, strlen(text));
    return scan.length == 0 || scan.cut ? SK_ERR_INVALID
                                        : sk_office_badge(key, scan.text, scan.length, out);
}
