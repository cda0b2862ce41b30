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
    case SK_SUPER_DETAIL:
        to_detail(SK_RESULT_REFUSED);
        break;
    case SK_SUPER_REASON:
        to_detail(SK_RESULT_BOUND);
        touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_UNDO);
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

static void keys_of_a_hand_are_a_pin_and_those_of_a_scanner_never(void **state) {
    (void)state;
    to_pin();
    for (const char *c = "2468"; *c; c++) {
        key(*c, 120);
    }
    assert_int_equal(seen().digits, 4);
    key('\n', 300);
    assert_string_equal(asked(SK_JOB_PIN)->pin, "2468");

    (void)make(NULL);
    to_pin();
    for (const char *c = "0219220001\n"; *c; c++) { /* digits of a label, at 5 ms a key */
        key(*c, 5);
        assert_int_equal(effects.count, 0);
    }
    assert_int_equal(seen().digits, 0);
    assert_true(seen().hint[0] != '\0');
    for (const char *c = "sage62x0219220001\n"; *c; c++) { /* a slow scanner: its letters tell */
        key(*c, 40);
        assert_int_equal(effects.count, 0);
    }
    key('2', 2000); /* and then a person */
    key('4', 130);
    assert_int_equal(seen().digits, 2);
    scan("2468");
    assert_int_equal(seen().digits, 2);
    assert_int_equal(effects.count, 0);
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

static void a_checkpoint_that_cannot_be_made_is_told(void **state) {
    (void)state;
    struct sk_job_news failed = { .type = SK_JOB_CHECKPOINT,
                                  .err = SK_ERR_CORRUPT,
                                  .text = { "the file 'j.key' holds no key" } };
    to_menu();
    touch(SK_SUPER_TOUCH_CHECKPOINT, 0);
    news(&failed);
    assert_int_equal(seen().page, SK_SUPER_RESULT);
    assert_false(seen().is_good);
    assert_string_equal(seen().detail, "the file 'j.key' holds no key");
    touch(SK_SUPER_TOUCH_YES, 0);
    assert_int_equal(seen().page, SK_SUPER_MENU);
}

static void a_scan_does_not_disturb_what_is_being_decided(void **state) {
    (void)state;
    static const enum sk_super_page pages[] = { SK_SUPER_REASON,     SK_SUPER_CONFIRM,
                                                SK_SUPER_EXPORT,     SK_SUPER_PURGE,
                                                SK_SUPER_CHECKPOINT, SK_SUPER_WAIT,
                                                SK_SUPER_RESULT };
    for (size_t i = 0; i < SK_ARRAY_LEN(pages); i++) {
        to_page(pages[i]);
        scan("sage62x0219220001");
        assert_int_equal(super.page, pages[i]);
        assert_int_equal(effects.count, 0);
        assert_string_equal(seen().hint_label, "sage62x0219220001");
    }
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
    touch(SK_SUPER_TOUCH_DAY, 0); /* both hold */
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
    assert_string_equal(seen().hint, "In no pair. It was scanned, but not taken:");
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
    assert_int_equal(asked(SK_JOB_SEARCH)->filter.outcome, SK_SUPER_BOUND);
    touch(SK_SUPER_TOUCH_DAY, 0);
    assert_int_equal(asked(SK_JOB_SEARCH)->filter.day, SK_SUPER_TODAY);
    assert_int_equal(asked(SK_JOB_SEARCH)->filter.outcome, SK_SUPER_BOUND);
    for (int i = 0; i < SK_SUPER_OUTCOME_COUNT - 1; i++) {
        touch(SK_SUPER_TOUCH_OUTCOME, 0);
    }
    assert_int_equal(asked(SK_JOB_SEARCH)->filter.outcome, SK_SUPER_ANY);
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
        { { .result = SK_RESULT_BOUND }, SK_SUPER_OFFER_UNDO },
        { { .result = SK_RESULT_BOUND, .undone_by = 7 }, 0 },
        { { .result = SK_RESULT_BOUND, .is_undelivered = true },
          SK_SUPER_OFFER_UNDO | SK_SUPER_OFFER_RESEND },
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
    assert_true(seen().is_good);
    touch(SK_SUPER_TOUCH_YES, 0); /* back to the list, which is read again */
    (void)asked(SK_JOB_SEARCH);
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
    assert_true(super.is_good);
}

static void the_bench_is_held_for_a_reason_and_released(void **state) {
    (void)state;
    to_menu();
    touch(SK_SUPER_TOUCH_TASK, SK_SUPER_TASK_HOLD);
    touch(SK_SUPER_TOUCH_REASON, 0);
    assert_string_equal(done(SK_ACTION_HOLD)->reason, "The labels are to be checked");
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
        assert_int_equal(view.is_good, ends[i] == SK_ACTION_DONE);
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
    assert_false(seen().is_good);
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
    assert_false(seen().is_good);
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

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(the_right_pin_opens_the_menu_and_is_not_kept),
        TEST(a_wrong_pin_says_how_many_tries_are_left),
        TEST(a_locked_pad_takes_nothing_until_the_lock_is_over),
        TEST(the_end_of_a_lock_is_written_although_nobody_looks),
        TEST(without_a_pin_nobody_gets_in),
        TEST(keys_of_a_hand_are_a_pin_and_those_of_a_scanner_never),
        TEST(no_row_of_touches_keys_and_scans_gets_past_the_pin),
        TEST(each_page_takes_every_touch_and_does_nothing_that_was_not_confirmed),
        TEST(back_leads_out_of_every_page_in_the_end),
        TEST(a_scan_in_a_session_is_never_a_pair_on_any_page),
        TEST(a_scanned_label_is_what_to_search_for),
        TEST(a_checkpoint_is_made_and_shown),
        TEST(a_checkpoint_that_cannot_be_made_is_told),
        TEST(a_scan_does_not_disturb_what_is_being_decided),
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
        TEST(an_undo_needs_a_reason_and_a_yes),
        TEST(a_pair_is_dealt_with_for_a_reason_and_tried_again_after_a_yes),
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
