#include "check.h"

#include "pairing/full_ascii.h"
#include "pairing/label.h"

#include <string.h>

static struct sk_label classify(const char *raw, size_t length, enum sk_label_case fold) {
    struct sk_label_rules *rules = NULL;
    struct sk_scan scan = { .source = SK_SOURCE_STDIN };
    struct sk_label label;
    assert_int_equal(sk_label_rules_create(&rules, NULL, NULL, NULL, fold, NULL), SK_OK);
    sk_scan_set_text(&scan, raw, length);
    sk_label_classify(rules, &scan, &label);
    sk_label_rules_destroy(rules);
    return label;
}

static struct sk_label classify_text(const char *raw) {
    return classify(raw, strlen(raw), SK_LABEL_CASE_KEEP);
}

/* Every example of client/README.md, "Labels", and more, with invented digits for the masked ones.
 */
static void the_documented_labels_are_told_apart(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum sk_label_kind kind;
    } table[] = {
        { "sage62x0219220001", SK_LABEL_SERIAL },
        { "sage6gsdllbidl1234", SK_LABEL_SERIAL },
        { "sage6m2ph5sit8402715936", SK_LABEL_SERIAL },
        { "sag32a30121", SK_LABEL_SERIAL },
        { "sag32a9034958a", SK_LABEL_SERIAL },
        { "sag61a344ge", SK_LABEL_SERIAL },
        { "sag233a234i55", SK_LABEL_SERIAL },
        { "cn-sh-0-0927-161234", SK_LABEL_SERIAL },
        { "sag-v0fkpk4akfz5hebved", SK_LABEL_INSTANCE },
        { "sag-c3m3n1khz58lbfhfw1", SK_LABEL_INSTANCE },
        { "sag-1543832781234", SK_LABEL_INSTANCE },
        { "sag-demo0000000000ok01", SK_LABEL_INSTANCE },
        { "sag-1000", SK_LABEL_MODEL },
        { "sag-100wm", SK_LABEL_MODEL },
        { "sag-vcpe", SK_LABEL_MODEL },
        { "sag-software", SK_LABEL_MODEL },
        { "sage62x021922****", SK_LABEL_MASKED },
        { "4006381333931", SK_LABEL_UNKNOWN },
        { "https://example.com/", SK_LABEL_UNKNOWN },
        { "sage62x0219220001 sag-demo0000000000ok01", SK_LABEL_UNKNOWN },
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct sk_label label = classify_text(table[i].text);
        if (label.kind != table[i].kind) {
            fail_msg("'%s' is of kind %d", table[i].text, (int)label.kind);
        }
    }
}

