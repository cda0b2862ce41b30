/* Which lists are understood, and what is said about the others. */
#include "check.h"

#include "app/manifest/manifest.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define S "sage62x0219220001"
#define T "sage62x0219220002"
#define I "sag-demo0000000000ok01"
#define J "sag-demo0000000000ok02"

static struct sk_label_rules *labels;

/* A copy of the exact size: one byte too many is seen. */
static enum sk_err read_list(struct sk_manifest **out, const char *text, size_t length,
                             const struct sk_manifest_rules *rules, struct sk_mistakes *mistakes,
                             struct sk_err_info *info) {
    char *copy = malloc(length > 0 ? length : 1);
    assert_non_null(copy);
    memcpy(copy, text, length);
    enum sk_err err = sk_manifest_create(out, copy, length, rules, mistakes, info);
    free(copy);
    return err;
}

static struct sk_manifest *must_read_as(const char *text, size_t length,
                                        const struct sk_manifest_rules *rules) {
    struct sk_manifest *manifest = NULL;
    struct sk_err_info info = { "" };
    struct sk_mistakes mistakes;
    if (read_list(&manifest, text, length, rules, &mistakes, &info)) {
        fail_msg("'%s': %s", text, info.text);
    }
    assert_int_equal(mistakes.count, 0);
    return manifest;
}

static struct sk_manifest *must_read(const char *text) {
    return must_read_as(text, strlen(text), NULL);
}

static void expect_mistake_by(const struct sk_manifest_rules *rules, const char *text, int64_t line,
                              const char *said) {
    struct sk_manifest *manifest = NULL;
    struct sk_err_info info = { "" };
    struct sk_mistakes mistakes;
    assert_int_equal(read_list(&manifest, text, strlen(text), rules, &mistakes, &info),
                     SK_ERR_INVALID);
    if (mistakes.count == 0 || mistakes.list[0].line != line || !strstr(info.text, said)) {
        fail_msg("'%s': %s", text, info.text);
    }
}

static void expect_mistake(const char *text, int64_t line, const char *said) {
    expect_mistake_by(NULL, text, line, said);
}

static void columns_come_in_any_order_and_others_are_skipped(void **state) {
    (void)state;
    struct sk_manifest *manifest = must_read("Pallet,ORDER,Instance,SN\n"
                                             "7,4711,sag-1,sage62x1\n"
                                             "8,4711,sag-2,sage62x2\n"
                                             "9,4712,sag-3,sage62x3\n");
    assert_int_equal(sk_manifest_count(manifest), 3);
    const struct sk_manifest_line *line = sk_manifest_find(manifest, "SAGE62X2");
    assert_non_null(line);
    assert_string_equal(line->instance, "sag-2");
    assert_string_equal(line->order, "4711");
    assert_int_equal(line->line, 3);
    assert_null(sk_manifest_find(manifest, "sage62x4"));
    assert_int_equal(sk_manifest_order_count(manifest), 2);
    assert_int_equal(sk_manifest_order(manifest, 0).of, 2);
    sk_manifest_destroy(manifest);
}

static void what_spreadsheets_write_is_read(void **state) {
    (void)state;
    static const char *const texts[] = {
        "\xEF\xBB\xBFserial,instance,order\r\nsage62x1,sag-1,A\r\nsage62x2,sag-2,A",
        "serial;instance;order\n\"sage62x1\"; sag-1 ;\"A\"\n\nsage62x2;sag-2;A\n",
        "serial\tinstance\torder\rsage62x1\tsag-1\tA\rsage62x2\tsag-2\tA\r",
        "\"serial\",\"note, long\",\"instance\",\"order\"\r\n"
        "sage62x1,\"two\r\nlines \"\"quoted\"\"\",sag-1,A\r\nsage62x2,,sag-2,A\r\n\r\n",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct sk_manifest *manifest = must_read(texts[i]);
        assert_int_equal(sk_manifest_count(manifest), 2);
        assert_string_equal(sk_manifest_line(manifest, 0)->serial, "sage62x1");
        assert_string_equal(sk_manifest_line(manifest, 0)->instance, "sag-1");
        assert_string_equal(sk_manifest_line(manifest, 1)->instance, "sag-2");
        assert_string_equal(sk_manifest_line(manifest, 1)->order, "A");
        assert_int_equal(sk_manifest_order_count(manifest), 1);
        sk_manifest_destroy(manifest);
    }
}

