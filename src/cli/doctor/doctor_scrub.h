/* doctor_scrub.h — takes names and secrets out of texts that leave the machine. Pure but for the
 * memory, which is wiped. */
#ifndef SK_CLI_DOCTOR_DOCTOR_SCRUB_H
#define SK_CLI_DOCTOR_DOCTOR_SCRUB_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define SK_DOCTOR_SCRUBBED "[removed]"

struct sk_doctor_scrub_word;

/* Zeroed to begin with. */
struct sk_doctor_scrub {
    struct sk_doctor_scrub_word *words; /* owned */
    size_t count;
    size_t size;
    /* Is this text, of a line, to be taken out though it is no word? NULL: nothing else is. */
    bool (*is_secret)(void *data, const char *text, size_t length);
    void *data;
};

/* A secret is taken out wherever it stands, also percent-encoded, in base64 and in hexadecimal;
 * shorter ones than four bytes are not. A name only where it stands as a word of its own. Errors:
 * SK_ERR_NOMEM. */
enum sk_err sk_doctor_scrub_secret(struct sk_doctor_scrub *scrub, const char *text, size_t length);
enum sk_err sk_doctor_scrub_name(struct sk_doctor_scrub *scrub, const char *name);
void sk_doctor_scrub_finish(struct sk_doctor_scrub *scrub);

/* Appends length bytes of text without what is to be taken out. Of each line is_secret() is asked
 * about what stands between quotes or between blanks. Errors: those of sk_buf. */
enum sk_err sk_doctor_scrub_text(const struct sk_doctor_scrub *scrub, const char *text,
                                 size_t length, struct sk_buf *out);

/* Of a URL what tells nobody anything but where it leads to: "https://host:port"; a text for all
 * that may have more in it. out: size bytes. */
void sk_doctor_scrub_url(const char *url, char *out, size_t size);

#endif
