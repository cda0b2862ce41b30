/* cmd_doctor.c — what stands between this machine and a working bench: one line each, with the
 * fix. */
#include "cli/cli.h"

#include "app/settings/arguments.h"
#include "app/settings/config.h"
#include "app/settings/overlay.h"
#include "cli/doctor/doctor_print.h"
#include "cli/doctor/doctor_bundle.h"
#include "cli/doctor/doctor_subjects.h"
#include "cli/learn.h"
#include "input/evdev/chosen.h"
#include "media/light_try.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: sag-kioskctl doctor [--json] [--only CHECK,...] [OPTION]...\n"
    "       sag-kioskctl doctor --bundle FILE.tar.gz [--with-screen] [OPTION]...\n"
    "       sag-kioskctl doctor --learn | --udev-rules [OPTION]...\n"
    "Looks at all that a bench needs, and tells a line for each check, with OK, WARN or FAIL and\n"
    "the fix: settings, screen, scanners, camera, sound, fonts, the way to the cloud and what the\n"
    "key may do there (by calls that cannot bind anything), disk, log, people, list, rules,\n"
    "service, versions. Works beside a running kiosk, and changes nothing.\n\n"
    "  --json           the report as one JSON object\n"
    "  --only CHECK,... only these checks, by the word behind OK, WARN or FAIL\n"
    "  --bundle FILE    the report, the kiosk's status, the settings, the last lines of the log and\n"
    "                   the system, in one file for whoever helps: without keys, passwords, names\n"
    "                   and badges of people; serial numbers may be in it\n"
    "  --with-screen    with the picture of the screen; names may be on it\n"
    "  --learn          show a barcode; the device that reads it is offered for the settings; one\n"
    "                   that is not on USB is remembered beside the journal, too.\n"
    "                   On serial adapters the usual speeds are tried, one after the other.\n"
    "                   Takes every USB keyboard for a minute, so run it where you can wait; as root,\n"
    "                   or only devices that this user may open are tried\n"
    "  --udev-rules     print the udev rules for all scanners of the list and of the settings\n"
    "  --config FILE    read only this settings file\n"
    "  --section.key V  any setting, for example --usb.devices 05e0:1200\n\n"
    "Exit status: 0 all is OK, 1 something is WARN, 2 something is FAIL, or nothing could be looked\n"
    "at. Of --bundle: 0 it is there, 2 it is not. Of --learn and --udev-rules: 0 done, 1 not done.\n";

struct doctor_words {
    bool help;
    bool learns;
    bool prints_rules;
    bool json;
    bool with_screen;
    const char *only;
    const char *bundle;
    const char *file;
};

enum { NOTHING_LOOKED_AT = 2 };

static int print_rules(const struct sk_doctor *doctor) {
    struct sk_buf rules = SK_BUF_INIT(1 << 20);
    if (sk_usb_rules_write(&rules, &doctor->usb.selectors) != SK_OK ||
        sk_evdev_rules_write(&rules, &doctor->evdev.choices) != SK_OK ||
        sk_light_rules_write(&rules, &doctor->light) != SK_OK) {
        return sk_cli_complain("doctor", "not enough memory");
    }
    bool is_written = fwrite(rules.data, 1, rules.length, stdout) == rules.length;
    sk_buf_finish(&rules);
    return is_written && fflush(stdout) == 0
               ? SK_CLI_OK
               : sk_cli_complain("doctor", "standard output cannot be written");
}

static int learn(const struct sk_config *config, const struct sk_doctor *doctor) {
    const struct sk_lessons lessons = {
        .config = config,
        .usb = &doctor->usb,
        .evdev = &doctor->evdev,
        .serial = &doctor->serial,
    };
    return sk_learn(&lessons);
}

/* --- the report ----------------------------------------------------------------------------- */

static enum sk_err add_settings_line(struct sk_doctor_report *report, enum sk_doctor_state state,
                                     const char *text) {
    struct sk_doctor_line line = { .state = state, .check = "settings" };
    (void)snprintf(line.text, sizeof(line.text), "%s", text);
    (void)snprintf(line.remedy, sizeof(line.remedy), "%s",
                   state == SK_DOCTOR_OK ? "" : "correct it; sag-kioskctl config check tells more");
    return sk_doctor_report_add(report, &line);
}

/* What is wrong with them, or that nothing is. */
static enum sk_err add_settings(struct sk_doctor_report *report,
                                const struct sk_config_problems *problems) {
    enum sk_err err = SK_OK;
    for (size_t i = 0; i < problems->count && !err; i++) {
        err = add_settings_line(report, SK_DOCTOR_FAIL, problems->texts[i]);
    }
    return problems->count > 0 ? err : add_settings_line(report, SK_DOCTOR_OK, "in order");
}

