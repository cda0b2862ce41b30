/* Pictures of labels that were misread once: expected.tsv beside them says what must come of each.
 * They lie in the folder that SK_SHARED_DIR names. */
#include "cases.h"

#include "input/camera/decode.h"
#include "input/camera/image_file.h"
#include "input/camera/joiner.h"
#include "pairing/label.h"

static struct sk_label_rules *rules;
static struct sk_symbols symbols;
static struct sk_joiner joiner;

/* Looks at one picture after the other, as a camera would; leaves what the last one showed. */
static void look(const struct case_row *row, enum sk_charset encoding) {
    const struct sk_decode_options options = { .symbologies = SK_DECODE_DEFAULT,
                                               .budget_ms = 2000,
                                               .encoding = encoding };
    const struct sk_joiner_rules joining = { .encoding = encoding, .part = 1000, .joined = 1000 };
    struct sk_decoder *decoder = NULL;
    struct sk_grey grey = { 0 };
    char files[1024];
    char *save = NULL;
    sk_joiner_init(&joiner, &joining);
    assert_int_equal(sk_decoder_create(&decoder, &options, NULL), SK_OK);
    (void)snprintf(files, sizeof(files), "%s", row->file);
    for (char *file = strtok_r(files, "+", &save); file; file = strtok_r(NULL, "+", &save)) {
        char path[4096];
        struct sk_err_info info = { "" };
        (void)snprintf(path, sizeof(path), "%s/%s", row->folder, file);
        if (sk_image_file_load(path, &grey, &info) != SK_OK) {
            fail_msg("%s", info.text);
        }
        assert_int_equal(sk_decoder_run(decoder, &grey, &symbols), SK_OK);
        (void)sk_joiner_frame(&joiner, &symbols, 0);
    }
    sk_grey_finish(&grey);
    sk_decoder_destroy(decoder);
    if (symbols.count != 1) { /* never silence */
        fail_msg("%s: %d codes were read", row->file, symbols.count);
    }
}

/* As the camera's reader has it: a part, or a code for the scanner, is none. */
static enum sk_label_kind kind_of(const struct sk_symbol *symbol, struct sk_label *label) {
    struct sk_scan scan = { .symbology = symbol->symbology, .source = SK_SOURCE_CAMERA };
    sk_scan_set_text(&scan, symbol->text, symbol->length);
    scan.is_part = sk_joiner_is_part(symbol) || symbol->use != SK_SYMBOL_TEXT;
    sk_label_classify(rules, &scan, label);
    return label->kind;
}

static void check_name(const struct case_row *row) {
    struct sk_label label;
    enum sk_charset encoding = SK_CHARSET_AUTO;
    assert_true(sk_charset_parse(row->detail, &encoding));
    look(row, encoding);
    assert_int_equal(kind_of(&symbols.item[0], &label), SK_LABEL_BADGE);
    assert_string_equal(label.text, encoding == SK_CHARSET_GB18030 ? "\xe6\x9d\x8e\xe4\xbc\x9f"
                                                                   : "M\xc3\xbcller");
}

static void check_picture(const struct case_row *row) {
    struct sk_label label;
    char part[32] = "";
    if (strcmp(row->verdict, "name by setting") == 0) {
        check_name(row);
        return;
    }
    look(row, SK_CHARSET_AUTO);
    const struct sk_symbol_sequence *sequence = &symbols.item[0].sequence;
    enum sk_label_kind kind = kind_of(&symbols.item[0], &label);
    if (strcmp(row->verdict, "label") == 0) {
        assert_int_equal(kind, SK_LABEL_SERIAL);
        assert_string_equal(label.text, row->detail);
        return;
    }
    assert_string_equal(row->verdict, "no label");
    assert_int_equal(kind, SK_LABEL_PART);
    if (sequence->count > 1) {
        (void)snprintf(part, sizeof(part), "part %d of %d", sequence->index, sequence->count);
    }
    assert_string_equal(part, row->detail);
}

static int set_up(void **state) {
    (void)state;
    assert_int_equal(sk_label_rules_create(&rules, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, NULL),
                     SK_OK);
    return sk_label_rules_badge(rules, "^OP:(.+)$", NULL);
}

static int tear_down(void **state) {
    (void)state;
    sk_label_rules_destroy(rules);
    return 0;
}

static void what_failed_elsewhere_is_read(void **state) {
    (void)state;
    (void)cases_elsewhere("picture", check_picture, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = { SK_TEST(what_failed_elsewhere_is_read) };
    return cmocka_run_group_tests_name("camera_cases", tests, set_up, tear_down);
}
