#include "cli/log_command.h"

#include "base/json.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool sk_cmd_log_begin(struct sk_cmd_log *command, int argc, char **argv,
                      const struct sk_argument *words, int *status) {
    struct sk_err_info info = { "" };
    *status = SK_CLI_OK;
    if (!sk_arguments_read(&command->arguments, argc, argv, 1, words, &info)) {
        *status = sk_cmd_log_complain(command, info.text);
        return false;
    }
    if (command->help) {
        *status = fputs(command->usage, stdout) < 0 ? SK_CLI_USAGE : SK_CLI_OK;
        return false;
    }
    if (sk_config_init(&command->config) != SK_OK) {
        *status = sk_cmd_log_complain(command, "not enough memory");
        return false;
    }
    sk_config_read(&command->config, command->config_file, &command->problems);
    sk_arguments_apply(&command->arguments, &command->config, &command->problems);
    if (command->problems.count == 0 &&
        sk_config_journal_path(&command->config, command->path, sizeof(command->path)) != SK_OK) {
        sk_config_problem(&command->problems, "the path of the journal is too long");
    }
    if (command->problems.count > 0) {
        *status = sk_cmd_log_complain(command, command->problems.texts[0]);
        sk_cmd_log_end(command);
        return false;
    }
    return true;
}

void sk_cmd_log_end(struct sk_cmd_log *command) {
    sk_config_finish(&command->config);
}

bool sk_cmd_log_open(struct sk_cmd_log *command, enum sk_journal_mode mode,
                     struct sk_journal **out) {
    struct sk_err_info info = { "" };
    if (sk_journal_create(out, command->path, mode, &info) != SK_OK) {
        (void)sk_cmd_log_complain(command, info.text);
        return false;
    }
    return true;
}

int sk_cmd_log_complain(const struct sk_cmd_log *command, const char *text) {
    return sk_cli_complain(command->name, text);
}

int sk_cmd_log_finish_output(const struct sk_cmd_log *command, int status) {
    return fflush(stdout) == 0 && !ferror(stdout)
               ? status
               : sk_cmd_log_complain(command, "standard output cannot be written");
}

void sk_cmd_log_account(char *out, size_t size) {
    struct passwd entry;
    struct passwd *found = NULL;
    char space[1024];
    out[0] = '\0';
    if (getpwuid_r(getuid(), &entry, space, sizeof(space), &found) == 0 && found) {
        (void)snprintf(out, size, "%s", found->pw_name);
    }
}

void sk_cmd_log_print_json(const char *text) {
    struct sk_buf buf = SK_BUF_INIT(1 << 16);
    if (sk_json_add_text(&buf, text) == SK_OK) {
        (void)fputs(buf.data, stdout); /* sk_cmd_log_finish_output() tells */
    }
    sk_buf_finish(&buf);
}
