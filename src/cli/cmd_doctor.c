/* cmd_doctor.c — what stands between this machine and a working bench: one line each, with the
 * fix. */
#include "cli/cli.h"

#include "app/settings/arguments.h"
#include "app/core/cloud_sender.h"
#include "app/settings/account_options.h"
#include "app/settings/config.h"
#include "app/settings/overlay.h"
#include "app/settings/evdev_options.h"
#include "app/settings/light_options.h"
#include "app/settings/serial_options.h"
#include "app/settings/usb_options.h"
#include "cli/doctor_evdev.h"
#include "cli/doctor_serial.h"
#include "cli/learn.h"
#include "cli/pin_state.h"
#include "input/usb/survey.h"
#include "media/light_try.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: sag-kioskctl doctor [--learn | --udev-rules] [OPTION]...\n"
    "Tells which access key would be used, whose PIN opens the supervisor's role, which scanners and\n"
    "keyboards are there and what may be opened, one line each, with the fix.\n"
    "Ends with 0 if all is well, with 1 if something is to be fixed.\n\n"
    "  --learn          show a barcode; the device that reads it is offered for the settings; one\n"
    "                   that is not on USB is remembered beside the journal, too.\n"
    "                   On serial adapters the usual speeds are tried, one after the other.\n"
    "                   Takes every USB keyboard for a minute, so run it where you can wait; as root,\n"
    "                   or only devices that this user may open are tried\n"
    "  --udev-rules     print the udev rules for all scanners of the list and of the settings\n"
    "  --config FILE    read only this settings file\n"
    "  --section.key V  any setting, for example --usb.devices 05e0:1200\n";

struct doctor_options {
    struct sk_usb_options usb;
    struct sk_evdev_options evdev; /* with what was learned */
    struct sk_serial_options serial;
    struct sk_light_choice light;
};

/* The report on USB: how many lines, and how many with a fix. */
struct report {
    int devices;
    int taken;
    int to_fix;
};

static const char *kind_of(const struct sk_usb_found *found) {
    return found->is_barcode    ? "bar code scanner"
           : found->is_serial   ? "serial"
           : found->is_keyboard ? "keyboard"
                                : "mode unknown";
}

static void say_denied(const struct sk_usb_found *found) {
    printf("      Fix: install the udev rules and plug it in again:\n");
    if (found->verdict == SK_USB_TAKE_NAMED && !found->is_listed) {
        printf("        sag-kioskctl doctor --udev-rules | sudo tee "
               "/etc/udev/rules.d/70-sag-kiosk.rules\n");
    }
    printf("        sudo udevadm control --reload && sudo udevadm trigger --action=add -s usb\n"
           "      A user who does not sit at this machine must be in the group sag-kiosk:\n"
           "        sudo groupadd -f sag-kiosk && sudo usermod -a -G sag-kiosk USER\n"
           "      Until then it types as a keyboard, into whatever window is in front.\n");
}

static const char *why_taken(const struct sk_usb_found *found) {
    return found->verdict == SK_USB_TAKE_NAMED   ? "the settings name it"
           : found->verdict == SK_USB_TAKE_KNOWN ? "known scanner"
                                                 : "its descriptor says scanner";
}

static void on_found(void *data, const struct sk_usb_found *found) {
    struct report *report = data;
    const struct sk_usb_identity *identity = &found->identity;
    bool is_taken = sk_usb_found_is_taken(found);
    bool is_broken = is_taken && found->access != SK_OK;
    report->devices++;
    report->taken += is_taken;
    report->to_fix += is_broken;
    printf("%s %s (%04x:%04x, port %s%s%s, %s): ", is_broken ? "FIX " : "ok  ", found->name,
           identity->vendor, identity->product, identity->port,
           identity->serial[0] ? ", serial " : "", identity->serial, kind_of(found));
    if (is_broken && found->access == SK_ERR_DENIED) {
        puts("may not be opened by this user.");
        say_denied(found);
    } else if (is_broken) {
        puts("cannot be opened. Fix: plug it in again, into another port.");
    } else if (is_taken) {
        printf("is read by the kiosk (%s).\n", why_taken(found));
    } else if (found->verdict == SK_USB_REFUSE) {
        puts("left alone, the settings say so.");
    } else if (sk_usb_sounds_like_scanner(identity)) {
        printf("left alone, but its name sounds like a scanner. If it is one, put\n"
               "      devices = %04x:%04x\n      under [usb] into the settings.\n",
               identity->vendor, identity->product);
    } else {
        puts("left alone; it is no scanner that we know.");
    }
}

static int survey(const struct doctor_options *options) {
    struct report report = { 0 };
    struct sk_err_info info = { "" };
    int of_evdev = 0;
    int of_serial = 0;
    report.to_fix = sk_doctor_evdev(&options->evdev.choices, &of_evdev);
    report.to_fix += sk_doctor_serial(&options->serial, &of_serial);
    if (sk_usb_survey(&options->usb.selectors, on_found, &report, &info) != SK_OK) {
        printf("FIX  %s. Fix: check that /dev/bus/usb is there.\n", info.text);
        return SK_CLI_USAGE;
    }
    if (report.taken + of_evdev + of_serial == 0) {
        puts(report.devices == 0
                 ? "FIX  No keyboard, no serial line and no scanner is plugged in on USB."
                 : "FIX  None of these is read as a scanner.");
        puts("      Fix: plug the scanner in; if it stands above, run 'sag-kioskctl doctor "
             "--learn'.");
        report.to_fix++;
    }
    return report.to_fix == 0 ? SK_CLI_OK : SK_CLI_USAGE;
}

