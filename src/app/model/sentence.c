#include "app/model/sentence.h"

#include "base/assert.h"
#include "base/language.h"
#include "base/util.h"

#include <string.h>

#define WHAT_OUR_BUG SK_N("The cloud does not accept this kiosk's request.")
#define WHAT_CLOUD_FAULT SK_N("The cloud has a temporary fault.")
#define WHAT_TIMEOUT SK_N("The cloud did not answer in time.")
#define WHAT_UNREADABLE                                                                            \
    SK_N("Something other than the cloud answered. The network may need a login.")
#define WHAT_SOFTWARE SK_N("This SAG instance is for software, not for a device.")
#define ACT_SCAN_DEVICE                                                                            \
    SK_N("Check the device label. Scan both again. Still red? Call the supervisor.")
#define ACT_SCAN_INSTANCE                                                                          \
    SK_N("Check the sag- label. Scan both again. Still red? Call the supervisor.")
#define ACT_SET_ASIDE SK_N("Set the device aside. Call the supervisor.")

struct row {
    const char *code; /* a final '*' stands for any continuation */
    const char *what;
    const char *advice; /* NULL: the screen's */
    enum sk_who who;
};

/* The service's codes (client/README.md, "Error codes"), each with a sentence of its own: beside
 * the client the one place that has them, and a test holds the two together. More special rows come
 * first. */
