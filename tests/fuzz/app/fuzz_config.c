/* A settings file, out of a file in memory. */
#define _GNU_SOURCE /* memfd_create() */

#include "fuzz/bytes.h"

#include "app/settings/config.h"
#include "app/settings/options.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

static void check_value(const struct sk_option *option, const void *value) {
    const struct sk_delays *delays = value;
    unsigned word; /* an enum */
    int64_t number = 0;
    switch (option->type) {
    case SK_OPTION_TEXT:
        MUST(*(char *const *)value);
        break;
    case SK_OPTION_BOOL:
        MUST(*(const unsigned char *)value <= 1);
        break;
    case SK_OPTION_NUMBER:
    case SK_OPTION_MS:
        memcpy(&number, value, sizeof(number));
        MUST(number >= option->min && number <= option->max);
        break;
    case SK_OPTION_AUTO_NUMBER:
        memcpy(&number, value, sizeof(number));
        MUST(number == SK_CONFIG_AUTO || (number >= option->min && number <= option->max));
        break;
    case SK_OPTION_WORD:
        memcpy(&word, value, sizeof(word));
        for (unsigned i = 0; i <= word; i++) {
            MUST(option->words[i]);
        }
        break;
    case SK_OPTION_DELAYS:
        MUST(delays->count >= 0 && delays->count <= SK_CONFIG_DELAYS_MAX);
        for (int32_t i = 0; i < delays->count; i++) {
            MUST(delays->ms[i] >= option->min && delays->ms[i] <= option->max);
        }
        break;
    }
}

static void read_file(const char *block, size_t size, struct sk_config *config,
                      struct sk_config_problems *problems) {
    char path[64];
    int fd = memfd_create("settings", MFD_CLOEXEC);
    MUST(fd >= 0 && write(fd, block, size) == (ssize_t)size);
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    sk_config_read_file(config, path, true, problems);
    (void)close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct sk_config config;
    struct sk_config_problems problems = { 0 };
    const struct sk_option *option = NULL;
    MUST(sk_config_init(&config) == SK_OK);
    read_file((const char *)data, size, &config, &problems);
    for (size_t i = 0; (option = sk_option_at(i)) != NULL; i++) {
        check_value(option, (const char *)&config + option->offset);
    }
    MUST(problems.count <= SK_CONFIG_PROBLEMS);
    for (size_t i = 0; i < problems.count; i++) {
        MUST(problems.texts[i][0] && is_for_people(problems.texts[i]));
    }
    sk_config_finish(&config);
    return 0;
}
