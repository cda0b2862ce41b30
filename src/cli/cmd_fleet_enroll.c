/* cmd_fleet_enroll.c — `sag-kioskctl fleet enroll`: a bench is let in, by a secret of its own. */
#include "cli/fleet_command.h"

#include "base/new_file.h"
#include "base/wipe.h"
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SECRET_TEXT (2 * SK_FLEET_SECRET_BYTES + 2) /* hexadecimal, newline, NUL */

static const char usage[] =
    "usage: sag-kioskctl fleet enroll BENCH [--out FILE] [OPTION]...\n"
    "Lets a bench in, and prints the secret by which it proves itself, this once: the server keeps\n"
    "only its SHA-256. It belongs into the file that the bench's setting fleet.secret_file names,\n"
    "readable by the kiosk's account alone.\n\n"
    "  --out FILE       into this new file instead, which only you can read\n" SK_CMD_FLEET_OPTIONS;

static void write_hex(const unsigned char secret[SK_FLEET_SECRET_BYTES], char text[SECRET_TEXT]) {
    for (size_t i = 0; i < SK_FLEET_SECRET_BYTES; i++) {
        (void)snprintf(text + 2 * i, 3, "%02x", secret[i]);
    }
    (void)snprintf(text + SECRET_TEXT - 2, 2, "\n");
}

/* A file that is there may be another bench's secret. */
static enum sk_err keep_in_file(const char *path, const char *text, struct sk_err_info *info) {
    struct sk_new_file file;
    if (access(path, F_OK) == 0) {
        return sk_fail(info, SK_ERR_INVALID, "the file '%.200s' is there already", path);
    }
    enum sk_err err = sk_new_file_open(&file, path, 0600, info);
    if (err) {
        return err;
    }
    (void)sk_new_file_write(&file, text, strlen(text)); /* close() says why */
    err = sk_new_file_close(&file, info);
    err = err ? err : sk_new_file_place(&file, info);
    if (err) {
        sk_new_file_drop(&file);
    }
    return err;
}

/* The file is in its place first: a secret that the server knows and nobody has is of no use. */
static int enroll(struct sk_cmd_fleet *command, const char *out) {
    unsigned char secret[SK_FLEET_SECRET_BYTES];
    char text[SECRET_TEXT];
    char sentence[SECRET_TEXT + 128];
    struct sk_err_info info = { "" };
    const char *bench = command->arguments.files[0];
    enum sk_err err = sk_fleet_make_secret(secret, &info);
    if (!err) {
        write_hex(secret, text);
        err = out ? keep_in_file(out, text, &info) : SK_OK;
    }
    if (!err) {
        err = sk_fleet_admin_enroll(command->admin, bench, secret, &info);
        if (err && out) {
            (void)unlink(out); /* it opens nothing */
        }
    }
    sk_wipe(secret, sizeof(secret));
    if (!err && out) {
        (void)snprintf(sentence, sizeof(sentence), "enrolled: %.63s\n", bench);
    } else {
        (void)snprintf(sentence, sizeof(sentence), "%s", err ? "" : text);
    }
    int status = sk_cmd_fleet_end(command, err, &info, sentence);
    sk_wipe(text, sizeof(text));
    sk_wipe(sentence, sizeof(sentence));
    return status;
}

int sk_cmd_fleet_enroll(int argc, char **argv) {
    struct sk_cmd_fleet command = { .name = "fleet enroll", .usage = usage };
    const char *out = NULL;
    int status;
    const struct sk_argument words[] = { SK_CMD_FLEET_WORDS(&command),
                                         { "out", NULL, &out },
                                         { NULL, NULL, NULL } };
    if (!sk_cmd_fleet_read(&command, argc, argv, words, 1, &status)) {
        return status;
    }
    return sk_cmd_fleet_connect(&command) ? enroll(&command, out) : SK_CLI_USAGE;
}