static const struct row rows[] = {
    { "SAG.InstanceIdEmpty", SK_N("The cloud did not get the sag- number."), ACT_SCAN_INSTANCE,
      SK_WHO_WORKER },
    { "SAG.InstanceNoFound", SK_N("This sag- label does not exist in this region."),
      ACT_SCAN_INSTANCE, SK_WHO_WORKER },
    { "SmartAccessGatewayInArrears", SK_N("The subscription of this SAG instance has expired."),
      ACT_SET_ASIDE, SK_WHO_SUPERVISOR },
    { "SAG.SnOverLimit", SK_N("This sag- label already has all its devices."), ACT_SET_ASIDE,
      SK_WHO_SUPERVISOR },
    { "SAG.SnConflict", SK_N("This device is already bound to another sag- label."), ACT_SET_ASIDE,
      SK_WHO_SUPERVISOR },
    { "ResourceInOperating", SK_N("The cloud is still busy with this sag- label."), NULL,
      SK_WHO_NOBODY },
    { "SAG.InvalidSerialNumber", SK_N("The cloud does not know this serial number."),
      ACT_SCAN_DEVICE, SK_WHO_WORKER },

    { "InvalidId.SMARTAG", SK_N("This sag- label is not valid."), ACT_SCAN_INSTANCE,
      SK_WHO_WORKER },
    { "SmartAccessGatewayNotActivated", SK_N("This SAG instance is not activated yet."),
      ACT_SET_ASIDE, SK_WHO_SUPERVISOR },
    { "SmartAccessGatewayNotBind", SK_N("This SAG instance is not connected to its network yet."),
      ACT_SET_ASIDE, SK_WHO_SUPERVISOR },
    { "SAG.SoftwareNotSupport", WHAT_SOFTWARE, ACT_SCAN_INSTANCE, SK_WHO_SUPERVISOR },
    { "SAG.SoftwareNotSupportFeature", WHAT_SOFTWARE, ACT_SCAN_INSTANCE, SK_WHO_SUPERVISOR },
    { "InnerServiceFailed", WHAT_CLOUD_FAULT, NULL, SK_WHO_NOBODY },

    { "Throttling", SK_N("The cloud is getting too many requests."), NULL, SK_WHO_NOBODY },
    { "Throttling.*", SK_N("The cloud is getting too many requests."), NULL, SK_WHO_NOBODY },
    { "ServiceUnavailable", SK_N("The cloud is unavailable for a moment."), NULL, SK_WHO_NOBODY },
    { "ServiceUnavailableTemporary", SK_N("The cloud is unavailable for a moment."), NULL,
      SK_WHO_NOBODY },
    { "InternalError", WHAT_CLOUD_FAULT, NULL, SK_WHO_NOBODY },
    { "InternalFailure", WHAT_CLOUD_FAULT, NULL, SK_WHO_NOBODY },
    { "UnknownError", WHAT_CLOUD_FAULT, NULL, SK_WHO_NOBODY },
    { "GatewayTimeout", WHAT_TIMEOUT, NULL, SK_WHO_NOBODY },
    { "InvalidAccessKeyId", SK_N("The cloud does not know this kiosk's access key."), NULL,
      SK_WHO_IT },
    { "InvalidAccessKeyId.NotFound", SK_N("The cloud does not know this kiosk's access key."), NULL,
      SK_WHO_IT },
    { "InvalidAccessKeyId.Inactive", SK_N("This kiosk's access key is disabled."), NULL,
      SK_WHO_IT },
    { "InvalidAccessKeyId.*", SK_N("The cloud does not know this kiosk's access key."), NULL,
      SK_WHO_IT },
    { "Forbidden.AccessKeyDisabled", SK_N("This kiosk's access key is disabled."), NULL,
      SK_WHO_IT },
    { "SignatureDoesNotMatch", SK_N("The secret of this kiosk's access key is wrong."), NULL,
      SK_WHO_IT },
    { "IncompleteSignature", WHAT_OUR_BUG, NULL, SK_WHO_IT },
    { "InvalidSignatureMethod", WHAT_OUR_BUG, NULL, SK_WHO_IT },
    { "InvalidVersion", WHAT_OUR_BUG, NULL, SK_WHO_IT },
    { "InvalidAction.NotFound", SK_N("The cloud's address is set incorrectly."), NULL, SK_WHO_IT },
    { "InvalidApi.NotFound", SK_N("The cloud's address is set incorrectly."), NULL, SK_WHO_IT },
    { "InvalidProduct.NotFound", SK_N("The cloud's address is set incorrectly."), NULL, SK_WHO_IT },
    { "SignatureNonceUsed", SK_N("The cloud received this request twice."), NULL, SK_WHO_NOBODY },
    { "InvalidTimeStamp.Expired", SK_N("This kiosk's clock is wrong."), NULL, SK_WHO_IT },
    { "InvalidTimeStamp.Format", WHAT_OUR_BUG, NULL, SK_WHO_IT },
    { "InvalidTimeStamp.*", SK_N("This kiosk's clock is wrong."), NULL, SK_WHO_IT },
    { "IllegalTimestamp", WHAT_OUR_BUG, NULL, SK_WHO_IT },
    { "Forbidden", SK_N("This kiosk's account may not bind devices."), NULL, SK_WHO_IT },
    { "Forbidden.RAM", SK_N("This kiosk's account may not bind devices."), NULL, SK_WHO_IT },
    { "Forbidden.NoPermission", SK_N("This kiosk's account may not bind devices."), NULL,
      SK_WHO_IT },
    { "Forbidden.*", SK_N("This kiosk's account may not bind devices."), NULL, SK_WHO_IT },
    { "NoPermission", SK_N("This kiosk's account may not bind devices."), NULL, SK_WHO_IT },
    { "NoPermission.*", SK_N("This kiosk's account may not bind devices."), NULL, SK_WHO_IT },
    { "InvalidSecurityToken.Expired", SK_N("This kiosk's temporary access key is no longer valid."),
      NULL, SK_WHO_IT },
    { "InvalidSecurityToken.Malformed",
      SK_N("This kiosk's temporary access key is no longer valid."), NULL, SK_WHO_IT },
    { "InvalidSecurityToken.MismatchWithAccessKey",
      SK_N("This kiosk's temporary access key is no longer valid."), NULL, SK_WHO_IT },
    { "InvalidSecurityToken.*", SK_N("This kiosk's temporary access key is no longer valid."), NULL,
      SK_WHO_IT },
    { "MissingSecurityToken", SK_N("This kiosk's temporary access key is no longer valid."), NULL,
      SK_WHO_IT },
    { "InvalidProtocol.NeedSsl", WHAT_OUR_BUG, NULL, SK_WHO_IT },
    { "InvalidRegionId", SK_N("The region in this kiosk's settings does not exist."), NULL,
      SK_WHO_IT },
    { "InvalidRegionId.NotFound", SK_N("The region in this kiosk's settings does not exist."), NULL,
      SK_WHO_IT },
    { "InvalidRegionId.*", SK_N("The region in this kiosk's settings does not exist."), NULL,
      SK_WHO_IT },
    { "MissingParameter", WHAT_OUR_BUG, NULL, SK_WHO_IT },
    { "MissingParameter.*", WHAT_OUR_BUG, NULL, SK_WHO_IT },
    { "Missing*", WHAT_OUR_BUG, NULL, SK_WHO_IT },
    { "InvalidParameter", SK_N("The cloud does not accept one of the two labels."),
      SK_N("Scan both labels again. Still red? Call the supervisor."), SK_WHO_WORKER },
    { "InvalidParameter.*", SK_N("The cloud does not accept one of the two labels."),
      SK_N("Scan both labels again. Still red? Call the supervisor."), SK_WHO_WORKER },
    { "Invalid*", SK_N("The cloud does not accept one of the two labels."),
      SK_N("Scan both labels again. Still red? Call the supervisor."), SK_WHO_WORKER },

    { "net.resolve", SK_N("The cloud cannot be found on the network."), NULL, SK_WHO_IT },
    { "net.connect", SK_N("The cloud cannot be reached."), NULL, SK_WHO_IT },
    { "net.proxy", SK_N("The network proxy refuses the connection."), NULL, SK_WHO_IT },
    { "net.clock", SK_N("This kiosk's clock is wrong."), NULL, SK_WHO_IT },
    /* A wrong clock looks like a bad certificate, and is the likelier of the two on a bench. */
    { "net.tls", SK_N("The connection to the cloud is not secure, so nothing was sent."),
      SK_N("Call IT: check this kiosk's clock (date and time), then its certificates."),
      SK_WHO_IT },
    { "net.send", SK_N("The connection broke while the pair was being sent."), NULL,
      SK_WHO_NOBODY },
    { "net.receive", SK_N("The connection broke before the cloud answered."), NULL, SK_WHO_NOBODY },
    { "net.timeout", WHAT_TIMEOUT, NULL, SK_WHO_NOBODY },
    { "net.unasked", SK_N("The network delivered the answer to another request."), NULL,
      SK_WHO_IT },
    { "net.mismatch", SK_N("The cloud's answer does not match the request."), NULL, SK_WHO_IT },
    { "net.descriptors", SK_N("The kiosk has too many files open to reach the cloud."),
      SK_N("Call IT: restart the kiosk; if it happens again, raise its open-file limit."),
      SK_WHO_IT },
    { "net.too_large", WHAT_UNREADABLE, NULL, SK_WHO_IT },
    { "net.unreadable", WHAT_UNREADABLE, NULL, SK_WHO_IT },
    { "net.redirect", SK_N("The network redirects this kiosk to another page, maybe a login page."),
      NULL, SK_WHO_IT },
    { "net.slow", SK_N("The cloud is slow. The pair is saved and on its way."),
      SK_N("Take the next device. The kiosk finishes this pair."), SK_WHO_NOBODY },
    { "net.cancelled", SK_N("The kiosk stopped before the cloud answered."), NULL, SK_WHO_NOBODY },
    { "net.credentials", SK_N("This kiosk has no access key for the cloud."), NULL, SK_WHO_IT },
    { "net.settings", SK_N("A cloud setting of this kiosk is wrong."), NULL, SK_WHO_IT },
    { "net.internal", SK_N("The kiosk had an internal error."), NULL, SK_WHO_IT },
    { SK_CODE_FURTHER, SK_N("Another pair failed. It is on the supervisor's list."), ACT_SET_ASIDE,
      SK_WHO_SUPERVISOR },
    { SK_GUARD_REUSE, SK_N("This device was already bound."), ACT_SET_ASIDE, SK_WHO_SUPERVISOR },
    { SK_GUARD_REUSE ".ask", SK_N("This device was already bound."),
      SK_N("Acknowledge. Then scan both labels again to bind it anyway."), SK_WHO_WORKER },
    { SK_GUARD_IN_USE, SK_N("This sag- label already has a device."), ACT_SCAN_INSTANCE,
      SK_WHO_WORKER },
    { SK_GUARD_IN_USE ".ask", SK_N("This sag- label already has a device."),
      SK_N("Is it the right label? If so, acknowledge and scan both labels again."),
      SK_WHO_WORKER },
    { SK_GUARD_OFF_LIST, SK_N("This device is not on the device list."), ACT_SET_ASIDE,
      SK_WHO_SUPERVISOR },
    { SK_GUARD_MISMATCH, SK_N("The device list has another sag- label for this device."),
      SK_N("Check the sag- label. Scan both again. Still red? Call the supervisor."),
      SK_WHO_WORKER },
    { SK_CODE_CHANGED, SK_N("This pair was damaged in the log. It will not be sent."),
      ACT_SET_ASIDE, SK_WHO_SUPERVISOR },
    { SK_GUARD_FLEET, SK_N("This device is bound at another bench."), ACT_SET_ASIDE,
      SK_WHO_SUPERVISOR },
    { SK_GUARD_CLAIMED, SK_N("Another bench is binding this device just now."), ACT_SET_ASIDE,
      SK_WHO_SUPERVISOR },
    { SK_GUARD_ELSEWHERE, SK_N("This sag- label has a device of another bench."),
      SK_N("Check the sag- label. Scan both again. Still red? Call the supervisor."),
      SK_WHO_WORKER },
    { SK_GUARD_NO_LIST, SK_N("The device list cannot be read."), NULL, SK_WHO_IT },
    { "check.unknown", SK_N("The kiosk could not confirm whether this device is bound."),
      ACT_SET_ASIDE, SK_WHO_SUPERVISOR },
    { "bound.already", SK_N("This device was already bound to this sag- label."), NULL,
      SK_WHO_NOBODY },
};