static void a_label_counts_only_in_the_barcodes_that_are_allowed_for_it(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum sk_symbology symbology;
        enum sk_scan_source source;
        enum sk_label_kind kind;
    } table[] = {
        { "sage62x0219220001", SK_SYMBOLOGY_CODE128, SK_SOURCE_CAMERA, SK_LABEL_SERIAL },
        { "sage62x0219220001", SK_SYMBOLOGY_QR, SK_SOURCE_CAMERA, SK_LABEL_WRONG_SYMBOLOGY },
        { "sage62x0219220001", SK_SYMBOLOGY_UNKNOWN, SK_SOURCE_KEYBOARD, SK_LABEL_WRONG_SYMBOLOGY },
        { "sage62x0219220001", SK_SYMBOLOGY_UNKNOWN, SK_SOURCE_CLI, SK_LABEL_SERIAL },
        { "sage62x0219220001", SK_SYMBOLOGY_UNKNOWN, SK_SOURCE_TOUCH, SK_LABEL_SERIAL },
        { "sag-demo0000000000ok01", SK_SYMBOLOGY_QR, SK_SOURCE_USB_CDC, SK_LABEL_INSTANCE },
        { "sag-demo0000000000ok01", SK_SYMBOLOGY_CODE128, SK_SOURCE_USB_CDC,
          SK_LABEL_WRONG_SYMBOLOGY },
        { "sag-demo0000000000ok01", SK_SYMBOLOGY_UNKNOWN, SK_SOURCE_USB_CDC, SK_LABEL_INSTANCE },
        { "OP:Li", SK_SYMBOLOGY_QR, SK_SOURCE_USB_CDC, SK_LABEL_BADGE },
        { "OP:Li", SK_SYMBOLOGY_CODE39, SK_SOURCE_USB_CDC, SK_LABEL_WRONG_SYMBOLOGY },
        { "SAGK:UNDO", SK_SYMBOLOGY_AZTEC, SK_SOURCE_USB_CDC, SK_LABEL_COMMAND },
        { "sag-1000", SK_SYMBOLOGY_AZTEC, SK_SOURCE_USB_CDC, SK_LABEL_MODEL },
    };
    struct sk_label_rules *rules = NULL;
    struct sk_label_symbologies allowed;
    assert_true(sk_symbologies_parse("code128,code39", SK_SYMBOLOGY_ANY, &allowed.serial));
    assert_true(sk_symbologies_parse("qr,unknown", SK_SYMBOLOGY_ANY, &allowed.instance));
    assert_true(sk_symbologies_parse("qr", SK_SYMBOLOGY_ANY, &allowed.badge));
    assert_int_equal(sk_label_rules_create(&rules, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, NULL),
                     SK_OK);
    assert_int_equal(sk_label_rules_badge(rules, "^OP:(.+)$", NULL), SK_OK);
    sk_label_rules_symbologies(rules, &allowed);
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct sk_scan scan = { .source = table[i].source, .symbology = table[i].symbology };
        struct sk_label label;
        sk_scan_set_text(&scan, table[i].text, strlen(table[i].text));
        sk_label_classify(rules, &scan, &label);
        if (label.kind != table[i].kind) {
            fail_msg("row %zu is of kind %d", i, (int)label.kind);
        }
        if (label.kind == SK_LABEL_WRONG_SYMBOLOGY) {
            assert_string_equal(label.text, "");
        }
    }
    struct sk_scan typed = { .source = SK_SOURCE_TOUCH, .by_hand = true }; /* on the glass */
    struct sk_label label;
    sk_scan_set_text(&typed, "sage62x0219220001", 17);
    sk_label_classify(rules, &typed, &label);
    assert_int_equal(label.kind, SK_LABEL_WRONG_SYMBOLOGY);
    sk_label_rules_destroy(rules);
}

static void symbologies_are_named_as_a_list_or_any(void **state) {
    (void)state;
    unsigned set = 0;
    assert_true(sk_symbologies_parse("any", SK_SYMBOLOGY_ANY, &set));
    assert_int_equal(set, SK_SYMBOLOGY_ANY);
    set = 7;
    assert_false(sk_symbologies_parse("", SK_SYMBOLOGY_ANY, &set));
    assert_false(sk_symbologies_parse("qr,qrx", SK_SYMBOLOGY_ANY, &set));
    assert_false(sk_symbologies_parse("qr,,code39", SK_SYMBOLOGY_ANY, &set));
    assert_false(sk_symbologies_parse("any", SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_QR), &set));
    assert_int_equal(set, 7);
}

static void what_a_list_of_symbologies_may_hold_is_what_it_takes(void **state) {
    (void)state;
    const unsigned few =
        SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_QR) | SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_DATA_MATRIX);
    char text[SK_SYMBOLOGIES_SIZE];
    char list[SK_SYMBOLOGIES_SIZE] = "";
    unsigned set = 0;
    sk_symbologies_print(few, text);
    assert_string_equal(text, "qr, datamatrix");
    sk_symbologies_print(SK_SYMBOLOGY_ANY, text);
    assert_memory_equal(text, "any, ", strlen("any, "));
    for (size_t i = strlen("any, "), used = 0; text[i]; i++) {
        list[used] = text[i];
        used += text[i] != ' ';
        list[used] = '\0';
    }
    assert_true(sk_symbologies_parse(list, SK_SYMBOLOGY_ANY, &set));
    assert_int_equal(set, SK_SYMBOLOGY_ANY);
}

static void capitals_are_sent_as_scanned_unless_told_otherwise(void **state) {
    (void)state;
    struct sk_label label = classify("SAGE62X0219220001", 17, SK_LABEL_CASE_KEEP);
    assert_int_equal(label.kind, SK_LABEL_SERIAL);
    assert_string_equal(label.text, "SAGE62X0219220001");
    label = classify("SAG-DEMO0000000000OK01", 22, SK_LABEL_CASE_LOWER);
    assert_int_equal(label.kind, SK_LABEL_INSTANCE);
    assert_string_equal(label.text, "sag-demo0000000000ok01");
}

