/* main_sim.c — the command sag-sim: reads its options, starts the simulator, waits for a signal.
 *
 * _GNU_SOURCE for getopt_long() and for prctl()'s constants. */
#define _GNU_SOURCE
#define SK_LOG_MODULE "sim"

#include "base/log.h"
#include "base/parse.h"
#include "base/util.h"
#include "sim/demo.h"
#include "sim/keys.h"
#include "sim/sim.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { EXIT_USAGE = 2 };

struct options {
    struct sk_sim_config config;
    int ready_fd; /* -1: standard output */
    bool exit_with_parent;
    int64_t parent; /* 0: not told */
    bool wants_help;
    bool wants_version;
};

/* One row an option: the parser, --help and the test of the manual page read this table. Each
 * setter returns false when the value cannot be. */
struct option_row {
    const char *name;
    const char *value; /* what --help calls it; NULL: takes none; "[=X]" may be left out */
    const char *help;
    bool (*set)(struct options *options, const char *value);
};

static bool add_text(struct sk_sim_texts *texts, const char *value) {
    if (texts->count == SK_SIM_TEXTS_MAX) {
        return false;
    }
    texts->text[texts->count++] = value;
    return true;
}

static bool set_port(int *out, const char *value) {
    int64_t port;
    if (!sk_parse_int(value, 0, 65535, &port)) {
        return false;
    }
    *out = (int)port;
    return true;
}

static bool set_http_port(struct options *options, const char *value) {
    return set_port(&options->config.http_port, value);
}
static bool set_https_port(struct options *options, const char *value) {
    return set_port(&options->config.https_port, value);
}
static bool set_listen(struct options *options, const char *value) {
    options->config.listen = value;
    return true;
}
static bool set_ca_out(struct options *options, const char *value) {
    options->config.ca_out = value;
    return strpbrk(value, "\r\n") == NULL; /* it stands in the ready line */
}
static bool set_certificate(struct options *options, const char *value) {
    static const char *const names[] = { "good", "expired", "wrong-name" };
    for (size_t i = 0; i < SK_ARRAY_LEN(names); i++) {
        if (strcmp(names[i], value) == 0) {
            options->config.certificate = (enum sk_sim_certificate_kind)i;
            return true;
        }
    }
    return false;
}
static bool set_ready_fd(struct options *options, const char *value) {
    int64_t fd;
    if (!sk_parse_int(value, 0, 65535, &fd)) {
        return false;
    }
    options->ready_fd = (int)fd;
    return true;
}
static bool set_exit_with_parent(struct options *options, const char *value) {
    options->exit_with_parent = true;
    return !value || sk_parse_int(value, 1, INT32_MAX, &options->parent);
}
static bool set_key(struct options *options, const char *value) {
    return add_text(&options->config.keys, value);
}
static bool set_keys(struct options *options, const char *value) {
    options->config.keys_path = value;
    return true;
}
static bool set_region(struct options *options, const char *value) {
    options->config.region = value;
    return true;
}
static bool set_also_region(struct options *options, const char *value) {
    options->config.also_region = value;
    return true;
}
static bool set_no_demo(struct options *options, const char *value) {
    (void)value;
    options->config.demo = false;
    return true;
}
static bool set_instance(struct options *options, const char *value) {
    return add_text(&options->config.instances, value);
}
static bool set_any_instance(struct options *options, const char *value) {
    (void)value;
    options->config.any_instance = true;
    return true;
}
static bool set_state(struct options *options, const char *value) {
    options->config.state_path = value;
    return true;
}
static bool set_rebind(struct options *options, const char *value) {
    static const char *const names[] = { "conflict", "ok", "overlimit" };
    for (size_t i = 0; i < SK_ARRAY_LEN(names); i++) {
        if (strcmp(names[i], value) == 0) {
            options->config.rebind = (enum sk_sim_rebind)i;
            return true;
        }
    }
    return false;
}
static bool set_visible_after(struct options *options, const char *value) {
    return sk_parse_int(value, 0, 86400000, &options->config.visible_after);
}
static bool set_clock_offset(struct options *options, const char *value) {
    return sk_parse_int(value, -4000000000, 4000000000, &options->config.clock_offset_s);
}
static bool set_rule(struct options *options, const char *value) {
    return add_text(&options->config.rules, value);
}
static bool set_rules(struct options *options, const char *value) {
    options->config.rules_path = value;
    return true;
}
static bool set_log(struct options *options, const char *value) {
    options->config.log_path = value;
    return true;
}
static bool set_help(struct options *options, const char *value) {
    (void)value;
    options->wants_help = true;
    return true;
}
static bool set_version(struct options *options, const char *value) {
    (void)value;
    options->wants_version = true;
    return true;
}

