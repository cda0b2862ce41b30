#include "client/finding.h"
#include "exact.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *bytes = exact_copy(data, size);
    static const char *const profiles[] = { NULL, "bench" };
    for (int i = 0; i < 2; i++) {
        char text[SAG_TEXT_SIZE] = "";
        struct sag_finding found;
        enum sag_err err = sag_key_parse_ini(&found, bytes, size, "file", profiles[i], text);
        if ((err != SAG_OK) != (text[0] != '\0') ||
            (found.found == SAG_FOUND_KEY && (!*found.key.id || !*found.key.secret))) {
            abort();
        }
        sag_finding_finish(&found);
    }
    free(bytes);
    return 0;
}
