#include "cli/cli.h"

#include "base/utf8.h"
#include "base/util.h"
#include "input/camera/budget.h"
#include "input/camera/decode.h"
#include "input/camera/image_file.h"
#include "input/camera/joiner.h"
#include "pairing/label.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: sag-kioskctl decode [--time] [--labels] [--all] [--symbologies LIST] [--encoding NAME] FILE...\n"
    "Reads pictures (PNG, JPEG, PGM, PPM) exactly as the camera does and prints a line a symbol:\n"
    "  FILE<TAB>symbology<TAB>text\n"
    "A backslash is printed as \\\\, line feed, return and tab as \\n, \\r and \\t, other control\n"
    "characters and bytes that are not UTF-8 as \\xNN. A picture without a symbol prints nothing; one\n"
    "that cannot be read, a sentence on standard error, and the exit status is 1 at the end. A text\n"
    "that fills several codes is printed where the last of them is read; till then a sentence on\n"
    "standard error says which part it is, and its line has 'part 1 of 2' for a symbology. Codes\n"
    "that are to set up a scanner, or to be kept by it, have 'setup' or 'append' there.\n"
    "  --time              a last column: milliseconds the picture took. A picture without a\n"
    "                      symbol then prints a line with an empty symbology and text\n"
    "  --labels            only serial numbers, instance ids, model and control barcodes\n"
    "  --all               search each picture by all means, also where nothing looks like a code:\n"
    "                      what a camera does with every sixteenth picture\n"
    "  --symbologies LIST  of code128,code39,qr,datamatrix,code93,codabar,itf,\n"
    "                      ean-upc (the first four unless told)\n"
    "  --encoding NAME     of a text in a QR code or Data Matrix that neither declares one nor\n"
    "                      is UTF-8: latin1 (unless told), gb18030, big5, shift_jis, euc_kr\n";

struct request {
    bool time;
    bool labels;
    unsigned symbologies;
    enum sk_charset encoding;
    enum sk_effort effort;
    int first_file; /* index into argv */
};

/* The value of an option, as "--name VALUE" or "--name=VALUE"; NULL: argv[*i] is not that option,
 * or there is no value. *i is moved to the last argument that was used. */
static const char *value_of(const char *option, int argc, char **argv, int *i) {
    const char *argument = argv[*i];
    size_t length = strlen(option);
    if (!argument || strncmp(argument, option, length) != 0) {
        return NULL;
    }
    if (argument[length] == '=') {
        return argument + length + 1;
    }
    return argument[length] == '\0' && *i + 1 < argc ? argv[++*i] : NULL;
}

/* Returns false. */
static bool complain_of_symbologies(void) {
    char known[SK_SYMBOLOGIES_SIZE];
    char text[SK_SYMBOLOGIES_SIZE + 64];
    sk_symbologies_print(SK_DECODE_KNOWN, known);
    (void)snprintf(text, sizeof(text), "--symbologies takes %s, joined by commas", known);
    (void)sk_cli_complain("decode", text);
    return false;
}

/* False: an error was printed. */
static bool read_option(int argc, char **argv, int *i, struct request *request) {
    const char *value = NULL;
    if (strcmp(argv[*i], "--time") == 0) {
        request->time = true;
    } else if (strcmp(argv[*i], "--all") == 0) {
        request->effort = SK_EFFORT_ALL;
    } else if (strcmp(argv[*i], "--labels") == 0) {
        request->labels = true;
    } else if ((value = value_of("--symbologies", argc, argv, i)) != NULL) {
        if (!sk_symbologies_parse(value, SK_DECODE_KNOWN, &request->symbologies)) {
            return complain_of_symbologies();
        }
    } else if ((value = value_of("--encoding", argc, argv, i)) != NULL) {
        if (!sk_charset_parse(value, &request->encoding)) {
            sk_cli_complain("decode",
                            "--encoding takes latin1, gb18030, big5, shift_jis or euc_kr");
            return false;
        }
    } else {
        sk_cli_complain("decode", "there is no such option, or it lacks its value; see --help");
        return false;
    }
    return true;
}