static const struct option_row rows[] = {
    { "https-port", "PORT", "serve HTTPS; 0 is any free port (the default, if neither is given)",
      set_https_port },
    { "http-port", "PORT", "serve HTTP; 0 is any free port", set_http_port },
    { "listen", "ADDRESS", "an IP address other than 127.0.0.1; anybody who reaches it may bind",
      set_listen },
    { "ca-out", "FILE", "write the certification authority of this run, PEM", set_ca_out },
    { "certificate", "KIND", "good, expired or wrong-name (good)", set_certificate },
    { "ready-fd", "N", "write the ready line to this descriptor, not to standard output",
      set_ready_fd },
    { "exit-with-parent", "[=PID]", "end when the process that started this one ends",
      set_exit_with_parent },
    { "key", "ID:SECRET[:TOKEN]", "a test key; never a real one: others can read command lines",
      set_key },
    { "keys", "FILE", "test keys, one a line, in the same form", set_keys },
    { "region", "REGION", "where the instances live (cn-hangzhou)", set_region },
    { "also-region", "REGION", "another one, in which they live as well", set_also_region },
    { "no-demo", NULL, "start without the instances listed below", set_no_demo },
    { "instance", "ID[:LIMIT[:STATE]]",
      "add one; STATE is active, arrears, inactive or software (1 device, active)", set_instance },
    { "any-instance", NULL, "take every well-formed instance id, 1000 devices each",
      set_any_instance },
    { "state", "FILE", "keep bindings in this file; each change is durable before its answer",
      set_state },
    { "rebind", "ANSWER", "to a pair that is bound: conflict, ok or overlimit (conflict)",
      set_rebind },
    { "visible-after", "MS", "queries show a binding only after this long (0)", set_visible_after },
    { "clock-offset", "S", "the server's clock is off by this (0)", set_clock_offset },
    { "rule", "RULE", "a fault, as 'action=Bind* nth=2 : close after'; see sag-sim(1)", set_rule },
    { "rules", "FILE", "faults, one a line; read again at SIGHUP", set_rules },
    { "log", "FILE", "append one JSON line a request ('-': standard error)", set_log },
    { "help", NULL, "this text", set_help },
    { "version", NULL, "the version", set_version },
};

static bool is_optional(const struct option_row *row) {
    return row->value && row->value[0] == '[';
}

static void print_help(void) {
    printf("usage: sag-sim [OPTION]...\n"
           "Simulates the Smart Access Gateway cloud for sag-kiosk, with HTTPS on the loopback\n"
           "interface. It prints `ready http=PORT https=PORT ca=FILE` and serves until SIGTERM.\n"
           "Access key unless others are given: " SK_SIM_DEMO_KEY_ID " / " SK_SIM_DEMO_KEY_SECRET
           "\n\n");
    for (size_t i = 0; i < SK_ARRAY_LEN(rows); i++) {
        char left[64];
        const char *join = rows[i].value && !is_optional(&rows[i]) ? " " : "";
        snprintf(left, sizeof(left), "--%s%s%s", rows[i].name, join,
                 rows[i].value ? rows[i].value : "");
        printf("  %-31s %s\n", left, rows[i].help);
    }
    printf("\nWhat is there to be bound:\n");
    const struct sk_sim_demo_row *row;
    for (size_t i = 0; (row = sk_sim_demo_row_at(i)); i++) {
        /* Padded by hand: printf counts bytes, and an ellipsis has three. */
        int width = strstr(row->id, "…") ? 40 : 38;
        printf("  %-*s %s\n", width, row->id, row->what);
    }
}

