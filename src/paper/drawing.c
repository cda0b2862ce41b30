#include "paper/drawing.h"

#include "base/assert.h"
#include "base/util.h"

#include <string.h>
#include <strings.h>

static const struct {
    const char *name;
    double width, height;
} sizes[] = { [SK_PAPER_A4] = { "a4", 210, 297 }, [SK_PAPER_LETTER] = { "letter", 215.9, 279.4 } };

static const char *const formats[] = {
    [SK_PAPER_PDF] = "pdf", [SK_PAPER_SVG] = "svg", [SK_PAPER_PNG] = "png"
};

bool sk_paper_size_parse(const char *text, enum sk_paper_size *size) {
    for (size_t i = 0; i < SK_ARRAY_LEN(sizes); i++) {
        if (strcasecmp(text, sizes[i].name) == 0) {
            *size = (enum sk_paper_size)i;
            return true;
        }
    }
    return false;
}

double sk_paper_width(enum sk_paper_size size) {
    return SK_AT(sizes, size).width;
}

double sk_paper_height(enum sk_paper_size size) {
    return SK_AT(sizes, size).height;
}

bool sk_paper_format_parse(const char *text, enum sk_paper_format *format) {
    for (size_t i = 0; i < SK_ARRAY_LEN(formats); i++) {
        if (strcasecmp(text, formats[i]) == 0) {
            *format = (enum sk_paper_format)i;
            return true;
        }
    }
    return false;
}

const char *sk_paper_ending(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return dot && dot != name ? dot : path + strlen(path);
}

bool sk_paper_format_of(const char *path, enum sk_paper_format *format) {
    const char *ending = sk_paper_ending(path);
    return *ending && sk_paper_format_parse(ending + 1, format);
}

double sk_drawing_width(const struct sk_drawing *drawing) {
    return drawing->width_mm > 0 ? drawing->width_mm : sk_paper_width(drawing->size);
}

double sk_drawing_height(const struct sk_drawing *drawing) {
    return drawing->height_mm > 0 ? drawing->height_mm : sk_paper_height(drawing->size);
}
