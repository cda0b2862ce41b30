#include "cli/find_person.h"

bool sk_cli_find_person(struct sk_cmd_log *command, const char *who, struct sk_person *out) {
    struct sk_journal *journal = NULL;
    struct sk_people *people = NULL;
    struct sk_err_info info = { "" };
    if (!sk_cmd_log_open(command, SK_JOURNAL_READ, &journal)) {
        return false;
    }
    enum sk_err err = sk_people_read(journal, &people, &info);
    sk_journal_destroy(journal);
    const struct sk_person *found = err ? NULL : sk_people_named(people, who);
    if (!err && !found) {
        (void)sk_fail(&info, SK_ERR_NOT_FOUND,
                      "there is no person '%.80s'; sag-kioskctl people list shows them", who);
    }
    if (found) {
        *out = *found;
    } else {
        (void)sk_cmd_log_complain(command, info.text);
    }
    sk_people_destroy(people);
    return found != NULL;
}
