/* doctor_cloud.c — can the cloud be reached, and may this key ask and bind? */
#include "cli/doctor/doctor.h"

#include "app/core/cloud_sender.h"
#include "app/settings/account_options.h"
#include "cli/bench_user.h"
#include "cli/doctor/doctor_cloud_try.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ACCOUNTS_MAX 8
#define CLOCK_OFF_MS (60 * 1000) /* of 15 minutes that the service lets pass */

static const char no_proxy[] = "correct cloud.proxy: http://HOST:PORT, or none";
static const char set_clock[] = "set the clock of this machine, and let it follow a time server "
                                "(timedatectl set-ntp true)";

/* How the account is called where there are several; with a blank behind it. */
struct account {
    struct sk_account account;
    char name[SK_ACCOUNT_TEXT_SIZE + 16];
};

/* --- the settings --------------------------------------------------------------------------- */

static bool tell_region(const struct sk_doctor *doctor, const struct account *account) {
    struct sk_err_info info = { "" };
    if (!account->account.region[0]) {
        sk_doctor_say(
            doctor, SK_DOCTOR_FAIL, "region",
            "on a bench run 'sag-kioskctl setup' as root, which asks for it; elsewhere put "
            "under [cloud] into the settings, for example:\n  region = cn-hangzhou",
            "cloud.region is not set, so nothing can be bound");
        return false;
    }
    if (sk_accounts_check_region(doctor->config, account->account.region, &info) != SK_OK) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "region", "correct cloud.region", "%s", info.text);
        return false;
    }
    sk_doctor_say(doctor, SK_DOCTOR_OK, "region", NULL, "%s%s%s", account->name,
                  account->account.region,
                  doctor->config->cloud.endpoint[0] ? ", by cloud.endpoint" : "");
    return true;
}

/* The check under which a setting that is wrong is told. */
static const char *check_of(const char *setting) {
    return strcmp(setting, "cloud.proxy") == 0     ? "proxy"
           : strcmp(setting, "cloud.ca_file") == 0 ? "tls"
           : strcmp(setting, "cloud.endpoint") == 0 || strcmp(setting, "cloud.region") == 0
               ? "region"
               : "key";
}

static bool tell_key(const struct sk_doctor *doctor, const struct account *account) {
    static struct sk_cloud_check cloud;
    bool is_good = sk_cloud_sender_check(doctor->config, &account->account, &cloud);
    sk_cli_name_bench_key(&cloud.text);
    if (is_good) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "key", NULL, "%scomes from %s", account->name,
                      cloud.text.text);
    } else {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, check_of(cloud.setting),
                      cloud.setting[0] ? "correct that setting" : NULL, "%s%s", account->name,
                      cloud.text.text);
    }
    for (size_t i = 0; i < cloud.notice_count; i++) {
        sk_doctor_say(doctor, SK_DOCTOR_WARN, "key", NULL, "%s%s", account->name,
                      cloud.notices[i].text);
    }
    return is_good;
}

/* The address may have a password in it, so it is not shown. */
static void tell_proxy(const struct sk_doctor *doctor) {
    const char *proxy = doctor->config->cloud.proxy;
    bool is_none = proxy[0] == '\0';
    sk_doctor_say(doctor, SK_DOCTOR_OK, "proxy", NULL, "%s",
                  is_none                     ? "none (cloud.proxy)"
                  : strcmp(proxy, "env") == 0 ? "as https_proxy and no_proxy say"
                                              : "the one that cloud.proxy names");
}

/* --- the way -------------------------------------------------------------------------------- */

/* True: the name and the connection are the proxy's business. */
static bool has_proxy(const struct sk_config *config) {
    const char *lower = getenv("https_proxy");
    const char *upper = getenv("HTTPS_PROXY");
    bool is_in_environment = (lower && lower[0]) || (upper && upper[0]);
    return config->cloud.proxy[0] != '\0' &&
           (strcmp(config->cloud.proxy, "env") != 0 || is_in_environment);
}