/* The sentence where the code has none, and the advice where the code gives none. */
static const struct sk_sentence by_screen[] = {
    [SK_SCREEN_STARTING] = { SK_N("The kiosk is starting."), SK_N("Wait a moment."),
                             SK_WHO_NOBODY },
    [SK_SCREEN_READY] = { SK_N("The kiosk is ready."), SK_N("Scan a label."), SK_WHO_NOBODY },
    [SK_SCREEN_HALF] = { SK_N("One label is scanned."), SK_N("Scan the other label."),
                         SK_WHO_NOBODY },
    [SK_SCREEN_WHICH] = { SK_N("Two labels of the same kind were scanned."),
                          SK_N("Scan the right one again."), SK_WHO_WORKER },
    [SK_SCREEN_UNSAVED] = { SK_N("This kiosk's disk is slow. This pair is not saved yet."),
                            SK_N("Keep this device here. Wait for the next screen."),
                            SK_WHO_NOBODY },
    [SK_SCREEN_WORKING] = { SK_N("The device is being bound."), SK_N("Wait a moment."),
                            SK_WHO_NOBODY },
    [SK_SCREEN_BOUND] = { SK_N("The device is bound to this sag- label."),
                          SK_N("Take the next device."), SK_WHO_NOBODY },
    [SK_SCREEN_REFUSED] = { SK_N("The cloud refused this pair."),
                            SK_N("Set the device aside. Call the supervisor."), SK_WHO_SUPERVISOR },
    [SK_SCREEN_RETRY] = { SK_N("The cloud is busy."),
                          SK_N("Take the next device. The kiosk retries automatically."),
                          SK_WHO_NOBODY },
    [SK_SCREEN_CHECKING] = { SK_N("It is not known yet whether the device is bound."),
                             SK_N("Keep this device here."), SK_WHO_NOBODY },
    [SK_SCREEN_SAVED] = { SK_N("The cloud cannot be reached."),
                          SK_N("Take the next device. The kiosk sends this pair later."),
                          SK_WHO_NOBODY },
    [SK_SCREEN_NOTICE] = { SK_N("Something was scanned."), SK_N("Scan a label."), SK_WHO_WORKER },
    [SK_SCREEN_SOUND] = { SK_N("The sound is being tested."), SK_N("Did you hear both sounds?"),
                          SK_WHO_WORKER },
    [SK_SCREEN_TYPING] = { SK_N("A label is being typed."), SK_N("Type what the label says."),
                           SK_WHO_WORKER },
    [SK_SCREEN_NO_SCANNER] = { SK_N("No scanner is working at this bench."),
                               SK_N("Plug the scanner in, or pull its trigger to wake it up."),
                               SK_WHO_WORKER },
    [SK_SCREEN_PROBLEM] = { SK_N("The kiosk cannot work."), SK_N("Call IT."), SK_WHO_IT },
};

