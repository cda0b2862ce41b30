#include "sending/sender.h"

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
    return "unknown";
}
