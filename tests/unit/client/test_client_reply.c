#include "client/reply_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define ACTION "DescribeSmartAccessGateways"
#define ATTRIBUTE ACTION /* the root's name is the only thing that depends on it */

static enum sag_reply_result read_page(struct sag_reply *reply, const char *text) {
    return sag_reply_read(reply, text, strlen(text), ACTION, true);
}

static void expect_unreadable(const char *text) {
    struct sag_reply reply;
    enum sag_reply_result result = read_page(&reply, text);
    if (result != SAG_REPLY_UNREADABLE) {
        print_error("%.200s\n", text);
    }
    assert_int_equal(result, SAG_REPLY_UNREADABLE);
    sag_reply_finish(&reply);
}

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define JSON_ROW                                                                                   \
    "{\"SmartAGId\":\"sag-1\",\"Name\":\"n\",\"Status\":\"Active\",\"EndTime\":1567580561000,"     \
    "\"HardwareVersion\":\"sag-1000\",\"SerialNumber\":\"sage1,sage2\",\"Extra\":[1,{}]}"
#define XML_ROW                                                                                    \
    "<SmartAccessGateway><SmartAGId>sag-1</SmartAGId><Name>n</Name><Status>Active</Status>"        \
    "<EndTime>1567580561000</EndTime><HardwareVersion>sag-1000</HardwareVersion>"                  \
    "<SerialNumber>sage1,sage2</SerialNumber><Links><Link><Name>other</Name></Link></Links>"       \
    "</SmartAccessGateway>"

static void both_formats_give_the_same_list(void **state) {
    (void)state;
    static const char *const texts[] = {
        "{\"PageSize\":10,\"RequestId\":\"r\",\"TotalCount\":7,\"PageNumber\":1,"
        "\"SmartAccessGateways\":{\"SmartAccessGateway\":[" JSON_ROW
        ",{\"SmartAGId\":\"sag-2\",\"SerialNumber\":null}]}}",
        "\xEF\xBB\xBF" XML_HEAD "<DescribeSmartAccessGatewaysResponse><RequestId>r</RequestId>"
        "<PageSize>10</PageSize><TotalCount>7</TotalCount><PageNumber>1</PageNumber>"
        "<SmartAccessGateways>" XML_ROW "<SmartAccessGateway><SmartAGId>sag-2</SmartAGId>"
        "</SmartAccessGateway></SmartAccessGateways></DescribeSmartAccessGatewaysResponse>",
    };
    for (int i = 0; i < 2; i++) {
        struct sag_reply reply;
        assert_int_equal(read_page(&reply, texts[i]), SAG_REPLY_OK);
        assert_false(reply.has_code);
        assert_string_equal(reply.request_id, "r");
        assert_true(reply.has_page);
        assert_int_equal(reply.page.total, 7);
        assert_int_equal(reply.page.page, 1);
        assert_int_equal(reply.page.page_size, 10);
        assert_int_equal(reply.page.count, 2);
        const struct sag_gateway *first = &reply.page.gateways[0];
        assert_string_equal(first->instance_id, "sag-1");
        assert_string_equal(first->name, "n");
        assert_string_equal(first->status, "Active");
        assert_string_equal(first->hardware, "sag-1000");
        assert_true(first->end_time_ms == 1567580561000);
        assert_int_equal(first->serial_count, 2);
        assert_string_equal(first->serials[1], "sage2");
        assert_string_equal(reply.page.gateways[1].instance_id, "sag-2");
        assert_string_equal(reply.page.gateways[1].name, "");
        assert_int_equal(reply.page.gateways[1].serial_count, 0);
        sag_reply_finish(&reply);
    }
}

