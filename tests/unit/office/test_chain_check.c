/* A log at the server that somebody changed. */
#include "event_bytes.h"

#include "journal/chain.h"
#include "office/chain_check.h"

#include <openssl/evp.h>

#define EVENTS 5

static struct event_bytes bodies[EVENTS];
static uint8_t hashes[EVENTS][SK_CHAIN_SIZE];
static const uint8_t none[SK_CHAIN_SIZE];

static int make_log(void **state) {
    (void)state;
    uint8_t previous[SK_CHAIN_SIZE] = { 0 };
    for (int i = 0; i < EVENTS; i++) {
        struct sk_event_row row;
        char both[SK_CHAIN_SIZE + sizeof(bodies[i].data)];
        size_t length = 0;
        memset(&row, 0, sizeof(row));
        set_number(&row, SK_COLUMN_SEQ, i + 1);
        set_number(&row, SK_COLUMN_PAIR, 10 + i);
        set_number(&row, SK_COLUMN_WALL_MS, 1000 + i);
        set_text(&row, SK_COLUMN_EVENT, "intent");
        set_number(&row, SK_COLUMN_FORM, 2);
        put_event(&bodies[i], &row, SK_COLUMN_COUNT);
        memcpy(both, previous, SK_CHAIN_SIZE);
        memcpy(both + SK_CHAIN_SIZE, bodies[i].data, bodies[i].length);
        assert_int_equal(EVP_Q_digest(NULL, "SHA256", NULL, both, SK_CHAIN_SIZE + bodies[i].length,
                                      hashes[i], &length),
                         1);
        memcpy(previous, hashes[i], SK_CHAIN_SIZE);
    }
    return 0;
}

static struct sk_office_chain_event event_at(int i) {
    return (struct sk_office_chain_event){ .seq = i + 1,
                                           .wall_ms = 1000 + i,
                                           .pair = 10 + i,
                                           .event = "intent",
                                           .body = bodies[i].data,
                                           .body_length = bodies[i].length,
                                           .hash = hashes[i],
                                           .hash_length = SK_CHAIN_SIZE };
}

static enum sk_office_finding step(struct sk_office_chain_check *check,
                                   const struct sk_office_chain_event *event) {
    enum sk_office_finding finding = SK_OFFICE_CHAIN_GOOD;
    assert_int_equal(sk_office_chain_check_step(check, event, &finding), SK_OK);
    return finding;
}

static void a_log_as_it_was_shipped_is_good(void **state) {
    (void)state;
    struct sk_office_chain_check check;
    sk_office_chain_check_init(&check, 1, none);
    for (int i = 0; i < EVENTS; i++) {
        struct sk_office_chain_event event = event_at(i);
        assert_int_equal(step(&check, &event), SK_OFFICE_CHAIN_GOOD);
    }
    assert_int_equal(check.events, EVENTS);
    assert_memory_equal(check.hash, hashes[EVENTS - 1], SK_CHAIN_SIZE);
}

static void one_changed_byte_is_one_finding(void **state) {
    (void)state;
    struct sk_office_chain_check check;
    sk_office_chain_check_init(&check, 1, none);
    for (int i = 0; i < EVENTS; i++) {
        struct event_bytes changed = bodies[i];
        struct sk_office_chain_event event = event_at(i);
        if (i == 2) {
            changed.data[changed.length - 2] ^= 1;
            event.body = changed.data;
        }
        assert_int_equal(step(&check, &event),
                         i == 2 ? SK_OFFICE_CHAIN_HASH : SK_OFFICE_CHAIN_GOOD);
    }
}

static void an_event_that_is_missing_shows(void **state) {
    (void)state;
    struct sk_office_chain_check check;
    sk_office_chain_check_init(&check, 1, none);
    struct sk_office_chain_event event = event_at(0);
    assert_int_equal(step(&check, &event), SK_OFFICE_CHAIN_GOOD);
    event = event_at(2);
    assert_int_equal(step(&check, &event), SK_OFFICE_CHAIN_GAP);
    event = event_at(3);
    assert_int_equal(step(&check, &event), SK_OFFICE_CHAIN_GOOD);
}

static void what_is_searched_by_must_be_what_was_hashed(void **state) {
    (void)state;
    for (int column = 0; column < 3; column++) {
        struct sk_office_chain_check check;
        struct sk_office_chain_event event = event_at(0);
        sk_office_chain_check_init(&check, 1, none);
        event.pair += column == 0;
        event.wall_ms += column == 1;
        event.event = column == 2 ? "dealt" : event.event;
        assert_int_equal(step(&check, &event), SK_OFFICE_CHAIN_COLUMNS);
    }
}

static void a_hash_of_another_length_is_none(void **state) {
    (void)state;
    struct sk_office_chain_check check;
    struct sk_office_chain_event event = event_at(0);
    sk_office_chain_check_init(&check, 1, none);
    event.hash_length = 31;
    assert_int_equal(step(&check, &event), SK_OFFICE_CHAIN_HASH);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(a_log_as_it_was_shipped_is_good),
        SK_TEST(one_changed_byte_is_one_finding),
        SK_TEST(an_event_that_is_missing_shows),
        SK_TEST(what_is_searched_by_must_be_what_was_hashed),
        SK_TEST(a_hash_of_another_length_is_none),
    };
    return cmocka_run_group_tests(tests, make_log, NULL);
}
