#include "ui/examples.h"

#include "app/model/sentence.h"
#include "base/assert.h"
#include "base/language.h"
#include "base/util.h"

#include <stdio.h>
#include <string.h>

#define SERIAL "sag32a30121"
#define INSTANCE "sag-v0fkpk4akfz5hebved"
#define WALL INT64_C(1795540805000)

static void set(char *out, size_t size, const char *text) {
    (void)snprintf(out, size, "%s", text);
}

static void add_reader(struct sk_model *model, enum sk_scan_source source,
                       enum sk_reader_health health, const char *device, const char *text) {
    SK_ASSERT(model->reader_count < SK_MODEL_READERS);
    struct sk_reader_status *reader = &model->readers[model->reader_count++];
    reader->source = source;
    reader->health = health;
    set(reader->device, sizeof(reader->device), device);
    set(reader->text, sizeof(reader->text), text);
}

static void add_recent(struct sk_model *model, int64_t number, enum sk_result result,
                       enum sk_screen screen, const char *code) {
    static const char *const serials[] = { "sage62x021922a1b2", "sag32a9034958a", "sag61a344ge",
                                           "sage6nniq3d07kt", "sag233a234i55" };
    static const char *const instances[] = { "sag-c3m3n1khz58lbfhfw1", "sag-0ovhf732a9j0pt0aeo",
                                             "sag-r79m060r6oy55zt4k2", "sag-v0fkpk4akfz5hebved",
                                             "sag-7d2l0m9q8x1c5v3b6n" };
    size_t at = model->recent_count++;
    struct sk_model_recent *recent = &model->recent[at];
    recent->pair.number = number;
    set(recent->pair.serial, sizeof(recent->pair.serial), serials[at]);
    set(recent->pair.instance, sizeof(recent->pair.instance), instances[at]);
    recent->result = result;
    recent->screen = screen;
    recent->at_wall_ms = WALL - (int64_t)at * 47000;
    set(recent->code, sizeof(recent->code), code);
}

/* A bench in the middle of its day. */
static void at_work(struct sk_model *model, enum sk_screen screen) {
    memset(model, 0, sizeof(*model));
    model->revision = 1;
    model->screen = screen;
    model->link = SK_LINK_ONLINE;
    model->bound_today = 128;
    set(model->bench, sizeof(model->bench), "Bench 3");
    add_reader(model, SK_SOURCE_USB_HID_POS, SK_READER_READY, "Honeywell 1900", "");
    add_recent(model, 41, SK_RESULT_BOUND, SK_SCREEN_BOUND, "");
    add_recent(model, 40, SK_RESULT_REFUSED, SK_SCREEN_REFUSED, "SAG.SnConflict");
    add_recent(model, 39, SK_RESULT_PENDING, SK_SCREEN_RETRY, "ResourceInOperating");
    add_recent(model, 38, SK_RESULT_BOUND, SK_SCREEN_BOUND, "");
    add_recent(model, 37, SK_RESULT_WITHDRAWN, SK_SCREEN_NOTICE, "");
}

static void verdict(struct sk_model *model, enum sk_screen screen, const char *code) {
    at_work(model, screen);
    model->verdict.number = 42;
    set(model->verdict.serial, sizeof(model->verdict.serial), SERIAL);
    set(model->verdict.instance, sizeof(model->verdict.instance), INSTANCE);
    struct sk_sentence sentence = sk_sentence_find(code, screen);
    set(model->what, sizeof(model->what), sentence.what);
    set(model->advice, sizeof(model->advice), sentence.advice);
    model->who = sentence.who;
    bool is_own = strncmp(code, "net.", 4) == 0 || strncmp(code, "bound.", 6) == 0 ||
                  strncmp(code, "guard.", 6) == 0;
    set(model->code, sizeof(model->code), is_own && screen == SK_SCREEN_BOUND ? "" : code);
    if (!is_own && screen != SK_SCREEN_WORKING) {
        set(model->request_id, sizeof(model->request_id), "61C33444-D8C5-4018-A06C-BA8C8812BEF6");
    }
}

static void notice(struct sk_model *model, enum sk_notice which, const char *label) {
    at_work(model, SK_SCREEN_NOTICE);
    model->notice = which;
    set(model->notice_label, sizeof(model->notice_label), label);
}

static void starting(struct sk_model *model) {
    at_work(model, SK_SCREEN_STARTING);
    model->link = SK_LINK_UNKNOWN;
    model->recent_count = 0;
}

static void ready(struct sk_model *model) {
    at_work(model, SK_SCREEN_READY);
}

static void work_on_order(struct sk_model *model) {
    set(model->operator_name, sizeof(model->operator_name), "Li Wei");
    set(model->order, sizeof(model->order), "4711");
    model->order_bound = 12;
    model->order_of = 40;
}

static void ready_fleet_away(struct sk_model *model) {
    at_work(model, SK_SCREEN_READY);
    model->fleet = SK_MODEL_FLEET_OFFLINE;
    model->is_fleet_known = true;
    model->fleet_age_s = 180;
}

/* what, advice: msgids. */
static void banner(struct sk_model *model, const char *what, const char *advice) {
    at_work(model, SK_SCREEN_READY);
    model->fleet = SK_MODEL_FLEET_ONLINE;
    model->banner = true;
    set(model->banner_what, sizeof(model->banner_what), what);
    set(model->banner_advice, sizeof(model->banner_advice), advice);
}

static void ready_fleet_refused(struct sk_model *model) {
    banner(model, "The fleet refuses this bench's log.",
           "Keep working and call IT. The supervisor's page says why.");
}

static void ready_fleet_shut_out(struct sk_model *model) {
    banner(model, "The fleet does not let this bench in.",
           "Keep working and call IT. The supervisor's page says why.");
}

static void ready_clock_wrong(struct sk_model *model) {
    banner(model, "The clock of this machine is wrong.",
           "Keep working and call IT: the clock must be set.");
}

static void ready_office(struct sk_model *model) {
    at_work(model, SK_SCREEN_READY);
    set(model->office_who, sizeof(model->office_who), "Li Wei");
    set(model->office_message, sizeof(model->office_message),
        "The truck comes at three. Please finish order 4711 first and put it beside gate 2.");
}

static void ready_languages(struct sk_model *model) {
    at_work(model, SK_SCREEN_READY);
    model->is_choosing_language = true;
}

static void ready_called(struct sk_model *model) {
    at_work(model, SK_SCREEN_READY);
    model->is_called = true;
}

static void refused_called(struct sk_model *model) {
    verdict(model, SK_SCREEN_REFUSED, "SAG.SnConflict");
    model->is_called = true;
}

static void ready_may_type(struct sk_model *model) {
    at_work(model, SK_SCREEN_READY);
    model->typing.may_open = true;
}

static void sound_ask(struct sk_model *model) {
    at_work(model, SK_SCREEN_SOUND);
    model->hearing_page = SK_HEARING_ASK;
}

static void sound_not_heard(struct sk_model *model) {
    at_work(model, SK_SCREEN_SOUND);
    model->hearing_page = SK_HEARING_NOT_HEARD;
    model->banner = true;
    set(model->banner_what, sizeof(model->banner_what), "The sound of this bench is not heard.");
    set(model->banner_advice, sizeof(model->banner_advice),
        "Go by the screen and tell IT: loudspeaker, volume or output.");
}

static void typing(struct sk_model *model, enum sk_typing_page page, const char *text) {
    at_work(model, SK_SCREEN_TYPING);
    model->typing.may_open = true;
    model->typing.page = page;
    set(model->typing.glass.text, sizeof(model->typing.glass.text), text);
}

static void typing_label(struct sk_model *model) {
    typing(model, SK_TYPING_FIRST, "sag-v0fkpk4a");
}

static void typing_other_letters(struct sk_model *model) {
    typing(model, SK_TYPING_FIRST, INSTANCE INSTANCE);
    model->typing.glass.is_right = true;
}

static void typing_no_label(struct sk_model *model) {
    typing(model, SK_TYPING_FIRST, "sag");
    model->typing.hint = SK_TYPING_HINT_NO_LABEL;
}

static void typing_again(struct sk_model *model) {
    typing(model, SK_TYPING_AGAIN, "");
}

