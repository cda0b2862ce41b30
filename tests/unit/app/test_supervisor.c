/* The supervisor's session: who gets in, what a touch does on each page, and that no scan in it is
 * ever half a pair. */
#define _GNU_SOURCE /* memmem() */

#include "check.h"

#include "app/supervisor/supervisor.h"
#include "base/util.h"

#include <string.h>

#define IDLE 120000
#define LONGEST 1800000

static struct sk_super super;
/* Those of the last input. */
static struct {
    int32_t count;
    struct sk_super_effect list[SK_SUPER_EFFECTS];
} effects;
static sk_ms now;
static struct sk_label_rules *rules;

/* ---- what can be put in ---- */

static void put(const struct sk_super_input *input) {
    sk_super_step(&super, input, now);
    effects.count = 0;
    while (effects.count < SK_SUPER_EFFECTS &&
           sk_super_next(&super, now, &effects.list[effects.count])) {
        effects.count++;
    }
    assert_in_range(effects.count, 0, 2);
}

static void touch(enum sk_super_touch_type type, int32_t value) {
    struct sk_super_input input = { .type = SK_SUPER_INPUT_TOUCH,
                                    .touch = { .type = type, .value = value } };
    put(&input);
}

static void key(char c, sk_ms after) {
    now += after;
    struct sk_super_input input = { .type = SK_SUPER_INPUT_KEY, .key = c, .at = now };
    put(&input);
}

/* Return, after what was typed was looked up as the app does; NULL: it is nobody's badge. */
static void end_line(sk_ms after, const struct sk_label *badge) {
    size_t length = 0;
    now += after;
    struct sk_super_input input = { .type = SK_SUPER_INPUT_KEY, .key = '\n', .at = now };
    const struct sk_label nothing = { .kind = SK_LABEL_UNKNOWN };
    if (sk_super_line(&super, &length)) {
        input.label = badge ? badge : &nothing;
    }
    put(&input);
}

static void type_line(const char *text, sk_ms gap, const struct sk_label *badge) {
    for (; *text; text++) {
        key(*text, gap);
        assert_int_equal(effects.count, 0);
    }
    end_line(gap, badge);
}

#define LI 501
#define ADA 502
#define WU 503
static const struct sk_label li = {
    .kind = SK_LABEL_BADGE, .text = "Li Wei", .person = LI, .is_supervisor = true
};
static const struct sk_label ada = {
    .kind = SK_LABEL_BADGE, .text = "Ada", .person = ADA, .is_it = true
};
static const struct sk_label wu = { .kind = SK_LABEL_BADGE, .text = "Wu", .person = WU };

static void scan_badge(const struct sk_label *badge) {
    struct sk_scan read = { .source = SK_SOURCE_CAMERA, .at = now };
    struct sk_super_input input = { .type = SK_SUPER_INPUT_SCAN, .label = badge, .scan = &read };
    put(&input);
}

static void tick(sk_ms after) {
    now += after;
    struct sk_super_input input = { .type = SK_SUPER_INPUT_TICK };
    put(&input);
}

static void scan(const char *text) {
    struct sk_scan read = { .source = SK_SOURCE_USB_HID_POS, .at = now };
    struct sk_label label;
    sk_scan_set_text(&read, text, strlen(text));
    sk_label_classify(rules, &read, &label);
    struct sk_super_input input = { .type = SK_SUPER_INPUT_SCAN, .label = &label, .scan = &read };
    put(&input);
}

static void news(const struct sk_job_news *what) {
    struct sk_job_news copy = *what;
    copy.person = super.who.person;
    copy.id = copy.id ? copy.id : super.job_id;
    struct sk_super_input input = { .type = SK_SUPER_INPUT_NEWS, .news = &copy };
    put(&input);
}

static void action_ends(enum sk_action_end end, const char *code) {
    struct sk_action_result result = { .id = super.action_id, .end = end };
    (void)snprintf(result.code, sizeof(result.code), "%s", code);
    struct sk_super_input input = { .type = SK_SUPER_INPUT_ACTION, .action = &result };
    put(&input);
}

static const struct sk_job *asked(enum sk_job_type type) {
    assert_int_equal(effects.count, 1);
    assert_int_equal(effects.list[0].type, SK_SUPER_EFFECT_ASK);
    assert_int_equal(effects.list[0].job.type, type);
    return &effects.list[0].job;
}

static const struct sk_action *done(enum sk_action_type type) {
    assert_int_equal(effects.count, 1);
    assert_int_equal(effects.list[0].type, SK_SUPER_EFFECT_DO);
    assert_int_equal(effects.list[0].action.type, type);
    return &effects.list[0].action;
}

static struct sk_model_supervisor seen(void) {
    struct sk_model_supervisor view;
    sk_super_view(&super, now, &view);
    return view;
}

/* ---- the way to each page ---- */

static int make(void **state) {
    (void)state;
    struct sk_super_rules times = { .idle = IDLE, .longest = LONGEST };
    now = 5000000;
    sk_super_init(&super, &times);
    return 0;
}

static int make_rules(void **state) {
    (void)state;
    if (sk_label_rules_create(&rules, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, NULL)) {
        return -1;
    }
    return sk_label_rules_badge(rules, "^OP:(.+)$", NULL) ? -1 : 0;
}

static int destroy_rules(void **state) {
    (void)state;
    sk_label_rules_destroy(rules);
    return 0;
}

static void to_pin(void) {
    struct sk_job_news free_pad = { .type = SK_JOB_LOOK, .has_pin = true, .tries_left = 5 };
    touch(SK_SUPER_TOUCH_OPEN, 0);
    (void)asked(SK_JOB_LOOK);
    news(&free_pad);
    assert_int_equal(super.page, SK_SUPER_PIN);
}

static void type_pin(const char *digits) {
    for (; *digits; digits++) {
        touch(SK_SUPER_TOUCH_DIGIT, *digits - '0');
    }
}

static void to_menu(void) {
    struct sk_job_news right = { .type = SK_JOB_PIN, .has_pin = true, .is_right = true };
    to_pin();
    type_pin("2468");
    touch(SK_SUPER_TOUCH_ENTER, 0);
    news(&right);
    assert_int_equal(super.page, SK_SUPER_MENU);
}

/* With a PIN of that person's own. */
static void to_menu_as(const struct sk_label *badge) {
    struct sk_job_news look = { .type = SK_JOB_LOOK, .has_pin = true, .is_own_pin = true };
    struct sk_job_news right = {
        .type = SK_JOB_PIN, .has_pin = true, .is_own_pin = true, .is_right = true
    };
    to_pin();
    scan_badge(badge);
    assert_int_equal(asked(SK_JOB_LOOK)->person, badge->person);
    news(&look);
    type_pin("1357");
    touch(SK_SUPER_TOUCH_ENTER, 0);
    assert_int_equal(asked(SK_JOB_PIN)->person, badge->person);
    news(&right);
    assert_int_equal(super.page, SK_SUPER_MENU);
}

static void fill_page(enum sk_result result) {
    struct sk_job_news page = { .type = SK_JOB_SEARCH, .count = SK_SUPER_ROWS, .has_more = true };
    for (int i = 0; i < SK_SUPER_ROWS; i++) {
        page.rows[i].pair.number = 100 - i;
        page.rows[i].result = result;
        (void)snprintf(page.rows[i].pair.labels.serial, sizeof(page.rows[i].pair.labels.serial),
                       "sage62x02192200%02d", i);
        (void)snprintf(page.rows[i].pair.labels.instance, sizeof(page.rows[i].pair.labels.instance),
                       "sag-demo0000000000ok01");
        (void)snprintf(page.rows[i].pair.operator_name, sizeof(page.rows[i].pair.operator_name),
                       "mei");
    }
    news(&page);
}

static void to_list(enum sk_result result) {
    to_menu();
    touch(SK_SUPER_TOUCH_ATTENTION, 0);
    assert_true(asked(SK_JOB_SEARCH)->filter.is_attention);
    fill_page(result);
    assert_int_equal(super.page, SK_SUPER_LIST);
}

static void to_detail(enum sk_result result) {
    struct sk_job_news detail = { .type = SK_JOB_DETAIL, .count = 1 };
    to_list(result);
    touch(SK_SUPER_TOUCH_ROW, 2);
    assert_int_equal(asked(SK_JOB_DETAIL)->number, 98);
    detail.rows[0].pair.number = 98;
    detail.rows[0].result = result;
    (void)snprintf(detail.rows[0].pair.labels.instance, sizeof(detail.rows[0].pair.labels.instance),
                   "sag-demo0000000000ok01");
    (void)snprintf(detail.rows[0].pair.operator_name, sizeof(detail.rows[0].pair.operator_name),
                   "mei");
    news(&detail);
    assert_int_equal(super.page, SK_SUPER_DETAIL);
}

/* Of which the camera's picture is kept. */
static void to_seen_pair(void) {
    struct sk_job_news detail = {
        .type = SK_JOB_DETAIL, .count = 1, .still = SK_SUPER_STILL_SHOWN, .source = "camera"
    };
    to_list(SK_RESULT_BOUND);
    touch(SK_SUPER_TOUCH_ROW, 2);
    detail.rows[0].pair.number = 98;
    news(&detail);
}

static void to_page(enum sk_super_page page) {
    (void)make(NULL);
    switch (page) {
    case SK_SUPER_CLOSED:
        break;
    case SK_SUPER_PIN:
        to_pin();
        break;
    case SK_SUPER_MENU:
        to_menu();
        break;
    case SK_SUPER_LIST:
        to_list(SK_RESULT_REFUSED);
        break;
    case SK_SUPER_PICTURE:
        to_seen_pair();
        touch(SK_SUPER_TOUCH_PICTURE, 0);
        break;
    case SK_SUPER_CHOICE:
        to_menu();
        touch(SK_SUPER_TOUCH_SEARCH, 0);
        touch(SK_SUPER_TOUCH_OUTCOME, 0);
        break;
    case SK_SUPER_DETAIL:
        to_detail(SK_RESULT_REFUSED);
        break;
    case SK_SUPER_REASON:
        to_detail(SK_RESULT_BOUND);
        touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_UNDO);
        break;
    case SK_SUPER_TYPE:
        to_detail(SK_RESULT_BOUND);
        touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_UNDO);
        touch(SK_SUPER_TOUCH_REASON, SK_SUPER_REASONS - 1);
        break;
    case SK_SUPER_CONFIRM:
        to_detail(SK_RESULT_REFUSED);
        touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_RETRY);
        break;
    case SK_SUPER_EXPORT:
        to_menu();
        touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_EXPORT);
        break;
    case SK_SUPER_PURGE:
        to_menu();
        touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_PURGE);
        break;
    case SK_SUPER_CHECKPOINT:
        to_menu();
        touch(SK_SUPER_TOUCH_CHECKPOINT, 0);
        break;
    case SK_SUPER_CHECKS:
        to_menu();
        touch(SK_SUPER_TOUCH_CHECKS, 0);
        break;
    case SK_SUPER_SETUP:
    case SK_SUPER_FAMILIES:
    case SK_SUPER_PROGRAM:
        to_menu();
        touch(SK_SUPER_TOUCH_SETUP, 0);
        if (page != SK_SUPER_SETUP) {
            touch(SK_SUPER_TOUCH_FAMILIES, 0);
        }
        if (page == SK_SUPER_PROGRAM) {
            touch(SK_SUPER_TOUCH_FAMILY, 0);
        }
        break;
    case SK_SUPER_FIGURES:
    case SK_SUPER_REPORT:
        to_menu();
        touch(SK_SUPER_TOUCH_FIGURES, 0);
        if (page == SK_SUPER_REPORT) {
            touch(SK_SUPER_TOUCH_REPORT, 0);
        }
        break;
    case SK_SUPER_PRINT:
        to_menu();
        touch(SK_SUPER_TOUCH_PRINT, 0);
        break;
    case SK_SUPER_PEOPLE:
    case SK_SUPER_PERSON:
        to_menu();
        touch(SK_SUPER_TOUCH_PEOPLE, 0);
        if (page == SK_SUPER_PERSON) {
            struct sk_job_news people = { .type = SK_JOB_PEOPLE,
                                          .count = 2,
                                          .people = {
                                              { LI, "Li Wei", SK_SUPER_ROLE_SUPERVISOR, true },
                                              { ADA, "Ada", SK_SUPER_ROLE_IT, true } } };
            news(&people);
            touch(SK_SUPER_TOUCH_ROW, 0);
        }
        break;
    case SK_SUPER_OFFICE:
        to_menu();
        touch(SK_SUPER_TOUCH_OFFICE, 0);
        break;
    case SK_SUPER_SOUND:
        to_menu();
        touch(SK_SUPER_TOUCH_SOUND, 0);
        break;
    case SK_SUPER_NEW_PIN:
        to_menu();
        touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_SET_PIN);
        break;
    case SK_SUPER_WAIT:
        to_menu();
        touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_EXPORT);
        touch(SK_SUPER_TOUCH_YES, 0);
        break;
    case SK_SUPER_RESULT:
        to_menu();
        touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_RELEASE);
        touch(SK_SUPER_TOUCH_YES, 0);
        action_ends(SK_ACTION_DONE, "");
        break;
    case SK_SUPER_PAGE_COUNT:
        fail();
    }
    assert_int_equal(super.page, page);
}

