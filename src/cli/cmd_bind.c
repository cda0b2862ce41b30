#define SK_LOG_MODULE "bind"

#include "cli/cli.h"

#include "app/app.h"
#include "app/arguments.h"
#include "app/config.h"
#include "app/demo.h"
#include "app/knock.h"
#include "app/sentence.h"
#include "base/language.h"
#include "base/log.h"
#include "base/parse.h"
#include "pairing/label.h"
#include "pairing/pairing.h"

#include <stdio.h>
#include <string.h>

#define WAIT_MS 60000
#define OPEN_MS 10000 /* for the journal, which has to be open before anything is waited for */
#define TAKE_BACK_MS 10000

static const char usage[] =
    "usage: sag-kioskctl bind --sn SERIAL --instance ID [OPTION]...\n"
    "Binds one device: the same journal, the same client and the same rules as the kiosk.\n\n"
    "  --sn SERIAL      the device's serial number\n"
    "  --instance ID    the instance it goes to\n"
    "  --wait SECONDS   how long to wait for a final answer (60)\n"
    "  --demo           against the simulator, in a journal of its own\n"
    "  --config FILE    read only this settings file\n"
    "  --section.key V  any setting; see sag-kiosk --help\n\n"
    "Exit status: 0 bound, 1 usage or settings, 2 refused, 3 unknown (will be looked up),\n"
    "4 not sent, or not taken by a busy service (and taken back).\n";

struct words {
    bool help;
    bool demo;
    const char *sn;
    const char *instance;
    const char *wait;
    const char *config;
};