/* Amber says to go on: that IT has to be called is said once, by the banner. */
static bool is_amber(enum sk_screen screen) {
    return screen == SK_SCREEN_SAVED || screen == SK_SCREEN_RETRY || screen == SK_SCREEN_CHECKING;
}

static bool fits(const char *pattern, const char *code) {
    size_t length = strlen(pattern);
    if (length > 0 && pattern[length - 1] == '*') {
        return strncmp(pattern, code, length - 1) == 0;
    }
    return strcmp(pattern, code) == 0;
}

static const struct row *find_row(const char *code) {
    for (size_t i = 0; i < SK_ARRAY_LEN(rows); i++) {
        if (fits(rows[i].code, code)) {
            return &rows[i];
        }
    }
    return NULL;
}

struct sk_sentence sk_sentence_find(const char *code, enum sk_screen screen) {
    struct sk_sentence sentence = SK_AT(by_screen, screen);
    const struct row *row = find_row(code);
    if (!row) {
        return sentence;
    }
    sentence.what = row->what;
    sentence.who = row->who;
    bool is_for_it = row->who == SK_WHO_IT;
    if (row->advice && !(is_for_it && is_amber(screen))) {
        sentence.advice = row->advice;
    } else if (is_for_it && !is_amber(screen)) {
        sentence.advice = SK_N("Set the device aside. Call IT.");
    }
    if (sentence.who == SK_WHO_NOBODY && screen == SK_SCREEN_REFUSED) {
        sentence.who = SK_WHO_SUPERVISOR; /* red always needs somebody */
    }
    return sentence;
}

