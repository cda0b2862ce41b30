#include "ui/touch_log.h"

#include "base/log.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define SK_LOG_MODULE "ui"

enum { LINE_SIZE = 512 };

static uint64_t mix(uint64_t hash, const void *data, size_t length) {
    const unsigned char *bytes = data;
    for (size_t i = 0; i < length; i++) { /* FNV-1a */
        hash = (hash ^ bytes[i]) * 1099511628211U;
    }
    return hash;
}

static uint64_t hash_of(const struct sk_display_list *list) {
    uint64_t hash = mix(14695981039346656037U, list->text, list->text_bytes);
    for (size_t i = 0; i < list->target_count; i++) {
        hash = mix(hash, &list->targets[i].rect, sizeof(list->targets[i].rect));
    }
    return hash;
}

static bool is_within(const struct sk_rect *inner, const struct sk_rect *outer) {
    int32_t x = inner->x + inner->w / 2, y = inner->y + inner->h / 2;
    return x >= outer->x && x < outer->x + outer->w && y >= outer->y && y < outer->y + outer->h;
}

static void append(char line[LINE_SIZE], const char *text) {
    size_t length = strlen(line);
    (void)snprintf(line + length, LINE_SIZE - length, "%s%s", length > 0 ? " " : "", text);
}

/* The lines of each paragraph, which lie one after the other. */
static void log_texts(uint32_t number, const struct sk_display_list *list) {
    char line[LINE_SIZE] = "";
    for (size_t i = 0; i < list->shape_count; i++) {
        const struct sk_shape *shape = &list->shapes[i];
        if (shape->type != SK_SHAPE_TEXT) {
            continue;
        }
        append(line, list->text + shape->text);
        const struct sk_shape *next = i + 1 < list->shape_count ? &list->shapes[i + 1] : NULL;
        if (!next || next->type != SK_SHAPE_TEXT || next->paragraph != shape->paragraph) {
            sk_log_debug("%u text %s", (unsigned)number, line);
            line[0] = '\0';
        }
    }
}

static void name_of(const struct sk_touch *touch, const char **kind, int *a, int *b) {
    *kind = "";
    *a = *b = 0;
    switch (touch->kind) {
    case SK_TARGET_BUTTON:
        *kind = "button", *a = (int)touch->button;
        return;
    case SK_TARGET_LABEL:
        *kind = "label", *a = (int)touch->label;
        return;
    case SK_TARGET_LABELS:
        *kind = "labels";
        return;
    case SK_TARGET_SUPERVISOR:
        *kind = "supervisor", *a = (int)touch->super.type, *b = (int)touch->super.value;
        return;
    case SK_TARGET_GLASS:
        *kind = "glass", *a = touch->key;
        return;
    case SK_TARGET_LANGUAGE:
        *kind = "language", *a = (int)touch->language;
        return;
    case SK_TARGET_NONE:
        return;
    }
}

static void log_target(uint32_t number, const struct sk_display_list *list,
                       const struct sk_target *target) {
    char line[LINE_SIZE] = "";
    const char *kind;
    int a, b;
    for (size_t i = 0; i < list->shape_count; i++) {
        const struct sk_shape *shape = &list->shapes[i];
        if (shape->type == SK_SHAPE_TEXT && is_within(&shape->rect, &target->rect)) {
            append(line, list->text + shape->text);
        }
    }
    name_of(&target->touch, &kind, &a, &b);
    sk_log_debug("%u touch %s %d %d %d,%d %dx%d %s", (unsigned)number, kind, a, b,
                 (int)target->rect.x, (int)target->rect.y, (int)target->rect.w, (int)target->rect.h,
                 line);
}

void sk_touch_log(struct sk_touch_log *self, const struct sk_display_list *list) {
    if (!sk_log_takes(SK_LOG_DEBUG)) {
        return;
    }
    uint64_t hash = hash_of(list);
    if (hash == self->last && self->number > 0) {
        return;
    }
    self->last = hash;
    self->number++;
    sk_log_debug("screen %u of %dx%d", (unsigned)self->number, (int)list->width, (int)list->height);
    log_texts(self->number, list);
    for (size_t i = 0; i < list->target_count; i++) {
        log_target(self->number, list, &list->targets[i]);
    }
    sk_log_debug("%u end", (unsigned)self->number);
}
