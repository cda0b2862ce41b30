#include "check.h"

#include "app/model/sentence.h"
#include "client/sag_client.h"

#include <string.h>

static void every_code_of_the_client_has_a_sentence(void **state) {
    (void)state;
    const struct sag_code *row;
    size_t count = 0;
    for (; (row = sag_code_at(count)) != NULL; count++) {
        if (!sk_sentence_has(row->code)) {
            fail_msg("no sentence for '%s'", row->code);
        }
    }
    assert_true(count > 40);
}

static void every_way_of_getting_no_answer_has_a_sentence(void **state) {
    (void)state;
    for (int end = SAG_END_RESOLVE; end <= SAG_END_INTERNAL; end++) {
        char code[64];
        (void)snprintf(code, sizeof(code), "net.%s", sag_end_name((enum sag_end)end));
        if (!sk_sentence_has(code)) {
            fail_msg("no sentence for '%s'", code);
        }
    }
}

/* Who can fix it must be the same person on the screen as in the client's table. */
static void the_sentence_names_the_person_of_the_code_table(void **state) {
    (void)state;
    const struct sag_code *row;
    for (size_t i = 0; (row = sag_code_at(i)) != NULL; i++) {
        enum sk_screen screen = row->cls == SAG_CLASS_BUSY      ? SK_SCREEN_RETRY
                                : row->cls == SAG_CLASS_UNKNOWN ? SK_SCREEN_CHECKING
                                                                : SK_SCREEN_REFUSED;
        struct sk_sentence sentence = sk_sentence_find(row->code, screen);
        enum sk_who expected = row->fix == SAG_FIX_WORKER       ? SK_WHO_WORKER
                               : row->fix == SAG_FIX_SUPERVISOR ? SK_WHO_SUPERVISOR
                               : row->fix == SAG_FIX_IT         ? SK_WHO_IT
                                                                : SK_WHO_NOBODY;
        if (sentence.who != expected) {
            fail_msg("'%s': the sentence says %d, the table %d", row->code, (int)sentence.who,
                     (int)expected);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(every_code_of_the_client_has_a_sentence),
        SK_TEST(every_way_of_getting_no_answer_has_a_sentence),
        SK_TEST(the_sentence_names_the_person_of_the_code_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