static void typing_different(struct sk_model *model) {
    typing(model, SK_TYPING_FIRST, "");
    model->typing.hint = SK_TYPING_HINT_DIFFERENT;
}

static void typing_ask(struct sk_model *model) {
    typing(model, SK_TYPING_ASK, INSTANCE);
}

static void ready_order(struct sk_model *model) {
    at_work(model, SK_SCREEN_READY);
    work_on_order(model);
}

static void ready_badge_first(struct sk_model *model) {
    at_work(model, SK_SCREEN_READY);
    model->needs_badge = true;
}

static void ready_list_mistake(struct sk_model *model) {
    ready_order(model);
    model->banner = true;
    model->banner_line = 41;
    set(model->banner_what, sizeof(model->banner_what),
        "The device list has a mistake in line %d.");
    set(model->banner_advice, sizeof(model->banner_advice),
        "Tell IT. The last good list is still used.");
}

static void ready_demo(struct sk_model *model) {
    static const char *const labels[] = { SERIAL,
                                          "sag61a344ge",
                                          INSTANCE,
                                          "sag-c3m3n1khz58lbfhfw1",
                                          "sage6nniq3d07kt",
                                          "sag-0ovhf732a9j0pt0aeo",
                                          "sag-1000",
                                          "4006381333931" };
    at_work(model, SK_SCREEN_READY);
    model->demo = true;
    model->bench[0] = '\0';
    for (size_t i = 0; i < SK_ARRAY_LEN(labels); i++) {
        set(model->demo_labels[i], sizeof(model->demo_labels[i]), labels[i]);
    }
}

static void ready_sticky(struct sk_model *model) {
    at_work(model, SK_SCREEN_READY);
    model->sticky = true;
    set(model->slot_instance, sizeof(model->slot_instance), INSTANCE);
    model->kept_count = 3;
}

static void offer_undo(struct sk_model *model) {
    model->undo.number = 42;
    set(model->undo.serial, sizeof(model->undo.serial), SERIAL);
    set(model->undo.instance, sizeof(model->undo.instance), INSTANCE);
}

static void ready_offline(struct sk_model *model) {
    at_work(model, SK_SCREEN_READY);
    model->link = SK_LINK_OFFLINE;
    model->waiting = 7;
    model->oldest_waiting_s = 754;
    offer_undo(model);
    model->banner = true;
    set(model->banner_what, sizeof(model->banner_what), "The cloud cannot be reached.");
    set(model->banner_advice, sizeof(model->banner_advice),
        "Keep working and call IT. The pairs are saved; nothing is lost.");
}

static void ready_may_type_undo(struct sk_model *model) {
    ready_offline(model);
    model->typing.may_open = true;
}

static void ready_on_hold(struct sk_model *model) {
    at_work(model, SK_SCREEN_READY);
    model->is_on_hold = true;
    model->banner = true;
    set(model->banner_what, sizeof(model->banner_what),
        "This bench is on hold. No scans are accepted.");
    set(model->banner_advice, sizeof(model->banner_advice), "Call the supervisor.");
    set(model->hold_reason, sizeof(model->hold_reason), "Stock count until 15:00");
}

static void ready_blocked(struct sk_model *model) {
    at_work(model, SK_SCREEN_READY);
    struct sk_sentence sentence = sk_sentence_blocked("InvalidTimeStamp.Expired");
    model->link = SK_LINK_BLOCKED;
    model->waiting = 3;
    model->oldest_waiting_s = 88;
    model->banner = true;
    set(model->banner_what, sizeof(model->banner_what), sentence.what);
    set(model->banner_advice, sizeof(model->banner_advice), sentence.advice);
}

static void ready_reader_trouble(struct sk_model *model) {
    at_work(model, SK_SCREEN_READY);
    model->reader_count = 0;
    add_reader(
        model, SK_SOURCE_USB_HID_KEYBOARD, SK_READER_TROUBLE, "Zebra DS2208",
        "The kiosk may not open this scanner. IT can fix it: run 'sag-kioskctl doctor'. Until then it works only as a keyboard.");
    add_reader(model, SK_SOURCE_CAMERA, SK_READER_ABSENT, "", "");
}

static void ready_notice(struct sk_model *model) {
    at_work(model, SK_SCREEN_READY);
    model->notice = SK_NOTICE_HALF_TIMED_OUT;
    set(model->notice_label, sizeof(model->notice_label), SERIAL);
}

static void ready_camera(struct sk_model *model) {
    at_work(model, SK_SCREEN_READY);
    add_reader(model, SK_SOURCE_CAMERA, SK_READER_READY, "HD Webcam C920", "");
}

static void ready_camera_two(struct sk_model *model) {
    at_work(model, SK_SCREEN_READY);
    add_reader(model, SK_SOURCE_CAMERA, SK_READER_READY, "HD Webcam C920",
               "Two different labels of the same kind are in view. Show only one.");
}

static void half_device(struct sk_model *model) {
    at_work(model, SK_SCREEN_HALF);
    set(model->slot_serial, sizeof(model->slot_serial), SERIAL);
    model->countdown_s = 11;
    model->countdown_of_s = 15;
}

static void half_may_type(struct sk_model *model) {
    half_device(model);
    model->typing.may_open = true;
}

static void which_device(struct sk_model *model) {
    half_device(model);
    model->screen = SK_SCREEN_WHICH;
    model->notice = SK_NOTICE_REPLACES_SERIAL;
    set(model->replacement, sizeof(model->replacement), "sag61a344ge");
    model->is_replacement_serial = true;
}

static void which_answer_first(struct sk_model *model) {
    which_device(model);
    model->notice = SK_NOTICE_ANSWER_FIRST;
    set(model->notice_label, sizeof(model->notice_label), INSTANCE);
}

/* Two bars above it. */
static void which_called(struct sk_model *model) {
    which_answer_first(model);
    model->is_called = true;
}

static void half_camera(struct sk_model *model) {
    half_device(model);
    add_reader(model, SK_SOURCE_CAMERA, SK_READER_READY, "HD Webcam C920", "");
}

static void half_instance(struct sk_model *model) {
    at_work(model, SK_SCREEN_HALF);
    set(model->slot_instance, sizeof(model->slot_instance), INSTANCE);
    model->countdown_s = 4;
    model->countdown_of_s = 15;
}

static void which_label(struct sk_model *model) {
    half_instance(model);
    model->screen = SK_SCREEN_WHICH;
    model->notice = SK_NOTICE_REPLACES_INSTANCE;
    set(model->replacement, sizeof(model->replacement), "sag-c3m3n1khz58lbfhfw1");
}

static void half_typed(struct sk_model *model) {
    half_instance(model);
    set(model->typed, sizeof(model->typed), "sage62x02192");
}

static void unsaved(struct sk_model *model) {
    verdict(model, SK_SCREEN_UNSAVED, "");
    model->request_id[0] = '\0';
}

static void working(struct sk_model *model) {
    verdict(model, SK_SCREEN_WORKING, "");
}

static void bound(struct sk_model *model) {
    verdict(model, SK_SCREEN_BOUND, "");
}

static void bound_order(struct sk_model *model) {
    verdict(model, SK_SCREEN_BOUND, "");
    work_on_order(model);
}

static void bound_already(struct sk_model *model) {
    verdict(model, SK_SCREEN_BOUND, "bound.already");
    model->was_bound_already = true;
    model->bound_today = 1; /* a digit is narrower than it is high */
}

static void refused_conflict(struct sk_model *model) {
    verdict(model, SK_SCREEN_REFUSED, "SAG.SnConflict");
}

static void refused_elsewhere(struct sk_model *model) {
    refused_conflict(model);
    model->place = SK_PLACE_INSTANCE;
    set(model->where, sizeof(model->where), "sag-c3m3n1khz58lbfhfw1");
}

static void refused_outside(struct sk_model *model) {
    refused_conflict(model);
    model->place = SK_PLACE_OUTSIDE;
}

static void refused_not_found(struct sk_model *model) {
    verdict(model, SK_SCREEN_REFUSED, "SAG.InstanceNoFound");
    model->failures_waiting = 2;
}

static void refused_arrears(struct sk_model *model) {
    verdict(model, SK_SCREEN_REFUSED, "SmartAccessGatewayInArrears");
}

static void refused_over_limit(struct sk_model *model) {
    verdict(model, SK_SCREEN_REFUSED, "SAG.SnOverLimit");
}

