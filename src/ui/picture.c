#include "ui/picture.h"

#include "base/language.h"
#include "ui/examples.h"
#include "ui/raster.h"

#include <SDL.h>
#include <SDL_image.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LARGEST 8192 /* px; 256 MB, more than any display has */

enum sk_err sk_picture_create(struct sk_picture **out, int32_t width, int32_t height,
                              struct sk_err_info *info) {
    if (width < SK_SCREEN_MIN_WIDTH || height < SK_SCREEN_MIN_HEIGHT || width > LARGEST ||
        height > LARGEST) {
        return sk_fail(info, SK_ERR_INVALID,
                       "a screen of %dx%d cannot be drawn; each side is %d to %d, e.g. 1280x800",
                       (int)width, (int)height, SK_SCREEN_MIN_WIDTH, LARGEST);
    }
    struct sk_picture *picture = calloc(1, sizeof(*picture));
    if (!picture) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for a screen of %dx%d", (int)width,
                       (int)height);
    }
    picture->canvas = (struct sk_canvas){
        .pixels = calloc((size_t)width * (size_t)height, sizeof(uint32_t)),
        .width = width,
        .height = height,
        .pitch = width,
    };
    if (!picture->canvas.pixels) {
        sk_picture_destroy(picture);
        return sk_fail(info, SK_ERR_NOMEM, "no memory for a screen of %dx%d", (int)width,
                       (int)height);
    }
    *out = picture;
    return SK_OK;
}

void sk_picture_destroy(struct sk_picture *picture) {
    if (picture) {
        free(picture->canvas.pixels);
        free(picture);
    }
}

void sk_picture_draw(struct sk_picture *picture, const struct sk_model *model,
                     struct sk_font *font) {
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): the caller has a picture */
    struct sk_viewport view = { .width = picture->canvas.width, .height = picture->canvas.height };
    sk_screen_build(model, &view, sk_font_measure(font), &picture->list);
    sk_raster_paint(&picture->canvas, &picture->list, font);
}

struct sk_picture *sk_picture_of(const struct sk_model *model, const struct sk_viewport *view,
                                 struct sk_font *font) {
    struct sk_picture *picture = NULL;
    struct sk_viewport shown = { .width = view->width,
                                 .height = view->height,
                                 .ppi = view->ppi,
                                 .distance = view->distance,
                                 .is_silent = view->is_silent };
    if (sk_picture_create(&picture, view->width, view->height, NULL) != SK_OK) {
        return NULL;
    }
    sk_screen_build(model, &shown, sk_font_measure(font), &picture->list);
    sk_raster_paint(&picture->canvas, &picture->list, font);
    return picture;
}

static SDL_Surface *surface_of(const struct sk_picture *picture) {
    const struct sk_canvas *canvas = &picture->canvas;
    return SDL_CreateRGBSurfaceFrom(canvas->pixels, canvas->width, canvas->height, 32,
                                    canvas->pitch * 4, 0xFF0000, 0x00FF00, 0x0000FF, 0);
}

/* What IMG_SavePNG_RW() writes without seeking. */
static size_t write_to_buf(SDL_RWops *stream, const void *bytes, size_t size, size_t count) {
    struct sk_buf *out = stream->hidden.unknown.data1;
    return size > 0 && sk_buf_add(out, bytes, size * count) == SK_OK ? count : 0;
}

enum sk_err sk_picture_encode(const struct sk_picture *picture, struct sk_buf *out) {
    SDL_Surface *surface = surface_of(picture);
    SDL_RWops *stream = SDL_AllocRW();
    bool is_written = false;
    if (surface && stream) {
        stream->type = SDL_RWOPS_UNKNOWN;
        stream->write = write_to_buf;
        stream->hidden.unknown.data1 = out;
        is_written = IMG_SavePNG_RW(surface, stream, 0) == 0 && out->length > 0;
    }
    enum sk_err err = !surface || !stream ? SK_ERR_NOMEM : is_written ? SK_OK : SK_ERR_IO;
    SDL_FreeRW(stream);
    SDL_FreeSurface(surface);
    return err;
}

enum sk_err sk_picture_save(const struct sk_picture *picture, const char *path,
                            struct sk_err_info *info) {
    SDL_Surface *surface = surface_of(picture);
    if (!surface) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for '%s'", path);
    }
    int failed = IMG_SavePNG(surface, path);
    SDL_FreeSurface(surface);
    if (failed) {
        return sk_fail(info, SK_ERR_IO,
                       "'%s' cannot be written: %s; choose a folder that you may "
                       "write to and that has room",
                       path, SDL_GetError());
    }
    return SK_OK;
}

static enum sk_err render_each(struct sk_picture *picture, struct sk_font *font, const char *dir,
                               struct sk_err_info *info) {
    struct sk_model *model = malloc(sizeof(*model));
    if (!model) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the examples");
    }
    enum sk_err err = SK_OK;
    for (size_t i = 0; !err && sk_example_name(i); i++) {
        char path[PATH_MAX];
        int length = snprintf(path, sizeof(path), "%s/%s.png", dir, sk_example_name(i));
        if (length < 0 || (size_t)length >= sizeof(path)) {
            err = sk_fail(info, SK_ERR_INVALID, "the folder's name is too long");
            break;
        }
        sk_example_fill(i, model);
        sk_picture_draw(picture, model, font);
        err = sk_picture_save(picture, path, info);
        if (!err && (printf("%s\n", path) < 0 || fflush(stdout))) {
            err =
                sk_fail(info, SK_ERR_IO, "standard output cannot be written: %s", strerror(errno));
        }
    }
    free(model);
    return err;
}

enum sk_err sk_ui_render_all(const char *dir, int32_t width, int32_t height, const char *language,
                             struct sk_err_info *info) {
    struct sk_picture *picture = NULL;
    struct sk_font *font = NULL;
    enum sk_err err = sk_language_set(language, info);
    if (err) {
        return err;
    }
    if (mkdir(dir, 0777) && errno != EEXIST) {
        return sk_fail(info, SK_ERR_IO,
                       "the folder '%s' cannot be made: %s; choose one that you may write to", dir,
                       strerror(errno));
    }
    err = sk_picture_create(&picture, width, height, info);
    if (!err) {
        err = sk_font_create(&font, sk_language_name(), info);
    }
    if (!err) {
        err = render_each(picture, font, dir, info);
    }
    sk_font_destroy(font);
    sk_picture_destroy(picture);
    return err;
}
