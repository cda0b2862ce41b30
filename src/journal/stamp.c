#include "journal/stamp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BLOCK_MS 900000 /* all offsets from UTC in use are multiples of it */
#define MINUTE_AT 14    /* in 2026-01-06T09:12:05.123+01:00 */
#define SECOND_AT 17
#define MILLI_AT 20

static void put(char *out, int64_t number, int digits) {
    for (int i = digits - 1; i >= 0; i--) {
        out[i] = (char)('0' + number % 10);
        number /= 10;
    }
}

size_t sk_stamp_format(struct sk_stamp *stamp, int64_t wall_ms, char out[SK_CLOCK_TEXT_SIZE]) {
    int64_t block = wall_ms / BLOCK_MS;
    if (wall_ms < 0) {
        sk_clock_format(wall_ms, out, SK_CLOCK_TEXT_SIZE);
        return strlen(out);
    }
    if (block != stamp->block || !stamp->text[0]) {
        sk_clock_format(block * BLOCK_MS, stamp->text, sizeof(stamp->text));
        stamp->block = block;
        stamp->minute = (stamp->text[MINUTE_AT] - '0') * 10 + stamp->text[MINUTE_AT + 1] - '0';
    }
    size_t length = strlen(stamp->text);
    int64_t within = wall_ms % BLOCK_MS;
    if (length <= MILLI_AT + 3 || stamp->minute % 15 != 0) {
        sk_clock_format(wall_ms, out, SK_CLOCK_TEXT_SIZE); /* an offset that no country has */
        return strlen(out);
    }
    memcpy(out, stamp->text, length + 1);
    put(out + MINUTE_AT, stamp->minute + within / 60000, 2);
    put(out + SECOND_AT, within / 1000 % 60, 2);
    put(out + MILLI_AT, within % 1000, 3);
    return length;
}

void sk_stamp_name(int64_t wall_ms, char out[SK_STAMP_NAME_SIZE]) {
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm local;
    if (!localtime_r(&seconds, &local) ||
        strftime(out, SK_STAMP_NAME_SIZE, "%Y%m%dT%H%M%S", &local) == 0) {
        out[0] = '\0';
    }
}

/* TZ, or where /etc/localtime points to; "" where neither is a name of the usual list. */
static void zone_name(char out[SK_STAMP_ZONE_SIZE]) {
    static const char folder[] = "/zoneinfo/";
    char link[256];
    const char *name = getenv("TZ");
    out[0] = '\0';
    if (!name) {
        ssize_t length = readlink("/etc/localtime", link, sizeof(link) - 1);
        link[length > 0 ? length : 0] = '\0';
        const char *found = strstr(link, folder);
        name = found ? found + sizeof(folder) - 1 : "";
    }
    name += name[0] == ':';
    if (name[0] != '/' && strlen(name) < SK_STAMP_ZONE_SIZE - 16) {
        (void)snprintf(out, SK_STAMP_ZONE_SIZE, "%s", name);
    }
}

void sk_stamp_zone(int64_t wall_ms, char out[SK_STAMP_ZONE_SIZE]) {
    static const size_t zone_at = 23;
    char text[SK_CLOCK_TEXT_SIZE];
    zone_name(out);
    sk_clock_format(wall_ms, text, sizeof(text));
    size_t used = strlen(out);
    (void)snprintf(out + used, SK_STAMP_ZONE_SIZE - used, "%sUTC%.6s", used > 0 ? ", " : "",
                   strlen(text) > zone_at ? text + zone_at : "");
}