static bool tell_way(const struct sk_doctor *doctor, const char *host) {
    struct sk_doctor_way way;
    if (has_proxy(doctor->config)) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "dns", NULL, "the proxy looks names up");
        return true;
    }
    sk_doctor_try_way(host, &way);
    if (way.dns[0]) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "dns",
                      "check the network cable, then the name server (resolvectl status)",
                      "'%s' has no address: %s", way.host, way.dns);
        return false;
    }
    sk_doctor_say(doctor, SK_DOCTOR_OK, "dns", NULL, "'%s' has addresses: %d", way.host,
                  way.addresses);
    if (way.tcp[0]) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "tcp",
                      "let the firewall allow connections to it, or set cloud.proxy",
                      "'%s' cannot be reached: %s", host, way.tcp);
        return false;
    }
    sk_doctor_say(doctor, SK_DOCTOR_OK, "tcp", NULL, "'%s' answers after %d ms (%s)", host,
                  way.took_ms, way.address);
    return true;
}

/* --- what the cloud says -------------------------------------------------------------------- */

static void tell_clock(const struct sk_doctor *doctor, const struct sk_doctor_answer *answer) {
    int64_t off = answer->clock_off_ms < 0 ? -answer->clock_off_ms : answer->clock_off_ms;
    if (!answer->has_time) {
        sk_doctor_say(doctor, SK_DOCTOR_WARN, "clock", NULL, "the cloud did not tell its time");
    } else if (off > CLOCK_OFF_MS) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "clock", set_clock,
                      "this machine's clock is %lld s %s the cloud's", (long long)off / 1000,
                      answer->clock_off_ms > 0 ? "behind" : "ahead of");
    } else {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "clock", NULL, "the same as the cloud's");
    }
}

/* No answer: where it ended. */
static void tell_broken(const struct sk_doctor *doctor, const struct sk_doctor_answer *answer) {
    const char *check = answer->end == SAG_END_CLOCK         ? "clock"
                        : answer->end == SAG_END_PROXY       ? "proxy"
                        : answer->end == SAG_END_RESOLVE     ? "dns"
                        : answer->end == SAG_END_CREDENTIALS ? "key"
                        : answer->end == SAG_END_CONNECT     ? "tcp"
                                                             : "tls";
    sk_doctor_say(doctor, SK_DOCTOR_FAIL, check,
                  answer->end == SAG_END_TLS
                      ? "a wrong clock, or a firewall that looks into connections: set the clock, "
                        "or name its certificate by cloud.ca_file"
                  : answer->end == SAG_END_CLOCK ? set_clock
                  : answer->end == SAG_END_PROXY ? no_proxy
                                                 : "see the lines above, and run it once more",
                  "no answer (%s)%s%s", sag_end_name(answer->end), answer->message[0] ? ": " : "",
                  answer->message);
}

static bool is_key_refused(const struct sk_doctor_answer *answer) {
    return answer->cls == SAG_CLASS_REFUSED && answer->fix == SAG_FIX_IT &&
           (answer->traits & SAG_TRAIT_FORBIDDEN) == 0;
}

/* What the answer to a call means for the permission to make it. A worker's or a supervisor's error
 * is about the labels, so the call was let through to them. */
static void tell_permission(const struct sk_doctor *doctor, const struct account *account,
                            const char *check, const char *action,
                            const struct sk_doctor_answer *answer) {
    char remedy[160];
    bool is_undo = strcmp(check, "undo") == 0;
    bool is_about_labels = answer->cls == SAG_CLASS_REFUSED && answer->fix != SAG_FIX_IT;
    (void)snprintf(remedy, sizeof(remedy), "allow the action smartag:%s to this key's RAM user",
                   action);
    if ((answer->traits & SAG_TRAIT_FORBIDDEN) != 0) {
        sk_doctor_say(doctor, is_undo ? SK_DOCTOR_WARN : SK_DOCTOR_FAIL, check, remedy,
                      "%sthe key may not call %s (%s)", account->name, action, answer->code);
    } else if (is_key_refused(answer)) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, check, "give the kiosk the right key and clock",
                      "%sthe cloud refuses the call: %s: %s", account->name, answer->code,
                      answer->message);
    } else if (is_about_labels || (answer->cls == SAG_CLASS_OK && strcmp(check, "ask") == 0)) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, check, NULL, "%sthe key may call %s%s%s%s",
                      account->name, action,
                      is_about_labels ? " (labels that cannot exist were refused: " : "",
                      is_about_labels ? answer->code : "", is_about_labels ? ")" : "");
    } else {
        sk_doctor_say(doctor, SK_DOCTOR_WARN, check, "run it once more",
                      "%sit is not known whether the key may call %s: %s %s", account->name, action,
                      answer->code[0] ? answer->code : sag_end_name(answer->end), answer->message);
    }
}