/* A pair that waits for IT is kept and sent again automatically. */
struct sk_sentence sk_sentence_blocked(const char *code) {
    const struct row *row = find_row(code);
    struct sk_sentence sentence = sk_sentence_find(code, SK_SCREEN_REFUSED);
    if (!row || !row->advice) {
        sentence.advice = SK_N("Call IT. The pair is saved, nothing is lost.");
    }
    sentence.who = SK_WHO_IT;
    return sentence;
}

struct sk_sentence sk_sentence_verdict(const struct sk_verdict *verdict, enum sk_screen screen) {
    if (verdict->kind == SK_VERDICT_BLOCKED) {
        struct sk_sentence sentence = sk_sentence_blocked(verdict->code);
        if (is_amber(screen)) {
            sentence.advice = SK_AT(by_screen, screen).advice;
        }
        return sentence;
    }
    if (verdict->may_override) {
        bool is_of_instance = strcmp(verdict->code, SK_GUARD_IN_USE) == 0;
        return sk_sentence_find(is_of_instance ? SK_GUARD_IN_USE ".ask" : SK_GUARD_REUSE ".ask",
                                screen);
    }
    bool is_already = verdict->kind == SK_VERDICT_BOUND && verdict->already;
    return sk_sentence_find(is_already                          ? "bound.already"
                            : verdict->kind == SK_VERDICT_CHECK ? "check.unknown"
                                                                : verdict->code,
                            screen);
}

