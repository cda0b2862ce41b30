#include "ui/examples.h"

#include "app/model/sentence.h"
#include "base/assert.h"
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
        "The list of devices has a mistake in line %d.");
    set(model->banner_advice, sizeof(model->banner_advice),
        "Tell IT. The last good list stays in force.");
}

static void ready_demo(struct sk_model *model) {
    static const char *const labels[] = { SERIAL,
                                          INSTANCE,
                                          "sag61a344ge",
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
}

static void ready_offline(struct sk_model *model) {
    at_work(model, SK_SCREEN_READY);
    model->link = SK_LINK_OFFLINE;
    model->waiting = 7;
    model->oldest_waiting_s = 754;
}

static void ready_on_hold(struct sk_model *model) {
    at_work(model, SK_SCREEN_READY);
    model->is_on_hold = true;
    model->banner = true;
    set(model->banner_what, sizeof(model->banner_what), "This bench is on hold. No scan is taken.");
    set(model->banner_advice, sizeof(model->banner_advice), "Call the supervisor.");
}

static void ready_blocked(struct sk_model *model) {
    at_work(model, SK_SCREEN_READY);
    struct sk_sentence sentence = sk_sentence_find("InvalidTimeStamp.Expired", SK_SCREEN_SAVED);
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
    add_reader(model, SK_SOURCE_USB_HID_KEYBOARD, SK_READER_TROUBLE, "Zebra DS2208",
               "This scanner may not be opened by this user; it works only if it types. "
               "IT can mend it: run 'sag-kioskctl doctor'.");
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
               "Two different labels of the same kind are in view. Show one of them only.");
}

static void half_device(struct sk_model *model) {
    at_work(model, SK_SCREEN_HALF);
    set(model->slot_serial, sizeof(model->slot_serial), SERIAL);
    model->countdown_s = 11;
    model->countdown_of_s = 15;
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
}

static void checking(struct sk_model *model) {
    verdict(model, SK_SCREEN_CHECKING, "net.timeout");
}

static void saved_offline(struct sk_model *model) {
    verdict(model, SK_SCREEN_SAVED, "net.connect");
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

static void notice_replaces(struct sk_model *model) {
    notice(model, SK_NOTICE_REPLACES_SERIAL, "sag61a344ge");
}

static void notice_undone(struct sk_model *model) {
    notice(model, SK_NOTICE_UNDONE, "");
}

static void notice_queue_full(struct sk_model *model) {
    notice(model, SK_NOTICE_QUEUE_FULL, SERIAL);
}

static void notice_several_in_one(struct sk_model *model) {
    notice(model, SK_NOTICE_SEVERAL_IN_ONE, SERIAL);
}

static void notice_read_again(struct sk_model *model) {
    notice(model, SK_NOTICE_READ_AGAIN, "sage62x0219");
}

static void notice_not_saved_yet(struct sk_model *model) {
    notice(model, SK_NOTICE_NOT_SAVED_YET, SERIAL);
}

static void notice_on_hold(struct sk_model *model) {
    notice(model, SK_NOTICE_ON_HOLD, SERIAL);
}

static void problem_config(struct sk_model *model) {
    at_work(model, SK_SCREEN_PROBLEM);
    model->link = SK_LINK_UNKNOWN;
    model->recent_count = 0;
    set(model->problems[0], sizeof(model->problems[0]),
        "kiosk.ini line 4: 'cn-hangzou' is not a region; did you mean 'cn-hangzhou'?");
    set(model->problems[1], sizeof(model->problems[1]),
        "kiosk.ini line 9: unknown key 'time_out' in [pairing]; did you mean 'timeout'?");
    set(model->problems[2], sizeof(model->problems[2]),
        "No access key was found. Write it to the credentials file or set "
        "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.");
    model->problem_count = 3;
}

static void problem_journal(struct sk_model *model) {
    at_work(model, SK_SCREEN_PROBLEM);
    model->recent_count = 0;
    set(model->problems[0], sizeof(model->problems[0]),
        "The journal cannot be written: no space left on the device. Make room on the disk; the "
        "kiosk goes on by itself.");
    model->problem_count = 1;
}

/* ---- the supervisor ---- */

static struct sk_model_supervisor *supervisor(struct sk_model *model, enum sk_super_page page) {
    at_work(model, SK_SCREEN_SUPERVISOR);
    model->supervisor.page = page;
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
    set(row->operator_name, sizeof(row->operator_name), "mei");
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
    set(super->hint, sizeof(super->hint), "This is not the PIN.");
}

static void super_pin_locked(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_PIN);
    super->locked_s = 27;
    super->ends_s = 12;
}

