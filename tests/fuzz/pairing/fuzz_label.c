/* Bytes from a reader become a label, and are made fit to show. */
#include "fuzz/bytes.h"

#include "pairing/full_ascii.h"
#include "pairing/label.h"

/* Takes back what sk_utf8_printable() did. */
static size_t unescape(const char *text, char *out) {
    size_t length = 0;
    for (const char *c = text; *c; c++) {
        unsigned value = 0;
        if (c[0] == '\\' && c[1] == '\\') {
            out[length++] = *c++;
        } else if (c[0] == '\\') {
            MUST(sscanf(c, "\\x%2X", &value) == 1);
            out[length++] = (char)value;
            c += 3;
        } else {
            out[length++] = *c;
        }
    }
    return length;
}

static void check_printable(const struct sk_scan *scan, size_t room) {
    bool cut = false;
    char *shown = malloc(room);
    char *back = malloc(room);
    MUST(shown && back);
    size_t written = sk_utf8_printable(scan->text, scan->length, shown, room, &cut);
    MUST(written < room && strlen(shown) == written);
    MUST(is_for_people(shown));
    size_t length = unescape(shown, back);
    MUST(length <= scan->length && memcmp(back, scan->text, length) == 0);
    MUST(cut == (length < scan->length));
    free(shown);
    free(back);
}

/* The text is taken whole, or a part of it. */
static bool is_of(const char *whole, size_t length, const char *text, bool takes_part) {
    return strlen(text) == length || (takes_part && strstr(whole, text));
}

/* Code 39 with all of ASCII: pairs of its characters stand for one. */
static bool is_of_full_ascii(const struct sk_scan *scan, const char *text, bool takes_part) {
    char meant[SK_SCAN_TEXT_MAX + 1];
    size_t length = 0;
    if (!sk_full_ascii(scan->text, scan->length, meant, &length)) {
        return false;
    }
    meant[length] = '\0';
    return is_of(meant, length, text, takes_part);
}

/* takes_part: the number is a part of the text, and has what signs the expression lets through. */
static void check_label(const struct sk_scan *scan, const struct sk_label *label, bool takes_part) {
    bool has_text = label->kind == SK_LABEL_SERIAL || label->kind == SK_LABEL_INSTANCE ||
                    label->kind == SK_LABEL_DENIED;
    MUST(memchr(label->text, '\0', sizeof(label->text)));
    bool has_name = label->kind == SK_LABEL_BADGE;
    MUST((has_text || has_name) == (label->text[0] != '\0'));
    MUST(!has_name || (is_for_people(label->text) && strlen(label->text) < SK_OPERATOR_SIZE));
    MUST(!has_text || is_of(scan->text, scan->length, label->text, takes_part) ||
         is_of_full_ascii(scan, label->text, takes_part));
    for (const char *c = label->text; *c && has_text; c++) {
        bool is_plain = (*c >= '0' && *c <= '9') || (*c >= 'a' && *c <= 'z') ||
                        (*c >= 'A' && *c <= 'Z') || *c == '-';
        MUST(is_plain || (takes_part && *c > 0x20 && *c < 0x7F));
    }
    MUST(!has_text || !scan->cut);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct sk_label_rules *rules[4];
    struct bytes bytes = bytes_open(data, size);
    unsigned fold = bytes_below(&bytes, 4);
    size_t room = 1 + bytes_below(&bytes, 256) * (size_t)64;
    size_t length = 0;
    if (!rules[fold]) {
        MUST(sk_label_rules_create(&rules[fold], fold == 3 ? "SN[:=]([^;]*)" : NULL,
                                   fold == 3 ? "ID[:=](sag-.*)|(sag-.{10,})" : NULL, NULL,
                                   (enum sk_label_case)(fold % 3), NULL) == SK_OK);
        MUST(sk_label_rules_badge(rules[fold], "^OP:(.*)$", NULL) == SK_OK);
        MUST(sk_label_rules_deny(rules[fold], "*a?b*c*", NULL) == SK_OK);
        MUST(sk_label_rules_deny(rules[fold], "sage62x*7", NULL) == SK_OK);
    }
    char *raw = bytes_take(&bytes, size, &length);
    struct sk_scan scan = { .source = SK_SOURCE_STDIN };
    struct sk_label label;
    sk_scan_set_text(&scan, raw, length);
    MUST(scan.length <= SK_SCAN_TEXT_MAX && scan.length <= length);
    MUST(scan.text[scan.length] == '\0');
    MUST(!scan.cut || length > SK_SCAN_TEXT_MAX);
    sk_label_classify(rules[fold], &scan, &label);
    check_label(&scan, &label, fold == 3);
    check_printable(&scan, room);
    free(raw);
    bytes_close(&bytes);
    return 0;
}