bool sk_sentence_has(const char *code) {
    return find_row(code) != NULL;
}

const char *sk_sentence_code_at(size_t index) {
    return index < SK_ARRAY_LEN(rows) ? rows[index].code : NULL;
}

static const struct sk_sentence notices[SK_NOTICE_COUNT] = {
    [SK_NOTICE_NONE] = { "", "", SK_WHO_NOBODY },
    [SK_NOTICE_NOT_A_LABEL] = { SK_N("This is neither a device label nor a sag- label."),
                                SK_N("Scan the right label."), SK_WHO_WORKER },
    [SK_NOTICE_MODEL_LABEL] = { SK_N("This is the model barcode."),
                                SK_N("Scan the label with the serial number."), SK_WHO_WORKER },
    [SK_NOTICE_MASKED_LABEL] = { SK_N("This is only a sample label with asterisks."),
                                 SK_N("Scan the real label."), SK_WHO_WORKER },
    [SK_NOTICE_TOO_LONG] = { SK_N("This code is too long for a label."),
                             SK_N("Scan the right label."), SK_WHO_WORKER },
    [SK_NOTICE_SEVERAL_IN_ONE] = { SK_N("Several labels arrived at once, as one code."),
                                   SK_N("Scan one label at a time."), SK_WHO_WORKER },
    [SK_NOTICE_WRONG_SYMBOLOGY] = { SK_N("This type of barcode is not used here."),
                                    SK_N("Scan the other barcode on this label."), SK_WHO_WORKER },
    [SK_NOTICE_READ_AGAIN] = { SK_N("Only part of this code arrived."),
                               SK_N("Scan this label again."), SK_WHO_WORKER },
    [SK_NOTICE_PART_OF_TEXT] = { SK_N("This code is only one part of a longer text."),
                                 SK_N("Scan all its parts."), SK_WHO_WORKER },
    [SK_NOTICE_DOUBLE_SCAN] = { SK_N("The same label was scanned twice. It counts once."),
                                SK_N("Continue."), SK_WHO_NOBODY },
    [SK_NOTICE_REPLACES_SERIAL] = { SK_N("Two devices were scanned."),
                                    SK_N("Scan the device in your hand again."), SK_WHO_WORKER },
    [SK_NOTICE_REPLACED_SERIAL] = { SK_N("The new device replaced the old one."),
                                    SK_N("Scan the sag- label."), SK_WHO_WORKER },
    [SK_NOTICE_REPLACES_INSTANCE] = { SK_N("Two labels that begin with sag- were scanned."),
                                      SK_N("Scan the right one again."), SK_WHO_WORKER },
    [SK_NOTICE_REPLACED_INSTANCE] = { SK_N("The new sag- label replaced the old one."),
                                      SK_N("Scan the device label."), SK_WHO_WORKER },
    [SK_NOTICE_KEPT] = { SK_N("The first label was kept."), SK_N("Scan the other label."),
                         SK_WHO_WORKER },
    [SK_NOTICE_ANSWER_FIRST] = { SK_N("This scan was NOT accepted."),
                                 SK_N("First scan the right one of the two again."),
                                 SK_WHO_WORKER },
    [SK_NOTICE_HALF_TIMED_OUT] = { SK_N("The second label was not scanned in time."),
                                   SK_N("Scan both labels again."), SK_WHO_WORKER },
    [SK_NOTICE_CANCELLED] = { SK_N("This label no longer counts."), SK_N("Scan both labels."),
                              SK_WHO_WORKER },
    [SK_NOTICE_UNDONE] = { SK_N("This pair was undone. It will not be sent."),
                           SK_N("Scan a label to go on."), SK_WHO_WORKER },
    [SK_NOTICE_NOTHING_TO_UNDO] = { SK_N("There is no pair that you can undo."),
                                    SK_N("Scan a label."), SK_WHO_WORKER },
    [SK_NOTICE_TOO_LATE_TO_UNDO] = { SK_N("This pair was already sent."),
                                     SK_N("Call the supervisor to undo it."), SK_WHO_SUPERVISOR },
    [SK_NOTICE_NOTHING_TO_CANCEL] = { SK_N("There is nothing to cancel."), SK_N("Scan a label."),
                                      SK_WHO_WORKER },
    [SK_NOTICE_PAIR_MODE] = { SK_N("Each device gets its own sag- label."),
                              SK_N("Scan both labels."), SK_WHO_WORKER },
    [SK_NOTICE_STICKY_MODE] = { SK_N("One sag- label takes several devices."),
                                SK_N("Scan the sag- label first. Then scan its devices."),
                                SK_WHO_WORKER },
    [SK_NOTICE_UNKNOWN_COMMAND] = { SK_N("This control card is unknown."),
                                    SK_N("Use a card from this kiosk's sheet."), SK_WHO_WORKER },
    [SK_NOTICE_ACKNOWLEDGE_FIRST] = { SK_N("Your scan was accepted and is being processed."),
                                      SK_N("Acknowledge the failure first."), SK_WHO_WORKER },
    [SK_NOTICE_QUEUE_FULL] = { SK_N("The kiosk is busy. This scan was NOT accepted."),
                               SK_N("Wait a moment. Then scan again."), SK_WHO_WORKER },
    [SK_NOTICE_NOT_SAVED_YET] = { SK_N("The last pair is not saved yet. Scan NOT accepted."),
                                  SK_N("Wait for the next screen. Then scan again."),
                                  SK_WHO_WORKER },
    [SK_NOTICE_ON_HOLD] = { SK_N("This bench is on hold. This scan was NOT accepted."),
                            SK_N("Call the supervisor."), SK_WHO_SUPERVISOR },
    [SK_NOTICE_BADGE_FIRST] = { SK_N("Nobody is signed on. This scan was NOT accepted."),
                                SK_N("Scan your badge first."), SK_WHO_WORKER },
    [SK_NOTICE_UNKNOWN_BADGE] = { SK_N("This badge is not registered here."),
                                  SK_N("Scan your own badge. Still unknown? Call the supervisor."),
                                  SK_WHO_SUPERVISOR },
    [SK_NOTICE_SIGNED_ON] = { SK_N("You are signed on."), SK_N("Scan a label."), SK_WHO_WORKER },
    [SK_NOTICE_SIGNED_OFF] = { SK_N("You are signed off."), SK_N("Scan your badge to go on."),
                               SK_WHO_WORKER },
    [SK_NOTICE_NOBODY_SIGNED_ON] = { SK_N("Nobody is signed on."), SK_N("Scan your badge."),
                                     SK_WHO_WORKER },
    [SK_NOTICE_OPERATOR_CHANGED] = { SK_N(
                                         "Another person signed on, so this label no longer counts."),
                                     SK_N("Scan both labels again."), SK_WHO_WORKER },
    [SK_NOTICE_DENIED_SERIAL] = { SK_N("This serial number is a placeholder or is not allowed."),
                                  SK_N(
                                      "Check the device label. If it is right, call the supervisor."),
                                  SK_WHO_SUPERVISOR },
    [SK_NOTICE_NO_LIST] = { SK_N("The device list cannot be read, so nothing is bound."),
                            SK_N("Call IT."), SK_WHO_IT },
    [SK_NOTICE_SAME_PAIR_WAITING] = { SK_N("This pair is already saved and on its way."),
                                      SK_N("Take the next device."), SK_WHO_NOBODY },
    [SK_NOTICE_SAME_PAIR_CHECKING] = { SK_N("This pair is saved. Its result is not known yet."),
                                       SK_N("Keep this device here."), SK_WHO_NOBODY },
};

struct sk_sentence sk_sentence_notice(enum sk_notice notice) {
    return SK_AT(notices, notice);
}
