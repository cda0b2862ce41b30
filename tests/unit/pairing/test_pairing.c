#include "death.h"

#include "base/util.h"
#include "unit/pairing/pairing_inputs.h"

#include <string.h>

#define SN1 "sage62x0219220001"
#define SN2 "sage62x0219220002"
#define SN3 "sage62x0219220003"
#define INST1 "sag-demo0000000000ok01"
#define INST2 "sag-demo0000000000ok02"

/* A bench: the machine, its rules, a time that only the test moves. */
struct bench {
    struct sk_pairing pairing;
    struct sk_label_rules *labels;
    struct pairing_effects effects;
    sk_ms now;
};

static struct bench new_bench(bool sticky) {
    struct bench bench = { .now = 100000 };
    struct sk_pairing_rules rules = { .debounce = 1000,
                                      .debounce_camera = 3000,
                                      .timeout = 15000,
                                      .notice = 4000,
                                      .peek = 1500,
                                      .green = 8000,
                                      .slow = 4000 };
    sk_pairing_init(&bench.pairing, &rules, sticky, 1);
    assert_int_equal(
        sk_label_rules_create(&bench.labels, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, NULL), SK_OK);
    return bench;
}

static void end(struct bench *bench) {
    sk_label_rules_destroy(bench->labels);
}

static void scan_from(struct bench *bench, const char *text, enum sk_scan_source source) {
    struct sk_scan scan = { .source = source, .at = bench->now };
    struct sk_label label;
    sk_scan_set_text(&scan, text, strlen(text));
    sk_label_classify(bench->labels, &scan, &label);
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_SCAN,
                                      .label = &label,
                                      .scan = &scan };
    pairing_put(&bench->pairing, &input, bench->now, &bench->effects);
}

static void scan(struct bench *bench, const char *text) {
    scan_from(bench, text, SK_SOURCE_USB_HID_POS);
}

static void pass(struct bench *bench, sk_ms time) {
    struct sk_pairing_input tick = { .type = SK_PAIRING_INPUT_TICK };
    bench->now += time;
    pairing_put(&bench->pairing, &tick, bench->now, &bench->effects);
}

static void command(struct bench *bench, enum sk_command what) {
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_COMMAND, .command = what };
    pairing_put(&bench->pairing, &input, bench->now, &bench->effects);
}

static void call_input(struct bench *bench, enum sk_pairing_input_type type, const char *who) {
    struct sk_pairing_input input = { .type = type, .operator_name = who };
    pairing_put(&bench->pairing, &input, bench->now, &bench->effects);
}

static void saved(struct bench *bench, int64_t number) {
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_SAVED, .number = number };
    pairing_put(&bench->pairing, &input, bench->now, &bench->effects);
}

static void verdict(struct bench *bench, int64_t number, enum sk_verdict_kind kind,
                    const char *code) {
    struct sk_verdict value = { .kind = kind, .number = number };
    (void)snprintf(value.code, sizeof(value.code), "%s", code);
    for (int32_t i = 0; i < bench->pairing.open_count; i++) { /* it names the pair */
        if (bench->pairing.open[i].number == number) {
            value.labels = bench->pairing.open[i].labels;
        }
    }
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_VERDICT, .verdict = &value };
    pairing_put(&bench->pairing, &input, bench->now, &bench->effects);
}

static struct sk_view view(const struct bench *bench) {
    struct sk_view seen;
    sk_pairing_view(&bench->pairing, bench->now, &seen);
    return seen;
}

static const struct sk_pair *saved_pair(const struct bench *bench) {
    for (int32_t i = 0; i < bench->effects.count; i++) {
        if (bench->effects.list[i].type == SK_PAIRING_EFFECT_SAVE) {
            return &bench->effects.list[i].pair;
        }
    }
    return NULL;
}

static void expect_pair(const struct bench *bench, int64_t number, const char *serial,
                        const char *instance) {
    const struct sk_pair *pair = saved_pair(bench);
    assert_non_null(pair);
    assert_int_equal(pair->number, number);
    assert_string_equal(pair->labels.serial, serial);
    assert_string_equal(pair->labels.instance, instance);
}

static void device_and_instance_pair_in_either_order(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, SN1);
    assert_null(saved_pair(&bench));
    assert_int_equal(bench.effects.list[0].type, SK_PAIRING_EFFECT_WARM);
    assert_int_equal(view(&bench).screen, SK_SCREEN_HALF);
    assert_int_equal(view(&bench).cue, SK_CUE_FIRST);
    scan(&bench, INST1);
    expect_pair(&bench, 1, SN1, INST1);
    scan(&bench, INST2);
    scan(&bench, SN2);
    expect_pair(&bench, 2, SN2, INST2);
    end(&bench);
}

static void one_of_several_codes_of_a_text_is_told_with_its_number(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    struct sk_scan part = {
        .source = SK_SOURCE_CAMERA, .is_part = true, .part = 1, .parts = 2, .at = bench.now
    };
    struct sk_label label;
    sk_scan_set_text(&part, SN1, strlen(SN1));
    sk_label_classify(bench.labels, &part, &label);
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_SCAN,
                                      .label = &label,
                                      .scan = &part };
    pairing_put(&bench.pairing, &input, bench.now, &bench.effects);
    assert_int_equal(view(&bench).screen, SK_SCREEN_NOTICE);
    assert_int_equal(view(&bench).notice, SK_NOTICE_PART_OF_TEXT);
    assert_int_equal(view(&bench).notice_part, 1);
    assert_int_equal(view(&bench).notice_parts, 2);
    assert_int_equal(bench.effects.notes[0].notice, SK_NOTICE_PART_OF_TEXT);
    scan(&bench, SN1);
    assert_int_equal(view(&bench).screen, SK_SCREEN_HALF);
    assert_int_equal(view(&bench).notice_parts, 0);
    end(&bench);
}

static void what_was_cut_off_is_asked_for_again_and_its_repetition_is_no_double(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    struct sk_scan part = { .source = SK_SOURCE_USB_CDC, .is_part = true, .at = bench.now };
    struct sk_label label;
    sk_scan_set_text(&part, SN1, strlen(SN1));
    sk_label_classify(bench.labels, &part, &label);
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_SCAN,
                                      .label = &label,
                                      .scan = &part };
    pairing_put(&bench.pairing, &input, bench.now, &bench.effects);
    assert_int_equal(view(&bench).screen, SK_SCREEN_NOTICE);
    assert_int_equal(view(&bench).notice, SK_NOTICE_READ_AGAIN);
    assert_int_equal(view(&bench).cue, SK_CUE_WARNING);
    assert_int_equal(bench.effects.note_count, 1);
    assert_int_equal(bench.effects.notes[0].notice, SK_NOTICE_READ_AGAIN);
    scan(&bench, SN1);
    assert_int_equal(view(&bench).screen, SK_SCREEN_HALF);
    end(&bench);
}

static void nothing_is_promised_before_the_pair_is_saved(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, SN1);
    scan(&bench, INST1);
    assert_int_equal(view(&bench).screen, SK_SCREEN_HALF); /* both slots, no promise */
    assert_string_equal(view(&bench).labels.serial, SN1);
    assert_string_equal(view(&bench).labels.instance, INST1);
    saved(&bench, 1);
    assert_int_equal(view(&bench).screen, SK_SCREEN_WORKING);
    assert_int_equal(view(&bench).cue, SK_CUE_SECOND);
    verdict(&bench, 1, SK_VERDICT_BOUND, "");
    assert_int_equal(view(&bench).screen, SK_SCREEN_BOUND);
    assert_int_equal(view(&bench).cue, SK_CUE_BOUND);
    pass(&bench, 8000);
    assert_int_equal(view(&bench).screen, SK_SCREEN_READY);
    end(&bench);
}

static void the_same_label_within_the_debounce_time_is_one_scan(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, SN1);
    uint64_t cues = view(&bench).cue_number;
    pass(&bench, 999);
    scan(&bench, SN1);
    assert_int_equal(view(&bench).notice, SK_NOTICE_DOUBLE_SCAN);
    assert_int_equal(view(&bench).screen, SK_SCREEN_HALF);
    assert_true(view(&bench).cue_number > cues);
    scan(&bench, INST1);
    expect_pair(&bench, 1, SN1, INST1);
    pass(&bench, 500);
    scan(&bench, INST1); /* the trigger was held */
    assert_null(saved_pair(&bench));
    assert_string_equal(view(&bench).labels.instance, INST1); /* of the pair being saved */
    assert_false(sk_pairing_is_half(&bench.pairing));
    end(&bench);
}

static void a_camera_has_a_debounce_time_of_its_own(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan_from(&bench, SN1, SK_SOURCE_CAMERA);
    scan_from(&bench, INST1, SK_SOURCE_CAMERA);
    saved(&bench, 1);
    pass(&bench, 2900);
    scan_from(&bench, INST1, SK_SOURCE_CAMERA);
    assert_false(sk_pairing_is_half(&bench.pairing));
    pass(&bench, 3100);
    scan_from(&bench, INST1, SK_SOURCE_CAMERA);
    assert_true(sk_pairing_is_half(&bench.pairing));
    end(&bench);
}

