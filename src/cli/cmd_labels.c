#include "cli/cli.h"

#include "app/settings/arguments.h"
#include "app/settings/config.h"
#include "base/language.h"
#include "cli/label_source.h"
#include "paper/output.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: sag-kioskctl labels [WHAT] [--out FILE] [OPTION]...\n"
    "Prints pages of labels to be cut out, as PDF, SVG or PNG. WHAT is one of\n"
    "  --cards           the control cards that stand for the screen's buttons (unless told)\n"
    "  --languages       a card for each language, by which the screen changes to it\n"
    "  --badges TEXT...  a badge for each text that is scanned, with the name that operator.badge\n"
    "                    takes out of it; or NAME=TEXT\n"
    "  --people FILE     badges of a list with name and badge, as `people import` takes it\n"
    "  --instances FILE  labels of instances: one a line, or a table with a column instance\n"
    "  --demo            labels for the simulated cloud\n"
    "  TEXT...           these texts\n"
    "and OPTION\n"
    "  -o, --out FILE    where to; without it standard output. PNG and SVG of several pages become\n"
    "                    NAME-1.png and so on\n"
    "  --format FORMAT   pdf, svg or png, if the name of FILE does not tell; else svg\n"
    "  --paper SIZE      a4 (unless told) or letter; print it in its own size (100 %)\n"
    "  --lang LANG       of the words: en, zh_CN, de, es, ja; else the settings'\n"
    "  --config FILE     read only this settings file\n"
    "  --section.key V   any setting, for example --operator.badge '^OP:(.+)$'\n"
    "Each label has a QR code; cards and badges have a Code 128, too, where it fits (29 characters\n"
    "at most). Codes are so far apart that an imager at 10 to 15 cm reads the one it is aimed at.\n";

struct label_words {
    bool help, cards, languages, badges, demo;
    const char *people, *instances, *out, *format, *paper, *lang, *config;
};

struct labels_command {
    struct label_words words;
    struct sk_arguments arguments;
    struct sk_config config;
    struct sk_config_problems problems;
    enum sk_paper_format format;
    enum sk_paper_size size;
};

static int complain(const char *text) {
    return sk_cli_complain("labels", text);
}

/* Words of one letter are no words of the settings' table. */
static void spell_out(int argc, char **argv) {
    static char out[] = "--out";
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "-o") == 0) {
            argv[i] = out;
        }
    }
}

static bool read_words(struct labels_command *command, int argc, char **argv) {
    struct label_words *words = &command->words;
    struct sk_err_info info = { "" };
    const struct sk_argument table[] = {
        { "help", &words->help, NULL },
        { "cards", &words->cards, NULL },
        { "badges", &words->badges, NULL },
        { "demo", &words->demo, NULL },
        { "people", NULL, &words->people },
        { "instances", NULL, &words->instances },
        { "out", NULL, &words->out },
        { "format", NULL, &words->format },
        { "paper", NULL, &words->paper },
        { "lang", NULL, &words->lang },
        { "config", NULL, &words->config },
        { "languages", &words->languages, NULL },
        { NULL, NULL, NULL },
    };
    spell_out(argc, argv);
    if (!sk_arguments_read(&command->arguments, argc, argv, 1, table, &info)) {
        (void)complain(info.text);
        return false;
    }
    return true;
}

/* False: an error was printed. */
static bool check_words(struct labels_command *command) {
    const struct label_words *words = &command->words;
    size_t texts = command->arguments.file_count;
    int kinds = words->cards + words->languages + words->badges + words->demo +
                (words->people != NULL) + (words->instances != NULL);
    const char *fault = NULL;
    if (words->out && strcmp(words->out, "-") == 0) {
        command->words.out = NULL;
    }
    command->format = SK_PAPER_SVG;
    if (kinds > 1) {
        fault = "--cards, --languages, --badges, --people, --instances and --demo exclude each "
                "other";
    } else if (words->badges && texts == 0) {
        fault = "--badges needs the text of each badge; see --help";
    } else if (kinds == 1 && !words->badges && texts > 0) {
        fault = "takes either texts or --cards, --people, --instances or --demo";
    } else if (words->format && !sk_paper_format_parse(words->format, &command->format)) {
        fault = "--format is pdf, svg or png";
    } else if (words->paper && !sk_paper_size_parse(words->paper, &command->size)) {
        fault = "--paper is a4 or letter";
    } else if (!words->format && words->out && !sk_paper_format_of(words->out, &command->format)) {
        fault = "the name of --out must end with .pdf, .svg or .png, or --format says which it is";
    }
    return !fault || (complain(fault), false);
}

/* Cards need nothing of the settings but the language, and get along without. False: an error was
 * printed. */
static bool read_settings(struct labels_command *command) {
    const struct label_words *words = &command->words;
    struct sk_err_info info = { "" };
    sk_config_read(&command->config,
                   words->config ? words->config
                   : words->demo ? "/dev/null"
                                 : NULL,
                   &command->problems);
    sk_arguments_apply(&command->arguments, &command->config, &command->problems);
    if (command->problems.count > 0 && (words->badges || words->instances)) {
        (void)complain(command->problems.texts[0]);
        return false;
    }
    if (words->lang && sk_language_set(words->lang, &info) != SK_OK) {
        (void)complain(info.text);
        return false;
    }
    if (!words->lang) { /* English is fine where there is no other */
        (void)sk_language_set(sk_config_language(&command->config), NULL);
    }
    return true;
}

static enum sk_err fill(struct labels_command *command, struct sk_label_source *source,
                        struct sk_err_info *info) {
    const struct label_words *words = &command->words;
    const char *const *texts = command->arguments.files;
    size_t count = command->arguments.file_count;
    return words->badges   ? sk_label_source_badges(source, &command->config, texts, count, info)
           : words->people ? sk_label_source_people(source, words->people, info)
           : words->instances
               ? sk_label_source_instances(source, &command->config, words->instances, info)
           : words->languages ? sk_label_source_languages(source, info)
           : words->demo      ? sk_label_source_demo(source, info)
           : count > 0        ? sk_label_source_texts(source, texts, count, info)
                              : sk_label_source_cards(source, info);
}

static int print(struct labels_command *command) {
    struct sk_label_source source = { .count = 0 };
    struct sk_err_info info = { "" };
    enum sk_err err = fill(command, &source, &info);
    if (!err) {
        struct sk_label_pages pages = {
            .kind = source.kind, .size = command->size, .list = source.list, .count = source.count
        };
        struct sk_drawing drawing = sk_label_pages_drawing(&pages, source.title);
        err = command->words.out
                  ? sk_drawing_write(&drawing, command->format, command->words.out, &info)
                  : sk_drawing_print(&drawing, command->format, stdout, &info);
    }
    if (!err && source.notice.text[0] != '\0') {
        (void)complain(source.notice.text);
    }
    sk_label_source_finish(&source);
    return err ? complain(info.text) : SK_CLI_OK;
}

int sk_cmd_labels(int argc, char **argv) {
    static struct labels_command command;
    if (!read_words(&command, argc, argv)) {
        return SK_CLI_USAGE;
    }
    if (command.words.help) {
        return fputs(usage, stdout) < 0 ? SK_CLI_USAGE : SK_CLI_OK;
    }
    if (!check_words(&command)) {
        return SK_CLI_USAGE;
    }
    if (sk_config_init(&command.config) != SK_OK) {
        return complain("not enough memory");
    }
    int status = read_settings(&command) ? print(&command) : SK_CLI_USAGE;
    sk_config_finish(&command.config);
    return status;
}
