/* sag-office — the supervisors' page of a fleet of benches. */
#define SK_LOG_MODULE "office"
#include "base/language.h"
#include "base/log.h"
#include "base/no_dump.h"
#include "office/accepted.h"
#include "office/account_command.h"
#include "office/chain_walk.h"
#include "office/office.h"
#include "office/server.h"
#include "office/settings.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_USAGE = 2 };

/* Plain value. */
struct arguments {
    struct sk_office_settings settings;
    bool wants_help, wants_version, may_only_look;
    bool no_change;    /* the password need not be changed */
    const char *scope; /* of a token */
    int count;         /* of words that are no options */
    const char *words[4];
};

static void print_help(void) {
    printf(
        "usage: sag-office [OPTION]...                   the page, until SIGTERM\n"
        "       sag-office account add NAME [--read-only] [--no-change]\n"
        "                                                its password is asked for; it has to be\n"
        "                                                changed at the first sign-in, unless told\n"
        "       sag-office account remove NAME\n"
        "       sag-office account list\n"
        "       sag-office token add NAME [--scope read|publish|read,publish]\n"
        "                                                a token for another program (read)\n"
        "       sag-office token list                    what each may\n"
        "       sag-office token remove NAME\n"
        "       sag-office verify BENCH LOG [KEY]        is its log what the bench wrote?\n\n"
        "  --config FILE             instead of " SK_OFFICE_SETTINGS_FILE "\n"
        "  --database.dsn TEXT       as libpq takes it, without a password\n"
        "  --database.connections N  at once (8)\n"
        "  --page.listen ADDRESS     (127.0.0.1)\n"
        "  --page.port N             0: any that is free (8470)\n"
        "  --page.open_to_network YES_NO\n"
        "  --page.behind_proxy YES_NO\n"
        "  --page.certificate FILE   PEM; with it the page speaks TLS\n"
        "  --page.key FILE\n"
        "  --page.language NAME      where a browser names none of ours (en)\n"
        "  --page.idle_minutes N     then a session is over (30)\n"
        "  --print.label_mm TEXT     sizes of labels to choose from (57x32 62x29 100x50)\n"
        "  --verbose                 each request's troubles, too\n"
        "  --help, --version\n");
}

/* The settings' file comes before all other options, wherever it stands. */
static enum sk_err read_file(struct arguments *out, int argc, char **argv,
                             struct sk_err_info *info) {
    for (int i = 1; i + 1 < argc; i++) {
        if (strcmp(argv[i], "--config") == 0) {
            return sk_office_settings_read(&out->settings, argv[i + 1], true, info);
        }
    }
    return sk_office_settings_read(&out->settings, SK_OFFICE_SETTINGS_FILE, false, info);
}

/* An option that stands alone. False: it is another one. */
static bool take_switch(struct arguments *out, const char *name) {
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        out->wants_help = true;
    } else if (strcmp(name, "--version") == 0) {
        out->wants_version = true;
    } else if (strcmp(name, "--verbose") == 0) {
        sk_log_set_level(SK_LOG_DEBUG);
    } else if (strcmp(name, "--read-only") == 0) {
        out->may_only_look = true;
    } else if (strcmp(name, "--no-change") == 0) {
        out->no_change = true;
    } else {
        return false;
    }
    return true;
}

static enum sk_err read_arguments(struct arguments *out, int argc, char **argv,
                                  struct sk_err_info *info) {
    enum sk_err err = read_file(out, argc, argv, info);
    for (int i = 1; i < argc && !err; i++) {
        if (take_switch(out, argv[i])) {
            continue;
        }
        if (strncmp(argv[i], "--", 2) != 0) {
            if (out->count == (int)(sizeof(out->words) / sizeof(out->words[0]))) {
                return sk_fail(info, SK_ERR_INVALID, "'%.100s' is one word too many", argv[i]);
            }
            out->words[out->count++] = argv[i];
        } else if (i + 1 == argc) {
            return sk_fail(info, SK_ERR_INVALID, "%.100s needs a value", argv[i]);
        } else if (strcmp(argv[i], "--scope") == 0) {
            out->scope = argv[++i];
        } else if (strcmp(argv[i++], "--config") != 0) {
            err = sk_office_settings_set(&out->settings, argv[i - 1] + 2, argv[i], info);
        }
    }
    return err;
}