static void a_second_serial_number_replaces_the_first_only_when_repeated(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, SN1);
    scan(&bench, SN2);
    assert_int_equal(view(&bench).screen, SK_SCREEN_WHICH);
    assert_int_equal(view(&bench).notice, SK_NOTICE_REPLACES_SERIAL);
    assert_string_equal(view(&bench).replacement, SN2);
    assert_true(view(&bench).is_replacement_serial);
    assert_string_equal(view(&bench).labels.serial, SN1);
    pass(&bench, 200);
    scan(&bench, SN2); /* the trigger was held: no answer yet */
    assert_string_equal(view(&bench).labels.serial, SN1);
    pass(&bench, 1500);
    scan(&bench, SN2);
    assert_string_equal(view(&bench).labels.serial, SN2);
    assert_int_equal(view(&bench).screen, SK_SCREEN_HALF);
    assert_int_equal(view(&bench).notice, SK_NOTICE_REPLACED_SERIAL);
    scan(&bench, INST1);
    expect_pair(&bench, 1, SN2, INST1);
    end(&bench);
}

static void between_two_devices_no_instance_completes_a_pair(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, SN1);
    scan(&bench, SN2);
    scan(&bench, INST1);
    assert_null(saved_pair(&bench));
    assert_int_equal(view(&bench).notice, SK_NOTICE_ANSWER_FIRST);
    assert_string_equal(view(&bench).notice_read, INST1);
    assert_string_equal(view(&bench).labels.instance, "");
    assert_int_equal(view(&bench).screen, SK_SCREEN_WHICH);
    command(&bench, SK_COMMAND_ACKNOWLEDGE); /* is no answer */
    command(&bench, SK_COMMAND_STICKY);
    assert_int_equal(view(&bench).screen, SK_SCREEN_WHICH);
    command(&bench, SK_COMMAND_PAIR);
    pass(&bench, 6000); /* nor is a notice that ended */
    assert_int_equal(view(&bench).screen, SK_SCREEN_WHICH);
    scan(&bench, SN1);
    assert_int_equal(view(&bench).screen, SK_SCREEN_HALF);
    assert_int_equal(view(&bench).notice, SK_NOTICE_KEPT);
    scan(&bench, INST1);
    expect_pair(&bench, 1, SN1, INST1);
    end(&bench);
}

static void a_question_ends_with_the_label_that_waited(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, INST1);
    scan(&bench, INST2);
    assert_int_equal(view(&bench).screen, SK_SCREEN_WHICH);
    assert_false(view(&bench).is_replacement_serial);
    scan(&bench, "SAGK:CANCEL");
    assert_int_equal(view(&bench).notice, SK_NOTICE_CANCELLED);
    scan(&bench, INST2);
    pass(&bench, 2000);
    scan(&bench, INST1);
    assert_int_equal(view(&bench).screen, SK_SCREEN_WHICH);
    pass(&bench, 15000);
    assert_int_equal(view(&bench).notice, SK_NOTICE_HALF_TIMED_OUT);
    scan(&bench, SN1);
    assert_int_equal(view(&bench).screen, SK_SCREEN_HALF);
    end(&bench);
}

static void a_third_serial_number_asks_anew(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, SN1);
    scan(&bench, SN2);
    scan(&bench, SN3);
    scan(&bench, SN2);
    assert_string_equal(view(&bench).labels.serial, SN1);
    end(&bench);
}

static void half_a_pair_is_let_go_after_its_time_and_that_is_said(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, SN1);
    assert_int_equal(view(&bench).countdown, 15000);
    pass(&bench, 14999);
    assert_int_equal(view(&bench).countdown, 1);
    pass(&bench, 1);
    assert_int_equal(view(&bench).screen, SK_SCREEN_NOTICE);
    assert_int_equal(view(&bench).notice, SK_NOTICE_HALF_TIMED_OUT);
    assert_string_equal(view(&bench).notice_read, SN1);
    scan(&bench, INST1);
    assert_null(saved_pair(&bench));
    end(&bench);
}

static void the_next_tick_is_when_the_shown_second_changes(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    assert_int_equal(sk_pairing_deadline(&bench.pairing, bench.now), -1);
    scan(&bench, SN1);
    assert_int_equal(sk_pairing_deadline(&bench.pairing, bench.now), bench.now + 1000);
    pass(&bench, 300);
    assert_int_equal(sk_pairing_deadline(&bench.pairing, bench.now), bench.now + 700);
    end(&bench);
}

static void sticky_mode_keeps_the_instance_for_its_devices(void **state) {
    (void)state;
    struct bench bench = new_bench(true);
    scan(&bench, INST1);
    assert_int_equal(view(&bench).screen, SK_SCREEN_READY);
    scan(&bench, SN1);
    expect_pair(&bench, 1, SN1, INST1);
    saved(&bench, 1);
    pass(&bench, 100000); /* a kept instance does not time out */
    scan(&bench, SN2);
    expect_pair(&bench, 2, SN2, INST1);
    scan(&bench, INST2);
    assert_int_equal(view(&bench).notice, SK_NOTICE_REPLACED_INSTANCE);
    scan(&bench, SN3);
    expect_pair(&bench, 3, SN3, INST2);
    end(&bench);
}

static void a_new_kept_instance_is_seen_at_once(void **state) {
    (void)state;
    struct bench bench = new_bench(true);
    scan(&bench, INST1);
    scan(&bench, SN1);
    saved(&bench, 1);
    verdict(&bench, 1, SK_VERDICT_BOUND, "");
    assert_int_equal(view(&bench).screen, SK_SCREEN_BOUND);
    scan(&bench, INST2);
    assert_int_equal(view(&bench).screen, SK_SCREEN_READY);
    assert_string_equal(view(&bench).labels.instance, INST2);
    assert_string_equal(view(&bench).notice_read, INST2);
    end(&bench);
}

static void the_devices_of_a_kept_instance_are_counted(void **state) {
    (void)state;
    struct bench bench = new_bench(true);
    scan(&bench, INST1);
    assert_int_equal(view(&bench).kept_count, 0);
    scan(&bench, SN1);
    saved(&bench, 1);
    scan(&bench, SN2);
    saved(&bench, 2);
    scan(&bench, SN3);
    saved(&bench, 3);
    assert_int_equal(view(&bench).kept_count, 3);
    verdict(&bench, 1, SK_VERDICT_BOUND, "");
    verdict(&bench, 2, SK_VERDICT_REFUSED, "SAG.SnConflict");
    verdict(&bench, 3, SK_VERDICT_WITHDRAWN, "");
    assert_int_equal(view(&bench).kept_count, 1);
    command(&bench, SK_COMMAND_ACKNOWLEDGE);
    scan(&bench, INST1); /* the same goes on */
    assert_int_equal(view(&bench).kept_count, 1);
    pass(&bench, 2000);
    scan(&bench, SN2);
    assert_int_equal(view(&bench).kept_count, 2);
    scan(&bench, INST2);
    assert_int_equal(view(&bench).kept_count, 0);
    verdict(&bench, 4, SK_VERDICT_REFUSED, "SAG.SnConflict"); /* of the instance before */
    assert_int_equal(view(&bench).kept_count, 0);
    end(&bench);
}

static void while_a_pair_is_not_saved_for_long_no_label_is_taken(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, SN1);
    scan(&bench, INST1);
    expect_pair(&bench, 1, SN1, INST1);
    assert_int_equal(view(&bench).screen, SK_SCREEN_HALF);
    assert_int_equal(sk_pairing_deadline(&bench.pairing, bench.now),
                     bench.now + bench.pairing.rules.slow);
    scan(&bench, SN2); /* a moment later it is */
    pass(&bench, bench.pairing.rules.slow);
    assert_int_equal(view(&bench).screen, SK_SCREEN_UNSAVED);
    assert_int_equal(view(&bench).verdict.number, 1);
    scan(&bench, INST2);
    assert_null(saved_pair(&bench));
    assert_int_equal(view(&bench).notice, SK_NOTICE_NOT_SAVED_YET);
    assert_int_equal(view(&bench).cue, SK_CUE_WARNING);
    saved(&bench, 1);
    pass(&bench, bench.pairing.rules.notice);
    assert_int_equal(view(&bench).screen, SK_SCREEN_HALF); /* what was half is so still */
    scan(&bench, INST2);
    expect_pair(&bench, 2, SN2, INST2);
    end(&bench);
}

static void leaving_sticky_mode_lets_the_kept_instance_go(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, "SAGK:STICKY");
    scan(&bench, INST1);
    scan(&bench, "SAGK:PAIR");
    assert_false(view(&bench).sticky);
    scan(&bench, SN1);
    assert_null(saved_pair(&bench));
    end(&bench);
}