/* The expressions of the settings' example, and what must not slip through them. */
static void of_a_label_that_holds_more_only_the_number_is_sent(void **state) {
    (void)state;
    static const char sn[] = "sage62x0219220001";
    static const char both[] = "\"id\":\"(sag-[0-9a-z]{10,32})\"";
    static const struct {
        const char *serial;
        const char *instance;
        const char *text;
        enum sk_label_kind kind;
    } table[] = {
        { "^SN:(sag[0-9a-z]{8,20})$", NULL, "SN:sage62x0219220001", SK_LABEL_SERIAL },
        { "^SN:(sag[0-9a-z]{8,20})$", NULL, "sage62x0219220001", SK_LABEL_UNKNOWN },
        { "^https?://.*[?&]sn=(sag[0-9a-z]{8,20})(&|$)", NULL,
          "https://example.com/d?v=1&sn=sage62x0219220001&x=2", SK_LABEL_SERIAL },
        { "^https?://.*[?&]sn=(sag[0-9a-z]{8,20})(&|$)", NULL,
          "https://example.com/a/rather/long/path/to/a/page/about/this?sn=sage62x0219220001",
          SK_LABEL_SERIAL },
        { "^01[0-9]{14}21(sag[0-9a-z]{8,20})([[:cntrl:]]|$)", NULL,
          "010401234567890121sage62x0219220001\x1d"
          "17300101",
          SK_LABEL_SERIAL },
        { "\"sn\" *: *\"(sag[0-9a-z]{8,20})\"", NULL,
          "{ \"pn\": \"SAG 100\", \"sn\": \"sage62x0219220001\" }", SK_LABEL_SERIAL },
        { "\\<SN=(sag[0-9a-z]{8,20})(;|$)", NULL, "PN=100;SN=sage62x0219220001;MAC=1",
          SK_LABEL_SERIAL },
        { "\\<SN=(sag[0-9a-z]{8,20})(;|$)", NULL, "PN=100;XSN=sage62x0219220001;MAC=1",
          SK_LABEL_UNKNOWN },
        { "^(sag[0-9a-z]{8,20})$|^SN:(sag[0-9a-z]{8,20})$", NULL, "SN:sage62x0219220001",
          SK_LABEL_SERIAL },
        { "^(sag[0-9a-z]{8,20})$|^SN:(sag[0-9a-z]{8,20})$", NULL, "sage62x0219220001",
          SK_LABEL_SERIAL },
        { "^sag[0-9a-z]{8,20}$", NULL, "sage62x0219220001", SK_LABEL_SERIAL },
        { "\"sn\":\"(sag[0-9a-z]{8,20})\"", both,
          "{\"sn\":\"sage62x0219220001\",\"id\":\"sag-demo0000000000ok01\"}", SK_LABEL_SEVERAL },
        { "^SN:(.*)$", NULL, "SN:two words", SK_LABEL_UNKNOWN },
        { "^SN:(.*)$", NULL, "SN:", SK_LABEL_UNKNOWN },
        { "^SN:(.*)$", NULL, "SN:12345678901234567890123456789012345678901234567890123456789012345",
          SK_LABEL_UNKNOWN },
        { "^SN:(sag.*)$", NULL, "SN:sage62x000000", SK_LABEL_DENIED },
        { ".*", NULL, "two words", SK_LABEL_UNKNOWN },
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct sk_label_rules *rules = NULL;
        struct sk_scan scan = { .source = SK_SOURCE_STDIN };
        struct sk_label label;
        assert_int_equal(sk_label_rules_create(&rules, table[i].serial, table[i].instance, NULL,
                                               SK_LABEL_CASE_KEEP, NULL),
                         SK_OK);
        sk_scan_set_text(&scan, table[i].text, strlen(table[i].text));
        sk_label_classify(rules, &scan, &label);
        sk_label_rules_destroy(rules);
        if (label.kind != table[i].kind ||
            (label.kind == SK_LABEL_SERIAL && strcmp(label.text, sn) != 0)) {
            fail_msg("'%s' is of kind %d, '%s'", table[i].text, (int)label.kind, label.text);
        }
    }
}

