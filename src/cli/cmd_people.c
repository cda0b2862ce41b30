/* cmd_people.c — `sag-kioskctl people`: who works at this bench, beside the log. */
#include "cli/find_person.h"
#include "cli/log_command.h"

#include "app/settings/label_options.h"
#include "app/supervisor/own_pin.h"
#include "base/language.h"
#include "base/util.h"
#include "base/whole_file.h"
#include "base/wipe.h"
#include "journal/people.h"
#include "sheet/people_sheet.h"

#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIST_MAX ((size_t)4 * 1024 * 1024) /* bytes */
#define BADGE_LINE 4096

static const char add_usage[] =
    "usage: sag-kioskctl people add NAME [OPTION]...\n"
    "Adds a person, or gives one who is there another role, language or badge; two of the same name\n"
    "need something that tells them apart, as on the screen. The badge is read from\n"
    "standard input, one line: scan it when asked. An empty line: none. Works while the kiosk runs.\n\n"
    "  --role ROLE      worker (of one who is new, unless told), supervisor or it\n"
    "  --language LANG  what the bench speaks while the person is signed on: en, zh_CN, de, es, ja;\n"
    "                   bench: its own\n" SK_CMD_LOG_OPTIONS;

static const char role_usage[] =
    "usage: sag-kioskctl people role NAME|#NUMBER ROLE [OPTION]...\n"
    "Gives a person another role: worker, supervisor (what is bound, the bench, the log) or it\n"
    "(scanners and settings). The badge and the PIN stay.\n\n" SK_CMD_LOG_OPTIONS;

static const char export_usage[] =
    "usage: sag-kioskctl people export [OPTION]...\n"
    "The people as CSV, as import takes it: name, badge, role, language. The badges are empty, as\n"
    "only what stands for them is kept; imported here again, each person keeps the badge.\n\n" SK_CMD_LOG_OPTIONS;

static const char list_usage[] =
    "usage: sag-kioskctl people list [OPTION]...\n"
    "The people of this bench. Badges and PINs are not shown: only what "
    "stands for them is kept.\n\n" SK_CMD_LOG_OPTIONS;

static const char erase_usage[] =
    "usage: sag-kioskctl people erase NAME|#NUMBER [OPTION]...\n"
    "Takes a person's name, badge and PIN out of the journal. The log keeps the number, which says\n"
    "nothing, and stays as sound as it was. Copies of the journal are named: they have the name\n"
    "until you remove them.\n\n" SK_CMD_LOG_OPTIONS;

static const char import_usage[] =
    "usage: sag-kioskctl people import FILE [OPTION]...\n"
    "Adds all people of a list, or none: CSV as a spreadsheet writes it, with the headings name,\n"
    "badge, role and language, of which name must be there.\n\n" SK_CMD_LOG_OPTIONS;

/* The one argument that must be there. */
static const char *only_argument(struct sk_cmd_log *command, const char *what) {
    char text[128];
    if (command->arguments.file_count == 1) {
        return command->arguments.files[0];
    }
    (void)snprintf(text, sizeof(text), "needs %s; see --help", what);
    (void)sk_cmd_log_complain(command, text);
    return NULL;
}

/* --- add ----------------------------------------------------------------------------------------
 */

/* False: the line is longer than a badge can be. */
static bool read_badge(char badge[BADGE_LINE]) {
    if (isatty(STDIN_FILENO)) {
        fputs("Scan the badge, or press Enter for none: ", stderr);
    }
    if (!fgets(badge, BADGE_LINE, stdin)) {
        badge[0] = '\0';
    }
    bool is_whole = strchr(badge, '\n') || strlen(badge) < BADGE_LINE - 1;
    badge[strcspn(badge, "\r\n")] = '\0';
    return is_whole;
}

/* A badge that is a label or a card would sign somebody on with each scan of that. */
static bool check_badges(struct sk_cmd_log *command, const struct sk_person_news *news,
                         size_t count) {
    static struct sk_scan scan;
    struct sk_label_rules *rules = NULL;
    struct sk_err_info info = { "" };
    struct sk_label label;
    const char *name = NULL;
    if (sk_label_rules_from(&command->config, &rules, &info) != SK_OK) {
        (void)sk_cmd_log_complain(command, info.text);
        return false;
    }
    for (size_t i = 0; i < count && !name; i++) {
        scan = (struct sk_scan){ .source = SK_SOURCE_CLI };
        sk_scan_set_text(&scan, news[i].badge, strlen(news[i].badge));
        sk_label_classify(rules, &scan, &label);
        bool is_taken = label.kind == SK_LABEL_SERIAL || label.kind == SK_LABEL_INSTANCE ||
                        label.kind == SK_LABEL_COMMAND;
        name = is_taken ? news[i].name : NULL;
    }
    sk_label_rules_destroy(rules);
    sk_wipe(&scan, sizeof(scan));
    if (name) {
        (void)sk_fail(&info, SK_ERR_INVALID,
                      "the badge of %s is a label of a device or an instance, or a card of the "
                      "kiosk; nobody was added",
                      name);
        (void)sk_cmd_log_complain(command, info.text);
    }
    return !name;
}

