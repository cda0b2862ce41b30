#include "app/status/status_pace.h"

void sk_status_pace_init(struct sk_status_pace *pace, sk_ms every, sk_ms now) {
    *pace = (struct sk_status_pace){ .every = every, .not_before = now };
}

void sk_status_pace_change(struct sk_status_pace *pace) {
    pace->is_changed = true;
}

sk_ms sk_status_pace_due(const struct sk_status_pace *pace) {
    return pace->is_changed ? pace->not_before : -1;
}

void sk_status_pace_write(struct sk_status_pace *pace, sk_ms now) {
    pace->is_changed = false;
    pace->not_before = now + pace->every;
}