/* As the app does it for a pair that waits for IT. */
static void refused_permission(struct sk_model *model) {
    struct sk_verdict held = { .kind = SK_VERDICT_BLOCKED, .code = "Forbidden.RAM" };
    struct sk_sentence sentence = sk_sentence_verdict(&held, SK_SCREEN_REFUSED);
    verdict(model, SK_SCREEN_REFUSED, held.code);
    set(model->what, sizeof(model->what), sentence.what);
    set(model->advice, sizeof(model->advice), sentence.advice);
    model->who = sentence.who;
    model->is_kept = true;
}

static void refused_reuse(struct sk_model *model) {
    verdict(model, SK_SCREEN_REFUSED, SK_GUARD_REUSE);
    model->prior.number = 17;
    model->prior_wall_ms = WALL - INT64_C(8640000000);
    set(model->prior.instance, sizeof(model->prior.instance), "sag-c3m3n1khz58lbfhfw1");
    set(model->prior_operator, sizeof(model->prior_operator), "Li Wei");
}

static void refused_in_use(struct sk_model *model) {
    struct sk_verdict in_use = { .code = SK_GUARD_IN_USE, .may_override = true };
    struct sk_sentence sentence = sk_sentence_verdict(&in_use, SK_SCREEN_REFUSED);
    verdict(model, SK_SCREEN_REFUSED, SK_GUARD_IN_USE);
    set(model->what, sizeof(model->what), sentence.what);
    set(model->advice, sizeof(model->advice), sentence.advice);
    model->who = sentence.who;
    model->prior.number = 17;
    model->prior_wall_ms = WALL - INT64_C(600000);
    set(model->prior.serial, sizeof(model->prior.serial), "sag32a30120");
}

static void refused_mismatch(struct sk_model *model) {
    verdict(model, SK_SCREEN_REFUSED, SK_GUARD_MISMATCH);
    set(model->expected, sizeof(model->expected), "sag-c3m3n1khz58lbfhfw1");
    work_on_order(model);
}

static void refused_fleet(struct sk_model *model) {
    verdict(model, SK_SCREEN_REFUSED, SK_GUARD_FLEET);
    set(model->prior_bench, sizeof(model->prior_bench), "Bench 7");
    model->prior_wall_ms = WALL - INT64_C(8640000000);
    set(model->prior.instance, sizeof(model->prior.instance), "sag-c3m3n1khz58lbfhfw1");
    set(model->prior_operator, sizeof(model->prior_operator), "Li Wei");
}

static void refused_label_elsewhere(struct sk_model *model) {
    verdict(model, SK_SCREEN_REFUSED, SK_GUARD_ELSEWHERE);
    set(model->prior_bench, sizeof(model->prior_bench), "Bench 7");
    model->prior_wall_ms = WALL - INT64_C(8640000000);
    set(model->prior.serial, sizeof(model->prior.serial), "sag32a30120");
    set(model->prior_operator, sizeof(model->prior_operator), "Li Wei");
}

static void refused_claimed(struct sk_model *model) {
    verdict(model, SK_SCREEN_REFUSED, SK_GUARD_CLAIMED);
    set(model->prior_bench, sizeof(model->prior_bench), "Bench 7");
    model->prior_wall_ms = WALL;
}

static void refused_check(struct sk_model *model) {
    struct sk_verdict check = { .kind = SK_VERDICT_CHECK };
    struct sk_sentence sentence = sk_sentence_verdict(&check, SK_SCREEN_REFUSED);
    verdict(model, SK_SCREEN_REFUSED, "Forbidden.RAM");
    model->is_unknown = true;
    set(model->what, sizeof(model->what), sentence.what);
    set(model->advice, sizeof(model->advice), sentence.advice);
    model->who = sentence.who;
}

static void refused_acknowledge_first(struct sk_model *model) {
    verdict(model, SK_SCREEN_REFUSED, "SAG.SnConflict");
    model->notice = SK_NOTICE_ACKNOWLEDGE_FIRST;
    set(model->notice_label, sizeof(model->notice_label), "sag61a344ge");
    model->failures_waiting = 1;
}

static void retry(struct sk_model *model) {
    verdict(model, SK_SCREEN_RETRY, "ResourceInOperating");
    offer_undo(model);
}

static void retry_sticky(struct sk_model *model) {
    retry(model);
    model->sticky = true;
    set(model->slot_instance, sizeof(model->slot_instance), INSTANCE);
    model->kept_count = 3;
}

static void checking(struct sk_model *model) {
    verdict(model, SK_SCREEN_CHECKING, "net.timeout");
}

static void saved_offline(struct sk_model *model) {
    verdict(model, SK_SCREEN_SAVED, "net.connect");
    offer_undo(model);
    model->link = SK_LINK_OFFLINE;
    model->waiting = 1;
    model->oldest_waiting_s = 12;
}

static void saved_blocked(struct sk_model *model) {
    ready_blocked(model);
    struct sk_model_recent recent = model->recent[0];
    verdict(model, SK_SCREEN_SAVED, "InvalidTimeStamp.Expired");
    model->recent[0] = recent;
    model->link = SK_LINK_BLOCKED;
    model->waiting = 4;
    model->oldest_waiting_s = 130;
}

/* Of several: the others go on. */
static void saved_blocked_account(struct sk_model *model) {
    static const char account[] = "cn-shanghai/plant-b";
    saved_blocked(model);
    set(model->account, sizeof(model->account), account);
    set(model->link_account, sizeof(model->link_account), account);
    set(model->banner_account, sizeof(model->banner_account), account);
}

static void notice_not_a_label(struct sk_model *model) {
    notice(model, SK_NOTICE_NOT_A_LABEL, "4006381333931");
}

static void notice_model_label(struct sk_model *model) {
    notice(model, SK_NOTICE_MODEL_LABEL, "sag-1000");
}

static void notice_denied(struct sk_model *model) {
    notice(model, SK_NOTICE_DENIED_SERIAL, "sage62x0000000000");
}

static void notice_badge_first(struct sk_model *model) {
    notice(model, SK_NOTICE_BADGE_FIRST, SERIAL);
    model->needs_badge = true;
}

static void notice_unknown_badge(struct sk_model *model) {
    notice(model, SK_NOTICE_UNKNOWN_BADGE, "");
    model->needs_badge = true;
}

static void notice_operator_changed(struct sk_model *model) {
    notice(model, SK_NOTICE_OPERATOR_CHANGED, SERIAL);
    set(model->operator_name, sizeof(model->operator_name), "Chen");
}

static void notice_double_scan(struct sk_model *model) {
    notice(model, SK_NOTICE_DOUBLE_SCAN, SERIAL);
}

static void notice_undone(struct sk_model *model) {
    notice(model, SK_NOTICE_UNDONE, SERIAL);
    set(model->notice_pair.serial, sizeof(model->notice_pair.serial), SERIAL);
    set(model->notice_pair.instance, sizeof(model->notice_pair.instance), INSTANCE);
}

static void notice_not_undone(struct sk_model *model) {
    notice_undone(model);
    model->notice = SK_NOTICE_TOO_LATE_TO_UNDO;
}

static void notice_cancelled(struct sk_model *model) {
    notice(model, SK_NOTICE_CANCELLED, SERIAL);
}

static void notice_sticky_mode(struct sk_model *model) {
    notice(model, SK_NOTICE_STICKY_MODE, "");
    model->sticky = true;
}

static void notice_signed_on(struct sk_model *model) {
    notice(model, SK_NOTICE_SIGNED_ON, "李伟");
    set(model->operator_name, sizeof(model->operator_name), "李伟");
}

static void notice_queue_full(struct sk_model *model) {
    notice(model, SK_NOTICE_QUEUE_FULL, SERIAL);
}

static void notice_several_in_one(struct sk_model *model) {
    notice(model, SK_NOTICE_SEVERAL_IN_ONE, SERIAL);
}

static void notice_wrong_symbology(struct sk_model *model) {
    notice(model, SK_NOTICE_WRONG_SYMBOLOGY, SERIAL);
}

static void notice_read_again(struct sk_model *model) {
    notice(model, SK_NOTICE_READ_AGAIN, "sage62x0219");
}

