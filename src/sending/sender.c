#include "sending/sender.h"

#include "base/assert.h"

const char *sk_request_name(enum sk_request request) {
    switch (request) {
    case SK_REQUEST_BIND:
        return "bind";
    case SK_REQUEST_ASK_INSTANCE:
        return "ask-instance";
    case SK_REQUEST_ASK_SERIAL:
        return "ask-serial";
    case SK_REQUEST_UNBIND:
        return "unbind";
    }
    SK_UNREACHABLE("request");
}

const char *sk_answer_class_name(enum sk_answer_class cls) {
    switch (cls) {
    case SK_ANSWER_OK:
        return "ok";
    case SK_ANSWER_REFUSED:
        return "refused";
    case SK_ANSWER_BLOCKED:
        return "blocked";
    case SK_ANSWER_BUSY:
        return "busy";
    case SK_ANSWER_THROTTLED:
        return "throttled";
    case SK_ANSWER_UNKNOWN:
        return "unknown";
    case SK_ANSWER_NOT_SENT:
        return "not sent";
    }
    SK_UNREACHABLE("class of an answer");
}

const char *sk_presence_name(enum sk_presence presence) {
    switch (presence) {
    case SK_PRESENCE_ABSENT:
        return "absent";
    case SK_PRESENCE_HERE:
        return "here";
    case SK_PRESENCE_ELSEWHERE:
        return "elsewhere";
    }
    SK_UNREACHABLE("presence");
}