/* Which key is used; checked only where the cloud is configured. */
static int say_key(const struct sk_config *config) {
    static struct sk_cloud_check cloud;
    if (!config->cloud.region[0]) {
        puts("ok   Access key: not checked, since cloud.region is not set.");
        return SK_CLI_OK;
    }
    struct sk_account account = { .region = "" };
    sk_accounts_fill(config, &account);
    bool is_good = sk_cloud_sender_check(config, &account, &cloud);
    printf("%s Access key: %s%s.\n", is_good ? "ok  " : "FIX ", is_good ? "comes from: " : "",
           cloud.text.text);
    for (size_t i = 0; i < cloud.notice_count; i++) {
        printf("      Note: %s\n", cloud.notices[i].text);
    }
    return is_good ? SK_CLI_OK : SK_CLI_USAGE;
}

static int say_light(const struct sk_light_choice *light) {
    struct sk_err_info info = { "" };
    enum sk_err err = sk_light_try(light, &info);
    if (light->kind == SK_LIGHT_NONE) {
        return SK_CLI_OK;
    }
    if (err == SK_ERR_BUSY) {
        puts("ok   Signal light: another program has it; perhaps that is the kiosk.");
        return SK_CLI_OK;
    }
    printf("%s Signal light: %s.\n", err ? "FIX " : "ok  ", err ? info.text : "can be used");
    return err ? SK_CLI_USAGE : SK_CLI_OK;
}

static int say_pin(const struct sk_config *config) {
    const char *sentence = NULL;
    struct sk_err_info info = { "" };
    bool is_good = sk_cli_pin_state(config, &sentence, &info) == SK_OK;
    printf("%s PIN: %s.\n", is_good ? "ok  " : "FIX ", is_good ? sentence : info.text);
    return is_good ? SK_CLI_OK : SK_CLI_USAGE;
}

static int print_rules(const struct doctor_options *options) {
    struct sk_buf rules = SK_BUF_INIT(1 << 20);
    if (sk_usb_rules_write(&rules, &options->usb.selectors) != SK_OK ||
        sk_evdev_rules_write(&rules, &options->evdev.choices) != SK_OK ||
        sk_light_rules_write(&rules, &options->light) != SK_OK) {
        return sk_cli_complain("doctor", "not enough memory");
    }
    bool is_written = fwrite(rules.data, 1, rules.length, stdout) == rules.length;
    sk_buf_finish(&rules);
    return is_written && fflush(stdout) == 0
               ? SK_CLI_OK
               : sk_cli_complain("doctor", "standard output cannot be written");
}

static enum sk_err read_options(const struct sk_config *config, struct doctor_options *options,
                                struct sk_err_info *info) {
    enum sk_err err = sk_usb_options_from(config, &options->usb, info);
    if (!err) {
        err = sk_evdev_options_from(config, &options->evdev, info);
    }
    if (!err) {
        err = sk_evdev_learned_add(&options->evdev.choices, options->evdev.learned_path, info);
    }
    if (!err) {
        err = sk_config_light(config, &options->light, info);
    }
    return err ? err : sk_serial_options_from(config, &options->serial, info);
}

static int run(const char *file, const struct sk_arguments *arguments, bool learns, bool rules) {
    static struct sk_config_problems problems;
    static struct doctor_options options;
    struct sk_config config;
    struct sk_err_info info = { "" };
    if (sk_config_init(&config) != SK_OK) {
        return sk_cli_complain("doctor", "not enough memory");
    }
    sk_config_read(&config, file, &problems);
    sk_arguments_apply(arguments, &config, &problems);
    sk_overlay_apply(&config, &problems);
    int status = SK_CLI_USAGE;
    if (problems.count > 0) {
        (void)sk_cli_complain("doctor", problems.texts[0]);
    } else if (read_options(&config, &options, &info) != SK_OK) {
        (void)sk_cli_complain("doctor", info.text);
    } else if (rules) {
        status = print_rules(&options);
    } else if (learns) {
        const struct sk_lessons lessons = {
            .config = &config,
            .usb = &options.usb,
            .evdev = &options.evdev,
            .serial = &options.serial,
        };
        status = sk_learn(&lessons);
    } else {
        int of_key = say_key(&config);
        int of_pin = say_pin(&config);
        status = survey(&options);
        int of_light = say_light(&options.light);
        status = status == SK_CLI_OK ? of_key : status;
        status = status == SK_CLI_OK ? of_light : status;
        status = status == SK_CLI_OK ? of_pin : status;
    }
    sk_config_finish(&config);
    return status;
}

int sk_cmd_doctor(int argc, char **argv) {
    static struct sk_arguments arguments;
    struct sk_err_info info = { "" };
    bool help = false;
    bool learns = false;
    bool rules = false;
    const char *file = NULL;
    const struct sk_argument table[] = { { "help", &help, NULL },
                                         { "learn", &learns, NULL },
                                         { "udev-rules", &rules, NULL },
                                         { "config", NULL, &file },
                                         { NULL, NULL, NULL } };
    if (!sk_arguments_read(&arguments, argc, argv, 1, table, &info)) {
        return sk_cli_complain("doctor", info.text);
    }
    if (help) {
        return fputs(usage, stdout) < 0 ? SK_CLI_USAGE : SK_CLI_OK;
    }
    if (arguments.file_count > 0 || (learns && rules)) {
        return sk_cli_complain("doctor", "takes --learn or --udev-rules and options; see --help");
    }
    return run(file, &arguments, learns, rules);
}
