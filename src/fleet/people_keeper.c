#include "fleet/people_keeper.h"

#include "base/wipe.h"
#include "fleet/people_list.h"
#include "journal/journal.h"
#include "journal/people_follow.h"

#include <stdlib.h>
#include <string.h>

enum sk_err sk_fleet_keep_people(const char *journal_path, const PGresult *result, bool *is_gone,
                                 struct sk_err_info *info) {
    uint8_t key[SK_PEOPLE_FLEET_KEY_SIZE];
    struct sk_people_row *rows = NULL;
    struct sk_people_followed followed = { .gone = 0 };
    struct sk_journal *journal = NULL;
    size_t count = 0;
    const char *json = sk_fleet_read_text(result, 0, 2);
    if (!sk_people_list_key(sk_fleet_read_text(result, 0, 1), key)) {
        return sk_fail(info, SK_ERR_CORRUPT, "the fleet's key of badges is none");
    }
    enum sk_err err = sk_people_list_read(json, strlen(json), &rows, &count, info);
    if (!err) {
        err = sk_journal_create(&journal, journal_path, SK_JOURNAL_NOTE, info);
    }
    if (!err) {
        err = sk_people_follow(journal, key, rows, count, &followed, info);
    }
    *is_gone = followed.gone > 0;
    sk_journal_destroy(journal);
    free(rows);
    sk_wipe(key, sizeof(key));
    return err;
}