static void notice_part_of_text(struct sk_model *model) {
    notice(model, SK_NOTICE_PART_OF_TEXT, "sage62x0219");
    model->notice_part = 1;
    model->notice_parts = 2;
}

static void notice_not_saved_yet(struct sk_model *model) {
    notice(model, SK_NOTICE_NOT_SAVED_YET, SERIAL);
}

static void notice_on_hold(struct sk_model *model) {
    notice(model, SK_NOTICE_ON_HOLD, SERIAL);
}

static void no_scanner(struct sk_model *model) {
    at_work(model, SK_SCREEN_NO_SCANNER);
    model->readers[0].health = SK_READER_ABSENT;
    struct sk_sentence sentence = sk_sentence_find("", SK_SCREEN_NO_SCANNER);
    set(model->what, sizeof(model->what), sentence.what);
    set(model->advice, sizeof(model->advice), sentence.advice);
    model->who = sentence.who;
}

static void no_scanner_denied(struct sk_model *model) {
    static const char trouble[] =
        "The kiosk may not open this scanner. IT can fix it: run 'sag-kioskctl doctor'. Until then it works only as a keyboard.";
    no_scanner(model);
    model->readers[0].health = SK_READER_TROUBLE;
    set(model->advice, sizeof(model->advice), trouble);
    set(model->readers[0].text, sizeof(model->readers[0].text), trouble);
    model->who = SK_WHO_IT;
}

static void problem_config(struct sk_model *model) {
    at_work(model, SK_SCREEN_PROBLEM);
    model->link = SK_LINK_UNKNOWN;
    model->recent_count = 0;
    set(model->problems[0], sizeof(model->problems[0]),
        "kiosk.ini:4: cloud.region: 'cn-hangzou' is not a region; did you mean 'cn-hangzhou'?");
    set(model->problems[1], sizeof(model->problems[1]),
        "kiosk.ini:9: there is no setting 'pairing.time_out_ms'; did you mean "
        "'pairing.timeout_ms'?");
    set(model->problems[2], sizeof(model->problems[2]),
        "no access key found: neither in the configuration, nor in the environment "
        "(ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET), nor in "
        "~/.aliyun/config.json, nor in the credentials file, nor by "
        "ALIBABA_CLOUD_CREDENTIALS_URI");
    model->problem_count = 3;
}

static void problem_journal(struct sk_model *model) {
    at_work(model, SK_SCREEN_PROBLEM);
    model->recent_count = 0;
    set(model->problems[0], sizeof(model->problems[0]),
        "the disk with the journal '/var/lib/sag-kiosk/journal.db' is full; free some space, the "
        "kiosk continues by itself");
    model->problem_count = 1;
}

/* ---- the supervisor ---- */

static struct sk_model_supervisor *supervisor(struct sk_model *model, enum sk_super_page page) {
    at_work(model, SK_SCREEN_SUPERVISOR);
    model->supervisor.page = page;
    model->supervisor.rights = SK_SUPER_RIGHT_BENCH | SK_SUPER_RIGHT_SETUP;
    return &model->supervisor;
}

static void add_row(struct sk_model_supervisor *super, int64_t number, enum sk_result result,
                    const char *code) {
    static const char *const serials[] = { "sage62x021922a1b2", "sag32a9034958a", "sag61a344ge",
                                           "sage6nniq3d07kt",   "sag233a234i55",  SERIAL };
    static const char *const instances[] = { "sag-c3m3n1khz58lbfhfw1", "sag-0ovhf732a9j0pt0aeo",
                                             "sag-r79m060r6oy55zt4k2", INSTANCE,
                                             "sag-7d2l0m9q8x1c5v3b6n", "sag-c3m3n1khz58lbfhfw1" };
    size_t at = super->row_count++;
    struct sk_model_super_row *row = &super->rows[at];
    row->number = number;
    row->result = result;
    row->at_wall_ms = WALL - (int64_t)at * 4700000;
    set(row->labels.serial, sizeof(row->labels.serial), serials[at]);
    set(row->labels.instance, sizeof(row->labels.instance), instances[at]);
    set(row->operator_name, sizeof(row->operator_name), "Li Wei");
    set(row->code, sizeof(row->code), code);
    set(row->request_id, sizeof(row->request_id), "61C33444-D8C5-4018-A06C-BA8C8812BEF6");
}

static void add_rows(struct sk_model_supervisor *super) {
    add_row(super, 412, SK_RESULT_REFUSED, "SAG.SnConflict");
    add_row(super, 398, SK_RESULT_CHECK, "net.timeout");
    add_row(super, 371, SK_RESULT_REFUSED, "SAG.SnOverLimit");
    add_row(super, 344, SK_RESULT_REFUSED, "SAG.InstanceNoFound");
    add_row(super, 327, SK_RESULT_REFUSED, "SAG.SnConflict");
    add_row(super, 318, SK_RESULT_REFUSED, "SmartAccessGatewayInArrears");
    super->has_older = true;
}

static void super_pin(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_PIN);
    super->digits = 3;
    super->tries_left = 5;
}

static void super_pin_wrong(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_PIN);
    super->tries_left = 2;
    set(super->hint, sizeof(super->hint), "Wrong PIN.");
}

static void super_pin_locked(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_PIN);
    super->locked_s = 27;
    super->ends_s = 12;
}

static void super_pin_none(struct sk_model *model) {
    supervisor(model, SK_SUPER_PIN)->has_no_pin = true;
}

static void super_pin_of(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_PIN);
    set(super->who, sizeof(super->who), "Li Wei");
    super->is_own_pin = super->has_own_pins = true;
    super->digits = 2;
}

static void super_pin_badge(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_PIN);
    super->has_no_pin = super->has_own_pins = true;
}

static void super_pin_either(struct sk_model *model) {
    supervisor(model, SK_SUPER_PIN)->has_own_pins = true;
}

static void super_pin_none_of(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_PIN);
    set(super->who, sizeof(super->who), "李伟");
    super->has_no_pin = true;
}

static void super_menu(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_MENU);
    super->red_waiting = 1;
    super->open_count = 6;
    model->waiting = 3;
    model->order_bound = 34;
    model->order_of = 48;
}

static void super_menu_busy(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_MENU);
    set(super->who, sizeof(super->who), "Li Wei");
    super->open_count = 1000;
    model->bound_today = 2417;
    model->waiting = 12480;
    model->order_of = 9600;
}

static void super_menu_shared(struct sk_model *model) {
    supervisor(model, SK_SUPER_MENU)->is_shared_pin = true;
    model->order_of = 48;
}

static void super_menu_it(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_MENU);
    super->rights = SK_SUPER_RIGHT_SETUP;
    super->open_count = -1;
    set(super->who, sizeof(super->who), "Ada Okonkwo-Lindqvist");
    set(super->hint, sizeof(super->hint), "This needs a supervisor.");
}

static void super_people(struct sk_model *model) {
    static const char *const names[SK_SUPER_ROWS] = {
        "Ada Okonkwo-Lindqvist", "Li Wei", "李伟", "Maria José Fernández", "Ute", "佐藤 花子"
    };
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_PEOPLE);
    for (int32_t i = 0; i < SK_SUPER_ROWS; i++) {
        struct sk_model_super_person *person = &super->people[super->people_count++];
        set(person->name, sizeof(person->name), names[i]);
        person->number = i + 1;
        person->role = i % SK_SUPER_ROLES;
        person->has_badge = i != 2;
    }
    super->has_more_people = super->has_fewer_people = true;
}

static void super_people_none(struct sk_model *model) {
    (void)supervisor(model, SK_SUPER_PEOPLE);
}

static void super_person(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_PERSON);
    set(super->person.name, sizeof(super->person.name), "Maria José Fernández");
    super->person.number = 4;
    super->person.has_badge = true;
}

static void super_person_new(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_PERSON);
    set(super->person.name, sizeof(super->person.name), "Li Wei");
}

static void super_type_name(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_TYPE);
    super->is_name = true;
    set(super->glass.text, sizeof(super->glass.text), "li wei");
}

static void super_sound(struct sk_model *model) {
    static const char *const outputs[] = { "Built-in Audio, Analog Stereo", "HDMI 1",
                                           "USB Audio Device, Analog Stereo", "HDMI 2",
                                           "DisplayPort 3" };
    struct sk_model_sound *sound = &supervisor(model, SK_SUPER_SOUND)->sound;
    sound->volume = 80;
    for (size_t i = 0; i < SK_ARRAY_LEN(outputs); i++) {
        set(sound->outputs[sound->output_count++], SK_SOUND_NAME_SIZE, outputs[i]);
    }
    set(sound->device, sizeof(sound->device), outputs[2]);
}