static void super_pin_none(struct sk_model *model) {
    supervisor(model, SK_SUPER_PIN)->has_no_pin = true;
}

static void super_menu(struct sk_model *model) {
    supervisor(model, SK_SUPER_MENU)->red_waiting = 1;
    model->order_of = 48;
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
    set(super->hint, sizeof(super->hint), "Searched for. Nothing is bound here.");
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
    add_scan(super, "This is neither a device label nor an instance label.", "4006381333931", 3);
    add_scan(super, "A reader was gone.", "usb-hid-pos Honeywell Xenon 1900", 1);
    add_scan(super, "The pair before is not saved yet. This scan was NOT taken.", SERIAL, 1);
    add_scan(super, "A control card, which was obeyed.", "SAGK:ACK", 1);
    add_scan(super, "The second label did not come in time.", INSTANCE, 1);
    super->scans[4].by_hand = true;
    add_scan(super, "Signed on.", "", 1);
}

static void super_scans_of_label(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_LIST);
    super->is_scans = true;
    set(super->search_text, sizeof(super->search_text), SERIAL);
    set(super->hint_label, sizeof(super->hint_label), SERIAL);
    set(super->hint, sizeof(super->hint), "In no pair. It was scanned, but not taken:");
    add_scan(super, "This bench is on hold. This scan was NOT taken.", SERIAL, 1);
    add_scan(super, "The second label did not come in time.", SERIAL, 1);
}

static void super_search_empty(struct sk_model *model) {
    supervisor(model, SK_SUPER_LIST)->outcome = SK_SUPER_WITHDRAWN;
}

static void add_event(struct sk_model_supervisor *super, const char *at, const char *event,
                      const char *what) {
    SK_ASSERT(super->event_count < SK_SUPER_EVENTS);
    struct sk_model_super_event *row = &super->events[super->event_count++];
    set(row->at, sizeof(row->at), at);
    set(row->event, sizeof(row->event), event);
    set(row->what, sizeof(row->what), what);
}

static void about_pair(struct sk_model_supervisor *super) {
    add_rows(super);
    super->pair = super->rows[0];
    add_event(super, "2026-11-24T18:20:06.100+01:00", "settled", "SAG.SnConflict");
    add_event(super, "2026-11-24T18:20:05.123+01:00", "intent", "pending");
}

static void super_pair_refused(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_DETAIL);
    about_pair(super);
    super->offers = SK_SUPER_OFFER_RETRY | SK_SUPER_OFFER_DEAL;
}

static void super_pair_bound(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_DETAIL);
    about_pair(super);
    set(super->pair.customer_order, sizeof(super->pair.customer_order), "4711");
    super->pair.serial_by_hand = true;
    super->pair.result = SK_RESULT_BOUND;
    super->pair.code[0] = '\0';
    super->offers = SK_SUPER_OFFER_UNDO;
}

static void super_pair_with_picture(struct sk_model *model) {
    super_pair_bound(model);
    model->supervisor.still = SK_SUPER_STILL_SHOWN;
}

static void super_pair_picture_changed(struct sk_model *model) {
    super_pair_bound(model);
    model->supervisor.still = SK_SUPER_STILL_CHANGED;
}

static void super_undo_reason(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_REASON);
    about_pair(super);
    super->task = SK_SUPER_TASK_UNDO;
}

static void super_undo_sure(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_CONFIRM);
    about_pair(super);
    super->task = SK_SUPER_TASK_UNDO;
}

static void super_undone(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_RESULT);
    super->task = SK_SUPER_TASK_UNDO;
    super->is_good = true;
    set(super->what, sizeof(super->what), "The cloud has taken the binding away.");
    set(super->advice, sizeof(super->advice), "The device can be bound again.");
    set(super->detail, sizeof(super->detail), "61C33444-D8C5-4018-A06C-BA8C8812BEF6");
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
    set(super->step, sizeof(super->step), "The export is being written.");
    super->done = 41200;
    super->total = 96350;
    super->can_cancel = true;
}