static void a_mistake_is_said_with_its_line(void **state) {
    (void)state;
    expect_mistake("", 0, "no device");
    expect_mistake("serial,instance\n", 0, "no device");
    expect_mistake("serial,order\na,b\n", 1, "none is called 'instance'");
    expect_mistake("sn,instance,Serial\n", 1, "'serial' is there twice");
    expect_mistake("sn,instance\na,b\nc\n", 3, "line 3: column instance: there is no instance");
    expect_mistake("sn,instance\na,b\nc,d,e\n", 3, "3 values under 2 headings");
    expect_mistake("sn,instance\na,\n", 2, "no instance");
    expect_mistake("order,sn,instance\na\n", 2, "line 2: there is neither");
    expect_mistake("sn,instance\n,b\n", 2, "no serial number");
    expect_mistake("sn,instance\na b,c\n", 2, "has a blank within it");
    expect_mistake("sn,instance\na,b\n\"x,\nc,d\n", 3, "not closed");
    expect_mistake("sn,instance\na\"b,c\n", 2, "quote stands within");
    expect_mistake("sn,instance\n\"a\"b,c\n", 2, "follows a closing quote");
    expect_mistake("sn,instance,note\na,b,\"1\n2\"\nA,c,\n", 4, "there already, in line 2");
    expect_mistake("sn,instance,order\na,b,\xFF\xFE\n", 2, "UTF-8");
    expect_mistake("sn,instance,order\na,b,M\xFCnchen\n", 2, "UTF-8"); /* not as GB18030 */
    expect_mistake("sn,instance,order\na,b,\xE4\xB8\x8A\xE6\xB5\n", 2, "damaged");
    expect_mistake("\xFF\xFEs", 0, "CSV UTF-8");
    expect_mistake("a title,\nsn,instance\na,\n", 3, "no instance");
    expect_mistake("sn,instance\nx,\ny,\n,z\n", 2,
                   "line 2: column instance: there is no instance; line 3: column instance: there "
                   "is no instance; line 4: column serial");
}

static void what_a_value_looks_like_is_said(void **state) {
    (void)state;
    static const struct {
        const char *serial;
        const char *instance;
        const char *said;
    } table[] = {
        { "2.19E+15", I, "column serial: '2.19E+15' looks like a number in scientific notation" },
        { "\"2,19E+15\"", I, "scientific notation: format the column as text" },
        { "2E15", I, "does not look like the label of a device" },
        { "#N/A", I, "column serial: '#N/A' is a spreadsheet's error value" },
        { S, "#N/A", "column instance: '#N/A' is" },
        { S, "#REF!", "error value" },
        { S, "#DIV/0!", "error value" },
        { S, "########", "error value" },
        { I, S, "the columns are exchanged" },
        { I, I, "column serial: '" I "' looks like an instance" },
        { S, S, "column instance: '" S "' looks like a serial number" },
        { S, "sag-1000", "looks like the barcode of a model" },
        { S, "SAGK:ACK", "is a command" },
        { "219022.00", I, "looks like a number" },
        { "2026-03-04", I, "looks like a date" },
        { "sage62x02192*0001", I, "is an example" },
        { "N/A", I, "not there" },
        { "=A2", I, "is a formula" },
        { "sage62x 0219220001", I, "has a blank within" },
        { "sage62x\xD0\xBE"
          "219220001",
          I, "has a character that no label has" },
        { "hello", I, "'hello' does not look like the label of a device (labels.serial)" },
        { S, "hello", "'hello' does not look like the label of an instance (labels.instance)" },
    };
    const struct sk_manifest_rules rules = { .labels = labels };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        char text[256];
        (void)snprintf(text, sizeof(text), "serial,instance\n%s,%s\n", table[i].serial,
                       table[i].instance);
        expect_mistake_by(&rules, text, 2, table[i].said);
    }
    expect_mistake_by(&rules, "serial,instance,order\n" S "," I ",#N/A\n", 2, "column order");
    expect_mistake_by(&rules, S "," I "\n", 1, "none is called 'serial'");
    expect_mistake_by(&rules, "serial,instance,region\n" S "," I ",cn-shangai\n", 2,
                      "'cn-shangai' is not a region; did you mean 'cn-shanghai'?");
    expect_mistake_by(&rules, "serial,instance,region\n" S "," I ",mars-north-1\n", 2,
                      "'mars-north-1' is not a region");
    expect_mistake_by(&rules, "serial,instance,account\n" S "," I ",a/b\n", 2,
                      "is not the name of a profile");
    expect_mistake_by(&rules, "serial,instance,account\n" S "," I ",a\n" S "," I ",b\n", 3,
                      "with another region or account");
}

