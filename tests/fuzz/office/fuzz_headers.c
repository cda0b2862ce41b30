/* Header lines out of any bytes, each ended by NUL in a block of its own size. */
#include "fuzz/bytes.h"

#include "office/headers.h"
#include "office/secret.h"
#include "office/turn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bytes bytes = bytes_open(data, size);
    char *line = malloc(size + 1);
    char out[64];
    MUST(line);
    memcpy(line, bytes.block, size);
    line[size] = '\0';
    if (sk_office_cookie(line, "sag_office", out, sizeof(out))) {
        MUST(strlen(out) < sizeof(out) && !strchr(out, ';'));
    }
    const char *language = sk_office_accept(line);
    MUST(!language || strlen(language) >= 2);
    const char *token = sk_office_bearer(line);
    MUST(!token || (token >= line && token <= line + size));
    (void)sk_office_is_own_origin(line, "office.example");
    sk_office_forwarded(line, out, sizeof(out));
    MUST(strspn(out, "0123456789abcdefABCDEF:.[]") == strlen(out));
    sk_office_network(line, out, sizeof(out));
    MUST(strlen(out) < sizeof(out));
    if (sk_office_is_place(line)) {
        MUST(line[0] == '/' && line[1] != '/' && !strpbrk(line, "\r\n\\<>\"' "));
    }
    free(line);
    bytes_close(&bytes);
    return 0;
}
