#include "cli/doctor/doctor_bundle.h"

#include "app/control/control.h"
#include "base/new_file.h"
#include "base/util.h"
#include "base/whole_file.h"
#include "base/wipe.h"
#include "cli/doctor/doctor_program.h"
#include "cli/doctor/doctor_scrub.h"
#include "cli/doctor/doctor_settings.h"
#include "journal/people.h"
#include "journal/summary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "sag-kiosk-support"
#define LIMIT ((size_t)32 << 20) /* of a file of it */
#define PROGRAM_MS 20000
#define KEY_FILE_MAX 65536
#define KEY_MIN 12 /* letters of what may be a secret in a key file */

static const char about[] =
    "Made by sag-kioskctl doctor --bundle, for whoever helps from afar.\n\n"
    "doctor.txt, doctor.json   what doctor found\n"
    "status.json               how the running kiosk is, if one ran\n"
    "settings.txt              the settings that count; of addresses only the host\n"
    "log.txt                   the last lines of the service's log, without debug lines\n"
    "system.txt                the system, and the rules that are installed\n"
    "screen.png                the picture on the screen, if it was asked for\n\n"
    "Taken out: access keys, tokens, the webhook's secret, names and badges of people, user names,\n"
    "passwords, paths and queries of addresses. Serial numbers and instance ids may be in the log,\n"
    "and names of machines, scanners and folders. Look through it before you send it.\n";

static const char *const names[] = { "README.txt",   "doctor.txt", "doctor.json", "status.json",
                                     "settings.txt", "log.txt",    "system.txt",  "screen.png" };

struct bundle {
    const struct sk_doctor *doctor;
    char folder[256]; /* of its own, which is removed again; "": there is none */
    struct sk_doctor_scrub scrub;
    struct sk_people *people; /* NULL: nobody is known */
};

/* --- what is taken out ------------------------------------------------------------------------ */

static bool is_badge(void *data, const char *text, size_t length) {
    return sk_people_find(data, text, length) != NULL;
}

/* Everybody who is known, or has a pair under a name. */
static enum sk_err learn_names(struct bundle *bundle) {
    static struct sk_tally tally;
    const struct sk_filter all = { .open = false };
    struct sk_journal *journal = NULL;
    enum sk_err err = SK_OK;
    if (sk_journal_create(&journal, bundle->doctor->journal_path, SK_JOURNAL_READ, NULL) != SK_OK) {
        return SK_OK; /* nobody is known then */
    }
    (void)sk_people_read(journal, &bundle->people, NULL);
    sk_tally_init(&tally);
    bool has_tally = sk_journal_summary(journal, &all, &tally, NULL) == SK_OK;
    sk_journal_destroy(journal);
    bundle->scrub.is_secret = bundle->people ? is_badge : NULL;
    bundle->scrub.data = bundle->people;
    for (size_t i = 0; i < sk_people_count(bundle->people) && !err; i++) {
        err = sk_doctor_scrub_name(&bundle->scrub, sk_people_at(bundle->people, i)->name);
    }
    for (size_t i = 0; has_tally && i < tally.operators.count && !err; i++) {
        bool is_one = strcmp(tally.operators.rows[i].name, SK_TALLY_OTHERS) != 0;
        err = is_one ? sk_doctor_scrub_name(&bundle->scrub, tally.operators.rows[i].name) : SK_OK;
    }
    return err;
}

/* Every long word of a file that holds keys. */
static enum sk_err learn_file(struct bundle *bundle, const char *path) {
    static const char between[] = " \t\r\n\"'=:,{}[]";
    char *text = NULL;
    size_t length = 0;
    enum sk_err err = SK_OK;
    if (!path || !path[0] ||
        sk_whole_file_read(path, KEY_FILE_MAX, &text, &length, NULL) != SK_OK) {
        return SK_OK;
    }
    for (const char *at = text; *at && !err; at += strspn(at, between)) {
        size_t word = strcspn(at, between);
        err = word >= KEY_MIN ? sk_doctor_scrub_secret(&bundle->scrub, at, word) : SK_OK;
        at += word;
    }
    sk_wipe(text, length);
    free(text);
    return err;
}

static enum sk_err learn_keys(struct bundle *bundle) {
    static const char *const usual[] = { ".aliyun/config.json", ".alibabacloud/credentials",
                                         ".alibabacloud/credentials.ini" };
    const struct sk_config *config = bundle->doctor->config;
    const char *home = getenv("HOME");
    enum sk_err err = learn_file(bundle, config->cloud.credentials_file);
    err = err ? err : learn_file(bundle, config->webhook.secret_file);
    err = err ? err : learn_file(bundle, config->fleet.secret_file);
    for (size_t i = 0; home && i < SK_ARRAY_LEN(usual) && !err; i++) {
        char path[4200];
        (void)snprintf(path, sizeof(path), "%s/%s", home, usual[i]);
        err = learn_file(bundle, path);
    }
    return err;
}

/* --- files ------------------------------------------------------------------------------------ */

