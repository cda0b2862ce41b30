#include "cli/submit.h"

#include "app/core/parts.h"
#include "app/model/sentence.h"
#include "base/json.h"
#include "base/language.h"
#include "base/util.h"
#include "cli/turn.h"
#include "journal/journal.h"

#include <stdio.h>
#include <string.h>

#define OPEN_MS 10000 /* for the journal to open, before any other wait */
#define TAKE_BACK_MS 10000
#define PLACE_MS 3000 /* for the question that finds out who has the device of a conflict */
#define FOLLOW_MS 200 /* between two looks into the journal of a running kiosk */

bool sk_submit_begin(struct sk_submit *submit, struct sk_config_problems *problems, bool demo) {
    struct sk_err_info info = { "" };
    enum sk_err err = sk_wakeup_init(&submit->wakeup, &info);
    if (!err) {
        sk_wakeup_take_signals(&submit->wakeup);
        err = demo ? sk_demo_create(&submit->demo, submit->config, &info) : SK_OK;
    }
    if (err) {
        (void)sk_cli_complain(submit->command, info.text);
        return false;
    }
    sk_config_check(submit->config, problems);
    for (size_t i = 0; i < problems->count; i++) {
        (void)sk_cli_complain(submit->command, problems->texts[i]);
    }
    return problems->count == 0;
}

void sk_submit_end(struct sk_submit *submit) {
    sk_app_destroy(submit->app);
    sk_demo_destroy(submit->demo);
    sk_wakeup_finish(&submit->wakeup);
}

static bool is_final(const struct sk_verdict *verdict) {
    return verdict->kind == SK_VERDICT_BOUND || verdict->kind == SK_VERDICT_REFUSED ||
           verdict->kind == SK_VERDICT_CHECK || verdict->kind == SK_VERDICT_WITHDRAWN;
}

/* Final, or waiting will not make it so: offline and credentials are for others to fix. */
static bool is_answered(void *data) {
    const struct sk_submit *submit = data;
    struct sk_verdict verdict;
    return sk_app_verdict(submit->app, submit->number, &verdict) &&
           (is_final(&verdict) || verdict.kind == SK_VERDICT_BLOCKED ||
            verdict.kind == SK_VERDICT_SAVED);
}

static bool is_taken_back_or_final(void *data) {
    const struct sk_submit *submit = data;
    struct sk_verdict verdict;
    return sk_app_verdict(submit->app, submit->number, &verdict) &&
           (is_final(&verdict) || verdict.kind == SK_VERDICT_TOO_LATE);
}

/* No refusal is being looked into any more: what was found is in the log. */
static bool is_looked_into(void *data) {
    const struct sk_submit *submit = data;
    return sk_app_tally(submit->app).looked_into == 0;
}

/* What is printed about an outcome, with the sentence of the screen that fits. */
struct end {
    const char *word;
    enum sk_screen screen;
    struct sk_sentence sentence;
    const struct sk_verdict *verdict;
};

static bool is_taken_back(const struct end *end) {
    return end->screen == SK_SCREEN_SAVED;
}

static void print_line(const struct sk_submit *submit, const struct end *end) {
    const struct sk_verdict *verdict = end->verdict;
    printf("%s #%lld %s -> %s", end->word, (long long)submit->number, submit->serial,
           submit->instance);
    if (submit->refers > 0) {
        printf(" takes-up=#%lld", (long long)submit->refers);
    }
    if (verdict->code[0]) {
        printf(" code=%s", verdict->code);
    }
    if (verdict->request_id[0]) {
        printf(" request-id=%s", verdict->request_id);
    }
    printf(":");
    if (verdict->place == SK_PLACE_INSTANCE) {
        printf(" ");
        printf(sk_text(SK_N("This device is bound to %s.")), verdict->where);
    } else if (verdict->place == SK_PLACE_OUTSIDE) {
        printf(" %s", sk_text(SK_N("This device is bound in another account or region.")));
    } else if (!is_taken_back(end) || verdict->code[0]) {
        printf(" %s", sk_text(end->sentence.what));
    }
    if (is_taken_back(end)) {
        printf(" %s", sk_text(SK_N("The pair was undone. Try again later.")));
    } else if (end->screen != SK_SCREEN_BOUND && end->sentence.advice[0]) {
        printf(" %s", sk_text(end->sentence.advice));
    }
    printf("\n");
}

