/* filter.h — selects pairs of the log, for search, export and summary. */
#ifndef SK_JOURNAL_FILTER_H
#define SK_JOURNAL_FILTER_H

#include <stdbool.h>
#include <stdint.h>

/* Plain value; zero is everything. Texts are borrowed. All conditions must hold. */
struct sk_filter {
    const char *serial;         /* part of the serial number, case is ignored; NULL: any */
    const char *instance;       /* part of the instance id */
    bool is_prefix;             /* both are prefixes, not any part */
    const char *operator_name;  /* the whole name; NULL: any */
    const char *customer_order; /* the whole of it, case is ignored; NULL: any */
    const char *text; /* part of what was read of a scan that became no part of a pair (scans.h),
                         case is ignored; no pair has one. NULL: any */
    /* "pending", "bound", "refused", "withdrawn", "undone", "check": as sk_stored_pair_outcome()
     * says; "undone" are the undos and the pairs that they took back. NULL: any */
    const char *outcome;
    bool open;            /* refused or check, and not dealt with, taken up again or undone; or what
                             a receiver refused */
    int64_t from_ms;      /* scanned at or after; 0: no limit */
    int64_t to_ms;        /* scanned before; 0: no limit */
    int64_t first_number; /* of the pair, both ends included; 0: no limit */
    int64_t last_number;
};

/* True if the only conditions are times and numbers. */
bool sk_filter_is_range(const struct sk_filter *filter);

#endif
