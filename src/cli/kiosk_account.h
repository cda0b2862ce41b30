/* kiosk_account.h — whom the kiosk runs as, told by where its journal is. Whatever lies beside a
 * journal is that account's to write, links and pipes too: root opens none of it with its own
 * rights, but as that account, for good or for a moment. Does nothing where this is not root. One
 * thread. */
#ifndef SK_CLI_KIOSK_ACCOUNT_H
#define SK_CLI_KIOSK_ACCOUNT_H

#include <stdbool.h>
#include <sys/types.h>

#define SK_KIOSK_GROUPS_MAX 256

/* What is gone back to. Plain value. */
struct sk_kiosk_account {
    bool is_other;
    int group_count;
    gid_t groups[SK_KIOSK_GROUPS_MAX];
};

/* For root on a bench: the journal is the service's, not one of root's own home, where no path is
 * set. To be called before the settings are read. */
void sk_kiosk_account_use_journal(void);

/* For good, as before a program of that account's is started. False: it cannot be told, or had. */
bool sk_kiosk_account_become(const char *journal_path);

/* For a moment, to sk_kiosk_account_end(). False: it cannot be had, and nothing has changed. A
 * journal that has no folder yet has nothing beside it: then nothing changes, and it is true. */
bool sk_kiosk_account_begin(struct sk_kiosk_account *self, const char *journal_path);
/* Ends the program if root's rights do not come back. */
void sk_kiosk_account_end(const struct sk_kiosk_account *self);

#endif
