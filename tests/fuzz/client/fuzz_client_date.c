#include "client/text.h"
#include "exact.h"

#include <curl/curl.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What our strict readers accept, libcurl's lenient one accepts too, as the same time. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *bytes = exact_copy(data, size);
    char *text = exact_string(data, size);
    int64_t ms = 0;
    if (sag_http_date_parse(bytes, size, &ms) && strlen(text) == size) {
        time_t theirs = curl_getdate(text, NULL);
        if (theirs >= 0 && text[23] != '6' && (int64_t)theirs * 1000 != ms) {
            abort();
        }
    }
    if (sag_time_parse(text, &ms)) {
        char again[SAG_TIME_SIZE];
        bool leap_second = memcmp(text + 17, "60", 2) == 0;
        if (!leap_second && (!sag_time_format(ms, again) || strcmp(again, text) != 0)) {
            abort();
        }
    }
    char clean[64];
    sag_text_clean(clean, sizeof(clean), bytes, size);
    if (!sag_utf8_valid(clean, strlen(clean))) {
        abort();
    }
    free(bytes);
    free(text);
    return 0;
}
