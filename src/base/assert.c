#include "base/assert.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Built first, so that the line is written in one piece; nothing here allocates or locks. */
struct line {
    char text[1024];
    size_t length;
};

static void add(struct line *line, const char *text) {
    size_t room = sizeof(line->text) - 1 - line->length; /* one for the end of the line */
    size_t length = strlen(text);
    length = length < room ? length : room;
    memcpy(line->text + line->length, text, length);
    line->length += length;
}

static void add_number(struct line *line, int number) {
    char digits[16];
    size_t at = sizeof(digits) - 1;
    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    add(line, digits + at);
}

void sk_assert_failed(const char *promise, const char *file, int line_number) {
    struct line line = { .length = 0 };
    add(&line, "sag-kiosk " SK_VERSION ": ");
    add(&line, file);
    add(&line, ":");
    add_number(&line, line_number);
    add(&line, ": broken promise: ");
    add(&line, promise);
    line.text[line.length++] = '\n';
    ssize_t written = write(STDERR_FILENO, line.text, line.length);
    (void)written; /* there is nobody left to tell */
    abort();
}
