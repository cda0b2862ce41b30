#include "journal/trigrams.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define REPEAT_SIGN '\x01'

/* How often the first character of text stands there. */
static size_t count_same(const char *text) {
    size_t count = 0;
    while (text[count] && tolower((unsigned char)text[count]) == tolower((unsigned char)text[0])) {
        count++;
    }
    return count;
}

static char length_sign(size_t repeat) {
    return (char)('!' + (repeat < SK_TRIGRAMS_REPEAT_MAX ? repeat : SK_TRIGRAMS_REPEAT_MAX));
}

void sk_trigrams_indexed(const char *label, char *out, size_t out_size) {
    size_t used = (size_t)snprintf(out, out_size, "%s", label);
    for (const char *at = label; *at && used + 4 <= out_size;) {
        size_t repeat = count_same(at);
        if (repeat >= SK_TRIGRAMS_REPEAT_MIN && (unsigned char)*at < 0x80) {
            out[used++] = REPEAT_SIGN;
            out[used++] = *at;
            out[used++] = length_sign(repeat);
            out[used] = '\0';
        }
        at += repeat;
    }
}

static void find_repeat(struct sk_trigrams *trigrams) {
    for (size_t at = 0; at < trigrams->length;) {
        size_t repeat = count_same(trigrams->text + at);
        if (repeat >= SK_TRIGRAMS_REPEAT_MIN && repeat > trigrams->repeat) {
            trigrams->repeat = repeat;
            trigrams->repeat_at = at;
        }
        at += repeat;
    }
}

static bool has_repeat(const char *label, char c, size_t repeat) {
    for (; *label; label += count_same(label)) {
        if (tolower((unsigned char)*label) == c && count_same(label) >= repeat) {
            return true;
        }
    }
    return false;
}

bool sk_trigrams_init(struct sk_trigrams *trigrams, const char *text) {
    size_t length = strlen(text);
    if (length < 3 || length > SK_TRIGRAMS_TEXT_MAX) {
        return false;
    }
    memset(trigrams, 0, sizeof(*trigrams));
    trigrams->length = length;
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)text[i] >= 0x80) {
            return false;
        }
        trigrams->text[i] = (char)tolower((unsigned char)text[i]);
    }
    find_repeat(trigrams);
    return true;
}

static bool has_run(const char *label, const char *run) {
    for (; label[0] && label[1] && label[2]; label++) {
        if (tolower((unsigned char)label[0]) == run[0] &&
            tolower((unsigned char)label[1]) == run[1] &&
            tolower((unsigned char)label[2]) == run[2]) {
            return true;
        }
    }
    return false;
}

void sk_trigrams_look_at(struct sk_trigrams *trigrams, const char *label) {
    trigrams->sample++;
    for (size_t i = 0; i + 3 <= trigrams->length; i++) {
        trigrams->seen[i] += has_run(label, trigrams->text + i);
    }
    trigrams->repeat_seen +=
        trigrams->repeat > 0 &&
        has_repeat(label, trigrams->text[trigrams->repeat_at], trigrams->repeat);
}

/* The rarest run that is still free; if equal, the later one, as labels differ at their ends. */
static size_t rarest(const struct sk_trigrams *trigrams, const bool *taken) {
    size_t best = trigrams->length;
    for (size_t i = 0; i + 3 <= trigrams->length; i++) {
        if (!taken[i] && (best == trigrams->length || trigrams->seen[i] <= trigrams->seen[best])) {
            best = i;
        }
    }
    return best;
}

static void add_run(const char *run, char *out, size_t out_size) {
    size_t used = strlen(out);
    (void)snprintf(out + used, out_size - used, "%s\"", used > 0 ? " AND " : "");
    for (size_t i = 0; i < 3; i++) {
        used = strlen(out);
        (void)snprintf(out + used, out_size - used, "%.*s", run[i] == '"' ? 2 : 1,
                       run[i] == '"' ? "\"\"" : run + i);
    }
    used = strlen(out);
    (void)snprintf(out + used, out_size - used, "\"");
}

/* Any repeat of that character that is at least as long. */
static void add_repeat(const struct sk_trigrams *trigrams, char *out, size_t out_size) {
    char run[3] = { REPEAT_SIGN, trigrams->text[trigrams->repeat_at], '\0' };
    size_t used = 0;
    size_t longest =
        trigrams->repeat < SK_TRIGRAMS_REPEAT_MAX ? SK_TRIGRAMS_REPEAT_MAX : trigrams->repeat;
    for (size_t repeat = trigrams->repeat; repeat <= longest; repeat++) {
        const char *quoted = run[1] == '"' ? "\"" : "";
        run[2] = length_sign(repeat);
        used += (size_t)snprintf(out + used, out_size - used, "%s\"%c%s%c%s%c\"",
                                 used > 0 ? " OR " : "(", run[0], quoted, run[1],
                                 run[2] == '"' ? "\"" : "", run[2]);
    }
    (void)snprintf(out + used, out_size - used, ")");
}

void sk_trigrams_match(const struct sk_trigrams *trigrams, char *out, size_t out_size) {
    bool taken[SK_TRIGRAMS_TEXT_MAX] = { false };
    int chosen = 0;
    out[0] = '\0';
    if (trigrams->repeat > 0 && trigrams->repeat_seen * 2 <= trigrams->sample) {
        add_repeat(trigrams, out, out_size);
        for (size_t i = 0; i < trigrams->repeat; i++) {
            taken[trigrams->repeat_at + i] = true;
        }
        chosen++;
    }
    for (; chosen < SK_TRIGRAMS_CHOSEN_MAX; chosen++) {
        size_t best = rarest(trigrams, taken);
        bool is_common = best < trigrams->length && trigrams->seen[best] * 2 > trigrams->sample;
        if (best == trigrams->length || (chosen > 0 && is_common)) {
            return; /* runs that are in most labels only cost time */
        }
        add_run(trigrams->text + best, out, out_size);
        for (size_t i = best > 2 ? best - 2 : 0; i <= best + 2 && i < trigrams->length; i++) {
            taken[i] = true; /* overlapping runs say nearly the same */
        }
    }
}
