#include "cli/cli.h"

#include "app/settings/arguments.h"
#include "base/language.h"
#include "base/utf8.h"
#include "base/util.h"
#include "cli/barcode.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: sag-kioskctl labels [--demo] [TEXT]... >sheet.svg\n"
    "Prints a sheet of barcodes (Code 128) as SVG, A4: the control cards that stand for the\n"
    "screen's buttons; with --demo labels for the simulated cloud; or each TEXT.\n";

/* Millimetres. A module of 0.4 mm is read by every scanner from arm's length. */
#define MODULE_MM 0.4
#define BAR_HEIGHT_MM 18
#define ROW_MM 38
#define PAGE_WIDTH_MM 210
#define PAGE_HEIGHT_MM 297
#define MARGIN_MM 16
#define ROWS_MAX 7

struct card {
    const char *text;
    const char *meaning;
};

static const struct card controls[] = {
    { "SAGK:ACK", SK_N("Acknowledge") },
    { "SAGK:CANCEL", SK_N("Cancel the half pair") },
    { "SAGK:UNDO", SK_N("Take back what was not sent yet") },
    { "SAGK:STICKY", SK_N("One instance, several devices") },
    { "SAGK:PAIR", SK_N("One device, one instance") },
    { "SAGK:SIGNOFF", SK_N("Sign off") },
    { "SAGK:SUPERVISOR", SK_N("The supervisor's role (asks for the PIN)") },
};

static const struct card demo[] = {
    { "sage62x0219220001", SK_N("Device") },        { "sage62x0219220002", SK_N("Device") },
    { "sag-demo0000000000ok01", SK_N("Instance") }, { "sag-demo00000000full01", SK_N("Instance") },
    { "sag-demo00000000lost01", SK_N("Instance") }, { "sag-1000", SK_N("Model") },
};

static void print_escaped(const char *text) {
    for (; *text; text++) {
        switch (*text) {
        case '<':
            fputs("&lt;", stdout);
            break;
        case '>':
            fputs("&gt;", stdout);
            break;
        case '&':
            fputs("&amp;", stdout);
            break;
        default:
            putchar(*text);
        }
    }
}

static void print_bars(const struct sk_barcode *code, double x, double y) {
    printf("<path d=\"");
    for (size_t i = 0; i < code->count; i++) {
        double width = code->widths[i] * MODULE_MM;
        if (i % 2 == 0) {
            printf("M%.2f %.2fh%.2fv%dh-%.2fz", x, y, width, BAR_HEIGHT_MM, width);
        }
        x += width;
    }
    printf("\"/>\n");
}

static void print_card(const struct card *card, int row) {
    struct sk_barcode code;
    if (sk_barcode_encode(card->text, &code) != SK_OK) {
        return; /* not after check_cards() */
    }
    double y = MARGIN_MM + row * ROW_MM;
    print_bars(&code, MARGIN_MM, y);
    printf("<text x=\"%d\" y=\"%.1f\" font-size=\"5\" font-family=\"monospace\">", MARGIN_MM,
           y + BAR_HEIGHT_MM + 7);
    print_escaped(card->text);
    printf("</text>\n<text x=\"%d\" y=\"%.1f\" font-size=\"6\" font-family=\"sans-serif\" "
           "font-weight=\"bold\">",
           MARGIN_MM, y + BAR_HEIGHT_MM + 14);
    print_escaped(sk_text(card->meaning));
    printf("</text>\n");
}

/* Checked before anything is printed: half a sheet is useless. */
static bool check_cards(const struct card *cards, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct sk_barcode code;
        char shown[SK_BARCODE_TEXT_MAX * 8];
        if (sk_barcode_encode(cards[i].text, &code) != SK_OK) {
            (void)sk_utf8_label(cards[i].text, strlen(cards[i].text), shown, sizeof(shown), NULL);
            fprintf(stderr,
                    "sag-kioskctl labels: '%s' cannot be drawn; a barcode takes 1 to %d printable "
                    "ASCII characters\n",
                    shown, SK_BARCODE_TEXT_MAX);
            return false;
        }
    }
    return true;
}

static int print_sheet(const struct card *cards, size_t count) {
    if (!check_cards(cards, count)) {
        return SK_CLI_USAGE;
    }
    printf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%dmm\" height=\"%dmm\" "
           "viewBox=\"0 0 %d %d\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
           PAGE_WIDTH_MM, PAGE_HEIGHT_MM, PAGE_WIDTH_MM, PAGE_HEIGHT_MM);
    for (size_t i = 0; i < count; i++) {
        print_card(&cards[i], (int)i);
    }
    printf("</svg>\n");
    return fflush(stdout) == 0 ? SK_CLI_OK
                               : sk_cli_complain("labels", "standard output cannot be written");
}

int sk_cmd_labels(int argc, char **argv) {
    static struct sk_arguments arguments;
    struct sk_err_info info = { "" };
    bool help = false;
    bool wants_demo = false;
    const struct sk_argument table[] = { { "help", &help, NULL },
                                         { "demo", &wants_demo, NULL },
                                         { NULL, NULL, NULL } };
    if (!sk_arguments_read(&arguments, argc, argv, 1, table, &info)) {
        return sk_cli_complain("labels", info.text);
    }
    if (help) {
        return fputs(usage, stdout) < 0 ? SK_CLI_USAGE : SK_CLI_OK;
    }
    (void)sk_language_set(NULL, NULL); /* English is fine where there is no other */
    if (arguments.file_count > ROWS_MAX) {
        return sk_cli_complain("labels", "a sheet has room for seven barcodes");
    }
    if (arguments.file_count > 0) {
        struct card cards[ROWS_MAX];
        for (size_t i = 0; i < arguments.file_count; i++) {
            cards[i] = (struct card){ .text = arguments.files[i], .meaning = "" };
        }
        return print_sheet(cards, arguments.file_count);
    }
    return wants_demo ? print_sheet(demo, SK_ARRAY_LEN(demo))
                      : print_sheet(controls, SK_ARRAY_LEN(controls));
}