static void path_of(const struct bundle *bundle, const char *name, char out[512]) {
    (void)snprintf(out, 512, "%s/" FOLDER "%s%s", bundle->folder, name[0] ? "/" : "", name);
}

static enum sk_err write_bytes(const struct bundle *bundle, const char *name, const char *bytes,
                               size_t length, struct sk_err_info *info) {
    char path[512];
    path_of(bundle, name, path);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ssize_t written = fd >= 0 ? write(fd, bytes, length) : -1;
    int error = errno;
    bool is_closed = fd >= 0 && close(fd) == 0;
    if (written != (ssize_t)length || !is_closed) {
        return sk_fail(info, sk_err_of_errno(error), "'%s' cannot be written: %s", path,
                       written >= 0 ? "the disk is full" : strerror(error));
    }
    return SK_OK;
}

/* Without what is to be taken out. made: how the text was made; it is freed. */
static enum sk_err write_text(const struct bundle *bundle, const char *name, enum sk_err made,
                              struct sk_buf *text, struct sk_err_info *info) {
    struct sk_buf clean = SK_BUF_INIT(LIMIT);
    enum sk_err err = made;
    if (!err && text->length > 0) {
        err = sk_doctor_scrub_text(&bundle->scrub, text->data, text->length, &clean);
    }
    err = err ? sk_fail(info, err, "not enough memory for the bundle")
              : write_bytes(bundle, name, clean.data ? clean.data : "", clean.length, info);
    sk_buf_finish(&clean);
    sk_buf_finish(text);
    return err;
}

static enum sk_err write_report(const struct bundle *bundle, const struct sk_doctor_report *report,
                                struct sk_err_info *info) {
    struct sk_buf text = SK_BUF_INIT(LIMIT);
    struct sk_buf json = SK_BUF_INIT(LIMIT);
    struct sk_buf settings = SK_BUF_INIT(LIMIT);
    enum sk_err made = sk_doctor_report_text(report, &text);
    enum sk_err err = write_text(bundle, "doctor.txt", made, &text, info);
    made = err ? err : sk_doctor_report_json(report, &json);
    err = err ? err : write_text(bundle, "doctor.json", made, &json, info);
    made = err ? err : sk_doctor_settings_write(bundle->doctor->config, &settings);
    return err ? err : write_text(bundle, "settings.txt", made, &settings, info);
}

/* What the kiosk answers, if one runs. */
static enum sk_err write_answers(const struct bundle *bundle, bool with_screen,
                                 struct sk_err_info *info) {
    const char *journal = bundle->doctor->journal_path;
    struct sk_buf out = SK_BUF_INIT(LIMIT);
    enum sk_err err = SK_OK;
    if (sk_control_question(journal, SK_CONTROL_QUESTION_STATUS_JSON, &out, NULL) == SK_OK) {
        err = write_text(bundle, "status.json", SK_OK, &out, info);
    }
    sk_buf_finish(&out);
    if (!err && with_screen &&
        sk_control_question(journal, SK_CONTROL_QUESTION_SCREEN, &out, NULL) == SK_OK) {
        err = write_bytes(bundle, "screen.png", out.data, out.length, info);
    }
    sk_buf_finish(&out);
    return err;
}

/* Lines at debug level hold what was scanned; those that came by standard error have no priority.
 */
static enum sk_err drop_debug(const struct sk_buf *from, struct sk_buf *out) {
    enum sk_err err = SK_OK;
    for (const char *at = from->data ? from->data : ""; *at && !err;) {
        size_t length = strcspn(at, "\n");
        length += at[length] == '\n';
        const char *debug = strstr(at, " debug ");
        bool is_debug = debug && debug < at + length;
        err = is_debug ? SK_OK : sk_buf_add(out, at, length);
        at += length;
    }
    return err;
}

static enum sk_err write_log(const struct bundle *bundle, struct sk_err_info *info) {
    static const char *const journalctl[] = { "journalctl",
                                              "--unit=sag-kiosk.service",
                                              "--priority=info",
                                              "--lines=2000",
                                              "--no-pager",
                                              "--output=short-iso",
                                              NULL };
    struct sk_buf all = SK_BUF_INIT(LIMIT);
    struct sk_buf lines = SK_BUF_INIT(LIMIT);
    enum sk_err made = SK_OK;
    if (sk_doctor_program(journalctl, PROGRAM_MS, &all) == SK_OK) {
        made = drop_debug(&all, &lines);
    } else {
        made = sk_buf_addf(&lines, "journalctl tells nothing here\n");
    }
    sk_buf_finish(&all);
    return write_text(bundle, "log.txt", made, &lines, info);
}

static enum sk_err add_file(struct sk_buf *out, const char *path) {
    char *text = NULL;
    size_t length = 0;
    enum sk_err err = sk_buf_addf(out, "--- %s\n", path);
    if (!err && sk_whole_file_read(path, 1 << 20, &text, &length, NULL) == SK_OK) {
        err = sk_buf_add(out, text, length);
    } else if (!err) {
        err = sk_buf_addf(out, "(not there)\n");
    }
    free(text);
    return err;
}