static void red_stays_until_acknowledged_and_scans_are_taken_in_meanwhile(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, SN1);
    scan(&bench, INST1);
    saved(&bench, 1);
    verdict(&bench, 1, SK_VERDICT_REFUSED, "SAG.SnConflict");
    assert_int_equal(view(&bench).screen, SK_SCREEN_REFUSED);
    assert_int_equal(view(&bench).cue, SK_CUE_REFUSED);
    pass(&bench, 3600000);
    assert_int_equal(view(&bench).screen, SK_SCREEN_REFUSED);
    scan(&bench, SN2);
    assert_int_equal(view(&bench).notice, SK_NOTICE_ACKNOWLEDGE_FIRST);
    scan(&bench, INST2);
    expect_pair(&bench, 2, SN2, INST2);
    saved(&bench, 2);
    verdict(&bench, 2, SK_VERDICT_BOUND, "");
    assert_int_equal(view(&bench).screen, SK_SCREEN_REFUSED);
    assert_string_equal(view(&bench).verdict.code, "SAG.SnConflict");
    scan(&bench, "SAGK:ACK");
    assert_int_equal(view(&bench).screen, SK_SCREEN_BOUND);
    end(&bench);
}

static void red_says_where_the_device_is_once_that_is_known_and_makes_no_sound_again(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    struct sk_verdict located = {
        .kind = SK_VERDICT_LOCATED, .number = 2, .place = SK_PLACE_INSTANCE, .where = INST2
    };
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_VERDICT, .verdict = &located };
    verdict(&bench, 1, SK_VERDICT_REFUSED, "SAG.SnOverLimit");
    verdict(&bench, 2, SK_VERDICT_REFUSED, "SAG.SnConflict");
    uint64_t cue = view(&bench).cue_number;
    pairing_put(&bench.pairing, &input, bench.now, &bench.effects);
    assert_int_equal(view(&bench).verdict.place, SK_PLACE_UNKNOWN); /* another pair's red */
    scan(&bench, "SAGK:ACK");
    assert_int_equal(view(&bench).verdict.number, 2);
    assert_int_equal(view(&bench).verdict.place, SK_PLACE_INSTANCE);
    assert_string_equal(view(&bench).verdict.where, INST2);
    assert_int_equal(view(&bench).failures_waiting, 0);
    assert_int_equal(view(&bench).cue_number, cue);
    pass(&bench, 10000);
    scan(&bench, "SAGK:ACK");
    pairing_put(&bench.pairing, &input, bench.now, &bench.effects); /* too late to be shown */
    assert_int_equal(view(&bench).screen, SK_SCREEN_READY);
    end(&bench);
}

static void failures_queue_and_one_acknowledgement_takes_one(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    for (int64_t i = 1; i <= 40; i++) {
        verdict(&bench, i, SK_VERDICT_REFUSED, "SAG.SnOverLimit");
    }
    assert_int_equal(view(&bench).failures_waiting, 39);
    assert_int_equal(view(&bench).verdict.number, 1);
    scan(&bench, "SAGK:ACK");
    pass(&bench, 100);
    scan(&bench, "SAGK:ACK"); /* the trigger was held */
    assert_int_equal(view(&bench).verdict.number, 2);
    for (int i = 0; i < 31; i++) {
        command(&bench, SK_COMMAND_ACKNOWLEDGE);
    }
    for (int left = 7; left >= 0; left--) { /* of these only the log has the labels */
        assert_int_equal(view(&bench).screen, SK_SCREEN_REFUSED);
        assert_string_equal(view(&bench).verdict.code, SK_CODE_FURTHER);
        assert_int_equal(view(&bench).failures_waiting, left);
        command(&bench, SK_COMMAND_ACKNOWLEDGE);
    }
    assert_int_equal(view(&bench).screen, SK_SCREEN_READY);
    end(&bench);
}

static void scans_are_taken_in_while_binds_are_in_flight(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, SN1);
    scan(&bench, INST1);
    saved(&bench, 1);
    scan(&bench, SN2);
    scan(&bench, INST1);
    expect_pair(&bench, 2, SN2, INST1);
    saved(&bench, 2);
    verdict(&bench, 1, SK_VERDICT_BOUND, "");
    assert_int_equal(view(&bench).screen, SK_SCREEN_BOUND); /* for a moment, over the newer one */
    assert_int_equal(view(&bench).verdict.number, 1);
    pass(&bench, 1500);
    assert_int_equal(view(&bench).screen, SK_SCREEN_WORKING);
    verdict(&bench, 2, SK_VERDICT_BOUND, "");
    assert_int_equal(view(&bench).verdict.number, 2);
    end(&bench);
}

static void a_verdict_covers_a_waiting_half_pair_only_for_a_moment(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, SN1);
    scan(&bench, INST1);
    saved(&bench, 1);
    scan(&bench, SN2);
    verdict(&bench, 1, SK_VERDICT_BOUND, "");
    assert_int_equal(view(&bench).screen, SK_SCREEN_BOUND);
    pass(&bench, 1500);
    assert_int_equal(view(&bench).screen, SK_SCREEN_HALF);
    assert_string_equal(view(&bench).labels.serial, SN2);
    end(&bench);
}

static void the_same_pair_again_while_it_is_under_way_is_not_a_second_pair(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, SN1);
    scan(&bench, INST1);
    saved(&bench, 1);
    scan(&bench, SN1);
    scan(&bench, INST1);
    assert_null(saved_pair(&bench));
    assert_int_equal(view(&bench).notice, SK_NOTICE_SAME_PAIR_CHECKING);
    verdict(&bench, 1, SK_VERDICT_CHECKING, "net.timeout");
    pass(&bench, 2000);
    scan(&bench, SN1);
    scan(&bench, INST1);
    assert_int_equal(view(&bench).notice, SK_NOTICE_SAME_PAIR_CHECKING); /* keep the device */
    verdict(&bench, 1, SK_VERDICT_SAVED, "net.connect");
    pass(&bench, 2000);
    scan(&bench, SN1);
    scan(&bench, INST1);
    assert_null(saved_pair(&bench));
    assert_int_equal(view(&bench).notice, SK_NOTICE_SAME_PAIR_WAITING);
    verdict(&bench, 1, SK_VERDICT_BOUND, "");
    pass(&bench, 2000);
    scan(&bench, SN1);
    scan(&bench, INST1);
    expect_pair(&bench, 2, SN1, INST1); /* the outbox asks before it sends */
    end(&bench);
}

static void no_answer_for_long_frees_the_worker(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, SN1);
    scan(&bench, INST1);
    saved(&bench, 1);
    assert_int_equal(sk_pairing_deadline(&bench.pairing, bench.now), bench.now + 4000);
    pass(&bench, 4000);
    assert_int_equal(view(&bench).screen, SK_SCREEN_SAVED);
    verdict(&bench, 1, SK_VERDICT_BOUND, "");
    assert_int_equal(view(&bench).screen, SK_SCREEN_BOUND);
    end(&bench);
}

static void what_is_no_label_says_so_and_shows_what_was_read(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, SN1);
    scan(&bench, "4006381333931\x1b[2J");
    assert_int_equal(view(&bench).screen, SK_SCREEN_NOTICE);
    assert_int_equal(view(&bench).notice, SK_NOTICE_NOT_A_LABEL);
    assert_string_equal(view(&bench).notice_read, "4006381333931\\x1B[2J");
    scan(&bench, "sag-1000");
    assert_int_equal(view(&bench).notice, SK_NOTICE_MODEL_LABEL);
    scan(&bench, "sag-r79m060r6oy55******");
    assert_int_equal(view(&bench).notice, SK_NOTICE_MASKED_LABEL);
    pass(&bench, 4000);
    assert_int_equal(view(&bench).screen, SK_SCREEN_HALF); /* what waited still waits */
    scan(&bench, INST1);
    expect_pair(&bench, 1, SN1, INST1);
    end(&bench);
}

static void cancel_lets_the_half_pair_go(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, SN1);
    scan(&bench, "SAGK:CANCEL");
    assert_int_equal(view(&bench).screen, SK_SCREEN_NOTICE);
    assert_int_equal(view(&bench).notice, SK_NOTICE_CANCELLED);
    assert_string_equal(view(&bench).notice_read, SN1);
    command(&bench, SK_COMMAND_CANCEL);
    assert_int_equal(view(&bench).notice, SK_NOTICE_NOTHING_TO_CANCEL);
    end(&bench);
}

static void undo_means_the_last_pair_however_many_wait(void **state) {
    (void)state;
    struct bench bench = new_bench(true);
    scan(&bench, INST1);
    for (int i = 1; i <= SK_PAIRING_PENDING + 10; i++) {
        char serial[32];
        (void)snprintf(serial, sizeof(serial), "sage62x02193%05d", i);
        scan(&bench, serial);
        saved(&bench, i);
    }
    command(&bench, SK_COMMAND_UNDO);
    assert_int_equal(bench.effects.count, 1);
    assert_int_equal(bench.effects.list[0].type, SK_PAIRING_EFFECT_WITHDRAW);
    assert_int_equal(bench.effects.list[0].pair.number, SK_PAIRING_PENDING + 10);
    verdict(&bench, SK_PAIRING_PENDING + 10, SK_VERDICT_WITHDRAWN, "");
    assert_int_equal(view(&bench).notice, SK_NOTICE_UNDONE);
    pass(&bench, 6000);
    assert_int_equal(view(&bench).screen, SK_SCREEN_READY);   /* nothing speaks of it any more */
    verdict(&bench, 1, SK_VERDICT_REFUSED, "SAG.SnConflict"); /* not remembered, but red */
    assert_int_equal(view(&bench).screen, SK_SCREEN_REFUSED);
    end(&bench);
}

