#include "cli/update_hands.h"

#include "app/control/control.h"
#include "base/clock.h"
#include "base/parse.h"
#include "base/utf8.h"
#include "cli/kiosk_account.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TEST_SECONDS 300 /* that the new version's own test may take */
#define START_SECONDS 60 /* until it is ready */
#define ASK_SECONDS 20   /* for an answer */
#define REST_TRIES 300   /* seconds that a bench in use is waited for, with the new one tested */
#define ARGUMENTS_MAX 12

static void wait_seconds(time_t seconds) {
    const struct timespec pause = { .tv_sec = seconds };
    (void)nanosleep(&pause, NULL);
}

/* --- other programs ----------------------------------------------------------------------- */

/* Runs a program to its end; is_kiosk: as the kiosk's account. out (NULL: it goes where ours does)
 * gets what it says, cut. Returns its exit status, or -1. */
static int run(const struct sk_cmd_log *command, char *const *arguments, bool is_kiosk, char *out,
               size_t size) {
    int ends[2] = { -1, -1 };
    if (out && pipe(ends) != 0) {
        return -1;
    }
    (void)fflush(NULL); /* the child must not write it again */
    pid_t child = fork();
    if (child == 0) {
        (void)signal(SIGXFSZ, SIG_DFL);
        (void)alarm(TEST_SECONDS); /* outlasts exec */
        if ((out && dup2(ends[1], STDOUT_FILENO) < 0) ||
            (is_kiosk && !sk_kiosk_account_become(command->path))) {
            _exit(126);
        }
        execv(arguments[0], arguments);
        _exit(127);
    }
    if (out) {
        size_t used = 0;
        ssize_t got = 1;
        (void)close(ends[1]);
        while (child > 0 && used + 1 < size && got > 0) {
            got = read(ends[0], out + used, size - 1 - used);
            used += got > 0 ? (size_t)got : 0;
        }
        out[used] = '\0';
        (void)close(ends[0]); /* it was only read */
    }
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return -1;
        }
    }
    return child > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* --- asking the kiosk ---- --------------------------------------------------------------- */

static void end_the_wait(int signal_number) {
    (void)signal_number; /* that it came is enough */
}

/* A kiosk that hangs does not answer; a signal ends the wait for it. */
static enum sk_err ask(const struct sk_hands *hands, int64_t seconds,
                       struct sk_action_result *result, struct sk_err_info *info) {
    struct sk_action action = { .type = SK_ACTION_MAY_STOP, .number = seconds };
    struct sigaction on_alarm = { .sa_handler = end_the_wait };
    struct sigaction before;
    struct sk_kiosk_account account;
    if (!sk_kiosk_account_begin(&account, hands->command->path)) {
        return sk_fail(info, SK_ERR_DENIED, "the kiosk's account cannot be used to ask the kiosk");
    }
    (void)sigaction(SIGALRM, &on_alarm, &before);
    (void)alarm(ASK_SECONDS);
    enum sk_err err = sk_control_ask(hands->command->path, &action, result, info);
    (void)alarm(0);
    (void)sigaction(SIGALRM, &before, NULL);
    sk_kiosk_account_end(&account);
    return err;
}

enum sk_err sk_hands_may_stop(const struct sk_hands *hands, int64_t seconds,
                              struct sk_err_info *info) {
    struct sk_action_result result = { .end = SK_ACTION_NOT_DONE };
    struct sk_err_info why = { "" };
    char shown[sizeof(result.text.text)]; /* it may be anything, and root's terminal shows it */
    enum sk_err err = ask(hands, seconds, &result, &why);
    if (err) {
        return err == SK_ERR_NOT_FOUND ? SK_OK : sk_fail(info, err, "%s", why.text);
    }
    (void)sk_utf8_printable(result.text.text, strlen(result.text.text), shown, sizeof(shown), NULL);
    return result.end == SK_ACTION_DONE
               ? SK_OK
               : sk_fail(info, SK_ERR_BUSY, "not now: %s; --now does not wait", shown);
}

/* With the new version tested, a pair that is under way is waited for. */
static enum sk_err wait_for_rest(const struct sk_hands *hands, struct sk_err_info *info) {
    enum sk_err err = hands->is_now ? SK_OK : sk_hands_may_stop(hands, 10, info);
    for (int i = 0; i < REST_TRIES && err == SK_ERR_BUSY; i++) {
        wait_seconds(1);
        err = sk_hands_may_stop(hands, 10, info);
    }
    return err;
}

/* --- the new one's own test --------------------------------------------------------------- */

static enum sk_err test(void *data, const char *folder, struct sk_err_info *info) {
    struct sk_hands *hands = data;
    char program[4096];
    char word_update[] = "update";
    char word_test[] = "self-test";
    char word_path[] = "--journal.path";
    char word_config[] = "--config";
    char *arguments[ARGUMENTS_MAX] = { program, word_update, word_test, word_path,
                                       hands->command->path };
    char config[4096];
    if (hands->command->config_file) {
        (void)snprintf(config, sizeof(config), "%s", hands->command->config_file);
        arguments[5] = word_config;
        arguments[6] = config;
    }
    int length = snprintf(program, sizeof(program), "%s/bin/sag-kioskctl", folder);
    int status = length > 0 && (size_t)length < sizeof(program)
                     ? run(hands->command, arguments, true, NULL, 0)
                     : -1;
    if (status != 0) {
        return sk_fail(info, SK_ERR_INVALID,
                       "the new version does not pass its own test (%s); what it says is above",
                       status == 127 || status == 126 ? "it could not be started"
                       : status < 0                   ? "it took too long, or crashed"
                                                      : "something does not work with it");
    }
    return wait_for_rest(hands, info);
}

