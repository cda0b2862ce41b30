/* cmd_setup.c — makes a bench of this machine: three answers become the settings and the access key
 * of the service. All else has a default. */
#include "cli/cli.h"

#include "app/settings/account_options.h"
#include "app/settings/arguments.h"
#include "app/settings/ini_edit.h"
#include "base/new_file.h"
#include "base/util.h"
#include "base/whole_file.h"
#include "base/wipe.h"
#include "cli/access_key_file.h"
#include "cli/bench_user.h"
#include "cli/setup_questions.h"
#include "media/spawn.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SETTINGS "/etc/sag-kiosk/kiosk.ini"
#define KEY_DROP_IN "/etc/systemd/system/sag-kiosk.service.d/key.conf"
#define FILE_MAX_BYTES (1 << 20)
#define KEY_MAX_BYTES 65536
#define ENCRYPT_MS 30000

static const char usage[] =
    "usage: sag-kioskctl setup [--answers FILE] [--region REGION] [--bench NAME] [--key-file FILE]\n"
    "Makes a bench of this machine, as root: asks for the region, the access key and the bench's\n"
    "name, writes " SETTINGS " (what else stands there stays) and the key, for root\n"
    "only, where the service finds it. With answers to all three nothing is asked. Can be run again.\n\n"
    "  --answers FILE   lines: region = ..., bench = ..., key_file = ..., or access_key_id = ... and\n"
    "                   access_key_secret = ...; remove it afterwards\n"
    "  --region REGION  for example cn-shanghai\n"
    "  --bench NAME     as the log and the office call it; the machine's name if nothing is said\n"
    "  --key-file FILE  a credentials file, or the table that the RAM console lets you download\n"
    "  --root DIR       write below this folder, for an image that is being made\n";

/* Answers that stand on the command line; NULL: they do not. */
struct setup_words {
    const char *file, *region, *bench, *key_file;
};

struct setup {
    struct sk_setup_answers answers;
    const char *root;
    char settings[SK_SETUP_PATH_SIZE + 64];
    char key[SK_SETUP_PATH_SIZE + 64];
    struct sk_config config;
};

static bool is_region(void *data, const char *region, struct sk_err_info *info) {
    struct setup *setup = data;
    if (!region[0]) {
        (void)sk_fail(info, SK_ERR_INVALID, "A region is needed.");
        return false;
    }
    return sk_accounts_check_region(&setup->config, region, info) == SK_OK;
}

/* --- what is known before it asks ----------------------------------------------------------- */

static enum sk_err read_answers(struct setup *setup, const char *path, struct sk_err_info *info) {
    char *text = NULL;
    size_t length = 0;
    struct sk_err_info why = { "" };
    enum sk_err err = sk_whole_file_read(path, FILE_MAX_BYTES, &text, &length, info);
    if (err) {
        return err;
    }
    err = sk_setup_parse(text, length, &setup->answers, &why);
    sk_wipe(text, length);
    free(text);
    return err ? sk_fail(info, err, "%.200s: %s", path, why.text) : SK_OK;
}

/* What a first run has set is offered in the next one. */
static void offer(struct setup *setup) {
    struct sk_config_problems problems = { .count = 0 };
    struct sk_setup_answers *answers = &setup->answers;
    sk_config_read_file(&setup->config, setup->settings, false, &problems);
    if (!answers->region[0]) {
        (void)snprintf(answers->region, sizeof(answers->region), "%.255s",
                       setup->config.cloud.region);
    }
    if (!answers->bench[0]) {
        (void)snprintf(answers->bench, sizeof(answers->bench), "%.63s", setup->config.kiosk.bench);
    }
    if (!answers->bench[0] && gethostname(answers->bench, sizeof(answers->bench)) != 0) {
        answers->bench[0] = '\0';
    }
    answers->bench[sizeof(answers->bench) - 1] = '\0';
}

static bool has_key(const struct setup *setup) {
    return access(setup->key, F_OK) == 0 || access(SK_BENCH_KEY_ENCRYPTED, F_OK) == 0;
}

/* --- what is written ------------------------------------------------------------------------ */

static enum sk_err make_folder_of(const char *path, mode_t mode, struct sk_err_info *info) {
    char folder[SK_SETUP_PATH_SIZE + 64];
    (void)snprintf(folder, sizeof(folder), "%.*s", (int)(strrchr(path, '/') - path), path);
    if (mkdir(folder, mode) != 0 && errno != EEXIST) {
        return sk_fail(info, SK_ERR_IO, "cannot make the folder '%.300s': %s", folder,
                       strerror(errno));
    }
    return SK_OK;
}

static enum sk_err write_file(const char *path, const struct sk_buf *text, mode_t mode,
                              struct sk_err_info *info) {
    struct sk_new_file file;
    enum sk_err err = sk_new_file_open(&file, path, mode, info);
    if (err) {
        return err;
    }
    (void)sk_new_file_write(&file, text->data, text->length); /* close() says what was wrong */
    err = sk_new_file_close(&file, info);
    err = err ? err : sk_new_file_place(&file, info);
    if (err) {
        sk_new_file_drop(&file);
    }
    return err;
}

