/* cmd_status.c — asks the running kiosk how it is, and for a picture of its screen. */
#include "cli/cli.h"

#include "app/control/control.h"
#include "cli/log_command.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define ANSWER_MAX ((size_t)64 << 20)
#define WATCH_S 2 /* between two questions */

static const char status_usage[] =
    "usage: sag-kioskctl status [--json] [--watch] [OPTION]...\n"
    "Asks the running kiosk how it is: its screen, version, pairs of today by outcome, what waits,\n"
    "scanners, camera, cloud, log. Run it as the user of the kiosk, or as root: nobody else is\n"
    "answered.\n\n"
    "  --watch          again every two seconds, until Ctrl-C\n" SK_CMD_LOG_OPTIONS "\n"
    "Exit status: 0 it has answered, 1 there is none that answers.\n";

static const char screen_usage[] =
    "usage: sag-kioskctl screen >PICTURE.png\n"
    "The picture that is on the screen of the running kiosk, as PNG, without the digits of a PIN,\n"
    "without what is being typed, and without the camera's picture. Run it as the user of the\n"
    "kiosk, or as root: nobody else is answered.\n\n"
    "  --config FILE    read only this settings file\n"
    "  --section.key V  any setting, for example --journal.path FILE\n\n"
    "Exit status: 0 it is there, 1 there is none.\n";

/* False: an error was printed. */
static bool ask(struct sk_cmd_log *command, enum sk_control_question question) {
    struct sk_buf out = SK_BUF_INIT(ANSWER_MAX);
    struct sk_err_info info = { "" };
    enum sk_err err = sk_control_question(command->path, question, &out, &info);
    bool is_written = !err && fwrite(out.data ? out.data : "", 1, out.length, stdout) == out.length;
    sk_buf_finish(&out);
    if (err) {
        (void)sk_cmd_log_complain(command, err == SK_ERR_NOT_FOUND
                                               ? "no kiosk answers here: it does not run, or its "
                                                 "journal is not open yet, or it has another one "
                                                 "(journal.path)"
                                               : info.text);
    }
    return is_written && sk_cmd_log_finish_output(command, SK_CLI_OK) == SK_CLI_OK;
}

static bool watch(struct sk_cmd_log *command, enum sk_control_question question) {
    const struct timespec pause = { .tv_sec = WATCH_S };
    while (ask(command, question)) {
        if (question == SK_CONTROL_QUESTION_STATUS) {
            puts("");
        }
        (void)nanosleep(&pause, NULL);
    }
    return false;
}

int sk_cmd_status(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "status", .usage = status_usage };
    bool watches = false;
    int status;
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         { "watch", &watches, NULL },
                                         { NULL, NULL, NULL } };
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    enum sk_control_question question =
        command.json ? SK_CONTROL_QUESTION_STATUS_JSON : SK_CONTROL_QUESTION_STATUS;
    if (command.arguments.file_count > 0) {
        status = sk_cmd_log_complain(&command, "takes no arguments but options; see --help");
    } else {
        bool is_answered = watches ? watch(&command, question) : ask(&command, question);
        status = is_answered ? SK_CLI_OK : SK_CLI_USAGE;
    }
    sk_cmd_log_end(&command);
    return status;
}

int sk_cmd_screen(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "screen", .usage = screen_usage };
    int status;
    const struct sk_argument words[] = { { "help", &command.help, NULL },
                                         { "config", NULL, &command.config_file },
                                         { NULL, NULL, NULL } };
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    if (command.arguments.file_count > 0) {
        status = sk_cmd_log_complain(&command, "takes no arguments but options; see --help");
    } else if (isatty(STDOUT_FILENO)) {
        status = sk_cmd_log_complain(&command, "writes a picture: sag-kioskctl screen >x.png");
    } else {
        status = ask(&command, SK_CONTROL_QUESTION_SCREEN) ? SK_CLI_OK : SK_CLI_USAGE;
    }
    sk_cmd_log_end(&command);
    return status;
}
