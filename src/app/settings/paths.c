#include "app/settings/paths.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum sk_err sk_config_journal_path(const struct sk_config *config, char *out, size_t out_size) {
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    int length;
    if (config->journal.path[0]) {
        length = snprintf(out, out_size, "%s", config->journal.path);
    } else if (state && state[0] == '/') {
        length = snprintf(out, out_size, "%s/sag-kiosk/journal.db", state);
    } else if (home && home[0] == '/') {
        length = snprintf(out, out_size, "%s/.local/state/sag-kiosk/journal.db", home);
    } else {
        length = snprintf(out, out_size, "/var/lib/sag-kiosk/journal.db");
    }
    return length > 0 && (size_t)length < out_size ? SK_OK : SK_ERR_INVALID;
}

enum sk_err sk_config_export_folder(const struct sk_config *config, char *out, size_t out_size) {
    char journal[4096];
    enum sk_err err = sk_config_journal_path(config, journal, sizeof(journal));
    if (config->supervisor.export_folder[0] == '\0' && err) {
        return err;
    }
    const char *slash = strrchr(journal, '/');
    int length = config->supervisor.export_folder[0] != '\0'
                     ? snprintf(out, out_size, "%s", config->supervisor.export_folder)
                     : snprintf(out, out_size, "%.*sexports",
                                slash ? (int)(slash - journal) + 1 : 0, journal);
    return length > 0 && (size_t)length < out_size ? SK_OK : SK_ERR_INVALID;
}

void sk_config_beside_path(const struct sk_config *config, const char *what, char *out,
                           size_t out_size) {
    char journal[4096];
    int length = -1;
    if (sk_config_journal_path(config, journal, sizeof(journal)) == SK_OK) {
        length = snprintf(out, out_size, "%s.%s", journal, what);
    }
    if (length < 0 || (size_t)length >= out_size) {
        out[0] = '\0';
    }
}

bool sk_config_bench_key(char *out, size_t out_size) {
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    const char *file = getenv("SAG_BENCH_KEY_FILE");
    struct stat key;
    int length = folder && folder[0] == '/'
                     ? snprintf(out, out_size, "%s/sag-kiosk.access-key", folder)
                 : file ? snprintf(out, out_size, "%s", file)
                        : 0;
    return length > 0 && (size_t)length < out_size && stat(out, &key) == 0 && key.st_size > 0;
}
