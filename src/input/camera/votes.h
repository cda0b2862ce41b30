/* votes.h — how many lines of a picture read the same text, and which texts may be believed.
 *
 * One line that reads wrongly is not rare; several lines that read the same wrong text are. Code
 * 128 has a check character and is believed when two lines agree, Code 39 has none and needs three
 * or two very clear ones. Pure: no clock, no thread. */
#ifndef SK_INPUT_CAMERA_VOTES_H
#define SK_INPUT_CAMERA_VOTES_H

#include "input/camera/linear.h"
#include "input/camera/symbol.h"

#define SK_VOTES_MAX 24

struct sk_vote {
    struct sk_linear_read read; /* the clearest of those that agree */
    struct sk_point outline[4]; /* around all lines that read it */
    int lines;
    float weight; /* lines, each by how clear it was */
};

struct sk_votes {
    int lines; /* that read anything */
    int count;
    struct sk_vote item[SK_VOTES_MAX];
};

/* One line, whose part of the picture the outline is, read this. More different texts than there is
 * room for are dropped. */
void sk_votes_add(struct sk_votes *votes, const struct sk_linear_read *read,
                  const struct sk_point outline[4]);

/* Whether the text at `index` is believed: enough lines agree, and no other text that is like it
 * was read at the same place nearly as often. */
bool sk_votes_believed(const struct sk_votes *votes, int index);

/* Appends what is believed and not yet there to symbols, as far as there is room. */
void sk_votes_settle(const struct sk_votes *votes, struct sk_symbols *symbols);

#endif
