#include "cli/pin_state.h"

#include "app/supervisor/own_pin.h"
#include "base/wipe.h"

enum sk_err sk_cli_pin_state(const struct sk_config *config, const char **sentence, bool *is_closed,
                             struct sk_err_info *info) {
    char path[4096];
    struct sk_pin pin;
    bool has_shared = false;
    if (config->supervisor.shared_pin) {
        enum sk_err err = sk_pin_load(&pin, NULL, 0, info);
        sk_wipe(&pin, sizeof(pin));
        has_shared = !err;
        if (err && err != SK_ERR_NOT_FOUND) {
            return err;
        }
    }
    bool has_own =
        sk_config_journal_path(config, path, sizeof(path)) == SK_OK && sk_own_pin_is_used(path);
    if (is_closed) {
        *is_closed = !has_shared && !has_own;
    }
    if (has_shared && has_own) {
        *sentence = "a PIN is shared by all who have none of their own: whoever knows it may do "
                    "everything, and the log does not prove who it was; "
                    "supervisor.shared_pin = no ends that";
    } else if (has_shared) {
        *sentence = "the supervisor's PIN is shared by all: the log does not prove who it was; "
                    "sag-kioskctl pin set --person gives people their own";
    } else if (has_own) {
        *sentence = "people come in by their badge and their own PIN";
    } else if (config->supervisor.shared_pin) {
        *sentence =
            "no PIN is set: nobody gets into the supervisor's role; run sag-kioskctl pin set";
    } else {
        *sentence = "nobody has a PIN of their own, and supervisor.shared_pin is no: nobody gets "
                    "into the supervisor's role; run sag-kioskctl pin set --person";
    }
    return SK_OK;
}
