#include "journal/trigrams.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

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

void sk_trigrams_match(const struct sk_trigrams *trigrams, char *out, size_t out_size) {
    bool taken[SK_TRIGRAMS_TEXT_MAX] = { false };
    out[0] = '\0';
    for (int chosen = 0; chosen < SK_TRIGRAMS_CHOSEN_MAX; chosen++) {
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