static void the_newest_verdict_is_not_hidden_behind_an_older_one(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, SN1);
    scan(&bench, INST1);
    saved(&bench, 1);
    scan(&bench, SN2);
    scan(&bench, INST2);
    saved(&bench, 2);
    verdict(&bench, 1, SK_VERDICT_BOUND, "");
    assert_int_equal(view(&bench).verdict.number, 1);
    pass(&bench, 100);
    verdict(&bench, 2, SK_VERDICT_BOUND, "");
    assert_int_equal(view(&bench).screen, SK_SCREEN_BOUND);
    assert_int_equal(view(&bench).verdict.number, 2);
    end(&bench);
}

static void undo_takes_back_what_was_not_sent_and_says_when_it_is_too_late(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    command(&bench, SK_COMMAND_UNDO);
    assert_int_equal(view(&bench).notice, SK_NOTICE_NOTHING_TO_UNDO);
    scan(&bench, SN1);
    command(&bench, SK_COMMAND_UNDO);
    assert_int_equal(view(&bench).notice, SK_NOTICE_CANCELLED);
    assert_string_equal(view(&bench).notice_read, SN1);
    assert_false(sk_pairing_is_half(&bench.pairing));
    pass(&bench, 2000);
    scan(&bench, SN1);
    scan(&bench, INST1);
    saved(&bench, 1);
    assert_int_equal(view(&bench).undo_number, 0); /* it is being sent */
    verdict(&bench, 1, SK_VERDICT_SAVED, "net.connect");
    assert_int_equal(view(&bench).undo_number, 1);
    assert_string_equal(view(&bench).undo.serial, SN1);
    command(&bench, SK_COMMAND_UNDO);
    assert_int_equal(bench.effects.list[0].type, SK_PAIRING_EFFECT_WITHDRAW);
    assert_int_equal(bench.effects.list[0].pair.number, 1);
    verdict(&bench, 1, SK_VERDICT_WITHDRAWN, "");
    assert_int_equal(view(&bench).notice, SK_NOTICE_UNDONE);
    assert_int_equal(view(&bench).screen, SK_SCREEN_NOTICE);
    assert_string_equal(view(&bench).notice_pair.serial, SN1);
    assert_string_equal(view(&bench).notice_pair.instance, INST1);
    assert_int_equal(view(&bench).undo_number, 0);
    scan(&bench, SN2);
    scan(&bench, INST1);
    saved(&bench, 2);
    verdict(&bench, 2, SK_VERDICT_BOUND, "");
    command(&bench, SK_COMMAND_UNDO);
    assert_int_equal(view(&bench).notice, SK_NOTICE_TOO_LATE_TO_UNDO);
    assert_string_equal(view(&bench).notice_pair.serial, SN2);
    end(&bench);
}

/* Under the green of the newest an older pair waits: it is not what undo means. */
static void undo_never_means_an_older_pair_than_the_newest(void **state) {
    (void)state;
    static const enum sk_verdict_kind last_words[] = { SK_VERDICT_BOUND, SK_VERDICT_REFUSED,
                                                       SK_VERDICT_CHECK };
    for (size_t i = 0; i < sizeof(last_words) / sizeof(last_words[0]); i++) {
        struct bench bench = new_bench(false);
        scan(&bench, SN1);
        scan(&bench, INST1);
        saved(&bench, 1);
        verdict(&bench, 1, SK_VERDICT_RETRY, "ResourceInOperating");
        scan(&bench, SN2);
        scan(&bench, INST2);
        saved(&bench, 2);
        verdict(&bench, 2, last_words[i], "");
        assert_int_equal(view(&bench).undo_number, 0);
        command(&bench, SK_COMMAND_ACKNOWLEDGE);
        command(&bench, SK_COMMAND_UNDO);
        assert_int_equal(bench.effects.count, 0);
        bool is_bound = last_words[i] == SK_VERDICT_BOUND;
        assert_int_equal(view(&bench).notice,
                         is_bound ? SK_NOTICE_TOO_LATE_TO_UNDO : SK_NOTICE_NOTHING_TO_UNDO);
        assert_string_equal(view(&bench).notice_pair.serial, is_bound ? SN2 : "");
        end(&bench);
    }
}

static void undo_of_a_supervisor_leaves_the_worker_nothing_to_undo(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, SN1);
    scan(&bench, INST1);
    saved(&bench, 1);
    verdict(&bench, 1, SK_VERDICT_BOUND, "");
    struct sk_pairing_input undone = { .type = SK_PAIRING_INPUT_UNDONE, .number = 1 };
    pairing_put(&bench.pairing, &undone, bench.now, &bench.effects);
    command(&bench, SK_COMMAND_UNDO);
    assert_int_equal(view(&bench).notice, SK_NOTICE_NOTHING_TO_UNDO);
    end(&bench);
}

static void a_pair_that_may_have_reached_the_cloud_offers_no_undo(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, SN1);
    scan(&bench, INST1);
    saved(&bench, 1);
    verdict(&bench, 1, SK_VERDICT_SAVED, "net.connect");
    verdict(&bench, 1, SK_VERDICT_CHECKING, "net.timeout");
    assert_int_equal(view(&bench).undo_number, 0);
    verdict(&bench, 1, SK_VERDICT_RETRY, "Throttling");
    assert_int_equal(view(&bench).undo_number, 1);
    verdict(&bench, 1, SK_VERDICT_TOO_LATE, "");
    assert_int_equal(view(&bench).undo_number, 0);
    verdict(&bench, 1, SK_VERDICT_BLOCKED, "Forbidden.RAM");
    assert_int_equal(view(&bench).undo_number, 1);
    scan(&bench, SN2); /* there is a button that cancels it */
    assert_int_equal(view(&bench).undo_number, 0);
    end(&bench);
}

static void trouble_for_it_is_red_once_and_amber_afterwards(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, SN1);
    scan(&bench, INST1);
    saved(&bench, 1);
    struct sk_verdict held = { .kind = SK_VERDICT_BLOCKED, .number = 1, .alarm = true };
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_VERDICT, .verdict = &held };
    pairing_put(&bench.pairing, &input, bench.now, &bench.effects);
    assert_int_equal(view(&bench).screen, SK_SCREEN_REFUSED);
    command(&bench, SK_COMMAND_ACKNOWLEDGE);
    assert_int_equal(view(&bench).screen, SK_SCREEN_SAVED);
    held.alarm = false;
    uint64_t cues = view(&bench).cue_number;
    pairing_put(&bench.pairing, &input, bench.now, &bench.effects);
    assert_int_equal(view(&bench).screen, SK_SCREEN_SAVED);
    assert_true(view(&bench).cue_number == cues); /* the same news makes no noise twice */
    end(&bench);
}

/* The numbers of what the journal is to know as seen, and that nothing else is to be done. */
static void expect_seen(struct bench *bench, int64_t number, const char *who) {
    assert_int_equal(bench->effects.count, number > 0);
    if (number > 0) {
        assert_int_equal(bench->effects.list[0].type, SK_PAIRING_EFFECT_SEEN);
        assert_int_equal(bench->effects.list[0].pair.number, number);
        assert_string_equal(bench->effects.list[0].pair.operator_name, who);
    }
    bench->effects.count = 0;
}

static void each_last_word_in_red_that_is_acknowledged_is_noted(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    struct sk_verdict held = { .kind = SK_VERDICT_BLOCKED, .number = 3, .alarm = true };
    struct sk_verdict earlier = { .kind = SK_VERDICT_CHECK, .number = 2, .code = "net.timeout" };
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_UNSEEN, .verdict = &earlier };
    pairing_put(&bench.pairing, &input, bench.now, &bench.effects);
    assert_int_equal(view(&bench).screen, SK_SCREEN_REFUSED);
    assert_int_equal(view(&bench).cue, SK_CUE_REFUSED); /* nobody may look at the screen */
    assert_int_equal(view(&bench).verdict.number, 2);
    verdict(&bench, 1, SK_VERDICT_REFUSED, "SAG.SnConflict");
    input = (struct sk_pairing_input){ .type = SK_PAIRING_INPUT_VERDICT, .verdict = &held };
    pairing_put(&bench.pairing, &input, bench.now, &bench.effects);
    (void)snprintf(bench.pairing.operator_name, sizeof(bench.pairing.operator_name), "Li Wei");
    command(&bench, SK_COMMAND_ACKNOWLEDGE);
    expect_seen(&bench, 2, "Li Wei");
    command(&bench, SK_COMMAND_ACKNOWLEDGE);
    expect_seen(&bench, 1, "Li Wei");
    command(&bench, SK_COMMAND_ACKNOWLEDGE);
    expect_seen(&bench, 0, ""); /* calls that are held back are no pair's last word */
    assert_int_not_equal(view(&bench).screen, SK_SCREEN_REFUSED);
    command(&bench, SK_COMMAND_ACKNOWLEDGE);
    expect_seen(&bench, 0, "");
    end(&bench);
}

