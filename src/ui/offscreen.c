#include "ui/offscreen.h"

#include "base/language.h"
#include "ui/line.h"
#include "ui/picture.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sk_offscreen {
    struct sk_picture *picture;
    struct sk_font *font;
    uint64_t revision;
    bool is_shown; /* anything yet? */
    uint64_t cue_number;
    enum sk_notice notice;
    char line[SK_LINE_SIZE];
};

enum sk_err sk_offscreen_create(struct sk_offscreen **out, int32_t width, int32_t height,
                                struct sk_err_info *info) {
    enum sk_err err = SK_ERR_NOMEM;
    struct sk_offscreen *offscreen = calloc(1, sizeof(*offscreen));
    if (!offscreen) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the screen");
    }
    err = sk_picture_create(&offscreen->picture, width, height, info);
    if (!err) {
        err = sk_font_create(&offscreen->font, sk_language_name(), info);
    }
    if (err) {
        sk_offscreen_destroy(offscreen);
        return err;
    }
    *out = offscreen;
    return SK_OK;
}

void sk_offscreen_destroy(struct sk_offscreen *offscreen) {
    if (offscreen) {
        sk_font_destroy(offscreen->font);
        sk_picture_destroy(offscreen->picture);
        free(offscreen);
    }
}

static enum sk_err print_line(const char *line, struct sk_err_info *info) {
    if (printf("%s\n", line) < 0 || fflush(stdout)) {
        return sk_fail(info, SK_ERR_IO, "standard output cannot be written: %s", strerror(errno));
    }
    return SK_OK;
}

enum sk_err sk_offscreen_show(struct sk_offscreen *offscreen, const struct sk_model *model,
                              struct sk_err_info *info) {
    if (offscreen->is_shown && offscreen->revision == model->revision) {
        return SK_OK;
    }
    sk_font_follow(&offscreen->font, model->language);
    sk_picture_draw(offscreen->picture, model, offscreen->font);
    enum sk_err err = SK_OK;
    char line[SK_LINE_SIZE];
    sk_line_format(model, line, sizeof(line));
    bool is_again = model->cue_number != offscreen->cue_number;
    bool is_notice = model->screen == SK_SCREEN_NOTICE;
    if (strcmp(line, offscreen->line) != 0 || (is_notice && is_again)) {
        (void)snprintf(offscreen->line, sizeof(offscreen->line), "%s", line);
        err = print_line(line, info);
    }
    if (!err && !is_notice && model->notice != SK_NOTICE_NONE &&
        (is_again || model->notice != offscreen->notice)) {
        sk_line_format_notice(model, line, sizeof(line));
        err = print_line(line, info);
    }
    offscreen->notice = model->notice;
    offscreen->cue_number = model->cue_number;
    offscreen->revision = model->revision;
    offscreen->is_shown = true;
    return err;
}

struct sk_picture *sk_offscreen_picture(struct sk_offscreen *offscreen,
                                        const struct sk_model *model) {
    const struct sk_viewport view = { .width = offscreen->picture->canvas.width,
                                      .height = offscreen->picture->canvas.height };
    return sk_picture_of(model, &view, offscreen->font);
}
