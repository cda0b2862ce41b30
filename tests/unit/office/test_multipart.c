/* A form with a file, as browsers send it. */
#include "check.h"

#include "office/multipart.h"

#include <stdio.h>
#include <string.h>

#define TYPE "multipart/form-data; boundary=----WebKitFormBoundaryq3"
#define B "------WebKitFormBoundaryq3"
#define FIELD(name, value)                                                                         \
    B "\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define UPLOADED(name, value)                                                                      \
    B "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" name                        \
      "\"\r\nContent-Type: text/csv\r\n\r\n" value "\r\n"

static struct sk_office_form form;
static struct sk_office_upload file;
static char *body;

/* In a block of its exact size, which lives as long as what is borrowed from it. */
static enum sk_err parse_bytes(const char *type, const char *bytes, size_t length) {
    free(body);
    body = malloc(length > 0 ? length : 1);
    assert_non_null(body);
    memcpy(body, bytes, length);
    return sk_office_multipart_parse(&form, &file, type, body, length);
}

static enum sk_err parse(const char *type, const char *text) {
    return parse_bytes(type, text, strlen(text));
}

static int finish(void **state) {
    (void)state;
    sk_office_form_finish(&form);
    free(body);
    body = NULL;
    return 0;
}

static void fields_and_a_file_are_read(void **state) {
    (void)state;
    static const char text[] = FIELD("csrf", "abc") UPLOADED("list.csv", "a,b\r\n--\r\n\0\xFF")
        FIELD("text", "") B "--\r\n";
    assert_int_equal(parse_bytes(TYPE, text, sizeof(text) - 1), SK_OK);
    assert_int_equal(form.count, 2);
    assert_string_equal(sk_office_form_get(&form, "csrf"), "abc");
    assert_string_equal(sk_office_form_get(&form, "text"), "");
    assert_true(file.is_chosen);
    assert_int_equal(file.length, 11);
    assert_memory_equal(file.bytes, "a,b\r\n--\r\n\0\xFF", 11);
}

static void a_file_that_nobody_chose_is_none(void **state) {
    (void)state;
    assert_int_equal(parse(TYPE, UPLOADED("", "") FIELD("text", "pasted") B "--"), SK_OK);
    assert_false(file.is_chosen);
    assert_string_equal(sk_office_form_get(&form, "text"), "pasted");
}

static void an_empty_file_is_one(void **state) {
    (void)state;
    assert_int_equal(parse(TYPE, UPLOADED("empty.csv", "") B "--\r\n"), SK_OK);
    assert_true(file.is_chosen);
    assert_int_equal(file.length, 0);
}

static void the_boundary_may_be_quoted_and_stand_anywhere(void **state) {
    (void)state;
    assert_true(sk_office_multipart_is("Multipart/Form-Data;boundary=b"));
    assert_false(sk_office_multipart_is("multipart/form-data2; boundary=b"));
    assert_false(sk_office_multipart_is("application/x-www-form-urlencoded"));
    static const char text[] =
        "--b c\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b c--";
    assert_int_equal(parse("multipart/form-data; charset=utf-8; boundary=\"b c\"", text), SK_OK);
    assert_string_equal(sk_office_form_get(&form, "a"), "1");
}

static void what_is_no_such_form_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *type, *text;
    } bad[] = {
        { TYPE, "" },
        { TYPE, B },
        { TYPE, FIELD("a", "1") },
        { TYPE, FIELD("a", "1") B },
        { TYPE, FIELD("a", "1") B "-" },
        { TYPE, FIELD("a", "1") B "--and more" },
        { TYPE, "preamble\r\n" FIELD("a", "1") B "--" },
        { TYPE, B "\n\nContent-Disposition: form-data; name=\"a\"\n\n1\n" B "--" },
        { TYPE, B "\r\nContent-Type: text/plain\r\n\r\n1\r\n" B "--" },
        { TYPE, B "\r\nContent-Disposition: form-data; filename=\"a\"\r\n\r\n1\r\n" B "--" },
        { TYPE, B "\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n" B "--" },
        { TYPE, B "\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n" B "--" },
        { TYPE, FIELD("a", "\xC3") B "--" },
        { TYPE, UPLOADED("a", "1") UPLOADED("b", "2") B "--" },
        { "multipart/form-data", FIELD("a", "1") B "--" },
        { "multipart/form-data; boundary=", FIELD("a", "1") B "--" },
        { "multipart/form-data; boundary=\"----WebKitFormBoundaryq3", FIELD("a", "1") B "--" },
        { "multipart/form-data; boundary=another", FIELD("a", "1") B "--" },
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (parse(bad[i].type, bad[i].text) != SK_ERR_INVALID) {
            fail_msg("%zu: %s", i, bad[i].text);
        }
        assert_null(form.bytes);
        assert_int_equal(form.count, 0);
        assert_false(file.is_chosen);
    }
    static const char nul[] = FIELD("a", "1\0") B "--";
    assert_int_equal(parse_bytes(TYPE, nul, sizeof(nul) - 1), SK_ERR_INVALID);
}

static void cut_anywhere_it_is_refused(void **state) {
    (void)state;
    static const char text[] = FIELD("csrf", "abc") UPLOADED("list.csv", "a,b") B "--";
    for (size_t length = 0; length < sizeof(text) - 1; length++) {
        assert_int_equal(parse_bytes(TYPE, text, length), SK_ERR_INVALID);
    }
    assert_int_equal(parse_bytes(TYPE, text, sizeof(text) - 1), SK_OK);
}

static void there_is_a_limit_to_fields(void **state) {
    (void)state;
    static const char field[] = FIELD("a", "1");
    size_t length = sizeof(field) - 1;
    char *text = malloc(length * (SK_OFFICE_FIELDS_MAX + 1) + sizeof(B "--"));
    assert_non_null(text);
    for (size_t i = 0; i <= SK_OFFICE_FIELDS_MAX; i++) {
        memcpy(text + i * length, field, length);
    }
    memcpy(text + length * (SK_OFFICE_FIELDS_MAX + 1), B "--", sizeof(B "--"));
    assert_int_equal(parse(TYPE, text), SK_ERR_INVALID);
    memcpy(text + length * SK_OFFICE_FIELDS_MAX, B "--", sizeof(B "--"));
    assert_int_equal(parse(TYPE, text), SK_OK);
    assert_int_equal(form.count, SK_OFFICE_FIELDS_MAX);
    free(text);
}

#define SK_FORM_TEST(name) cmocka_unit_test_teardown(name, finish)

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_FORM_TEST(fields_and_a_file_are_read),
        SK_FORM_TEST(a_file_that_nobody_chose_is_none),
        SK_FORM_TEST(an_empty_file_is_one),
        SK_FORM_TEST(the_boundary_may_be_quoted_and_stand_anywhere),
        SK_FORM_TEST(what_is_no_such_form_is_refused),
        SK_FORM_TEST(cut_anywhere_it_is_refused),
        SK_FORM_TEST(there_is_a_limit_to_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
