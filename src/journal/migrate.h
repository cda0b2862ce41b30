/* migrate.h — brings a journal of an older version up to date. Private to this folder.
 *
 * A copy is made first, with SQLite's backup interface, beside the journal as
 * `<path>.version1-20260106T091205`; then all is done in one transaction, or nothing.
 * After it the file gets small pages (store.h), in a step of its own, which may be refused, and is
 * tried again at each start.
 * Version 1 had no chain: its events are chained as they are, and an event "migrated" says up to
 * where. Version 2 had neither "dealt with" nor hold; version 3 forgot what was purged; version 4
 * knew neither people nor accounts, and its rows stay hashed as they are (form 1, chain.h). */
#ifndef SK_JOURNAL_MIGRATE_H
#define SK_JOURNAL_MIGRATE_H

#include "journal/store.h"

/* From `version` (at least 1) to SK_SCHEMA_VERSION. journal has no statements yet.
 * Errors: SK_ERR_FULL, SK_ERR_IO, SK_ERR_DENIED, SK_ERR_CORRUPT, SK_ERR_NOMEM,
 *         SK_ERR_UNSUPPORTED (version 0 and below). */
enum sk_err sk_migrate(struct sk_journal *journal, int64_t version, struct sk_err_info *info);

/* Gives the file pages of today's size. It is the same journal with larger ones, so what refuses it
 * (a reader, a disk without room for twice the file, damage) is let be: nothing is changed then.
 * journal has no statements yet. */
void sk_migrate_pages(struct sk_journal *journal);

#endif
