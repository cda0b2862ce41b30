/* Search finds exactly what looking at every pair would find, whichever way it takes. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "records.h"

#include "journal/search.h"

#include <strings.h>

#define PAIRS 700
#define INDEXED 500

static const enum sk_result results[] = { SK_RESULT_BOUND,   SK_RESULT_BOUND,     SK_RESULT_BOUND,
                                          SK_RESULT_REFUSED, SK_RESULT_WITHDRAWN, SK_RESULT_CHECK };

static void make_labels(int64_t i, char *serial, char *instance) {
    (void)snprintf(serial, 40, "%s62x%07lld%s", i % 2 ? "sage" : "SAGF",
                   (long long)(i * 7919 % 9973), i % 50 == 0 ? "_%" : "");
    (void)snprintf(instance, 40, "sag-%llx", (unsigned long long)i * 2654435761u);
}

static int set_up(void **state) {
    int status = scratch_make(state);
    struct sk_journal *journal = status == 0 ? open_journal() : NULL;
    static struct sk_record records[64];
    size_t count = 0;
    for (int64_t i = 1; i <= PAIRS && status == 0; i++) {
        char serial[40];
        char instance[40];
        make_labels(i, serial, instance);
        records[count] = intent(i, serial, instance);
        records[count].pair.refers = i % 48 == 27 ? i - 6 : 0; /* takes up a refused one again */
        records[count].pair.serial_facts.wall_ms = RECORDS_WALL_MS + i * 60000;
        (void)snprintf(records[count].pair.operator_name, SK_OPERATOR_SIZE, "%s",
                       i % 10 ? "" : "mei");
        count++;
        if (i % 9 != 0) {
            records[count++] = settled(i, results[i % 6], i % 6 == 3 ? "SAG.SnConflict" : "");
        }
        if (i % 24 == 3) { /* a refused one that was seen to */
            records[count++] = (struct sk_record){ .event = SK_EVENT_DEALT,
                                                   .wall_ms = RECORDS_WALL_MS,
                                                   .pair.number = i };
        }
        if (count >= 61 || i == PAIRS) {
            append(journal, records, count);
            count = 0;
        }
        if (i == INDEXED) { /* the newest stay out of the index, as in life */
            bool more = true;
            assert_int_equal(sk_journal_index_texts(journal, 1, 100, &more, NULL), SK_OK);
            assert_true(more);
            assert_int_equal(sk_journal_index_texts(journal, 1, 1000, &more, NULL), SK_OK);
            assert_false(more);
        }
    }
    sk_journal_destroy(journal);
    return status;
}

struct list {
    int count;
    int64_t numbers[PAIRS + 1];
};

static void add(void *data, const struct sk_stored_pair *pair) {
    struct list *list = data;
    assert_true(list->count < PAIRS);
    list->numbers[list->count++] = pair->pair.number;
}

static struct sk_stored_pair known[PAIRS + 1];

static void keep(void *data, const struct sk_stored_pair *pair) {
    (void)data;
    known[pair->pair.number] = *pair;
}

static bool has_part(const char *text, const char *part, bool is_prefix) {
    size_t length = strlen(part);
    for (const char *at = text; *at || length == 0; at++) {
        if (strncasecmp(at, part, length) == 0) {
            return true;
        }
        if (is_prefix) {
            return false;
        }
    }
    return false;
}

