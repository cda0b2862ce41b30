/* The tables of states in src/README.md have every state of the machines, and no other. */
#include "check.h"

#include "app/core/keyed_label.h"
#include "app/core/hearing.h"
#include "app/supervisor/supervisor.h"
#include "app/supervisor/actions.h"
#include "app/supervisor/errands.h"
#include "base/whole_file.h"
#include "delivery/delivery.h"
#include "input/ending.h"
#include "media/light.h"
#include "pairing/pairing.h"
#include "sending/backlog.h"
#include "sending/keeping.h"
#include "sending/outbox.h"
#include "sending/undo.h"
#include "update/update_machine.h"

#include <stdbool.h>
#include <string.h>

#define NAMES 32
#define NAME_SIZE 32

static char *readme;

/* The first column of the table under "### MACHINE". */
static int read_table(const char *machine, char names[NAMES][NAME_SIZE]) {
    char heading[64];
    int count = 0;
    (void)snprintf(heading, sizeof(heading), "\n### %s\n", machine);
    const char *line = strstr(readme, heading);
    assert_non_null(line);
    line += strlen(heading);
    for (; line && strncmp(line, "##", 2) != 0;
         line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        if (strncmp(line, "| `", 3) == 0) {
            assert_true(count < NAMES);
            assert_int_equal(sscanf(line + 3, "%31[^`]`", names[count]), 1);
            count++;
        }
    }
    return count;
}

static void expect_table(const char *machine, const char *(*name_of)(int), int states) {
    char names[NAMES][NAME_SIZE];
    int count = read_table(machine, names);
    for (int i = 0; i < states; i++) {
        bool is_there = false;
        for (int j = 0; j < count; j++) {
            is_there = is_there || strcmp(names[j], name_of(i)) == 0;
        }
        if (!is_there) {
            fail_msg("src/README.md has no state '%s' of %s", name_of(i), machine);
        }
    }
    if (count != states) {
        fail_msg("src/README.md has %d states of %s, the code %d", count, machine, states);
    }
}

#define NAME_OF(function, type)                                                                    \
    static const char *name_of_##function(int state) {                                             \
        return sk_##function##_name((enum type)state);                                             \
    }
NAME_OF(pairing_state, sk_pairing_state)
NAME_OF(outbox_state, sk_outbox_state)
NAME_OF(backoff, sk_backoff)
NAME_OF(backlog_state, sk_backlog_state)
NAME_OF(undo_state, sk_undo_state)
NAME_OF(update_state, sk_update_state)
NAME_OF(delivery_state, sk_delivery_state)
NAME_OF(keeping_state, sk_keeping_state)
NAME_OF(errands_state, sk_errands_state)
NAME_OF(light_state, sk_light_state)
NAME_OF(actions_state, sk_actions_state)
NAME_OF(ending_state, sk_ending_state)
NAME_OF(super_state, sk_super_page)
NAME_OF(typing_page, sk_typing_page)
NAME_OF(hearing_page, sk_hearing_page)

static void each_state_is_in_the_table_of_its_machine_and_no_other(void **state) {
    (void)state;
    expect_table("pairing", name_of_pairing_state, SK_PAIRING_STATES);
    expect_table("outbox", name_of_outbox_state, SK_OUTBOX_STATES);
    expect_table("backoff", name_of_backoff, SK_BACKOFFS);
    expect_table("backlog", name_of_backlog_state, SK_BACKLOG_STATES);
    expect_table("undo", name_of_undo_state, SK_UNDO_STATES);
    expect_table("update", name_of_update_state, SK_UPDATE_STATES);
    expect_table("delivery", name_of_delivery_state, SK_DELIVERY_STATES);
    expect_table("errands", name_of_errands_state, SK_ERRANDS_STATES);
    expect_table("keeping", name_of_keeping_state, SK_KEEPING_STATES);
    expect_table("light", name_of_light_state, SK_LIGHT_STATES);
    expect_table("actions", name_of_actions_state, SK_ACTIONS_STATES);
    expect_table("ending", name_of_ending_state, SK_ENDING_STATES);
    expect_table("hearing", name_of_hearing_page, SK_HEARING_PAGES);
    expect_table("keyed-label", name_of_typing_page, SK_TYPING_PAGES);
    expect_table("supervisor", name_of_super_state, SK_SUPER_PAGE_COUNT);
}

static int read_readme(void **state) {
    (void)state;
    size_t length = 0;
    return sk_whole_file_read(SK_README, 1 << 20, &readme, &length, NULL) == SK_OK ? 0 : -1;
}

static int free_readme(void **state) {
    (void)state;
    free(readme);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(each_state_is_in_the_table_of_its_machine_and_no_other),
    };
    return cmocka_run_group_tests(tests, read_readme, free_readme);
}
