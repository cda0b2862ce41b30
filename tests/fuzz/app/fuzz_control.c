/* A line from whoever reaches the control socket; what is understood is written and read back. */
#include "fuzz/bytes.h"

#include "app/control/control_wire.h"

static void check_action(const char *line, size_t size) {
    struct sk_action action;
    struct sk_action again;
    struct sk_buf out = SK_BUF_INIT(SK_CONTROL_LINE_MAX);
    if (!sk_control_read_action(line, size, &action)) {
        return;
    }
    MUST(sk_control_write_action(&out, &action) == SK_OK);
    MUST(sk_control_read_action(out.data, out.length - 1, &again));
    MUST(again.type == action.type && again.number == action.number);
    MUST(strcmp(again.operator_name, action.operator_name) == 0 &&
         strcmp(again.reason, action.reason) == 0);
    sk_buf_finish(&out);
}

static void check_result(const char *line, size_t size) {
    struct sk_action_result result;
    struct sk_action_result again;
    struct sk_buf out = SK_BUF_INIT(SK_CONTROL_LINE_MAX);
    if (!sk_control_read_result(line, size, &result)) {
        return;
    }
    MUST(sk_control_write_result(&out, &result) == SK_OK);
    MUST(sk_control_read_result(out.data, out.length - 1, &again));
    MUST(again.type == result.type && again.end == result.end && again.number == result.number);
    MUST(strcmp(again.text.text, result.text.text) == 0);
    MUST(strcmp(again.pair.labels.serial, result.pair.labels.serial) == 0);
    sk_buf_finish(&out);
}

static void check_question(const char *line, size_t size) {
    enum sk_control_question question;
    struct sk_buf out = SK_BUF_INIT(SK_CONTROL_LINE_MAX);
    if (!sk_control_read_question(line, size, &question)) {
        return;
    }
    MUST(sk_control_write_question(&out, question) == SK_OK && out.length > 0);
    sk_buf_finish(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *line = malloc(size ? size : 1); /* exactly as long, so that a byte too many is seen */
    MUST(line);
    memcpy(line, data, size);
    check_action(line, size);
    check_result(line, size);
    check_question(line, size);
    free(line);
    return 0;
}
