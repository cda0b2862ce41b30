#include "client/finding.h"
#include "exact.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *bytes = exact_copy(data, size);
    char text[SAG_TEXT_SIZE] = "";
    struct sag_finding found;
    enum sag_err err = sag_key_parse_cli(&found, bytes, size, "file", NULL, text);
    if ((err != SAG_OK) != (text[0] != '\0') ||
        (found.found == SAG_FOUND_KEY && (!*found.key.id || !*found.key.secret))) {
        abort();
    }
    sag_finding_finish(&found);

    struct sag_key key = { 0 };
    text[0] = '\0';
    err = sag_key_parse_answer(&key, bytes, size, "source", text);
    if ((err != SAG_OK) != (text[0] != '\0') ||
        (err == SAG_OK && key.expires_ms <= 0 && *key.id == 0)) {
        abort();
    }
    sag_key_finish(&key);
    free(bytes);
    return 0;
}