/* ---- getting in ---- */

static void the_right_pin_opens_the_menu_and_is_not_kept(void **state) {
    (void)state;
    struct sk_job_news right = { .type = SK_JOB_PIN, .has_pin = true, .is_right = true };
    to_pin();
    type_pin("97531864");
    assert_int_equal(seen().digits, 8);
    touch(SK_SUPER_TOUCH_ENTER, 0);
    assert_string_equal(asked(SK_JOB_PIN)->pin, "97531864");
    assert_null(memmem(&super, sizeof(super), "9753", 4));
    assert_true(seen().is_checking);
    touch(SK_SUPER_TOUCH_ENTER, 0); /* a second one meanwhile is no second try */
    assert_int_equal(effects.count, 0);
    news(&right);
    assert_int_equal(super.page, SK_SUPER_MENU);
}

static void a_wrong_pin_says_how_many_tries_are_left(void **state) {
    (void)state;
    struct sk_job_news wrong = { .type = SK_JOB_PIN, .has_pin = true, .tries_left = 3 };
    to_pin();
    type_pin("1111");
    touch(SK_SUPER_TOUCH_ENTER, 0);
    news(&wrong);
    assert_int_equal(super.page, SK_SUPER_PIN);
    assert_int_equal(seen().tries_left, 3);
    assert_int_equal(seen().digits, 0);
    assert_true(seen().hint[0] != '\0');
    type_pin("111");
    touch(SK_SUPER_TOUCH_ENTER, 0); /* too short: said, and no try */
    assert_int_equal(effects.count, 0);
    assert_int_equal(seen().digits, 3);
}

static void a_locked_pad_takes_nothing_until_the_lock_is_over(void **state) {
    (void)state;
    struct sk_job_news locked = { .type = SK_JOB_PIN, .has_pin = true, .locked = 15000 };
    to_pin();
    type_pin("1111");
    touch(SK_SUPER_TOUCH_ENTER, 0);
    news(&locked);
    assert_int_equal(seen().locked_s, 15);
    type_pin("2468");
    touch(SK_SUPER_TOUCH_ENTER, 0);
    assert_int_equal(effects.count, 0);
    assert_int_equal(seen().digits, 0);
    assert_int_equal(sk_super_deadline(&super, now), now + 1000); /* the seconds count down */
    tick(14999);
    assert_int_equal(seen().locked_s, 1);
    tick(1);
    assert_int_equal(seen().locked_s, 0);
    type_pin("2468");
    touch(SK_SUPER_TOUCH_ENTER, 0);
    (void)asked(SK_JOB_PIN);
}

/* Or a lock that was over long ago would begin anew with the next start. */
static void the_end_of_a_lock_is_written_although_nobody_looks(void **state) {
    (void)state;
    struct sk_job_news locked = { .type = SK_JOB_PIN, .has_pin = true, .locked = 15000 };
    to_pin();
    type_pin("1111");
    touch(SK_SUPER_TOUCH_ENTER, 0);
    news(&locked);
    touch(SK_SUPER_TOUCH_BACK, 0);
    assert_int_equal(seen().page, SK_SUPER_CLOSED);
    assert_int_equal(sk_super_deadline(&super, now), now + 15000);
    tick(14999);
    assert_int_equal(effects.count, 0);
    tick(1);
    (void)asked(SK_JOB_LOOK);
    assert_int_equal(sk_super_deadline(&super, now), -1);
    tick(1000);
    assert_int_equal(effects.count, 0);
}

static void without_a_pin_nobody_gets_in(void **state) {
    (void)state;
    struct sk_job_news none = { .type = SK_JOB_LOOK, .err = SK_ERR_NOT_FOUND };
    touch(SK_SUPER_TOUCH_OPEN, 0);
    news(&none);
    assert_true(seen().has_no_pin);
    type_pin("2468");
    touch(SK_SUPER_TOUCH_ENTER, 0);
    assert_int_equal(effects.count, 0);
}

static void a_pin_is_a_pin_however_fast_it_is_typed(void **state) {
    (void)state;
    static const struct {
        const char *digits;
        sk_ms gap;
    } table[] = { { "2468", 120 },        { "2468", 1 },   { "123456789012", 1 },
                  { "123456789012", 24 }, { "97531", 25 }, { "0001", 0 } };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        (void)make(NULL);
        to_pin();
        type_line(table[i].digits, table[i].gap, NULL);
        assert_string_equal(asked(SK_JOB_PIN)->pin, table[i].digits);
        assert_null(memmem(&super, sizeof(super), table[i].digits, strlen(table[i].digits)));
    }
    to_page(SK_SUPER_PIN); /* a hand that rolls over two keys, and one that is interrupted */
    key('2', 100);
    key('4', 3);
    key('6', 900);
    key('8', 200);
    end_line(200, NULL);
    assert_string_equal(asked(SK_JOB_PIN)->pin, "2468");
}

static void what_is_typed_and_is_no_pin_is_no_try(void **state) {
    (void)state;
    static const struct {
        const char *text;
        sk_ms gap;
    } table[] = { { "sage62x0219220001", 1 }, { "sage62x0219220001", 40 },
                  { "1234567890123", 1 },     { "12 34", 100 },
                  { "OP:2468", 1 },           { "246\x1d", 5 } };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        (void)make(NULL);
        to_pin();
        type_line(table[i].text, table[i].gap, NULL);
        assert_int_equal(effects.count, 0);
        assert_true(seen().hint[0] != '\0');
        assert_int_equal(seen().digits, 0);
    }
    to_page(SK_SUPER_PIN); /* a scanner without Return, and then a person */
    for (const char *c = "0219220001"; *c; c++) {
        key(*c, 5);
    }
    type_line("24", 600, NULL);
    assert_int_equal(effects.count, 0);
    assert_int_equal(seen().digits, 2);
    scan("2468"); /* a card with a PIN could be photographed */
    assert_int_equal(effects.count, 0);
    assert_int_equal(seen().digits, 2);
}

static void a_badge_says_whose_pin_is_asked_for_whatever_reads_it(void **state) {
    (void)state;
    struct sk_job_news own = {
        .type = SK_JOB_LOOK, .has_pin = true, .is_own_pin = true, .tries_left = 5
    };
    for (int way = 0; way < 4; way++) {
        (void)make(NULL);
        to_pin();
        assert_string_equal(seen().who, "");
        if (way == 0) {
            scan_badge(&li);
        } else { /* letters, the digits of a wedge, a hand */
            type_line(way == 2 ? "0008123456" : "OP:Li Wei", way == 3 ? 300 : 2, &li);
        }
        assert_int_equal(asked(SK_JOB_LOOK)->person, LI);
        news(&own);
        assert_string_equal(seen().who, "Li Wei");
        assert_int_equal(seen().tries_left, 5);
        type_line("1357", 1, NULL);
        assert_int_equal(asked(SK_JOB_PIN)->person, LI);
        assert_string_equal(effects.list[0].job.who, "Li Wei");
        scan_badge(&ada); /* while it is looked at, it stays that one's */
        assert_int_equal(effects.count, 0);
        assert_string_equal(seen().who, "Li Wei");
    }
}

static void digits_of_a_hand_are_never_looked_up_as_a_badge(void **state) {
    (void)state;
    size_t length = 0;
    to_pin();
    for (const char *c = "2468"; *c; c++) {
        key(*c, 120);
    }
    assert_null(sk_super_line(&super, &length));
    struct sk_job_news none = { .type = SK_JOB_LOOK,
                                .err = SK_ERR_NOT_FOUND,
                                .has_own_pins = true };
    (void)make(NULL);
    touch(SK_SUPER_TOUCH_OPEN, 0);
    news(&none);
    assert_true(seen().has_no_pin);
    assert_true(seen().has_own_pins);
    type_line("2468", 120, &li); /* but where no PIN can be meant, they are */
    assert_int_equal(asked(SK_JOB_LOOK)->person, LI);
}

static void a_badge_that_may_not_come_in_is_told_and_changes_nothing(void **state) {
    (void)state;
    static const struct sk_label unknown = { .kind = SK_LABEL_UNKNOWN_BADGE };
    static const struct sk_label by_name = { .kind = SK_LABEL_BADGE, .text = "Zhao" };
    const struct sk_label *const table[] = { &wu, &unknown, &by_name };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        to_page(SK_SUPER_PIN);
        scan_badge(table[i]);
        assert_int_equal(effects.count, 0);
        assert_true(seen().hint[0] != '\0');
        assert_string_equal(seen().who, "");
    }
}

static void without_a_pin_a_badge_does_not_open_it(void **state) {
    (void)state;
    struct sk_job_news none = { .type = SK_JOB_LOOK,
                                .err = SK_ERR_NOT_FOUND,
                                .has_own_pins = true };
    to_pin();
    scan_badge(&li);
    news(&none);
    assert_true(seen().has_no_pin);
    type_line("2468", 1, NULL);
    type_pin("2468");
    touch(SK_SUPER_TOUCH_ENTER, 0);
    assert_int_equal(effects.count, 0);
    assert_int_equal(super.page, SK_SUPER_PIN);
}

static const struct sk_job_news free_own = { .type = SK_JOB_LOOK,
                                             .has_pin = true,
                                             .is_own_pin = true };

/* The last wrong try, on the PIN pad. */
static void lock_pin_of(const struct sk_label *badge, sk_ms lock) {
    struct sk_job_news locked = {
        .type = SK_JOB_PIN, .has_pin = true, .is_own_pin = true, .locked = lock
    };
    scan_badge(badge);
    news(&free_own);
    assert_int_equal(seen().locked_s, 0);
    type_line("1111", 1, NULL);
    assert_int_equal(asked(SK_JOB_PIN)->person, badge->person);
    news(&locked);
    assert_int_equal(seen().locked_s, lock / 1000);
}

static void each_person_has_a_lock_of_their_own(void **state) {
    (void)state;
    struct sk_job_news look = free_own;
    to_pin();
    lock_pin_of(&li, 15000);
    sk_ms li_ends = now + 15000;
    tick(5000);
    lock_pin_of(&ada, 15000);
    sk_ms ada_ends = now + 15000;
    scan_badge(&li);
    look.locked = li_ends - now;
    news(&look);
    assert_int_equal(seen().locked_s, (li_ends - now + 999) / 1000);
    touch(SK_SUPER_TOUCH_BACK, 0);
    assert_int_equal(sk_super_deadline(&super, now), li_ends); /* both ends are recorded */
    tick(li_ends - now);
    assert_int_equal(asked(SK_JOB_LOOK)->person, LI);
    assert_int_equal(sk_super_deadline(&super, now), ada_ends);
    tick(ada_ends - now);
    assert_int_equal(asked(SK_JOB_LOOK)->person, ADA);
    assert_int_equal(sk_super_deadline(&super, now), -1);
}

/* Whoever looks again sees it, and the pad takes digits at once. */
static void a_lock_that_was_lifted_is_gone_with_the_next_look(void **state) {
    (void)state;
    to_pin();
    lock_pin_of(&li, 3600000);
    scan_badge(&li); /* the PIN was set anew meanwhile */
    news(&free_own);
    assert_int_equal(seen().locked_s, 0);
    type_line("2468", 1, NULL);
    (void)asked(SK_JOB_PIN);
}