struct job {
    struct sk_config config;
    struct sk_config_problems problems;
    struct sk_demo *demo;
    struct sk_app *app;
    struct sk_knock knock;
    int64_t number;
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

/* What the label rules say is advice here: the service is the judge. Only a swap is refused. */
static bool check_labels(const struct job *job, const struct words *words,
                         struct sk_err_info *info) {
    if (!is_plausible(words->sn, "--sn", info) ||
        !is_plausible(words->instance, "--instance", info)) {
        return false;
    }
    struct sk_label_rules *rules = NULL;
    struct sk_label sn;
    struct sk_label instance;
    struct sk_scan scan = { .source = SK_SOURCE_CLI };
    if (sk_label_rules_create(&rules, job->config.serial_pattern, job->config.instance_pattern,
                              job->config.model_pattern, SK_LABEL_CASE_KEEP, info) != SK_OK) {
        return false;
    }
    sk_scan_set_text(&scan, words->sn, strlen(words->sn));
    sk_label_classify(rules, &scan, &sn);
    sk_scan_set_text(&scan, words->instance, strlen(words->instance));
    sk_label_classify(rules, &scan, &instance);
    sk_label_rules_destroy(rules);
    if (sn.kind == SK_LABEL_INSTANCE || instance.kind == SK_LABEL_SERIAL) {
        (void)sk_fail(info, SK_ERR_INVALID,
                      "--sn '%s' and --instance '%s' look swapped; an instance id has a hyphen "
                      "after 'sag'",
                      words->sn, words->instance);
        return false;
    }
    if (sn.kind != SK_LABEL_SERIAL) {
        sk_log_warning("'%s' does not look like a serial number, sending it all the same",
                       words->sn);
    }
    if (instance.kind != SK_LABEL_INSTANCE) {
        sk_log_warning("'%s' does not look like an instance id, sending it all the same",
                       words->instance);
    }
    return true;
}

/* Turns the app until `done` or the time is over. */
static bool turn_until(struct job *job, bool (*done)(const struct job *job), sk_ms limit) {
    struct sk_clock *clock = sk_clock_system();
    sk_ms end = clock->ops->now(clock) + limit;
    for (;;) {
        sk_ms wait = sk_app_turn(job->app);
        sk_ms left = end - clock->ops->now(clock);
        if (done(job)) {
            return true;
        }
        if (left <= 0 || sk_knock_is_asked_to_end()) {
            return false;
        }
        sk_knock_wait(&job->knock, wait >= 0 && wait < left ? wait : left);
    }
}

static bool is_open(const struct job *job) {
    return sk_app_is_open(job->app) || sk_app_model(job->app)->screen == SK_SCREEN_PROBLEM;
}

static bool is_final(const struct sk_verdict *verdict) {
    return verdict->kind == SK_VERDICT_BOUND || verdict->kind == SK_VERDICT_REFUSED ||
           verdict->kind == SK_VERDICT_WITHDRAWN;
}

/* Final, or certain not to become so by waiting: offline and credentials are for somebody else. */
static bool is_answered(const struct job *job) {
    struct sk_verdict verdict;
    return sk_app_verdict(job->app, job->number, &verdict) &&
           (is_final(&verdict) || verdict.kind == SK_VERDICT_HELD ||
            verdict.kind == SK_VERDICT_SAVED);
}

static bool is_taken_back_or_final(const struct job *job) {
    struct sk_verdict verdict;
    return sk_app_verdict(job->app, job->number, &verdict) &&
           (is_final(&verdict) || verdict.kind == SK_VERDICT_TOO_LATE);
}

/* screen: whose words are the ones for this end. */
static void print(const char *word, enum sk_screen screen, const struct job *job,
                  const struct words *words, const struct sk_verdict *verdict) {
    bool already = verdict->kind == SK_VERDICT_BOUND && verdict->already;
    bool is_taken_back = screen == SK_SCREEN_SAVED;
    struct sk_sentence sentence =
        sk_sentence_find(already ? "bound.already" : verdict->code, screen);
    printf("%s #%lld %s -> %s", word, (long long)job->number, words->sn, words->instance);
    if (verdict->code[0]) {
        printf(" code=%s", verdict->code);
    }
    if (verdict->request_id[0]) {
        printf(" request-id=%s", verdict->request_id);
    }
    printf(":");
    if (!is_taken_back || verdict->code[0]) {
        printf(" %s", sk_text(sentence.what));
    }
    if (is_taken_back) {
        printf(" %s", sk_text(SK_N("The pair was taken back. Try again later.")));
    } else if (screen != SK_SCREEN_BOUND && sentence.action[0]) {
        printf(" %s", sk_text(sentence.action));
    }
    printf("\n");
}

/* Nobody stands at a shell to wait for what comes later: a pair that was not bound is taken back,
 * so that what is said here stays true. *verdict is brought up to date. */
static void take_back(struct job *job, struct sk_verdict *verdict) {
    struct sk_verdict before = *verdict;
    sk_app_withdraw(job->app, job->number);
    if (turn_until(job, is_taken_back_or_final, TAKE_BACK_MS)) {
        (void)sk_app_verdict(job->app, job->number, verdict);
    }
    if (!is_final(verdict) || verdict->kind == SK_VERDICT_WITHDRAWN) {
        memcpy(verdict->code, before.code, sizeof(before.code));
        memcpy(verdict->request_id, before.request_id, sizeof(before.request_id));
    }
}

/* verdict: with code and request id of the last one before it was taken back. */
static int give_taken_back(struct job *job, const struct words *words,
                           const struct sk_verdict *verdict, bool was_held) {
    const struct sk_model *model = sk_app_model(job->app);
    if (strcmp(verdict->code, "net.credentials") == 0 && model->problem_count > 0) {
        return sk_cli_complain("bind", model->problems[0]); /* a setting, not the cloud */
    }
    if (was_held && verdict->request_id[0]) {
        print("refused", SK_SCREEN_REFUSED, job, words, verdict); /* the service's own word */
        return SK_CLI_REFUSED;
    }
    print("not-sent", SK_SCREEN_SAVED, job, words, verdict);
    return SK_CLI_NOT_SENT;
}

static int give_verdict(struct job *job, const struct words *words) {
    struct sk_verdict verdict = { .kind = SK_VERDICT_CHECKING, .number = job->number };
    (void)sk_app_verdict(job->app, job->number, &verdict); /* none: not known */
    bool was_held = verdict.kind == SK_VERDICT_HELD;
    if (!is_final(&verdict)) {
        take_back(job, &verdict);
    }
    switch (verdict.kind) {
    case SK_VERDICT_BOUND:
        print("bound", SK_SCREEN_BOUND, job, words, &verdict);
        return SK_CLI_OK;
    case SK_VERDICT_REFUSED:
        print("refused", SK_SCREEN_REFUSED, job, words, &verdict);
        return SK_CLI_REFUSED;
    case SK_VERDICT_WITHDRAWN:
        return give_taken_back(job, words, &verdict, was_held);
    case SK_VERDICT_HELD:
    case SK_VERDICT_RETRY:
    case SK_VERDICT_CHECKING:
    case SK_VERDICT_SAVED:
    case SK_VERDICT_TOO_LATE:
        break;
    }
    print("unknown", SK_SCREEN_CHECKING, job, words, &verdict);
    return SK_CLI_UNKNOWN;
}

static int run(struct job *job, const struct words *words, sk_ms wait, struct sk_err_info *info) {
    enum sk_err err = sk_knock_init(&job->knock, info);
    if (!err) {
        sk_knock_take_signals(&job->knock);
        if (words->demo) {
            err = sk_demo_create(&job->demo, &job->config, info);
        }
    }
    if (err) {
        return sk_cli_complain("bind", info->text);
    }
    sk_config_check(&job->config, &job->problems);
    for (size_t i = 0; i < job->problems.count; i++) {
        (void)sk_cli_complain("bind", job->problems.texts[i]);
    }
    if (job->problems.count > 0) {
        return SK_CLI_USAGE;
    }
    if (!check_labels(job, words, info)) {
        return sk_cli_complain("bind", info->text);
    }
    err = sk_app_create(&job->app, &job->config, NULL, sk_clock_system(), sk_knock_wake,
                        &job->knock, info);
    if (err) {
        return sk_cli_complain("bind", info->text);
    }
    (void)turn_until(job, is_open, wait > OPEN_MS ? wait : OPEN_MS);
    const struct sk_model *model = sk_app_model(job->app);
    if (!sk_app_is_open(job->app)) {
        return sk_cli_complain("bind", model->problem_count > 0 ? model->problems[0]
                                                                : "the journal does not open");
    }
    job->number = sk_app_submit(job->app, words->sn, words->instance);
    if (job->number == 0) {
        return sk_cli_complain("bind", "the journal has no room just now; try again");
    }
    (void)turn_until(job, is_answered, wait);
    return give_verdict(job, words);
}

int sk_cmd_bind(int argc, char **argv) {
    static struct job job;
    static struct sk_arguments arguments;
    struct words words = { 0 };
    struct sk_err_info info = { "" };
    const struct sk_argument table[] = {
        { "help", &words.help, NULL }, { "demo", &words.demo, NULL },
        { "sn", NULL, &words.sn },     { "instance", NULL, &words.instance },
        { "wait", NULL, &words.wait }, { "config", NULL, &words.config },
        { NULL, NULL, NULL },
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
    if (sk_config_init(&job.config) != SK_OK) {
        return sk_cli_complain("bind", "not enough memory");
    }
    sk_config_read(&job.config,
                   words.config ? words.config
                   : words.demo ? "/dev/null"
                                : NULL,
                   &job.problems);
    sk_arguments_apply(&arguments, &job.config, &job.problems);
    sk_log_set_level((enum sk_log_level)job.config.log_level);
    (void)sk_language_set(NULL, NULL); /* English is fine where there is no other */
    int status = run(&job, &words, wait_s * 1000, &info);
    sk_app_destroy(job.app);
    sk_demo_destroy(job.demo);
    sk_knock_finish(&job.knock);
    sk_config_finish(&job.config);
    return status;
}