static void a_pair_from_long_ago_does_not_take_the_screen_when_it_is_bound(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    verdict(&bench, 77, SK_VERDICT_BOUND, "");
    assert_int_equal(view(&bench).screen, SK_SCREEN_READY);
    scan(&bench, SN1);
    scan(&bench, INST1);
    saved(&bench, 1);
    verdict(&bench, 1, SK_VERDICT_SAVED, "net.resolve");
    scan(&bench, SN2);
    scan(&bench, INST2);
    saved(&bench, 2);
    verdict(&bench, 1, SK_VERDICT_BOUND, "");
    assert_int_equal(view(&bench).screen, SK_SCREEN_WORKING);
    end(&bench);
}

/* Red, as the device is bound to another instance by pair 1. */
static void refuse_reuse(struct bench *bench, int64_t number) {
    struct sk_verdict value = { .kind = SK_VERDICT_REFUSED,
                                .number = number,
                                .code = SK_GUARD_REUSE,
                                .labels.serial = SN1,
                                .labels.instance = INST1,
                                .prior = { .number = 1, .labels.instance = INST2 } };
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_VERDICT, .verdict = &value };
    pairing_put(&bench->pairing, &input, bench->now, &bench->effects);
}

static int64_t scan_pair(struct bench *bench, const char *serial, const char *instance) {
    bench->now += 2000;
    scan(bench, serial);
    scan(bench, instance);
    assert_int_equal(bench->effects.count, 1);
    assert_int_equal(bench->effects.list[0].type, SK_PAIRING_EFFECT_SAVE);
    return bench->effects.list[0].pair.refers;
}

static void each_guard_is_asked_for_by_a_rule_of_its_own(void **state) {
    (void)state;
    for (int rule = 0; rule < 4; rule++) {
        struct bench bench = new_bench(false);
        struct sk_verdict value = { .kind = SK_VERDICT_REFUSED,
                                    .number = 2,
                                    .code = SK_GUARD_IN_USE,
                                    .labels.serial = SN1,
                                    .labels.instance = INST1,
                                    .prior = { .number = 1, .labels.serial = SN2 } };
        struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_VERDICT, .verdict = &value };
        bench.pairing.rules.may_override = (rule & 1) != 0;
        bench.pairing.rules.may_share = (rule & 2) != 0;
        pairing_put(&bench.pairing, &input, bench.now, &bench.effects);
        assert_int_equal(view(&bench).verdict.may_override, bench.pairing.rules.may_share);
        command(&bench, SK_COMMAND_ACKNOWLEDGE);
        assert_int_equal(scan_pair(&bench, SN1, INST1), bench.pairing.rules.may_share ? 2 : 0);
        end(&bench);
    }
}

static void
a_bound_device_is_bound_again_only_by_the_same_pair_after_the_acknowledgement(void **state) {
    (void)state;
    for (int may_override = 0; may_override < 2; may_override++) {
        struct bench bench = new_bench(false);
        bench.pairing.rules.may_override = may_override == 1;
        assert_int_equal(scan_pair(&bench, SN1, INST1), 0);
        refuse_reuse(&bench, 1);
        assert_int_equal(view(&bench).screen, SK_SCREEN_REFUSED);
        assert_int_equal(view(&bench).verdict.may_override, may_override);
        command(&bench, SK_COMMAND_ACKNOWLEDGE);
        assert_int_equal(scan_pair(&bench, SN1, INST1), may_override);
        refuse_reuse(&bench, 2);
        command(&bench, SK_COMMAND_ACKNOWLEDGE);
        assert_int_equal(scan_pair(&bench, SN1, INST2), 0); /* another one ends it */
        verdict(&bench, 3, SK_VERDICT_BOUND, "");
        assert_int_equal(scan_pair(&bench, SN1, INST1), 0);
        refuse_reuse(&bench, 4);
        command(&bench, SK_COMMAND_ACKNOWLEDGE);
        pass(&bench, bench.pairing.rules.timeout);
        assert_int_equal(scan_pair(&bench, SN1, INST1), 0); /* so does time */
        refuse_reuse(&bench, 5);
        assert_int_equal(scan_pair(&bench, SN1, INST1), 0); /* not acknowledged */
        end(&bench);
    }
}

static void a_barred_serial_number_leaves_the_slot_empty_and_says_so(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    scan(&bench, "sage62x000000");
    assert_int_equal(bench.effects.count, 0);
    assert_int_equal(view(&bench).screen, SK_SCREEN_NOTICE);
    assert_int_equal(view(&bench).notice, SK_NOTICE_DENIED_SERIAL);
    assert_string_equal(view(&bench).labels.serial, "");
    end(&bench);
}

static void without_its_list_the_bench_takes_no_label_but_commands(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    verdict(&bench, 1, SK_VERDICT_REFUSED, "x");
    bench.pairing.closed = SK_NOTICE_NO_LIST;
    scan(&bench, SN1);
    assert_int_equal(bench.effects.count, 0);
    assert_int_equal(view(&bench).notice, SK_NOTICE_NO_LIST);
    scan(&bench, "SAGK:ACK");
    assert_int_equal(view(&bench).failures_waiting, 0);
    bench.pairing.closed = SK_NOTICE_NONE;
    scan(&bench, SN2);
    assert_int_equal(view(&bench).screen, SK_SCREEN_HALF);
    end(&bench);
}

/* Every state takes every input: all inputs in all orders up to a depth, and after each the
 * properties that may never give way. */
static void check_invariants(const struct bench *bench, bool red_before, bool acknowledged) {
    struct sk_view seen = view(bench);
    if (red_before && !acknowledged) {
        assert_int_equal(seen.screen, SK_SCREEN_REFUSED);
    }
    if (seen.screen == SK_SCREEN_BOUND) {
        assert_true(seen.has_verdict);
        assert_int_equal(seen.verdict.kind, SK_VERDICT_BOUND);
    }
    if (seen.undo_number > 0) {
        assert_true(seen.undo_number > bench->pairing.settled.number);
        assert_false(sk_pairing_is_half(&bench->pairing));
    }
    bool is_asking = seen.replacement[0] != '\0';
    const char *waiting =
        seen.is_replacement_serial ? bench->pairing.serial.text : bench->pairing.instance.text;
    assert_true(!is_asking || (waiting[0] != '\0' && strcmp(waiting, seen.replacement) != 0));
    assert_true(bench->pairing.open_count >= 0 && bench->pairing.open_count <= SK_PAIRING_PENDING);
    sk_ms deadline = sk_pairing_deadline(&bench->pairing, bench->now);
    assert_true(deadline == -1 || deadline >= bench->now);
}

/* A pair has the name of who is signed on, and nobody completes what another person scanned. */
static void check_operator(const struct bench *before, const struct bench *after) {
    bool is_changed = strcmp(before->pairing.operator_name, after->pairing.operator_name) != 0;
    if (is_changed) {
        assert_string_equal(after->pairing.serial.text, "");
        assert_string_equal(after->pairing.instance.text, "");
        assert_int_equal(after->pairing.override.number, 0);
    }
    for (int32_t i = 0; i < after->effects.count; i++) {
        if (after->effects.list[i].type == SK_PAIRING_EFFECT_SAVE) {
            assert_string_equal(after->effects.list[i].pair.operator_name,
                                before->pairing.operator_name);
            assert_false(before->pairing.rules.needs_operator &&
                         before->pairing.operator_name[0] == '\0');
        }
    }
    assert_int_equal(view(after).needs_badge, after->pairing.rules.needs_operator &&
                                                  after->pairing.operator_name[0] == '\0');
}

