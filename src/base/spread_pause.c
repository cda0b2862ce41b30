#include "base/spread_pause.h"

sk_ms sk_spread_pause(sk_ms first, sk_ms cap, int32_t failures, uint32_t randomness) {
    sk_ms pause = first;
    for (int32_t i = 0; i < failures && pause < cap; i++) {
        pause *= 2;
    }
    pause = pause < cap ? pause : cap;
    uint32_t mixed = (randomness + (uint32_t)failures + 1) * 2654435761u;
    return pause - (sk_ms)(mixed >> 16) * (pause / 2) / 65536;
}
