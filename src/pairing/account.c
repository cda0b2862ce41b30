#include "pairing/account.h"

#include <stdio.h>
#include <string.h>

bool sk_account_same(const struct sk_account *a, const struct sk_account *b) {
    return strcmp(a->region, b->region) == 0 && strcmp(a->profile, b->profile) == 0;
}

const char *sk_account_text(const struct sk_account *account, char text[SK_ACCOUNT_TEXT_SIZE]) {
    (void)snprintf(text, SK_ACCOUNT_TEXT_SIZE, "%s/%s", account->region, account->profile);
    return text;
}