/* False: a message has been printed. */
static bool read_options(int argc, char **argv, struct options *options) {
    struct option table[SK_ARRAY_LEN(rows) + 1] = { { 0 } };
    for (size_t i = 0; i < SK_ARRAY_LEN(rows); i++) {
        int takes = !rows[i].value          ? no_argument
                    : is_optional(&rows[i]) ? optional_argument
                                            : required_argument;
        table[i] = (struct option){ .name = rows[i].name, .has_arg = takes };
    }
    for (;;) {
        int index = -1;
        int got = getopt_long(argc, argv, "h", table, &index);
        if (got == -1) {
            break;
        }
        if (got == 'h') {
            options->wants_help = true;
            continue;
        }
        if (got != 0 || index < 0) {
            fprintf(stderr, "sag-sim: see sag-sim --help\n"); /* getopt has said what is wrong */
            return false;
        }
        if (!rows[index].set(options, optarg)) {
            fprintf(stderr, "sag-sim: --%s cannot be '%s'; it is: %s\n", rows[index].name,
                    optarg ? optarg : "", rows[index].help);
            return false;
        }
    }
    if (optind < argc) {
        fprintf(stderr, "sag-sim: takes options only, not '%s'; see sag-sim --help\n",
                argv[optind]);
        return false;
    }
    if (options->config.http_port == SK_SIM_NO_PORT &&
        options->config.https_port == SK_SIM_NO_PORT) {
        options->config.https_port = 0;
    }
    return true;
}

/* False: the parent is gone already. */
static bool tie_to_parent(const struct options *options) {
    if (!options->exit_with_parent) {
        return true;
    }
    return prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 &&
           (options->parent == 0 || getppid() == options->parent);
}

static void put_port(char *out, size_t size, int port) {
    if (port > 0) {
        snprintf(out, size, "%d", port);
    } else {
        snprintf(out, size, "-");
    }
}

static bool announce(const struct options *options, const struct sk_sim *sim) {
    char http[16], https[16];
    put_port(http, sizeof(http), sk_sim_http_port(sim));
    put_port(https, sizeof(https), sk_sim_https_port(sim));
    const char *ca = options->config.ca_out ? options->config.ca_out : "-";
    int fd = options->ready_fd < 0 ? STDOUT_FILENO : options->ready_fd;
    bool ok = dprintf(fd, "ready http=%s https=%s ca=%s\n", http, https, ca) > 0;
    if (!ok) {
        fprintf(stderr, "sag-sim: cannot write the ready line: %s\n", strerror(errno));
    }
    if (options->ready_fd >= 0 && close(options->ready_fd) != 0) {
        fprintf(stderr, "sag-sim: cannot close descriptor %d: %s\n", options->ready_fd,
                strerror(errno));
        ok = false;
    }
    return ok;
}

static void serve(struct sk_sim *sim, const sigset_t *signals) {
    int number = 0;
    while (sigwait(signals, &number) == 0 && number == SIGHUP) {
        struct sk_err_info info = { "" };
        if (sk_sim_reload_rules(sim, &info)) {
            sk_log_warning("the rules stay as they were: %s", info.text);
        } else {
            sk_log_info("the rules were read again");
        }
    }
}

int main(int argc, char **argv) {
    struct options options = { .ready_fd = -1 };
    struct sk_sim *sim = NULL;
    struct sk_err_info info = { "" };
    sigset_t signals;

    sk_sim_config_init(&options.config);
    if (!read_options(argc, argv, &options)) {
        return EXIT_USAGE;
    }
    if (options.wants_help) {
        print_help();
        return EXIT_SUCCESS;
    }
    if (options.wants_version) {
        printf("sag-sim %s\n", SK_VERSION);
        return EXIT_SUCCESS;
    }
    /* Blocked before any thread starts, so that only sigwait() gets them. */
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    if (!tie_to_parent(&options)) {
        fprintf(stderr, "sag-sim: the process that started this one has ended\n");
        return EXIT_FAILURE;
    }
    if (sk_sim_create(&sim, &options.config, &info)) {
        fprintf(stderr, "sag-sim: %s\n", info.text);
        return EXIT_FAILURE;
    }
    bool ok = announce(&options, sim);
    if (ok) {
        serve(sim, &signals);
    }
    sk_sim_destroy(sim);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