static void print_json(const struct sk_submit *submit, const struct end *end) {
    const struct {
        const char *name;
        const char *text;
    } texts[] = { { "outcome", end->word },
                  { "serial", submit->serial },
                  { "instance", submit->instance },
                  { "code", end->verdict->code },
                  { "request_id", end->verdict->request_id },
                  { "what", sk_text(end->sentence.what) } };
    struct sk_buf out = SK_BUF_INIT(1 << 16);
    enum sk_err err = sk_buf_addf(&out, "{\"number\":%lld,\"refers\":%lld",
                                  (long long)submit->number, (long long)submit->refers);
    for (size_t i = 0; i < SK_ARRAY_LEN(texts) && !err; i++) {
        err = sk_buf_addf(&out, ",\"%s\":", texts[i].name);
        err = err ? err : sk_json_add_text(&out, texts[i].text);
    }
    if (!err) {
        printf("%s}\n", out.data);
    }
    sk_buf_finish(&out);
}

static void print(const char *word, enum sk_screen screen, const struct sk_submit *submit,
                  const struct sk_verdict *verdict) {
    struct end end = { .word = word,
                       .screen = screen,
                       .sentence = sk_sentence_verdict(verdict, screen),
                       .verdict = verdict };
    (submit->json ? print_json : print_line)(submit, &end);
}

/* Nobody waits at the shell for what happens later: a pair that was not bound is withdrawn, so that
 * what is printed here stays true. *verdict is brought up to date. */
static void take_back(struct sk_submit *submit, struct sk_verdict *verdict) {
    struct sk_verdict before = *verdict;
    sk_app_withdraw(submit->app, submit->number, submit->serial, submit->instance);
    if (sk_turn_until(submit->app, &submit->wakeup, is_taken_back_or_final, submit, TAKE_BACK_MS)) {
        (void)sk_app_verdict(submit->app, submit->number, verdict);
    }
    if (!is_final(verdict) || verdict->kind == SK_VERDICT_WITHDRAWN) {
        memcpy(verdict->code, before.code, sizeof(before.code));
        memcpy(verdict->request_id, before.request_id, sizeof(before.request_id));
    }
}

/* verdict: with code and request id of the last one before it was taken back. */
static int give_taken_back(struct sk_submit *submit, const struct sk_verdict *verdict,
                           bool was_blocked) {
    const struct sk_model *model = sk_app_model(submit->app);
    bool is_setting =
        strcmp(verdict->code, "net.credentials") == 0 || strcmp(verdict->code, "net.settings") == 0;
    if (is_setting && model->problem_count > 0) {
        return sk_cli_complain(submit->command, model->problems[0]); /* a setting, not the cloud */
    }
    if (was_blocked && verdict->request_id[0]) {
        print("refused", SK_SCREEN_REFUSED, submit, verdict); /* the service's own word */
        return SK_CLI_REFUSED;
    }
    print("not-sent", SK_SCREEN_SAVED, submit, verdict);
    return SK_CLI_NOT_SENT;
}

static int give_verdict(struct sk_submit *submit) {
    struct sk_verdict verdict = { .kind = SK_VERDICT_CHECKING, .number = submit->number };
    (void)sk_app_verdict(submit->app, submit->number, &verdict); /* none: not known */
    bool was_blocked = verdict.kind == SK_VERDICT_BLOCKED;
    if (!is_final(&verdict)) {
        take_back(submit, &verdict);
    }
    switch (verdict.kind) {
    case SK_VERDICT_BOUND:
        print("bound", SK_SCREEN_BOUND, submit, &verdict);
        return SK_CLI_OK;
    case SK_VERDICT_REFUSED:
    case SK_VERDICT_LOCATED:
        print("refused", SK_SCREEN_REFUSED, submit, &verdict);
        return SK_CLI_REFUSED;
    case SK_VERDICT_WITHDRAWN:
        return give_taken_back(submit, &verdict, was_blocked);
    case SK_VERDICT_CHECK:
        print("check", SK_SCREEN_REFUSED, submit, &verdict);
        return SK_CLI_UNKNOWN;
    case SK_VERDICT_BLOCKED:
    case SK_VERDICT_RETRY:
    case SK_VERDICT_CHECKING:
    case SK_VERDICT_SAVED:
    case SK_VERDICT_TOO_LATE:
        break;
    }
    print("unknown", SK_SCREEN_CHECKING, submit, &verdict);
    return SK_CLI_UNKNOWN;
}