static void more_locks_than_there_is_room_for_do_no_harm(void **state) {
    (void)state;
    struct sk_job_news locked = {
        .type = SK_JOB_LOOK, .has_pin = true, .is_own_pin = true, .locked = 15000
    };
    to_pin();
    for (int64_t person = 1; person <= 3 * SK_SUPER_LOCKS; person++) {
        struct sk_label badge = li;
        badge.person = person;
        scan_badge(&badge);
        news(&locked);
        assert_int_equal(seen().locked_s, 15);
        assert_in_range(super.lock_count, 1, SK_SUPER_LOCKS);
    }
}

/* ---- the menu ---- */

static void figures_come(int32_t open_count, enum sk_err err) {
    struct sk_job_news figures = {
        .type = SK_JOB_FIGURES, .id = super.figures_id, .open_count = open_count, .err = err
    };
    news(&figures);
}

static void something_is_logged(void) {
    struct sk_super_input input = { .type = SK_SUPER_INPUT_LOGGED };
    put(&input);
}

static void the_menu_counts_what_needs_somebody_whenever_it_is_shown(void **state) {
    (void)state;
    to_menu();
    (void)asked(SK_JOB_FIGURES);
    assert_int_equal(seen().open_count, -1);
    figures_come(6, SK_OK);
    assert_int_equal(seen().open_count, 6);
    touch(SK_SUPER_TOUCH_ATTENTION, 0);
    fill_page(SK_RESULT_REFUSED);
    touch(SK_SUPER_TOUCH_BACK, 0);
    (void)asked(SK_JOB_FIGURES);
    assert_int_equal(seen().open_count, 6); /* the last one, until there is another */
    figures_come(0, SK_ERR_IO);
    assert_int_equal(seen().open_count, -1);
}

static void the_menu_counts_anew_with_what_is_logged_one_job_at_a_time(void **state) {
    (void)state;
    to_menu();
    figures_come(6, SK_OK);
    something_is_logged();
    (void)asked(SK_JOB_FIGURES);
    for (int i = 0; i < 20; i++) {
        something_is_logged();
        assert_int_equal(effects.count, 0);
    }
    figures_come(7, SK_OK);
    (void)asked(SK_JOB_FIGURES); /* what was logged meanwhile */
    figures_come(8, SK_OK);
    assert_int_equal(effects.count, 0);
    assert_int_equal(seen().open_count, 8);
    touch(SK_SUPER_TOUCH_ATTENTION, 0);
    something_is_logged(); /* elsewhere nobody sees the figure */
    assert_int_equal(effects.count, 0);
}

static void todays_and_what_waits_are_lists_of_a_search(void **state) {
    (void)state;
    to_menu();
    touch(SK_SUPER_TOUCH_TODAY, 0);
    assert_int_equal(asked(SK_JOB_SEARCH)->filter.day, SK_SUPER_TODAY);
    assert_int_equal(asked(SK_JOB_SEARCH)->filter.outcome, SK_SUPER_BOUND);
    touch(SK_SUPER_TOUCH_BACK, 0);
    touch(SK_SUPER_TOUCH_WAITING, 0);
    assert_int_equal(asked(SK_JOB_SEARCH)->filter.outcome, SK_SUPER_PENDING);
}

/* ---- who may do what ---- */

static void each_role_may_do_what_is_its_own_and_is_told_whose_the_rest_is(void **state) {
    (void)state;
    static const struct {
        enum sk_super_touch_type type;
        int32_t value;
        bool supervisor, it;
    } table[] = {
        { SK_SUPER_TOUCH_ATTENTION, 0, true, true },
        { SK_SUPER_TOUCH_SEARCH, 0, true, true },
        { SK_SUPER_TOUCH_TODAY, 0, true, true },
        { SK_SUPER_TOUCH_WAITING, 0, true, true },
        { SK_SUPER_TOUCH_MISSING, 0, true, true },
        { SK_SUPER_TOUCH_SCANS, 0, true, true },
        { SK_SUPER_TOUCH_CHECKPOINT, 0, true, true },
        { SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_SET_PIN, true, true },
        { SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_END, true, true },
        { SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_HOLD, true, false },
        { SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_RELEASE, true, false },
        { SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_EXPORT, true, false },
        { SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_PURGE, true, false },
        { SK_SUPER_TOUCH_SETUP, 0, false, true },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        for (int who = 0; who < 3; who++) {
            (void)make(NULL);
            if (who == 2) {
                to_menu();
            } else {
                to_menu_as(who == 0 ? &li : &ada);
            }
            assert_int_equal(seen().is_shared_pin, who == 2);
            bool may = who == 2 || (who == 0 ? table[i].supervisor : table[i].it);
            touch(table[i].type, table[i].value);
            assert_int_equal(super.page == SK_SUPER_MENU, !may);
            assert_int_equal(strncmp(seen().hint, "This needs", 10) == 0, !may);
        }
    }
}

static void what_is_done_about_a_pair_needs_a_supervisor(void **state) {
    (void)state;
    static const enum sk_super_task tasks[] = { SK_SUPER_TASK_RETRY, SK_SUPER_TASK_DEAL,
                                                SK_SUPER_TASK_RESEND };
    struct sk_job_news detail = { .type = SK_JOB_DETAIL, .count = 1 };
    to_menu_as(&ada);
    touch(SK_SUPER_TOUCH_ATTENTION, 0);
    fill_page(SK_RESULT_REFUSED);
    touch(SK_SUPER_TOUCH_ROW, 0);
    detail.rows[0].pair.number = 100;
    detail.rows[0].result = SK_RESULT_REFUSED;
    detail.rows[0].is_undelivered = true;
    news(&detail);
    for (size_t i = 0; i < SK_ARRAY_LEN(tasks); i++) {
        touch(SK_SUPER_TOUCH_TASK, (int32_t)tasks[i]);
        assert_int_equal(super.page, SK_SUPER_DETAIL);
        assert_string_equal(seen().hint, "This needs a supervisor.");
    }
}

static void what_is_done_and_asked_for_carries_the_person(void **state) {
    (void)state;
    to_menu_as(&li);
    assert_string_equal(seen().who, "Li Wei");
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_HOLD);
    touch(SK_SUPER_TOUCH_REASON, 0);
    assert_int_equal(done(SK_ACTION_HOLD)->person, LI);
    assert_string_equal(effects.list[0].action.operator_name, "Li Wei");
    action_ends(SK_ACTION_DONE, "");
    touch(SK_SUPER_TOUCH_YES, 0);
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_EXPORT);
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_int_equal(asked(SK_JOB_EXPORT)->person, LI);
    struct sk_job_news end = { .type = SK_JOB_EXPORT };
    news(&end);
    touch(SK_SUPER_TOUCH_YES, 0);
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_PURGE);
    touch(SK_SUPER_TOUCH_AGE, 0);
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_int_equal(asked(SK_JOB_PURGE)->person, LI);
}

/* ---- a PIN that is set ---- */

static void a_pin_is_set_by_somebody_else_twice_the_same_and_is_not_kept(void **state) {
    (void)state;
    struct sk_job_news end = { .type = SK_JOB_SET_PIN };
    to_menu_as(&ada);
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_SET_PIN);
    type_pin("2468"); /* nobody's */
    assert_int_equal(seen().digits, 0);
    scan_badge(&wu);
    assert_string_equal(seen().pin_of, "");
    scan_badge(&li);
    assert_string_equal(seen().pin_of, "Li Wei");
    type_line("123", 100, NULL);
    assert_false(seen().is_again);
    type_line("4", 100, NULL);
    assert_true(seen().is_again);
    type_line("1235", 1, NULL);
    assert_int_equal(effects.count, 0);
    assert_false(seen().is_again); /* two different ones: from the beginning */
    type_line("97531864", 1, NULL);
    type_pin("97531864");
    touch(SK_SUPER_TOUCH_ENTER, 0);
    const struct sk_job *job = asked(SK_JOB_SET_PIN);
    assert_int_equal(job->number, LI);
    assert_int_equal(job->person, ADA);
    assert_string_equal(job->pin, "97531864");
    assert_null(memmem(&super, sizeof(super), "9753", 4));
    assert_int_equal(super.page, SK_SUPER_WAIT);
    news(&end);
    assert_int_equal(seen().end, SK_SUPER_END_GOOD);
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_int_equal(super.page, SK_SUPER_MENU);
}

static void a_pin_that_was_typed_once_is_forgotten_with_the_page(void **state) {
    (void)state;
    static const enum sk_super_touch_type ways[] = { SK_SUPER_TOUCH_BACK, SK_SUPER_TOUCH_LEAVE };
    for (size_t i = 0; i < SK_ARRAY_LEN(ways); i++) {
        to_page(SK_SUPER_NEW_PIN);
        scan_badge(&li);
        type_line("97531864", 1, NULL);
        assert_true(seen().is_again);
        type_pin("9753");
        touch(ways[i], 0);
        assert_null(memmem(&super, sizeof(super), "9753", 4));
    }
    to_page(SK_SUPER_NEW_PIN); /* and with the person */
    scan_badge(&li);
    type_line("97531864", 1, NULL);
    scan_badge(&ada);
    assert_false(seen().is_again);
    assert_null(memmem(&super, sizeof(super), "9753", 4));
}

/* Else a supervisor could come in as one of IT. */
static void the_pin_of_somebody_of_it_is_set_by_it(void **state) {
    (void)state;
    to_menu_as(&li);
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_SET_PIN);
    scan_badge(&ada);
    assert_string_equal(seen().pin_of, "");
    assert_string_equal(seen().hint, "This needs IT.");
    scan_badge(&li);
    assert_string_equal(seen().pin_of, "Li Wei");
}

static void no_row_of_touches_keys_and_scans_gets_past_the_pin(void **state) {
    (void)state;
    uint32_t random = 1;
    to_pin();
    for (int i = 0; i < 200000; i++) {
        random = random * 1664525 + 1013904223;
        uint32_t choice = random >> 16;
        if (choice % 16 == 0) {
            scan(choice % 3 ? "sage62x0219220001" : "SAGK:SUPERVISOR");
        } else if (choice % 16 == 1) {
            key("0123456789\nx"[choice / 16 % 12], choice % 200);
        } else if (choice % 16 == 5) {
            scan_badge(choice % 3 == 0 ? &li : choice % 3 == 1 ? &ada : &wu);
        } else if (choice % 16 == 6) {
            end_line(choice % 50, choice % 3 ? &li : NULL);
        } else if (choice % 16 == 2) {
            struct sk_job_news wrong = { .type = choice % 2 ? SK_JOB_PIN : SK_JOB_LOOK,
                                         .has_pin = true,
                                         .tries_left = 1 };
            news(&wrong);
        } else if (choice % 16 == 3) {
            struct sk_job_news stale = {
                .type = SK_JOB_PIN, .id = super.last_id + 1, .has_pin = true, .is_right = true
            };
            news(&stale);
        } else if (choice % 16 == 4) {
            tick(choice % 40000);
        } else {
            touch((enum sk_super_touch_type)(choice / 16 % SK_SUPER_TOUCH_COUNT),
                  (int32_t)(choice % 11) - 1);
        }
        assert_true(super.page == SK_SUPER_CLOSED || super.page == SK_SUPER_PIN);
        for (int32_t e = 0; e < effects.count; e++) {
            assert_int_equal(effects.list[e].type, SK_SUPER_EFFECT_ASK);
            assert_true(effects.list[e].job.type == SK_JOB_LOOK ||
                        effects.list[e].job.type == SK_JOB_PIN);
        }
    }
}

/* ---- every page, every touch ---- */