static void a_label_in_capitals_is_told_from_others(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum sk_label_case fold;
        bool is_so;
    } table[] = {
        { "SAG-DEMO0000000000OK01", SK_LABEL_CASE_KEEP, true },
        { "SAGE62X0219220001", SK_LABEL_CASE_KEEP, true },
        { "SAGE62X0219220001", SK_LABEL_CASE_LOWER, false },
        { "sage62x0219220001", SK_LABEL_CASE_KEEP, false },
        { "Sage62x0219220001", SK_LABEL_CASE_KEEP, false },
        { "4006381333931", SK_LABEL_CASE_KEEP, false },
        { "SAGK:ACK", SK_LABEL_CASE_KEEP, false },
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct sk_label label = classify(table[i].text, strlen(table[i].text), table[i].fold);
        assert_int_equal(sk_label_is_in_capitals(&label), table[i].is_so);
    }
}

static void blanks_and_line_ends_around_a_label_are_taken_off(void **state) {
    (void)state;
    struct sk_label label = classify(" \tsage62x0219220001\r\n\0", 22, SK_LABEL_CASE_KEEP);
    assert_int_equal(label.kind, SK_LABEL_SERIAL);
    assert_string_equal(label.text, "sage62x0219220001");
}

static void an_aim_identifier_is_kept_as_symbology_and_stripped(void **state) {
    (void)state;
    struct sk_scan scan = { .source = SK_SOURCE_STDIN };
    sk_scan_set_text(&scan, "]C0sage62x0219220001", 20);
    assert_int_equal(scan.symbology, SK_SYMBOLOGY_CODE128);
    assert_string_equal(scan.text, "sage62x0219220001");
    scan = (struct sk_scan){ 0 };
    sk_scan_set_text(&scan, "]Q1sag-demo0000000000ok01", 25);
    assert_int_equal(scan.symbology, SK_SYMBOLOGY_QR);
    scan = (struct sk_scan){ 0 };
    sk_scan_set_text(&scan, "]C1(01)", 7);
    assert_int_equal(scan.symbology, SK_SYMBOLOGY_GS1_128);
}

static void a_byte_order_mark_in_front_is_skipped(void **state) {
    (void)state;
    static const char *const raw[] = { "\xEF\xBB\xBFsag-demo0000000000ok01\r",
                                       " \xEF\xBB\xBF sag-demo0000000000ok01",
                                       "]Q1\xEF\xBB\xBFsag-demo0000000000ok01",
                                       "\xEF\xBB\xBF]Q1sag-demo0000000000ok01" };
    for (size_t i = 0; i < sizeof(raw) / sizeof(raw[0]); i++) {
        struct sk_scan scan = { 0 };
        sk_scan_set_text(&scan, raw[i], strlen(raw[i]));
        assert_string_equal(scan.text, "sag-demo0000000000ok01");
    }
    struct sk_scan nothing = { 0 };
    sk_scan_set_text(&nothing, "\xEF\xBB\xBF", 3);
    assert_int_equal(nothing.length, 0);
}

static void what_only_looks_like_an_aim_identifier_stays(void **state) {
    (void)state;
    static const char *const odd[] = { "]x0abc", "]C9abc", "]", "]C0", "]]C0a" };
    for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
        struct sk_scan scan = { 0 };
        sk_scan_set_text(&scan, odd[i], strlen(odd[i]));
        assert_string_equal(scan.text, odd[i]);
        assert_int_equal(scan.symbology, SK_SYMBOLOGY_UNKNOWN);
    }
}

static void placeholders_and_what_is_barred_are_told_from_devices(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool is_denied;
    } table[] = {
        { "sage62x0000000000", true },  { "SAGE62X999999", true },
        { "sage62x123456", true },      { "sage62x0123456789", true },
        { "sage62x1234567890", true },  { "sage62xxxxxxxxx", true },
        { "sag-1000", false },          { "sage62x0219220000", false },
        { "sage62xa00000", false },     { "sage62x0219123456", false },
        { "sage62xk3456789", true },    { "sage62xtest0001", true },
        { "SAGE62XTEST7", true },       { "sage62x0219220007", true },
        { "sage62x0219220017", false }, { "sage62x77771234", true },
        { "sage62x7777123", false },    { "sage62x0219220008", false },
    };
    struct sk_label_rules *rules = NULL;
    struct sk_err_info info = { "" };
    assert_int_equal(sk_label_rules_create(&rules, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, NULL),
                     SK_OK);
    static const char *const patterns[] = { "*test*", "SAGE62X0219220007", "sage62x7777????" };
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        assert_int_equal(sk_label_rules_deny(rules, patterns[i], NULL), SK_OK);
    }
    char long_one[SK_LABEL_MAX + 2];
    memset(long_one, 'a', sizeof(long_one) - 1);
    long_one[sizeof(long_one) - 1] = '\0';
    assert_int_equal(sk_label_rules_deny(rules, long_one, &info), SK_ERR_INVALID);
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct sk_scan scan = { .source = SK_SOURCE_STDIN };
        struct sk_label label;
        sk_scan_set_text(&scan, table[i].text, strlen(table[i].text));
        sk_label_classify(rules, &scan, &label);
        if ((label.kind == SK_LABEL_DENIED) != table[i].is_denied) {
            fail_msg("'%s' is of kind %d", table[i].text, (int)label.kind);
        }
    }
    sk_label_rules_destroy(rules);
}