/* 0: go on; 1: help is asked for; -1: an error was printed. */
static int read_request(int argc, char **argv, struct request *request) {
    *request = (struct request){ .symbologies = SK_DECODE_DEFAULT,
                                 .effort = SK_EFFORT_THOROUGH,
                                 .first_file = argc };
    for (int i = 1; i < argc; i++) {
        bool is_end = strcmp(argv[i], "--") == 0;
        if (is_end || argv[i][0] != '-') {
            request->first_file = is_end ? i + 1 : i;
            break;
        }
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            return 1;
        }
        if (!read_option(argc, argv, &i, request)) {
            return -1;
        }
    }
    return 0;
}

/* Unprintable bytes, one by one. */
static void print_shown(const char *text, size_t length, const char *shown) {
    if (shown[0] != '\\') {
        fputs(shown, stdout);
        return;
    }
    for (size_t i = 0; i < length; i++) {
        printf("\\x%02x", (unsigned)(unsigned char)text[i]);
    }
}

static const char *short_escape(char c) {
    switch (c) {
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return NULL;
    }
}

static void print_text(const char *text, size_t length) {
    while (length > 0) {
        uint32_t code_point = 0;
        char shown[16];
        size_t used = sk_utf8_decode(text, length, &code_point);
        used = used ? used : 1;
        if (short_escape(*text)) {
            fputs(short_escape(*text), stdout);
        } else {
            sk_utf8_printable(text, used, shown, sizeof(shown), NULL);
            print_shown(text, used, shown);
        }
        text += used;
        length -= used;
    }
}

/* The symbology, or why the text is not to be taken. */
static void print_word(const struct sk_symbol *symbol) {
    switch (symbol->use) {
    case SK_SYMBOL_APPEND:
        fputs("append", stdout);
        return;
    case SK_SYMBOL_PROGRAM:
        fputs("setup", stdout);
        return;
    case SK_SYMBOL_TEXT:
        break;
    }
    if (sk_joiner_is_part(symbol)) {
        printf("part %d of %d", (int)symbol->sequence.index, (int)symbol->sequence.count);
        return;
    }
    fputs(sk_symbology_name(symbol->symbology), stdout);
}

/* Fills scan with the text as a reader would hand it on; returns whether it is one of our labels.
 */
static bool is_label(const struct sk_label_rules *rules, const struct sk_symbol *symbol,
                     struct sk_scan *scan) {
    char meant[SK_LABEL_TEXT_MAX + 1];
    struct sk_label label;
    *scan = (struct sk_scan){ .symbology = symbol->symbology, .source = SK_SOURCE_CLI };
    sk_scan_set_text(scan, symbol->text, symbol->length);
    if (symbol->use != SK_SYMBOL_TEXT || sk_joiner_is_part(symbol)) {
        return false;
    }
    sk_label_classify(rules, scan, &label);
    if (sk_label_full_ascii(rules, scan, meant)) {
        sk_scan_set_text(scan, meant, strlen(meant));
    }
    return label.kind != SK_LABEL_UNKNOWN;
}

static void say_part(const char *file, const struct sk_symbol *symbol) {
    struct sk_err_info info = { "" };
    sk_fail(&info, SK_ERR_INVALID,
            "'%s' shows part %d of %d of a text: no label until all are there", file,
            (int)symbol->sequence.index, (int)symbol->sequence.count);
    sk_cli_complain("decode", info.text);
}