static void each_page_takes_every_touch_and_does_nothing_that_was_not_confirmed(void **state) {
    (void)state;
    for (int page = 0; page < SK_SUPER_PAGE_COUNT; page++) {
        for (int type = 0; type < SK_SUPER_TOUCH_COUNT; type++) {
            for (int32_t value = -1; value <= 12; value++) {
                to_page((enum sk_super_page)page);
                touch((enum sk_super_touch_type)type, value);
                assert_in_range(super.page, SK_SUPER_CLOSED, SK_SUPER_PAGE_COUNT - 1);
                for (int32_t e = 0; e < effects.count; e++) {
                    bool is_action = effects.list[e].type == SK_SUPER_EFFECT_DO ||
                                     effects.list[e].type == SK_SUPER_EFFECT_END;
                    bool is_job = effects.list[e].type == SK_SUPER_EFFECT_ASK;
                    assert_true(!is_action ||
                                (page == SK_SUPER_CONFIRM && type == SK_SUPER_TOUCH_YES));
                    assert_true(!is_job || effects.list[e].job.type != SK_JOB_PURGE);
                    assert_true(!is_job || effects.list[e].job.type != SK_JOB_EXPORT ||
                                (page == SK_SUPER_EXPORT && type == SK_SUPER_TOUCH_YES));
                }
                struct sk_model_supervisor view = seen();
                assert_int_equal(view.page, super.page);
                assert_true(super.page == SK_SUPER_CLOSED || sk_super_deadline(&super, now) >= now);
                if (type == SK_SUPER_TOUCH_LEAVE) {
                    assert_int_equal(super.page, SK_SUPER_CLOSED);
                }
            }
        }
    }
}

static void back_leads_out_of_every_page_in_the_end(void **state) {
    (void)state;
    for (int page = SK_SUPER_PIN; page < SK_SUPER_PAGE_COUNT; page++) {
        if (page == SK_SUPER_WAIT) {
            continue; /* until what is under way has ended */
        }
        to_page((enum sk_super_page)page);
        int steps = 0;
        while (super.page != SK_SUPER_CLOSED && steps++ < 10) {
            touch(SK_SUPER_TOUCH_BACK, 0);
        }
        assert_int_equal(super.page, SK_SUPER_CLOSED);
    }
}

/* ---- scans ---- */

static void a_scan_in_a_session_is_never_a_pair_on_any_page(void **state) {
    (void)state;
    static const char *const texts[] = {
        "sage62x0219220001", "sag-demo0000000000ok01", "SAGK:ACK", "SAGK:UNDO",   "SAGK:STICKY",
        "SAGK:SUPERVISOR",   "4006381333931",          "sag-1000", "sage62x****", "\x01\xff"
    };
    for (int page = SK_SUPER_PIN; page < SK_SUPER_PAGE_COUNT; page++) {
        for (size_t i = 0; i < SK_ARRAY_LEN(texts); i++) {
            to_page((enum sk_super_page)page);
            now += 10;
            assert_true(sk_super_owns(&super, now)); /* so it never reaches the pairing machine */
            scan(texts[i]);
            for (int32_t e = 0; e < effects.count; e++) {
                assert_int_equal(effects.list[e].type, SK_SUPER_EFFECT_ASK);
                assert_int_equal(effects.list[e].job.type, SK_JOB_SEARCH);
            }
            assert_true(seen().hint[0] != '\0'); /* and the screen says what became of it */
            assert_true(sk_super_is_open(&super));
        }
    }
}

static void a_scanned_label_is_what_to_search_for(void **state) {
    (void)state;
    to_menu();
    scan("sage62x0219220001");
    assert_string_equal(asked(SK_JOB_SEARCH)->filter.serial, "sage62x0219220001");
    assert_int_equal(super.page, SK_SUPER_LIST);
    assert_false(seen().is_attention);
    scan("sag-demo0000000000ok01");
    assert_string_equal(asked(SK_JOB_SEARCH)->filter.instance, "sag-demo0000000000ok01");
    assert_string_equal(asked(SK_JOB_SEARCH)->filter.serial, "");
    scan("SAG-DEMO"); /* a part, typed */
    assert_string_equal(asked(SK_JOB_SEARCH)->filter.instance, "SAG-DEMO");
    scan("9220001");
    assert_string_equal(asked(SK_JOB_SEARCH)->filter.serial, "9220001");
    scan("OP:mei"); /* a badge: what this person scanned */
    assert_string_equal(asked(SK_JOB_SEARCH)->filter.operator_name, "mei");
    scan("SAGK:CANCEL");
    assert_int_equal(super.page, SK_SUPER_MENU);
}

static void a_checkpoint_is_made_and_shown(void **state) {
    (void)state;
    struct sk_job_news made = { .type = SK_JOB_CHECKPOINT,
                                .checkpoint = "note",
                                .checkpoint_key = "key",
                                .checkpoint_seq = 12 };
    to_menu();
    touch(SK_SUPER_TOUCH_CHECKPOINT, 0);
    (void)asked(SK_JOB_CHECKPOINT);
    assert_int_equal(seen().page, SK_SUPER_CHECKPOINT);
    assert_string_equal(seen().checkpoint, "");
    news(&made);
    assert_string_equal(seen().checkpoint, "note");
    assert_string_equal(seen().checkpoint_key, "key");
    assert_int_equal(seen().checkpoint_seq, 12);
    touch(SK_SUPER_TOUCH_BACK, 0);
    assert_int_equal(seen().page, SK_SUPER_MENU);
    touch(SK_SUPER_TOUCH_CHECKPOINT, 0); /* the next one is made anew */
    assert_string_equal(seen().checkpoint, "");
    touch(SK_SUPER_TOUCH_BACK, 0);
    news(&made); /* nobody waits for it */
    assert_int_equal(seen().page, SK_SUPER_MENU);
}

static struct sk_job_news counted(enum sk_job_type type) {
    struct sk_job_news made = { .type = type, .checkpoint = "note" };
    made.figures.hours[9][SK_TALLY_BOUND] = 4;
    made.figures.hours[9][SK_TALLY_CHECK] = 1;
    made.figures.hours[11][SK_TALLY_UNDONE] = 2;
    made.figures.by_result[SK_TALLY_BOUND] = 4;
    made.figures.open = 3;
    made.figures.median_ms = 6500;
    made.figures.person_count = 1;
    (void)snprintf(made.figures.persons[0].name, SK_CODE_SIZE, "%s", SK_TALLY_OTHERS);
    return made;
}

static void charts_are_switched_and_each_is_counted_anew(void **state) {
    (void)state;
    struct sk_job_news made = counted(SK_JOB_CHART);
    to_menu();
    touch(SK_SUPER_TOUCH_FIGURES, 0);
    assert_int_equal(asked(SK_JOB_CHART)->filter.day, SK_SUPER_TODAY);
    assert_true(seen().is_loading);
    assert_int_equal(seen().bar_count, 0);
    news(&made);
    assert_int_equal(seen().bar_count, 3); /* from nine to eleven */
    assert_string_equal(seen().bars[0].name, "09");
    assert_int_equal(seen().bars[0].bound, 4);
    assert_int_equal(seen().bars[0].bad, 1);
    assert_int_equal(seen().bars[2].other, 2);
    touch(SK_SUPER_TOUCH_DAY, 0);
    assert_int_equal(asked(SK_JOB_CHART)->filter.day, SK_SUPER_YESTERDAY);
    touch(SK_SUPER_TOUCH_CHART, SK_SUPER_CHART_PEOPLE);
    assert_int_equal(asked(SK_JOB_CHART)->chart, SK_SUPER_CHART_PEOPLE);
    news(&made);
    assert_int_equal(seen().bar_count, 1);
    assert_true(seen().bars[0].is_others);
    touch(SK_SUPER_TOUCH_CHART, SK_SUPER_CHART_COUNT); /* there is none */
    assert_int_equal(effects.count, 0);
    touch(SK_SUPER_TOUCH_BACK, 0);
    news(&made); /* nobody waits for it */
    assert_int_equal(seen().page, SK_SUPER_MENU);
}

static void a_shift_is_shown_and_goes_to_the_printer_or_a_stick(void **state) {
    (void)state;
    struct sk_job_news made = counted(SK_JOB_SHIFT);
    struct sk_job_news printed = { .type = SK_JOB_PAPER, .what = "It is on its way." };
    struct sk_job_news failed = { .type = SK_JOB_PAPER,
                                  .err = SK_ERR_BUSY,
                                  .what = "The printer has no paper.",
                                  .text = { "the printer 'P' has no paper" } };
    to_menu();
    touch(SK_SUPER_TOUCH_FIGURES, 0);
    touch(SK_SUPER_TOUCH_REPORT, 0);
    assert_int_equal(asked(SK_JOB_SHIFT)->number, 0);
    touch(SK_SUPER_TOUCH_SHIFT, 1);
    assert_int_equal(asked(SK_JOB_SHIFT)->number, 1);
    news(&made);
    assert_string_equal(seen().checkpoint, "note");
    assert_int_equal(seen().shown.bound, 4);
    assert_int_equal(seen().shown.open, 3);
    assert_int_equal(seen().shown.median_ms, 6500);
    touch(SK_SUPER_TOUCH_OUT, SK_SUPER_OUT_PRINTER);
    assert_int_equal(asked(SK_JOB_PAPER)->paper, SK_SUPER_PAPER_REPORT);
    assert_int_equal(effects.list[0].job.number, 1);
    assert_int_equal(effects.list[0].job.out, SK_SUPER_OUT_PRINTER);
    assert_int_equal(seen().page, SK_SUPER_WAIT);
    news(&failed);
    assert_int_equal(seen().end, SK_SUPER_END_FAILED);
    assert_string_equal(seen().what, "The printer has no paper.");
    assert_string_equal(seen().detail, "the printer 'P' has no paper");
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_int_equal(asked(SK_JOB_SHIFT)->number, 1); /* it is shown again */
    touch(SK_SUPER_TOUCH_OUT, SK_SUPER_OUT_STICK);
    news(&printed);
    assert_int_equal(seen().end, SK_SUPER_END_GOOD);
}

static void the_label_of_a_bound_pair_is_printed_where_there_is_a_printer(void **state) {
    (void)state;
    to_detail(SK_RESULT_BOUND);
    assert_int_equal(seen().offers, SK_SUPER_OFFER_UNDO);
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_PAPER);
    assert_int_equal(effects.count, 0);
    (void)make(NULL);
    super.rules.prints_labels = true;
    to_detail(SK_RESULT_BOUND);
    assert_int_equal(seen().offers, SK_SUPER_OFFER_UNDO | SK_SUPER_OFFER_PRINT);
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_PAPER);
    assert_int_equal(asked(SK_JOB_PAPER)->paper, SK_SUPER_PAPER_LABEL);
    assert_int_equal(effects.list[0].job.number, 98);
    assert_int_equal(seen().page, SK_SUPER_WAIT);
}

static void cards_are_chosen_and_printed_by_a_supervisor(void **state) {
    (void)state;
    to_menu();
    touch(SK_SUPER_TOUCH_PRINT, 0);
    assert_int_equal(seen().paper, SK_SUPER_PAPER_CARDS);
    touch(SK_SUPER_TOUCH_PAPER, SK_SUPER_PAPER_LANGUAGES);
    touch(SK_SUPER_TOUCH_OUT, SK_SUPER_OUT_COUNT); /* there is none */
    assert_int_equal(effects.count, 0);
    touch(SK_SUPER_TOUCH_OUT, SK_SUPER_OUT_PRINTER);
    assert_int_equal(asked(SK_JOB_PAPER)->paper, SK_SUPER_PAPER_LANGUAGES);
}

static void a_checkpoint_that_cannot_be_made_is_told(void **state) {
    (void)state;
    struct sk_job_news failed = { .type = SK_JOB_CHECKPOINT,
                                  .err = SK_ERR_CORRUPT,
                                  .text = { "the file 'j.key' holds no key" } };
    to_menu();
    touch(SK_SUPER_TOUCH_CHECKPOINT, 0);
    news(&failed);
    assert_int_equal(seen().page, SK_SUPER_RESULT);
    assert_int_equal(seen().end, SK_SUPER_END_FAILED);
    assert_string_equal(seen().detail, "the file 'j.key' holds no key");
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_int_equal(seen().page, SK_SUPER_MENU);
}