/* --- the service -------------------------------------------------------------------------- */

/* What systemd says of the service. */
struct service {
    bool is_active;
    int64_t restarts; /* of its own accord, since it was last started */
    int64_t pid;
};

static const char *value_of(const char *text, const char *name) {
    const char *found = strstr(text, name);
    return found && (found == text || found[-1] == '\n') ? found + strlen(name) : "";
}

static int64_t number_of(const char *text, const char *name) {
    char digits[24];
    int64_t number = -1;
    const char *value = value_of(text, name);
    size_t length = strcspn(value, "\n");
    (void)snprintf(digits, sizeof(digits), "%.*s", (int)(length < 20 ? length : 20), value);
    (void)sk_parse_int(digits, 0, INT64_MAX, &number);
    return number;
}

static bool look(const struct sk_hands *hands, struct service *out) {
    char said[1024];
    char program[4096];
    char show[] = "show";
    char active[] = "--property=ActiveState,NRestarts,MainPID";
    char service[128];
    char *arguments[] = { program, show, active, service, NULL };
    (void)snprintf(program, sizeof(program), "%s", hands->systemctl);
    (void)snprintf(service, sizeof(service), "%s", hands->service);
    if (run(hands->command, arguments, false, said, sizeof(said)) != 0) {
        return false;
    }
    *out =
        (struct service){ .is_active = strncmp(value_of(said, "ActiveState="), "active\n", 7) == 0,
                          .restarts = number_of(said, "NRestarts="),
                          .pid = number_of(said, "MainPID=") };
    return true;
}

/* The program that runs is the new one's, not the one before that never went. */
static bool is_of_version(const struct sk_hands *hands, const struct service *service,
                          const char *version) {
    char name[64];
    char path[4096];
    char wanted[4096];
    (void)snprintf(name, sizeof(name), "/proc/%lld/exe", (long long)service->pid);
    ssize_t length = readlink(name, path, sizeof(path) - 1);
    path[length > 0 ? length : 0] = '\0';
    (void)snprintf(wanted, sizeof(wanted), "%s/versions/%s/", hands->root, version);
    return strncmp(path, wanted, strlen(wanted)) == 0;
}

/* It is ready (which its first picture is a part of), and then runs for two minutes without being
 * started again; its journal is open, and its main loop answers. */
static enum sk_err watch(const struct sk_hands *hands, const char *version,
                         struct sk_err_info *info) {
    struct service service = { .is_active = false };
    struct sk_err_info why = { "" };
    struct sk_clock *clock = sk_clock_system();
    sk_ms begun = clock->ops->now(clock);
    sk_ms ready = -1;
    while (ready < 0 || clock->ops->now(clock) - ready < hands->trial_seconds * 1000) {
        wait_seconds(1);
        sk_ms now = clock->ops->now(clock);
        if (!look(hands, &service)) {
            return sk_fail(info, SK_ERR_IO, "systemd does not tell how %s is", hands->service);
        }
        if (service.restarts > 0 || (ready >= 0 && !service.is_active)) {
            return sk_fail(info, SK_ERR_STOPPED, "version %s ended by itself in its trial",
                           version);
        }
        ready = ready < 0 && service.is_active ? now : ready;
        if (ready < 0 && now - begun > START_SECONDS * 1000) {
            return sk_fail(info, SK_ERR_STOPPED, "version %s was not ready in time", version);
        }
    }
    struct sk_action_result result;
    if (!is_of_version(hands, &service, version)) {
        return sk_fail(info, SK_ERR_STOPPED, "%s does not start version %s", hands->service,
                       version);
    }
    return ask(hands, 0, &result, &why) == SK_OK
               ? SK_OK
               : sk_fail(info, SK_ERR_STOPPED, "version %s does not answer: %s", version, why.text);
}

static enum sk_err restart(void *data, const char *version, struct sk_err_info *info) {
    struct sk_hands *hands = data;
    char program[4096];
    char word[] = "restart";
    char reset[] = "reset-failed";
    char service[128];
    char *forget[] = { program, reset, service, NULL };
    char *arguments[] = { program, word, service, NULL };
    if (strcmp(hands->service, "none") == 0) {
        return SK_OK;
    }
    (void)snprintf(program, sizeof(program), "%s", hands->systemctl);
    (void)snprintf(service, sizeof(service), "%s", hands->service);
    (void)run(hands->command, forget, false, NULL, 0); /* starts of before do not count */
    if (run(hands->command, arguments, false, NULL, 0) != 0) {
        return sk_fail(info, SK_ERR_STOPPED, "%s cannot be started", hands->service);
    }
    return version ? watch(hands, version, info) : SK_OK;
}

const struct sk_updater_hands *sk_hands_of_update(void) {
    static const struct sk_updater_hands hands = { .test = test, .restart = restart };
    return &hands;
}
