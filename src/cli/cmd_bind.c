#define SK_LOG_MODULE "bind"

#include "cli/cli.h"
#include "cli/submit.h"

#include "app/settings/arguments.h"
#include "app/settings/label_options.h"
#include "app/settings/config.h"
#include "base/language.h"
#include "base/log.h"
#include "base/parse.h"
#include "pairing/label.h"

#include <stdio.h>
#include <string.h>

#define WAIT_MS 60000

static const char usage[] =
    "usage: sag-kioskctl bind --sn SERIAL --instance ID [OPTION]...\n"
    "Binds one device: the same journal, the same client and the same rules as the kiosk.\n\n"
    "  --sn SERIAL      the device's serial number\n"
    "  --instance ID    the instance it goes to\n"
    "  --force          send labels that the label rules refuse\n"
    "  --wait SECONDS   how long to wait for a final answer (60)\n"
    "  --demo           against the simulator, in a journal of its own\n"
    "  --config FILE    read only this settings file\n"
    "  --section.key V  any setting; see sag-kiosk --help\n\n"
    "Exit status: 0 bound, 1 usage or settings, 2 refused, 3 unknown (will be looked up),\n"
    "4 not sent, or not accepted by a busy cloud (and undone).\n";

struct bind_words {
    bool help;
    bool demo;
    bool force;
    const char *sn;
    const char *instance;
    const char *wait;
    const char *config;
};

static bool is_plausible(const char *text, const char *what, struct sk_err_info *info) {
    size_t length = strlen(text);
    if (length == 0 || length > SK_LABEL_MAX) {
        (void)sk_fail(info, SK_ERR_INVALID, "%s must have 1 to %d characters", what, SK_LABEL_MAX);
        return false;
    }
    for (const char *c = text; *c; c++) {
        if (*c < 0x21 || *c > 0x7E) {
            (void)sk_fail(info, SK_ERR_INVALID, "%s holds a character that no label has", what);
            return false;
        }
    }
    if (strchr(text, '*')) {
        (void)sk_fail(info, SK_ERR_INVALID,
                      "%s holds '*': that is a masked example out of a document, not a label",
                      what);
        return false;
    }
    return true;
}

static struct sk_label classify(const struct sk_label_rules *rules, const char *text) {
    struct sk_scan scan = { .source = SK_SOURCE_CLI };
    struct sk_label label;
    sk_scan_set_text(&scan, text, strlen(text));
    sk_label_classify(rules, &scan, &label);
    if (label.text[0] && strlen(label.text) != strlen(text)) { /* what is given is what is sent */
        label.kind = SK_LABEL_UNKNOWN;
    }
    return label;
}

/* Why the label rules refuse them; info stays empty if they do not. */
static void find_fault(const struct bind_words *words, const struct sk_label *sn,
                       const struct sk_label *instance, struct sk_err_info *info) {
    if (sn->kind == SK_LABEL_INSTANCE || instance->kind == SK_LABEL_SERIAL) {
        (void)sk_fail(info, SK_ERR_INVALID,
                      "--sn '%s' and --instance '%s' look swapped; an instance id has a hyphen "
                      "after 'sag'",
                      words->sn, words->instance);
    } else if (sn->kind == SK_LABEL_DENIED) {
        (void)sk_fail(info, SK_ERR_INVALID,
                      "the serial number '%s' is a placeholder, or not allowed by guard.deny",
                      words->sn);
    } else if (sn->kind != SK_LABEL_SERIAL) {
        (void)sk_fail(info, SK_ERR_INVALID, "'%s' does not look like a serial number", words->sn);
    } else if (instance->kind != SK_LABEL_INSTANCE) {
        (void)sk_fail(info, SK_ERR_INVALID, "'%s' does not look like an instance id",
                      words->instance);
    }
}

/* The service decides about labels, but cannot tell a typing error from a device: what the rules
 * refuse is sent only with an extra option. */
static bool check_labels(const struct sk_config *config, const struct bind_words *words,
                         struct sk_err_info *info) {
    struct sk_label_rules *rules = NULL;
    struct sk_err_info fault = { "" };
    if (!is_plausible(words->sn, "--sn", info) ||
        !is_plausible(words->instance, "--instance", info) ||
        sk_label_rules_from(config, &rules, info) != SK_OK) {
        return false;
    }
    struct sk_label sn = classify(rules, words->sn);
    struct sk_label instance = classify(rules, words->instance);
    sk_label_rules_destroy(rules);
    find_fault(words, &sn, &instance, &fault);
    if (fault.text[0] && words->force) {
        sk_log_warning("%s, sending it all the same", fault.text);
    } else if (fault.text[0]) {
        (void)sk_fail(info, SK_ERR_INVALID, "%s; --force sends it all the same", fault.text);
        return false;
    }
    return true;
}

int sk_cmd_bind(int argc, char **argv) {
    static struct sk_config config;
    static struct sk_config_problems problems;
    static struct sk_arguments arguments;
    struct bind_words words = { 0 };
    struct sk_err_info info = { "" };
    const struct sk_argument table[] = {
        { "help", &words.help, NULL },     { "demo", &words.demo, NULL },
        { "sn", NULL, &words.sn },         { "instance", NULL, &words.instance },
        { "force", &words.force, NULL },   { "wait", NULL, &words.wait },
        { "config", NULL, &words.config }, { NULL, NULL, NULL },
    };
    int64_t wait_s = WAIT_MS / 1000;
    if (!sk_arguments_read(&arguments, argc, argv, 1, table, &info)) {
        return sk_cli_complain("bind", info.text);
    }
    if (words.help) {
        return fputs(usage, stdout) < 0 ? SK_CLI_USAGE : SK_CLI_OK;
    }
    if (!words.sn || !words.instance || arguments.file_count > 0) {
        return sk_cli_complain("bind", "needs --sn SERIAL and --instance ID; see --help");
    }
    if (words.wait && !sk_parse_int(words.wait, 0, 86400, &wait_s)) {
        return sk_cli_complain("bind", "--wait must be whole seconds from 0 to 86400");
    }
    if (sk_config_init(&config) != SK_OK) {
        return sk_cli_complain("bind", "not enough memory");
    }
    sk_config_read(&config,
                   words.config ? words.config
                   : words.demo ? "/dev/null"
                                : NULL,
                   &problems);
    sk_arguments_apply(&arguments, &config, &problems);
    sk_log_set_level(config.kiosk.log);
    (void)sk_language_set(NULL, NULL); /* English is fine where there is no other */
    struct sk_submit submit = {
        .command = "bind", .config = &config, .serial = words.sn, .instance = words.instance
    };
    int status = SK_CLI_USAGE;
    if (sk_submit_begin(&submit, &problems, words.demo)) {
        status = check_labels(&config, &words, &info) ? sk_submit_run(&submit, "", wait_s * 1000)
                                                      : sk_cli_complain("bind", info.text);
    }
    sk_submit_end(&submit);
    sk_config_finish(&config);
    return status;
}
