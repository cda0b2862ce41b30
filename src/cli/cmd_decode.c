#include "cli/cli.h"

#include "base/utf8.h"
#include "base/util.h"
#include "input/camera/budget.h"
#include "input/camera/decode.h"
#include "input/camera/image_file.h"
#include "input/camera/symbologies.h"
#include "pairing/label.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: sag-kioskctl decode [--time] [--labels] [--symbologies LIST] FILE...\n"
    "Reads pictures (PNG, JPEG, PGM, PPM) exactly as the camera does and prints a line a symbol:\n"
    "  FILE<TAB>symbology<TAB>text\n"
    "Control characters and bytes that are not UTF-8 are printed as \\xNN. A picture without a\n"
    "symbol prints nothing; one that cannot be read, a sentence on standard error, and the exit\n"
    "status is 1 at the end.\n"
    "  --time              a last column: milliseconds the picture took. A picture without a\n"
    "                      symbol then prints a line with an empty symbology and text\n"
    "  --labels            only serial numbers, instance ids, model and control barcodes\n"
    "  --symbologies LIST  of code128,code39,qr,code93,codabar,itf,ean-upc\n"
    "                      (code128,code39,qr unless told)\n";

struct request {
    bool time;
    bool labels;
    unsigned symbologies;
    int first_file; /* index into argv */
};

/* 0: go on; 1: help was printed; -1: an error was printed. */
static int read_request(int argc, char **argv, struct request *request) {
    static const char option[] = "--symbologies";
    *request = (struct request){ .symbologies = SK_DECODE_DEFAULT, .first_file = argc };
    for (int i = 1; i < argc; i++) {
        const char *list = NULL;
        if (strcmp(argv[i], "--") == 0) {
            request->first_file = i + 1;
            break;
        }
        if (argv[i][0] != '-') {
            request->first_file = i;
            break;
        }
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            return 1;
        } else if (strcmp(argv[i], "--time") == 0) {
            request->time = true;
        } else if (strcmp(argv[i], "--labels") == 0) {
            request->labels = true;
        } else if (strcmp(argv[i], option) == 0 && i + 1 < argc) {
            list = argv[++i];
        } else if (strncmp(argv[i], option, strlen(option)) == 0 &&
                   argv[i][strlen(option)] == '=') {
            list = argv[i] + strlen(option) + 1;
        } else {
            sk_cli_complain("decode", "there is no such option, or it lacks its value; see --help");
            return -1;
        }
        if (list && !sk_symbologies_parse(list, &request->symbologies)) {
            sk_cli_complain("decode", "--symbologies takes names out of code128, code39, qr, "
                                      "code93, codabar, itf and ean-upc, separated by commas");
            return -1;
        }
    }
    return 0;
}

static bool looks_like_escape(const char *text, size_t length) {
    static const char hex[] = "0123456789abcdefABCDEF";
    return length >= 4 && text[1] == 'x' && text[2] && strchr(hex, text[2]) && text[3] &&
           strchr(hex, text[3]);
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

/* A backslash is kept, except where a reader would take it for one of our escapes. */
static void print_text(const char *text, size_t length) {
    while (length > 0) {
        uint32_t code_point = 0;
        char shown[16];
        size_t used = sk_utf8_decode(text, length, &code_point);
        used = used ? used : 1;
        if (*text == '\\') {
            fputs(looks_like_escape(text, length) ? "\\x5c" : "\\", stdout);
        } else {
            sk_utf8_printable(text, used, shown, sizeof(shown), NULL);
            print_shown(text, used, shown);
        }
        text += used;
        length -= used;
    }
}

/* The text as a reader would hand it on, and whether it is one of our labels. */
static bool is_label(const struct sk_label_rules *rules, const struct sk_symbol *symbol) {
    static struct sk_scan scan;
    struct sk_label label;
    scan = (struct sk_scan){ .symbology = symbol->symbology, .source = SK_SOURCE_CLI };
    sk_scan_set_text(&scan, symbol->text, symbol->length);
    sk_label_classify(rules, &scan, &label);
    return label.kind != SK_LABEL_UNKNOWN;
}

static void print_symbols(const char *file, const struct sk_symbols *symbols,
                          const struct request *request, const struct sk_label_rules *rules,
                          double milliseconds) {
    int printed = 0;
    for (int i = 0; i < symbols->count; i++) {
        const struct sk_symbol *symbol = &symbols->item[i];
        if (rules && !is_label(rules, symbol)) {
            continue;
        }
        printf("%s\t%s\t", file, sk_symbology_name(symbol->symbology));
        print_text(symbol->text, symbol->length);
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

static bool decode_file(struct sk_decoder *decoder, const char *file, const struct request *request,
                        const struct sk_label_rules *rules, struct sk_grey *grey,
                        struct sk_symbols *symbols) {
    struct sk_err_info info = { "" };
    if (sk_image_file_load(file, grey, &info)) {
        sk_cli_complain("decode", info.text);
        return false;
    }
    int64_t begin_us = sk_budget_now_us();
    enum sk_err err = sk_decoder_run(decoder, grey, symbols);
    double milliseconds = (double)(sk_budget_now_us() - begin_us) / 1000.0;
    if (err) {
        sk_fail(&info, err, "'%s' could not be decoded: %s", file, sk_err_name(err));
        sk_cli_complain("decode", info.text);
        return false;
    }
    print_symbols(file, symbols, request, rules, milliseconds);
    return true;
}

int sk_cmd_decode(int argc, char **argv) {
    int status = SK_CLI_USAGE;
    struct sk_err_info info = { "" };
    struct sk_decoder *decoder = NULL;
    struct sk_label_rules *rules = NULL;
    struct sk_symbols *symbols = NULL;
    struct sk_grey grey = { 0 };
    struct request request;
    int asked = read_request(argc, argv, &request);
    if (asked != 0) {
        return asked > 0 && fputs(usage, stdout) >= 0 ? SK_CLI_OK : SK_CLI_USAGE;
    }
    if (request.first_file >= argc) {
        return sk_cli_complain("decode", "needs at least one picture; see --help");
    }
    struct sk_decode_options options = { .symbologies = request.symbologies,
                                         .budget_ms = SK_DECODE_BUDGET_MS,
                                         .two_threads = sysconf(_SC_NPROCESSORS_ONLN) > 1 };
    if (sk_decoder_create(&decoder, &options, &info) ||
        (request.labels &&
         sk_label_rules_create(&rules, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, &info))) {
        sk_cli_complain("decode", info.text);
        goto done;
    }
    symbols = malloc(sizeof(*symbols));
    if (!symbols) {
        sk_cli_complain("decode", "not enough memory");
        goto done;
    }
    status = SK_CLI_OK;
    for (int i = request.first_file; i < argc; i++) {
        if (!decode_file(decoder, argv[i], &request, rules, &grey, symbols)) {
            status = SK_CLI_USAGE;
        }
    }
    if (fflush(stdout) != 0) {
        status = sk_cli_complain("decode", "standard output cannot be written");
    }

done:
    free(symbols);
    sk_grey_finish(&grey);
    sk_label_rules_destroy(rules);
    sk_decoder_destroy(decoder);
    return status;
}