static int add(struct sk_cmd_log *command, const struct sk_person_news *news, size_t count) {
    struct sk_journal *journal = NULL;
    struct sk_err_info info = { "" };
    size_t added = 0;
    size_t changed = 0;
    if (!check_badges(command, news, count) ||
        !sk_cmd_log_open(command, SK_JOURNAL_NOTE, &journal)) {
        return SK_CLI_USAGE;
    }
    enum sk_err err = sk_people_add(journal, news, count, &added, &changed, &info);
    sk_journal_destroy(journal);
    if (err) {
        return sk_cmd_log_complain(command, info.text);
    }
    printf(command->json ? "{\"added\":%zu,\"changed\":%zu}\n" : "added: %zu, changed: %zu\n",
           added, changed);
    return sk_cmd_log_finish_output(command, SK_CLI_OK);
}

static bool parse_language(const char *text, const char **language) {
    *language = strcmp(text, "bench") == 0 ? "" : sk_language_find(text);
    return *language != NULL;
}

static int cmd_add(int argc, char **argv) {
    static struct sk_cmd_log command;
    const char *role = NULL;
    const char *language = NULL;
    char badge[BADGE_LINE] = "";
    int status;
    command = (struct sk_cmd_log){ .name = "people add", .usage = add_usage };
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         { "role", NULL, &role },
                                         { "language", NULL, &language },
                                         { NULL, NULL, NULL } };
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    struct sk_person_news news = { .name = only_argument(&command, "one name"), .badge = badge };
    if (!news.name) {
        status = SK_CLI_USAGE;
    } else if (role && !sk_role_parse(role, &news.role)) {
        status = sk_cmd_log_complain(&command, "--role is worker, supervisor or it");
    } else if (language && !parse_language(language, &news.language)) {
        status = sk_cmd_log_complain(&command, "--language is en, zh_CN, de, es or ja, or bench");
    } else if (!read_badge(badge)) {
        status = sk_cmd_log_complain(&command, "the badge is too long; nobody was added");
    } else {
        news.keeps_role = !role;
        status = add(&command, &news, 1);
    }
    sk_wipe(badge, sizeof(badge));
    sk_cmd_log_end(&command);
    return status;
}

/* --- role ---------------------------------------------------------------------------------------
 */

static int change_role(struct sk_cmd_log *command, const char *who, enum sk_role role) {
    struct sk_person person;
    if (!sk_cli_find_person(command, who, &person)) {
        return SK_CLI_USAGE;
    }
    struct sk_person_news news = { .name = person.name, .badge = "", .role = role };
    return add(command, &news, 1);
}

static int cmd_role(int argc, char **argv) {
    static struct sk_cmd_log command;
    enum sk_role role;
    int status;
    command = (struct sk_cmd_log){ .name = "people role", .usage = role_usage };
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command), { NULL, NULL, NULL } };
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    if (command.arguments.file_count != 2) {
        status = sk_cmd_log_complain(&command,
                                     "needs a name, or '#' and a number, and a role; see --help");
    } else if (!sk_role_parse(command.arguments.files[1], &role)) {
        status = sk_cmd_log_complain(&command, "a role is worker, supervisor or it");
    } else {
        status = change_role(&command, command.arguments.files[0], role);
    }
    sk_cmd_log_end(&command);
    return status;
}

/* --- import -------------------------------------------------------------------------------------
 */

static int add_rows(struct sk_cmd_log *command, const struct sk_sheet_people *sheet) {
    size_t count = sk_sheet_people_count(sheet);
    struct sk_person_news *news = calloc(count + 1, sizeof(*news));
    if (!news) {
        return sk_cmd_log_complain(command, "not enough memory");
    }
    for (size_t i = 0; i < count; i++) {
        const struct sk_sheet_person *row = sk_sheet_people_row(sheet, i);
        news[i] = (struct sk_person_news){ .name = row->name, .badge = row->badge };
        news[i].keeps_role = !sk_role_parse(row->role, &news[i].role); /* "": none is told */
        news[i].language = row->language[0] ? row->language : NULL;
    }
    int status = add(command, news, count);
    free(news);
    return status;
}

