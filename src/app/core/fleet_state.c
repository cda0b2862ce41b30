#include "app/core/fleet_state.h"

#define STEP_S 10
#define MINUTE_S 60

static int32_t since_s(int64_t then_ms, int64_t wall_ms) {
    int64_t age = then_ms > 0 ? (wall_ms - then_ms) / 1000 : 0;
    age -= age % (age < MINUTE_S ? STEP_S : MINUTE_S);
    return age < 0 ? 0 : age > INT32_MAX ? INT32_MAX : (int32_t)age;
}

int32_t sk_fleet_state_lost_s(const struct sk_fleet_state *fleet, int64_t wall_ms) {
    return since_s(fleet->lost_wall_ms, wall_ms);
}

int32_t sk_fleet_state_age_s(const struct sk_fleet_state *fleet, int64_t wall_ms) {
    return since_s(fleet->known_wall_ms, wall_ms);
}