static void a_line_may_have_its_region_and_account(void **state) {
    (void)state;
    static const char text[] = "SN,地域,实例ID,账号\n"
                               "sage62x0219220001,cn-shanghai,sag-demo0000000000ok01,plant-b\n"
                               "sage62x0219220002,,sag-demo0000000000ok01,\n";
    struct sk_mistakes mistakes;
    struct sk_err_info info;
    struct sk_manifest *manifest = NULL;
    assert_int_equal(sk_manifest_create(&manifest, text, strlen(text), NULL, &mistakes, &info),
                     SK_OK);
    const struct sk_manifest_line *line = sk_manifest_find(manifest, "sage62x0219220001");
    assert_string_equal(line->region, "cn-shanghai");
    assert_string_equal(line->profile, "plant-b");
    line = sk_manifest_find(manifest, "sage62x0219220002");
    assert_string_equal(line->region, "");
    assert_string_equal(line->profile, "");
    sk_manifest_destroy(manifest);
}

/* Each is the device S for I of the order 4711, and no other. */
static void what_programs_write_is_read(void **state) {
    (void)state;
    static const char *const texts[] = {
        "serial,instance,order\n" S "," I ",4711\n,,\n \xC2\xA0 , ,\t\n",
        "serial,instance,order,,\n" S "," I ",4711,,\n,,,,,,,,\n",
        "sep=;\r\nserial;instance;order\r\n" S ";" I ";4711\r\n",
        "\xEF\xBB\xBF\"sep=;\"\r\nserial;instance;order\r\n" S ";" I ";4711\r\n",
        "SEP=|\nserial|instance|order\n" S "|" I "|4711",
        "sep=\t\nserial\tinstance\torder\n" S "\t" I "\t4711",
        "serial|instance|order\n" S "|" I "|4711",
        "Devices, as of today\n\nserial;instance;order\n" S ";" I ";4711\n",
        "\nserial,instance,order\n" S "," I ",4711\n",
        ",,\n,,\nserial,instance,order\n" S "," I ",4711\n",
        "serial,instance,order\n=\"" S "\",=\"" I "\",=\"4711\"\n",
        "serial,instance,order\n\"=\"\"" S "\"\"\",\"=\"\"" I "\"\"\",4711\n",
        "serial,instance,order\n'" S ",'" I ",'4711\n",
        "serial\xC2\xA0,\xE3\x80\x80instance,order\n\xC2\xA0" S "\xE3\x80\x80,\" " I
        "\xC2\xA0\",4711\xE2\x80\x8B\n",
        "S/N,Instance-ID,Order No.\n" S "," I ",4711\n",
        "Serial No.,SmartAGId,PO Number\n" S "," I ",4711\n",
        "SERIAL NUMBER:,SAG Instance ID,Order ID\n" S "," I ",4711\n",
        "\"Serial\n"
        "Number\",Instance_ID,ORDER\n" S "," I ",4711\n",
        "SerialNumber,SmartAGId,Order\n" S "," I ",4711\n",
        "序列号,实例ID,订单号\n" S "," I ",4711\n",
        "设备序列号（SN）,实例 ID,订单编号\n" S "," I ",4711\n",
        "ＳＮ,实例ＩＤ,订单\n" S "," I ",4711\n",
        "serial,instance,order\n" S "," I ",4711\n" S "," I ",4711\n",
        "serial,instance,order\n" S "," I ",4711\nserial,instance,order\n",
        "Asset tag,Contract,Job\n" S "," I ",4711\n",
        "serial,Asset tag,Contract,Job\nx," S "," I ",4711\n",
    };
    const struct sk_manifest_rules rules = {
        .labels = labels, .columns = "serial=Asset Tag, instance=contract,order = Job"
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct sk_manifest *manifest = must_read_as(texts[i], strlen(texts[i]), &rules);
        const struct sk_manifest_line *line = sk_manifest_line(manifest, 0);
        if (sk_manifest_count(manifest) != 1 || strcmp(line->serial, S) != 0 ||
            strcmp(line->instance, I) != 0 || strcmp(line->order, "4711") != 0) {
            fail_msg("'%s' is '%s', '%s', '%s'", texts[i], line->serial, line->instance,
                     line->order);
        }
        sk_manifest_destroy(manifest);
    }
}

