/* Bytes that are said to be checkpoints, and a text that is said to be a key. */
#include "fuzz/bytes.h"

#include "journal/checkpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct sk_signed_note_key nobody = { .name = "" };
    char *text = malloc(size + 1);
    char *exact = malloc(size); /* so that a byte too many is found */
    MUST(text && (exact || size == 0));
    if (size > 0) {
        memcpy(exact, data, size);
        memcpy(text, data, size);
    }
    text[size] = '\0';
    const char *at = exact;
    size_t left = size;
    struct sk_signed_note note;
    while (sk_signed_note_next(&at, &left, &note)) {
        struct sk_checkpoint checkpoint;
        MUST(note.text_length > 0 && note.text[note.text_length - 1] == '\n');
        MUST(note.lines_length > 0 && note.lines + note.lines_length == at);
        MUST(!sk_signed_note_is_signed_by(&note, &nobody));
        if (sk_checkpoint_read(&note, &checkpoint)) {
            MUST(checkpoint.seq >= 0);
            MUST(memchr(checkpoint.time, '\0', sizeof(checkpoint.time)));
        }
    }
    struct sk_signed_note_key key;
    char again[SK_SIGNED_NOTE_KEY_TEXT_SIZE];
    if (sk_signed_note_key_read(text, &key)) {
        sk_signed_note_key_write(&key, again);
        MUST(strcmp(again, text) == 0);
    }
    free(text);
    free(exact);
    return 0;
}