static void a_scan_does_not_disturb_what_is_being_decided(void **state) {
    (void)state;
    static const enum sk_super_page pages[] = {
        SK_SUPER_REASON,     SK_SUPER_CONFIRM, SK_SUPER_EXPORT,   SK_SUPER_PURGE,
        SK_SUPER_CHECKPOINT, SK_SUPER_SETUP,   SK_SUPER_FAMILIES, SK_SUPER_PROGRAM,
        SK_SUPER_WAIT,       SK_SUPER_RESULT,  SK_SUPER_TYPE
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(pages); i++) {
        to_page(pages[i]);
        scan("sage62x0219220001");
        assert_int_equal(super.page, pages[i]);
        assert_int_equal(effects.count, 0);
        assert_string_equal(seen().hint_label, "sage62x0219220001");
    }
}

/* ---- setting a scanner up ---- */

static void set_up_is(const struct sk_model_setup *setup) {
    struct sk_super_input input = { .type = SK_SUPER_INPUT_SETUP, .setup = setup };
    put(&input);
}

/* The effect's step; -1: there was none. */
static int set_up_step(void) {
    int step = -1;
    for (int32_t i = 0; i < effects.count; i++) {
        if (effects.list[i].type == SK_SUPER_EFFECT_SETUP) {
            assert_int_equal(step, -1);
            step = (int)effects.list[i].setup;
        }
    }
    return step;
}

static void a_scanner_is_set_up_only_as_it_was_learned_and_confirmed(void **state) {
    (void)state;
    struct sk_model_setup learned = { .code = "yqW-:0011",
                                      .is_learned = true,
                                      .change_count = 1,
                                      .changes = { { "usb.layout", "de", true } } };
    to_menu();
    touch(SK_SUPER_TOUCH_SETUP, 0);
    assert_int_equal(set_up_step(), SK_SETUP_BEGIN);
    assert_string_equal(seen().setup.code, "");
    touch(SK_SUPER_TOUCH_YES, 0); /* of nothing */
    assert_int_equal(set_up_step(), -1);
    set_up_is(&learned);
    touch(SK_SUPER_TOUCH_YES, 0); /* of what only IT can change */
    assert_int_equal(set_up_step(), -1);
    learned.changes[0].is_overruled = false;
    set_up_is(&learned);
    assert_string_equal(seen().setup.changes[0].value, "de");
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_int_equal(set_up_step(), SK_SETUP_KEEP);
    touch(SK_SUPER_TOUCH_YES, 0); /* once is enough */
    assert_int_equal(set_up_step(), -1);
    (void)snprintf(learned.error, sizeof(learned.error), "the disk is full");
    set_up_is(&learned);
    assert_int_equal(super.page, SK_SUPER_SETUP);
    touch(SK_SUPER_TOUCH_YES, 0); /* again */
    assert_int_equal(set_up_step(), SK_SETUP_KEEP);
    learned.error[0] = '\0';
    learned.is_saved = true;
    set_up_is(&learned);
    assert_int_equal(set_up_step(), SK_SETUP_END);
    assert_int_equal(super.page, SK_SUPER_RESULT);
    assert_int_equal(seen().end, SK_SUPER_END_GOOD);
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_int_equal(super.page, SK_SUPER_MENU);
    set_up_is(&learned); /* late */
    assert_int_equal(super.page, SK_SUPER_MENU);
    assert_int_equal(effects.count, 0);
}

/* However it ends, labels are labels again. */
static void setting_up_ends_with_every_way_out(void **state) {
    (void)state;
    static const enum sk_super_page pages[] = { SK_SUPER_SETUP, SK_SUPER_FAMILIES,
                                                SK_SUPER_PROGRAM };
    for (size_t i = 0; i < SK_ARRAY_LEN(pages); i++) {
        to_page(pages[i]);
        touch(SK_SUPER_TOUCH_LEAVE, 0);
        assert_int_equal(set_up_step(), SK_SETUP_END);
        to_page(pages[i]);
        tick(100000000); /* nobody is there any more */
        assert_int_equal(super.page, SK_SUPER_CLOSED);
        assert_int_equal(set_up_step(), SK_SETUP_END);
        to_page(pages[i]);
        int ends = 0;
        while (super.page != SK_SUPER_MENU) {
            touch(SK_SUPER_TOUCH_BACK, 0);
            ends += set_up_step() == SK_SETUP_END;
        }
        assert_int_equal(ends, 1);
        touch(SK_SUPER_TOUCH_LEAVE, 0);
        assert_int_equal(set_up_step(), -1);
    }
}

static void what_a_scanner_sends_keeps_the_session_open(void **state) {
    (void)state;
    struct sk_model_setup setup = { .code = "yqW-:0011", .report_count = 1 };
    to_page(SK_SUPER_SETUP);
    for (int i = 0; i < 10; i++) {
        tick(super.rules.idle * 3 / 4);
        set_up_is(&setup); /* the same as before: nothing came */
        (void)snprintf(setup.reports[0], sizeof(setup.reports[0]), "1-2: 00 00 %02d", i);
        set_up_is(&setup);
        if (super.page == SK_SUPER_CLOSED) {
            break;
        }
    }
    assert_true(super.page == SK_SUPER_SETUP || now - super.admitted_at >= super.rules.longest);
    to_page(SK_SUPER_SETUP);
    set_up_is(&setup);
    tick(super.rules.idle - 1);
    set_up_is(&setup);
    tick(1);
    assert_int_equal(super.page, SK_SUPER_CLOSED);
}

static void what_was_read_before_the_session_is_the_workers(void **state) {
    (void)state;
    assert_false(sk_super_owns(&super, now));
    sk_ms opened = now;
    to_menu();
    assert_false(sk_super_owns(&super, opened - 1));
    assert_true(sk_super_owns(&super, opened));
    now += 5000;
    touch(SK_SUPER_TOUCH_LEAVE, 0);
    assert_true(sk_super_owns(&super, now - 1)); /* read in it, looked at after it */
    assert_false(sk_super_owns(&super, now));
}

/* ---- the end of a session ---- */

/* Lines of a pipe, or scans that waited: their order counts, not when they were looked at. */
static void
what_was_read_after_the_card_is_the_sessions_however_late_it_is_looked_at(void **state) {
    (void)state;
    sk_ms read_at = now;
    struct sk_super_input card = { .type = SK_SUPER_INPUT_TOUCH,
                                   .touch = { .type = SK_SUPER_TOUCH_OPEN },
                                   .at = read_at };
    now += 500;
    put(&card);
    assert_true(sk_super_owns(&super, read_at));
    assert_false(sk_super_owns(&super, read_at - 1));
    struct sk_scan read = { .source = SK_SOURCE_STDIN, .at = read_at + 10 };
    struct sk_label label = { .kind = SK_LABEL_COMMAND, .command = SK_COMMAND_CANCEL };
    struct sk_job_news right = { .type = SK_JOB_PIN, .has_pin = true, .is_right = true };
    type_pin("2468");
    touch(SK_SUPER_TOUCH_ENTER, 0);
    news(&right);
    struct sk_super_input back = {
        .type = SK_SUPER_INPUT_SCAN, .label = &label, .scan = &read, .at = read.at
    };
    put(&back);
    assert_false(sk_super_is_open(&super));
    assert_false(sk_super_owns(&super, read.at)); /* the next line is the worker's again */
}

static void a_session_ends_by_itself_and_says_so_before(void **state) {
    (void)state;
    to_menu();
    tick(IDLE - 20001);
    assert_int_equal(seen().ends_s, 0);
    assert_int_equal(sk_super_deadline(&super, now), now + 1);
    tick(1);
    assert_int_equal(seen().ends_s, 20);
    touch(SK_SUPER_TOUCH_SEARCH, 0); /* a touch lets it go on */
    assert_int_equal(seen().ends_s, 0);
    tick(IDLE - 1);
    assert_true(sk_super_is_open(&super));
    tick(1);
    assert_false(sk_super_is_open(&super));
    assert_int_equal(sk_super_deadline(&super, now), -1);
    touch(SK_SUPER_TOUCH_ATTENTION, 0);
    assert_int_equal(effects.count, 0);
}

static void however_busy_a_session_has_an_end(void **state) {
    (void)state;
    to_menu();
    for (sk_ms spent = 0; spent < LONGEST; spent += 60000) {
        assert_true(sk_super_is_open(&super));
        touch(SK_SUPER_TOUCH_SEARCH, 0);
        tick(60000);
    }
    assert_false(sk_super_is_open(&super));
}

static void the_pin_pad_goes_away_after_half_a_minute(void **state) {
    (void)state;
    to_pin();
    type_pin("24");
    tick(30000);
    assert_false(sk_super_is_open(&super));
    assert_null(memmem(&super, sizeof(super), "24", 3)); /* with its NUL */
}

static void a_touch_that_comes_with_the_end_is_not_taken(void **state) {
    (void)state;
    to_page(SK_SUPER_CONFIRM);
    now += IDLE;
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_int_equal(effects.count, 0);
    assert_false(sk_super_is_open(&super));
}

static void an_export_keeps_the_session_open_and_ends_with_it(void **state) {
    (void)state;
    to_page(SK_SUPER_WAIT);
    uint64_t job = super.job_id;
    tick(10 * IDLE);
    assert_true(sk_super_is_open(&super));
    tick(LONGEST);
    assert_false(sk_super_is_open(&super));
    assert_int_equal(effects.count, 1);
    assert_int_equal(effects.list[0].type, SK_SUPER_EFFECT_CANCEL);
    assert_int_equal(effects.list[0].id, job);
}

/* ---- lists ---- */

static void pages_lead_to_older_pairs_and_back(void **state) {
    (void)state;
    to_list(SK_RESULT_REFUSED);
    assert_false(seen().has_newer);
    assert_true(seen().has_older);
    touch(SK_SUPER_TOUCH_OLDER, 0);
    assert_int_equal(asked(SK_JOB_SEARCH)->number, 95);
    assert_true(asked(SK_JOB_SEARCH)->filter.is_attention);
    touch(SK_SUPER_TOUCH_OLDER, 0); /* nothing there yet: not lost in the void */
    assert_int_equal(effects.count, 0);
    fill_page(SK_RESULT_REFUSED);
    assert_true(seen().has_newer);
    touch(SK_SUPER_TOUCH_NEWER, 0);
    assert_int_equal(asked(SK_JOB_SEARCH)->number, 0);
}

static void what_is_missing_of_an_order_is_listed_and_opens_nothing(void **state) {
    (void)state;
    to_menu();
    touch(SK_SUPER_TOUCH_MISSING, 0);
    assert_int_equal(asked(SK_JOB_MISSING)->number, 0);
    struct sk_job_news page = { .type = SK_JOB_MISSING, .count = SK_SUPER_ROWS, .has_more = true };
    for (int i = 0; i < SK_SUPER_ROWS; i++) {
        page.rows[i].pair.number = i + 1;
    }
    news(&page);
    assert_true(seen().is_missing);
    touch(SK_SUPER_TOUCH_ROW, 0);
    assert_int_equal(effects.count, 0);
    assert_int_equal(super.page, SK_SUPER_LIST);
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_EXPORT);
    assert_int_equal(super.page, SK_SUPER_LIST);
    touch(SK_SUPER_TOUCH_OLDER, 0);
    assert_int_equal(asked(SK_JOB_MISSING)->number, SK_SUPER_ROWS);
}

/* A page of scans, or the answer of a search that found them instead of pairs. */
static void fill_scans(void) {
    struct sk_job_news page = {
        .type = SK_JOB_SEARCH, .is_scans = true, .count = SK_SUPER_ROWS, .has_more = true
    };
    for (int i = 0; i < SK_SUPER_ROWS; i++) {
        page.scans[i].seq = 500 - 7 * i;
        (void)snprintf(page.scans[i].text, sizeof(page.scans[i].text), "4006381333931");
    }
    news(&page);
}

static void scans_that_became_no_pair_are_listed_and_open_nothing(void **state) {
    (void)state;
    to_menu();
    touch(SK_SUPER_TOUCH_SCANS, 0);
    assert_true(asked(SK_JOB_SEARCH)->filter.is_scans);
    assert_int_equal(asked(SK_JOB_SEARCH)->number, 0);
    fill_scans();
    assert_true(seen().is_scans);
    assert_string_equal(seen().scans[0].text, "4006381333931");
    touch(SK_SUPER_TOUCH_ROW, 0);
    touch(SK_SUPER_TOUCH_OUTCOME, 0); /* they have none */
    assert_int_equal(effects.count, 0);
    assert_int_equal(super.page, SK_SUPER_LIST);
    touch(SK_SUPER_TOUCH_OLDER, 0);
    assert_int_equal(asked(SK_JOB_SEARCH)->number, 500 - 7 * (SK_SUPER_ROWS - 1));
    assert_true(asked(SK_JOB_SEARCH)->filter.is_scans);
    fill_scans();
    touch(SK_SUPER_TOUCH_NEWER, 0);
    assert_int_equal(asked(SK_JOB_SEARCH)->number, 0);
}