int sk_submit_run(struct sk_submit *submit, const char *operator_name, sk_ms wait) {
    struct sk_err_info info = { "" };
    enum sk_err err = sk_app_create(&submit->app, submit->config, NULL, sk_clock_system(),
                                    sk_app_real_parts(), sk_wakeup_post, &submit->wakeup, &info);
    if (err) {
        return sk_cli_complain(submit->command, info.text);
    }
    bool is_open =
        sk_turn_until_ready(submit->app, &submit->wakeup, wait > OPEN_MS ? wait : OPEN_MS);
    const struct sk_model *model = sk_app_model(submit->app);
    if (!is_open) {
        return sk_cli_complain(submit->command, model->problem_count > 0
                                                    ? model->problems[0]
                                                    : "the journal does not open");
    }
    submit->number = sk_app_resubmit(submit->app, submit->serial, submit->instance, operator_name,
                                     submit->refers, &submit->account);
    if (submit->number == 0) {
        return sk_cli_complain(submit->command, "the journal is busy; try again");
    }
    if (sk_turn_until(submit->app, &submit->wakeup, is_answered, submit, wait)) {
        (void)sk_turn_until(submit->app, &submit->wakeup, is_looked_into, submit, PLACE_MS);
    }
    return give_verdict(submit);
}

/* True once there is a last word about the pair. */
static enum sk_err look_up(struct sk_submit *submit, struct sk_journal *journal, bool *is_settled,
                           struct sk_verdict *verdict, struct sk_err_info *info) {
    struct sk_stored_pair stored;
    enum sk_err err = sk_journal_pair(journal, submit->number, &stored, info);
    if (!err) {
        *is_settled = stored.result != SK_RESULT_PENDING;
        verdict->kind = stored.result == SK_RESULT_BOUND       ? SK_VERDICT_BOUND
                        : stored.result == SK_RESULT_WITHDRAWN ? SK_VERDICT_WITHDRAWN
                                                               : SK_VERDICT_REFUSED;
        memcpy(verdict->code, stored.code, sizeof(stored.code));
        memcpy(verdict->request_id, stored.request_id, sizeof(stored.request_id));
    }
    return err;
}

int sk_submit_follow(struct sk_submit *submit, const char *journal_path, sk_ms wait) {
    struct sk_err_info info = { "" };
    struct sk_journal *journal = NULL;
    struct sk_clock *clock = sk_clock_system();
    struct sk_verdict verdict = { .number = submit->number };
    bool is_settled = false;
    sk_ms end = clock->ops->now(clock) + wait;
    enum sk_err err = sk_journal_create(&journal, journal_path, SK_JOURNAL_READ, &info);
    while (!err && !is_settled) {
        err = look_up(submit, journal, &is_settled, &verdict, &info);
        if (is_settled || clock->ops->now(clock) >= end || sk_wakeup_is_asked_to_end()) {
            break;
        }
        sk_wakeup_wait(&submit->wakeup, FOLLOW_MS);
    }
    sk_journal_destroy(journal);
    if (err) {
        return sk_cli_complain(submit->command, info.text);
    }
    if (!is_settled) {
        print("waiting", SK_SCREEN_CHECKING, submit, &verdict);
        return SK_CLI_UNKNOWN;
    }
    if (verdict.kind == SK_VERDICT_BOUND) {
        print("bound", SK_SCREEN_BOUND, submit, &verdict);
        return SK_CLI_OK;
    }
    if (verdict.kind == SK_VERDICT_WITHDRAWN) {
        print("not-sent", SK_SCREEN_SAVED, submit, &verdict);
        return SK_CLI_NOT_SENT;
    }
    print("refused", SK_SCREEN_REFUSED, submit, &verdict);
    return SK_CLI_REFUSED;
}