static void try_calls(const struct sk_doctor *doctor, const struct account *account,
                      struct sk_doctor_try *cloud) {
    static const struct {
        enum sk_doctor_call call;
        const char *check;
    } calls[] = { { SK_DOCTOR_CALL_ASK_INSTANCE, "ask" },
                  { SK_DOCTOR_CALL_BIND, "bind" },
                  { SK_DOCTOR_CALL_UNBIND, "undo" } };
    struct sk_doctor_answer answer;
    sk_doctor_try_call(cloud, SK_DOCTOR_CALL_ASK, &answer);
    if (answer.end != SAG_END_ANSWER) {
        tell_broken(doctor, &answer);
        return;
    }
    sk_doctor_say(doctor, SK_DOCTOR_OK, "tls", NULL, "%sthe server has proved who it is",
                  account->name);
    tell_clock(doctor, &answer);
    tell_permission(doctor, account, "ask", sk_doctor_call_action(SK_DOCTOR_CALL_ASK), &answer);
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]) && !is_key_refused(&answer); i++) {
        sk_doctor_try_call(cloud, calls[i].call, &answer);
        tell_permission(doctor, account, calls[i].check, sk_doctor_call_action(calls[i].call),
                        &answer);
    }
}

/* Without a key it can still be seen whether the network is well. */
static void try_connection(const struct sk_doctor *doctor, struct sk_doctor_try *cloud) {
    struct sk_doctor_answer answer = { .end = sk_doctor_try_connect(cloud) };
    if (answer.end == SAG_END_ANSWER) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "tls", NULL, "the server has proved who it is");
    } else {
        tell_broken(doctor, &answer);
    }
}

static void look_at(const struct sk_doctor *doctor, const struct account *account) {
    struct sk_doctor_try *cloud = NULL;
    struct sk_err_info info = { "" };
    if (!tell_region(doctor, account)) {
        return;
    }
    bool has_key = tell_key(doctor, account);
    if (sk_doctor_try_create(&cloud, doctor->config, &account->account, has_key, &info) != SK_OK) {
        if (has_key) { /* else that was told */
            sk_doctor_say(doctor, SK_DOCTOR_FAIL, "key", NULL, "%s", info.text);
        }
        return;
    }
    tell_proxy(doctor);
    if (tell_way(doctor, sk_doctor_try_host(cloud))) {
        if (has_key) {
            try_calls(doctor, account, cloud);
        } else {
            try_connection(doctor, cloud);
        }
    }
    sk_doctor_try_destroy(cloud);
}

void sk_doctor_cloud(const struct sk_doctor *doctor) {
    struct sk_routes *routes = NULL;
    struct sk_err_info info = { "" };
    struct account account = { .name = "" };
    if (sk_routes_create(&routes, doctor->config, &info) != SK_OK) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "region", "correct cloud.routes", "%s", info.text);
        return;
    }
    bool has_several = sk_routes_account(routes, 1) != NULL;
    for (size_t i = 0; i < ACCOUNTS_MAX && sk_routes_account(routes, i); i++) {
        char name[SK_ACCOUNT_TEXT_SIZE];
        account.account = *sk_routes_account(routes, i);
        (void)snprintf(account.name, sizeof(account.name), "%s%s",
                       has_several ? sk_account_text(&account.account, name) : "",
                       has_several ? ": " : "");
        look_at(doctor, &account);
    }
    sk_routes_destroy(routes);
}
