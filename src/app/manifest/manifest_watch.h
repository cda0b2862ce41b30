/* manifest_watch.h — a thread that reads the manifest whenever it changes.
 *
 * It watches the directory, so that a file which is renamed into its place is seen, and polls now
 * and then, for network file systems, which send no events. A file that is still being written is
 * left alone until it is closed. */
#ifndef SK_APP_MANIFEST_MANIFEST_WATCH_H
#define SK_APP_MANIFEST_MANIFEST_WATCH_H

#include "app/manifest/manifest.h"

struct sk_manifest_watch;

/* Plain value. */
struct sk_manifest_news {
    struct sk_manifest *manifest; /* new, with what is bound; the receiver's. NULL: it failed */
    int64_t line;                 /* of the mistake; 0: not in a line */
    struct sk_err_info text;      /* why it failed */
};

/* Called on the watch's thread, first when the file has been read, then at each change; must not
 * block. False: there is no room; it comes again later. */
typedef bool (*sk_manifest_report)(void *data, const struct sk_manifest_news *news);

/* journal_path: for what is bound already. rules (may be NULL): copied; what they point to is
 * borrowed until the watch is destroyed, and read on its thread. Owner: *out is the caller's;
 * sk_manifest_watch_destroy(). Errors: SK_ERR_NOMEM. */
enum sk_err sk_manifest_watch_create(struct sk_manifest_watch **out, const char *path,
                                     const char *journal_path,
                                     const struct sk_manifest_rules *rules,
                                     sk_manifest_report report, void *data);
/* Ends the thread. NULL is fine. */
void sk_manifest_watch_destroy(struct sk_manifest_watch *watch);

#endif
