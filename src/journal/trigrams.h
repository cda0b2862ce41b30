/* trigrams.h — which runs of three characters of a text are worth looking for. Pure. Private to
 * this folder.
 *
 * For every run of three characters the index has the pairs that contain it. Intersecting the lists
 * of all runs of a text is slow when some are in every label ("sag", "age"): a few rare ones find
 * the same pairs, and each pair is checked afterwards anyway. */
#ifndef SK_JOURNAL_TRIGRAMS_H
#define SK_JOURNAL_TRIGRAMS_H

#include <stdbool.h>
#include <stddef.h>

#define SK_TRIGRAMS_TEXT_MAX 126 /* bytes of a text */
#define SK_TRIGRAMS_CHOSEN_MAX 3

/* The same character again and again ("9999999") has but one run, which many labels have. So the
 * index gets a run of its own for each such repeat of a label: SOH, the character, and how often,
 * as a character. */
#define SK_TRIGRAMS_REPEAT_MIN 4
#define SK_TRIGRAMS_REPEAT_MAX 60 /* longer ones count as this long */
#define SK_TRIGRAMS_INDEXED_SIZE (SK_TRIGRAMS_TEXT_MAX + 128)

/* What is put into the index for a label: itself, and the runs of its repeats. Cut at out_size,
 * which is best SK_TRIGRAMS_INDEXED_SIZE; a label that is longer is not searched for by repeats. */
void sk_trigrams_indexed(const char *label, char *out, size_t out_size);

struct sk_trigrams {
    char text[SK_TRIGRAMS_TEXT_MAX + 1]; /* in small letters */
    size_t length;
    int seen[SK_TRIGRAMS_TEXT_MAX]; /* labels of the sample that have the run that begins here */
    int sample;                     /* labels that were looked at */
    size_t repeat_at;               /* the longest repeat of the text; repeat 0: it has none */
    size_t repeat;
    int repeat_seen; /* labels of the sample that have one as long */
};

/* False: the index cannot be asked for this text (shorter than three, too long, or not ASCII). */
bool sk_trigrams_init(struct sk_trigrams *trigrams, const char *text);

/* Counts the runs of one label of the sample, which must be in the index. */
void sk_trigrams_look_at(struct sk_trigrams *trigrams, const char *label);

/* The expression for MATCH: the rarest runs, without overlap where possible. out_size must be at
 * least SK_TRIGRAMS_MATCH_SIZE. */
#define SK_TRIGRAMS_MATCH_SIZE 1024
void sk_trigrams_match(const struct sk_trigrams *trigrams, char *out, size_t out_size);

#endif
