#include "input/reader.h"

#include "base/assert.h"

const char *sk_reader_health_name(enum sk_reader_health health) {
    switch (health) {
    case SK_READER_ABSENT:
        return "absent";
    case SK_READER_READY:
        return "ready";
    case SK_READER_TROUBLE:
        return "in trouble";
    case SK_READER_ENDED:
        return "ended";
    }
    SK_UNREACHABLE("health of a reader");
}
