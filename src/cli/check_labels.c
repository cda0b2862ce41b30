#include "cli/check_labels.h"

#include "app/settings/label_options.h"
#include "base/assert.h"
#include "base/utf8.h"
#include "pairing/label.h"

#include <stdio.h>
#include <string.h>

/* What it is, and for what is refused, why. */
static const char *what_of(enum sk_label_kind kind) {
    switch (kind) {
    case SK_LABEL_UNKNOWN:
        return "no label: it fits neither labels.serial, labels.instance, labels.model nor "
               "operator.badge";
    case SK_LABEL_SERIAL:
        return "a serial number";
    case SK_LABEL_INSTANCE:
        return "an instance";
    case SK_LABEL_MODEL:
        return "the barcode of a model, which is never sent";
    case SK_LABEL_MASKED:
        return "no label: it holds '*', as examples in documents do";
    case SK_LABEL_TOO_LONG:
        return "no label: it is too long";
    case SK_LABEL_PART: /* of a reader only */
    case SK_LABEL_SEVERAL:
        return "no label: it holds a serial number and an instance, and a scan is one label";
    case SK_LABEL_WRONG_SYMBOLOGY: /* of a reader, too */
        return "a label in a kind of barcode that is not allowed for it";
    case SK_LABEL_COMMAND:
        return "a card with a command";
    case SK_LABEL_BADGE:
        return "a badge";
    case SK_LABEL_UNKNOWN_BADGE:
        return "a badge that is nobody's";
    case SK_LABEL_DENIED:
        return "a serial number that is barred, or a placeholder";
    }
    SK_UNREACHABLE("kind of label");
}

static bool is_taken(const struct sk_label *label) {
    return label->kind == SK_LABEL_SERIAL || label->kind == SK_LABEL_INSTANCE ||
           label->kind == SK_LABEL_BADGE ||
           (label->kind == SK_LABEL_COMMAND && label->command != SK_COMMAND_UNKNOWN);
}

static bool check_label(const struct sk_label_rules *rules, const char *text) {
    char shown[SK_SCAN_TEXT_MAX];
    struct sk_scan scan = { .source = SK_SOURCE_CLI };
    struct sk_label label;
    sk_scan_set_text(&scan, text, strlen(text));
    sk_label_classify(rules, &scan, &label);
    (void)sk_utf8_printable(scan.text, scan.length, shown, sizeof(shown), NULL);
    bool is_unknown_card = label.kind == SK_LABEL_COMMAND && label.command == SK_COMMAND_UNKNOWN;
    printf("'%s' is %s", shown, is_unknown_card ? "no card that is known" : what_of(label.kind));
    if (label.kind == SK_LABEL_SERIAL || label.kind == SK_LABEL_INSTANCE) {
        printf("; '%s' is sent", label.text);
    } else if (label.kind == SK_LABEL_BADGE) {
        (void)sk_utf8_printable(label.text, strlen(label.text), shown, sizeof(shown), NULL);
        printf(" of '%s'", shown);
    }
    puts("");
    if (sk_label_is_in_capitals(&label)) {
        printf("  looks like %s in capitals: set labels.case\n", what_of(label.kind));
    }
    return is_taken(&label);
}

bool sk_cli_check_labels(const struct sk_config *config, const char *const *texts, size_t count) {
    struct sk_label_rules *rules = NULL;
    struct sk_err_info info = { "" };
    bool are_good = true;
    if (sk_label_rules_from(config, &rules, &info) != SK_OK) {
        printf("%s\n", info.text);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        are_good = check_label(rules, texts[i]) && are_good;
    }
    sk_label_rules_destroy(rules);
    return are_good;
}