static void print_symbols(const char *file, const struct sk_symbols *symbols,
                          const struct request *request, const struct sk_label_rules *rules,
                          double milliseconds) {
    static struct sk_scan scan;
    int printed = 0;
    for (int i = 0; i < symbols->count; i++) {
        const struct sk_symbol *symbol = &symbols->item[i];
        bool is_one = is_label(rules, symbol, &scan);
        if (sk_joiner_is_part(symbol)) {
            say_part(file, symbol);
        }
        if (request->labels && !is_one) {
            continue;
        }
        bool is_plain = !is_one || symbol->symbology != SK_SYMBOLOGY_CODE39;
        printf("%s\t", file);
        print_word(symbol);
        putchar('\t');
        print_text(is_plain ? symbol->text : scan.text, is_plain ? symbol->length : scan.length);
        if (request->time) {
            printf("\t%.2f", milliseconds);
        }
        putchar('\n');
        printed++;
    }
    if (request->time && printed == 0) {
        printf("%s\t\t\t%.2f\n", file, milliseconds);
    }
}

/* What one call works with. */
struct work {
    struct request request;
    struct sk_decoder *decoder;
    struct sk_label_rules *rules;
    struct sk_joiner joiner;
    struct sk_grey grey;
    struct sk_symbols symbols;
};

static bool decode_file(struct work *work, const char *file) {
    struct sk_err_info info = { "" };
    if (sk_image_file_load(file, &work->grey, &info)) {
        sk_cli_complain("decode", info.text);
        return false;
    }
    int64_t begin_us = sk_budget_now_us();
    enum sk_err err = sk_decoder_look(work->decoder, &work->grey, work->request.effort,
                                      SK_DECODE_BUDGET_MS, &work->symbols);
    double milliseconds = (double)(sk_budget_now_us() - begin_us) / 1000.0;
    if (err) {
        sk_fail(&info, err, "'%s' could not be decoded: %s", file, sk_err_name(err));
        sk_cli_complain("decode", info.text);
        return false;
    }
    (void)sk_joiner_frame(&work->joiner, &work->symbols, 0); /* no part is ever too old */
    print_symbols(file, &work->symbols, &work->request, work->rules, milliseconds);
    return true;
}

static enum sk_err begin(struct work *work, struct sk_err_info *info) {
    const struct sk_decode_options options = { .symbologies = work->request.symbologies,
                                               .budget_ms = SK_DECODE_BUDGET_MS,
                                               .two_threads = sysconf(_SC_NPROCESSORS_ONLN) > 1,
                                               .encoding = work->request.encoding };
    const struct sk_joiner_rules rules = { .encoding = work->request.encoding,
                                           .part = INT64_MAX,
                                           .joined = INT64_MAX };
    sk_joiner_init(&work->joiner, &rules);
    enum sk_err err = sk_decoder_create(&work->decoder, &options, info);
    return err ? err
               : sk_label_rules_create(&work->rules, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, info);
}

int sk_cmd_decode(int argc, char **argv) {
    int status = SK_CLI_USAGE;
    struct sk_err_info info = { "" };
    struct work *work = calloc(1, sizeof(*work));
    if (!work) {
        return sk_cli_complain("decode", "not enough memory");
    }
    int asked = read_request(argc, argv, &work->request);
    if (asked != 0) {
        status = asked > 0 && fputs(usage, stdout) >= 0 ? SK_CLI_OK : SK_CLI_USAGE;
    } else if (work->request.first_file >= argc) {
        status = sk_cli_complain("decode", "needs at least one picture; see --help");
    } else if (begin(work, &info)) {
        status = sk_cli_complain("decode", info.text);
    } else {
        status = SK_CLI_OK;
        for (int i = work->request.first_file; i < argc; i++) {
            status = decode_file(work, argv[i]) ? status : SK_CLI_USAGE;
        }
        if (fflush(stdout) != 0) {
            status = sk_cli_complain("decode", "standard output cannot be written");
        }
    }
    sk_grey_finish(&work->grey);
    sk_label_rules_destroy(work->rules);
    sk_decoder_destroy(work->decoder);
    free(work);
    return status;
}