/* The file of passwords that libpq is told of: systemd hands it over (LoadCredential=pgpass:…), or
 * root reads it where it lies. */
static void use_passwords(void) {
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/pgpass", folder ? folder : "/etc/sag-office");
    if (!getenv("PGPASSFILE") && access(path, R_OK) == 0) {
        (void)setenv("PGPASSFILE", path, 1);
    }
}

static void print_walk(const struct sk_office_walk *walk, bool is_good) {
    printf("events %" PRId64 " to %" PRId64 ": %s\n", walk->first_seq, walk->last_seq,
           is_good ? "as the bench wrote them" : "NOT as the bench wrote them");
    printf("checkpoints that fit: %" PRId64 "; last hash: %s\n", walk->checkpoints,
           walk->last_hash);
    for (int i = 0; i < walk->key_count; i++) {
        time_t seen = (time_t)(walk->keys[i].first_seen_ms / 1000);
        struct tm tm;
        char day[16] = "";
        if (gmtime_r(&seen, &tm)) {
            (void)strftime(day, sizeof(day), "%Y-%m-%d", &tm);
        }
        printf("signed by the key that was seen first on %s: %" PRId64 "\n", day,
               walk->keys[i].checkpoints);
    }
    if (walk->strangers > 0) {
        printf("checkpoints that are signed by %s: %" PRId64 "\n",
               walk->key[0] ? "another key than that" : "none of the bench's keys",
               walk->strangers);
    }
    for (int i = 0; i < walk->finding_count && i < SK_OFFICE_FINDINGS_MAX; i++) {
        static const char *const words[] = { "others are missing before it", "it was changed",
                                             "it is found by other values than it has",
                                             "its signed checkpoint does not fit" };
        printf("event %" PRId64 ": %s\n", walk->findings[i].seq, words[walk->findings[i].type]);
    }
}

static enum sk_err verify(struct sk_office_link *link, const struct arguments *arguments,
                          struct sk_err_info *info) {
    struct sk_office_walk walk = { .bench = arguments->words[1],
                                   .chain = arguments->words[2],
                                   .key = arguments->count > 3 ? arguments->words[3] : "" };
    enum sk_err err = sk_office_walk(link, &walk, info);
    if (err == SK_ERR_INVALID) {
        return sk_fail(info, err, "'%.200s' is no public key; sag-kioskctl log checkpoint shows it",
                       walk.key);
    }
    if (err == SK_ERR_NOT_FOUND) {
        return sk_fail(info, err, "the bench '%s' has no log '%s'", walk.bench, walk.chain);
    }
    if (err) {
        return err;
    }
    bool is_good = sk_office_walk_is_good(&walk);
    print_walk(&walk, is_good);
    err = sk_office_accepted_print(link, walk.bench, walk.chain, info);
    return err || is_good ? err : sk_fail(info, SK_ERR_CORRUPT, "the log is not what it was");
}

/* -1: no such command. */
static int run_command(struct sk_office_link *link, const struct arguments *arguments,
                       struct sk_err_info *info) {
    const char *const *words = arguments->words;
    bool is_account = strcmp(words[0], "account") == 0;
    bool is_token = strcmp(words[0], "token") == 0;
    const char *what = arguments->count > 1 ? words[1] : "";
    if (arguments->count >= 3 && strcmp(words[0], "verify") == 0) {
        return verify(link, arguments, info) != SK_OK;
    }
    if (strcmp(words[0], "verify") == 0) {
        return sk_fail(
                   info, SK_ERR_INVALID,
                   "verify takes a bench and one of its logs; the page 'Log proof' names them") !=
               SK_OK;
    }
    if (arguments->count == 2 && (is_account || is_token) && strcmp(what, "list") == 0) {
        return (is_account ? sk_office_account_list(link, info)
                           : sk_office_token_list(link, info)) != SK_OK;
    }
    if (arguments->count != 3 || (!is_account && !is_token)) {
        return -1;
    }
    if (strcmp(what, "add") == 0) {
        const struct sk_office_account_rights rights = { .may_act = !arguments->may_only_look,
                                                         .must_change = !arguments->no_change };
        return (is_account ? sk_office_account_add(link, words[2], &rights, info)
                           : sk_office_token_add(link, words[2],
                                                 arguments->scope ? arguments->scope : "read",
                                                 info)) != SK_OK;
    }
    if (strcmp(what, "remove") == 0) {
        return (is_account ? sk_office_account_remove(link, words[2], info)
                           : sk_office_token_remove(link, words[2], info)) != SK_OK;
    }
    return -1;
}

