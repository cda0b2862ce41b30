/* The order of an update: after every step, and in the middle of those that are not done at once,
 * the power goes, and goes again while that is put in order. */
#include "check.h"

#include "update/update_machine.h"

#include <string.h>

#define NEW "1.4.0"
#define OLD "1.3.0"
#define CUTS 3

enum folder { GONE, PART, WHOLE };

/* What outlasts a power cut. */
struct disk {
    struct sk_update saved;
    const char *link;
    enum folder folder; /* of NEW */
};

static long lives;

/* At any moment: what a start finds is one of the two, and whole. */
static void can_start(const struct disk *disk) {
    assert_true(disk->link == (const char *)OLD ||
                (strcmp(disk->link, NEW) == 0 && disk->folder == WHOLE));
    char line[SK_UPDATE_LINE_SIZE];
    struct sk_update again;
    size_t length = sk_update_print(&disk->saved, line);
    assert_true(sk_update_parse(&again, line, length));
    assert_memory_equal(&again, &disk->saved, sizeof(again));
}

static void boot(struct disk disk, int cuts);

/* The power goes here, if it may go once more. */
static void cut(const struct disk *disk, int cuts) {
    can_start(disk);
    if (cuts > 0) {
        boot(*disk, cuts - 1);
    }
}

static void save(struct disk *disk, const struct sk_update *update) {
    struct sk_update clean;
    char line[SK_UPDATE_LINE_SIZE];
    assert_true(sk_update_parse(&clean, line, sk_update_print(update, line)));
    disk->saved = clean;
}

static void carry_out(const struct sk_update_effect *effect, const struct sk_update *update,
                      struct disk *disk, int cuts) {
    switch (effect->type) {
    case SK_UPDATE_EFFECT_SAVE:
        save(disk, update);
        break;
    case SK_UPDATE_EFFECT_UNPACK:
        assert_string_equal(effect->version, NEW);
        assert_string_equal(disk->link, OLD); /* nothing points to what is not whole */
        disk->folder = PART;
        cut(disk, cuts);
        disk->folder = WHOLE;
        break;
    case SK_UPDATE_EFFECT_LINK:
        disk->link = strcmp(effect->version, NEW) == 0 ? NEW : OLD;
        break;
    case SK_UPDATE_EFFECT_REMOVE:
        assert_string_equal(effect->version, NEW);
        assert_string_equal(disk->link, OLD);
        disk->folder = PART;
        cut(disk, cuts);
        disk->folder = GONE;
        break;
    case SK_UPDATE_EFFECT_TEST:
    case SK_UPDATE_EFFECT_RESTART:
        break;
    }
    cut(disk, cuts);
}

static void go(struct sk_update update, struct sk_update_input input, struct disk disk, int cuts);

/* The ends that an effect may have. */
static void go_on(const struct sk_update *update, const struct sk_update_effects *effects,
                  const struct disk *disk, int cuts) {
    const struct sk_update_effect *last =
        effects->count > 0 ? &effects->list[effects->count - 1] : NULL;
    bool has_end =
        last && (last->type == SK_UPDATE_EFFECT_UNPACK || last->type == SK_UPDATE_EFFECT_TEST ||
                 (last->type == SK_UPDATE_EFFECT_RESTART && last->version[0]));
    if (has_end) {
        go(*update, (struct sk_update_input){ .type = SK_UPDATE_INPUT_DONE }, *disk, cuts);
        go(*update, (struct sk_update_input){ .type = SK_UPDATE_INPUT_FAILED, .why = "it failed" },
           *disk, cuts);
        return;
    }
    lives++;
    assert_int_equal(update->state, SK_UPDATE_STATE_IDLE);
    assert_int_equal(disk->saved.state, SK_UPDATE_STATE_IDLE);
    assert_int_equal(disk->folder, strcmp(disk->link, NEW) == 0 ? WHOLE : GONE);
    bool is_kept = strcmp(disk->link, NEW) == 0;
    assert_int_equal(is_kept, disk->saved.why[0] == '\0');
    assert_true(!is_kept || disk->saved.failed[0] == '\0');
}

static void go(struct sk_update update, struct sk_update_input input, struct disk disk, int cuts) {
    struct sk_update_effects effects;
    sk_update_step(&update, &input, &effects);
    for (size_t i = 0; i < effects.count; i++) {
        carry_out(&effects.list[i], &update, &disk, cuts);
    }
    go_on(&update, &effects, &disk, cuts);
}

