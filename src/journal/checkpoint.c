#include "journal/checkpoint.h"

#include "base/assert.h"
#include "base/parse.h"
#include "journal/base64.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define TIME "time "
#define NAME "name "

void sk_checkpoint_time(int64_t wall_ms, char out[SK_CHECKPOINT_TIME_SIZE]) {
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm parts;
    out[0] = '\0';
    if (!gmtime_r(&seconds, &parts) ||
        strftime(out, SK_CHECKPOINT_TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0) {
        out[0] = '\0';
    }
}

enum sk_err sk_checkpoint_write(const struct sk_checkpoint *checkpoint,
                                const struct sk_bench_key *key, char out[SK_CHECKPOINT_SIZE]) {
    char hash[SK_BASE64_SIZE(SK_CHAIN_SIZE)];
    char line[SK_SIGNED_NOTE_LINE_SIZE];
    sk_base64_write(checkpoint->hash, SK_CHAIN_SIZE, hash);
    bool has_name = checkpoint->name[0] != '\0';
    int length = snprintf(out, SK_CHECKPOINT_SIZE, "%s\n%" PRId64 "\n%s\n" TIME "%s\n%s%s%s",
                          checkpoint->origin, checkpoint->seq, hash, checkpoint->time,
                          has_name ? NAME : "", checkpoint->name, has_name ? "\n" : "");
    enum sk_err err = sk_signed_note_sign(out, checkpoint->origin, key, line);
    if (!err) {
        size_t used = (size_t)length;
        SK_ASSERT(used + strlen(line) < SK_CHECKPOINT_SIZE);
        memcpy(out + used, line, strlen(line) + 1);
    }
    return err;
}

/* Takes a line from the text, without its line feed. False: there is none, or it is too long. */
static bool take_line(const char **text, const char *end, char *out, size_t size) {
    const char *feed = memchr(*text, '\n', (size_t)(end - *text));
    size_t length = feed ? (size_t)(feed - *text) : size;
    if (length >= size) {
        return false;
    }
    memcpy(out, *text, length);
    out[length] = '\0';
    *text = feed + 1;
    return strlen(out) == length;
}

bool sk_checkpoint_read(const struct sk_signed_note *note, struct sk_checkpoint *out) {
    char seq[24];
    char hash[SK_BASE64_SIZE(SK_CHAIN_SIZE)];
    char when[sizeof(TIME) + SK_CHECKPOINT_TIME_SIZE];
    char name[sizeof(NAME) + SK_SIGNED_NOTE_NAME_SIZE];
    struct sk_checkpoint read = { .seq = 0 };
    const char *at = note->text;
    const char *end = note->text + note->text_length;
    bool is_one =
        take_line(&at, end, read.origin, sizeof(read.origin)) &&
        take_line(&at, end, seq, sizeof(seq)) && take_line(&at, end, hash, sizeof(hash)) &&
        sk_parse_int(seq, 0, INT64_MAX, &read.seq) &&
        sk_base64_read(hash, strlen(hash), read.hash, sizeof(read.hash)) &&
        take_line(&at, end, when, sizeof(when)) && strncmp(when, TIME, strlen(TIME)) == 0 &&
        strlen(when + strlen(TIME)) < sizeof(read.time);
    if (is_one) {
        memcpy(read.time, when + strlen(TIME), strlen(when + strlen(TIME)) + 1);
        if (take_line(&at, end, name, sizeof(name)) && strncmp(name, NAME, strlen(NAME)) == 0 &&
            strlen(name + strlen(NAME)) < sizeof(read.name)) {
            memcpy(read.name, name + strlen(NAME), strlen(name + strlen(NAME)) + 1);
        } /* further lines are a later version's */
        *out = read;
    }
    return is_one;
}
