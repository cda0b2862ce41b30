/* manifest_file.h — reads a manifest from its file, and marks what the journal knows as bound.
 * Blocks on the disk. */
#ifndef SK_APP_MANIFEST_MANIFEST_FILE_H
#define SK_APP_MANIFEST_MANIFEST_FILE_H

#include "app/manifest/manifest.h"

/* Reads the regular file at path, and holds it against the rules (may be NULL).
 * Owner:  *out is the caller's; sk_manifest_destroy().
 * Errors: SK_ERR_NOT_FOUND, SK_ERR_DENIED, SK_ERR_IO, SK_ERR_BUSY (it changed while it was read),
 *         SK_ERR_INVALID, SK_ERR_FULL, SK_ERR_UNSUPPORTED, SK_ERR_NOMEM; info names the file, and
 *         *mistakes what is wrong within it. */
enum sk_err sk_manifest_read(struct sk_manifest **out, const char *path,
                             const struct sk_manifest_rules *rules, struct sk_mistakes *mistakes,
                             struct sk_err_info *info);

/* Marks what the journal at path knows as bound. go_on(data) (may be NULL) is asked now and then;
 * false ends it. Errors: those of the journal. */
enum sk_err sk_manifest_count_bound(struct sk_manifest *manifest, const char *journal_path,
                                    bool (*go_on)(void *data), void *data,
                                    struct sk_err_info *info);

#endif