static void a_badge_is_what_fits_its_expression_and_no_label(void **state) {
    (void)state;
    static const struct {
        const char *pattern;
        const char *text;
        const char *name; /* NULL: no badge */
    } table[] = {
        { "^OP:(.+)$", "OP:Li", "Li" },
        { "^OP:(.+)$", "op:Li Wei", "Li Wei" },
        { "^OP:(.+)$", "OP:\xE6\x9D\x8E\xE4\xBC\x9F", "\xE6\x9D\x8E\xE4\xBC\x9F" },
        { "^OP:(.+)$", "OP:\xE6\x9D", NULL }, /* no UTF-8 */
        { "^OP:(.+)$", "OP:a\tb", NULL },
        { "^OP:(.*)$", "OP:", NULL },
        { "^[0-9]{6}$", "123456", "123456" },
        { "^(A|B)?[0-9]+$", "7", "7" }, /* the group took no part */
        { ".*", "sage62x0219220001", NULL },
        { ".*", "sag-demo0000000000ok01", NULL },
        { ".*", "SAGK:ACK", NULL },
        { "", "OP:Li", NULL },
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct sk_label_rules *rules = NULL;
        struct sk_scan scan = { .source = SK_SOURCE_STDIN };
        struct sk_label label;
        assert_int_equal(sk_label_rules_create(&rules, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, NULL),
                         SK_OK);
        assert_int_equal(sk_label_rules_badge(rules, table[i].pattern, NULL), SK_OK);
        sk_scan_set_text(&scan, table[i].text, strlen(table[i].text));
        sk_label_classify(rules, &scan, &label);
        if ((label.kind == SK_LABEL_BADGE) != (table[i].name != NULL) ||
            (table[i].name && strcmp(label.text, table[i].name) != 0)) {
            fail_msg("'%s' with '%s': kind %d, '%s'", table[i].text, table[i].pattern,
                     (int)label.kind, label.text);
        }
        sk_label_rules_destroy(rules);
    }
}

static void control_barcodes_are_commands(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum sk_command command;
    } table[] = {
        { "SAGK:CANCEL", SK_COMMAND_CANCEL },    { "SAGK:ACK", SK_COMMAND_ACKNOWLEDGE },
        { "SAGK:UNDO", SK_COMMAND_UNDO },        { "SAGK:PAIR", SK_COMMAND_PAIR },
        { "SAGK:STICKY", SK_COMMAND_STICKY },    { "sagk:ack", SK_COMMAND_ACKNOWLEDGE },
        { "SAGK:SIGNOFF", SK_COMMAND_SIGN_OFF }, { "SAGK:", SK_COMMAND_UNKNOWN },
        { "SAGK:CALL", SK_COMMAND_CALL },        { "SAGK:ACKNOWLEDGE", SK_COMMAND_UNKNOWN },
        { "SAGK:LANG:xx", SK_COMMAND_UNKNOWN },  { "SAGK:LANG:", SK_COMMAND_UNKNOWN },
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct sk_label label = classify_text(table[i].text);
        assert_int_equal(label.kind, SK_LABEL_COMMAND);
        assert_int_equal(label.command, table[i].command);
    }
}

static void the_card_of_a_language_names_it(void **state) {
    (void)state;
    static const char *const table[][2] = { { "SAGK:LANG:de", "de" },
                                            { "SAGK:LANG:ZH", "zh_CN" }, /* as Code 39 has it */
                                            { "sagk:lang:ja_JP", "ja" } };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct sk_label label = classify_text(table[i][0]);
        assert_int_equal(label.command, SK_COMMAND_LANGUAGE);
        assert_string_equal(label.text, table[i][1]);
    }
}

