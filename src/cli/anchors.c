#include "cli/anchors.h"

#include "base/assert.h"
#include "base/whole_file.h"
#include "cli/log_command.h"
#include "input/camera/decode.h"
#include "input/camera/image_file.h"
#include "input/camera/joiner.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX ((size_t)64 * 1024 * 1024)
#define DECODE_MS 5000 /* somebody waits at a desk, for one picture */
#define MARK "\xef\xbb\xbf"

/* --- reading ------------------------------------------------------------------------------ */

static enum sk_err load(const char *what, char **text, size_t *length, struct sk_err_info *info) {
    const char *path = strcmp(what, "-") == 0 ? "/dev/stdin" : what;
    enum sk_err err = strchr(what, '\n') ? SK_ERR_NOT_FOUND
                                         : sk_whole_file_read(path, TEXT_MAX, text, length, info);
    if (err != SK_ERR_NOT_FOUND || !strchr(what, '\n')) {
        return err;
    }
    *length = strlen(what);
    *text = malloc(*length + 2);
    if (!*text) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the checkpoint");
    }
    memcpy(*text, what, *length + 1);
    if ((*text)[*length - 1] != '\n') { /* a shell takes it away */
        memcpy(*text + *length, "\n", 2);
        ++*length;
    }
    return SK_OK;
}

static bool is_picture(const char *bytes, size_t length) {
    return (length > 8 && memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) == 0) ||
           (length > 3 && memcmp(bytes, "\xff\xd8\xff", 3) == 0);
}

static enum sk_err take_code(const char *what, const struct sk_symbols *symbols, char **text,
                             size_t *length, struct sk_err_info *info) {
    if (symbols->count != 1) {
        return sk_fail(info, SK_ERR_INVALID,
                       symbols->count == 0 ? "no QR code can be read in the picture '%.300s'"
                                           : "there are several QR codes in the picture '%.300s'",
                       what);
    }
    const struct sk_symbol_sequence *sequence = &symbols->item[0].sequence;
    if (sk_joiner_is_part(&symbols->item[0])) {
        return sk_fail(info, SK_ERR_INVALID,
                       "the picture '%.300s' shows only part %d of %d of a text", what,
                       (int)sequence->index, (int)sequence->count);
    }
    size_t size = symbols->item[0].length + 1;
    char *copy = malloc(size);
    if (!copy) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the checkpoint");
    }
    memcpy(copy, symbols->item[0].text, size);
    *text = copy;
    *length = size - 1;
    return SK_OK;
}

/* Puts the text of the QR code in place of the picture. */
static enum sk_err decode(const char *what, char **text, size_t *length, struct sk_err_info *info) {
    static const struct sk_decode_options options = { .symbologies =
                                                          SK_SYMBOLOGY_BIT(SK_SYMBOLOGY_QR),
                                                      .budget_ms = DECODE_MS };
    struct sk_grey grey = { 0 };
    struct sk_symbols symbols = { 0 };
    struct sk_joiner joiner;
    struct sk_decoder *decoder = NULL;
    enum sk_err err = sk_image_file_parse(*text, *length, what, &grey, info);
    free(*text);
    *text = NULL;
    if (!err) {
        err = sk_decoder_create(&decoder, &options, info);
    }
    if (!err) {
        err = sk_decoder_run(decoder, &grey, &symbols);
    }
    if (!err) {
        sk_joiner_init(&joiner, &(struct sk_joiner_rules){ 0 });
        (void)sk_joiner_frame(&joiner, &symbols, 0);
        err = take_code(what, &symbols, text, length, info);
    }
    sk_decoder_destroy(decoder);
    sk_grey_finish(&grey);
    return err;
}

/* Line ends of another system, and a mark at the beginning: it was kept elsewhere. */
static size_t tidy(char *text, size_t length) {
    size_t begin =
        length >= strlen(MARK) && memcmp(text, MARK, strlen(MARK)) == 0 ? strlen(MARK) : 0;
    size_t used = 0;
    for (size_t i = begin; i < length; i++) {
        if (text[i] != '\r') {
            text[used++] = text[i];
        }
    }
    return used;
}

