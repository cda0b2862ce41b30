#include "app/model/brief.h"

#include "base/language.h"
#include "base/util.h"

#include <stddef.h>
#include <string.h>

#define ACCESS_KEY SK_N("Access key problem")
#define CLOUD_FAULT SK_N("Cloud fault")
#define NO_ANSWER SK_N("No answer")
#define NO_CONNECTION SK_N("No connection")
#define NOT_FOUND SK_N("sag- label not found")
#define SETTINGS SK_N("Settings are wrong")

static const struct {
    const char *what;
    const char *brief;
} briefs[] = {
    { "The cloud did not get the sag- number.", NOT_FOUND },
    { "This sag- label does not exist in this region.", NOT_FOUND },
    { "This sag- label is not valid.", NOT_FOUND },
    { "The subscription of this SAG instance has expired.", SK_N("Subscription expired") },
    { "This sag- label already has all its devices.", SK_N("sag- label is full") },
    { "This device is already bound to another sag- label.", SK_N("Bound elsewhere") },
    { "The cloud is still busy with this sag- label.", SK_N("Cloud is busy") },
    { "The cloud does not know this serial number.", SK_N("Serial number unknown") },
    { "This SAG instance is not activated yet.", SK_N("Not activated yet") },
    { "This SAG instance is not connected to its network yet.", SK_N("Not connected yet") },
    { "This SAG instance is for software, not for a device.", SK_N("For software only") },
    { "The cloud has a temporary fault.", CLOUD_FAULT },
    { "The cloud is getting too many requests.", SK_N("Cloud is busy") },
    { "The cloud is unavailable for a moment.", CLOUD_FAULT },
    { "The cloud did not answer in time.", NO_ANSWER },
    { "The cloud does not know this kiosk's access key.", ACCESS_KEY },
    { "This kiosk's access key is disabled.", ACCESS_KEY },
    { "The secret of this kiosk's access key is wrong.", ACCESS_KEY },
    { "This kiosk's temporary access key is no longer valid.", ACCESS_KEY },
    { "This kiosk has no access key for the cloud.", ACCESS_KEY },
    { "The cloud does not accept this kiosk's request.", SK_N("Request not accepted") },
    { "The cloud's address is set incorrectly.", SETTINGS },
    { "The region in this kiosk's settings does not exist.", SETTINGS },
    { "A cloud setting of this kiosk is wrong.", SETTINGS },
    { "The cloud received this request twice.", SK_N("Request not accepted") },
    { "This kiosk's clock is wrong.", SK_N("Clock is wrong") },
    { "This kiosk's account may not bind devices.", SK_N("No permission") },
    { "The cloud does not accept one of the two labels.", SK_N("Label not accepted") },
    { "The cloud cannot be found on the network.", NO_CONNECTION },
    { "The cloud cannot be reached.", NO_CONNECTION },
    { "The network proxy refuses the connection.", NO_CONNECTION },
    { "The connection to the cloud is not secure, so nothing was sent.", SK_N("Not secure") },
    { "The connection broke while the pair was being sent.", NO_ANSWER },
    { "The connection broke before the cloud answered.", NO_ANSWER },
    { "The network delivered the answer to another request.", SK_N("Wrong answer") },
    { "The cloud's answer does not match the request.", SK_N("Wrong answer") },
    { "The kiosk has too many files open to reach the cloud.", SK_N("Kiosk fault") },
    { "Something other than the cloud answered. The network may need a login.",
      SK_N("Wrong answer") },
    { "The network redirects this kiosk to another page, maybe a login page.",
      SK_N("Wrong answer") },
    { "The cloud is slow. The pair is saved and on its way.", SK_N("Cloud is slow") },
    { "The kiosk stopped before the cloud answered.", NO_ANSWER },
    { "The kiosk had an internal error.", SK_N("Kiosk fault") },
    { "Another pair failed. It is on the supervisor's list.", SK_N("Refused") },
    { "This device was already bound.", SK_N("Bound before") },
    { "This sag- label already has a device.", SK_N("sag- label in use") },
    { "This device is not on the device list.", SK_N("Not on the device list") },
    { "The device list has another sag- label for this device.", SK_N("Other label on the list") },
    { "This device is bound at another bench.", SK_N("Bound at another bench") },
    { "This sag- label has a device of another bench.", SK_N("Label used elsewhere") },
    { "Another bench is binding this device just now.", SK_N("Another bench has it") },
    { "This pair was damaged in the log. It will not be sent.", SK_N("Damaged in the log") },
    { "The device list cannot be read.", SK_N("No device list") },
    { "The kiosk could not confirm whether this device is bound.", SK_N("Bound or not?") },
    { "This device was already bound to this sag- label.", SK_N("Bound") },
    { "The cloud refused this pair.", SK_N("Refused") },
};

const char *sk_brief(const char *what) {
    for (size_t i = 0; i < SK_ARRAY_LEN(briefs); i++) {
        if (strcmp(briefs[i].what, what) == 0) {
            return briefs[i].brief;
        }
    }
    return what;
}