static void boot(struct disk disk, int cuts) {
    struct sk_update_effects none;
    struct sk_update update = disk.saved;
    struct sk_update_input input = { .type = SK_UPDATE_INPUT_BOOT };
    bool was_idle = update.state == SK_UPDATE_STATE_IDLE;
    if (!was_idle) {
        go(update, input, disk, cuts);
        return;
    }
    sk_update_step(&update, &input, &none);
    assert_int_equal(none.count, 0); /* a start in order changes nothing */
    lives++;
}

static void whenever_the_power_goes_one_of_two_versions_runs(void **state) {
    (void)state;
    struct disk disk = { .link = OLD, .folder = GONE };
    struct sk_update update = { .state = SK_UPDATE_STATE_IDLE };
    go(update,
       (struct sk_update_input){ .type = SK_UPDATE_INPUT_APPLY, .version = NEW, .before = OLD },
       disk, CUTS);
    printf("%ld lives\n", lives);
    assert_true(lives > 100);
}

static void what_does_not_belong_to_a_state_changes_nothing(void **state) {
    (void)state;
    static const struct sk_update_input inputs[SK_UPDATE_INPUTS] = {
        { .type = SK_UPDATE_INPUT_APPLY, .version = "9.9", .before = OLD },
        { .type = SK_UPDATE_INPUT_DONE },
        { .type = SK_UPDATE_INPUT_FAILED, .why = "it failed" },
        { .type = SK_UPDATE_INPUT_BOOT },
    };
    for (int s = 0; s < SK_UPDATE_STATES; s++) {
        for (size_t i = 0; i < SK_UPDATE_INPUTS; i++) {
            bool is_idle = s == SK_UPDATE_STATE_IDLE;
            bool belongs = is_idle == (inputs[i].type == SK_UPDATE_INPUT_APPLY);
            struct sk_update update = { .state = (enum sk_update_state)s };
            struct sk_update_effects effects;
            (void)snprintf(update.version, sizeof(update.version), "%s", is_idle ? "" : NEW);
            (void)snprintf(update.before, sizeof(update.before), "%s", is_idle ? "" : OLD);
            struct sk_update before = update;
            sk_update_step(&update, &inputs[i], &effects);
            assert_int_equal(effects.count > 0, belongs);
            assert_int_equal(memcmp(&before, &update, sizeof(update)) != 0, belongs);
        }
    }
}

/* The timer does not try again what failed; what was only cut off it does. */
static void one_that_was_cut_off_in_unpacking_may_be_tried_again(void **state) {
    (void)state;
    for (int s = SK_UPDATE_STATE_UNPACKING; s < SK_UPDATE_STATES; s++) {
        struct sk_update update = { .state = (enum sk_update_state)s,
                                    .version = NEW,
                                    .before = OLD };
        struct sk_update_effects effects;
        sk_update_step(&update, &(struct sk_update_input){ .type = SK_UPDATE_INPUT_BOOT },
                       &effects);
        assert_string_equal(update.failed, s == SK_UPDATE_STATE_UNPACKING ? "" : NEW);
        assert_true(update.why[0] != '\0');
    }
}

static void a_line_that_is_none_is_no_state(void **state) {
    (void)state;
    static const char *const lines[] = {
        "",
        "idle - - - \n - - -",
        "trial 1.4.0 1.3.0 - ",
        "trial 1.4.0 - - \n",
        "idle 1.4.0 - - \n",
        "trial ../x 1.3.0 - \n",
        "trial packaged 1.3.0 - \n",
        "gone - - - \n",
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct sk_update update = { .state = SK_UPDATE_STATE_TRIAL };
        bool is_line = sk_update_parse(&update, lines[i], strlen(lines[i]));
        if (is_line) {
            fail_msg("taken: '%s'", lines[i]);
        }
        assert_int_equal(update.state, SK_UPDATE_STATE_IDLE);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whenever_the_power_goes_one_of_two_versions_runs),
        cmocka_unit_test(what_does_not_belong_to_a_state_changes_nothing),
        cmocka_unit_test(one_that_was_cut_off_in_unpacking_may_be_tried_again),
        cmocka_unit_test(a_line_that_is_none_is_no_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
