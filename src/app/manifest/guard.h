/* guard.h — checks a pair before any call: is the device on the list, and for this instance?
 * (Whether it is bound already is for the journal to check, with the pair's first event: append.c.)
 * Private to app. Thread: main. */
#ifndef SK_APP_MANIFEST_GUARD_H
#define SK_APP_MANIFEST_GUARD_H

#include "app/manifest/manifest_watch.h"
#include "sending/record.h"
#include "pairing/view.h"

struct sk_guard {
    bool is_set;    /* a manifest is wanted */
    bool has_heard; /* the first news of the file has come */
    struct sk_manifest_watch *watch;
    struct sk_manifest *manifest; /* in force; NULL: none was ever readable */
    bool has_trouble;             /* with the file as it is now */
    int64_t line;                 /* of the mistake; 0: not in a line */
    struct sk_err_info text;
    char order[SK_MANIFEST_ORDER_SIZE]; /* that was worked on last */
    bool has_order;
};

/* Begins to watch the manifest at path ("": none is wanted). rules, report: see manifest_watch.h;
 * the caller passes its news to sk_guard_take(). A second call does nothing. Errors: SK_ERR_NOMEM.
 */
enum sk_err sk_guard_start(struct sk_guard *guard, const char *path, const char *journal_path,
                           const struct sk_manifest_rules *rules, sk_manifest_report report,
                           void *data);
void sk_guard_stop(struct sk_guard *guard);   /* ends the thread */
void sk_guard_finish(struct sk_guard *guard); /* also what was taken */

/* Takes the news, and the manifest in them. */
void sk_guard_take(struct sk_guard *guard, const struct sk_manifest_news *news);

/* True: nothing needs to be waited for. */
bool sk_guard_is_ready(const struct sk_guard *guard);

/* NONE, or the notice for each scan because there is no list. */
enum sk_notice sk_guard_closed(const struct sk_guard *guard);

/* Fills result, code and note of an INTENT where the list does not have the pair, and the instance
 * that it has into *expected ("" for none), and the customer's order of the device. Pairs that take
 * up an earlier one are never refused. */
void sk_guard_check(struct sk_guard *guard, struct sk_record *intent,
                    char expected[SK_LABEL_MAX + 1]);

/* The instance that the list has for the device; "": none. Borrowed until the next list. */
const char *sk_guard_instance(const struct sk_guard *guard, const char *serial);

/* What the list has of the device's account; "" where it says nothing. */
void sk_guard_account(const struct sk_guard *guard, const char *serial, struct sk_account *out);

/* The device is bound to the instance now, or no longer. */
void sk_guard_note(struct sk_guard *guard, const char *serial, const char *instance, bool is_bound);

/* The order that is worked on, or, before the first device of several, all of them under the name
 * "". False: there is no list. The name is borrowed. */
bool sk_guard_order(const struct sk_guard *guard, struct sk_manifest_order *order);

#endif