static bool add(struct sk_anchors *anchors, size_t *capacity, const struct sk_anchor *anchor) {
    if (anchors->count == *capacity) {
        size_t wanted = *capacity ? *capacity * 2 : 8;
        struct sk_anchor *grown = realloc(anchors->list, wanted * sizeof(*grown));
        if (!grown) {
            return false;
        }
        anchors->list = grown;
        *capacity = wanted;
    }
    anchors->list[anchors->count++] = *anchor;
    return true;
}

static bool is_signed(const struct sk_signed_note *note, const struct sk_trusted_keys *keys) {
    bool is_one = false;
    for (size_t i = 0; i < keys->count; i++) {
        is_one = is_one || sk_signed_note_is_signed_by(note, &keys->list[i]);
    }
    return is_one;
}

static enum sk_err parse(struct sk_anchors *anchors, const char *text, size_t length,
                         const struct sk_trusted_keys *keys, struct sk_err_info *info) {
    size_t capacity = 0;
    struct sk_signed_note note;
    while (anchors->count < SK_ANCHORS_MAX && sk_signed_note_next(&text, &length, &note)) {
        struct sk_anchor anchor = { .is_signed = is_signed(&note, keys) };
        if (!sk_checkpoint_read(&note, &anchor.checkpoint)) {
            return sk_fail(info, SK_ERR_INVALID, "number %zu is a note, but no checkpoint",
                           anchors->count + 1);
        }
        if (!add(anchors, &capacity, &anchor)) {
            return sk_fail(info, SK_ERR_NOMEM, "no memory for the checkpoints");
        }
    }
    if (length > 0 || anchors->count == 0) {
        return sk_fail(info, SK_ERR_INVALID,
                       anchors->count == 0 ? "there is no checkpoint in it"
                                           : "what follows checkpoint %zu is none",
                       anchors->count);
    }
    return SK_OK;
}

/* As verify.c puts them. */
static int by_seq(const void *one, const void *other) {
    const struct sk_anchor *a = one;
    const struct sk_anchor *b = other;
    return a->checkpoint.seq != b->checkpoint.seq
               ? (a->checkpoint.seq > b->checkpoint.seq) - (a->checkpoint.seq < b->checkpoint.seq)
               : memcmp(a->checkpoint.hash, b->checkpoint.hash, SK_CHAIN_SIZE);
}

static enum sk_err note_all(struct sk_anchors *anchors, struct sk_err_info *info) {
    anchors->noted = calloc(anchors->count, sizeof(anchors->noted[0]));
    if (!anchors->noted) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the checkpoints");
    }
    qsort(anchors->list, anchors->count, sizeof(anchors->list[0]), by_seq);
    for (size_t i = 0; i < anchors->count; i++) {
        anchors->noted[i].seq = anchors->list[i].checkpoint.seq;
        memcpy(anchors->noted[i].hash, anchors->list[i].checkpoint.hash, SK_CHAIN_SIZE);
    }
    return SK_OK;
}

enum sk_err sk_anchors_read(struct sk_anchors *anchors, const char *what,
                            const struct sk_trusted_keys *keys, struct sk_err_info *info) {
    char *text = NULL;
    size_t length = 0;
    *anchors = (struct sk_anchors){ .list = NULL };
    enum sk_err err = load(what, &text, &length, info);
    if (!err && is_picture(text, length)) {
        err = decode(what, &text, &length, info);
    }
    if (!err) {
        SK_ASSERT(text);
        err = parse(anchors, text, tidy(text, length), keys, info);
    }
    if (!err) {
        err = note_all(anchors, info);
    }
    free(text);
    if (err) {
        sk_anchors_finish(anchors);
    }
    return err;
}

void sk_anchors_finish(struct sk_anchors *anchors) {
    free(anchors->list);
    free(anchors->noted);
    *anchors = (struct sk_anchors){ .list = NULL };
}