/* Without doctor there are no settings that could be read. */
static int pack(const struct sk_doctor *doctor, const struct sk_doctor_report *report,
                const struct doctor_words *words) {
    struct sk_err_info info = { "" };
    if (!doctor) {
        (void)sk_cli_complain("doctor",
                              "the settings cannot be read; see sag-kioskctl config check");
        return NOTHING_LOOKED_AT;
    }
    if (sk_doctor_bundle(doctor, report, words->with_screen, words->bundle, &info) != SK_OK) {
        (void)sk_cli_complain("doctor", info.text);
        return NOTHING_LOOKED_AT;
    }
    printf("%s\nLook through it before you send it: serial numbers may be in it.\n", words->bundle);
    return fflush(stdout) == 0 ? 0 : NOTHING_LOOKED_AT;
}

static int look(const struct sk_doctor *doctor, const struct doctor_words *words,
                const struct sk_config_problems *problems) {
    struct sk_doctor_report report = { .lines = NULL };
    bool wants_settings = !words->only || sk_doctor_is_listed(words->only, "settings");
    enum sk_err err = wants_settings ? add_settings(&report, problems) : SK_OK;
    if (!err && doctor) {
        err = sk_doctor_run(doctor, sk_doctor_subjects(), words->only, &report);
    }
    int status = NOTHING_LOOKED_AT;
    if (err) {
        (void)sk_cli_complain("doctor", "there is no memory, or no process, to look with");
    } else {
        status = words->bundle ? pack(doctor, &report, words)
                               : sk_doctor_print("doctor", &report, words->json);
    }
    sk_doctor_report_finish(&report);
    return status;
}

static int run_with(const struct sk_config *config, const struct doctor_words *words,
                    struct sk_config_problems *problems) {
    static struct sk_doctor doctor;
    struct sk_err_info info = { "" };
    bool is_special = words->learns || words->prints_rules;
    if (is_special && problems->count > 0) {
        return sk_cli_complain("doctor", problems->texts[0]);
    }
    bool has_options = sk_doctor_init(&doctor, config, words->file, &info) == SK_OK;
    if (is_special) {
        return !has_options          ? sk_cli_complain("doctor", info.text)
               : words->prints_rules ? print_rules(&doctor)
                                     : learn(config, &doctor);
    }
    if (!has_options) {
        sk_config_problem(problems, "%s", info.text);
    } else {
        sk_config_check(config, problems);
    }
    return look(has_options ? &doctor : NULL, words, problems);
}

static int run(const struct doctor_words *words, const struct sk_arguments *arguments) {
    static struct sk_config_problems problems;
    struct sk_config config;
    if (sk_config_init(&config) != SK_OK) {
        (void)sk_cli_complain("doctor", "not enough memory");
        return NOTHING_LOOKED_AT;
    }
    sk_config_read(&config, words->file, &problems);
    sk_arguments_apply(arguments, &config, &problems);
    sk_overlay_apply(&config, &problems);
    int status = run_with(&config, words, &problems);
    sk_config_finish(&config);
    return status;
}

int sk_cmd_doctor(int argc, char **argv) {
    static struct sk_arguments arguments;
    struct sk_err_info info = { "" };
    struct doctor_words words = { .help = false };
    char unknown[64];
    const struct sk_argument table[] = { { "help", &words.help, NULL },
                                         { "learn", &words.learns, NULL },
                                         { "udev-rules", &words.prints_rules, NULL },
                                         { "json", &words.json, NULL },
                                         { "only", NULL, &words.only },
                                         { "bundle", NULL, &words.bundle },
                                         { "with-screen", &words.with_screen, NULL },
                                         { "config", NULL, &words.file },
                                         { NULL, NULL, NULL } };
    if (!sk_arguments_read(&arguments, argc, argv, 1, table, &info)) {
        (void)sk_cli_complain("doctor", info.text);
        return NOTHING_LOOKED_AT;
    }
    if (words.help) {
        return fputs(usage, stdout) < 0 ? SK_CLI_USAGE : SK_CLI_OK;
    }
    if (arguments.file_count > 0 || (words.learns && words.prints_rules)) {
        (void)sk_cli_complain("doctor", "takes --learn or --udev-rules and options; see --help");
        return NOTHING_LOOKED_AT;
    }
    if (words.only && !sk_doctor_only_is_known(words.only, unknown, sizeof(unknown))) {
        (void)sk_fail(&info, SK_ERR_INVALID, "--only: there is no check '%s'", unknown);
        (void)sk_cli_complain("doctor", info.text);
        return NOTHING_LOOKED_AT;
    }
    return run(&words, &arguments);
}