static void super_exported(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_RESULT);
    super->task = SK_SUPER_TASK_EXPORT;
    super->is_good = true;
    super->done = 96350;
    set(super->what, sizeof(super->what), "The export is done.");
    set(super->advice, sizeof(super->advice), "Pull the stick out now.");
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

static void super_checkpoint_under_way(struct sk_model *model) {
    (void)supervisor(model, SK_SUPER_CHECKPOINT);
}

static void super_purge_refused(struct sk_model *model) {
    struct sk_model_supervisor *super = supervisor(model, SK_SUPER_RESULT);
    super->task = SK_SUPER_TASK_PURGE;
    set(super->what, sizeof(super->what), "There are pairs of that time that were not exported.");
    set(super->advice, sizeof(super->advice), "Export everything first, then purge.");
}

static const struct {
    const char *name;
    void (*fill)(struct sk_model *model);
} examples[] = {
    { "starting", starting },
    { "ready", ready },
    { "ready-order", ready_order },
    { "ready-badge-first", ready_badge_first },
    { "ready-list-mistake", ready_list_mistake },
    { "ready-demo", ready_demo },
    { "ready-sticky", ready_sticky },
    { "ready-offline", ready_offline },
    { "ready-held", ready_blocked },
    { "ready-on-hold", ready_on_hold },
    { "ready-reader-trouble", ready_reader_trouble },
    { "ready-notice", ready_notice },
    { "ready-camera", ready_camera },
    { "ready-camera-two", ready_camera_two },
    { "half-device", half_device },
    { "half-instance", half_instance },
    { "half-camera", half_camera },
    { "unsaved", unsaved },
    { "working", working },
    { "bound", bound },
    { "bound-order", bound_order },
    { "bound-already", bound_already },
    { "refused-conflict", refused_conflict },
    { "refused-elsewhere", refused_elsewhere },
    { "refused-outside", refused_outside },
    { "refused-not-found", refused_not_found },
    { "refused-arrears", refused_arrears },
    { "refused-over-limit", refused_over_limit },
    { "refused-permission", refused_permission },
    { "refused-reuse", refused_reuse },
    { "refused-in-use", refused_in_use },
    { "refused-mismatch", refused_mismatch },
    { "refused-check", refused_check },
    { "refused-acknowledge-first", refused_acknowledge_first },
    { "retry", retry },
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
    { "notice-replaces", notice_replaces },
    { "notice-undone", notice_undone },
    { "notice-queue-full", notice_queue_full },
    { "notice-several-in-one", notice_several_in_one },
    { "notice-read-again", notice_read_again },
    { "notice-not-saved-yet", notice_not_saved_yet },
    { "notice-on-hold", notice_on_hold },
    { "supervisor-pin", super_pin },
    { "supervisor-pin-wrong", super_pin_wrong },
    { "supervisor-pin-locked", super_pin_locked },
    { "supervisor-pin-none", super_pin_none },
    { "supervisor-menu", super_menu },
    { "supervisor-menu-held", super_menu_on_hold },
    { "supervisor-attention", super_attention },
    { "supervisor-missing", super_missing },
    { "supervisor-search", super_search },
    { "supervisor-search-empty", super_search_empty },
    { "supervisor-scans", super_scans },
    { "supervisor-scans-of-label", super_scans_of_label },
    { "supervisor-pair-refused", super_pair_refused },
    { "supervisor-pair-bound", super_pair_bound },
    { "supervisor-pair-with-picture", super_pair_with_picture },
    { "supervisor-pair-picture-changed", super_pair_picture_changed },
    { "supervisor-undo-reason", super_undo_reason },
    { "supervisor-undo-sure", super_undo_sure },
    { "supervisor-undone", super_undone },
    { "supervisor-hold-reason", super_hold_reason },
    { "supervisor-export", super_export },
    { "supervisor-export-under-way", super_export_under_way },
    { "supervisor-exported", super_exported },
    { "supervisor-purge", super_purge },
    { "supervisor-purge-refused", super_purge_refused },
    { "supervisor-checkpoint", super_checkpoint },
    { "supervisor-checkpoint-under-way", super_checkpoint_under_way },
    { "problem-config", problem_config },
    { "problem-journal", problem_journal },
};

const char *sk_example_name(size_t index) {
    return index < SK_ARRAY_LEN(examples) ? examples[index].name : NULL;
}

void sk_example_fill(size_t index, struct sk_model *model) {
    examples[index].fill(model);
}
