#include "cli/cli.h"

#include "app/settings/arguments.h"
#include "app/core/cloud_sender.h"
#include "app/settings/config.h"
#include "app/settings/options.h"
#include "base/util.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: sag-kioskctl config example | check [--config FILE]\n"
    "  example   print a settings file with every setting and its default\n"
    "  check     read the settings, and the access key, as the kiosk would and tell mistakes\n";

static int print_example(void) {
    struct sk_buf text = SK_BUF_INIT(1 << 20);
    if (sk_options_example(&text) != SK_OK) {
        return sk_cli_complain("config", "not enough memory");
    }
    bool written = fwrite(text.data, 1, text.length, stdout) == text.length && fflush(stdout) == 0;
    sk_buf_finish(&text);
    return written ? SK_CLI_OK : sk_cli_complain("config", "standard output cannot be written");
}

static int check(const char *file, const struct sk_arguments *arguments) {
    static struct sk_config_problems problems;
    struct sk_config config;
    if (sk_config_init(&config) != SK_OK) {
        return sk_cli_complain("config", "not enough memory");
    }
    sk_config_read(&config, file, &problems);
    sk_arguments_apply(arguments, &config, &problems);
    sk_config_check(&config, &problems);
    static struct sk_cloud_check cloud;
    bool is_asked = problems.count == 0;
    if (is_asked && !sk_cloud_sender_check(&config, &cloud)) {
        sk_config_problem(&problems, "%s", cloud.text.text);
    }
    for (size_t i = 0; is_asked && i < cloud.notice_count; i++) {
        printf("note: %s\n", cloud.notices[i].text);
    }
    for (size_t i = 0; i < problems.count; i++) {
        printf("%s\n", problems.texts[i]);
    }
    if (problems.more > 0) {
        printf("and %zu problems more\n", problems.more);
    }
    if (problems.count == 0) {
        printf("The access key comes from: %s.\n", cloud.text.text);
        puts("The settings are in order.");
    }
    sk_config_finish(&config);
    return problems.count == 0 ? SK_CLI_OK : SK_CLI_USAGE;
}

int sk_cmd_config(int argc, char **argv) {
    static struct sk_arguments arguments;
    struct sk_err_info info = { "" };
    bool help = false;
    const char *file = NULL;
    const struct sk_argument table[] = { { "help", &help, NULL },
                                         { "config", NULL, &file },
                                         { NULL, NULL, NULL } };
    if (!sk_arguments_read(&arguments, argc, argv, 1, table, &info)) {
        return sk_cli_complain("config", info.text);
    }
    if (help) {
        return fputs(usage, stdout) < 0 ? SK_CLI_USAGE : SK_CLI_OK;
    }
    if (arguments.file_count == 1 && strcmp(arguments.files[0], "example") == 0) {
        return print_example();
    }
    if (arguments.file_count == 1 && strcmp(arguments.files[0], "check") == 0) {
        return check(file, &arguments);
    }
    static const struct sk_cli_command words[] = { { .name = "example" }, { .name = "check" } };
    return arguments.file_count == 1
               ? sk_cli_unknown("sag-kioskctl config", words, SK_ARRAY_LEN(words),
                                arguments.files[0])
               : sk_cli_complain("config", "needs 'example' or 'check'; see --help");
}
