#include "app/model/told.h"

#include "base/language.h"
#include "base/assert.h"
#include "base/err.h"
#include "base/utf8.h"
#include "base/util.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define VALUES_MAX 5
#define DEPTH_MAX                                                                                  \
    3 /* a value may be such a sentence itself: what is to be done, what the system said */

struct value {
    const char *text;
    size_t length;
};

/* The first that fits counts, so the longer of two stands first. */
static const char *const sentences[] = {
    /* settings */
    (SK_N(
        "cloud.region is not set; put the region of your instances into the settings, for example "
        "region = cn-hangzhou under [cloud]")),
    SK_N("'%s' is not a region; did you mean '%s'?"),
    SK_N("'%s' is not a region; regions are written as cn-hangzhou"),
    (SK_N("'%s' is not a region that this version knows; if it is a new one, name its host in "
          "cloud.endpoint, too")),
    SK_N("there is no setting '%s'; did you mean '%s'?"),
    SK_N("there is no setting '%s'; see --help for all of them"),
    SK_N("%s must be yes or no, not '%s'"),
    SK_N("%s must be one of %s, not '%s'"),
    SK_N("%s must be a whole number from %s to %s (milliseconds), not '%s'"),
    SK_N("%s must be a whole number from %s to %s, not '%s'"),
    SK_N("this is neither [section] nor key = value nor a comment (;)"),
    SK_N("settings: %s; fix its path or its permissions"),
    SK_N("webhook.url needs webhook.secret_file, by which the receiver knows who sends"),
    SK_N("fleet.dsn needs fleet.secret_file, by which the fleet knows the bench"),
    /* the kiosk does not start (kiosk/rescue.c) */
    SK_N("the kiosk hung and was ended, several times in a row"),
    SK_N("the kiosk took too long to start, several times in a row"),
    SK_N("this machine has too little memory for the kiosk"),
    SK_N("the kiosk ended by itself with status %s, several times in a row"),
    SK_N("the kiosk was ended by signal %s, several times in a row"),
    SK_N("the kiosk does not start"),
    (SK_N("what was scanned is kept; ship nothing that was not green, and touch the screen to try "
          "again: it tries by itself every five minutes")),
    SK_N("IT finds more in the log: journalctl -u sag-kiosk"),
    /* the key */
    (SK_N(
        "no access key found: neither in the configuration, nor in the environment (%s), nor in %s, "
        "nor in the credentials file, nor by %s")),
    /* the journal */
    SK_N("the disk with the journal '%s' is full; free some space, the kiosk continues by itself"),
    (SK_N(
        "the journal '%s' may not be written (%s); give this user write access to the file and its "
        "directory")),
    SK_N("the journal '%s' is damaged (%s); keep a copy of it, move it away and start again"),
    SK_N("the journal '%s' cannot be used: %s; %s"),
    SK_N("cannot write the journal's file '%s': %s; %s, or set journal.path to another place"),
    (SK_N("cannot make the directory '%s' for the journal: %s; make it for this user or set "
          "journal.path to another place")),
    (SK_N("another sag-kiosk or sag-kioskctl writes the journal '%s'; close that one or set "
          "journal.path to another place")),
    /* what is to be done about a file (journal/files.c) */
    SK_N("give this user write access to the file and its directory"),
    SK_N("free some space, the kiosk continues by itself"),
    SK_N("check the disk"),
    /* what the system says */
    SK_N("Permission denied"),
    SK_N("No space left on device"),
    SK_N("Read-only file system"),
    SK_N("No such file or directory"),
    SK_N("Input/output error"),
};

/* Does text fit sentence? Each %s takes as little as it can, but something. */
static bool fits(const char *sentence, const char *text, struct value *values, size_t count) {
    for (; strncmp(sentence, "%s", 2) != 0; sentence++, text++) {
        if (*sentence != *text) {
            return false;
        }
        if (*text == '\0') {
            return true;
        }
    }
    SK_ASSERT(count < VALUES_MAX);
    for (size_t length = 1; length <= strlen(text); length++) {
        values[count] = (struct value){ text, length };
        if (fits(sentence + 2, text + length, values, count + 1)) {
            return true;
        }
    }
    return false;
}

static void tell(const char *text, char *out, size_t size, int depth);

static size_t append(char *out, size_t size, size_t used, const char *text, size_t length) {
    size_t room = size - 1 - used;
    size_t taken = length <= room ? length : sk_utf8_cut(text, room);
    memcpy(out + used, text, taken);
    out[used + taken] = '\0';
    return used + taken;
}

/* "%s" takes the next value, "%2$s" the second: other languages have another order. */
static void fill(const char *translation, const struct value *values, char *out, size_t size,
                 int depth) {
    size_t used = 0, next = 0;
    while (*translation) {
        bool is_numbered = translation[0] == '%' && translation[1] >= '1' &&
                           translation[1] <= '0' + VALUES_MAX &&
                           strncmp(translation + 2, "$s", 2) == 0;
        if (!is_numbered && strncmp(translation, "%s", 2) != 0) {
            used = append(out, size, used, translation++, 1);
            continue;
        }
        const struct value *value = &values[is_numbered ? (size_t)(translation[1] - '1') : next++];
        char english[SK_ERR_TEXT_SIZE], told[SK_ERR_TEXT_SIZE];
        (void)snprintf(english, sizeof(english), "%.*s", (int)value->length, value->text);
        tell(english, told, sizeof(told), depth + 1);
        used = append(out, size, used, told, strlen(told));
        translation += is_numbered ? 4 : 2;
    }
}

static bool tell_whole(const char *text, char *out, size_t size, int depth) {
    for (size_t i = 0; depth < DEPTH_MAX && i < SK_ARRAY_LEN(sentences); i++) {
        struct value values[VALUES_MAX];
        if (fits(sentences[i], text, values, 0)) {
            out[0] = '\0';
            fill(sk_text(sentences[i]), values, out, size, depth);
            return true;
        }
    }
    return false;
}

static void tell(const char *text, char *out, size_t size, int depth) {
    const char *rest = text;
    while (rest) {
        size_t before = (size_t)(rest - text);
        if (before + 1 < size && tell_whole(rest, out + before, size - before, depth)) {
            memcpy(out, text, before);
            return;
        }
        const char *colon = strstr(rest, ": ");
        rest = colon ? colon + 2 : NULL;
    }
    (void)snprintf(out, size, "%s", sk_text(text));
}

void sk_told(const char *text, char *out, size_t size) {
    tell(text, out, size, 0);
}

const char *sk_told_at(size_t index) {
    return index < SK_ARRAY_LEN(sentences) ? sentences[index] : NULL;
}
