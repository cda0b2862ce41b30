#include "client/fit.h"
#include "client/reply_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define BIND "BindSerialNumber"
#define ONE "DescribeSmartAccessGatewayAttribute"
#define LIST "DescribeSmartAccessGateways"

/* NULL: it fits. */
static const char *difference(const char *action, const char *answer) {
    static const struct sag_param bind[] = { { "RegionId", "cn-hangzhou" },
                                             { "SmartAGId", "sag-1" },
                                             { "SerialNumber", "sage1" } };
    static const struct sag_param one[] = { { "RegionId", "cn-hangzhou" },
                                            { "SmartAGId", "sag-1" } };
    static const struct sag_param list[] = { { "RegionId", "cn-hangzhou" },
                                             { "SerialNumber", "sage1" },
                                             { "PageNumber", "1" },
                                             { "PageSize", "50" } };
    bool is_page = strcmp(action, BIND) != 0;
    const struct sag_param *params = !is_page ? bind : strcmp(action, ONE) == 0 ? one : list;
    size_t count = !is_page ? 3 : strcmp(action, ONE) == 0 ? 2 : 4;
    struct sag_reply reply;
    assert_int_equal(sag_reply_read(&reply, answer, strlen(answer), action, is_page), SAG_REPLY_OK);
    const char *found = sag_fit_difference(&reply, action, params, count, is_page);
    sag_reply_finish(&reply);
    return found;
}

#define ROWS(more, rows)                                                                           \
    "{\"RequestId\":\"r\"," more "\"SmartAccessGateways\":{\"SmartAccessGateway\":[" rows "]}}"

static void what_an_answer_repeats_is_compared_with_what_was_asked(void **state) {
    (void)state;
    static const struct {
        const char *action;
        const char *answer;
        const char *difference;
    } cases[] = {
        { BIND, "{\"RequestId\":\"r\"}", NULL },
        { BIND, "{\"RequestId\":\"r\",\"SmartAGId\":\"sag-1\",\"SerialNumber\":\"sage1\"}", NULL },
        { BIND, "{\"RequestId\":\"r\",\"SmartAGId\":\"sag-2\"}", "another instance" },
        { BIND, "{\"RequestId\":\"r\",\"SerialNumber\":\"sage2\"}", "another device" },
        { BIND, "{\"RequestId\":\"r\",\"RegionId\":\"cn-shanghai\"}", "another region" },
        { BIND, "{\"Code\":\"SAG.SnConflict\",\"SmartAGId\":\"sag-2\"}", "another instance" },
        { BIND, ROWS("\"TotalCount\":0,", ""), "another question" },
        { BIND,
          "<BindSerialNumberResponse><RequestId>r</RequestId><SerialNumber>sage2</SerialNumber>"
          "</BindSerialNumberResponse>",
          "another device" },
        { ONE, "{\"RequestId\":\"r\",\"SmartAGId\":\"sag-1\",\"SerialNumber\":\"sage1,sage2\"}",
          NULL },
        { ONE, "{\"RequestId\":\"r\",\"SmartAGId\":\"sag-2\",\"SerialNumber\":\"sage1\"}",
          "another instance" },
        { ONE,
          "<" ONE "Response><RequestId>r</RequestId><SmartAGId>sag-2</SmartAGId></" ONE "Response>",
          "another instance" },
        { ONE, ROWS("\"TotalCount\":0,", ""), "another question" },
        { LIST, ROWS("\"TotalCount\":0,", ""), NULL },
        /* The same in capitals is the same. */
        { ONE, "{\"RequestId\":\"r\",\"SmartAGId\":\"SAG-1\",\"SerialNumber\":\"sage1\"}", NULL },
        { LIST, ROWS("\"TotalCount\":1,", "{\"SmartAGId\":\"sag-9\",\"SerialNumber\":\"xSAGE1x\"}"),
          NULL },
        { LIST,
          ROWS("\"TotalCount\":1,\"PageNumber\":1,\"PageSize\":50,",
               "{\"SmartAGId\":\"sag-9\",\"SerialNumber\":\"sage12\"}"),
          NULL }, /* a prefix of it: the filter may be so */
        { LIST, ROWS("\"TotalCount\":1,", "{\"SmartAGId\":\"sag-9\",\"SerialNumber\":\"sage2\"}"),
          "another device" },
        { LIST, ROWS("\"TotalCount\":1,", "{\"SmartAGId\":\"sag-9\"}"), "another device" },
        { LIST,
          ROWS("\"TotalCount\":90,\"PageNumber\":2,", "{\"SmartAGId\":\"sag-9\","
                                                      "\"SerialNumber\":\"sage1\"}"),
          "another page" },
        { LIST,
          ROWS("\"TotalCount\":90,\"PageSize\":10,", "{\"SmartAGId\":\"sag-9\","
                                                     "\"SerialNumber\":\"sage1\"}"),
          "another page" },
        { LIST, ROWS("\"TotalCount\":0,", "{\"SmartAGId\":\"sag-9\",\"SerialNumber\":\"sage1\"}"),
          "fewer instances than it lists" },
        { LIST, "{\"RequestId\":\"r\",\"SmartAGId\":\"sag-1\",\"SerialNumber\":\"sage1\"}",
          "another question" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *found = difference(cases[i].action, cases[i].answer);
        if (!found != !cases[i].difference || (found && strcmp(found, cases[i].difference) != 0)) {
            print_error("%s: %s\n", cases[i].answer, found ? found : "fits");
            fail();
        }
    }
}

static void a_request_id_of_blanks_or_control_characters_is_none(void **state) {
    (void)state;
    static const char *const none[] = { "",        " ",          "   ", "\\t",
                                        "\\u0000", "\\u001b[0m", "a b", "\\u00a0",
                                        "\\u3000", "\\u200b",    "a\\n" };
    char answer[512];
    struct sag_reply reply;
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        snprintf(answer, sizeof(answer), "{\"RequestId\":\"%s\"}", none[i]);
        if (sag_reply_read(&reply, answer, strlen(answer), BIND, false) == SAG_REPLY_OK) {
            assert_string_equal(reply.request_id, "");
        }
        sag_reply_finish(&reply);
    }
    snprintf(answer, sizeof(answer), "{\"RequestId\":\"%0200d\"}", 1);
    assert_int_equal(sag_reply_read(&reply, answer, strlen(answer), BIND, false), SAG_REPLY_OK);
    assert_string_equal(reply.request_id, "");
    sag_reply_finish(&reply);
}

static void the_last_sixty_four_request_ids_are_remembered(void **state) {
    (void)state;
    struct sag_seen seen = { 0 };
    char id[16];
    assert_false(sag_seen_has(&seen, ""));
    sag_seen_add(&seen, "");
    assert_false(sag_seen_has(&seen, ""));
    for (int i = 0; i < 65; i++) {
        snprintf(id, sizeof(id), "id-%d", i);
        assert_false(sag_seen_has(&seen, id));
        sag_seen_add(&seen, id);
        assert_true(sag_seen_has(&seen, id));
    }
    assert_false(sag_seen_has(&seen, "id-0"));
    assert_true(sag_seen_has(&seen, "id-1"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_an_answer_repeats_is_compared_with_what_was_asked),
        cmocka_unit_test(a_request_id_of_blanks_or_control_characters_is_none),
        cmocka_unit_test(the_last_sixty_four_request_ids_are_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