static void bytes_that_no_label_has_are_no_label(void **state) {
    (void)state;
    assert_int_equal(classify("sage62x\0"
                              "0219220001",
                              18, SK_LABEL_CASE_KEEP)
                         .kind,
                     SK_LABEL_UNKNOWN);
    assert_int_equal(classify("", 0, SK_LABEL_CASE_KEEP).kind, SK_LABEL_UNKNOWN);
    assert_int_equal(classify("sage62x021922000\x1d", 17, SK_LABEL_CASE_KEEP).kind,
                     SK_LABEL_UNKNOWN);
}

static void a_text_over_4_kb_is_cut_and_said_to_be_too_long(void **state) {
    (void)state;
    char text[SK_SCAN_TEXT_MAX + 100];
    memset(text, 'a', sizeof(text));
    struct sk_scan scan = { 0 };
    sk_scan_set_text(&scan, text, sizeof(text));
    assert_true(scan.cut);
    assert_int_equal(scan.length, SK_SCAN_TEXT_MAX);
    assert_int_equal(classify(text, sizeof(text), SK_LABEL_CASE_KEEP).kind, SK_LABEL_TOO_LONG);
    assert_int_equal(classify(text, SK_SCAN_TEXT_MAX, SK_LABEL_CASE_KEEP).kind, SK_LABEL_UNKNOWN);
}

static void a_bad_expression_is_quoted_with_its_reason(void **state) {
    (void)state;
    struct sk_label_rules *rules = NULL;
    struct sk_err_info info;
    assert_int_equal(
        sk_label_rules_create(&rules, NULL, "^sag-[0-9", NULL, SK_LABEL_CASE_KEEP, &info),
        SK_ERR_INVALID);
    assert_null(rules);
    assert_non_null(strstr(info.text, "^sag-[0-9"));
    assert_non_null(strstr(info.text, "instance"));
}

static void a_code39_with_all_of_ascii_is_played_where_it_asks_for_it(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum sk_symbology symbology;
        enum sk_label_kind kind;
        const char *sent;
    } table[] = {
        { "+S+A+G+E62+X0219220001", SK_SYMBOLOGY_CODE39, SK_LABEL_SERIAL, "sage62x0219220001" },
        { "+S+A+G+E62+X0219220001", SK_SYMBOLOGY_UNKNOWN, SK_LABEL_SERIAL, "sage62x0219220001" },
        { "+S+A+G-+D+E+M+O0000000000+O+K01", SK_SYMBOLOGY_CODE39, SK_LABEL_INSTANCE,
          "sag-demo0000000000ok01" },
        { "SAGK/ZUNDO", SK_SYMBOLOGY_CODE39, SK_LABEL_COMMAND, "" },
        /* Another symbology has its small letters. */
        { "+S+A+G+E62+X0219220001", SK_SYMBOLOGY_QR, SK_LABEL_UNKNOWN, "" },
        { "+S+A+G+E62+X0219220001", SK_SYMBOLOGY_CODE128, SK_LABEL_UNKNOWN, "" },
        /* A pair that there is not, or half of one: it is a plain Code 39. */
        { "+S+A+G+E62+X021922000+1", SK_SYMBOLOGY_CODE39, SK_LABEL_UNKNOWN, "" },
        { "+S+A+G+E62+X021922000+", SK_SYMBOLOGY_CODE39, SK_LABEL_UNKNOWN, "" },
        { "%U+S+A+G+E62+X0219220001", SK_SYMBOLOGY_CODE39, SK_LABEL_UNKNOWN, "" },
        /* No label either way. */
        { "2/4-8/16-32", SK_SYMBOLOGY_CODE39, SK_LABEL_UNKNOWN, "" },
        { "A/B+C", SK_SYMBOLOGY_CODE39, SK_LABEL_UNKNOWN, "" },
        /* A label as it is. */
        { "SAGE62X0219220001", SK_SYMBOLOGY_CODE39, SK_LABEL_SERIAL, "SAGE62X0219220001" },
    };
    struct sk_label_rules *rules = NULL;
    assert_int_equal(sk_label_rules_create(&rules, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, NULL),
                     SK_OK);
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct sk_scan scan = { .symbology = table[i].symbology };
        struct sk_label label;
        sk_scan_set_text(&scan, table[i].text, strlen(table[i].text));
        sk_label_classify(rules, &scan, &label);
        if (label.kind != table[i].kind || strcmp(label.text, table[i].sent) != 0) {
            fail_msg("'%s' is of kind %d, '%s'", table[i].text, (int)label.kind, label.text);
        }
    }
    sk_label_rules_destroy(rules);
}

