#define _POSIX_C_SOURCE 200809L /* strtok_r() */

#include "shown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_whole(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) {
        return NULL;
    }
    char *text = NULL;
    if (fseek(file, 0, SEEK_END) == 0) {
        long size = ftell(file);
        rewind(file);
        text = size < 0 ? NULL : malloc((size_t)size + 1);
        if (text) {
            text[fread(text, 1, (size_t)size, file)] = '\0';
        }
    }
    (void)fclose(file);
    return text;
}

/* Where the last screen that has its end begins. */
static char *last_screen(char *log, unsigned *number) {
    char *begin = NULL;
    for (char *at = strstr(log, " ui: screen "); at; at = strstr(at + 1, " ui: screen ")) {
        unsigned n = 0;
        char end[32];
        if (sscanf(at, " ui: screen %u of", &n) == 1) {
            (void)snprintf(end, sizeof(end), " ui: %u end\n", n);
            if (strstr(at, end)) {
                begin = at;
                *number = n;
            }
        }
    }
    return begin;
}

static void take_target(struct shown *shown, const char *line) {
    struct shown_target target = { .text = "" };
    if (shown->target_count < sizeof(shown->targets) / sizeof(shown->targets[0]) &&
        sscanf(line, "touch %15s %d %d %d,%d %dx%d %255[^\n]", target.kind, &target.a, &target.b,
               &target.x, &target.y, &target.width, &target.height, target.text) >= 7) {
        shown->targets[shown->target_count++] = target;
    }
}

/* False: that line is the end of the screen. */
static bool take_line(struct shown *shown, const char *line) {
    char prefix[32];
    (void)snprintf(prefix, sizeof(prefix), " ui: %u ", shown->number);
    const char *what = strstr(line, prefix);
    if (!what) {
        return true; /* another's */
    }
    what += strlen(prefix);
    if (strncmp(what, "text ", 5) == 0) {
        size_t length = strlen(shown->texts);
        (void)snprintf(shown->texts + length, sizeof(shown->texts) - length, "%s\n", what + 5);
    } else if (strncmp(what, "touch ", 6) == 0) {
        take_target(shown, what);
    }
    return strcmp(what, "end") != 0;
}

bool shown_read(const char *log, struct shown *shown) {
    char *text = read_whole(log);
    char *rest = NULL;
    memset(shown, 0, sizeof(*shown));
    char *screen = text ? last_screen(text, &shown->number) : NULL;
    if (screen) {
        (void)sscanf(screen, " ui: screen %*u of %dx%d", &shown->width, &shown->height);
        char *line = strtok_r(screen, "\n", &rest);
        while (line && take_line(shown, line)) {
            line = strtok_r(NULL, "\n", &rest);
        }
    }
    free(text);
    return screen != NULL;
}

const struct shown_target *shown_find(const struct shown *shown, const char *kind,
                                      const char *text) {
    const struct shown_target *begins = NULL;
    for (size_t i = 0; i < shown->target_count; i++) {
        const struct shown_target *target = &shown->targets[i];
        if (kind && strcmp(target->kind, kind) != 0) {
            continue;
        }
        if (strcmp(target->text, text) == 0) {
            return target;
        }
        if (!begins && strncmp(target->text, text, strlen(text)) == 0) {
            begins = target;
        }
    }
    return begins;
}

const struct shown_target *shown_number(const struct shown *shown, const char *kind, int a, int b) {
    for (size_t i = 0; i < shown->target_count; i++) {
        const struct shown_target *target = &shown->targets[i];
        if (strcmp(target->kind, kind) == 0 && target->a == a && (b < 0 || target->b == b)) {
            return &shown->targets[i];
        }
    }
    return NULL;
}