static int import_file(struct sk_cmd_log *command, const char *path) {
    struct sk_sheet_people *sheet = NULL;
    struct sk_mistakes mistakes;
    struct sk_err_info info = { "" };
    char *text = NULL;
    size_t length = 0;
    if (sk_whole_file_read(path, LIST_MAX, &text, &length, &info) != SK_OK) {
        return sk_cmd_log_complain(command, info.text);
    }
    enum sk_err err = sk_sheet_people_create(&sheet, text, length, &mistakes, &info);
    sk_wipe(text, length);
    free(text);
    if (err == SK_ERR_INVALID) {
        struct sk_err_info told;
        (void)sk_fail(&told, err, "the list of people '%.200s' has %s%s; nobody was added", path,
                      sk_mistakes_begin(&mistakes), info.text);
        return sk_cmd_log_complain(command, told.text);
    }
    int status = err ? sk_cmd_log_complain(command, info.text) : add_rows(command, sheet);
    sk_sheet_people_destroy(sheet);
    return status;
}

static int cmd_import(int argc, char **argv) {
    static struct sk_cmd_log command;
    int status;
    command = (struct sk_cmd_log){ .name = "people import", .usage = import_usage };
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command), { NULL, NULL, NULL } };
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    const char *path = only_argument(&command, "one file");
    status = path ? import_file(&command, path) : SK_CLI_USAGE;
    sk_cmd_log_end(&command);
    return status;
}

/* --- list ---------------------------------------------------------------------------------------
 */

static void print_person(const struct sk_cmd_log *command, const struct sk_person *person) {
    struct sk_pin pin;
    bool has_pin = sk_own_pin_load(command->path, person->number, &pin, NULL) == SK_OK;
    sk_wipe(&pin, sizeof(pin));
    if (command->json) {
        printf("{\"number\":%" PRId64 ",\"name\":", person->number);
        sk_cmd_log_print_json(person->name);
        printf(",\"role\":\"%s\",\"language\":\"%s\",\"has_badge\":%s,\"has_pin\":%s}\n",
               sk_role_name(person->role), person->language, person->has_badge ? "true" : "false",
               has_pin ? "true" : "false");
        return;
    }
    printf("#%-12" PRId64 "  %-10s  %-8s  %-7s  %-5s  %s\n", person->number,
           sk_role_name(person->role), person->has_badge ? "badge" : "no badge",
           has_pin ? "own PIN" : "no PIN", person->language[0] ? person->language : "-",
           person->name);
}

/* A cell in quotes. */
static void print_cell(const char *text) {
    putchar('"');
    for (const char *c = text; *c; c++) {
        fputs(*c == '"' ? "\"\"" : (char[]){ *c, '\0' }, stdout);
    }
    putchar('"');
}

static void print_row(const struct sk_cmd_log *command, const struct sk_person *person) {
    (void)command;
    print_cell(person->name);
    printf(",,%s,%s\n", sk_role_name(person->role), person->language);
}

/* Each person by print, behind the heading. */
static int
print_people(int argc, char **argv, const char *name, const char *usage, const char *heading,
             void (*print)(const struct sk_cmd_log *command, const struct sk_person *person)) {
    static struct sk_cmd_log command;
    struct sk_journal *journal = NULL;
    struct sk_people *people = NULL;
    struct sk_err_info info = { "" };
    int status;
    command = (struct sk_cmd_log){ .name = name, .usage = usage };
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command), { NULL, NULL, NULL } };
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    if (!sk_cmd_log_open(&command, SK_JOURNAL_READ, &journal)) {
        sk_cmd_log_end(&command);
        return SK_CLI_USAGE;
    }
    if (sk_people_read(journal, &people, &info) != SK_OK) {
        status = sk_cmd_log_complain(&command, info.text);
    }
    fputs(heading, stdout);
    for (size_t i = 0; i < sk_people_count(people); i++) {
        print(&command, sk_people_at(people, i));
    }
    if (people && sk_people_problem(people)[0] != '\0') {
        status = sk_cmd_log_complain(&command, sk_people_problem(people));
    }
    sk_people_destroy(people);
    sk_journal_destroy(journal);
    status = sk_cmd_log_finish_output(&command, status);
    sk_cmd_log_end(&command);
    return status;
}