static void a_code39_that_is_a_label_as_it_is_is_never_played(void **state) {
    (void)state;
    struct sk_label_rules *rules = NULL;
    struct sk_scan scan = { .symbology = SK_SYMBOLOGY_CODE39 };
    struct sk_label label;
    assert_int_equal(
        sk_label_rules_create(&rules, "^[A-Z0-9/+]+$", NULL, NULL, SK_LABEL_CASE_KEEP, NULL),
        SK_OK);
    sk_scan_set_text(&scan, "PN/A17+B", 8);
    sk_label_classify(rules, &scan, &label);
    assert_int_equal(label.kind, SK_LABEL_SERIAL);
    assert_string_equal(label.text, "PN/A17+B");
    sk_label_rules_destroy(rules);
}

static void what_no_code39_can_hold_is_not_played(void **state) {
    (void)state;
    static const char *const texts[] = { "SAG-DEMO0+Dp", "a+B", "A+B_", "\xc3\xa4+A" };
    char out[16];
    size_t length = 0;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_false(sk_full_ascii(texts[i], strlen(texts[i]), out, &length));
    }
    assert_true(sk_full_ascii("A-1. +B", 7, out, &length));
}

static void every_pair_of_code39_stands_for_one_character(void **state) {
    (void)state;
    char seen[128] = { 0 };
    static const char plain[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. ";
    for (size_t i = 0; i < sizeof(plain) - 1; i++) {
        seen[(unsigned char)plain[i]] = 1;
    }
    for (const char *shift = "$%/+"; *shift; shift++) {
        for (char letter = 'A'; letter <= 'Z'; letter++) {
            const char pair[2] = { *shift, letter };
            char out[2];
            size_t length = 0;
            if (sk_full_ascii(pair, 2, out, &length)) {
                assert_int_equal(length, 1);
                assert_in_range((unsigned char)out[0], 1, 127);
                seen[(unsigned char)out[0]] = 1;
            } else {
                assert_memory_equal(pair, "%U", 2); /* NUL */
            }
        }
    }
    for (int c = 1; c < 128; c++) {
        assert_true(seen[c]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_code39_with_all_of_ascii_is_played_where_it_asks_for_it),
        SK_TEST(a_code39_that_is_a_label_as_it_is_is_never_played),
        SK_TEST(what_no_code39_can_hold_is_not_played),
        SK_TEST(every_pair_of_code39_stands_for_one_character),
        SK_TEST(the_documented_labels_are_told_apart),
        SK_TEST(capitals_are_sent_as_scanned_unless_told_otherwise),
        SK_TEST(a_label_counts_only_in_the_barcodes_that_are_allowed_for_it),
        SK_TEST(symbologies_are_named_as_a_list_or_any),
        SK_TEST(what_a_list_of_symbologies_may_hold_is_what_it_takes),
        SK_TEST(of_a_label_that_holds_more_only_the_number_is_sent),
        SK_TEST(a_label_in_capitals_is_told_from_others),
        SK_TEST(blanks_and_line_ends_around_a_label_are_taken_off),
        SK_TEST(an_aim_identifier_is_kept_as_symbology_and_stripped),
        cmocka_unit_test(a_byte_order_mark_in_front_is_skipped),
        SK_TEST(what_only_looks_like_an_aim_identifier_stays),
        SK_TEST(placeholders_and_what_is_barred_are_told_from_devices),
        SK_TEST(a_badge_is_what_fits_its_expression_and_no_label),
        SK_TEST(control_barcodes_are_commands),
        SK_TEST(the_card_of_a_language_names_it),
        SK_TEST(bytes_that_no_label_has_are_no_label),
        SK_TEST(a_text_over_4_kb_is_cut_and_said_to_be_too_long),
        SK_TEST(a_bad_expression_is_quoted_with_its_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
