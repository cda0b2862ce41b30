/* schema.h — the versions of the fleet's database, as they are compiled in from src/fleet/schema.
 */
#ifndef SK_FLEET_SCHEMA_H
#define SK_FLEET_SCHEMA_H

#include <stddef.h>

/* One step: what makes version `number` of the one before. */
struct sk_fleet_version {
    int number;
    const char *sql; /* several statements; the last notes the number in sag.format */
};

/* Their numbers rise; one that was never used is not missed. */
extern const struct sk_fleet_version sk_fleet_versions[];
extern const size_t sk_fleet_version_count;

#endif
