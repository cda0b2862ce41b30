#include "journal/unseen.h"

#define STARTED "FROM event INDEXED BY event_other WHERE pair=0 AND event='started'"

/* As the last start has it. A start by a version that knew nothing of this has 0: all of before
 * counts as seen. Where the start itself was purged, what was not purged with it decides. */
#define FROM_SQL                                                                                   \
    "coalesce((SELECT nullif(refers, 0) " STARTED " ORDER BY seq DESC LIMIT 1),"                   \
    " (SELECT 1 WHERE NOT EXISTS (SELECT 1 " STARTED ") AND EXISTS (SELECT 1 FROM event"           \
    "   INDEXED BY event_other WHERE pair=0 AND event='purged')),"                                 \
    " (SELECT next_number FROM head))"

/* SQLite uses the index of open pairs only if its condition is in the query. Nothing older than the
 * first of the pairs can be about one of them. */
#define UNSEEN_SQL                                                                                 \
    " FROM pair AS p INDEXED BY pair_open WHERE kind='bind' AND result IN ('refused', 'check')"    \
    " AND result<>'bound' AND dealt_wall_ms=0 AND retried_by=0 AND undone_by=0"                    \
    " AND NOT EXISTS (SELECT 1 FROM event WHERE pair=p.number AND event='intent'"                  \
    "   AND serial_source='command-line')"                                                         \
    " AND number >= " FROM_SQL " AND number NOT IN (SELECT refers FROM event"                      \
    "   INDEXED BY event_other WHERE pair=0 AND event='seen' AND seq >"                            \
    "   coalesce((SELECT seq FROM event WHERE pair=" FROM_SQL " ORDER BY seq LIMIT 1), 0))"

enum sk_err sk_unseen_each(struct sk_journal *journal, int32_t limit,
                           void (*each)(void *data, const struct sk_stored_pair *pair), void *data,
                           struct sk_err_info *info) {
    return sk_store_each_pair(journal,
                              SK_PAIR_COLUMNS UNSEEN_SQL " AND number>?1 ORDER BY number LIMIT ?2",
                              0, limit, each, data, info);
}

enum sk_err sk_unseen_from(struct sk_journal *journal, int64_t *number, struct sk_err_info *info) {
    return sk_store_number(journal,
                           "SELECT min((SELECT next_number FROM head),"
                           " coalesce((SELECT min(number) FROM pair WHERE result='pending'"
                           "   AND result<>'bound' AND kind='bind'), 9e18),"
                           " coalesce((SELECT min(number)" UNSEEN_SQL "), 9e18))",
                           number, info);
}
