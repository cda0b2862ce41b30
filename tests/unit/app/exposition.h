/* exposition.h — a strict reader of Prometheus's text format, as node_exporter's textfile collector
 * takes it: https://prometheus.io/docs/instrumenting/exposition_formats/ without what it refuses
 * (timestamps) and what we do not write (histograms, summaries). */
#ifndef SK_TESTS_EXPOSITION_H
#define SK_TESTS_EXPOSITION_H

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPOSITION_MAX 128

struct exposition {
    int families;
    int samples;
    char family[128];
    char seen[EXPOSITION_MAX][512]; /* name and labels of each sample */
    char names[EXPOSITION_MAX][128];
    double values[EXPOSITION_MAX];
};

static inline size_t name_length(const char *text, bool may_have_colon) {
    size_t length = 0;
    while (isalpha((unsigned char)text[length]) || text[length] == '_' ||
           (may_have_colon && text[length] == ':') ||
           (length > 0 && isdigit((unsigned char)text[length]))) {
        length++;
    }
    return length;
}

/* {name="value",…}; returns what is behind it, NULL: it is malformed. */
static inline const char *skip_labels(const char *at) {
    if (*at != '{') {
        return at;
    }
    at++;
    while (*at != '}') {
        size_t length = name_length(at, false);
        if (length == 0 || at[length] != '=' || at[length + 1] != '"') {
            return NULL;
        }
        for (at += length + 2; *at != '"'; at++) {
            if (*at == '\0' || *at == '\n' ||
                (*at == '\\' && at[1] != '\\' && at[1] != '"' && at[1] != 'n')) {
                return NULL;
            }
            at += *at == '\\';
        }
        at++;
        if (*at == ',' && at[1] != '}') {
            at++;
        } else if (*at != '}') {
            return NULL;
        }
    }
    return at + 1;
}

static inline bool read_sample(struct exposition *out, const char *line) {
    size_t length = name_length(line, true);
    const char *behind = skip_labels(line + length);
    char *end = NULL;
    if (length == 0 || !behind || *behind != ' ' || out->samples == EXPOSITION_MAX ||
        strlen(out->family) != length || strncmp(line, out->family, length) != 0) {
        return false; /* of another family than the one that was begun */
    }
    double value = strtod(behind + 1, &end);
    (void)snprintf(out->seen[out->samples], sizeof(out->seen[0]), "%.*s", (int)(behind - line),
                   line);
    (void)snprintf(out->names[out->samples], sizeof(out->names[0]), "%.*s", (int)length, line);
    out->values[out->samples] = value;
    for (int i = 0; i < out->samples; i++) {
        if (strcmp(out->seen[i], out->seen[out->samples]) == 0) {
            return false; /* twice */
        }
    }
    out->samples++;
    return end != behind + 1 && *end == '\0';
}

/* "# HELP name text" and "# TYPE name type" begin a family, in this order, each once. */
static inline bool read_comment(struct exposition *out, const char *line) {
    const char *name = line + 7;
    size_t length = name_length(name, true);
    if (length == 0 || length >= sizeof(out->family) || name[length] != ' ') {
        return false;
    }
    if (strncmp(line, "# HELP ", 7) == 0) {
        (void)snprintf(out->family, sizeof(out->family), "%.*s", (int)length, name);
        for (int i = 0; i < out->samples; i++) {
            if (strcmp(out->names[i], out->family) == 0) {
                return false; /* its samples are not together */
            }
        }
        return name[length + 1] != '\0';
    }
    bool is_total = length > 6 && strncmp(name + length - 6, "_total", 6) == 0;
    const char *type = name + length + 1;
    out->families++;
    return strncmp(line, "# TYPE ", 7) == 0 && strlen(out->family) == length &&
           strncmp(name, out->family, length) == 0 &&
           (is_total ? strcmp(type, "counter") == 0 : strcmp(type, "gauge") == 0);
}

/* False: line_out has the line that is wrong. */
static inline bool exposition_read(struct exposition *out, const char *text, char *line,
                                   size_t size) {
    *out = (struct exposition){ .families = 0 };
    while (*text) {
        const char *newline = strchr(text, '\n');
        if (!newline || (size_t)(newline - text) >= size) {
            (void)snprintf(line, size, "the last line does not end");
            return false;
        }
        (void)snprintf(line, size, "%.*s", (int)(newline - text), text);
        if (!(line[0] == '#' ? read_comment(out, line) : read_sample(out, line))) {
            return false;
        }
        text = newline + 1;
    }
    return true;
}

/* NULL: there is none of that name and labels. */
static inline const double *exposition_value(const struct exposition *from, const char *what) {
    for (int i = 0; i < from->samples; i++) {
        if (strcmp(from->seen[i], what) == 0) {
            return &from->values[i];
        }
    }
    return NULL;
}

#endif