static int command(struct sk_office_db *db, const struct arguments *arguments,
                   struct sk_err_info *info) {
    struct sk_office_link *link = NULL;
    if (sk_office_db_take(db, &link, info)) {
        return EXIT_FAILURE;
    }
    int status = run_command(link, arguments, info);
    sk_office_db_give(db, link);
    if (status < 0) {
        (void)sk_fail(info, SK_ERR_INVALID, "there is no such command; see sag-office --help");
        return EXIT_USAGE;
    }
    return status;
}

/* Says at once what is wrong with the database, and not only when somebody opens the page. */
static void look_at_database(struct sk_office_db *db) {
    struct sk_err_info info = { "" };
    struct sk_office_link *link = NULL;
    if (sk_office_db_take(db, &link, &info)) {
        sk_log_warning("%s", info.text);
    }
    sk_office_db_give(db, link);
}

/* The page, until a signal comes. */
static int serve(struct sk_office *office, const sigset_t *signals, struct sk_err_info *info) {
    const struct sk_office_settings *settings = office->settings;
    struct sk_office_server *server = NULL;
    int number = 0;
    for (size_t i = 0; sk_language_at(i); i++) { /* each is read before threads need it */
        if (sk_language_set(sk_language_at(i), info)) {
            sk_log_warning("%s", info->text);
        }
    }
    (void)sk_language_set("en", NULL);
    if (sk_office_server_create(&server, settings, sk_office_answer_request, office, info)) {
        return EXIT_FAILURE;
    }
    bool is_v6 = strchr(settings->listen, ':') != NULL;
    printf("ready %s://%s%s%s:%d/\n", settings->certificate[0] ? "https" : "http", is_v6 ? "[" : "",
           settings->listen, is_v6 ? "]" : "", (int)sk_office_server_port(server));
    (void)fflush(stdout);
    look_at_database(office->db);
    (void)sigwait(signals, &number);
    sk_office_server_destroy(server);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv) {
    static struct arguments arguments;
    struct sk_err_info info = { "" };
    struct sk_office_db *db = NULL;
    sigset_t signals;
    sk_log_set_level(SK_LOG_INFO);
    sk_no_dump();
    sk_language_of_program("sag-office");
    sk_office_settings_init(&arguments.settings);
    enum sk_err err = read_arguments(&arguments, argc, argv, &info);
    if (!err && arguments.wants_help) {
        print_help();
        return EXIT_SUCCESS;
    }
    if (!err && arguments.wants_version) {
        printf("sag-office %s\n", SK_VERSION);
        return EXIT_SUCCESS;
    }
    err = err ? err : sk_office_settings_check(&arguments.settings, &info);
    if (err) {
        (void)fprintf(stderr, "sag-office: %s\n", info.text);
        return EXIT_USAGE;
    }
    /* Blocked before any thread starts, so that only sigwait() gets them. */
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    use_passwords();
    int status = EXIT_FAILURE;
    if (!sk_office_db_create(&db, arguments.settings.dsn, (int)arguments.settings.connections,
                             &info)) {
        struct sk_office office = { .settings = &arguments.settings, .db = db };
        status =
            arguments.count > 0 ? command(db, &arguments, &info) : serve(&office, &signals, &info);
    }
    sk_office_db_destroy(db);
    if (status != EXIT_SUCCESS) {
        (void)fprintf(stderr, "sag-office: %s\n", info.text);
    }
    return status;
}