static void a_row_without_its_last_columns_is_a_row(void **state) {
    (void)state;
    struct sk_manifest *manifest = must_read("serial,instance,order,note\na,b,c,d\ne,f,g\nh,i\n");
    assert_int_equal(sk_manifest_count(manifest), 3);
    assert_string_equal(sk_manifest_line(manifest, 1)->order, "g");
    assert_string_equal(sk_manifest_line(manifest, 2)->order, "");
    sk_manifest_destroy(manifest);
}

/* The text in another encoding, by iconv(3)'s name of it, behind a mark. */
static struct sk_manifest *must_read_in(const char *encoding, const char *mark, size_t mark_length,
                                        const char *text) {
    char bytes[512];
    char *from = (char *)(uintptr_t)text;
    char *to = bytes + mark_length;
    size_t from_left = strlen(text);
    size_t to_left = sizeof(bytes) - mark_length;
    const struct sk_manifest_rules rules = { .labels = labels };
    memcpy(bytes, mark, mark_length);
    iconv_t state = iconv_open(encoding, "UTF-8");
    assert_true(iconv(state, &from, &from_left, &to, &to_left) == 0);
    (void)iconv_close(state);
    return must_read_as(bytes, (size_t)(to - bytes), &rules);
}

static void what_is_saved_in_other_encodings_is_read(void **state) {
    (void)state;
    static const struct {
        const char *encoding;
        const char *mark;
        size_t length;
    } table[] = {
        { "UTF-8", "", 0 },
        { "UTF-8", "\xEF\xBB\xBF", 3 },
        { "GB18030", "", 0 },
        { "GBK", "", 0 },
        { "GB2312", "", 0 },
        { "UTF-16LE", "", 0 },
        { "UTF-16BE", "", 0 },
        { "UTF-16LE", "\xFF\xFE", 2 },
        { "UTF-16BE", "\xFE\xFF", 2 },
        { "UTF-32LE", "\xFF\xFE\0\0", 4 },
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct sk_manifest *manifest =
            must_read_in(table[i].encoding, table[i].mark, table[i].length,
                         "序列号\t实例ID\t订单号\r\n" S "\t" I "\t上海订单\r\n");
        assert_int_equal(sk_manifest_count(manifest), 1);
        assert_string_equal(sk_manifest_line(manifest, 0)->serial, S);
        assert_string_equal(sk_manifest_line(manifest, 0)->order, "上海订单");
        sk_manifest_destroy(manifest);
    }
}

