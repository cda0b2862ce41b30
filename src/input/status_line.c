#define SK_LOG_MODULE "reader"

#include "input/status_line.h"

#include "base/language.h"
#include "base/log.h"

#include <string.h>

bool sk_status_line_tell(struct sk_status_line *self, struct sk_scan_sink *sink,
                         const struct sk_reader_status *status) {
    if (self->is_told && self->status.source != status->source) {
        struct sk_reader_status old = self->status;
        old.health = SK_READER_ABSENT;
        old.text[0] = '\0';
        sink->ops->status(sink, &old);
    }
    bool is_new = !self->is_told || self->status.health != status->health ||
                  self->status.source != status->source ||
                  strcmp(self->status.text, status->text) != 0;
    if (is_new) {
        self->is_told = true;
        self->status = *status;
        sk_log_debug("'%s' is now %s: %s", status->device, sk_reader_health_name(status->health),
                     status->text);
        sink->ops->status(sink, status);
    }
    return is_new;
}

/* Sentences for the screen, so each is one message of the catalogue. */
const char *sk_status_line_trouble(enum sk_err err) {
    switch (err) {
    case SK_ERR_DENIED:
        return SK_N(
            "The kiosk may not open this scanner. IT can fix it: run 'sag-kioskctl doctor'. Until then it works only as a keyboard.");
    case SK_ERR_BUSY:
        return SK_N(
            "Another program is using this scanner. Close that program, or plug the scanner in again.");
    case SK_ERR_UNSUPPORTED:
        return SK_N(
            "This scanner's output mode cannot be read here. Scan 'USB keyboard' in its manual.");
    case SK_ERR_NOMEM:
        return SK_N("There is not enough memory for this scanner. Restart the kiosk.");
    case SK_OK:
    case SK_ERR_IO:
    case SK_ERR_FULL:
    case SK_ERR_STOPPED:
    case SK_ERR_INVALID:
    case SK_ERR_NOT_FOUND:
    case SK_ERR_CORRUPT:
        break;
    }
    return SK_N("This scanner is not responding. Plug it in again.");
}