static bool is_noted(const struct bench *after, const char *text) {
    for (int32_t i = 0; i < after->effects.note_count; i++) {
        if (strcmp(after->effects.notes[i].text, text) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_in_hand(const struct bench *after, const char *text) {
    const struct sk_pair *pair = saved_pair(after);
    return strcmp(after->pairing.serial.text, text) == 0 ||
           strcmp(after->pairing.instance.text, text) == 0 ||
           (pair &&
            (strcmp(pair->labels.serial, text) == 0 || strcmp(pair->labels.instance, text) == 0));
}

/* Everything that was scanned waits, is part of a pair, or is noted; and what waited, too. text is
 * what was scanned in this step; NULL: nothing was. A badge is noted by who signed on. */
static void check_nothing_is_lost(const struct bench *before, const struct bench *after,
                                  const char *text) {
    const struct sk_slot *slots[] = { &before->pairing.serial, &before->pairing.instance };
    for (size_t i = 0; i < SK_ARRAY_LEN(slots); i++) {
        assert_true(slots[i]->text[0] == '\0' || slots[i]->is_paired ||
                    is_in_hand(after, slots[i]->text) || is_noted(after, slots[i]->text));
    }
    if (text && strncmp(text, "OP:", 3) != 0) {
        assert_true(is_in_hand(after, text) != is_noted(after, text) ||
                    is_in_hand(before, text)); /* the same again */
    }
    if (strcmp(before->pairing.operator_name, after->pairing.operator_name) != 0) {
        assert_true(after->effects.note_count > 0);
    }
}

/* A call begins and ends once each, and is nobody else's business: the bench stands as before. */
static void check_call(const struct bench *before, const struct bench *after) {
    bool was = before->pairing.is_called;
    bool is = after->pairing.is_called;
    for (int32_t i = 0; i < after->effects.count; i++) {
        enum sk_pairing_effect_type type = after->effects.list[i].type;
        if (type == SK_PAIRING_EFFECT_CALL || type == SK_PAIRING_EFFECT_CALL_END) {
            assert_int_not_equal(was, is);
            assert_int_equal(type == SK_PAIRING_EFFECT_CALL, is);
            assert_int_equal(after->effects.count, 1);
            assert_string_equal(after->pairing.serial.text, before->pairing.serial.text);
            assert_string_equal(after->pairing.instance.text, before->pairing.instance.text);
            assert_int_equal(after->pairing.red_count, before->pairing.red_count);
            assert_string_equal(after->pairing.replacement, before->pairing.replacement);
        }
    }
    assert_int_equal(view(after).is_called, is);
}

/* Only the red that was in front, once, and only when somebody acknowledged it. */
static void check_seen(const struct bench *before, const struct bench *after, bool acknowledged) {
    for (int32_t i = 0; i < after->effects.count; i++) {
        if (after->effects.list[i].type == SK_PAIRING_EFFECT_SEEN) {
            assert_true(acknowledged);
            assert_int_equal(after->effects.count, 1);
            assert_true(before->pairing.red_count > 0);
            assert_int_equal(after->effects.list[i].pair.number, before->pairing.red[0].number);
            assert_int_equal(after->pairing.red_count, before->pairing.red_count - 1);
        }
    }
}

static void explore(struct bench *bench, const char *const *texts, int count, int depth) {
    enum { KINDS = SK_VERDICT_CHECK + 1 };
    if (depth == 0) {
        return;
    }
    for (int i = 0; i < count + KINDS + 5; i++) {
        struct bench copy = *bench;
        bool red = view(&copy).screen == SK_SCREEN_REFUSED;
        bool acknowledged = false;
        copy.effects.count = 0;
        if (i < count) {
            copy.now += 2000;
            scan(&copy, texts[i]);
            acknowledged = strcmp(texts[i], "SAGK:ACK") == 0;
        } else if (i < count + KINDS) {
            verdict(&copy, copy.pairing.next_number - 1, (enum sk_verdict_kind)(i - count), "x");
        } else if (i == count + KINDS) {
            saved(&copy, copy.pairing.next_number - 1);
        } else if (i == count + KINDS + 1) {
            call_input(&copy, SK_PAIRING_INPUT_CALLED, NULL);
        } else if (i == count + KINDS + 2) {
            call_input(&copy, SK_PAIRING_INPUT_ANSWERED, "Zhao");
        } else if (i == count + KINDS + 3) {
            call_input(&copy, SK_PAIRING_INPUT_TYPED, NULL);
        } else {
            pass(&copy, 20000);
        }
        check_invariants(&copy, red, acknowledged);
        check_operator(bench, &copy);
        check_seen(bench, &copy, acknowledged);
        check_call(bench, &copy);
        check_nothing_is_lost(bench, &copy, i < count ? texts[i] : NULL);
        explore(&copy, texts, count, depth - 1);
    }
}

static void every_state_takes_every_input(void **state) {
    (void)state;
    static const char *const texts[] = { SN1,           SN2,         INST1,           INST2,
                                         "sag-1000",    "nonsense",  "SAGK:ACK",      "SAGK:CANCEL",
                                         "SAGK:STICKY", "SAGK:UNDO", "sage62x000000", "SAGK:CALL" };
    for (int sticky = 0; sticky < 2; sticky++) {
        struct bench bench = new_bench(sticky == 1);
        explore(&bench, texts, SK_ARRAY_LEN(texts), 4);
        end(&bench);
    }
}

/* The same with people: three badges' worth of changes among the labels of two pairs. */
static void every_state_takes_every_badge(void **state) {
    (void)state;
    static const char *const texts[] = { SN1,       INST1,          INST2,         "OP:Li",
                                         "OP:Chen", "SAGK:SIGNOFF", "SAGK:STICKY", "SAGK:ACK" };
    for (int i = 0; i < 8; i++) {
        struct bench bench = new_bench((i & 1) != 0);
        bench.pairing.rules.needs_operator = (i & 2) != 0;
        bench.pairing.rules.operator_timeout = (i & 4) != 0 ? 15000 : 0;
        assert_int_equal(sk_label_rules_badge(bench.labels, "^OP:(.+)$", NULL), SK_OK);
        explore(&bench, texts, SK_ARRAY_LEN(texts), 3);
        end(&bench);
    }
}

static struct bench new_bench_with_badges(bool sticky) {
    struct bench bench = new_bench(sticky);
    bench.pairing.rules.needs_operator = true;
    bench.pairing.rules.operator_timeout = 60000;
    assert_int_equal(sk_label_rules_badge(bench.labels, "^OP:(.+)$", NULL), SK_OK);
    return bench;
}

static void no_label_is_taken_before_a_badge(void **state) {
    (void)state;
    struct bench bench = new_bench_with_badges(false);
    assert_true(view(&bench).needs_badge);
    scan(&bench, SN1);
    assert_int_equal(view(&bench).notice, SK_NOTICE_BADGE_FIRST);
    assert_int_equal(view(&bench).screen, SK_SCREEN_NOTICE);
    assert_int_equal(bench.effects.count, 0);
    scan(&bench, "OP:Li Wei");
    assert_string_equal(view(&bench).operator_name, "Li Wei");
    assert_int_equal(view(&bench).notice, SK_NOTICE_SIGNED_ON);
    assert_int_equal(view(&bench).screen, SK_SCREEN_NOTICE);
    bench.now += 2000;
    scan(&bench, SN1);
    scan(&bench, INST1);
    expect_pair(&bench, 1, SN1, INST1);
    assert_string_equal(bench.effects.list[0].pair.operator_name, "Li Wei");
    end(&bench);
}

/* The bench in each of its states; red also has something behind it. */
static void bring_to(struct bench *bench, enum sk_pairing_state state) {
    bool has_pair = state != SK_PAIRING_STATE_EMPTY && state != SK_PAIRING_STATE_HALF;
    scan(bench, SN1);
    if (state == SK_PAIRING_STATE_EMPTY) {
        command(bench, SK_COMMAND_CANCEL);
    }
    if (has_pair) {
        scan(bench, INST1);
    }
    if (has_pair && state != SK_PAIRING_STATE_SAVING) {
        saved(bench, 1);
    }
    if (state == SK_PAIRING_STATE_RED || state == SK_PAIRING_STATE_TOLD) {
        verdict(bench, 1, state == SK_PAIRING_STATE_RED ? SK_VERDICT_REFUSED : SK_VERDICT_SAVED,
                "x");
    }
    assert_int_equal(sk_pairing_state(&bench->pairing), state);
}

static void a_call_is_taken_in_every_state_and_changes_nothing_else(void **state) {
    (void)state;
    for (int i = 0; i < SK_PAIRING_STATES; i++) {
        struct bench bench = new_bench(false);
        bring_to(&bench, (enum sk_pairing_state)i);
        enum sk_screen screen = view(&bench).screen;
        bench.now += 1500;
        scan(&bench, "SAGK:CALL");
        assert_int_equal(bench.effects.count, 1);
        assert_int_equal(bench.effects.list[0].type, SK_PAIRING_EFFECT_CALL);
        assert_true(view(&bench).is_called);
        assert_int_equal(view(&bench).screen, screen);
        assert_int_equal(sk_pairing_state(&bench.pairing), i);
        scan(&bench, "SAGK:CALL"); /* the same pull of the trigger */
        assert_true(view(&bench).is_called);
        bench.now += 1500;
        scan(&bench, "SAGK:CALL");
        assert_int_equal(bench.effects.list[0].type, SK_PAIRING_EFFECT_CALL_END);
        assert_int_equal(bench.effects.list[0].notice, SK_NOTICE_CANCELLED);
        assert_false(view(&bench).is_called);
        end(&bench);
    }
}

static void a_call_is_noted_with_who_called_and_who_came(void **state) {
    (void)state;
    struct bench bench = new_bench_with_badges(false);
    scan(&bench, "SAGK:CALL"); /* before anybody signed on, too */
    assert_string_equal(bench.effects.list[0].pair.operator_name, "");
    call_input(&bench, SK_PAIRING_INPUT_ANSWERED, "Zhao");
    scan(&bench, "OP:Li");
    bench.now += 1500;
    scan(&bench, "SAGK:CALL");
    assert_string_equal(bench.effects.list[0].pair.operator_name, "Li");
    pass(&bench, 600000); /* however long it takes, and whoever is signed off meanwhile */
    assert_true(view(&bench).is_called);
    call_input(&bench, SK_PAIRING_INPUT_ANSWERED, "Zhao");
    assert_int_equal(bench.effects.list[0].type, SK_PAIRING_EFFECT_CALL_END);
    assert_int_equal(bench.effects.list[0].notice, SK_NOTICE_NONE);
    assert_string_equal(bench.effects.list[0].pair.operator_name, "Zhao");
    call_input(&bench, SK_PAIRING_INPUT_ANSWERED, "Zhao"); /* nobody was called */
    assert_int_equal(bench.effects.count, 0);
    call_input(&bench, SK_PAIRING_INPUT_CALLED, NULL); /* of an earlier run */
    assert_int_equal(bench.effects.count, 0);
    assert_true(view(&bench).is_called);
    end(&bench);
}

static void what_waits_does_not_cross_a_change_of_operator(void **state) {
    (void)state;
    static const struct {
        const char *change; /* NULL: time passes */
        bool sticky;
        const char *waits;
    } table[] = {
        { "OP:Chen", false, SN1 },
        { "OP:Chen", true, INST1 },
        { "SAGK:SIGNOFF", false, INST1 },
        { "SAGK:SIGNOFF", true, INST1 },
        { NULL, true, INST1 },
    };
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        struct bench bench = new_bench_with_badges(table[i].sticky);
        scan(&bench, "OP:Li");
        scan(&bench, table[i].waits);
        if (table[i].change) {
            scan(&bench, table[i].change);
        } else {
            pass(&bench, 60000);
        }
        struct sk_view seen = view(&bench);
        assert_int_equal(seen.notice, SK_NOTICE_OPERATOR_CHANGED);
        assert_int_equal(seen.screen, SK_SCREEN_NOTICE);
        assert_string_equal(seen.notice_read, table[i].waits);
        assert_string_equal(seen.labels.serial, "");
        assert_string_equal(seen.labels.instance, "");
        end(&bench);
    }
}

static void what_was_done_as_asked_does_not_cover_a_verdict_that_comes_later(void **state) {
    (void)state;
    struct bench bench = new_bench_with_badges(false);
    scan(&bench, "OP:Li Wei");
    scan(&bench, SN1);
    scan(&bench, INST1);
    saved(&bench, 1);
    scan(&bench, "SAGK:SIGNOFF");
    assert_int_equal(view(&bench).screen, SK_SCREEN_WORKING);
    pass(&bench, 10);
    verdict(&bench, 1, SK_VERDICT_BOUND, "");
    assert_int_equal(view(&bench).screen, SK_SCREEN_BOUND);
    assert_int_equal(view(&bench).notice, SK_NOTICE_SIGNED_OFF);
    pass(&bench, 10);
    scan(&bench, "OP:Chen");
    assert_int_equal(view(&bench).screen, SK_SCREEN_NOTICE);
    end(&bench);
}

static void the_same_badge_again_lets_nothing_go(void **state) {
    (void)state;
    struct bench bench = new_bench_with_badges(false);
    scan(&bench, "OP:Li");
    scan(&bench, SN1);
    bench.now += 2000;
    scan(&bench, "OP:Li");
    assert_string_equal(view(&bench).labels.serial, SN1);
    assert_int_equal(view(&bench).notice, SK_NOTICE_SIGNED_ON);
    end(&bench);
}

static void who_scans_nothing_for_long_is_signed_off(void **state) {
    (void)state;
    struct bench bench = new_bench_with_badges(false);
    scan(&bench, "OP:Li");
    pass(&bench, 59000);
    scan(&bench, "nonsense"); /* whatever it is, somebody is at the bench */
    pass(&bench, 59999);
    assert_string_equal(view(&bench).operator_name, "Li");
    assert_int_equal(sk_pairing_deadline(&bench.pairing, bench.now), bench.now + 1);
    pass(&bench, 1);
    assert_string_equal(view(&bench).operator_name, "");
    assert_int_equal(view(&bench).notice, SK_NOTICE_SIGNED_OFF);
    scan(&bench, "SAGK:SIGNOFF");
    assert_int_equal(view(&bench).notice, SK_NOTICE_NOBODY_SIGNED_ON);
    end(&bench);
}

static void nobody_else_may_override(void **state) {
    (void)state;
    struct bench bench = new_bench_with_badges(false);
    bench.pairing.rules.may_override = true;
    scan(&bench, "OP:Li");
    (void)scan_pair(&bench, SN1, INST1);
    refuse_reuse(&bench, 1);
    command(&bench, SK_COMMAND_ACKNOWLEDGE);
    scan(&bench, "OP:Chen");
    assert_int_equal(scan_pair(&bench, SN1, INST1), 0);
    end(&bench);
}

static void a_slow_answer_frees_the_worker_without_a_guess_about_the_network(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    struct sk_view view;
    scan(&bench, SN1);
    scan(&bench, INST1);
    struct sk_pairing_input saved = { .type = SK_PAIRING_INPUT_SAVED, .number = 1 };
    pairing_put(&bench.pairing, &saved, bench.now, &bench.effects);
    pass(&bench, 3999);
    sk_pairing_view(&bench.pairing, bench.now, &view);
    assert_int_equal(view.screen, SK_SCREEN_WORKING);
    assert_string_equal(view.verdict.code, "");
    pass(&bench, 1);
    sk_pairing_view(&bench.pairing, bench.now, &view);
    assert_int_equal(view.screen, SK_SCREEN_SAVED);
    assert_string_equal(view.verdict.code, SK_CODE_SLOW);
    end(&bench);
}

static void a_label_that_was_typed_is_known_as_such(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    struct sk_scan typed = { .source = SK_SOURCE_KEYBOARD, .by_hand = true, .at = bench.now };
    struct sk_label label = { .kind = SK_LABEL_SERIAL };
    (void)snprintf(label.text, sizeof(label.text), "%s", SN1);
    sk_scan_set_text(&typed, SN1, strlen(SN1));
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_SCAN,
                                      .label = &label,
                                      .scan = &typed };
    pairing_put(&bench.pairing, &input, bench.now, &bench.effects);
    scan(&bench, INST1);
    assert_int_equal(bench.effects.count, 1);
    assert_true(bench.effects.list[0].pair.serial_facts.by_hand);
    assert_false(bench.effects.list[0].pair.instance_facts.by_hand);
    end(&bench);
}

static void green_ends_with_the_undo_of_its_pair_and_of_no_other(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    (void)scan_pair(&bench, SN1, INST1);
    saved(&bench, 1);
    verdict(&bench, 1, SK_VERDICT_BOUND, "");
    struct sk_pairing_input undone = { .type = SK_PAIRING_INPUT_UNDONE, .number = 2 };
    pairing_put(&bench.pairing, &undone, bench.now, &bench.effects);
    assert_int_equal(view(&bench).screen, SK_SCREEN_BOUND);
    undone.number = 1;
    pairing_put(&bench.pairing, &undone, bench.now, &bench.effects);
    assert_int_equal(view(&bench).screen, SK_SCREEN_READY);
    end(&bench);
}

static void a_scan_while_the_bench_is_on_hold_is_not_taken_and_says_so(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    struct sk_scan held = { .source = SK_SOURCE_USB_HID_POS, .at = bench.now };
    struct sk_view view;
    sk_scan_set_text(&held, SN1, strlen(SN1));
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_ON_HOLD, .scan = &held };
    pairing_put(&bench.pairing, &input, bench.now, &bench.effects);
    assert_int_equal(bench.effects.count, 0);
    assert_false(sk_pairing_is_half(&bench.pairing));
    sk_pairing_view(&bench.pairing, bench.now, &view);
    assert_int_equal(view.screen, SK_SCREEN_NOTICE);
    assert_int_equal(view.notice, SK_NOTICE_ON_HOLD);
    assert_string_equal(view.notice_read, SN1);
    scan(&bench, SN1); /* released: the same label is no double scan */
    assert_true(sk_pairing_is_half(&bench.pairing));
    end(&bench);
}