static enum sk_err set_one(struct sk_buf *text, const char *section, const char *key,
                           const char *value, struct sk_err_info *info) {
    struct sk_buf changed = SK_BUF_INIT(FILE_MAX_BYTES);
    enum sk_err err =
        sk_ini_set(text->data ? text->data : "", text->length, section, key, value, &changed);
    sk_buf_finish(text);
    *text = changed;
    return err ? sk_fail(info, err, "%s.%s cannot be '%.100s'", section, key, value) : SK_OK;
}

static enum sk_err make_settings(const struct setup *setup, struct sk_buf *text,
                                 struct sk_err_info *info) {
    char *before = NULL;
    size_t length = 0;
    enum sk_err err = sk_whole_file_read(setup->settings, FILE_MAX_BYTES, &before, &length, info);
    if (err == SK_ERR_NOT_FOUND) {
        static const char head[] = "; Settings of sag-kiosk. `sag-kioskctl config example` lists "
                                   "them all.\n";
        err = sk_buf_add(text, head, sizeof(head) - 1);
    } else if (!err) {
        err = sk_buf_add(text, before, length);
    }
    free(before);
    err = err ? err : set_one(text, "cloud", "region", setup->answers.region, info);
    return err ? err : set_one(text, "kiosk", "bench", setup->answers.bench, info);
}

/* key stays empty: the one that is there stays. */
static enum sk_err make_key(const struct setup *setup, struct sk_buf *key,
                            struct sk_err_info *info) {
    const struct sk_setup_answers *answers = &setup->answers;
    if (!answers->key_file[0]) {
        return answers->key_id[0] || answers->key_secret[0]
                   ? sk_access_key_file(answers->key_id, answers->key_secret, key, info)
                   : SK_OK;
    }
    char *text = NULL;
    size_t length = 0;
    struct sk_err_info why = { "" };
    enum sk_err err = sk_whole_file_read(answers->key_file, KEY_MAX_BYTES, &text, &length, info);
    if (!err) {
        err = sk_access_key_convert(text, length, key, &why);
        err = err ? sk_fail(info, err, "'%.200s': %s", answers->key_file, why.text) : SK_OK;
        sk_wipe(text, length);
        free(text);
    }
    return err;
}

static bool runs_well(const char *const *arguments) {
    pid_t child = 0;
    int status = 1;
    return sk_spawn_start(arguments, NULL, -1, -1, -1, &child) == 0 &&
           sk_spawn_wait(child, ENCRYPT_MS, &status) && status == 0;
}

/* Where the machine has a TPM the key is of use on this machine only. */
static bool encrypt_key(const struct setup *setup) {
    const char *const asks[] = { "/usr/bin/systemd-creds", "has-tpm2", "--quiet", NULL };
    const char *const encrypts[] = { "/usr/bin/systemd-creds",      "encrypt",
                                     "--name=sag-kiosk.access-key", setup->key,
                                     SK_BENCH_KEY_ENCRYPTED,        NULL };
    /* systemd knows one credential of a name, so the plain one is taken out. */
    static const char drop_in[] = "[Service]\nLoadCredential=\n"
                                  "LoadCredentialEncrypted=sag-kiosk.access-key\n";
    struct sk_err_info info = { "" };
    if (setup->root[0] || !runs_well(asks)) {
        return false;
    }
    struct sk_buf unit = SK_BUF_INIT(4096);
    bool is_possible = make_folder_of(SK_BENCH_KEY_ENCRYPTED, 0700, &info) == SK_OK &&
                       make_folder_of(KEY_DROP_IN, 0755, &info) == SK_OK &&
                       sk_buf_addf(&unit, "%s", drop_in) == SK_OK && runs_well(encrypts) &&
                       write_file(KEY_DROP_IN, &unit, 0644, &info) == SK_OK;
    sk_buf_finish(&unit);
    return is_possible && unlink(setup->key) == 0;
}

/* An encrypted key of before would go first, for the service and for sag-kioskctl. */
static bool drop_encrypted(const struct setup *setup) {
    return setup->root[0] || ((unlink(KEY_DROP_IN) == 0 || errno == ENOENT) &&
                              (unlink(SK_BENCH_KEY_ENCRYPTED) == 0 || errno == ENOENT));
}

/* *is_encrypted: for this machine's TPM. */
static enum sk_err settle_key(const struct setup *setup, bool *is_encrypted,
                              struct sk_err_info *info) {
    *is_encrypted = encrypt_key(setup);
    return *is_encrypted || drop_encrypted(setup)
               ? SK_OK
               : sk_fail(info, SK_ERR_IO,
                         "the encrypted key of before cannot be removed: %s; remove %s and %s",
                         strerror(errno), SK_BENCH_KEY_ENCRYPTED, KEY_DROP_IN);
}