static void a_row_that_is_there_twice_counts_once_and_is_told(void **state) {
    (void)state;
    const struct sk_manifest_rules rules = { .labels = labels };
    static const char text[] = "sn,instance,order\n" S "," I ",1\n" T "," J ",1\n" S "," I ",1\n"
                               "sage62x000000," J ",1\n";
    struct sk_err_info info = { "" };
    struct sk_manifest *manifest = must_read_as(text, strlen(text), &rules);
    assert_int_equal(sk_manifest_count(manifest), 3);
    assert_int_equal(sk_manifest_order(manifest, 0).of, 3);
    assert_true(sk_manifest_notice(manifest, &info));
    assert_non_null(strstr(info.text, "line 4 says the same as line 2"));
    assert_non_null(strstr(info.text, "1 of its devices, the first in line 5, can never be bound"));
    sk_manifest_destroy(manifest);
    manifest = must_read("sn,instance\na,b\n");
    assert_false(sk_manifest_notice(manifest, &info));
    sk_manifest_destroy(manifest);
    expect_mistake("sn,instance,order\na,b,1\na,b,2\n", 3, "in line 2, with another order");
}

static void what_is_bound_is_counted_by_order(void **state) {
    (void)state;
    struct sk_manifest *manifest =
        must_read("sn,instance,order\na,sag-1,X\nb,sag-2,X\nc,sag-3,Y\n");
    sk_manifest_mark(manifest, "A", "SAG-1", true);
    sk_manifest_mark(manifest, "a", "sag-1", true); /* once */
    sk_manifest_mark(manifest, "b", "sag-9", true); /* not what the list wants */
    sk_manifest_mark(manifest, "z", "sag-1", true);
    assert_int_equal(sk_manifest_order(manifest, 0).bound, 1);
    assert_int_equal(sk_manifest_order(manifest, 1).bound, 0);
    assert_true(sk_manifest_find(manifest, "a")->is_bound);
    sk_manifest_mark(manifest, "a", "sag-1", false);
    assert_int_equal(sk_manifest_order(manifest, 0).bound, 0);
    sk_manifest_destroy(manifest);
}

static void every_line_of_a_long_list_is_found(void **state) {
    (void)state;
    enum { LINES = 5000 };
    char *text = malloc(LINES * 48 + 64);
    assert_non_null(text);
    size_t length = (size_t)sprintf(text, "sn,instance,order\n");
    for (int i = 0; i < LINES; i++) {
        length +=
            (size_t)sprintf(text + length, "sage62x%05d,sag-%05d,order %d\n", i, i * 7, i / 3);
    }
    struct sk_manifest *manifest = must_read(text);
    free(text);
    assert_int_equal(sk_manifest_count(manifest), LINES);
    assert_int_equal(sk_manifest_order_count(manifest), (LINES + 2) / 3);
    for (int i = 0; i < LINES; i++) {
        char serial[16];
        (void)snprintf(serial, sizeof(serial), "SAGE62x%05d", i);
        const struct sk_manifest_line *line = sk_manifest_find(manifest, serial);
        assert_non_null(line);
        assert_int_equal(line->line, i + 2);
        assert_int_equal(line->order_at, i / 3);
    }
    sk_manifest_destroy(manifest);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_come_in_any_order_and_others_are_skipped),
        cmocka_unit_test(what_spreadsheets_write_is_read),
        cmocka_unit_test(a_mistake_is_said_with_its_line),
        cmocka_unit_test(what_a_value_looks_like_is_said),
        cmocka_unit_test(a_line_may_have_its_region_and_account),
        cmocka_unit_test(what_programs_write_is_read),
        cmocka_unit_test(a_row_without_its_last_columns_is_a_row),
        cmocka_unit_test(what_is_saved_in_other_encodings_is_read),
        cmocka_unit_test(a_row_that_is_there_twice_counts_once_and_is_told),
        cmocka_unit_test(what_is_bound_is_counted_by_order),
        cmocka_unit_test(every_line_of_a_long_list_is_found),
    };
    assert_int_equal(sk_label_rules_create(&labels, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, NULL),
                     SK_OK);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    sk_label_rules_destroy(labels);
    return failed;
}
