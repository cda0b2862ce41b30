/* regions.h — which regions there are. */
#ifndef SK_PAIRING_REGIONS_H
#define SK_PAIRING_REGIONS_H

#include <stdbool.h>

enum sk_region_fit {
    SK_REGION_KNOWN,
    SK_REGION_NEW,     /* another of a known place ("ap-southeast-9"): this version cannot know */
    SK_REGION_UNKNOWN, /* none that is known, though it is written as one */
    SK_REGION_BROKEN,  /* a known one misspelt, or not written as a region */
};

/* *nearest: what was meant, NULL: nothing is near. Static. */
enum sk_region_fit sk_region_fit(const char *region, const char **nearest);

#endif
