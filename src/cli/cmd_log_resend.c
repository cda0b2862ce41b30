#include "cli/action.h"

static const char usage[] =
    "usage: sag-kioskctl log resend NUMBER [OPTION]...\n"
    "Has what a receiver refused about that pair delivered to it again, in its turn, with the id\n"
    "that it had. 'log receivers' lists such dead letters. Works while the kiosk runs, too.\n\n"
    "  --operator NAME  who; unless told, the account that runs this\n" SK_CMD_LOG_OPTIONS;

int sk_cmd_log_resend(int argc, char **argv) {
    static const struct sk_cmd_log_note note = { .name = "log resend",
                                                 .usage = usage,
                                                 .type = SK_ACTION_RESEND,
                                                 .has_number = true,
                                                 .word = "on-its-way" };
    return sk_cmd_log_note(&note, argc, argv);
}