static void both_formats_give_the_same_instance(void **state) {
    (void)state;
    static const char *const texts[] = {
        "{\"SmartAGId\":\"sag-1\",\"Status\":\"Active\",\"RequestId\":\"r\",\"SerialNumber\":"
        "\" sage1 ,,sage2,sage1\",\"Devices\":{\"Device\":[{\"SerialNumber\":\"sage3\","
        "\"SecretKey\":\"never\"}]},\"EndTime\":\"12\"}",
        XML_HEAD
        "<DescribeSmartAccessGatewaysResponse><Status>Active</Status><RequestId>r"
        "</RequestId><SmartAGId>sag-1</SmartAGId><SerialNumber> sage1 ,,sage2,sage1</SerialNumber>"
        "<Devices><Device><SerialNumber>sage3</SerialNumber><SecretKey>never</SecretKey></Device>"
        "</Devices><EndTime>12</EndTime></DescribeSmartAccessGatewaysResponse>",
    };
    for (int i = 0; i < 2; i++) {
        struct sag_reply reply;
        assert_int_equal(read_page(&reply, texts[i]), SAG_REPLY_OK);
        assert_int_equal(reply.page.total, 1);
        assert_int_equal(reply.page.count, 1);
        assert_string_equal(reply.page.gateways[0].instance_id, "sag-1");
        assert_int_equal(reply.page.gateways[0].end_time_ms, 12);
        assert_int_equal(reply.page.gateways[0].serial_count, 3);
        assert_string_equal(reply.page.gateways[0].serials[0], "sage1");
        assert_string_equal(reply.page.gateways[0].serials[2], "sage3");
        sag_reply_finish(&reply);
    }
}

static void a_refusal_is_read_in_any_spelling(void **state) {
    (void)state;
    static const char *const texts[] = {
        "{\"RequestId\":\"r\",\"HostId\":\"h\",\"Code\":\"C.D\",\"Message\":\"m\",\"Recommend\":"
        "\"u\",\"AccessDeniedDetail\":{\"Code\":\"inner\"}}",
        "{\"message\":\"m\",\"code\":\"C.D\",\"requestId\":\"r\"}",
        XML_HEAD "<Error><RequestId>r</RequestId><HostId>h</HostId><Code>C.D</Code>"
                 "<Message>m</Message><Detail><Code>inner</Code></Detail></Error>",
        "  \r\n<Error><Code>C.D</Code><Message><![CDATA[m]]></Message><RequestId>r</RequestId>"
        "</Error>",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct sag_reply reply;
        assert_int_equal(read_page(&reply, texts[i]), SAG_REPLY_OK);
        assert_true(reply.has_code);
        assert_string_equal(reply.code, "C.D");
        assert_string_equal(reply.message, "m");
        assert_string_equal(reply.request_id, "r");
        assert_false(reply.has_page);
        sag_reply_finish(&reply);
    }
}

