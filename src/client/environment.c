#include "client/environment.h"

#include "client/sag_client.h"
#include "client/secret.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

/* Those whose values are secret, or may hold a user and a password. */
static struct {
    const char *const name;
    char *value; /* secret memory; lives as long as the process */
} hidden[] = {
    { "ALIBABA_CLOUD_ACCESS_KEY_ID", NULL },
    { "ALIBABA_CLOUD_ACCESS_KEY_SECRET", NULL },
    { "ALIBABA_CLOUD_SECURITY_TOKEN", NULL },
    { "ALIBABA_CLOUD_CREDENTIALS_URI", NULL },
};

enum { HIDDEN = sizeof(hidden) / sizeof(hidden[0]) };

void sag_environment_hide(void) {
    for (size_t i = 0; i < HIDDEN; i++) {
        char *value = getenv(hidden[i].name);
        size_t length = value ? strlen(value) : 0;
        char *copy = length ? sag_secret_alloc(length + 1) : NULL;
        if (!copy) {
            continue; /* nothing to hide, or no memory: then it is left where it was */
        }
        memcpy(copy, value, length);
        /* Overwrite the bytes first: unsetting only drops the pointer, and the block stays readable
         * in a core dump and through /proc. */
        OPENSSL_cleanse(value, length);
        unsetenv(hidden[i].name);
        sag_secret_free(hidden[i].value);
        hidden[i].value = copy;
    }
}

const char *sag_environment_get(const char *name) {
    const char *value = getenv(name);
    for (size_t i = 0; i < HIDDEN && !value; i++) {
        if (strcmp(hidden[i].name, name) == 0) {
            value = hidden[i].value;
        }
    }
    return value && *value ? value : NULL;
}

bool sag_environment_is_on(const char *name) {
    const char *value = sag_environment_get(name);
    return value && strcmp(value, "true") == 0;
}
