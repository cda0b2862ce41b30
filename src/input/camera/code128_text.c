#include "input/camera/code128_text.h"

enum {
    FNC3 = 96,
    FNC2 = 97,
    SHIFT = 98,
    CODE_C = 99,
    CODE_B = 100, /* in A; FNC4 in B */
    CODE_A = 101, /* in B; FNC4 in A */
    FNC1 = 102,
    START_A = 103,
    START_C = 105,
    STOP = 106,
};

struct code128_writer {
    char *out;
    size_t size;
    size_t length;
    bool full;
};

static void put(struct code128_writer *writer, int byte) {
    if (writer->length + 1 >= writer->size) {
        writer->full = true;
        return;
    }
    writer->out[writer->length++] = (char)byte;
}

/* A character 0 to 127, moved to the upper half of ISO 8859-1 where FNC4 asks for it. */
static void put_character(struct code128_writer *writer, int character, bool upper_half) {
    if (!upper_half) {
        put(writer, character);
        return;
    }
    int code_point = character + 128;
    put(writer, 0xc0 | code_point >> 6);
    put(writer, 0x80 | (code_point & 0x3f));
}

static bool check(const int *code, int count) {
    if (count < 5 || code[0] < START_A || code[0] > START_C || code[count - 1] != STOP) {
        return false;
    }
    long sum = code[0];
    for (int i = 1; i < count - 2; i++) {
        if (code[i] < 0 || code[i] > FNC1) {
            return false;
        }
        sum += (long)i * code[i];
    }
    return sum % 103 == code[count - 2];
}

struct code128_state {
    int set;      /* 'A', 'B' or 'C' */
    int shift_to; /* the set of the next character only; 0 for none */
    bool latched; /* two FNC4: all that follow are of the upper half */
    bool once;    /* one FNC4: the next one is of the other half */
    enum sk_symbol_use use;
};

static void fnc4(struct code128_state *state) {
    if (state->once) {
        state->latched = !state->latched;
        state->once = false;
    } else {
        state->once = true;
    }
}

/* Values 96 and above in sets A and B. */
static void control(struct code128_state *state, int set, int value) {
    switch (value) {
    case SHIFT:
        state->shift_to = set == 'A' ? 'B' : 'A';
        break;
    case CODE_C:
        state->set = 'C';
        break;
    case CODE_B:
        if (set == 'B') {
            fnc4(state);
        } else {
            state->set = 'B';
        }
        break;
    case CODE_A:
        if (set == 'A') {
            fnc4(state);
        } else {
            state->set = 'A';
        }
        break;
    case FNC2:
        state->use = state->use == SK_SYMBOL_TEXT ? SK_SYMBOL_APPEND : state->use;
        break;
    default: /* FNC3 */
        state->use = SK_SYMBOL_PROGRAM;
        break;
    }
}

static void play(struct code128_writer *writer, struct code128_state *state, int value) {
    int set = state->shift_to ? state->shift_to : state->set;
    state->shift_to = 0;
    if (set == 'C') {
        if (value < 100) {
            put(writer, '0' + value / 10);
            put(writer, '0' + value % 10);
        } else {
            state->set = value == CODE_B ? 'B' : 'A';
        }
    } else if (value >= FNC3) {
        control(state, set, value);
    } else {
        int character = set == 'A' && value >= 64 ? value - 64 : value + 32;
        put_character(writer, character, state->latched != state->once);
        state->once = false;
    }
}

enum sk_err sk_code128_text(const int *code, int count, char *out, size_t out_size, size_t *length,
                            bool *gs1, enum sk_symbol_use *use) {
    if (!check(code, count) || out_size < 1) {
        return SK_ERR_INVALID;
    }
    struct code128_writer writer = { .out = out, .size = out_size };
    struct code128_state state = { .set = 'A' + (code[0] - START_A) };
    *gs1 = false;
    for (int i = 1; i < count - 2; i++) {
        if (code[i] == FNC1) {
            if (i == 1) {
                *gs1 = true;
            } else {
                put(&writer, 0x1d);
            }
            continue;
        }
        play(&writer, &state, code[i]);
    }
    if (writer.full) {
        return SK_ERR_FULL;
    }
    if (writer.length == 0) {
        return SK_ERR_INVALID;
    }
    out[writer.length] = '\0';
    *length = writer.length;
    *use = state.use;
    return SK_OK;
}