/* --- what came of them -------------------------------------------------------------------- */

int64_t sk_anchors_seq(const struct sk_anchors *anchors) {
    for (size_t i = anchors->count; i > 0; i--) {
        if (anchors->list[i - 1].is_signed && anchors->noted[i - 1].seen == SK_VERIFY_SEEN) {
            return anchors->noted[i - 1].seq;
        }
    }
    return 0;
}

static const char *name_of(const struct sk_checkpoint *checkpoint) {
    return checkpoint->name[0] != '\0' ? checkpoint->name : checkpoint->origin;
}

int64_t sk_anchors_tell_unsigned(const struct sk_anchors *anchors,
                                 void (*each)(void *data, const char *text), void *data) {
    int64_t count = 0;
    for (size_t i = 0; i < anchors->count; i++) {
        char text[SK_ERR_TEXT_SIZE];
        if (!anchors->list[i].is_signed) {
            (void)snprintf(text, sizeof(text),
                           "the checkpoint of %s ('%s', event %" PRId64 ") is not signed with the "
                           "key: it was changed, is another bench's, or the key is another",
                           anchors->list[i].checkpoint.time, name_of(&anchors->list[i].checkpoint),
                           anchors->noted[i].seq);
            each(data, text);
            count++;
        }
    }
    return count;
}

static const char *word(enum sk_verify_seen seen) {
    static const char *const words[] = {
        [SK_VERIFY_NOT_REACHED] = "not-reached", [SK_VERIFY_SEEN] = "seen",
        [SK_VERIFY_CHANGED] = "changed",         [SK_VERIFY_MISSING] = "missing",
        [SK_VERIFY_PURGED] = "purged",
    };
    return SK_AT(words, seen);
}

static const char *sentence(enum sk_verify_seen seen) {
    static const char *const sentences[] = {
        [SK_VERIFY_NOT_REACHED] = "the log could not be read so far",
        [SK_VERIFY_SEEN] = "the log is as it was then",
        [SK_VERIFY_CHANGED] = "the log is NOT as it was then",
        [SK_VERIFY_MISSING] = "the log does NOT reach so far",
        [SK_VERIFY_PURGED] = "purged since, so nothing can be said",
    };
    return SK_AT(sentences, seen);
}

void sk_anchors_print(const struct sk_anchors *anchors, int64_t last) {
    int64_t anchored = sk_anchors_seq(anchors);
    for (size_t i = 0; i < anchors->count; i++) {
        printf("Checkpoint of %s, event %" PRId64 "%s: %s.\n", anchors->list[i].checkpoint.time,
               anchors->noted[i].seq,
               anchors->list[i].is_signed ? "" : " (NOT signed with the key)",
               sentence(anchors->noted[i].seen));
    }
    if (anchored > 0) {
        printf("Events up to %" PRId64 " are anchored.\n", anchored);
    } else {
        puts("No event is anchored.");
    }
    if (last > anchored) {
        printf("Events %" PRId64 " to %" PRId64 " are not: no checkpoint is of a later one.\n",
               anchored + 1, last);
    }
}

void sk_anchors_print_json(const struct sk_anchors *anchors) {
    (void)fputs("\"checkpoints\":[", stdout); /* sk_cmd_log_finish_output() tells */
    for (size_t i = 0; i < anchors->count; i++) {
        printf("%s{\"seq\":%" PRId64 ",\"time\":", i ? "," : "", anchors->noted[i].seq);
        sk_cmd_log_print_json(anchors->list[i].checkpoint.time);
        (void)fputs(",\"bench\":", stdout);
        sk_cmd_log_print_json(anchors->list[i].checkpoint.origin);
        (void)fputs(",\"name\":", stdout);
        sk_cmd_log_print_json(anchors->list[i].checkpoint.name);
        printf(",\"signed\":%s,\"log\":\"%s\"}", anchors->list[i].is_signed ? "true" : "false",
               word(anchors->noted[i].seen));
    }
    printf("],\"anchored_seq\":%" PRId64, sk_anchors_seq(anchors));
}
