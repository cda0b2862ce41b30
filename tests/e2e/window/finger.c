#include "finger.h"

#define LIMIT_MS 30000
#define HAND_MS 400

static const struct shown_target *find(const struct shown *shown, const struct finger_aim *aim) {
    return aim->text ? shown_find(shown, aim->kind, aim->text)
                     : shown_number(shown, aim->kind, aim->a, aim->b);
}

static bool click(struct monitor *monitor, const struct shown *shown,
                  const struct shown_target *target) {
    struct area area;
    if (!monitor_area(monitor, monitor_find(monitor, "sag-kiosk"), &area) ||
        area.width != shown->width || area.height != shown->height) {
        return false;
    }
    monitor_click(monitor, area.x + target->x + target->width / 2,
                  area.y + target->y + target->height / 2);
    return true;
}

bool finger_touch(struct monitor *monitor, const char *log, const struct finger_aim *aim,
                  struct shown *shown) {
    unsigned last = 0;
    int64_t since = monitor_now();
    for (int64_t limit = since + LIMIT_MS; monitor_now() < limit; monitor_breathe()) {
        if (!shown_read(log, shown) || shown->number != last) {
            last = shown->number;
            since = monitor_now();
        }
        const struct shown_target *target = find(shown, aim);
        if (target && monitor_now() - since >= HAND_MS && click(monitor, shown, target)) {
            return true;
        }
    }
    return false;
}
