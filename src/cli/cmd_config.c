#include "cli/cli.h"

#include "app/settings/account_options.h"
#include "app/settings/arguments.h"
#include "app/core/cloud_sender.h"
#include "app/settings/config.h"
#include "app/settings/overlay.h"
#include "app/settings/options.h"
#include "app/settings/origin.h"
#include "base/util.h"
#include "cli/bench_user.h"
#include "cli/check_files.h"
#include "cli/check_labels.h"
#include "cli/config_command.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: sag-kioskctl config example | check [LABEL...] [--config FILE]\n"
    "       sag-kioskctl config set | unset | diff | export | import | key; each has its --help\n"
    "  example   print a settings file with every setting and its default\n"
    "  check     read the settings, the access key and the files that they name, as the kiosk\n"
    "            would; look at folders and devices; tell mistakes. Run it as the kiosk's user.\n"
    "            With LABELs: say what the rules under [labels] make of these texts\n"
    "  set       change a setting of this bench, under the administrator's file\n"
    "  unset     take such a change back\n"
    "  export    the settings for the next bench, in a signed file\n"
    "  import    take over what such a file says\n"
    "  diff      show what that would change\n"
    "  key       make what such files are signed with\n";

static int print_example(void) {
    struct sk_buf text = SK_BUF_INIT(1 << 20);
    if (sk_options_example(&text) != SK_OK) {
        return sk_cli_complain("config", "not enough memory");
    }
    bool written = fwrite(text.data, 1, text.length, stdout) == text.length && fflush(stdout) == 0;
    sk_buf_finish(&text);
    return written ? SK_CLI_OK : sk_cli_complain("config", "standard output cannot be written");
}

/* Addresses, certificates and the access key of one account. */
static void check_account(const struct sk_config *config, const struct sk_account *account,
                          bool is_one, struct sk_config_problems *problems,
                          struct sk_config_problems *notes, struct sk_config_problems *keys) {
    static struct sk_cloud_check cloud;
    char name[SK_ACCOUNT_TEXT_SIZE];
    struct sk_err_info info;
    bool is_good = sk_cloud_sender_check(config, account, &cloud);
    sk_cli_name_bench_key(&cloud.text);
    if (!is_good) {
        (void)sk_origin_fail(config, is_one ? cloud.setting : "cloud.routes", &info, SK_ERR_INVALID,
                             "%s%s%s%s%s", is_one ? "" : sk_account_text(account, name),
                             is_one ? "" : ": ", cloud.setting, cloud.setting[0] ? ": " : "",
                             cloud.text.text);
        sk_config_problem(problems, "%s", info.text);
    } else if (is_one) {
        sk_config_problem(keys, "The access key comes from: %s.", cloud.text.text);
    } else {
        sk_config_problem(keys, "The access key of %s comes from: %s.",
                          sk_account_text(account, name), cloud.text.text);
    }
    for (size_t i = 0; i < cloud.notice_count; i++) {
        sk_config_problem(notes, "%s", cloud.notices[i].text);
    }
}

/* Those of the settings; those of the list are checked with it. keys: where each key is from. */
static void check_cloud(const struct sk_config *config, struct sk_config_problems *problems,
                        struct sk_config_problems *notes, struct sk_config_problems *keys) {
    struct sk_routes *routes = NULL;
    struct sk_err_info info;
    if (sk_accounts_check_region(config, config->cloud.region, &info) != SK_OK ||
        sk_routes_create(&routes, config, &info) != SK_OK) {
        return; /* that was told, and no client is made with it */
    }
    bool is_one = sk_routes_account(routes, 1) == NULL;
    for (size_t i = 0; sk_routes_account(routes, i); i++) {
        check_account(config, sk_routes_account(routes, i), is_one, problems, notes, keys);
    }
    sk_routes_destroy(routes);
}

static void print_all(const char *mark, const struct sk_config_problems *texts) {
    for (size_t i = 0; i < texts->count; i++) {
        printf("%s%s\n", mark, texts->texts[i]);
    }
    if (texts->more > 0) {
        printf("%sand %zu problems more\n", mark, texts->more);
    }
}

static int check(const char *file, const struct sk_arguments *arguments) {
    static struct sk_config_problems problems;
    static struct sk_config_problems notes;
    static struct sk_config_problems keys;
    struct sk_config config;
    if (sk_config_init(&config) != SK_OK) {
        return sk_cli_complain("config", "not enough memory");
    }
    sk_config_read(&config, file, &problems);
    sk_arguments_apply(arguments, &config, &problems);
    sk_overlay_apply(&config, &problems);
    sk_config_check(&config, &problems);
    sk_cli_check_files(&config, &problems, &notes);
    check_cloud(&config, &problems, &notes, &keys);
    print_all("note: ", &notes);
    print_all("", &problems);
    if (problems.count == 0) {
        print_all("", &keys);
        puts("The settings are in order.");
    }
    sk_config_finish(&config);
    return problems.count == 0 ? SK_CLI_OK : SK_CLI_USAGE;
}

static int check_labels(const char *file, const struct sk_arguments *arguments) {
    static struct sk_config_problems problems;
    struct sk_config config;
    if (sk_config_init(&config) != SK_OK) {
        return sk_cli_complain("config", "not enough memory");
    }
    sk_config_read(&config, file, &problems);
    sk_arguments_apply(arguments, &config, &problems);
    sk_overlay_apply(&config, &problems);
    print_all("", &problems);
    bool are_good = sk_cli_check_labels(&config, &arguments->files[1], arguments->file_count - 1);
    sk_config_finish(&config);
    return are_good && problems.count == 0 ? SK_CLI_OK : SK_CLI_USAGE;
}

static const struct sk_cli_command commands[] = {
    { .name = "example" },
    { .name = "check" },
    { "set", sk_cmd_config_set, "" },
    { "unset", sk_cmd_config_unset, "" },
    { "export", sk_cmd_config_export, "" },
    { "import", sk_cmd_config_import, "" },
    { "diff", sk_cmd_config_diff, "" },
    { "key", sk_cmd_config_key, "" },
};

static int run_here(int argc, char **argv) {
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
    if (arguments.file_count > 1 && strcmp(arguments.files[0], "check") == 0) {
        return check_labels(file, &arguments);
    }
    return arguments.file_count == 1 ? sk_cli_unknown("sag-kioskctl config", commands,
                                                      SK_ARRAY_LEN(commands), arguments.files[0])
                                     : sk_cli_complain("config", "needs a command; see --help");
}

int sk_cmd_config(int argc, char **argv) {
    const struct sk_cli_command *found =
        argc > 1 ? sk_cli_find(commands, SK_ARRAY_LEN(commands), argv[1]) : NULL;
    return found && found->run ? found->run(argc - 1, argv + 1) : run_here(argc, argv);
}