static void what_is_scanned_on_the_list_of_scans_is_searched_among_them(void **state) {
    (void)state;
    to_menu();
    touch(SK_SUPER_TOUCH_SCANS, 0);
    fill_scans();
    scan("sage62x0219220001");
    assert_true(asked(SK_JOB_SEARCH)->filter.is_scans);
    assert_string_equal(asked(SK_JOB_SEARCH)->filter.text, "sage62x0219220001");
    assert_string_equal(asked(SK_JOB_SEARCH)->filter.serial, "");
    fill_scans();
    touch(SK_SUPER_TOUCH_DAY, 0);
    scan("sage62x0219220001");
    assert_true(asked(SK_JOB_SEARCH)->filter.is_scans);
    fill_scans();
    touch(SK_SUPER_TOUCH_DAY, 0);
    touch(SK_SUPER_TOUCH_DAY, SK_SUPER_TODAY); /* both hold */
    assert_int_equal(asked(SK_JOB_SEARCH)->filter.day, SK_SUPER_TODAY);
    assert_string_equal(asked(SK_JOB_SEARCH)->filter.text, "sage62x0219220001");
    fill_scans();
    scan("OP:mei");
    assert_true(asked(SK_JOB_SEARCH)->filter.is_scans);
    assert_string_equal(asked(SK_JOB_SEARCH)->filter.operator_name, "mei");
    fill_scans();
    touch(SK_SUPER_TOUCH_CLEAR, 0);
    assert_true(asked(SK_JOB_SEARCH)->filter.is_scans);
    assert_string_equal(asked(SK_JOB_SEARCH)->filter.operator_name, "");
    touch(SK_SUPER_TOUCH_BACK, 0);
    touch(SK_SUPER_TOUCH_SEARCH, 0); /* pairs again, and all of them */
    assert_false(asked(SK_JOB_SEARCH)->filter.is_scans);
    assert_string_equal(asked(SK_JOB_SEARCH)->filter.text, "");
}

static void a_label_that_no_pair_has_leads_to_the_scans_that_have_it(void **state) {
    (void)state;
    to_menu();
    scan("sage62x0219220001");
    assert_false(asked(SK_JOB_SEARCH)->filter.is_scans);
    fill_scans();
    assert_true(seen().is_scans);
    assert_string_equal(seen().search_text, "sage62x0219220001");
    assert_string_equal(seen().search_serial, "");
    assert_string_equal(seen().hint_label, "sage62x0219220001");
    assert_string_equal(seen().hint, "In no pair. It was scanned but not accepted:");
    touch(SK_SUPER_TOUCH_OLDER, 0);
    assert_true(asked(SK_JOB_SEARCH)->filter.is_scans);
    assert_string_equal(asked(SK_JOB_SEARCH)->filter.text, "sage62x0219220001");
    assert_string_equal(seen().hint, "");
}

static void from_the_list_of_scans_scans_are_exported(void **state) {
    (void)state;
    to_menu();
    touch(SK_SUPER_TOUCH_SCANS, 0);
    fill_scans();
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_EXPORT);
    assert_int_equal(super.page, SK_SUPER_EXPORT);
    touch(SK_SUPER_TOUCH_WHAT, SK_SUPER_WHAT_TODAY);
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_true(asked(SK_JOB_EXPORT)->filter.is_scans);
    assert_int_equal(asked(SK_JOB_EXPORT)->filter.day, SK_SUPER_TODAY);
    (void)make(NULL);
    to_menu();
    touch(SK_SUPER_TOUCH_SCANS, 0);
    fill_scans();
    touch(SK_SUPER_TOUCH_BACK, 0);
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_EXPORT); /* from the menu it is of pairs */
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_false(asked(SK_JOB_EXPORT)->filter.is_scans);
}

static void a_search_goes_by_outcome_day_instance_and_operator(void **state) {
    (void)state;
    to_menu();
    touch(SK_SUPER_TOUCH_SEARCH, 0);
    touch(SK_SUPER_TOUCH_OUTCOME, 0);
    assert_int_equal(seen().page, SK_SUPER_CHOICE);
    touch(SK_SUPER_TOUCH_DAY, SK_SUPER_TODAY); /* that is no outcome */
    touch(SK_SUPER_TOUCH_OUTCOME, SK_SUPER_OUTCOME_COUNT);
    assert_int_equal(seen().page, SK_SUPER_CHOICE);
    touch(SK_SUPER_TOUCH_OUTCOME, SK_SUPER_REFUSED);
    assert_int_equal(asked(SK_JOB_SEARCH)->filter.outcome, SK_SUPER_REFUSED);
    touch(SK_SUPER_TOUCH_DAY, 0);
    assert_true(seen().page == SK_SUPER_CHOICE && seen().is_day_choice);
    touch(SK_SUPER_TOUCH_DAY, SK_SUPER_TODAY);
    assert_int_equal(asked(SK_JOB_SEARCH)->filter.day, SK_SUPER_TODAY);
    assert_int_equal(asked(SK_JOB_SEARCH)->filter.outcome, SK_SUPER_REFUSED);
    touch(SK_SUPER_TOUCH_DAY, 0);
    touch(SK_SUPER_TOUCH_BACK, 0); /* as it was */
    assert_int_equal(seen().page, SK_SUPER_LIST);
    assert_int_equal(seen().day, SK_SUPER_TODAY);
    touch(SK_SUPER_TOUCH_CLEAR, 0);
    assert_int_equal(asked(SK_JOB_SEARCH)->filter.day, SK_SUPER_ALL_DAYS);
    (void)make(NULL);
    to_detail(SK_RESULT_BOUND);
    touch(SK_SUPER_TOUCH_SAME, 0);
    assert_string_equal(asked(SK_JOB_SEARCH)->filter.instance, "sag-demo0000000000ok01");
    assert_false(asked(SK_JOB_SEARCH)->filter.is_attention);
    (void)make(NULL);
    to_detail(SK_RESULT_BOUND);
    touch(SK_SUPER_TOUCH_SAME, 1);
    assert_string_equal(asked(SK_JOB_SEARCH)->filter.operator_name, "mei");
}

static void news_that_nobody_waits_for_any_more_changes_nothing(void **state) {
    (void)state;
    to_list(SK_RESULT_REFUSED);
    struct sk_job_news old = { .type = SK_JOB_SEARCH, .id = super.last_id, .count = 0 };
    touch(SK_SUPER_TOUCH_OLDER, 0);
    fill_page(SK_RESULT_REFUSED);
    struct sk_super before = super;
    news(&old);
    assert_memory_equal(&before, &super, sizeof(super));
    touch(SK_SUPER_TOUCH_LEAVE, 0);
    old.id = super.last_id;
    news(&old);
    assert_false(sk_super_is_open(&super));
}

/* ---- actions ---- */

static void what_can_be_done_about_a_pair(void **state) {
    (void)state;
    const int32_t open = SK_SUPER_OFFER_RETRY | SK_SUPER_OFFER_DEAL;
    const struct {
        struct sk_model_super_row row;
        int32_t offers;
    } table[] = {
        { { .result = SK_RESULT_REFUSED }, open },
        { { .result = SK_RESULT_CHECK }, open },
        { { .result = SK_RESULT_REFUSED, .is_dealt = true }, 0 },
        { { .result = SK_RESULT_REFUSED, .retried_by = 7 }, 0 },
        { { .result = SK_RESULT_REFUSED, .is_undo = true }, SK_SUPER_OFFER_DEAL },
        { { .result = SK_RESULT_BOUND }, SK_SUPER_OFFER_UNDO | SK_SUPER_OFFER_PRINT },
        { { .result = SK_RESULT_BOUND, .undone_by = 7 }, 0 },
        { { .result = SK_RESULT_BOUND, .is_undelivered = true },
          SK_SUPER_OFFER_UNDO | SK_SUPER_OFFER_PRINT | SK_SUPER_OFFER_RESEND },
        { { .result = SK_RESULT_UNDONE, .is_undo = true, .is_undelivered = true },
          SK_SUPER_OFFER_RESEND },
        { { .result = SK_RESULT_BOUND, .is_undo = true }, 0 },
        { { .result = SK_RESULT_PENDING }, 0 },
        { { .result = SK_RESULT_WITHDRAWN }, 0 },
        { { .result = SK_RESULT_UNDONE, .is_undo = true }, 0 },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        assert_int_equal(sk_super_offers(&table[i].row), table[i].offers);
    }
}

static void a_pair_says_how_it_was_read_and_shows_its_picture_large(void **state) {
    (void)state;
    to_seen_pair();
    assert_true(seen().pair.has_source);
    assert_int_equal(seen().pair.source, SK_SOURCE_CAMERA);
    touch(SK_SUPER_TOUCH_PICTURE, 0);
    assert_int_equal(seen().page, SK_SUPER_PICTURE);
    touch(SK_SUPER_TOUCH_BACK, 0);
    assert_int_equal(seen().page, SK_SUPER_DETAIL);
    (void)make(NULL);
    to_detail(SK_RESULT_BOUND); /* of which there is none */
    assert_false(seen().pair.has_source);
    touch(SK_SUPER_TOUCH_PICTURE, 0);
    assert_int_equal(seen().page, SK_SUPER_DETAIL);
}

static void an_undo_needs_a_reason_and_a_yes(void **state) {
    (void)state;
    to_detail(SK_RESULT_BOUND);
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_RETRY); /* not offered for what is bound */
    assert_int_equal(super.page, SK_SUPER_DETAIL);
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_UNDO);
    assert_int_equal(super.page, SK_SUPER_REASON);
    touch(SK_SUPER_TOUCH_REASON, 1);
    assert_int_equal(super.page, SK_SUPER_CONFIRM);
    assert_int_equal(effects.count, 0);
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_int_equal(done(SK_ACTION_UNDO)->number, 98);
    assert_string_equal(done(SK_ACTION_UNDO)->reason, "Wrong instance");
    assert_string_equal(done(SK_ACTION_UNDO)->operator_name, SK_SUPER_OPERATOR);
    assert_int_equal(done(SK_ACTION_UNDO)->source, SK_SOURCE_SCREEN);
    assert_int_not_equal(done(SK_ACTION_UNDO)->id, 0);
    action_ends(SK_ACTION_DONE, "");
    assert_int_equal(seen().end, SK_SUPER_END_GOOD);
    touch(SK_SUPER_TOUCH_YES, 0); /* back to the list, which is read again */
    (void)asked(SK_JOB_SEARCH);
    assert_int_equal(super.page, SK_SUPER_LIST);
}

static void press_keys(const char *keys) {
    for (; *keys; keys++) {
        touch(SK_SUPER_TOUCH_KEY, *keys);
    }
}

static void a_reason_of_ones_own_is_typed_on_the_glass(void **state) {
    (void)state;
    to_page(SK_SUPER_TYPE);
    press_keys("wrong box");
    assert_string_equal(seen().glass.text, "wrong box");
    touch(SK_SUPER_TOUCH_KEY, SK_GLASS_CLOSE);
    assert_int_equal(super.page, SK_SUPER_REASON);
    touch(SK_SUPER_TOUCH_REASON, SK_SUPER_REASONS - 1);
    assert_string_equal(seen().glass.text, "");
    press_keys("burnt out");
    touch(SK_SUPER_TOUCH_KEY, SK_GLASS_DONE);
    assert_int_equal(super.page, SK_SUPER_CONFIRM);
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_string_equal(done(SK_ACTION_UNDO)->reason, "burnt out");
    /* A reason that is chosen is not the one that was typed before; nothing typed is none. */
    (void)make(NULL);
    to_page(SK_SUPER_TYPE);
    press_keys("x");
    touch(SK_SUPER_TOUCH_KEY, SK_GLASS_DONE);
    touch(SK_SUPER_TOUCH_BACK, 0);
    while (super.page != SK_SUPER_DETAIL) {
        touch(SK_SUPER_TOUCH_BACK, 0);
    }
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_UNDO);
    touch(SK_SUPER_TOUCH_REASON, 1);
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_string_equal(done(SK_ACTION_UNDO)->reason, "Wrong instance");
    (void)make(NULL);
    to_page(SK_SUPER_TYPE);
    touch(SK_SUPER_TOUCH_KEY, SK_GLASS_DONE);
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_string_equal(done(SK_ACTION_UNDO)->reason, "Another reason");
}