static void super_sound_mute(struct sk_model *model) {
    super_sound(model);
    model->supervisor.sound.volume = 0;
    model->supervisor.sound.is_device_overruled = true;
}

static void super_new_pin(struct sk_model *model) {
    set(supervisor(model, SK_SUPER_NEW_PIN)->hint, SK_ERR_TEXT_SIZE, "This needs IT.");
}

static void super_new_pin_of(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_NEW_PIN);
    set(super->pin_of, sizeof(super->pin_of), "Li Wei");
    super->digits = 12;
}

static void super_new_pin_again(struct sk_model *model) {
    super_new_pin_of(model);
    model->supervisor.is_again = true;
    model->supervisor.digits = 0;
}

static void super_menu_on_hold(struct sk_model *model) {
    supervisor(model, SK_SUPER_MENU)->is_on_hold = true;
}

static void super_attention(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_LIST);
    super->is_attention = true;
    add_rows(super);
}

static void super_missing(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_LIST);
    super->is_missing = true;
    set(model->order, sizeof(model->order), "SO-20261124-7");
    model->order_bound = 34;
    model->order_of = 48;
    add_rows(super);
}

static void super_search(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_LIST);
    super->day = SK_SUPER_WEEK;
    super->has_newer = true;
    set(super->search_instance, sizeof(super->search_instance), "sag-c3m3n1khz58lbfhfw1");
    set(super->hint_label, sizeof(super->hint_label), "sag-c3m3n1khz58lbfhfw1");
    set(super->hint, sizeof(super->hint), "Only searched, not bound.");
    add_rows(super);
    super->rows[0].result = SK_RESULT_BOUND;
    super->rows[1].result = SK_RESULT_PENDING;
    super->rows[2].is_undo = true;
    super->rows[2].result = SK_RESULT_UNDONE;
    super->rows[3].undone_by = 371;
    super->rows[3].result = SK_RESULT_BOUND;
    super->rows[4].is_dealt = true;
}

static void add_scan(struct sk_model_supervisor *super, const char *what, const char *text,
                     int32_t times) {
    struct sk_model_super_scan *scan = &super->scans[super->row_count];
    scan->seq = 900 - (int64_t)super->row_count;
    scan->at_wall_ms = WALL - (int64_t)super->row_count++ * 4700000;
    scan->times = times;
    set(scan->what, sizeof(scan->what), what);
    set(scan->text, sizeof(scan->text), text);
    set(scan->operator_name, sizeof(scan->operator_name), "mei");
}

static void super_scans(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_LIST);
    super->is_scans = true;
    super->day = SK_SUPER_TODAY;
    super->has_older = true;
    add_scan(super, "This is neither a device label nor a sag- label.", "4006381333931", 3);
    add_scan(super, "A reader was disconnected.", "usb-hid-pos Honeywell Xenon 1900", 1);
    add_scan(super, "The last pair is not saved yet. Scan NOT accepted.", SERIAL, 1);
    add_scan(super, "A control card; it was carried out.", "SAGK:ACK", 1);
    add_scan(super, "The second label was not scanned in time.", INSTANCE, 1);
    super->scans[4].by_hand = true;
    add_scan(super, "Signed on.", "", 1);
}

static void super_scans_of_label(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_LIST);
    super->is_scans = true;
    set(super->search_text, sizeof(super->search_text), SERIAL);
    set(super->hint_label, sizeof(super->hint_label), SERIAL);
    set(super->hint, sizeof(super->hint), "In no pair. It was scanned but not accepted:");
    add_scan(super, "This bench is on hold. This scan was NOT accepted.", SERIAL, 1);
    add_scan(super, "The second label was not scanned in time.", SERIAL, 1);
}

static void super_search_all(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_LIST);
    add_rows(super);
    super->rows[0].result = SK_RESULT_BOUND;
    super->rows[1].result = SK_RESULT_PENDING;
    set(super->rows[4].operator_name, sizeof(super->rows[4].operator_name), "李伟");
}

static void super_search_empty(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_LIST);
    super->outcome = SK_SUPER_WITHDRAWN;
    super->day = SK_SUPER_YESTERDAY;
    set(super->search_serial, sizeof(super->search_serial), "1b2");
}

static void super_attention_none(struct sk_model *model) {
    supervisor(model, SK_SUPER_LIST)->is_attention = true;
}

static void super_choose_outcome(struct sk_model *model) {
    supervisor(model, SK_SUPER_CHOICE)->outcome = SK_SUPER_REFUSED;
}

static void super_choose_day(struct sk_model *model) {
    supervisor(model, SK_SUPER_CHOICE)->is_day_choice = true;
}

static void add_event(struct sk_model_supervisor *super, const char *at, const char *what,
                      const char *name, const char *why) {
    SK_ASSERT(super->event_count < SK_SUPER_EVENTS);
    struct sk_model_super_event *row = &super->events[super->event_count++];
    set(row->at, sizeof(row->at), at);
    set(row->what, sizeof(row->what), what);
    set(row->name, sizeof(row->name), name);
    set(row->why, sizeof(row->why), why);
}

static void about_pair(struct sk_model_supervisor *super) {
    add_rows(super);
    super->pair = super->rows[0];
    super->pair.has_source = true;
    super->pair.source = SK_SOURCE_USB_HID_POS;
}

static void add_start(struct sk_model_supervisor *super) {
    add_event(super, "2026-11-24T17:20:05.200+00:00", "Sent to the cloud.", "", "");
    add_event(super, "2026-11-24T17:20:05.123+00:00", "Scanned by %s.", "Li Wei", "");
}

static void super_pair_refused(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_DETAIL);
    about_pair(super);
    super->offers = SK_SUPER_OFFER_RETRY | SK_SUPER_OFFER_DEAL;
    super->pair.place = SK_PLACE_INSTANCE;
    set(super->pair.where, sizeof(super->pair.where), "sag-7d2l0m9q8x1c5v3b6n");
    add_event(super, "2026-11-24T17:20:07.100+00:00", "This device is bound to %s.",
              "sag-7d2l0m9q8x1c5v3b6n", "");
    add_event(super, "2026-11-24T17:20:06.100+00:00", "The cloud refused it:", "",
              "Bound elsewhere");
    add_start(super);
}

static void super_pair_bound(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_DETAIL);
    about_pair(super);
    set(super->pair.customer_order, sizeof(super->pair.customer_order), "4711");
    super->pair.serial_by_hand = true;
    super->pair.result = SK_RESULT_BOUND;
    super->pair.code[0] = '\0';
    super->offers = SK_SUPER_OFFER_UNDO;
    add_event(super, "2026-11-24T17:20:06.100+00:00", "The cloud bound it.", "", "");
    add_start(super);
}

/* All that can be done about one. */
static void super_pair_undelivered(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_DETAIL);
    about_pair(super);
    add_start(super);
    super->pair.is_undelivered = true;
    super->still = SK_SUPER_STILL_SHOWN;
    super->offers = SK_SUPER_OFFER_RETRY | SK_SUPER_OFFER_DEAL | SK_SUPER_OFFER_RESEND;
}

static void super_pair_label_in_doubt(struct sk_model *model) {
    super_pair_bound(model);
    model->supervisor.pair.is_unprinted = true;
    model->supervisor.offers |= SK_SUPER_OFFER_PRINT;
}

static void super_pair_with_picture(struct sk_model *model) {
    super_pair_bound(model);
    model->supervisor.still = SK_SUPER_STILL_SHOWN;
}

static void super_picture(struct sk_model *model) {
    super_pair_with_picture(model);
    model->supervisor.page = SK_SUPER_PICTURE;
}

