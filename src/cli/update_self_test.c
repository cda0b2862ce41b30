#define _XOPEN_SOURCE 700 /* nftw() */

#include "cli/update_self_test.h"

#include "app/core/cloud_sender.h"
#include "app/settings/account_options.h"
#include "app/settings/overlay.h"
#include "client/sag_client.h"
#include "journal/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATH_SIZE 4096

static bool tell(struct sk_cmd_log *command, const char *what, bool is_good, const char *why) {
    if (is_good) {
        printf("ok: %s\n", what);
    } else {
        (void)sk_cmd_log_complain(command, why);
    }
    return is_good;
}

/* One request whose signature is known (version 3 of the service's signatures). */
static bool test_signature(struct sk_cmd_log *command) {
    struct sag_sign_input input = SAG_SIGN_INPUT_INIT;
    struct sag_signed made = { .signature = NULL };
    input.access_key_id = "testid";
    input.access_key_secret = "testsecret";
    input.method = "POST";
    input.host = "smartag.cn-hangzhou.aliyuncs.com";
    input.path = "/";
    input.action = "DescribeRegions";
    input.version = "2018-03-13";
    input.timestamp = "2026-01-05T08:09:10Z";
    input.nonce = "d410180a5abf7fe235dd9b74aca91fc0";
    bool is_good = sag_sign_v3(&input, &made) == SAG_OK && made.signature &&
                   strcmp(made.signature, "e714bff0b948799285cf0befcb88c38a"
                                          "595427c0988a5f7797d012808476e4e4") == 0;
    sag_signed_finish(&made);
    return tell(command, "a request is signed as it should be", is_good,
                "a request is signed otherwise than it should be");
}

static bool test_settings(struct sk_cmd_log *command) {
    static struct sk_config_problems problems;
    problems = command->problems;
    sk_overlay_apply(&command->config, &problems);
    sk_config_check(&command->config, &problems);
    return tell(command, "the settings are in order", problems.count == 0, problems.texts[0]);
}

/* A key that systemd hands to the service alone cannot be seen here; one in a file can. */
static bool test_key(struct sk_cmd_log *command) {
    static struct sk_cloud_check check;
    struct sk_routes *routes = NULL;
    struct sk_err_info info = { "" };
    if (sk_routes_create(&routes, &command->config, &info) != SK_OK) {
        return tell(command, "", false, info.text);
    }
    bool is_good = sk_cloud_sender_check(&command->config, sk_routes_account(routes, 0), &check);
    sk_routes_destroy(routes);
    if (!is_good && command->config.cloud.credentials_file[0] == '\0') {
        printf("note: no access key is seen here: %s\n", check.text.text);
        return true;
    }
    return tell(command, "the access key can be read", is_good, check.text.text);
}

/* A bench that has none yet is fine. */
static bool test_journal(struct sk_cmd_log *command, const char *folder) {
    char copy[PATH_SIZE + 64];
    char aside[SK_BACKUP_PATH_SIZE];
    struct sk_verify_report report;
    struct sk_err_info info = { "" };
    if (access(command->path, F_OK) != 0 && errno == ENOENT) {
        return tell(command, "there is no journal yet", true, "");
    }
    (void)snprintf(copy, sizeof(copy), "%s/journal.db", folder);
    bool is_good = sk_backup_restore(command->path, copy, aside, &report, &info) == SK_OK;
    return tell(command, "a copy of the journal opens, and is whole", is_good, info.text);
}

static bool run_screens(const char *program, const char *folder) {
    int status = 0;
    (void)fflush(NULL); /* the child must not write it again */
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC); /* for the names of its pictures */
        if (nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0 ||
            setenv("SDL_VIDEODRIVER", "dummy", 1) != 0) {
            _exit(127);
        }
        execl(program, program, "--screens", folder, (char *)NULL);
        _exit(127);
    }
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool test_screens(struct sk_cmd_log *command, const char *folder) {
    char program[PATH_SIZE];
    char screens[PATH_SIZE + 64];
    ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 16);
    program[length > 0 ? length : 0] = '\0';
    char *slash = strrchr(program, '/');
    (void)snprintf(slash ? slash : program, 16, "/sag-kiosk");
    (void)snprintf(screens, sizeof(screens), "%s/screens", folder);
    return tell(command, "all screens are drawn, with their fonts", run_screens(program, screens),
                "the screens cannot be drawn; what sag-kiosk says is above");
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *at) {
    (void)status;
    (void)type;
    (void)at;
    return remove(path);
}

/* What needs a folder; true: all is well. */
static bool test_in_folder(struct sk_cmd_log *command) {
    char folder[PATH_SIZE + 32];
    char text[PATH_SIZE + 64];
    (void)snprintf(folder, sizeof(folder), "%s.self-test-XXXXXX", command->path);
    if (!mkdtemp(folder)) {
        (void)snprintf(text, sizeof(text), "'%.300s' cannot be made: %s", folder, strerror(errno));
        return tell(command, "", false, text);
    }
    bool is_good = test_journal(command, folder) && test_screens(command, folder);
    (void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS); /* the next try has another name */
    return is_good;
}

int sk_self_test(struct sk_cmd_log *command) {
    bool is_good = test_signature(command) && test_settings(command) && test_key(command) &&
                   test_in_folder(command);
    return sk_cmd_log_finish_output(command, is_good ? SK_CLI_OK : SK_CLI_USAGE);
}
