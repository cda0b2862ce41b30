#include "client/notice.h"

#include "client/text.h"
#include "client/url.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void sag_notices_tell(const struct sag_notices *notices, enum sag_notice_level level,
                      const char *format, ...) {
    char text[SAG_TEXT_SIZE];
    char clean[SAG_TEXT_SIZE];
    if (!notices->on_notice) {
        return;
    }
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    sag_text_clean(clean, sizeof(clean), text, strlen(text));
    sag_url_cut_all(clean);
    notices->on_notice(notices->data, level, clean);
}
