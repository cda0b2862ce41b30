#include "office/account_command.h"

#include "base/utf8.h"
#include "base/util.h"
#include "base/wipe.h"
#include "office/secret.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define LINE_SIZE (SK_OFFICE_PASSWORD_MAX + 2)

/* Without its end. False: there is none, or it is too long. */
static bool read_line(char *out, size_t size) {
    if (!fgets(out, (int)size, stdin)) {
        return false;
    }
    size_t length = strcspn(out, "\r\n");
    bool is_whole = out[length] != '\0' || feof(stdin);
    out[length] = '\0';
    return is_whole;
}

static bool ask_hidden(const char *question, char *out, size_t size) {
    struct termios shown;
    if (tcgetattr(STDIN_FILENO, &shown) != 0) {
        return false;
    }
    struct termios hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    (void)fprintf(stderr, "%s", question);
    bool good = tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0 && read_line(out, size);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    (void)fprintf(stderr, "\n");
    return good;
}

static enum sk_err read_password(char out[LINE_SIZE], struct sk_err_info *info) {
    char again[LINE_SIZE];
    if (!isatty(STDIN_FILENO)) {
        return read_line(out, LINE_SIZE)
                   ? SK_OK
                   : sk_fail(info, SK_ERR_INVALID, "standard input has no password");
    }
    bool good =
        ask_hidden("Password: ", out, LINE_SIZE) && ask_hidden("Once more: ", again, sizeof(again));
    bool is_same = good && strcmp(out, again) == 0;
    sk_wipe(again, sizeof(again));
    return is_same ? SK_OK
                   : sk_fail(info, SK_ERR_INVALID,
                             good ? "the two are different" : "no password was typed");
}

static enum sk_err check_name(const char *name, struct sk_err_info *info) {
    size_t length = strlen(name);
    return length > 0 && length < 64 && sk_utf8_is_printable(name, length)
               ? SK_OK
               : sk_fail(info, SK_ERR_INVALID, "a name has 1 to 63 bytes that print");
}

static enum sk_err run(struct sk_office_link *link, const char *sql, size_t count,
                       const char *const *values, struct sk_office_rows *rows,
                       struct sk_err_info *info) {
    struct sk_office_rows none = { .result = NULL };
    enum sk_err err = sk_office_query(link, sql, count, values, rows ? rows : &none, info);
    sk_office_rows_finish(&none);
    return err;
}

enum sk_err sk_office_account_add(struct sk_office_link *link, const char *name,
                                  const struct sk_office_account_rights *rights,
                                  struct sk_err_info *info) {
    char password[LINE_SIZE] = "";
    char stored[SK_OFFICE_STORED_SIZE];
    const char *const values[] = { name, stored, rights->may_act ? "true" : "false",
                                   rights->must_change ? "true" : "false" };
    enum sk_err err = check_name(name, info);
    err = err ? err : read_password(password, info);
    err = err ? err : sk_office_password_store(password, stored, info);
    sk_wipe(password, sizeof(password));
    err = err ? err
              : run(link, "SELECT sag.office_keep_account($1, $2, $3::boolean, $4::boolean)",
                    SK_ARRAY_LEN(values), values, NULL, info);
    if (!err) {
        printf("The account '%s' is there%s.%s\n", name,
               rights->may_act ? "" : " and may only look",
               rights->must_change ? " This password only opens the page that changes it." : "");
    }
    return err;
}

/* What a function that says whether there was one says. */
static enum sk_err remove_named(struct sk_office_link *link, const char *sql, const char *name,
                                const char *what, struct sk_err_info *info) {
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = run(link, sql, 1, &name, &rows, info);
    if (!err && !sk_office_is_true_at(&rows, 0, 0)) {
        err = sk_fail(info, SK_ERR_NOT_FOUND, "there is no %s '%s'", what, name);
    }
    if (!err) {
        printf("The %s '%s' is gone.\n", what, name);
    }
    sk_office_rows_finish(&rows);
    return err;
}

enum sk_err sk_office_account_remove(struct sk_office_link *link, const char *name,
                                     struct sk_err_info *info) {
    return remove_named(link, "SELECT sag.office_drop_account($1)", name, "account", info);
}

enum sk_err sk_office_account_list(struct sk_office_link *link, struct sk_err_info *info) {
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = run(link,
                          "SELECT name, may_act, to_char(changed, 'YYYY-MM-DD HH24:MI'), "
                          "must_change FROM sag.office_accounts()",
                          0, NULL, &rows, info);
    for (int i = 0; !err && i < rows.count; i++) {
        printf("%s\t%s\t%s%s\n", sk_office_text_at(&rows, i, 0),
               sk_office_is_true_at(&rows, i, 1) ? "acts" : "looks", sk_office_text_at(&rows, i, 2),
               sk_office_is_true_at(&rows, i, 3) ? "\tmust change the password" : "");
    }
    sk_office_rows_finish(&rows);
    return err;
}

enum sk_err sk_office_token_add(struct sk_office_link *link, const char *name, const char *scope,
                                struct sk_err_info *info) {
    char token[SK_OFFICE_TOKEN_SIZE];
    char hash[SK_OFFICE_HASH_HEX_SIZE];
    bool is_both = strcmp(scope, "publish,read") == 0;
    const char *const values[] = { name, hash, is_both ? "read,publish" : scope };
    enum sk_err err = check_name(name, info);
    if (!err && !is_both && strcmp(scope, "read") != 0 && strcmp(scope, "publish") != 0 &&
        strcmp(scope, "read,publish") != 0) {
        err = sk_fail(info, SK_ERR_INVALID, "--scope is read, publish or read,publish");
    }
    err = err ? err : sk_office_token_make(token, info);
    err = err ? err : sk_office_token_hash(token, hash);
    err = err ? err
              : run(link, "SELECT sag.office_keep_token($1, $2::bytea, $3)", SK_ARRAY_LEN(values),
                    values, NULL, info);
    if (!err) {
        printf("%s\n", token);
    }
    sk_wipe(token, sizeof(token));
    return err;
}

enum sk_err sk_office_token_remove(struct sk_office_link *link, const char *name,
                                   struct sk_err_info *info) {
    return remove_named(link, "SELECT sag.office_drop_token($1)", name, "token", info);
}

enum sk_err sk_office_token_list(struct sk_office_link *link, struct sk_err_info *info) {
    struct sk_office_rows rows = { .result = NULL };
    enum sk_err err = run(link,
                          "SELECT name, scope, to_char(made, 'YYYY-MM-DD HH24:MI') FROM "
                          "sag.office_tokens()",
                          0, NULL, &rows, info);
    for (int i = 0; !err && i < rows.count; i++) {
        printf("%s\t%s\t%s\n", sk_office_text_at(&rows, i, 0), sk_office_text_at(&rows, i, 1),
               sk_office_text_at(&rows, i, 2));
    }
    sk_office_rows_finish(&rows);
    return err;
}
