/* Which lists are understood, and what is said about the others. */
#include "check.h"

#include "app/manifest/manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct sk_manifest *must_read(const char *text) {
    struct sk_manifest *manifest = NULL;
    struct sk_err_info info = { "" };
    int64_t line = -1;
    /* A copy of the exact size: one byte too many is seen. */
    size_t length = strlen(text);
    char *copy = malloc(length > 0 ? length : 1);
    assert_non_null(copy);
    memcpy(copy, text, length);
    enum sk_err err = sk_manifest_create(&manifest, copy, length, &line, &info);
    free(copy);
    if (err) {
        fail_msg("line %lld: %s", (long long)line, info.text);
    }
    assert_int_equal(line, 0);
    return manifest;
}

static void expect_mistake(const char *text, int64_t line, const char *said) {
    struct sk_manifest *manifest = NULL;
    struct sk_err_info info = { "" };
    int64_t got = -1;
    assert_int_equal(sk_manifest_create(&manifest, text, strlen(text), &got, &info),
                     SK_ERR_INVALID);
    if (got != line || !strstr(info.text, said)) {
        fail_msg("line %lld: %s", (long long)got, info.text);
    }
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
    expect_mistake("sn,instance\na,b\nc\n", 3, "1 values under 2 headings");
    expect_mistake("sn,instance\na,b\nc,d,e\n", 3, "3 values under 2 headings");
    expect_mistake("sn,instance\na,\n", 2, "no instance");
    expect_mistake("sn,instance\n,b\n", 2, "no serial number");
    expect_mistake("sn,instance\na b,c\n", 2, "cannot stand on a label");
    expect_mistake("sn,instance\na,b\n\"x,\nc,d\n", 3, "not closed");
    expect_mistake("sn,instance\na\"b,c\n", 2, "quote stands within");
    expect_mistake("sn,instance\n\"a\"b,c\n", 2, "follows a closing quote");
    expect_mistake("sn,instance,note\na,b,\"1\n2\"\nA,c,\n", 4, "there already, in line 2");
    expect_mistake("sn,instance,order\na,b,\xFF\xFE\n", 2, "UTF-8");
    expect_mistake("\xFF\xFEs", 0, "CSV UTF-8");
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
        cmocka_unit_test(what_is_bound_is_counted_by_order),
        cmocka_unit_test(every_line_of_a_long_list_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
