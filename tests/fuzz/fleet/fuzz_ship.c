/* Each byte is something that happens to the shipping's world; at the end the server has all. */
#include "unit/fleet/ship_world.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    world_begin();
    for (size_t i = 0; i < size && i < 400; i++) {
        world_operate(data[i] % WORLD_OPERATIONS);
    }
    world_finish();
    WORLD_MUST(world_is_whole() && world.acknowledged == world.last && world.alarms == 0);
    /* A changed past is found, whatever was before. */
    world.fails_to_read = false;
    if (world.last > 0) {
        world_rewrite(1 + (size > 0 ? data[0] % world.last : 0));
        world_down(false);
        world_up();
        world_answer(false);
        WORLD_MUST(world.alarms == 1);
    }
    return 0;
}
