#include "app/logging/flood.h"

#include "base/assert.h"

#include <stdio.h>
#include <string.h>

void sk_flood_init(struct sk_flood *flood) {
    *flood = (struct sk_flood){ .count = 0 };
}

static void drop_oldest(struct sk_flood *flood) {
    flood->count--;
    memmove(&flood->lines[0], &flood->lines[1], flood->count * sizeof(flood->lines[0]));
}

/* So that there is always room for one more. */
bool sk_flood_next(struct sk_flood *flood, sk_ms now, bool all, struct sk_flood_line *out) {
    while (flood->count > 0) {
        const struct sk_flood_line *oldest = &flood->lines[0];
        bool is_over = now - oldest->since >= SK_FLOOD_WINDOW_MS;
        if (!all && !is_over && flood->count < SK_FLOOD_LINES) {
            return false;
        }
        *out = *oldest;
        drop_oldest(flood);
        if (out->held > 0) {
            return true;
        }
    }
    return false;
}

bool sk_flood_take(struct sk_flood *flood, enum sk_log_level level, const char *module,
                   const char *text, sk_ms now) {
    struct sk_flood_line line = { .level = level, .module = module, .since = now };
    (void)snprintf(line.text, sizeof(line.text), "%s", text);
    for (size_t i = 0; i < flood->count; i++) {
        struct sk_flood_line *known = &flood->lines[i];
        if (known->level == level && strcmp(known->module, module) == 0 &&
            strcmp(known->text, line.text) == 0) {
            known->held++;
            return false;
        }
    }
    SK_ASSERT(flood->count < SK_FLOOD_LINES); /* sk_flood_next() has made room */
    flood->lines[flood->count++] = line;
    return true;
}