static void expect_note(const struct bench *bench, int32_t at, enum sk_notice notice,
                        const char *text) {
    assert_true(at < bench->effects.note_count);
    assert_int_equal(bench->effects.notes[at].notice, notice);
    assert_string_equal(bench->effects.notes[at].text, text);
}

static void what_became_no_pair_is_noted_with_why_and_by_whom(void **state) {
    (void)state;
    struct bench bench = new_bench_with_badges(false);
    scan(&bench, SN1);
    expect_note(&bench, 0, SK_NOTICE_BADGE_FIRST, SN1);
    assert_string_equal(bench.effects.notes[0].pair.labels.serial, SN1);
    assert_string_equal(bench.effects.notes[0].pair.operator_name, "");
    scan(&bench, "OP:Li");
    assert_int_equal(bench.effects.note_count, 1);
    expect_note(&bench, 0, SK_NOTICE_SIGNED_ON, ""); /* what the badge says is nobody's business */
    assert_string_equal(bench.effects.notes[0].pair.operator_name, "Li");
    bench.now += 2000;
    scan(&bench, SN1);
    assert_int_equal(bench.effects.note_count, 0);
    scan(&bench, SN1);
    expect_note(&bench, 0, SK_NOTICE_DOUBLE_SCAN, SN1);
    scan(&bench, "nonsense");
    expect_note(&bench, 0, SK_NOTICE_NOT_A_LABEL, "nonsense");
    assert_int_equal(bench.effects.notes[0].pair.serial_facts.source, SK_SOURCE_USB_HID_POS);
    assert_string_equal(bench.effects.notes[0].pair.operator_name, "Li");
    scan(&bench, SN2);
    expect_note(&bench, 0, SK_NOTICE_REPLACES_SERIAL, SN2);
    bench.now += 2000;
    scan(&bench, SN2);
    assert_int_equal(bench.effects.note_count, 1);
    expect_note(&bench, 0, SK_NOTICE_REPLACED_SERIAL, SN1);
    pass(&bench, 30000);
    expect_note(&bench, 0, SK_NOTICE_HALF_TIMED_OUT, SN2);
    scan(&bench, "SAGK:CANCEL");
    expect_note(&bench, 0, SK_NOTICE_NOTHING_TO_CANCEL, "SAGK:CANCEL");
    bench.now += 2000;
    scan(&bench, INST1);
    scan(&bench, "OP:Chen");
    assert_int_equal(bench.effects.note_count, 3);
    expect_note(&bench, 0, SK_NOTICE_SIGNED_OFF, "");
    assert_string_equal(bench.effects.notes[0].pair.operator_name, "Li");
    expect_note(&bench, 1, SK_NOTICE_SIGNED_ON, "");
    assert_string_equal(bench.effects.notes[1].pair.operator_name, "Chen");
    expect_note(&bench, 2, SK_NOTICE_OPERATOR_CHANGED, INST1);
    assert_string_equal(bench.effects.notes[2].pair.labels.instance, INST1);
    end(&bench);
}