/* Offline over night, then seen to. */
static void super_pair_long(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_DETAIL);
    about_pair(super);
    super->pair.is_dealt = true;
    super->pair.source = SK_SOURCE_CAMERA;
    super->still = SK_SUPER_STILL_SHOWN;
    add_event(super, "2026-11-25T08:12:44.000+00:00", "Dealt with by %s:", "Chen Mei",
              "The device is set aside");
    add_event(super, "2026-11-25T07:03:09.000+00:00", "The cloud refused it:", "",
              "Bound elsewhere");
    add_event(super, "2026-11-25T07:03:08.000+00:00", "Sent to the cloud again.", "", "");
    add_event(super, "2026-11-24T17:21:05.000+00:00", "Not settled yet:", "", "No connection");
    add_start(super);
}

static void super_pair_picture_changed(struct sk_model *model) {
    super_pair_bound(model);
    model->supervisor.still = SK_SUPER_STILL_CHANGED;
}

static void add_check(struct sk_model *model, enum sk_check_state state, const char *name,
                      const char *found, const char *remedy) {
    struct sk_model_checks *checks = &model->supervisor.checks;
    struct sk_model_check *row = &checks->rows[checks->count++];
    row->state = state;
    row->name = name;
    row->remedy = remedy;
    set(row->found, sizeof(row->found), found);
}

static void super_checks_fleet(struct sk_model *model) {
    char clock[SK_CHECK_TEXT_SIZE];
    (void)supervisor(model, SK_SUPER_CHECKS);
    add_check(model, SK_CHECK_OK, "Network", "Online", NULL);
    add_check(model, SK_CHECK_OK, "Log", "Every pair is saved.", NULL);
    add_check(model, SK_CHECK_FAIL, "Fleet",
              "It does not let this bench in: it was revoked, or has another secret.",
              "Call IT: sag-kioskctl fleet enroll lets it in again.");
    add_check(model, SK_CHECK_FAIL, "Fleet",
              "It refuses this bench's log: it was changed, cut, or is an old copy.",
              "Call IT: find out why, then sag-kioskctl fleet accept.");
    (void)snprintf(clock, sizeof(clock), sk_text("This machine's clock is off by %d min."), 61);
    add_check(model, SK_CHECK_FAIL, "Fleet", clock, "Call IT: set the clock of this machine.");
    add_check(model, SK_CHECK_OK, "Version", "1.0.0", NULL);
}

static void super_checks(struct sk_model *model) {
    char fleet[SK_CHECK_TEXT_SIZE];
    (void)supervisor(model, SK_SUPER_CHECKS);
    add_check(model, SK_CHECK_FAIL, "Network", "The cloud cannot be found on the network.",
              "Check the network cable.");
    add_check(model, SK_CHECK_OK, "Access key", "credentials", NULL);
    add_check(model, SK_CHECK_FAIL, "Clock", "It differs from the cloud's.",
              "Call IT: set the clock of this machine.");
    add_check(model, SK_CHECK_OK, "Scanner", "Honeywell Voyager 1400g", NULL);
    add_check(model, SK_CHECK_WARN, "Camera",
              "the camera '/dev/video0' is used by another program; close that program", NULL);
    add_check(model, SK_CHECK_OK, "Log", "Every pair is saved.", NULL);
    add_check(model, SK_CHECK_WARN, "Waiting to be sent", "12",
              "They are sent when the cloud can be reached.");
    add_check(model, SK_CHECK_OK, "Device list", "Read", NULL);
    add_check(model, SK_CHECK_OK, "Office system", "It takes the results.", NULL);
    (void)snprintf(fleet, sizeof(fleet), sk_text("Away for %d min. Others: up to %s."), 921,
                   "01-05 10:32");
    add_check(model, SK_CHECK_WARN, "Fleet", fleet, "Keep working. Tell IT if it lasts.");
    add_check(model, SK_CHECK_OK, "Version", "0.1.0", NULL);
}

static void super_office(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_OFFICE);
    super->office_count = 3;
    super->office_at = 1;
    super->office.task = SK_SUPER_TASK_UNDO;
    super->office.pair = 42;
    super->office.touch = 8;
    set(super->office.who, sizeof(super->office.who), "Li Wei");
    set(super->office.text, sizeof(super->office.text),
        "The customer has cancelled the order, and the device goes back to stock.");
}

static void super_office_none(struct sk_model *model) {
    (void)supervisor(model, SK_SUPER_OFFICE);
}

static void super_menu_office(struct sk_model *model) {
    supervisor(model, SK_SUPER_MENU)->office_count = 3;
}

static void super_undo_reason(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_REASON);
    about_pair(super);
    super->task = SK_SUPER_TASK_UNDO;
}

static void super_type_reason(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_TYPE);
    super->task = SK_SUPER_TASK_UNDO;
    super->is_reason = true;
    set(super->glass.text, sizeof(super->glass.text), "wrong box");
}

static void super_type_search(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_TYPE);
    set(super->glass.text, sizeof(super->glass.text), "1b2");
}

static void super_undo_sure(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_CONFIRM);
    about_pair(super);
    super->task = SK_SUPER_TASK_UNDO;
}

static void super_undone(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_RESULT);
    super->task = SK_SUPER_TASK_UNDO;
    super->end = SK_SUPER_END_GOOD;
    set(super->what, sizeof(super->what), "The cloud has undone the binding.");
    set(super->advice, sizeof(super->advice), "The device can be bound again.");
    set(super->detail, sizeof(super->detail), "61C33444-D8C5-4018-A06C-BA8C8812BEF6");
}

static struct sk_model_supervisor *super_retried(struct sk_model *model, enum sk_super_end end) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_RESULT);
    about_pair(super);
    super->task = SK_SUPER_TASK_RETRY;
    super->end = end;
    return super;
}

static void super_retry_sent(struct sk_model *model) {
    struct sk_model_supervisor *super = super_retried(model, SK_SUPER_END_OPEN);
    set(super->what, sizeof(super->what), "The pair is being sent again.");
    set(super->advice, sizeof(super->advice),
        "The result appears here. If you leave, the bench shows it.");
}

static void super_retry_bound(struct sk_model *model) {
    struct sk_model_supervisor *super = super_retried(model, SK_SUPER_END_GOOD);
    set(super->what, sizeof(super->what), "The cloud has bound the pair.");
    set(super->advice, sizeof(super->advice), "It is off the list.");
    set(super->detail, sizeof(super->detail), "61C33444-D8C5-4018-A06C-BA8C8812BEF6");
}

static void super_retry_refused(struct sk_model *model) {
    struct sk_model_supervisor *super = super_retried(model, SK_SUPER_END_REFUSED);
    struct sk_sentence sentence = sk_sentence_find("SAG.SnConflict", SK_SCREEN_REFUSED);
    set(super->what, sizeof(super->what), sentence.what);
    set(super->advice, sizeof(super->advice), "It is on the list again.");
    set(super->detail, sizeof(super->detail),
        "SAG.SnConflict  61C33444-D8C5-4018-A06C-BA8C8812BEF6");
}

static void super_hold_reason(struct sk_model *model) {
    supervisor(model, SK_SUPER_REASON)->task = SK_SUPER_TASK_HOLD;
}

static void super_export(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_EXPORT);
    super->task = SK_SUPER_TASK_EXPORT;
    super->has_search = true;
    super->export_what = SK_SUPER_WHAT_WEEK;
}

static void super_export_under_way(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_WAIT);
    super->task = SK_SUPER_TASK_EXPORT;
    set(super->step, sizeof(super->step), "Writing the export.");
    super->done = 41200;
    super->total = 96350;
    super->can_cancel = true;
}

static void super_exported(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_RESULT);
    super->task = SK_SUPER_TASK_EXPORT;
    super->end = SK_SUPER_END_GOOD;
    super->done = 96350;
    set(super->what, sizeof(super->what), "The export is done.");
    set(super->advice, sizeof(super->advice), "Remove the stick now.");
    set(super->detail, sizeof(super->detail), "BENCH: sag-kiosk-log-20261124T182005.csv");
}

static void super_purge(struct sk_model *model) {
    supervisor(model, SK_SUPER_PURGE)->task = SK_SUPER_TASK_PURGE;
}

static void super_checkpoint(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_CHECKPOINT);
    super->checkpoint_seq = 4711;
    set(super->checkpoint, sizeof(super->checkpoint),
        "Bench-7\n4711\nAAcOFRwjKjE4P0ZNVFtiaXB3foWMk5qhqK+2vcTL0tk=\ntime 2026-11-24T10:20:05Z\n\n"
        "\xe2\x80\x94 Bench-7 bIsOk8x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNX"
        "gKvqfqdngotpRZb6KE6RyyBwA==\n");
    set(super->checkpoint_key, sizeof(super->checkpoint_key),
        "Bench-7+6c8b0e93+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
}

