/* What leaves the log for the fleet: whoever gets it can work out the chain anew. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "records.h"

#include "journal/outgoing.h"

#include <string.h>

static struct sk_outgoing batch;

static int set_up(void **state) {
    int status = scratch_make(state);
    if (status == 0) {
        struct sk_journal *journal = open_journal();
        write_pairs(journal, 1, 10); /* events 1 to 20 */
        sk_journal_destroy(journal);
        assert_int_equal(sk_outgoing_init(&batch), SK_OK);
    }
    return status;
}

static int tear_down(void **state) {
    sk_outgoing_finish(&batch);
    return scratch_remove(state);
}

/* Follows the bodies from the hash before them to the last. */
static void expect_chained(uint8_t hash[SK_CHAIN_SIZE]) {
    struct sk_chain *chain = NULL;
    struct sk_buf text = SK_BUF_INIT(1 << 20);
    assert_int_equal(sk_chain_create(&chain), SK_OK);
    assert_memory_equal(batch.previous, hash, SK_CHAIN_SIZE);
    for (size_t i = 0; i < batch.count; i++) {
        const struct sk_outgoing_event *event = &batch.events[i];
        sk_buf_clear(&text);
        assert_int_equal(sk_buf_add(&text, hash, SK_CHAIN_SIZE), SK_OK);
        assert_int_equal(sk_buf_add(&text, batch.bodies.data + event->body_at, event->body_length),
                         SK_OK);
        assert_int_equal(sk_chain_text(chain, text.data, text.length, hash), SK_OK);
        assert_memory_equal(hash, event->hash, SK_CHAIN_SIZE);
    }
    sk_buf_finish(&text);
    sk_chain_destroy(chain);
}

static void the_chain_can_be_worked_out_from_the_bodies(void **state) {
    (void)state;
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    struct sk_err_info info;
    uint8_t hash[SK_CHAIN_SIZE] = { 0 };
    uint8_t head[SK_CHAIN_SIZE];
    int64_t last = 0;
    int64_t after = 0;
    do { /* in parts of seven */
        assert_int_equal(sk_outgoing_read(&batch, journal, after, 7, &info), SK_OK);
        assert_int_equal(batch.first, after + 1);
        expect_chained(hash);
        after += (int64_t)batch.count;
    } while (batch.has_more);
    assert_int_equal(after, 20);
    assert_int_equal(sk_outgoing_head(journal, &last, &info), SK_OK);
    assert_int_equal(last, 20);
    assert_int_equal(sk_outgoing_hash(journal, 20, head, &info), SK_OK);
    assert_memory_equal(head, hash, SK_CHAIN_SIZE);
    sk_journal_destroy(journal);
}

static void a_batch_has_its_pairs_as_they_are_now(void **state) {
    (void)state;
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    struct sk_err_info info;
    assert_int_equal(sk_outgoing_read(&batch, journal, 2, 3, &info), SK_OK);
    assert_int_equal(batch.count, 3);
    assert_string_equal(batch.events[0].name, "intent");
    assert_int_equal(batch.events[0].pair, 2);
    assert_int_equal(batch.events[2].pair, 3);
    assert_non_null(strstr(batch.pairs.data, "[{\"number\":2,"));
    assert_non_null(strstr(batch.pairs.data, ",{\"number\":3,"));
    assert_null(strstr(batch.pairs.data, "\"number\":4,"));
    assert_non_null(strstr(batch.pairs.data, "\"result\":\"bound\""));
    sk_journal_destroy(journal);
}

static void behind_the_end_there_is_nothing(void **state) {
    (void)state;
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    struct sk_err_info info;
    assert_int_equal(sk_outgoing_read(&batch, journal, 20, 7, &info), SK_OK);
    assert_int_equal(batch.count, 0);
    assert_false(batch.has_more);
    assert_string_equal(batch.pairs.data, "[]");
    sk_journal_destroy(journal);
}

static void a_number_that_the_log_does_not_have_is_told(void **state) {
    (void)state;
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    struct sk_err_info info = { "" };
    assert_int_equal(sk_outgoing_read(&batch, journal, 21, 7, &info), SK_ERR_NOT_FOUND);
    assert_string_equal(info.text, "the log has no event 21");
    sk_journal_destroy(journal);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_chain_can_be_worked_out_from_the_bodies, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_batch_has_its_pairs_as_they_are_now, set_up, tear_down),
        cmocka_unit_test_setup_teardown(behind_the_end_there_is_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_number_that_the_log_does_not_have_is_told, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