static void a_scan_that_was_turned_away_is_noted_without_its_text(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_OVERFLOW };
    pairing_put(&bench.pairing, &input, bench.now, &bench.effects);
    expect_note(&bench, 0, SK_NOTICE_QUEUE_FULL, "");
    end(&bench);
}

static void digits_that_were_typed_may_be_a_pin_and_are_not_kept(void **state) {
    (void)state;
    struct bench bench = new_bench(false);
    struct sk_scan scan = { .source = SK_SOURCE_KEYBOARD, .by_hand = true, .at = bench.now };
    struct sk_label label;
    struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_SCAN,
                                      .label = &label,
                                      .scan = &scan };
    sk_scan_set_text(&scan, "2468", 4);
    sk_label_classify(bench.labels, &scan, &label);
    pairing_put(&bench.pairing, &input, bench.now, &bench.effects);
    expect_note(&bench, 0, SK_NOTICE_NOT_A_LABEL, "");
    scan.by_hand = false; /* a hand, or a keypad, as fast as a scanner that types */
    bench.now = scan.at += 5000;
    pairing_put(&bench.pairing, &input, bench.now, &bench.effects);
    expect_note(&bench, 0, SK_NOTICE_NOT_A_LABEL, "");
    scan.source = SK_SOURCE_USB_HID_POS; /* scanned: a number on a box */
    bench.now = scan.at += 5000;
    pairing_put(&bench.pairing, &input, bench.now, &bench.effects);
    expect_note(&bench, 0, SK_NOTICE_NOT_A_LABEL, "2468");
    end(&bench);
}

static void a_kept_instance_that_was_used_is_not_noted_as_let_go(void **state) {
    (void)state;
    struct bench bench = new_bench(true);
    scan(&bench, INST1);
    scan(&bench, SN1);
    assert_non_null(saved_pair(&bench));
    bench.now += 2000;
    scan(&bench, INST2);
    assert_int_equal(bench.effects.note_count, 0);
    scan(&bench, INST1);
    expect_note(&bench, 0, SK_NOTICE_REPLACED_INSTANCE, INST2); /* in no pair */
    end(&bench);
}

/* Sticky mode makes a pair of each device; nobody takes the effects out. */
static void leave_every_save_where_it_is(void) {
    struct bench bench = new_bench(true);
    scan(&bench, INST1);
    for (int i = 0; i < 2 * SK_PAIRING_EFFECTS; i++) {
        struct sk_scan read = { .source = SK_SOURCE_STDIN, .at = bench.now };
        struct sk_label label = { .kind = SK_LABEL_SERIAL };
        (void)snprintf(label.text, sizeof(label.text), "sage62x02192200%02d", i);
        sk_scan_set_text(&read, label.text, strlen(label.text));
        struct sk_pairing_input input = { .type = SK_PAIRING_INPUT_SCAN,
                                          .label = &label,
                                          .scan = &read };
        sk_pairing_step(&bench.pairing, &input, bench.now);
    }
}

static void an_effect_for_which_there_is_no_room_is_not_dropped(void **state) {
    (void)state;
    expect_broken(leave_every_save_where_it_is, "effect_count < SK_PAIRING_EFFECTS");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SK_TEST(what_became_no_pair_is_noted_with_why_and_by_whom),
        SK_TEST(a_scan_that_was_turned_away_is_noted_without_its_text),
        SK_TEST(digits_that_were_typed_may_be_a_pin_and_are_not_kept),
        SK_TEST(a_kept_instance_that_was_used_is_not_noted_as_let_go),
        SK_TEST(a_slow_answer_frees_the_worker_without_a_guess_about_the_network),
        SK_TEST(a_label_that_was_typed_is_known_as_such),
        SK_TEST(green_ends_with_the_undo_of_its_pair_and_of_no_other),
        SK_TEST(a_scan_while_the_bench_is_on_hold_is_not_taken_and_says_so),
        SK_TEST(each_guard_is_asked_for_by_a_rule_of_its_own),
        SK_TEST(a_bound_device_is_bound_again_only_by_the_same_pair_after_the_acknowledgement),
        SK_TEST(a_barred_serial_number_leaves_the_slot_empty_and_says_so),
        SK_TEST(without_its_list_the_bench_takes_no_label_but_commands),
        SK_TEST(every_state_takes_every_badge),
        SK_TEST(no_label_is_taken_before_a_badge),
        SK_TEST(a_call_is_taken_in_every_state_and_changes_nothing_else),
        SK_TEST(a_call_is_noted_with_who_called_and_who_came),
        SK_TEST(what_waits_does_not_cross_a_change_of_operator),
        SK_TEST(what_was_done_as_asked_does_not_cover_a_verdict_that_comes_later),
        SK_TEST(the_same_badge_again_lets_nothing_go),
        SK_TEST(who_scans_nothing_for_long_is_signed_off),
        SK_TEST(nobody_else_may_override),
        SK_TEST(device_and_instance_pair_in_either_order),
        SK_TEST(one_of_several_codes_of_a_text_is_told_with_its_number),
        SK_TEST(what_was_cut_off_is_asked_for_again_and_its_repetition_is_no_double),
        SK_TEST(nothing_is_promised_before_the_pair_is_saved),
        SK_TEST(the_same_label_within_the_debounce_time_is_one_scan),
        SK_TEST(a_camera_has_a_debounce_time_of_its_own),
        SK_TEST(a_second_serial_number_replaces_the_first_only_when_repeated),
        SK_TEST(between_two_devices_no_instance_completes_a_pair),
        SK_TEST(a_question_ends_with_the_label_that_waited),
        SK_TEST(a_new_kept_instance_is_seen_at_once),
        SK_TEST(the_devices_of_a_kept_instance_are_counted),
        SK_TEST(undo_never_means_an_older_pair_than_the_newest),
        SK_TEST(undo_of_a_supervisor_leaves_the_worker_nothing_to_undo),
        SK_TEST(a_pair_that_may_have_reached_the_cloud_offers_no_undo),
        SK_TEST(a_third_serial_number_asks_anew),
        SK_TEST(half_a_pair_is_let_go_after_its_time_and_that_is_said),
        SK_TEST(the_next_tick_is_when_the_shown_second_changes),
        SK_TEST(sticky_mode_keeps_the_instance_for_its_devices),
        SK_TEST(while_a_pair_is_not_saved_for_long_no_label_is_taken),
        SK_TEST(leaving_sticky_mode_lets_the_kept_instance_go),
        SK_TEST(red_stays_until_acknowledged_and_scans_are_taken_in_meanwhile),
        SK_TEST(red_says_where_the_device_is_once_that_is_known_and_makes_no_sound_again),
        SK_TEST(failures_queue_and_one_acknowledgement_takes_one),
        SK_TEST(scans_are_taken_in_while_binds_are_in_flight),
        SK_TEST(a_verdict_covers_a_waiting_half_pair_only_for_a_moment),
        SK_TEST(the_same_pair_again_while_it_is_under_way_is_not_a_second_pair),
        SK_TEST(no_answer_for_long_frees_the_worker),
        SK_TEST(what_is_no_label_says_so_and_shows_what_was_read),
        SK_TEST(cancel_lets_the_half_pair_go),
        SK_TEST(the_newest_verdict_is_not_hidden_behind_an_older_one),
        SK_TEST(undo_takes_back_what_was_not_sent_and_says_when_it_is_too_late),
        SK_TEST(undo_means_the_last_pair_however_many_wait),
        SK_TEST(trouble_for_it_is_red_once_and_amber_afterwards),
        SK_TEST(each_last_word_in_red_that_is_acknowledged_is_noted),
        SK_TEST(a_pair_from_long_ago_does_not_take_the_screen_when_it_is_bound),
        SK_TEST(every_state_takes_every_input),
        SK_TEST(an_effect_for_which_there_is_no_room_is_not_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