/* ---- its figures ---- */

static void add_bar(struct sk_model_supervisor *super, const char *name, int32_t bound, int32_t bad,
                    int32_t other) {
    struct sk_model_super_bar *bar = &super->bars[super->bar_count++];
    set(bar->name, sizeof(bar->name), name);
    bar->bound = bound;
    bar->bad = bad;
    bar->other = other;
}

static struct sk_model_supervisor *figures(struct sk_model *model, enum sk_super_chart chart) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_FIGURES);
    super->chart = chart;
    super->day = SK_SUPER_TODAY;
    return super;
}

static void super_figures_hours(struct sk_model *model) {
    static const int32_t bound[] = { 38, 44, 41, 12, 47, 52, 39, 6 };
    struct sk_model_supervisor *super = figures(model, SK_SUPER_CHART_HOURS);
    for (int32_t i = 0; i < 8; i++) {
        char name[8];
        (void)snprintf(name, sizeof(name), "%02d", (int)i + 6);
        add_bar(super, name, bound[i], i % 3 == 0 ? 4 : i % 2, i == 7 ? 5 : i == 3 ? 2 : 0);
    }
}

static void super_figures_day_and_night(struct sk_model *model) {
    struct sk_model_supervisor *super = figures(model, SK_SUPER_CHART_HOURS);
    super->day = SK_SUPER_WEEK;
    for (int32_t i = 0; i < 24; i++) {
        char name[8];
        (void)snprintf(name, sizeof(name), "%02d", (int)i);
        add_bar(super, name, 200 + i * 7919 % 131, i * 31 % 17, i * 7 % 5);
    }
}

static void super_figures_days(struct sk_model *model) {
    struct sk_model_supervisor *super = figures(model, SK_SUPER_CHART_DAYS);
    for (int32_t i = 0; i < 14; i++) {
        char name[16];
        (void)snprintf(name, sizeof(name), "2026-11-%02d", (int)i + 11);
        add_bar(super, name, i % 7 == 5 ? 0 : 288 + i * 37 % 101, i % 7 == 5 ? 0 : i * 5 % 23,
                i % 7 == 5 ? 0 : i * 3 % 7);
    }
}

static void super_figures_people(struct sk_model *model) {
    struct sk_model_supervisor *super = figures(model, SK_SUPER_CHART_PEOPLE);
    add_bar(super, "Li Wei", 143, 6, 1);
    add_bar(super, "Anna Schneider-Hohenberg", 121, 2, 0);
    add_bar(super, "José Martínez", 96, 11, 4);
    add_bar(super, "", 12, 0, 0);
    add_bar(super, "", 7, 1, 0);
    super->bars[4].is_others = true;
}

static void super_figures_orders(struct sk_model *model) {
    struct sk_model_supervisor *super = figures(model, SK_SUPER_CHART_ORDERS);
    for (int32_t i = 0; i < 12; i++) {
        char name[16];
        (void)snprintf(name, sizeof(name), "PO-%04d", (int)(4711 - i));
        add_bar(super, i == 5 ? "" : name, 1200 / (i + 1), i * 3 % 7, i % 3);
    }
}

static void super_figures_none(struct sk_model *model) {
    (void)figures(model, SK_SUPER_CHART_HOURS);
}

static void super_report(struct sk_model *model) {
    super_checkpoint(model);
    struct sk_model_supervisor *super = &model->supervisor;
    super->page = SK_SUPER_REPORT;
    super->shift = 1;
    super->shown = (struct sk_model_super_shift){ .from_ms = 1795500000000,
                                                  .to_ms = 1795528800000,
                                                  .bound = 279,
                                                  .refused = 14,
                                                  .unknown = 2,
                                                  .pending = 0,
                                                  .undone = 1,
                                                  .withdrawn = 6,
                                                  .open = 3,
                                                  .median_ms = 7400 };
}

static void super_report_under_way(struct sk_model *model) {
    supervisor(model, SK_SUPER_REPORT)->is_loading = true;
}

static void super_print(struct sk_model *model) {
    supervisor(model, SK_SUPER_PRINT)->paper = SK_SUPER_PAPER_CARDS;
}

static void super_print_failed(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_RESULT);
    super->task = SK_SUPER_TASK_PAPER;
    set(super->what, sizeof(super->what), "The printer has no paper.");
    set(super->advice, sizeof(super->advice), "Put paper in and try again.");
    set(super->detail, sizeof(super->detail), "the printer 'Bench-7-A4' has no paper");
}

static void super_checkpoint_under_way(struct sk_model *model) {
    (void)supervisor(model, SK_SUPER_CHECKPOINT);
}

static struct sk_model_setup *super_setup(struct sk_model *model) {
    struct sk_model_setup *setup = &supervisor(model, SK_SUPER_SETUP)->setup;
    set(setup->code, sizeof(setup->code), "yqW-:0047");
    setup->device_count = 2;
    set(setup->devices[0].name, sizeof(setup->devices[0].name), "Honeywell 1900");
    set(setup->devices[0].place, sizeof(setup->devices[0].place), "0c2e:0b81, port 1-2");
    set(setup->devices[0].state, sizeof(setup->devices[0].state), "The kiosk reads it.");
    setup->devices[0].is_read = true;
    set(setup->devices[1].name, sizeof(setup->devices[1].name), "SM-2D PRODUCT HID KBW");
    set(setup->devices[1].place, sizeof(setup->devices[1].place), "1a2c:0001, port 1-3");
    set(setup->devices[1].state, sizeof(setup->devices[1].state), "Ignored, like any keyboard.");
    return setup;
}

static void super_setup_waiting(struct sk_model *model) {
    (void)super_setup(model);
}

static void super_setup_learned(struct sk_model *model) {
    static const char *const changes[][2] = { { "usb.devices", "1a2c:0001" },
                                              { "usb.layout", "fr" },
                                              { "usb.prefix", "*" },
                                              { "usb.suffix", "\\x20\\x0D" } };
    struct sk_model_setup *setup = super_setup(model);
    setup->is_learned = true;
    set(setup->found, sizeof(setup->found), "SM-2D PRODUCT HID KBW");
    for (size_t i = 0; i < SK_ARRAY_LEN(changes); i++) {
        struct sk_model_setup_change *change = &setup->changes[setup->change_count++];
        set(change->name, sizeof(change->name), changes[i][0]);
        set(change->value, sizeof(change->value), changes[i][1]);
    }
    setup->report_count = 3;
    set(setup->reports[0], sizeof(setup->reports[0]), "1-3: 00 00 00 00 00 00 00 00");
    set(setup->reports[1], sizeof(setup->reports[1]), "1-3: 00 00 28 00 00 00 00 00");
    set(setup->reports[2], sizeof(setup->reports[2]), "1-3: 00 00 00 00 00 00 00 00");
}

static void super_setup_overruled(struct sk_model *model) {
    super_setup_learned(model);
    model->supervisor.setup.change_count = 2;
    model->supervisor.setup.changes[1].is_overruled = true;
}

static void super_setup_fault(struct sk_model *model) {
    struct sk_model_setup *setup = super_setup(model);
    set(setup->found, sizeof(setup->found), "SM-2D PRODUCT HID KBW");
    set(setup->fault, sizeof(setup->fault),
        "It drops repeated characters. Set a delay between characters, or HID POS, with the barcodes in its manual.");
}

static void super_families(struct sk_model *model) {
    (void)supervisor(model, SK_SUPER_FAMILIES);
}

static void super_program(struct sk_model *model) {
    (void)supervisor(model, SK_SUPER_PROGRAM); /* the first one */
}

static void super_program_see(struct sk_model *model) {
    supervisor(model, SK_SUPER_PROGRAM)->family = 1;
}

static void super_purge_refused(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_RESULT);
    super->task = SK_SUPER_TASK_PURGE;
    set(super->what, sizeof(super->what), "Some pairs from that time were not exported.");
    set(super->advice, sizeof(super->advice), "Export everything first, then purge.");
}