static enum sk_err write_system(const struct bundle *bundle, struct sk_err_info *info) {
    static const char *const files[] = { "/etc/os-release",
                                         "/proc/version",
                                         "/proc/uptime",
                                         "/proc/loadavg",
                                         "/proc/meminfo",
                                         "/etc/udev/rules.d/70-sag-kiosk.rules",
                                         "/usr/lib/udev/rules.d/70-sag-kiosk.rules",
                                         "/usr/lib/udev/rules.d/71-sag-kiosk-backlight.rules",
                                         "/etc/polkit-1/rules.d/70-sag-kiosk.rules",
                                         "/usr/share/polkit-1/rules.d/70-sag-kiosk.rules" };
    struct sk_buf out = SK_BUF_INIT(LIMIT);
    enum sk_err made = SK_OK;
    for (size_t i = 0; i < SK_ARRAY_LEN(files) && !made; i++) {
        made = add_file(&out, files[i]);
    }
    return write_text(bundle, "system.txt", made, &out, info);
}

/* --- the whole -------------------------------------------------------------------------------- */

static enum sk_err make_folder(struct bundle *bundle, struct sk_err_info *info) {
    char path[512];
    const char *place = getenv("TMPDIR");
    (void)snprintf(bundle->folder, sizeof(bundle->folder), "%.200s/sag-kiosk-XXXXXX",
                   place && place[0] == '/' ? place : "/tmp");
    if (!mkdtemp(bundle->folder)) {
        enum sk_err err = sk_fail(info, sk_err_of_errno(errno), "no folder '%s' can be made: %s",
                                  bundle->folder, strerror(errno));
        bundle->folder[0] = '\0';
        return err;
    }
    path_of(bundle, "", path);
    return mkdir(path, 0700) == 0
               ? SK_OK
               : sk_fail(info, sk_err_of_errno(errno), "no folder '%s' can be made: %s", path,
                         strerror(errno));
}

static void remove_folder(const struct bundle *bundle) {
    char path[512];
    if (bundle->folder[0] == '\0') {
        return;
    }
    for (size_t i = 0; i < SK_ARRAY_LEN(names); i++) {
        path_of(bundle, names[i], path);
        (void)unlink(path);
    }
    path_of(bundle, "", path);
    (void)rmdir(path);
    (void)rmdir(bundle->folder);
}

/* Not by tar itself: it follows a link that somebody else laid beside the place. */
static enum sk_err place(const char *path, const struct sk_buf *packed, struct sk_err_info *info) {
    static const mode_t for_owner = 0600;
    struct sk_new_file file;
    enum sk_err err = sk_new_file_open(&file, path, for_owner, info);
    if (err) {
        return err;
    }
    (void)sk_new_file_write(&file, packed->data, packed->length); /* close() tells */
    err = sk_new_file_close(&file, info);
    err = err ? err : sk_new_file_place(&file, info);
    sk_new_file_drop(&file);
    return err;
}

static enum sk_err pack(const struct bundle *bundle, const char *path, struct sk_err_info *info) {
    const char *const tar[] = { "tar",         "--create",        "--gzip", "--owner=0",
                                "--group=0",   "--numeric-owner", "--file", "-",
                                "--directory", bundle->folder,    FOLDER,   NULL };
    struct sk_buf packed = SK_BUF_INIT(LIMIT);
    enum sk_err err = sk_doctor_program(tar, PROGRAM_MS, &packed);
    err = err ? sk_fail(info, err, "'%s' cannot be written: %s", path,
                        err == SK_ERR_NOT_FOUND ? "there is no tar on this machine"
                                                : "tar does not pack what it holds")
              : place(path, &packed, info);
    sk_buf_finish(&packed);
    return err;
}

static enum sk_err fill(struct bundle *bundle, const struct sk_doctor_report *report,
                        bool with_screen, struct sk_err_info *info) {
    enum sk_err err = learn_names(bundle);
    err = err ? err : learn_keys(bundle);
    if (err) {
        return sk_fail(info, err, "not enough memory for the bundle");
    }
    err = make_folder(bundle, info);
    err = err ? err : write_bytes(bundle, "README.txt", about, sizeof(about) - 1, info);
    err = err ? err : write_report(bundle, report, info);
    err = err ? err : write_answers(bundle, with_screen, info);
    err = err ? err : write_log(bundle, info);
    return err ? err : write_system(bundle, info);
}

enum sk_err sk_doctor_bundle(const struct sk_doctor *doctor, const struct sk_doctor_report *report,
                             bool with_screen, const char *path, struct sk_err_info *info) {
    struct bundle bundle = { .doctor = doctor };
    enum sk_err err = fill(&bundle, report, with_screen, info);
    err = err ? err : pack(&bundle, path, info);
    remove_folder(&bundle);
    sk_doctor_scrub_finish(&bundle.scrub);
    sk_people_destroy(bundle.people);
    return err;
}
