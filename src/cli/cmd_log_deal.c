#include "cli/action.h"

static const char usage[] =
    "usage: sag-kioskctl log deal NUMBER --reason TEXT [OPTION]...\n"
    "Marks a pair that was refused, or is to be checked, as dealt with: it is off the supervisor's\n"
    "list. Nothing is sent and nothing deleted. Works while the kiosk runs, too.\n\n"
    "  --reason TEXT    what was done; goes into the log\n"
    "  --operator NAME  who; unless told, the account that runs this\n" SK_CMD_LOG_OPTIONS;

int sk_cmd_log_deal(int argc, char **argv) {
    static const struct sk_cmd_log_note note = { .name = "log deal",
                                                 .usage = usage,
                                                 .type = SK_ACTION_DEAL,
                                                 .has_number = true,
                                                 .needs_reason = true,
                                                 .word = "dealt-with" };
    return sk_cmd_log_note(&note, argc, argv);
}
