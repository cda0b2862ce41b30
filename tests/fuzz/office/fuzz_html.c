/* Any bytes as a text in a page: no markup, only characters that HTML has. */
#include "fuzz/bytes.h"

#include "office/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bytes bytes = bytes_open(data, size);
    struct sk_buf out = SK_BUF_INIT(1 << 24);
    MUST(sk_office_escape(&out, bytes.block, bytes.size) == SK_OK);
    for (size_t at = 0; at < out.length;) {
        uint32_t c = 0;
        size_t step = sk_utf8_decode(out.data + at, out.length - at, &c);
        MUST(step > 0 && c != '<' && c != '>' && c != '"' && c != '\'' && c != 0);
        MUST(c >= 0x20 || c == '\t' || c == '\n' || c == '\r');
        if (c == '&') {
            const char *rest = out.data + at;
            MUST(strncmp(rest, "&amp;", 5) == 0 || strncmp(rest, "&lt;", 4) == 0 ||
                 strncmp(rest, "&gt;", 4) == 0 || strncmp(rest, "&quot;", 6) == 0 ||
                 strncmp(rest, "&#39;", 5) == 0);
        }
        at += step;
    }
    sk_buf_finish(&out);
    bytes_close(&bytes);
    return 0;
}
