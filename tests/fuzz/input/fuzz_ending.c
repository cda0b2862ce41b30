/* Any texts, ended in any way after any pauses; and the file of what was learned. */
#include "fuzz/bytes.h"

#include "base/util.h"
#include "input/ending.h"
#include "input/remembered.h"

struct past {
    char *silent; /* owned; asked for again just before, by silence; NULL: something else was */
    size_t length;
    bool has_marked;
};

static void step(struct sk_ending *ending, struct past *past, struct bytes *bytes, sk_ms now) {
    size_t length = 0;
    unsigned how = bytes_below(bytes, 8);
    char *text = bytes_take(bytes, how == 7 ? 400 : bytes_below(bytes, 6) + 1, &length);
    enum sk_ending_state before = ending->state;
    enum sk_ending_verdict verdict = SK_ENDING_AGAIN;
    bool is_silence = how >= 4;
    if (length == 0) {
        free(text);
        return;
    }
    if (is_silence) {
        verdict = sk_ending_by_silence(ending, text, length, now);
    } else if (how < 2) {
        verdict = sk_ending_by_mark(ending, text, length, now);
        past->has_marked = true;
    } else if (how == 2) {
        verdict = sk_ending_by_hand(ending, text, length, now);
    } else {
        sk_ending_cut(ending, text, length, now);
    }
    if (is_silence && verdict == SK_ENDING_WHOLE && before != SK_ENDING_STATE_SILENT) {
        MUST(before == SK_ENDING_STATE_UNKNOWN && !past->has_marked);
        MUST(past->silent && past->length == length && memcmp(past->silent, text, length) == 0);
    }
    MUST(!ending->is_declared || ending->state == before);
    free(past->silent);
    past->silent = (is_silence || how == 3) && verdict == SK_ENDING_AGAIN ? text : NULL;
    past->length = length;
    if (!past->silent) {
        free(text);
    }
}

static void remember(const char *text, size_t length) {
    struct sk_remembered read;
    struct sk_remembered again;
    char out[SK_REMEMBERED_BYTES_MAX + 1];
    sk_remembered_parse(&read, text, length);
    sk_remembered_parse(&again, out, sk_remembered_print(&read, out));
    MUST(read.count == again.count);
    for (size_t i = 0; i < read.count; i++) {
        MUST(read.scanners[i].vendor == again.scanners[i].vendor);
        MUST(read.scanners[i].product == again.scanners[i].product);
        MUST(strcmp(read.scanners[i].serial, again.scanners[i].serial) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const sk_ms pauses[] = { 0, 5, 100, 600, SK_ENDING_REST_MS - 1, SK_ENDING_REST_MS };
    struct bytes bytes = bytes_open(data, size);
    struct past past = { 0 };
    struct sk_ending ending;
    sk_ms now = 1000;
    unsigned choice = bytes_below(&bytes, 6);
    sk_ending_init(&ending, (enum sk_ending_state)(choice % SK_ENDING_STATES), choice > 3);
    past.has_marked = ending.state == SK_ENDING_STATE_MARKED;
    while (bytes_left(&bytes)) {
        step(&ending, &past, &bytes, now);
        now += pauses[bytes_below(&bytes, SK_ARRAY_LEN(pauses))];
    }
    free(past.silent);
    bytes_close(&bytes);
    remember((const char *)data, size);
    return 0;
}
