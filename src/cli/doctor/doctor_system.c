/* doctor_system.c — what an installation brings beside the programs: rules, service, libraries. */
#include "cli/doctor/doctor.h"

#include "app/control/control.h"
#include "cli/doctor/doctor_program.h"
#include "client/sag_client.h"

#include <curl/curl.h>
#include <errno.h>
#include <openssl/crypto.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define UNIT "sag-kiosk.service"
#define SHOW_MS 5000

/* The first of the folders that has the file, or that may not be looked into. */
static const char *find_in(const char *const *folders, const char *name, bool *is_denied) {
    const char *denied = NULL;
    for (; *folders; folders++) {
        char path[256];
        (void)snprintf(path, sizeof(path), "%s/%s", *folders, name);
        if (access(path, F_OK) == 0) {
            *is_denied = false;
            return *folders;
        }
        denied = errno == EACCES && !denied ? *folders : denied;
    }
    *is_denied = denied != NULL;
    return denied;
}

/* missing: what it is worth. */
static void tell_rules(const struct sk_doctor *doctor, const char *check,
                       const char *const *folders, const char *name, const char *remedy,
                       const char *missing) {
    bool is_denied = false;
    const char *folder = find_in(folders, name, &is_denied);
    if (!folder) {
        sk_doctor_say(doctor, SK_DOCTOR_WARN, check, remedy, "%s is not installed: %s", name,
                      missing);
    } else if (is_denied) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, check, NULL,
                      "not known: this user may not look into '%s'", folder);
    } else {
        sk_doctor_say(doctor, SK_DOCTOR_OK, check, NULL, "%s is in '%s'", name, folder);
    }
}

static void tell_all_rules(const struct sk_doctor *doctor) {
    static const char *const udev[] = { "/etc/udev/rules.d",           "/run/udev/rules.d",
                                        "/usr/local/lib/udev/rules.d", "/usr/lib/udev/rules.d",
                                        "/lib/udev/rules.d",           NULL };
    static const char *const polkit[] = { "/etc/polkit-1/rules.d", "/usr/share/polkit-1/rules.d",
                                          NULL };
    static const char write_udev[] =
        "install the package, or:\n  sag-kioskctl doctor --udev-rules | sudo tee "
        "/etc/udev/rules.d/70-sag-kiosk.rules\n  sudo udevadm control --reload && sudo udevadm "
        "trigger --action=add";
    tell_rules(doctor, "udev", udev, "70-sag-kiosk.rules", write_udev,
               "scanners and lights can be opened by root alone");
    tell_rules(doctor, "udev", udev, "71-sag-kiosk-backlight.rules", "install the package",
               "the panel's own light is not dimmed");
    tell_rules(doctor, "polkit", polkit, "70-sag-kiosk.rules",
               "install the package; Debian 12 looks in /usr/share/polkit-1/rules.d and /etc "
               "alone, not in /usr/local",
               "nothing can be exported onto USB sticks");
}

/* --- the service ---------------------------------------------------------------------------- */

/* The value of NAME=value in the lines of text. */
static void value_of(const char *text, const char *name, char *out, size_t size) {
    size_t length = strlen(name);
    const char *at = text;
    while (at && !(strncmp(at, name, length) == 0 && at[length] == '=')) {
        at = strchr(at, '\n');
        at += at != NULL;
    }
    at = at ? at + length + 1 : "";
    (void)snprintf(out, size, "%.*s", (int)strcspn(at, "\n"), at);
}

static void tell_service(const struct sk_doctor *doctor, const char *shown) {
    char load[32];
    char active[32];
    char user[64];
    char privileges[8];
    value_of(shown, "LoadState", load, sizeof(load));
    value_of(shown, "ActiveState", active, sizeof(active));
    value_of(shown, "User", user, sizeof(user));
    value_of(shown, "NoNewPrivileges", privileges, sizeof(privileges));
    if (strcmp(load, "loaded") != 0) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "sandbox", NULL,
                      "there is no " UNIT " here: the kiosk is started by hand, or in a session");
    } else if (strcmp(user, "root") == 0 || user[0] == '\0' || strcmp(privileges, "yes") != 0) {
        sk_doctor_say(doctor, SK_DOCTOR_WARN, "sandbox",
                      "install the package's unit again; systemctl cat " UNIT
                      " shows what is added",
                      UNIT " is not confined (user '%s', NoNewPrivileges=%s)", user, privileges);
    } else if (strcmp(active, "failed") == 0) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "sandbox",
                      "journalctl -u " UNIT " says why; then: systemctl restart " UNIT,
                      UNIT " has failed");
    } else {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "sandbox", NULL, UNIT " is %s, confined, as user '%s'",
                      active, user);
    }
}

static void tell_sandbox(const struct sk_doctor *doctor) {
    static const char *const show[] = { "systemctl", "show", UNIT,
                                        "--property=LoadState,ActiveState,User,NoNewPrivileges",
                                        NULL };
    struct sk_buf out = SK_BUF_INIT(1 << 16);
    if (access("/run/systemd/system", F_OK) != 0 ||
        sk_doctor_program(show, SHOW_MS, &out) != SK_OK) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "sandbox", NULL,
                      "there is no systemd here: the kiosk is started by hand");
    } else {
        tell_service(doctor, out.data ? out.data : "");
    }
    sk_buf_finish(&out);
}

/* The running kiosk's, out of its status; "": none runs. */
static enum sk_err ask_version(const struct sk_doctor *doctor, char *out, size_t size,
                               struct sk_err_info *info) {
    static const char begins[] = "{\"version\":\"";
    struct sk_buf answer = SK_BUF_INIT(1 << 20);
    enum sk_err err =
        sk_control_question(doctor->journal_path, SK_CONTROL_QUESTION_STATUS_JSON, &answer, info);
    const char *text = !err && answer.data ? answer.data : "";
    bool is_known = strncmp(text, begins, sizeof(begins) - 1) == 0;
    text += is_known ? sizeof(begins) - 1 : strlen(text);
    (void)snprintf(out, size, "%.*s", (int)strcspn(text, "\""), text);
    sk_buf_finish(&answer);
    return err;
}

static void tell_kiosk_version(const struct sk_doctor *doctor) {
    char version[32];
    struct sk_err_info info = { "" };
    if (ask_version(doctor, version, sizeof(version), &info) == SK_ERR_STOPPED) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "versions",
                      "start the kiosk again: systemctl restart " UNIT, "%s", info.text);
    } else if (version[0] != '\0' && strcmp(version, SK_VERSION) != 0) {
        sk_doctor_say(doctor, SK_DOCTOR_WARN, "versions",
                      "start the kiosk again: systemctl restart " UNIT,
                      "the kiosk that runs is %s, and this is %s", version, SK_VERSION);
    } else if (version[0] != '\0') {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "versions", NULL, "the kiosk that runs is %s, too",
                      version);
    }
}

void sk_doctor_system(const struct sk_doctor *doctor) {
    const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);
    tell_all_rules(doctor);
    tell_sandbox(doctor);
    sk_doctor_say(doctor, SK_DOCTOR_OK, "versions", NULL,
                  "sag-kioskctl %s, libsagclient %s, libcurl %s, %s, SQLite %s", SK_VERSION,
                  sag_version(), curl->version, OpenSSL_version(OPENSSL_VERSION),
                  sqlite3_libversion());
    tell_kiosk_version(doctor);
}
