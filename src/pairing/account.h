/* account.h — whose service a pair goes to: the region of its instance, and the profile that gives
 * the key. Plain value. */
#ifndef SK_PAIRING_ACCOUNT_H
#define SK_PAIRING_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>

#define SK_REGION_SIZE 32 /* with NUL, like the next */
#define SK_PROFILE_SIZE 64

struct sk_account {
    char region[SK_REGION_SIZE];   /* "": that of the settings, cloud.region */
    char profile[SK_PROFILE_SIZE]; /* "": that of the settings, cloud.profile */
};

#define SK_ACCOUNT_TEXT_SIZE (SK_REGION_SIZE + SK_PROFILE_SIZE)

bool sk_account_same(const struct sk_account *a, const struct sk_account *b);

/* "cn-shanghai/plant-a", as in settings, log and on the screen. Returns text. */
const char *sk_account_text(const struct sk_account *account, char text[SK_ACCOUNT_TEXT_SIZE]);

#endif