static bool passes(const struct sk_stored_pair *pair, const struct sk_filter *filter) {
    int64_t wall = pair->pair.serial_facts.wall_ms;
    int64_t number = pair->pair.number;
    return (!filter->serial ||
            has_part(pair->pair.labels.serial, filter->serial, filter->is_prefix)) &&
           (!filter->instance ||
            has_part(pair->pair.labels.instance, filter->instance, filter->is_prefix)) &&
           (!filter->operator_name ||
            strcmp(pair->pair.operator_name, filter->operator_name) == 0) &&
           (!filter->open ||
            ((pair->result == SK_RESULT_REFUSED || pair->result == SK_RESULT_CHECK) &&
             pair->dealt_wall_ms == 0 && pair->retried_by == 0)) &&
           (!filter->outcome || strcmp(sk_result_name(pair->result), filter->outcome) == 0) &&
           (filter->from_ms == 0 || wall >= filter->from_ms) &&
           (filter->to_ms == 0 || wall < filter->to_ms) &&
           (filter->first_number == 0 || number >= filter->first_number) &&
           (filter->last_number == 0 || number <= filter->last_number);
}

/* The search by hand, and the same page by page. Returns how many there are. */
static int compare(struct sk_journal *journal, struct sk_filter filter) {
    struct list wanted = { 0 };
    struct list got = { 0 };
    struct list paged = { 0 };
    for (int64_t i = PAIRS; i >= 1; i--) {
        if (passes(&known[i], &filter)) {
            wanted.numbers[wanted.count++] = i;
        }
    }
    assert_int_equal(sk_journal_search(journal, &filter, PAIRS, add, &got, NULL), SK_OK);
    if (got.count != wanted.count ||
        memcmp(got.numbers, wanted.numbers, sizeof(got.numbers)) != 0) {
        fail_msg("serial '%s' instance '%s' prefix %d outcome '%s': %d found, %d are there",
                 filter.serial ? filter.serial : "", filter.instance ? filter.instance : "",
                 filter.is_prefix, filter.outcome ? filter.outcome : "", got.count, wanted.count);
    }
    int before;
    do {
        before = paged.count;
        assert_int_equal(sk_journal_search(journal, &filter, 33, add, &paged, NULL), SK_OK);
        if (paged.count > 0) {
            filter.last_number = paged.numbers[paged.count - 1] - 1;
        }
    } while (paged.count > before && filter.last_number > 0);
    assert_int_equal(paged.count, wanted.count);
    assert_memory_equal(paged.numbers, wanted.numbers, sizeof(paged.numbers));
    return wanted.count;
}

static struct sk_journal *open_records(void) {
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_journal_pairs(journal, keep, NULL, NULL), SK_OK);
    return journal;
}

static void every_part_of_a_label_is_found(void **state) {
    (void)state;
    static const char *const parts[] = { "sage62x", "SaGe",    "62",         "6",
                                         "",        "0007919", "7919",       "_",
                                         "_%",      "x0",      "x00",        "%",
                                         "nowhere", "99",      "sagf62x000", "2654435761" };
    struct sk_journal *journal = open_records();
    int total = 0;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        for (int is_prefix = 0; is_prefix < 2; is_prefix++) {
            struct sk_filter filter = { .serial = parts[i], .is_prefix = is_prefix != 0 };
            total += compare(journal, filter);
            filter = (struct sk_filter){ .instance = parts[i], .is_prefix = is_prefix != 0 };
            total += compare(journal, filter);
        }
    }
    assert_true(total > PAIRS); /* else nothing was compared */
    sk_journal_destroy(journal);
}

static void the_whole_of_each_label_is_found(void **state) {
    (void)state;
    struct sk_journal *journal = open_records();
    for (int64_t i = 1; i <= PAIRS; i += 13) {
        char serial[40];
        char instance[40];
        make_labels(i, serial, instance);
        assert_true(compare(journal, (struct sk_filter){ .serial = serial }) >= 1);
        assert_true(compare(journal, (struct sk_filter){ .serial = serial, .is_prefix = true }) >=
                    1);
        assert_true(compare(journal, (struct sk_filter){ .instance = instance + 4 }) >= 1);
        assert_int_equal(compare(journal, (struct sk_filter){ .serial = serial,
                                                              .instance = instance,
                                                              .first_number = i,
                                                              .last_number = i }),
                         1);
    }
    sk_journal_destroy(journal);
}