static void a_part_of_a_label_is_typed_on_the_glass_and_searched_for(void **state) {
    (void)state;
    to_menu();
    touch(SK_SUPER_TOUCH_SEARCH, 0);
    touch(SK_SUPER_TOUCH_TYPE, 0);
    assert_int_equal(super.page, SK_SUPER_TYPE);
    touch(SK_SUPER_TOUCH_KEY, SK_GLASS_DONE); /* nothing: everything */
    assert_string_equal(asked(SK_JOB_SEARCH)->filter.serial, "");
    touch(SK_SUPER_TOUCH_TYPE, 0);
    press_keys("1b2");
    touch(SK_SUPER_TOUCH_KEY, SK_GLASS_DONE);
    assert_string_equal(asked(SK_JOB_SEARCH)->filter.serial, "1b2");
    assert_int_equal(super.page, SK_SUPER_LIST);
    touch(SK_SUPER_TOUCH_TYPE, 0); /* goes on with it */
    press_keys("c");
    assert_string_equal(seen().glass.text, "1b2c");
    touch(SK_SUPER_TOUCH_KEY, SK_GLASS_CLEAR);
    press_keys("sag-v0");
    touch(SK_SUPER_TOUCH_KEY, SK_GLASS_DONE);
    assert_string_equal(asked(SK_JOB_SEARCH)->filter.instance, "sag-v0");
    touch(SK_SUPER_TOUCH_TYPE, 0);
    scan("sage62x0219220001"); /* instead */
    assert_string_equal(asked(SK_JOB_SEARCH)->filter.serial, "sage62x0219220001");
    touch(SK_SUPER_TOUCH_TYPE, 0);
    touch(SK_SUPER_TOUCH_BACK, 0);
    assert_int_equal(super.page, SK_SUPER_LIST);
    touch(SK_SUPER_TOUCH_BACK, 0);
    touch(SK_SUPER_TOUCH_SCANS, 0); /* the other scans have a search of their own */
    touch(SK_SUPER_TOUCH_TYPE, 0);
    press_keys("40");
    touch(SK_SUPER_TOUCH_KEY, SK_GLASS_DONE);
    assert_true(asked(SK_JOB_SEARCH)->filter.is_scans);
    assert_string_equal(asked(SK_JOB_SEARCH)->filter.text, "40");
    touch(SK_SUPER_TOUCH_BACK, 0);
    touch(SK_SUPER_TOUCH_ATTENTION, 0);
    touch(SK_SUPER_TOUCH_TYPE, 0); /* not there */
    assert_int_equal(super.page, SK_SUPER_LIST);
}

static void a_pair_is_dealt_with_for_a_reason_and_tried_again_after_a_yes(void **state) {
    (void)state;
    to_detail(SK_RESULT_REFUSED);
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_DEAL);
    touch(SK_SUPER_TOUCH_REASON, 1);
    assert_int_equal(done(SK_ACTION_DEAL)->number, 98);
    assert_string_equal(done(SK_ACTION_DEAL)->reason, "The device is set aside");
    action_ends(SK_ACTION_DONE, "");
    (void)make(NULL);
    to_detail(SK_RESULT_CHECK);
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_RETRY);
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_int_equal(done(SK_ACTION_RETRY)->number, 98);
}

#define RETRIED 120 /* number of the pair that a retry made */

static void to_retried(void) {
    (void)make(NULL);
    to_detail(SK_RESULT_REFUSED);
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_RETRY);
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_int_equal(sk_super_retried(&super), 0);
    struct sk_action_result sent = { .id = super.action_id,
                                     .end = SK_ACTION_DONE,
                                     .number = RETRIED };
    struct sk_super_input input = { .type = SK_SUPER_INPUT_ACTION, .action = &sent };
    put(&input);
    assert_int_equal(super.page, SK_SUPER_RESULT);
    assert_int_equal(sk_super_retried(&super), RETRIED);
}

static void told(int64_t number, enum sk_verdict_kind kind, const char *code) {
    struct sk_verdict verdict = { .kind = kind, .number = number };
    (void)snprintf(verdict.code, sizeof(verdict.code), "%s", code);
    struct sk_super_input input = { .type = SK_SUPER_INPUT_VERDICT, .verdict = &verdict };
    put(&input);
}

static void a_retry_is_green_only_when_the_cloud_has_bound_it(void **state) {
    (void)state;
    static const struct {
        enum sk_verdict_kind kind;
        const char *code;
        enum sk_super_end end;
    } table[] = {
        { SK_VERDICT_BOUND, "", SK_SUPER_END_GOOD },
        { SK_VERDICT_REFUSED, "SAG.SnConflict", SK_SUPER_END_REFUSED },
        { SK_VERDICT_CHECK, "net.timeout", SK_SUPER_END_FAILED },
        { SK_VERDICT_WITHDRAWN, "", SK_SUPER_END_FAILED },
        { SK_VERDICT_RETRY, "ResourceInOperating", SK_SUPER_END_OPEN },
        { SK_VERDICT_CHECKING, "net.timeout", SK_SUPER_END_OPEN },
        { SK_VERDICT_SAVED, "net.connect", SK_SUPER_END_OPEN },
        { SK_VERDICT_BLOCKED, "Forbidden.RAM", SK_SUPER_END_OPEN },
        { SK_VERDICT_TOO_LATE, "", SK_SUPER_END_OPEN },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        to_retried();
        assert_int_equal(seen().end, SK_SUPER_END_OPEN);
        told(RETRIED - 1, SK_VERDICT_BOUND, ""); /* another pair's */
        assert_int_equal(seen().end, SK_SUPER_END_OPEN);
        told(RETRIED, table[i].kind, table[i].code);
        assert_int_equal(seen().end, table[i].end);
        assert_int_equal(sk_super_retried(&super) != 0, table[i].end == SK_SUPER_END_OPEN);
        assert_true(strlen(seen().what) > 0 && strlen(seen().advice) > 0);
        told(RETRIED, SK_VERDICT_BOUND, ""); /* after what was open; nothing comes after an end */
        assert_int_equal(seen().end == SK_SUPER_END_GOOD,
                         table[i].end == SK_SUPER_END_OPEN || table[i].end == SK_SUPER_END_GOOD);
    }
    to_retried();
    touch(SK_SUPER_TOUCH_YES, 0); /* it is on the bench's screen then */
    assert_int_equal(sk_super_retried(&super), 0);
}

static void what_was_not_delivered_is_sent_again_after_a_yes(void **state) {
    struct sk_job_news detail = { .type = SK_JOB_DETAIL, .count = 1 };
    (void)state;
    to_detail(SK_RESULT_BOUND);
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_RESEND); /* not offered for what was delivered */
    assert_int_equal(super.page, SK_SUPER_DETAIL);
    (void)make(NULL);
    to_list(SK_RESULT_BOUND);
    touch(SK_SUPER_TOUCH_ROW, 2);
    detail.rows[0].pair.number = asked(SK_JOB_DETAIL)->number;
    detail.rows[0].result = SK_RESULT_BOUND;
    detail.rows[0].is_undelivered = true;
    news(&detail);
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_RESEND);
    assert_int_equal(super.page, SK_SUPER_CONFIRM);
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_int_equal(done(SK_ACTION_RESEND)->number, 98);
    action_ends(SK_ACTION_DONE, "");
    assert_int_equal(super.page, SK_SUPER_RESULT);
    assert_int_equal(super.end, SK_SUPER_END_OPEN); /* on its way is not there */
}

static void the_bench_is_held_for_a_reason_and_released(void **state) {
    (void)state;
    to_menu();
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_HOLD);
    touch(SK_SUPER_TOUCH_REASON, 0);
    assert_string_equal(done(SK_ACTION_HOLD)->reason, "Labels need checking");
    assert_int_equal(done(SK_ACTION_HOLD)->number, 0);
    action_ends(SK_ACTION_DONE, "");
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_int_equal(super.page, SK_SUPER_MENU);
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_RELEASE);
    touch(SK_SUPER_TOUCH_YES, 0);
    (void)done(SK_ACTION_RELEASE);
}

static void every_end_of_a_action_is_told_and_only_a_good_one_as_good(void **state) {
    (void)state;
    static const enum sk_action_end ends[] = { SK_ACTION_DONE, SK_ACTION_REFUSED,
                                               SK_ACTION_NOT_DONE, SK_ACTION_UNKNOWN };
    static const enum sk_super_end shown[] = { SK_SUPER_END_GOOD, SK_SUPER_END_REFUSED,
                                               SK_SUPER_END_FAILED, SK_SUPER_END_FAILED };
    char said[4][SK_ERR_TEXT_SIZE];
    for (size_t i = 0; i < SK_ARRAY_LEN(ends); i++) {
        (void)make(NULL);
        to_detail(SK_RESULT_BOUND);
        touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_UNDO);
        touch(SK_SUPER_TOUCH_REASON, 0);
        touch(SK_SUPER_TOUCH_YES, 0);
        action_ends(ends[i], "SAG.InvalidSerialNumber");
        struct sk_model_supervisor view = seen();
        assert_int_equal(view.page, SK_SUPER_RESULT);
        assert_int_equal(view.end, shown[i]);
        assert_non_null(strstr(view.detail, "SAG.InvalidSerialNumber"));
        (void)snprintf(said[i], sizeof(said[i]), "%s", view.what);
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(said[i], said[j]);
        }
    }
}

/* ---- export and purge ---- */

static void an_export_takes_what_was_chosen_shows_progress_and_can_be_stopped(void **state) {
    (void)state;
    to_list(SK_RESULT_REFUSED);
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_EXPORT);
    assert_int_equal(seen().export_what, SK_SUPER_WHAT_SEARCH);
    touch(SK_SUPER_TOUCH_FORMAT, SK_EXPORT_XLSX);
    touch(SK_SUPER_TOUCH_WHERE, SK_SUPER_TO_FOLDER);
    touch(SK_SUPER_TOUCH_YES, 0);
    const struct sk_job *job = asked(SK_JOB_EXPORT);
    assert_true(job->filter.is_attention);
    assert_int_equal(job->format, SK_EXPORT_XLSX);
    assert_int_equal(job->where, SK_SUPER_TO_FOLDER);
    struct sk_job_news progress = {
        .type = SK_JOB_EXPORT, .is_progress = true, .done = 40, .total = 100, .can_stop = true
    };
    news(&progress);
    assert_int_equal(seen().done, 40);
    assert_true(seen().can_cancel);
    touch(SK_SUPER_TOUCH_CANCEL, 0);
    assert_int_equal(effects.list[0].type, SK_SUPER_EFFECT_CANCEL);
    touch(SK_SUPER_TOUCH_CANCEL, 0);
    assert_int_equal(effects.count, 0);
    news(&progress); /* one that was on its way */
    assert_false(seen().can_cancel);
    struct sk_job_news stopped = { .type = SK_JOB_EXPORT, .err = SK_ERR_STOPPED };
    news(&stopped);
    assert_int_equal(seen().end, SK_SUPER_END_FAILED);
    assert_non_null(strstr(seen().what, "stopped"));
}

static void what_cannot_be_stopped_any_more_offers_no_button(void **state) {
    (void)state;
    to_page(SK_SUPER_WAIT);
    struct sk_job_news removing = {
        .type = SK_JOB_EXPORT, .is_progress = true, .step = "closing", .can_stop = false
    };
    news(&removing);
    assert_false(seen().can_cancel);
    touch(SK_SUPER_TOUCH_CANCEL, 0);
    assert_int_equal(effects.count, 0);
}