static const struct {
    const char *name;
    void (*fill)(struct sk_model *model);
} examples[] = {
    { "starting", starting },
    { "ready", ready },
    { "ready-order", ready_order },
    { "ready-called", ready_called },
    { "ready-languages", ready_languages },
    { "ready-badge-first", ready_badge_first },
    { "ready-list-mistake", ready_list_mistake },
    { "ready-demo", ready_demo },
    { "ready-sticky", ready_sticky },
    { "ready-offline", ready_offline },
    { "ready-office", ready_office },
    { "ready-fleet-away", ready_fleet_away },
    { "ready-fleet-refused", ready_fleet_refused },
    { "ready-fleet-shut-out", ready_fleet_shut_out },
    { "ready-clock-wrong", ready_clock_wrong },
    { "ready-held", ready_blocked },
    { "ready-on-hold", ready_on_hold },
    { "ready-reader-trouble", ready_reader_trouble },
    { "ready-notice", ready_notice },
    { "ready-camera", ready_camera },
    { "ready-camera-two", ready_camera_two },
    { "ready-type", ready_may_type },
    { "ready-type-undo", ready_may_type_undo },
    { "half-type", half_may_type },
    { "sound", sound_ask },
    { "sound-not-heard", sound_not_heard },
    { "typing", typing_label },
    { "typing-other-letters", typing_other_letters },
    { "typing-no-label", typing_no_label },
    { "typing-again", typing_again },
    { "typing-different", typing_different },
    { "typing-ask", typing_ask },
    { "half-device", half_device },
    { "half-instance", half_instance },
    { "which-called", which_called },
    { "which-device", which_device },
    { "which-label", which_label },
    { "which-answer-first", which_answer_first },
    { "half-camera", half_camera },
    { "half-typed", half_typed },
    { "unsaved", unsaved },
    { "working", working },
    { "bound", bound },
    { "bound-order", bound_order },
    { "bound-already", bound_already },
    { "refused-conflict", refused_conflict },
    { "refused-called", refused_called },
    { "refused-elsewhere", refused_elsewhere },
    { "refused-outside", refused_outside },
    { "refused-not-found", refused_not_found },
    { "refused-arrears", refused_arrears },
    { "refused-over-limit", refused_over_limit },
    { "refused-permission", refused_permission },
    { "refused-reuse", refused_reuse },
    { "refused-in-use", refused_in_use },
    { "refused-mismatch", refused_mismatch },
    { "refused-fleet", refused_fleet },
    { "refused-claimed", refused_claimed },
    { "refused-label-elsewhere", refused_label_elsewhere },
    { "refused-check", refused_check },
    { "refused-acknowledge-first", refused_acknowledge_first },
    { "retry", retry },
    { "retry-sticky", retry_sticky },
    { "checking", checking },
    { "saved-offline", saved_offline },
    { "saved-held", saved_blocked },
    { "saved-held-account", saved_blocked_account },
    { "notice-not-a-label", notice_not_a_label },
    { "notice-model-label", notice_model_label },
    { "notice-denied", notice_denied },
    { "notice-badge-first", notice_badge_first },
    { "notice-unknown-badge", notice_unknown_badge },
    { "notice-operator-changed", notice_operator_changed },
    { "notice-double-scan", notice_double_scan },
    { "notice-undone", notice_undone },
    { "notice-not-undone", notice_not_undone },
    { "notice-cancelled", notice_cancelled },
    { "notice-sticky-mode", notice_sticky_mode },
    { "notice-signed-on", notice_signed_on },
    { "notice-queue-full", notice_queue_full },
    { "notice-several-in-one", notice_several_in_one },
    { "notice-wrong-symbology", notice_wrong_symbology },
    { "notice-read-again", notice_read_again },
    { "notice-part-of-text", notice_part_of_text },
    { "notice-not-saved-yet", notice_not_saved_yet },
    { "notice-on-hold", notice_on_hold },
    { "supervisor-pin", super_pin },
    { "supervisor-pin-wrong", super_pin_wrong },
    { "supervisor-pin-locked", super_pin_locked },
    { "supervisor-pin-none", super_pin_none },
    { "supervisor-pin-of", super_pin_of },
    { "supervisor-pin-badge", super_pin_badge },
    { "supervisor-pin-either", super_pin_either },
    { "supervisor-pin-none-of", super_pin_none_of },
    { "supervisor-menu", super_menu },
    { "supervisor-menu-busy", super_menu_busy },
    { "supervisor-menu-shared", super_menu_shared },
    { "supervisor-menu-it", super_menu_it },
    { "supervisor-people", super_people },
    { "supervisor-people-none", super_people_none },
    { "supervisor-person", super_person },
    { "supervisor-person-new", super_person_new },
    { "supervisor-type-name", super_type_name },
    { "supervisor-sound", super_sound },
    { "supervisor-sound-mute", super_sound_mute },
    { "supervisor-new-pin", super_new_pin },
    { "supervisor-new-pin-of", super_new_pin_of },
    { "supervisor-new-pin-again", super_new_pin_again },
    { "supervisor-menu-held", super_menu_on_hold },
    { "supervisor-attention", super_attention },
    { "supervisor-missing", super_missing },
    { "supervisor-search", super_search },
    { "supervisor-search-all", super_search_all },
    { "supervisor-search-empty", super_search_empty },
    { "supervisor-attention-none", super_attention_none },
    { "supervisor-choose-outcome", super_choose_outcome },
    { "supervisor-choose-day", super_choose_day },
    { "supervisor-scans", super_scans },
    { "supervisor-scans-of-label", super_scans_of_label },
    { "supervisor-pair-refused", super_pair_refused },
    { "supervisor-pair-bound", super_pair_bound },
    { "supervisor-pair-label-in-doubt", super_pair_label_in_doubt },
    { "supervisor-pair-with-picture", super_pair_with_picture },
    { "supervisor-pair-long", super_pair_long },
    { "supervisor-pair-undelivered", super_pair_undelivered },
    { "supervisor-picture", super_picture },
    { "supervisor-pair-picture-changed", super_pair_picture_changed },
    { "supervisor-checks", super_checks },
    { "supervisor-checks-fleet", super_checks_fleet },
    { "supervisor-office", super_office },
    { "supervisor-office-none", super_office_none },
    { "supervisor-menu-office", super_menu_office },
    { "supervisor-undo-reason", super_undo_reason },
    { "supervisor-type-reason", super_type_reason },
    { "supervisor-type-search", super_type_search },
    { "supervisor-undo-sure", super_undo_sure },
    { "supervisor-undone", super_undone },
    { "supervisor-retry-sent", super_retry_sent },
    { "supervisor-retry-bound", super_retry_bound },
    { "supervisor-retry-refused", super_retry_refused },
    { "supervisor-hold-reason", super_hold_reason },
    { "supervisor-export", super_export },
    { "supervisor-export-under-way", super_export_under_way },
    { "supervisor-exported", super_exported },
    { "supervisor-purge", super_purge },
    { "supervisor-purge-refused", super_purge_refused },
    { "supervisor-checkpoint", super_checkpoint },
    { "supervisor-figures-hours", super_figures_hours },
    { "supervisor-figures-day-and-night", super_figures_day_and_night },
    { "supervisor-figures-days", super_figures_days },
    { "supervisor-figures-people", super_figures_people },
    { "supervisor-figures-orders", super_figures_orders },
    { "supervisor-figures-none", super_figures_none },
    { "supervisor-report", super_report },
    { "supervisor-report-under-way", super_report_under_way },
    { "supervisor-print", super_print },
    { "supervisor-print-failed", super_print_failed },
    { "supervisor-setup", super_setup_waiting },
    { "supervisor-setup-learned", super_setup_learned },
    { "supervisor-setup-overruled", super_setup_overruled },
    { "supervisor-setup-fault", super_setup_fault },
    { "supervisor-families", super_families },
    { "supervisor-program", super_program },
    { "supervisor-program-see", super_program_see },
    { "supervisor-checkpoint-under-way", super_checkpoint_under_way },
    { "no-scanner", no_scanner },
    { "no-scanner-denied", no_scanner_denied },
    { "problem-config", problem_config },
    { "problem-journal", problem_journal },
};

const char *sk_example_name(size_t index) {
    return index < SK_ARRAY_LEN(examples) ? examples[index].name : NULL;
}

void sk_example_fill(size_t index, struct sk_model *model) {
    examples[index].fill(model);
}