static void all_conditions_hold_together(void **state) {
    (void)state;
    static const char *const outcomes[] = { NULL,        "pending", "bound", "refused",
                                            "withdrawn", "undone",  "check" };
    static const char *const operators[] = { NULL, "mei", "", "nobody" };
    static const char *const serials[] = { NULL, "sage", "62x00", "7" };
    struct sk_journal *journal = open_records();
    int total = 0;
    for (int outcome = 0; outcome < 7; outcome++) {
        for (int who = 0; who < 4; who++) {
            for (int serial = 0; serial < 4; serial++) {
                struct sk_filter filter = { .outcome = outcomes[outcome],
                                            .operator_name = operators[who],
                                            .serial = serials[serial] };
                total += compare(journal, filter);
                filter.from_ms = RECORDS_WALL_MS + 200 * 60000;
                filter.to_ms = RECORDS_WALL_MS + 480 * 60000;
                total += compare(journal, filter);
                filter.last_number = 300;
                total += compare(journal, filter);
            }
        }
    }
    assert_true(total > PAIRS);
    struct sk_filter nothing = { .from_ms = 1000, .to_ms = 2000 };
    assert_int_equal(compare(journal, nothing), 0);
    sk_journal_destroy(journal);
}

static void what_nobody_has_seen_to_is_found_by_its_own_index(void **state) {
    (void)state;
    struct sk_journal *journal = open_records();
    int open = compare(journal, (struct sk_filter){ .open = true });
    int refused = compare(journal, (struct sk_filter){ .outcome = "refused" });
    int check = compare(journal, (struct sk_filter){ .outcome = "check" });
    assert_true(check > 0 && open > check && open < refused + check);
    compare(journal, (struct sk_filter){ .open = true, .serial = "sage" });
    compare(journal,
            (struct sk_filter){ .open = true, .outcome = "check", .operator_name = "mei" });
    sk_journal_destroy(journal);
}

static void a_text_that_is_too_long_is_said(void **state) {
    (void)state;
    char text[400];
    struct sk_err_info info = { "" };
    struct list got = { 0 };
    struct sk_filter filter = { .serial = text };
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    struct sk_journal *journal = open_as(SK_JOURNAL_READ);
    assert_int_equal(sk_journal_search(journal, &filter, 5, add, &got, &info), SK_ERR_INVALID);
    assert_non_null(strstr(info.text, "too long"));
    sk_journal_destroy(journal);
}

static void a_damaged_index_of_texts_costs_time_but_no_pair(void **state) {
    (void)state;
    bool more = false;
    tamper(
        journal_path(),
        "UPDATE serial_text_data SET block=x'00' WHERE id > 10; UPDATE instance_text_data SET block=x'00' WHERE id > 10");
    struct sk_journal *journal = open_journal();
    assert_int_equal(sk_journal_index_texts(journal, 1, 1000, &more, NULL), SK_OK);
    while (more) {
        assert_int_equal(sk_journal_index_texts(journal, 1, 1000, &more, NULL), SK_OK);
    }
    assert_int_equal(sk_journal_index_texts(journal, 1, 1000, &more, NULL), SK_OK);
    sk_journal_destroy(journal);
    expect_sound();
    journal = open_records();
    assert_true(compare(journal, (struct sk_filter){ .serial = "7919" }) >= 1);
    sk_journal_destroy(journal);
}

#define IN_RECORDS(function) cmocka_unit_test_setup_teardown(function, set_up, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_RECORDS(every_part_of_a_label_is_found),
        IN_RECORDS(the_whole_of_each_label_is_found),
        IN_RECORDS(all_conditions_hold_together),
        IN_RECORDS(what_nobody_has_seen_to_is_found_by_its_own_index),
        IN_RECORDS(a_text_that_is_too_long_is_said),
        IN_RECORDS(a_damaged_index_of_texts_costs_time_but_no_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