static void a_purge_is_confirmed_and_its_refusal_says_what_to_do(void **state) {
    (void)state;
    to_menu();
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_PURGE);
    touch(SK_SUPER_TOUCH_AGE, 1);
    assert_int_equal(super.page, SK_SUPER_CONFIRM);
    assert_int_equal(effects.count, 0);
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_int_equal(asked(SK_JOB_PURGE)->days, 90);
    struct sk_job_news refused = { .type = SK_JOB_PURGE, .err = SK_ERR_DENIED };
    news(&refused);
    assert_int_equal(seen().end, SK_SUPER_END_FAILED);
    assert_non_null(strstr(seen().advice, "Export"));
}

static void the_program_ends_only_after_the_question(void **state) {
    (void)state;
    to_menu();
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_END);
    assert_int_equal(super.page, SK_SUPER_CONFIRM);
    assert_int_equal(effects.count, 0);
    touch(SK_SUPER_TOUCH_BACK, 0);
    assert_int_equal(super.page, SK_SUPER_MENU);
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_END);
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_int_equal(effects.count, 1);
    assert_int_equal(effects.list[0].type, SK_SUPER_EFFECT_END);
    assert_int_equal(super.page, SK_SUPER_CLOSED);
    to_page(SK_SUPER_LIST); /* nowhere else is it offered */
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_END);
    assert_int_equal(super.page, SK_SUPER_LIST);
}

#define TEST(name) cmocka_unit_test_setup(name, make)

static void expect_sound(enum sk_sound_step step, int32_t value) {
    assert_int_equal(effects.count, 1);
    assert_int_equal(effects.list[0].type, SK_SUPER_EFFECT_SOUND);
    assert_int_equal(effects.list[0].sound, step);
    assert_int_equal(effects.list[0].value, value);
}

static void type_name(const char *name) {
    to_page(SK_SUPER_PEOPLE);
    touch(SK_SUPER_TOUCH_ADD, 0);
    for (; *name; name++) {
        touch(SK_SUPER_TOUCH_KEY, *name);
    }
    touch(SK_SUPER_TOUCH_KEY, SK_GLASS_DONE);
}

static void somebody_new_gets_a_name_a_role_and_a_badge(void **state) {
    (void)state;
    type_name(" li  wei-ming ");
    assert_int_equal(super.page, SK_SUPER_PERSON);
    assert_string_equal(seen().person.name, "Li Wei-Ming");
    touch(SK_SUPER_TOUCH_ROLE, SK_SUPER_ROLE_SUPERVISOR);
    scan("sag-demo0000000000ok01"); /* a label is no badge */
    assert_false(seen().has_new_badge);
    scan_badge(&wu); /* nor is somebody else's */
    assert_false(seen().has_new_badge);
    scan("0099887766");
    assert_true(seen().has_new_badge);
    assert_string_equal(seen().hint_label, "");
    touch(SK_SUPER_TOUCH_YES, 0);
    const struct sk_job *job = asked(SK_JOB_PERSON);
    assert_int_equal(job->number, 0);
    assert_string_equal(job->name, "Li Wei-Ming");
    assert_string_equal(job->badge, "0099887766");
    assert_int_equal(job->role, SK_SUPER_ROLE_SUPERVISOR);
    assert_null(memmem(&super, sizeof(super), "00998877", 8)); /* it does not stay */
    struct sk_job_news saved = { .type = SK_JOB_PERSON, .is_new = true };
    news(&saved);
    assert_int_equal(seen().end, SK_SUPER_END_GOOD);
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_int_equal(super.page, SK_SUPER_PEOPLE);
    (void)asked(SK_JOB_PEOPLE);
    type_name("  ");
    assert_int_equal(super.page, SK_SUPER_TYPE); /* nobody is called nothing */
    touch(SK_SUPER_TOUCH_KEY, SK_GLASS_CLOSE);
    assert_int_equal(super.page, SK_SUPER_PEOPLE);
}

static void a_badge_is_taken_away_or_replaced_and_forgotten_on_the_way_out(void **state) {
    (void)state;
    to_page(SK_SUPER_PERSON);
    touch(SK_SUPER_TOUCH_DROP_BADGE, 0);
    assert_true(seen().drops_badge);
    scan("0099887766"); /* or a new one */
    assert_true(seen().has_new_badge && !seen().drops_badge);
    touch(SK_SUPER_TOUCH_DROP_BADGE, 0);
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_true(asked(SK_JOB_PERSON)->drops_badge);
    assert_int_equal(asked(SK_JOB_PERSON)->number, LI);
    assert_string_equal(asked(SK_JOB_PERSON)->badge, "");
    to_page(SK_SUPER_PERSON);
    scan("0099887766");
    touch(SK_SUPER_TOUCH_LEAVE, 0);
    assert_null(memmem(&super, sizeof(super), "00998877", 8));
}

/* ITs are IT's own business. */
static void a_supervisor_makes_nobody_one_of_it(void **state) {
    (void)state;
    to_page(SK_SUPER_PERSON);
    super.rights = SK_SUPER_RIGHT_BENCH;
    touch(SK_SUPER_TOUCH_ROLE, SK_SUPER_ROLE_IT);
    assert_int_equal(seen().person.role, SK_SUPER_ROLE_SUPERVISOR);
    assert_string_equal(seen().hint, "This needs IT.");
    touch(SK_SUPER_TOUCH_BACK, 0);
    struct sk_job_news people = { .type = SK_JOB_PEOPLE,
                                  .count = 1,
                                  .people = { { ADA, "Ada", SK_SUPER_ROLE_IT, true } } };
    news(&people);
    touch(SK_SUPER_TOUCH_ROW, 0);
    assert_int_equal(super.page, SK_SUPER_PEOPLE);
    touch(SK_SUPER_TOUCH_ROW, 1); /* there is none */
    touch(SK_SUPER_TOUCH_OLDER, 0);
    assert_int_equal(super.page, SK_SUPER_PEOPLE);
}

static void the_sound_is_set_and_tested_on_its_page(void **state) {
    (void)state;
    to_page(SK_SUPER_SOUND);
    expect_sound(SK_SOUND_STEP_LOOK, 0);
    touch(SK_SUPER_TOUCH_VOLUME, 50);
    expect_sound(SK_SOUND_STEP_VOLUME, 50);
    touch(SK_SUPER_TOUCH_OUTPUT, -1);
    expect_sound(SK_SOUND_STEP_OUTPUT, -1);
    touch(SK_SUPER_TOUCH_SOUND_TEST, 0);
    expect_sound(SK_SOUND_STEP_TEST, 0);
    touch(SK_SUPER_TOUCH_VOLUME, 101);
    touch(SK_SUPER_TOUCH_VOLUME, -1);
    touch(SK_SUPER_TOUCH_OUTPUT, SK_SOUND_OUTPUTS);
    assert_int_equal(effects.count, 0);
    touch(SK_SUPER_TOUCH_BACK, 0);
    assert_int_equal(super.page, SK_SUPER_MENU);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(the_sound_is_set_and_tested_on_its_page),
        TEST(somebody_new_gets_a_name_a_role_and_a_badge),
        TEST(a_badge_is_taken_away_or_replaced_and_forgotten_on_the_way_out),
        TEST(a_supervisor_makes_nobody_one_of_it),
        TEST(the_right_pin_opens_the_menu_and_is_not_kept),
        TEST(a_wrong_pin_says_how_many_tries_are_left),
        TEST(a_locked_pad_takes_nothing_until_the_lock_is_over),
        TEST(the_end_of_a_lock_is_written_although_nobody_looks),
        TEST(without_a_pin_nobody_gets_in),
        TEST(a_pin_is_a_pin_however_fast_it_is_typed),
        TEST(what_is_typed_and_is_no_pin_is_no_try),
        TEST(a_badge_says_whose_pin_is_asked_for_whatever_reads_it),
        TEST(digits_of_a_hand_are_never_looked_up_as_a_badge),
        TEST(a_badge_that_may_not_come_in_is_told_and_changes_nothing),
        TEST(without_a_pin_a_badge_does_not_open_it),
        TEST(each_person_has_a_lock_of_their_own),
        TEST(a_lock_that_was_lifted_is_gone_with_the_next_look),
        TEST(more_locks_than_there_is_room_for_do_no_harm),
        TEST(the_menu_counts_what_needs_somebody_whenever_it_is_shown),
        TEST(the_menu_counts_anew_with_what_is_logged_one_job_at_a_time),
        TEST(todays_and_what_waits_are_lists_of_a_search),
        TEST(each_role_may_do_what_is_its_own_and_is_told_whose_the_rest_is),
        TEST(what_is_done_about_a_pair_needs_a_supervisor),
        TEST(what_is_done_and_asked_for_carries_the_person),
        TEST(a_pin_is_set_by_somebody_else_twice_the_same_and_is_not_kept),
        TEST(a_pin_that_was_typed_once_is_forgotten_with_the_page),
        TEST(the_pin_of_somebody_of_it_is_set_by_it),
        TEST(no_row_of_touches_keys_and_scans_gets_past_the_pin),
        TEST(each_page_takes_every_touch_and_does_nothing_that_was_not_confirmed),
        TEST(back_leads_out_of_every_page_in_the_end),
        TEST(a_scan_in_a_session_is_never_a_pair_on_any_page),
        TEST(a_scanned_label_is_what_to_search_for),
        TEST(a_checkpoint_is_made_and_shown),
        TEST(a_checkpoint_that_cannot_be_made_is_told),
        TEST(charts_are_switched_and_each_is_counted_anew),
        TEST(a_shift_is_shown_and_goes_to_the_printer_or_a_stick),
        TEST(the_label_of_a_bound_pair_is_printed_where_there_is_a_printer),
        TEST(cards_are_chosen_and_printed_by_a_supervisor),
        TEST(a_scan_does_not_disturb_what_is_being_decided),
        TEST(a_scanner_is_set_up_only_as_it_was_learned_and_confirmed),
        TEST(setting_up_ends_with_every_way_out),
        TEST(what_a_scanner_sends_keeps_the_session_open),
        TEST(what_was_read_before_the_session_is_the_workers),
        TEST(what_was_read_after_the_card_is_the_sessions_however_late_it_is_looked_at),
        TEST(a_session_ends_by_itself_and_says_so_before),
        TEST(however_busy_a_session_has_an_end),
        TEST(the_pin_pad_goes_away_after_half_a_minute),
        TEST(a_touch_that_comes_with_the_end_is_not_taken),
        TEST(an_export_keeps_the_session_open_and_ends_with_it),
        TEST(pages_lead_to_older_pairs_and_back),
        TEST(what_is_missing_of_an_order_is_listed_and_opens_nothing),
        TEST(scans_that_became_no_pair_are_listed_and_open_nothing),
        TEST(what_is_scanned_on_the_list_of_scans_is_searched_among_them),
        TEST(a_label_that_no_pair_has_leads_to_the_scans_that_have_it),
        TEST(from_the_list_of_scans_scans_are_exported),
        TEST(a_search_goes_by_outcome_day_instance_and_operator),
        TEST(news_that_nobody_waits_for_any_more_changes_nothing),
        TEST(what_can_be_done_about_a_pair),
        TEST(a_pair_says_how_it_was_read_and_shows_its_picture_large),
        TEST(an_undo_needs_a_reason_and_a_yes),
        TEST(a_reason_of_ones_own_is_typed_on_the_glass),
        TEST(a_part_of_a_label_is_typed_on_the_glass_and_searched_for),
        TEST(a_pair_is_dealt_with_for_a_reason_and_tried_again_after_a_yes),
        TEST(a_retry_is_green_only_when_the_cloud_has_bound_it),
        TEST(what_was_not_delivered_is_sent_again_after_a_yes),
        TEST(the_bench_is_held_for_a_reason_and_released),
        TEST(every_end_of_a_action_is_told_and_only_a_good_one_as_good),
        TEST(an_export_takes_what_was_chosen_shows_progress_and_can_be_stopped),
        TEST(what_cannot_be_stopped_any_more_offers_no_button),
        TEST(the_program_ends_only_after_the_question),
        TEST(a_purge_is_confirmed_and_its_refusal_says_what_to_do),
    };
    return cmocka_run_group_tests(tests, make_rules, destroy_rules);
}
