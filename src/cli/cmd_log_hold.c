#include "cli/action.h"

static const char hold_usage[] =
    "usage: sag-kioskctl log hold --reason TEXT [OPTION]...\n"
    "Holds the bench: no scans are accepted until it is released, also after a restart. What is saved\n"
    "already is still sent. Works while the kiosk runs, too.\n\n"
    "  --reason TEXT    why; goes into the log\n"
    "  --operator NAME  who; unless told, the account that runs this\n" SK_CMD_LOG_OPTIONS;

static const char release_usage[] =
    "usage: sag-kioskctl log release [OPTION]...\n"
    "Releases the bench after a hold. Works while the kiosk runs, too.\n\n"
    "  --reason TEXT    goes into the log\n"
    "  --operator NAME  who; unless told, the account that runs this\n" SK_CMD_LOG_OPTIONS;

int sk_cmd_log_hold(int argc, char **argv) {
    static const struct sk_cmd_log_note note = { .name = "log hold",
                                                 .usage = hold_usage,
                                                 .type = SK_ACTION_HOLD,
                                                 .needs_reason = true,
                                                 .word = "held" };
    return sk_cmd_log_note(&note, argc, argv);
}

int sk_cmd_log_release(int argc, char **argv) {
    static const struct sk_cmd_log_note note = {
        .name = "log release", .usage = release_usage, .type = SK_ACTION_RELEASE, .word = "released"
    };
    return sk_cmd_log_note(&note, argc, argv);
}