static void what_is_doubtful_is_unreadable(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",
        "   ",
        "OK",
        "{\"RequestId\":\"a\",\"RequestId\":\"b\"}",
        "{\"RequestId\":\"a\xFF\"}",
        "{\"RequestId\":\"a\\u0000b\"}",
        "{\"RequestId\":\"r\"} x",
        /* pages that could be taken for "not bound" */
        "{\"RequestId\":\"r\"}",
        "{\"RequestId\":\"r\",\"SmartAGId\":\"\"}",
        "{\"RequestId\":\"r\",\"SmartAGId\":\"s\",\"SerialNumber\":7}",
        "{\"RequestId\":\"r\",\"TotalCount\":1,\"SmartAccessGateways\":{}}",
        "{\"RequestId\":\"r\",\"TotalCount\":1,\"SmartAccessGateways\":[]}",
        "{\"RequestId\":\"r\",\"SmartAccessGateways\":{\"SmartAccessGateway\":[]}}",
        "{\"RequestId\":\"r\",\"TotalCount\":-1,\"SmartAccessGateways\":{\"SmartAccessGateway\":[]}"
        "}",
        "{\"RequestId\":\"r\",\"TotalCount\":1,\"SmartAccessGateways\":{\"SmartAccessGateway\":[{}]"
        "}}",
        "{\"RequestId\":\"r\",\"TotalCount\":1,\"SmartAccessGateways\":{\"SmartAccessGateway\":[7]}"
        "}",
        "<Error><Code>a</Code><Code>b</Code></Error>",
        "<Error><Code>a</Code>",
        "<Error><Code>a</Code></Error><Error/>",
        "<!DOCTYPE Error [<!ENTITY a \"b\">]><Error><Code>&a;</Code></Error>",
        "<!DOCTYPE Error SYSTEM \"file:///etc/passwd\"><Error><Code>x</Code></Error>",
        "<html><Code>a</Code></html>",
        "<BindSerialNumberResponse><RequestId>r</RequestId></BindSerialNumberResponse>",
        "<DescribeSmartAccessGatewaysResponse><RequestId>r</RequestId>"
        "</DescribeSmartAccessGatewaysResponse>",
        "<DescribeSmartAccessGatewaysResponse><SmartAccessGateways/>"
        "</DescribeSmartAccessGatewaysResponse>",
        "<DescribeSmartAccessGatewaysResponse><TotalCount>1</TotalCount><SmartAccessGateways>"
        "<SmartAccessGateway><Name>x</Name></SmartAccessGateway></SmartAccessGateways>"
        "</DescribeSmartAccessGatewaysResponse>",
        "<DescribeSmartAccessGatewaysResponse><TotalCount>many</TotalCount><SmartAccessGateways/>"
        "</DescribeSmartAccessGatewaysResponse>",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        expect_unreadable(texts[i]);
    }
}

/* Repeats a text; the caller frees it. */
static char *repeat(const char *head, const char *unit, size_t count, const char *tail) {
    size_t size = strlen(head) + strlen(unit) * count + strlen(tail) + 1;
    char *text = malloc(size);
    assert_non_null(text);
    char *at = text + strlen(strcpy(text, head));
    for (size_t i = 0; i < count; i++) {
        memcpy(at, unit, strlen(unit));
        at += strlen(unit);
    }
    strcpy(at, tail);
    return text;
}

static void a_bomb_is_refused_and_costs_little(void **state) {
    (void)state;
    static const struct {
        const char *head;
        const char *unit;
        size_t count;
    } bombs[] = {
        { "{\"a\":", "[", 100000 },
        { "{\"a\":[0", ",[]", 100000 },
        { "<Error>", "<a>", 100000 },
        { "<Error>", "<a/>", 100000 },
        { "<Error><Message>", "x", 100000 },
        { "<DescribeSmartAccessGatewaysResponse><SmartAGId>s</SmartAGId><SerialNumber>", "a,", 10 },
    };
    for (size_t i = 0; i < sizeof(bombs) / sizeof(bombs[0]); i++) {
        char *text = repeat(bombs[i].head, bombs[i].unit, bombs[i].count, "");
        expect_unreadable(text);
        free(text);
    }
    char *serials =
        repeat("{\"RequestId\":\"r\",\"SmartAGId\":\"s\",\"SerialNumber\":\"", "", 0, "");
    size_t length = strlen(serials);
    serials = realloc(serials, length + 400 * 8 + 3);
    assert_non_null(serials);
    for (int i = 0; i < 400; i++) {
        length += (size_t)sprintf(serials + length, "sage%03d,", i);
    }
    strcpy(serials + length, "\"}");
    expect_unreadable(serials);
    free(serials);
    char *large = repeat("{\"RequestId\":\"", "x", SAG_REPLY_MAX_BYTES, "\"}");
    expect_unreadable(large);
    free(large);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_formats_give_the_same_list),
        cmocka_unit_test(both_formats_give_the_same_instance),
        cmocka_unit_test(a_refusal_is_read_in_any_spelling),
        cmocka_unit_test(what_is_doubtful_is_unreadable),
        cmocka_unit_test(a_bomb_is_refused_and_costs_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