static enum sk_err write_all(const struct setup *setup, struct sk_err_info *info) {
    struct sk_buf settings = SK_BUF_INIT(FILE_MAX_BYTES);
    struct sk_buf key = SK_BUF_INIT(KEY_MAX_BYTES);
    enum sk_err err = make_settings(setup, &settings, info);
    err = err ? err : make_key(setup, &key, info);
    if (!err && key.length > 0) {
        err = make_folder_of(setup->key, 0700, info);
        err = err ? err : write_file(setup->key, &key, 0600, info);
    }
    err = err ? err : make_folder_of(setup->settings, 0755, info);
    err = err ? err : write_file(setup->settings, &settings, 0644, info);
    bool is_encrypted = false;
    if (!err && key.length > 0) {
        err = settle_key(setup, &is_encrypted, info);
    }
    if (!err) {
        printf("Settings:   %s\n", setup->settings);
        if (key.length > 0) {
            printf("Access key: %s\n",
                   is_encrypted ? SK_BENCH_KEY_ENCRYPTED " (for this machine's TPM)" : setup->key);
        }
    }
    if (key.data) {
        sk_wipe(key.data, key.length);
    }
    sk_buf_finish(&key);
    sk_buf_finish(&settings);
    return err;
}

/* --- the command ---------------------------------------------------------------------------- */

static void take(char *out, size_t size, const char *word) {
    if (word) {
        (void)snprintf(out, size, "%s", word);
    }
}

static bool names_key(const struct sk_setup_answers *answers) {
    return answers->key_file[0] || answers->key_id[0];
}

static enum sk_err run(struct setup *setup, const struct setup_words *words,
                       struct sk_err_info *info) {
    struct sk_setup_answers *answers = &setup->answers;
    struct sk_err_info why = { "" };
    enum sk_err err = words->file ? read_answers(setup, words->file, info) : SK_OK;
    if (err) {
        return err;
    }
    take(answers->region, sizeof(answers->region), words->region);
    take(answers->bench, sizeof(answers->bench), words->bench);
    take(answers->key_file, sizeof(answers->key_file), words->key_file);
    const struct sk_setup_asking asking = { .has_key = has_key(setup),
                                            .is_region = is_region,
                                            .data = setup };
    bool is_complete =
        answers->region[0] && answers->bench[0] && (names_key(answers) || asking.has_key);
    offer(setup);
    if (!is_complete) {
        fputs("Three questions; Return keeps what is in brackets.\n", stderr);
        err = sk_setup_ask(answers, &asking, info);
    } else if (!is_region(setup, answers->region, &why)) {
        err = sk_fail(info, SK_ERR_INVALID, "region: %s", why.text);
    }
    return err ? err : write_all(setup, info);
}

/* How the key comes may be another than before. Where systemd does not run, a start will read it.
 */
static void reload_units(const struct setup *setup) {
    const char *const reloads[] = { "/usr/bin/systemctl", "daemon-reload", NULL };
    if (!setup->root[0]) {
        (void)runs_well(reloads);
    }
}

static int finish(struct setup *setup, enum sk_err err, const struct sk_err_info *info) {
    sk_wipe(&setup->answers, sizeof(setup->answers));
    sk_config_finish(&setup->config);
    if (err) {
        return sk_cli_complain("setup", info->text);
    }
    reload_units(setup);
    puts(setup->root[0] ? "This image is a bench."
                        : "This machine is a bench. Restart it, or: systemctl restart "
                          "sag-kiosk.service\n"
                          "What may still be missing: sag-kioskctl doctor");
    return fflush(stdout) == 0 ? SK_CLI_OK : SK_CLI_USAGE;
}

int sk_cmd_setup(int argc, char **argv) {
    static struct sk_arguments arguments;
    static struct setup setup;
    struct sk_err_info info = { "" };
    bool help = false;
    struct setup_words words = { .file = NULL };
    const char *root = NULL;
    const struct sk_argument table[] = { { "help", &help, NULL },
                                         { "answers", NULL, &words.file },
                                         { "region", NULL, &words.region },
                                         { "bench", NULL, &words.bench },
                                         { "key-file", NULL, &words.key_file },
                                         { "root", NULL, &root },
                                         { NULL, NULL, NULL } };
    if (!sk_arguments_read(&arguments, argc, argv, 1, table, &info)) {
        return sk_cli_complain("setup", info.text);
    }
    if (help) {
        fputs(usage, stdout);
        return fflush(stdout) == 0 ? SK_CLI_OK : SK_CLI_USAGE;
    }
    if (arguments.file_count > 0 || arguments.count > 0) {
        return sk_cli_complain("setup", "takes no other arguments; see --help");
    }
    setup.root = root ? root : "";
    if (!root && geteuid() != 0) {
        return sk_cli_complain("setup", "must be run as root: sudo sag-kioskctl setup");
    }
    (void)snprintf(setup.settings, sizeof(setup.settings), "%.4000s%s", setup.root, SETTINGS);
    (void)snprintf(setup.key, sizeof(setup.key), "%.4000s%s", setup.root, SK_BENCH_KEY);
    if (sk_config_init(&setup.config) != SK_OK) {
        return sk_cli_complain("setup", "not enough memory");
    }
    return finish(&setup, run(&setup, &words, &info), &info);
}