static int cmd_list(int argc, char **argv) {
    return print_people(argc, argv, "people list", list_usage, "", print_person);
}

static int cmd_export(int argc, char **argv) {
    return print_people(argc, argv, "people export", export_usage, "name,badge,role,language\n",
                        print_row);
}

/* --- erase --------------------------------------------------------------------------------------
 */

/* Copies of the journal beside it: made before a migration, or set aside. */
static void name_copies(const struct sk_cmd_log *command) {
    static const char *const kinds[] = { "version*", "damaged-*" };
    for (size_t i = 0; i < SK_ARRAY_LEN(kinds); i++) {
        char pattern[sizeof(command->path) + 16];
        glob_t found = { 0 };
        (void)snprintf(pattern, sizeof(pattern), "%s.%s", command->path, kinds[i]);
        if (glob(pattern, 0, NULL, &found) == 0) {
            for (size_t at = 0; at < found.gl_pathc; at++) {
                printf("  a copy of the journal: %s\n", found.gl_pathv[at]);
            }
        }
        globfree(&found);
    }
}

static int tell_erased(const struct sk_cmd_log *command, const struct sk_erased *erased) {
    if (command->json) {
        printf("{\"number\":%" PRId64 ",\"events\":%" PRId64 ",\"named_rows\":%" PRId64 "}\n",
               erased->number, erased->events, erased->named_rows);
        return sk_cmd_log_finish_output(command, SK_CLI_OK);
    }
    printf("erased: #%" PRId64 " has no name any more (events: %" PRId64 ")\n", erased->number,
           erased->events);
    if (!erased->is_log_emptied) {
        puts("The kiosk runs: what its write-ahead log still holds goes at its next rest.");
    }
    if (erased->named_rows > 0) {
        printf("%" PRId64
               " events hold the name itself, as they were written before the person was "
               "added; they are part of the proof, and go when they are purged.\n",
               erased->named_rows);
    }
    puts("What may still have the name, and is yours to remove: exports, printed reports, backups "
         "of this machine");
    name_copies(command);
    return sk_cmd_log_finish_output(command, SK_CLI_OK);
}

static int cmd_erase(int argc, char **argv) {
    static struct sk_cmd_log command;
    struct sk_journal *journal = NULL;
    struct sk_erased erased;
    struct sk_err_info info = { "" };
    int status;
    command = (struct sk_cmd_log){ .name = "people erase", .usage = erase_usage };
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command), { NULL, NULL, NULL } };
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    const char *who = only_argument(&command, "one name, or '#' and a number");
    if (!who || !sk_cmd_log_open(&command, SK_JOURNAL_NOTE, &journal)) {
        status = SK_CLI_USAGE;
    } else if (sk_people_erase(journal, who, &erased, &info) != SK_OK) {
        status = sk_cmd_log_complain(&command, info.text);
    } else {
        (void)sk_own_pin_clear(command.path, erased.number, NULL); /* there may be none */
        status = tell_erased(&command, &erased);
    }
    sk_journal_destroy(journal);
    sk_cmd_log_end(&command);
    return status;
}

/* --- all of them --------------------------------------------------------------------------------
 */

static const struct sk_cli_command commands[] = {
    { "add", cmd_add, "add a person, or change role or badge" },
    { "role", cmd_role, "give a person another role" },
    { "list", cmd_list, "who is there, with roles" },
    { "erase", cmd_erase, "take a name out of the journal; the log stays sound" },
    { "import", cmd_import, "add all people of a list (CSV)" },
    { "export", cmd_export, "all of them as such a list, without the badges" },
};

static int help(FILE *to) {
    fputs("usage: sag-kioskctl people COMMAND [ARGUMENT]...\n", to);
    for (size_t i = 0; i < SK_ARRAY_LEN(commands); i++) {
        fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].help);
    }
    fputs("`sag-kioskctl people COMMAND --help` tells more.\n", to);
    return to == stdout && fflush(to) == 0 ? SK_CLI_OK : SK_CLI_USAGE;
}

int sk_cmd_people(int argc, char **argv) {
    if (argc < 2) {
        return help(stderr);
    }
    if (sk_cli_is_help(argv[1])) {
        return help(stdout);
    }
    const struct sk_cli_command *command = sk_cli_find(commands, SK_ARRAY_LEN(commands), argv[1]);
    return command
               ? command->run(argc - 1, argv + 1)
               : sk_cli_unknown("sag-kioskctl people", commands, SK_ARRAY_LEN(commands), argv[1]);
}
